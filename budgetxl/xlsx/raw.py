"""The raw facts of an .xlsx file, immutable, before anything is known of a form.

Rows and columns are 1-based. A fact is what the file says: nothing is converted, recomputed or guessed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from ..values.records import dataclass
from .archive.entities import formula_text

Kind: TypeAlias = Literal["number", "text", "boolean", "error", "date", "blank"]
State: TypeAlias = Literal["visible", "hidden", "veryHidden"]
CellValue: TypeAlias = Decimal | str | bool | date | datetime | None
Position: TypeAlias = tuple[int, int]
Span: TypeAlias = tuple[int, int]


class RichError(str):
    """The text of an error behind which the file keeps something else, mostly a picture that stands in the cell."""

    __slots__ = ()


class RawCell(NamedTuple):
    """What one cell holds. Equal cells of a workbook may be one object.

    - ``kind`` follows the cell's type; ``date`` is a number whose format shows a day. A time of day without a day, and
      a number that is no day of the calendar (0, negative, 1900-02-29), stay ``number``.
    - ``value``: a Decimal of at most 15 digits for a number; the text; ``#REF!`` and the like for an error (a :class:`RichError`
      where a picture stands in the cell); a date, or a
      datetime where the number has a fraction; None for a blank.
    - ``source``: its formula, as text, or as the bytes that the file has for it: few of them are ever looked at.
    - ``cached``: False for a formula whose result was never stored, or is an empty text: its kind is ``blank``.
    - ``number_format``: the code; None for General. ``percent``: the format shows the number times 100.
    """

    kind: Kind
    value: CellValue
    source: str | bytes | None = None
    cached: bool = True
    number_format: str | None = None
    percent: bool = False

    @property
    def calculated(self) -> bool:
        """Whether the cell holds a formula."""
        return self.source is not None

    @property
    def formula(self) -> str | None:
        """The formula without ``=``, which may be ``""``; None where there is none.

        A dependant of a shared formula has its master's text, as written for the master's cell; of an array formula only
        the first cell has one.
        """
        return formula_text(self.source) if isinstance(self.source, bytes) else self.source


class StruckCell(RawCell):
    """A cell whose whole content is struck out by its font."""

    __slots__ = ()


#: A RawCell of all its parts, in half the time that its own call takes: a file has many cells.
new_cell = tuple.__new__


class ConditionalFormat(NamedTuple):
    """A number format that a condition puts on the cells of an area."""

    top: int
    left: int
    bottom: int
    right: int
    code: str

    def holds(self, place: Position) -> bool:
        return self.top <= place[0] <= self.bottom and self.left <= place[1] <= self.right


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One worksheet: its populated cells by (row, column), in the file's order.

    A cell written twice is as written last. ``merges`` are (first row, first column, last row, last column);
    ``hidden_rows`` and ``hidden_columns`` are closed ranges. At most 20,000 of each are kept.
    """

    name: str
    state: State
    cells: dict[Position, RawCell]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: tuple[Span, ...] = ()
    hidden_columns: tuple[Span, ...] = ()
    filtered: bool = False  #: an autofilter is set
    notes: Mapping[Position, str] = field(default_factory=dict)  #: 批注, by their cells
    conditional: tuple[ConditionalFormat, ...] = ()  #: number formats that conditions put on cells
    skipped: bool = False  #: the caller did not ask for this sheet: only its name and state are known

    def row_hidden(self, row: int) -> bool:
        return any(first <= row <= last for first, last in self.hidden_rows)

    def column_hidden(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)


class DefinedName(NamedTuple):
    """A defined name. ``sheet`` is the sheet that a local name belongs to; ``text`` its formula, without ``=``."""

    name: str
    sheet: str | None
    text: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """All that is kept of a file. ``properties`` are the custom document properties, each as text."""

    sheets: tuple[RawSheet, ...]
    names: tuple[DefinedName, ...]
    properties: Mapping[str, str]
    date1904: bool = False
    external_links: bool = False
    macros: bool = False  #: Excel 4 macro sheets; a file with VBA is not read at all
    application: str | None = None  #: the program that saved it last, as it calls itself
    without_part: tuple[str, ...] = ()  #: names of sheets that the file lists without saying where they are: old modules
