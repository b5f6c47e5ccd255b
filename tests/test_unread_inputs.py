"""What stands on a cell that can't be read waits for it: nothing is compared with a sum that lacks a figure which is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making import a_form, a_rule, record, report, table, typed
from mangle import edited
from submissions import demo, steps

from budgetxl.forms import Form
from budgetxl.values import Finding
from budgetxl.workbook import fill, read

TOTALS = {"totals": [{"id": "all", "label": "合计", "columns": ["sum"]}]}
COLUMNS: dict[str, Any] = {"name": "text", "sum": "money"}
DATA = {"t": [{"name": "甲", "sum": "1"}, {"name": "乙", "sum": "3"}, {"name": "丙", "sum": "5"}], "x": {"a": "9", "b": "7"}}
RULES = a_rule("X-01", "all.sum == x.a") + a_rule("X-02", "x.b <= 7")


def a_table(tmp_path: Path, rules: str = RULES) -> Form:
    return a_form(tmp_path, table("t", "明细", TOTALS, **COLUMNS) + record("x", a="money", b="money"), rules)


def found(form: Form, cells: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    return [told(one) for one in report(read(typed(fill(form, DATA), cells), form)).findings if one.severity != "info"]


def told(finding: Finding) -> tuple[str, str, list[str]]:
    return finding.rule, str(finding.cells[0]), [each.rule for each in finding.caused]


def test_a_total_over_a_row_that_can_not_be_read_is_compared_with_nothing(tmp_path: Path) -> None:
    assert found(a_table(tmp_path), {"明细!B7": "约三"}) == [("META-06", "明细!B7", ["X-01"])]


def test_so_it_is_over_two_such_rows(tmp_path: Path) -> None:
    assert found(a_table(tmp_path), {"明细!B7": "约三", "明细!B8": "约五"}) == [("META-06", "明细!B7", ["X-01"]), ("META-06", "明细!B8", [])]


def test_a_rule_that_stands_on_other_cells_is_told_of(tmp_path: Path) -> None:
    assert ("X-02", "数据!B5", []) in found(a_table(tmp_path), {"明细!B7": "约三", "明细!B8": "约五", "数据!B5": 8})


def test_a_total_typed_over_is_not_compared_with_a_sum_that_lacks_a_figure(tmp_path: Path) -> None:
    form = a_table(tmp_path, a_rule("X-02", "x.b <= 7"))
    assert found(form, {"明细!B7": "约三", "明细!B8": "约五", "明细!B5": 9}) == [("META-06", "明细!B7", ["META-07"]), ("META-06", "明细!B8", [])]


def test_a_rule_that_reads_a_typed_total_is_judged(tmp_path: Path) -> None:
    """A total that somebody typed over stands on nothing."""
    assert ("X-01", "明细!B5", []) in [(rule, at, []) for rule, at, _ in found(a_table(tmp_path), {"明细!B7": "约三", "明细!B5": 10})]


def test_a_total_over_an_error_is_not_told_of_for_itself() -> None:
    form, data = demo()
    workbook = fill(form, data, form.year)
    at = next(cell.entry.at for cell in read(workbook, form).submission.cells if cell.key == steps("general_spending[2].code"))
    assert at is not None
    broken = edited(workbook, lambda book: book.put(at.sheet, str(at).rpartition("!")[2], "#REF!", kind="e"))
    assert [(rule, where) for rule, where, _ in map(told, report(read(broken, form)).findings)] == [("META-08", str(at))]


@pytest.mark.slow
@pytest.mark.parametrize(
    "cells",
    [
        {"general_spending[2].basic": "约690", "basic_spending[1].personnel": "大概"},
        {"assets.vehicles.opening_value": "?", "procurement[5].government_fund": "x"},
        {"procurement[0].quantity": "八台左右", "procurement[0].unit_price": "五千多"},
        {"three_public.running.amount": "若干", "three_public.reception.amount": "若干"},
    ],
)
def test_of_two_cells_of_the_demo_that_can_not_be_read_there_are_two_errors(cells: dict[str, str]) -> None:
    form, data = demo()
    workbook = fill(form, data, form.year)
    places = {cell.key: str(cell.entry.at) for cell in read(workbook, form).submission.cells}
    where = {places[steps(path)]: text for path, text in cells.items()}
    told_of = [(one.rule, str(at)) for one in report(read(typed(workbook, where), form)).findings if one.severity != "info" for at in one.cells]
    assert sorted(told_of) == sorted(("META-06", at) for at in where)
