"""The one table of functions. ``parse`` and every reading take it as a parameter, with this as the default."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from . import (
    functions_codes,
    functions_columns,
    functions_goals,
    functions_matching,
    functions_numbers,
    functions_shares,
    functions_targets,
    functions_texts,
)
from .function import Function, Functions


def table(*functions: Function, base: Functions | None = None) -> Functions:
    """A table of functions by name; ``base`` is what it adds to or changes."""
    return MappingProxyType({**(base or {}), **{function.name: function for function in functions}})


def _all() -> Iterable[Function]:
    yield from functions_columns.FUNCTIONS
    yield from functions_codes.FUNCTIONS
    yield from functions_numbers.FUNCTIONS
    yield from functions_texts.FUNCTIONS
    yield from functions_matching.FUNCTIONS
    yield from functions_targets.FUNCTIONS
    yield from functions_shares.FUNCTIONS
    yield from functions_goals.FUNCTIONS


BUILTINS: Functions = table(*_all())
