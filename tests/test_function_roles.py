"""What functions say of themselves for those who explain findings: nothing is guessed from names or shapes of arguments."""

from __future__ import annotations

import pytest

from budgetxl.expressions import BUILTINS, Function

SEARCHING = {name: function for name, function in BUILTINS.items() if function.search is not None}


def columns_of(function: Function) -> set[int]:
    return {number for number, kind in enumerate(function.parameters) if kind in ("column", "series")}


@pytest.mark.parametrize("name", sorted(SEARCHING))
def test_a_function_that_searches_names_parameters_that_it_has(name: str) -> None:
    function = SEARCHING[name]
    search = function.search
    assert search is not None
    assert set(search.wanted) <= set(range(len(function.parameters))) - columns_of(function)
    assert {*search.columns, *search.reads} <= columns_of(function)
    assert len(search.wanted) == len(search.columns)


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_a_function_of_texts_and_columns_says_what_it_does_with_them(name: str) -> None:
    """Else a finding would be about every row of a column that is only looked through."""
    function = BUILTINS[name]
    mixed = columns_of(function) and "value" in function.parameters
    assert not mixed or function.search is not None or set(function.context) == columns_of(function)


def test_the_percentages_and_roundings_are_known() -> None:
    roles = {name: function.role for name, function in BUILTINS.items() if function.role}
    assert roles == {
        "share_fits": "share", "share_near": "share", "growth_fits": "growth", "growth_near": "growth",
        "share": "reckoned", "growth": "reckoned", "round": "rounding",
    }  # fmt: skip
