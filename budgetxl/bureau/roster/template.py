"""A blank roster: headings with prompts, codes as text; how to fill it in stands where it is not taken for data."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping
from typing import Any

from budgetxl.workbook import OWN_TABLE

from ..messages import say
from .columns import COLUMNS, KINDS, NEITHER, Column

ROWS, A4 = 500, 9
_HEADING = {"bold": True, "bg_color": "#DCE6F1", "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
_GREY = {"font_color": "#7F7F7F", "italic": True, "border": 1, "num_format": "@"}
CREATED = dt.datetime(2020, 1, 1)


def roster_template(suffix: str) -> bytes:
    """A blank roster, an .xlsx or a .csv (UTF-8 with the mark by which Excel knows it). Raises KeyError for another suffix."""
    return TEMPLATES[suffix]()


def prompt_of(column: Column) -> str:
    return say(f"roster-columns-{column.field}", **({"allowed": "或".join(KINDS)} if column.field == "kind" else {}))


def _csv() -> bytes:
    """The headings, and below them the prompts and examples as remarks."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.heading for column in COLUMNS])
    for column in COLUMNS:
        writer.writerow([NEITHER + say("template-prompt", name=column.heading, prompt=prompt_of(column))])
    for number in (0, 1):
        first, *rest = (column.examples[number] for column in COLUMNS)
        writer.writerow([NEITHER + first, *rest])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _xlsx() -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"created": CREATED, "comments": "budgetxl", "category": OWN_TABLE})
    heading, text = workbook.add_format(_HEADING), workbook.add_format({"num_format": "@"})
    day, plain = workbook.add_format({"num_format": "yyyy-mm-dd"}), workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet = workbook.add_worksheet(say("template-sheet"))
    for index, column in enumerate(COLUMNS):
        sheet.set_column(index, index, column.width, day if column.field == "deadline" else text)
        sheet.write_string(0, index, column.heading, heading)
        sheet.data_validation(1, index, ROWS, index, _validation(column))
    sheet.freeze_panes(1, 2)
    for each in (sheet, examples := workbook.add_worksheet(say("template-examples"))):
        each.set_landscape()
        each.set_paper(A4)
        each.fit_to_pages(1, 0)
    grey = workbook.add_format(_GREY)
    examples.set_row(0, 34)
    examples.merge_range(0, 0, 0, len(COLUMNS) - 1, say("template-guide"), plain)
    examples.set_row(2, 76)
    for index, column in enumerate(COLUMNS):
        examples.set_column(index, index, column.width)
        examples.write_string(1, index, column.heading, heading)
        examples.write_string(2, index, prompt_of(column), plain)
        for number, example in enumerate(column.examples):
            examples.write_string(3 + number, index, example, grey)
    sheet.activate()
    workbook.close()
    return buffer.getvalue()


def _validation(column: Column) -> dict[str, Any]:
    prompt = {"input_title": column.heading, "input_message": prompt_of(column)}
    if column.field == "kind":
        return {"validate": "list", "source": list(KINDS), "error_message": prompt_of(column), **prompt}
    return {"validate": "any", **prompt}


TEMPLATES: Mapping[str, Callable[[], bytes]] = {".xlsx": _xlsx, ".csv": _csv}
