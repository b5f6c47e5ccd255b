"""A formula that somebody changed, after a program has calculated everything anew: it is told, and no cell that only follows from it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import openpyxl
import pytest

from budgetxl.forms import load_form
from budgetxl.workbook import ReadResult, fill, read

pytestmark = pytest.mark.libreoffice

SAMPLE = Path(__file__).resolve().parent.parent / "sample_workbooks" / "hebei-2027-demo.json"
GENERAL = "表5一般公共预算支出"


def the_sample() -> bytes:
    data = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return fill(load_form(data["form"]), data["data"], data["year"])


def saved(folder: Path, suffix: str = "xlsx", without: str = "", **cells: object) -> Path:
    """The sample with formulas typed into cells of 表5, or without one of its sheets, as LibreOffice calculates and saves it."""
    given, out = folder / "given.xlsx", folder / "out"
    given.write_bytes(the_sample())
    book = openpyxl.load_workbook(given)
    for cell, value in cells.items():
        book[GENERAL][cell] = value
    if without:
        del book[without]
    book.save(given)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", suffix, "--outdir", str(out), str(given)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / f"given.{suffix}"


def of_formulas(result: ReadResult) -> list[tuple[str, str]]:
    return [(str(one.cells[0]), one.message) for one in result.findings if one.rule in ("META-07", "META-08")]


@pytest.mark.slow
@pytest.mark.parametrize("formula", ["=D12", "=D12+1", "=E12*2"])
def test_a_changed_formula_is_the_only_one_told(tmp_path: Path, formula: str) -> None:
    (found,) = of_formulas(read(saved(tmp_path, C12=formula).read_bytes()))
    assert found[0] == f"{GENERAL}!C12" and found[1].startswith(f"公式被改过：单元格里是 {formula}")


@pytest.mark.slow
def test_what_a_changed_total_leads_to_is_no_finding_of_its_own(tmp_path: Path) -> None:
    (found,) = of_formulas(read(saved(tmp_path, C8="=C9+C13+C17").read_bytes()))
    assert found[0] == f"{GENERAL}!C8"


@pytest.mark.slow
def test_cells_that_stand_on_an_error_were_calculated(tmp_path: Path) -> None:
    found = of_formulas(read(saved(tmp_path, C11='=D11+"甲"').read_bytes()))
    assert f"{GENERAL}!C11" in [at for at, _ in found]
    assert not any("还没有计算过" in message for _, message in found)


def test_a_workbook_without_a_sheet_that_its_first_lines_count_can_be_repaired(tmp_path: Path) -> None:
    path = saved(tmp_path, without="表7政府性基金支出")
    result = read(path.read_bytes())
    assert [str(at) for at in result.account.unread if at.row == 1] == []


@pytest.mark.slow
def test_what_our_own_counts_show_is_nothing_that_repairing_loses(tmp_path: Path) -> None:
    from budgetxl.cli.app import run

    path, new = saved(tmp_path, "ods", C8=1200), tmp_path / "new.xlsx"
    assert run(["repair", str(path), "-o", str(new)]) == 0 and new.exists()


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_repair_lists_no_count_as_lost(tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    from budgetxl.cli.app import run

    run(["repair", str(saved(tmp_path, suffix, C8=1200)), "-o", str(tmp_path / "new.xlsx")])
    printed = capsys.readouterr().out
    assert f"{GENERAL}!C8" in printed and re.search(r"封面!|请看校验表|不是表样的栏目", printed) is None
