"""A clerk in LibreOffice types into a blank workbook, changes a completed one, saves: ``export`` gives what was typed."""

from __future__ import annotations

import copy
import json
import subprocess
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from budgetxl.cli.app import OK, run
from budgetxl.forms import Form, compute, decode, encode, formula_cells, load_form
from budgetxl.layout import counts_of, lay_out
from budgetxl.values import Entry, entries, plain
from budgetxl.workbook import ReadResult, export, fill, read
from budgetxl.xlsx import read_file

pytestmark = pytest.mark.libreoffice

CLERK = Path(__file__).with_name("clerk.py")
SAMPLE = Path(__file__).resolve().parent.parent / "sample_workbooks" / "jiefangdao-2022.json"
FORM, UNIT, YEAR, PROJECTS = "langfang-2022", "某街道办事处", 2022, 3
Data = dict[str, Any]
Step = list[Any]


def at_work(folder: Path, *steps: Step) -> None:
    """Have the clerk do these steps; files are in ``folder``."""
    work = folder / "work.json"
    work.write_text(json.dumps([[str(part) if isinstance(part, Path) else part for part in step] for step in steps]), encoding="utf-8")
    done = subprocess.run(["/usr/bin/python3", str(CLERK), str(work)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


def came_back(path: Path) -> ReadResult:
    return read(read_file(path))


def grave(result: ReadResult) -> list[str]:
    return [f"{f.rule} {f.message}" for f in result.findings if f.severity != "info"]


def the_sample() -> Data:
    """What is to be typed: Jiefangdao's data with three projects, without what formulas compute."""
    data: Data = json.loads(SAMPLE.read_text(encoding="utf-8"))["data"]
    form = load_form(FORM)
    given = {**data, "unit": {**data["unit"], "name": UNIT}, "projects": data["projects"][:PROJECTS]}
    root = decode(form, given, YEAR).root
    for cell in formula_cells(form, root):
        nodes = cell.holder.nodes
        assert isinstance(nodes, dict)
        nodes[cell.field.id] = Entry(None)
    compute(form, root)
    return encode(form, root)


def typings(form: Form, data: Mapping[str, Any], blank: Path) -> Iterator[Step]:
    """The cells of a blank workbook and what a person types into them."""
    root = decode(form, data, YEAR).root
    computed = {cell.key for cell in formula_cells(form, root)}
    there = {key: entry.value for key, entry in entries(came_back(blank).submission.root)}
    layout = lay_out(form, {**counts_of(decode(form, {}, YEAR).root), "projects": PROJECTS})
    for key, entry in entries(root):
        if key not in computed and entry.value is not None and there.get(key) != entry.value:
            plan, slot = layout.cells[key]
            yield ["type", plan.name, slot.box.ref, as_typed(entry.value)]


def as_typed(value: object) -> str:
    match value:
        case Decimal():
            return plain(value)
        case date():
            return value.isoformat()
    return str(value)


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the blank workbook, the typed one, and it saved once more and twice more by LibreOffice."""
    folder = tmp_path_factory.mktemp("typed")
    blank = folder / "blank.xlsx"
    words = ["new", FORM, "--unit", UNIT, "--year", str(YEAR), "--projects", str(PROJECTS), "-o", str(blank)]
    assert run(words) == OK
    once, twice = folder / "once.xlsx", folder / "twice.xlsx"
    steps = list(typings(load_form(FORM), the_sample(), blank))
    again: list[Step] = [["open", once], ["save", twice], ["close"]]
    at_work(folder, ["open", blank], *steps, ["save", once], ["close"], *again)
    return folder


@pytest.mark.slow
def test_what_is_typed_into_a_blank_workbook_is_exported(typed: Path) -> None:
    assert export(came_back(typed / "once.xlsx").submission)["data"] == the_sample()


def test_what_was_typed_is_still_there_after_libreoffice_has_saved_it_twice(typed: Path) -> None:
    assert export(came_back(typed / "twice.xlsx").submission)["data"] == the_sample()


@pytest.mark.parametrize("name", ["once.xlsx", "twice.xlsx"])
def test_nothing_is_wrong_with_how_a_typed_workbook_was_read(typed: Path, name: str) -> None:
    result = came_back(typed / name)
    assert grave(result) == [] and not result.account.unread


# ── a completed workbook, changed and saved in three formats

SUFFIXES = [".xlsx", ".ods", ".xls"]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a completed workbook after the clerk's changes, in each format."""
    folder = tmp_path_factory.mktemp("changed")
    data = the_sample()
    given = folder / "given.xlsx"
    given.write_bytes(fill(load_form(FORM), {**data, "projects": [*data["projects"], {"name": "备用"}]}, YEAR))
    at_work(
        folder,
        ["open", given],
        ["insert_rows", "政府采购预算", 13, 3],
        ["type", "政府采购预算", "C14", "打印机"],
        ["type", "政府采购预算", "F14", "2"],
        ["copy_sheet", "绩效目标1", "绩效目标1 (2)"],
        ["type", "绩效目标1 (2)", "C4", "新增项目"],
        ["rename_sheet", "政府采购预算", "采购明细"],
        ["rename_sheet", "绩效目标2", "道路维修"],
        ["delete_sheet", f"绩效目标{PROJECTS + 1}"],
        *(["save", folder / f"changed{suffix}"] for suffix in SUFFIXES),
        ["close"],
    )
    return folder


def as_changed() -> Data:
    data = copy.deepcopy(the_sample())
    blank = dict.fromkeys(data["procurement"][0])
    data["procurement"].insert(1, {**blank, "item": "打印机", "quantity": "2"})
    data["projects"].insert(1, {**copy.deepcopy(data["projects"][0]), "name": "新增项目"})
    return data


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_clerks_changes_come_back_in_every_format(changed: Path, suffix: str) -> None:
    assert export(came_back(changed / f"changed{suffix}").submission)["data"] == as_changed()


def test_nothing_is_wrong_with_how_the_changed_workbook_was_read(changed: Path) -> None:
    result = came_back(changed / "changed.xlsx")
    assert grave(result) == [] and not result.account.unread


def test_no_cell_shows_an_error_where_a_spare_project_was_deleted(changed: Path) -> None:
    raw = came_back(changed / "changed.xlsx").raw
    assert [f"{s.name} {place} {c.formula}" for s in raw.sheets for place, c in s.cells.items() if c.kind == "error"] == []


@pytest.mark.parametrize("suffix", [".ods", ".xls"])
def test_a_format_with_values_only_says_what_it_could_not_know(changed: Path, suffix: str) -> None:
    result = came_back(changed / f"changed{suffix}")
    assert [f.rule for f in result.findings if f.severity != "info"] == ["META-21"] and not result.account.unread
