"""How a table in Word is set so that it stays whole: smaller and closer, where that keeps it on one page, and which rows stay together.

Lengths are twips, sizes half-points, as WordprocessingML counts them. Heights are estimates: what stands in for a missing font has higher lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import ceil, fsum

from budgetxl.values.records import dataclass

from ..document import Cell, Table
from .docx_parts import OURS, TableText
from .docx_widths import Measured, Size, column_widths, ems_of_piece, least_width, lines_of, measured

Places = Sequence[Sequence[tuple[Cell, bool]]]

SMALL, SMALLER = 18, 16  #: 小五, and the size of a table of very many columns
SMALLEST = 12  #: below which no figure is set that is wider than its cell
TOGETHER = 10  #: lines of a table that always stays on one page
CROWDED = 5.5  #: characters that a column must have room for, else a table is in 小五
CLOSER = (1.22, 20, 80), (1.15, 8, 50), (1.1, 5, 30)
"""What takes less and less room: the exact distance of lines in sizes, and the margins of a cell above and beside its text at most."""
CAPTION, BESIDE, BORDER, END = 680, 360, 10, 180  #: heights of a line of the caption, of one above or below a table, of a border, of what ends it
FEW, SAVED = 4, 2  #: pages of a table that is set closer to save one; of a longer one it must save all but one in so many
NEARLY = 0.95  #: the part of a page that whole rows fill
SURE = 0.98  #: the part of a page that is counted on: programs differ by some lines
KEPT = 3  #: rows of a long table that do not stand alone at the foot or the head of a page


@dataclass(frozen=True, slots=True)
class Look:
    """``side`` and ``pad`` are the margins of a cell, ``line`` the exact distance of lines, 0 for that of the style ``text``."""

    size: int
    side: int
    pad: int
    line: int = 0
    text: TableText = OURS

    @property
    def em(self) -> int:
        return self.size * 10

    @property
    def line_height(self) -> float:
        return self.line or self.em * self.text.high

    @property
    def apart(self) -> int:
        """What is above and below the lines of a row together."""
        return 2 * self.pad + BORDER + (0 if self.line else self.text.apart)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A look with the widths of the columns, the ems that each has room for, and the height of each row.

    ``low``: it has so few lines that it is never parted. ``kept``: by row whether the next stays with it.
    """

    look: Look
    widths: Sequence[int]
    room: Sequence[float]
    heights: Sequence[float]
    low: bool
    kept: Sequence[bool] = ()

    def padded(self, more: int) -> Fitted:
        """The same with so much more above and below each text: half of what would fill the page."""
        look = replace(self.look, pad=self.look.pad + more)
        return Fitted(look, self.widths, self.room, [height + 2 * more for height in self.heights], self.low)

    def keeping(self, kept: Sequence[bool]) -> Fitted:
        """The same with what stays together."""
        return Fitted(self.look, self.widths, self.room, self.heights, self.low, kept)


def fitted(
    table: Table, places: Places, text_width: int, height: int, size: Callable[[str], Size], text: TableText = OURS
) -> Fitted:
    """How a table is set where a page has ``height`` for it and what belongs to it.

    It is set as usual where it fits on a page, else in the largest type that saves one of a few pages, or half of many. ``size`` is
    :func:`size_of`, or one that remembers what it has measured.
    """
    asked = measured(table, places, size)
    room = height * SURE - _around(table, text_width)
    usual = _set(table, places, asked, text_width, _usual(asked, text_width, text))
    found, whole = usual, fsum(usual.heights)
    if whole > room > 0:
        wanted = max(_of_a_page_less(usual, table.header_rows, room, height), whole / SAVED)
        for look in _closer(usual.look):
            if len(places) * look.line_height < wanted:  # else it can't be
                other = _set(table, places, asked, text_width, look)
                taken = fsum(other.heights)
                if taken <= wanted:
                    found = other.padded(min(usual.look.pad - look.pad, int((room - taken) / 4 / len(places)))) if taken < room else other
                    break
    return found.keeping(_kept(found, table.header_rows, room))


