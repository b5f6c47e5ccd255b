"""A sheet that says another unit of money than the form has there is told on that cell; it is never read 10⁴ wrong in silence."""

from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_sheet, fields_of, typed

from budgetxl.checks import check_result
from budgetxl.forms import Form
from budgetxl.values import Finding
from budgetxl.workbook import fill, read

DATA = {"unit": {"name": "甲局", "code": "001"}, "items": [{"name": "打印机", "amount": "5"}]}
SAID = ("单位：元", "单位:元", "（单位：元）", "金额单位：人民币元", "单位： 元", "单位：千元", "单位：亿元")
FINE = ("单位：万元", "金额单位：万元", "(单位:万元)", "单位：人民币万元", "单位：")
NO_UNIT = ("单位：个", "单位负责人：元亮", "填报单位：甲局")


def the_form(tmp_path: Path, unit: str = "万元") -> Form:
    columns = fields_of({"name": "text", "amount": "money"})
    return a_form(tmp_path, a_sheet("明细", a_block("items", "table", rows=3, columns=columns, **({"unit": unit} if unit else {}))))


def unit_cell(form: Form) -> str:
    """Where a blank workbook says the unit of the sheet."""
    from making import opened

    sheet = opened(fill(form, DATA, 2022))["明细"]
    (cell,) = (cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("单位"))
    return str(cell.coordinate)


def units(form: Form, cells: dict[str, Any]) -> list[Finding]:
    result = read(typed(fill(form, DATA, 2022), {f"明细!{cell}": value for cell, value in cells.items()}), form)
    return [one for one in check_result(result).findings if one.rule == "META-04"]


@pytest.mark.parametrize("words", SAID)
def test_another_unit_is_an_error_on_its_cell(words: str, tmp_path: Path) -> None:
    form = the_form(tmp_path)
    at = unit_cell(form)
    (finding,) = units(form, {at: words})
    assert (finding.severity, finding.expected, [str(cell) for cell in finding.cells]) == ("error", "万元", [f"明细!{at}"])


def test_the_advice_is_not_to_delete_the_line(tmp_path: Path) -> None:
    form = the_form(tmp_path)
    result = read(typed(fill(form, DATA, 2022), {f"明细!{unit_cell(form)}": "单位：元"}), form)
    (finding,) = check_result(result).findings
    assert "换算成“万元”" in finding.hint
    assert "删除" not in finding.message + finding.hint


def test_it_may_stand_anywhere_outside_the_fields(tmp_path: Path) -> None:
    assert [str(one.cells[0]) for one in units(the_form(tmp_path), {"F2": "单位：元"})] == ["明细!F2"]


@pytest.mark.parametrize("words", [*FINE, *NO_UNIT, None])
def test_the_forms_unit_and_what_is_no_unit_of_money_say_nothing(words: str | None, tmp_path: Path) -> None:
    form = the_form(tmp_path)
    assert units(form, {unit_cell(form): words}) == []


def test_a_form_that_prints_no_unit_counts_in_wan_yuan(tmp_path: Path) -> None:
    assert [one.expected for one in units(the_form(tmp_path, unit=""), {"F2": "单位：元"})] == ["万元"]


def test_a_unit_typed_into_a_field_is_the_fields_matter(tmp_path: Path) -> None:
    assert units(the_form(tmp_path), {"A5": "单位：元"}) == []


def test_a_table_in_yuan_says_so(tmp_path: Path) -> None:
    form = the_form(tmp_path, unit="元")
    assert units(form, {}) == []
    (finding,) = units(form, {unit_cell(form): "单位：万元"})
    assert (finding.expected, finding.actual) == ("元", "万元")


def test_a_table_whose_unit_the_form_has_changed_since_is_told(tmp_path: Path) -> None:
    older = fill(the_form(tmp_path), DATA, 2022)
    newer = the_form(tmp_path, unit="元")
    (finding,) = (one for one in read(older, newer).findings if one.rule == "META-04")
    assert (finding.expected, finding.actual) == ("元", "万元")
