"""Expressions as formulas of Excel 2007: what they say, what they never do, and where they give up."""

from __future__ import annotations

import re

import pytest

from budgetxl.expressions import (
    BUILTINS,
    ExcelJudgement,
    ExcelValue,
    Located,
    excel_formula,
    excel_judgement,
    parse,
    to_excel,
)

ALLOWED = """
    SUM SUMIF SUMPRODUCT COUNT COUNTIF ROUND ABS IF AND OR NOT ISNUMBER LEFT RIGHT LEN FIND DATE YEAR MONTH DAY MIN MAX
    SUBSTITUTE CLEAN EXACT IFERROR INT MID MOD ROW ROWS INDEX CHAR MATCH ISNA
"""  # each is in Excel 2007 and needs no array entry as it is used here

CELLS = {
    "x.a": Located("number", ("$A$1",)),
    "x.b": Located("number", ("$B$1",)),
    "x.c": Located("number", ("$C$1",)),
    "x.w": Located("text", ("$D$1",)),
    "x.v": Located("text", ("$E$1",)),
    "x.day": Located("date", ("$F$1",)),
    "t.amount": Located("number", ("$H$1:$H$5",), True),
    "t.kind": Located("text", ("$I$1:$I$5",), True),
    "p.amount": Located("number", ("'项目 1'!$C$9", "'项目 2'!$C$9"), True),
}


def locate(path: tuple[str, ...]) -> Located | None:
    return CELLS.get(".".join(path))


def excel(text: str) -> ExcelValue:
    found = to_excel(parse(text), locate)
    assert found is not None
    return found


def judged(text: str, when: str = "", tolerance: str = "", fail_word: str = "不符") -> ExcelJudgement | None:
    return excel_judgement(
        parse(text), locate, fail_word=fail_word,
        when=parse(when) if when else None, tolerance=parse(tolerance) if tolerance else None,
    )  # fmt: skip


def bare(text: str) -> str:
    """The formula of ``text`` without white space, as every comparison of texts writes it."""
    return f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(CLEAN({text})," ",""),"\u3000",""),"\u00a0","")'


class TestValues:
    @pytest.mark.parametrize(
        ("text", "formula"),
        [
            ("x.a + x.b - x.c", "$A$1+$B$1-$C$1"),
            ("x.a - (x.b - x.c)", "$A$1-($B$1-$C$1)"),
            ("(x.a + x.b) * x.c", "($A$1+$B$1)*$C$1"),
            ("x.a / (x.b * x.c)", "$A$1/($B$1*$C$1)"),
            ("-x.a * 0.50", "(-$A$1)*0.5"),
            ("sum(x.a, t.amount, p.amount)", "SUM($A$1,$H$1:$H$5,'项目 1'!$C$9,'项目 2'!$C$9)"),
            ("sum(x.a, x.b * 2)", "SUM($A$1,IF(NOT(ISNUMBER($B$1)),0,$B$1*2))"),
            ("x.a == x.b", "ABS(ROUND($A$1-$B$1,6))<=0.005"),
            ("x.a > 0", "ROUND($A$1,6)>0"),
            ("x.a <= x.b", "ROUND($A$1-$B$1,6)<=0.005"),
            ("x.a if x.b > 0 else x.c", "IF(ROUND($B$1,6)>0,$A$1,$C$1)"),
            ("x.w", '$D$1&""'),
            ('x.w == "增加"', f'EXACT({bare("$D$1")},"增加")'),
            ('x.w == "(境) 费"', f'EXACT(SUBSTITUTE(SUBSTITUTE({bare("$D$1")},"（","("),"）",")"),"(境)费")'),
            ("round(x.a, 2)", "ROUND($A$1,2)"),
            ("count(t.amount) + count(p.amount)", "COUNT($H$1:$H$5)+COUNT('项目 1'!$C$9,'项目 2'!$C$9)"),
            ("countif(t.amount, 5)", "COUNTIF($H$1:$H$5,5)"),
            ("sumif(t.amount, 5, t.amount)", "SUMIF($H$1:$H$5,5,$H$1:$H$5)"),
            ('sumif(t.kind, "货物", t.amount)', f'SUMPRODUCT(--EXACT({bare("$I$1:$I$5")},"货物"),$H$1:$H$5)'),
            ("filled(x.a)", "ISNUMBER($A$1)"),
            ("date(x.a - 1, 12, 31)", "DATE($A$1-1,12,31)"),
            ('one_of(x.w, "甲", "乙")', f'SUMPRODUCT(--EXACT({bare("$D$1")},{{"甲","乙"}}))>0'),
        ],
    )
    def test_formula(self, text: str, formula: str) -> None:
        assert excel(text).value == formula


