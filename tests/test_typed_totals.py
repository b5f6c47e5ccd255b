"""Totals pasted as values over their formulas: they speak against the one figure below them that is wrong, or for themselves."""

from __future__ import annotations

import random
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from making import a_form, a_rule, record, report, table, typed
from submissions import demo, steps

from budgetxl.forms import Cell, Form, load_form
from budgetxl.values import Finding
from budgetxl.workbook import ReadResult, blank, fill, read

TOTALS = {"totals": [{"id": "all", "label": "合计", "columns": ["left", "right", "sum"]}]}
COLUMNS: dict[str, Any] = {"name": "text", "left": "money", "right": "money", "sum": {"type": "money", "formula": "row.left + row.right"}}
ROWS = {"t": [{"name": "甲", "left": "1", "right": "2"}, {"name": "乙", "left": "3", "right": "4"}]}


def pasted(data: bytes, form: Form) -> bytes:
    """A workbook whose computed figures somebody has pasted as values."""
    values = {str(cell.entry.at): cell.entry.value for cell in read(data, form).submission.cells if cell.computed and cell.entry.at}
    return typed(data, {at: float(value) for at, value in values.items() if isinstance(value, Decimal)})


def errors(result: ReadResult) -> list[Finding]:
    return [finding for finding in report(result).findings if finding.severity == "error"]


def shape(found: list[Finding]) -> list[tuple[str, list[str], list[str]]]:
    """Each finding's rule and cells, with the first cells of what follows from it."""
    return [(one.rule, list(map(str, one.cells)), sorted(str(each.cells[0]) for each in one.caused)) for one in found]


def a_table(tmp_path: Path, rules: str = "", **columns: Any) -> Form:
    return a_form(tmp_path, table("t", "明细", TOTALS, **{**COLUMNS, **columns}), rules)


def after_pasting(form: Form, cells: dict[str, Any]) -> list[Finding]:
    return errors(read(typed(pasted(fill(form, ROWS), form), cells), form))


# ── a small table: rows 6 and 7 (left in B, right in C, their sum in D), the totals in row 5


def test_a_figure_that_pasted_totals_speak_against_is_the_one_finding(tmp_path: Path) -> None:
    form = a_table(tmp_path)
    cells = {cell.key: str(cell.entry.at) for cell in read(fill(form, ROWS), form).submission.cells}
    wrong, across, down = (cells[steps(path)] for path in ("t[1].left", "t[1].sum", "all.left"))
    (finding,) = after_pasting(form, {wrong: 9})
    assert shape([finding]) == [("META-07", [wrong], sorted([across, down]))]
    assert (finding.expected, finding.actual) == ("3", "9")
    assert f"核对 {wrong}，改为 3 就都相符；如果 9 没有填错，请恢复这些合计的公式" in finding.hint


CASES = [
    ("t[1].left", None, "3"),
    ("t[0].right", 20, "2"),
    ("t[0].left", 10000, "1"),
    ("t[1].right", 0, "4"),
]


@pytest.mark.parametrize(("path", "value", "right"), CASES)
def test_the_figure_is_told_what_it_ought_to_be(tmp_path: Path, path: str, value: object, right: str) -> None:
    form = a_table(tmp_path)
    at = next(cell.entry.at for cell in read(fill(form, ROWS), form).submission.cells if cell.key == steps(path))
    (finding,) = after_pasting(form, {str(at): value})
    assert (finding.cells, finding.expected) == ((at,), right)


def at(form: Form, path: str) -> str:
    return next(str(cell.entry.at) for cell in read(fill(form, ROWS), form).submission.cells if cell.key == steps(path))


def test_two_wrong_figures_that_no_total_has_in_common_are_two_findings(tmp_path: Path) -> None:
    form = a_table(tmp_path)
    wrong = [at(form, "t[0].left"), at(form, "t[1].right")]
    found = after_pasting(form, {wrong[0]: 11, wrong[1]: 44})
    assert sorted(str(one.cells[0]) for one in found) == sorted(wrong)


