"""What checking says: messages with figures in place, cells of both sides, words of the 校验 sheet, answers, levels."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import (
    a_block,
    a_form,
    a_rule,
    a_sheet,
    check_cell,
    fields_of,
    filled,
    findings,
    found,
    opened,
    record,
    report,
    table,
    typed,
)

from budgetxl.checks import as_json, by_sheet, check, finding_json, unreadable_json
from budgetxl.checks.causes.verdict_finding import fill_slots, shown
from budgetxl.checks.order import in_order
from budgetxl.checks.reports.csv_report import file_rows
from budgetxl.checks.reports.html_report import file_view
from budgetxl.forms import Form
from budgetxl.values import Address, Finding
from budgetxl.workbook import fill, read

FIGURES = record("x", a={"type": "money", "signed": True}, b={"type": "money", "signed": True}, c={"type": "money", "signed": True}, t="text")


def verdicts(form: Form, data: dict[str, Any]) -> dict[str, str]:
    return report(filled(form, data)).verdicts


# ── messages


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (Decimal("1"), "1.00"), (Decimal("1.5"), "1.50"), (Decimal("945.446153"), "945.446153"), (Decimal("-0.005"), "-0.005"),
        (Decimal("1E+3"), "1000.00"), ("甲", "甲"), (True, "是"), (False, "否"), (date(2021, 12, 31), "2021-12-31"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_findings_write_it(value: Any, text: str) -> None:
    assert shown(value) == text


SLOTS = {"left": "1.00", "right": "2.50", "gap": "", "unit": "万元"}


def test_slots_are_filled_with_the_sides_the_gap_the_unit_and_any_expression() -> None:
    said = {"x.n": "甲", "x.a * 2": "6.00", "x.blank": ""}
    text = fill_slots("{x.n}{left}{unit}≠{right}，差{gap}，{x.a * 2}，{x.blank}", SLOTS, said.__getitem__)
    assert text == "甲1.00万元≠2.50，差（空），6.00，（空）"


PEOPLE = record("y", made="integer", n="integer", price={"type": "number"}, share="percent", a="money", b="money")


@pytest.mark.parametrize(
    ("check", "message", "said", "sides"),
    [
        ("y.made == year", "{left}应为{right}，差{gap}", "2027应为2022，差5", ("2027", "2022")),
        ("y.n == 12", "{left}人不是{right}人", "30人不是12人", ("30", "12")),
        ("y.price > 20", "{left}不大于{right}", "12.5不大于20", ("12.5", "20")),
        ("y.a == y.b", "{y.n}人、{y.made}年、{left}{unit}、{y.share}%", "30人、2027年、7.00万元、5.00%", ("7.00", "8.00")),
        ("y.a / y.b == 2", "{left}不是{right}倍", "0.875不是2倍", ("0.875", "2")),
        ("y.share > 50", "{left}%不大于{right}%", "5.00%不大于50.00%", ("5.00", "50.00")),
    ],
)  # fmt: skip
def test_years_and_counts_have_no_decimals(tmp_path: Path, check: str, message: str, said: str, sides: tuple[str, str]) -> None:
    data = {"y": {"made": "2027", "n": "30", "price": "12.5", "share": "5", "a": "7", "b": "8"}}
    (finding,) = findings(a_form(tmp_path, PEOPLE, a_rule("X-01", check, message)), data)
    assert (finding.message, (finding.actual, finding.expected)) == (said, sides)


def test_a_rule_that_speaks_of_no_amount_has_no_unit() -> None:
    assert fill_slots("共3{unit}项", {**SLOTS, "unit": ""}, str) == "共3项"


def test_a_value_with_braces_is_no_slot() -> None:
    assert fill_slots("“{x.n}”", SLOTS, lambda text: "{left}{x.a}") == "“{left}{x.a}”"


def test_a_finding_of_a_comparison_names_both_sides(tmp_path: Path) -> None:
    (finding,) = findings(a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b", "{left}不是{right}")), {"x": {"a": "26.2", "b": "40.4"}})
    assert (finding.message, finding.actual, finding.expected) == ("26.20不是40.40", "26.20", "40.40")
    assert [str(at) for at in finding.cells] == ["数据!B4", "数据!B5"]


def test_a_finding_of_a_row_names_the_cells_of_that_row(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", a="money", b="money"), a_rule("T-01", "row.a == row.b", "第{left}", each="t"))
    (finding,) = findings(form, {"t": [{"a": "1", "b": "1"}, {"a": "2", "b": "3"}]})
    assert [str(at) for at in finding.cells] == ["明细!A6", "明细!B6"]


def test_a_finding_on_a_copy_names_that_copy(tmp_path: Path) -> None:
    sheet = a_sheet("项目{{ n }}", a_block("p", "record", fields=fields_of({"name": "text", "goal": "text"})), id="p", repeat="items")
    form = a_form(tmp_path, sheet, a_rule("P-01", "filled(row.goal)", "“{row.name}”没有目标", each="items"))
    (finding,) = findings(form, {"items": [{"name": "甲", "goal": "有"}, {"name": "乙"}]})
    assert finding.message == "“乙”没有目标"
    assert [at.sheet for at in finding.cells] == ["项目2"]


def test_cells_that_a_rule_names_come_after_those_it_compares(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "filled(x.t)", "未填", when="x.a > 0", cells=["x.a"]))
    (finding,) = findings(form, {"x": {"a": "1"}})
    assert [str(at) for at in finding.cells] == ["数据!B7", "数据!B4"]


# ── how a rule comes out


def test_a_rule_that_passes_fails_or_lacks_its_inputs(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b") + a_rule("X-02", "x.a == x.b", severity="warning"))
    assert verdicts(form, {"x": {"a": "1", "b": "1"}}) == {"X-01": "通过", "X-02": "通过"}
    assert verdicts(form, {"x": {"a": "1", "b": "2"}}) == {"X-01": "不符", "X-02": "待核实"}
    assert verdicts(form, {"x": {"a": "1"}}) == {"X-01": "未填", "X-02": "未填"}


def test_a_rule_whose_inputs_are_missing_finds_nothing(tmp_path: Path) -> None:
    assert found(a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b")), {"x": {"a": "1"}}) == []


def test_a_rule_whose_condition_does_not_hold_neither_passes_nor_fails(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b", when="x.c > 0"))
    assert verdicts(form, {"x": {"a": "1", "b": "2", "c": "0"}}) == {"X-01": "不适用"}
    assert verdicts(form, {"x": {"a": "1", "b": "2"}}) == {"X-01": "未填"}


def test_a_rule_over_no_rows_does_not_apply(tmp_path: Path) -> None:
    assert verdicts(a_form(tmp_path, table("t", a="money"), a_rule("T-01", "row.a > 0", each="t")), {}) == {"T-01": "不适用"}


def test_a_rule_over_rows_waits_where_one_of_them_does_and_none_is_judged(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", a="money", b="text", c="money"), a_rule("T-01", "row.a > 0", each="t", when='row.b == "甲"'))
    rows = {"not": {"b": "乙"}, "waits": {"b": "甲"}, "passes": {"b": "甲", "a": "1"}}
    words = {names: verdicts(form, {"t": [rows[name] for name in names]})["T-01"] for names in (("not",), ("not", "waits"), ("waits", "passes"))}
    assert list(words.values()) == ["不适用", "未填", "通过"]


def test_the_worst_row_speaks_for_a_rule(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", a="money", b="text"), a_rule("T-01", "row.a > 0", each="t"))
    assert verdicts(form, {"t": [{"a": "1"}, {"a": "0"}, {"b": "无"}]}) == {"T-01": "不符"}
    assert verdicts(form, {"t": [{"a": "1"}, {"b": "无"}]}) == {"T-01": "通过"}
    assert verdicts(form, {"t": [{"b": "甲"}]}) == {"T-01": "未填"}


def test_a_rule_on_trial_only_informs(tmp_path: Path) -> None:
    result = filled(a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b", trial=True)), {"x": {"a": "1", "b": "2"}})
    (finding,) = report(result).findings
    assert (finding.severity, report(result).verdicts) == ("info", {"X-01": "通过"})


def test_information_passes(tmp_path: Path) -> None:
    result = filled(a_form(tmp_path, FIGURES, a_rule("X-01", "x.a <= 0", severity="info")), {"x": {"a": "1"}})
    assert [finding.severity for finding in report(result).findings] == ["info"]
    assert report(result).verdicts == {"X-01": "通过"}


def test_a_rounding_difference_is_information(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b + x.c", "合计{left}≠{right}"))
    (finding,) = findings(form, {"x": {"a": "10.01", "b": "5", "c": "5"}})
    assert (finding.severity, "取整尾差" in finding.message) == ("info", True)
    assert findings(form, {"x": {"a": "10.02", "b": "5", "c": "5"}})[0].severity == "error"


# ── beside the rules


def test_a_required_blank_is_an_error_where_it_belongs(tmp_path: Path) -> None:
    (finding,) = findings(a_form(tmp_path, record("x", a={"type": "money", "required": True}, b="money")), {})
    assert (finding.rule, finding.severity, [str(at) for at in finding.cells]) == ("META-15", "error", ["数据!B4"])


def test_a_required_nought_is_filled_in(tmp_path: Path) -> None:
    assert found(a_form(tmp_path, record("x", a={"type": "money", "required": True})), {"x": {"a": "0"}}) == []


def test_a_required_column_is_required_in_filled_rows_only(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", a="text", b={"type": "money", "required": True}))
    assert [str(one.cells[0]) for one in findings(form, {"t": [{"a": "甲", "b": "1"}, {"a": "乙"}]})] == ["明细!B6"]


def test_a_required_total_is_not_asked_for(tmp_path: Path) -> None:
    fields = {"a": "money", "b": {"type": "money", "required": True, "formula": "x.a * 2"}}
    assert found(a_form(tmp_path, record("x", **fields)), {}) == []


@pytest.mark.parametrize("choices", [["部门", "单位"], "lists.kinds", "t.name"])
def test_a_value_that_is_not_on_offer_is_doubtful(tmp_path: Path, choices: Any) -> None:
    sheets = record("x", a={"type": "choice", "choices": choices}) + table("t", name="text")
    form = a_form(tmp_path, sheets, head='[lists]\nkinds = ["部门", "单位"]\n')
    rows = [{"name": "部门"}, {"name": "单位"}]
    (finding,) = findings(form, {"x": {"a": "街道"}, "t": rows})
    assert (finding.rule, finding.severity, [str(at) for at in finding.cells]) == ("META-14", "warning", ["数据!B4"])
    assert found(form, {"x": {"a": "单位"}, "t": rows}) == []


def test_a_list_with_nothing_to_offer_refuses_nothing(tmp_path: Path) -> None:
    sheets = record("x", a={"type": "choice", "choices": "t.name"}) + table("t", name="text")
    assert found(a_form(tmp_path, sheets), {"x": {"a": "街道"}}) == []


def test_open_choices_take_anything(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a={"type": "choice", "choices": ["部门"], "open_choices": True}))
    assert found(form, {"x": {"a": "街道"}}) == []


def test_every_offer_is_named_in_the_finding(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a={"type": "choice", "choices": ["部门", "单位"]}))
    assert "部门、单位" in findings(form, {"x": {"a": "街道"}})[0].message


# ── sheets that are not there


def test_rules_about_a_deleted_sheet_are_not_run(tmp_path: Path) -> None:
    """One mistake, one finding: the sheet is missing. That its table has no rows follows."""
    sheets = table("t", name="text") + record("x", a="money")
    form = a_form(tmp_path, sheets, a_rule("T-01", "count(t.name) > 0", "没有明细", when="x.a > 0") + a_rule("X-01", "x.a > 5"))
    book = opened(fill(form, {"x": {"a": "1"}}))
    del book["明细"]
    buffer = io.BytesIO()
    book.save(buffer)
    result = report(read(buffer.getvalue(), form))
    assert [one.rule for one in result.findings if one.severity == "error"] == ["META-09", "X-01"]
    assert result.verdicts == {"T-01": "未填", "X-01": "不符"}


# ── answers and order


def test_an_answered_warning_keeps_its_finding_and_is_closed(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b", severity="warning") + a_rule("X-02", "x.a == x.c", severity="warning"))
    data = typed(fill(form, {"x": {"a": "1", "b": "2", "c": "3"}}), {check_cell(form, "X-01"): "情况属实"})
    result = report(read(data, form))
    assert {one.rule: one.answer for one in result.findings} == {"X-01": "情况属实", "X-02": None}
    assert (result.count("warning"), result.open_warnings()) == (2, 1)


def test_an_error_can_not_be_answered_away(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b"))
    result = report(read(typed(fill(form, {"x": {"a": "1", "b": "2"}}), {check_cell(form, "X-01"): "情况属实"}), form))
    assert [one.answer for one in result.findings] == [None]


ORDERED = (
    a_rule("X-02", "t.a > 9", severity="info") + a_rule("X-03", "t.b > 8")
    + a_rule("A-01", "x.c > x.a", severity="warning") + a_rule("A-02", "x.a > 5") + a_rule("M-01", "row.n > 5 and row.m > 5", each="m")
)  # fmt: skip
AMOUNTS = {"x": {"a": "1", "b": "2", "c": "1"}, "t": {"a": "1", "b": "2"}, "m": [{"n": "1", "m": "9"}, {"n": "9", "m": "1"}]}


def ordered(folder: Path) -> Form:
    """Three sheets, whose rules stand in another order than they do."""
    return a_form(folder, table("m", "先", n="money", m="money") + FIGURES + record("t", "后", a="money", b="money"), ORDERED)


def test_findings_come_in_the_order_of_the_workbook(tmp_path: Path) -> None:
    found = report(filled(ordered(tmp_path), AMOUNTS)).findings
    assert [(one.rule, str(one.cells[0])) for one in found] == [
        ("M-01", "先!A5"), ("M-01", "先!A6"), ("A-02", "数据!B4"), ("A-01", "数据!B6"), ("X-02", "后!B4"), ("X-03", "后!B5"),
    ]  # fmt: skip


def test_the_order_is_the_forms_whatever_staff_do_to_the_sheets(tmp_path: Path) -> None:
    form = ordered(tmp_path)
    book = opened(fill(form, AMOUNTS))
    book.move_sheet("后", -3)
    book["先"].title = "改了名"
    buffer = io.BytesIO()
    book.save(buffer)
    sheets = [one.cells[0].sheet for one in report(read(buffer.getvalue(), form)).findings if one.rule != "META-07"]
    assert [*dict.fromkeys(sheets)] == ["改了名", "数据", "后"]


def test_what_is_said_of_the_whole_workbook_comes_first_and_what_is_folded_in_the_same_order(tmp_path: Path) -> None:
    submission = filled(ordered(tmp_path), AMOUNTS).submission
    late, early, stray = (Finding(name, "error", "", (Address(sheet, 4, 2),)) for name, sheet in (("L", "后"), ("E", "数据"), ("S", "别的表")))
    whole = Finding("W", "info", "", caused=(late, early))
    found = in_order([stray, late, replace(early, rule="I", severity="info"), early, whole], submission)
    assert [one.rule for one in found] == ["W", "E", "I", "L", "S"]
    assert [one.rule for one in found[0].caused] == ["E", "L"]


def test_every_report_tells_them_in_that_order(tmp_path: Path) -> None:
    result = filled(ordered(tmp_path), AMOUNTS)
    found = report(result)
    rules = [one.rule for one in found.findings]
    assert [one["rule"] for one in as_json("a.xlsx", result, found)["findings"]] == rules
    assert [one.rule for group in by_sheet(found.findings).values() for one in group] == rules
    assert [row.cells[5] for row in file_rows("a.xlsx", result, found)] == rules
    assert [one.finding.rule for _, group in file_view("a.xlsx", result, found).groups for one in group] == rules


def test_a_submission_can_be_checked_without_a_file(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b"))
    assert [one.rule for one in check(filled(form, {"x": {"a": "1", "b": "2"}}).submission)] == ["X-01"]


# ── as JSON


def test_the_json_of_a_file_has_the_documented_keys(tmp_path: Path) -> None:
    result = filled(a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b", hint="改")), {"unit": {"name": "甲"}, "x": {"a": "1", "b": "2"}})
    entry = as_json("a.xlsx", result, report(result))
    assert list(entry)[:11] == [
        "file", "form", "unit", "year", "readable", "error", "counts", "findings", "corrections", "cells", "rules",
    ]  # fmt: skip
    assert (entry["unit"], entry["year"], entry["counts"]) == ("甲", 2022, {"error": 1, "warning": 0, "info": 0})
    assert entry["verdicts"] == {"X-01": "不符"}
    assert json.loads(json.dumps(entry, ensure_ascii=False)) == entry


def test_blanks_of_a_finding_are_null() -> None:
    bare = finding_json(Finding("X-01", "error", "空"))
    assert (bare["expected"], bare["actual"], bare["hint"], bare["answer"], bare["caused"]) == (None, None, None, None, [])


def test_what_a_finding_caused_is_listed_under_it() -> None:
    inner = Finding("X-02", "warning", "乙", (Address("表", 1, 1),))
    assert finding_json(Finding("X-01", "error", "甲", caused=(inner,)))["caused"] == [finding_json(inner)]


def test_an_unreadable_file_has_the_same_keys(tmp_path: Path) -> None:
    result = filled(a_form(tmp_path, FIGURES), {})
    assert unreadable_json("a.xlsx", "坏了").keys() == as_json("a.xlsx", result, report(result)).keys()


def test_findings_are_grouped_by_the_sheet_of_their_first_cell() -> None:
    one, two = Finding("X-01", "error", "甲", (Address("表", 1, 1), Address("别表", 1, 1))), Finding("X-02", "error", "乙")
    assert by_sheet((one, two)) == {"表": [one], "全表": [two]}


@pytest.mark.parametrize(
    ("kind", "asked"), [("money", "确实为零的填 0"), ("date", "填写日期，如 2021-12-31"), ("text", "请在 数据!B4 填写")]
)
def test_a_required_cell_is_asked_for_what_it_takes(tmp_path: Path, kind: str, asked: str) -> None:
    form = a_form(tmp_path, record("x", a={"type": kind, "required": True}, b="text"))
    (finding,) = (one for one in report(filled(form, {"x": {"b": "甲"}})).findings if one.rule == "META-15")
    assert asked in finding.hint and ("填 0" in finding.hint) == (kind == "money")


def test_a_text_that_is_missing_from_a_message_has_no_quotes(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="text", b="money"), a_rule("X-01", "filled(x.a)", "编码“{x.a}”应为21位，金额{x.b}", when="x.b > 0"))
    assert [one.message for one in findings(form, {"x": {"b": "1"}})] == ["编码（没有填）应为21位，金额1.00"]
    form = a_form(tmp_path, record("x", a="text", b="money"), a_rule("X-01", "blank(x.a)", "编码“{x.a}”，{x.b}"))
    assert [one.message for one in findings(form, {"x": {"a": "12"}})] == ["编码“12”，（空）"]


def test_a_rule_that_misses_rows_names_the_cells_where_they_begin(tmp_path: Path) -> None:
    rules = a_rule("X-01", "count(t.name) > 0") + a_rule("X-02", "count(t.name) > 0 and count(u.name) > 0 and default(x.b, 0) > 0")
    form = a_form(tmp_path, table("t", "一", name="text") + table("u", "二", name="text") + record("x", b="money"), rules)
    said = {one.rule: list(map(str, one.cells)) for one in findings(form, {"x": {"b": "1"}})}
    assert said == {"X-01": ["一!A5"], "X-02": ["一!A5", "二!A5"]}
    assert [list(map(str, one.cells)) for one in findings(form, {"x": {"b": "1"}, "t": [{"name": "甲"}]})] == [["二!A5"]]
