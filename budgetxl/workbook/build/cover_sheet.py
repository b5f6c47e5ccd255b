"""What the cover shows below its own fields: the state of the checks, and the list of sheets."""

from __future__ import annotations

from typing import Any

from budgetxl.layout import CoverExtras, SheetPlan

from .check_sheet import CheckSheet
from .styles import ALARMS, Styles
from .writing import corners, write_formula, write_link, write_placed


def write_cover_extras(sheet: Any, plan: SheetPlan, extras: CoverExtras, styles: Styles, checks: CheckSheet) -> None:
    """The counts of open points and links to every sheet. The cover is printed down to the last of them."""
    write_placed(sheet, extras.heading, styles.named("heading"))
    counted = styles.named("middle", bold=True, num_format='0" 项"')
    for line in extras.counts:
        write_placed(sheet, line.label, styles.named("label"))
        write_formula(sheet, line.count, checks.count_formula(line.word), counted, checks.count(line.word))
        if line.link is not None:
            write_link(sheet, line.link, styles.named("link"))
        if line.word in ALARMS:
            rule = {"type": "cell", "criteria": ">", "value": 0, "format": styles.bare(ALARMS[line.word])}
            sheet.conditional_format(*corners(line.count), rule)
    write_placed(sheet, extras.contents, styles.named("heading"))
    for link in extras.links:
        write_link(sheet, link, styles.named("link", font_size=11))
    sheet.print_area(1, 0, extras.last_row - 1, len(plan.widths) - 1)
