"""A text that must be cut is cut between items or words, never within a number."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetxl.values.catalogue import beginning, shortened

ITEM = "表3支出总表“人员经费”21806.34≠23043.40，差-1237.06万元"


def test_a_short_text_stays() -> None:
    assert (shortened("甲局", 10), beginning("甲局", 10)) == ("甲局", "甲局")


@pytest.mark.parametrize("most", range(60, 201))
def test_no_number_of_a_list_of_items_is_cut(most: int) -> None:
    text = "；".join([ITEM] * 9)
    numbers = set(re.findall("[0-9.-]+", ITEM))
    assert set(re.findall("[0-9.-]+", shortened(text, most))) <= numbers
    assert set(re.findall("[0-9.-]+", beginning(text, most))) <= numbers


def test_a_list_is_cut_between_its_items_where_they_are_short() -> None:
    assert shortened("；".join(f"第{number}项" for number in range(10, 60)), 41) == "第10项；第11项；第12项；第13项…第56项；第57项；第58项；第59项"


def test_a_word_that_is_longer_than_the_room_is_cut_all_the_same() -> None:
    assert shortened("1" * 300, 40) == "1" * 20 + "…" + "1" * 20


@given(st.text(alphabet="甲乙；，0123456789.,A", max_size=300), st.integers(8, 120))
def test_it_is_never_longer_than_asked_and_keeps_both_ends(text: str, most: int) -> None:
    said = shortened(text, most)
    assert len(said) <= most + 1
    front, _, end = said.partition("…")
    assert text.startswith(front) and text.endswith(end)
    assert len(beginning(text, most)) <= most + 1
