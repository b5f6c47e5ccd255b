"""What programs leave beside workbooks (~$a.xlsx, ._a.xlsx) is passed over by every command, and said once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_cli import Call, call
from test_dropped import known, workbook

from budgetxl.cli.app import OK, UNREADABLE

__all__ = ["call", "known"]

SAID = "个临时文件"
LEFT = ("~$a.xlsx", "._a.xlsx", "~$b.xlsx")


@pytest.fixture
def folder(call: Call, known: Path) -> Path:
    """A folder with one workbook, and beside it two whole copies of it under such names and an owner file."""
    good = workbook(call, known, "报来/a.xlsx")
    for name, data in zip(LEFT, (b"\x05user", Path(good).read_bytes(), Path(good).read_bytes())):
        (Path("报来") / name).write_bytes(data)
    return Path("报来")


def paths(folder: Path, *names: str) -> list[str]:
    return [str(folder / name) for name in names]


COMMANDS = [("check",), ("check", "--json"), ("check", "--html", "r.html"), ("export",), ("export", "-o", "d.json"), ("render", "-o", "n.docx")]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_passes_them_over_and_says_so_once(command: tuple[str, ...], call: Call, folder: Path, known: Path) -> None:
    name, *options = command
    ended = call(name, *paths(folder, "a.xlsx", *LEFT), *options, "--form", known)
    assert (ended.code, ended.err.count(SAID)) == (OK, 1)
    assert "跳过了 3 个临时文件（._a.xlsx、~$a.xlsx、~$b.xlsx）" in ended.err


def test_they_are_no_entries_of_the_json(call: Call, folder: Path, known: Path) -> None:
    ended = call("check", *paths(folder, "~$a.xlsx", "a.xlsx"), "--json", "--form", known)
    assert [one["file"] for one in json.loads(ended.out)["files"]] == [str(folder / "a.xlsx")]
    assert isinstance(json.loads(call("export", *paths(folder, "a.xlsx", "._a.xlsx"), "--form", known).out), dict)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_but_them_is_nothing_to_read(command: tuple[str, ...], call: Call, folder: Path, known: Path) -> None:
    name, *options = command
    ended = call(name, *paths(folder, *LEFT), *options, "--form", known)
    assert (ended.code, ended.err.count(SAID)) == (UNREADABLE, 1)
    assert not Path("r.html").exists() and not Path("d.json").exists() and not Path("n.docx").exists()
    assert (json.loads(ended.out) == {"files": []}) if "--json" in options else ended.out == ""


def test_a_folder_of_nothing_else_is_none_of_workbooks(call: Call, folder: Path) -> None:
    (folder / "a.xlsx").unlink()
    assert (call(folder).code, list(Path().rglob("*.docx"))) == (UNREADABLE, [])


def test_a_name_that_only_holds_the_signs_is_a_workbook_s(call: Call, folder: Path, known: Path) -> None:
    (folder / "a~$._.xlsx").write_bytes((folder / "a.xlsx").read_bytes())
    ended = call("check", folder / "a~$._.xlsx", "--form", known)
    assert (ended.code, ended.err.count(SAID)) == (OK, 0)
