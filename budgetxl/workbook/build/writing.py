"""Writing what a layout places: labels, formulas and texts, with XlsxWriter's counting from 0."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from budgetxl.layout import Box, Label

from .state import Content, Live, State, Token


def corners(box: Box) -> tuple[int, int, int, int]:
    """First row, first column, last row, last column, from 0."""
    return box.row - 1, box.column - 1, box.last_row - 1, box.last_column - 1


def write_label(sheet: Any, label: Label, style: Any, text: str | None = None) -> None:
    """A label in its cell, which is merged where its box is more than one. ``text`` is what it says with its data, if any."""
    text = label.text if text is None else text
    if label.style == "blank":
        sheet.write_blank(label.box.row - 1, label.box.column - 1, None, style)
    elif label.style == "ordinal":
        write_boxed(sheet, label.box, style)
        sheet.write_number(label.box.row - 1, label.box.column - 1, int(text), style)
    elif label.target:
        write_boxed(sheet, label.box, style)
        sheet.write_url(label.box.row - 1, label.box.column - 1, f"internal:{label.target}", style, text)
    elif label.box.single:
        sheet.write_string(label.box.row - 1, label.box.column - 1, text, style)
    else:
        sheet.merge_range(*corners(label.box), text, style)


def write_boxed(sheet: Any, box: Box, style: Any) -> None:
    """Merge the cells of a box that has several."""
    if not box.single:
        sheet.merge_range(*corners(box), "", style)


def write_formula(sheet: Any, box: Box, formula: str, style: Any, on: tuple[Token, ...], shown: Callable[[State], Any]) -> None:
    """A formula, without its equals sign, and what its cell shows until it is calculated anew."""
    write_live(sheet, Live(box.row - 1, box.column - 1, style, lambda state: Content(shown(state), formula), on))


def write_live(sheet: Any, cell: Live) -> None:
    """A cell that depends on data, as it is of the state that the workbook is written of. Raises ValueError for a text too long."""
    sheet.live.append(cell)
    value, formula = cell.content(sheet.state)
    row, column, style = cell.row, cell.column, cell.style
    if formula is not None:
        sheet.write_formula(row, column, "=" + formula, style, value)
    elif value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), style)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), style)
    else:
        write_text(sheet, row, column, str(value), style)


def write_text(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    """A text of the data as it is. Raises ValueError for one too long for a cell.

    XlsxWriter takes one that looks like its own rich text for markup: that one goes in two runs.
    """
    if looks_rich(text):
        written = sheet.write_rich_string(row, column, text[:2], style, text[2:], style)
    else:
        written = sheet.write_string(row, column, text, style)
    if written != 0:
        raise ValueError(f"text too long for a cell: row {row + 1}, column {column + 1}")


def looks_rich(text: str) -> bool:
    return text.startswith("<r>") and text.endswith("</r>")
