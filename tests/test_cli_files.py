"""Files that a command is given and files that it writes: what stands in the way, what the system refuses, what is left behind."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from making import a_form, record
from test_cli import Call, call, one_sentence

from budgetxl.cli.app import WRONG_USAGE

__all__ = ["call"]  # a fixture

DATA = {"form": "tiny", "year": 2022, "data": {"unit": {"name": "某单位"}, "x": {"a": "1"}}}


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """The folder of a form with one amount and a notice."""
    home = a_form(tmp_path, record("x", a="money")).folders[0]
    (home / "notice.md.j2").write_text("#= {{ unit.name }}说明\n\n共{{ x.a | money }}万元。\n", encoding="utf-8")
    return home


@pytest.fixture
def given(call: Call, form: Path) -> None:
    """A completed workbook a.xlsx, its data in data.json, names of projects in names.txt."""
    Path("data.json").write_text(json.dumps(DATA), encoding="utf-8")
    Path("names.txt").write_text("甲项目\n", encoding="utf-8")
    assert call("fill", "data.json", "--form", form, "-o", "a.xlsx").code == 0


# An input is never overwritten

ONTO_ITSELF = [
    "export a.xlsx --form FORM -o {}",
    "render a.xlsx --form FORM --format txt -o {}",
    "check a.xlsx --form FORM --html {}",
    "check a.xlsx --form FORM --csv {}",
]


@pytest.mark.parametrize("words", ONTO_ITSELF)
@pytest.mark.parametrize("name", ["a.xlsx", "./a.xlsx", "hard.xlsx", "soft.xlsx"])
def test_a_workbook_that_was_given_is_not_overwritten_even_with_force(call: Call, form: Path, given: None, words: str, name: str) -> None:
    os.link("a.xlsx", "hard.xlsx")
    Path("soft.xlsx").symlink_to("a.xlsx")
    before = Path("a.xlsx").read_bytes()
    ended = call(*words.replace("FORM", str(form)).format(name).split(), "--force")
    assert (ended.code, "就是所给的" in ended.err, one_sentence(ended)) == (WRONG_USAGE, True, True)
    assert Path("a.xlsx").read_bytes() == before


def test_data_that_were_given_are_not_overwritten_by_the_workbook(call: Call, form: Path, given: None) -> None:
    before = Path("data.json").read_bytes()
    Path("data.xlsx").symlink_to("data.json")
    assert call("fill", "data.json", "--form", form, "-o", "data.xlsx", "--force").code == WRONG_USAGE
    assert Path("data.json").read_bytes() == before


def test_a_list_of_names_is_not_overwritten_by_the_workbook(call: Call, form: Path, given: None) -> None:
    Path("names.xlsx").symlink_to("names.txt")
    assert call("new", form, "--projects", "names.txt", "-o", "names.xlsx", "--force").code == WRONG_USAGE
    assert Path("names.txt").read_text(encoding="utf-8") == "甲项目\n"


def test_one_of_several_workbooks_is_not_overwritten_by_the_export_of_all(call: Call, form: Path, given: None) -> None:
    Path("b.xlsx").write_bytes(Path("a.xlsx").read_bytes())
    assert call("export", "a.xlsx", "b.xlsx", "--form", form, "-o", "b.xlsx", "--force").code == WRONG_USAGE
    assert Path("b.xlsx").read_bytes() == Path("a.xlsx").read_bytes()
