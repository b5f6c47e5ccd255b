"""One mistake makes one finding: what follows from it is folded under it, and what does not is left alone."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from making import a_form, a_rule, filled, findings, record, report, table, typed

from budgetxl.checks.causes.search import find_causes
from budgetxl.expressions import Status
from budgetxl.forms import Form, judge_form, load_form
from budgetxl.values import Finding, entries
from budgetxl.workbook import fill, read

MONEY = {name: {"type": "money", "signed": True} for name in "abcde"}
EQUAL = a_rule("X-01", "x.a == x.b") + a_rule("X-02", "x.a == x.c") + a_rule("X-03", "x.a == x.d")
SAMPLES = Path(__file__).resolve().parent.parent / "sample_workbooks"


def shape(found: list[Finding]) -> list[tuple[str, list[str]]]:
    """Each finding's rule with the rules of what follows from it."""
    return [(one.rule, [each.rule for each in one.caused]) for one in found]


def equal(tmp_path: Path) -> Form:
    return a_form(tmp_path, record("x", **MONEY), EQUAL)


# ── figures compared with each other


def test_one_wrong_figure_makes_one_finding(tmp_path: Path) -> None:
    found = findings(equal(tmp_path), {"x": {"a": "7", "b": "5", "c": "5", "d": "5"}})
    assert shape(found) == [("X-01", ["X-02", "X-03"])]
    assert "把 数据!B4 改为 5，有关的 3 处核对就都相符" in found[0].hint


def test_a_figure_that_only_one_rule_compares_is_left_alone(tmp_path: Path) -> None:
    found = findings(equal(tmp_path), {"x": {"a": "5", "b": "5", "c": "5", "d": "7"}})
    assert shape(found) == [("X-03", [])]


def test_two_mistakes_make_two_findings(tmp_path: Path) -> None:
    """Two of three figures differ, and from each other: no one cell explains them."""
    found = findings(equal(tmp_path), {"x": {"a": "5", "b": "6", "c": "7", "d": "5"}})
    assert shape(found) == [("X-01", []), ("X-02", [])]


def test_mistakes_of_two_kinds_are_folded_apart(tmp_path: Path) -> None:
    more = record("y", "另表", **MONEY)
    rules = EQUAL + a_rule("Y-01", "y.a == y.b") + a_rule("Y-02", "y.a == y.c")
    form = a_form(tmp_path, record("x", **MONEY) + more, rules)
    found = findings(form, {"x": {"a": "7", "b": "5", "c": "5", "d": "5"}, "y": {"a": "1", "b": "2", "c": "2"}})
    assert shape(found) == [("X-01", ["X-02", "X-03"]), ("Y-01", ["Y-02"])]


def test_a_repair_that_breaks_another_rule_is_none(tmp_path: Path) -> None:
    """a = 5 would please two rules and displease one that passes: so b and c are wrong, not a."""
    form = a_form(tmp_path, record("x", **MONEY), a_rule("X-01", "x.a == x.b") + a_rule("X-02", "x.a == x.c") + a_rule("X-03", "x.a == x.d"))
    found = findings(form, {"x": {"a": "7", "b": "5", "c": "5", "d": "7"}})
    assert shape(found) == [("X-01", []), ("X-02", [])]


