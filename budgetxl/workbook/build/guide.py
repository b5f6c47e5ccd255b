"""The sheet 填报说明: the form's instructions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from budgetxl.layout import GUIDE_WIDTHS, Label, lines_needed

from .page_setup import A4, TITLE_HEIGHT
from .styles import Styles
from .writing import write_label

LINE = 18.0


def write_guide(sheet: Any, labels: Sequence[Label], styles: Styles) -> None:
    """The sheet 填报说明: the form's instructions, numbered, each row as tall as its text needs."""
    for index, width in enumerate(GUIDE_WIDTHS):
        sheet.set_column(index, index, width)
    for label in labels:
        write_label(sheet, label, styles.named(label.style))
        if label.style == "title":
            sheet.set_row(label.box.row - 1, TITLE_HEIGHT)
        elif label.style == "body":
            sheet.set_row(label.box.row - 1, LINE * lines_needed(label.text, GUIDE_WIDTHS[label.box.column - 1]) + 8)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.protect("")
