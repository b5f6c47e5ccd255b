"""How a sheet of the form is printed, and what staff may change of it although it is protected."""

from __future__ import annotations

from typing import Any

from budgetxl.forms import Grid
from budgetxl.layout import SheetPlan

A4 = 9
TITLE_HEIGHT = 34.0
FOOTER = "&C&10第 &P 页，共 &N 页"


def set_page(sheet: Any, plan: SheetPlan) -> None:
    """A4, one page wide, the header of a sheet's only table repeated; rows may be inserted, deleted and sorted."""
    sheet.set_paper(A4)
    if plan.landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_footer(FOOTER)
    sheet.print_area(1, 0, plan.last_row - 1, len(plan.widths) - 1)
    tall = [area for area in plan.tables if not isinstance(area.block, Grid)]
    if len(tall) == 1:
        sheet.repeat_rows(tall[0].header[0] - 1, tall[0].header[1] - 1)
    sheet.protect("", {
        "format_cells": True, "format_columns": True, "format_rows": True, "insert_rows": True, "delete_rows": True,
        "sort": True, "autofilter": True,
    })  # fmt: skip
    if plan.sheet.tab:
        sheet.set_tab_color(plan.sheet.tab)
