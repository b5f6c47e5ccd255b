"""A workbook of an older form is read from where its fields were then (``was``), which is said; nothing of it is dropped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_sheet, fields_of, record, table

from budgetxl.checks import check_result
from budgetxl.forms import FormError
from budgetxl.values import Finding
from budgetxl.workbook import ReadResult, export, fill, read

UNIT = {"unit": {"name": "甲局", "code": "001"}}
ROWS = [{"id": "r1", "label": "一"}, {"id": "r2", "label": "二"}]


def was(old: str, kind: str = "money") -> dict[str, Any]:
    return {"type": kind, "was": old}


def grid(rows: list[dict[str, Any]], name: str = "g", sheet: str = "格", /, *, older: str = "", **columns: Any) -> str:
    return a_sheet(sheet, a_block(name, "grid", columns=fields_of(columns), rows=rows, **({"was": older} if older else {})))


def projects(*blocks: str) -> str:
    return a_sheet("项目", *blocks, id="project", repeat="projects")


def one(name: str, /, **fields: Any) -> str:
    return a_block(name, "record", fields=fields_of(fields))


ITEMS = {"items": [{"name": "甲", "price": "1"}, {"name": "乙", "price": "2"}]}
GRID = {"g": {"r1": {"v": "1"}, "r2": {"v": "2"}}}
X = {"x": {"a": "1", "b": "2"}}
MOVED: dict[str, tuple[str, str, dict[str, Any], dict[str, Any], list[str]]] = {
    "a record's field, renamed": (
        record("x", a="money", b="money"), record("x", a="money", c=was("b")), X, {"x": {"a": "1", "c": "2"}}, ["数据!B5"],
    ),
    "a record's field, to another sheet": (
        record("x", a="money", b="money"), record("x", a="money") + record("y", "别处", c=was("x.b")), X, {"x": {"a": "1"}, "y": {"c": "2"}}, ["数据!B5"],
    ),
    "a record's field, to another block of its sheet": (
        a_sheet("数据", one("x", a="money", b="money"), one("y", d="money")),
        a_sheet("数据", one("x", a="money"), one("y", d="money", c=was("x.b"))),
        {**X, "y": {"d": "3"}}, {"x": {"a": "1"}, "y": {"d": "3", "c": "2"}}, ["数据!B5"],
    ),
    "a record's field, to the top": (
        record("x", a="money", b="money"), record("x", a="money", b={"type": "money", "lift": True, "was": "x.b"}), X,
        {"x": {"a": "1"}, "b": "2"}, ["数据!B5"],
    ),
    "a table's column, renamed": (
        table("items", name="text", price="money"), table("items", name="text", cost=was("price")), ITEMS,
        {"items": [{"name": "甲", "cost": "1"}, {"name": "乙", "cost": "2"}]}, ["明细!B5"],
    ),
    "a table, to another sheet": (
        table("items", name="text", price="money"), record("q", "首", z="money") + table("goods", "货物", {"was": "items"}, name="text", price="money"),
        ITEMS, {"q": {"z": None}, "goods": ITEMS["items"]}, ["明细!A5", "明细!B5"],
    ),
    "a grid's row, renamed": (
        grid(ROWS, v="money"), grid([ROWS[0], {"id": "r9", "label": "二", "was": "r2"}], v="money"), GRID,
        {"g": {"r1": {"v": "1"}, "r9": {"v": "2"}}}, ["格!B6"],
    ),
    "a grid's cell, to a record": (
        grid(ROWS, v="money"), grid(ROWS[:1], v="money") + record("y", "别处", c=was("g.r2.v")), GRID,
        {"g": {"r1": {"v": "1"}}, "y": {"c": "2"}}, ["格!B6"],
    ),
    "a grid's row, to another grid": (
        grid(ROWS, v="money"), grid(ROWS[:1], v="money") + grid([{"id": "r7", "label": "二", "was": "g.r2"}], "h", "新格", v="money"), GRID,
        {"g": {"r1": {"v": "1"}}, "h": {"r7": {"v": "2"}}}, ["格!B6"],
    ),
    "a grid's column, to another grid": (
        grid(ROWS, v="money", k="money"), grid(ROWS, v="money") + grid(ROWS, "h", "新格", k=was("g.k")),
        {"g": {"r1": {"v": "1", "k": "7"}, "r2": {"v": "2", "k": "8"}}},
        {**GRID, "h": {"r1": {"k": "7"}, "r2": {"k": "8"}}}, ["格!C5", "格!C6"],
    ),
    "a grid, to another sheet": (
        grid(ROWS, v="money"), record("q", "首", z="money") + grid(ROWS, "h", "新格", older="g", v="money"), GRID,
        {"q": {"z": None}, "h": GRID["g"]}, ["格!B5", "格!B6"],
    ),
    "a field of a repeated sheet": (
        projects(one("i", name="text", a="money", b="money")), projects(one("i", name="text", a="money"), one("j", c=was("b"))),
        {"projects": [{"name": "甲", "a": "1", "b": "2"}]}, {"projects": [{"name": "甲", "a": "1", "c": "2"}]}, ["项目1!B6"],
    ),
}  # fmt: skip
cases = pytest.mark.parametrize("case", MOVED.values(), ids=MOVED)


def told(result: ReadResult) -> list[Finding]:
    return [one for one in check_result(result).findings if "以前的位置" in one.message]


def data_of(result: ReadResult) -> dict[str, Any]:
    data = export(result.submission)["data"]
    return {key: value for key, value in data.items() if key not in ("unit", "year")}


@cases
def test_the_value_is_read_from_its_old_place(case: tuple[str, str, Any, Any, list[str]], tmp_path: Path) -> None:
    old, new, data, wanted, _ = case
    result = read(fill(a_form(tmp_path, old), {**UNIT, **data}, 2022), a_form(tmp_path, new))
    assert data_of(result) == wanted
    assert result.account.unread == ()


@cases
def test_one_line_of_information_names_the_old_places(case: tuple[str, str, Any, Any, list[str]], tmp_path: Path) -> None:
    old, new, data, _, cells = case
    (finding,) = told(read(fill(a_form(tmp_path, old), {**UNIT, **data}, 2022), a_form(tmp_path, new)))
    assert (finding.rule, finding.severity, [str(at) for at in finding.cells]) == ("META-09", "info", cells)
    assert all(f"（{cell}）" in finding.message for cell in cells)


@cases
def test_older_data_fills_the_new_form(case: tuple[str, str, Any, Any, list[str]], tmp_path: Path) -> None:
    _, new, data, wanted, _ = case
    form = a_form(tmp_path, new)
    result = read(fill(form, {**UNIT, **data}, 2022), form)
    assert data_of(result) == wanted
    assert told(result) == []


def test_a_column_that_the_form_has_no_more_is_not_dropped_in_silence(tmp_path: Path) -> None:
    older = fill(a_form(tmp_path, table("items", name="text", price="money")), {**UNIT, **ITEMS}, 2022)
    result = read(older, a_form(tmp_path, table("items", name="text")))
    assert [str(at) for at in result.account.unread] == ["明细!B4", "明细!B5", "明细!B6"]
    assert [one.rule for one in check_result(result).findings if one.severity == "warning"] == ["META-01", "META-16"]


def test_many_places_are_one_line(tmp_path: Path) -> None:
    fields = [f"f{n}" for n in range(30)]
    older = fill(a_form(tmp_path, record("x", **dict.fromkeys(fields, "money"))), {**UNIT, "x": dict.fromkeys(fields, "1")}, 2022)
    (finding,) = told(read(older, a_form(tmp_path, record("y", **{f"g{n}": was(f"x.f{n}") for n in range(30)}))))
    assert "30 个栏目" in finding.message and finding.message.endswith("等") and len(finding.cells) == 20


@pytest.mark.parametrize("name", ["g.k", "g.r1"])
def test_what_still_stands_in_the_other_grid_can_not_have_moved(name: str, tmp_path: Path) -> None:
    row = {"id": "r7", "label": "七", **({"was": name} if name == "g.r1" else {})}
    column = was(name) if name == "g.k" else "money"
    with pytest.raises(FormError) as raised:
        a_form(tmp_path, grid(ROWS, v="money", k="money") + grid([row], "h", "新格", k=column))
    assert name in str(raised.value) and "两处" in str(raised.value)
