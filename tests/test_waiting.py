"""What a rule waits for: the blanks that it needs, none that it can do without."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from budgetxl.expressions import TreeScope, parse, waits_for
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
