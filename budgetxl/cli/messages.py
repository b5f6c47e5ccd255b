"""What the command line says. One catalogue; slots in braces."""

from __future__ import annotations

from ..values.catalogue import Catalogue, shortened
from ..values.foldings import visible

MESSAGES: dict[str, str] = {
    "default_form": "（默认）",
    "exists": "{path} 已经存在，没有覆盖。要覆盖请加 --force，或换一个文件名",
    "exists_folder": "{path} 已经存在，没有覆盖。请换一个文件夹",
    "cant_write": "写不进 {path}：{reason}",
    "not_folder": "{path} 不是文件夹",
    "same_file": "{path} 就是所给的文件，结果不能写在它上面，请换一个文件名或文件夹",
    "same_target": "{path} 是两项结果的去处，请换一个文件名",
    "wrong_suffix": "{path}：写出的是 {suffix} 文件，请用以 {suffix} 结尾的文件名",
    "passed_over": "跳过了 {count} 个临时文件（{names}）：它们不是工作簿，是正打开着的或别的系统留下的",
    "only_passed_over": "没有给工作簿",
    "no_workbooks": "{path}：文件夹里没有工作簿",
    "no_folder": "文件夹 {path} 不存在，请先建好",
    "written": "已生成 {path}",
    "file": "{path}：{reason}",
    "a_file": "读写文件时出错",
    "summary": "{errors} 处错误，{warnings} 处待核实，{infos} 条提示；{rules}",
    "clean": "没有发现问题",
    "corrected": "读取时更正了 {count} 处：",
    "printed_as": "公开说明里改了写法 {count} 处（句子已有的“主要是”“等”不重复，全角数字改半角）：",
    "corrected_more": "其余 {count} 处见 --json",
    "blank": "空白",
    "answered_too": "（另有已说明的 {answered}）",
    "answer": "说明：{answer}",
    "internal": "budgetxl 出现了程序错误（{kind}：{error}）。请把这句话和文件一起发给维护者；设置环境变量 BUDGETXL_DEBUG=1 可看到详情",
    "projects": "--projects 应为个数，或每行一个项目名称的文本文件：{value}",
    "form_ok": "{form}：没有错误（{sheets} 张工作表，{rules} 条规则）",
    "dropped": "随字段删去的规则：{rules}",
    "samples": "只是样本的代码表：{lists}。表里没有的编码不算错，有关的规则只作提示；换成全部编码以后，写上 complete = true",
    "not_live": "工作簿里不能随填随算的栏目：{fields}。公式太长或 Excel 没有这样的函数，单元格里只有生成时的数；由 check 重新计算",
    "unspoken": "文稿说到、却没有写明怎样称呼（spoken）的数：{fields}。填报的文字里写到它们，校验认不出来",
    "unchanged": "填的内容都已带入，公式、格式、下拉列表和保护已恢复；数都没有变",
    "repaired": "填的内容都已带入，公式、格式、下拉列表和保护已恢复。改动如下：",
    "repaired_but": "有 {count} 格没有带入，列在最后，也写在新工作簿的“未带入”表里；其余都已带入。改动如下：",
    "change": "  {label}{old}",
    "change_to": "  {label}{old} → {new}",
    "change_at": "  {cell} {label}{old}",
    "change_at_to": "  {cell} {label}{old} → {new}",
    "change_now": "（现在在 {cell}）",
    "collected": "{form} {year}年：名册 {units} 个单位，{counts}",
    "late": "（逾期）",
    "settled": "（已说明，收下）",
    "more_units": "其余 {n} 个见汇总工作簿",
    "more_others": "其余 {n} 个文件见汇总工作簿",
    "made": "{when} 收齐",
    "nothing_sent": "还没有一个单位交来工作簿，不知道是哪个表样，没有写汇总工作簿；请核对文件夹，或用 --form 指明表样",
    "read_anew": "读了 {n} 个工作簿，其余 {m} 个没有变，照上次的",
    "no_accepted": "{path} 里没有 accepted.json，上年数与其中能读的最新工作簿核对",
    "missing_accepted": "上年收下的这些文件没有用上：{files}；它们不见了、读不出来，或收下以后改过",
    "other_accepted": "{path} 不是 budgetxl 写的，没有覆盖；请移走它再收，或加 --force",
    "accepted": "收下了 {n} 个单位的工作簿，名单在 {path}",
    "jobs": "--jobs 应为 1 到 {most} 的整数",
    "distribute_needs": "请写明名册、表样和文件夹：budgetxl distribute 名册.xlsx --form 表样 -o 文件夹；还没有名册，先用 --roster-template 写一份",
    "bad_accepted": "{path}：{reason}，不知道收下了哪些；请重新 collect 一次，或把它移走（就用读得出的全部工作簿）",
    "not_ours": "不是 collect 写的 accepted.json",
    "changed_since": "收下以后文件改过，与 accepted.json 里的校验码不符；请放回原来的文件，或重新 collect 一次",
    "outside": "accepted.json 指到文件夹外面去了",
    "not_in_archive": "压缩包里没有这个文件了；请放回原来的压缩包，或重新 collect 一次",
    "worker_lost": "做这一份的进程中途停止了（可能是内存不够、被系统结束），单独重试也没有成；请关掉别的程序，或加 --jobs 1 再来一次",
    "two_folders": "两边都是文件夹：diff 比较两个工作簿，或一个工作簿和文件夹里收下的那一份",
    "diff_no_accepted": "{path} 里没有 accepted.json，不知道收下的是哪一份；请先 collect，或指明文件",
    "diff_old": "旧：{side}",
    "diff_new": "新：{side}",
    "diff_side": "{file}  {unit} {form} {year}年",
    "diff_row": "{row} ",
    "diff_change": "    {cell}  {row}{label}：{old} → {new}{gap}",
    "diff_text": "    {cell}  {row}{label}：{text}",
    "diff_gap": "（{gap}）",
    "diff_added": "    新增 {row}：{values}",
    "diff_removed": "    删去 {row}：{values}",
    "diff_value": "{label} {value}",
    "diff_more_values": "等 {n} 格",
    "diff_only_old": "    {cell}  {row}{label}：只有旧的有，{value}",
    "diff_only_new": "    {cell}  {row}{label}：只有新的有，{value}",
    "diff_follows": "    由公式随之变动的 {n} 处：",
    "diff_more": "    其余 {n} 处见 --json 或 --html",
    "diff_answers": "“校验”表的说明",
    "diff_answer": "    {rule}：{old} → {new}",
    "no_sheet": "没有单元格的栏目",
    "bar_previous": "读上年工作簿",
    "bar_render": "生成说明",
    "render_all": "{path} 里没有 accepted.json（collect 收下的清单），用了其中读得出的全部工作簿",
    "none_accepted": "{path}：accepted.json 里一份收下的也没有；请先 collect，改正有错误的、说明待核实的",
    "render_replaced": "几份工作簿是同一个单位的，只用最后保存的一份；没有用的 {n} 份：{files}",
    "rendered": "写出 {n} 份说明，在 {path}",
    "rendered_not": "；没有写出的 {n} 份，见上",
    "render_folder": "-o {path}：给了文件夹，或几个单位的工作簿，说明写到一个文件夹里；这个名字是文件的，请另起一个",
    "jobs_or_cluster": "--jobs 是本机的进程数，--cluster 用别的机器，只能用一个",
    "no_distributed": "用集群要先安装 distributed：pip install 'budgetxl[cluster]'",
    "no_scheduler": "连不上集群 {address}（{reason}）；请核对地址，如 tcp://10.1.2.3:8786，并确认调度程序（dask scheduler）在运行",
    "cluster_empty": "集群 {address} 里没有工作进程；请先在各台机器上运行 dask worker {address}",
    "cluster_form": "集群的工作进程里没有表样 {form}；请把它放到各台机器的同一个路径上，或共享的文件夹里",
    "cluster_without": "集群的工作进程不能运行 budgetxl（{reason}）；请在各台机器上安装同一版本",
    "cluster_other": "集群里 {n} 个工作进程的 budgetxl 或表样与这里的不同（{workers}）；请装成同一版本再来",
    "bar_distribute": "下发",
    "bar_rollover": "结转",
    "rolled_over": "已结转到 {form} {year}年",
    "rolled_lost": "有 {n} 处没有带入，也写在新工作簿的“未带入”表里",
    "rolled_folder": "{n} 个工作簿，结转到 {form} {year}年的 {m} 个",
    "rolled_about": "上年工作簿：{path}；表样：{form}",
    "rolled_counts": "共 {lost} 处没有带入，{look} 处要看一看，见结转清单",
    "rolled_nothing": "{path} 里没有可以结转的工作簿",
    "rolled_same": "{path} 就是所给的文件夹，请换一个文件夹",
    "index_about": "名册：{roster}；表样：{form}",
    "index_previous": "上年工作簿：{path}",
    "stale_changed": "{path} 是上次退回的，现在已经不用退回，但文件改过，没有删去；不要的请自己删去",
    "stale_kept": "{path} 是上次退回的，现在已经不用退回；要删去请加 --force",
    "stale_gone": "删去了上次退回、现在不用退回的 {n} 个文件",
    "kept_file": "原有文件，没有重写",
    "not_made": "没有生成：{reason}",
    "sent": "{units} 个单位，写出 {files} 个工作簿",
    "sent_carried": "带入上年数据的 {n} 个",
    "sent_kept": "原有的 {n} 个没有动（要重写请加 --force）",
    "sent_failed": "没有生成的 {n} 个，见上",
    "no_office": "{path}：PDF 要由 LibreOffice 生成，这台电脑上没有找到 soffice。请装上它，或者先生成 .docx、.xlsx，用 Word、WPS 另存为 PDF",
    "office_slow": "{path}：LibreOffice {seconds} 秒没有生成 PDF，已停止；请先生成 .docx、.xlsx，用 Word、WPS 另存为 PDF",
    "office_failed": "{path}：LibreOffice 没有生成 PDF；请先生成 .docx、.xlsx，用 Word、WPS 另存为 PDF",
    "tables_suffix": "{path}：公开表是 .xlsx 或 .pdf 文件，请用以 .xlsx 或 .pdf 结尾的文件名",
    "reference_notice": "--reference-doc 是说明的样式，请用 -o 指明说明写到哪个 Word 或 PDF 文件",
    "template_format": "填 Word 模板的结果是 .docx 或 .pdf，请用这样的文件名",
    "template_alone": "--template 用模板自己的样式，不能与 --reference-doc 同用",
    "contents_pages": "{path} 的目录还没有页码：在 Word 或 WPS 里打开，按 Ctrl+A 再按 F9 更新；要直接带页码的，用 -o 写成 .pdf",
    "contents_pages_all": "{path} 里各份说明的目录还没有页码：在 Word 或 WPS 里打开，按 Ctrl+A 再按 F9 更新；要直接带页码的，加 --format pdf",
    "tables_one": "--tables 写一个单位的公开表：给了文件夹，或说明写到文件夹的，不能用它；请逐个单位写",
    "trace_one": "--trace 写一份说明里每个数的来源：给了文件夹，或说明写到文件夹的，不能用它；请逐个单位写",
    "trace_suffix": "{path}：数的来源写成 JSON，请用以 .json 结尾的文件名",
    "trace_template": "--trace 说的是表样自己的文稿，不是 --template 给的 Word 模板：请分两次生成",
    "render_needs": "请用 -o 指明说明写到哪个文件，用 --tables 指明公开表、用 --trace 指明数的来源写到哪个文件",
    "split_or_output": "请用 -o 指明写到哪个文件，或用 --split 指明放各部分的文件夹",
}

