"""A form that was accepted never raises: what fails all the same costs one finding, and everything beside it goes on."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from making import a_form, a_rule, filled, record, report, table

from budgetxl.checks import check
from budgetxl.cli.app import run
from budgetxl.forms import Form
from budgetxl.values import Finding
from budgetxl.workbook import fill

RULES = a_rule("X-01", "length(x.name) < 5") + a_rule("X-02", "x.a == x.b") + a_rule("X-03", "x.a >= 0")
SHEET = record("x", name="text", a="money", b="money")
RIGHT = {"x": {"name": "好", "a": "1", "b": "1"}}
WRONG = {"x": {"name": "坏", "a": "1", "b": "2"}}


def broken(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """From now on, ``length`` fails where it is given one text."""

    def fold(text: str) -> str:
        if text == "坏":
            raise error
        return text

    monkeypatch.setattr("budgetxl.expressions.functions.texts.fold", fold)


ERRORS = [LookupError("列"), RecursionError("too deep"), ValueError("x" * 5000), TypeError(), KeyError("k"), AttributeError("a")]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_a_rule_that_cannot_be_judged_is_one_finding_beside_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    broken(monkeypatch, error)
    said = report(filled(a_form(tmp_path, SHEET, RULES), WRONG))
    assert sorted(finding.rule for finding in said.findings) == ["META-22", "X-02"]
    fault = next(finding for finding in said.findings if finding.rule == "META-22")
    assert (fault.severity, "X-01" in fault.message, "表样的制作者" in fault.hint) == ("error", True, True)
    assert len(fault.message) < 200
    assert said.verdicts == {"X-01": "未填", "X-02": "不符", "X-03": "通过"}


def test_a_rule_over_rows_that_fails_on_one_of_them_is_not_passed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, LookupError())
    form = a_form(tmp_path, table("t", name="text"), a_rule("X-01", "length(row.name) < 5", each="t"))
    said = report(filled(form, {"t": [{"name": "好"}, {"name": "坏"}, {"name": "好"}]}))
    assert [finding.rule for finding in said.findings] == ["META-22"]
    assert said.verdicts == {"X-01": "未填"}


def test_what_a_rule_waits_for_is_told_beside_a_total_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, LookupError())
    sheet = record("x", name="text", a="integer", n={"type": "integer", "formula": "length(x.name)"})
    found = report(filled(a_form(tmp_path, sheet, a_rule("X-01", "x.n == x.a")), {"x": {"name": "坏"}}))
    assert found.verdicts == {"X-01": "未填"}
    assert [str(at) for at in found.reasons["X-01"].cells] == ["数据!B5", "数据!B6"]


def test_a_fault_is_as_grave_as_the_rule_that_was_not_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, LookupError())
    rules = a_rule("X-01", "length(x.name) < 5", severity="warning") + a_rule("X-02", "length(x.name) < 9", trial=True)
    found = report(filled(a_form(tmp_path, SHEET, rules), WRONG)).findings
    assert [finding.severity for finding in found] == ["warning", "info"]


def test_a_formula_that_fails_has_no_value_and_one_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, LookupError("列"))
    sheet = table("t", name="text", size={"type": "number", "formula": "length(row.name)"})
    result = filled(a_form(tmp_path, sheet), {"t": [{"name": "坏"}, {"name": "坏"}]})
    assert [entry.value for entry in (cell.entry for cell in result.submission.cells.of(("t", "size")))] == [None, None]
    assert [finding.rule for finding in report(result).findings] == ["META-22"]


def a_form_with(folder: Path) -> Form:
    return a_form(folder, record("x", name="longtext", a="money", b="money"), a_rule("X-02", "x.a == x.b"))


def raising(*given: object, **more: object) -> Any:
    raise LookupError("nobody foresaw this")


@pytest.mark.parametrize(
    ("place", "name", "lost"), [("check", "narrative_findings", "文字核对"), ("causes.explain", "find_causes", "原因")]
)
def test_the_findings_stay_where_the_search_behind_them_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, name: str, lost: str
) -> None:
    monkeypatch.setattr(import_module(f"budgetxl.checks.{place}"), name, raising)
    result = filled(a_form_with(tmp_path), WRONG)
    found = report(result).findings
    assert [finding.rule for finding in found] == ["META-22", "X-02"]
    assert lost in found[0].message
    assert sorted(map(str, check(result.submission))) == sorted(map(str, found))


def test_a_finding_is_told_even_where_its_words_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("budgetxl.checks.causes.verdict_finding.likely_cause", raising)
    found: list[Finding] = check(filled(a_form_with(tmp_path), WRONG).submission)
    assert [(finding.rule, finding.message, len(finding.cells)) for finding in found] == [("X-02", "（空）≠（空）", 2)]


def written(folder: Path, form: Form, *each: dict[str, Any]) -> list[str]:
    paths = []
    for number, data in enumerate(each):
        path = folder / f"{number}.xlsx"
        path.write_bytes(fill(form, data, 2022))
        paths.append(str(path))
    return paths


def test_one_workbook_of_three_whose_rule_fails_stops_neither_the_others_nor_the_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    broken(monkeypatch, LookupError("列"))
    form = a_form(tmp_path, SHEET, RULES)
    code = run(["check", *written(tmp_path, form, RIGHT, WRONG, RIGHT), "--form", str(form.folders[0]), "--json"])
    files = json.loads(capfd.readouterr().out)["files"]
    assert code == 1
    assert [[finding["rule"] for finding in file["findings"]] for file in files] == [[], ["META-22", "X-02"], []]


@pytest.mark.parametrize("place", ["budgetxl.verbs.check.reviewed", "budgetxl.verbs.sources.read"])
def test_a_fault_of_the_program_itself_costs_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], place: str
) -> None:
    form = a_form(tmp_path, SHEET, RULES)
    paths = written(tmp_path, form, RIGHT, WRONG, RIGHT)
    module, _, name = place.rpartition(".")
    real, seen = getattr(import_module(module), name), []

    def second_fails(*given: Any) -> Any:
        seen.append(given)
        return raising() if len(seen) == 2 else real(*given)

    monkeypatch.setattr(import_module(module), name, second_fails)
    code = run(["check", *paths, "--form", str(form.folders[0]), "--json"])
    files = json.loads(capfd.readouterr().out)["files"]
    assert (code, len(files)) == (3, 3)
    assert "程序错误（LookupError：nobody foresaw this）" in json.dumps(files[1], ensure_ascii=False)


def test_no_memory_is_nothing_to_go_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, MemoryError())
    with pytest.raises(MemoryError):
        filled(a_form(tmp_path, SHEET, RULES), WRONG)
