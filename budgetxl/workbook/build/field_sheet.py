"""A sheet of the form: its labels and values in their cells, each row as tall as its texts need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from budgetxl.forms import Labels, parts_of
from budgetxl.layout import (
    LINE_HEIGHT,
    LINE_SPARE,
    TALLEST_ROW,
    Box,
    Key,
    Locator,
    SheetPlan,
    Slot,
    fitting,
    line_formula,
    quoted,
)
from budgetxl.values import Scalar

from .cell_formulas import CellFormulas
from .numbering import label_formula, numbered_label, write_serials
from .page_setup import TITLE_HEIGHT
from .row_checks import check_widths
from .styles import Styles
from .validations import validate_cell, validate_tables
from .writing import corners, write_formula, write_label, write_text

LEAST_HEIGHT = 18.0
MOST_TEXT = 32_767  # characters of a cell


class FieldSheets:
    """Writes the sheets of one workbook. ``values`` are those of the data by key, computed ones included."""

    def __init__(self, values: Mapping[Key, Scalar], labels: Labels, locator: Locator, formulas: CellFormulas, styles: Styles) -> None:
        self.values, self.labels, self.locator, self.formulas, self.styles = values, labels, locator, formulas, styles

    def set_columns(self, sheet: Any, plan: SheetPlan) -> None:
        """The widths of a sheet's columns, those of the verdicts beside its rows included."""
        for index, width in enumerate(plan.widths):
            sheet.set_column(index, index, width)
        for column, width in check_widths(plan).items():
            sheet.set_column(column - 1, column - 1, width)

    def write(self, sheet: Any, plan: SheetPlan) -> dict[int, float]:
        """All labels and values of a sheet, and what may be typed into its cells. Returns the heights of its rows, in points."""
        heights: dict[int, float] = {}
        for label in plan.labels:
            text = self.labels.text(label.text)
            style = self.styles.named(label.style)
            line = line_formula(label.text, self.locator, plan) if len(text) <= MOST_TEXT else None
            if label.number is not None:
                shown = numbered_label(plan, label, text, self.values)
                write_formula(sheet, label.box, label_formula(label.number, label.box.row, line or quoted(text)), style, shown)
            elif line is not None:
                write_label(sheet, label, style, "")
                write_formula(sheet, label.box, line, style, text)
            else:
                write_label(sheet, label, style, text)
            _grow(heights, plan, label.box, text, TITLE_HEIGHT if label.style == "title" else LINE_HEIGHT)
        for slot in plan.slots:
            self._slot(sheet, plan, slot, heights)
        validate_tables(sheet, plan, self.locator, self.labels, self.styles)
        write_serials(sheet, plan, self.values, self.styles)
        heights = {row: min(height, TALLEST_ROW) for row, height in heights.items()}
        for row, height in heights.items():
            sheet.set_row(row - 1, height)
        return heights

    def _slot(self, sheet: Any, plan: SheetPlan, slot: Slot, heights: dict[int, float]) -> None:
        value, field, box = self.values.get(slot.key), slot.field, slot.box
        formula = self.formulas.of(plan, slot)
        text = value if isinstance(value, str) else ""
        size, _ = fitting(text, _width(plan, box), TALLEST_ROW)
        style = self.styles.value(field, locked=field.formula is not None and not field.open_formula, size=size)
        row, column = box.row - 1, box.column - 1
        if field.parts:
            _write_parts(sheet, box, parts_of(field, text) or (text,), style)
            return
        if not box.single:
            sheet.merge_range(*corners(box), "", style)
        if formula is not None:
            write_formula(sheet, box, formula, style, _cached(value))
        elif value is None:
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, Decimal):
            sheet.write_number(row, column, float(value), style)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), style)
        else:
            write_text(sheet, box, str(value), style)
        _grow(heights, plan, box, text, lines=1 if text else field.lines)
        if not plan.is_row(slot.key[:-1]):
            validate_cell(sheet, field, box, self.locator, self.labels)


def filled_to(plan: SheetPlan, values: Mapping[Key, Scalar]) -> int:
    """The last row of a sheet's tables that holds something; 0 where they are blank."""
    return max((slot.box.row for slot in plan.slots if plan.is_row(slot.key[:-1]) and values.get(slot.key) is not None), default=0)


def _write_parts(sheet: Any, box: Box, parts: Sequence[str], style: Any) -> None:
    """A code part by part, one a cell; where it ends, the cells behind are blank."""
    for place, column in enumerate(range(box.column - 1, box.last_column)):
        if place < len(parts) and parts[place]:
            sheet.write_string(box.row - 1, column, parts[place], style)
        else:
            sheet.write_blank(box.row - 1, column, None, style)


def _grow(heights: dict[int, float], plan: SheetPlan, box: Box, text: str, line: float = LINE_HEIGHT, lines: int = 1) -> None:
    """Make the rows of a box tall enough for its text; several rows share what is needed."""
    rows = box.last_row - box.row + 1
    _, height = fitting(text, _width(plan, box), TALLEST_ROW)
    needed = max(height * line / LINE_HEIGHT, lines * line + LINE_SPARE) / rows
    for row in range(box.row, box.last_row + 1):
        heights[row] = max(heights.get(row, LEAST_HEIGHT), needed)


def _width(plan: SheetPlan, box: Box) -> float:
    return sum(plan.widths[box.column - 1 : box.last_column])


def _cached(value: Scalar) -> Any:
    """What a formula's cell shows until it is recalculated: the computed value, or nothing."""
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, (str, bool)) else ""
