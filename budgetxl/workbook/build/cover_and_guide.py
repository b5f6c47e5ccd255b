"""The sheets around the form's own: what the cover shows below its fields, and 填报说明."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from budgetxl.layout import GUIDE_WIDTHS, CoverExtras, Label, SheetPlan, lines_needed

from .check_sheet import CheckSheet
from .page_setup import A4, TITLE_HEIGHT
from .state import WORDS, State
from .styles import ALARMS, Styles
from .writing import corners, write_formula, write_label

CONTENTS_SIZE = 11  # the list of sheets; other links are smaller
LINE = 18.0


def write_cover_extras(sheet: Any, plan: SheetPlan, extras: CoverExtras, styles: Styles, checks: CheckSheet) -> None:
    """The counts of open points and links to every sheet. The cover is printed down to the last of them."""
    for label in extras.labels:
        larger = {"font_size": CONTENTS_SIZE} if label.text == label.target else {}
        write_label(sheet, label, styles.named(label.style, **larger))
    counted = styles.named("middle", bold=True, num_format='0" 项"')
    for word, box in extras.counts.items():
        write_formula(sheet, box, checks.count_formula(word), counted, (WORDS,), partial(State.count, word=word))
        if word in ALARMS:
            rule = {"type": "cell", "criteria": ">", "value": 0, "format": styles.bare(ALARMS[word])}
            sheet.conditional_format(*corners(box), rule)
    sheet.print_area(1, 0, extras.last_row - 1, len(plan.widths) - 1)


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
