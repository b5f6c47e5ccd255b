"""The list of what was sent: which file went to which unit, with a digest by which it is known again."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence

from budgetxl.values.records import dataclass
from budgetxl.workbook import OWN_TABLE

from ..carrying import Told, write_told
from ..carrying.messages import say as say_of_carrying
from ..messages import say
from ..model import Unit

CREATED = dt.datetime(2020, 1, 1)
_HEAD = {"bold": True, "bg_color": "#DCE6F1", "border": 1, "align": "center", "valign": "vcenter"}
_TEXT, _LINK = {"num_format": "@", "border": 1}, {"font_color": "#1F4E79", "underline": 1, "border": 1}
_TITLE = {"bold": True, "font_size": 14}
_WIDTHS = (11, 28, 7, 10, 10, 15, 13, 7, 34, 26, 36, 70)
COLUMNS = ("code", "name", "kind", "parent", "contact", "phone", "form", "year", "file", "previous", "note", "digest")


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A file that goes to a unit: its name beside the list, its SHA-256, the workbook of last year it was begun with, and a remark."""

    unit: Unit
    form: str
    year: int | None
    file: str
    digest: str
    previous: str = ""
    note: str = ""


def index_workbook(lines: Iterable[IndexLine], about: Sequence[str], told: Sequence[Told] = (), title: str = "") -> bytes:
    """The list as an .xlsx, every cell a text; ``about`` are the lines above it.

    ``told``, on a sheet of its own: what of last year's workbooks was not simply carried. ``title``: of a list that is not that of
    ``distribute``.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    title = title or say("index-title")
    workbook.set_properties({"title": title, "created": CREATED, "comments": "budgetxl", "category": OWN_TABLE})
    head, text, link, large = (workbook.add_format(each) for each in (_HEAD, _TEXT, _LINK, _TITLE))
    sheet = workbook.add_worksheet(title)
    sheet.write_string(0, 0, title, large)
    for number, sentence in enumerate(about, start=1):
        sheet.write_string(number, 0, sentence)
    top = len(about) + 2
    for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS)):
        sheet.set_column(column, column, width)
        sheet.write_string(top, column, say(f"index-{name}"), head)
    row = top
    for row, line in enumerate(lines, start=top + 1):
        for column, value in enumerate(_values(line)):
            sheet.write_string(row, column, value, text)
        if line.file:
            sheet.write_url(row, COLUMNS.index("file"), "external:" + line.file.replace("%", "%25").replace("#", "%23"), link, line.file)
    sheet.autofilter(top, 0, row, len(COLUMNS) - 1)
    sheet.freeze_panes(top + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.print_area(0, 0, row, len(COLUMNS) - 2)  # without the digests, which nobody reads on paper
    if told:
        wrapped = workbook.add_format({**_TEXT, "text_wrap": True, "valign": "top"})
        write_told(workbook.add_worksheet(say_of_carrying("carry-tab")), told, head, wrapped)
    workbook.close()
    return buffer.getvalue()


def _values(line: IndexLine) -> tuple[str, ...]:
    unit = line.unit
    year = "" if line.year is None else str(line.year)
    return (
        unit.code, unit.name, unit.kind, unit.parent, unit.contact, unit.phone, line.form, year, line.file, line.previous, line.note,
        line.digest,
    )  # fmt: skip
