"""A code that lost the zeros it begins with is told on its cell, with the whole code; nothing is compared with what is left of it."""

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import COVER, a_block, a_form, a_rule, a_sheet, fields_of, opened, record, typed
from test_cli import Call, call

from budgetxl.checks import check_result
from budgetxl.forms import Field, Form, load_form
from budgetxl.values import Address, Finding
from budgetxl.verbs import SourceFile, check_files
from budgetxl.workbook import ReadResult, fill, read
from budgetxl.workbook.read.cell_reading import read_cell
from budgetxl.xlsx import RawCell

__all__ = ["call"]

COLUMNS = fields_of({"name": {"type": "text", "label": "名称"}, "code": {"type": "code", "label": "项目编码"}, "amount": "money"})
ITEMS = a_sheet("明细", a_block("items", "table", rows=3, columns=COLUMNS))
LENGTHS = COVER.replace('type = "code"', 'type = "code", lengths = [3, 6]')
DATA: dict[str, Any] = {"unit": {"name": "甲局", "code": "031001"}, "items": [{"name": "打印机", "code": None, "amount": "5"}]}


def cell_of(form: Form, *key: str | int) -> str:
    cell = read(fill(form, DATA, 2022), form).submission.cells.get(key)
    assert cell is not None and cell.entry.at is not None
    return str(cell.entry.at)


def sent(form: Form, code: object, **cells: Any) -> ReadResult:
    """The workbook with this in the cell of the unit's code, and these in other cells of 明细."""
    return read(typed(fill(form, DATA, 2022), {cell_of(form, "unit", "code"): code, **{f"明细!{at}": v for at, v in cells.items()}}), form)


def zeros(result: ReadResult) -> list[Finding]:
    return [one for one in check_result(result).findings if one.rule == "META-06"]


#: What stands elsewhere on a sheet, and the number in the unit's code that says the same without its zeros.
ELSEWHERE = [
    ("单位编码：031001", 31001), ("031001", 31001), ("031001甲局2022年填报表", 31001), ("（031001）甲局", 31001), ("单位编码：031", 31),
    ("单位编码 001", 1), ("甲局 0031001", 31001), ("预算单位：031001-甲局", 31001), ("单位编码：031001", "31001"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "code"), ELSEWHERE)
def test_a_code_that_another_cell_writes_with_its_zeros_is_an_error(words: str, code: object, tmp_path: Path) -> None:
    form = a_form(tmp_path, ITEMS)
    result = sent(form, code, G1=words)
    (finding,) = zeros(result)
    whole = next(part for part in ("0031001", "031001", "031", "001") if part in words)
    assert (finding.severity, finding.expected, finding.actual) == ("error", whole, str(code))
    assert [str(at) for at in finding.cells] == [cell_of(form, "unit", "code")]
    assert "明细!G1" in finding.message
    assert result.submission.text("unit", "code") is None


#: What stands elsewhere and is another number: of a telephone, of a year, a part of a longer one.
ALIKE = [
    ("电话：0311-87654321", 311), ("（0311）87654321", 311), ("0311", 311), ("联系电话 03110012345", 311), ("031001", 31002), ("31001", 31001),
    ("单位编码：131001", 31001), ("A031001", 31001), ("2022.031001", 31001), ("单位编码：00000031001", 31001),
]  # fmt: skip


@pytest.mark.parametrize(("words", "code"), ALIKE)
def test_another_number_says_nothing(words: str, code: int, tmp_path: Path) -> None:
    result = sent(a_form(tmp_path, ITEMS), code, G1=words)
    assert zeros(result) == []
    assert result.submission.text("unit", "code") == str(code)


def test_the_codes_of_projects_that_begin_with_it_tell_the_zeros(tmp_path: Path) -> None:
    form = a_form(tmp_path, ITEMS)
    at = cell_of(form, "items", 0, "code").rpartition("!")[2]
    (finding,) = zeros(sent(form, 31001, **{at: "031001220001"}))
    assert (finding.expected, finding.actual) == ("031001", "31001")
    assert zeros(sent(form, 31001, **{at: "131001220001"})) == []


