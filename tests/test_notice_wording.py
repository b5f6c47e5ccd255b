"""The words and digits of figures, one fact at a time."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetxl.notice import wording
from budgetxl.notice.errors import BlankError, NoticeError
from budgetxl.values import Address, Entry

amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=6)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2119.40", "2119.4"),
        ("945.446153", "945.446153"),
        ("0.00", "0"),
        ("-0", "0"),
        ("1E+3", "1000"),
        ("-3.50", "-3.5"),
    ],
)
def test_money_in_prose_has_as_many_decimals_as_it_needs(value: str, written: str) -> None:
    assert wording.money(Decimal(value)) == written


def test_money_with_fixed_places_is_rounded_half_up() -> None:
    assert wording.money(Decimal("0.125"), 2) == "0.13"
    assert wording.money(Decimal("26.2"), 2) == "26.20"
    assert wording.money(Decimal("-0.001"), 2) == "0.00"


@pytest.mark.parametrize(
    ("value", "written"), [("7", "7.00"), ("1.5", "1.50"), ("945.446153", "945.446153"), ("0", "0.00")]
)
def test_an_amount_in_a_table_has_two_decimals_at_least(value: str, written: str) -> None:
    assert wording.amount(Decimal(value)) == written


@given(amounts)
def test_no_digit_of_an_amount_is_lost(value: Decimal) -> None:
    assert Decimal(wording.money(value)) == value
    assert Decimal(wording.amount(value)) == value


def test_a_percentage_is_given_in_percent_points() -> None:
    assert wording.percent(Decimal("7.125")) == "7.13%"
    assert wording.percent(7, 0) == "7%"


def test_a_change_is_worded_by_its_sign() -> None:
    assert wording.change(Decimal("243.55")) == "增加243.55万元"
    assert wording.change(Decimal("-40.31")) == "减少40.31万元"
    assert wording.change(Decimal("0.00")) == "持平"
    assert wording.change(Decimal("-3"), unit="人") == "减少3人"


def test_a_change_that_rounds_to_nothing_is_none() -> None:
    assert wording.change(Decimal("0.004"), places=2) == "持平"


def test_direction_and_absolute_part_a_difference() -> None:
    assert [wording.direction(Decimal(value)) for value in (1, -1, 0)] == ["增加", "减少", "持平"]
    assert wording.absolute(Decimal("-1.5")) == Decimal("1.5")


def test_growth_is_over_last_year() -> None:
    assert wording.growth(Decimal(107), Decimal(100)) == 7


@pytest.mark.parametrize("last", [0, None, Entry(None)])
def test_without_a_last_year_there_is_no_growth(last: object) -> None:
    assert wording.growth(Decimal(5), last) is None


def test_a_share_is_of_the_unrounded_figures() -> None:
    assert wording.share(Decimal(1), Decimal(3)) == "33.33%"
    assert wording.share(Decimal(2), Decimal(3), 1) == "66.7%"


def test_a_share_of_nothing_is_an_error() -> None:
    with pytest.raises(NoticeError, match="总数是 0"):
        wording.share(1, 0)


@pytest.mark.parametrize(
    ("number", "numeral"),
    [
        (0, "零"),
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (99, "九十九"),
        (100, "一百"),
        (103, "一百零三"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (10000, "一万"),
        (100001, "十万零一"),
        (100000001, "一亿零一"),
        (10010010, "一千零一万零一十"),
    ],
)
def test_chinese_numerals(number: int, numeral: str) -> None:
    assert wording.chinese_number(number) == numeral


@given(st.integers(0, 10**8), st.integers(0, 10**8))
def test_different_numbers_have_different_numerals(one: int, other: int) -> None:
    assert (wording.chinese_number(one) == wording.chinese_number(other)) == (one == other)


@pytest.mark.parametrize("value", [Decimal("1.5"), -1])
def test_only_whole_numbers_have_numerals(value: object) -> None:
    with pytest.raises(NoticeError, match="不小于 0 的整数"):
        wording.chinese_number(value)


def test_a_date_has_no_leading_zeros() -> None:
    assert wording.chinese_date(date(2022, 1, 5)) == "2022年1月5日"
    assert wording.chinese_date(datetime(2022, 12, 31, 8, 0)) == "2022年12月31日"


def test_a_list_is_joined_without_its_blanks() -> None:
    assert wording.join_cn(["甲", Entry("乙"), None, Entry(" "), Decimal("1.50")]) == "甲、乙、1.5"


def test_a_sentence_within_a_sentence_loses_its_end() -> None:
    assert wording.sentence("保障运转；。\n") == "保障运转"
    assert wording.sentence("甲。乙。") == "甲。乙"


def test_lines_lose_blank_lines_and_typed_indents() -> None:
    assert wording.plain_lines("　　甲\r\n\r\n 乙\x0b丙") == ["甲", "乙", "丙"]


def test_a_wrapped_name_is_one_line_again() -> None:
    assert wording.one_line("社区\n工作经费") == "社区工作经费"
    assert wording.one_line("LED\nTV") == "LED TV"


def test_an_entry_counts_as_its_value() -> None:
    assert wording.money(Entry(Decimal("1.50"), Address("甲", 1, 1))) == "1.5"


@pytest.mark.parametrize("name", ["money", "amount", "percent", "change", "direction", "absolute", "chinese_number"])
@pytest.mark.parametrize("blank", [None, "", Entry(None), wording.Blank("【未填】")])
def test_a_blank_is_never_a_figure(name: str, blank: object) -> None:
    with pytest.raises(BlankError, match=f"“{name}”"):
        getattr(wording, name)(blank)


@pytest.mark.parametrize("name", ["chinese_date", "sentence", "one_line", "plain_lines", "join_cn"])
def test_a_blank_is_never_text(name: str) -> None:
    with pytest.raises(BlankError, match=f"“{name}”"):
        getattr(wording, name)(Entry(None))


@pytest.mark.parametrize("value", ["12", True, Decimal("NaN"), Decimal("Infinity"), Decimal("1E+99"), object()])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(NoticeError, match="“money”需要数字"):
        wording.money(value)


@pytest.mark.parametrize("places", [-1, 11, True, "two"])
def test_places_are_a_small_number_or_minimal(places: int | str) -> None:
    with pytest.raises(NoticeError, match="小数位数"):
        wording.money(Decimal(1), places)


def test_what_no_filter_words_is_shown_as_people_write_it() -> None:
    values = [Decimal("1.50"), True, date(2022, 1, 5), "甲", 2022]
    assert [wording.shown(value) for value in values] == ["1.5", "是", "2022年1月5日", "甲", "2022"]
