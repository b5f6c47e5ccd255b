"""Which texts count as the same: each folding for its own purpose, all in one table."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import budgetxl
from budgetxl.values import foldings
from budgetxl.values.foldings import (
    INVISIBLE,
    fold,
    is_blank,
    loose_label,
    narrow,
    normal_name,
    printable,
    said_label,
    squeeze,
    straight,
    target_text,
    trim,
    unnumbered,
)

PACKAGE = Path(budgetxl.__file__).parent

CASES: list[tuple[Callable[[str], str], str, str]] = [
    (trim, " 甲\x07 乙\r\n丙 ", "甲 乙\n丙"),
    (trim, "（１）", "（１）"),
    (trim, "甲\u202e乙\u2066丙\u2069 \u200f", "甲乙丙"),
    (straight, "甲\u202e6.25%\x07", "甲�6.25%�"),
    (squeeze, "小\u200e计", "小计"),
    (printable, "甲\x07\n\x85", "甲�\n�"),
    (narrow, " １，２３４．５　 万元。", "1,234.5 万元."),
    (narrow, "①㎡", "①㎡"),
    (squeeze, "小 计（１）\u200b", "小计(1)"),
    (loose_label, "其中：（一）部门 收入（万元）", "单位收入"),
    (loose_label, "1.5倍", "15倍"),
    (said_label, "（一）基本支出（万元）", "基本支出"),
    (said_label, "其中：公务接待费", "公务接待费"),
    (said_label, "３、会议费", "会议费"),
    (fold, "公务 接待费（境）", "公务接待费(境)"),
    (fold, "Ａ①", "Ａ①"),
    (normal_name, "（2）“平安—燕山路”", '"平安-燕山路"'),
    (normal_name, "①道路", "道路"),
    (unnumbered, "(2)1.网格员18人", "网格员18人"),
    (unnumbered, "1.5倍", "1.5倍"),
    (unnumbered, "(1)", "(1)"),
    (target_text, "≥ 120 ㎡（含）", "≥120平方米(含)"),
]


@pytest.mark.parametrize(("folding", "text", "folded"), CASES, ids=[f"{case[0].__name__}-{i}" for i, case in enumerate(CASES)])
def test_each_folding_does_what_its_purpose_needs_and_no_more(folding: Callable[[str], str], text: str, folded: str) -> None:
    assert folding(text) == folded


@pytest.mark.parametrize("folding", [squeeze, loose_label, said_label, normal_name, target_text])
@pytest.mark.parametrize("character", INVISIBLE, ids=[f"U+{ord(character):04X}" for character in INVISIBLE])
def test_white_space_is_the_same_to_all_that_take_it_away(folding: Callable[[str], str], character: str) -> None:
    assert folding(f"甲{character}乙") == "甲乙"
    assert trim(f"{character}甲{character}") == "甲"
    assert is_blank(character)
    assert narrow(f"甲{character}") == "甲"


def test_the_table_names_every_folding_and_says_what_it_is_for() -> None:
    texts = {
        name for name, made in inspect.getmembers(foldings)
        if callable(made) and getattr(made, "__module__", "") == foldings.__name__ and not name.startswith("_")
    }  # fmt: skip
    named = set(re.findall(r"^``(\w+)``", foldings.__doc__ or "", re.MULTILINE))
    assert texts == named | {"is_blank", "is_clean", "same_name"}  # these ask a question of a text


def test_no_other_module_of_values_checks_or_expressions_folds_full_width_forms_for_itself() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "normalize" and isinstance(node.value, ast.Name) and node.value.id == "unicodedata"
    }
    assert found == {"values/foldings.py"}


def test_a_text_is_translated_where_it_has_something_to_be_translated_and_stays_a_plain_text_otherwise() -> None:
    """What a pattern looks for first is what the table translates, no more and no less."""
    every = [chr(code) for code in range(0x110000)]
    assert {one for one in every if foldings._FOLDED.search(one)} == {chr(code) for code in foldings._FOLD}
    assert {one for one in every if foldings._BLANK.search(one)} == {chr(code) for code in foldings._GONE}

    class Marked(str):
        pass

    assert {type(folding(Marked(text))) for folding in (foldings.fold, foldings.squeeze) for text in ("公务", "公 务（境）")} == {str}
