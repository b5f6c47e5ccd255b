"""Where everything of a form lies in a workbook. Records only; ``placing`` computes them. Rows and columns are 1-based."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ..forms import Block, Field, Form, Rule, Sheet
from ..values import Address, Key, column_letters, quote_sheet
from ..values.records import dataclass

LabelStyle = Literal["title", "heading", "unit", "label", "header", "stub", "total", "none", "hint", "note"]


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
    """A cell beside the data that shows a rule's verdict for one row (or one copy of a repeated sheet)."""

    rule: Rule
    box: Box
    row_key: Key


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

    @property
    def quoted(self) -> str:
        return quote_sheet(self.name)

    def is_row(self, key: Key) -> bool:
        """Whether a key is that of a table's row: not of a grid's row, nor of this copy of the sheet."""
        return isinstance(key[-1:][0] if key else None, int) and key != (self.sheet.repeat, self.instance)

    def address(self, box: Box) -> Address:
        return Address(self.name, box.row, box.column)


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole workbook of a form for given counts of rows and copies."""

    form: Form
    sheets: tuple[SheetPlan, ...]
    cells: Mapping[Key, tuple[SheetPlan, Slot]]

    def plans(self, repeat: str) -> tuple[SheetPlan, ...]:
        """The copies of a repeated sheet, in order."""
        return tuple(plan for plan in self.sheets if plan.sheet.repeat == repeat)
