"""Why two figures may differ, where the figures themselves show it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import a_form, a_rule, findings, record, table

from budgetxl.checks.causes.hints import swapped
from budgetxl.forms import Form

PAIR = record("x", a={"type": "money", "signed": True}, b={"type": "money", "signed": True})
UNIT, SIGN, SWAPPED, POINT = "相差一万倍", "符号相反", "相邻两位数字对调", "只差小数点"


def pair(tmp_path: Path) -> Form:
    return a_form(tmp_path, PAIR, a_rule("X-01", "x.a == x.b"))


def hint(form: Form, data: dict[str, Any]) -> str:
    """The hint of the one finding of the data."""
    (finding,) = findings(form, data)
    return finding.hint


# ── one figure against another


@pytest.mark.parametrize(
    ("a", "b"), [("29982800", "2998.28"), ("2998.28", "29982756.13"), ("0.12", "1200"), ("12000", "1.2"), ("1234", "0.12")]
)
def test_yuan_for_ten_thousand_yuan(tmp_path: Path, a: str, b: str) -> None:
    assert UNIT in hint(pair(tmp_path), {"x": {"a": a, "b": b}})


@pytest.mark.parametrize(("a", "b"), [("0.003", "5"), ("0.01", "0.02"), ("29982800", "2999"), ("10000", "0"), ("1.1", "10000")])
def test_what_is_no_factor_of_ten_thousand(tmp_path: Path, a: str, b: str) -> None:
    assert UNIT not in hint(pair(tmp_path), {"x": {"a": a, "b": b}})


def test_the_opposite_sign(tmp_path: Path) -> None:
    assert SIGN in hint(pair(tmp_path), {"x": {"a": "-12.5", "b": "12.5"}})
    assert SIGN not in hint(pair(tmp_path), {"x": {"a": "-12.5", "b": "12.6"}})


def test_two_neighbouring_digits_changed_places(tmp_path: Path) -> None:
    assert "1887.85 与 1878.85 只有相邻两位数字对调" in hint(pair(tmp_path), {"x": {"a": "1887.85", "b": "1878.85"}})


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("1887.85", "1878.85", True), ("26.2", "22.6", True), ("105", "150", True), ("1.05", "1.5", True), ("0.12", "0.21", False),
        ("12", "21", False), ("123", "132", True), ("123", "321", False), ("123", "123", False), ("1234", "2143", False),
        ("123", "1203", False), ("-123", "132", False), ("-123", "-132", True),
    ],
)  # fmt: skip
def test_swapped_digits_are_two_neighbours_and_nothing_else(one: str, other: str, are: bool) -> None:
    assert swapped(Decimal(one), Decimal(other)) is are


@pytest.mark.parametrize(("a", "b"), [("26.2", "262"), ("1.5", "1500"), ("40.40", "4.04")])
def test_the_decimal_point_in_the_wrong_place(tmp_path: Path, a: str, b: str) -> None:
    assert POINT in hint(pair(tmp_path), {"x": {"a": a, "b": b}})


@pytest.mark.parametrize(("a", "b"), [("26.2", "40.4"), ("0.003", "0.02"), ("7", "71")])
def test_nothing_is_said_where_the_figures_show_nothing(tmp_path: Path, a: str, b: str) -> None:
    assert hint(pair(tmp_path), {"x": {"a": a, "b": b}}) == ""


def test_a_rules_own_hint_comes_after_the_likely_cause(tmp_path: Path) -> None:
    form = a_form(tmp_path, PAIR, a_rule("X-01", "x.a == x.b", hint="请核对{left}"))
    assert hint(form, {"x": {"a": "262", "b": "26.2"}}) == "两数只差小数点的位置；请核对262.00"


@pytest.mark.parametrize(("a", "b", "said"), [("55000", "5.5", UNIT), ("55", "5.5", ""), ("551", "515", "")])
def test_of_what_is_only_too_much_no_more_is_said_than_its_unit(tmp_path: Path, a: str, b: str, said: str) -> None:
    """The two figures need not be the same, so that it says nothing how they differ."""
    form = a_form(tmp_path, PAIR, a_rule("X-01", "x.a <= x.b"))
    found = hint(form, {"x": {"a": a, "b": b}})
    assert said in found if said else found == ""


# ── sums

ITEMS = table("t", a="text", b={"type": "money", "signed": True}) + record("x", sum={"type": "money", "signed": True})


@pytest.mark.parametrize(("total", "row"), [("40", "B6 的 40"), ("50", "B5 的 30"), ("120", "B6 的 40")])
def test_a_row_left_out_or_counted_twice_is_named(tmp_path: Path, total: str, row: str) -> None:
    form = a_form(tmp_path, ITEMS, a_rule("T-01", "x.sum == sum(t.b)"))
    rows = [{"b": "30"}, {"b": "40"}, {"b": "10"}]
    assert f"差额正好是 明细!{row}" in hint(form, {"t": rows, "x": {"sum": total}})


def test_no_row_is_named_where_two_have_that_amount(tmp_path: Path) -> None:
    form = a_form(tmp_path, ITEMS, a_rule("T-01", "x.sum == sum(t.b)"))
    assert "差额正好是" not in hint(form, {"t": [{"b": "30"}, {"b": "30"}, {"b": "13"}], "x": {"sum": "43"}})


def test_an_item_of_a_written_sum_is_named_too(tmp_path: Path) -> None:
    sheets = record("x", sum="money", a="money", b="money", c="money")
    form = a_form(tmp_path, sheets, a_rule("X-01", "x.sum == x.a + x.b + x.c"))
    assert "差额正好是 数据!B6 的 7" in hint(form, {"x": {"sum": "14", "a": "11", "b": "7", "c": "3"}})


def test_a_factor_of_a_product_is_no_item_left_out(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", sum="money", q="number", p="money"), a_rule("X-01", "x.sum == x.q * x.p"))
    assert "差额正好是" not in hint(form, {"x": {"sum": "4.4", "q": "9", "p": "0.55"}})


# ── last year's figure


LAST = record("x", amount="money", last_year="money", change={"type": "money", "signed": True})


def test_last_years_figure_in_this_years_cell(tmp_path: Path) -> None:
    form = a_form(tmp_path, LAST, a_rule("X-01", "x.amount - x.last_year == x.change"))
    found = hint(form, {"x": {"amount": "137.2", "last_year": "137.2", "change": "12.5"}})
    assert "数据!B4 与上年的 数据!B5 同为 137.2" in found


def test_last_years_figure_in_a_row(tmp_path: Path) -> None:
    rows = table("t", amount="money", amount_last_year="money", change={"type": "money", "signed": True})
    form = a_form(tmp_path, rows, a_rule("T-01", "row.change == row.amount - row.amount_last_year", each="t"))
    found = hint(form, {"t": [{"amount": "1", "amount_last_year": "2", "change": "-1"}, {"amount": "5", "amount_last_year": "5", "change": "3"}]})
    assert "明细!A6 与上年的 明细!B6 同为 5" in found


def test_last_years_figure_goes_by_several_names(tmp_path: Path) -> None:
    sheets = record("x", amount="money", last_amount="money", change={"type": "money", "signed": True})
    form = a_form(tmp_path, sheets, a_rule("X-01", "x.change == x.amount - x.last_amount"))
    assert "数据!B4 与上年的 数据!B5 同为 8" in hint(form, {"x": {"amount": "8", "last_amount": "8", "change": "1"}})


def test_last_years_figure_is_sought_where_a_sum_is_compared(tmp_path: Path) -> None:
    sheets = record("x", total="money", a="money", a_last_year="money", b="money", b_last_year="money")
    form = a_form(tmp_path, sheets, a_rule("X-01", "x.total == x.a + x.b"))
    found = hint(form, {"x": {"total": "30", "a": "12", "a_last_year": "12", "b": "11", "b_last_year": "8"}})
    assert "数据!B5 与上年的 数据!B6 同为 12" in found


def test_a_figure_that_is_not_last_years_is_not_said_to_be(tmp_path: Path) -> None:
    form = a_form(tmp_path, LAST, a_rule("X-01", "x.amount - x.last_year == x.change"))
    assert "上年" not in hint(form, {"x": {"amount": "137.2", "last_year": "100", "change": "12.5"}})
    assert "上年" not in hint(form, {"x": {"amount": "0", "last_year": "0", "change": "12.5"}})


def test_of_two_items_that_are_last_years_none_is_named(tmp_path: Path) -> None:
    sheets = record("x", total="money", a="money", a_last_year="money", b="money", b_last_year="money")
    form = a_form(tmp_path, sheets, a_rule("X-01", "x.total == x.a + x.b"))
    assert "上年" not in hint(form, {"x": {"total": "30", "a": "12", "a_last_year": "12", "b": "11", "b_last_year": "11"}})


def test_a_computed_figure_is_not_said_to_be_last_years(tmp_path: Path) -> None:
    sheets = record("x", total="money", a="money", sum={"type": "money", "formula": "x.a"}, sum_last_year="money")
    form = a_form(tmp_path, sheets, a_rule("X-01", "x.total == x.sum"))
    assert "上年" not in hint(form, {"x": {"total": "30", "a": "12", "sum_last_year": "12"}})


def test_last_years_figure_is_said_once(tmp_path: Path) -> None:
    sheets = record("x", total="money", a="money", a_last_year="money", b="money", b_last_year="money")
    form = a_form(tmp_path, sheets, a_rule("X-01", "x.total == x.a + x.b"))
    found = hint(form, {"x": {"total": "30", "a": "12", "a_last_year": "12", "b": "11", "b_last_year": "8"}})
    assert found.count("可能把上年数填进了本年栏") == 1


def test_another_items_last_year_is_not_meant(tmp_path: Path) -> None:
    sheets = record("x", total="money", a="money", b="money", b_last_year="money")
    form = a_form(tmp_path, sheets, a_rule("X-01", "x.total == x.a + x.b"))
    assert "上年" not in hint(form, {"x": {"total": "30", "a": "12", "b": "11", "b_last_year": "12"}})


# ── percentages


SHARE = record("x", part={"type": "money", "signed": True}, whole="money", this_year="money", share={"type": "percent", "signed": True})
FITS = a_rule("X-01", "share_fits(x.share, x.part, x.whole)", "占比不符")


@pytest.mark.parametrize(
    ("part", "whole", "share", "right"),
    [("94.8", "1210.05", "7", "8%"), ("20000", "30000", "66.66", "66.67%"), ("-94.8", "1210.05", "-7", "-8%")],
)
def test_a_percentage_cut_off_instead_of_rounded(tmp_path: Path, part: str, whole: str, share: str, right: str) -> None:
    found = hint(a_form(tmp_path, SHARE, FITS), {"x": {"part": part, "whole": whole, "share": share}})
    assert f"{share}% 像是截去了尾数，四舍五入应为 {right}" in found


def test_a_growth_on_this_years_figure_instead_of_last_years(tmp_path: Path) -> None:
    form = a_form(tmp_path, SHARE, a_rule("X-01", "share_fits(x.share, x.part, x.this_year - x.part)", "增长率不符"))
    found = hint(form, {"x": {"part": "20", "this_year": "120", "share": "16.67"}})
    assert "像是以 数据!B6 的 120 为基数" in found


def test_a_share_of_the_wrong_total_names_its_cell(tmp_path: Path) -> None:
    found = hint(a_form(tmp_path, SHARE, FITS), {"x": {"part": "20", "whole": "100", "this_year": "160", "share": "12.5"}})
    assert "像是以 数据!B6 的 160 为基数" in found


def test_a_growth_on_a_base_that_stands_nowhere(tmp_path: Path) -> None:
    form = a_form(tmp_path, SHARE, a_rule("X-01", "share_fits(x.share, x.part, x.whole)", "增长率不符"))
    assert "像是以 120 为基数" in hint(form, {"x": {"part": "20", "whole": "100", "share": "16.67"}})


def test_a_percentage_that_is_simply_wrong_gets_no_hint(tmp_path: Path) -> None:
    assert hint(a_form(tmp_path, SHARE, FITS), {"x": {"part": "20", "whole": "100", "this_year": "160", "share": "50"}}) == ""


def test_a_fall_written_without_its_sign(tmp_path: Path) -> None:
    assert SIGN in hint(a_form(tmp_path, SHARE, FITS), {"x": {"part": "-20", "whole": "100", "share": "20"}})


def test_a_quotient_truncated_instead_of_rounded(tmp_path: Path) -> None:
    form = a_form(tmp_path, SHARE, a_rule("X-01", "x.share == round(x.part / x.whole * 100, 1)"))
    assert "四舍五入应为 66.7" in hint(form, {"x": {"part": "2", "whole": "3", "share": "66.6"}})
