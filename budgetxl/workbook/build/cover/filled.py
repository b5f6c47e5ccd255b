"""How much of a sheet is filled in, live: 未填, 已填 12 格、5 行, or how many required cells are still blank."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from budgetxl.forms import Table
from budgetxl.layout import FILLED, LACKING, OF_CELLS, OF_ROWS, UNTOUCHED, Box, Key, SheetPlan, Slot, TableArea
from budgetxl.values import Scalar, column_letters
from budgetxl.values.records import dataclass

from ..state import State, Token

NAMING = 3  # columns of a table by which its filled rows are known


@dataclass(frozen=True, slots=True)
class Filled:
    """A formula without its equals sign, what it shows of data, and on what that depends."""

    formula: str
    shown: Callable[[State], str]
    on: tuple[Token, ...]


def filled_of(plan: SheetPlan) -> Filled | None:
    """How much of a sheet is filled in; None of one that is computed."""
    single = [slot for slot in plan.slots if slot.field.formula is None and not plan.is_row(slot.key[:-1])]
    needed = [slot for slot in single if slot.field.required]
    tables = [(area, columns) for area in plan.tables if isinstance(area.block, Table) and (columns := _naming(area.block, area))]
    if not single and not tables:
        return None
    cells = _count(plan, [slot.box for slot in single])
    rows = [_most(plan, area, columns) for area, columns in tables]
    formula = _told(cells, "+".join(rows))
    if needed:
        lacking = f"{len(needed)}-{_count(plan, [slot.box for slot in needed])}"
        formula = f'IF({lacking}>0,"{LACKING} "&({lacking})&" {OF_CELLS}",{formula})'
    spare = plan.instance is not None  # a copy that nobody has begun lacks nothing: staff have one for each of their projects
    if spare:
        nothing = "+".join(filter(None, (cells, *rows)))
        formula = f'IFERROR(IF({nothing}=0,"{UNTOUCHED}",{formula}),"")' if needed else f'IFERROR({formula},"")'  # and delete the others
    named = [_named(plan, area, columns) for area, columns in tables]

    def shown(state: State) -> str:
        blank = sum(state.values.get(slot.key) is None for slot in needed)
        typed, filled = sum(state.values.get(slot.key) is not None for slot in single), sum(_rows(keys, state.values) for keys in named)
        if blank and (typed or filled or not spare):
            return f"{LACKING} {blank} {OF_CELLS}"
        return _shown(typed, filled)

    return Filled(formula, shown, (*(slot.key for slot in single), *(key for columns in named for keys in columns for key in keys)))


def _told(cells: str, rows: str) -> str:
    if not cells or not rows:
        count, what = (cells, OF_CELLS) if cells else (f"({rows})", OF_ROWS)
        return f'IF({count}=0,"{UNTOUCHED}","{FILLED} "&{count}&" {what}")'
    only_rows = f'"{FILLED} "&({rows})&" {OF_ROWS}"'
    both = f'"{FILLED} "&{cells}&" {OF_CELLS}"&IF({rows}=0,"","、"&({rows})&" {OF_ROWS}")'
    return f'IF({cells}=0,IF({rows}=0,"{UNTOUCHED}",{only_rows}),{both})'


def _shown(cells: int, rows: int) -> str:
    said = "、".join(f"{count} {what}" for count, what in ((cells, OF_CELLS), (rows, OF_ROWS)) if count)
    return f"{FILLED} {said}" if said else UNTOUCHED


def _naming(block: Table, area: TableArea) -> list[str]:
    """The columns that tell whether a row is filled in: the first typed ones that hold no figures, or else those that do."""
    typed = [field for field in block.columns if field.formula is None and not field.rollup]
    names = [field for field in typed if not field.numeric] or typed
    return [field.id for field in names[:NAMING]]


def _most(plan: SheetPlan, area: TableArea, columns: Sequence[str]) -> str:
    first, last = area.rows
    areas = (f"{plan.quoted}!${letters}${first}:${letters}${last}" for letters in (column_letters(area.columns[name]) for name in columns))
    counts = [f"COUNTA({each})" for each in areas]
    return counts[0] if len(counts) == 1 else f"MAX({','.join(counts)})"


def _named(plan: SheetPlan, area: TableArea, columns: Sequence[str]) -> list[list[Key]]:
    """The keys of the cells of these columns of a table, column by column."""
    slots = [slot for slot in plan.slots if area.rows[0] <= slot.box.row <= area.rows[1] and slot.field.id in columns and _of(slot, area)]
    return [[slot.key for slot in slots if slot.field.id == name] for name in columns]


def _rows(columns: list[list[Key]], values: Mapping[Key, Scalar]) -> int:
    return max(sum(values.get(key) is not None for key in keys) for keys in columns)


def _of(slot: Slot, area: TableArea) -> bool:
    return slot.key[-3:-2] == (area.block.id,)


def _count(plan: SheetPlan, boxes: Iterable[Box]) -> str:
    """A formula that counts the filled cells among these; empty where there are none."""
    runs: list[Box] = []
    for box in sorted(boxes, key=lambda box: (box.column, box.row)):
        if runs and runs[-1].column == box.column and runs[-1].last_row + 1 == box.row:
            runs[-1] = Box(runs[-1].row, box.column, box.last_row, box.column)
        else:
            runs.append(Box(box.row, box.column, box.last_row, box.column))
    return f"COUNTA({','.join(f'{plan.quoted}!{run.absolute}' for run in runs)})" if runs else ""
