"""What is odd about what somebody asks a blank workbook with: names and codes that are none, or that the form will find fault with."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ...forms import Field, Form, load_form
from ...values.foldings import narrow, quoted, squeeze, trim
from ...values.records import dataclass
from ...values.written import says_nothing
from ..messages import say
from ..sources import FindForm, a_form_to_fill

NAME, CODE = ("unit", "name"), ("unit", "code")  # every form has them
LONGEST_UNIT, LONGEST_ITEM = 60, 120
"""Characters beyond which a name of a unit, or of a project, is none."""
YEARS_BEYOND = 1
"""Years after the form's own for which a workbook is asked for without a word."""
_IN_NAMES = frozenset("()（）[]【】〔〕《》“”‘’·•.、，,：:；;—-－–/+&＆%％#№ ")
_APOSTROPHES = ("'", "‘", "’", "`")
_LISTING = ("、", "；", ";", "\t", "  ")
_EACH_IN_A_LIST = 2
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Doubt:
    """A Chinese sentence that says what is odd and how it is put right. ``wrong``: it can be nothing but a slip."""

    sentence: str
    wrong: bool = False


def tidied_name(name: str) -> str:
    """A name on one line, as a cell can hold it."""
    return " ".join(trim(name).split())


def tidied_code(code: str) -> str:
    """A code half-width and without blanks; an apostrophe in front of it is how people keep its zeros."""
    code = "".join(narrow(trim(code)).split())
    return code[1:] if code[:1] in _APOSTROPHES and code[1:].isalnum() else code


def doubts(
    form: str,
    unit: str = "",
    code: str = "",
    year: int | None = None,
    items: int | Sequence[str] | None = None,
    find_form: FindForm = load_form,
) -> tuple[Doubt, ...]:
    """All that is odd about what :func:`new_workbook` is to be asked with. Raises Refusal where the form can't be filled in."""
    loaded = a_form_to_fill(form, find_form)
    unit, code = tidied_name(unit), tidied_code(code)
    if unit and code and not _has_letter(unit) and any(map(_is_chinese, code)):
        swapped: Iterable[Doubt] = [Doubt(say("doubt_swapped", unit=quoted(unit), text=quoted(code)), True)]
    else:
        swapped = (*_of_unit(loaded, unit), *_of_code(loaded, code))
    return (*swapped, *_of_year(loaded, year), *_of_items(loaded, items))


def _field(form: Form, path: tuple[str, ...]) -> Field | None:
    place = form.compiled.places.get(path)
    return place.field if place is not None else None


def _of_unit(form: Form, unit: str) -> Iterator[Doubt]:
    field = _field(form, NAME)
    label = field.label if field is not None else say("doubt_name")
    if not unit:
        if field is not None and (field.required or field.expected):
            yield Doubt(say("doubt_blank", label=label))
        return
    yield from _of_name(label, unit, LONGEST_UNIT)


def _of_name(label: str, name: str, longest: int) -> Iterator[Doubt]:
    from ...checks.texts import unfilled

    if says_nothing(name) or not _has_letter(name):
        yield Doubt(say("doubt_no_name", label=label, text=quoted(name)), True)
        return
    if span := next(iter(unfilled(name)), None):
        yield Doubt(say("doubt_unfilled", label=label, text=quoted(name), part=quoted(name[slice(*span)])), True)
        return
    if odd := "".join(dict.fromkeys(sign for sign in name if not (sign in _IN_NAMES or sign.isalnum() or _is_mark(sign)))):
        yield Doubt(say("doubt_signs", label=label, text=quoted(name), part=odd))
    if len(name) > longest:
        yield Doubt(say("doubt_long", label=label, text=quoted(name), n=len(name)))


def _of_code(form: Form, code: str) -> Iterator[Doubt]:
    """The code of the unit, by what the form says of codes: it is asked for, it has so many figures."""
    field = _field(form, CODE)
    if field is None:
        return
    lengths = "或".join(f" {n} " for n in sorted(field.lengths))
    if not code:
        if field.required or field.expected:
            yield Doubt(say("doubt_blank", label=field.label))
    elif not (code.isascii() and code.isalnum()):
        wanted = say("doubt_figures", n=lengths) if lengths else say("doubt_plain")
        yield Doubt(say("doubt_code_signs", label=field.label, text=quoted(code), wanted=wanted), True)
    elif lengths and not (code.isdecimal() and len(code) in field.lengths):
        said = say("doubt_has_n", n=len(code)) if code.isdecimal() else say("doubt_has_letters")
        yield Doubt(say("doubt_length", label=field.label, text=quoted(code), said=said, n=lengths))
    elif not code.strip("0"):
        yield Doubt(say("doubt_zeros", label=field.label, text=quoted(code)))


def _of_year(form: Form, year: int | None) -> Iterator[Doubt]:
    if year is not None and form.year and not form.year <= year <= form.year + YEARS_BEYOND:
        yield Doubt(say("doubt_year", year=year, form=form.id, wanted=form.year))


def _of_items(form: Form, items: int | Sequence[str] | None) -> Iterator[Doubt]:
    if not items:
        return
    if not any(sheet.repeat for sheet in form.sheets):
        yield Doubt(say("doubt_no_items", form=form.id))
        return
    if isinstance(items, int):
        return
    label = say("doubt_item")
    names = [tidied_name(name) for name in items]
    found = [doubt for name in dict.fromkeys(names) for doubt in _of_name(label, name, LONGEST_ITEM)]
    yield from found[:MOST_NAMED]
    if more := found[MOST_NAMED:]:
        yield Doubt(say("doubt_more", n=len(more)), any(doubt.wrong for doubt in more))
    twice = [quoted(name) for name, count in Counter(map(squeeze, names)).items() if count > 1]
    if twice:
        named = "、".join(f"“{name}”" for name in twice[:MOST_NAMED]) + ("等" if len(twice) > MOST_NAMED else "")
        yield Doubt(say("doubt_twice", names=named))
    if len(names) == 1 and any(names[0].count(sign) >= _EACH_IN_A_LIST for sign in _LISTING):
        yield Doubt(say("doubt_listed", text=quoted(names[0])))


def _has_letter(text: str) -> bool:
    return any(unicodedata.category(sign)[0] == "L" for sign in text)


def _is_chinese(sign: str) -> bool:
    return unicodedata.category(sign) == "Lo"


def _is_mark(sign: str) -> bool:
    """Whether a sign belongs to letters: accents, numbers in rings and roman ones."""
    return unicodedata.category(sign) in ("Mn", "Mc", "No", "Nl")


__all__ = ["Doubt", "doubts", "tidied_code", "tidied_name"]
