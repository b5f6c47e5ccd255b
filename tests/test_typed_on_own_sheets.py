"""What staff type on the sheets that the program lays out, 校验 and 需说明原因的增减: told, and never lost without a word."""

from __future__ import annotations

import pytest
from making import report, typed
from test_changes_sheet import DATA, tiny

from budgetxl.bureau.carrying.beside import beside_of
from budgetxl.forms import CHANGES_SHEET, CHECK_SHEET, Form, load_form
from budgetxl.values import Finding
from budgetxl.verbs import Refusal, SourceFile, repair_workbook
from budgetxl.workbook import ReadResult, fill, read

NOTE = "因为增人"
STRAY = [f"{CHANGES_SHEET}!B400", f"{CHANGES_SHEET}!AD7", f"{CHANGES_SHEET}!K3", f"{CHECK_SHEET}!AD40", f"{CHECK_SHEET}!D900", f"{CHECK_SHEET}!O4"]
TYPED_OVER = [f"{CHANGES_SHEET}!H7", f"{CHANGES_SHEET}!I8", f"{CHANGES_SHEET}!A4", f"{CHECK_SHEET}!I18", f"{CHECK_SHEET}!D6"]


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return tiny(tmp_path_factory.mktemp("form"))


@pytest.fixture(scope="module")
def demo_filled() -> bytes:
    return fill(load_form("hebei-2027"), {"unit": {"name": "甲局", "code": "601001"}}, 2027)


def scribbled(form: Form, at: str) -> bytes:
    return typed(fill(form, {"unit": {"name": "甲", "code": "1"}, **DATA}, 2022), {at: NOTE})


def told(result: ReadResult) -> list[Finding]:
    return [one for one in report(result).findings if one.rule in ("META-07", "META-16") and one.severity != "info"]


@pytest.mark.parametrize("at", STRAY)
def test_what_belongs_nowhere_is_reported_as_on_any_other_sheet(demo_filled: bytes, at: str) -> None:
    (found,) = told(read(typed(demo_filled, {at: NOTE})))
    assert (found.rule, found.severity, [str(cell) for cell in found.cells], NOTE in found.message) == ("META-16", "warning", [at], True)


@pytest.mark.parametrize("at", TYPED_OVER)
def test_what_stands_on_a_formula_of_ours_is_told_as_typed_over(demo_filled: bytes, at: str) -> None:
    (found,) = told(read(typed(demo_filled, {at: NOTE})))
    assert (found.rule, found.severity, [str(cell) for cell in found.cells]) == ("META-07", "warning", [at])


def test_of_a_workbook_as_it_was_made_nothing_is_told(form: Form, demo_filled: bytes) -> None:
    reasons = {"x.reason": "物价", "own.reason 甲": "少一人"}
    made = fill(form, {"unit": {"name": "甲", "code": "1"}, **DATA}, 2022, reasons=reasons)
    assert told(read(demo_filled)) == told(read(made, form)) == []


def test_repair_refuses_to_lose_it_and_names_the_cell(form: Form) -> None:
    at = f"{CHANGES_SHEET}!B40"
    with pytest.raises(Refusal) as refused:
        repair_workbook(SourceFile("a.xlsx", scribbled(form, at)), form=str(form.folders[0]))
    assert at in str(refused.value.slots["cells"]) and NOTE in str(refused.value.slots["cells"])


def test_repair_puts_a_formula_back_and_lists_what_stood_there(form: Form) -> None:
    at = f"{CHANGES_SHEET}!H7"
    repaired = repair_workbook(SourceFile("a.xlsx", scribbled(form, at)), form=str(form.folders[0]))
    assert [(str(change.at), change.old) for change in repaired.changes] == [(at, NOTE)]
    assert told(read(repaired.data, form)) == []


@pytest.mark.parametrize("cell", ["B40", "H7"])
def test_next_years_workbook_says_that_it_does_not_take_it(form: Form, cell: str) -> None:
    lines = list(beside_of(read(scribbled(form, f"{CHANGES_SHEET}!{cell}"), form)))
    assert [(str(line.at), NOTE in line.text) for line in lines] == [(f"{CHANGES_SHEET}!{cell}", True)]
