"""What people type into a cell, and what it is read as: the value, the line in the ledger, the finding."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from budgetxl.forms import Field
from budgetxl.values import Address, plain, squeeze
from budgetxl.workbook.read.cell_reading import read_cell
from budgetxl.xlsx import RawCell

AT = Address("收支预算", 5, 3)
MONEY = Field("amount", ("金额",), "money", unit="万元")
YUAN = Field("amount", ("金额",), "money", unit="元")
CHANGE = Field("change", ("增减",), "money", unit="万元", signed=True)
CENTS = Field("amount", ("金额",), "money", unit="万元", decimals=2)
NUMBER = Field("quantity", ("数量",), "number")
PRICE = Field("price", ("单价",), "number", unit="万元")
AREA = Field("area", ("面积",), "number", unit="平方米")
WHOLE = Field("year", ("年度",), "integer")
PERCENT = Field("share", ("比例",), "percent")
DATE = Field("day", ("日期",), "date")
TEXT = Field("text", ("说明",))
CODE = Field("code", ("编码",), "code")
KIND = Field("kind", ("公开主体",), "choice", choices=("部门", "单位"))


def number(value: str, code: str | None = None) -> RawCell:
    return RawCell("number", Decimal(value), number_format=code, percent="%" in (code or ""))


def day(*parts: int) -> RawCell:
    return RawCell("date", datetime(*parts) if len(parts) > 3 else date(*parts), number_format="yyyy-mm-dd")  # type: ignore[arg-type]


def error(text: str) -> RawCell:
    return RawCell("error", text)


def truth(value: bool) -> RawCell:
    return RawCell("boolean", value)


def a_cell(stands: RawCell | str) -> RawCell:
    return RawCell("text", stands) if isinstance(stands, str) else stands


#: field, what stands in the cell, what it is read as, and the rule of the finding. A text stands for a cell of text.
READ: list[tuple[Field, RawCell | str, str | None, str]] = [
    # plain numbers need no word
    (MONEY, number("137.2"), "137.2", ""),
    (MONEY, number("0"), "0", ""),
    (CHANGE, number("-12.5"), "-12.5", ""),
    (MONEY, number("945.446153"), "945.446153", ""),
    # noise around nought, and what no budget amounts to: a number of an account in the wrong cell
    (CHANGE, number("-2.77555756156289E-17"), "0", ""),
    (MONEY, number("0.0000000001"), "0", ""),
    (MONEY, number("9999999999999990"), "9999999999999990", ""),
    (MONEY, number("1E+16"), None, "META-06"),
    (MONEY, number("1E+300"), None, "META-06"),
    (NUMBER, "9" * 40, None, "META-06"),
    (WHOLE, "1E99", None, "META-06"),
    (MONEY, "1" + ",111" * 1000, None, "META-06"),
    # digits, points and commas
    (MONEY, "12.5", "12.5", "META-06"),
    (MONEY, "１２３．５", "123.5", "META-06"),
    (MONEY, "１２３。５", "123.5", "META-06"),
    (MONEY, "1,234.50", "1234.5", "META-06"),
    (MONEY, "１，２３４", "1234", "META-06"),
    (MONEY, "1 234.5", "1234.5", "META-06"),
    (MONEY, "12,345,678.9", "12345678.9", "META-06"),
    (MONEY, "0.00\u00a0", "0", "META-06"),
    (MONEY, " 8.80 ", "8.8", "META-06"),
    (MONEY, "\u3000７\u200b", "7", "META-06"),
    (MONEY, ".5", "0.5", "META-06"),
    (MONEY, "+5", "5", "META-06"),
    (MONEY, "12.5。", "12.5", "META-06"),
    (MONEY, "'12.5", "12.5", "META-06"),
    (MONEY, "1.2345E+3", "1234.5", "META-06"),
    (MONEY, "28.799999999999997", "28.8", "META-06"),
    # currency and units: converted only where the unit is written
    (MONEY, "￥100", "100", "META-06"),
    (MONEY, "¥1,000.00", "1000", "META-06"),
    (MONEY, "RMB 100", "100", "META-06"),
    (MONEY, "２９９８．２８ 万元", "2998.28", "META-06"),
    (MONEY, "100元", "0.01", "META-06"),
    (MONEY, "人民币262000元整", "26.2", "META-06"),
    (MONEY, "1.2亿元", "12000", "META-06"),
    (MONEY, "5千元", "0.5", "META-06"),
    (MONEY, "12万", "12", "META-06"),
    (YUAN, "12万元", "120000", "META-06"),
    (YUAN, "100元", "100", "META-06"),
    (PRICE, "1200元/套", "0.12", "META-06"),
    (PRICE, "0.12/套", "0.12", "META-06"),
    (MONEY, "一百二十万元", "120", "META-06"),
    (MONEY, "壹拾贰万元整", "12", "META-06"),
    # below zero
    (CHANGE, "-5", "-5", "META-06"),
    (CHANGE, "－５", "-5", "META-06"),
    (CHANGE, "（5）", "-5", "META-06"),
    (CHANGE, "(1,234.5)万元", "-1234.5", "META-06"),
    (CHANGE, "5-", "-5", "META-06"),
    (CHANGE, "¥-5", "-5", "META-06"),
    (MONEY, number("-3"), "-3", "META-13"),
    # nothing: blank, never nought
    (MONEY, "", None, ""),
    (MONEY, " \u00a0\u3000", None, ""),
    (MONEY, "-", None, ""),
    (MONEY, "——", None, ""),
    (MONEY, "—", None, ""),
    (MONEY, "/", None, ""),
    (MONEY, "无", None, ""),
    (MONEY, "N/A", None, ""),
    (MONEY, "零", "0", "META-06"),
    # what no clerk could read
    (MONEY, "约5", None, "META-06"),
    (MONEY, "5左右", None, "META-06"),
    (MONEY, "12 5", None, "META-06"),
    (MONEY, "12,34", None, "META-06"),
    (MONEY, "1.2.3", None, "META-06"),
    (MONEY, "5-8", None, "META-06"),
    (MONEY, "=1+2", None, "META-06"),
    (MONEY, "$5", None, "META-06"),
    (MONEY, "5美元", None, "META-06"),
    (MONEY, "25%", None, "META-06"),
    (MONEY, "48套", None, "META-06"),
    (MONEY, "一般", None, "META-06"),
    (MONEY, "①", None, "META-06"),
    (MONEY, "见附件", None, "META-06"),
    (MONEY, truth(True), None, "META-06"),
    (NUMBER, "12元", None, "META-06"),
    # counts with their measure words
    (NUMBER, "48套", "48", "META-06"),
    (MONEY, "一万二", "12000", "META-06"),
    (MONEY, "二百五", "250", "META-06"),
    (NUMBER, "3打", None, "META-06"),
    (NUMBER, "3个半", None, "META-06"),
    (NUMBER, "3台多", None, "META-06"),
    (NUMBER, "30余套", None, "META-06"),
    (NUMBER, "8台左右", None, "META-06"),
    (NUMBER, "3件以上", None, "META-06"),
    (NUMBER, "十四个", "14", "META-06"),
    (NUMBER, "2万平方米", "20000", "META-06"),
    (AREA, "1300㎡", "1300", "META-06"),
    (AREA, "1,300平方米", "1300", "META-06"),
    (WHOLE, "2022年", "2022", "META-06"),
    (WHOLE, "二〇二二年", "2022", "META-06"),
    (WHOLE, number("2022.5"), "2022.5", "META-06"),
    (CENTS, number("1.234"), "1.234", "META-12"),
    # per cent by the cell's own format
    (PERCENT, number("25"), "25", ""),
    (PERCENT, number("0.25", "0%"), "25", ""),
    (PERCENT, number("0.25"), "0.25", ""),
    (PERCENT, number("1", "0.00%"), "100", ""),
    (PERCENT, "25%", "25", "META-06"),
    (PERCENT, "２５．５％", "25.5", "META-06"),
    (PERCENT, "百分之25", "25", "META-06"),
    (PERCENT, "5‰", "0.5", "META-06"),
    (PERCENT, "25个百分点", "25", "META-06"),
    (MONEY, number("0.25", "0%"), None, "META-06"),
    # a number that someone has formatted as a date; a date that Excel has made of 3-5
    (MONEY, day(1900, 5, 16), None, "META-06"),
    (MONEY, day(1900, 5, 16, 4, 48), None, "META-06"),
    (MONEY, day(2022, 3, 5), None, "META-06"),
    # dates
    (DATE, day(2021, 12, 31), "2021-12-31", ""),
    (DATE, day(2021, 12, 31, 10, 30), "2021-12-31", ""),
    (DATE, "2021-12-31", "2021-12-31", ""),
    (DATE, "2021/12/31", "2021-12-31", ""),
    (DATE, "2021.12.31", "2021-12-31", ""),
    (DATE, "2021年12月31日", "2021-12-31", ""),
    (DATE, "２０２１年１２月３１日", "2021-12-31", ""),
    (DATE, "20211231", "2021-12-31", ""),
    (DATE, "2021-12-31 00:00:00", "2021-12-31", ""),
    (DATE, "2021/12/31 0:00", "2021-12-31", ""),
    (DATE, "2021年12月31日 星期五", "2021-12-31", ""),
    (DATE, "截至2021年12月31日", "2021-12-31", ""),
    (DATE, "2021年12月底", "2021-12-31", ""),
    (DATE, "2021年末", "2021-12-31", ""),
    (DATE, "二〇二一年十二月三十一日", "2021-12-31", ""),
    (DATE, "12/31/2021", "2021-12-31", ""),
    (DATE, number("44561"), "2021-12-31", ""),
    (DATE, number("20211231"), "2021-12-31", ""),
    (DATE, "44561", "2021-12-31", ""),
    (DATE, "——", None, ""),
    (DATE, "1/2/2021", None, "META-06"),
    (DATE, "2021-13-01", None, "META-06"),
    (DATE, "2021-02-30", None, "META-06"),
    (DATE, "上年末", None, "META-06"),
    (DATE, number("31"), None, "META-06"),
    (DATE, truth(False), None, "META-06"),
    # texts
    (TEXT, "维修 道路", "维修 道路", ""),
    (TEXT, "　　一是做强楼宇。\n", "一是做强楼宇。", ""),
    (TEXT, "社区工作经费\u00a0 ", "社区工作经费", ""),
    (TEXT, "无", "无", ""),
    (TEXT, "#REF!", None, "META-08"),
    (TEXT, "#1", "#1", ""),
    (TEXT, "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", ""),
    (TEXT, "{{ unit.name }}", "{{ unit.name }}", ""),
    (TEXT, number("14"), "14", ""),
    (TEXT, number("0.95", "0%"), "95%", ""),
    (TEXT, day(2021, 12, 31), "2021年12月31日", ""),
    (TEXT, truth(True), None, "META-06"),
    (TEXT, "Trueman", "Trueman", ""),
    (CODE, number("438002"), "438002", ""),
    (CODE, number("2002", "000000"), "002002", ""),
    (CODE, number("130208230000000000000"), "130208230000000000000", "META-06"),
    (KIND, "部门", "部门", ""),
    (KIND, " 部\u3000门 ", "部门", ""),
    (KIND, "局", "局", ""),
    # what Excel could not compute
    (MONEY, error("#REF!"), None, "META-08"),
    (MONEY, error("#DIV/0!"), None, "META-08"),
    (MONEY, "#N/A", None, "META-08"),
    (MONEY, "Err:502", None, "META-08"),
    (DATE, error("#VALUE!"), None, "META-08"),
    (TEXT, error("#NAME?"), None, "META-08"),
]


def plainly(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return plain(value) if isinstance(value, Decimal) else value.isoformat()


def named(case: tuple[Field, RawCell | str, str | None, str]) -> str:
    field, stands, value, _ = case
    return f"{field.type}{field.unit} {stands if isinstance(stands, str) else stands.value} → {value}"


@pytest.mark.parametrize(("field", "stands", "value", "rule"), READ, ids=map(named, READ))
def test_a_cell_is_read_as_a_careful_clerk_would(field: Field, stands: RawCell | str, value: str | None, rule: str) -> None:
    choices = {squeeze(choice): choice for choice in field.choices}
    reading = read_cell(a_cell(stands), field, AT, choices=choices)
    assert plainly(reading.entry.value) == value
    assert [finding.rule for finding in reading.findings] == ([rule] if rule else [])
    assert all(finding.cells == (AT,) for finding in reading.findings)


#: field, what stands in the cell, and the line in the ledger, if any: what it says stood there, and what it was read as.
LEDGER: list[tuple[Field, RawCell | str, tuple[str, str] | None]] = [
    (MONEY, "２９９８．２８万元", ("２９９８．２８万元", "2998.28")),
    (MONEY, "262000元", ("262000元", "26.2")),
    (MONEY, "12.5", ("12.5", "12.5")),
    (CHANGE, "（5）", ("（5）", "-5")),
    (MONEY, "——", ("——", "")),
    (MONEY, "0.00\u00a0", ("0.00\u00a0", "0")),
    (MONEY, day(1900, 5, 16), None),
    (PERCENT, number("0.25", "0%"), ("25%", "25")),
    (DATE, "2021年12月底", ("2021年12月底", "2021-12-31")),
    (DATE, number("44561"), ("44561", "2021-12-31")),
    (TEXT, "社区工作经费\u00a0", ("社区工作经费\u00a0", "社区工作经费")),
    (TEXT, number("0.95", "0%"), None),
    (CODE, number("2002", "000000"), ("2002", "002002")),
    (KIND, "部 门", ("部 门", "部门")),
    (MONEY, number("12.5"), None),
    (DATE, day(2021, 12, 31), None),
    (DATE, "2021-12-31", None),
    (TEXT, "维修 道路", None),
    (MONEY, "", None),
    (MONEY, "见附件", None),
    (MONEY, error("#REF!"), None),
]


@pytest.mark.parametrize(("field", "stands", "line"), LEDGER, ids=[f"{f.type} {a_cell(s).value} → {line}" for f, s, line in LEDGER])
def test_what_is_read_otherwise_than_it_stands_is_in_the_ledger(field: Field, stands: RawCell | str, line: tuple[str, str] | None) -> None:
    choices = {squeeze(choice): choice for choice in field.choices}
    reading = read_cell(a_cell(stands), field, AT, choices=choices)
    assert [(c.cell, c.text, c.read_as) for c in reading.corrections] == ([(AT, *line)] if line else [])


@pytest.mark.parametrize(("field", "stands", "value", "rule"), READ, ids=map(named, READ))
def test_what_can_not_be_read_is_a_finding_and_never_nought(field: Field, stands: RawCell | str, value: str | None, rule: str) -> None:
    reading = read_cell(a_cell(stands), field, AT)
    if value is None and rule:
        assert reading.entry.value is None
        assert [finding.severity for finding in reading.findings] == ["error"]


def test_a_percentage_stands_in_the_ledger_as_people_see_it() -> None:
    (correction,) = read_cell(number("0.25", "0%"), PERCENT, AT).corrections
    assert (correction.text, correction.read_as) == ("25%", "25")


def test_a_converted_amount_says_both_what_stood_there_and_what_it_is_now() -> None:
    (finding,) = read_cell(a_cell("262000元"), MONEY, AT).findings
    assert "262000元" in finding.message and "26.2万元" in finding.message
    assert (finding.actual, finding.expected) == ("262000元", "26.2")


def test_a_time_in_a_date_system_of_1904_is_the_same_number() -> None:
    assert read_cell(number("43099"), DATE, AT, date1904=True).entry.value == date(2021, 12, 31)


@pytest.mark.parametrize("field", [TEXT, MONEY, KIND], ids=lambda field: field.type)
@pytest.mark.parametrize("blank", [" ", "\u3000\u00a0", "\n", "\x01\x02", " \x1f"])
def test_a_text_without_anything_to_see_is_a_blank(field: Field, blank: str) -> None:
    found = read_cell(RawCell("text", blank), field, AT)
    assert found.entry.value is None and not found.corrections


def test_a_cell_that_is_not_there_is_blank() -> None:
    reading = read_cell(None, MONEY, AT)
    assert reading.entry.value is None and not reading.findings and not reading.corrections


@pytest.mark.parametrize("sign", "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ids=ascii)
def test_signs_that_turn_the_writing_round_are_taken_out_of_a_text_and_listed(sign: str) -> None:
    """Behind one of them 6.25% is printed as %52.6."""
    written = f"人员{sign}晋级{sign}"
    reading = read_cell(RawCell("text", written), TEXT, AT)
    assert reading.entry.value == "人员晋级"
    assert [(one.text, one.read_as) for one in reading.corrections] == [(written, "人员晋级")]
    assert read_cell(RawCell("text", sign), TEXT, AT).entry.value is None
    assert plain(read_cell(RawCell("text", f"{sign}6.25{sign}"), MONEY, AT).entry.value) == "6.25"