#: The lengths of the form are 3 and 6: what is in the cell, and the code that it is.
BY_LENGTH = [(31001, "031001"), (31, "031"), (1, "001"), ("31001", ""), (601001, ""), (601, ""), ("031001", ""), ("甲12", ""), (6010012, "")]


@pytest.mark.parametrize(("code", "whole"), BY_LENGTH)
def test_the_lengths_that_the_form_gives_tell_the_zeros(code: object, whole: str, tmp_path: Path) -> None:
    result = sent(a_form(tmp_path, ITEMS, cover=LENGTHS), code)
    assert [one.expected for one in zeros(result)] == ([whole] if whole else [])
    assert result.submission.text("unit", "code") == (None if whole else str(code))


def test_the_default_form_gives_the_lengths_of_its_units_codes() -> None:
    form = load_form("hebei-2027")
    field = next(cell.field for path, cell in form.compiled.places.items() if path == ("unit", "code"))
    assert field.lengths == (3, 6)


def test_a_code_of_a_list_is_known_by_it(tmp_path: Path) -> None:
    columns = fields_of({"name": "text", "code": {"type": "code", "choices": ["01", "02", "31001"]}})
    form = a_form(tmp_path, a_sheet("明细", a_block("items", "table", rows=3, columns=columns)))
    data = {**DATA, "items": [{"name": "甲", "code": "01"}]}
    at = str(read(fill(form, data, 2022), form).submission.cells.of(("items", "code"))[0].entry.at)
    (finding,) = zeros(read(typed(fill(form, data, 2022), {at: 2}), form))
    assert (finding.expected, finding.actual) == ("02", "2")
    assert zeros(read(typed(fill(form, data, 2022), {at: 31001}), form)) == []


def test_a_column_of_plain_codes_is_not_held_against_the_units_code(tmp_path: Path) -> None:
    form = a_form(tmp_path, ITEMS)
    at = cell_of(form, "items", 0, "code")
    assert zeros(read(typed(fill(form, {**DATA, "unit": {"name": "甲局", "code": "00201"}}, 2022), {at: 201}), form)) == []


def test_another_field_s_code_is_not_taken_for_this_one_s(tmp_path: Path) -> None:
    form = a_form(tmp_path, ITEMS)
    items = cell_of(form, "items", 0, "code")
    unit = cell_of(form, "unit", "code")
    for cells in ({items: "01", unit: 1}, {items: 31001, unit: "031001"}):
        assert zeros(read(typed(fill(form, DATA, 2022), cells), form)) == []


def test_a_column_is_held_against_the_same_codes_of_another_sheet(tmp_path: Path) -> None:
    form = a_form(tmp_path, ITEMS + ITEMS.replace("items", "more").replace("明细", "又一张"))
    data = {**DATA, "more": [{"name": "打印机", "code": "031001", "amount": "5"}]}
    at = str(read(fill(form, data, 2022), form).submission.cells.of(("items", "code"))[0].entry.at)
    (finding,) = zeros(read(typed(fill(form, data, 2022), {at: 31001}), form))
    assert (finding.expected, [str(cell) for cell in finding.cells]) == ("031001", [at])


def test_what_the_rules_say_of_such_a_code_waits(tmp_path: Path) -> None:
    form = a_form(tmp_path, ITEMS, a_rule("X-01", "code_length(unit.code) == 6", "编码应为六位"), cover=LENGTHS)
    result = sent(form, 31001)
    assert [one.rule for one in check_result(result).findings if one.severity == "error"] == ["META-06"]


#: A format that gives a code its zeros, and what the cell shows.
FORMATS = [
    ("31001", "000000", "031001"), ("31001", "000000_ ", "031001"), ("31001", "[$-804]000000", "031001"), ("31001", '"0"00000', "031001"),
    ("31001", "000000;@", "031001"), ("31001", "0", "31001"), ("31001", "#,##0", "31001"), ("31001", "000000.00", "31001"), ("31001", None, "31001"),
    ("2010301", "0000-000", "2010301"), ("5", "000", "005"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "number_format", "code"), FORMATS)
