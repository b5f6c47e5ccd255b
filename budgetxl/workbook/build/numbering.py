"""The numbers of filled rows: before the labels of a grid's rows, and in a column of their own beside a table's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from budgetxl.forms import Table
from budgetxl.layout import NUMERALS, Key, Label, RowNumber, SheetPlan, TableArea, cell, list_name, quoted
from budgetxl.values import Scalar, column_letters, numbered

from .row_checks import moved, row_blank
from .state import State, Token, of_table
from .styles import Styles
from .writing import write_formula


def label_formula(number: RowNumber, row: int, text: str) -> str:
    """A grid's row label (``text``, itself a formula) with its number before it, while there is a figure in the row."""
    own = ",".join(f"${column_letters(column)}{row}" for column in number.columns)
    counted = "+".join(_filled_rows(number, first, last) for first, last in number.runs)
    return f'IF(COUNT({own})=0,"",{number_formula(number.pattern, counted)})&{text}'


def _filled_rows(number: RowNumber, first: int, last: int) -> str:
    """How many rows of a run hold a figure."""
    areas = [f"${letters}${first}:${letters}${last}" for letters in map(column_letters, number.columns)]
    return f"SUMPRODUCT(SIGN({'+'.join(f'ISNUMBER({area})' for area in areas)}))"


def number_formula(pattern: str, count: str) -> str:
    """A formula that writes a number, itself a formula, as a pattern has it."""
    before, sign, after = pattern.partition("{cn}") if "{cn}" in pattern else pattern.partition("{n}")
    number = f"INDEX({list_name(NUMERALS)},{count})" if sign == "{cn}" else f"({count})"
    return "&".join(filter(None, (before and quoted(before), number, after and quoted(after))))


def numbered_label(plan: SheetPlan, label: Label, text: str, values: Mapping[Key, Scalar]) -> str:
    """A grid's row label as it is shown with the data that a workbook is built with."""
    number = label.number
    if number is None:
        return text
    figures = {slot.box.row for slot in plan.slots if slot.box.column in number.columns and values.get(slot.key) is not None}
    count = sum(first <= row <= last for row in figures for first, last in number.runs)
    return numbered(number.pattern, count) + text if label.box.row in figures else text


def figures_of(plan: SheetPlan, label: Label) -> tuple[Token, ...]:
    """The values on which the number before a grid's row label depends: the figures of its row and of those above that are counted."""
    number = label.number
    if number is None:
        return ()
    runs = [range(first, last + 1) for first, last in number.runs]
    columns = set(number.columns)
    return tuple(slot.key for slot in plan.slots if slot.box.column in columns and any(slot.box.row in run for run in runs))


def write_serials(sheet: Any, plan: SheetPlan, styles: Styles) -> None:
    """The columns in which filled rows of tables are numbered."""
    for area in plan.tables:
        if area.numbers is not None and isinstance(area.block, Table):
            _write_column(sheet, plan, area, area.block, area.numbers, styles)


def _write_column(sheet: Any, plan: SheetPlan, area: TableArea, block: Table, column: int, styles: Styles) -> None:
    rows = {slot.box.row: slot.key[:-1] for slot in plan.slots if area.rows[0] <= slot.box.row <= area.rows[1] and plan.is_row(slot.key[:-1])}
    first, letters, plain = area.rows[0], column_letters(column), block.numbering == "{n}"
    blank, style = row_blank(plan, rows[first], first), styles.named("ordinal")
    numbers = _Numbers(block, tuple(rows.values()))
    for row, key in rows.items():
        above = f"${letters}${first}:${letters}{row - 1}"
        number = "1" if row == first else f"MAX({above})+1" if plain else f'SUMPRODUCT(--({above}<>""))+1'
        formula = f'IF({moved(blank, row - first)},"",{number if plain else number_formula(block.numbering, number)})'
        write_formula(sheet, cell(row, column), formula, style, (of_table(key),), numbers.of(key))


class _Numbers:
    """The numbers of a table's rows, worked out once for a state: nothing for a row while nothing is in it."""

    def __init__(self, block: Table, rows: tuple[Key, ...]) -> None:
        self.block, self.rows = block, rows
        self._state: State | None = None
        self._shown: dict[Key, Any] = {}

    def of(self, key: Key) -> Callable[[State], Any]:
        return lambda state: self._all(state)[key]

    def _all(self, state: State) -> dict[Key, Any]:
        if self._state is not state:
            count, self._state, self._shown = 0, state, {}
            for key in self.rows:
                filled = any(state.values.get((*key, item.id)) is not None for item in self.block.columns)
                count += filled
                number = count if self.block.numbering == "{n}" else numbered(self.block.numbering, count)
                self._shown[key] = number if filled else ""
        return self._shown

