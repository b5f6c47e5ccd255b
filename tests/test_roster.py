"""The roster: read from what people keep, each mistake with its row and column."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import openpyxl
import pytest

from budgetxl.bureau import Collection, Unit, UnitResult
from budgetxl.bureau.distribute import IndexLine, index_workbook
from budgetxl.bureau.roster import Roster, read_roster, roster_template
from budgetxl.bureau.summary import summary
from budgetxl.forms import load_form
from budgetxl.workbook import blank, fill

HEAD = ["单位编码", "单位名称", "类型", "上级编码", "联系人", "联系电话", "表样", "报送截止"]


def xlsx(*rows: list[Any], head: list[str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ([HEAD if head is None else head, *rows]):
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def text(*rows: list[str], encoding: str = "utf-8", head: list[str] | None = None) -> bytes:
    made = io.StringIO()
    csv.writer(made).writerows([HEAD if head is None else head, *rows])
    return made.getvalue().encode(encoding)


def said(roster: Roster) -> list[str]:
    return list(map(str, roster.problems))


def only(roster: Roster) -> str:
    assert len(roster.problems) == 1, said(roster)
    return str(roster.problems[0])


GOOD = [["301", "甲局", "部门"], ["301001", "乙校", "单位", "301", "王会计", "0316-1", "", "2026-12-15"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_of_chinese_programs(encoding: str) -> None:
    roster = read_roster("名册.csv", text(*GOOD, encoding=encoding))
    assert said(roster) == []
    assert [(unit.code, unit.name, unit.kind, unit.parent, unit.row) for unit in roster.units] == [
        ("301", "甲局", "部门", "", 2), ("301001", "乙校", "单位", "301", 3)
    ]  # fmt: skip
    assert roster.units[1].deadline == date(2026, 12, 15)


FORM = load_form("langfang-2022")
OF_OURS = {
    "blank": lambda: blank(FORM),
    "filled in": lambda: fill(FORM, {"unit": {"name": "甲局", "code": "301001"}}),
    "a part": lambda: blank(load_form("hebei-2027"), part="performance"),
}


@pytest.mark.parametrize("name", OF_OURS)
def test_a_workbook_to_be_filled_in_is_no_roster_and_nothing_else_is_said_of_it(name: str) -> None:
    roster = read_roster("名册.xlsx", OF_OURS[name]())
    assert only(roster).startswith("这是填报用的工作簿，不是名册；请给一行一个单位的名册") and not roster.units


def test_one_that_lost_its_properties_is_none_either() -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank(FORM)))
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    buffer = io.BytesIO()
    book.save(buffer)
    assert only(read_roster("名册.xlsx", buffer.getvalue())).startswith("这是填报用的工作簿")


def test_tables_that_the_program_writes_are_no_rosters() -> None:
    unit = Unit("301001", "甲局")
    sent = index_workbook([IndexLine(unit, FORM.id, 2022, "甲局.xlsx", "0" * 64)], ["about"])
    assert only(read_roster("a.xlsx", sent)).startswith("这是程序写的“下发清单”，不是名册")
    summed = summary(Collection(FORM.id, 2022, (UnitResult(unit, "未报"),)), FORM)
    assert only(read_roster("a.xlsx", summed)).startswith("这是程序写的“汇总”，不是名册")


def test_the_blank_roster_is_one_whatever_its_sheets_are_called() -> None:
    book = openpyxl.load_workbook(io.BytesIO(roster_template(".xlsx")))
    del book["填写示例"]
    book["名册"].append(["301001", "甲局"])
    book["名册"].title = "2027"
    buffer = io.BytesIO()
    book.save(buffer)
    assert [unit.name for unit in read_roster("a.xlsx", buffer.getvalue()).units] == ["甲局"]


def test_a_workbook_and_a_csv_give_the_same_units() -> None:
    assert read_roster("a.xlsx", xlsx(*GOOD)).units == read_roster("a.csv", text(*GOOD)).units


def test_columns_stand_in_any_order_below_a_title_and_others_are_kept() -> None:
    book = xlsx([], ["备注", "名称", "单位代码", "片区"], ["新设", "甲局", "001", "东"], head=["某县预算单位名册"])
    (unit,) = read_roster("a.xlsx", book).units
    assert (unit.code, unit.name, dict(unit.more), unit.row) == ("001", "甲局", {"备注": "新设", "片区": "东"}, 4)


def test_a_date_is_read_however_the_cell_holds_it() -> None:
    rows = [["1", "甲", "", "", "", "", "", date(2026, 12, 15)], ["2", "乙", "", "", "", "", "", "2026年12月15日"], ["3", "丙", "", "", "", "", "", 20261215]]
    assert {unit.deadline for unit in read_roster("a.xlsx", xlsx(*rows)).units} == {date(2026, 12, 15)}


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([["301", "甲"], ["301", "乙"]], "第3行“单位编码”（A3）：编码“301”与第2行（甲）重复"),
        ([["301", "甲"], ["302", "甲"]], "第3行“单位名称”（B3）：名称“甲”与第2行（编码 301）重复"),
        ([["", "甲"]], "第2行“单位编码”（A2）：没有填单位编码"),
        ([["301", " "]], "第2行“单位名称”（B2）：没有填单位名称"),
        ([["30-1", "甲"]], "第2行“单位编码”（A2）：编码“30-1”里有字母、数字以外的字符"),
        ([["301", "甲", "部门"], ["301001", "乙", "", "3O1"]], "第3行“上级编码”（D3）：名册里没有编码为“3O1”的上级"),
        ([["301", "甲", "", "301"]], "第2行“上级编码”（D2）：上级编码就是本单位的编码"),
        ([["301", "甲", "机关"]], "第2行“类型”（C2）：不认识的类型“机关”，应为 部门、单位"),
        ([["301", "甲", "", "", "", "", "", "年底前"]], "第2行“报送截止”（H2）：报送截止“年底前”不是日期"),
        ([["301", "甲", "", "", "", "", "hebei-2028"]], "第2行“表样”（G2）：没有表样“hebei-2028”"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_row_and_column(rows: list[list[str]], problem: str) -> None:
    roster = read_roster("a.csv", text(*rows), known_form=lambda form: form == "hebei-2027")
    assert only(roster).startswith(problem)
    assert roster.errors


def test_a_circle_of_parents_is_told_once() -> None:
    rows = [["301", "甲", "", "303"], ["302", "乙", "", "301"], ["303", "丙", "", "302"], ["304", "丁", "", "301"]]
    assert "301 → 303 → 302 → 301" in only(read_roster("a.csv", text(*rows)))


def test_a_number_that_lost_its_zeros_is_told_with_the_whole_code() -> None:
    roster = read_roster("a.xlsx", xlsx(["001001", "甲"], ["001002", "乙"], [1003, "丙"]))
    assert only(roster).startswith("第4行“单位编码”（A4）：编码“1003”像是丢了开头的 0，其他编码是 6 位：应为“001003”")


def test_a_csv_that_a_spreadsheet_saved_without_zeros_is_told_too() -> None:
    roster = read_roster("a.csv", text(["301001", "甲"], ["301002", "乙"], ["31003", "丙"]))
    assert "应为“031003”" in only(roster)


def test_departments_of_three_digits_beside_units_of_six_lost_nothing() -> None:
    assert said(read_roster("a.csv", text(["301", "甲"], ["301001", "乙", "", "301"], ["301002", "丙", "", "301"]))) == []


THREE_OR_SIX = {"lengths": lambda form: (3, 6)}


def test_codes_that_lost_their_zeros_are_told_all_in_one_run_by_the_lengths_of_the_form() -> None:
    rows = [["31", "甲"], ["31001", "乙", "", "31"], ["31002", "丙", "", "31"], ["101", "丁"], ["101001", "戊", "", "101"]]
    roster = read_roster("a.csv", text(*rows), **THREE_OR_SIX)
    codes = [problem.message for problem in roster.errors if problem.header == "单位编码"]
    assert [re.findall("应为“([0-9]+)”", message) for message in codes] == [["031"], ["031001"], ["031002"]]
    assert all("表样要求 3 或 6 位" in message for message in codes)
    parents = [problem.message for problem in roster.errors if problem.header == "上级编码"]
    assert [re.findall("应为“([0-9]+)”", message) for message in parents] == [["031"], ["031"]]


def test_a_roster_whose_every_code_lost_its_zero_is_told_too() -> None:
    roster = read_roster("a.csv", text(["31", "甲"], ["31001", "乙", "", "31"], ["42", "丙"]), **THREE_OR_SIX)
    assert len(roster.errors) == 4


def test_two_zeros_may_be_lost() -> None:
    roster = read_roster("a.csv", text(["1", "甲"], ["1001", "乙", "", "1"]), **THREE_OR_SIX)
    assert [re.findall("应为“([0-9]+)”", one.message) for one in roster.errors] == [["001"], ["001001"], ["001"]]


def test_each_code_is_held_against_the_form_of_its_unit() -> None:
    rows = [["31", "甲", "", "", "", "", "two"], ["31", "乙", "", "", "", "", "three"]]
    roster = read_roster("a.csv", text(*rows), known_form=lambda form: True, lengths=lambda form: {"two": (2,), "three": (3,)}[form])
    assert ["应为“031”" in one.message for one in roster.errors if "丢了" in one.message] == [True]


def test_a_code_that_no_zero_makes_right_is_warned_of() -> None:
    roster = read_roster("a.csv", text(["3010011", "甲"]), **THREE_OR_SIX)
    assert not roster.errors and "表样要求 3 或 6 位" in only(roster)


def test_without_a_form_a_unit_lost_the_zeros_that_its_department_lost() -> None:
    rows = [["31", "甲"], ["31001", "乙", "", "31"], ["31002", "丙", "", "31"], ["101", "丁"], ["102", "戊"]]
    roster = read_roster("a.csv", text(*rows))
    assert [re.findall("应为“([0-9]+)”", one.message) for one in roster.errors if one.header == "单位编码"] == [["031"], ["031001"], ["031002"]]


@pytest.mark.parametrize("row", [["合计", ""], ["", "合　计"], ["总计", "25"], ["", "小计"]])
def test_a_row_of_totals_is_to_be_taken_out(row: list[str]) -> None:
    roster = read_roster("a.csv", text(["301", "甲"], row))
    assert only(roster).startswith("第3行") and "合计行" in only(roster) and roster.errors


def test_a_parent_that_is_not_there_suggests_only_a_code_that_differs_in_one_digit() -> None:
    assert "是否应为" not in only(read_roster("a.csv", text(["604", "甲"], ["604001", "乙", "", "049"])))
    assert "是否应为“604”" in only(read_roster("a.csv", text(["604", "甲"], ["604001", "乙", "", "605"])))
    assert "是否应为" not in only(read_roster("a.csv", text(["604", "甲"], ["606", "丙"], ["604001", "乙", "", "605"])))


def test_numbers_of_the_right_length_are_only_warned_of() -> None:
    roster = read_roster("a.xlsx", xlsx([301001, "甲"], [301002, "乙"]))
    assert not roster.errors and "有 2 格存成了数字（A2、A3）" in only(roster)
    assert [unit.code for unit in roster.units] == ["301001", "301002"]


def test_a_parent_that_lost_its_zeros_is_told_with_the_whole_code() -> None:
    roster = read_roster("a.csv", text(["001", "甲"], ["001001", "乙", "", "1"]))
    assert only(roster).startswith("第3行“上级编码”（D3）：上级编码“1”像是丢了开头的 0，应为“001”")


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.csv", "单位编码,备注\n301,甲\n".encode(), "没有找到表头"),
        ("a.csv", "单位编码,联系人\n301,甲\n".encode(), "表头缺“单位名称”一列"),
        ("a.csv", "单位编码,单位名称,名称\n301,甲,甲\n".encode(), "表头里“名称”有两列（另一列在 B1）"),
        ("a.csv", "单位编码,单位名称\n".encode(), "名册里一个单位也没有"),
        ("a.csv", '单位编码,单位名称\n301,"甲'.encode(), "第2行读不通"),
        ("a.csv", b"\x81\x00\xff\xfe\x00", "名册不是文本"),
        ("a.xlsx", b"not a workbook", ""),
    ],
)
def test_a_file_that_is_no_roster_gets_one_sentence(name: str, data: bytes, problem: str) -> None:
    roster = read_roster(name, data)
    assert not roster.units and problem in only(roster) and roster.errors


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_the_blank_roster_says_itself_that_it_is_empty_and_takes_a_unit(suffix: str) -> None:
    blank = roster_template(suffix)
    assert "一个单位也没有" in only(read_roster(f"a{suffix}", blank))
    if suffix == ".csv":
        filled = blank + "001,甲局\r\n".encode()
    else:
        book = openpyxl.load_workbook(io.BytesIO(blank))
        sheet = book["名册"]
        sheet["A2"], sheet["B2"] = "001", "甲局"
        buffer = io.BytesIO()
        book.save(buffer)
        filled = buffer.getvalue()
    roster = read_roster(f"a{suffix}", filled)
    assert said(roster) == [] and [(unit.code, unit.name) for unit in roster.units] == [("001", "甲局")]


def test_the_codes_of_the_blank_roster_are_texts() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(roster_template(".xlsx")))["名册"]
    assert [sheet.column_dimensions[letter].number_format for letter in "ABD"] == ["@"] * 3


# ── what programs and people make of it


def test_a_formula_without_a_stored_result_says_so_on_its_cell() -> None:
    roster = read_roster("a.xlsx", xlsx(["301", "甲局"], ["=300+2", "乙局"], ["303", '="丙"&"局"', None, "=A2"], ["=A9", None]))
    assert [("B4" in one or "A3" in one, "没有存下它的结果" in one) for one in said(roster)[:2]] == [(True, True), (True, True)]
    assert (len(roster.errors), len(roster.problems), "D4" in said(roster)[2]) == (2, 3, True)


@pytest.mark.parametrize("merged", [True, False])
def test_a_header_of_two_rows_is_told_as_such(merged: bool) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["单位编码", "单位名称", "联系方式", None], [None, None, "姓名" if merged else "联系人", "手机号码"], ["301", "甲局", "王", "1"]):
        sheet.append(row)
    if merged:
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("C1:D1")
    buffer = io.BytesIO()
    book.save(buffer)
    assert "表头只能占一行，第2行也是表头" in only(read_roster("a.xlsx", buffer.getvalue()))


def test_a_merged_title_above_the_header_is_no_second_header() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["名册"], ["单位编码", "单位名称"], ["301", "甲局"]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    buffer = io.BytesIO()
    book.save(buffer)
    assert [unit.code for unit in read_roster("a.xlsx", buffer.getvalue()).units] == ["301"]


@pytest.mark.parametrize("code", ['="031002"', "'031002", "’031002", "０３１００２", ' ="031002" '])
def test_codes_that_were_written_so_that_their_zeros_stay_are_read(code: str) -> None:
    roster = read_roster("a.csv", text([code, "甲局"]))
    assert (said(roster), roster.units[0].code) == ([], "031002")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_csv_in_utf_16_without_its_mark_is_read(encoding: str) -> None:
    assert [unit.name for unit in read_roster("a.csv", text(*GOOD, encoding=encoding)).units] == ["甲局", "乙校"]


@pytest.mark.parametrize("name", ["a.tsv", "a.tab", "a.TSV", "a.dat", "a"])
def test_a_text_with_tabs_is_read_whatever_it_is_called(name: str) -> None:
    assert [unit.name for unit in read_roster(name, "单位编码\t单位名称\n301\t甲局\n".encode()).units] == ["甲局"]


def test_a_quote_that_does_not_end_is_told_in_chinese() -> None:
    assert only(read_roster("a.csv", '单位编码,单位名称\n301,甲局\n"302,乙\n'.encode())).startswith("第3行读不通：有一个引号没有配对")


def test_a_heading_that_stands_twice_names_the_cell_of_the_other() -> None:
    assert "另一列在 B1" in only(read_roster("a.csv", "单位编码,单位名称,名称\n301,甲局,乙\n".encode()))


@pytest.mark.parametrize("data", [b"%PDF-1.4", b"PK\3\4broken", b"\x00\x01\x02garbage" * 50])
def test_a_file_that_is_no_roster_is_not_told_as_a_units_workbook(data: bytes) -> None:
    message = only(read_roster("a.xlsx", data))
    assert "名册应是" in message and "提交" not in message and "填报单位" not in message


def test_a_first_row_that_has_only_its_kind_is_no_second_header() -> None:
    roster = read_roster("a.csv", text(["", "", "单位"], *GOOD))
    assert all("表头" not in one for one in said(roster)) and len(roster.errors) == 2
