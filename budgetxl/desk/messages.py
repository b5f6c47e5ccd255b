"""What the desk says of its own. One catalogue; slots in braces. What a verb says, it says itself."""

from __future__ import annotations

from ..values.catalogue import Catalogue, shortened
from ..values.foldings import visible

MESSAGES: dict[str, str] = {
    "no_call": "页面和程序的版本不一致，请关掉这个页面重新打开",
    "no_row": "这一份已经不在列表里，请重新拖入",
    "no_rows": "列表是空的，没有可写的报告；请先拖入工作簿",
    "no_form": "没有选择表样，或这个表样已经不在，请重新选择",
    "form_unknown": "没有表样“{form}”；如果是本地的表样，请先把它的文件夹或 .zip 拖进来",
    "no_roster": "还没有名册，请先选择名册",
    "no_memory": "内存不够，请少选一些文件，或关掉页面重新打开",
    "fault": "程序出了错（{reason}），这一步没有做完；请把这句话和文件一起发给维护者",
    "items": "项目一栏请写个数（如 3），没有项目的写 0；或每行一个项目名称",
    "one_file": "请只选择一个文件",
    "no_files": "没有选中文件",
    "lock_file": "这是 Excel、WPS 打开工作簿时留下的临时文件，不是工作簿；请拖入同名而前面没有 ~$ 的文件",
    "own_file": "这是本程序生成的结果文件，或者里面没有工作簿",
    "not_here": "所给的文件里没有 form.toml，不是表样文件夹",
    "form_faulty": "这个表样有 {n} 处错误，不能使用：\n{mistakes}",
    "form_taken": "表样 {form}：{title}，已可使用（{sheets} 张工作表，{rules} 条规则）",
    "form_unpacked": "压缩包打不开，或者太大，或者里面的路径不对：{reason}",
    "form_more": "……另有 {n} 处",
    "form_unread": "{name}：{reason}；缺了它，这个表样不能使用",
    "form_outside": "这个表样继承的上级不是本程序自带的表样，也不在所给的文件里，不能使用",
    "form_files": "表样文件太多或太大（最多 {most} 个文件，共 {size} MB）",
    "where_page": "程序就在这个文件里，打开以后不连接任何地方；关掉页面，什么也不留下。",
    "where_desk": "程序在这台电脑上运行，只有这台电脑打得开这个页面。",
    "passed": "没有发现问题",
    "open": "有 {n} 处待核实",
    "errors": "有 {n} 处错误",
    "unreadable": "读不出",
    "draft_note": "还有错误，生成的是草稿，不能公布；改好以后请重新生成",
    "too_large": "文件超过 {most} MB，不像填报的工作簿",
    "notice": "{unit}-公开说明{draft}{suffix}",
    "draft": "（草稿）",
    "tables": "{unit}-公开表{draft}.xlsx",
    "annotated": "{name}-批注.xlsx",
    "checklist": "{unit}-检查表.xlsx",
    "report": "校验报告.html",
    "repaired": "{name}-修复.xlsx",
    "repaired_told": "修复好的工作簿另存为一个文件，原文件没有改动。\n{changes}",
    "repaired_cell": "{at} {label}：原为 {old}",
    "blank_cell": "空格",
    "repaired_more": "　……另有 {n} 格",
    "repaired_nothing": "没有需要修复的地方。",
    "blank": "{unit}-空白.xlsx",
    "blank_doubts": "请核对：\n{doubts}",
    "blank_parts": "{unit}-分头填报.zip",
    "sent": "下发-{form}.zip",
    "sent_told": "{units} 个单位，{files} 个工作簿",
    "index": "下发清单.xlsx",
    "index_about": "名册 {roster}，表样 {form}",
    "roster_told": "名册里有 {n} 个单位",
    "roster_name": "名册.xlsx",
    "summary": "汇总表.xlsx",
    "overview": "总览.html",
    "returned": "退回修改意见.zip",
    "accepted": "accepted.json",
    "nothing_sent": "所给的文件里没有一个能认出单位的工作簿，没有生成汇总表",
    "made": "生成于 {when}",
    "changed_since": "{path}：校验之后又改动过，或者已经不在，请先再校验一次",
    "folder_gone": "文件夹 {path} 已经不在了（改了名、移走了，或盘断开了）；请放回原处再重新列出，或在新的地方重新运行 budgetxl desk",
    "not_listed": "所选的文件里有已经不在文件夹里的，请重新列出再选",
    "not_uploaded": "这个文件没有传完，请重新拖入",
    "worker_lost": "校验这一份的进程中途停止了（可能是内存不够、被系统结束），请单独再校验一次",
    "written_to": "已写到 {path}",
    "not_written": "没有写进文件夹，改为下载：{reason}",
    "bad_call": "页面和程序的版本不一致，请刷新页面",
    "door_request": "这不是一个请求",
    "door_host": "这个地址不是本程序的，没有打开",
    "door_path": "没有这一页",
    "door_foreign": "这个请求不是从本程序的页面来的，没有照办",
    "door_token": "这个地址只能打开一次，已经用过了。请回到先前打开的页面；页面已经关掉的，请结束程序，重新运行 budgetxl desk",
    "door_cookie": "浏览器没有本程序给它的凭证。请用程序给出的地址打开，或重新运行 budgetxl desk",
    "door_length": "请求没有说清有多长，没有读",
    "door_large": "文件太大，请分开来做",
    "door_taken": "这个文件已经取走，请重新生成",
    "step_read": "正在读取",
    "step_check": "正在校验",
    "step_make": "正在生成",
    "step_sum": "正在汇总",
    "step_return": "正在写退回修改意见",
}

_GIVEN = {"path", "reason", "name", "form", "title", "roster"}


def _told(name: str, slot: object) -> object:
    """What fills a slot: names that somebody gave on one line and not too long."""
    return shortened(visible(slot)) if name in _GIVEN and isinstance(slot, str) else slot


say = Catalogue(MESSAGES, _told).say
