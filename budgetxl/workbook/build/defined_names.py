"""The defined names by which a reader finds the fields again, whatever staff insert, move or rename."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from budgetxl.forms import SERIAL_ID, Grid
from budgetxl.layout import Box, SheetPlan, TextNames, link_targets
from budgetxl.values import column_letters, quote_sheet


def define(workbook: Any, name: str, text: str) -> None:
    """Define one name. Raises ValueError where Excel would not take it."""
    if workbook.define_name(name, text) == -1:
        raise ValueError(f"bad defined name {name}")


def name_fields(workbook: Any, plan: SheetPlan) -> None:
    """A defined name on every field; a table's column has one over all its rows, a repeated sheet its own local names."""
    local = f"{plan.quoted}!" if plan.instance is not None else ""
    tables = [area for area in plan.tables if not isinstance(area.block, Grid)]
    in_tables = {(area.block.id, column) for area in tables for column in area.columns}
    for slot in plan.slots:
        path = [part for part in slot.key if isinstance(part, str)]
        if tuple(path[-2:]) in in_tables and isinstance(slot.key[-2], int):
            continue
        define(workbook, local + ".".join(path), f"={plan.quoted}!{_first_cell(slot.box)}")
    prefix = f"{plan.sheet.repeat}." if plan.sheet.repeat else ""
    for area in tables:
        for name, column in area.columns.items():
            letters = column_letters(column)
            text = f"={plan.quoted}!${letters}${area.rows[0]}:${letters}${area.rows[1]}"
            define(workbook, f"{local}{prefix}{area.block.id}.{name}", text)
        if area.numbers is not None:
            letters = column_letters(area.numbers)
            text = f"={plan.quoted}!${letters}${area.rows[0]}:${letters}${area.rows[1]}"
            define(workbook, f"{local}{prefix}{area.block.id}.{SERIAL_ID}", text)


def name_texts(workbook: Any, names: TextNames) -> None:
    """The names that formulas use for the cleaned texts of codes and names."""
    for each in names.used:
        define(workbook, f"{each.sheet}!{each.name}" if each.sheet else each.name, f"={each.formula}")


def name_links(workbook: Any, plans: Iterable[SheetPlan], own: Iterable[str]) -> None:
    """The names that links lead to: the first cell of each sheet."""
    for name, sheet in link_targets(plans, own):
        define(workbook, name, f"={quote_sheet(sheet)}!$A$1")


def _first_cell(box: Box) -> str:
    return f"${column_letters(box.column)}${box.row}"
