"""How wide the columns of a table in Word are: as it asks, with room for figures, and the height of its rows evened out.

Widths are summed by ``fsum``, which is exact: Python 3.12 changed how ``sum`` rounds, and a twip would come out differently.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil, fsum
from operator import mul

from budgetxl.values.lazy_patterns import lazy_pattern

from ..document import Cell, Table
from ..markup import clean

MOST_LINES = 6  #: of a row that stays whole
DIGIT = 0.64  #: of an em: Times New Roman has 0.5, what stands in for it where it is missing has more
LONG_TOKEN = 12  #: characters of one in which the width of each letter tells
NARROWEST = 5  #: characters of a column of texts that gives up width
STEP, MOST_STEPS, DONORS = 0.04, 12, 2  #: a share of the width that goes to a column at a time, and how many others are asked for it
PAGE_LINES, MOST_ROWS = 30, 60  #: lines of a table that fits on a page; rows that are looked at to even out a table
_TOKEN = lazy_pattern(r"[!-~]+")  # Latin text and digits: Word breaks these only where it must


def column_widths(
    table: Table, places: list[list[tuple[Cell, bool]]], total: int, em: int, margin: int
) -> tuple[int, ...]:
    """Widths that sum to ``total``, as the table asks for them.

    None is too narrow for its column's longest number, nor just too narrow for a short text; where there is room for all texts
    below the headings to stand on one line each, they do.
    ``em`` is the width of a Chinese character; all in twips.
    """
    count = len(places[0])
    texts: list[list[str]] = [[] for _ in range(count)]
    for row in places:
        for column, (cell, begins) in enumerate(row):
            if begins and cell.colspan == 1:
                texts[column].append(clean(cell.text))
    weights = list(table.widths) or [max(4.0, *(min(24.0, ems(text)) for text in (*column, ""))) for column in texts]
    room = 2 * margin + 20
    least = [min(total / 3, _longest_token(column) * em + room) for column in texts]
    shares = _shared(weights, least, total)
    widest = [_widest(places, table.header_rows, column) for column in range(count)]
    lines = [max(width, wide * em + room) for wide, width in zip(widest, least, strict=True)]
    if fsum(lines) <= total:
        shares, least = _shared(weights, lines, total), lines
    whole = [_short_text(column) * em + room for column in texts]
    raised = [
        wish if wish - em <= share < wish else width for width, wish, share in zip(least, whole, shares, strict=True)
    ]
    if fsum(raised) < total:
        shares = _shared(weights, raised, total)
    wishes = [max(wish, min(wide, NARROWEST) * em + room) for wish, wide in zip(whole, widest, strict=True)]
    keep = [max(width, min(wish, share)) for width, wish, share in zip(raised, wishes, shares, strict=True)]
    shares = _evened(places[table.header_rows :], shares, keep, 2 * margin, em)
    edges = [round(fsum(shares[:column])) for column in range(count)] + [total]
    return tuple(after - before for before, after in pairwise(edges))


def _evened(
    rows: Sequence[list[tuple[Cell, bool]]], shares: Sequence[float], least: Sequence[float], margins: float, em: int
) -> list[float]:
    """The shares, with width taken from columns of short texts for one whose texts make rows high.

    Nothing changes in a table that is shorter than a page and has no text of more lines than a row that stays whole.
    """
    found = list(shares)
    texts = [[ems(cell.text) * em if begins and cell.colspan == 1 else 0.0 for cell, begins in row] for row in rows[:MOST_ROWS]]
    widest = [max((row[column] for row in texts), default=0.0) for column in range(len(found))]

    def height(widths: Sequence[float]) -> float:
        parts = [1 / max(em, width - margins) for width in widths]
        return fsum(max(1.0, *map(mul, row, parts)) for row in texts)

    def lines(column: int) -> float:
        return widest[column] / max(em, found[column] - margins)

    best = height(found)
    if best <= PAGE_LINES and max(map(lines, range(len(found)))) <= MOST_LINES:
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


def _widest(places: list[list[tuple[Cell, bool]]], header: int, column: int) -> float:
    """The longest line of a column below the headings, in ems."""
    cells = (row[column] for row in places[header:])
    texts = (cell.text for cell, begins in cells if begins and cell.colspan == 1 and not cell.header)
    return max((ems(line) for text in texts for line in text.split("\n")), default=0.0)


def _longest_token(texts: Sequence[str]) -> float:
    """The longest piece that is not to be broken, in ems: two characters at least, or a number."""
    return max(2.0, *(_ems_of(token) for text in (*texts, "") for token in _TOKEN.findall(text) or [""]))


def _ems_of(token: str) -> float:
    """How wide a number or a code is at most, in ems; capital letters are wider than digits."""
    return (len(token) + sum(map(str.isupper, token)) / 4) * DIGIT if len(token) > LONG_TOKEN else len(token) * DIGIT


def _short_text(texts: Sequence[str]) -> float:
    """The longest text of up to four characters, in ems: 一级指标 broken after three of them looks like a slip."""
    return max(width for width in (2.0, *map(ems, texts)) if width <= 4)


def lines_of(text: str, room: float) -> int:
    """How many lines a text takes where there is room for so many ems in one."""
    return sum(max(1, ceil(ems(line) / room)) for line in clean(text).split("\n"))


def ems(text: str) -> float:
    """How wide a text is, in characters of Chinese."""
    return len(text) / 2 if text.isascii() else sum(map(_em, text))


@lru_cache(maxsize=8192)
def _em(char: str) -> float:
    """A half or a whole: so a sum of them is the same on every Python."""
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5
