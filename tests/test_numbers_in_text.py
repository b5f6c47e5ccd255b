"""Amounts as people write them in texts: digits, Chinese numerals, units; and what only looks like an amount."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetxl.values import read_number
from budgetxl.values.written import MONEY_POWERS, amounts, chinese_number, numbers_in_text

MONEY = {
    "5千元": ("5", "千元", "0.5"),
    "1.2亿元": ("1.2", "亿元", "12000"),
    "1.2亿": ("1.2", "亿", "12000"),
    "支出3亿，其中": ("3", "亿", "30000"),
    "50万。": ("50", "万", "50"),
    "１，２３４．５万元": ("1234.5", "万元", "1234.5"),
    "共 1,234.50 万元": ("1234.50", "万元", "1234.5"),
    "3百万元": ("3", "百万元", "300"),
    "120元": ("120", "元", "0.012"),
    "一百二十万元": ("120", "万元", "120"),
    "十二万元": ("12", "万元", "12"),
    "两千元": ("2000", "元", "0.2"),
    "一亿二千万元": ("12000", "万元", "12000"),
    "三千零五十元": ("3050", "元", "0.305"),
    "三千零五元": ("3005", "元", "0.3005"),
    "伍拾万元": ("50", "万元", "50"),
    "一点二亿元": ("1.2", "亿元", "12000"),
    "零点五万元": ("0.5", "万元", "0.5"),
    "二十万": ("20", "万", "20"),
}  # fmt: skip
SHARES = {
    "5.25%": "5.25", "62.5％": "62.5", "百分之五": "5", "百分之十二点五": "12.5", "3‰": "0.3", "千分之三": "0.3",
}  # fmt: skip
NO_AMOUNT = [
    "2022年", "二〇二二年", "第3条", "第三条", "12台", "5万人次", "3亿立方米", "120平方米", "统一元素", "之一", "三元村", "几十万元", "数百万元", "三五万元",
    "一百二万元", "一万二元", "百万元", "上百万元", "一二三", "十二个", "五百分之一", "1.2.3万元",
]  # fmt: skip


@pytest.mark.parametrize("text", MONEY)
def test_an_amount_of_money_is_found_with_its_unit(text: str) -> None:
    (found,) = amounts(text)
    number, unit, wan = MONEY[text]
    assert (found.number, found.unit, found.value("万元")) == (Decimal(number), unit, Decimal(wan))
    assert (found.is_money, found.is_percent, found.rough, found.ranged) == (True, False, False, False)


@pytest.mark.parametrize("text", SHARES)
def test_a_share_is_found_in_per_cent(text: str) -> None:
    (found,) = amounts(text)
    assert found.is_percent and found.value("万元") == Decimal(SHARES[text])


def test_a_difference_of_two_shares_is_neither_money_nor_a_share() -> None:
    (found,) = amounts("提高2.5个百分点")
    assert (found.number, found.unit, found.is_money, found.is_percent) == (Decimal("2.5"), "个百分点", False, False)


@pytest.mark.parametrize("text", NO_AMOUNT)
def test_years_ordinals_counted_things_and_numerals_that_are_not_clear_are_no_amounts(text: str) -> None:
    assert amounts(text) == ()


@pytest.mark.parametrize("text", ["约5万元", "近100万元", "100余万元", "100多万元", "3万多元", "三万余元", "5万元左右", "5%以上", "不超过5万元", "至少为3%", "1亿以内"])
def test_what_is_meant_roughly_says_so(text: str) -> None:
    (found,) = amounts(text)
    assert found.rough and not found.ranged


@pytest.mark.parametrize(("text", "count"), [("3-5万元", 1), ("3万元至5万元", 2), ("3%～5%", 2), ("三万元到五万元", 2), ("3—5‰", 1)])
def test_the_ends_of_a_range_say_so(text: str, count: int) -> None:
    found = amounts(text)
    assert len(found) == count
    assert all(one.ranged for one in found)


def test_several_amounts_stand_in_order_each_with_its_place() -> None:
    text = "2022年基本支出１００．５万元，占 62.5%；第3条规定12台设备两千元。"
    found = amounts(text)
    assert [text[one.start : one.end] for one in found] == ["１００．５万元", "62.5%", "两千元"]


@pytest.mark.parametrize(("text", "half"), [("120万元", "0.5"), ("120.50万元", "0.005"), ("1.2亿元", "500"), ("5千元", "0.05"), ("一百二十万元", "5"), ("一百二十一万元", "0.5"), ("三千万元", "500"), ("一点二亿元", "500"), ("3‰", "0.05")])
def test_half_a_unit_of_the_last_place_follows_what_is_written(text: str, half: str) -> None:
    assert amounts(text)[0].half("万元") == Decimal(half)


@pytest.mark.parametrize("unit", MONEY_POWERS)
def test_cells_and_sentences_know_the_same_units(unit: str) -> None:
    assert amounts(f"支出2.5{unit}")[0].value("万元") == read_number(f"2.5{unit}", "万元").value


@pytest.mark.parametrize("text", ["一百二十万元", "一亿二千万元", "十二万元", "两千元", "伍拾万元", "5千元", "1.2亿元", "１，２３４．５万元"])
def test_cells_and_sentences_read_the_same(text: str) -> None:
    assert read_number(text, "万元").value == amounts(text)[0].value("万元")


def test_a_whole_number_in_numerals() -> None:
    assert [chinese_number(text) for text in ("一百二十", "十二", "两千", "二〇二二", "一亿二千万", "二万亿", "")] == [
        120, 12, 2000, 2022, 120_000_000, 2_000_000_000_000, None,
    ]  # fmt: skip


def test_a_last_digit_counts_tenths_of_what_stands_before_it_but_behind_a_nought() -> None:
    read = [chinese_number(text) for text in ("一万二", "二百五", "两千三", "一亿二", "三万五千六", "伍佰贰", "一万零二", "一百零五", "一百一十五", "一千〇三")]
    assert read == [12_000, 250, 2_300, 120_000_000, 35_600, 520, 10_002, 105, 115, 1_003]


@given(st.text(alphabet="一二两三四五零〇十百千万亿点元圆余多 %‰个百分点之第约5 1,2.3年", max_size=12))
def test_the_quick_pattern_finds_what_the_whole_one_finds(text: str) -> None:
    """Where no numeral may stand, a pattern without them is used, which compiles in a tenth of the time."""
    if numbers_in_text._NUMERALS.search(text) is None:
        starts = [[match.span() for match in pattern.finditer(text)] for pattern in (numbers_in_text._WITHOUT, numbers_in_text._WITH_NUMERALS)]
        assert starts[0] == starts[1]
