"""What only the comparison of units shows: each warning where it belongs, and silence where it does not."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from collecting import CODES, across, book, collected, found, last_year, result, the_form, zipped

from budgetxl.bureau import Collection, Unit
from budgetxl.bureau.collect import AcceptedFile, unread_answers
from budgetxl.bureau.collect.across.departments import some_items
from budgetxl.bureau.collect.across.scale import OffScale, out_of_scale, scale_findings
from budgetxl.forms import Form

DEPARTMENT = Unit("601", "甲局", "部门")
OWN, SCHOOL = Unit("601001", "甲局本级", "单位", "601"), Unit("601002", "甲局中心", "单位", "601")
OTHER = Unit("602001", "乙中心")
UNITS = [DEPARTMENT, OWN, SCHOOL, OTHER]


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return the_form(tmp_path_factory.mktemp("form"))


def of(form: Form, unit: Unit, **figures: Any) -> Any:
    return found(f"{unit.code}.xlsx", book(form, unit.code, unit.name, **figures))


def many(form: Form, count: int = 8, **figures: Any) -> tuple[list[Any], list[Unit]]:
    """Units of sizes from 100 to 100 × count, and their files."""
    units = [Unit(f"70{number:04}", f"单位{number}") for number in range(1, count + 1)]
    files = [of(form, unit, a=str(100 * number), b="5", **figures) for number, unit in enumerate(units, start=1)]
    return files, units


def warnings(collection: Collection) -> dict[str, list[str]]:
    return {one.unit.code: rules for one in collection.units if (rules := [finding.rule for finding in one.across])}


def message(collection: Collection, code: str) -> str:
    (finding,) = result(collection, code).across
    return finding.message


# ── project codes


def test_a_project_code_of_two_units_is_warned_of_on_both(form: Form) -> None:
    files = [of(form, OWN, a="1", rows=[("路", CODES[0], "1")]), of(form, OTHER, a="2", rows=[("桥", CODES[0].lower(), "2")])]
    collection = collected(form, files, UNITS)
    assert warnings(collection) == {"601001": ["META-26"], "602001": ["META-26"]}
    (finding,) = result(collection, "602001").across
    assert (str(finding.cells[0]), "甲局本级" in finding.message, CODES[0] in finding.message) == ("项目!B6", True, True)
    assert [result(collection, code).state for code in ("601001", "602001")] == ["待核实", "待核实"]


def test_what_is_advised_speaks_to_the_unit_that_reads_it(form: Form) -> None:
    """The letter and 催报 carry it to each of the units; nobody is told to ask 两个单位, itself among them."""
    twins = [of(form, unit, **SEVEN, rows=[*ROWS[1:], ("路", CODES[0], "1")]) for unit in (OWN, OTHER)]
    collection = collected(form, twins, UNITS)
    assert warnings(collection)["601001"] == ["META-24", "META-26"]
    hints = {unit.unit.code: [one.hint for one in unit.across] for unit in collection.units if unit.across}
    assert hints["601001"] == ["核对报来的是不是本单位的数；交错了文件或照抄了的，改正后重交", "与“乙中心”核对编码是谁的项目的；本单位填错的，改正编码"]
    assert "甲局本级" in hints["602001"][1]


def test_a_departments_workbook_has_the_projects_of_its_units(form: Form) -> None:
    files = [of(form, DEPARTMENT, a="5", rows=[("路", CODES[0], "1")]), of(form, OWN, a="1", rows=[("路", CODES[0], "1")])]
    assert warnings(collected(form, files, UNITS)) == {}


def test_different_codes_and_short_ones_are_nobodys_business(form: Form) -> None:
    files = [of(form, OWN, rows=[("路", CODES[0], "1"), ("a", "2010101", "1")]), of(form, OTHER, rows=[("桥", CODES[1], "2"), ("b", "2010101", "1")])]
    assert warnings(collected(form, files, UNITS)) == {}


# ── the same figures

SEVEN: dict[str, Any] = {"a": "11", "last_a": "12", "b": "13", "last_b": "14", "claimed": "24", "change": "-2"}
ROWS = [(f"项目{number}", None, f"{number}.5") for number in range(1, 8)]


def test_two_units_with_the_same_figures_are_warned_of(form: Form) -> None:
    collection = collected(form, [of(form, OWN, **SEVEN, rows=ROWS), of(form, OTHER, **SEVEN, rows=ROWS)], UNITS)
    assert warnings(collection) == {"601001": ["META-24"], "602001": ["META-24"]}
    assert "乙中心" in message(collection, "601001")


def test_a_department_and_its_only_unit_may_have_the_same(form: Form) -> None:
    assert warnings(collected(form, [of(form, DEPARTMENT, **SEVEN), of(form, OWN, **SEVEN)], UNITS)) == {}


def test_a_few_figures_may_be_the_same_by_chance(form: Form) -> None:
    assert warnings(collected(form, [of(form, OWN, a="1", b="2"), of(form, OTHER, a="1", b="2")], UNITS)) == {}


def test_one_figure_less_makes_others_of_them(form: Form) -> None:
    assert warnings(collected(form, [of(form, OWN, **SEVEN), of(form, OTHER, **{**SEVEN, "a": "11.1", "claimed": "24.1"})], UNITS)) == {}


def test_a_sheet_of_another_unit_is_warned_of_by_its_name(form: Form) -> None:
    collection = collected(form, [of(form, OWN, **SEVEN, rows=ROWS), of(form, OTHER, a="3", rows=ROWS)], UNITS)
    assert warnings(collection) == {"601001": ["META-25"], "602001": ["META-25"]}
    assert "《项目》" in message(collection, "602001") and "甲局本级" in message(collection, "602001")


# ── scale


def test_a_unit_in_yuan_is_warned_of_and_left_out_of_that_sheets_totals(form: Form) -> None:
    files, units = many(form)
    odd = Unit("709999", "元单位")
    files.append(of(form, odd, a="3000000", b="5", people="4", rows=[("路", None, "3")]))
    collection = collected(form, files, [*units, odd])
    assert warnings(collection) == {"709999": ["META-05"]}
    assert "疑似把“元”填入“万元”栏" in message(collection, "709999")
    totals = collection.totals
    assert (totals.sums["x.a"], totals.sums["all.amount"], "x.people" in totals.sums) == (3600, 3, False)
    assert totals.sheets == {"sheet_x": {"709999": totals.sheets["sheet_x"]["709999"]}}
    assert "709999" in totals.counted


def test_a_large_unit_is_no_unit_in_yuan(form: Form) -> None:
    files, units = many(form)
    large = Unit("709999", "教育局")
    assert warnings(collected(form, [*files, of(form, large, a="20000")], [*units, large])) == {}


def test_units_that_grow_step_by_step_are_all_of_one_scale(form: Form) -> None:
    units = [Unit(f"70{number:04}", f"单位{number}") for number in range(9)]
    files = [of(form, unit, a=str(10**number)) for number, unit in enumerate(units)]
    assert warnings(collected(form, files, units)) == {}


def test_a_unit_is_in_yuan_by_its_own_last_year_however_few_units_there_are(form: Form) -> None:
    collection = collected(form, [of(form, OWN, a="500000", last_a="48")], UNITS)
    assert warnings(collection) == {"601001": ["META-05"]}
    assert "上年" in message(collection, "601001")


@pytest.mark.parametrize("this", ["4800", "48000000"])
def test_a_unit_that_grows_otherwise_is_no_unit_in_yuan(form: Form, this: str) -> None:
    assert warnings(collected(form, [of(form, OWN, a=this, last_a="48")], UNITS)) == {}


def test_where_many_are_far_off_none_is(form: Form) -> None:
    files, units = many(form, 6)
    more = [Unit(f"80{number:04}", f"大单位{number}") for number in range(4)]
    files += [of(form, unit, a=str(3_000_000 + number)) for number, unit in enumerate(more)]
    assert warnings(collected(form, files, [*units, *more])) == {}


def test_two_in_yuan_are_both_found(form: Form) -> None:
    files, units = many(form)
    more = [Unit(f"80{number:04}", f"元单位{number}") for number in range(2)]
    files += [of(form, unit, a=str(3_000_000 + number)) for number, unit in enumerate(more)]
    assert set(warnings(collected(form, files, [*units, *more]))) == {"800000", "800001"}


def test_nothing_is_out_of_scale_without_units() -> None:
    assert out_of_scale({}) == {}


# ── a department and its units


def test_a_department_that_is_the_sum_of_its_units_is_silent(form: Form) -> None:
    files = [of(form, DEPARTMENT, a="15", b="3"), of(form, OWN, a="10", b="1"), of(form, SCHOOL, a="5", b="2")]
    assert warnings(collected(form, files, UNITS)) == {}


def test_a_department_that_is_not_the_sum_of_its_units_is_warned_of(form: Form) -> None:
    files = [of(form, DEPARTMENT, a="16", b="3", bodies=["甲局中心"]), of(form, OWN, a="10", b="1"), of(form, SCHOOL, a="5", b="2")]
    collection = collected(form, files, UNITS)
    assert warnings(collection) == {"601": ["BUD-19"]}
    (finding,) = result(collection, "601").across
    assert (str(finding.cells[0]), finding.actual, finding.expected) == ("收支!B4", "16", "15")
    assert "收支“a”16≠15，差1万元" in finding.message


def test_a_department_without_a_workbook_of_its_own_part_may_have_more_but_not_less(form: Form) -> None:
    units = [unit for unit in UNITS if unit is not OWN]
    more = [of(form, DEPARTMENT, a="16", b="3", bodies=["甲局中心"]), of(form, SCHOOL, a="5", b="2")]
    less = [of(form, DEPARTMENT, a="4", b="3", bodies=["甲局中心"]), of(form, SCHOOL, a="5", b="2")]
    assert warnings(collected(form, more, units)) == {}
    assert warnings(collected(form, less, units)) == {"601": ["BUD-19"]}


def test_a_unit_that_has_sent_nothing_makes_no_gap(form: Form) -> None:
    files = [of(form, DEPARTMENT, a="16", b="3", bodies=["甲局中心"]), of(form, OWN, a="10", b="1")]
    assert warnings(collected(form, files, UNITS)) == {}


def test_a_department_with_its_own_part_only_is_no_sum(form: Form) -> None:
    files = [of(form, DEPARTMENT, a="3", b="3", bodies=["甲局"]), of(form, SCHOOL, a="5", b="2")]
    assert warnings(collected(form, files, UNITS)) == {}


# ── last year


def test_last_years_column_is_held_against_what_was_accepted(form: Form) -> None:
    before = last_year(form, [of(form, OWN, a="10", b="5")], UNITS)
    collection = collected(form, [of(form, OWN, a="12", last_a="11", last_b="5")], UNITS, before)
    assert warnings(collection) == {"601001": ["BUD-07"]}
    (finding,) = result(collection, "601001").across
    assert ([str(at) for at in finding.cells], finding.actual, finding.expected) == (["收支!B5"], "11", "10")
    assert "601001.xlsx" in finding.hint


def test_what_was_accepted_last_year_and_is_told_so_is_silent(form: Form) -> None:
    before = last_year(form, [of(form, OWN, a="10", b="5")], UNITS)
    assert warnings(collected(form, [of(form, OWN, a="12", last_a="10.00", last_b="5")], UNITS, before)) == {}


def test_a_unit_of_which_nothing_was_accepted_is_not_compared(form: Form) -> None:
    before = last_year(form, [of(form, OTHER, a="10")], UNITS)
    assert warnings(collected(form, [of(form, OWN, a="12", last_a="11")], UNITS, before)) == {}


def test_only_what_was_accepted_counts_of_last_year(form: Form) -> None:
    files = [of(form, OWN, a="10"), found("b.xlsx", book(form, OTHER.code, OTHER.name, a="7"))]
    digest = hashlib.sha256(files[1].load()).hexdigest()
    assert set(last_year(form, files, UNITS).reads) == {"601001", "602001"}
    assert set(last_year(form, files, UNITS, [AcceptedFile("602001", "乙中心", "b.xlsx", digest)]).reads) == {"602001"}
    changed = last_year(form, files, UNITS, [AcceptedFile("602001", "乙中心", "b.xlsx", "0")])
    assert (changed.reads, changed.missing) == ({}, ("b.xlsx",))


def test_a_workbook_in_last_years_archive_is_found(form: Form) -> None:
    data = book(form, OTHER.code, OTHER.name, a="7")
    told = [AcceptedFile("602001", "乙中心", "in/b.zip/b.xlsx", hashlib.sha256(data).hexdigest())]
    found_then = last_year(form, [found("in/b.zip", zipped({"b.xlsx": data})), found("c.xlsx", b"never read")], UNITS, told)
    assert (set(found_then.reads), found_then.missing) == ({"602001"}, ())


def test_how_far_off_several_sheets_are_is_told_by_the_middle_one() -> None:
    """On one sheet prices and quantities were both too large."""
    sheets = [OffScale(str(times), f"表{times}", Decimal(times), Decimal(times)) for times in (6000, 6400, 520_000)]
    (finding,) = scale_findings(sheets)
    assert "6400倍" in finding.message


# ── what can't be compared yet


def test_a_department_whose_units_have_not_all_sent_theirs_says_that_it_was_not_compared(form: Form) -> None:
    whole = {"a": "9", "last_a": "1", "bodies": ["甲局", "甲局本级", "学校"]}
    collection = collected(form, [of(form, DEPARTMENT, **whole), of(form, OWN, a="3")], UNITS)
    one = result(collection, DEPARTMENT.code)
    assert one.state == "通过" and SCHOOL.name in one.said and "未与所属单位核对" in one.said
    everything = [of(form, DEPARTMENT, **whole), of(form, OWN, a="3"), of(form, SCHOOL, a="6", last_a="1")]
    assert "核对" not in result(collected(form, everything, UNITS), DEPARTMENT.code).said


def test_a_message_of_many_figures_names_whole_items_and_how_many_there_are() -> None:
    items = [f"表6基本支出“本年预算数·人员经费”{n}4613.3≠13539.7，差1073.6万元" for n in range(1, 9)]
    told = some_items(items, 221)
    *kept, last = told.split("；")
    assert kept and kept == items[: len(kept)] and last == items[len(kept)] + " 等 221 项" and len(told) <= 200
    assert some_items(items[:2], 2) == "；".join(items[:2])


def test_a_department_that_holds_its_own_part_alone_is_not_compared_at_all(form: Form) -> None:
    collection = collected(form, [of(form, DEPARTMENT, a="2", bodies=["甲局"]), of(form, OWN, a="3")], UNITS)
    assert result(collection, DEPARTMENT.code).said == ""


# ── what they make of a state


def test_a_warning_across_units_never_makes_an_error_and_never_hides_one(form: Form) -> None:
    files = [of(form, OWN, a="1", claimed="9", rows=[("路", CODES[0], "1")]), of(form, OTHER, a="2", rows=[("桥", CODES[0], "2")])]
    collection = collected(form, files, UNITS)
    assert [result(collection, code).state for code in ("601001", "602001")] == ["有错误", "待核实"]
    assert across(collection, "601001") == ["META-26"]


@pytest.mark.parametrize("answer", ["ＭＥＴＡ－２６：已核实", "meta26 已核实"])
def test_the_number_of_a_rule_may_be_typed_as_people_type(form: Form, answer: str) -> None:
    files = [of(form, OWN, a="1", rows=[("路", CODES[0], "1")]), of(form, OTHER, a="2", rows=[("桥", CODES[0], "2")])]
    collection = collected(form, files, [replace(OWN, more={"核对说明": answer}), OTHER])
    assert [finding.answer for finding in result(collection, "601001").across] == [answer]


def test_an_answer_without_a_rules_number_is_told(form: Form) -> None:
    units = [replace(OWN, row=2, more={"核对说明": "已核对"}), replace(OTHER, row=3, more={"核对说明": "BUD-19：已核对"}), replace(SCHOOL, more={"核对说明": " "})]
    (said,) = unread_answers(units)
    assert said.startswith("第2行“核对说明”") and "已核对" in said


def test_the_roster_answers_by_the_rules_number(form: Form) -> None:
    files = [of(form, OWN, a="1", rows=[("路", CODES[0], "1")]), of(form, OTHER, a="2", rows=[("桥", CODES[0], "2")])]
    units = [DEPARTMENT, replace(OWN, more={"核对说明": "META-26：共用项目，已核实"}), SCHOOL, replace(OTHER, more={"核对说明": "BUD-19：已核实"})]
    collection = collected(form, files, units)
    assert [[finding.answer for finding in result(collection, code).across] for code in ("601001", "602001")] == [["META-26：共用项目，已核实"], [None]]
