"""A figure that its number format hides is told on its cell; a word in the format that only names the figure says nothing."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import a_form, opened, record, table

from budgetxl.checks import check_result
from budgetxl.forms import Field, Form
from budgetxl.values import Address, Finding
from budgetxl.workbook import ReadResult, fill, read
from budgetxl.workbook.read.cell_reading import read_cell
from budgetxl.workbook.read.shown import hides, may_hide
from budgetxl.xlsx import RawCell

BLOCKS = record("x", a="money", b="money", c={"type": "money", "formula": "x.a + x.b", "signed": True}, t="text", k="code", d="date")
BLOCKS += table("items", name="text", amount="money")
DATA: dict[str, Any] = {
    "unit": {"name": "甲局", "code": "001"}, "x": {"a": "5", "b": "0", "t": "文字", "k": "12"},
    "items": [{"name": f"第{n}项", "amount": "1"} for n in range(9)],
}  # fmt: skip


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return a_form(tmp_path, BLOCKS)


def formatted(form: Form, formats: dict[str, str], **values: Any) -> ReadResult:
    """The workbook with these formats of cells, and these values in cells of 数据."""
    book = opened(fill(form, DATA, 2022))
    for cell, value in values.items():
        book["数据"][cell].value = value
    for address, code in formats.items():
        sheet, _, cell = address.rpartition("!")
        book[sheet or "数据"][cell].number_format = code
    buffer = io.BytesIO()
    book.save(buffer)
    return read(buffer.getvalue(), form)


def told(result: ReadResult) -> list[Finding]:
    return [one for one in check_result(result).findings if one.rule == "META-10"]


#: A value, a format, and whether a cell of it shows nothing.
HIDDEN: list[tuple[Decimal | str, str, bool]] = [
    (Decimal(5), ";;;", True), (Decimal(-5), ";;;", True), ("文字", ";;;", True), (Decimal(5), ";;;@", True), ("文字", ";;;@", False),
    (Decimal(5), ";;", True), (Decimal(5), ";", True), ("文字", ";;", False), (Decimal(5), '""', True), (Decimal(5), '" "', True),
    (Decimal(5), '"-"', True), (Decimal(5), "_ ", True), (Decimal(-5), "0.00;;", True), (Decimal(5), "0.00;;", False),
    (Decimal("0.5"), '[<1]"";0.00', True), (Decimal(2), '[<1]"";0.00', False), (Decimal(0), ";;;", False), (Decimal(0), "0.00;-0.00;", False),
    (Decimal(5), "[White];;;", True), (Decimal(5), "0.00", False), (Decimal(5), "#,##0.00;-#,##0.00;", False), (Decimal(5), '"待定"', False),
    (Decimal(5), "General;;;", False), (Decimal(-5), "General;;;", True), (Decimal(5), "yyyy-mm-dd;;;", False),
]  # fmt: skip


@pytest.mark.parametrize(("value", "code", "hidden"), HIDDEN)
def test_what_a_format_hides(value: Decimal | str, code: str, hidden: bool) -> None:
    assert (may_hide(code) and hides(value, code)) == hidden


@pytest.mark.parametrize(("at", "value"), [("B4", "5"), ("B7", "文字"), ("B8", "12")])
def test_a_value_that_is_hidden_is_read_and_told_on_its_cell(at: str, value: str, form: Form) -> None:
    plain, hidden = formatted(form, {}), formatted(form, {at: ";;;"})
    (finding,) = told(hidden)
    assert (finding.severity, [str(cell) for cell in finding.cells], finding.actual) == ("warning", [f"数据!{at}"], value)
    assert value in finding.message and "“;;;”" in finding.message
    assert hidden.submission.root == plain.submission.root


def test_a_total_that_is_hidden_is_told(form: Form) -> None:
    assert [str(one.cells[0]) for one in told(formatted(form, {"B6": ";;;"}, B6=5))] == ["数据!B6"]


@pytest.mark.parametrize("code", ["0.00;-0.00;", "#,##0.00;-#,##0.00;;@"])
def test_a_nought_that_is_not_shown_says_nothing(code: str, form: Form) -> None:
    assert told(formatted(form, {"B4": code, "B5": code})) == []


def test_a_blank_cell_of_such_a_format_says_nothing(form: Form) -> None:
    assert told(formatted(form, {"B4": ";;;"}, B4=None)) == []


def test_a_column_of_them_is_one_finding(form: Form) -> None:
    (finding,) = told(formatted(form, {f"明细!B{row}": ";;;" for row in range(5, 14)}))
    assert len(finding.cells) == 9 and "9 个单元格" in finding.message


# ── a word that names the figure

AT = Address("数据", 4, 2)
MONEY, YUAN = Field("a", ("甲",), "money", unit="万元", signed=True), Field("a", ("甲",), "money", unit="元")


def reading(field: Field, value: str, code: str) -> tuple[object, list[str]]:
    found = read_cell(RawCell("number", Decimal(value), number_format=code), field, AT)
    return found.entry.value, [one.expected for one in found.findings]


NAMES = [
    '"合计："0.00', '"合计:"0.00', '"合计"0.00', '"小计 "0.00', '"其中："#,##0.00', '"本年预算数："0.00', '"合计：¥"0.00', '"合计："0.00"万元"', '"总计："0.00;"总计："-0.00',
]  # fmt: skip


@pytest.mark.parametrize("code", NAMES)
def test_a_word_that_only_names_the_figure_changes_nothing(code: str) -> None:
    assert reading(MONEY, "50.5", code) == (Decimal("50.5"), [])


#: What says more than a name, and the value that is proposed.
MORE = [
    (MONEY, '"合计："0.00"元"', "0.005"), (MONEY, '"合计（元）："0.00', ""), (MONEY, '"约："0.00', ""), (MONEY, '"约"0.00', ""), (MONEY, '"减："0.00', ""),
    (MONEY, '"合计："0.00,', "0.05"), (MONEY, '"3："0.00', ""), (MONEY, '"预计："0.00', ""), (YUAN, '"合计："0.00"万元"', "500000"), (MONEY, '"甲"0.00', ""),
]  # fmt: skip


@pytest.mark.parametrize(("field", "code", "proposal"), MORE)
def test_what_says_more_is_an_error_as_before(field: Field, code: str, proposal: str) -> None:
    assert reading(field, "50", code) == (None, [proposal])
