"""The cover as it tells what is still to do: counts of open points, and for each sheet how much is filled in and how much is open."""

from __future__ import annotations

from functools import partial
from typing import Any

from budgetxl.layout import (
    LINE_HEIGHT,
    MOST_FORMULA,
    NOTHING_HERE,
    Box,
    ContentsRow,
    CoverExtras,
    Label,
    SheetPlan,
    lines_needed,
)
from budgetxl.layout.links import CHECK_LINK

from ..check_sheet import CheckSheet
from ..page_setup import set_page
from ..state import WORDS, RowHeights, State
from ..styles import ALARMS, Styles
from ..top_lines import OpenPoints
from ..writing import corners, write_boxed, write_formula, write_label
from .filled import Filled, filled_of

ROW, SPARE = 18.0, 2.0
MOST_POINTS = 99_999  # a text such as —— is more than any number
CONTENTS = {"font_size": 11, "border": 1, "border_color": "#9AA5B1", "indent": 1}  # links of the table are larger than others


def write_cover_extras(
    sheet: Any, plan: SheetPlan, extras: CoverExtras, styles: Styles, checks: CheckSheet, points: OpenPoints, fields: RowHeights
) -> None:
    """The counts of open points and the table of contents. The cover is printed down to the last row of it.

    ``fields`` are the heights of the rows above.
    """
    heights = dict.fromkeys(range(plan.last_row + 1, extras.last_row + 1), ROW)
    for label in extras.labels:
        more = CONTENTS if label.style == "link" and label.box.column == 1 else {"indent": 1} if label.style == "note" else {}
        style = styles.named(label.style, **more)
        write_label(sheet, label, style)
        needed = LINE_HEIGHT * lines_needed(label.text, sum(plan.widths[label.box.column - 1 : label.box.last_column])) + SPARE
        heights[label.box.row] = max(needed, heights[label.box.row])
    for number, height in heights.items():
        sheet.set_row(number - 1, height)
    counted = styles.named("middle", bold=True, num_format='0" 项"')
    for word, box in extras.counts.items():
        write_boxed(sheet, box, counted)
        write_formula(sheet, box, checks.count_formula(word), counted, (WORDS,), partial(State.count, word=word))
        if word in ALARMS:
            rule = {"type": "cell", "criteria": ">", "value": 0, "format": styles.bare(ALARMS[word])}
            sheet.conditional_format(*corners(box), rule)
    for row in extras.contents:
        _filled(sheet, row, styles)
        _opened(sheet, row, styles, points)
    if extras.contents:
        first, last = extras.contents[0].opened, extras.contents[-1].opened
        area = Box(min(first.row, last.row), first.column, max(first.row, last.row), first.last_column)
        open_ones = {"type": "cell", "criteria": "between", "minimum": 1, "maximum": MOST_POINTS, "format": styles.bare("doubt")}
        sheet.conditional_format(*corners(area), open_ones)
    set_page(sheet, plan, RowHeights(lambda state: {**fields.of(state), **heights}, fields.on), last_row=extras.last_row)


def _filled(sheet: Any, row: ContentsRow, styles: Styles) -> None:
    style, found = styles.named("middle"), filled_of(row.plan)
    write_boxed(sheet, row.filled, style)
    if isinstance(found, Filled) and len(found.formula) < MOST_FORMULA:
        write_formula(sheet, row.filled, found.formula, style, found.on, found.shown)
    else:
        write_label(sheet, Label(row.filled, NOTHING_HERE, "middle"), style)


def _opened(sheet: Any, row: ContentsRow, styles: Styles, points: OpenPoints) -> None:
    """The number of a sheet's open points, which leads to the 校验 sheet; nothing for one of which no rule speaks."""
    formula, style = points.formula(row.plan), styles.named("middle", num_format='0" 处"', underline=1, font_color="#1F4E79")
    if not formula:
        write_label(sheet, Label(row.opened, NOTHING_HERE, "middle"), styles.named("middle"))
        return
    write_boxed(sheet, row.opened, style)
    sheet.write_url(row.opened.row - 1, row.opened.column - 1, f"internal:{CHECK_LINK}", style, "0")
    write_formula(sheet, row.opened, formula, style, points.on(row.plan), partial(points.count, row.plan))
