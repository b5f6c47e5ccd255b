"""How wide the columns of a table are on a page, so that it stays readable in a narrow one: where it has no room, it is scrolled."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from budgetxl.layout import text_width
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass

from ..document import Cell, Table
from ..markup import clean

PADDING = 1.0  # em, of both sides of a cell
DIGIT = 0.56  # em
LONGEST_CODE = 24  #: characters of a code or a figure that is never broken
LEAST_TEXT, OF_LONGER, MOST_TEXT = 4.0, 0.1, 9.0  # em that a text needs at least, the more the longer it is, at most
CROWDED = 44.0  #: em from which on a table is crowded on a page of paper

_WORD = lazy_pattern(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Room:
    """The columns of a table as shares of its width in per cent, and how wide it is at least, in em of its own text."""

    shares: tuple[float, ...]
    least: float

    @property
    def crowded(self) -> bool:
        return self.least > CROWDED


def room_of(table: Table, places: Sequence[Sequence[tuple[Cell, bool]]]) -> Room:
    """The room that the columns need: for codes and figures unbroken, for texts a few characters a line."""
    count = len(places[0]) if places else len(table.widths)
    least = [PADDING + 1] * count
    for row in places:
        for column, (cell, begins) in enumerate(row):
            if begins and cell.colspan == 1:
                least[column] = max(least[column], PADDING + _needed(clean(cell.text)))
    whole = fsum(table.widths) or 1
    wanted = [width / whole * fsum(least) for width in table.widths] if table.widths else least
    widths = [max(one, other) for one, other in zip(least, wanted)]
    total = fsum(widths)
    return Room(tuple(100 * width / total for width in widths), fsum(least) if total else 0.0)


def is_unbroken(text: str) -> bool:
    """Whether a text is one code or figure, which stays on one line."""
    return 0 < len(text) <= LONGEST_CODE and _WORD.fullmatch(text) is not None


def _needed(text: str) -> float:
    """How wide a column is for a text, in em."""
    word = max((min(len(found), LONGEST_CODE) for found in _WORD.findall(text)), default=0) * DIGIT
    line = max(map(text_width, text.split("\n"))) / 2
    return max(word, min(line, LEAST_TEXT + OF_LONGER * line, MOST_TEXT))


__all__ = ["Room", "is_unbroken", "room_of"]