#: Refusals of the verbs for which the command line has words of its own: they name an option or a command.
REFUSALS: dict[str, str] = {
    "year": "--year {year} 不像预算年度，应在 {first} 到 {last} 之间",
    "too_many_items": "--projects 应为个数，或每行一个项目名称的文本文件：{count}（最多 {most} 个）",
    "rollover_errors": "{path}：{reason}，不能结转。先用 budgetxl check 查看并改正",
    "no_finished": "表样 {form} 没有写明哪一栏说项目已经完成（finished），不能用 --drop-finished",
    "repair_unplaced": "{path}：有 {n} 格在表样里没有位置，或者读不出来，没有修复：{cells}。请先移到应在的栏目、改正或删去；"
    "要把它们列在新工作簿的一张表上，用 --to 指明表样",
    "has_errors": "{path}：有 {count} 处错误，不能生成说明。先用 budgetxl check 查看并改正；只要看草稿请加 --draft",
    "suffix": "从文件名 {path} 看不出格式，请用 {suffixes} 之一，或加 --format",
}

_GIVEN = {"path", "value", "reason"}  # what somebody typed, and what is said of it


def _told(name: str, slot: object) -> object:
    """What fills a slot: given names on one line, and not too long for a sentence."""
    if name not in _GIVEN:
        return slot
    text = visible(str(slot))
    return text if name == "reason" else shortened(text)


say = Catalogue(MESSAGES, _told).say
_REFUSALS = Catalogue(REFUSALS, _told)


def refused(code: str, sentence: str, slots: dict[str, object]) -> str:
    """The sentence of a verb's refusal, in the command line's own words where it has some."""
    return _REFUSALS.say(code, **slots) if code in _REFUSALS else sentence
