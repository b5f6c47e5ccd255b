"""Charts as inline SVG: every figure is told in words, labels are text, and nothing is drawn that is not there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import lxml.etree
import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetxl.notice.charts import WIDTH, Bar, parts_chart, years_chart


def part(label: str, amount: str | None) -> Bar:
    return Bar(label, None if amount is None else Decimal(amount))


def pair(label: str, amount: str | None, last: str | None) -> Bar:
    return Bar(label, *(None if each is None else Decimal(each) for each in (amount, last)))


def drawn(svg: str) -> Any:
    """A chart as XML, which it has to be."""
    return lxml.etree.fromstring(svg)


def told(svg: str) -> str:
    return str(drawn(svg).findtext("desc"))


def rows(svg: str) -> list[list[str]]:
    """What is written in each row: the label first."""
    return [[text.text or "" for text in group.findall("text")] for group in drawn(svg).findall("g")]


def bars(svg: str) -> list[tuple[float, float]]:
    """Beginning and length of each bar, keys of years aside."""
    return [(float(bar.get("x")), float(bar.get("width"))) for bar in drawn(svg).findall("g/rect")]


def parts(*given: Bar, **keys: Any) -> str:
    return parts_chart("c", "支出", "万元", given, **keys)


def years(*given: Bar) -> str:
    return years_chart("c", "支出", "万元", given, "2027年", "2026年")


class TestTheParts:
    def test_stand_largest_first_with_figure_and_share(self) -> None:
        svg = parts(part("教育", "25"), part("卫生", "75.005"))
        assert rows(svg) == [["卫生", "75.01　75.0%"], ["教育", "25.00　25.0%"]]
        assert told(svg) == "支出，单位：万元。卫生 75.01，占 75.0%；教育 25.00，占 25.0%。"

    def test_of_a_list_too_long_go_together_and_that_is_said(self) -> None:
        svg = parts(*(part(f"类{n}", str(n)) for n in range(1, 32)))
        assert len(rows(svg)) == 12
        assert rows(svg)[-1] == ["其他（20 项）", f"{sum(range(1, 21))}.00　{sum(range(1, 21)) / 4.96:.1f}%"]
        assert "较小的 20 项合为“其他”，太长，只写数。" in told(svg) and len(bars(svg)) == 11

    def test_that_go_together_have_a_bar_where_it_leaves_room_for_the_others(self) -> None:
        svg = parts(part("甲", "10"), part("乙", "5"), part("丙", "3"), part("丁", "3"), most=3)
        assert rows(svg)[-1][0] == "其他（2 项）" and len(bars(svg)) == 3
        assert "较小的 2 项合为“其他”。" in told(svg)

    def test_without_a_figure_or_of_nought_are_not_drawn_and_that_is_said(self) -> None:
        svg = parts(part("甲", "1"), part("乙", "0"), part("丙", None))
        assert [row[0] for row in rows(svg)] == ["甲"]
        assert "没有数或为零的 2 项没有画出。" in told(svg)

    def test_that_are_nothing_at_all_are_no_chart(self) -> None:
        assert parts(part("甲", None), part("乙", "0")) == parts() == ""

    def test_below_nought_have_no_share_and_lie_on_the_other_side(self) -> None:
        svg = parts(part("甲", "30"), part("退回", "-10"))
        assert rows(svg) == [["甲", "30.00"], ["退回", "-10.00"]]
        (first, _), (second, length) = bars(svg)
        assert (first, second + length) == (105.0, 105.0)

    def test_below_nought_are_not_hidden_among_others(self) -> None:
        svg = parts(part("退回", "-10"), *(part(f"类{n}", "1") for n in range(20)))
        assert rows(svg)[-2][0] == "退回" and "占" not in told(svg)

    def test_beside_which_one_is_huge_are_seen_all_the_same(self) -> None:
        svg = parts(part("大", "999999999999.99"), part("小", "0.01"))
        assert rows(svg)[1] == ["小", "0.01　<0.1%"]
        assert bars(svg)[1] == (0.0, 1.0)

    def test_of_long_names_are_cut_in_the_picture_and_whole_in_the_words(self) -> None:
        name = "文化旅游体育与传媒和一切其他名称特别特别特别特别特别特别长的支出"
        svg = parts(part(name, "1"))
        assert rows(svg)[0][0].endswith("…") and rows(svg)[0][0][:-1] in name
        assert name in told(svg) and name in drawn(svg).findtext("g/title")


class TestTwoYears:
    def test_stand_beside_each_other_in_the_order_given_with_the_change(self) -> None:
        svg = years(pair("基本支出", "11", "10"), pair("项目支出", "30", "40"))
        assert rows(svg) == [["基本支出", "+10.0%", "11.00", "10.00"], ["项目支出", "-25.0%", "30.00", "40.00"]]
        assert told(svg) == "支出，单位：万元。基本支出 2027年 11.00，2026年 10.00，+10.0%；项目支出 2027年 30.00，2026年 40.00，-25.0%。"

    def test_are_told_apart_without_colours(self) -> None:
        this, last = drawn(years(pair("甲", "1", "2"))).findall("g/rect")
        assert this.get("fill").startswith("#") and last.get("fill") == "url(#c-hatch)"

    def test_of_which_one_is_blank_say_so_and_no_change(self) -> None:
        assert rows(years(pair("甲", "1", None), pair("乙", None, "2"))) == [["甲", "1.00", "没有数"], ["乙", "没有数", "2.00"]]

    def test_after_nought_have_no_change_in_per_cent(self) -> None:
        assert rows(years(pair("甲", "1", "0"))) == [["甲", "上年为零", "1.00", "0.00"]]

    def test_that_are_the_same_say_nought(self) -> None:
        assert rows(years(pair("甲", "1", "1.00")))[0][1] == "0%"

    def test_of_nothing_are_no_chart(self) -> None:
        assert years(pair("甲", None, "0")) == ""


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "A&B", '"><b onclick="x">', "{{ 7 * 7 }}", "坏\x00字", "]]>"])
def test_a_label_is_text(text: str) -> None:
    for svg in (parts_chart("c", text, text, [part(text, "1")]), years_chart("c", text, text, [pair(text, "1", "2")], text, text)):
        assert {node.tag for node in drawn(svg).iter()} <= {"svg", "title", "desc", "g", "text", "rect", "pattern", "path"}
        assert text.replace("\x00", "�") in drawn(svg).findtext("title")


def test_a_chart_is_a_picture_with_a_name_and_words_of_its_own() -> None:
    svg = drawn(parts_chart("chart-x", "支出", "", [part("甲", "1")]))
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby").split() == [svg.find("title").get("id"), svg.find("desc").get("id")] == ["chart-x-title", "chart-x-desc"]
    assert svg.findtext("desc") == "支出。甲 1.00，占 100.0%。"


AMOUNTS = st.none() | st.decimals(min_value=-(10**13), max_value=10**13, places=2)


@given(st.lists(st.builds(Bar, st.text(max_size=40), AMOUNTS, AMOUNTS), max_size=40))
def test_whatever_is_given_no_bar_leaves_the_picture_and_the_parts_add_up(given_bars: list[Bar]) -> None:
    for svg in (parts_chart("c", "图", "元", given_bars), years_chart("c", "图", "元", given_bars, "今", "去")):
        for start, length in bars(svg) if svg else ():
            assert start >= -1 and start + length <= WIDTH + 1.1  # a bar that would be too short to see is one long
    svg = parts_chart("c", "图", "元", given_bars)
    figures = [Decimal(row[-1].partition("　")[0]) for row in rows(svg)] if svg else []
    assert sum(figures) == sum(bar.amount or 0 for bar in given_bars)
