"""The expression language: what it accepts, what it is worth, how a rule comes out, how it reads in Chinese."""

from __future__ import annotations

import random
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

import pytest

from budgetxl.expressions import (
    BUILTINS,
    Binary,
    Call,
    Choose,
    Compare,
    EvaluationError,
    ExpressionError,
    Function,
    Logic,
    Negate,
    Not,
    Number,
    Reference,
    Status,
    Text,
    TreeScope,
    Truth,
    check_character,
    constant,
    evaluate,
    first_number,
    judge,
    parse,
    references,
    rule_to_chinese,
    table,
    to_chinese,
)
from budgetxl.values import Entry, Group, Scalar
from budgetxl.values.foldings import fold, normal_name, same_name

D = Decimal


def entry(value: object) -> Entry:
    return Entry(D(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value)


def group(**values: object) -> Group:
    return Group({name: entry(value) for name, value in values.items()})


def scope(rows: list[dict[str, object]] | None = None, **values: object) -> TreeScope:
    """A record ``x`` of single fields and a table ``t`` of rows."""
    return TreeScope(Group({"x": group(**values), "t": tuple(group(**row) for row in rows or [])}))


def value(text: str, rows: list[dict[str, object]] | None = None, **values: object) -> Scalar:
    return evaluate(parse(text), scope(rows, **values))


def status(
    text: str, rows: list[dict[str, object]] | None = None, when: str = "", tolerance: str = "", **values: object
) -> Status:
    return judge(
        parse(text), scope(rows, **values),
        when=parse(when) if when else None, tolerance=parse(tolerance) if tolerance else None,
    ).status  # fmt: skip


def complaint(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    return caught.value


X, Y = Reference(("x", "a")), Reference(("x", "b"))


class TestParse:
    def test_a_path_is_a_reference(self) -> None:
        assert parse("procurement_total.amount") == Reference(("procurement_total", "amount"))

    def test_numbers_keep_the_digits_of_the_source(self) -> None:
        number = parse("40.40")
        assert isinstance(number, Number) and str(number.value) == "40.40"
        assert parse("0.1") == Number(D("0.1"))
        assert parse("1234567890123456789.123456789") == Number(D("1234567890123456789.123456789"))

    def test_texts_and_truths(self) -> None:
        assert (parse("'增加'"), parse("True")) == (Text("增加"), Truth(True))

    def test_multiplication_binds_before_addition(self) -> None:
        assert parse("x.a + x.b * 2") == Binary("+", X, Binary("*", Y, Number(D(2))))

    def test_a_minus_is_kept(self) -> None:
        assert parse("-x.a") == Negate(X)

    def test_chained_comparison_is_an_and(self) -> None:
        assert parse("0 <= x.a <= x.b") == Logic("and", (Compare("<=", Number(D(0)), X), Compare("<=", X, Y)))

    def test_conditions(self) -> None:
        tree = parse("x.a if not x.b > 1 or True else 2")
        assert tree == Choose(Logic("or", (Not(Compare(">", Y, Number(D(1)))), Truth(True))), X, Number(D(2)))

    def test_several_lines_are_one_expression(self) -> None:
        assert parse("\n  x.a\n    + x.b\n") == Binary("+", X, Y)

    def test_a_pattern_may_hold_a_backslash(self) -> None:
        assert parse(r'matches_pattern(x.a, "[ABC]\d{2,8}")') == Call("matches_pattern", (X, Text(r"[ABC]\d{2,8}")))

    @pytest.mark.parametrize(
        ("text", "message", "offset"),
        [
            ("", "表达式为空", 0),
            ("x.a +", "表达式写法有误", 4),
            ("x.a ** 2", "不能使用“**”", 0),
            ("x.a + 收入（1）", "（", 8),
            ("x.a == “增加”", "“", 7),
            ("'预算' == x[1]", "不能使用“x[1]”", 8),
            ("x.a in (1, 2)", "one_of", 0),
            ("x.a is None", "不能使用“is”", 0),
            ("None", "不能使用“None”", 0),
            ("0x10", "0x10", 0),
            ("1_000", "1_000", 0),
            ("2j", "2j", 0),
            ("lambda: 1", "不能使用", 0),
            ("f'{x}'", "不能使用", 0),
            ("[x.a]", "不能使用", 0),
            ("(y := 1)", "不能使用", 1),
            ("x.a.b()", "不能使用“x.a.b”", 0),
            ("__import__('os')", "没有函数“__import__”", 0),
            ("x.a + summ(x.b)", "没有函数“summ”，是否指“sum”？", 6),
            ("length(x.a, x.b)", "函数 length 需要 1 个参数，现有 2 个", 0),
            ("sum()", "函数 sum 需要至少 1 个参数，现有 0 个", 0),
            ("round(x.a, 1, 2)", "函数 round 需要 1 至 2 个参数，现有 3 个", 0),
            ("abs(x=1)", "不能使用“x=”", 0),
            ("sum(*x.a)", "不能使用", 4),
            ("countif(x.a + 1, 2)", "第 1 个参数应是一列", 8),
            ("matches_pattern(x.a, x.b)", "应是直接写出的正则表达式", 21),
            ("matches_pattern(x.a, '(')", "正则表达式“(”有误", 21),
        ],
    )
    def test_a_mistake_is_named_where_it_stands(self, text: str, message: str, offset: int) -> None:
        found = complaint(text)
        assert message in found.message
        assert found.offset == offset

    def test_offsets_count_characters_of_the_text_as_given(self) -> None:
        assert complaint("\n  '合计' == 没有的(1)").offset == 11

    @pytest.mark.parametrize(
        "text", ["(" * 300 + "1" + ")" * 300, "-" * 3000 + "1", "+".join(["1"] * 500), "not " * 900 + "1"]
    )
    def test_depth_is_bounded(self, text: str) -> None:
        assert "过深" in complaint(text).message

    def test_length_is_bounded(self) -> None:
        assert "过长" in complaint("1" * 5000).message

    def test_thirty_terms_are_no_trouble(self) -> None:
        assert len(references(parse(" + ".join(f"x.f{n}" for n in range(31))))) == 31

    def test_no_text_whatever_raises_anything_else(self) -> None:
        rng = random.Random(7)
        parts = [
            "x.a",
            "(",
            ")",
            "+",
            "==",
            "sum",
            ",",
            "'",
            '"',
            " ",
            "not",
            "if",
            "else",
            "1.5",
            "（",
            "\n",
            "\\",
            "#",
            "\0",
            "é",
            "\ud800",
        ]
        for _ in range(3000):
            text = "".join(rng.choice(parts) for _ in range(rng.randrange(12)))
            try:
                parse(text)
            except ExpressionError as error:
                assert 0 <= error.offset <= len(text)


class TestReferences:
    def test_each_once_in_the_order_of_the_source(self) -> None:
        tree = parse("x.b if x.a > 0 else sum(x.b, t.c) + x.a")
        assert [".".join(found.path) for found in references(tree)] == ["x.b", "x.a", "t.c"]

    def test_a_constant_has_none(self) -> None:
        assert constant(parse("round(100 / 3, 2)"))
        assert not constant(parse("100 + x.a"))


class TestArithmetic:
    def test_is_decimal(self) -> None:
        assert value("x.a + x.b", a=0.1, b=0.2) == D("0.3")

    def test_carries_34_digits(self) -> None:
        assert str(value("x.a / 3", a=1)) == "0." + "3" * 34

    def test_a_missing_operand_makes_it_missing(self) -> None:
        assert value("x.a + x.b", a=1, b=None) is None

    def test_a_text_of_white_space_is_missing(self) -> None:
        assert value("filled(x.a)", a=" \u3000\n") is False

    def test_a_text_where_a_number_is_needed_has_no_value(self) -> None:
        assert value("x.a * 2", a="——") is None
        assert value("-x.a", a="一") is None

    @pytest.mark.parametrize("divisor", [0, "0.0000001"])
    def test_division_by_nought_has_no_value(self, divisor: object) -> None:
        assert value("x.a / x.b", a=1, b=D(divisor)) is None

    def test_an_overflow_has_no_value(self) -> None:
        assert value("x.a * x.a", a=D("1e999999")) is None

    def test_days_between_dates(self) -> None:
        assert value("x.a - x.b", a=date(2022, 2, 20), b=date(2022, 1, 31)) == 20
        assert value("x.a - x.b", a=datetime(2022, 2, 20, 9, 30), b=date(2022, 1, 31)) == 20

    def test_a_date_plus_a_number_has_no_value(self) -> None:
        assert value("x.a + 1", a=date(2022, 2, 20)) is None


class TestComparison:
    @pytest.mark.parametrize(
        ("text", "holds"),
        [("x.a == x.b", True), ("x.a != x.b", False), ("x.a <= x.b", True), ("x.a < x.b", False), ("x.a > x.b", False)],
    )
    def test_figures_less_than_half_a_cent_apart_are_equal(self, text: str, holds: bool) -> None:
        assert value(text, a=10.004, b=10) is holds

    def test_half_a_cent_is_let_pass_and_no_more(self) -> None:
        assert value("x.a == x.b", a=10.005, b=10) is True
        assert value("x.a == x.b", a=D("10.005001"), b=10) is False
        assert value("x.a != x.b", a=10.005, b=10) is False
        assert value("x.a <= x.b", a=10.005, b=10) is True
        assert value("x.a > x.b", a=10.005, b=10) is False
        assert value("x.a > x.b", a=10.006, b=10) is True

    def test_a_constant_is_compared_exactly(self) -> None:
        assert value("x.a > 0", a=0.001) is True
        assert value("x.a >= 0", a=-0.001) is False
        assert value("x.a == 100", a=100.001) is False
        assert value("0 < x.a", a=0.001) is True

    def test_binary_noise_does_not_count(self) -> None:
        assert value("x.a == 100", a=D("100.0000000001")) is True

    def test_texts_go_by_their_letters(self) -> None:
        assert value('x.a == "因公出国（境）费"', a="因公出国 (境)\n费") is True
        assert value('x.a == "A02"', a="a02") is False
        assert value('x.a != "增加"', a="减少") is True

    def test_texts_have_no_order(self) -> None:
        assert value("x.a < x.b", a="甲", b="乙") is None

    def test_different_types_are_not_compared(self) -> None:
        assert value("x.a == x.b", a="5", b=5) is None

    def test_dates_are_compared_by_the_day(self) -> None:
        assert value("x.a == date(2021, 12, 31)", a=date(2021, 12, 31)) is True
        assert value("x.a < x.b", a=date(2021, 12, 31), b=date(2022, 1, 1)) is True

    def test_truths_are_compared(self) -> None:
        assert value("filled(x.a) == filled(x.b)", a=1, b=None) is False


class TestLogic:
    def test_and_stops_where_the_first_fails(self) -> None:
        assert value("x.a > 0 and x.b > 0", a=-1, b=None) is False
        assert value("x.a > 0 and x.b > 0", a=1, b=None) is None
        assert value("x.a > 0 and x.b > 0", a=None, b=-1) is None

    def test_or_stops_where_the_first_holds(self) -> None:
        assert value("x.a > 0 or x.b > 0", a=1, b=None) is True
        assert value("x.a > 0 or x.b > 0", a=-1, b=None) is None

    def test_not_of_the_missing_is_missing(self) -> None:
        assert value("not x.a > 0", a=None) is None

    def test_a_number_is_no_condition(self) -> None:
        assert value("x.a and x.a > 0", a=1) is None

    def test_choice_looks_only_at_the_branch_taken(self) -> None:
        assert value("x.b if x.a > 0 else 7", a=-1, b=None) == 7
        assert value("x.b if x.a > 0 else 7", a=1, b=None) is None
        assert value("1 if x.a > 0 else 7", a=None) is None


ROWS: list[dict[str, object]] = [
    {"kind": "货物", "code": "A0201", "name": "（1）办公 设备", "amount": 10},
    {"kind": " 货 物", "code": "A99", "name": "2. 办公设备", "amount": 2.5},
    {"kind": "工程", "code": "B0899", "name": "修缮", "amount": 30},
    {"kind": None, "code": None, "name": None, "amount": None},
    {"kind": "货物", "code": "A0201", "name": "家具", "amount": None},
]


class TestFunctions:
    def test_sum_passes_over_blanks(self) -> None:
        assert value("sum(x.a, x.b, t.amount)", ROWS, a=1, b=None) == D("43.5")

    def test_sum_of_blanks_alone_is_missing(self) -> None:
        assert value("sum(x.a, t.amount)", [{"amount": None}], a=None) is None

    def test_sum_takes_expressions(self) -> None:
        assert value("sum(x.a * 2, x.b * 2)", a=1, b=None) == 2

    def test_count_counts_what_is_filled(self) -> None:
        assert (value("count(t.amount)", ROWS), value("count(t.kind)", ROWS)) == (3, 4)

    def test_countif_and_sumif_find_the_same_text_however_spaced(self) -> None:
        assert value('countif(t.kind, "货物")', ROWS) == 3
        assert value('sumif(t.kind, "货物", t.amount)', ROWS) == D("12.5")

    def test_sumif_reads_no_wildcards(self) -> None:
        assert value('sumif(t.kind, "货*", t.amount)', ROWS) == 0

    def test_sumif_of_no_row_is_nought_but_of_no_amounts_is_missing(self) -> None:
        assert value('sumif(t.kind, "服务", t.amount)', ROWS) == 0
        assert value('sumif(t.kind, "货物", t.amount)', [{"kind": "货物", "amount": None}]) is None

    def test_sumif_starts_goes_by_the_first_letters(self) -> None:
        assert value('sumif_starts(t.code, "A02", t.amount)', ROWS) == 10

    def test_sumif_of_columns_of_two_tables_is_a_mistake_of_the_form(self) -> None:
        tree = TreeScope(Group({"t": (group(a=1), group(a=2)), "u": (group(b=1),)}))
        with pytest.raises(EvaluationError, match="行数不同：2、1"):
            evaluate(parse("sumif(t.a, 1, u.b)"), tree)

    def test_min_and_max_pass_over_blanks_of_a_column_only(self) -> None:
        assert (value("min(t.amount)", ROWS), value("max(t.amount, 40)", ROWS)) == (D("2.5"), 40)
        assert value("max(x.a, 0)", a=None) is None

    def test_round_rounds_half_up(self) -> None:
        assert (value("round(2.675, 2)"), value("round(-2.5)"), value("round(145, -1)")) == (D("2.68"), -3, 150)

    def test_default_stands_in_for_the_missing(self) -> None:
        assert (value("default(x.a, 0)", a=None), value("default(x.a, 0)", a=5)) == (0, 5)

    def test_filled_and_blank_are_never_missing(self) -> None:
        assert (value("filled(x.a)", a=None), value("blank(x.a)", a=None), value("filled(x.a)", a=0)) == (
            False,
            True,
            True,
        )

    def test_a_column_is_filled_where_any_row_is(self) -> None:
        assert (value("filled(t.amount)", ROWS), value("blank(t.amount)", [{"amount": None}])) == (True, True)

    @pytest.mark.parametrize(
        ("number", "unit"), [("137.2", "0.01"), ("7", "0.01"), ("55833.34", "0.01"), ("945.446153", "0.000001")]
    )
    def test_ulp_is_the_last_place_and_a_cent_at_most(self, number: str, unit: str) -> None:
        assert value("ulp(x.a)", a=D(number)) == D(unit)

    def test_parts_of_a_date(self) -> None:
        assert value("year_of(x.a) * 10000 + month_of(x.a) * 100 + day_of(x.a)", a=date(2021, 12, 31)) == 20211231

    def test_a_date_that_does_not_exist_is_missing(self) -> None:
        assert value("date(x.a, 2, 29)", a=2024) == date(2024, 2, 29)
        assert value("date(x.a, 2, 29)", a=2023) is None
        assert value("date(x.a, 2, 1)", a=2022.5) is None

    def test_length_counts_no_white_space(self) -> None:
        assert value("length(x.a)", a=" 项目 调整\n") == 4

    def test_code_length_takes_a_code_kept_as_number(self) -> None:
        assert (value("code_length(x.a)", a=30217), value("code_length(x.a)", a="301 ")) == (5, 3)

    def test_beginnings_ends_and_parts(self) -> None:
        assert value('starts_with(x.a, "A", "B")', a=" B0899") is True
        assert value('ends_with(x.a, "）")', a="（境)") is True
        assert value('contains(x.a, "主要原因是。")', a="主要 原因是。") is True
        assert value('contains(x.a, "")', a="甲") is False

    def test_one_of_texts_or_numbers(self) -> None:
        assert value('one_of(x.a, "行政", "事业")', a="行 政") is True
        assert value("one_of(x.a, 3, 5, 7)", a=5) is True
        assert value("one_of(x.a, 3, 5, 7)", a="5") is False

    def test_number_finds_the_first_number_of_a_text(self) -> None:
        assert (value("number(x.a)", a="≥95.5%"), value("number(x.a)", a=12), value("number(x.a)", a="无")) == (
            D("95.5"),
            12,
            None,
        )

    def test_names_match_without_their_prefixes(self) -> None:
        assert value("matches(x.a, t.name)", ROWS, a="① 办公设备") is True
        assert value("matches(x.a, t.name)", ROWS, a="办公") is False
        assert value("same_name(x.a, x.b)", a="（二）项目Ａ", b="项目 a") is True
        assert value("sum_where_same(t.name, x.a, t.amount)", ROWS, a="办公设备") == D("12.5")

    def test_distinct_goes_by_names(self) -> None:
        assert (value("distinct(t.name)", ROWS), value("distinct(t.name)", ROWS[1:])) == (False, True)

    def test_a_pattern_must_fit_the_whole_text(self) -> None:
        assert value('matches_pattern(x.a, "[ABC][0-9]{2,8}")', a=" A0201 ") is True
        assert value('matches_pattern(x.a, "[ABC][0-9]{2,8}")', a="A0201x") is False

    def test_a_function_of_a_missing_value_is_missing(self) -> None:
        for text in ("abs(x.a)", "length(x.a)", 'one_of(x.a, "甲")', 'starts_with("甲", x.a)', "round(x.a)"):
            assert value(text, a=None) is None

    def test_a_function_of_the_wrong_type_is_missing(self) -> None:
        for text in ("abs(x.a)", "year_of(x.a)", "round(1, x.a)"):
            assert value(text, a="甲") is None

    def test_every_function_has_a_phrase_and_a_name_of_its_own(self) -> None:
        assert all(name == function.name and function.phrase for name, function in BUILTINS.items())


class TestNames:
    @pytest.mark.parametrize(
        ("name", "bare"),
        [
            ("（2） 办公设备", "办公设备"),
            ("1.项目", "项目"),
            ("一、（一）项目", "项目"),
            ("2022年\u00a0防汛 项目", "2022年防汛项目"),
            ("1.5倍项目", "1.5倍项目"),
            ("一体化平台", "一体化平台"),
            ("（2023）防汛", "(2023)防汛"),
            ("（2）", "(2)"),
        ],
    )
    def test_a_name_loses_its_numbering_and_nothing_else(self, name: str, bare: str) -> None:
        assert normal_name(name) == bare

    def test_dashes_and_quotes_are_alike(self) -> None:
        assert same_name("“平安—燕山路”", '"平安-燕山路"')

    def test_fold_keeps_case_and_letters(self) -> None:
        assert fold("Ａ a（１）") == "Ａa(１)"

    @pytest.mark.parametrize(
        ("text", "number"),
        [("1,200.5人", "1200.5"), ("第3-5次", "3"), ("≤-5", "-5"), ("１２３．５", "123.5"), ("无", None)],
    )
    def test_first_number(self, text: str, number: str | None) -> None:
        assert first_number(text) == (None if number is None else D(number))


CODES = [
    "13020823P00018410001J",
    "13020823P000182100017",
    "13020823P00018610001X",
    "13020823P000185100018",
    "13020823P00017910001P",
    "13020823P00025510001A",
    "13020823P00018010001U",
    "13020823P00018710001K",
    "13020823P000178100012",
    "13020823P00017710001C",
    "13020823P00018110001H",
]


class TestProjectCodes:
    @pytest.mark.parametrize("code", CODES)
    def test_the_published_codes_end_with_their_check_character(self, code: str) -> None:
        assert check_character(code) == code[-1] == check_character(code[:-1])

    def test_a_wrong_digit_changes_it(self) -> None:
        assert check_character("13020823P00018420001J") != "J"

    @pytest.mark.parametrize("code", ["", "1302", "13020823P0001841000I1", "13020823P00018410001J0"])
    def test_what_is_no_code_has_none(self, code: str) -> None:
        assert check_character(code) is None


class TestScope:
    TREE = Group(
        {
            "income": group(total=137.2),
            "projects": (
                Group({"goal": Entry("甲"), "indicators": (group(value=1), group(value=2))}),
                Group({"goal": Entry("乙"), "indicators": (group(value=3),)}),
            ),
        }
    )

    def test_a_column_runs_through_repeated_sheets(self) -> None:
        assert evaluate(parse("sum(projects.indicators.value)"), TreeScope(self.TREE)) == 6

    def test_row_and_sheet_speak_of_where_the_rule_runs(self) -> None:
        project = self.TREE.get("projects")[1]
        row = project.get("indicators")[0]
        where = TreeScope(self.TREE, row=row, sheet=project)
        assert evaluate(parse("row.value + sum(sheet.indicators.value)"), where) == 6
        assert evaluate(parse('sheet.goal == "乙"'), where) is True

    @pytest.mark.parametrize("text", ["income.totl", "row.value", "income", "income.total.more"])
    def test_a_path_that_leads_nowhere_is_a_mistake_of_the_form(self, text: str) -> None:
        with pytest.raises(EvaluationError):
            evaluate(parse(text), TreeScope(self.TREE))

    def test_a_column_is_no_single_value(self) -> None:
        with pytest.raises(EvaluationError, match="是一列"):
            evaluate(parse("projects.goal == '甲'"), TreeScope(self.TREE))


class TestJudge:
    def test_two_figures_must_agree_to_the_cent(self) -> None:
        assert status("x.a == x.b", a=26.2, b=26.204) is Status.PASSED
        assert status("x.a == x.b", a=26.2, b=26.21) is Status.FAILED

    def test_a_cent_lost_among_three_figures_is_a_rounding_difference(self) -> None:
        assert status("x.a == x.b + x.c", a=3, b=1, c=2) is Status.PASSED
        assert status("x.a == x.b + x.c", a=3.01, b=1, c=2) is Status.ROUNDING
        assert status("x.a == x.b + x.c", a=3.02, b=1, c=2) is Status.FAILED

    def test_the_bound_grows_with_the_figures_present(self) -> None:
        rows: list[dict[str, object]] = [{"v": 1}, {"v": 1}, {"v": 1}, {"v": None}]
        assert status("x.a == sum(t.v)", rows, a=3.02) is Status.ROUNDING
        assert status("x.a == sum(t.v)", rows[1:], a=2.02) is Status.FAILED

    SUMMED: ClassVar[list[dict[str, object]]] = [{"k": "甲", "v": 1}, {"k": "乙", "v": 2}, *({"k": "丙", "v": 1} for _ in range(8))]

    @pytest.mark.parametrize(("check", "a", "gaps"), [
        ('x.a == sumif(t.k, "甲", t.v)', 1, (0.005, 0.0051)),  # one row against one figure
        ('x.a == sumif(t.k, "甲", t.v) + sumif(t.k, "乙", t.v)', 3, (0.015, 0.0151)),
        ('x.a == sumif(t.k, "丙", t.v)', 8, (0.045, 0.0451)),
        ('x.a == sumif_starts(t.k, "甲", t.v)', 1, (0.005, 0.0051)),
        ('x.a == sum_where_same(t.k, "丙", t.v)', 8, (0.045, 0.0451)),
        ('x.a == sum_where_both(t.k, "丙", t.k, "丙", t.v)', 8, (0.045, 0.0451)),
        ("x.a == sum_by_length(t.k, 1, t.v)", 11, (0.055, 0.0551)),
        ('x.a == sum_by_length(t.k, 1, t.v, "乙")', 2, (0.005, 0.0051)),
        ('x.a == lookup("乙", t.k, t.v)', 2, (0.005, 0.0051)),
        ("x.a == sumif(t.v, 2, t.v)", 2, (0.005, 0.0051)),  # nor are the figures looked for and looked through
        ('x.a == sum(t.v) - sumif(t.k, "丙", t.v)', 3, (0.055, 0.0551)),  # eleven figures, of which eight stand twice
        ('x.a == default(sumif(t.k, "丁", t.v), 0)', 0, (0.005, 0.0051)),
        ('x.a == (sumif(t.k, "甲", t.v) if x.a > 0 else sum(t.v))', 1, (0.055, 0.0551)),  # whichever a condition chose
    ])  # fmt: skip
    def test_of_a_function_that_chooses_rows_those_count_and_not_the_column(self, check: str, a: float, gaps: tuple[float, float]) -> None:
        verdicts = [status(check, self.SUMMED, a=a + gap) for gap in gaps]
        assert verdicts[1] is Status.FAILED
        assert verdicts[0] is (Status.ROUNDING if gaps[0] > 0.005 else Status.PASSED)

    def test_a_number_of_rows_is_no_figure(self) -> None:
        assert status("x.a == count(t.v)", self.SUMMED, a=10.02) is Status.FAILED

    def test_figures_below_a_cent_are_compared_at_their_own_scale(self) -> None:
        assert status("x.a == x.b + x.c", a=945.446153, b=945, c=0.446153) is Status.PASSED
        assert status("x.a == x.b + x.c", a=945.446153, b=945, c=0.446155) is Status.PASSED

    def test_a_sum_passes_up_to_half_a_cent_and_is_information_up_to_half_a_cent_a_figure(self) -> None:
        assert status("x.a == x.b + x.c", a=3.005, b=1, c=2) is Status.PASSED
        assert status("x.a == x.b + x.c", a=3.0051, b=1, c=2) is Status.ROUNDING
        assert status("x.a == x.b + x.c", a=3.015, b=1, c=2) is Status.ROUNDING
        assert status("x.a == x.b + x.c", a=3.0151, b=1, c=2) is Status.FAILED

    def test_a_stated_tolerance_decides_alone(self) -> None:
        rule = {"tolerance": "ulp(x.b) / 2 * x.c + 0.005"}
        assert status("x.a == x.b * x.c", a=67, b=5.583334, c=12, **rule) is Status.PASSED
        assert status("x.a == x.b * x.c", a=20, b=1.82, c=11, **rule) is Status.PASSED
        assert status("x.a == x.b * x.c", a=20.08, b=1.82, c=11, **rule) is Status.PASSED
        assert status("x.a == x.b * x.c", a=20.081, b=1.82, c=11, **rule) is Status.FAILED

    def test_a_stated_tolerance_stretches_at_most(self) -> None:
        assert status("x.a <= x.b", a=10.02, b=10, tolerance="0.02") is Status.PASSED
        assert status("x.a <= x.b", a=10.03, b=10, tolerance="0.02") is Status.FAILED

    def test_weights_must_add_up_to_the_constant(self) -> None:
        weights: list[dict[str, object]] = [{"w": 33.33}, {"w": 33.33}, {"w": 33.33}]
        assert status("sum(t.w) == 100", weights) is Status.ROUNDING
        assert status("sum(t.w) == 100", [*weights, {"w": 5}]) is Status.FAILED

    def test_one_figure_against_a_constant_is_exact(self) -> None:
        assert status("x.a == 100", a=100.004) is Status.FAILED
        assert status("x.a >= 0", a=-0.003) is Status.FAILED
        assert status("x.a > 0", a=0.001) is Status.PASSED

    def test_a_missing_side_is_not_evaluated_and_names_its_cells(self) -> None:
        found = judge(parse("x.a == x.b + x.c"), tree := scope(a=3, b=None, c=2))
        assert found.status is Status.NOT_EVALUATED
        assert found.left == 3 and found.right is None and found.gap is None
        assert len(found.missing) == 1 and found.missing[0] is tree.lookup(("x", "b"))

    def test_blanks_of_a_column_are_named_only_where_no_field_is_missing(self) -> None:
        rows: list[dict[str, object]] = [{"v": None}, {"v": None}]
        assert len(judge(parse("x.a == sum(t.v)"), scope(rows, a=1)).missing) == 2
        assert len(judge(parse("x.a == sum(t.v)"), scope(rows, a=None)).missing) == 1

    def test_a_missing_tolerance_is_not_evaluated(self) -> None:
        assert status("x.a == x.b", a=1, b=1, c=None, tolerance="x.c") is Status.NOT_EVALUATED

    def test_a_rule_applies_only_when_its_condition_holds(self) -> None:
        assert status("x.a == x.b", a=1, b=2, c=0, when="x.c > 0") is Status.NOT_APPLICABLE
        assert status("x.a == x.b", a=1, b=2, c=1, when="x.c > 0") is Status.FAILED
        assert status("x.a == x.b", a=1, b=2, c=None, when="x.c > 0") is Status.NOT_EVALUATED

    def test_texts_are_compared_as_texts(self) -> None:
        found = judge(parse('x.w == ("增加" if x.a > 0 else "减少" if x.a < 0 else "持平")'), scope(a=-1, w="增加"))
        assert (found.status, found.left, found.right, found.gap) == (Status.FAILED, "增加", "减少", None)

    def test_types_that_do_not_compare_are_not_evaluated(self) -> None:
        assert status("x.a == x.b", a="无", b=1) is Status.NOT_EVALUATED

    def test_any_other_condition_passes_or_fails(self) -> None:
        assert status("0 <= x.a <= x.b <= 100", a=25, b=50) is Status.PASSED
        assert status("0 <= x.a <= x.b <= 100", a=50, b=25) is Status.FAILED
        assert status("filled(x.a)", a=None) is Status.FAILED

    def test_a_value_is_no_rule(self) -> None:
        with pytest.raises(EvaluationError, match="条件"):
            status("x.a + 1", a=1)

    def test_the_gap_is_left_less_right(self) -> None:
        found = judge(parse("x.a == x.b"), scope(a=26.20, b=40.40))
        assert str(found.gap) == "-14.2"

    def test_entries_stand_by_side_filled_fields_first(self) -> None:
        rows: list[dict[str, object]] = [{"v": None}, {"v": 4}]
        found = judge(parse("x.a == sum(t.v, x.b, x.c)"), scope(rows, a=1, b=None, c=3))
        assert [each.value for each in found.left_entries] == [1]
        assert [each.value for each in found.right_entries] == [3, 4, None, None]

    def test_entries_of_a_branch_not_taken_are_not_named(self) -> None:
        found = judge(parse("x.a == (x.b if x.c > 0 else 0)"), scope(a=1, b=2, c=-1))
        assert [each.value for each in found.right_entries] == [-1]

    def test_entries_of_a_condition_are_all_on_the_left(self) -> None:
        found = judge(parse("x.a > 0 and x.b > 0"), scope(a=1, b=2))
        assert [each.value for each in found.left_entries] == [1, 2] and not found.right_entries


LABELS = {
    "x.a": "收入合计",
    "x.b": "一般公共预算拨款收入",
    "x.c": "政府性基金收入",
    "x.w": "增减方向",
    "t.amount": "政府采购金额合计",
    "t.kind": "类别",
}


def chinese(text: str) -> str:
    return to_chinese(parse(text), lambda path: LABELS[".".join(path)])


class TestChinese:
    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("x.a == x.b + x.c", "收入合计 等于 一般公共预算拨款收入 + 政府性基金收入"),
            ("x.a == sum(t.amount)", "收入合计 等于 政府采购金额合计各行之和"),
            ("x.a == sum(x.b, x.c)", "收入合计 等于 一般公共预算拨款收入、政府性基金收入之和"),
            ("x.a - (x.b - x.c) * 2", "收入合计 − （一般公共预算拨款收入 − 政府性基金收入） × 2"),
            ("x.a - x.b * 2", "收入合计 − 一般公共预算拨款收入 × 2"),
            ("x.a / (x.b / x.c)", "收入合计 ÷ （一般公共预算拨款收入 ÷ 政府性基金收入）"),
            ("x.a > -1", "收入合计 大于 −1"),
            ("not x.a > 0", "收入合计 不大于 0"),
            ("filled(x.a) and blank(x.b)", "已填收入合计，且未填一般公共预算拨款收入"),
            ("not filled(x.a) or x.b > 0", "若已填收入合计，则一般公共预算拨款收入 大于 0"),
            (
                "x.a > 0 or x.b > 0 and x.c > 0",
                "收入合计 大于 0，或者（一般公共预算拨款收入 大于 0，且政府性基金收入 大于 0）",
            ),
            ('not one_of(x.w, "增加", "减少")', "增减方向不为“增加”或“减少”"),
            ('not contains(x.w, "增加")', "增减方向不包含“增加”"),
            ('x.w == ("增加" if x.a > 0 else "减少")', "增减方向 等于 （若收入合计 大于 0则为“增加”，否则为“减少”）"),
            ('sumif(t.kind, "货物", t.amount) <= 10', "类别为“货物”的各行政府采购金额合计之和 不大于 10"),
            ("round(x.a / x.b, 2)", "（收入合计 ÷ 一般公共预算拨款收入）（四舍五入到 2 位小数）"),
        ],
    )
    def test_sentences(self, text: str, sentence: str) -> None:
        assert chinese(text) == sentence

    def test_a_whole_rule(self) -> None:
        sentence = rule_to_chinese(
            parse("x.a == x.b"), lambda path: LABELS[".".join(path)], when=parse("x.c > 0"), tolerance=parse("0.01")
        )
        assert sentence == "若政府性基金收入 大于 0，则收入合计 等于 一般公共预算拨款收入（允许误差 0.01）"

    def test_every_function_can_be_said(self) -> None:
        for name, function in BUILTINS.items():
            call = Call(name, tuple(X for _ in range(max(1, function.least))))
            sentence = to_chinese(call, lambda path: "甲") + to_chinese(Not(call), lambda path: "甲")
            assert "{" not in sentence and "甲" in sentence


def test_a_higher_layer_adds_functions_of_its_own() -> None:
    double = Function("double", ("value",), lambda given: given[0] * 2, "{0}的两倍")
    functions = table(double, base=BUILTINS)
    tree = parse("double(x.a) == sum(x.b)", functions)
    assert judge(tree, scope(a=2, b=4), functions=functions).status is Status.PASSED
    assert to_chinese(tree, lambda path: path[-1], functions) == "a的两倍 等于 b各行之和"
    with pytest.raises(ExpressionError):
        parse("double(x.a)")


def test_the_package_imports_nothing_of_budgetxl_but_values() -> None:
    import budgetxl.expressions

    for module in Path(budgetxl.expressions.__file__).parent.glob("*.py"):
        lines = [line for line in module.read_text(encoding="utf-8").splitlines() if line.startswith("from ..")]
        assert all(line.startswith("from ..values") for line in lines), module