class TestMissing:
    @pytest.mark.parametrize(
        ("text", "condition"),
        [
            ("5", "FALSE"),
            ("x.a", "NOT(ISNUMBER($A$1))"),
            ("x.day", "NOT(ISNUMBER($F$1))"),
            ("x.w", f'{bare("$D$1")}=""'),
            ("x.a + x.b * x.c - x.a", "COUNT($A$1,$B$1,$C$1)<3"),
            ("sum(x.a, t.amount)", "COUNT($A$1,$H$1:$H$5)=0"),
            ("sum(x.a, 5)", "FALSE"),
            ("filled(x.a)", "FALSE"),
            ("default(x.a, 0)", "FALSE"),
            ("count(t.amount)", "FALSE"),
            ("x.a / 2", "NOT(ISNUMBER($A$1))"),
            ("2 / x.a", "IF(NOT(ISNUMBER($A$1)),TRUE,ROUND($A$1,6)=0)"),
            ("max(t.amount)", "COUNT($H$1:$H$5)=0"),
            ("x.a > 0 and x.b > 0", "IF(NOT(ISNUMBER($A$1)),TRUE,IF(ROUND($A$1,6)>0,NOT(ISNUMBER($B$1)),FALSE))"),
            ("x.a > 0 or x.b > 0", "IF(NOT(ISNUMBER($A$1)),TRUE,IF(ROUND($A$1,6)>0,FALSE,NOT(ISNUMBER($B$1))))"),
            ("filled(x.a) and blank(x.b)", "FALSE"),
        ],
    )
    def test_condition(self, text: str, condition: str) -> None:
        assert excel(text).missing == condition


class TestCell:
    def test_a_total_shows_nothing_while_an_input_is_missing(self) -> None:
        formula = excel_formula(parse("x.a * x.b"), locate)
        assert formula == 'IF(COUNT($A$1,$B$1)<2,"",$A$1*$B$1)'

    def test_what_is_never_missing_stands_alone(self) -> None:
        assert excel_formula(parse("count(t.amount)"), locate) == "COUNT($H$1:$H$5)"


class TestVerdict:
    def test_two_figures(self) -> None:
        found = judged("x.a == x.b")
        assert found == ExcelJudgement(
            left='IF(ISNUMBER($A$1),$A$1,"")',
            right='IF(ISNUMBER($B$1),$B$1,"")',
            gap='IF(COUNT($A$1,$B$1)<2,"",ROUND($A$1-$B$1,6))',
            verdict='IFERROR(IF(COUNT($A$1,$B$1)<2,"未填",IF(ABS(ROUND($A$1-$B$1,6))<=0.005,"通过","不符")),"未填")',
        )

    def test_a_sum_of_many_figures_may_miss_by_half_a_cent_each(self) -> None:
        found = judged("x.a == sum(t.amount)")
        assert found is not None
        assert (
            "AND(COUNT($A$1,$H$1:$H$5)>2,ABS(ROUND($A$1-SUM($H$1:$H$5),6))<=ROUND(0.005*COUNT($A$1,$H$1:$H$5),6))"
            in found.verdict
        )

    def test_a_stated_tolerance(self) -> None:
        found = judged("x.a == x.b", tolerance="x.c / 2")
        assert found is not None
        assert "ABS(ROUND($A$1-$B$1,6))<=ROUND($C$1/2,6)" in found.verdict
        assert "COUNT($A$1,$B$1,$C$1)<3" in found.verdict

    def test_a_warning_is_to_be_verified(self) -> None:
        found = judged("x.a <= x.b", fail_word="待核实")
        assert found is not None and '"待核实"' in found.verdict and "不符" not in found.verdict

    def test_a_rule_whose_condition_does_not_hold_does_not_apply(self) -> None:
        found = judged("x.a == x.b", when="x.c > 0")
        assert found is not None
        assert found.verdict.startswith('IFERROR(IF(ISNUMBER($C$1),IF(ROUND($C$1,6)>0,IF(')
        assert found.verdict.endswith(',"通过","不符")),"不适用"),"未填"),"未填")')

    def test_a_rule_that_does_not_apply_has_no_sides(self) -> None:
        found = judged("x.a == x.b", when="x.c > 0")
        assert found is not None
        assert found.left == 'IF(IF(NOT(ISNUMBER($C$1)),FALSE,NOT(ROUND($C$1,6)>0)),"",IF(NOT(ISNUMBER($A$1)),"",$A$1))'
        assert found.gap.startswith('IF(IF(NOT(ISNUMBER($C$1)),FALSE,NOT(ROUND($C$1,6)>0)),"",IF(COUNT($A$1,$B$1)<2,"",')

    def test_a_condition_has_no_sides(self) -> None:
        found = judged("filled(x.a)")
        assert found is not None and (found.left, found.right, found.gap) == ('""', '""', '""')

    def test_texts_have_no_gap(self) -> None:
        found = judged("x.w == x.v")
        assert found is not None and found.gap == '""'


