"""What the work of a bureau says. One catalogue, a section for each part; slots in braces."""

from __future__ import annotations

from ..values.catalogue import Catalogue, shortened
from ..values.foldings import visible

MESSAGES: dict[str, str] = {
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
}

_GIVEN = {"name", "code", "a", "b", "file", "files", "others", "unit_codes", "own", "wanted", "names", "form", "old", "items", "sheets", "sheet"}


def _told(name: str, slot: object) -> object:
    """What fills a slot: given names and words on one line and not too long."""
    return shortened(visible(slot)) if name in _GIVEN and isinstance(slot, str) else slot


say = Catalogue(MESSAGES, _told).say
