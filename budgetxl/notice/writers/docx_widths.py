"""How wide the columns of a table in Word are: as it asks, with room for figures, and the height of its rows evened out.

Widths are summed by ``fsum``, which is exact: Python 3.12 changed how ``sum`` rounds, and a twip would come out differently.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil, fsum
from operator import mul
from typing import TypeAlias

from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass

from ..document import Cell, Table
from ..markup import clean

MOST_LINES = 6  #: of a row that stays whole
DIGIT = 0.64  #: of an em: Times New Roman has 0.5, what stands in for it where it is missing has more
LONG_TOKEN = 12  #: characters of one in which the width of each letter tells
NARROWEST, FEWEST = 5, 3  #: characters of a column of texts that gives up width; of one whose table has no room
STEP, MOST_STEPS, DONORS = 0.04, 12, 2  #: a share of the width that goes to a column at a time, and how many others are asked for it
PAGE_LINES, MOST_ROWS = 30, 60  #: lines of a table that fits on a page; rows that are looked at to even out a table
_WIDE = lazy_pattern(r"[\u3000-\u303e\u4e00-\u9fff\uff01-\uff60]+")  # what most texts are made of need not be looked up sign by sign
_TOKEN = lazy_pattern(r"[!-~]+")  # Latin text and digits: Word breaks these only where it must

_NONE = (0.0, 0.0, 0.0)

Size: TypeAlias = tuple[float, float, float]
"""Of a text, in ems: the whole, its longest line, its longest piece that is not to be broken."""


def column_widths(table: Table, measured: Measured, total: int, em: int, margin: int) -> tuple[int, ...]:
    """Widths that sum to ``total``, as the table asks for them.

    None is too narrow for its column's longest number, nor just too narrow for a short text; where there is room for all texts
    below the headings to stand on one line each, they do.
    ``em`` is the width of a Chinese character; all in twips.
    """
    columns, count = measured.columns, len(measured.columns)
    weights = list(table.widths) or [min(24.0, max(4.0, *column.ems, 0.0)) for column in columns]
    room = 2 * margin + 20
    least = [min(total / 3, width) for width in _least(measured, em, room)]
    shares = _shared(weights, least, total)
    widest = [column.line for column in columns]
    lines = [max(width, wide * em + room) for wide, width in zip(widest, least, strict=True)]
    if fsum(lines) <= total:
        shares, least = _shared(weights, lines, total), lines
    whole = [_short_text(column.ems) * em + room for column in columns]
    raised = [
        wish if wish - em <= share < wish else width for width, wish, share in zip(least, whole, shares, strict=True)
    ]
    if fsum(raised) < total:
        shares = _shared(weights, raised, total)
    wishes = [max(wish, min(wide, NARROWEST) * em + room) for wish, wide in zip(whole, widest, strict=True)]
    keep = [max(width, min(wish, share)) for width, wish, share in zip(raised, wishes, shares, strict=True)]
    shares = _evened([column.body[:MOST_ROWS] for column in columns], shares, keep, 2 * margin, em)
    edges = [round(fsum(shares[:column])) for column in range(count)] + [total]
    return tuple(after - before for before, after in pairwise(edges))


def least_width(measured: Measured, em: int, margin: int) -> float:
    """How wide a table must be for its figures to stand on one line, and its texts in columns of more than a character or two."""
    return fsum(_least(measured, em, 2 * margin + 20))


def _least(measured: Measured, em: int, room: float) -> list[float]:
    """How wide each column must be, with those that a figure or a code reaches over as wide together as it needs."""
    least = [max(column.token, min(column.line, FEWEST)) * em + room for column in measured.columns]
    for (first, span), token in measured.spans.items():
        here = least[first : first + span]
        lacking = token * em + room - fsum(here)
        if lacking > 0:
            least[first : first + span] = [width + lacking / span for width in here]
    return least


@dataclass(frozen=True, slots=True)
class Measured:
    """The columns of a table, and the longest piece that is not to be broken of cells over several: by first column and span, in ems."""

    columns: Sequence[Column]
    spans: Mapping[tuple[int, int], float]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column asks for, in ems: of each of its texts; of each row below the headings, 0 where no text of its own stands there.

    ``line`` is the longest line below the headings, ``token`` the longest piece that is not to be broken, two characters at least.
    """

    ems: Sequence[float]
    body: Sequence[float]
    line: float
    token: float


def size_of(text: str) -> Size:
    """How wide a text is, its longest line, and the longest piece that is not to be broken: a number or a code."""
    shown = clean(text)
    wide = ems(shown)
    line = max(map(ems, shown.split("\n"))) if "\n" in shown else wide
    return wide, line, max(map(ems_of_piece, _TOKEN.findall(shown)), default=0.0)


