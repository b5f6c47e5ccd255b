"""What a cell shows and what it holds are two things: which is read, and what is said of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import YEAR, a_form, a_rule, filled, opened, record, report, table
from mangle import Book, edited
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from xlsxparts import cells, strings, styles, xlsx

from budgetxl.forms import Field
from budgetxl.values import Address, column_letters, plain, read_number
from budgetxl.workbook import ReadResult, export, fill, read
from budgetxl.workbook.read.cell_reading import read_cell
from budgetxl.workbook.read.shown import constant_result, seen_otherwise, shown_number
from budgetxl.xlsx import RawCell, StruckCell, open_workbook

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
    ("12.5", ".00", "12.50"),
    ("0.5", ".00", ".50"),
    ("50000", '0"元"00"分"', "500元00分"),
    ("1234567", '#,##0.00,,"百万元"', "1.23百万元"),
    ("12.5", "@", "12.5"),
    ("12.5", None, "12.5"),
    ("945.446153", "0.00####", "945.446153"),
    ("945.4", "0.00####", "945.40"),
    ("12345", '0"点"00', "123点45"),
    ("12345", '0"/"00', "123/45"),
    ("12345", "000-0000", "001-2345"),
    ("1234567", '#,##0"/"00', "1,234,5/67"),
    ("50", '0.00"万元"0', "50.00万元0"),
    ("211.3", "h:mm", "7:12"),
    ("0.5625", "hh:mm:ss", "13:30:00"),
    ("0.5625", "h:mm AM/PM", "1:30 PM"),
    ("1.5", "[h]:mm", "36:00"),
    ("0.001", "mm:ss.0", "01:26.0"),
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
    (MONEY, "211.3", '"-"0.00', "-211.3"),
    (MONEY, "211.3", "\\-0.00", "-211.3"),
    (MONEY, "211.3", "-#,##0.00", "-211.3"),
    (MONEY, "211.3", "(0.00)", "-211.3"),
    (MONEY, "211.3", '"（"0.00"）"', "-211.3"),
    (MONEY, "211.3", '(0.00"万元")', "-211.3"),
    (MONEY, "211.3", '0.00"-"', "-211.3"),
    (MONEY, "211.3", '"▼"0.0', "-211.3"),
    (MONEY, "50000", '"-"0"元"', "-5"),
    (MONEY, "-40.31", "#,##0.00;#,##0.00", "40.31"),
    (MONEY, "-40.31", "#,##0.00_ ;[Blue]#,##0.00_ ", "40.31"),
    (MONEY, "-40.31", '0.00;"+"0.00', "40.31"),
    (MONEY, "-40.31", '0.00;[Red]"+"0.00', "40.31"),
    (MONEY, "-50000", '0"元";0"元"', "5"),
    (PERCENT, "-25", "0;0", "25"),
    (MONEY, "211.3", '0.00"（"', ""),
    (MONEY, "211.3", "h:mm", ""), (MONEY, "211.3", "mm:ss", ""), (MONEY, "211.3", "[h]:mm:ss", ""), (MONEY, "211.3", "h:mm AM/PM", ""),
    (MONEY, "12345", '0"/"00', ""), (MONEY, "12345", '#,##0"/"00', ""), (MONEY, "12345", "000-0000", ""), (MONEY, "12345", '0"点"00', ""),
    (MONEY, "12345", r"#\:00", ""), (MONEY, "50", '0.00"万元"0', ""), (MONEY, "12345", '0"．"00', "123.45"), (MONEY, "5", '0"0"', "50"),
    (MONEY, "5", '0"万元/月"', ""), (MONEY, "5", '0.0"万元/人"', ""), (MONEY, "5", "[$¥-411]#,##0", ""),
]  # fmt: skip


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
    (MONEY, "-5", "#,##0.00_);(#,##0.00)"), (MONEY, "-5", "#,##0.00;[Red]#,##0.00"), (MONEY, "-5", "0.00_);[Color3](0.00)"),
    (MONEY, "-5", "¥#,##0.00;¥-#,##0.00"), (MONEY, "-5", '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)'), (MONEY, "-5", "0.0;0.0-"),
    (MONEY, "-5", '0.0;"△"0.0'), (MONEY, "5", "+0.0;-0.0"), (MONEY, "0", "0.00;0.00"), (MONEY, "0", '"-"0'), (MONEY, "5", '0.00"（万元）"'),
    (MONEY, "-5", "[>=0]0.0;-0.0"), (MONEY, "-5", "[Red][<0]0.0;0.0"), (MONEY, "5", "0.00;0.00"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "code"), ALIKE, ids=str)
def test_a_format_that_shows_the_value_in_the_field_s_own_unit_is_no_mistake(field: Field, value: str, code: str) -> None:
    reading = read_cell(number(value, code), field, AT)
    assert (reading.entry.value, reading.findings, reading.corrections) == (Decimal(value), (), ())


def test_a_percentage_of_a_percent_field_is_read_by_its_format() -> None:
    assert read_cell(number("0.25", "0.0%"), PERCENT, AT).entry.value == 25
    assert read_cell(number("0.25", "%0"), PERCENT, AT).entry.value == 25


@pytest.mark.parametrize(("value", "code", "proposal"), [("25", "0%", "25"), ("25.5", "0.00%", "25.5"), ("9.5", "0%", ""), ("0.25", "0%", ""), ("25", "0.00", "")])
def test_a_percentage_that_was_typed_as_one_before_its_format_is_told(value: str, code: str, proposal: str) -> None:
    reading = read_cell(number(value, code), PERCENT, AT)
    assert reading.entry.value == Decimal(value) * (100 if "%" in code else 1)
    assert [(one.rule, one.severity, one.expected) for one in reading.findings] == ([("META-06", "warning", proposal)] if proposal else [])


#: A text field takes what is shown; a code only its leading noughts.
TEXTS: list[tuple[Field, str, str | None, str]] = [
    (TEXT, "5", '0"台"', "5台"), (TEXT, "1234.5", "#,##0.00", "1,234.50"), (TEXT, "0.955", "0%", "96%"), (TEXT, "14", None, "14"),
    (TEXT, "5", ";;;", "5"), (TEXT, "3", "000", "003"), (TEXT, "0.375", "h:mm", "9:00"), (CODE, "2002", "000000", "002002"), (CODE, "2010301", "#,##0", "2010301"),
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


@pytest.mark.parametrize(("code", "told"), [
    ('0.00"元"', True), ('"-"0.00', True), ("000-0000", True), ('[>10]"很多";0', True), ("h:mm", True), ("yyyy-mm-dd", True), ("0.00,", True),
    ("#,##0.00", False), ('0.00"万元"', False), ("0", False), (";;;", False),
])  # fmt: skip
def test_a_computed_figure_that_shows_as_another_is_told_and_counts(tmp_path: Path, code: str, told: bool) -> None:
    form = a_form(tmp_path, record("x", a="money", b={"type": "money", "formula": "x.a * 2"}))

    def in_that_format(book: Book) -> None:
        book.result("数据", "B5", 42)
        book.cell("数据", "B5").set("s", book.style(code))

    sent = read(edited(fill(form, {"x": {"a": "21"}}, YEAR), in_that_format), form)
    assert value_of(sent, "x", "b") == 42
    said = [(one.severity, [str(at) for at in one.cells]) for one in report(sent).findings if one.rule == "META-06"]
    assert said == ([("warning", ["数据!B5"])] if told else [])


# ── struck and raised runs

STRUCK, RAISED, LOWERED = "<strike/>", '<vertAlign val="superscript"/>', '<vertAlign val="subscript"/>'
DATE = Field("day", ("日期",), "date")


def run(text: str, looks: str = "") -> str:
    return f'<r><rPr>{looks}<sz val="9"/></rPr><t xml:space="preserve">{text}</t></r>'


def text_cells(item: str) -> dict[str, RawCell]:
    """The fact of a cell with this rich text: as a shared string by pattern, by the parser, and in the cell itself."""
    shared = '<c r="A1" t="s"><v>0</v></c>'
    files = {
        "by pattern": xlsx(cells(shared), strings=strings(item)),
        "by parser": xlsx(cells(shared), strings=strings(item.replace("<r>", "<r >"))),
        "in the cell": xlsx(cells(f'<c r="A1" t="inlineStr"><is>{item}</is></c>')),
    }
    return {how: open_workbook(data).sheets[0].cells[1, 1] for how, data in files.items()}


#: field, the runs of its cell, the value, the proposal of an error ("-" where there is none).
MARKED: list[tuple[Field, str, str | None, str]] = [
    (MONEY, run("108.2") + run("1", RAISED), None, "108.2"),
    (MONEY, run("108.2") + run("①", RAISED), None, "108.2"),
    (MONEY, run("98", STRUCK) + run("135.35"), None, "135.35"),
    (MONEY, run("98", '<strike val="1"/>') + run("135.35"), None, "135.35"),
    (MONEY, run("108.2") + run("1", LOWERED), None, "108.2"),
    (MONEY, run("135.35万元") + run("（见附注）", STRUCK), None, "135.35"),
    (MONEY, run("98", STRUCK) + run("见附件"), None, ""),
    (SETS, run("48") + run("2", RAISED) + run("套"), None, "48"),
    (DATE, run("2021-12-31") + run("1", RAISED), None, "2021-12-31"),
    (DATE, run("2020", STRUCK) + run("2021年12月31日"), None, "2021-12-31"),
    (MONEY, run("98", '<strike val="0"/>') + run("135.35"), "98135.35", "-"),
    (TEXT, run("旧的", STRUCK) + run("新的"), "新的", "-"),
    (TEXT, run("旧的", STRUCK + RAISED) + run("新的"), "新的", "-"),
    (TEXT, run("新的") + run("旧的", STRUCK), "新的", "-"),
    (TEXT, run("公用经费") + run("1", RAISED), "公用经费", "-"),
    (TEXT, run("公用经费") + run("[1]", RAISED) + run("和项目"), "公用经费和项目", "-"),
    (TEXT, run("公用经费") + run("注1", RAISED), "公用经费", "-"),
    (TEXT, run("1300m") + run("2", RAISED), "1300m²", "-"),
    (TEXT, run("减少CO") + run("2", LOWERED) + run("排放"), "减少CO₂排放", "-"),
    (TEXT, run("公用经费") + run("（含项目）", RAISED), "公用经费（含项目）", "-"),
    (CODE, run("2010301") + run("1", RAISED), "2010301", "-"),
    (CODE, run("2010302", STRUCK) + run("2010301"), "2010301", "-"),
    (TEXT, run("公用", "<b/>") + run("经费", "<u/>"), "公用经费", "-"),
]


@pytest.mark.parametrize("how", ["by pattern", "by parser", "in the cell"])
@pytest.mark.parametrize(("field", "item", "value", "proposal"), MARKED)
def test_what_is_struck_out_or_raised_is_not_read_with_the_rest(field: Field, item: str, value: str | None, proposal: str, how: str) -> None:
    cell = text_cells(item)[how]
    reading = read_cell(cell, field, AT)
    held = reading.entry.value
    assert (plain(held) if isinstance(held, Decimal) else held) == value
    errors = [(found.rule, found.expected) for found in reading.findings if found.severity == "error"]
    assert errors == ([] if proposal == "-" else [("META-06", proposal)])


@pytest.mark.parametrize(("field", "item", "value", "proposal"), [case for case in MARKED if case[0] in (TEXT, CODE) and ("strike" in case[1] or "1</t>" in case[1])])
def test_what_a_text_field_leaves_out_is_in_the_ledger(field: Field, item: str, value: str | None, proposal: str) -> None:
    cell = text_cells(item)["by pattern"]
    (line,) = read_cell(cell, field, AT).corrections
    assert (line.text, line.read_as) == (str(cell.value), value)


@pytest.mark.parametrize(("field", "text", "value"), [(MONEY, "98.5", Decimal("98.5")), (TEXT, "旧的", "旧的"), (CODE, "2010301", "2010301")])
def test_a_text_struck_out_whole_is_read_with_a_warning(field: Field, text: str, value: object) -> None:
    reading = read_cell(text_cells(run(text, STRUCK) + run(" "))["by pattern"], field, AT)
    assert reading.entry.value == value
    assert {(found.rule, found.severity) for found in reading.findings} == {("META-06", "warning")}


def test_an_empty_run_strikes_out_nothing_of_the_next_one() -> None:
    item = f"<r><rPr>{STRUCK}</rPr><t/></r>" + run("135.35")
    assert {read_cell(cell, MONEY, AT).entry.value for cell in text_cells(item).values()} == {Decimal("135.35")}


def test_the_raw_fact_of_a_marked_text_is_its_whole_text() -> None:
    assert {cell.value for cell in text_cells(run("98", STRUCK) + run("135.35")).values()} == {"98135.35"}


# ── pictures, errors, truth values

KIND = Field("kind", ("是否",), "choice", choices=("TRUE", "FALSE"))
PICTURE = '=DISPIMG("ID_1F2E3D",1)'

#: A cell as files have it, and the rule of the finding in a field of text and in one of money.
NO_VALUES: dict[str, tuple[str, str, str]] = {
    "a picture of WPS": (f'<c r="A1" t="str"><f>_xlfn.{PICTURE[1:].replace(chr(34), "&quot;")}</f><v>{PICTURE}</v></c>', "META-08", "META-08"),
    "of an older WPS": (f'<c r="A1" t="str"><f>{PICTURE[1:].replace(chr(34), "&quot;")}</f><v>{PICTURE}</v></c>', "META-08", "META-08"),
    "never calculated": (f'<c r="A1"><f>{PICTURE[1:]}</f></c>', "META-08", "META-08"),
    "as LibreOffice keeps it": (f'<c r="A1" t="e"><f>{PICTURE[1:]}</f><v>#NAME?</v></c>', "META-08", "META-08"),
    "copied as a text": (f'<c r="A1" t="str"><v>{PICTURE}</v></c>', "META-08", "META-08"),
    "a picture of Excel": ('<c r="A1" t="e" vm="1"><v>#VALUE!</v></c>', "META-08", "META-08"),
    "of Excel, by formula": ('<c r="A1" t="e" vm="1"><f>_xlfn.IMAGE("a.png")</f><v>#VALUE!</v></c>', "META-08", "META-08"),
    "an error": ('<c r="A1" t="e"><v>#N/A</v></c>', "META-08", "META-08"),
    "an error as a text": ('<c r="A1" t="str"><v> #N/A</v></c>', "META-08", "META-08"),
    "an error of LibreOffice": ('<c r="A1" t="str"><v>Err:502</v></c>', "META-08", "META-08"),
    "true": ('<c r="A1" t="b"><v>1</v></c>', "META-06", "META-06"),
    "false as a text": ('<c r="A1" t="str"><v>False</v></c>', "META-06", "META-06"),
}


@pytest.mark.parametrize("named", NO_VALUES)
def test_what_is_no_value_is_an_error_and_is_not_read(named: str) -> None:
    content, in_text, in_money = NO_VALUES[named]
    cell = open_workbook(xlsx(cells(content))).sheets[0].cells[1, 1]
    for field, rule in ((TEXT, in_text), (MONEY, in_money)):
        reading = read_cell(cell, field, AT)
        assert reading.entry.value is None
        assert [(found.rule, found.severity) for found in reading.findings] == [(rule, "error")]
        assert ("图片" in reading.findings[0].message) == ("IM" in content or "vm=" in content)


@pytest.mark.parametrize("text", ["FALSEHOOD", "=1+2", "#1楼", "Excel 培训", "错误更正", "TRUE 和 FALSE", '见 =DISPIMG("x")'])
def test_a_text_that_only_begins_like_one_is_a_text(text: str) -> None:
    reading = read_cell(RawCell("text", text), TEXT, AT)
    assert (reading.entry.value, reading.findings) == (text, ())


@pytest.mark.parametrize("cell", [RawCell("boolean", True), RawCell("text", "TRUE")])
def test_a_truth_value_on_offer_is_chosen(cell: RawCell) -> None:
    assert read_cell(cell, KIND, AT, choices={"TRUE": "TRUE", "FALSE": "FALSE"}).entry.value == "TRUE"


def test_a_picture_does_not_satisfy_a_required_field(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a={"type": "text", "required": True}))
    sent = changed(filled(form, {"x": {"a": "有"}}), ("x", "a"), lambda cell: setattr(cell, "value", PICTURE))
    assert value_of(sent, "x", "a") is None
    (finding,) = [finding for finding in report(sent).findings if finding.severity == "error"]
    assert (finding.rule, [each.rule for each in finding.caused]) == ("META-08", ["META-15"])


# ── nothing below a fen

DECIMALS = Field("amount", ("金额",), "money", unit="万元", decimals=2)
DOLLARS = Field("amount", ("金额",), "money", unit="万美元")
HUNDRED_MILLIONS = Field("amount", ("金额",), "money", unit="亿元")

#: field, number, format, what is kept, and whether there is a warning.
KEPT: list[tuple[Field, str, str | None, str, bool]] = [
    (MONEY, "3.33333333333333", "0.00", "3.333333", True),
    (MONEY, "3.33333333333333", None, "3.333333", True),
    (MONEY, "-3.3333335", "0.00", "-3.333334", True),
    (MONEY, "0.0000005", "0.00", "0.000001", True),
    (MONEY, "3.3333333", "0.00", "3.333333", True),
    (MONEY, "3.333333", "0.00", "3.333333", True),
    (MONEY, "12.5", "0", "12.5", True),
    (MONEY, "12.5", "#,##0", "12.5", True),
    (MONEY, "12.345", '0.00"万元"', "12.345", True),
    (MONEY, "-12.345", "0.000;-0.00", "-12.345", True),
    (MONEY, "945.446153", "0.00####", "945.446153", False),
    (MONEY, "945.446153", None, "945.446153", False),
    (MONEY, "945.44", "0.00", "945.44", False),
    (MONEY, "945.4400", "0.00", "945.44", False),
    (MONEY, "0.0999999999999091", "0.00####", "0.1", False),
    (MONEY, "12.5", "0.00E+00", "12.5", False),
    (THOUSANDS, "3.333333", "0.00####", "3.33333", True),
    (YUAN, "33333.333", None, "33333.33", True),
    (YUAN, "33333.33", "0.00", "33333.33", False),
    (YUAN, "123456", '0!.0,"万元"', "123456", True),
    (YUAN, "123000", '0!.0,"万元"', "123000", False),
    (DOLLARS, "1.23456789", None, "1.23456789", False),
    (HUNDRED_MILLIONS, "1.23456789012", None, "1.2345678901", True),
    (DECIMALS, "1.23456789", "0.00", "1.234568", True),
    (SETS, "12.5", "0", "12.5", True),
    (SETS, "12.123456789", None, "12.123456789", False),
    (PERCENT, "0.255", "0%", "25.5", True),
    (PERCENT, "0.255", "0.0%", "25.5", False),
    (WHOLE, "2022", "0", "2022", False),
]


@pytest.mark.parametrize(("field", "value", "code", "kept", "told"), KEPT, ids=str)
def test_an_amount_is_kept_to_the_fen_and_decimals_that_do_not_show_are_told(field: Field, value: str, code: str | None, kept: str, told: bool) -> None:
    reading = read_cell(number(value, code), field, AT)
    assert isinstance(reading.entry.value, Decimal) and plain(reading.entry.value) == kept
    assert [(found.rule, found.severity) for found in reading.findings] == ([("META-12", "warning")] if told else [])
    assert bool(reading.corrections) == (reading.entry.value != Decimal(value))


def test_what_is_said_names_the_shown_and_the_held_figure() -> None:
    (finding,) = read_cell(number("3.33333333", "0.00"), MONEY, AT).findings
    assert "显示 3.33" in finding.message and "实际是 3.33333333" in finding.message
    assert (finding.actual, finding.expected) == ("3.33333333", "3.333333")


def test_an_amount_in_a_text_is_kept_to_the_fen() -> None:
    reading = read_cell(RawCell("text", "3.33333333万元"), MONEY, AT)
    assert reading.entry.value == Decimal("3.333333")
    assert [(line.text, line.read_as) for line in reading.corrections] == [("3.33333333万元", "3.333333")]


def test_the_result_of_a_formula_is_kept_to_the_fen() -> None:
    cell = RawCell("number", Decimal("3.33333333333333"), "10/3", number_format="0.00")
    assert read_cell(cell, MONEY, AT).entry.value == Decimal("3.333333")


THIRDS = record("x", a="money", b="money", c="money", total={"type": "money", "formula": "x.a + x.b + x.c"})


@pytest.mark.parametrize("stands", ["a formula", "a figure"])
def test_a_total_of_rounded_figures_does_not_differ_from_that_of_the_held_ones(tmp_path: Path, stands: str) -> None:
    form = a_form(tmp_path, THIRDS)
    data = fill(form, {"x": dict.fromkeys("abc", "3")}, YEAR)
    at = {cell.path[-1]: cell.entry.at for cell in read(data, form).submission.cells if cell.path[0] == "x"}

    def typed_in(book: Book) -> None:
        for name in "abc":
            book.put(at[name].sheet, f"B{at[name].row}", "3.33333333333333", "n")
        if stands == "a formula":
            book.result(at["total"].sheet, f"B{at['total'].row}", 10)
        else:
            book.put(at["total"].sheet, f"B{at['total'].row}", 10)

    assert {one.column for one in at.values()} == {2}
    result = read(edited(data, typed_in), form)
    assert [value_of(result, "x", name) for name in "abc"] == [Decimal("3.333333")] * 3
    said = [(one.rule, one.severity) for one in result.findings if one.rule == "META-07"]
    assert said == ([] if stands == "a formula" else [("META-07", "warning")])


def test_a_total_of_the_program_is_exact_over_the_rounded_figures(tmp_path: Path) -> None:
    form = a_form(tmp_path, THIRDS)
    sent = changed(filled(form, {"x": dict.fromkeys("abc", "3")}), ("x", "a"), lambda cell: setattr(cell, "value", 10 / 3))
    assert value_of(sent, "x", "total") == Decimal("9.333333")


# ── dates


def dated(day: date, code: str) -> RawCell:
    return RawCell("date", day, number_format=code)


#: The day that the cell holds, its format, and the text that a field of text takes.
DATES: list[tuple[date, str, str]] = [
    (date(2022, 12, 1), 'yyyy"年"m"月"', "2022年12月"),
    (date(2022, 12, 1), 'yyyy"年"m"月";@', "2022年12月"),
    (date(2022, 5, 1), "[$-804]yyyy\\年mm\\月", "2022年05月"),
    (date(2022, 5, 1), "yyyy-mm", "2022-05"),
    (date(2022, 5, 1), "yyyy/m", "2022/5"),
    (date(2022, 5, 1), 'm"月"d"日"', "5月1日"),
    (date(2022, 1, 1), 'yyyy"年"', "2022年"),
    (date(2022, 12, 31), "yyyy-mm-dd", "2022年12月31日"),
    (date(2022, 12, 31), 'yyyy"年"m"月"d"日"', "2022年12月31日"),
    (date(2022, 12, 31), "mmm-yy", "2022年12月31日"),
    (date(2022, 12, 31), "aaaa", "2022年12月31日"),
]


@pytest.mark.parametrize(("day", "code", "text"), DATES)
def test_a_text_field_takes_the_part_of_a_date_that_shows(day: date, code: str, text: str) -> None:
    reading = read_cell(dated(day, code), TEXT, AT)
    assert (reading.entry.value, reading.findings) == (text, ())
    assert [line.read_as for line in reading.corrections] == [text]


def test_a_date_field_takes_the_day_that_its_cell_holds() -> None:
    assert read_cell(dated(date(2022, 12, 1), 'yyyy"年"m"月"'), DATE, AT).entry.value == date(2022, 12, 1)


@pytest.mark.parametrize(("day", "expected"), [(date(1900, 5, 16), "137"), (datetime(1900, 5, 16, 4, 48), "137.2"), (date(2022, 3, 5), "")])
def test_a_figure_that_shows_as_a_date_is_an_error_with_the_number_behind_it(day: date, expected: str) -> None:
    reading = read_cell(dated(day, "yyyy-mm-dd"), MONEY, AT)
    assert reading.entry.value is None
    assert [(found.rule, found.severity, found.expected) for found in reading.findings] == [("META-06", "error", expected)]


# ── cells struck out by their font

STRUCK_STYLES = (
    styles("0.00").replace("<cellXfs>", "<fonts><font><sz val='9'/></font><font><b/><strike/></font><font><strike val='0'/></font></fonts><cellXfs>")
    .replace('<xf numFmtId="164"/>', '<xf numFmtId="164" fontId="0"/><xf numFmtId="164" fontId="1"/><xf numFmtId="164" fontId="2"/>')
)  # fmt: skip


def test_a_font_that_strikes_out_makes_struck_cells() -> None:
    content = "".join(f'<c r="{"ABC"[style]}1" s="{style}"><v>5</v></c>' for style in range(3))
    content += '<c r="D1" s="1" t="s"><v>0</v></c><c r="E1" s="1" t="inlineStr"><is><t>a</t></is></c><c r="F1" s="1"><f>1+1</f><v>2</v></c>'
    data = xlsx(cells(content), strings=strings("<t>文字</t>"), styles=STRUCK_STYLES)
    found = open_workbook(data).sheets[0].cells
    assert [type(found[1, column]) is StruckCell for column in range(1, 7)] == [False, True, False, True, True, True]


def test_a_struck_row_is_read_and_told_once(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", name="text", a="money", b="money"))
    at = {}
    book = opened(fill(form, {"t": [{"name": "甲", "a": "1", "b": "2"}, {"name": "乙", "a": "3", "b": "4"}]}, YEAR))
    sheet = next(one for one in book if any(cell.value == "乙" for row in one.iter_rows() for cell in row))
    for row in sheet.iter_rows():
        if any(cell.value == "乙" for cell in row):
            at["row"] = row[0].row
            for cell in row:
                cell.font = Font(strike=True)
    buffer = io.BytesIO()
    book.save(buffer)
    result = read(buffer.getvalue(), form)
    assert [cell.entry.value for cell in result.submission.cells if cell.path == ("t", "b")] == [2, 4]
    (finding,) = [one for one in result.findings if one.rule == "META-06"]
    assert finding.severity == "warning" and {cell.row for cell in finding.cells} == {at["row"]} and len(finding.cells) == 3


# ── the fifteenth digit

@pytest.mark.parametrize(("held", "read_as"), [
    ("0.1827706011884055", "0.182770601188405"), ("7.305439257511215", "7.30543925751121"), ("22.39401085536945", "22.3940108553695"),
    ("28.799999999999997", "28.8"), ("0.30000000000000004", "0.3"), ("137.2", "137.2"), ("1E+20", "100000000000000000000"),
])  # fmt: skip
def test_the_fifteenth_digit_is_that_of_the_double_as_spreadsheets_show_it(held: str, read_as: str) -> None:
    value = open_workbook(xlsx(cells(f'<c r="A1"><v>{held}</v></c>'))).sheets[0].cells[1, 1].value
    assert isinstance(value, Decimal) and plain(value) == read_as


# ── formulas of plain numbers that no program has calculated


@pytest.mark.parametrize(("formula", "result"), [
    ("4*1.25", "5"), ("10/4", "2.5"), ("(1+2)*-3", "-9"), (" 1 + 2 ", "3"), ("1+2-3", "0"), ("5", "5"),
    ("1/0", None), ("A1*2", None), ("SUM(1,2)", None), ("2^3", None), ("2**3", None), ("7//2", None), ("1+", None), ("()", None), ("4%", None), ("", None),
])  # fmt: skip
def test_a_formula_of_plain_numbers_is_computed_and_no_other(formula: str, result: str | None) -> None:
    found = constant_result(formula)
    assert (found if found is None else plain(found)) == result


def with_formula(workbook: ReadResult, formula: str, stored: str | None) -> ReadResult:
    """The workbook read again with this formula in the cell of ``x.a``, and what the file has stored for it."""
    form = workbook.submission.form
    at = next(cell.entry.at for cell in workbook.submission.cells if cell.path == ("x", "a"))
    assert at is not None
    data = fill(form, export(workbook.submission)["data"], YEAR)
    return read(edited(data, lambda book: book.formula(at.sheet, f"{column_letters(at.column)}{at.row}", formula, stored and Decimal(stored))), form)


@pytest.mark.parametrize(("formula", "stored", "value", "said"), [
    ("4*1.25", "0", None, ("META-17", "error", "5")),
    ("4*1.25", "5", 5, ("META-17", "info", "")),
    ("4*1.25", None, None, ("META-17", "warning", "5")),
    ("1+2-3", "0", 0, ("META-17", "info", "")),
    ("10/3", "3.33333333333333", Decimal("3.333333"), ("META-17", "info", "")),
    ("B1*2", "0", 0, ("META-17", "info", "")),
])  # fmt: skip
def test_a_formula_that_was_never_calculated_is_not_read_as_0(
    tmp_path: Path, formula: str, stored: str | None, value: object, said: tuple[str, str, str]
) -> None:
    form = a_form(tmp_path, record("x", a="money", b="money"))
    result = with_formula(filled(form, {"x": {"a": "1", "b": "2"}}), formula, stored)
    assert value_of(result, "x", "a") == value
    assert [(one.rule, one.severity, one.expected) for one in result.findings if one.rule == "META-17"] == [said]


CODED = table("t", "明细", {"rollup": {"column": "code", "leaf": 3}}, code="code", m="money")


@pytest.mark.parametrize(("formula", "stored", "value", "said"), [
    ("4*1.25", "0", None, [("META-17", "error", "5")]),
    ("4*1.25", "5", 5, [("META-17", "info", "")]),
    ("4*1.25", None, None, [("META-17", "warning", "5")]),
    ("D9*2", None, None, [("META-17", "warning", "")]),
    ('IF(LEN($A6)>=3,"",1)', None, None, []),
])  # fmt: skip
def test_so_it_is_in_a_row_below_a_parent_code_but_for_our_own_formula(
    tmp_path: Path, formula: str, stored: str | None, value: object, said: list[tuple[str, str, str]]
) -> None:
    form = a_form(tmp_path, CODED)
    data = fill(form, {"t": [{"code": "2"}, {"code": "201", "m": "3"}]}, YEAR)
    at = next(cell.entry.at for cell in read(data, form).submission.cells if cell.key == ("t", 1, "m"))
    assert at is not None and (at.column, at.row) == (2, 6)
    result = read(edited(data, lambda book: book.formula(at.sheet, "B6", formula, stored and Decimal(stored))), form)
    assert next(cell.entry.value for cell in result.submission.cells if cell.key == ("t", 1, "m")) == value
    assert [(one.rule, one.severity, one.expected) for one in result.findings if one.rule == "META-17"] == said


@pytest.mark.parametrize("text", ["E5", "e-1", "E+00", ".E3", "-E2"])
def test_an_exponent_without_a_number_is_no_number(text: str) -> None:
    assert not read_number(text).good


@pytest.mark.parametrize("code", ['!E-0', '"E+"00', "[$E]0", ')"E+00!.\\-/"万元"'])
def test_a_format_that_shows_a_lone_exponent_costs_no_file(code: str) -> None:
    assert seen_otherwise(Decimal(5), Decimal(5), code, "万元", False, False) == (True, None)


# ── what is advised for a figure that is not read

FIGURES = record("x", last_a="money", a="money", b="money", c="money", d="money")
SUMS = a_rule("X-01", "sum(x.a, x.b) == x.c") + a_rule("X-02", "sum(x.a, x.b) == x.d")


def advice(tmp_path: Path, change: Callable[[Any], object]) -> str:
    """The hint on 18.6, which had a figure last year and stands in two sums, after somebody changed its cell."""
    sent = filled(a_form(tmp_path, FIGURES, SUMS), {"x": {"last_a": "17", "a": "18.6", "b": "1", "c": "19.6", "d": "19.6"}})
    (finding,) = [one for one in report(changed(sent, ("x", "a"), change)).findings if one.severity == "error"]
    assert finding.rule == "META-06"
    return finding.hint


def in_format(code: str) -> Callable[[Any], object]:
    return lambda cell: setattr(cell, "number_format", code)


@pytest.mark.parametrize("code", ['0.00"元"', "#,##0.0,", "0%", '"-"0.0'])
def test_a_figure_that_agrees_with_all_is_right_and_its_format_is_not(tmp_path: Path, code: str) -> None:
    hint = advice(tmp_path, in_format(code))
    assert hint.startswith("18.6 没有错") and "格式" in hint
    assert not any(word in hint for word in ("空着", "照所见", "细算", "把 "))


def test_so_it_is_of_a_figure_that_shows_as_a_date(tmp_path: Path) -> None:
    assert advice(tmp_path, in_format("yyyy-mm-dd")).startswith("18.6 没有错（照它有关的 2 处")


def test_a_figure_that_agrees_as_it_shows_is_to_be_typed_so(tmp_path: Path) -> None:
    def in_yuan(cell: Any) -> None:
        cell.value, cell.number_format = 186000, '0"元"'

    hint = advice(tmp_path, in_yuan)
    assert "改为 18.6，" in hint and "照所见是 18.6万元" in hint and "空着" not in hint


@pytest.mark.parametrize("replacement", ["20.1", "18.6"])
def test_of_a_figure_struck_out_only_the_one_written_behind_it_is_proposed(tmp_path: Path, replacement: str) -> None:
    def struck(cell: Any) -> None:
        old, new = TextBlock(InlineFont(strike=True), "18.6"), TextBlock(InlineFont(), replacement)
        cell.value = CellRichText(old, new)

    hint = advice(tmp_path, struck)
    assert "空着" not in hint and ("18.6" in hint) == (replacement == "18.6")


def test_what_is_seen_is_what_the_cell_shows() -> None:
    (finding,) = read_cell(number("9.8", "0.0,"), MONEY, AT).findings
    assert finding.expected == "0.0098" and "所见是“0.0”" in finding.hint


def test_a_formula_that_was_never_calculated_is_no_blank(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, SUMS)
    sent = filled(form, {"x": {"last_a": "17", "a": "18.6", "b": "1", "c": "19.6", "d": "19.6"}})
    at = next(cell.entry.at for cell in sent.submission.cells if cell.path == ("x", "a"))
    assert at is not None
    data = fill(form, export(sent.submission)["data"], YEAR)
    read_again = read(edited(data, lambda book: book.formula(at.sheet, f"{column_letters(at.column)}{at.row}", "Z1*2", None)), form)
    assert not any("空着" in one.hint for one in report(read_again).findings)
