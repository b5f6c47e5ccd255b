"""The sections that a form is split into, for several people who fill it in."""

from __future__ import annotations

from collections.abc import Iterator

from .form import Form
from .model import EVERYWHERE, Sheet


def sections_of(form: Form) -> dict[str, str]:
    """The parts that a form is split into, in the order of its sheets, with what they are called."""
    found = dict.fromkeys(s.section for s in form.sheets if s.section not in ("", EVERYWHERE))
    return {section: form.sections.get(section, section) for section in found}


def in_part(sheet: Sheet, part: str) -> bool:
    """Whether a sheet belongs to a part of a split workbook; those of section ``all`` belong to every part."""
    return not part or sheet.section in (EVERYWHERE, part)


def names_of(form: Form, sheet: Sheet) -> Iterator[str]:
    """The names at the top of the data that a sheet fills."""
    if sheet.repeat:
        yield sheet.repeat
        return
    for cells in form.compiled.cells[sheet.id]:
        yield from cells.names
