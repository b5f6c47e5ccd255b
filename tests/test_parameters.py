"""Numbers that a form sets for its rules (``[parameters]``): changed in one place, exact, in rules, messages and prompts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from making import a_form, a_rule, filled, found, opened, record, report, table

from budgetxl.forms import FormError, load_form
from budgetxl.workbook import fill

SCORES = table("marks", name="text", score="number")
RULE = a_rule("X-01", "sum(marks.score) == parameters.total_score", "分值合计{left}，应为{written(parameters.total_score)}")


def marks(*scores: str) -> dict[str, object]:
    return {"marks": [{"name": f"指标{n}", "score": score} for n, score in enumerate(scores)]}


@pytest.mark.parametrize("total", ["100", "90", "12.5"])
def test_the_sum_of_the_scores_is_the_forms(tmp_path: Path, total: str) -> None:
    form = a_form(tmp_path, SCORES, RULE, f"[parameters]\ntotal_score = {total}\n")
    assert found(form, marks("2.5", str(float(total) - 2.5))) == []
    said = report(filled(form, marks("2.5", "2.5"))).findings[0]
    assert (said.rule, said.message) == ("X-01", f"分值合计5，应为{total}")


def test_a_parameter_is_meant_exactly(tmp_path: Path) -> None:
    form = a_form(tmp_path, SCORES, RULE, "[parameters]\ntotal_score = 90\n")
    assert found(form, marks("40", "49.996")) == ["X-01"]


def test_a_child_changes_the_number_alone(tmp_path: Path) -> None:
    home = tmp_path / "ninety"
    home.mkdir()
    (home / "form.toml").write_text('id = "ninety"\nextends = "hebei-2027"\n[parameters]\nscore_total = 90\n', encoding="utf-8")
    form = load_form(home)
    assert re.search(r"== 90", form.rule("PERF-06").check.text) and re.search(r"== 90", form.rule("PERF-34").check.text)
    assert form.compiled.places["overall_indicators", "weight"].field.prompt == "全部指标的分值合计 90"
    assert load_form("hebei-2027").rule("PERF-06").check.text.endswith("== 100")


def test_a_prompt_may_say_it_too(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a={"type": "number", "prompt": "合计 {{ parameters.most }}"}), head="[parameters]\nmost = 90\n")
    book = opened(fill(form, {}, 2022))
    prompts = [each.prompt for sheet in book for each in sheet.data_validations.dataValidation]
    assert "合计 90" in prompts


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("", "parameters.total_score"),
        ("[parameters]\ntotal = 90\n", "parameters.total_score"),
        ('[parameters]\ntotal_score = "90"\n', "parameters"),
        ("[parameters]\nTotal = 90\n", "Total"),
    ],
)
def test_a_name_that_there_is_not_and_a_number_that_is_none_are_mistakes(tmp_path: Path, head: str, said: str) -> None:
    with pytest.raises(FormError) as error:
        a_form(tmp_path, SCORES, RULE, head)
    assert said in str(error.value)