def test_two_wrong_figures_below_one_total_are_left_to_the_totals(tmp_path: Path) -> None:
    form = a_table(tmp_path)
    found = after_pasting(form, {at(form, "t[0].left"): 11, at(form, "t[1].left"): 33})
    assert sorted(str(one.cells[0]) for one in found) == sorted(at(form, path) for path in ("t[0].sum", "t[1].sum", "all.left"))


def test_a_total_typed_over_by_itself_is_told_of_as_before(tmp_path: Path) -> None:
    form = a_table(tmp_path)
    total = at(form, "all.left")
    assert shape(errors(read(typed(fill(form, ROWS), {total: 9}), form))) == [("META-07", [total], [])]


def test_how_a_total_is_put_back_is_said(tmp_path: Path) -> None:
    """The total beside it calculates the same of its own column; a total like no other is copied from a blank workbook."""
    form = a_table(tmp_path)
    (found,) = errors(read(typed(fill(form, ROWS), {at(form, "all.left"): 9}), form))
    assert f"把 {at(form, 'all.right')} 复制到这一格" in found.hint


def test_a_pasted_total_that_is_typed_wrongly_takes_the_totals_above_it(tmp_path: Path) -> None:
    """t[0].sum is wrong by itself and against the total below the column: its figures agree with all others."""
    form = a_table(tmp_path)
    wrong, above = at(form, "t[0].sum"), at(form, "all.sum")
    assert shape(after_pasting(form, {wrong: 7})) == [("META-07", [wrong], [above])]


def test_where_either_of_two_figures_would_do_the_total_is_told_of(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money", b="money", one={"type": "money", "formula": "x.a + x.b"}, two={"type": "money", "formula": "x.a + x.b"}))
    data = typed(pasted(fill(form, {"x": {"a": "1", "b": "2"}}), form), {"数据!B4": 2})
    assert shape(errors(read(data, form))) == [("META-07", ["数据!B6", "数据!B7"], [])]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("integer", 0.5), ("money", -1)],
)
def test_no_figure_is_told_to_be_what_its_field_does_not_allow(tmp_path: Path, kind: str, value: float) -> None:
    """a = 1 would have to be -1 or 0.5 for its totals, but is an amount that is not negative, or a whole number."""
    fields = {"a": kind, "one": {"type": kind, "formula": "x.a"}, "two": {"type": kind, "formula": "x.a"}}
    form = a_form(tmp_path, record("x", **fields))
    data = typed(fill(form, {"x": {"a": "1"}}), {"数据!B5": value, "数据!B6": value})
    assert all("数据!B4" not in map(str, one.cells) for one in errors(read(data, form)))


def test_a_rule_that_the_wrong_figure_breaks_stands_under_it(tmp_path: Path) -> None:
    form = a_table(tmp_path, a_rule("T-01", "row.left < row.right", each="t"))
    wrong = at(form, "t[1].left")
    (finding,) = after_pasting(form, {wrong: 9})
    assert [each.rule for each in finding.caused].count("T-01") == 1


def test_a_figure_that_can_not_be_right_is_one_finding_with_the_totals(tmp_path: Path) -> None:
    form = a_table(tmp_path)
    (finding,) = after_pasting(form, {at(form, "t[1].left"): -3})
    assert (finding.rule, finding.expected) == ("META-13", "3")
    assert {each.rule for each in finding.caused} == {"META-07"}


def test_a_figure_is_not_accused_whose_change_another_pasted_total_confirms(tmp_path: Path) -> None:
    """9 is what the row's own total has: the total of the column is the one that is wrong."""
    form = a_table(tmp_path)
    total = at(form, "all.left")
    found = after_pasting(form, {at(form, "t[1].left"): 9, at(form, "t[1].sum"): 13, at(form, "all.sum"): 16})
    assert shape(found) == [("META-07", [total], [])]


# ── the demo under pasted totals


@cache
def pasted_demo() -> tuple[bytes, list[Cell]]:
    form, data = demo()
    workbook = fill(form, data, form.year)
    return pasted(workbook, form), list(read(workbook, form).submission.cells)


