"""The list for a 更正 notice: what differs in what two versions publish, where a person finds it, and the cells behind it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from browsing import axe_violations
from hypothesis import given
from hypothesis import strategies as st
from making import a_block, a_form, a_sheet, fields_of, filled, record, table
from sample_files import DEMO
from submissions import changed, demo_typed
from test_cli import Call, call
from test_diff_cli import LAID_OUT, driven

from budgetxl.bureau.compare import (
    Comparison,
    Corrections,
    compare,
    comparison_json,
    comparison_page,
    corrections_counted,
)
from budgetxl.bureau.compare.corrections import corrections_of
from budgetxl.bureau.compare.corrections.aligning import aligned
from budgetxl.bureau.compare.corrections.moving import moved
from budgetxl.bureau.compare.corrections.words import word_pieces
from budgetxl.forms import Form, load_form
from budgetxl.notice import render
from budgetxl.notice.document import Heading, Paragraph
from budgetxl.workbook import fill, read

__all__ = ["call"]  # a fixture

SHEETS = record("x", a="money", b={"type": "money", "signed": True}, why="text", more="longtext", inside="text", total={"type": "money", "formula": "sum(x.a, x.b)"}) + table(
    "goods", item="text", amount="money", note="text"
)
PUBLISHED = '\n[[published]]\nid = "goods"\nblocks = ["goods"]\nnumber = "表1"\ntitle = "采购表"\nserial = true\n'
WORDING = """#= {{ form_title }}
# 收支
{{ year }}年共{{ x.total | money }}万元，其中甲{{ x.a | money }}万元。{{ "比上年增加" if x.b > 0 else "比上年减少" }}{{ x.b | absolute | money }}万元，主要是{{ x.why | reason }}。
{% if x.b > 0 %}

