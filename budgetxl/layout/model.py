"""Where everything of a form lies in a workbook. Records only; ``placing`` computes them. Rows and columns are 1-based."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from ..forms import CHECK_SHEET, Block, Field, Form, Rule, Sheet
from ..values import Address, column_letters, quote_sheet
from ..values.records import dataclass

Key: TypeAlias = tuple[str | int, ...]
LabelStyle = Literal["title", "heading", "unit", "label", "header", "stub", "total", "none", "hint", "note", "body"]


@dataclass(frozen=True, slots=True)
class Box:
    """A cell or a merged block of cells."""

    row: int
    column: int
    last_row: int
    last_column: int

    @property
    def single(self) -> bool:
        return self.row == self.last_row and self.column == self.last_column

    @property
    def ref(self) -> str:
        """The top-left cell, relative: ``C5``."""
        return f"{column_letters(self.column)}{self.row}"

    @property
    def absolute(self) -> str:
        """The box as an absolute reference of one cell or a range: ``$C$5`` or ``$C$5:$C$24``."""
        first = f"${column_letters(self.column)}${self.row}"
        if self.single:
            return first
        return f"{first}:${column_letters(self.last_column)}${self.last_row}"


def cell(row: int, column: int) -> Box:
    return Box(row, column, row, column)


@dataclass(frozen=True, slots=True)
class Label:
    """Furniture: a text of the form in its place. ``text`` may hold ``{{ paths }}`` of the data."""

    box: Box
    text: str
    style: LabelStyle


@dataclass(frozen=True, slots=True)
class Slot:
    """The cell of one value. ``key`` is its path with rows and copies counted from 0: ``("procurement", 3, "amount")``."""

    key: Key
    box: Box
    field: Field


@dataclass(frozen=True, slots=True)
class TableArea:
    """A table's place: its header rows, total rows and data rows, and the column of each field by id."""

    block: Block
    header: tuple[int, int]
    totals: tuple[int, ...]
    rows: tuple[int, int]
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CheckCell:
    """Where a rule's verdict on one row, or on one copy of a repeated sheet, stands beside the data.

    ``heading`` holds the rule's id: above the column of verdicts on rows, which share it, and left of that on a copy.
    """

    rule: Rule
    row_key: Key
    heading: Box
    verdict: Box


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to the first cell of a sheet of that name."""

    box: Box
    text: str
    sheet: str


@dataclass(frozen=True, slots=True)
class TopLine:
    """The first line of a sheet: the way back to the cover, and right of it whether rules of this sheet are open.

    ``state`` is None where the sheet has no room for it.
    """

    back: Link
    state: Box | None


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet of the workbook. ``instance`` counts the copies of a repeated sheet from 0, None on the others."""

    sheet: Sheet
    name: str
    instance: int | None
    widths: tuple[float, ...]
    landscape: bool
    labels: tuple[Label, ...]
    slots: tuple[Slot, ...]
    tables: tuple[TableArea, ...]
    checks: tuple[CheckCell, ...]
    last_row: int
    top: TopLine | None  #: None on the cover, which shows the state of all sheets

    @property
    def check_area(self) -> Box | None:
        """All cells of ``checks``, and the column right of them: there stand the verdicts on a copy."""
        if not self.checks:
            return None
        columns = [check.heading.column for check in self.checks]
        rows = [check.verdict.row for check in self.checks]
        return Box(min(rows), min(columns), max(rows), max(columns) + 1)

    @property
    def quoted(self) -> str:
        return quote_sheet(self.name)

    def is_row(self, key: Key) -> bool:
        """Whether a key is that of a table's row: not of a grid's row, nor of this copy of the sheet."""
        return isinstance(key[-1:][0] if key else None, int) and key != (self.sheet.repeat, self.instance)

    def address(self, box: Box) -> Address:
        return Address(self.name, box.row, box.column)


@dataclass(frozen=True, slots=True)
class CountLine:
    """How many rules say ``word``: its label, the cell of the count, and a link to them, None on their own sheet."""

    word: str
    label: Label
    count: Box
    link: Link | None


@dataclass(frozen=True, slots=True)
class CoverExtras:
    """What the cover shows below its own fields: the state of the checks, and a list of the other sheets."""

    heading: Label
    counts: tuple[CountLine, ...]
    contents: Label
    links: tuple[Link, ...]
    last_row: int


@dataclass(frozen=True, slots=True)
class CheckColumn:
    """A column of the sheet 校验: a name for it in the program, what its header says, its width."""

    id: str
    header: str
    width: float


@dataclass(frozen=True, slots=True)
class CheckSheetPlan:
    """The sheet 校验. ``rows`` gives the row of each rule by its id."""

    back: Link
    title: Label
    counts: tuple[CountLine, ...]
    guide: Label
    headers: tuple[Label, ...]
    columns: tuple[CheckColumn, ...]
    rows: Mapping[str, int]

    @property
    def header_row(self) -> int:
        return self.headers[0].box.row

    @property
    def body(self) -> tuple[int, int]:
        """The first and last row of the rules; a form without rules keeps one row for them."""
        return self.header_row + 1, self.header_row + max(len(self.rows), 1)

    def column(self, name: str) -> int:
        """The number of a column by its id, from 1."""
        return next(index for index, column in enumerate(self.columns, start=1) if column.id == name)

    def area(self, name: str, rows: tuple[int, int] | None = None) -> str:
        """Those cells of a column as other sheets refer to them, of all rules if no rows are given: ``'校验'!$G$6:$G$40``."""
        letters = column_letters(self.column(name))
        first, last = rows or self.body
        return f"{quote_sheet(CHECK_SHEET)}!${letters}${first}:${letters}${last}"


@dataclass(frozen=True, slots=True)
class GuidePlan:
    """The sheet 填报说明. Each instruction is its number and its text."""

    back: Link
    title: Label
    widths: tuple[float, ...]
    lines: tuple[tuple[Label, Label], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole workbook of a form for given counts of rows and copies. The first sheet is the cover."""

    form: Form
    sheets: tuple[SheetPlan, ...]
    cells: Mapping[Key, tuple[SheetPlan, Slot]]
    extras: CoverExtras | None  #: None of a form without sheets
    checks: CheckSheetPlan
    guide: GuidePlan

    def plans(self, repeat: str) -> tuple[SheetPlan, ...]:
        """The copies of a repeated sheet, in order."""
        return tuple(plan for plan in self.sheets if plan.sheet.repeat == repeat)