def measured(table: Table, places: Sequence[Sequence[tuple[Cell, bool]]], size: Callable[[str], Size]) -> Measured:
    """What the cells of a table ask for. ``size`` is :func:`size_of`, or one that remembers what it has measured."""
    spans: dict[tuple[int, int], float] = {}
    for row in places:
        for column, (cell, begins) in enumerate(row):
            if begins and cell.colspan > 1 and cell.text:
                here = column, cell.colspan
                spans[here] = max(spans.get(here, 0.0), size(cell.text)[2])
    return Measured([_measured(column, table.header_rows, size) for column in zip(*places, strict=True)], spans)


def _measured(column: Sequence[tuple[Cell, bool]], header: int, size: Callable[[str], Size]) -> Column:
    sizes = [size(cell.text) if begins and cell.colspan == 1 else _NONE for cell, begins in column]
    wide, _, tokens = zip(*sizes)
    below = (line for (cell, _), (_, line, _) in zip(column[header:], sizes[header:]) if not cell.header)
    return Column(wide, wide[header:], max(below, default=0.0), max(2.0, *tokens))


def _evened(
    columns: Sequence[Sequence[float]], shares: Sequence[float], least: Sequence[float], margins: float, em: int
) -> list[float]:
    """The shares, with width taken from columns of short texts for one whose texts make rows high.

    Nothing changes in a table that is shorter than a page and has no text of more lines than a row that stays whole.
    """
    found = list(shares)
    rows = len(columns[0])
    widest = [max(column, default=0.0) * em for column in columns]

    def lines(column: int) -> float:
        return widest[column] / max(em, found[column] - margins)

    most = max(map(lines, range(len(found))))
    if most <= MOST_LINES and rows * max(1.0, most) < PAGE_LINES:  # it can't be longer: nothing has to be added up
        return found
    texts = [[wide * em for wide in row] for row in zip(*columns, strict=True)]

    def height(widths: Sequence[float]) -> float:
        parts = [1 / max(em, width - margins) for width in widths]
        return fsum(max(1.0, *map(mul, row, parts)) for row in texts)

    best = height(found)
    if best <= PAGE_LINES and most <= MOST_LINES:
        return found
    step = STEP * fsum(found)
    for _ in range(MOST_STEPS):
        taker = max(range(len(found)), key=lines)
        donors = [column for column in range(len(found)) if column != taker and found[column] - step >= least[column]]
        donors = sorted(donors, key=lines)[:DONORS]
        moved = [[width + (step if at == taker else -step if at == donor else 0) for at, width in enumerate(found)] for donor in donors]
        heights = [height(widths) for widths in moved]
        if not heights or min(heights) >= best:
            break
        best = min(heights)
        found = moved[heights.index(best)]
    return found


def _shared(weights: Sequence[float], least: Sequence[float], total: float) -> list[float]:
    """Shares of a total by weight, none below its least: those that would be are fixed, the others share the rest."""
    if fsum(least) >= total:
        return [width * total / fsum(least) for width in least]
    fixed: set[int] = set()
    while True:
        free = [column for column in range(len(weights)) if column not in fixed]
        rest = total - fsum(least[column] for column in fixed)
        whole = fsum(weights[column] for column in free) or 1
        shares = [least[c] if c in fixed else rest * weights[c] / whole for c in range(len(weights))]
        short = {column for column in free if shares[column] < least[column]}
        if not short:
            return shares
        fixed |= short


def ems_of_piece(token: str) -> float:
    """How wide a number or a code is at most, in ems; a sign of per cent and capital letters are wider than digits."""
    wide = len(token) + token.count("%") / 2
    return (wide + sum(map(str.isupper, token)) / 4) * DIGIT if len(token) > LONG_TOKEN else wide * DIGIT


def _short_text(wide: Sequence[float]) -> float:
    """The longest text of up to four characters, in ems: 一级指标 broken after three of them looks like a slip."""
    return max(2.0, 2.0, *filter((4.0).__ge__, wide))


def lines_of(text: str, room: float) -> int:
    """How many lines a text takes where there is room for so many ems in one."""
    return sum(max(1, ceil(ems(line) / room)) for line in clean(text).split("\n"))


def ems(text: str) -> float:
    """How wide a text is, in characters of Chinese."""
    if text.isascii():
        return len(text) / 2
    others = _WIDE.sub("", text)
    return len(text) - len(others) + (len(others) / 2 if others.isascii() else sum(map(_em, others)))


@lru_cache(maxsize=8192)
def _em(char: str) -> float:
    """A half or a whole: so a sum of them is the same on every Python."""
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5
