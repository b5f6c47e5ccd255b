"""Codes that a table lacks and others hold: one finding a table, all codes in order, pasted from the cell that it names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, filled, opened, report, typed
from submissions import changed, demo, demo_typed

from budgetxl.checks import check_result
from budgetxl.forms import Form
from budgetxl.values import Address, Finding
from budgetxl.workbook import fill, read
from budgetxl.workbook.annotate.copying import Remarks, annotate

LEAVES = ("2010301", "2010302", "2080505", "2080506", "2101101", "2101103", "2120501", "2120803", "2210201")
UPPER = ("201", "20103", "208", "20805", "210", "21011", "212", "21205", "21208", "221", "22102")


def rows(*codes: str) -> list[dict[str, str]]:
    return [{"code": code} for code in codes]


def demo_workbook(changes: dict[str, Any]) -> bytes:
    form, _ = demo()
    return typed(fill(form, changed(demo_typed(), changes), form.year), {})


def errors(data: bytes) -> list[Finding]:
    return [one for one in check_result(read(data, demo()[0])).findings if one.severity != "info"]


def pasted(finding: Finding) -> dict[str, str]:
    """The cells that are filled where somebody pastes what the finding expects into its first cell."""
    at = finding.cells[0]
    return {
        str(Address(at.sheet, at.row + down, at.column + right)): code
        for down, line in enumerate(finding.expected.split("\n"))
        for right, code in enumerate(line.split("\t"))
    }


def test_two_empty_tables_are_told_in_one_round_and_pasting_leaves_nothing() -> None:
    book = demo_workbook({"spending_table": [], "income_table": []})
    found = errors(book)
    assert [(one.rule, str(one.cells[0])) for one in found] == [("BUD-109", "表2收入总表!A7"), ("BUD-39", "表3支出总表!A7")]
    assert all(one.expected.split("\n") == sorted((*LEAVES, *UPPER)) for one in found)
    assert errors(typed(book, pasted(found[0]) | pasted(found[1]))) == []


def test_a_table_that_lists_no_upper_codes_is_not_told_to_begin_with_them() -> None:
    some = rows("2010301", "2080505", "2080506")
    book = demo_workbook({"spending_table": some, "income_table": some})
    found = errors(book)
    assert [one.expected.split("\n") for one in found] == [[code for code in LEAVES if {"code": code} not in some]] * 2
    assert errors(typed(book, pasted(found[0]) | pasted(found[1]))) == []


def test_what_follows_from_lacking_codes_stands_below_the_one_finding() -> None:
    found = errors(demo_workbook({"spending_table[6]": None, "spending_table[3]": None}))
    assert [one.rule for one in found] == ["BUD-39"] and found[0].expected == "2010302\n2080505"
    assert "表3支出总表没有列 2 个科目编码：2010302、2080505" in found[0].message
    assert [one.rule for one in found[0].caused] == ["BUD-64", "BUD-42"]


def test_both_verdicts_are_those_of_the_rules() -> None:
    words = check_result(read(demo_workbook({"spending_table[3]": None, "income_table[3]": None}), demo()[0])).verdicts
    assert {rule: words[rule] for rule in ("BUD-39", "BUD-40", "BUD-42", "BUD-109", "BUD-110", "BUD-112")} == {
        "BUD-39": "不符", "BUD-40": "通过", "BUD-42": "不符", "BUD-109": "不符", "BUD-110": "通过", "BUD-112": "不符",
    }  # fmt: skip


def test_a_mistyped_code_is_not_to_be_pasted() -> None:
    found = errors(demo_workbook({"general_spending[2].code": "2010310"}))
    assert [one.rule for one in found] == ["BUD-39"] and "改为 “2010301”" in found[0].hint


def test_a_code_of_the_lists_that_is_new_in_one_table_is_lacking_in_both() -> None:
    new = {"general_spending[18]": {"code": "2010350", "basic": None}}
    found = errors(demo_workbook(new))
    assert [(one.rule, one.expected) for one in found if one.severity == "error"] == [("BUD-109", "2010350"), ("BUD-39", "2010350")]


def test_the_annotated_copy_shows_the_codes_below_each_other() -> None:
    book = demo_workbook({"spending_table[6]": None, "spending_table[3]": None})
    findings = check_result(read(book, demo()[0])).findings
    copy = opened(annotate(book, Remarks("某单位", demo()[0].id, "概要", findings, ())).data)
    notes = [cell.comment.text for row in copy["表3支出总表"].iter_rows() for cell in row if cell.comment]
    assert any("应补：\n2010302\n2080505\n" in note for note in notes)


# ── in any form: nothing depends on what a rule or a table is called


def code_table(name: str, sheet: str, rows: int = 5, **keys: Any) -> str:
    columns = fields_of({"code": {"type": "code", "label": "科目", **keys}, "amount": "money"})
    return a_sheet(sheet, a_block(name, "table", title="", rows=rows, columns=columns))


def a_pair(folder: Path, **keys: Any) -> Form:
    """``b`` must hold every code of ``a``."""
    sheets = code_table("a", "甲", 8) + code_table("b", "乙", 3, **keys)
    return a_form(folder, sheets, a_rule("Q-07", "matches(row.code, b.code)", "乙没有{row.code}", each="a"))


def amounts(*codes: str) -> list[dict[str, str]]:
    return [{"code": code, "amount": "1"} for code in codes]


def test_any_table_of_codes_is_told_once(tmp_path: Path) -> None:
    found = report(filled(a_pair(tmp_path), {"a": amounts("30299", "30201", "30202"), "b": amounts("30201")})).findings
    assert [(one.rule, one.expected, str(one.cells[0]), one.message) for one in found] == [
        ("Q-07", "30202\n30299", "乙!A6", "乙没有列 2 个科目：30202、30299"),
    ]


def test_a_code_in_parts_is_pasted_into_as_many_columns(tmp_path: Path) -> None:
    form = a_pair(tmp_path, parts=[3, 2, 2], part_labels=["类", "款", "项"])
    book = fill(form, {"a": amounts("2010301", "2010302"), "b": amounts("2080505")}, 2022)
    (found,) = check_result(read(book, form)).findings
    assert found.expected == "201\t03\t01\n201\t03\t02"
    assert check_result(read(typed(book, pasted(found)), form)).findings == ()


def test_where_the_rows_do_not_suffice_it_says_how_many_to_insert(tmp_path: Path) -> None:
    data = {"a": amounts("30201", "30202", "30203", "30204"), "b": amounts("30201", "30205")}
    (found,) = report(filled(a_pair(tmp_path), data)).findings
    assert "先插入 2 行" in found.hint and found.expected.count("\n") == 2


@pytest.mark.parametrize("kind", ["text", "choice"])
def test_names_are_no_codes(tmp_path: Path, kind: str) -> None:
    keys = {"choices": ["30201", "30202", "30203"]} if kind == "choice" else {}
    found = report(filled(a_pair(tmp_path, type=kind, **keys), {"a": amounts("30202", "30203"), "b": amounts("30201")})).findings
    assert [one.rule for one in found] == ["Q-07", "Q-07"]


def test_a_column_of_formulas_is_not_pasted_into(tmp_path: Path) -> None:
    form = a_pair(tmp_path, formula='"3020" if row.amount > 0 else "x"')
    found = report(filled(form, {"a": amounts("30202", "30203"), "b": [{"amount": "1"}]})).findings
    assert [one.rule for one in found] == ["Q-07", "Q-07"]
