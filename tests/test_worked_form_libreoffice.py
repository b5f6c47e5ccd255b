"""The worked form in LibreOffice: it recalculates edits as ``check`` judges them, and a clerk changes and saves the workbook.

``BUDGETXL_EDITS`` sets how many edits are made (100 by default), ``BUDGETXL_SEED`` which.
"""

from __future__ import annotations

import copy
import os
import random
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from making import typed
from random_edits import KINDS, Edit, Sample, after, edited
from test_agreement_libreoffice import IN_A_FILE, SEED, Comparison, alike, compare_after, recalculated
from test_clerk_libreoffice import SUFFIXES, at_work, grave
from worked_form import cell, data, form, layout, workbook

from budgetxl.checks import check_result
from budgetxl.values import entries
from budgetxl.workbook import export, read
from budgetxl.xlsx import open_workbook, read_file

pytestmark = [pytest.mark.libreoffice, pytest.mark.slow]

EDITS = int(os.environ.get("BUDGETXL_EDITS", "100"))


def sample() -> Sample:
    root = read(workbook(), form()).submission.root
    return Sample(form().id, form(), workbook(), layout(), {key: entry.value for key, entry in entries(root)})


def test_every_formula_shows_what_libreoffice_makes_of_it(tmp_path: Path) -> None:
    theirs = recalculated({"example": typed(workbook(), {})}, tmp_path)["example"]
    ours = {(sheet.name, *place): cell.value for sheet in open_workbook(workbook()).sheets for place, cell in sheet.cells.items() if cell.calculated}
    found = {(sheet.name, *place): cell.value for sheet in theirs.sheets for place, cell in sheet.cells.items()}
    assert len(ours) > 200 and [(at, found.get(at), value) for at, value in ours.items() if not alike(found.get(at), value)] == []


def test_libreoffice_and_check_agree_on_every_rule_after_random_edits(tmp_path: Path) -> None:
    known, made = sample(), dict[str, list[Edit]]()
    for _, edits in edited([known], EDITS, random.Random(SEED), IN_A_FILE):
        made[f"{len(made):04}"] = edits
    files = {name: after(known, edits) for name, edits in made.items()}
    theirs = recalculated(files, tmp_path)

    before = check_result(read(known.data, known.form)).verdicts
    done, turned = Comparison(), 0
    for name, edits in made.items():
        result = read(files[name], known.form)
        compare_after(edits, known, theirs[name], result, done, name)
        turned += sum(word != before[rule] for rule, word in check_result(result).verdicts.items())
    kinds = Counter(edit.kind for edits in made.values() for edit in edits)
    print(f"\nseed {SEED}: {sum(kinds.values())} edits in {len(files)} workbooks: {dict(kinds)}")
    print(f"rules {dict(done.rules)}, {turned} turned by the edits, {done.left_out} left out; sides {dict(done.sides)}; rows {dict(done.rows)}")
    print(f"figures whose format shows another, left out by name: {dict(done.rescaled)}")
    assert not done.quarrels, "\n".join(done.quarrels)
    assert sum(kinds.values()) == EDITS and kinds.keys() == KINDS.keys() - {"percentage", "date"}  # staff fill in none of these here
    assert turned >= EDITS // 4 and done.left_out < sum(done.rules.values()) / 5


# ── a clerk at work

NEW_CODE, NEW_AMOUNT = ("201", "03", "50"), "100000"


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example after the clerk's changes, in each format."""
    folder = tmp_path_factory.mktemp("changed")
    given = folder / "given.xlsx"
    given.write_bytes(workbook())
    sheet, general = spot("general[3].code")
    projects, last = spot("project_spending[3].name")
    assets, added = spot("other_assets[1].label")
    at_work(
        folder,
        ["open", given],
        ["insert_rows", sheet, general, 2],
        *(["type", sheet, f"{column}{general}", text] for column, text in zip("ABC", NEW_CODE)),
        ["type", sheet, f"F{general}", NEW_AMOUNT],
        ["type", sheet, f"E{general}", f"=F{general}"],
        ["type", sheet, f"I{general}", f"=E{general}"],
        ["insert_rows", projects, last + 1, 1],
        ["type", projects, f"B{last + 1}", "应急处置"],
        *(["type", projects, f"{column}{last + 1}", text] for column, text in zip("CDE", ("224", "1", "1"))),
        ["type", projects, f"G{last + 1}", "5000"],
        ["type", projects, f"F{last + 1}", f"=G{last + 1}"],
        ["type", assets, f"A{added + 1}", "6、文物（件）"],
        ["type", assets, f"C{added + 1}", "1"],
        ["type", *cell("three_public.reception").split("!"), "0.6"],
        ["rename_sheet", sheet, "一般公共预算"],
        *(["save", folder / f"changed{suffix}"] for suffix in SUFFIXES),
        ["close"],
    )
    return folder


def spot(path: str) -> tuple[str, int]:
    """The sheet and the row of a value."""
    sheet, _, at = cell(path).rpartition("!")
    return sheet, int("".join(filter(str.isdigit, at)))


@cache
def as_changed() -> dict[str, Any]:
    """What the clerk's typing makes of the data, but for what is computed of it."""
    made = copy.deepcopy(data())
    made["general"].insert(3, {"code": "".join(NEW_CODE), "basic": NEW_AMOUNT})
    made["project_spending"].append({"name": "应急处置", "subject": "2240101", "general": "5000"})
    made["other_assets"].append({"label": "6、文物（件）", "value": "1"})
    made["three_public"]["reception"] = "0.6"
    return made


def typed_values(found: dict[str, Any]) -> dict[str, Any]:
    """The values of these blocks that staff type; those of a 类 or a 款 are computed."""
    columns = {
        "general": ("code", "basic", "carried_forward"), "basic": ("code",), "fund": ("code",), "income": ("code",), "spending": ("code",),
        "project_spending": ("name", "subject", "general", "fund", "unit_funds"), "other_assets": ("label", "quantity", "value"),
    }  # fmt: skip
    rows = {
        name: [{key: row.get(key) for key in keys if key == "code" or len(row.get("code") or "") in (0, 7)} for row in found[name]]
        for name, keys in columns.items()
    }
    public = {key: found["three_public"][key] for key in ("abroad", "reception", "purchase", "running", "operating_costs")}
    return {**rows, "three_public": public, "unit": found["unit"]}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_clerks_changes_come_back_in_every_format(changed: Path, suffix: str) -> None:
    result = read(read_file(changed / f"changed{suffix}"), form())
    assert typed_values(export(result.submission)["data"]) == typed_values(as_changed()) and not result.account.unread


def test_nothing_is_wrong_with_how_the_changed_workbook_was_read(changed: Path) -> None:
    assert grave(read(read_file(changed / "changed.xlsx"), form())) == []


def test_the_totals_count_what_the_clerk_typed(changed: Path) -> None:
    found = export(read(read_file(changed / "changed.xlsx"), form()).submission)["data"]
    assert (found["general_total"]["basic"], found["three_public"]["total"]) == ("6740800", "5.6")
    assert (found["project_spending_total"]["total"], found["assets"]["total"]["value"]) == ("2985000", "5968151.5")
