"""A notice as headings, paragraphs and tables, before it becomes a file of any format."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

from ..values import Address, Correction, Entry
from ..values.records import dataclass
from . import messages

if TYPE_CHECKING:
    from .tracing.figures import Figure

TextAlign: TypeAlias = Literal["justify", "left", "center", "right"]
CellAlign: TypeAlias = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` is 1 to 4; ``text`` includes the number, if it has one: "一、部门职责"."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``indent``: the first line begins two characters in."""

    text: str
    align: TextAlign = "justify"
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as in HTML: positions that it covers by its spans are left out of the rows. Text may have newlines.

    A header, and every cell of a table's header rows, is centred in Word whatever its ``align``. ``number`` is the figure that
    the text prints, where it prints one; a spreadsheet holds that. ``entry``, of a notice that is traced, is what it prints.
    """

    text: str
    colspan: int = 1
    rowspan: int = 1
    align: CellAlign = "left"
    header: bool = False
    number: Decimal | None = None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart; None is a blank. ``last`` is last year's amount, in charts of two years.

    ``said`` and ``last_said`` are the figures as they are printed elsewhere; without them a chart prints them itself.
    """

    label: str
    amount: Decimal | None
    last: Decimal | None = None
    said: str = ""
    last_said: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of figures of the table above it, for pages: it says nothing that the table does not.

    ``kind`` is parts of a whole, or years: then ``this`` and ``last`` are what the two are called.
    """

    id: str
    title: str
    kind: Literal["parts", "years"]
    unit: str
    bars: tuple[Bar, ...]
    this: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """``widths`` are relative, one a column; without them the columns are equally wide.

    ``above_left``, ``above_middle`` and ``above_right`` stand on one line between caption and table (编制单位, 预算年度,
    单位：万元), ``notes`` below it. ``wide`` asks for a landscape page. ``charts`` are drawn below the notes where a page can show them.
    """

    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int = 0
    widths: tuple[float, ...] = ()
    caption: str = ""
    above_left: str = ""
    above_right: str = ""
    notes: tuple[str, ...] = ()
    wide: bool = False
    above_middle: str = ""
    charts: tuple[Chart, ...] = ()

    @property
    def above(self) -> tuple[str, ...]:
        """What stands on the line above it, from the left."""
        return tuple(filter(None, (self.above_left, self.above_middle, self.above_right)))


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class TitleLines:
    """Big centred lines: the document's title, or with ``cover`` the lines of a cover page."""

    lines: tuple[str, ...]
    cover: bool = False


@dataclass(frozen=True, slots=True)
class Contents:
    """Here goes a table of contents."""


Block: TypeAlias = Heading | Paragraph | Table | PageBreak | TitleLines | Contents


@dataclass(frozen=True, slots=True)
class Document:
    """A notice. ``title`` names the file (its properties); what is printed as title is a :class:`TitleLines` block.

    ``corrections`` are the cells that it prints otherwise than they stand there. ``digest`` is that of the data that it was made of.
    ``figures`` are those of the texts, in their order, where they were asked for. ``lacking`` is what stops the notice of which this is
    a draft: the cell of each blank that its wording needs, or the text that has nothing but words of its sentence.
    """

    title: str
    blocks: tuple[Block, ...]
    draft: bool = False
    corrections: tuple[Correction, ...] = ()
    digest: str = ""
    figures: tuple[Figure, ...] = ()
    lacking: tuple[tuple[Address | None, str], ...] = ()


def column_count(table: Table) -> int:
    """How many columns a table has: as many as widths, else as its first row spans."""
    if table.widths:
        return len(table.widths)
    return sum(cell.colspan for cell in table.rows[0]) if table.rows else 0


def grid(table: Table) -> list[list[tuple[Cell, bool]]]:
    """Every position of a table with the cell that covers it, and whether the cell begins there.

    Raises ValueError where spans overlap, leave the table or cross the edge of the header, or a row is too short.
    """
    columns, count = column_count(table), len(table.rows)
    places: list[list[tuple[Cell, bool] | None]] = [[None] * columns for _ in range(count)]

    def fail(message: str, row: int, column: int) -> ValueError:
        return ValueError(message.format(caption=table.caption, row=row + 1, column=column + 1))

    for top, row in enumerate(table.rows):
        left, here = 0, places[top]
        for cell in row:
            while left < columns and here[left] is not None:
                left += 1
            if cell.colspan == cell.rowspan == 1 and left < columns:  # as nearly all are: it covers the place that was found free
                here[left] = (cell, True)
                left += 1
                continue
            if cell.colspan < 1 or cell.rowspan < 1:
                raise fail(messages.BAD_SPAN, top, left)
            if left + cell.colspan > columns or top + cell.rowspan > count:
                raise fail(messages.SPANS_OVERFLOW, top, left)
            if top < table.header_rows < top + cell.rowspan:
                raise fail(messages.HEADER_CROSSED, top, left)
            for y in range(top, top + cell.rowspan):
                for x in range(left, left + cell.colspan):
                    if places[y][x] is not None:
                        raise fail(messages.SPANS_OVERLAP, y, x)
                    places[y][x] = (cell, (y, x) == (top, left))
            left += cell.colspan
    return [_complete(table, number, row) for number, row in enumerate(places)]


def _complete(table: Table, number: int, row: list[tuple[Cell, bool] | None]) -> list[tuple[Cell, bool]]:
    filled = [place for place in row if place is not None]
    if len(filled) < len(row):
        text = messages.ROW_TOO_SHORT
        raise ValueError(text.format(caption=table.caption, row=number + 1, count=len(filled), columns=len(row)))
    return filled
