"""A roster held against the forms that its units fill in."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from budgetxl.forms import Form, FormError

from .reading import read_roster
from .records import Roster
from .zeros import code_lengths


def checked_roster(name: str, data: bytes, form: str, find_form: Callable[[str], Form]) -> Roster:
    """The roster in a file, with its problems. ``form``, by id or folder, is that of the units for which it names none; empty where
    that is not known yet. ``find_form`` raises FormError for a form that is not there."""

    @lru_cache(maxsize=64)
    def found(name: str) -> Form | None:
        try:
            return find_form(name or form) if name or form else None
        except FormError:
            return None

    def known(name: str) -> bool:
        one = found(name)
        return one is not None and not one.abstract

    def lengths(name: str) -> tuple[int, ...]:
        one = found(name)
        return code_lengths(one) if one is not None else ()

    return read_roster(name, data, known, lengths=lengths)


__all__ = ["checked_roster"]
