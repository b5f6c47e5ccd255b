"""``annotate``: a copy of a workbook with its findings on the cells, and two sheets in front that list and judge them.

The sender's own file is only ever read. Formulas keep the results that the sender's program stored, so that the copy looks
the same in a viewer that does not compute.
"""

from __future__ import annotations

import warnings

from budgetxl.values.records import dataclass
from budgetxl.xlsx import Archive, RawWorkbook, UnreadableFile, open_workbook

from ..messages import say
from ..rewriting import Unfit, escape, look_over, losses, opened, saved
from ..rewritten import differences, finished
from .marks import clear_marks, mark_cells
from .sheets import Remarks, remove_own_sheets, write_own_sheets


class NotAnnotated(Exception):
    """A copy that could not be made; ``str`` gives the sentence for people."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """The bytes of the copy, and one sentence for each thing in which it falls short of the sender's file."""

    data: bytes
    notes: tuple[str, ...] = ()


def annotate(data: bytes, remarks: Remarks) -> Annotated:
    """The annotated copy of a workbook that was read before. The same input gives the same bytes.

    Each cell of a finding is coloured by severity, its first cell (and a few more) has a comment. Marks of an earlier round
    are taken off first. Raises NotAnnotated for a file that is no .xlsx, and where openpyxl can't open, hold or write it.
    """
    try:
        raw = open_workbook(data)
    except UnreadableFile as error:
        raise NotAnnotated(say("annotate-format")) from error
    try:
        return _annotated(data, raw, remarks)
    except UnreadableFile as error:
        raise NotAnnotated(str(error)) from error
    except Unfit as error:
        raise NotAnnotated(say(f"annotate-{error.code}", **error.slots)) from error


def _annotated(data: bytes, raw: RawWorkbook, remarks: Remarks) -> Annotated:
    archive = Archive(data)
    drawn = look_over(raw, archive)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        book = opened(data, archive)
        modified = book.properties.modified
        before = remove_own_sheets(book)
        if before:
            clear_marks(book)
        mark_cells(book, remarks.findings)
        notes = [say(f"annotate-{lost}") for lost in losses(drawn, [str(one.message) for one in heard])]
        write_own_sheets(book, remarks, notes)
        escape(book, {sheet.title for sheet in book.worksheets} - ({sheet.name for sheet in raw.sheets} - {*before}), raw)
        written = finished(saved(book), raw, [sheet.title for sheet in book.worksheets], modified, signed=True)
    copy = open_workbook(written)
    lost = {sheet.name for sheet in raw.sheets} - {sheet.name for sheet in copy.sheets} - {*before}
    if lost:
        raise NotAnnotated(say("annotate-lost", s="”“".join(sorted(lost))))
    changed = differences(raw, copy, before)
    if changed:
        notes.append(say("annotate-differs", n=len(changed), cell=changed[0]))
    return Annotated(written, tuple(notes))


__all__ = ["Annotated", "NotAnnotated", "Remarks", "annotate"]
