"""Figures that nobody sees are told: in rows and columns of no size, and below merged cells; blanks below a merged figure, too."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from making import YEAR, a_form, opened, record, report, table
from mangle import Book, edited
from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from xlsxparts import xlsx

from budgetxl.forms import Form
from budgetxl.workbook import fill, read
from budgetxl.xlsx import open_workbook

BLOCKS = record("x", a="money", b="money", t="text", u="text") + table("t", name="text", m="money", n="money")
ROWS = [{"name": "甲", "m": "1", "n": "2"}, {"name": "甲", "m": "3", "n": "4"}, {"name": "乙", "m": "5", "n": "6"}]
DATA: dict[str, Any] = {"x": {"a": "5", "b": "7", "t": "文字", "u": "文字"}, "t": ROWS}


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return a_form(tmp_path, BLOCKS)


def told(form: Form, change: Callable[[Book], object]) -> list[tuple[str, list[str]]]:
    """The severity and the cells of each META-10."""
    result = read(edited(fill(form, DATA, YEAR), change), form)
    return [(one.severity, [str(at) for at in one.cells]) for one in report(result).findings if one.rule == "META-10"]


def sized(sheet: str, row: int, **given: str) -> Callable[[Book], object]:
    return lambda book: book.row(sheet, row).attrib.update(given)


@pytest.mark.parametrize(("given", "said"), [
    ({"ht": "0", "customHeight": "1"}, True), ({"ht": "0"}, True), ({"ht": "0.25", "customHeight": "1"}, True), ({"hidden": "1"}, True),
    ({"ht": "6", "customHeight": "1"}, False), ({"ht": "?"}, False), ({"hidden": "0", "ht": "15"}, False),
])  # fmt: skip
def test_a_row_of_no_height_is_like_a_hidden_one(form: Form, given: dict[str, str], said: bool) -> None:
    assert told(form, sized("数据", 5, **given)) == ([("warning", ["数据!B5"])] if said else [])


@pytest.mark.parametrize("opening", ["<sheetData>", "<sheetData >"])
def test_so_it_is_whether_rows_are_read_by_pattern_or_by_the_parser(opening: str) -> None:
    rows = "".join(f'<row r="{row}" {given}><c r="A{row}"><v>5</v></c></row>' for row, given in ((1, 'ht="0"'), (2, 'ht="15"'), (3, 'hidden="1"')))
    content = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{opening}{rows}</sheetData></worksheet>'
    (sheet,) = open_workbook(xlsx(content)).sheets
    assert [sheet.row_hidden(row) for row in (1, 2, 3)] == [True, False, True]


@pytest.mark.parametrize(("width", "said"), [("0", True), ("0.05", True), ("3", False), ("x", False)])
def test_a_column_of_no_width_is_like_a_hidden_one(form: Form, width: str, said: bool) -> None:
    def change(book: Book) -> None:
        tree = book.trees["明细"]
        for columns in [each for each in tree if each.tag.endswith("}cols")]:
            for column in columns:
                if int(column.get("min")) <= 2 <= int(column.get("max")):
                    column.set("width", width)

    found = told(form, change)
    assert bool(found) == said and all(severity == "warning" for severity, _ in found)


#: The sheet, the range that is merged, the cells that are emptied before, and those that are told.
MERGED: list[tuple[str, str, list[str], list[str]]] = [
    ("数据", "B4:B5", [], ["数据!B5"]),
    ("数据", "A5:B5", [], ["数据!B5"]),
    ("数据", "B4:B5", ["B5"], ["数据!B5"]),
    ("数据", "A5:B5", ["B5"], []),
    ("数据", "B6:B7", [], []),
    ("数据", "B5:B6", [], ["数据!B6"]),
    ("明细", "A5:A6", [], []),
    ("明细", "A6:A7", [], ["明细!A7"]),
    ("明细", "B5:B7", ["B6", "B7"], ["明细!B6", "明细!B7"]),
    ("明细", "B5:B7", ["B7"], ["明细!B6", "明细!B7"]),
    ("明细", "B5:C5", [], ["明细!C5"]),
    ("明细", "D5:E8", [], []),
    ("明细", "B5:B1048576", [], ["明细!B6", "明细!B7"]),
]


@pytest.mark.parametrize(("sheet", "area", "emptied", "cells"), MERGED)
def test_what_merged_cells_cover_is_told(form: Form, sheet: str, area: str, emptied: list[str], cells: list[str]) -> None:
    def change(book: Book) -> None:
        for cell in emptied:
            book.put(sheet, cell, None)
        book.merge(sheet, area)

    found = told(form, change)
    assert sorted(at for _, each in found for at in each) == cells
    assert {severity for severity, _ in found} <= {"warning"}


def test_the_range_and_what_to_do_are_said(form: Form) -> None:
    def change(book: Book) -> None:
        book.put("明细", "B7", None)
        book.merge("明细", "B6:B7")

    result = read(edited(fill(form, DATA, YEAR), change), form)
    (finding,) = [one for one in report(result).findings if one.rule == "META-10"]
    assert "B6:B7 合并了单元格" in finding.message and "取消合并" in finding.hint


def test_merged_cells_of_our_own_are_silent(form: Form) -> None:
    assert told(form, lambda book: None) == []


# ── number formats of conditions


def conditioned(form: Form, area: str, code: str) -> list[tuple[str, list[str]]]:
    """What is said of the workbook with a condition that gives an area of 数据 this number format."""
    book = opened(fill(form, DATA, YEAR))
    style = DifferentialStyle(numFmt=NumberFormat(numFmtId=900, formatCode=code))
    book["数据"].conditional_formatting.add(area, Rule("expression", dxf=style, formula=["TRUE"]))
    buffer = io.BytesIO()
    book.save(buffer)
    found = report(read(buffer.getvalue(), form)).findings
    return [(one.severity, [str(at) for at in one.cells]) for one in found if one.rule == "META-06"]


@pytest.mark.parametrize("code", ['0"元"', "0.0,", ";;;", '"-"0', "h:mm", "(0)"])
def test_a_condition_that_shows_a_figure_as_another_is_told(form: Form, code: str) -> None:
    assert conditioned(form, "B4:B5", code) == [("warning", ["数据!B4", "数据!B5"])]


@pytest.mark.parametrize(("area", "code"), [("B4:B5", "0.00"), ("B4:B5", '0.00"万元"'), ("B6:B7", '0"元"'), ("D1:D9", ";;;"), ("B4", "#,##0.00;[Red]-#,##0.00")])
def test_a_condition_that_shows_it_as_it_is_or_lies_elsewhere_is_not(form: Form, area: str, code: str) -> None:
    assert conditioned(form, area, code) == []