def test_where_several_cells_may_be_the_cause_none_is_called_sure(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", **MONEY), a_rule("X-01", "x.a == x.b + x.c") + a_rule("X-02", "x.d == x.b + x.c"))
    (finding,) = findings(form, {"x": {"a": "10", "b": "4", "c": "5", "d": "10"}})
    assert "可能是" in finding.hint
    assert [each.rule for each in finding.caused] == ["X-02"]


def test_the_gravest_finding_stands_on_top(tmp_path: Path) -> None:
    rules = a_rule("X-01", "x.a == x.b", severity="warning") + a_rule("X-02", "x.a == x.c")
    (finding,) = findings(a_form(tmp_path, record("x", **MONEY), rules), {"x": {"a": "7", "b": "5", "c": "5"}})
    assert (finding.rule, finding.severity, [each.rule for each in finding.caused]) == ("X-02", "error", ["X-01"])


def test_the_finding_that_names_the_cell_first_stands_on_top(tmp_path: Path) -> None:
    rules = a_rule("X-01", "x.b == x.a") + a_rule("X-02", "x.a == x.c")
    (finding,) = findings(a_form(tmp_path, record("x", **MONEY), rules), {"x": {"a": "7", "b": "5", "c": "5"}})
    assert finding.rule == "X-02"


def test_an_item_explains_its_total_and_all_that_hangs_on_it(tmp_path: Path) -> None:
    fields = {**MONEY, "total": {"type": "money", "formula": "x.a + x.b"}}
    rules = a_rule("X-01", "x.total == x.c") + a_rule("X-02", "x.a == x.d")
    (finding,) = findings(a_form(tmp_path, record("x", **fields), rules), {"x": {"a": "3", "b": "4", "c": "6", "d": "2"}})
    assert len(finding.caused) == 1
    assert "把 数据!B4 改为 2，有关的 2 处核对就都相符" in finding.hint


def test_a_row_explains_the_rules_of_its_row_and_of_its_table(tmp_path: Path) -> None:
    sheets = table("t", "明细", {"totals": [{"id": "all", "label": "合计", "columns": ["sum"]}]}, q="number", sum="money", part="money")
    rules = a_rule("T-01", "row.sum == row.part", each="t") + a_rule("T-02", "all.sum == x.a")
    form = a_form(tmp_path, sheets + record("x", **MONEY), rules)
    (finding,) = findings(form, {"t": [{"sum": "5", "part": "5"}, {"sum": "9", "part": "4"}], "x": {"a": "9"}})
    assert "把 明细!B7 改为 4，有关的 2 处核对就都相符" in finding.hint


def test_nothing_is_explained_where_nothing_can_be_computed(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", name="text", other="text"), a_rule("X-01", 'x.name == "甲"') + a_rule("X-02", 'x.other == "乙"'))
    assert shape(findings(form, {"x": {"name": "丙", "other": "丁"}})) == [("X-01", []), ("X-02", [])]


def test_the_cause_of_many_failures_is_not_sought(tmp_path: Path) -> None:
    sheets = table("t", "明细", {"rows": 40}, q="money", p="money")
    form = a_form(tmp_path, sheets, a_rule("T-01", "row.q == row.p", each="t"))
    result = filled(form, {"t": [{"q": str(number), "p": "0"} for number in range(1, 40)]})
    failed = {
        ("T-01", verdict.key): verdict
        for verdict in judge_form(form, result.submission.root)["T-01"]
        if verdict.judgement.status is Status.FAILED
    }
    assert len(failed) == 39
    assert find_causes(result.submission, failed) == []


# ── a slip of the hand below one total


SUMS = {**MONEY, "total": {"type": "money", "formula": "x.a + x.b + x.c"}}


def test_an_item_that_is_mistyped_for_what_its_total_asks_is_named(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", **SUMS), a_rule("X-01", "x.total == x.d"))
    (finding,) = findings(form, {"x": {"a": "10", "b": "4700000", "c": "12.5", "d": "492.5"}})
    assert "把 数据!B5 改为 470 就相符，可能把“元”填进了“万元”栏" in finding.hint
    assert "数据!B5" in map(str, finding.cells)


def test_of_several_items_that_may_be_mistyped_all_are_named(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", **SUMS), a_rule("X-01", "x.total == x.d"))
    (finding,) = findings(form, {"x": {"a": "112", "b": "445", "c": "7", "d": "573"}})
    assert finding.hint == "可能是 数据!B4、数据!B5 有误"


def test_an_item_is_not_named_where_the_total_asks_for_any_other_figure(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", **SUMS), a_rule("X-01", "x.total == x.d"))
    (finding,) = findings(form, {"x": {"a": "10", "b": "47", "c": "12.5", "d": "80"}})
    assert finding.hint == ""


YEARS = {"a": "money", "last_a": "money", "b": "money", "last_b": "money", "d": "money", "last_d": "money"}
BOTH_YEARS = {
    **YEARS, "total": {"type": "money", "formula": "sum(x.a, x.b)"}, "last_total": {"type": "money", "formula": "sum(x.last_a, x.last_b)"},
}  # fmt: skip
BOTH_RULES = a_rule("X-01", "x.total == x.d") + a_rule("X-02", "x.last_total == x.last_d")


def test_last_years_figure_among_the_items_is_named(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", **BOTH_YEARS), BOTH_RULES)
    (finding,) = findings(form, {"x": {"a": "31", "last_a": "31", "b": "20", "last_b": "18", "d": "57", "last_d": "49"}})
    assert "数据!B4 与上年的 数据!B5 同为 31，可能把上年数填进了本年栏" in finding.hint


def test_two_years_in_each_others_cells_are_one_mistake(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", **BOTH_YEARS), BOTH_RULES)
    (finding,) = findings(form, {"x": {"a": "31", "last_a": "37", "b": "20", "last_b": "18", "d": "57", "last_d": "49"}})
    assert "可能是 数据!B4 与 数据!B5 的本年数、上年数填反" in finding.hint
    assert [each.rule for each in finding.caused] == ["X-02"]


def test_a_blank_item_that_had_a_figure_last_year_is_named(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", **BOTH_YEARS), BOTH_RULES)
    (finding,) = findings(form, {"x": {"a": None, "last_a": "31", "b": "20", "last_b": "18", "d": "57", "last_d": "49"}})
    assert "把 数据!B4 改为 37 就相符，这一格空着，上年有数，可能漏填" in finding.hint


# ── codes


KNOWN = '[lists]\nknown = ["1", "101", "202"]\n'
CODE = {"type": "code", "choices": "lists.known", "open_choices": True}
KEYS = {"rollup": {"column": "code", "leaf": 3}, "totals": [{"id": "all", "label": "合计", "columns": ["m"]}]}
LENGTH = a_rule("T-01", "code_length(row.code) == 1 or code_length(row.code) == 3", each="t")


def wrong_code(tmp_path: Path, rules: str) -> list[Finding]:
    """A leaf's code lacks a digit in the file; its amount was typed."""
    form = a_form(tmp_path, table("t", "明细", KEYS, code=CODE, m="money") + record("x", **MONEY), rules, head=KNOWN)
    data = fill(form, {"t": [{"code": "1"}, {"code": "101", "m": "4"}, {"code": "202", "m": "5"}], "x": {"a": "9"}})
    cell = next(str(entry.at) for key, entry in entries(read(data, form).submission.root) if key == ("t", 1, "code"))
    return [one for one in report(read(typed(data, {cell: "10"}), form)).findings if one.severity != "info"]


def test_a_text_that_alone_puts_everything_right_is_offered(tmp_path: Path) -> None:
    (finding,) = wrong_code(tmp_path, LENGTH + a_rule("T-02", "all.m == x.a"))
    assert "改为 “101”，有关的 2 处核对就都相符" in finding.hint
    assert finding.rule == "T-01"


def test_an_amount_that_a_wrong_code_makes_a_total_does_not_look_typed_over(tmp_path: Path) -> None:
    assert shape(wrong_code(tmp_path, LENGTH)) == [("T-01", ["META-07"])]


# ── what reading the file finds, and what follows from it


TOTAL = {**MONEY, "total": {"type": "money", "formula": "x.a + x.b"}}


def overwritten(tmp_path: Path, rules: str, value: float) -> list[Finding]:
    form = a_form(tmp_path, record("x", **TOTAL), rules)
    data = fill(form, {"x": {"a": "1", "b": "2", "c": "3", "d": "3"}})
    return list(report(read(typed(data, {"数据!B9": value}), form)).findings)


def test_a_total_typed_over_and_its_own_rule_are_one(tmp_path: Path) -> None:
    assert shape(overwritten(tmp_path, a_rule("X-01", "x.total == x.a + x.b"), 4)) == [("X-01", ["META-07"])]


def test_a_total_typed_over_and_a_rule_elsewhere_are_one(tmp_path: Path) -> None:
    assert shape(overwritten(tmp_path, a_rule("X-01", "x.c == x.total"), 4)) == [("X-01", ["META-07"])]


def test_a_total_typed_over_explains_every_rule_that_reads_it(tmp_path: Path) -> None:
    rules = a_rule("X-01", "x.c == x.total") + a_rule("X-02", "x.total == x.d") + a_rule("X-03", "x.total == x.a + x.b")
    found = overwritten(tmp_path, rules, 4)
    assert len(found) == 1
    assert sorted([found[0].rule, *(each.rule for each in found[0].caused)]) == ["META-07", "X-01", "X-02", "X-03"]


def test_a_total_typed_over_that_no_rule_minds_stands_alone(tmp_path: Path) -> None:
    assert shape(overwritten(tmp_path, a_rule("X-01", "x.c == x.d"), 4)) == [("META-07", [])]


def test_a_total_typed_over_does_not_swallow_another_mistake(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", **TOTAL), a_rule("X-01", "x.c == x.d") + a_rule("X-02", "x.total == x.a + x.b"))
    data = fill(form, {"x": {"a": "1", "b": "2", "c": "3", "d": "9"}})
    found = list(report(read(typed(data, {"数据!B9": 4}), form)).findings)
    assert shape(found) == [("X-01", []), ("X-02", ["META-07"])]


def test_a_negative_amount_and_the_sum_that_it_spoils_are_one(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money", b="money", c="money"), a_rule("X-01", "x.a == x.b + x.c"))
    data = fill(form, {"x": {"a": "8", "b": "3", "c": "5"}})
    found = list(report(read(typed(data, {"数据!B6": -5}), form)).findings)
    assert shape(found) == [("META-13", ["X-01"])]
    assert "把 数据!B6 改为 5" in found[0].hint


def test_a_negative_amount_in_a_sum_that_is_wrong_anyway_stands_alone(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money", b="money", c="money", d="money"), a_rule("X-01", "x.a == x.b") + a_rule("X-02", "x.c == 1"))
    data = fill(form, {"x": {"a": "8", "b": "3", "c": "1", "d": "1"}})
    found = list(report(read(typed(data, {"数据!B7": -5}), form)).findings)
    assert sorted(shape(found)) == [("META-13", []), ("X-01", [])]


def test_a_text_that_is_right_where_the_figure_is_wrong_is_folded(tmp_path: Path) -> None:
    fields = {"a": {"type": "money", "label": "安排采购预算"}, "b": "money", "c": "money", "text": "longtext"}
    form = a_form(tmp_path, record("x", **fields), a_rule("X-01", "x.a == x.b + x.c"))
    (finding,) = findings(form, {"x": {"a": "62.2", "b": "20", "c": "6.2", "text": "安排采购预算26.2万元。"}})
    assert (finding.rule, [each.rule for each in finding.caused]) == ("X-01", ["TEXT-02"])


# ── planted in a real workbook


@cache
def demo() -> tuple[Form, bytes, dict[str, str]]:
    """The clean demo: its form, its workbook, and the cell of each value by its path."""
    data = json.loads((SAMPLES / "hebei-2027-demo.json").read_text(encoding="utf-8"))
    form = load_form(data["form"])
    workbook = fill(form, data["data"], data["year"])
    root = read(workbook, form).submission.root
    return form, workbook, {".".join(map(str, path)): str(entry.at) for path, entry in entries(root)}


def planted(path: str, value: float | str) -> list[Finding]:
    """The errors of the demo after somebody has typed a value into one cell."""
    form, workbook, cells = demo()
    result = read(typed(workbook, {cells[path]: value}), form)
    return [finding for finding in report(result).findings if finding.severity == "error"]


needs_demo = pytest.mark.skipif(not (SAMPLES / "hebei-2027-demo.json").is_file(), reason="the demo is not there yet")


@needs_demo
def test_the_demo_is_clean() -> None:
    form, workbook, _ = demo()
    assert not report(read(workbook, form)).findings


@needs_demo
@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("income.general_public_budget", 11166800, "BUD-01"), ("expenditure.total", 1300, "BUD-03"), ("expenditure.personnel", 81.85, "META-07"),
        ("procurement_approved.amount", 154.29, "PROC-04"), ("asset_summary.closing_amount", 61.95, "ASSET-03"),
        ("projects.0.budget", 90, "PERF-01"), ("three_public.total.amount", -6.6, "SAN-01"), ("procurement.0.quantity", 9, "PROC-04"),
        ("asset_date.as_of", "2025-12-31", "ASSET-04"), ("year", 2026, "META-02"),
    ],
)  # fmt: skip
def test_one_slip_of_the_hand_makes_one_error(path: str, value: float | str, rule: str) -> None:
    (finding,) = planted(path, value)
    assert rule in {finding.rule, *(each.rule for each in finding.caused)}


@needs_demo
@pytest.mark.parametrize(
    ("path", "value"),
    [("income.general_public_budget", 11166800), ("expenditure.total", 1300), ("three_public.total.amount", -6.6), ("projects.0.budget", 90)],
)
def test_the_cell_at_fault_is_named(path: str, value: float) -> None:
    (finding,) = planted(path, value)
    assert demo()[2][path] in {str(at) for at in finding.cells}


# ── the year of the workbook


def test_texts_of_the_old_year_never_say_that_the_cover_is_wrong(tmp_path: Path) -> None:
    rules = a_rule("X-01", "year_in(x.a) == year", hint="上年的文字要改") + a_rule("X-02", "year_in(x.b) == year", hint="上年的文字要改")
    form = a_form(tmp_path, record("x", a="text", b="text"), rules)
    found = findings(form, {"x": {"a": "2021年12月底前", "b": "2021年10月底前"}})
    assert shape(found) == [("X-01", []), ("X-02", [])]
    assert not [one for one in found if "封面" in one.hint]
