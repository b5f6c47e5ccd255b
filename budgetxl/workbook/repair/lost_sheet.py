"""The sheet 未带入: what stood in the sender's file and has no place in the form, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from budgetxl.values.foldings import printable

from ..messages import say
from .changes import Change
from .own_sheets import put_text

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from budgetxl.xlsx import RawSheet

WIDTHS = (20.0, 12.0, 26.0, 70.0, 46.0)
LOST_SHEET = say("repair-lost-sheet")

_HEADS = (say("repair-lost-in"), say("repair-lost-cell"), say("repair-lost-label"), say("repair-lost-text"))


def is_lost_sheet(sheet: RawSheet) -> bool:
    """Whether a sheet is one that :func:`write_lost` wrote, whatever it is called now."""
    heads = [sheet.cells.get((2, column)) for column in range(1, 5)]
    return [cell.value if cell is not None else None for cell in heads] == list(_HEADS)


def write_lost(sheet: Worksheet, lost: Sequence[Change], note: str = "") -> None:
    """A row for each: sheet and cell as they were, what the cell is called, what stood there; and why, where it is told (``new``).

    ``note`` says above what the list is, in other words than those of ``repair``.
    """
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    heads = (*_HEADS, say("repair-lost-why")) if any(change.new for change in lost) else _HEADS
    put_text(sheet.cell(1, 1), note or say("repair-lost-note"))
    for column, (head, width) in enumerate(zip(heads, WIDTHS), start=1):
        put_text(sheet.cell(2, column), head)
        sheet.cell(2, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, change in enumerate(lost, start=3):
        at = change.at
        texts = ("" if at is None else at.sheet, "" if at is None else at.cell, change.label, change.old, change.new)
        for column, text in enumerate(texts, start=1):
            if text:
                put_text(sheet.cell(row, column), printable(text))
                sheet.cell(row, column).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A3"