class TestNoReading:
    @pytest.mark.parametrize(
        "text",
        [
            "same_name(x.w, x.v)",
            "matches(x.w, t.kind)",
            'matches_pattern(x.w, "A.*")',
            "number(x.w)",
            "check_character(x.w)",
            "distinct(t.kind)",
            "sum_where_same(t.kind, x.w, t.amount)",
            "resembles(x.w, t.kind)",
            "cost_total(x.w, t.kind, t.kind, t.kind)",
            "score_total(t.kind) == 100",
            "unit_of(x.w)",
            "year_in(x.w)",
            "x.nowhere + 1",
            "t.amount + 1",
            "x.w + 1",
            "x.w == x.a",
            "x.w < x.v",
            "sum(t.kind)",
            "1234567890123456789",
        ],
    )
    def test_none(self, text: str) -> None:
        assert to_excel(parse(text), locate) is None

    def test_a_rule_with_a_part_that_has_none(self) -> None:
        assert judged("x.a == x.b", when="same_name(x.w, x.v)") is None
        assert judged("x.a == x.b", tolerance="number(x.w)") is None

    def test_a_text_that_no_formula_can_hold(self) -> None:
        assert to_excel(parse(f'x.w == "{"长" * 256}"'), locate) is None

    def test_a_formula_too_long_for_excel(self) -> None:
        many = Located("number", tuple(f"'很长的工作表名称很长的工作表名称 {n}'!$C$9" for n in range(250)), True)
        few = Located("number", many.areas[:200], True)
        assert excel_formula(parse("sum(t.amount)"), lambda path: many) is None
        assert to_excel(parse("sum(t.amount)"), lambda path: few) is not None

    def test_more_arguments_than_a_function_takes(self) -> None:
        many = Located("number", tuple(f"A{n}" for n in range(1, 300)), True)
        assert to_excel(parse("sum(t.amount)"), lambda path: many) is None

    def test_brackets_too_deep_for_excel(self) -> None:
        assert to_excel(parse("abs(" * 65 + "x.a" + ")" * 65), locate) is None


EVERYTHING = [
    "x.a == round(x.b / x.c * 100, 2)",
    "x.a == sum(t.amount) + default(x.b, 0)",
    "ulp(x.a) / 2 * x.b > 0.01",
    'x.w == ("增加" if x.a > 0 else "减少")',
    'starts_with(x.w, "A", x.v) or ends_with(x.w, x.v) and not contains(x.w, "x")',
    "min(t.amount) <= max(t.amount, x.a)",
    'sumif_starts(t.kind, "A", t.amount) == sumif(t.kind, x.w, t.amount)',
    "year_of(x.day) + month_of(x.day) == day_of(x.day)",
    "x.day == date(x.a, x.b, x.c)",
    "length(x.w) + code_length(x.v) > 4",
    "blank(t.kind) == filled(p.amount)",
    "countif(t.kind, x.w) == count(t.kind)",
    "one_of(x.a, 1, 2, x.b)",
    "abs(x.a) > 1",
    'sum_by_length(t.kind, 7, t.amount) == sum_by_length(t.kind, 7, t.amount, "201") + sum_by_length(t.kind, 7, t.amount, x.w)',
    "lookup(x.w, t.kind, t.amount) > 1",
    "growth(x.a, x.b) < share(x.a + x.b, x.c - x.a)",
    'any_contains(t.kind, "货", x.w) and only_number(x.w) or part(x.w, 2, 3) == x.v',
    'lettered(x.w, "ABC", 2, 8) or belongs(x.w, x.v, "甲、乙：丙、丁", "戊：己")',
    "unique_in(x.w, t.kind)",
    "share_fits(x.a, x.b, x.c) or share_near(x.a - x.b, x.b, x.c)",
    "growth_fits(x.a, x.b, x.c) or growth_near(x.a - x.b, x.b, x.c - x.a)",
    "plugged_share(1, 2, x.a + x.b, x.a, x.b) > x.c",
]


class TestDialect:
    @pytest.mark.parametrize("text", EVERYTHING)
    def test_only_functions_of_excel_2007(self, text: str) -> None:
        found = judged(text)
        assert found is not None
        used = set(re.findall(r"([A-Z][A-Z0-9.]*)\(", re.sub(r'"[^"]*"', "", found.verdict + found.gap)))
        assert used <= set(ALLOWED.split())

    def test_every_function_with_a_reading_is_tried_above(self) -> None:
        tried = set(re.findall(r"([a-z_]+)\(", " ".join(EVERYTHING)))
        assert {name for name, function in BUILTINS.items() if function.excel} <= tried

    @pytest.mark.parametrize("text", EVERYTHING)
    def test_brackets_match_and_no_equals_sign_leads(self, text: str) -> None:
        found = judged(text)
        assert found is not None
        for formula in (found.left, found.right, found.gap, found.verdict):
            outside = re.sub(r'"[^"]*"', "", formula)
            assert outside.count("(") == outside.count(")") and not formula.startswith("=")

    def test_thirty_terms_nest_nowhere(self) -> None:
        tree = parse(" + ".join(f"x.f{n}" for n in range(31)))
        found = to_excel(tree, lambda path: Located("number", (f"'收支预算'!$C${int(path[1][1:]) + 5}",)))
        assert found is not None and found.missing.startswith("COUNT(") and found.missing.endswith(")<31")

    def test_a_quote_in_a_text_is_doubled(self) -> None:
        assert excel("x.w == 'a\"b'").value.endswith(',"a""b")')
