"""What staff answer in 说明 of the 校验 sheet is kept with the rule that it belongs to now, or told: nothing is lost in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making import a_form, a_rule, opened, record, typed

from budgetxl.forms import Form
from budgetxl.values import Finding
from budgetxl.workbook import ReadResult, fill, joined, read

DATA: dict[str, Any] = {"unit": {"name": "甲局", "code": "001"}, "r": {"a": "9"}}
BODY = record("r", a="money")


def a_form_of(tmp_path: Path, rules: dict[str, list[str]]) -> Form:
    """A form with these rules, each with the ids that it had before."""
    each = [a_rule(name, f"r.a < {number}", severity="warning", **({"was": was} if was else {})) for number, (name, was) in enumerate(rules.items())]
    return a_form(tmp_path, BODY, "".join(each))


def place_of(data: bytes, rule: str) -> int:
    return next(cell.row for row in opened(data)["校验"].iter_rows() for cell in row if cell.value == rule)


def answered(tmp_path: Path, before: list[str], answers: dict[str, str], now: dict[str, list[str]]) -> ReadResult:
    """A workbook of a form with the rules ``before`` and these answers, read by a form with the rules of now."""
    data = fill(a_form_of(tmp_path, {name: [] for name in before}), DATA, 2022)
    put = {f"校验!{answer_column(data)}{place_of(data, rule)}": text for rule, text in answers.items()}
    return read(typed(data, put), a_form_of(tmp_path, now))


def answer_column(data: bytes) -> str:
    return next(cell.column_letter for row in opened(data)["校验"].iter_rows() for cell in row if cell.value == "说明")


def lost(result: ReadResult) -> list[Finding]:
    return [one for one in result.findings if "说明" in one.message and one.rule == "META-16"]


#: The rules then, the answers to them, the rules of now with what they were, what is answered now, and what is told.
CASES: list[tuple[list[str], dict[str, str], dict[str, list[str]], dict[str, str], list[str]]] = [
    (["X-01"], {"X-01": "已核对"}, {"X-01": []}, {"X-01": "已核对"}, []),
    (["X-01"], {"X-01": "已核对"}, {"X-07": ["X-01"]}, {"X-07": "已核对"}, []),
    (["X-01", "X-02"], {"X-01": "甲", "X-02": "乙"}, {"X-07": ["X-01", "X-02"]}, {"X-07": "甲；乙"}, []),
    (["X-01", "X-02"], {"X-01": "甲", "X-02": "甲"}, {"X-07": ["X-01", "X-02"]}, {"X-07": "甲"}, []),
    (["X-01", "X-02"], {"X-02": "甲"}, {"X-02": ["X-01"]}, {"X-02": "甲"}, []),
    (["X-01", "X-02"], {"X-01": "乙"}, {"X-02": ["X-01"]}, {"X-02": "乙"}, []),
    (["X-01"], {"X-01": "已核对"}, {"Y-01": []}, {}, ["X-01"]),
    (["X-01", "X-02"], {"X-01": "甲", "X-02": "乙"}, {"X-02": []}, {"X-02": "乙"}, ["X-01"]),
    (["X-01"], {"X-01": " "}, {"Y-01": []}, {}, []),
]  # fmt: skip


@pytest.mark.parametrize(("before", "answers", "now", "kept", "told"), CASES)
def test_an_answer_goes_to_the_rule_of_now_or_is_told(
    before: list[str], answers: dict[str, str], now: dict[str, list[str]], kept: dict[str, str], told: list[str], tmp_path: Path
) -> None:
    result = answered(tmp_path, before, answers, now)
    assert result.submission.answers == kept
    assert [next(rule for rule in before if rule in one.message) for one in lost(result)] == told


def test_it_is_told_on_its_cell_with_what_it_says(tmp_path: Path) -> None:
    text = "因上年\n结转\x1b[31m较多" + "，详见附件" * 40
    data = fill(a_form_of(tmp_path, {"X-01": []}), DATA, 2022)
    at = f"校验!{answer_column(data)}{place_of(data, 'X-01')}"
    (finding,) = lost(read(typed(data, {at: text.replace("\x1b", "\u202e")}), a_form_of(tmp_path, {"Y-01": []})))
    assert (finding.severity, [str(cell) for cell in finding.cells]) == ("info", [at])
    assert "因上年 结转[31m较多" in finding.message and "…" in finding.message and len(finding.message) < 150


def test_an_answer_to_one_of_the_programs_own_rules_is_kept(tmp_path: Path) -> None:
    data = fill(a_form_of(tmp_path, {"X-01": []}), DATA, 2022)
    row, column = place_of(data, "X-01"), answer_column(data)
    code = next(cell.column_letter for line in opened(data)["校验"].iter_rows() for cell in line if cell.value == "规则号")
    result = read(typed(data, {f"校验!{code}{row + 1}": "META-12", f"校验!{column}{row + 1}": "按决算口径"}), a_form_of(tmp_path, {"X-01": []}))
    assert (result.submission.answers, lost(result)) == ({"META-12": "按决算口径"}, [])


def test_an_answer_beside_no_rule_is_told(tmp_path: Path) -> None:
    data = fill(a_form_of(tmp_path, {"X-01": []}), DATA, 2022)
    at = f"校验!{answer_column(data)}{place_of(data, 'X-01') + 2}"
    (finding,) = lost(read(typed(data, {at: "其他情况"}), a_form_of(tmp_path, {"X-01": []})))
    assert "“其他情况”旁边没有规则号" in finding.message


def test_many_of_them_are_folded(tmp_path: Path) -> None:
    rules = {f"X-{number:02}": [] for number in range(30)}
    result = answered(tmp_path, list(rules), dict.fromkeys(rules, "已核对"), {"Y-01": []})
    assert len(lost(result)) == 21
    assert "另有 10 处" in lost(result)[-1].message


def test_the_answers_of_all_parts_are_kept(tmp_path: Path) -> None:
    sheets = BODY.replace("[[sheets]]", '[[sheets]]\nsection = "one"') + record("s", "乙表", a="money").replace(
        "[[sheets]]", '[[sheets]]\nsection = "two"'
    )
    form = a_form(tmp_path, sheets, a_rule("X-01", "r.a < 5", severity="warning"), head='[sections]\none = "甲"\ntwo = "乙"\n')
    parts = []
    for section, text in (("one", "甲说"), ("two", "乙说")):
        data = fill(form, DATA, 2022, part=section)
        parts.append(read(typed(data, {f"校验!{answer_column(data)}{place_of(data, 'X-01')}": text}), form))
    assert joined(parts).submission.answers == {"X-01": "甲说；乙说"}
