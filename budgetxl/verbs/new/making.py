"""``new``: blank workbooks of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...forms import DataError, FileFault, Form, list_text, load_form, sections_of
from ..refusal import Refusal
from ..sources import FindForm, SourceFile, a_form_to_fill, bytes_of
from .doubts import tidied_code, tidied_name

MOST_ITEMS = 500
YEARS = range(1990, 2200)


def new_workbook(
    form: str,
    unit: str = "",
    code: str = "",
    year: int | None = None,
    items: int | Sequence[str] | None = None,
    find_form: FindForm = load_form,
) -> bytes:
    """A blank workbook with the unit's name and code on its cover.

    ``items``: how many copies of the repeated sheets there are, or the names of the projects on them. ``year`` is the
    form's own unless told. Raises Refusal where one of them can't be.
    """
    return _written(_checked(form, year, find_form), unit, code, year, items, [""])[""]


def new_parts(
    form: str,
    unit: str = "",
    code: str = "",
    year: int | None = None,
    items: int | Sequence[str] | None = None,
    find_form: FindForm = load_form,
) -> dict[str, bytes]:
    """Blank workbooks for the people who each fill in one section, by what the sections are called; as :func:`new_workbook`.

    Raises Refusal where the form has no sections, too.
    """
    loaded = _checked(form, year, find_form)
    sections = sections_of(loaded)
    if not sections:
        raise Refusal("no_sections", form=loaded.id)
    written = _written(loaded, unit, code, year, items, list(sections))
    return {title: written[section] for section, title in sections.items()}


def names_in(source: SourceFile) -> list[str]:
    """The names in a text file, one a line, as Chinese editors save it (UTF-8, GBK, UTF-16). Raises Refusal where it is none."""
    try:
        lines = list_text(bytes_of(source)).splitlines()
    except FileFault as fault:
        raise Refusal("file", path=source.name, reason=fault) from None
    return [line.strip() for line in lines if line.strip()]


def _checked(form: str, year: int | None, find_form: FindForm) -> Form:
    if year is not None and year not in YEARS:
        raise Refusal("year", year=year, first=YEARS[0], last=YEARS[-1])
    return a_form_to_fill(form, find_form)


def _written(
    form: Form, unit: str, code: str, year: int | None, items: int | Sequence[str] | None, parts: Sequence[str]
) -> dict[str, bytes]:
    from ...workbook import blank

    named = _items_by_sheet(form, items)
    unit, code = tidied_name(unit), tidied_code(code)
    try:
        return {part: blank(form, unit, code, year, named, part) for part in parts}
    except DataError as error:
        raise Refusal("as_said", sentences="\n".join(error.problems)) from None


def _items_by_sheet(form: Form, items: int | Sequence[str] | None) -> Mapping[str, list[str]] | None:
    """The names on the copies of each repeated sheet; None leaves it to the form."""
    if items is None:
        return None
    if isinstance(items, int):
        if items > MOST_ITEMS:
            raise Refusal("too_many_items", count=items, most=MOST_ITEMS)
        items = [""] * items
    return {sheet.repeat: list(items) for sheet in form.sheets if sheet.repeat}
