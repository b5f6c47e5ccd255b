"""What somebody asks a blank workbook with, and what is said where it is blank, odd or absurd: by the page and by the command line."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from budgetxl.cli.app import run
from budgetxl.desk import Answer, Desk
from budgetxl.forms import load_form
from budgetxl.verbs import doubts, list_forms, new_workbook

FORM = "langfang-2022"


def said(unit: str = "某局", code: str = "601001", items: int | Sequence[str] | None = None, form: str = FORM, year: int | None = None) -> list[tuple[str, bool]]:
    return [(one.sentence, one.wrong) for one in doubts(form, unit, code, year, items)]


def asked(**args: Any) -> Answer:
    desk = Desk()
    try:
        return desk.call("blank", {"form": FORM, "unit": "某局", "code": "601001", **args}, [], lambda told: None)
    finally:
        desk.close()


@pytest.mark.parametrize("unit", ["某局", "示例县向阳街道办事处", "某县第二中学（初中部）", "某局机关·本级", "３０１医院", "House No.5", "某局Ⅱ"])
@pytest.mark.parametrize("code", ["601", "601001", "６０１００１", " 601 001 ", "'601001", "601001\u200b"])
def test_nothing_is_said_of_what_is_as_it_should_be(unit: str, code: str) -> None:
    assert said(unit, code) == []


@pytest.mark.parametrize("form", [one.id for one in list_forms(load_form)[0]])
def test_a_form_says_itself_how_long_a_code_is_and_whether_it_is_wanted(form: str) -> None:
    field = load_form(form).compiled.places["unit", "code"].field
    for length in range(1, 13):
        found = said(code="1" * length, form=form)
        assert bool(found) == bool(field.lengths and length not in field.lengths), (length, found)
        assert all(not wrong and all(str(n) in sentence for n in field.lengths) for sentence, wrong in found)
    assert bool(said(code="", form=form)) == (field.required or field.expected)


@pytest.mark.parametrize("code", ["不知道", "601-001", "3.14", "6.01E+05", "601/001", "６０１．１", "<b>", "①", "-1", "=1+1"])
def test_a_code_with_other_signs_is_none(code: str) -> None:
    ((sentence, wrong),) = said(code=code)
    assert wrong
    assert "3 或 6 位数字" in sentence


@pytest.mark.parametrize("code", ["12", "6010011", "a01001", "000000", "000"])
def test_a_code_that_the_form_will_find_fault_with_is_doubted(code: str) -> None:
    ((sentence, wrong),) = said(code=code)
    assert not wrong
    assert "再生成一次" in sentence


@pytest.mark.parametrize("unit", ["12", "—", "=1+1", "……", "😀", "无", "#", "XX局", "××街道办事处", "待填写"])
def test_a_name_that_says_nothing_is_none(unit: str) -> None:
    assert [wrong for _, wrong in said(unit)] == [True]


@pytest.mark.parametrize("unit", ["😀局", "<b>某局</b>", "某局\\某科", "某局|某科", "甲乙丙丁" * 16])
def test_a_name_with_odd_signs_or_without_an_end_is_doubted(unit: str) -> None:
    assert [wrong for _, wrong in said(unit)] == [False]


def test_a_name_and_a_code_in_each_others_place_are_said_to_be_so() -> None:
    ((sentence, wrong),) = said("601001", "某局")
    assert (wrong, "填反" in sentence) == (True, True)


def test_what_is_blank_is_said() -> None:
    sentences = [sentence for sentence, wrong in said("", "", form="hebei-2027") if not wrong]
    assert [sentence.partition("没有填")[0] for sentence in sentences] == ["单位名称", "单位编码"]


@pytest.mark.parametrize(("items", "wrong"), [
    (["1", "2", "3"], True), (["3 4"], True), (["无", "道路"], True), (["XX项目"], True), (["1", "2", "3", "4", "5", "6"], True),
    (["甲", "甲"], False), (["甲", "甲 "], False), (["甲、乙、丙"], False), (["甲；乙；丙"], False), (["甲" * 300], False), (["道路😀"], False),
])  # fmt: skip
def test_names_of_projects_are_looked_at(items: list[str], wrong: bool) -> None:
    found = said(items=items, form="hebei-2027")
    assert 1 <= len(found) <= 4
    assert any(one for _, one in found) == wrong


@pytest.mark.parametrize("items", [None, 0, 3, ["道路养护"], ["桥梁、隧道养护"], ["2026年“两节”慰问（含老党员）", "5G网络"]])
def test_good_names_of_projects_and_counts_pass(items: int | list[str] | None) -> None:
    assert said(items=items, form="hebei-2027") == []


def test_a_form_without_sheets_of_projects_says_that_they_are_not_used() -> None:
    forms = [one.id for one in list_forms(load_form)[0]]
    without = [form for form in forms if not any(sheet.repeat for sheet in load_form(form).sheets)]
    for form in forms:
        assert bool(said(items=3, form=form)) == (form in without)


@pytest.mark.parametrize(("year", "odd"), [(None, False), (2022, False), (2023, False), (1990, True), (2021, True), (2024, True), (2199, True)])
def test_a_year_far_from_the_forms_own_is_doubted(year: int | None, odd: bool) -> None:
    assert bool(said(year=year)) == odd


def test_a_code_and_a_name_are_written_as_they_are_meant() -> None:
    book = load_workbook(io.BytesIO(new_workbook(FORM, " 某\u3000局\n", "‘６０１００１ ")))
    values = {cell.value for row in book["封面"].iter_rows() for cell in row}
    assert {"某 局", "601001"} <= values


@pytest.mark.parametrize(("given", "count"), [
    ("3", 3), ("３", 3), ("3个", 3), ("三个", 3), ("三", 3), ("3 个项目", 3), ("十二个", 12), ("两张", 2), ("0", 0), ("无", 0), ("没有", 0), ("道路\n\n 桥梁 \n", 2), ("三公经费核查", 1), ("八一项目", 1), ("百千万项目", 1), ("两百零三个", 203),
])  # fmt: skip
def test_the_page_takes_a_count_as_people_write_it(given: str, count: int) -> None:
    (made,) = asked(form="hebei-2027", projects=given).files
    assert sum(name.startswith("绩效目标") for name in load_workbook(io.BytesIO(made.data), read_only=True).sheetnames) == count


def test_the_page_makes_nothing_of_a_slip_and_says_what_else_is_odd_beside_the_workbook() -> None:
    slip, odd, good = asked(code="601-001"), asked(code="12"), asked()
    assert (slip.files, "601-001" in slip.value["error"]) == ((), True)
    assert (len(odd.files), odd.value["heed"], "有 2 位" in odd.value["said"]) == (1, True, True)
    assert (len(good.files), good.value) == (1, {})


def test_the_command_line_says_it_and_makes_what_was_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for unit, code in (("某局", "601-001"), ("12", "601001"), ("某局", "12")):
        target = tmp_path / f"{unit}{code}.xlsx"
        assert run(["new", FORM, "--unit", unit, "--code", code, "-o", str(target)]) == 0
        (sentence,) = [sentence for sentence, _ in said(unit, code)]
        assert sentence in capsys.readouterr().err
        assert target.exists()
