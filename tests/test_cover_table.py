"""A cover may end with a table: our own lines below it (校验情况, 目录) are none of its rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, record, report
from mangle import Book, edited

from budgetxl.forms import Form, Table
from budgetxl.layout import lay_out
from budgetxl.workbook import blank, export, fill, read

COVER = a_sheet(
    "封面",
    a_block("unit", "record", fields=fields_of({"name": "text", "code": "code", "year": {"type": "integer", "lift": True}})),
    a_block("people", "table", rows=3, columns=fields_of({"who": "text", "task": "text", "money": "money"})),
    id="cover",
)  # fmt: skip
ROWS = [{"who": "甲", "task": "填报", "money": "1"}, {"who": "乙", "task": "复核", "money": "2"}]
DATA: dict[str, Any] = {"unit": {"name": "某单位", "code": "001"}, "people": ROWS}
MORE = {"who": "丙", "task": "审核", "money": "3"}


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return a_form(tmp_path, record("r", a="money"), a_rule("X-01", "r.a >= 0"), cover=COVER)


def people(data: bytes, form: Form) -> Any:
    return export(read(data, form).submission)["data"]["people"]


def rows(form: Form) -> tuple[int, int]:
    """The first and last row laid out for the table."""
    (area,) = lay_out(form, {"people": len(ROWS)}).sheets[0].tables
    assert isinstance(area.block, Table)
    return area.rows


def inserted(book: Book, at: int) -> None:
    """Two rows above a row of the cover, the first of them filled in."""
    book.insert_rows("封面", at, 2)
    for column, value in zip("ABC", (*list(MORE.values())[:2], 3)):
        book.put("封面", f"{column}{at}", value)


def test_the_rows_that_were_filled_in_are_read(form: Form) -> None:
    data = fill(form, DATA, 2022)
    assert people(data, form) == ROWS
    assert report(read(data, form)).findings == ()


def test_a_blank_workbook_has_no_rows(form: Form) -> None:
    assert people(blank(form, "某单位", "001", 2022), form) == []


@pytest.mark.parametrize("named", [True, False], ids=["with names", "without names"])
@pytest.mark.parametrize("below", [0, 1], ids=["among its rows", "right below them"])
def test_rows_that_were_inserted_are_read(form: Form, named: bool, below: int) -> None:
    last = rows(form)[1]
    data = edited(
        fill(form, DATA, 2022), lambda book: inserted(book, last + below), lambda book: None if named else book.drop_names("budgetxl")
    )
    assert people(data, form) == [*ROWS, MORE]


@pytest.mark.parametrize("named", [True, False], ids=["with names", "without names"])
def test_our_own_lines_are_no_rows_where_rows_were_deleted(form: Form, named: bool) -> None:
    first, last = rows(form)
    data = edited(
        fill(form, DATA, 2022), lambda book: book.delete_rows("封面", first + 2, last - first),
        lambda book: None if named else book.drop_names("budgetxl"),
    )  # fmt: skip
    assert people(data, form) == ROWS


def test_a_table_that_was_filled_up_to_the_line_below_ends_there(form: Form) -> None:
    last = rows(form)[1]
    data = edited(fill(form, DATA, 2022), lambda book: [book.put("封面", f"A{row}", f"第{row}行") for row in range(rows(form)[0], last + 2)])
    assert [row["who"] for row in people(data, form)] == [f"第{row}行" for row in range(rows(form)[0], last + 2)]