LEAVES = [
    ("general_spending[2].basic", 790.4, "690.4"),
    ("basic_spending[1].personnel", 368.4, "268.4"),
    ("basic_spending[11].operating", 1.86, "18.6"),
    ("procurement[0].quantity", 9, "8"),
    ("procurement[5].government_fund", 97, "96"),
    ("assets.vehicles.opening_value", 63.4, "36.4"),
    ("assets.other.purchased_value", 93600, "9.36"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("path", "value", "right"), LEAVES)
def test_a_wrong_figure_of_the_demo_is_the_one_error_under_pasted_totals(path: str, value: float, right: str) -> None:
    workbook, cells = pasted_demo()
    where = next(cell.entry.at for cell in cells if cell.key == steps(path))
    (finding,) = errors(read(typed(workbook, {str(where): value}), demo()[0]))
    assert (finding.cells, finding.expected) == ((where,), right)
    assert finding.caused


@pytest.mark.slow
def test_a_hundred_wrong_figures_under_pasted_totals_accuse_no_other_figure() -> None:
    """Each is told of on its own cell, or on the cells of totals, which have other values than their formulas give."""
    workbook, cells = pasted_demo()
    form, dice = demo()[0], random.Random(13)
    computed = {cell.entry.at for cell in cells if cell.computed}
    figures = [cell for cell in cells if not cell.computed and isinstance(cell.entry.value, Decimal) and len(cell.key) > 1]
    alone = 0
    for cell in (dice.choice(figures) for _ in range(100)):
        value, where = cell.entry.value, cell.entry.at
        assert isinstance(value, Decimal)
        wrong = dice.choice([value + dice.choice([1, 10, 100]), value * 10 + 1, value * 10000 + 1, value / 2 + 3])
        found = errors(read(typed(workbook, {str(where): float(wrong)}), form))
        accused = [one for one in found if one.rule == "META-07"]
        assert all(one.cells == (where,) or one.cells[0] in computed for one in accused), (where, wrong, shape(found))
        alone += len(accused) == 1 and accused[0].cells == (where,)
    assert alone > 50


# ── a total typed over, and what else might be blamed for what follows: codes that no list has, rows that are missing

SPENDING = "表5一般公共预算支出"
TYPED = {"A9": "207", "A10": "20701", "A11": "2070109", "D11": "壹佰", "E11": 50, "G11": "150万元", "H11": 90}


def found_in_spending(cells: dict[str, Any]) -> list[Finding]:
    made = typed(blank(load_form("hebei-2027"), "某街道办事处", "601001"), {f"{SPENDING}!{at}": value for at, value in cells.items()})
    return [one for one in report(read(made)).findings if any(at.sheet == SPENDING for at in one.cells)]


def test_a_formula_typed_over_is_the_cause_before_any_code_is() -> None:
    found = found_in_spending(TYPED)
    over = next(one for one in found if [str(at) for at in one.cells] == [f"{SPENDING}!E11"])
    assert over.rule == "META-07" and {"BUD-13", "BUD-61"} <= {one.rule for one in over.caused}
    assert f"恢复 {SPENDING}!E11 的公式，有关的 " in over.hint
    everything = [one for top in found for one in (top, *top.caused)]
    assert not [one.hint for one in everything if f"可能是 {SPENDING}!A" in one.hint]


def test_formulas_that_only_together_put_a_sum_right_are_its_cause_together() -> None:
    found = found_in_spending({**TYPED, "A12": "2070199", "E12": 7})
    (sums,) = (one for one in found if one.rule == "BUD-13")
    assert "BUD-61" in {one.rule for one in sums.caused}
    assert sums.hint == f"{SPENDING}!E11、{SPENDING}!E12 的合计公式被覆盖；都恢复了，这里就相符"


def test_what_no_formula_explains_is_advised_upon_and_nothing_is_claimed() -> None:
    (sums,) = (one for one in found_in_spending({"A9": "207", "A10": "20701", "A11": "2070109", "D11": 100, "A12": "2080101", "D12": 7}) if one.rule == "BUD-13")
    assert sums.hint.endswith("核对每一项是否都列了所属的类，各类的数是否都由公式得出")
