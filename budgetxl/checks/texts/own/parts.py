"""Parts of a change that a reason lists: 电价上调增加2.5万元；更新设备增加3万元 are no reason for a rise of 1.85万元.

Said where the parts that go the way of the change are more than the change and nothing is told that goes the other way, or where
the reason names its own row and states another change or rate of it. A reason that weighs more against less, counts things, or has
a figure of which the direction is not told is left alone; so is a part that is the change of another row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import NamedTuple

from budgetxl.values import Entry, Finding, plain, ungrouped
from budgetxl.values.foldings import said_words, unnumbered
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.written import WrittenAmount, amounts

from ...messages import say
from .. import grammar
from ..compared import agrees, cells_of, differs, sign, vague
from ..figures import Figure
from ..grammar import RIGHT
from .row_figures import LONGEST, RowFigures

_UP, _DOWN = "增加|增长|上升|提高|上涨|净增|上调|调增|增幅", "减少|下降|降低|压减|净减|缩减|压缩|节约|核减|调减|下调|降幅"
_MOVED = lazy_pattern(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))")
#: A clause that states a part: of what, which way, of what again (压减会议费0.5万元); nothing stands behind its figure.
_PART = lazy_pattern(
    rf"(?P<subject>.*?)(?:{_UP}|{_DOWN})*(?:(?P<up>{_UP})|(?P<down>{_DOWN}))"
    r"(?:了|金额为?|额为?|幅度为?|率为?|支出|经费|费用|为|达)*(?!到|至|[到至])(?P<object>[^\d增减升降]{0,10}?)"
)
#: The year, and the base that a part is compared with; neither is of what it is.
_BASE = lazy_pattern(
    r"^(?:本年|今年|全年|\d{4}年)度?(?!末|初|底)|(?:[较比与同](?:上年|去年|\d{4}年)度?(?:年初)?(?:预算|同期)?(?:数|额)?(?:相比|相较)?|同比)(?:共|总共)?"
)
_CAUSED = lazy_pattern(r"(?:所致|造成的?|导致的?|等(?:原因|因素)?)(?=[,;。]|\Z)")
_CLAUSES = lazy_pattern(r"[,;:。、()!\n]")
_MARKERS = lazy_pattern(r"^(?:[一二三四五六]是|其[一二三四]|主要(?:是|为|系)?(?:因为?|由于)?|(?:主要)?原因是|因为?|由于|是)+")
_WEIGHED = lazy_pattern(
    r"但|同时|相抵|抵[消销减]|扣除|剔除|不含|如果|口径|决算|执行|追加|其中|包括|分别|取消|减员|退休|到期|完工|结束"
    r"|[两二三四五六七八九\d]项|[(]"
)
_COUNTED, _SHORTEST = lazy_pattern(r"\d+(?:名|人|个|辆|台|套|户|处|项)"), 3


class _Part(NamedTuple):
    """A part that a clause states: which way, of what, how much."""

    sign: int
    of: str
    written: WrittenAmount


def parts_of_row(entry: Entry, text: str, row: RowFigures, others: Collection[Decimal]) -> Iterator[Finding]:
    """Where the parts of a reason are more than the change of its row, or its own change or rate is stated otherwise."""
    bare, change = _CAUSED.sub("", _BASE.sub("", said_words(ungrouped(text)))), row.change
    if change is None or not sign(change) or len(bare) > LONGEST or _WEIGHED.search(bare) or grammar.ELSEWHERE.search(bare):
        return
    parts = list(_parts(bare))
    if _both_ways(bare) or any(part.sign != sign(change) for part in parts):
        return
    for part in parts:
        if part.of in _own(row.called) or (len(parts) == 1 and not part.of and _is_all(bare)):
            figure = row.growth if part.written.is_percent else change
            if figure is not None and (part.written.is_percent or part.written.value(figure.unit) not in others):
                yield from differs(entry, figure, part.written, abs(figure.amount), "warning")
            return
    money = [part for part in parts if part.written.is_money]
    written = [one for one in amounts(bare) if one.is_money]
    if len(money) == len(written) and not _COUNTED.search(bare):
        whole = abs(change.amount)  # 比上年增加1.85万元, before what it is made of
        of_it = [part.written for part in money if part.of or not agrees(change, part.written, whole)]
        yield from _more(entry, change, of_it, others)


def _more(entry: Entry, change: Figure, parts: list[WrittenAmount], others: Collection[Decimal]) -> Iterator[Finding]:
    """The finding on parts that are more than their whole."""
    whole = sum((part.value(change.unit) for part in parts), Decimal(0))
    half = min((part.half(change.unit) for part in parts), default=change.half) * len(parts)
    half = max(change.half, half if len(parts) == 1 else min(half, abs(change.amount) / 20))
    if whole <= abs(change.amount) + half or (len(parts) == 1 and whole in others):
        return
    said, value = plain(whole.normalize()), plain(abs(change.amount))
    message = say("TEXT-02-parts", label=change.label, word=RIGHT[sign(change)], said=said, value=value, unit=change.unit)
    yield Finding("TEXT-02", "warning", message, cells_of(entry, change), value, said, say("TEXT-02-parts-hint"))


def _parts(text: str) -> Iterator[_Part]:
    """The parts of a reason: clauses that end with the only figure that they have."""
    written = {one.end: one for one in amounts(text) if not vague(one) and (one.is_money or one.is_percent)}
    start = 0
    for end in [*(match.start() for match in _CLAUSES.finditer(text)), len(text)]:
        one = written.get(end)
        if one is not None and one.start > start:
            clause = _MARKERS.sub("", unnumbered(text[start : one.start]))
            match = _PART.fullmatch(clause)
            if match is not None:
                yield _Part(1 if match["up"] else -1, match["subject"] or match["object"], one)
        start = end + 1


def _both_ways(text: str) -> bool:
    """Whether a reason tells of more and of less."""
    return len({bool(match["up"]) for match in _MOVED.finditer(text)}) > 1


def _is_all(text: str) -> bool:
    """Whether a reason is nothing but one figure: 减少0.5万元."""
    return _CLAUSES.search(text.rstrip("。")) is None


def _own(called: Collection[str]) -> set[str]:
    """The words for a row, and their ends: 接待费 of 公务接待费."""
    return {name[at:] for name in called for at in range(len(name) - _SHORTEST + 1)}
