"""What systems and programs leave in a folder is nobody's workbook: a folder that was chosen or dropped is not asked about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgetxl.desk import Desk, GivenFile

DEMO = (Path(__file__).resolve().parent.parent / "sample_workbooks" / "hebei-2027-demo.xlsx").read_bytes()
LEFT = ["报来/.DS_Store", "报来/Thumbs.db", "报来/desktop.ini", "报来/._甲.xlsx", "报来/.~lock.甲.xlsx#", "报来/.git/config", "报来/下面/.hidden/乙.xlsx", "报来\\下面\\THUMBS.DB"]
ROSTER = GivenFile("名册.csv", "单位编码,单位名称\n601001,示例县向阳街道办事处\n".encode())


def files_of(name: str, *files: GivenFile) -> list[str]:
    desk = Desk()
    try:
        desk.call("roster", {}, [ROSTER], lambda told: None)
        value = desk.call(name, {}, files, lambda told: None).value
        if name == "check":
            return [file for row in value["rows"] for file in row["files"]]
        return [*(file for unit in value["units"] for file in unit["files"]), *(other["file"] for other in value["others"])]
    finally:
        desk.close()


@pytest.mark.parametrize("name", ["check", "collect"])
@pytest.mark.parametrize("left", LEFT)
def test_what_lies_in_a_folder_that_nobody_put_there_is_passed_over(name: str, left: str) -> None:
    assert files_of(name, GivenFile(left, b"x"), GivenFile("报来/甲.xlsx", DEMO)) == ["报来/甲.xlsx"]


@pytest.mark.parametrize("name", ["check", "collect"])
@pytest.mark.parametrize("other", ["报来/便条.txt", "报来/~$甲.xlsx", ".DS_Store", "../坏的.xlsx"])
def test_any_other_file_has_a_line(name: str, other: str) -> None:
    assert set(files_of(name, GivenFile(other, b"x"), GivenFile("报来/甲.xlsx", DEMO))) == {"报来/甲.xlsx", other}


def test_where_there_is_nothing_else_it_is_said_what_was_chosen() -> None:
    assert files_of("check", GivenFile("报来/.DS_Store", b"x")) == ["报来/.DS_Store"]


def test_the_lock_file_of_a_roster_is_called_what_it_is() -> None:
    desk = Desk()
    found = desk.call("roster", {}, [GivenFile("~$名册.xlsx", b"\x05wps")], lambda told: None).value["error"]
    assert "临时文件" in found
    desk.close()
