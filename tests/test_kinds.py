"""A form that can't work whatever is filled in is refused when it is loaded: each mistake with its file, key, what it is, what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, record, table

from budgetxl.expressions import Kind, KindError, kind_of, parse
from budgetxl.forms import FormError, Mistake, kind_mistakes, known_folders, load_form

SHEETS = (
    record("r", a="money", b="money", n="integer", p="percent", name="text", day="date")
    + table("t", "表一", None, name="text", a="money", n="number")
    + table("u", "表二", None, name="text", b="money")
)


def mistakes(folder: Path, sheets: str = SHEETS, rules: str = "") -> list[Mistake]:
    """What is wrong with a form of these sheets and rules."""
    try:
        a_form(folder, sheets, rules)
    except FormError as error:
        return error.mistakes
    return []


def told(folder: Path, check: str, **keys: str) -> Mistake:
    """The one mistake of a rule."""
    (mistake,) = mistakes(folder, rules=a_rule("X-01", check, **keys))
    assert mistake.file.endswith("rules.toml")
    assert mistake.key.startswith("rules.X-01.")
    return mistake


WRONG = [
    # a column where a value is meant
    ("t.a == 1", "“t.a”是一列"),
    ("r.a == t.a", "“t.a”是一列"),
    ("r.a + t.a == 1", "“t.a”是一列"),
    ("abs(t.a) == 1", "“t.a”是一列"),
    ("not t.name", "“t.name”是一列"),
    ("1 if t.a > 0 else 2 == 1", "一列"),
    # columns of two tables in one function
    ('sumif(u.b, 1, t.a) == r.a', "须在同一张表"),
    ('sumif(u.name, "甲", t.a) == r.a', "u 和 t 的列"),
    ("lookup(r.name, t.name, u.b) == r.a", "同一张表"),
    ('sum_by_length(u.name, 3, t.a) == r.a', "同一张表"),
    # one value where a column is meant, of several
    ('sumif(r.name, "甲", t.a) == r.a', "要一列"),
    # no condition
    ("r.a + 1", "不是条件"),
    ("r.name", "不是条件"),
    ("sum(t.a)", "不是条件"),
    ("r.a and r.b > 0", "不是条件"),
    ("filled(r.a) or r.b", "不是条件"),
    # text against number, date against number
    ("r.name == 1", "不能相加减或比较"),
    ("r.a == r.name", "“r.a”是金额，“r.name”是文字"),
    ("r.day == r.a", "不能相加减或比较"),
    ("r.day > 2022", "不能相加减或比较"),
    ("r.name + 1 == 2", "不能加减乘除"),
    ("-r.name == 1", "不能加减乘除"),
    ('countif(t.a, "甲") == 1', "不能相加减或比较"),
    ("one_of(r.n, \"甲\", \"乙\")", "不能相加减或比较"),
    ("default(r.a, \"无\") == 1", "不能相加减或比较"),
    ("length(r.a) == 3", "第 1 个参数要文字"),
    ("sum(t.name) == r.a", "第 1 个参数要数"),
    ("year_of(r.a) == 2022", "第 1 个参数要日期"),
    ("r.name > \"甲\"", "不分大小"),
    # an amount against a count or a percentage
    ("r.a == r.n", "“r.a”是金额，“r.n”是个数"),
    ("r.a + r.n == 1", "金额"),
    ("r.a <= r.p", "百分比"),
    ("sum(t.a, t.n) == 1", "个数"),
    ("r.a * r.b == r.a", "金额不能乘以金额"),
    ("share_fits(r.a, r.b, r.b)", "第 1 个参数要百分比"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "said"), WRONG, ids=[check for check, _ in WRONG])
def test_a_check_that_can_not_work_is_refused(check: str, said: str, tmp_path: Path) -> None:
    mistake = told(tmp_path, check)
    assert (mistake.key, said in mistake.message, check in mistake.message) == ("rules.X-01.check", True, True)


@pytest.mark.parametrize(("check", "said"), WRONG[::4], ids=[check for check, _ in WRONG[::4]])
def test_so_is_a_condition_under_which_a_rule_holds(check: str, said: str, tmp_path: Path) -> None:
    mistake = told(tmp_path, "r.a == r.b", when=check)
    assert (mistake.key, said in mistake.message) == ("rules.X-01.when", True)


RIGHT = [
    "r.a == sum(t.a) + sum(u.b)",
    "sum(t.a, u.b) == r.a",
    "min(r.a, r.b) <= max(t.a)",
    "r.a / r.b <= 2",
    "100 * r.a / r.b == r.p",
    "r.a * r.n == r.b",
    "r.a / r.n > 5",
    "r.a * 0.3 >= r.b",
    "r.n + count(t.name) == 3",
    'sumif(t.name, "甲", t.a) == r.a',
    "lookup(r.name, t.name, t.a) == r.a",
    'any_contains(t.name, "甲", "乙") or any_contains(r.name, "丙")',
    "year_of(r.day) == 2022 and r.day - date(2022, 1, 1) > 3",
    "number(r.name) == r.a",
    "growth(r.a, r.b) == r.p",
    "share_fits(r.p, r.a, r.b)",
    '(r.a if filled(r.a) else r.b) == sum(t.a)',
    'not (r.name == "甲" or blank(r.name))',
    "distinct(t.name)",
]  # fmt: skip


@pytest.mark.parametrize("check", RIGHT)
def test_a_check_that_can_work_passes(check: str, tmp_path: Path) -> None:
    assert mistakes(tmp_path, rules=a_rule("X-01", check)) == []


def test_a_tolerance_is_a_number(tmp_path: Path) -> None:
    assert "允许误差应是一个数" in told(tmp_path, "r.a == r.b", tolerance="r.name").message
    assert "允许误差应是一个数" in told(tmp_path, "r.a == r.b", tolerance='"0.1"').message
    assert mistakes(tmp_path, rules=a_rule("X-01", "r.a == r.b", tolerance="ulp(r.a) / 2 * r.n")) == []


def test_a_message_says_values_not_columns(tmp_path: Path) -> None:
    mistake = told(tmp_path, "r.a == r.b", message="{t.a}≠{left}")
    assert (mistake.key, "一列" in mistake.message) == ("rules.X-01.message", True)


FORMULAS = [
    ({"type": "money", "formula": "t.a"}, "一列"),
    ({"type": "money", "formula": "r.name"}, "文字"),
    ({"type": "money", "formula": "r.a > 1"}, "条件"),
    ({"type": "text", "formula": "r.a + r.b"}, "文字"),
    ({"type": "money", "formula": "count(t.name)"}, "个数"),
    ({"type": "date", "formula": "r.a"}, "日期"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "said"), FORMULAS, ids=[str(field["formula"]) for field, _ in FORMULAS])
def test_a_formula_gives_what_its_field_holds(field: dict[str, str], said: str, tmp_path: Path) -> None:
    (mistake,) = mistakes(tmp_path, SHEETS + record("s", "合计表", x=field))
    assert (mistake.key, said in mistake.message) == ("sheets.sheet_s.blocks.s.x", True)


def computed(**formulas: str) -> str:
    return record("c", "算", **{name: {"type": "money", "formula": formula} for name, formula in formulas.items()}, z="money")


CIRCLES = [
    ({"a": "c.b + 1", "b": "c.a - 1"}, "c.a → c.b → c.a"),
    ({"a": "default(c.a, 0) + 1"}, "c.a → c.a"),
    ({"a": "c.b + 1", "b": "default(c.a, 0) + 1"}, "c.a → c.b → c.a"),
    ({"a": "c.b + c.z", "b": "c.d", "d": "c.a / 2"}, "c.a → c.b → c.d → c.a"),
]  # fmt: skip


@pytest.mark.parametrize(("formulas", "chain"), CIRCLES, ids=[chain for _, chain in CIRCLES])
def test_formulas_in_a_circle_are_shown_whole(formulas: dict[str, str], chain: str, tmp_path: Path) -> None:
    (mistake,) = mistakes(tmp_path, computed(**formulas))
    assert (mistake.key, chain in mistake.message) == ("c.a", True)


def test_a_circle_through_a_row_and_its_total_is_found(tmp_path: Path) -> None:
    share = {"type": "money", "formula": "t_total.a - row.b"}
    block = a_block("t", "table", rows=3, columns=fields_of({"a": share, "b": "money"}), totals=[{"id": "t_total", "columns": ["a"]}])
    (mistake,) = mistakes(tmp_path, a_sheet("明细", block))
    assert "t.a → t_total.a → t.a" in mistake.message


def test_codes_that_contain_each_other_are_no_circle(tmp_path: Path) -> None:
    columns = fields_of({"code": "code", "amount": "money"})
    block = a_block("t", "table", rows=3, columns=columns, rollup={"column": "code", "leaf": 7}, totals=[{"id": "t_total"}])
    assert mistakes(tmp_path, a_sheet("科目", block)) == []


@pytest.mark.parametrize("name", sorted(known_folders()))
def test_a_form_that_comes_with_the_program_has_none_of_these(name: str) -> None:
    assert list(kind_mistakes(load_form(name), name, {})) == []


def test_what_an_expression_gives_has_a_kind_a_unit_and_a_table() -> None:
    fields = {("r", "yuan"): Kind("amount", "元", 0), ("r", "wan"): Kind("amount", "万元", 2), ("t", "a"): Kind("amount", "元", 0, ("t",))}
    assert kind_of(parse("r.yuan"), fields.get) == Kind("amount", "元", 0)
    assert kind_of(parse("sum(t.a)"), fields.get) == Kind("amount", "元", 0)
    assert kind_of(parse("t.a"), fields.get).table == ("t",)
    assert kind_of(parse("r.yuan + r.wan"), fields.get).unit == "万元"
    assert kind_of(parse("r.yuan / r.wan"), fields.get).type == "number"
    assert kind_of(parse("count(t.a) > 1"), fields.get).type == "truth"
    with pytest.raises(KindError):
        kind_of(parse("t.a + 1"), fields.get)
