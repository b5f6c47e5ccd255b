"""``repair`` of random data: whatever a form accepts is there afterwards, and a second time changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from mangle import edited
from test_roundtrip import (
    ANY_TEXT,
    EXAMPLES,
    FORMS,
    HARD_TEXTS,
    PLAIN_TEXT,
    QUICK,
    YEAR,
    Data,
    completed,
    every_type,
    submissions,
)

from budgetxl.forms import Form, formula_cells, load_form
from budgetxl.verbs import SourceFile, repair_workbook
from budgetxl.workbook import export, fill, read

TEXTS = ANY_TEXT | HARD_TEXTS | PLAIN_TEXT


def stays(form: Form, data: Data, *changes: Any) -> None:
    """The data come back from the repaired workbook with every formula's own value, whatever was typed over it."""
    sent = fill(form, data, YEAR)
    found = repair_workbook(SourceFile("甲.xlsx", edited(sent, *changes) if changes else sent), None, None, lambda name: form)
    after = read(found.data, form)
    assert export(after.submission)["data"] == completed(form, without_totals(form, data))
    assert all(cell.key in after.submission.cells.computed for cell in formula_cells(form, after.submission.root) if not cell.field.open_formula)
    assert repair_workbook(SourceFile("甲.xlsx", found.data), None, None, lambda name: form).data == found.data


def without_totals(form: Form, data: Data) -> Data:
    """The data without the values that formulas give, as ``fill`` takes them."""
    root = read(fill(form, data, YEAR), form).submission.root
    gone = {cell.key for cell in formula_cells(form, root)}

    def kept(node: Any, key: tuple[Any, ...]) -> Any:
        if isinstance(node, dict):
            return {name: kept(child, (*key, name)) for name, child in node.items() if (*key, name) not in gone}
        return [kept(child, (*key, number)) for number, child in enumerate(node)] if isinstance(node, list) else node

    found: Data = kept(data, ())
    return found


@given(submissions(every_type(), TEXTS))
@settings(QUICK, max_examples=10 * EXAMPLES)
def test_any_values_of_every_type_stay(data: Data) -> None:
    stays(every_type(), data)


@given(submissions(every_type(), PLAIN_TEXT))
@QUICK
def test_any_values_stay_where_rows_were_inserted_and_sheets_renamed(data: Data) -> None:
    stays(every_type(), data, lambda k: k.insert_rows("明细", 2, 2), lambda k: k.rename("数据", "改了名"), lambda k: k.insert_columns("明细", 1))


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMS)
def test_any_values_of_a_form_stay(name: str) -> None:
    form = load_form(name)

    @given(submissions(form, PLAIN_TEXT, most_rows=4, most_copies=2))
    @QUICK
    def stay(data: Data) -> None:
        stays(form, data)

    stay()


