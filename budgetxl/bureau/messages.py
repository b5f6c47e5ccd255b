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
    # collect: what is no workbook
    "kept-rar": "这是 .rar 压缩包，程序不解它；请解压后把里面的工作簿放进来",
    "kept-7z": "这是 .7z 压缩包，程序不解它；请解压后把里面的工作簿放进来",
    "kept-gz": "这是 .gz 压缩包，程序不解它；请解压后把里面的工作簿放进来",
    "kept-mail": "这是一封邮件，不是工作簿；请把邮件里的附件另存到这个文件夹",
    "kept-lock": "这是程序或系统留下的临时文件，不是工作簿，跳过",
    "kept-own": "这是程序自己写出的文件，跳过",
    "kept-special": "这不是普通文件（管道、设备或断了的链接），没有读",
    "kept-deep": "压缩包里套压缩包超过 {n} 层，没有再解；请解压后放进来",
    "in-archive": "压缩包里的这个文件读不出来：{reason}",
    "archive-too-large": "压缩包里的内容展开后超过 {n} MB，其余的没有读；请解压后放进来",
    "cant-list": "这个文件夹打不开（{reason}），里面的文件没有读；请检查权限",
    # collect: what could not be read
    "no-memory": "读这个文件时内存不够；请关闭别的程序，或用较小的 --jobs 再试",
    "fault": "budgetxl 出现了程序错误（{reason}），没有读完这一份；请把这句话和文件一起发给维护者",
    "worker-lost": "读这个文件的进程中途停止了（可能是内存不够，或被系统结束），单独重试也没有读成；请核对文件，或另存为 .xlsx 后再放进来",
    # collect: whose it is, and which version counts
    "other-form": "工作簿是按表样“{own}”填的，应为“{wanted}”；请改用下发的文件填报",
    "other-version": "工作簿的表样“{form}”是版本 {old}，当前是版本 {new}；请改用最新下发的文件填报，或用 repair 转到新版",
    "other-year": "工作簿的预算年度是 {own}，这次收的是 {wanted}；请核对是不是交错了文件",
    "nobody": "封面上没有填单位名称和单位编码，不知道是哪个单位的；请在封面填好后重交",
    "not-on-roster": "封面上填的是“{name}”（编码 {code}），名册里没有这个单位；请核对名册，或核对封面",
    "no-text": "空白",
    "several-latest": "有 {n} 份同样新、数却不同（{files}），无法判断以哪一份为准；请只留一份",
    "by-file-name": "从文件名看，{file} 是本单位交的，但读不出来：{reason}",
    "part-of": "与后交的同一部分相比是旧的，没有采用",
    "not-on-roster-state": "不在名册",
    # collect: across units
    "META-03-name": "封面上的单位名称“{a}”与名册“{b}”不一致",
    "META-03-code": "封面上的单位编码“{a}”与名册“{b}”不一致",
    "META-03-hint": "以名册为准改正封面；名册有误就改名册",
    "META-05-yuan": "《{sheets}》的金额合计{size}{unit}，约为各单位中位数的{k}倍，疑似把“元”填入“万元”栏",
    "META-05-size": "《{sheets}》的金额合计{size}{unit}，约为各单位中位数的{k}倍，数量级异常",
    "META-05-last": "《{sheets}》的金额合计{size}{unit}，约为上年的{k}倍，疑似把“元”填入“万元”栏",
    "META-05-hint": "核对金额单位；这些表没有计入汇总数",
    "META-24": "填的数与“{others}”（{unit_codes}）完全相同，疑似交错了文件或互相照抄",
    "META-24-hint": "向两个单位核实，请填错的一方重交",
    "META-25": "《{sheet}》的数与“{others}”（{unit_codes}）的同一张表完全相同，疑似贴错了表",
    "META-25-hint": "核对这张表是不是本单位的",
    "META-26": "项目编码{code}在“{others}”（{unit_codes}）的工作簿里也有，一个编码只能给一个项目",
    "META-26-hint": "向两个单位核实是谁的项目，改正填错的编码",
    "BUD-07-accepted": "上年数与上年收下的数不一致：{items}",
    "BUD-07-hint": "以上年收下的工作簿（{file}）为准改正；上年批复后有调整的，请说明",
    "BUD-19-equal": "部门合计≠所属单位合计：{items}",
    "BUD-19-less": "部门的数小于已交的所属单位合计：{items}",
    "BUD-19-hint": "核对部门和所属单位（{names}）的这些数，改正填错的一方",
    "item": "{label}{a}≠{b}，差{gap}{unit}",
    "item-last": "{label}{a}，上年收下的是{b}",
    "more-items": " 等 {n} 项",
    # collect: totals
    "left-none": "没有交，或没有可用的版本（{state}）",
    "left-contained": "数已经含在上级“{name}”（{code}）的工作簿里，不重复计",
    "left-by-units": "工作簿是所属单位的合计，由各单位计入，不重复计",
    "left-scale": "金额数量级异常，疑似单位填错",
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

_GIVEN = {
    "name", "code", "value", "reason", "codes", "whole",
    "a", "b", "file", "files", "others", "unit_codes", "own", "wanted", "names", "form", "old", "items", "sheets", "sheet",
}  # fmt: skip


def _told(name: str, slot: object) -> object:
    """What fills a slot: given names and words on one line and not too long."""
    return shortened(visible(slot)) if name in _GIVEN and isinstance(slot, str) else slot


say = Catalogue(MESSAGES, _told).say
