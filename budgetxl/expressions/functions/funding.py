"""Functions that hold the money which the text of a goal states against that of its project. For the program alone.

Only plain statements count, which end with the figure: 投入资金120万元, 道路养护项目安排资金120万元. What is stated roughly, of several
years, for a part or for each of something is left alone; amounts are in 万元.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from budgetxl.values import Scalar, plain, squeeze, ungrouped
from budgetxl.values.foldings import said_words, unnumbered
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.tolerances import NEAR
from budgetxl.values.written import WrittenAmount, amounts

from ..function import Argument, Function, decimal, text
from .matching import rows

UNIT = "万元"
SHORTEST_NAME = 4
_CLAUSE = lazy_pattern(r"[,;:。!\n]")
_OTHERWISE = lazy_pattern(
    r"累计|总投资|分期|[一二两三四五六七八九十\d]年(?!度)|上年|去年|往年|每|各|人均|户均|其中|以上|不超过|不低于|结转|结余|追加|\d{4}年"
)
_PLANNED = r"(?:本年度?|当年|今年|全年|年度|计划|预计|拟|共)*"
_SPENT = (
    rf"{_PLANNED}(?:(?:投入|安排|使用|落实)(?:项目|预算|年度)*(?:资金|经费)|(?:项目)?预算(?:资金|安排|金额|数|额)*)"
    "(?:共计|合计|共|为|是)*"
)
_OWN = lazy_pattern(rf"(?:(?:本|该)?项目)?{_SPENT}")
_BEHIND_NAME = lazy_pattern(rf"[\"”」》]*(?:项目)?{_SPENT}")
_BEFORE_NAME = lazy_pattern(r"(?:.*(?:[\"“「《、和及与(]|实施|完成|推进|开展|保障|用于|包括))?")


def _stated(written: str) -> Iterator[tuple[str, WrittenAmount]]:
    """The clauses of a text that end with its amount of money, none of which says that it is of something else."""
    for clause in _CLAUSE.split("\n".join(squeeze(line) for line in ungrouped(written).splitlines())):
        bare = unnumbered(said_words(clause))
        found = [one for one in amounts(bare) if one.is_money]
        if len(found) == 1 and found[0].end == len(bare) and not found[0].rough and not found[0].ranged and _OTHERWISE.search(bare) is None:
            yield bare, found[0]


def _differs(written: WrittenAmount, amount: Decimal) -> bool:
    return abs(written.value(UNIT) - amount) > max(written.half(UNIT), NEAR)


def _own_funding(arguments: Sequence[Argument]) -> Scalar:
    """Where a goal states the money of its project otherwise; missing where it does not, or states any other amount as well."""
    written, amount = text(arguments[0]), decimal(arguments[1])
    if len([one for one in amounts(ungrouped(written)) if one.is_money]) != 1:
        return None
    for clause, one in _stated(written):
        if _OWN.fullmatch(clause, 0, one.start) is not None and _differs(one, amount):
            return f"{clause}／{plain(amount)}{UNIT}"
    return None


def _other_funding(arguments: Sequence[Argument]) -> Scalar:
    """Where a text states the money of a project of a list, by its name, otherwise than its rows; missing where it does not."""
    parts: dict[str, list[Decimal]] = {}
    for name, amount in rows("other_funding", arguments[1:]):
        if isinstance(name, str) and len(squeeze(name)) >= SHORTEST_NAME and isinstance(amount, Decimal):
            parts.setdefault(said_words(name), []).append(amount)
    for clause, one in _stated(text(arguments[0])) if parts else ():
        named = [name for name in parts if name in clause]
        named = [name for name in named if not any(name != other and name in other for other in named)]
        if len(named) != 1 or clause.count(named[0]) != 1:
            continue
        start = clause.index(named[0])
        before, behind = _BEFORE_NAME.fullmatch(clause, 0, start), _BEHIND_NAME.fullmatch(clause, start + len(named[0]), one.start)
        whole = sum(parts[named[0]], Decimal(0))
        if before is not None and behind is not None and all(_differs(one, amount) for amount in (whole, *parts[named[0]])):
            return f"{clause}／{plain(whole)}{UNIT}"
    return None


FUNCTIONS = (
    Function(
        "own_funding", ("value", "value"), _own_funding, "{0}所写的投入与{1}不一致之处", signature="text, amount -> text"),
    Function(
        "other_funding", ("value", "column", "column"), _other_funding, "{0}所写的投入与名称为{1}的{2}不一致之处", context=(1, 2),
        signature="text, text, amount -> text"),
)  # fmt: skip
