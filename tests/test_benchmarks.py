"""The benchmarks leave nothing out, and say what is worst. What they measure is no matter of tests."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from budgetxl.forms import known_folders, load_form

REPOSITORY = Path(__file__).parent.parent


def module(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module of the benchmarks, which are scripts and no package."""
    monkeypatch.syspath_prepend(str(REPOSITORY / "benchmarks"))
    monkeypatch.delitem(sys.modules, name, raising=False)
    return __import__(name)


def test_every_sample_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    workbooks = {path.stem for path in (REPOSITORY / "sample_workbooks").glob("*.xlsx")}
    assert set(module("cases", monkeypatch).samples()) == workbooks


def test_every_form_that_a_workbook_can_be_made_of_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(module("cases", monkeypatch).forms()) == {name for name in known_folders() if not load_form(name).abstract}


def test_a_ratio_is_the_median_of_the_rounds_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert module("measure", monkeypatch).ratio([1.0, 4.0, 9.0], [1.0, 2.0, 3.0]) == 2.0


def test_candidates_take_turns_and_the_first_round_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[str] = []

    def candidate(name: str) -> float:
        turns.append(name)
        return float(len(turns))

    taken = module("measure", monkeypatch).rounds({name: lambda name=name: candidate(name) for name in "ab"}, 2)
    assert turns == ["a", "b"] * 3
    assert taken == {"a": [3.0, 5.0], "b": [4.0, 6.0]}


def test_the_worst_of_each_kind_is_the_one_with_the_highest_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    results = module("results", monkeypatch)
    lines = [
        results.compared("check", "quick", [1.0], "openpyxl", [4.0], 0.5), results.compared("check", "slow", [3.0], "openpyxl", [4.0], 0.5),
        results.compared("fill", "one", [8.0], "openpyxl", [4.0]), results.Line("load_form", "small", 0.1), results.Line("load_form", "large", 0.2),
    ]  # fmt: skip
    assert [line.of for line in results.worst(lines)] == ["slow", "one", "large"]
    assert [line.missed for line in results.worst(lines)] == [True, False, False]


def test_a_missed_target_is_said_in_the_table_and_in_the_last_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    results = module("results", monkeypatch)
    line = results.compared("check", "slow", [3.0], "openpyxl", [4.0], 0.5)
    assert list(results.table([line]))[-1].split() == ["|", "check", "|", "slow", "|", "3000.0", "|", "openpyxl", "|", "4000.0", "|", "0.750", "|", "0.500,", "missed", "|"]
    assert results.said(line) == "check of slow: 0.750 of openpyxl, at most 0.500: MISSED"


@pytest.mark.parametrize(("seconds", "code"), [(1.0, 0), (3.0, 1)])
def test_a_run_ends_with_1_where_a_target_is_missed(
    seconds: float, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("measure", "cases", "results"):
        module(name, monkeypatch)
    run = module("run", monkeypatch)
    line = run.compared("check", "one", [seconds], "openpyxl", [4.0], 0.5)
    monkeypatch.setattr(run, "compile_package", lambda: None)
    monkeypatch.setattr(run, "measured", lambda how_often, folder: iter([line]))
    assert run.main(["--quick"]) == code
    assert capsys.readouterr().out.splitlines()[-1].startswith("worst: check of one: ")
