"""What the cover shows below its own fields: the state of the checks, and the list of sheets."""

from __future__ import annotations

from typing import Any

from budgetxl.layout import CoverExtras, SheetPlan

from .check_sheet import CheckSheet
from .styles import ALARMS, Styles
from .writing import corners, write_formula, write_label

CONTENTS_SIZE = 11  # the list of sheets; other links are smaller


def write_cover_extras(sheet: Any, plan: SheetPlan, extras: CoverExtras, styles: Styles, checks: CheckSheet) -> None:
    """The counts of open points and links to every sheet. The cover is printed down to the last of them."""
    for label in extras.labels:
        larger = {"font_size": CONTENTS_SIZE} if label.text == label.target else {}
        write_label(sheet, label, styles.named(label.style, **larger))
    counted = styles.named("middle", bold=True, num_format='0" 项"')
    for word, box in extras.counts.items():
        write_formula(sheet, box, checks.count_formula(word), counted, checks.count(word))
        if word in ALARMS:
            rule = {"type": "cell", "criteria": ">", "value": 0, "format": styles.bare(ALARMS[word])}
            sheet.conditional_format(*corners(box), rule)
    sheet.print_area(1, 0, extras.last_row - 1, len(plan.widths) - 1)
