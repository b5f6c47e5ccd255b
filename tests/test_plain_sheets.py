"""Workbooks that are no form's: names of sheets, texts, links, and memory that does not grow with the rows."""

from __future__ import annotations

import io
import tracemalloc
from decimal import Decimal

import openpyxl
import pytest

from budgetxl.workbook.plain_sheets import Computed, FileLink, Link, PlainSheet, file_target, plain_book, tab_name

NAMES = [
    ("合计", "合计"), ("a/b\\c:d*e?f[g]", "a_b_c_d_e_f_g_"), ("'甲'", "甲"), ("", "_"), ("\x00\n", "�"), ("history", "history(2)"),
    ("长" * 40, "长" * 31), ("𠀀" * 20, "𠀀" * 15),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "name"), NAMES)
def test_a_name_of_a_sheet_is_one_that_excel_takes(wanted: str, name: str) -> None:
    assert tab_name(wanted, set()) == name


def test_no_two_sheets_have_one_name_whatever_their_case() -> None:
    taken: set[str] = set()
    names = []
    for wanted in ("A", "a", "A", "长" * 40, "长" * 41):
        names.append(tab_name(wanted, taken))
        taken.add(names[-1].casefold())
    assert names == ["A", "a(2)", "A(3)", "长" * 31, "长" * 28 + "(2)"]


@pytest.mark.parametrize(
    ("path", "target"),
    [("收件/甲 #1.xlsx", "收件/甲%20%231.xlsx"), ("http://a/b", "http%3A//a/b"), ("\\\\host\\x", "%5C%5Chost%5Cx"), ("a%20b", "a%2520b"), ("a?b&c", "a%3Fb%26c")],
)
def test_a_path_never_becomes_an_address_of_another_kind(path: str, target: str) -> None:
    assert file_target(path) == target


def written(*values: object) -> tuple[openpyxl.Workbook, PlainSheet]:
    with plain_book("试") as book:
        sheet = book.sheet(book.tab("表"), [10.0] * len(values))
        sheet.add(values, book.cell())  # type: ignore[arg-type]
        return openpyxl.load_workbook(io.BytesIO(book.data())), sheet


def test_values_are_what_they_are_and_only_a_formula_is_a_formula() -> None:
    book, _ = written("=1", Decimal("1.25"), 3, Computed("B1+C1", Decimal("4.25")), None, "<r>x</r>", Link("到", "表", "B1"), FileLink("档", "a b.xlsx", "file:///D:/收件"))
    cells = book["表"][1]
    assert [(cell.data_type, cell.value) for cell in cells[:6]] == [("s", "=1"), ("n", 1.25), ("n", 3), ("f", "=B1+C1"), ("n", None), ("s", "<r>x</r>")]
    assert (cells[6].hyperlink.location, cells[7].hyperlink.target) == ("'表'!B1", "file:///D:/收件/a%20b.xlsx")


def test_a_text_too_long_for_a_cell_loses_its_middle() -> None:
    book, _ = written("头" + "中" * 40_000 + "尾")
    text = book["表"]["A1"].value
    assert len(text) < 32_767 and text[0] == "头" and text[-1] == "尾" and "…" in text


def test_more_links_than_a_sheet_takes_are_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("budgetxl.workbook.plain_sheets.MOST_LINKS", 2)
    book, _ = written(*(FileLink(f"第{n}个", "a.xlsx") for n in range(4)), FileLink("远", "长" * 3_000))
    assert [bool(cell.hyperlink) for cell in book["表"][1]] == [True, True, False, False, False]
    assert [cell.value for cell in book["表"][1]][3:] == ["第3个", "远"]


def peak(rows: int) -> int:
    """The most memory that writing so many rows takes, the finished file left aside."""
    tracemalloc.start()
    with plain_book("试") as book:
        sheet, style = book.sheet(book.tab("表"), [10.0] * 8), book.cell()
        for number in range(rows):
            sheet.add((f"单位{number}", "文字", Decimal(number), Computed("1+1", 2), None, 1, 2, 3), style)
        most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_memory_does_not_grow_with_the_rows() -> None:
    peak(100)
    assert peak(6_000) < 1.3 * peak(1_000)
