"""A number stored as text, and the totals of a program that skip it: one finding, on the number, with the cure in its order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from making import a_form, report, table
from mangle import Book, edited

from budgetxl.forms import Form
from budgetxl.values import Finding
from budgetxl.workbook import export, fill, read

TOTALS = {"totals": [{"id": "all", "label": "合计", "columns": ["left", "right", "sum"]}]}
COLUMNS: dict[str, Any] = {"name": "text", "left": "money", "right": "money", "sum": {"type": "money", "formula": "row.left + row.right"}}
DATA = {"t": [{"name": "甲", "left": "1", "right": "2"}, {"name": "乙", "left": "3", "right": "4"}]}
LEFT, SUM, ALL_LEFT, ALL_SUM = "B7", "D7", "B5", "D5"  # of the second row, and of the totals


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return a_form(tmp_path, table("t", "明细", TOTALS, **COLUMNS))


def text(ref: str, value: str) -> Callable[[Book], object]:
    return lambda book: book.put("明细", ref, value)


def shows(ref: str, value: object) -> Callable[[Book], object]:
    return lambda book: book.result("明细", ref, value)


def found(form: Form, *changes: Callable[[Book], object]) -> list[Finding]:
    return list(report(read(edited(fill(form, DATA), *changes), form)).findings)


def told(findings: list[Finding]) -> list[tuple[str, list[str], list[tuple[str, str]]]]:
    return [(one.rule, [str(at) for at in one.cells], [(each.rule, str(each.cells[0])) for each in one.caused]) for one in findings]


def test_the_totals_that_skip_a_text_stand_under_it(form: Form) -> None:
    findings = found(form, text(LEFT, "3"), shows(ALL_LEFT, 1))
    assert told(findings) == [("META-06", ["明细!B7"], [("META-07", "明细!B5")])]


def test_the_cure_is_told_in_its_order(form: Form) -> None:
    (finding,) = found(form, text(LEFT, "3"), shows(ALL_LEFT, 1))
    assert finding.hint.startswith("先把单元格格式改为“常规”，再重新键入；只改格式、不重新键入，仍是文本")


def test_nobody_is_told_to_save_where_saving_does_not_help(form: Form) -> None:
    (finding,) = found(form, text(LEFT, "3"), shows(ALL_LEFT, 1))
    assert [each.message for each in finding.caused] == ["公式的显示值 1 没有算上文本型数字，按数值重算为 4；改正那个数字后自动更新"]


def test_what_stands_on_a_total_that_skips_a_text_goes_with_it(form: Form) -> None:
    """The sum of the row shows nothing where one of its figures is a text, and the total below it adds that up."""
    findings = found(form, text(LEFT, "3"), shows(ALL_LEFT, 1), shows(SUM, ""), shows(ALL_SUM, 3))
    assert [(rule, cells, len(caused)) for rule, cells, caused in told(findings)] == [("META-06", ["明细!B7"], 3)]


def test_each_text_has_its_own_totals(form: Form) -> None:
    findings = found(form, text(LEFT, "3"), shows(ALL_LEFT, 1), text("C6", "2"), shows("C5", 4))
    assert sorted(told(findings)) == [
        ("META-06", ["明细!B7"], [("META-07", "明细!B5")]),
        ("META-06", ["明细!C6"], [("META-07", "明细!C5")]),
    ]


def test_a_total_that_is_stale_for_another_reason_is_told_of(form: Form) -> None:
    rules = [rule for rule, *_ in told(found(form, text(LEFT, "3"), shows(ALL_LEFT, 77)))]
    assert sorted(rules) == ["META-06", "META-07"]


def test_a_total_that_is_stale_without_any_text_is_told_to_be_saved(form: Form) -> None:
    (finding,) = found(form, shows(ALL_LEFT, 1))
    assert (finding.rule, "重新保存" in finding.message) == ("META-07", True)


def test_a_total_that_counts_the_text_is_right(form: Form) -> None:
    assert told(found(form, text(LEFT, "3"))) == [("META-06", ["明细!B7"], [])]


def test_the_number_counts(form: Form) -> None:
    data = export(read(edited(fill(form, DATA), text(LEFT, "3"), shows(ALL_LEFT, 1)), form).submission)["data"]
    assert (data["t"][1]["left"], data["all"]["left"]) == ("3", "4")
