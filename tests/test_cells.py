"""A submission as a table of cells: each knows its key, its path, its field, and what is known of its value."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import a_block, a_form, a_sheet, fields_of, filled, record, table, typed
from mangle import edited

from budgetxl.forms import Cell, Form, State, load_form
from budgetxl.values import Entry, Group, Key, Node, entries, moved, path_of
from budgetxl.workbook import ReadResult, fill, read

DATA = {"x": {"a": "1", "b": None}, "t": [{"name": "甲", "amount": "2"}, {"name": "乙", "amount": None}]}


@pytest.fixture
def form(tmp_path: Path) -> Form:
    total = {"type": "money", "formula": "sum(t.amount)"}
    return a_form(tmp_path, record("x", a="money", b="money", total=total) + table("t", name="text", amount="money"))


@pytest.fixture
def result(form: Form) -> ReadResult:
    return filled(form, DATA)


def the(result: ReadResult, *key: str | int) -> Cell:
    found = result.submission.cells.get(key)
    assert found is not None
    return found


def keys_of(node: Node, key: Key = ()) -> None:
    """Each entry of a tree has the key at which it stands."""
    for found, entry in entries(node):
        assert entry.key == (*key, *found)


@pytest.mark.parametrize("name", ["jiefangdao-2022", "juyangxi-2020", "changjiang-2020", "yanshanlu-2023", "hebei-2027-demo"])
def test_every_value_of_a_sample_has_the_key_at_which_it_stands(name: str) -> None:
    data = (Path(__file__).parent.parent / "sample_workbooks" / f"{name}.xlsx").read_bytes()
    submission = read(data).submission
    keys_of(submission.root)
    assert [cell.key for cell in submission.cells] == [key for key, _ in entries(submission.root)]
    assert all(cell.path == path_of(cell.key) == cell.place.path for cell in submission.cells)


def test_a_cell_is_found_by_key_by_address_and_by_path(result: ReadResult) -> None:
    cells, cell = result.submission.cells, the(result, "t", 1, "name")
    assert (cell.entry.value, cell.path, cell.place.field.id, cell.computed, cell.state) == ("乙", ("t", "name"), "name", False, State.READ)
    assert cells.at(cell.entry.at) is cell
    assert cells.of(("t", "name")) == [the(result, "t", 0, "name"), cell]
    assert (cells.get(("t", 2, "name")), cells.at(None), cells.of(("t", "none"))) == (None, None, [])


def test_what_stands_beside_a_cell_is_in_its_record_or_row(result: ReadResult) -> None:
    cells = result.submission.cells
    assert cells.beside(the(result, "t", 0, "name").entry, "amount") is the(result, "t", 0, "amount")
    assert cells.beside(the(result, "t", 0, "name").entry, "a") is None
    assert [cell.key for cell in cells.neighbours(the(result, "x", "a").entry)] == [("x", "b"), ("x", "total")]
    assert cells.beside(Entry("甲"), "amount") is None


def test_a_blank_cell_is_blank_and_a_formula_is_computed(result: ReadResult) -> None:
    assert the(result, "x", "b").state is State.BLANK
    assert (the(result, "x", "total").computed, the(result, "x", "total").state) == (True, State.READ)
    assert not the(result, "x", "a").computed


def test_what_can_not_be_read_is_not_blank(form: Form, result: ReadResult) -> None:
    at = str(the(result, "x", "a").entry.at)
    again = read(typed(fill(form, DATA, 2022), {at: "大约三万"}), form)
    assert (the(again, "x", "a").entry.value, the(again, "x", "a").state) == (None, State.UNREADABLE)


def test_what_is_not_in_the_workbook_is_unknown(form: Form) -> None:
    again = read(edited(fill(form, DATA, 2022), lambda book: book.delete("数据")), form)
    assert (the(again, "x", "a").entry.at, the(again, "x", "a").state) == (None, State.UNKNOWN)


def test_copies_of_a_sheet_behind_a_blank_one_are_counted_anew(tmp_path: Path) -> None:
    sheet = a_sheet("项目{{ n }}", a_block("main", "record", fields=fields_of({"name": "text", "goal": "text"})), id="project", repeat="projects")
    form = a_form(tmp_path, sheet)
    given = {"projects": [{"name": "甲"}, {"name": "乙"}, {"name": "丙"}]}
    middle = str(the(filled(form, given), "projects", 1, "name").entry.at)
    submission = read(typed(fill(form, given, 2022), {middle: None}), form).submission
    keys_of(submission.root)
    assert [cell.entry.value for cell in submission.cells.of(("projects", "name"))] == ["甲", "丙"]


def test_a_moved_row_takes_its_values_along() -> None:
    row = Group({"a": Entry("1", None, ("t", 0, "a")), "b": Entry("2", None, ("t", 0, "b"))})
    keys_of(moved(row, ("t", 5)), ("t", 5))


def test_a_value_held_in_place_of_another_stands_where_that_stood() -> None:
    assert Entry("1", None, ("t", 0, "a")).holding("2") == Entry("2", None, ("t", 0, "a"))


def test_a_sample_of_the_default_form_knows_all_its_fields() -> None:
    form = load_form("hebei-2027")
    data = (Path(__file__).parent.parent / "sample_workbooks" / "hebei-2027-demo.xlsx").read_bytes()
    cells = read(data, form).submission.cells
    assert {cell.place.field.type for cell in cells} >= {"money", "text", "code", "integer"}
    assert len(cells) > 1_000
