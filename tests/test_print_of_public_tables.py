"""A workbook's own print of a public table looks as the table is published: its columns, its paper, its name and unit within the page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import openpyxl
import pytest
from making import a_block, a_form, a_sheet, fields_of, filled, opened, table
from mangle import edited
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from budgetxl.forms import Form, load_form
from budgetxl.layout import lay_out
from budgetxl.notice import published_tables
from budgetxl.workbook import blank, export, fill, read

AMOUNTS = {"name": {"width": 30}, "amount": "money", "before": {"type": "money", "comparison": True}, "more": {"type": "money", "comparison": True}}
PUBLISHED = '\n[[published]]\nid = "p"\nnumber = "表1"\nblocks = ["t"]\n'


def form_of(folder: Path, published: str = PUBLISHED, options: str = "", more: str = "") -> Form:
    return a_form(folder, table("t", "支出表", {"totals": [{"id": "sums"}], "unit": "元"}, **AMOUNTS) + more + published, head=options)


def sheet_of(form: Form, name: str = "支出表") -> Worksheet:
    sheet = opened(blank(form, "某街道", "601001"))[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def printed(sheet: Worksheet) -> tuple[int, int]:
    """The last row and the last column of what is printed."""
    _, _, column, row = range_boundaries(str(sheet.print_area).rpartition("!")[2].replace("$", ""))
    assert isinstance(row, int)
    assert isinstance(column, int)
    return row, column


@cache
def book(name: str) -> openpyxl.Workbook:
    return opened(blank(load_form(name), "某街道办事处", "601001", load_form(name).year))


def test_what_compares_with_last_year_stands_outside_of_the_page(tmp_path: Path) -> None:
    assert printed(sheet_of(form_of(tmp_path)))[1] == 2


@pytest.mark.parametrize("options", ['[options]\nlook = "comparison"\n'])
def test_a_form_that_publishes_the_comparison_prints_it(tmp_path: Path, options: str) -> None:
    assert printed(sheet_of(form_of(tmp_path, options=options)))[1] == 4


def test_a_table_that_is_not_published_is_printed_whole(tmp_path: Path) -> None:
    assert printed(sheet_of(form_of(tmp_path, published="")))[1] == 4


def test_name_unit_and_whose_it_is_stand_within_the_page(tmp_path: Path) -> None:
    sheet = sheet_of(form_of(tmp_path))
    _, last = printed(sheet)
    assert {str(merged).rstrip("0123456789")[-1] for merged in sheet.merged_cells.ranges if merged.min_row == 2} == {"B"}
    assert {cell.column <= last for cell in sheet[3] if cell.value} == {True}


def test_what_is_filled_in_stands_where_it_stood(tmp_path: Path) -> None:
    """Only what is printed has changed: a workbook of an earlier version has its figures in the same cells."""
    plain, official = (lay_out(form_of(tmp_path, published)) for published in ("", PUBLISHED))
    boxes = [{key: slot.box for key, (_, slot) in layout.cells.items()} for layout in (plain, official)]
    assert boxes[0] == boxes[1]


def test_a_text_beside_a_public_table_ends_on_the_page(tmp_path: Path) -> None:
    """It would be cut at the edge of the paper."""
    said = '[[sheets.blocks]]\nid = "said"\nkind = "record"\nfields = [{ id = "empty", label = "空表说明", lines = 2 }]\n'
    form = form_of(tmp_path, more=said)
    (plan,) = (plan for plan in lay_out(form).sheets if plan.name == "支出表")
    assert [slot.box.last_column for slot in plan.slots if slot.key == ("said", "empty")] == [2]


def test_a_narrow_grid_above_a_wide_one_leaves_the_page_free(tmp_path: Path) -> None:
    """What it compares stands beside the page, under what the wide one compares."""
    rows = [{"id": "one", "label": "甲"}]
    narrow = a_block("n", "grid", rows=rows, columns=fields_of({"amount": "money", "before": {"type": "money", "comparison": True}}))
    wide = a_block("w", "grid", rows=rows, columns=fields_of({"a": "money", "b": "money", "c": "money", "before": {"type": "money", "comparison": True}}))
    form = a_form(tmp_path, a_sheet("收支", narrow + wide) + PUBLISHED.replace('"t"', '"n", "w"'))
    columns = {key: slot.box.column for key, (_, slot) in lay_out(form).cells.items() if key[0] in ("n", "w")}
    assert columns == {("n", "one", "amount"): 2, ("n", "one", "before"): 5, ("w", "one", "a"): 2, ("w", "one", "b"): 3, ("w", "one", "c"): 4, ("w", "one", "before"): 5}
    data = {"n": {"one": {"amount": "1", "before": "2"}}, "w": {"one": {"a": "3", "b": None, "c": None, "before": "4"}}}
    for damage in (lambda data: data, lambda data: edited(data, lambda book: book.drop_names("budgetxl"))):
        result = read(damage(fill(form, data)), form)
        assert {name: export(result.submission)["data"][name] for name in data} == data
        assert result.account.unread == ()


def test_the_hint_beside_a_figure_is_for_the_screen_alone(tmp_path: Path) -> None:
    said = '[[sheets.blocks]]\nid = "said"\nkind = "record"\nfields = [{ id = "sum", label = "批复数", type = "money", prompt = "照抄批复" }]\n'
    sheet = sheet_of(form_of(tmp_path, more=said))
    found = [cell.column for row in sheet.iter_rows() for cell in row if cell.value == "照抄批复"]
    assert found == [3]


def test_it_is_read_as_before(tmp_path: Path) -> None:
    form = form_of(tmp_path)
    data = {"unit": {"name": "某街道", "code": "601001"}, "t": [{"name": "甲", "amount": "1", "before": "2", "more": None}]}
    result = filled(form, data)
    assert (result.account.unread, export(result.submission)["data"]["t"]) == ((), data["t"])


def test_it_is_on_the_paper_on_which_it_is_published(tmp_path: Path) -> None:
    wide = PUBLISHED + 'paper = "A4横"\n'
    assert sheet_of(form_of(tmp_path, wide)).page_setup.orientation == "landscape"
    assert sheet_of(form_of(tmp_path)).page_setup.orientation == "portrait"


COLUMNS = {
    "表1收支总表": 2, "表2收入总表": 9, "表3支出总表": 8, "表4财政拨款收支总表": 5, "表5一般公共预算支出": 5, "表6基本支出": 5,
    "表7政府性基金支出": 5, "表8国有资本经营支出": 5, "表9三公和机关运行": 2, "项目支出": 9,
}  # fmt: skip


@pytest.mark.parametrize(("name", "count"), COLUMNS.items())
def test_the_nine_tables_of_the_default_form_are_printed_without_comparison(name: str, count: int) -> None:
    sheet = book("hebei-2027")[name]
    assert isinstance(sheet, Worksheet)
    row, last = printed(sheet)
    texts = [str(cell.value) for cells in sheet.iter_rows(min_row=4, max_row=row, max_col=last) for cell in cells if cell.value]
    assert (last, [text for text in texts if text.startswith("上年预算") or ("比上年" in text and name[:2] != "表9")]) == (count, [])


FORMS = ["hebei-2027", "langfang-2022", "sanhe-2020", "shijiazhuang-hitech-2020", "fengrun-performance-2023"]


@pytest.mark.parametrize("name", FORMS)
def test_a_sheet_stands_or_lies_as_its_table_is_published(name: str) -> None:
    form = load_form(name)
    made = {one.id: found.wide for one, found in published_tables(read(blank(form, "某单位", "601001", form.year), form).submission)}
    plans = {block.id: plan for plan in lay_out(form, {"projects": 1}).sheets for block in plan.sheet.blocks}
    assert {one.id: plans[one.blocks[0].partition(".")[0]].landscape for one in form.published if one.id in made} == made


@pytest.mark.parametrize("name", FORMS)
def test_no_text_of_a_page_is_cut_at_its_edge(name: str) -> None:
    """What begins on a page ends on it."""
    for plan in lay_out(load_form(name), {"projects": 1}).sheets:
        sheet = book(name)[plan.name]
        assert isinstance(sheet, Worksheet)
        row, last = printed(sheet)
        cut = [str(merged) for merged in sheet.merged_cells.ranges if merged.min_row in range(2, row + 1) and merged.min_col <= last < merged.max_col]
        assert cut == [], plan.name


def test_the_sheets_of_a_workbook_of_the_last_version_are_read_whole() -> None:
    """Its names and units stand further to the right."""
    form = load_form("hebei-2027")
    older = opened(blank(form, "某街道办事处", "601001", 2027))
    sheet = older["表5一般公共预算支出"]
    assert isinstance(sheet, Worksheet)
    for merged in list(sheet.merged_cells.ranges):
        if merged.min_row == 3:
            sheet.unmerge_cells(str(merged))
    for cell in list(sheet[3])[1:]:
        if cell.value and not isinstance(cell, openpyxl.cell.MergedCell):
            sheet.cell(3, cell.column + 6, cell.value)
            cell.value = None
    from io import BytesIO

    data = BytesIO()
    older.save(data)
    assert read(data.getvalue(), form).account.unread == ()


def test_a_table_that_is_a_little_longer_than_its_page_is_one_page(tmp_path: Path) -> None:
    """Else a few rows would stand alone on a second one."""
    form = a_form(tmp_path, table("t", "支出表", {"rows": 50}, **AMOUNTS) + PUBLISHED)
    usual, longer, long = (
        opened(fill(form, {"t": [{"name": "甲", "amount": "1"} for _ in range(count)]}))["支出表"].column_dimensions["A"].width for count in (5, 45, 90)
    )
    assert usual == longer > long
