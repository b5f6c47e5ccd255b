"""The bureau's 检查表 as a workbook: one sheet a unit, and before them, where there are several, a list that leads to each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from budgetxl.values.records import dataclass
from budgetxl.values.words import UNCHECKED
from budgetxl.workbook import ReadResult
from budgetxl.workbook.plain_sheets import Link, PlainBook, PlainSheet, plain_book

from ..check import Report
from ..messages import say
from .checklist import NO, YES
from .inspection import InspectionLine, inspection
from .writer import ReportWriter

WIDTHS = (32.0, 24.0, 62.0)
LIST_WIDTHS = (16.0, 44.0, 10.0, 10.0, 10.0)
COLOURS = {NO: {"bg_color": "#F8CBAD", "font_color": "#9C0006"}, UNCHECKED: {"bg_color": "#FFE699", "font_color": "#7F6000"}}


@dataclass(frozen=True, slots=True)
class Inspected:
    """What the 检查表 of one unit says, and of which ``file``. ``address`` is where it has published: to be filled in where nobody knows."""

    unit: str
    code: str
    lines: tuple[InspectionLine, ...]
    address: str = ""
    file: str = ""


def inspected(file: str, result: ReadResult, report: Report) -> Inspected:
    """What is said of one submission; nothing is kept of the workbook itself."""
    submission = result.submission
    unit, code = submission.text("unit", "name"), submission.text("unit", "code")
    return Inspected(unit or file, code or "", inspection(result, report), file=file)


def not_inspected(file: str, reason: str) -> Inspected:
    """What is said of a file that can't be read."""
    line = InspectionLine(say("inspection-item"), UNCHECKED, say("inspection-unreadable", reason=reason))
    return Inspected(file, "", (line,), file=file)


def inspection_workbook(units: Sequence[Inspected]) -> bytes:
    """The workbook of all units, in their order."""
    with plain_book(say("inspection-title")) as book:
        contents = book.tab(say("inspection-contents")) if len(units) > 1 else ""
        tabs = [book.tab(one.unit or one.code or say("inspection-sheet")) for one in units]
        if contents:
            _contents(book, contents, units, tabs)
        for one, tab in zip(units, tabs):
            _unit(book, book.sheet(tab, WIDTHS), one)
        return book.data()


def _unit(book: PlainBook, sheet: PlainSheet, one: Inspected) -> None:
    sheet.add_across(say("inspection-title"), book.style(bold=True, font_size=16, align="center"), 32)
    for name, text in (("unit", one.unit), ("code", one.code), ("address", one.address)):
        row = sheet.rows
        sheet.worksheet.set_row(row, 20)
        sheet.worksheet.merge_range(row, 1, row, 2, "", book.cell(align="left"))
        sheet.add([say(f"inspection-{name}"), text], [book.head(), book.cell(align="left")])
    header = sheet.add_fitting([say("inspection-item"), say("inspection-met"), say("inspection-problems")], book.head())
    left, plain = book.cell(align="left"), book.cell(align="center")
    for line in one.lines:
        sheet.add_fitting([line.item, line.met, line.problems], [left, _style(book, line.met, plain), left])
    choices: dict[str, Any] = {"validate": "list", "source": [YES, NO, UNCHECKED]}
    sheet.worksheet.data_validation(header, 1, max(sheet.rows - 1, header), 1, choices)
    if one.file:
        sheet.add_across(say("inspection-file", file=one.file), book.style(align="left", font_size=9, font_color="#595959", text_wrap=True))
    sheet.skip()
    sheet.add_across(say("inspection-signed"), book.style(align="right"), 24)
    sheet.page(landscape=False, header_row=header, frozen=(header, 0))


def _contents(book: PlainBook, name: str, units: Sequence[Inspected], tabs: Sequence[str]) -> None:
    sheet = book.sheet(name, LIST_WIDTHS)
    sheet.add_across(say("inspection-title"), book.style(bold=True, font_size=16, align="center"), 32)
    header = sheet.add([say("inspection-code"), say("inspection-unit"), YES, NO, UNCHECKED], book.head(), 20)
    left, plain = book.cell(align="left"), book.cell(align="center")
    leading = book.cell(align="left", font_color="#1F4E79", underline=1)
    for one, tab in zip(units, tabs):
        counts = [sum(1 for line in one.lines if line.met == word) for word in (YES, NO, UNCHECKED)]
        styles = [left, leading, *(_style(book, word, plain) if count else plain for word, count in zip((YES, NO, UNCHECKED), counts))]
        sheet.add_fitting([one.code, Link(one.unit, tab), *counts], styles)
    sheet.filtered(header)
    sheet.page(landscape=False, header_row=header, frozen=(header, 0))


def _style(book: PlainBook, word: str, otherwise: Any) -> Any:
    return book.cell(align="center", **COLOURS[word]) if word in COLOURS else otherwise


WRITER = ReportWriter(inspected, not_inspected, inspection_workbook)
