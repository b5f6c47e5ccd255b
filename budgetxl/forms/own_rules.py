"""The program's own rules: what is looked at in every workbook, whatever its form says. The one table of their ids.

A form may regrade or remove those that nothing else stands on (``[[rules]] id = "TEXT-05"`` with ``severity`` or
``remove = true``). The ``firm`` ones stay: reading and the notice rely on them, so they can only be made graver.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ..values import LEVEL_ORDER, Finding, Level
from ..values.records import dataclass


@dataclass(frozen=True, slots=True)
class OwnRule:
    """One rule of the program: ``severity`` is that of its gravest findings, ``sentence`` says what is looked at.

    ``firm``: it can't be removed, nor made less grave.
    """

    id: str
    severity: Level
    item: str
    sentence: str
    firm: bool = False


_FILLING, _BUDGET, _TEXTS = "填报规范", "收支预算", "文字说明"
_TABLE: tuple[OwnRule, ...] = (
    OwnRule("META-01", "error", _FILLING, "工作簿用的是所要的表样，而且是当前的版本", firm=True),
    OwnRule("META-02", "error", _FILLING, "封面上的预算年度就是下发工作簿时的年度，各表题目和表头里写的年份与它相符", firm=True),
    OwnRule("META-03", "error", _FILLING, "各表上写的填报单位、单位编码与封面相同；拆分填报的各部分，封面上的单位名称、编码等也相同", firm=True),
    OwnRule("META-04", "error", _FILLING, "每张表上写的金额单位就是表样的单位", firm=True),
    OwnRule("META-06", "error", _FILLING, "数值、日期和编码写得能够认出，不用文本代替数值", firm=True),
    OwnRule("META-07", "error", _FILLING, "由公式计算的格保留着公式，显示的数与重算的相同；按编码自动带出的名称没有改成别的", firm=True),
    OwnRule("META-08", "error", _FILLING, "单元格里没有图片，也没有 #REF!、#DIV/0! 之类的公式错误值", firm=True),
    OwnRule("META-09", "error", _FILLING, "表样的工作表和栏目都在，名称和文字没有改动，也没有重复", firm=True),
    OwnRule("META-10", "warning", _FILLING, "没有数据藏在隐藏或筛选掉的行、列、工作表里，或藏在什么也不显示的数字格式后面，也没有链接到别的文件"),
    OwnRule("META-11", "error", _FILLING, "文字里没有留着 XX、待填写之类没有填的模板内容，公开说明里没有“主要是。”之类没写完的话"),
    OwnRule("META-12", "warning", _FILLING, "数的小数位数不超过栏目规定的位数，不细于一分，单元格把它们都显示出来"),
    OwnRule("META-13", "error", _FILLING, "增减数以外的栏目没有负数"),
    OwnRule("META-14", "warning", _FILLING, "有下拉列表的栏目，所填的在可选范围以内；编码是规定的位数"),
    OwnRule("META-15", "error", _FILLING, "必填的栏目都已填写，应填的（如封面上通知要用的）也没有空着", firm=True),
    OwnRule("META-16", "warning", _FILLING, "每个有内容的单元格都属于表样的某个栏目，没有写在别处", firm=True),
    OwnRule("META-17", "error", _FILLING, "应填数值的格里不用公式；用了的，文件里存有结果，而且是计算过的", firm=True),
    OwnRule("META-18", "info", _FILLING, "明细表里没有另外手填的合计行", firm=True),
    OwnRule("META-19", "error", _FILLING, "拆分填报的各部分都在", firm=True),
    OwnRule("META-20", "error", _FILLING, "拆分填报的同一部分没有两份不同的内容", firm=True),
    OwnRule("META-21", "warning", _FILLING, "文件是 .xlsx，公式、格式和错误值都能读到", firm=True),
    OwnRule("META-22", "error", _FILLING, "表样的规则和文稿都能用，没有因为本身的毛病而不能判断的", firm=True),
    OwnRule("META-23", "info", _FILLING, "填报的单元格上没有批注，批注里的话不会读取"),
    OwnRule("BUD-08", "error", _BUDGET, "文字里写的增加、减少、持平与增减额的正负一致"),
    OwnRule("TEXT-02", "error", _TEXTS, "文字里写的金额和百分比与表中的数一致"),
    OwnRule("TEXT-03", "warning", _TEXTS, "文字里与往年比较的，比的是上一年；说本年打算的，没有写成往年"),
    OwnRule("TEXT-05", "warning", _TEXTS, "文字里没有重复的字词，标点用得对，引号成对；写成的公开说明里也是这样"),
    OwnRule("TEXT-26", "warning", _TEXTS, "一句话里逐项列出又写了合计的，合计就是各项之和"),
    OwnRule("TEXT-27", "warning", _TEXTS, "名词解释跟着正文走：公开说明用到的名词有解释，没有用到的不解释"),
    OwnRule("TEXT-07", "warning", _TEXTS, "科目用的是当年的名称，没有用已经更名的旧名称"),
    OwnRule("TEXT-21", "warning", _TEXTS, "增减的原因与增减的方向不相反"),
    OwnRule("TEXT-22", "warning", _TEXTS, "增减的原因说的是这一项，不是别的事"),
    OwnRule("TEXT-23", "warning", _TEXTS, "文字里的自称（部门、单位、街道等）和级次与封面一致"),
    OwnRule("TEXT-28", "warning", _TEXTS, "原因和说明写的是事情本身，没有用“同上”“见附表”“略”代替"),
    OwnRule("TEXT-29", "warning", _TEXTS, "要公开的文字里没有个人的手机号码和身份证号"),
    OwnRule("TEXT-24", "warning", _TEXTS, "文字里的百分比都写有百分号"),
)

OWN_RULES: Mapping[str, OwnRule] = {rule.id: rule for rule in _TABLE}


def regraded(findings: Iterable[Finding], rules: Mapping[str, OwnRule]) -> Iterator[Finding]:
    """Findings as a form grades the program's own rules (``rules``), those folded under others as well.

    Findings of a rule that the form removed are gone; what was folded under one stays. Where a form makes a rule graver,
    its gravest findings follow; where it makes it lighter, all that were graver than that.
    """
    for finding in findings:
        caused = tuple(regraded(finding.caused, rules)) if finding.caused else ()
        own, rule = OWN_RULES.get(finding.rule), rules.get(finding.rule)
        if own is not None and rule is None:
            yield from caused
            continue
        severity = finding.severity if own is None or rule is None else _graded(finding.severity, own.severity, rule.severity)
        unchanged = severity == finding.severity and caused == finding.caused
        yield finding if unchanged else replace(finding, severity=severity, caused=caused)


def _graded(severity: Level, usual: Level, wanted: Level) -> Level:
    if severity == usual:
        return wanted
    return max(severity, wanted, key=lambda level: LEVEL_ORDER[level]) if graver(usual, wanted) else severity


def graver(one: Level, other: Level) -> bool:
    """Whether one severity is graver than another."""
    return LEVEL_ORDER[one] < LEVEL_ORDER[other]
