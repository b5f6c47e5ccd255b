"""A table whose first row says that there is nothing to tell has no items; that is said, and the words are never an item."""

from pathlib import Path
from typing import Any

import pytest
from making import a_form, table, typed

from budgetxl.checks import check_result
from budgetxl.forms import Form
from budgetxl.values import says_nothing
from budgetxl.workbook import ReadResult, fill, read
from budgetxl.workbook.submission import export

UNIT = {"unit": {"name": "甲局", "code": "001"}}
EMPTY = ("无", "/", "——", "本表为空表", "本表为空表。", "（空表）", "本单位无此项支出", "本年度无", "无内容")
ITEMS = ("无线网络建设", "无障碍设施", "本表说明", "空调", "本单位")


def the_form(tmp_path: Path) -> Form:
    columns: dict[str, Any] = {"name": {"type": "text", "required": True}, "amount": "money", "note": "text"}
    return a_form(tmp_path, table("items", **columns))


def after(form: Form, cells: dict[str, Any]) -> ReadResult:
    return read(typed(fill(form, UNIT), {f"明细!{cell}": value for cell, value in cells.items()}), form)


def items(result: ReadResult) -> Any:
    return dict(export(result.submission)["data"])["items"]


@pytest.mark.parametrize("words", EMPTY)
def test_a_first_row_that_says_nothing_means_no_rows(words: str, tmp_path: Path) -> None:
    result = after(the_form(tmp_path), {"A5": words})
    assert items(result) == []
    assert [finding.severity for finding in check_result(result).findings] == ["info"]


def test_the_words_may_stand_in_each_cell_of_the_row(tmp_path: Path) -> None:
    result = after(the_form(tmp_path), {"A5": "无", "B5": "/", "C5": "—"})
    assert items(result) == []


def test_what_is_said_names_the_row(tmp_path: Path) -> None:
    (finding,) = check_result(after(the_form(tmp_path), {"A5": "本表为空表"})).findings
    assert "第 5 行" in finding.message
    assert [str(cell) for cell in finding.cells] == ["明细!A5"]


@pytest.mark.parametrize("words", ITEMS)
def test_an_item_that_only_begins_so_is_an_item(words: str, tmp_path: Path) -> None:
    assert [item["name"] for item in items(after(the_form(tmp_path), {"A5": words}))] == [words]


def test_with_a_figure_beside_it_the_row_is_an_item(tmp_path: Path) -> None:
    assert len(items(after(the_form(tmp_path), {"A5": "无", "B5": 5}))) == 1


def test_with_items_below_the_row_is_an_item_too(tmp_path: Path) -> None:
    assert len(items(after(the_form(tmp_path), {"A5": "无", "A6": "办公桌", "B6": 5}))) == 2


@pytest.mark.parametrize(("words", "nothing"), [*((words, True) for words in EMPTY), *((words, False) for words in ITEMS), ("", False)])
def test_the_words(words: str, nothing: bool) -> None:
    assert says_nothing(words) is nothing
