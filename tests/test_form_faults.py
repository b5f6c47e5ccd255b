"""A form that can't work is refused when it is loaded: each fault with its key and a sentence that says what was meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import making
import pytest
from making import a_block, a_form, a_rule, a_sheet, record, table

from budgetxl.forms import FormError, load_form

AMOUNT = {"id": "a", "label": "金额", "type": "money"}
ROWS = [{"id": "cars", "label": "车辆"}]


def mistakes(folder: Path, sheets: str = "", rules: str = "", head: str = "", cover: str = making.COVER) -> list[tuple[str, str]]:
    """The keys and sentences of every mistake of a form."""
    with pytest.raises(FormError) as caught:
        a_form(folder, sheets, rules, head, cover)
    return [(mistake.key, mistake.message) for mistake in caught.value.mistakes]


def only(folder: Path, *arguments: Any, **keys: Any) -> tuple[str, str]:
    """The one mistake that a form has."""
    (found,) = mistakes(folder, *arguments, **keys)
    return found


def one_field(**keys: Any) -> str:
    return a_sheet("数据", a_block("r", "record", fields=[{"id": "a", "label": "金额", **keys}]))


# Blocks and sheets


@pytest.mark.parametrize(
    ("kind", "keys", "key", "says"),
    [
        ("grid", {"columns": [AMOUNT]}, "rows", "grid 没有“rows”"),
        ("grid", {"columns": [AMOUNT], "rows": 3}, "rows", "行的列表"),
        ("grid", {"columns": [AMOUNT], "rows": []}, "rows", "至少要有一行"),
        ("grid", {"rows": ROWS}, "columns", "grid 没有“columns”"),
        ("grid", {"rows": ROWS, "columns": []}, "columns", "至少要有一列"),
        ("table", {}, "columns", "table 没有“columns”"),
        ("table", {"columns": [AMOUNT], "rows": ROWS}, "rows", "kind 写 grid"),
        ("table", {"columns": [AMOUNT], "rows": 2_000_000}, "rows", "应在 1 至 5000 之间"),
        ("table", {"columns": [AMOUNT], "rows": 0}, "rows", "应在 1 至 5000 之间"),
        ("table", {"columns": [AMOUNT], "rows": -1}, "rows", "应在 1 至 5000 之间"),
        ("table", {"columns": [AMOUNT], "fields": [AMOUNT]}, "fields", "不用键“fields”"),
        ("record", {}, "fields", "record 没有“fields”"),
        ("record", {"fields": [AMOUNT], "arrange": [["a", "a"]]}, "arrange", "写了两遍"),
        ("record", {"fields": [AMOUNT], "arrange": ["a"]}, "arrange", "列表的列表"),
        ("record", {"fields": [AMOUNT], "unit": "美元"}, "unit", "元、千元、万元、亿元"),
        ("grid", {"rows": [{"id": "cars", "label": "车辆", "skip": ["a"], "formulas": {"a": "1"}}], "columns": [AMOUNT]}, "rows.cars", "既在 skip 里"),
        ("table", {"columns": [{"id": "n", "label": "名称"}, AMOUNT], "totals": [{"id": "t", "columns": ["a", "a"]}]}, "totals.t.columns", "写了两遍"),
        ("table", {"columns": [{"id": "n", "label": "名称"}, AMOUNT], "totals": [{"id": "t", "columns": ["a"], "formulas": {"b": "1"}}]}, "totals.t.formulas", "columns 里"),
        ("table", {"columns": [AMOUNT], "defaults": [{"a": "很多"}]}, "defaults", "第 1 行的“a”：“很多”不是数"),
        ("table", {"columns": [AMOUNT], "defaults": [{"a": 3}]}, "defaults", "应为键值表的列表（值是文字）"),
        ("table", {"columns": [AMOUNT], "defaults": [{}]}, "defaults", "第 1 行是空的"),
        ("table", {"columns": [{**AMOUNT, "formula": "1 + 1"}, {"id": "b", "label": "乙"}], "defaults": [{"a": "1"}]}, "defaults", "由公式计算"),
    ],
)  # fmt: skip
def test_a_block_that_cannot_be_laid_out(tmp_path: Path, kind: str, keys: dict[str, Any], key: str, says: str) -> None:
    where, sentence = only(tmp_path, a_sheet("数据", a_block("b", kind, **keys)))
    assert where == f"sheets.sheet_b.blocks.b.{key}" and says in sentence


def test_a_repeated_sheet_needs_a_record(tmp_path: Path) -> None:
    block = a_block("t", "table", columns=[AMOUNT])
    assert "至少要有一个 record" in only(tmp_path, a_sheet("项目{{ n }}", block, repeat="projects"))[1]


@pytest.mark.parametrize("kind", ["tabel", 3])
def test_a_block_of_no_known_kind_is_the_only_mistake(tmp_path: Path, kind: object) -> None:
    key, _ = only(tmp_path, a_sheet("数据", a_block("b", "table", kind=kind)), a_rule("X-01", "b.a == 1"))
    assert key == "sheets.sheet_b.blocks.b.kind"


def test_a_sheet_without_blocks(tmp_path: Path) -> None:
    assert only(tmp_path, '[[sheets]]\nid = "s"\nname = "空"\n') == ("sheets.s.blocks", "工作表没有任何块（[[sheets.blocks]]）；不要整张工作表的，写 remove = true")


@pytest.mark.parametrize("name", ["", "  ", "a/b", "a" * 29, "'a", "a\nb"])
def test_a_sheet_name_that_excel_refuses(tmp_path: Path, name: str) -> None:
    assert only(tmp_path, record("r", name, a="money"))[0] == "sheets.sheet_r.name"


def test_tables_together_may_not_be_larger_than_what_can_be_read_back(tmp_path: Path) -> None:
    columns = [{**AMOUNT, "id": f"c{number}"} for number in range(25)]
    assert "125000 格" in only(tmp_path, a_sheet("数据", a_block("t", "table", columns=columns, rows=5000)))[1]


# Fields


@pytest.mark.parametrize(
    ("keys", "key", "says"),
    [
        ({"type": "money", "default": "很多"}, "default", "“很多”不是数"),
        ({"type": "integer", "default": "1.5"}, "default", "不是整数"),
        ({"type": "date", "default": "明天"}, "default", "不是日期"),
        ({"type": "money", "default": "1", "formula": "1 + 1"}, "default", "不能有 default"),
        ({"type": "choice", "choices": ["部门", "单位"], "default": "部"}, "default", "不在可选的值之内"),
        ({"type": "money", "default": 3}, "default", "请写在引号里"),
        ({"type": "number", "decimals": -1}, "decimals", "应在 0 至 10 之间"),
        ({"type": "number", "decimals": 10**12}, "decimals", "应在 0 至 10 之间"),
        ({"lines": 0}, "lines", "应在 1 至 25 之间"),
        ({"width": -3}, "width", "应在 1 至 255 之间"),
        ({"width": 1e300}, "width", "应在 1 至 255 之间"),
        ({"type": "choice"}, "choices", "没有给出可选的值"),
        ({"type": "choice", "choices": []}, "choices", "没有给出可选的值"),
        ({"type": "choice", "choices": ["甲", " 甲"]}, "choices", "“甲”写了两遍"),
        ({"type": "choice", "choices": ["甲", " "]}, "choices", "空白"),
        ({"type": "choice", "choices": "lists.nothing"}, "choices", "既不是列表也不是字段"),
        ({"type": "money", "unit": "美元"}, "unit", "可用的有：元、千元、万元、亿元"),
        ({"type": "money", "unit": ""}, "unit", "可用的有"),
        ({"header": []}, "header", "至少要有一级名称"),
        ({"type": 3}, "type", "应为文字，实际为整数"),
        ({"formula": True}, "formula", "不由公式计算的，不写这一行"),
        ({"label": False}, "label", "应为文字，实际为真假值"),
        ({"required": "true"}, "required", "请去掉引号"),
        ({"label": "金\x01额"}, "label", "控制字符 U+0001"),
        ({"prompt": "字" * 40_000}, "prompt", "最多 32767 个"),
    ],
)
def test_a_field_that_cannot_be_filled_in(tmp_path: Path, keys: dict[str, Any], key: str, says: str) -> None:
    where, sentence = only(tmp_path, one_field(**keys))
    assert where.endswith(f".{key}") and says in sentence


def test_the_unit_of_a_number_is_free_text(tmp_path: Path) -> None:
    assert a_form(tmp_path, one_field(type="number", unit="平方米")).block("r")


@pytest.mark.parametrize("name", ["class", "from", "in", "is", "and", "or", "not", "if", "else", "lambda"])
@pytest.mark.parametrize("where", ["field", "block", "row", "total"])
def test_an_id_that_is_a_word_of_the_expression_language(tmp_path: Path, name: str, where: str) -> None:
    sheets = {
        "field": record("r", **{name: "money"}),
        "block": record(name, a="money"),
        "row": a_sheet("表", a_block("g", "grid", columns=[AMOUNT], rows=[{"id": name, "label": "甲"}])),
        "total": table("t", "表", {"totals": [{"id": name}]}, n="text", a="money"),
    }[where]
    assert "不能用" in only(tmp_path, sheets)[1]


@pytest.mark.parametrize("name", ["row", "sheet", "lists", "words", "table", "loop", "year", "true"])
def test_a_block_whose_name_means_something_else(tmp_path: Path, name: str) -> None:
    cover = making.COVER.replace('id = "year"', 'id = "period"') if name == "year" else making.COVER
    found = mistakes(tmp_path, record(name, a="money"), cover=cover)
    assert any(key == f"sheets.sheet_{name}.blocks.{name}" and "不能用" in said for key, said in found)


@pytest.mark.parametrize("name", ["Income", "收入", "1a", "a b", "a.b", "a" * 61])
def test_an_id_that_no_path_can_hold(tmp_path: Path, name: str) -> None:
    assert only(tmp_path, a_sheet("数据", a_block("r", "record", fields=[{"id": name, "label": "甲"}, AMOUNT])))[1].startswith("编号")


@pytest.mark.parametrize(
    "sheets",
    [
        a_sheet("甲", a_block("r", "record", fields=[{**AMOUNT, "lift": True}]), a_block("s", "record", fields=[{**AMOUNT, "lift": True}])),
        record("year", a="money"),
        table("t", "表", {"totals": [{"id": "unit"}]}, n="text", a="money"),
        table("t", "表", {"totals": [{"id": "t"}]}, n="text", a="money"),
        a_sheet("项{{ n }}", a_block("r", "record", fields=[AMOUNT]), a_block("a", "table", columns=[AMOUNT]), repeat="projects"),
        a_sheet("项{{ n }}", a_block("r", "record", fields=[AMOUNT]), a_block("s", "record", fields=[AMOUNT]), repeat="projects"),
        a_sheet("项{{ n }}", a_block("r", "record", fields=[AMOUNT]), repeat="unit"),
    ],
    ids=["two lifted", "lifted and block", "total and block", "total and its table", "field and table of a copy", "two fields of a copy", "copies and block"],
)  # fmt: skip
def test_one_name_for_two_things(tmp_path: Path, sheets: str) -> None:
    assert "重复" in only(tmp_path, sheets)[1]


def test_an_id_of_another_type_makes_no_second_mistake(tmp_path: Path) -> None:
    sheet = a_sheet("数据", a_block("r", "record", fields=[{"id": 5, "label": "甲"}]))
    key, sentence = only(tmp_path, sheet, a_rule("X-01", "r.b == 1"))
    assert key == "sheets.sheet_r.blocks.r.fields.1.id" and "应为文字，实际为整数" in sentence


@pytest.mark.parametrize("fields", ["fields = 3", "field = []", "fields = [3]"])
def test_fields_that_were_lost_are_not_called_missing(tmp_path: Path, fields: str) -> None:
    sheets = f'[[sheets]]\nid = "s"\nname = "数据"\n[[sheets.blocks]]\nid = "r"\nkind = "record"\n{fields}\n'
    only(tmp_path, sheets, a_rule("X-01", "r.b == 1"))


# Options, lists, the form itself


@pytest.mark.parametrize(
    ("head", "key"),
    [
        ('options = { numbering = ["一"] }\n', "options.numbering"),
        ('options = { numbering = ["{cn}{x}", "{n}", "{n}", "{n}"] }\n', "options.numbering"),
        ("options = { table_places = -1 }\n", "options.table_places"),
        ("options = { prose_places = 99 }\n", "options.prose_places"),
        ("options = 3\n", "options"),
        ('options = { on_older = "maybe" }\n', "options.on_older"),
        ("words = { a = 3 }\n", "words"),
        ('lists = { a = ["甲", "甲"] }\n', "lists.a"),
        ('lists = { a = ["甲", ""] }\n', "lists.a"),
        ("lists = { a = [] }\n", "lists.a"),
        ("lists = { a = [3] }\n", "lists"),
        ('lists = { "甲" = ["乙"] }\n', "lists.甲"),
        ('lists = { a = "missing.csv" }\n', "lists.a"),
        ('lists = { a = "../other.csv" }\n', "lists.a"),
        ('extends = "nothing-2020"\n', "extends"),
        ('instructions = "一条"\n', "instructions"),
        ("version = 2\n", "version"),
        ('_file = "x"\n', "_file"),
    ],
)
def test_what_stands_at_the_top_of_a_form(tmp_path: Path, head: str, key: str) -> None:
    assert only(tmp_path, head=head)[0] == key


@pytest.mark.parametrize("written", ["after", "before"])
def test_after_and_before(tmp_path: Path, written: str) -> None:
    fields = [AMOUNT, {"id": "b", "label": "乙", written: "a"}]
    form = a_form(tmp_path, a_sheet("数据", a_block("r", "record", fields=fields)))
    assert [field.id for field in form.block("r").fields] == (["a", "b"] if written == "after" else ["b", "a"])
    both = [AMOUNT, {"id": "b", "label": "乙", "after": "a", "before": "a"}]
    assert "只能写一个" in only(tmp_path, a_sheet("数据", a_block("r", "record", fields=both)))[1]


def test_rules_in_two_files_are_not_dropped_in_silence(tmp_path: Path) -> None:
    rules = a_rule("X-01", "unit.name == unit.code")
    key, sentence = only(tmp_path, rules, a_rule("X-02", "unit.name == unit.code"))
    assert key == "rules" and "都写了" in sentence


# What a form must have


@pytest.mark.parametrize(
    ("field", "key", "line"),
    [
        ('  { id = "name", label = "单位名称" },\n', "unit.name", '{ id = "name"'),
        ('  { id = "code", label = "单位编码", type = "code" },\n', "unit.code", '{ id = "code"'),
        ('  { id = "year", label = "预算年度", type = "integer", lift = true },\n', "year", "lift = true"),
    ],
)
def test_name_code_and_year_of_the_unit_are_asked_for_with_the_line_to_add(tmp_path: Path, field: str, key: str, line: str) -> None:
    where, sentence = only(tmp_path, record("r", a="money"), cover=making.COVER.replace(field, ""))
    assert where == key and line in sentence


def test_a_year_that_is_not_lifted(tmp_path: Path) -> None:
    cover = making.COVER.replace(", lift = true", "")
    assert only(tmp_path, record("r", a="money"), cover=cover) == ("year", "预算年度要在最外层：请给 unit.year 加上 lift = true")


def test_a_year_that_is_text(tmp_path: Path) -> None:
    assert "integer" in only(tmp_path, cover=making.COVER.replace('type = "integer"', 'type = "text"'))[1]


def test_a_form_that_others_inherit_from_needs_none_of_them(tmp_path: Path) -> None:
    assert a_form(tmp_path, record("r", a="money"), head="abstract = true\n", cover="").abstract


# Rules


@pytest.mark.parametrize("missing", ["id", "severity", "check", "message"])
def test_the_keys_that_a_rule_needs(tmp_path: Path, missing: str) -> None:
    rule = "\n".join(line for line in a_rule("X-01", "unit.name == unit.code").splitlines() if not line.startswith(f"{missing} ="))
    assert only(tmp_path, rules=rule)[1] == f"缺少必需的键“{missing}”"


@pytest.mark.parametrize("key", ["message", "hint"])
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{left", "花括号不成对"),
        ("left}", "花括号不成对"),
        ("{left}}与{right}", "只写一层"),
        ("{{ left }}", "只写一层"),
        ("是{}", "花括号是空的"),
        ("{unit.nam}", "是否应为“unit.name”"),
        ("{unit.name +}", "没有写完"),
        (" ", "是空的"),
    ],
)
def test_braces_in_messages_and_hints(tmp_path: Path, key: str, text: str, says: str) -> None:
    where, sentence = only(tmp_path, rules=a_rule("X-01", "unit.name == unit.code", **{key: text}))
    assert where == f"rules.X-01.{key}" and says in sentence


@pytest.mark.parametrize(
    ("keys", "key"),
    [
        ({"check": True}, "check"),
        ({"when": 3}, "when"),
        ({"tolerance": 0.5}, "tolerance"),
        ({"cells": [""]}, "cells"),
        ({"cells": "unit.name"}, "cells"),
        ({"each": "nothing"}, "each"),
        ({"severity": "fatal"}, "severity"),
    ],
)
def test_a_rule_of_wrong_values(tmp_path: Path, keys: dict[str, Any], key: str) -> None:
    rule = {"check": "unit.name == unit.code", **keys}
    assert only(tmp_path, rules=a_rule("X-01", rule.pop("check"), **rule))[0].startswith(f"rules.X-01.{key}")


def test_text_without_quotes_is_told_from_a_wrong_name(tmp_path: Path) -> None:
    assert "若它是文字，请加引号" in only(tmp_path, rules=a_rule("X-01", "unit.name == 部门"))[1]


@pytest.mark.parametrize("check", ["sum(t) == 1", "t_total == 1", "unit == 'x'"])
def test_a_table_or_a_record_is_not_called_missing(tmp_path: Path, check: str) -> None:
    sentence = only(tmp_path, table("t", "表", {"totals": [{"id": "t_total"}]}, n="text", a="money"), a_rule("X-01", check))[1]
    assert "要写到其中的一栏，如 " in sentence and "不存在" not in sentence


# Inheritance


def test_without_its_parent_a_form_has_that_one_mistake(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "form.toml").write_text('id = "own"\nextends = "hebie"\n[[sheets]]\nid = "cover"\nremove = true\n', encoding="utf-8")
    with pytest.raises(FormError) as caught:
        load_form(own)
    assert [mistake.key for mistake in caught.value.mistakes] == ["extends"]


def test_a_table_that_becomes_a_grid_by_its_rows_is_told(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    text = 'id = "own"\nextends = "hebei"\n[[sheets]]\nid = "procurement"\n[[sheets.blocks]]\nid = "procurement"\nrows = [{ id = "a", label = "甲" }]\n'
    (own / "form.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FormError, match="kind 写 grid"):
        load_form(own)


# Sizes


@pytest.mark.slow
@pytest.mark.parametrize("order", [1, -1])
def test_a_chain_of_formulas_may_be_long(tmp_path: Path, order: int) -> None:
    chain = {f"f{place}": {"type": "money", "formula": f"r.f{place - 1} + 1"} for place in range(1, 1500)}
    form = a_form(tmp_path, record("r", f0="money", **dict([*chain.items()][::order])))
    turns = {step.path: step.turn for step in form.compiled.steps["sheet_r", "r", "r"]}
    assert all(turns["r", f"f{place}"] < turns["r", f"f{place + 1}"] for place in range(1, 1499))


@pytest.mark.parametrize(
    "sheets",
    [
        '"' + "k" * 5000 + '" = 1\n',
        '"a\\nb" = 1\n',
        record("r", a={"type": "money", "formula": "1 + " * 900 + "1"}),
        record("r", a={"type": "money", "formula": "-" * 3000 + "1"}),
        record("r", a={"type": "money", "formula": "r.b + " * 1000 + "1"}),
        one_field(type="choice", choices="lists." + "a" * 5000),
    ],
    ids=["long key", "key of two lines", "deep", "deeper", "too long", "long list name"],
)
def test_what_is_long_is_not_repeated_whole(tmp_path: Path, sheets: str) -> None:
    where, sentence = only(tmp_path, sheets)
    assert len(sentence) < 400 and len(where) < 200 and "\n" not in where
