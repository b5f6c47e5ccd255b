"""Limits that a text sets itself: “三公”经费总额控制在6.5万元以内 beside 6.6万元 in the table.

Said only where the words for the figure stand right before the limit, and nothing says that it is an aim of later years, or one of
what is spent and not of what is budgeted.
"""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.values import Entry, Finding, plain
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.written import WrittenAmount

from ...messages import say
from ..compared import cells_of
from ..figures import Named
from ..said import Said
from .naming import SURE_PHRASE, Naming

_HELD = (
    "(?:总额|总量|规模|预算|支出|经费|费用|全年|年内|严格|继续|一律|均|应|要|须|必须|确保|原则上|控制|压减|压缩|限制|限定|保持|维持"
    "|在|到|至|数|为)*"
)
_BEFORE = lazy_pattern(rf"{_HELD}(?P<most>不得?超过|不得?高于|不得?突破|不大于)?(?P<least>不得?低于|不得?少于|不小于)?(?:人民币)?")
_AFTER = lazy_pattern("以内|之内|以下|范围内")
_AT_LEAST = lazy_pattern("以上")
_EARNEST = lazy_pattern(r"\A(?:确保|严格|切实|将|把)+")
#: An aim of later, what is spent, or a limit for each of several.
_OTHER = lazy_pattern(
    r"力争|力求|争取|目标|规划|逐年|年[内间来]|以来|执行|决算|实际|每|人均|均(?!为)|单[次价笔项]|累计|标准|季度|\d月|上年|去年|左右|比例"
)


def beyond_limit(
    entry: Entry, clause: str, start: int, written: WrittenAmount, names: list[Named], said: Said, naming: Naming
) -> Iterator[Finding]:
    """The finding on a figure that is beyond the limit which a clause sets it."""
    if not written.is_money or said.doubt or said.other_time or said.inside or _OTHER.search(clause) is not None:
        return
    for name in names:
        figure = naming.figures.of(name.phrase, "amount")
        limit = _BEFORE.fullmatch(clause, name.end, written.start) if name.start >= start else None
        if figure is None or limit is None or len(name.phrase) < SURE_PHRASE - 1 or not _leads(clause, start, name.start, naming):
            continue
        if not naming.is_of_this_year(clause[start : written.start], clause):
            return
        most = limit["most"] is not None or _AFTER.match(clause, written.end) is not None
        least = limit["least"] is not None or (not most and _AT_LEAST.match(clause, written.end) is not None)
        value, half = written.value(figure.unit), figure.half
        if (most and figure.amount > value + half) or (least and not most and figure.amount < value - half):
            stated = clause[name.end : written.end]
            message = say("TEXT-02-limit", label=figure.label, text=stated, value=plain(figure.amount), unit=figure.unit)
            yield Finding("TEXT-02", "warning", message, cells_of(entry, figure), plain(figure.amount), plain(value), say("TEXT-02-limit-hint"))
        return


def _leads(clause: str, start: int, end: int, naming: Naming) -> bool:
    """Whether nothing stands before the words for a figure but how earnest the limit is, and what may always stand there."""
    earnest = None if start else _EARNEST.match(clause)
    return naming.leads(clause, start, end) if earnest is None else naming.grammar.lead.fullmatch(clause, earnest.end(), end) is not None
