"""What a cell shows and what it holds are two things: which is read, and what is said of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import YEAR, a_form, a_rule, filled, opened, record, report

from budgetxl.forms import Field
from budgetxl.values import Address, plain
from budgetxl.workbook import ReadResult, export, fill, read
from budgetxl.workbook.read.cell_reading import read_cell
from budgetxl.workbook.read.shown_numbers import shown_number
from budgetxl.xlsx import RawCell

AT = Address("数据", 5, 3)
MONEY = Field("amount", ("金额",), "money", unit="万元", signed=True)
YUAN = Field("amount", ("金额",), "money", unit="元")
THOUSANDS = Field("amount", ("金额",), "money", unit="千元")
SETS = Field("quantity", ("数量",), "number")
AREA = Field("area", ("面积",), "number", unit="平方米")
WHOLE = Field("year", ("年度",), "integer")
PERCENT = Field("share", ("比例",), "percent")
TEXT = Field("text", ("说明",))
CODE = Field("code", ("编码",), "code")


def number(value: str, code: str | None) -> RawCell:
    return RawCell("number", Decimal(value), number_format=code, percent="%" in (code or "").replace('"%"', ""))


#: number, format, and what the cell shows, as Excel and LibreOffice do.
SHOWN: list[tuple[str, str | None, str]] = [
    ("50000", '0"元"', "50000元"),
    ("1234.5", "#,##0.00", "1,234.50"),
    ("1234.5", '#,##0.00"元"', "1,234.50元"),
    ("50000", '0.00,"千元"', "50.00千元"),
    ("123456", '0!.0,"万元"', "12.3万元"),
    ("123456", '0!.0000"万元"', "12.3456万元"),
    ("123456", r"0\.0,", "12.3"),
    ("1234567", "#,##0.0,", "1,234.6"),
    ("1234567", "0.00,,", "1.23"),
    ("50", '"约"0', "约50"),
    ("-5", '0.0"元"', "-5.0元"),
    ("-5", "0.0;(0.0)", "(5.0)"),
    ("0", '0.0;-0.0;"无"', "无"),
    ("123456", '[>=10000]0!.0,"万";0', "12.3万"),
    ("120", '[>=10000]0!.0,"万";0', "120"),
    ("0.255", "0%", "26%"),
    ("0.255", "0.0#%", "25.5%"),
    ("1234.5", '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ', "¥1,234.50"),
    ("1234.5", "[$¥-804]#,##0.00", "¥1,234.50"),
    ("1234.5", '[Red]G/通用格式"元"', "1234.5元"),
    ("5", "000", "005"),
    ("12.5", "@", "12.5"),
    ("12.5", None, "12.5"),
    ("945.446153", "0.00####", "945.446153"),
    ("945.4", "0.00####", "945.40"),
]


@pytest.mark.parametrize(("value", "code", "text"), SHOWN)
def test_a_number_is_shown_as_its_format_says(value: str, code: str | None, text: str) -> None:
    assert shown_number(Decimal(value), code) == text


#: field, number, format, and the value that is proposed: what the cell shows, in the field's unit; "" where there is none.
OTHERWISE: list[tuple[Field, str, str, str]] = [
    (MONEY, "50000", '0"元"', "5"),
    (MONEY, "50000", "0元", "5"),
    (MONEY, "50000", '#,##0.00"元"', "5"),
    (MONEY, "-50000", '#,##0.00"元"', "-5"),
    (MONEY, "-50000", '0"元";[Red]-0"元"', "-5"),
    (MONEY, "50", '0"千元"', "5"),
    (MONEY, "1.2", '0.0"亿元"', "12000"),
    (MONEY, "50000", "0.00,", "50"),
    (MONEY, "50000", "#,##0.0,;-#,##0.0,", "50"),
    (MONEY, "50000", '0.00,"千元"', "5"),
    (MONEY, "123456", '0!.0,"万元"', "12.3456"),
    (MONEY, "123456", r'0\.0,"万"', "12.3456"),
    (MONEY, "123456", '0"."0000"万元"', "12.3456"),
    (MONEY, "123456", '[>=10000]0!.0,"万";0', "12.3456"),
    (MONEY, "50", '"约"0', ""),
    (MONEY, "50", '0"（预计）"', ""),
    (MONEY, "50", '0"台"', ""),
    (MONEY, "50", "[$$-409]#,##0.00", ""),
    (MONEY, "0.25", "0%", ""),
    (MONEY, "0", '0.00;-0.00;"待定"', ""),
    (YUAN, "5", '0.00"万元"', "50000"),
    (THOUSANDS, "5", '0.00"万元"', "50"),
    (SETS, "5", '0"元"', ""),
    (SETS, "5", '0"万台"', "50000"),
    (AREA, "5000", "0.0,", "5"),
    (PERCENT, "25", '0"‰"', "2.5"),
    (WHOLE, "2022", "0,", "2.022"),
]


@pytest.mark.parametrize(("field", "value", "code", "expected"), OTHERWISE, ids=str)
def test_a_number_that_its_format_shows_as_another_value_is_an_error_with_the_shown_one_as_proposal(
    field: Field, value: str, code: str, expected: str
) -> None:
    reading = read_cell(number(value, code), field, AT)
    assert reading.entry.value is None
    (finding,) = reading.findings
    assert (finding.rule, finding.severity, finding.cells, finding.expected) == ("META-06", "error", (AT,), expected)
    assert finding.actual == shown_number(Decimal(value), code)


#: Formats that say of a number what it is.
ALIKE: list[tuple[Field, str, str]] = [
    (MONEY, "50000", "0.00"), (MONEY, "50000", "#,##0.00"), (MONEY, "50000", "0.00####"), (MONEY, "50000", "@"),
    (MONEY, "50000", '0.00"万元"'), (MONEY, "50000", '#,##0.00" 万元"'), (MONEY, "50000", '"人民币"0.00'),
    (MONEY, "50000", '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ '),
    (MONEY, "50000", "[$¥-804]#,##0.00"), (MONEY, "50000", '"¥"#,##0_);[Red]\\("¥"#,##0\\)'),
    (MONEY, "-5", "#,##0.00;[Red]-#,##0.00"), (MONEY, "-5", "0.00_);[Red](0.00)"), (MONEY, "-5", "0.00;[红色]0.00"),
    (MONEY, "-5", '"▲"0.0;"▼"0.0'), (MONEY, "0", '0.00;-0.00;"-"'), (MONEY, "0", '0.00;-0.00;"无"'), (MONEY, "0", "0.00;-0.00;;@"),
    (MONEY, "5", "General_)"), (MONEY, "5", "0.00E+00"), (MONEY, "5", "# ?/?"), (MONEY, "5", "[Blue]0.00"), (MONEY, "5", "#,##0.00_ "),
    (YUAN, "5000", '0.00,"千元"'), (YUAN, "50000", '0!.0,"万元"'), (SETS, "5", '0"台"'), (AREA, "5", '0.0"平方米"'),
    (PERCENT, "25", '0"%"'), (PERCENT, "25", '0.00'), (WHOLE, "2022", '0"年"'), (MONEY, "0", '0"元"'),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "code"), ALIKE, ids=str)
def test_a_format_that_shows_the_value_in_the_field_s_own_unit_is_no_mistake(field: Field, value: str, code: str) -> None:
    reading = read_cell(number(value, code), field, AT)
    assert (reading.entry.value, reading.findings, reading.corrections) == (Decimal(value), (), ())


def test_a_percentage_of_a_percent_field_is_read_by_its_format() -> None:
    assert read_cell(number("0.25", "0.0%"), PERCENT, AT).entry.value == 25


#: A text field takes what is shown; a code only its leading noughts.
TEXTS: list[tuple[Field, str, str | None, str]] = [
    (TEXT, "5", '0"台"', "5台"), (TEXT, "1234.5", "#,##0.00", "1,234.50"), (TEXT, "0.955", "0%", "96%"), (TEXT, "14", None, "14"),
    (TEXT, "5", ";;;", "5"), (TEXT, "3", "000", "003"), (CODE, "2002", "000000", "002002"), (CODE, "2010301", "#,##0", "2010301"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "code", "text"), TEXTS, ids=str)
def test_a_text_field_takes_what_the_cell_shows(field: Field, value: str, code: str | None, text: str) -> None:
    reading = read_cell(number(value, code), field, AT)
    assert reading.entry.value == text
    stored = plain(Decimal(value))
    assert bool(reading.corrections) == (text != stored)


def changed(workbook: ReadResult, path: tuple[str, str], change: Callable[[Any], object]) -> ReadResult:
    """The workbook read again after somebody did something to the cell of a field (as openpyxl has it)."""
    form = workbook.submission.form
    at = next(cell.entry.at for cell in workbook.submission.cells if cell.path == path)
    assert at is not None
    book = opened(fill(form, export(workbook.submission)["data"], YEAR))
    change(book[at.sheet].cell(at.row, at.column))
    buffer = io.BytesIO()
    book.save(buffer)
    return read(buffer.getvalue(), form)


def value_of(workbook: ReadResult, *path: str) -> object:
    return next(cell.entry.value for cell in workbook.submission.cells if cell.path == path)


def test_what_depends_on_a_figure_that_shows_another_waits(tmp_path: Path) -> None:
    blocks = record("x", a="money", b="money", c={"type": "money", "formula": "x.a + x.b"})
    form = a_form(tmp_path, blocks, a_rule("X-01", "x.a == x.b"))
    sent = changed(filled(form, {"x": {"a": "50000", "b": "5"}}), ("x", "a"), lambda cell: setattr(cell, "number_format", '0"元"'))
    assert value_of(sent, "x", "a") is None
    assert [finding.rule for finding in report(sent).findings if finding.severity == "error"] == ["META-06"]
