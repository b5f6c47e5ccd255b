"""The hidden list sheet: what dropdowns offer, and the workbook's identity once more."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from budgetxl.forms import LIST_SHEET, Path
from budgetxl.layout import LIST_FIRST_ROW, Key, Layout, ListColumn, columns_of, list_name, source_keys, whole_code
from budgetxl.values import Scalar

from ..identity_marks import Identity


def write_lists(
    workbook: Any, layout: Layout, columns: Mapping[Path, ListColumn], values: Mapping[Key, Scalar], identity: Identity
) -> None:
    """Lists and choices as they are; the values of a field that others choose from as formulas that follow it."""
    sheet = workbook.add_worksheet(LIST_SHEET)
    for path, column in columns.items():
        sheet.write_string(0, column.column - 1, ".".join(path))
        for index, text in enumerate(column.texts or ()):
            sheet.write_string(LIST_FIRST_ROW - 1 + index, column.column - 1, text)
        if column.texts is None:
            _follow(sheet, layout, path, column, values)
        workbook.define_name(list_name(path), "=" + column.area)
    start = len(columns) + 1
    for index, (name, text) in enumerate(identity.facts().items()):
        sheet.write_string(index, start, name)
        sheet.write_string(index, start + 1, text)
    sheet.hide()
    sheet.protect("")


def _follow(sheet: Any, layout: Layout, path: Path, column: ListColumn, values: Mapping[Key, Scalar]) -> None:
    for index, key in enumerate(source_keys(layout, path)):
        plan, slot = layout.cells[key]
        ref = whole_code(slot.field, (f"{plan.quoted}!${letters}${slot.box.row}" for letters in columns_of(slot.box)))
        value = values.get(key)
        cached = float(value) if isinstance(value, Decimal) else ("" if value is None else str(value))
        text = f'IF({ref}="","",{ref})'
        if plan.instance is not None:
            text = f'IFERROR({text},"")'  # staff delete spare copies
        sheet.write_formula(LIST_FIRST_ROW - 1 + index, column.column - 1, "=" + text, None, cached)