def _of_a_page_less(found: Fitted, header: int, room: float, height: int) -> float:
    """What has room on one page less than a table takes: on the first, and below the repeated headers of others. Of many it is the first."""
    further = height * NEARLY - fsum(found.heights[:header])
    more = ceil((fsum(found.heights) - room) / further) if further > 0 else FEW
    return room + (more - 1) * further if 1 < more < FEW else room


def _set(table: Table, places: Places, asked: Measured, text_width: int, look: Look) -> Fitted:
    widths = column_widths(table, asked, text_width, look.em, look.side)
    room = [(width - 2 * look.side) / look.em for width in widths]
    lines = [row_lines(row, room) for row in places]
    return Fitted(look, widths, room, _heights(places, room, look, lines), sum(lines) <= TOGETHER)


def _usual(asked: Measured, text_width: int, text: TableText) -> Look:
    """What a table looks like by the number of its columns; smaller where its figures would have no room."""
    count = len(asked.columns)
    crowded = text_width < CROWDED * text.size * 10 * count
    size = min(text.size, SMALLER if count > 13 else SMALL if count > 10 or crowded else text.size)
    side = 30 if count > 10 else 50 if crowded else 80
    look = Look(size, side, side // 2, text=text)
    while least_width(asked, look.em, look.side) > text_width and look.size > SMALLEST:
        look = Look(look.size - 1, min(side, 30), 15, text=text)
    return look


def _closer(usual: Look) -> Iterator[Look]:
    """Looks that take less room, the most legible first; none is smaller than 小五 or than it was."""
    for size in dict.fromkeys((usual.size, min(usual.size, SMALL))):
        for line, pad, side in CLOSER:
            yield Look(size, min(usual.side, side), min(usual.pad, pad), round(size * 10 * line), usual.text)


def _around(table: Table, text_width: int) -> float:
    """The height of what belongs to a table: its caption, the line above, its notes."""
    caption = lines_of(table.caption, text_width / 280) * CAPTION if table.caption else 0
    above = lines_of("　　".join(table.above), text_width / 240) * BESIDE if table.above else 0
    return caption + above + sum(lines_of(note, text_width / 240) * BESIDE for note in table.notes) + END


def _heights(places: Places, room: Sequence[float], look: Look, lines: Sequence[int]) -> list[float]:
    """The height of each row. A cell over several rows makes the last of them higher where it needs more than they have."""
    heights = [count * look.line_height + look.apart for count in lines]
    for top, row in enumerate(places):
        for column, (cell, begins) in enumerate(row):
            if begins and cell.rowspan > 1 and cell.text:
                wide = max(1.0, fsum(room[column : column + cell.colspan]))
                lacking = lines_of(cell.text, wide) * look.line_height - fsum(heights[top : top + cell.rowspan])
                heights[top + cell.rowspan - 1] += max(0.0, lacking)
    return heights


def row_lines(row: Sequence[tuple[Cell, bool]], room: Sequence[float]) -> int:
    """How many lines a row takes, about."""
    most = 1
    for column, (cell, begins) in enumerate(row):
        if begins and cell.rowspan == 1 and cell.text:
            wide = max(1.0, room[column] if cell.colspan == 1 else fsum(room[column : column + cell.colspan]))
            if len(cell.text) > most * wide or not cell.text.isprintable():  # else it can't be longer
                most = max(most, lines_of(cell.text, wide))
    return most


def _kept(found: Fitted, header: int, room: float) -> list[bool]:
    """By row whether the next stays with it.

    All of a low table do, and of one set closer to be whole; of one that a page has room for so many that it begins only where half of
    it has room; of others the first ones. The last ones always do.
    """
    count, whole = len(found.heights), fsum(found.heights)
    if found.low or (found.look.line and whole <= room):
        first = count - 1
    elif whole <= room:
        first = next(row for row in range(count) if fsum(found.heights[: row + 1]) * 2 >= whole)
    else:
        first = min(count, header + KEPT) - 1
    return [row < first or count - KEPT <= row < count - 1 for row in range(count)]


def size_of_piece(text: str, room: float, size: int) -> int:
    """The size of a text that fills a cell: smaller where it is one figure or code that has no room on a line, and would be torn."""
    pieces = text.split()
    wide = ems_of_piece(pieces[0]) if len(pieces) == 1 else 0.0
    return size if wide <= room else max(SMALLEST, int(size * room / wide))