乙{{ x.b | money }}万元。
{% endif %}
{% if x.more is filled %}
# 说明
{{ x.more }}
{% endif %}
# 采购
{{ table("goods", caption="共" ~ (x.a | money) ~ "万元", notes=["附注：甲" ~ (x.a | money)]) }}
"""
GOODS = [{"item": "电脑", "amount": "10"}, {"item": "桌子", "amount": "20", "note": "旧的"}, {"item": "椅子", "amount": "5"}]
DATA: dict[str, Any] = {"unit": {"name": "甲局", "code": "601001"}, "x": {"a": "30", "b": "2", "why": "人员增加", "inside": "不公开"}, "goods": GOODS}


def form_of(folder: Path, wording: str | None = WORDING, published: str = PUBLISHED, **keys: str) -> Form:
    form = a_form(folder, SHEETS, **keys)
    home = form.folders[0]
    (home / "form.toml").write_text((home / "form.toml").read_text(encoding="utf-8") + published, encoding="utf-8")
    if wording is not None:
        (home / "notice.md.j2").write_text(wording, encoding="utf-8")
    return load_form(home)


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return form_of(tmp_path_factory.mktemp("form"))


def with_x(**values: str | None) -> dict[str, Any]:
    return {**DATA, "x": {**DATA["x"], **values}}


def with_goods(*rows: Mapping[str, str]) -> dict[str, Any]:
    return {**DATA, "goods": list(rows)}


def corrected(form: Form, old: Mapping[str, Any], new: Mapping[str, Any], other: Form | None = None) -> Corrections:
    before, after = filled(form, old), filled(other or form, new)
    return corrections_of(compare("旧", before, "新", after), before, after)


def told(found: Corrections) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    assert found.reason == ""
    return [(one.kind, one.where, one.now, [(swap.old, swap.new) for swap in one.swaps]) for one in found.found]


def cells(found: Corrections) -> list[list[str]]:
    return [[str(at) for at in swap.cells] for one in found.found for swap in one.swaps]


def test_figures_of_a_sentence_are_told_with_old_new_place_and_cells(form: Form) -> None:
    found = corrected(form, DATA, with_x(a="31"))
    in_text, *in_table = told(found)
    assert in_text == ("words", "“一、收支”下第1段", "“一、收支”下第1段", [("32", "33"), ("30", "31")])
    assert cells(found)[:2] == [["数据!B9"], ["数据!B4"]]
    assert in_table == [
        ("words", "“共30万元”的表名", "“共31万元”的表名", [("30", "31")]),
        ("words", "“共30万元”的附注第1条", "“共31万元”的附注第1条", [("30", "31")]),
    ]
    assert cells(found)[2:] == [["数据!B4"], ["数据!B4"]]


def test_words_are_told_with_the_cell_whose_text_they_are(form: Form) -> None:
    found = corrected(form, DATA, with_x(why="任务增加"))
    assert told(found) == [("words", "“一、收支”下第1段", "“一、收支”下第1段", [("人员", "任务")])]
    assert cells(found) == [["数据!B6"]]


def test_a_direction_belongs_to_its_figure_and_paragraphs_that_go_are_told(form: Form) -> None:
    found = corrected(form, DATA, with_x(b="-2", why="任务减少"))
    assert ("words", "“一、收支”下第1段", "“一、收支”下第1段", [("增加", "减少"), ("人员增加", "任务减少")]) in told(found)
    (gone,) = (one for one in found.found if one.kind == "removed")
    assert (gone.where, gone.now, gone.swaps[0].old, gone.swaps[0].new) == ("“一、收支”下第2段", "", "乙2万元。", "")
    assert [str(at) for at in gone.swaps[0].cells] == ["数据!B5"]
    direction = next(swap for one in found.found for swap in one.swaps if (swap.old, swap.new) == ("增加", "减少"))
    assert [str(at) for at in direction.cells] == ["数据!B5"]


def test_a_paragraph_and_a_heading_that_come_are_told_and_not_the_number_of_the_next(form: Form) -> None:
    found = corrected(form, DATA, with_x(more="另有3台。\n还有一句。"))
    assert told(found) == [
        ("added", "", "标题“二、说明”", [("", "二、说明")]),
        ("added", "", "“二、说明”下第1段", [("", "另有3台。")]),
        ("added", "", "“二、说明”下第2段", [("", "还有一句。")]),
    ]
    assert cells(found)[1:3] == [["数据!B7"], ["数据!B7"]]


def test_a_cell_is_told_by_table_row_and_column_in_the_notice_and_in_the_public_table(form: Form) -> None:
    found = corrected(form, DATA, with_goods(GOODS[0], {**GOODS[1], "amount": "25"}, GOODS[2]))
    assert told(found) == [
        ("cell", "“共30万元”第3行“桌子”，“amount”列", "“共30万元”第3行“桌子”，“amount”列", [("20.00", "25.00")]),
        ("cell", "公开表“表1 采购表”序号2“桌子”，“amount”列", "公开表“表1 采购表”序号2“桌子”，“amount”列", [("20.00", "25.00")]),
    ]
    assert cells(found) == [["明细!B6"], ["明细!B6"]]


def test_a_row_that_comes_is_told_whole_and_the_rows_below_it_are_not(form: Form) -> None:
    found = corrected(form, DATA, with_goods(GOODS[0], {"item": "车", "amount": "7"}, *GOODS[1:]))
    assert told(found) == [
        ("added", "", "“共30万元”第3行“车”", [("", "item：车；amount：7.00")]),
        ("added", "", "公开表“表1 采购表”序号2“车”", [("", "item：车；amount：7.00")]),
    ]


def test_a_row_that_goes_and_one_that_is_called_otherwise(form: Form) -> None:
    found = corrected(form, DATA, with_goods({**GOODS[0], "item": "台式电脑"}, GOODS[1]))
    assert [one[0] for one in told(found)] == ["cell", "removed"] * 2
    assert told(found)[:2] == [
        ("cell", "“共30万元”第2行“电脑”，“item”列", "“共30万元”第2行“台式电脑”，“item”列", [("电脑", "台式电脑")]),
        ("removed", "“共30万元”第4行“椅子”", "", [("item：椅子；amount：5.00", "")]),
    ]


def test_rows_in_another_order_are_told_as_moved(form: Form) -> None:
    found = corrected(form, DATA, with_goods(GOODS[0], GOODS[2], GOODS[1]))
    assert [(one[0], one[3]) for one in told(found)] == [("moved", [])] * 2
    assert [(one[1].partition("“椅子”")[1], one[2].partition("，在")[2]) for one in told(found)] == [("“椅子”", "“电脑”后面")] * 2 or [
        (one[1].partition("“桌子”")[1], one[2].partition("，在")[2]) for one in told(found)] == [("“桌子”", "“椅子”后面")] * 2
    assert corrections_counted(found) == "公开的内容要更正：换了位置 2 处"


@pytest.mark.parametrize(("old", "new"), [("甲事项照旧。\n乙处不变。", "乙处不变。\n甲事项照旧。"), ("甲事项照旧。乙处不变。", "乙处不变。甲事项照旧。")])
def test_paragraphs_and_sentences_in_another_order_are_told_as_moved(form: Form, old: str, new: str) -> None:
    found = corrected(form, with_x(more=old), with_x(more=new))
    ((kind, where, now, swaps),) = told(found)
    assert (kind, swaps) == ("moved", [])
    assert where.startswith("“二、说明”下第")
    assert now.endswith(("在“乙处不变。”后面", "在最前", "在“二、说明”后面"))
    assert "不变" not in corrections_counted(found)


def test_sections_that_change_places_are_moved_with_all_that_stands_in_them(tmp_path: Path) -> None:
    """Whoever takes the old text and does what the list says has the new one."""
    form = form_of(tmp_path, "{% for one in goods %}\n## {{ one.item }}\n{{ one.note }}\n{% endfor %}\n", "")
    duties = [{"item": "党政办公室", "note": "处理日常事务，办理来文来电。"}, {"item": "财政所", "note": "编制预算，管好每一笔钱。"}, {"item": "农业站", "note": "指导春耕秋收。"}]
    new = [duties[1], {**duties[0], "note": "处理日常事务，办理来文来电和信访。"}, duties[2]]
    found = corrected(form, with_goods(*duties), with_goods(*new))
    kinds = [one[0] for one in told(found)]
    assert kinds.count("moved") == 2
    assert [one[3] for one in told(found) if ("", "和信访") in one[3]]
    assert not {"added", "removed"} & set(kinds)


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 0, 2), (1, 2, 0), (2, 0, 1)])
def test_short_sections_that_change_places_are_moved_though_all_are_numbered_and_begin_alike(tmp_path: Path, order: tuple[int, ...]) -> None:
    """What sort of passage it is does not make two of them alike: nothing is told as if its words had changed."""
    wording = "#= 说明\n{% for g in goods %}\n### {{ g.item }}\n目标：{{ g.note }}。\n\n办法：{{ g.item }}{{ g.note }}。\n{% endfor %}\n"
    form = form_of(tmp_path, wording, "")
    rows = [{"item": "环境整治", "note": "街巷保洁"}, {"item": "道路修缮", "note": "路面平整"}, {"item": "网格服务", "note": "上报及时"}]
    found = corrected(form, with_goods(*rows), with_goods(*(rows[number] for number in order)))
    assert {one.kind for one in found.found} == {"moved"}


def test_a_paragraph_that_is_written_anew_stands_for_the_old_one(form: Form) -> None:
    found = corrected(form, with_x(more="原先安排了道路养护。\n照旧。"), with_x(more="今后开展植树造林活动\n照旧。"))
    (one,) = found.found
    assert (one.kind, one.where, one.now) == ("words", "“二、说明”下第1段", "“二、说明”下第1段")
    assert ("".join(piece.old for piece in one.pieces), "".join(piece.new for piece in one.pieces)) == ("原先安排了道路养护。", "今后开展植树造林活动")


def test_the_summary_counts_what_the_list_lists(form: Form) -> None:
    found = corrected(form, DATA, with_x(a="31", b="-2", why="任务减少"))
    kinds = [one.kind for one in found.found]
    assert (kinds.count("words"), kinds.count("removed")) == (4, 1)
    assert corrections_counted(found) == f"公开的内容要更正：说明里 4 句（{sum(len(one.swaps) for one in found.found) - 1} 处），删去 1 段（句、行）"


def test_what_only_the_workbook_has_is_not_told_and_that_is_said(form: Form) -> None:
    found = corrected(form, DATA, with_x(inside="还是不公开"))
    assert (found.found, corrections_counted(found)) == ((), "公开的说明和表不变，没有要更正的")


def test_nothing_differs_where_nothing_does(form: Form) -> None:
    assert corrected(form, DATA, DATA) == Corrections()


@pytest.mark.parametrize("side", ["旧", "新"])
def test_a_version_with_errors_says_why_there_is_no_list(tmp_path: Path, side: str) -> None:
    rule = '\n[[rules]]\nid = "X-01"\nseverity = "error"\ncheck = "x.a == x.b"\nmessage = "{left}≠{right}"\n'
    form = form_of(tmp_path, rules=rule)
    pair = (with_x(a="2"), with_x(a="3"))
    found = corrected(form, *(pair if side == "新" else pair[::-1]))
    assert (found.found, found.reason) == ((), f"没有更正清单：{side}的工作簿有 1 处错误，生成不了说明（第一处 X-01 在 数据!B4、数据!B5）")


def test_a_blank_that_the_wording_needs_says_so_too(form: Form) -> None:
    found = corrected(form, DATA, with_x(why=None))
    assert found.reason.startswith("没有更正清单：新的工作簿有 1 处错误") and "数据!B6" in found.reason


def test_other_units_and_years_have_no_list(form: Form) -> None:
    other = {**DATA, "unit": {"name": "乙局", "code": "601002"}}
    assert corrected(form, DATA, other).reason == "两份不是同一个单位、同一年度的，没有更正清单"
    before, after = filled(form, DATA, 2022), filled(form, DATA, 2023)
    assert corrections_of(compare("旧", before, "新", after), before, after).reason.startswith("两份不是")


def test_a_form_without_wording_and_tables_has_none(tmp_path: Path) -> None:
    form = form_of(tmp_path, None, "")
    assert corrected(form, DATA, with_x(a="31")).reason == "没有更正清单：表样没有文稿，也没有写明公开哪些表"


def test_a_form_without_wording_has_its_tables(tmp_path: Path) -> None:
    form = form_of(tmp_path, None)
    assert [one[0] for one in told(corrected(form, DATA, with_goods({**GOODS[0], "amount": "11"}, *GOODS[1:])))] == ["cell"]


def test_a_table_that_the_notice_has_as_it_is_published_is_told_once(tmp_path: Path) -> None:
    form = form_of(tmp_path, "{{ published_table('goods') }}\n")
    found = corrected(form, DATA, with_goods({**GOODS[0], "amount": "11"}, *GOODS[1:]))
    assert [one[1] for one in told(found)] == ["“表1 采购表”序号1“电脑”，“amount”列"]


def test_of_tables_of_a_repeated_sheet_each_is_held_against_its_own(tmp_path: Path) -> None:
    sheet = a_sheet("项目{{ n }}", a_block("p", "record", fields=fields_of({"name": "text", "goal": "text", "cost": "money"})), repeat="projects", id="p")
    published = '\n[[published]]\nid = "p"\nblocks = ["p"]\nnumber = "表2"\ntitle = "{{ projects.name }}绩效目标表"\n'
    form = a_form(tmp_path, SHEETS + sheet)
    (form.folders[0] / "form.toml").write_text((form.folders[0] / "form.toml").read_text(encoding="utf-8") + published, encoding="utf-8")
    roads, trees = {"name": "修路", "goal": "路面平整无坑洼", "cost": "5"}, {"name": "植树造林", "goal": "成活率高于往年", "cost": "6"}
    found = corrected(load_form(form.folders[0]), {**DATA, "projects": [roads, trees]}, {**DATA, "projects": [{**trees, "cost": "7"}]})
    assert [(one.kind, one.where) for one in found.found] == [
        ("removed", "公开表“表2-1 修路绩效目标表”"), ("cell", "公开表“表2-2 植树造林绩效目标表”第3行“cost”，第2列"),
    ]  # fmt: skip


def test_a_column_that_came_and_a_wording_that_changed_with_the_form(tmp_path: Path, form: Form) -> None:
    newer = a_form(tmp_path, SHEETS)
    home = newer.folders[0]
    text = (home / "form.toml").read_text(encoding="utf-8").replace('{ "id" = "amount"', '{ "id" = "price", "label" = "单价", "type" = "money" }, { "id" = "amount"')
    (home / "form.toml").write_text(text + PUBLISHED, encoding="utf-8")
    (home / "notice.md.j2").write_text(WORDING.replace("其中甲", "其中甲类"), encoding="utf-8")
    found = corrected(form, DATA, DATA, load_form(home))
    assert ("words", "“一、收支”下第1段", "“一、收支”下第1段", [("", "类")]) in told(found)
    assert ("added", "", "“共30万元”的表头第2列", [("", "单价")]) in told(found)
    assert [one for one in told(found) if one[0] == "cell"] == []


def test_a_sentence_that_comes_in_a_cell_of_several_is_told_with_the_cell(form: Form) -> None:
    old, new = with_x(more="第一句话。第二句话。"), with_x(more="第一句话。添上的一句。第二句话。")
    found = corrected(form, old, new)
    assert told(found) == [("added", "", "“二、说明”下第1段", [("", "添上的一句。")])]
    assert cells(found) == cells(corrected(form, new, old)) == [["数据!B7"]]


def test_a_table_that_only_one_version_has_is_told_by_its_name(tmp_path: Path) -> None:
    form = form_of(tmp_path, "共{{ x.a | money }}。\n{% if x.more is filled %}\n{{ table('goods', caption='采购表') }}\n{% endif %}\n", "")
    assert told(corrected(form, with_x(more="有"), DATA)) == [("removed", "“采购表”", "", [("采购表", "")])]


def test_a_sentence_that_became_much_longer_is_the_same_one(form: Form) -> None:
    found = corrected(form, DATA, with_x(why="人员增加" + "，任务也多了许多" * 12))
    assert told(found) == [("words", "“一、收支”下第1段", "“一、收支”下第1段", [("", "，任务也多了许多" * 12)])]


def test_a_row_is_called_by_the_words_that_no_other_row_has(tmp_path: Path) -> None:
    """Not by the project that several rows share, and not by dashes."""
    sheets = table("goods", project="text", code="code", item="text", amount="money")
    rows = [{"project": "公用经费", "code": f"A0{n}", "item": item, "amount": "1"} for n, item in enumerate(("——", "复印纸", "打印机", "复印机"), 1)]
    form = a_form(tmp_path, sheets)
    (form.folders[0] / "notice.md.j2").write_text('{{ table("goods", caption="采购") }}', encoding="utf-8")
    for row, name in ((0, "公用经费"), (1, "A02 复印纸")):
        changed_rows = [{**each, "amount": "2"} if number == row else each for number, each in enumerate(rows)]
        (one,) = told(corrected(form, {"unit": DATA["unit"], "goods": rows}, {"unit": DATA["unit"], "goods": changed_rows}))
        assert one[1] == f"“采购”第{row + 2}行“{name}”，“amount”列"


def test_a_row_below_other_headings_has_the_column_of_these(tmp_path: Path) -> None:
    sheets = record("x", why="text", more="text") + table("goods", kind="text", target="text")
    form = a_form(tmp_path, sheets)
    (form.folders[0] / "notice.md.j2").write_text('{{ table("x", "goods", caption="目标") }}', encoding="utf-8")
    data = {"unit": DATA["unit"], "x": {"why": "甲", "more": "乙"}, "goods": [{"kind": "数量", "target": "42条"}, {"kind": "质量", "target": "好"}]}
    new = {**data, "goods": [{"kind": "数量", "target": "45条"}, {"kind": "质量", "target": "好"}]}
    assert [one[1] for one in told(corrected(form, data, new))] == ["“目标”第4行“数量”，“target”列"]


def test_items_that_are_only_numbered_otherwise_are_no_correction(form: Form) -> None:
    old, new = with_x(more="1.甲事项。\n2.乙事项。\n3.丙事项。"), with_x(more="1.甲事项。\n2.丙事项。")
    assert [(one[0], one[3]) for one in told(corrected(form, old, new))] == [("removed", [("2.乙事项。", "")])]


def test_a_number_that_is_no_head_is_a_correction(form: Form) -> None:
    assert [one[3] for one in told(corrected(form, with_x(more="1、2号楼维修。"), with_x(more="3、2号楼维修。")))] == [[("1", "3")]]


# ── the parts


@given(st.text(alphabet="甲乙12.,%万 ab", max_size=30), st.text(alphabet="甲乙12.,%万 ab", max_size=30))
def test_pieces_put_together_are_the_texts(old: str, new: str) -> None:
    pieces = word_pieces(old, new)
    assert ("".join(one.old for one in pieces), "".join(one.new for one in pieces)) == (old, new)
    assert old != new or all(piece.stayed for piece in pieces)


def test_a_figure_is_one_word() -> None:
    assert [tuple(one) for one in word_pieces("共1255.58万元", "共1245.58万元")] == [("共", "共"), ("1255.58", "1245.58"), ("万元", "万元")]


@given(st.lists(st.sampled_from("abcdef"), max_size=12), st.lists(st.sampled_from("abcdef"), max_size=12))
def test_each_of_two_sequences_has_its_place_once(old: list[str], new: list[str]) -> None:
    pairs = aligned(list(enumerate(old)), list(enumerate(new)), lambda one: one[1], lambda one: one[1] in "ab", lambda a, b: float(a[1] == b[1]))
    assert sorted(a for a, _ in pairs if a is not None) == list(enumerate(old))
    assert sorted(b for _, b in pairs if b is not None) == list(enumerate(new))


@given(st.lists(st.sampled_from("abcdef"), max_size=12), st.lists(st.sampled_from("abcdef"), max_size=12))
def test_what_has_not_moved_stands_in_the_order_of_both_and_what_has_is_told_by_what_is_before_it(old: list[str], new: list[str]) -> None:
    mine, theirs = [[each] for each in old], [[each] for each in new]
    pairs = aligned(mine, theirs, lambda one: one[0], lambda one: one[0], lambda a, b: float(a == b))
    elsewhere = moved(pairs, theirs)
    place = {id(each): number for number, each in enumerate(theirs)}
    stays = [place[id(b)] for number, (a, b) in enumerate(pairs) if a is not None and b is not None and number not in elsewhere]
    assert stays == sorted(stays)
    for number, before in elsewhere.items():
        at = place[id(pairs[number][1])]
        assert before is (theirs[at - 1] if at else None)
    assert bool(elsewhere) <= (old != new)


# ── the command


@pytest.fixture
def desk(call: Call, form: Form) -> Path:
    here = Path.cwd()
    (here / "form").symlink_to(form.folders[0])
    (here / "收件").mkdir()
    (here / "收件" / "甲.xlsx").write_bytes(fill(form, DATA, 2022))
    (here / "a.xlsx").write_bytes(fill(form, DATA, 2022))
    (here / "b.xlsx").write_bytes(fill(form, with_x(a="31"), 2022))
    (here / "名册.csv").write_text("单位编码,单位名称\n601001,甲局\n", encoding="utf-8")
    return here


FORM = ("--form", "form")


def test_json_has_the_list(desk: Path, call: Call) -> None:
    found = call("diff", "a.xlsx", "b.xlsx", "--json", *FORM).json["corrections"]
    assert (found["accepted"], found["reason"]) == ({"old": None, "new": None}, None)
    first = found["list"][0]
    assert first == {
        "kind": "words", "where": "“一、收支”下第1段", "now": "“一、收支”下第1段",
        "old": "2022年共32万元，其中甲30万元。", "new": "2022年共33万元，其中甲31万元。",
        "changes": [{"old": "32", "new": "33", "cells": ["数据!B9"]}, {"old": "30", "new": "31", "cells": ["数据!B4"]}],
    }  # fmt: skip


def test_the_terminal_says_it_in_one_line(desk: Path, call: Call) -> None:
    lines = [line for line in call("diff", "a.xlsx", "b.xlsx", *FORM).out.splitlines() if "更正" in line]
    assert lines == ["  公开的内容要更正：说明里 3 句（4 处）；逐处见 --html 的更正清单"]
    assert "公开的说明和表不变，没有要更正的" in call("diff", "a.xlsx", "收件/甲.xlsx", *FORM).out


def test_it_says_which_version_is_an_accepted_one(desk: Path, call: Call) -> None:
    call("collect", "收件", "--roster", "名册.csv", "-o", "汇总.xlsx", "--jobs", "1", *FORM)
    states = {
        ("收件", "b.xlsx"): (True, None), ("b.xlsx", "收件"): (None, True), ("收件/甲.xlsx", "b.xlsx"): (True, None),
        ("收件", "a.xlsx"): (True, True), ("a.xlsx", "b.xlsx"): (None, None),
    }  # fmt: skip
    for pair, (old, new) in states.items():
        assert call("diff", *pair, "--json", *FORM).json["corrections"]["accepted"] == {"old": old, "new": new}, pair
    (desk / "收件" / "甲.xlsx").write_bytes((desk / "b.xlsx").read_bytes())  # it lies where the accepted one was
    assert call("diff", "a.xlsx", "收件/甲.xlsx", "--json", *FORM).json["corrections"]["accepted"] == {"old": None, "new": False}
    assert "旧的不知道是不是收下的，新的不是收下的那一份。" in call("diff", "a.xlsx", "收件/甲.xlsx", *FORM).out


def test_a_list_of_another_program_in_the_folder_of_a_file_says_nothing(desk: Path, call: Call) -> None:
    (desk / "accepted.json").write_text("[]", encoding="utf-8")
    assert call("diff", "a.xlsx", "b.xlsx", "--json", *FORM).json["corrections"]["accepted"] == {"old": None, "new": None}


# ── the page


def both(form: Form, new: Mapping[str, Any]) -> Comparison:
    before, after = filled(form, DATA), filled(form, new)
    comparison = compare("a.xlsx", before, "b.xlsx", after)
    return replace(comparison, corrections=replace(corrections_of(comparison, before, after), accepted=(True, None)))


def test_the_page_lists_each_with_place_old_new_and_cells_and_escapes_texts(form: Form) -> None:
    page = comparison_page(both(form, with_x(a="31", why="人员<b>增加"))).decode()
    tree = lxml.html.fromstring(page)
    (section,) = tree.xpath("//section[@class='corrections']")
    assert section.xpath("string(h2)") == "更正清单"
    first = section.xpath(".//tbody/tr")[0]
    assert ["".join(cell.itertext()) for cell in first.xpath("td")] == ["“一、收支”下第1段", "2022年共32万元，其中甲30万元。", "2022年共33万元，其中甲31万元。", "数据!B9、数据!B4"]
    assert (first.xpath(".//del/text()"), first.xpath(".//ins/text()")) == (["32", "30"], ["33", "31"])
    assert "旧的是收下的那一份，新的不知道是不是收下的。" in section.text_content()
    assert "人员<b>" not in page


def test_the_page_says_of_what_moved_where_it_is_now(form: Form) -> None:
    tree = lxml.html.fromstring(comparison_page(both(form, with_goods(GOODS[0], GOODS[2], GOODS[1]))).decode())
    rows = [["".join(cell.itertext()) for cell in row.xpath("td")] for row in tree.xpath("//section[@class='corrections']//tbody/tr")]
    assert len(rows) == 2
    assert all(new.startswith("移到：") and old and where for where, old, new, _ in rows)
    assert "不变，没有" not in tree.text_content()


def test_the_page_says_why_there_is_no_list_and_that_nothing_published_differs(form: Form) -> None:
    for new, said in ((with_x(why=None), "没有更正清单：新的工作簿有 1 处错误"), (with_x(inside="乙"), "公开的说明和表不变，没有要更正的")):
        tree = lxml.html.fromstring(comparison_page(both(form, new)).decode())
        assert said in tree.xpath("string(//section[@class='corrections'])")
        assert tree.xpath("//section[@class='corrections']//table") == []


def test_who_compares_without_asking_for_corrections_gets_none(form: Form) -> None:
    comparison = compare("a", filled(form, DATA), "b", filled(form, with_x(a="31")))
    assert "corrections" not in comparison_json(comparison)
    assert "更正清单" not in comparison_page(comparison).decode()


EVERYTHING = {**with_x(a="12345.67", b="-2", why="任务" * 40, more="新的一段。"), "goods": [{"item": "很长的名称" * 12, "amount": "98765432.1"}, *GOODS[1:]]}


@pytest.mark.chromium
@pytest.mark.axe
def test_axe_finds_nothing_on_a_page_with_a_list(form: Form, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(comparison_page(both(form, EVERYTHING)))
    passed, violated = axe_violations(path)
    assert violated == [] and passed > 10


@pytest.mark.chromium
@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_of_the_list_is_printed_over_anything_nor_needs_sideways_scrolling(form: Form, tmp_path: Path, width: int) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(comparison_page(both(form, EVERYTHING)))
    seen, room, count, over = json.loads(driven(path, LAID_OUT % width, "--virtual-time-budget=10000"))
    assert over == [] and seen == room and count > 20


# ── a real form


def test_of_the_demo_every_published_figure_that_follows_is_in_the_list(call: Call) -> None:
    form = load_form("hebei-2027")
    changes = {"project_spending[0].general_public_budget": "76.5", "projects[0].fiscal_funds": "76.5", "projects[0].indicators[0].target": "≤82.5万元"}
    Path("b.xlsx").write_bytes(fill(form, changed(demo_typed(), changes), 2027))
    told = call("diff", str(DEMO), "b.xlsx", "--json").json
    found = told["corrections"]["list"]
    follow = {one["cells"][0] for one in told["fields"] if one["label"] and not one["field"].startswith(("other_spending",))}
    behind = {at for one in found for change in one["changes"] for at in change["cells"]}
    assert len(behind & follow) > 40
    assert all(not follow.isdisjoint(change["cells"]) for one in found for change in one["changes"])
    assert {one["kind"] for one in found} == {"words", "cell"}
    old, new = (_paragraphs(Path(path)) for path in (DEMO, "b.xlsx"))
    words = [one for one in found if one["kind"] == "words"]
    assert all(one["old"] in "\n".join(old) and one["new"] in "\n".join(new) for one in words)
    gone, came = ([text for text in texts if text not in others] for texts, others in ((old, new), (new, old)))
    assert len(gone) == len(came) > 2
    assert [text for text in gone if not any(one["old"] in text for one in words)] == []
    assert [text for text in came if not any(one["new"] in text for one in words)] == []


def _paragraphs(path: Path) -> list[str]:
    return [block.text for block in render(read(path.read_bytes()).submission).blocks if isinstance(block, Heading | Paragraph)]