def test_a_code_whose_format_shows_its_zeros_is_read_as_shown(value: str, number_format: str | None, code: str) -> None:
    at, field = Address("封面", 5, 2), Field("code", ("编码",), "code")
    assert read_cell(RawCell("number", Decimal(value), number_format=number_format), field, at).entry.value == code


def test_such_a_cell_needs_no_repair(tmp_path: Path) -> None:
    form = a_form(tmp_path, ITEMS, cover=LENGTHS)

    book = opened(fill(form, DATA, 2022))
    sheet, _, at = cell_of(form, "unit", "code").rpartition("!")
    book[sheet][at].value, book[sheet][at].number_format = 31001, "000000"
    buffer = io.BytesIO()
    book.save(buffer)
    result = read(buffer.getvalue(), form)
    assert zeros(result) == []
    assert result.submission.text("unit", "code") == "031001"


# ── the parts of a split workbook

PARTS = record("x", "甲表", a="money").replace("[[sheets]]", '[[sheets]]\nsection = "one"') + record("y", "乙表", a="money").replace(
    "[[sheets]]", '[[sheets]]\nsection = "two"'
)
SECTIONS = '[sections]\none = "第一部分"\ntwo = "第二部分"\n'


@pytest.mark.parametrize("names", [("甲局", "甲局"), ("甲局", "乙局")])
def test_parts_of_one_unit_come_together_though_one_cover_lost_the_zeros(names: tuple[str, str], tmp_path: Path) -> None:
    form = a_form(tmp_path, PARTS, head=SECTIONS)
    files = []
    for section, name, code in (("one", names[0], 31001), ("two", names[1], "031001")):
        data = fill(form, {"unit": {"name": name, "code": "9"}}, 2022, part=section)
        at = next(f"封面!{c.coordinate}" for row in opened(data)["封面"].iter_rows() for c in row if c.value == "9")
        files.append(SourceFile(f"{section}.xlsx", typed(data, {at: code})))
    (one,) = check_files(files, str(form.folders[-1]))
    (finding,) = (each for each in one.report.findings if each.rule == "META-06")  # type: ignore[union-attr]
    assert (finding.expected, finding.actual, finding.severity) == ("031001", "31001", "error")
    assert "two.xlsx" in finding.message


@pytest.mark.parametrize(
    ("key", "told"),
    [("lengths = [0]", "1 至 40"), ("lengths = []", "一个以上"), ('lengths = "6"', "整数的列表"), ("parts = [3, 2]\nlengths = [5]", "不分列")],
)
def test_lengths_that_can_not_be_are_mistakes_of_the_form(key: str, told: str, tmp_path: Path, call: Call) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    column = '[[sheets.blocks.columns]]\nid = "code"\nlabel = "编码"\ntype = "code"\n'
    sheet = '[[sheets]]\nid = "s"\nname = "表"\n[[sheets.blocks]]\nid = "t"\nkind = "table"\nrows = 3\n'
    (folder / "form.toml").write_text(f'id = "f"\ntitle = "表"\nyear = 2022\n{COVER}{sheet}{column}{key}\n', encoding="utf-8")
    ended = call("forms", "check", folder)
    assert told in ended.out + ended.err


WRONG_CODES = ["601O01", "60l001", "0601001", "601001（本级）", "六〇一〇〇一", "601-001", "[601001]", "601001.0"]


@pytest.mark.parametrize("code", WRONG_CODES)
def test_a_code_that_is_not_of_its_length_is_warned_of(code: str, tmp_path: Path) -> None:
    form = a_form(tmp_path, ITEMS, cover=LENGTHS)
    (finding,) = (one for one in check_result(sent(form, code)).findings if one.rule == "META-14")
    assert (finding.severity, finding.actual, [str(at) for at in finding.cells]) == ("warning", code, [cell_of(form, "unit", "code")])


@pytest.mark.parametrize("code", ["601001", "601", "601 001", "６０１００１"])
def test_one_of_its_length_is_not(code: str, tmp_path: Path) -> None:
    form = a_form(tmp_path, ITEMS, cover=LENGTHS)
    assert [one for one in check_result(sent(form, code)).findings if one.rule == "META-14"] == []
