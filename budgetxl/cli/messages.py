"""What the command line says. One catalogue; slots in braces."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "exists": "{path} 已经存在，没有覆盖。要覆盖请加 --force，或换一个文件名",
    "cant_write": "写不进 {path}：{reason}",
    "not_folder": "{path} 不是文件夹",
    "same_file": "{path} 就是所给的工作簿，结果不能写在它上面，请换一个文件名或文件夹",
    "no_folder": "文件夹 {path} 不存在，请先建好",
    "written": "已生成 {path}",
    "not_json": "{path} 不是 JSON，第 {line} 行第 {column} 个字符起读不通",
    "too_deep": "{path} 的括号嵌套太深，不是 export 的输出",
    "outer_keys": "{path}：不认识的键 {keys}，最外层只有 form、year、data",
    "not_utf8": "{path} 不是 UTF-8 编码的文本",
    "not_data": "{path} 里没有表样编号 form 或数据 data，应与 export 的输出同样结构",
    "year": "--year {year} 不像预算年度，应在 {first} 到 {last} 之间",
    "bad_id": "表样编号“{value}”只能由小写字母、数字和连字符组成",
    "bad_year": "{path} 的 year 应为整数",
    "file": "{path}：{reason}",
    "has_errors": "{path}：有 {count} 处错误，不能生成说明。先用 budgetxl check 查看并改正；只要看草稿请加 --draft",
    "no_unit": "（未填单位名称）",
    "format": "不认识的格式“{format}”，可用 txt、md、docx",
    "suffix": "从文件名 {path} 看不出格式，请用 .txt、.md、.docx 之一，或加 --format",
    "html_later": "HTML 格式尚未提供，请先用 docx、md 或 txt",
    "summary": "{errors} 处错误，{warnings} 处待核实，{infos} 条提示；{passed} 条规则通过，{unknown} 条因缺数未校验",
    "counts": "{errors} 处错误，{warnings} 处待核实，{answered} 处已有说明，{infos} 条提示；{passed} 条规则通过，{unknown} 条因缺数未校验",
    "clean": "没有发现问题",
    "internal": "budgetxl 出现了程序错误（{kind}：{error}）。请把这句话和文件一起发给维护者；设置环境变量 BUDGETXL_DEBUG=1 可看到详情",
    "projects": "--projects 应为个数，或每行一个项目名称的文本文件：{value}",
    "abstract": "“{form}”是供其他表样继承的上级，不能直接生成工作簿",
    "form_ok": "{form}：没有错误（{sheets} 张工作表，{rules} 条规则）",
    "only_part": "{path} 只是拆分填报的一部分，请把同一单位的其余部分（{names}）一并给出",
    "split_or_output": "请用 -o 指明写到哪个文件，或用 --split 指明放各部分的文件夹",
    "no_sections": "表样 {form} 没有划分部分，不能拆分",
    "several_units": "一次只能生成一个单位的说明，所给文件属于不同单位：{units}",
}


def say(code: str, /, **slots: object) -> str:
    """The message of a code with its slots filled."""
    return MESSAGES[code].format(**slots)
