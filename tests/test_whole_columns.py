"""A column typed in 元 where it is in 万元 is one mistake, said once of the column, with a cure that its fields allow."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest
from making import report, typed
from submissions import demo

from budgetxl.forms import Cell
from budgetxl.values import Finding
from budgetxl.workbook import fill, read


@cache
def clean() -> tuple[bytes, list[Cell]]:
    form, data = demo()
    workbook = fill(form, data, form.year)
    return workbook, list(read(workbook, form).submission.cells)


def figures(table: str, column: str) -> dict[str, Decimal]:
    found = [cell for cell in clean()[1] if cell.key[0] == table and cell.key[-1] == column and not cell.computed]
    return {str(cell.entry.at): cell.entry.value for cell in found if isinstance(cell.entry.value, Decimal)}


def found(values: dict[str, Decimal]) -> list[Finding]:
    typed_in = typed(clean()[0], {at: float(value) for at, value in values.items()})
    return [one for one in report(read(typed_in, demo()[0])).findings if one.severity != "info"]


COLUMNS = [
    ("general_spending", "basic"), ("basic_spending", "personnel"), ("general_spending", "last_basic"),
    ("project_spending", "general_public_budget"), ("procurement", "unit_price"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_column_in_yuan_is_one_finding(table: str, column: str) -> None:
    column_cells = figures(table, column)
    (finding,) = found({at: value * 10_000 for at, value in column_cells.items()})
    first, *_, last = column_cells
    assert f"{first}:{last.rpartition('!')[2]} 共{len(column_cells)}格像是按“元”填的，把全列改为万元（÷10000）" in finding.hint
    assert set(column_cells) <= set(map(str, finding.cells))
    assert finding.severity == "error"  # nothing is published 10⁴ times too large, whatever the rule's own grade is


@pytest.mark.slow
@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_nobody_is_told_to_type_a_negative_amount(table: str, column: str) -> None:
    findings = found({at: value * 10_000 for at, value in figures(table, column).items()})
    assert all("改为 -" not in one.hint for one in findings)


def test_one_figure_in_yuan_is_told_of_by_itself() -> None:
    at, value = next(iter(figures("basic_spending", "personnel").items()))
    (finding,) = found({at: value * 10_000})
    assert "全列" not in finding.hint
