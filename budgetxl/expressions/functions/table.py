"""The one table of functions. ``parse`` and every reading take it as a parameter, with this as the default."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from ..function import Function, Functions
from . import codes as functions_codes
from . import columns as functions_columns
from . import funding as functions_funding
from . import goals as functions_goals
from . import matching as functions_matching
from . import numbers as functions_numbers
from . import plugged as functions_plugged
from . import restated as functions_restated
from . import shares as functions_shares
from . import targets as functions_targets
from . import texts as functions_texts


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
    yield from functions_plugged.FUNCTIONS
    yield from functions_goals.FUNCTIONS
    yield from functions_funding.FUNCTIONS
    yield from functions_restated.FUNCTIONS


BUILTINS: Functions = table(*_all())
