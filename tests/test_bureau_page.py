"""docs/bureau.md is run: the commands of the bureau's weeks, one after the other, as far as the program has them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from test_documentation import REPOSITORY, console_lines, desk, run, written

from budgetxl.bureau import STATES
from budgetxl.bureau.messages import MESSAGES
from budgetxl.cli.app import COMMANDS
from budgetxl.forms import load_form
from budgetxl.workbook import fill

__all__ = ["desk"]  # the fixture: a folder with the samples and forms

PAGE = "docs/bureau.md"
LINES = list(console_lines(written(PAGE)))
DEMO = json.loads((REPOSITORY / "sample_workbooks" / "hebei-2027-demo.json").read_text(encoding="utf-8"))


@pytest.fixture
def bureau(desk: Path) -> Path:
    """What the page supposes: 收件 with one workbook that is right and one that is not, and a roster of three units."""
    (desk / "收件").mkdir()
    good = DEMO["data"]
    wrong = {"unit": {**good["unit"], "name": "乙单位", "code": "601002"}, "income": {"general_public_budget": "5"}}
    for name, data in (("甲单位", good), ("乙单位", wrong)):
        (desk / "收件" / f"{name}.xlsx").write_bytes(fill(load_form(DEMO["form"]), data, DEMO["year"]))
    return desk


def a_roster(path: Path) -> None:
    """The roster as the officer fills it in: two units that send, and one that does not."""
    book = openpyxl.Workbook()
    book.active.append(["单位编码", "单位名称"])
    for row in ([DEMO["data"]["unit"]["code"], DEMO["data"]["unit"]["name"]], ["601002", "乙单位"], ["601003", "丙单位"]):
        book.active.append(row)
    book.save(path)


def test_the_page_has_seven_commands_for_the_weeks_and_three_for_the_year() -> None:
    assert len(LINES) == 10
    assert {line.split()[1] for line, _ in LINES} == {"distribute", "collect", "check", "render", "diff", "rollover"}


def test_the_commands_of_the_page_work_one_after_the_other(bureau: Path) -> None:
    """Those that the program has; a roster is filled in between the first and the second."""
    ended = []
    for line, announced in LINES:
        if line.split()[1] in COMMANDS:
            ended.append((line, run(line, bureau), announced))
        if "--roster-template" in line:
            a_roster(bureau / "名册.xlsx")
    assert [(line, code) for line, code, _ in ended] == [(line, announced) for line, _, announced in ended]
    assert (bureau / "检查表.xlsx").exists() and (bureau / "公开说明.docx").exists()


def test_the_page_names_every_sheet_of_the_summary_and_every_state() -> None:
    rows = re.findall(r"^\| (\S+) \|", written(PAGE), re.MULTILINE)
    tabs = [text for key, text in MESSAGES.items() if key.startswith("tab-")]
    assert [name for name in (*tabs, *STATES) if name not in rows] == []


def test_the_links_of_the_page_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", written(PAGE))
    assert targets and [target for target in targets if not (REPOSITORY / "docs" / target).exists()] == []
    assert shutil.which("sh")
