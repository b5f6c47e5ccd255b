"""Rows of a table that staff delete or insert: nothing else of the workbook loses its cells, and what is there counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from making import a_form, a_rule, filled, opened, table
from test_clerk_libreoffice import at_work, came_back
from test_forms_hebei_2027 import form, workbook

from budgetxl.checks import check_result
from budgetxl.forms import Table, known_folders, load_form
from budgetxl.layout import lay_out
from budgetxl.values import Entry
from budgetxl.workbook import ReadResult, blank, fill
from budgetxl.xlsx import RawCell

TABLE, SHEET = "project_spending", "项目支出"
_CELL = re.compile(r"('(?:[^']|'')+'|[^'!,()=&+*/<>-]+)!\$?([A-Z]{1,3})\$?(\d+)(?!:|\d)")


@pytest.mark.parametrize("name", sorted(known_folders()))
def test_no_formula_of_another_sheet_follows_a_single_cell_of_a_table(name: str) -> None:
    """Its row may be deleted. Sheets that are there once for each project are deleted as a whole, and are asked for with care."""
    loaded = load_form(name)
    rows = {
        (plan.name, row)
        for plan in lay_out(loaded, {sheet.repeat: 1 for sheet in loaded.sheets if sheet.repeat}).sheets
        if not plan.sheet.repeat
        for area in plan.tables
        if isinstance(area.block, Table)
        for row in range(area.rows[0], area.rows[1] + 1)
    }
    found = []
    for sheet in opened(blank(loaded)).worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    for named, _, row in _CELL.findall(re.sub(r'"[^"]*"', '""', cell.value)):
                        if (named.strip("'"), int(row)) in rows and named.strip("'") != sheet.title:
                            found.append(f"{sheet.title}!{cell.coordinate}: {cell.value[:80]}")
    assert found == []


def test_a_name_that_is_looked_for_is_looked_for_in_its_table(tmp_path: Path) -> None:
    """The sheet of the dropdowns has spare rows; a sum over two columns wants them equally long."""
    sheets = table("things", name="text", amount="money") + table("uses", "用途", thing={"type": "choice", "choices": "things.name"}, amount="money")
    rule = a_rule("X-01", "row.amount == sumif(things.name, row.thing, things.amount)", each="uses")
    made = a_form(tmp_path, sheets, rule)
    data = {"things": [{"name": "车", "amount": "3"}], "uses": [{"thing": "车", "amount": "3"}]}
    verdicts = [str(cell.value) for row in opened(fill(made, data))["用途"].iter_rows() for cell in row if "SUMPRODUCT" in str(cell.value)]
    book = opened(fill(made, data))
    names = {name: str(defined.attr_text) for name, defined in book.defined_names.items() if name.startswith("_f")}
    asked = [found for text in verdicts for found in re.findall(r"_f\w+", text)]
    assert asked and all("'明细'!$A$5:$A$9" in names[name] for name in asked) and not any("列表" in text for text in verdicts)
    assert check_result(filled(made, data)).findings == ()


# ── in LibreOffice


def first_row() -> int:
    return next(area.rows[0] for plan in lay_out(form(), {"projects": 1}).sheets for area in plan.tables if area.block.id == TABLE)


def rows_of(result: ReadResult) -> list[dict[str, object]]:
    rows = result.submission.root.get(TABLE)
    assert isinstance(rows, tuple)
    return [{name: node.value for name, node in row.nodes.items() if isinstance(node, Entry)} for row in rows]


def formulas(result: ReadResult) -> Iterator[tuple[str, tuple[int, int], RawCell]]:
    for sheet in result.raw.sheets:
        for place, cell in sheet.cells.items():
            if cell.formula:
                yield sheet.name, place, cell


def broken(result: ReadResult) -> list[str]:
    return [f"{sheet}{place}: {cell.formula}" for sheet, place, cell in formulas(result) if "#REF!" in (cell.formula or "") or cell.kind == "error"]


def offered(result: ReadResult) -> list[str]:
    """What the list of project names shows."""
    sheet = next(each for each in result.raw.sheets if each.name == "列表")
    column = next(at[1] for at, cell in sheet.cells.items() if at[0] == 1 and cell.value == f"{TABLE}.name")
    return [str(cell.value) for at, cell in sorted(sheet.cells.items()) if at[1] == column and at[0] > 1 and cell.value]


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("which", ["first", "second", "last"])
def test_a_row_that_is_deleted_leaves_no_broken_reference(tmp_path: Path, which: str) -> None:
    given, saved = tmp_path / "given.xlsx", tmp_path / "saved.xlsx"
    given.write_bytes(workbook())
    before = rows_of(came_back(given))
    area = next(area for plan in lay_out(form(), {"projects": 1}).sheets for area in plan.tables if area.block.id == TABLE)
    row = {"first": area.rows[0], "second": area.rows[0] + 1, "last": area.rows[1]}[which]
    at_work(tmp_path, ["open", given], ["delete_rows", SHEET, row, 1], ["save", saved], ["close"])
    result = came_back(saved)
    assert broken(result) == []
    assert "META-08" not in {one.rule for one in check_result(result).findings}
    names = [each["name"] for each in before]
    kept = [name for number, name in enumerate(names) if area.rows[0] + number != row]
    assert [each["name"] for each in rows_of(result)] == kept == offered(result)


@pytest.mark.libreoffice
@pytest.mark.slow
def test_a_row_of_every_table_that_is_deleted_leaves_no_broken_reference(tmp_path: Path) -> None:
    """The first one, one within and the last one of each: three workbooks, since a row more may hide what one less shows."""
    plans = [plan for plan in lay_out(form(), {"projects": 1}).sheets if not plan.sheet.repeat]
    given = tmp_path / "given.xlsx"
    given.write_bytes(workbook())
    for which in ("first", "second", "last"):
        saved = tmp_path / f"{which}.xlsx"
        steps: list[list[object]] = [["open", given]]
        for plan in plans:
            areas = [area for area in plan.tables if isinstance(area.block, Table)]
            for area in sorted(areas, key=lambda one: -one.rows[0]):  # from below, so that the others stay where they are
                row = {"first": area.rows[0], "second": area.rows[0] + 1, "last": area.rows[1]}[which]
                steps.append(["delete_rows", plan.name, row, 1])
        at_work(tmp_path, *steps, ["save", saved], ["close"])
        assert (which, broken(came_back(saved))) == (which, [])


@pytest.mark.libreoffice
@pytest.mark.slow
def test_a_row_that_is_inserted_counts(tmp_path: Path) -> None:
    given, saved = tmp_path / "given.xlsx", tmp_path / "saved.xlsx"
    given.write_bytes(workbook())
    plan, slot = lay_out(form(), {"projects": 1}).cells[TABLE, 0, "name"]
    layout = lay_out(form(), {"projects": 1}).cells
    column = {name: layout[TABLE, 0, name][1].box.ref.rstrip("0123456789") for name in ("name", "general_public_budget")}
    row = first_row() + 1
    assert (plan.name, slot.box.row) == (SHEET, first_row())
    typed = [["type", SHEET, f"{column['name']}{row}", "新增的项目"], ["type", SHEET, f"{column['general_public_budget']}{row}", "7"]]
    at_work(tmp_path, ["open", given], ["insert_rows", SHEET, row, 1], *typed, ["save", saved], ["close"])
    before, after = came_back(given), came_back(saved)
    assert broken(after) == []
    assert [each["name"] for each in rows_of(after)][1] == "新增的项目" and offered(after)[1] == "新增的项目"
    assert len(offered(after)) == len(offered(before)) + 1
    sums = [total_of(result) for result in (before, after)]
    assert sums[1] - sums[0] == Decimal(7)


def total_of(result: ReadResult) -> Decimal:
    """What the workbook itself shows as the sum of the column."""
    (cell,) = result.submission.cells.of((f"{TABLE}_total", "general_public_budget"))
    at = cell.entry.at
    assert at is not None
    value = next(each for each in result.raw.sheets if each.name == at.sheet).cells[at.row, at.column].value
    assert isinstance(value, Decimal), value
    return value
