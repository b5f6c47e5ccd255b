"""The completed workbooks that come with budgetxl: what their data say, and nothing lost on the way.

``make samples`` writes them anew after a form, a sample or the builder has changed.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from rebuild_samples import SAMPLES, parts, rebuilt

from budgetxl.workbook import ReadResult, export, read
from budgetxl.xlsx import read_file

NAMES = ("jiefangdao-2022", "guangyang-office-2022", "juyangxi-2020", "changjiang-2020", "yanshanlu-2023", "hebei-2027-demo")
PRESENT = tuple(name for name in NAMES if (SAMPLES / f"{name}.json").is_file())

#: Cells of the form's sheets: populated, read into fields, known furniture. What is neither read nor furniture is lost.
CELLS = {
    "changjiang-2020": (3338, 999, 2339),
    "guangyang-office-2022": (1466, 414, 1052),
    "hebei-2027-demo": (6160, 2293, 3867),
    "jiefangdao-2022": (1650, 499, 1151),
    "juyangxi-2020": (3197, 920, 2277),
    "yanshanlu-2023": (2074, 630, 1444),
}


@pytest.fixture(params=PRESENT)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def path_of(name: str, suffix: str) -> Path:
    return SAMPLES / f"{name}{suffix}"


@cache
def result_of(name: str) -> ReadResult:
    return read(read_file(path_of(name, ".xlsx")))


def test_a_sample_is_what_its_data_give(name: str) -> None:
    ours, theirs = parts(rebuilt(path_of(name, ".json"))), parts(path_of(name, ".xlsx").read_bytes())
    assert list(ours) == list(theirs)
    assert [part for part in ours if ours[part] != theirs[part]] == []


def test_what_a_sample_holds_is_its_data(name: str) -> None:
    assert export(result_of(name).submission) == json.loads(path_of(name, ".json").read_text(encoding="utf-8"))


def test_no_cell_of_a_sample_is_unread(name: str) -> None:
    account = result_of(name).account
    assert account.unread == ()
    assert account.populated == account.read + account.furniture


def test_as_many_cells_are_read_as_ever(name: str) -> None:
    account = result_of(name).account
    assert (account.populated, account.read, account.furniture) == CELLS[name]


def test_nothing_in_a_sample_had_to_be_corrected(name: str) -> None:
    assert result_of(name).corrections == ()


def test_every_published_notice_and_the_demo_have_a_sample() -> None:
    assert set(PRESENT) == set(NAMES)
    assert {path.stem for path in SAMPLES.iterdir()} == set(NAMES)
    assert {path.suffix for path in SAMPLES.iterdir()} == {".json", ".xlsx"}


def test_the_counts_that_a_workbook_shows_are_those_of_the_verdicts_beside_them(name: str) -> None:
    """What the cover and the first lines say before any program has calculated: rules that the program alone judges show no verdict."""
    formulas = openpyxl.load_workbook(path_of(name, ".xlsx"))
    shown = openpyxl.load_workbook(path_of(name, ".xlsx"), data_only=True)
    verdicts = [cell.value for cell in shown["校验"]["I"]]
    counted = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith(("=IF(COUNTIF('校验'", "=COUNTIF('校验'", "=SUMPRODUCT(('校验'")):
                    parts = set(re.findall(r"\$I\$(\d+):\$I\$(\d+)(?:,|=)\"([^\"]+)\"", cell.value))
                    found = sum(verdicts[int(first) - 1 : int(last)].count(word) for first, last, word in parts)
                    says = shown[sheet.title][cell.coordinate].value
                    assert says == found or str(says).startswith(f"{found} 处" if found else "本表没有"), (sheet.title, cell.coordinate)
                    counted += 1
    assert counted > 8  # what is open on copies is counted there
