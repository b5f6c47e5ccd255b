"""``budgetxl repair``: what it prints, its exit codes, and the files that it does not write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from making import a_form, record, table, typed
from test_cli import Call, call

__all__ = ["call"]  # a fixture

SHEETS = record("x", a="money", b="money", sum={"type": "money", "formula": "x.a + x.b"}) + table("t", name="text", amount="money")
DATA = {"unit": {"name": "甲局"}, "x": {"a": "1", "b": "2"}, "t": [{"name": "桌", "amount": "1"}]}


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return a_form(tmp_path, SHEETS).folders[0]


@pytest.fixture
def given(call: Call, form: Path) -> Path:
    """A completed workbook a.xlsx."""
    Path("a.json").write_text(json.dumps({"form": "tiny", "year": 2022, "data": DATA}), encoding="utf-8")
    assert call("fill", "a.json", "--form", form, "-o", "a.xlsx").code == 0
    return Path("a.xlsx")


def put(file: Path, **cells: object) -> None:
    file.write_bytes(typed(file.read_bytes(), {f"数据!{cell}": value for cell, value in cells.items()}))


def test_what_changed_is_printed_by_kind_and_cell(call: Call, form: Path, given: Path) -> None:
    put(given, B6=9, B4="１２.５元")
    ended = call("repair", given, "-o", "b.xlsx", "--form", form)
    assert ended.code == 0, ended.err
    assert "合计公式恢复了 1 格" in ended.out and "数据!B6 sum：9 → " in ended.out
    assert "数据!B4 １２.５元 → 0.00125" in ended.out
    assert "已生成 b.xlsx" in ended.err and Path("b.xlsx").exists()


def test_a_workbook_in_order_says_that_nothing_else_changed(call: Call, form: Path, given: Path) -> None:
    ended = call("repair", given, "-o", "b.xlsx", "--form", form)
    assert (ended.code, "数都没有变" in ended.out, Path("b.xlsx").read_bytes() == given.read_bytes()) == (0, True, True)


def test_a_cell_that_can_not_be_read_is_named_and_nothing_is_written(call: Call, form: Path, given: Path) -> None:
    put(given, B5="见附件")
    ended = call("repair", given, "-o", "b.xlsx", "--form", form)
    assert (ended.code, "数据!B5“见附件”" in ended.err, "--to" in ended.err, Path("b.xlsx").exists()) == (1, True, True, False)


def test_with_to_it_is_written_with_the_list_and_exit_code_1(call: Call, form: Path, given: Path) -> None:
    put(given, B5="见附件")
    ended = call("repair", given, "-o", "b.xlsx", "--to", form)
    assert (ended.code, Path("b.xlsx").exists()) == (1, True), ended.err
    assert "有 1 格没有带入" in ended.out and "数据!B5 b：见附件" in ended.out


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_the_file_that_was_given_is_never_written_over(call: Call, form: Path, given: Path, force: list[str]) -> None:
    before = given.read_bytes()
    ended = call("repair", given, "-o", given, "--form", form, *force)
    assert (ended.code, given.read_bytes() == before) == (2, True)


def test_another_file_is_written_over_with_force_only(call: Call, form: Path, given: Path) -> None:
    Path("b.xlsx").write_bytes(b"x")
    assert call("repair", given, "-o", "b.xlsx", "--form", form).code == 2
    assert Path("b.xlsx").read_bytes() == b"x"
    assert call("repair", given, "-o", "b.xlsx", "--form", form, "--force").code == 0
    assert Path("b.xlsx").read_bytes() == given.read_bytes()


def test_a_file_that_is_none_of_ours_is_exit_code_3(call: Call) -> None:
    Path("a.xlsx").write_bytes(b"nothing")
    assert call("repair", "a.xlsx", "-o", "b.xlsx").code == 3
    assert call("repair", "没有.xlsx", "-o", "b.xlsx").code == 3


def test_the_result_is_an_xlsx_file(call: Call, form: Path, given: Path) -> None:
    assert call("repair", given, "-o", "b.ods", "--form", form).code == 2


def test_an_unknown_form_is_wrong_usage(call: Call, given: Path) -> None:
    assert call("repair", given, "-o", "b.xlsx", "--to", "没有这个表样").code == 2
