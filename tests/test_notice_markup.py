"""From a template to a document: what each line means, and that data is never markup."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cache

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetxl.notice.document import (
    Block,
    Cell,
    Contents,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    TitleLines,
)
from budgetxl.notice.environment import NoticeEnvironment, make_environment, render_template
from budgetxl.notice.errors import NoticeError
from budgetxl.notice.markup import Numbering, clean, parse_markup, table_marker
from budgetxl.values import Entry, Group

TABLE = Table(((Cell("甲"), Cell("乙")),), 0)


@cache
def environment(template: str) -> NoticeEnvironment:
    return make_environment(jinja2.DictLoader({"notice": template}))


def blocks(template: str, tables: dict[str, Table] | None = None, **context: object) -> tuple[Block, ...]:
    return parse_markup(render_template(environment(template), "notice", context), tables or {})


def headings(template: str, numbering: Numbering | None = None) -> list[str]:
    return [block.text for block in parse_markup(template, {}, numbering) if isinstance(block, Heading)]


def texts(parsed: Iterable[Block]) -> list[str]:
    return [block.text for block in parsed if isinstance(block, Paragraph)]


# Lines


def test_every_line_is_a_paragraph_and_blank_lines_are_nothing() -> None:
    assert parse_markup("甲\n\n  乙  \n丙\n", {}) == (Paragraph("甲"), Paragraph("乙"), Paragraph("丙"))


def test_a_paragraph_can_stand_in_the_middle_at_the_right_and_at_the_left() -> None:
    parsed = parse_markup("> 中\n>> 右\n< 左", {})
    assert parsed == (Paragraph("中", "center", False), Paragraph("右", "right", False), Paragraph("左", "left", False))


def test_page_breaks_and_contents_have_lines_of_their_own() -> None:
    assert parse_markup("---\n[目录]", {}) == (PageBreak(), Contents())


def test_title_lines_in_a_row_are_one_title() -> None:
    assert parse_markup("#= 某街道\n#= 情况说明", {}) == (TitleLines(("某街道", "情况说明")),)


def test_cover_lines_are_apart_from_the_title() -> None:
    parsed = parse_markup("#== 某街道\n#== 2022年\n---\n#= 说明", {})
    assert parsed == (TitleLines(("某街道", "2022年"), cover=True), PageBreak(), TitleLines(("说明",)))


@pytest.mark.parametrize("line", ["##### 太深", "#没有空格", ">没有空格", ">>> 太多", "#=题目"])
def test_a_line_that_looks_like_markup_and_is_none_is_an_error(line: str) -> None:
    with pytest.raises(NoticeError, match="不认识的行"):
        parse_markup(line, {})


def test_a_heading_without_text_is_an_error() -> None:
    with pytest.raises(NoticeError, match="标题没有文字"):
        parse_markup("# ", {})


# Numbers


def test_headings_are_numbered_level_by_level() -> None:
    assert headings("# 甲\n## 乙\n### 丙\n#### 丁\n# 戊") == ["一、甲", "（一）乙", "1.丙", "（1）丁", "二、戊"]


def test_a_number_starts_again_below_a_higher_heading() -> None:
    assert headings("# 甲\n### 乙\n### 丙\n# 丁\n### 戊") == ["一、甲", "1.乙", "2.丙", "二、丁", "1.戊"]


def test_a_heading_without_a_number_starts_lower_numbers_again_and_keeps_its_own() -> None:
    assert headings("# 甲\n## 乙\n#! 第二部分\n## 丙\n# 丁") == ["一、甲", "（一）乙", "第二部分", "（一）丙", "二、丁"]


def test_a_form_chooses_how_a_level_is_numbered() -> None:
    old = Numbering(("{cn}、", "（{cn}）", "{n}、", ""))
    assert headings("# 甲\n### 乙\n#### 丙", old) == ["一、甲", "1、乙", "丙"]


def test_numbering_has_four_levels() -> None:
    with pytest.raises(NoticeError, match="4 级"):
        Numbering(("{n}",))


def test_the_eleventh_heading_is_eleven() -> None:
    assert headings("# 甲\n" * 11)[-1] == "十一、甲"


# Tables


def test_a_marker_alone_on_a_line_is_its_table() -> None:
    assert blocks("前\n  {{ marker }}\n后", {"t": TABLE}, marker=table_marker("t"))[1] is TABLE


def test_a_table_that_is_not_there_is_named() -> None:
    with pytest.raises(NoticeError, match="没有叫“t”的表"):
        parse_markup(table_marker("t"), {})


def test_a_table_within_a_line_is_an_error() -> None:
    with pytest.raises(NoticeError, match="表“t”应独占一行"):
        parse_markup("见" + table_marker("t"), {"t": TABLE})


def test_data_cannot_forge_a_table() -> None:
    parsed = blocks("{{ data }}", {"t": TABLE}, data=str(table_marker("t")))
    assert parsed == (Paragraph("t"),)


# Data


@pytest.mark.parametrize("data", ["# 标题", "##! 标题", "#= 题", "> 中", ">> 右", "---", "[目录]", "{{ 1 }}", "  # 甲"])
def test_data_that_looks_like_markup_is_a_paragraph(data: str) -> None:
    assert blocks("{{ data }}", data=data) == (Paragraph(data),)


def test_data_put_together_is_still_data() -> None:
    assert blocks("{{ a }}{{ b }}", a="-", b="--") == (Paragraph("---"),)
    assert blocks("-{{ b }}", b="--") == (Paragraph("---"),)


def test_data_of_several_lines_gives_paragraphs_of_the_same_kind() -> None:
    parsed = blocks("> {{ data }}", data="甲\r\n# 乙\u2028丙")
    assert parsed == tuple(Paragraph(text, "center", False) for text in ("甲", "# 乙", "丙"))


def test_a_name_that_wrapped_in_its_cell_stays_one_heading() -> None:
    assert blocks("# {{ name }}（目标表）", name="社区\n工作经费") == (Heading(1, "一、社区工作经费（目标表）"),)


def test_a_macro_makes_markup_of_which_the_data_is_still_data() -> None:
    template = "{% macro goal(name) %}\n## {{ name }}\n{{ name }}\n{% endmacro %}\n{{ goal('# 甲') }}"
    assert blocks(template) == (Heading(2, "（一）# 甲"), Paragraph("# 甲"))


def test_a_block_of_a_parent_template_is_markup_for_its_child() -> None:
    loader = jinja2.DictLoader(
        {
            "parent": "{% block duties %}\n# 职责\n{{ data }}\n{% endblock %}\n",
            "child": "{% extends 'parent' %}{% block duties %}{{ super() }}\n# 其他\n{% endblock %}",
        }
    )
    text = render_template(make_environment(loader), "child", {"data": "# 甲"})
    assert parse_markup(text, {}) == (Heading(1, "一、职责"), Paragraph("# 甲"), Heading(1, "二、其他"))


def test_control_characters_are_taken_out_of_data() -> None:
    assert clean("甲\x00\x1b\ufdd0乙\ufffe\ud800") == "甲乙"
    assert clean("甲\u202e6.25%\u202c\u2067乙\u2069\u200f\u061c") == "甲6.25%乙"


def test_private_use_characters_stay_since_rare_names_are_kept_there() -> None:
    assert blocks("{{ name }}", name="王\ue000") == (Paragraph("王\ue000"),)


@given(st.text())
def test_any_text_comes_out_with_the_same_characters(data: str) -> None:
    wanted = [line for line in clean(data.replace("\ufdd1", "\n")).split("\n") if line.strip()]
    parsed = blocks("{{ data }}", data=data)
    assert all(isinstance(block, Paragraph) and block.align == "justify" for block in parsed)
    assert texts(parsed) == wanted


@given(
    st.lists(st.sampled_from(["#", "!", "=", " ", ">", "-", "--", "[目录]", "\n", "甲", "\ufdd0", "\ufdd1", "\ufdd2"]))
)
def test_no_pieces_of_data_make_markup_together(pieces: list[str]) -> None:
    template = "前{% for piece in pieces %}{{ piece }}{% endfor %}\n{% for piece in pieces %}{{ piece }}{% endfor %}"
    assert all(isinstance(block, Paragraph) for block in blocks(template, pieces=pieces))


# Templates


def test_entries_and_groups_are_seen_as_their_values() -> None:
    income = Group({"total": Entry(Decimal("2119.40")), "other": Entry(None)})
    rows = (Group({"name": Entry("甲")}), Group({"name": Entry("乙")}))
    template = (
        "{{ income.total }}万元{% if income.other is filled %}！{% endif %}，{{ rows|map(attribute='name')|join_cn }}"
    )
    assert blocks(template, income=income, rows=rows) == (Paragraph("2119.4万元，甲、乙"),)


def test_arithmetic_is_decimal_and_years_stay_whole() -> None:
    parsed = blocks("{{ year - 1 }}年{{ (a - b)|change }}", year=2022, a=Decimal("0.3"), b=Entry(Decimal("0.1")))
    assert parsed == (Paragraph("2021年增加0.2万元"),)


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("\n{{ nobody }}", "没有叫“nobody”的内容"),
        ("\n{{ nobody|default('甲') }}", "没有叫“nobody”的内容"),
        ("\n{{ group.nobody|money }}", "没有叫“nobody”的内容"),
        ("\n{{ blank|money }}", "“money”要写出的内容没有填写"),
        ("\n{{ blank }}", "没有填写"),
        ("\n{{ '共' ~ blank ~ '个' }}", "没有填写"),
        ("\n{{ blank + 1 }}", "没有填写"),
        ("\n{% if blank > 1 %}{% endif %}", "没有填写"),
        ("\n{{ 1 / 0 }}", "除数是 0"),
        ("\n{{ '甲' * 9 }}", "不能计算"),
        ("\n{{ 9 ** 9 }}", "不能计算"),
        ("\n{{ group }}", "不能把“一组栏目”直接写进文字"),
        ("\n{{ 1|nothing }}", "没有叫“nothing”的过滤器"),
        ("\n{{ [1]|random }}", "没有叫“random”的过滤器"),
        ("\n{{ blank|int }}", "没有叫“int”的过滤器"),
        ("\n{% endif %}", "没有“endif”这种语句"),
        ("\n{{ 1", "写到末尾也没有结束"),
        ("\n{{ [].__class__ }}", "不允许"),
        ("\n{{ range(1000000)|join }}", "range 最多"),
        ("\n{% include 'gone' %}", "找不到模板“gone”"),
        ("\n{{ group < 1 }}", "数只能与数比大小"),
    ],
)
def test_an_error_names_template_line_and_problem(template: str, problem: str) -> None:
    with pytest.raises(NoticeError) as caught:
        blocks(template, blank=Entry(None), group=Group())
    assert str(caught.value).startswith("模板 notice 第 2 行：")
    assert problem in str(caught.value)


def test_a_template_that_is_not_there_is_named() -> None:
    with pytest.raises(NoticeError, match="找不到模板“gone”"):
        render_template(make_environment(jinja2.DictLoader({})), "gone", {})


def test_a_fault_of_a_function_that_a_template_calls_is_told_as_the_programs_with_its_place() -> None:
    def broken() -> str:
        raise ValueError("ours")

    with pytest.raises(NoticeError, match="模板 notice 第 1 行：程序在这一行出错（ValueError：ours）"):
        blocks("{{ broken() }}", broken=broken)


def test_a_draft_prints_a_mark_for_what_is_not_filled_in() -> None:
    template = "{{ a|money }}，{{ a - 1 }}，{{ (a - 1)|change }}，{{ '共' ~ a }}{% if a > 3 %}！{% endif %}"
    draft = make_environment(jinja2.DictLoader({"notice": template}), blank="【未填】")
    text = render_template(draft, "notice", {"a": Entry(None)})
    assert parse_markup(text, {}) == (Paragraph("【未填】，【未填】，【未填】，共【未填】"),)


def test_a_default_stands_for_a_blank() -> None:
    assert blocks("{{ a|default('无') }}{{ b|default('无') }}", a=Entry(None), b=Entry("有")) == (Paragraph("无有"),)
