"""Functions of codes: what the rows of one level add up to, what stands beside a code, and growth and shares."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgetxl.expressions import (
    EvaluationError,
    Located,
    TreeScope,
    evaluate,
    excel_formula,
    parse,
    to_chinese,
)
from budgetxl.values import Entry, Group, Scalar

D = Decimal
BUDGET: list[tuple[Scalar, Scalar, Scalar]] = [
    ("201", None, "一般公共服务支出"),
    (" 2010301", D("5"), "行政运行"),
    ("2010302", D("7"), "一般行政管理事务"),
    ("2080505\u3000", D("2"), None),
    ("2210201", None, "住房公积金"),
]


def value(text: str, rows: list[tuple[Scalar, Scalar, Scalar]] = BUDGET, **fields: Scalar) -> Scalar:
    """The value over a table ``t`` of codes, amounts and names, and a record ``x`` of fields."""
    table = tuple(Group({"code": Entry(c), "amount": Entry(a), "name": Entry(n)}) for c, a, n in rows)
    record = Group({name: Entry(field) for name, field in fields.items()})
    return evaluate(parse(text), TreeScope(Group({"t": table, "x": record})))


class TestSumByLength:
    def test_adds_the_rows_of_one_level_only(self) -> None:
        rows: list[tuple[Scalar, Scalar, Scalar]] = [
            ("201", D(12), None),
            ("2010301", D(5), None),
            ("2010302", D(7), None),
        ]
        assert value("sum_by_length(t.code, 7, t.amount)", rows) == 12

    def test_white_space_in_a_code_does_not_count(self) -> None:
        assert value("sum_by_length(t.code, 7, t.amount)") == 14

    def test_a_beginning_chooses_the_rows_below_a_code(self) -> None:
        assert value('sum_by_length(t.code, 7, t.amount, "201")') == 12
        assert value("sum_by_length(t.code, 7, t.amount, x.code)", code=" 208") == 2

    def test_a_leaf_is_below_itself(self) -> None:
        assert value("sum_by_length(t.code, 7, t.amount, x.code)", code="2010302") == 7

    def test_is_missing_where_no_row_has_an_amount(self) -> None:
        assert value('sum_by_length(t.code, 7, t.amount, "221")') is None
        assert value("sum_by_length(t.code, 5, t.amount)") is None

    def test_is_missing_where_the_beginning_is(self) -> None:
        assert value("sum_by_length(t.code, 7, t.amount, x.code)", code=None) is None

    def test_a_code_kept_as_a_number_is_one(self) -> None:
        assert value("sum_by_length(t.code, 7, t.amount)", [(D(2010301), D(5), None)]) == 5

    def test_columns_of_two_tables_are_a_mistake_of_the_form(self) -> None:
        groups = {
            "t": (Group({"code": Entry("201")}),),
            "u": (Group({"amount": Entry(D(1))}), Group({"amount": Entry(D(2))})),
        }
        with pytest.raises(EvaluationError):
            evaluate(parse("sum_by_length(t.code, 3, u.amount)"), TreeScope(Group(groups)))


class TestLookup:
    def test_gives_what_stands_beside(self) -> None:
        assert value('lookup("2010302", t.code, t.name)') == "一般行政管理事务"
        assert value('lookup("2010302", t.code, t.amount)') == 7

    def test_white_space_does_not_count(self) -> None:
        assert value('lookup("2010301", t.code, t.name)') == "行政运行"

    def test_is_missing_where_nothing_is_found_or_nothing_stands_there(self) -> None:
        assert value('lookup("999", t.code, t.name)') is None
        assert value('lookup("2080505", t.code, t.name)') is None

    def test_the_first_of_equal_keys_counts(self) -> None:
        assert value('lookup("1", t.code, t.name)', [("1", None, "甲"), ("1", None, "乙")]) == "甲"

    def test_no_wildcards(self) -> None:
        assert value('lookup("2*", t.code, t.name)') is None


class TestPercentages:
    @pytest.mark.parametrize(
        ("this", "last", "growth"),
        [
            ("110", "100", "10"),
            ("90", "100", "-10"),
            ("18.6", "19.2", "-3.13"),
            ("1", "3", "-66.67"),
            ("1", "-2", "150"),
        ],
    )
    def test_growth_over_last_year(self, this: str, last: str, growth: str) -> None:
        assert value("growth(x.this, x.last)", this=D(this), last=D(last)) == D(growth)

    def test_growth_over_nought_or_nothing_is_missing(self) -> None:
        assert value("growth(x.this, x.last)", this=D(1), last=D(0)) is None
        assert value("growth(x.this, x.last)", this=D(1), last=None) is None

    def test_share_of_a_whole(self) -> None:
        assert value("share(x.part, x.whole)", part=D("7.32"), whole=D("154.92")) == D("4.73")
        assert value("share(x.part, x.whole)", part=D(0), whole=D(0)) is None


CELLS = {
    "t.code": Located("text", ("$A$1:$A$5",), True),
    "t.amount": Located("number", ("$B$1:$B$5",), True),
    "u.amount": Located("number", ("$B$1:$B$5", "$B$7:$B$9"), True),
    "list.code": Located("text", ("$C$1:$C$5",), True, clean=True),
    "list.name": Located("text", ("$D$1:$D$5",), True),
    "x.code": Located("text", ("$E$1",)),
}


def formula(text: str) -> str | None:
    return excel_formula(parse(text), lambda path: CELLS.get(".".join(path)))


class TestFormulas:
    def test_a_clean_list_is_not_folded_again(self) -> None:
        clean, folded = formula("lookup(x.code, list.code, list.name)"), formula("lookup(x.code, t.code, list.name)")
        assert clean is not None and folded is not None
        assert "EXACT($C$1:$C$5," in clean and "EXACT($A$1:$A$5," not in folded

    def test_columns_that_do_not_go_row_by_row_have_none(self) -> None:
        assert formula("sum_by_length(t.code, 7, u.amount)") is None
        assert formula("lookup(x.code, t.code, u.amount)") is None

    def test_codes_that_are_numbers_have_none(self) -> None:
        assert formula("sum_by_length(t.amount, 7, t.amount)") is None
        assert formula("lookup(x.code, t.amount, t.amount)") is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sum_by_length(t.code, 7, t.amount)", "[code]为 7 位的各行[amount]之和"),
        ('sum_by_length(t.code, 7, t.amount, "201")', "[code]为 7 位、以“201”开头的各行[amount]之和"),
        ("lookup(x.code, list.code, list.name)", "[code]中[code]所对应的[name]"),
        ("growth(t.amount, x.code)", "[amount]比[code]增长的百分数"),
        ("share(t.amount, x.code)", "[amount]占[code]的百分数"),
    ],
)
def test_in_chinese(text: str, sentence: str) -> None:
    assert to_chinese(parse(text), lambda path: f"[{path[-1]}]") == sentence
