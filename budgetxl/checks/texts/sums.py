"""Sums within a sentence: 在编33人，聘用18人，合计57人. Said only where all that is listed before the sum is its parts, and is sure.

Nothing is said of a list that is not whole (主要, 包括, 等), of parts of parts (其中), of what is taken away, of rates (每), of
other years, and where some of the parts add up.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from budgetxl.values import Entry, Finding, Level, plain, squeeze, ungrouped
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.written import amounts

from ..messages import say
from . import grammar

LONGEST_SENTENCE = 1_000
MOST_PARTS = 10
LONGEST_NAME = 12
"""How many characters stand between the parts of a plain list."""

_SENTENCE = lazy_pattern(r"[。！？!?\n]")
_SUM = lazy_pattern(r"(?:以上|上述)?(?:各项|[二两三四五六七八九十\d]{1,2}项)?(?:合计|共计|总计|一共|总共|共)(?:为|是|安排|:)*")
_ADDS_UP = lazy_pattern(r"[合共总]计|共(?:为|是|有|安排|:)*\s?\d")  # not 公共, 共产党
_NO_LIST = lazy_pattern(
    r"主要|包括|等(?=[,;、共合总]|\Z)|不含|扣除|除|减|降|退|剩|余|每|均|各(?!项)|上年|去年|往年|小计|编制|应|累计|约|近|超|左右|[×*]"
)
_EDGES = ",;、:和及与(以)"


class _Part(NamedTuple):
    """A figure of a sentence: its value in 元 or in things, half a unit of its last place, what it counts, where it stands."""

    value: Decimal
    half: Decimal
    unit: str
    written: str
    start: int
    end: int


def sum_findings(entry: Entry, text: str) -> Iterator[Finding]:
    """Where a sentence adds up what it lists, and it is another sum."""
    if ("计" not in text and "共" not in text) or _ADDS_UP.search(text) is None:
        return
    for sentence in _SENTENCE.split(_squeezed(text)):
        if len(sentence) <= LONGEST_SENTENCE and _ADDS_UP.search(sentence) is not None:
            yield from _of_sentence(entry, sentence)


def _squeezed(text: str) -> str:
    """A text half-width and without white space, its lines kept apart."""
    return "\n".join(squeeze(line) for line in ungrouped(text).splitlines())


def _of_sentence(entry: Entry, sentence: str) -> Iterator[Finding]:
    parts = _figures(sentence)
    added: set[str] = set()  # the units of which there was a sum already
    for at, total in enumerate(parts):
        between = sentence[parts[at - 1].end if at else 0 : total.start].replace(";", ",").rpartition(",")[2]
        if _SUM.fullmatch(between.strip(_EDGES)) is None:
            continue
        before = [part for part in parts[:at] if part.unit == total.unit]
        if total.unit not in added and 1 < len(before) <= MOST_PARTS:
            yield from _differing(entry, sentence, parts[:at], before, total)
        added.add(total.unit)


def _differing(entry: Entry, sentence: str, figures: list[_Part], parts: list[_Part], total: _Part) -> Iterator[Finding]:
    if _NO_LIST.search(sentence, 0, total.start) is not None or total.value < max(part.value for part in parts):
        return
    nested = _nested(sentence, figures, total.unit)
    tolerance = min(part.half for part in (*parts, total)) * (len(parts) + 1)
    if nested is None or any(
        abs(sum(part.value for part in some) - total.value) <= tolerance
        for number in range(2, len(parts) + 1)
        for some in combinations(parts, number)
    ):
        return
    gaps = (later.start - earlier.end for earlier, later in zip(parts, (*parts[1:], total)))
    plainly = not nested and all(gap <= LONGEST_NAME for gap in gaps)
    right = sum((part.value for part in parts), Decimal(0))
    money = total.unit == "元"
    shown, unit = (right.scaleb(-4), "万元") if money and right >= 10_000 else (right, total.unit)
    message = say("TEXT-26", parts="、".join(part.written for part in parts), sum=plain(shown.normalize()), unit=unit, total=total.written)
    said = plain((total.value.scaleb(-4) if unit == "万元" else total.value).normalize())
    assert entry.at is not None
    level: Level = "warning" if plainly else "info"
    yield Finding("TEXT-26", level, message, (entry.at,), plain(shown.normalize()), said, say("TEXT-26-hint"))


def _nested(sentence: str, figures: list[_Part], unit: str) -> bool | None:
    """Whether some part is one of a figure of another unit (新选配40名，其中18人); None where one is of its own unit."""
    found = False
    at = sentence.find("其中")
    while at >= 0:
        before = [part for part in figures if part.end <= at]
        if any(part.start > at for part in figures):
            if not before or before[-1].unit == unit:
                return None
            found = True
        at = sentence.find("其中", at + 1)
    return found


def _figures(sentence: str) -> list[_Part]:
    """The amounts and numbers of things of a sentence, in its order; none where one of them is stated roughly."""
    money = [one for one in amounts(sentence) if one.is_money]
    if any(one.rough or one.ranged for one in money):
        return []
    found = [_Part(one.value("元"), one.half("元"), "元", sentence[one.start : one.end], one.start, one.end) for one in money]
    found += [
        _Part(Decimal(match["number"]), Decimal(0), match["unit"], match[0], match.start(), match.end())
        for match in grammar.COUNTED_THINGS.finditer(sentence)
    ]
    return sorted(found, key=lambda part: part.start)
