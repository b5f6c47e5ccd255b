"""Codes and choices of last year in those of this year, by the map of a form's list (``was``)."""

from __future__ import annotations

from budgetxl.forms import CodeList, Field, Form, choices_of
from budgetxl.values import squeeze

from .messages import say


class NoCode(Exception):
    """A code or a choice that there is none for this year; ``str`` gives the reason."""


def code_of_now(form: Form, old: Form, field: Field, value: str) -> str:
    """The text that stands for ``value`` in a field that is chosen from a list; itself in any other field. Raises NoCode.

    A list that is not the one of last year's form maps what its ``was`` names, then takes what it has; one that is the same
    takes what it has, then maps. A list that is a sample, or holds only beginnings, takes what it has not as well.
    """
    name = field.choices_from[1] if field.choices_from[:1] == ("lists",) else ""
    codes = form.lists.get(name)
    if codes is None:
        known = choices_of(form, field)
        if known and not field.open_choices and squeeze(value) not in map(squeeze, known):
            raise NoCode(say("carry-no-choice", choices="、".join(known[:8])))
        return value
    same = _same(codes, old.lists.get(name))
    if value in codes.was and not (same and value in codes.codes):
        news = codes.was[value]
        if len(news) != 1:
            raise NoCode(say("carry-split", codes="、".join(news)) if news else say("carry-code-gone"))
        return news[0]
    if value in codes.codes or _may_lack(codes, field, value):
        return value
    raise NoCode(say("carry-no-code", list=codes.title or codes.id, edition=say("carry-edition", edition=codes.edition) if codes.edition else ""))


def _same(codes: CodeList, before: CodeList | None) -> bool:
    return before is not None and (codes.edition, codes.year, codes.codes) == (before.edition, before.year, before.codes)


def _may_lack(codes: CodeList, field: Field, value: str) -> bool:
    """Whether a code that a list has not may be a good one: of a sample, of a list of what codes begin with, of a list that only proposes."""
    if not codes.complete or (field.open_choices and field.kind.reading != "code"):
        return True
    begins = codes.shortest is not None or codes.longest is not None
    return begins and value.startswith(codes.codes)


__all__ = ["NoCode", "code_of_now"]
