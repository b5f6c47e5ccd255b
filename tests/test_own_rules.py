"""The program's own rules: registered, listed, regraded or removed by a form where nothing else stands on them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from making import a_form, a_rule, filled, found, record, report, toml

import budgetxl
from budgetxl.bureau.collect.across import ACROSS_RULES
from budgetxl.checks.reports.checklist import checklist
from budgetxl.forms import OWN_RULES, Form, FormError, load_form, regraded
from budgetxl.values import LEVEL_ORDER, Finding
from budgetxl.verbs import rule_catalogue

PACKAGE = Path(budgetxl.__file__).parent
TESTS = Path(__file__).parent
FREE = sorted(rule.id for rule in OWN_RULES.values() if not rule.firm)
FIRM = sorted(rule.id for rule in OWN_RULES.values() if rule.firm)

SHEETS = record("money", "收支", basic={"type": "money", "label": "基本支出"}, text={"type": "longtext", "label": "其他"})
SLIP = {"money": {"basic": "3", "text": "安排好各项支出支出，保障运转。"}}


def own(name: str, /, **keys: Any) -> str:
    return "\n[[rules]]\n" + "\n".join(f"{key} = {toml(value)}" for key, value in {"id": name, **keys}.items()) + "\n"


def mistakes(tmp_path: Path, rules: str) -> list[str]:
    with pytest.raises(FormError) as error:
        a_form(tmp_path, SHEETS, rules)
    return [str(mistake) for mistake in error.value.mistakes]


def finding_calls() -> Iterator[tuple[str, ast.Call]]:
    """Every finding that the sources make of one workbook; those between workbooks are below."""
    for path in sorted(set(PACKAGE.rglob("*.py")) - set((PACKAGE / "bureau").rglob("*.py"))):
        yield from finding_calls_of(path)


def finding_calls_of(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding":
            yield path.relative_to(PACKAGE).as_posix(), node


# Between units


def test_every_finding_between_units_is_a_warning_of_a_registered_rule_with_a_case_in_the_tests() -> None:
    calls = [call for path in sorted((PACKAGE / "bureau").rglob("*.py")) for _, call in finding_calls_of(path)]
    named = [(node.args[0].value, node.args[1].value) for node in calls if all(isinstance(one, ast.Constant) for one in node.args[:2])]
    given = [node for node in calls if not isinstance(node.args[0], ast.Constant)]
    assert {rule for rule, _ in named} == set(ACROSS_RULES)
    assert {severity for _, severity in named} == {"warning"}
    assert len(given) == 2  # the one that a worker sent, and the remark on a cell of next year's workbook
    cases = (TESTS / "test_collect_across.py").read_text(encoding="utf-8") + (TESTS / "test_collect_states.py").read_text(encoding="utf-8")
    assert [rule for rule in ACROSS_RULES if f'"{rule}"' not in cases] == []


# Registered


def test_every_finding_of_the_sources_is_of_a_registered_rule_and_every_registered_rule_is_found() -> None:
    named = {node.args[0].value for _, node in finding_calls() if node.args and isinstance(node.args[0], ast.Constant)}
    others = {name for name, node in finding_calls() if not (node.args and isinstance(node.args[0], ast.Constant))}
    assert named == set(OWN_RULES)
    # these make the findings of a form's rules, and of slips of the finished text, each of a rule that is named elsewhere, too
    assert others == {"checks/causes/verdict_finding.py", "review/finished_text.py"}


def test_a_registered_severity_is_that_of_the_gravest_finding() -> None:
    gravest: dict[str, str] = {}
    for _, node in finding_calls():
        if len(node.args) > 1 and isinstance(node.args[0], ast.Constant) and isinstance(node.args[1], ast.Constant):
            rule, severity = node.args[0].value, node.args[1].value
            gravest[rule] = min(gravest.get(rule, "info"), severity, key=lambda level: LEVEL_ORDER[level])
    varying = {"TEXT-02", "TEXT-26"}  # a warning for the last place of a per cent, else an error; where parts lie far apart, information
    assert gravest.keys() | varying == set(OWN_RULES)
    told = {rule: severity for rule, severity in gravest.items() if rule not in varying}
    assert {rule: OWN_RULES[rule].severity for rule in told} == told


@pytest.mark.parametrize("rule", OWN_RULES)
def test_every_own_rule_has_a_case_in_the_tests(rule: str) -> None:
    cases = (path for path in TESTS.glob("test_*.py") if path.name != Path(__file__).name)
    assert any(re.search(rf'"{rule}"', path.read_text(encoding="utf-8")) for path in cases)


def test_every_own_rule_says_in_chinese_what_it_looks_at() -> None:
    sentences = [rule.sentence for rule in OWN_RULES.values()]
    assert len(set(sentences)) == len(sentences)
    assert all(re.search("[\u4e00-\u9fff]{4}", text) and not text.endswith("。") for text in sentences)
    assert all(rule.item for rule in OWN_RULES.values())


# Listed


def test_the_catalogue_lists_them_after_the_forms_own_marked_as_the_programs(tmp_path: Path) -> None:
    form = a_form(tmp_path, SHEETS, a_rule("X-01", "money.basic >= 0") + own("TEXT-05", severity="info") + own("BUD-08", remove=True))
    catalogue = rule_catalogue(str(form.folders[0]))
    ids = [rule.id for rule in catalogue.rules]
    assert ids == ["X-01", *(rule for rule in OWN_RULES if rule != "BUD-08")]
    rows = {row["id"]: row for row in catalogue.document["rules"]}
    assert (rows["X-01"]["own"], rows["TEXT-05"]["own"]) == (False, True)
    assert (rows["TEXT-05"]["severity"], rows["TEXT-05"]["check"]) == ("info", None)
    assert "| TEXT-05 | 提示（程序自带） | 文字里没有重复的字词" in catalogue.markdown


def test_the_verdicts_of_a_report_are_those_of_the_forms_rules_alone(tmp_path: Path) -> None:
    form = a_form(tmp_path, SHEETS, a_rule("X-01", "money.basic >= 0"))
    assert list(report(filled(form, SLIP)).verdicts) == ["X-01"]


# Regraded, removed


def severities(form: Form, data: dict[str, Any] = SLIP) -> list[tuple[str, str]]:
    return [(finding.rule, finding.severity) for finding in report(filled(form, data)).findings]


def test_a_form_makes_one_lighter_or_graver_or_removes_it(tmp_path: Path) -> None:
    assert severities(a_form(tmp_path, SHEETS)) == [("TEXT-05", "warning")]
    assert severities(a_form(tmp_path, SHEETS, own("TEXT-05", severity="info"))) == [("TEXT-05", "info")]
    assert severities(a_form(tmp_path, SHEETS, own("TEXT-05", severity="error"))) == [("TEXT-05", "error")]
    assert severities(a_form(tmp_path, SHEETS, own("TEXT-05", remove=True))) == []


def test_what_a_parent_says_of_one_holds_for_the_child(tmp_path: Path) -> None:
    parent = a_form(tmp_path, SHEETS, own("TEXT-05", severity="info") + own("META-13", remove=True))
    child = tmp_path / "child"
    child.mkdir()
    (child / "form.toml").write_text(f'id = "child"\nextends = "{parent.folders[0].name}"\n', encoding="utf-8")
    form = load_form(child)
    assert form.own_rules["TEXT-05"].severity == "info"
    assert "META-13" not in form.own_rules
    assert severities(form, {"money": {**SLIP["money"], "basic": "-3"}}) == [("TEXT-05", "info")]


@pytest.mark.parametrize("rule", FREE)
def test_each_that_nothing_stands_on_can_be_removed(rule: str, tmp_path: Path) -> None:
    assert rule not in a_form(tmp_path, SHEETS, own(rule, remove=True)).own_rules


@pytest.mark.parametrize("rule", FIRM)
def test_each_that_reading_or_the_notice_stands_on_can_be_raised_but_neither_removed_nor_lowered(rule: str, tmp_path: Path) -> None:
    assert a_form(tmp_path, SHEETS, own(rule, severity="error")).own_rules[rule].severity == "error"
    (said,) = mistakes(tmp_path, own(rule, remove=True))
    assert "rules.toml" in said and rule in said and "不能去掉" in said
    if OWN_RULES[rule].severity != "info":
        (said,) = mistakes(tmp_path, own(rule, severity="info"))
        assert "不能降级" in said


def test_a_form_writes_no_rule_of_its_own_under_such_an_id(tmp_path: Path) -> None:
    (said,) = mistakes(tmp_path, a_rule("TEXT-05", "money.basic >= 0"))
    assert "TEXT-05" in said and "check、message" in said
    (said,) = mistakes(tmp_path, own("TEXT-05", severity="grave"))
    assert "error、warning 或 info" in said
    (said,) = mistakes(tmp_path, own("TEXT-05"))
    assert "error、warning 或 info" in said


def test_findings_that_are_folded_under_others_are_graded_as_well() -> None:
    under = Finding("TEXT-05", "warning", "标点")
    above = Finding("X-01", "error", "不等", caused=(under, Finding("META-12", "warning", "小数", caused=(under,))))
    rules = {**OWN_RULES, "TEXT-05": OWN_RULES["TEXT-05"].__class__("TEXT-05", "error", "文字说明", "标点")}
    (made,) = regraded([above], rules)
    assert [one.severity for one in made.caused] == ["error", "warning"]
    assert made.caused[1].caused[0].severity == "error"
    (made,) = regraded([above], {name: rule for name, rule in OWN_RULES.items() if name != "META-12"})
    assert [one.rule for one in made.caused] == ["TEXT-05", "TEXT-05"]  # what was under a removed one stays


def test_where_a_rule_is_made_graver_its_lighter_findings_stay_what_they_were() -> None:
    moved, hidden = Finding("META-16", "warning", "多余"), Finding("META-16", "info", "多余的表")
    rules = {**OWN_RULES, "META-16": OWN_RULES["META-16"].__class__("META-16", "error", "填报规范", "多余")}
    assert [one.severity for one in regraded([moved, hidden], rules)] == ["error", "info"]


def test_a_raised_rule_counts_as_an_error_of_the_workbook_and_stands_in_the_checklist(tmp_path: Path) -> None:
    form = a_form(tmp_path, SHEETS, own("TEXT-05", severity="error"))
    made = report(filled(form, SLIP))
    assert made.count("error") == 1
    assert [line.word for line in checklist(form, made) if line.item == "文字说明"] == ["否"]


def test_without_a_word_of_the_form_they_stand_as_the_program_has_them(tmp_path: Path) -> None:
    form = a_form(tmp_path, SHEETS)
    assert dict(form.own_rules) == dict(OWN_RULES)
    assert found(form, SLIP) == ["TEXT-05"]


@pytest.mark.parametrize(("name", "near"), [("TEXT-5", "，是否应为“TEXT-05”"), ("XYZ-123456", "")])
def test_a_rule_that_nobody_has_cannot_be_regraded(tmp_path: Path, name: str, near: str) -> None:
    (said,) = mistakes(tmp_path, own(name, severity="info"))
    assert f"没有叫“{name}”的规则可以改写{near}；新写一条规则，要有 severity、check 和 message" in said
