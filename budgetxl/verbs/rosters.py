"""A roster held against the forms that its units fill in."""

from __future__ import annotations

from functools import cache

from ..bureau.roster import Roster, code_lengths, read_roster
from ..forms import Form, FormError, load_form
from .sources import FindForm, SourceFile, bytes_of


def checked_roster(source: SourceFile, form: str = "", find_form: FindForm = load_form) -> Roster:
    """The roster in a file, with its problems. ``form``, by id or folder, is that of the units for which it names none; empty where
    that is not known yet. Raises Refusal where the file can't be read."""

    @cache
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

    return read_roster(source.name, bytes_of(source), known, lengths=lengths)


__all__ = ["checked_roster"]
