"""Where everything of a form lies in a workbook. Records only; ``placing`` computes them. Rows and columns are 1-based."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from ..forms import CHECK_SHEET, Block, Field, Form, Rule, Sheet
from ..values import Address, Key, column_letters, quote_sheet
from ..values.records import dataclass

if TYPE_CHECKING:
    from .changes_plan import ChangesPlan

LabelStyle = Literal[
    "title", "heading", "unit", "label", "header", "stub", "total", "none", "hint", "note", "link", "body", "numbering", "ordinal", "blank",
    "middle",
]  # fmt: skip


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
class RowNumber:
    """The number of a row that holds a figure, among those of a grid that do: ``pattern`` has {n} or {cn} in it.

    ``columns`` are those of figures; ``runs`` the first and last rows of what is counted, down to the row itself.
    """

    pattern: str
    columns: tuple[int, ...]
    runs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Label:
    """Furniture: a text of the form, or one of ours, in its place.

    The form's may hold ``{{ paths }}`` of the data. ``target`` is the defined name that a text of style ``link`` leads to.
    ``number`` stands before the text while there is a figure in the row. One of style ``ordinal`` is a number.
    """

    box: Box
    text: str
    style: LabelStyle
    target: str = ""
    number: RowNumber | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """The cell of one value. ``key`` is its path with rows and copies counted from 0: ``("procurement", 3, "amount")``.

    A code in parts has as many cells beside each other; any other box of several cells is merged.
    """

    key: Key
    box: Box
    field: Field


@dataclass(frozen=True, slots=True)
class TableArea:
    """A table's place: its header rows, total rows and data rows, and the columns as they are laid out, by id.

    ``numbers`` is the column in which its filled rows are numbered, if they are.
    """

    block: Block
    header: tuple[int, int]
    totals: tuple[int, ...]
    rows: tuple[int, int]
    columns: Mapping[str, int]
    numbers: int | None = None


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
class SheetPlan:
    """One sheet of the workbook. ``instance`` counts the copies of a repeated sheet from 0, None on the others.

    Of its columns the first ``printed`` are on its page, upright or, with ``landscape``, lying.
    ``back`` in its first line leads to the cover, ``state`` beside it tells whether rules of this sheet are open; the cover
    has neither, since it tells of all sheets, and a sheet one column wide has no room for ``state``.
    """

    sheet: Sheet
    name: str
    instance: int | None
    widths: tuple[float, ...]
    printed: int
    landscape: bool
    labels: tuple[Label, ...]
    slots: tuple[Slot, ...]
    tables: tuple[TableArea, ...]
    checks: tuple[CheckCell, ...]
    last_row: int
    back: Label | None
    state: Box | None

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
class ContentsRow:
    """A sheet of the form in the table of contents: where it says how much of it is filled in, and how many of its points are open."""

    plan: SheetPlan
    filled: Box
    opened: Box


@dataclass(frozen=True, slots=True)
class CoverExtras:
    """What the cover shows below its own fields: the state of the checks, and a table of the other sheets.

    ``counts`` has the cell for the number of rules that say a word; its label stands left of it. ``contents`` are the form's
    sheets in the order in which they are filled in.
    """

    labels: tuple[Label, ...]
    counts: Mapping[str, Box]
    contents: tuple[ContentsRow, ...]
    last_row: int


@dataclass(frozen=True, slots=True)
class CheckSheetPlan:
    """The sheet 校验: ``labels`` and ``counts`` (as on the cover) above a table with one row a rule.

    ``columns`` numbers its columns by what they hold: code, level, item, sentence, place, left, right, gap, result, answer,
    reason, and two that are hidden: number (of an open point) and target (the defined name where its place is). ``rows`` has
    the row of each rule by its id, in the order of the workbook; ``open_rows`` are the rows of the list of open points.
    """

    labels: tuple[Label, ...]
    counts: Mapping[str, Box]
    headers: tuple[Label, ...]
    widths: tuple[float, ...]
    columns: Mapping[str, int]
    rows: Mapping[str, int]
    open_rows: range

    @property
    def header_row(self) -> int:
        return self.headers[0].box.row

    @property
    def body(self) -> tuple[int, int]:
        """The first and last row of the rules; a form without rules keeps one row for them."""
        return self.header_row + 1, self.header_row + max(len(self.rows), 1)

    def area(self, column: str, rows: tuple[int, int] | None = None) -> str:
        """Those cells of a column as other sheets refer to them, of all rules if no rows are given: ``'校验'!$G$6:$G$40``."""
        letters = column_letters(self.columns[column])
        first, last = rows or self.body
        return f"{quote_sheet(CHECK_SHEET)}!${letters}${first}:${letters}${last}"


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole workbook of a form for given counts of rows and copies. The first sheet is the cover."""

    form: Form
    sheets: tuple[SheetPlan, ...]
    cells: Mapping[Key, tuple[SheetPlan, Slot]]
    extras: CoverExtras | None  #: None of a form without sheets
    checks: CheckSheetPlan
    guide: tuple[Label, ...]  #: the sheet 填报说明
    catalogue: tuple[Label, ...] = ()  #: the top of the sheet 科目, where the form has catalogues
    changes: ChangesPlan | None = None  #: the sheet 需说明原因的增减, where the form compares figures that are laid out

    def plans(self, repeat: str) -> tuple[SheetPlan, ...]:
        """The copies of a repeated sheet, in order."""
        return tuple(plan for plan in self.sheets if plan.sheet.repeat == repeat)
