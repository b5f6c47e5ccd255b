"""Patterns of rules: each that could take for ever is refused when the form is checked, and what people need is not."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from making import a_form, a_rule, record

from budgetxl.expressions import ExpressionError, parse
from budgetxl.expressions.patterns import LONGEST_TEXT, MOST_REPEATS, pattern_problem
from budgetxl.forms import FormError

#: Of the literature on denial of service by regular expressions, and of what a technician of a bureau may write.
CATASTROPHIC = [
    "([0-9]+、?)+",
    "(a+)+",
    "(a+)+$",
    "([a-zA-Z]+)*",
    "(a|aa)+",
    "(a|a?)+",
    "(.*a){12}",
    "(.*,)+x",
    r"(\d+)+年",
    r"(\d+|\w+)*。",
    r"^(\w+\s?)*$",
    r"(\s*\w+\s*)*;",
    r"([^、]*、?)*元",
    r"(?:[一二三]*[一二三四]*)+",
    r"(x+x+)+y",
    r"([\w.-]+)+@([\w-]+\.)+[a-z]+",
    r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
    r"((a{1,9})+)+",
    r"(a{0,20}){0,20}b",
    r"(?>(a+)+b)",
    r"(?=(a+)+b)a",
    r"((a+)+b)*+",
    r".*.*.*.*x",
    r"\s*\s*\s*\s*\s*甲",
    r"(?i)(ab|AB)+c",
    "(" * 40 + "a" + ")+" * 40,
    r"(()|a)+b",
    r"(a*)*",
    r"(a*?)+?b",
]
REFERRING = [r"(\d+)、\1", r"(a)?(?(1)b|c)", r"(.)*\1"]
GOOD = [
    "[0-9]+",
    "[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日",
    r"\d+年\d+月\d+日",
    r"\d{7}(、\d{7})*",
    r"([0-9]+、)*[0-9]+",
    r"([^、。]+、)*[^、。]+。",
    r"(第[一二三四五六七八九十]+项：.+；)?完",
    r"[\w.-]+@[\w-]+\.[a-z]{2,}",
    r"A[0-9]{2}(0[1-9]|[1-9][0-9]){1,4}",
    r"(甲方|乙方|丙)+",
    r".*(街道|乡|镇).*",
    r"(?:[0-9]+、?)++",
    r"(?>[0-9]+、?)+甲",
    r"(?:1[0-2]|0?[1-9])月(?:[上中下]旬)?",
    r"\s*.*\s*",
    r"(\d{1,3}\.){3}\d{1,3}",
    r"[ⅠⅡⅢ]{1,3}类?",
    r"(?i)[a-z]+[0-9]*",
    r"(ab)\1",
    "",
    "甲乙",
]


@pytest.mark.parametrize("pattern", CATASTROPHIC)
def test_a_pattern_that_shares_out_a_text_in_endless_ways_is_refused(pattern: str) -> None:
    assert "有太多种分法" in pattern_problem(pattern)
    with pytest.raises(ExpressionError, match="有太多种分法"):
        parse(f"matches_pattern(x.a, {pattern!r})")


@pytest.mark.parametrize("pattern", REFERRING)
def test_a_pattern_that_repeats_and_refers_back_is_refused(pattern: str) -> None:
    assert "反向引用" in pattern_problem(pattern)


@pytest.mark.parametrize("pattern", GOOD)
def test_a_pattern_whose_next_character_decides_is_taken(pattern: str) -> None:
    assert pattern_problem(pattern) == ""


@pytest.mark.parametrize("text", ["1" * LONGEST_TEXT, "1、" * (LONGEST_TEXT // 2), "甲" * LONGEST_TEXT, "a" * LONGEST_TEXT, " " * LONGEST_TEXT])
@pytest.mark.parametrize("pattern", GOOD)
def test_what_is_taken_ends_on_the_longest_text(pattern: str, text: str) -> None:
    """It would not end, were the ways of a pattern counted wrongly: nothing else is claimed here."""
    re.fullmatch(pattern, text)
    assert re.fullmatch(pattern, text + "\ue000") is None or "." in pattern or "^" in pattern


def test_counts_have_a_bound_and_so_has_a_pattern() -> None:
    assert "重复次数太大" in pattern_problem(f"a{{{MOST_REPEATS + 1}}}")
    assert "太长" in pattern_problem("a" * 501)
    assert pattern_problem("(" * 40 + "a" + ")" * 40) == ""
    assert "括号太多" in pattern_problem("(" * 41 + "a" + ")" * 41)


def test_every_pattern_of_the_forms_that_we_ship_is_taken() -> None:
    root = Path(__file__).parents[1] / "templates"
    expressions = [
        rule[key]
        for file in root.glob("*/rules.toml")
        for rule in tomllib.loads(file.read_text(encoding="utf-8")).get("rules", [])
        for key in ("check", "when")
        if "matches_pattern" in rule.get(key, "")
    ]
    for expression in expressions:
        parse(expression)


def test_the_mistake_names_the_rule_and_says_how_to_put_it_right(tmp_path: Path) -> None:
    with pytest.raises(FormError) as caught:
        a_form(tmp_path, record("x", a="text"), a_rule("X-01", 'matches_pattern(x.a, "([0-9]+、?)+")'))
    mistake = str(caught.value.mistakes[0])
    assert "rules.X-01.check" in mistake and "[0-9]+(、[0-9]+)*" in mistake
