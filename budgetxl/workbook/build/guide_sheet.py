"""The sheet 填报说明: the form's instructions, numbered."""

from __future__ import annotations

from typing import Any

from budgetxl.layout import GuidePlan, lines_needed

from .page_setup import A4, TITLE_HEIGHT
from .styles import Styles
from .writing import write_link, write_placed

LINE = 18.0


def write_guide(sheet: Any, guide: GuidePlan, styles: Styles) -> None:
    """One row an instruction, as tall as its text needs."""
    for index, width in enumerate(guide.widths):
        sheet.set_column(index, index, width)
    write_link(sheet, guide.back, styles.named("link"))
    write_placed(sheet, guide.title, styles.named("title"))
    sheet.set_row(guide.title.box.row - 1, TITLE_HEIGHT)
    for number, text in guide.lines:
        write_placed(sheet, number, styles.named("body", align="right"))
        write_placed(sheet, text, styles.named("body"))
        sheet.set_row(text.box.row - 1, LINE * lines_needed(text.text, guide.widths[-1]) + 8)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.protect("")
