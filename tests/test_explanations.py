"""Explanations by 项: an abstract form that another takes in beside its own parent; its rules, its sentence, its workbook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from explained_form import HOME, YEAR, data, form, found, rows, workbook

from budgetxl.checks import check_result
from budgetxl.cli.app import run
from budgetxl.forms import FormError, load_form
from budgetxl.notice import render
from budgetxl.notice.writers.text import to_text
from budgetxl.verbs import check_form, list_forms
from budgetxl.workbook import export, fill, read


def notice(changes: dict[str, Any]) -> str:
    made = read(fill(form(), data(changes), YEAR), form())
    text = to_text(render(made.submission))
    return text[text.index("逐项说明如下") :]


@pytest.mark.slow
def test_right_data_comes_back_and_is_silent() -> None:
    result = read(workbook(), form())
    assert check_result(result).findings == ()
    made = export(result.submission)["data"]
    assert [{name: row[name] for name in given} for row, given in zip(made["explanations"], rows())] == rows()
    assert export(read(fill(form(), made, YEAR), form()).submission)["data"] == made


@pytest.mark.slow
@pytest.mark.parametrize(("rule", "changes"), [
    ("BUD-94", {"explanations[1].code": "201030"}),
    ("BUD-94", {"explanations[8]": {**rows()[0]}}),
    ("BUD-95", {"explanations[1]": None}),
    ("BUD-96", {"explanations[0].amount": "690.45"}),
    ("BUD-97", {"explanations[8]": {"code": "2010350", "amount": "0", "uses": "事业运行"}}),
    ("BUD-98", {"explanations[0].last_amount": "673.56"}),
    ("BUD-99", {"explanations[2].growth": "3.8"}),
    ("BUD-99", {"explanations[1].growth": "6.54"}),
    ("BUD-100", {"explanations[0].last_amount": None, "explanations[0].growth": "100", "explanations_basis.basis": "执行数"}),
    ("BUD-101", {"explanations[1].reason": None}),
    ("BUD-102", {"explanations[1].uses": None}),
    ("BUD-103", {"explanations[0].reason": "在职人员减少"}),
    ("BUD-104", {"explanations[1].reason": "新增两个网格"}),
    ("BUD-105", {"explanations[1].name": None}),
])  # fmt: skip
def test_each_rule_finds_what_is_wrong(rule: str, changes: dict[str, Any]) -> None:
    told = [one for finding in found(changes) for one in (finding, *finding.caused)]
    assert rule in [one.rule for one in told], [(one.rule, one.message) for one in told]


def test_all_that_is_not_explained_is_told_at_once() -> None:
    (told,) = found({"explanations[4]": None, "explanations[1]": None})
    assert (told.rule, told.expected) == ("BUD-95", "2010302\n2101101")


@pytest.mark.parametrize("reason", ["在职人员增加，同时压减会议费", "厉行节约之外新增一项", "工资标准提高"])
def test_a_reason_with_both_sides_is_nobody_s_mistake(reason: str) -> None:
    assert found({"explanations[0].reason": reason}) == []


def test_compared_with_what_was_spent_last_year_the_table_of_the_budget_says_nothing() -> None:
    assert found({"explanations[0].last_amount": "680", "explanations_basis.basis": "执行数"}) == []


def test_a_percentage_is_held_to_the_places_of_its_field() -> None:
    assert found({"explanations[2].growth": "3.65"}) == []
    assert [one.rule for one in found({"explanations[2].growth": "3.6"})] == ["BUD-99"]


def test_the_sentences_of_the_notice() -> None:
    text = notice({"explanations_basis.basis": "执行数", "explanations[3].last_amount": None})
    assert (
        "（2）“一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）一般行政管理事务（项）”科目97.2万元，主要用于网格化服务管理和便民服务中心运行。"
        "上年执行数104万元，减少6.8万元，下降6.54%，主要原因是压减会议和宣传开支。"
    ) in text
    assert "上年执行数81.2万元，增加2.96万元，增长3.65%" in text
    assert "上年没有安排，主要原因是缴费基数上调。" in text


def test_what_did_not_change_has_no_reason_in_the_notice() -> None:
    text = notice({"explanations[1].last_amount": "97.2", "explanations[1].reason": None})
    assert "与上年预算数97.2万元持平。" in text


# ── how a form takes in another one


def test_it_is_no_form_to_fill_in() -> None:
    assert "explanations" not in [one.id for one in list_forms()[0]]
    assert load_form("explanations").abstract and not check_form("explanations").mistakes and not check_form(str(HOME)).mistakes


def test_the_title_is_that_of_the_first_parent() -> None:
    assert (form().title, form().year, form().options) == (load_form("hebei-2027").title, YEAR, load_form("hebei-2027").options)
    assert form().lineage == ("explained-2027", "explanations", "hebei-2027", "hebei")


def test_a_rule_that_needs_a_table_is_none_where_there_is_none() -> None:
    assert {"BUD-95", "BUD-96", "BUD-97", "BUD-98"} & {rule.id for rule in load_form("explanations").rules} == set()
    assert form().rule("BUD-95").each == ("general_spending",)


def test_a_shown_form_says_where_each_part_is_from_and_loads_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["forms", "show", str(HOME), "-o", str(tmp_path / "whole")]) == 0
    text = (tmp_path / "whole" / "form.toml").read_text(encoding="utf-8")
    assert 'choices = ["预算数", "执行数"]' in text and "[[sheets]]  # explanations" in text and "extends" not in text
    whole = load_form(tmp_path / "whole")
    assert whole.fingerprint == form().fingerprint and [rule.id for rule in whole.rules] == [rule.id for rule in form().rules]


def a_folder(home: Path, name: str, text: str) -> Path:
    (home / name).mkdir()
    (home / name / "form.toml").write_text(f'id = "{name}"\n{text}', encoding="utf-8")
    return home / name


def a_record(sheet: str, block: str) -> str:
    return f'[[sheets]]\nid = "{sheet}"\nname = "{sheet}"\n[[sheets.blocks]]\nid = "{block}"\nkind = "record"\nfields = [{{ id = "a", label = "甲" }}]\n'


def mistakes_of(folder: Path) -> list[str]:
    with pytest.raises(FormError) as raised:
        load_form(folder)
    return [str(one) for one in raised.value.mistakes]


@pytest.mark.parametrize(("one", "other", "what"), [
    (a_record("x", "p"), a_record("x", "q"), "sheets.x"),
    (a_record("x", "p"), a_record("y", "p"), "blocks.p"),
    ('words = { greeting = "甲" }\n', 'words = { greeting = "乙" }\n', "words.greeting"),
    ('lists = { kinds = ["甲"] }\n', 'lists = { kinds = ["乙"] }\n', "lists.kinds"),
])  # fmt: skip
def test_two_forms_that_say_something_else_of_the_same_can_not_be_taken_together(tmp_path: Path, one: str, other: str, what: str) -> None:
    a_folder(tmp_path, "one", "abstract = true\n" + one)
    a_folder(tmp_path, "other", "abstract = true\n" + other)
    both = a_folder(tmp_path, "both", 'extends = ["one", "other"]\nabstract = true\n')
    (said,) = mistakes_of(both)
    assert what in said and "one" in said and "other" in said


def test_what_several_parents_extend_lies_below_them_all(tmp_path: Path) -> None:
    a_folder(tmp_path, "root", "abstract = true\n" + a_record("x", "p"))
    a_folder(tmp_path, "left", 'extends = "root"\nabstract = true\n[[sheets]]\nid = "x"\nname = "左"\n')
    a_folder(tmp_path, "right", 'extends = "root"\nabstract = true\n' + a_record("y", "q"))
    both = load_form(a_folder(tmp_path, "both", 'extends = ["right", "left"]\nabstract = true\n'))
    assert both.lineage == ("both", "left", "right", "root")
    assert [sheet.name for sheet in both.sheets] == ["左", "y"]


def test_parents_in_a_circle_and_none_at_all_are_told(tmp_path: Path) -> None:
    a_folder(tmp_path, "one", 'extends = ["hebei", "two"]\n')
    two = a_folder(tmp_path, "two", 'extends = "one"\n')
    assert any("two → one → two" in said for said in mistakes_of(two))
    assert any("extends 是空的" in said for said in mistakes_of(a_folder(tmp_path, "none", "extends = []\n")))
    assert any("explanation" in said for said in mistakes_of(a_folder(tmp_path, "near", 'extends = ["hebei", "explanation"]\n')))


def test_the_example_is_what_the_form_asks_for() -> None:
    assert {*json.loads((HOME / "explanations.json").read_text(encoding="utf-8"))[0]} <= {
        column.id for column in form().block("explanations").columns  # type: ignore[union-attr]
    }
