"""What the work of a bureau says. One catalogue, a section for each part; slots in braces."""

from __future__ import annotations

from ..values.catalogue import Catalogue, shortened
from ..values.foldings import visible

MESSAGES: dict[str, str] = {
    # roster: its file
    "roster-at": "第{row}行“{column}”（{cell}）：{message}",
    "roster-kind": "名册应是 .xlsx（.xls、.ods 也行）或 .csv 文件",
    "roster-text": "名册不是文本：{reason}；请用 Excel 打开后另存为 .xlsx，或另存为“CSV UTF-8”",
    "roster-csv": "第{row}行读不通：{reason}；请检查这一行的引号",
    "roster-headers": "没有找到表头：前 {rows} 行里没有同时写着“单位编码”和“单位名称”的一行；请用 distribute --roster-template 生成空白名册照填",
    "roster-header": "表头缺“{name}”一列{near}",
    "roster-header-twice": "表头里“{name}”有两列（另一列在 {other}），请去掉一列",
    "roster-empty": "名册里一个单位也没有，请在表头下面逐行填写",
    "roster-long": "名册超过 {most} 行，请核对文件",
    # roster: its rows
    "no-code": "没有填单位编码，请补上（部门 3 位，单位 6 位）",
    "no-name": "没有填单位名称，请填全称",
    "code-signs": "编码“{code}”里有字母、数字以外的字符，请改正",
    "code-fraction": "编码“{code}”带小数或写成了科学计数法，请把这一列设为文本格式后重新键入",
    "code-twice": "编码“{code}”与第{other}行（{name}）重复，一个编码只能有一行",
    "name-twice": "名称“{name}”与第{other}行（编码 {code}）重复；确实是两个单位的，请把名称写全，使二者不同",
    "zeros": "编码“{code}”像是丢了开头的 0，其他编码是 {length} 位：应为“{whole}”；请把这一列设为文本格式后重新键入",
    "code-numbers": "编码列有 {n} 格存成了数字（{cells}）。长度都对，照读；请把这一列设为文本格式，免得以后丢掉开头的 0",
    "no-parent": "名册里没有编码为“{code}”的上级{near}；请补上那个单位，或改正上级编码；没有上级的留空",
    "parent-zeros": "上级编码“{code}”像是丢了开头的 0，应为“{whole}”；请把这一列设为文本格式后重新键入",
    "own-parent": "上级编码就是本单位的编码；没有上级的留空",
    "parent-circle": "上级绕成了一圈：{codes}；请改正其中一个上级编码",
    "bad-kind": "不认识的类型“{value}”，应为 {allowed}，或留空{near}",
    "bad-date": "报送截止“{value}”不是日期，请写作 2026-12-15",
    "bad-form": "没有表样“{value}”；请改正（budgetxl forms 列出全部表样），或留空",
    "bad-cell": "单元格里是 {value}，读不出来；请改正",
    # roster: the blank one
    "template-sheet": "名册",
    "template-examples": "填写示例",
    "template-guide": "一个单位一行，从第 2 行起填在“名册”表里。前两列必填，其余可以不填；列的顺序可以变，也可以另加列。本表只供对照，不会被读取。",
    "template-prompt": "{name}：{prompt}",
    "roster-columns-code": "文本格式，开头的 0 不能少；部门 3 位，单位 6 位",
    "roster-columns-name": "填全称，封面和公开说明照此引用",
    "roster-columns-kind": "{allowed}，决定全文写哪一个；可以留空",
    "roster-columns-parent": "所属部门的单位编码；没有上级的留空",
    "roster-columns-contact": "催报、退回时联系的人",
    "roster-columns-phone": "联系人的电话",
    "roster-columns-form": "与统一的表样不同时才填：表样编号",
    "roster-columns-deadline": "写作 2026-12-15；过了这一天交来的注明“逾期”",
    # distribute
    "read-fault": "budgetxl 出现了程序错误（{reason}），没有读完这一份；请把这句话和文件一起发给维护者",
    "previous-errors": "有 {n} 处错误",
    "carried-none": "上年的数据与本年表样对不上，没有带入（{reason}）",
    "make-fault": "budgetxl 出现了程序错误（{reason}），没有生成这一份；请把这句话和文件一起发给维护者",
    "index-title": "下发清单",
    "index-code": "单位编码",
    "index-name": "单位名称",
    "index-kind": "类型",
    "index-parent": "上级编码",
    "index-contact": "联系人",
    "index-phone": "联系电话",
    "index-form": "表样",
    "index-year": "年度",
    "index-file": "文件",
    "index-previous": "上年数取自",
    "index-note": "备注",
    "index-digest": "SHA-256",
}

_GIVEN = {"name", "code", "value", "reason", "codes", "whole"}


def _told(name: str, slot: object) -> object:
    """What fills a slot: given names and words on one line and not too long."""
    return shortened(visible(slot)) if name in _GIVEN and isinstance(slot, str) else slot


say = Catalogue(MESSAGES, _told).say
