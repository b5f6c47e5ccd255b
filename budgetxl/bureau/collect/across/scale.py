"""Units whose figures of a sheet are of another order than all others' or than their own of last year: 元 in a column of 万元, mostly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from statistics import median, median_low

from budgetxl.values import Finding, plain, round_half_up
from budgetxl.values.records import dataclass

from ...messages import say
from ...model import Read

LEAST_UNITS = 5  # with figures on a sheet, before their median tells anything
FAR, APART = 1000, 30  # so many times the median, and the next unit below
GROWN_LEAST, GROWN_MOST = 2_000, 50_000  # times last year's figures: about the 10⁴ of 元 in 万元, and nothing grows so
FEWEST = 4  # of those with figures, one in so many may be far off; where more are, the median is no measure
MOST_NAMED = 5
_YUAN = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class OffScale:
    """A unit's sheet of another order: ``times`` the median of all units, or last year's figures where ``by_last``."""

    sheet: str
    name: str
    size: Decimal
    times: Decimal
    by_last: bool = False
    yuan: bool = True


def out_of_scale(reads: Mapping[str, Read]) -> dict[str, tuple[OffScale, ...]]:
    """The sheets of each unit, by its code, that are far out of scale. ``reads`` are the workbooks that count, by unit."""
    sheets = dict.fromkeys(sheet for read in reads.values() for sheet in read.sheets)
    found: dict[str, list[OffScale]] = {}
    for sheet in sheets:
        sizes = {code: (read.sheets[sheet].size, read.sheets[sheet].last) for code, read in reads.items() if sheet in read.sheets}
        for code, one in (*_grown(sheet, sizes, reads), *_far(sheet, {code: size for code, (size, _) in sizes.items() if size}, reads)):
            if all(each.sheet != sheet for each in found.get(code, [])):
                found.setdefault(code, []).append(one)
    return {code: tuple(each) for code, each in found.items()}


def _grown(sheet: str, sizes: Mapping[str, tuple[Decimal, Decimal]], reads: Mapping[str, Read]) -> Iterator[tuple[str, OffScale]]:
    for code, (size, last) in sizes.items():
        if last and GROWN_LEAST * last <= size <= GROWN_MOST * last:
            yield code, OffScale(sheet, reads[code].sheets[sheet].name, size, size / last, by_last=True)


def _far(sheet: str, sizes: Mapping[str, Decimal], reads: Mapping[str, Read]) -> Iterator[tuple[str, OffScale]]:
    """The units above a gap that no unit stands in, as far above the median as no county's units are."""
    if len(sizes) < LEAST_UNITS:
        return
    middle, ordered = median(sizes.values()), sorted(sizes.items(), key=lambda pair: (pair[1], pair[0]))
    first = _after_gap([size for _, size in ordered], middle)
    if (len(ordered) - first) * FEWEST > len(ordered):
        return
    for code, size in ordered[first:]:
        fits = middle / FAR <= size / _YUAN <= ordered[first - 1][1] * APART
        yield code, OffScale(sheet, reads[code].sheets[sheet].name, size, size / middle, yuan=fits)


def _after_gap(sizes: Sequence[Decimal], middle: Decimal) -> int:
    """The place of the first of some sizes, in their order, that is far above the middle and far above the one below it."""
    for place in range(1, len(sizes)):
        if sizes[place] >= FAR * middle and sizes[place] >= APART * sizes[place - 1]:
            return place
    return len(sizes)


def scale_findings(sheets: Sequence[OffScale]) -> Iterator[Finding]:
    """One warning a unit and way of being off, with the names of its sheets (META-05)."""
    for code in ("META-05-last", "META-05-yuan", "META-05-size"):
        some = [one for one in sheets if _code(one) == code]
        if some:
            times = median_low([one.times for one in some])  # one sheet where prices went up with quantities would tell nothing of the others
            names = "》《".join(one.name for one in some[:MOST_NAMED]) + (say("more-sheets", n=len(some)) if len(some) > MOST_NAMED else "")
            message = say(code, sheets=names, k=plain(round_half_up(times, 0)))
            yield Finding("META-05", "warning", message, hint=say("META-05-hint"))


def _code(one: OffScale) -> str:
    return "META-05-last" if one.by_last else "META-05-yuan" if one.yuan else "META-05-size"


__all__ = ["OffScale", "out_of_scale", "scale_findings"]
