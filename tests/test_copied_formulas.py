"""A total typed over names a cell to copy its formula from, and copying from there is right: LibreOffice does it."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from making import a_form, record, table, typed
from test_clerk_libreoffice import at_work, came_back

from budgetxl.checks import check_result
from budgetxl.checks.causes.columns import by_columns
from budgetxl.forms import Form, load_form
from budgetxl.values import Address, Finding
from budgetxl.workbook import fill, read

SAMPLES = Path(__file__).resolve().parent.parent / "sample_workbooks"
TOTALS = {"totals": [{"id": "all", "label": "合计", "columns": ["left", "right", "sum"]}]}
ROWS = {"t": [{"name": "甲", "left": "1", "right": "2"}, {"name": "乙", "left": "3", "right": "4"}]}


def the_table(folder: Path) -> Form:
    return a_form(folder, table("t", "明细", TOTALS, name="text", left="money", right="money", sum={"type": "money", "formula": "row.left + row.right"}))


def source(form: Form, data: dict[str, object], cell: str, value: object = 9) -> str:
    """The cell that a finding of a cell typed over names; empty where it names none."""
    found = [one for one in read(typed(fill(form, data), {cell: value}), form).findings if one.rule == "META-07" and str(one.cells[0]) == cell]
    assert len(found) == 1
    named = re.search(r"把 (\S+) 复制到这一格", found[0].hint)
    assert named is not None or "从空白工作簿的同一格复制公式" in found[0].hint
    return named[1] if named else ""


def test_a_total_is_copied_from_the_total_beside_it(tmp_path: Path) -> None:
    assert source(the_table(tmp_path), ROWS, "明细!B5") == "明细!C5"


def test_a_computed_column_is_copied_from_the_next_row(tmp_path: Path) -> None:
    assert source(the_table(tmp_path), ROWS, "明细!D7") in ("明细!D6", "明细!D8")


def test_a_total_of_other_fields_is_no_source(tmp_path: Path) -> None:
    fields = {"a": "money", "b": "money", "sum": {"type": "money", "formula": "x.a + x.b"}, "gap": {"type": "money", "formula": "x.a - x.b"}}
    assert source(a_form(tmp_path, record("x", **fields)), {"x": {"a": "3", "b": "1"}}, "数据!B6") == ""


def test_columns_that_look_further_away_are_no_source(tmp_path: Path) -> None:
    """The first sum adds up the two columns beside it, the second the same two: a copy would add up others."""
    columns = {"a": "money", "b": "money", "one": {"type": "money", "formula": "row.a + row.b"}, "two": {"type": "money", "formula": "row.a + row.b"}}
    form = a_form(tmp_path, table("t", "明细", {"rows": 1}, n="text", **columns))
    assert source(form, {"t": [{"n": "甲", "a": "1", "b": "2"}]}, "明细!D5") == ""


def test_a_total_typed_over_is_to_be_restored_and_not_typed_once_more() -> None:
    sample = json.loads((SAMPLES / "hebei-2027-demo.json").read_text(encoding="utf-8"))
    cell = "表5一般公共预算支出!C8"
    result = read(typed(fill(load_form(sample["form"]), sample["data"], sample["year"]), {cell: 1200}))
    (found,) = [one for one in check_result(result).findings if one.severity == "error"]
    assert f"恢复 {cell} 的公式（得 1123.18），有关的 3 处核对就都相符" in found.hint and f"把 {cell} 改为" not in found.hint


@pytest.mark.slow
@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["hebei-2027-demo", "jiefangdao-2022", "changjiang-2020"])
def test_copying_from_the_cell_that_is_named_puts_the_total_right(name: str, tmp_path: Path) -> None:
    sample = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    form = load_form(sample["form"])
    data = fill(form, sample["data"], sample["year"])
    before = read(data)
    stale = {at for one in before.findings for at in one.cells}
    totals = [
        cell for cell in before.submission.cells
        if cell.computed and cell.entry.at is not None and isinstance(cell.entry.value, Decimal) and cell.entry.at not in stale
    ]  # fmt: skip
    chosen = random.Random(20261129).sample(totals, min(60, len(totals)))
    given, after = tmp_path / "given.xlsx", tmp_path / "after.xlsx"
    given.write_bytes(typed(data, {str(cell.entry.at): float(cell.entry.value) + 7 for cell in chosen if isinstance(cell.entry.value, Decimal)}))
    told = {str(one.cells[0]): re.search(r"把 (\S+)!(\S+) 复制到这一格", one.hint) for one in read(given.read_bytes()).findings if one.rule == "META-07"}
    copies = [["copy_cells", found[1], found[2], cell.rpartition("!")[2]] for cell, found in told.items() if found is not None]
    assert len(copies) >= 2 and all(found is None or cell.rpartition("!")[0] == found[1] for cell, found in told.items())
    at_work(tmp_path, ["open", given], *copies, ["save", after], ["close"])
    result = came_back(after)
    mended = {f"{sheet}!{cell}" for _, sheet, _, cell in copies}
    values = {str(cell.entry.at): cell.entry.value for cell in before.submission.cells}
    raw = {sheet.name: sheet.cells for sheet in result.raw.sheets}
    wanted = {str(cell.entry.at): cell for cell in result.submission.cells if str(cell.entry.at) in mended}
    assert wanted.keys() == mended
    wrong = [at for at, cell in wanted.items() if cell.entry.at is not None and not raw[cell.entry.at.sheet][cell.entry.at.row, cell.entry.at.column].calculated]
    assert wrong == []
    still = [str(one.cells[0]) for one in result.findings if one.rule == "META-07" and str(one.cells[0]) in mended]
    assert still == [] and values


def test_errors_of_a_column_are_one_finding_that_says_no_figure_of_one_of_all() -> None:
    found = [Finding("META-08", "warning", f"公式的结果是错误值 #REF!，已按表样重算为 {value}", (Address("甲", row, 2),), value, "#REF!") for row, value in ((5, "3"), (6, "4"))]
    (one,) = by_columns(found)
    assert one.message == "公式的结果是错误值 #REF!，已按表样重算为 各自的数（B5:B6 共2格都是这样）" and one.expected == "3、4"
    (same,) = by_columns([found[0], replace(found[0], cells=(Address("甲", 6, 2),))])
    assert "重算为 3（B5:B6" in same.message
