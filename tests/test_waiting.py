"""What a rule waits for: the blanks that it needs, none that it can do without."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from budgetxl.expressions import Located, Path, TreeScope, parse, waits_for
from budgetxl.expressions.waiting.formulas import MOST_NAMED, Blanks, Said
from budgetxl.values import Address, Entry, Group


def tree(**values: Any) -> TreeScope:
    """A record ``x`` of the values given, and a table ``t`` of the lists."""

    def entry(key: tuple[str | int, ...], value: Any, row: int) -> Entry:
        held = Decimal(str(value)) if isinstance(value, int | float) else value
        return Entry(held, Address("数据", row, len(key)), key)

    singles = {name: value for name, value in values.items() if not isinstance(value, list)}
    columns = {name: value for name, value in values.items() if isinstance(value, list)}
    length = max((len(column) for column in columns.values()), default=0)
    record = Group({name: entry(("x", name), value, row) for row, (name, value) in enumerate(singles.items(), 1)})
    rows = tuple(Group({name: entry(("t", row, name), column[row], row + 1) for name, column in columns.items()}) for row in range(length))
    return TreeScope(Group({"x": record, "t": rows}))


def names(text: str, **values: Any) -> list[str]:
    return [".".join(map(str, entry.key)) for entry in waits_for(parse(text), tree(**values))]


@pytest.mark.parametrize(
    ("text", "waiting"),
    [
        ("x.a == x.b", ["x.b"]),
        ("x.b == x.b", ["x.b"]),
        ("x.a == x.b + x.c", ["x.b", "x.c"]),
        ("x.a == default(x.b, 0) + x.c", ["x.c"]),
        ("x.a == default(x.b, 0)", []),
        ("-x.b > 0", ["x.b"]),
        ("not x.b > 0", ["x.b"]),
        ("filled(x.b) and x.c > 0", []),
        ("x.a > 0 and x.b > 0 and x.c > 0", ["x.b"]),
        ("x.a > 0 or x.b > 0", []),
        ("x.a < 0 or x.b > 0", ["x.b"]),
        ("x.a == (x.b if x.a > 0 else x.c)", ["x.b"]),
        ("x.a == (x.b if x.a < 0 else x.c)", ["x.c"]),
        ("x.a == (1 if x.b > 0 else x.c)", ["x.b"]),
        ("abs(x.b) == x.a", ["x.b"]),
        ("sum(x.a, x.b) == x.c", ["x.c"]),
        ("sum(x.b, x.c) == x.a", ["x.b", "x.c"]),
        ("x.a == sum(t.none)", ["t.0.none", "t.1.none"]),
        ("x.a == sum(t.some)", []),
        ("x.b == sum(t.some)", ["x.b"]),
        ("max(x.a, x.b) == 1", ["x.b"]),
        ("x.t == x.space", ["x.space"]),
        ("x.a / x.zero == 1", []),
    ],
)  # fmt: skip
def test_the_blanks_that_an_expression_needs(text: str, waiting: list[str]) -> None:
    assert names(text, a=1, b=None, c=None, t="甲", space=" ", zero=0, none=[None, None], some=[None, 2]) == waiting


def test_nothing_is_waited_for_where_there_is_a_value() -> None:
    assert names("x.a == x.b", a=1, b=2) == []


# ── the same as a formula


AREAS = {("x", name): f"'数据'!$B${row}" for row, name in enumerate(("a", "b", "c", "t", "space", "zero"), 1)} | {
    ("t", "none"): "'明细'!$A$5:$A$6", ("t", "some"): "'明细'!$B$5:$B$6"
}  # fmt: skip


def locate(path: Path) -> Located | None:
    return Located("text" if path[1] in ("t", "space") else "number", (AREAS[path],), path[0] == "t") if path in AREAS else None


def name(area: str) -> Said:
    """A blank is called by the end of its address."""
    return Said.always(f'"、{area[-4:]}"', f"、{area[-4:]}")


def said(text: str, when: str | None = None, total: Mapping[Path, str] | None = None, **values: Any) -> tuple[str, str] | None:
    """The formula, and its text over these values."""
    condition = None if when is None else parse(when)
    formulas = {path: parse(formula) for path, formula in (total or {}).items()}
    scope = tree(**{"a": 1, "b": None, "c": None, "t": "甲", "space": " ", "zero": 0, "none": [None, None], "some": [None, 2], **values})
    found = Blanks(scope, locate, formulas.get).formula(parse(text), name, when=condition)
    return None if found is None else (found.formula, found.text(scope))


def test_a_formula_names_a_cell_while_it_is_blank() -> None:
    formula = "IF(NOT(ISNUMBER('数据'!$B$1)),\"、$B$1\",\"\")&IF(NOT(ISNUMBER('数据'!$B$2)),\"、$B$2\",\"\")"
    assert said("x.a == x.b") == (formula, "、$B$2")


@pytest.mark.parametrize(
    ("text", "when", "names"),
    [
        ("x.a == x.b + x.c", None, "、$B$2、$B$3"),
        ("x.a == default(x.b, 0) + x.c", None, "、$B$3"),
        ("x.b == x.b", None, "、$B$2"),
        ("x.a > 0 and x.b > 0 and x.c > 0", None, "、$B$2"),
        ("x.a < 0 or x.c > 0", None, "、$B$3"),
        ("x.a > 0 or x.c > 0", None, ""),
        ("x.a == (x.b if x.a > 0 else x.c)", None, "、$B$2"),
        ("x.a == sum(t.none)", None, "、$A$6"),
        ("x.a == sum(t.some)", None, ""),
        ("sum(x.b, x.c) == x.a", None, "、$B$2、$B$3"),
        ("max(x.a, x.b) == 1", None, "、$B$2"),
        ("x.a == x.b", "x.c > 0", "、$B$3"),
        ("x.a == x.b", "x.a > 0", "、$B$2"),
    ],
)  # fmt: skip
def test_it_names_what_evaluation_waits_for(text: str, when: str | None, names: str) -> None:
    found = said(text, when)
    assert found is not None and found[1] == names


def test_of_a_total_it_names_what_that_waits_for() -> None:
    found = said("x.c == x.a", total={("x", "c"): "x.b * 2"})
    assert found is not None and found[1] == "、$B$2"


def test_the_same_question_is_asked_once() -> None:
    found = said("x.a == 1", "x.b > 0")
    assert found is not None and found[0].count("ISNUMBER('数据'!$B$2)") == 1


@pytest.mark.parametrize(("before", "between", "after"), [("", " + ", ""), ("sum(", ", ", ")"), ("max(", ", ", ")")])
def test_it_names_a_few_blanks_only(before: str, between: str, after: str) -> None:
    text = before + between.join(f"x.n{number}" for number in range(12)) + after + " == 0"
    scope = tree(**{f"n{number}": None for number in range(12)})
    blanks = Blanks(scope, lambda path: Located("number", (f"'数据'!$B${path[1][1:]}",)), lambda path: None)
    found = blanks.formula(parse(text), lambda area: Said.always(f'"{area}"', "、"))
    assert found is not None and found.text(scope) == "、" * MOST_NAMED


RULES = [
    ("x.c == x.a", None), ("x.a == x.c + x.b", None), ("x.c > 0 and x.a > 0", None), ("sum(x.b, x.c) == x.a", "x.c > 0"),
    ("x.a == sum(t.none)", "x.b > 0"), ("x.c == x.c", None), ('nearest_name(x.t, t.none) == "甲"', None), ("x.a == default(x.c, 0)", None),
]  # fmt: skip


@pytest.mark.parametrize("shorter", [False, True])
@pytest.mark.parametrize("first", range(len(RULES)))
def test_what_a_rule_waits_for_does_not_hang_on_the_rules_before_it(first: int, shorter: bool) -> None:
    scope = tree(a=1, b=None, c=None, t="甲", none=[None, None])
    totals = {("x", "c"): parse("x.b * 2")}
    together = Blanks(scope, locate, totals.get)
    for text, condition in (*RULES[first:], *RULES[:first]):
        check, when = parse(text), None if condition is None else parse(condition)
        found = together.formula(check, name, when=when, shorter=shorter)
        alone = Blanks(scope, locate, totals.get).formula(check, name, when=when, shorter=shorter)
        assert (found and (found.formula, found.text(scope))) == (alone and (alone.formula, alone.text(scope)))


def test_there_is_none_for_a_rule_that_excel_cant_say() -> None:
    assert said('nearest_name(x.t, t.none) == "甲"') is None
