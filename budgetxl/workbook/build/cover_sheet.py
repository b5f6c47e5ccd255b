"""What the cover shows below its own fields (the state of the checks, the list of sheets), and the sheet 填报说明."""

from __future__ import annotations

from typing import Any

from budgetxl.forms import GUIDE_SHEET, Form
from budgetxl.layout import Layout, SheetPlan, lines_needed
from budgetxl.values import quote_sheet

from .check_sheet import NAME as CHECK_SHEET
from .check_sheet import CheckSheet
from .styles import Styles

GUIDE_WIDTH = 92.0
STATES = (("不符", "必须改正的", "bad"), ("待核实", "待核实、尚未说明的", "doubt"), ("未填", "因没有填数还不能校验的", "plain"))


def write_cover_extras(sheet: Any, plan: SheetPlan, layout: Layout, styles: Styles, checks: CheckSheet) -> None:
    """The counts of open points and links to every sheet, below the cover's own block."""
    row, last = plan.last_row, len(plan.widths) - 1
    sheet.merge_range(row, 0, row, last, "校验情况", styles.named("heading"))
    for word, text, style in STATES:
        row += 1
        sheet.write_string(row, 0, text, styles.named("label"))
        sheet.write_formula(row, 1, "=" + checks.count_formula(word), styles.named("middle", bold=True, num_format='0" 项"'), checks.count(word))
        sheet.write_url(row, 2, f"internal:{quote_sheet(CHECK_SHEET)}!A1", styles.named("link"), "查看校验表 →")
        if style != "plain":
            sheet.conditional_format(row, 1, row, 1, {"type": "cell", "criteria": ">", "value": 0, "format": styles.bare(style)})
    row += 2
    sheet.merge_range(row, 0, row, last, "目录", styles.named("heading"))
    titles = [(GUIDE_SHEET, "怎样填写")] + [(p.name, p.sheet.title) for p in layout.sheets[1:]] + [(CHECK_SHEET, "逐条校验结果")]
    for name, _ in titles:
        row += 1
        sheet.write_url(row, 0, f"internal:{quote_sheet(name)}!A1", styles.named("link", font_size=11), name)
    sheet.print_area(1, 0, row, last)


def write_instructions(sheet: Any, form: Form, styles: Styles, cover: str) -> None:
    """The sheet 填报说明: the form's instructions, numbered."""
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, GUIDE_WIDTH)
    sheet.write_url(0, 0, f"internal:{quote_sheet(cover)}!A1", styles.named("link"), "← 返回封面")
    sheet.merge_range(1, 0, 1, 1, GUIDE_SHEET, styles.named("title"))
    sheet.set_row(1, 34)
    for index, text in enumerate(form.instructions):
        row = index + 3
        sheet.write_string(row, 0, f"{index + 1}.", styles.named("body", align="right"))
        sheet.write_string(row, 1, text, styles.named("body"))
        sheet.set_row(row, 18.0 * lines_needed(text, GUIDE_WIDTH) + 8)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect("")
