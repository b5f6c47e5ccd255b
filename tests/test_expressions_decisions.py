"""A formula that asks each question once says the same as one that asks them one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetxl.expressions.excel.decisions import decide
from budgetxl.expressions.excel.formula import FALSE, TRUE, all_of, any_of, negate, pick

ATOMS = ("A1=1", "B1=1", "C1=1", "D1=1")
CONDITIONS = st.recursive(
    st.sampled_from([*ATOMS, TRUE, FALSE]),
    lambda inner: st.one_of(
        inner.map(negate),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: all_of(*parts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: any_of(*parts)),
        st.tuples(inner, inner, inner).map(lambda parts: pick(*parts)),
    ),
    max_leaves=12,
)
WORDS = st.sampled_from(['"未填"', '"通过"', '"不符"'])


def worth(formula: str, holds: dict[str, bool], asked: list[str]) -> Any:
    """What a formula of these functions and atoms gives, IF looking only at the branch that it takes."""
    if formula in holds:
        asked.append(formula)
        return holds[formula]
    if formula in (TRUE, FALSE):
        return formula == TRUE
    if formula.startswith('"'):
        return formula
    name, _, rest = formula.partition("(")
    parts = list(arguments(rest[:-1]))
    match name:
        case "IF":
            return worth(parts[1] if worth(parts[0], holds, asked) else parts[2], holds, asked)
        case "NOT":
            return not worth(parts[0], holds, asked)
        case "AND":
            return min([worth(part, holds, asked) for part in parts])
        case "OR":
            return max([worth(part, holds, asked) for part in parts])
    raise AssertionError(formula)


def arguments(text: str) -> Iterator[str]:
    depth = start = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            yield text[start:place]
            start = place + 1
    yield text[start:]


def situations() -> Iterator[dict[str, bool]]:
    for values in product((True, False), repeat=len(ATOMS)):
        yield dict(zip(ATOMS, values))


@given(st.lists(st.tuples(CONDITIONS, WORDS), max_size=4), WORDS)
def test_the_first_step_that_holds_decides(steps: list[tuple[str, str]], otherwise: str) -> None:
    formula = decide(steps, otherwise)
    for holds in situations():
        wanted = next((word for condition, word in steps if worth(condition, holds, [])), otherwise)
        assert worth(formula, holds, []) == wanted, (formula, holds)


@pytest.mark.parametrize(("steps", "formula"), [
    ([("A1=1", '"x"')], 'IF(A1=1,"x","z")'),
    ([("A1=1", '"x"'), ("IF(A1=1,B1=1,C1=1)", '"y"')], 'IF(A1=1,"x",IF(C1=1,"y","z"))'),
    ([("NOT(A1=1)", '"x"'), ("IF(A1=1,B1=1,FALSE)", '"y"')], 'IF(A1=1,IF(B1=1,"y","z"),"x")'),
    ([("IF(A1=1,B1=1,FALSE)", '"x"'), ("IF(A1=1,C1=1,FALSE)", '"y"')], 'IF(A1=1,IF(B1=1,"x",IF(C1=1,"y","z")),"z")'),
    ([("OR(A1=1,B1=1)", '"x"'), ("IF(A1=1,TRUE,C1=1)", '"y"')], 'IF(OR(A1=1,B1=1),"x",IF(C1=1,"y","z"))'),
    ([("AND(A1=1,B1=1)", '"x"'), ("A1=1", '"y"')], 'IF(AND(A1=1,B1=1),"x",IF(A1=1,"y","z"))'),
    ([(TRUE, '"x"'), ("A1=1", '"y"')], '"x"'),
    ([], '"z"'),
])  # fmt: skip
def test_what_is_known_is_not_asked_again(steps: list[tuple[str, str]], formula: str) -> None:
    assert decide(steps, '"z"') == formula


def test_a_condition_is_looked_at_only_where_those_before_it_do_not_hold() -> None:
    formula = decide([("IF(A1=1,TRUE,B1=1)", '"x"'), ("IF(C1=1,D1=1,A1=1)", '"y"')], '"z"')
    for holds in situations():
        asked: list[str] = []
        worth(formula, holds, asked)
        assert not (holds["A1=1"] or holds["B1=1"]) or not {"C1=1", "D1=1"} & set(asked)


def test_many_tests_are_said_as_they_come() -> None:
    many = [(f"IF(A{n}=1,IF(B{n}=1,C{n}=1,D{n}=1),IF(E{n}=1,F{n}=1,TRUE))", '"x"') for n in range(1, 12)]
    formula = decide(many, '"z"')
    assert all(formula.count(f"A{n}=1") == 1 for n in range(1, 12))
