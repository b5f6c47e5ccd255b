"""``annotate``: a copy of a workbook with its findings on the cells, and two sheets in front that list and judge them.

The sender's own file is only ever read. Formulas keep the results that the sender's program stored, so that the copy looks
the same in a viewer that does not compute.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..values.records import dataclass
from .annotate_archive import differences, finished
from .annotate_marks import clear_marks, mark_cells
from .annotate_sheets import Remarks, remove_own_sheets, write_own_sheets
from .archive import Archive
from .errors import UnreadableFile
from .limits import MAX_PART, MAX_RANGES, MB
from .messages import say
from .opening import read_raw
from .raw import RawWorkbook

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_PART = 16 * MB  # expanded, of parts that are not streamed
MOST_CELLS, MOST_MERGED = 100_000, 100_000  # openpyxl holds an object for each cell, and for each cell of a merged block
_DROPPED = ("xl/ctrlprops/", "xl/threadedcomments/", "xl/slicers/", "xl/media/", "xl/embeddings/")


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
    are taken off first. Raises NotAnnotated where openpyxl can't open, hold or write the file.
    """
    raw = read_raw(data)
    drawn = _look_over(raw, Archive(data))
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        book = _opened(data)
        modified = book.properties.modified
        before = remove_own_sheets(book)
        if before:
            clear_marks(book)
        mark_cells(book, remarks.findings)
        notes = list(_losses(drawn, [str(one.message) for one in heard]))
        write_own_sheets(book, remarks, notes)
        written = finished(_saved(book), raw, [sheet.title for sheet in book.worksheets], modified)
    changed = differences(raw, read_raw(written), before)
    if changed:
        notes.append(say("annotate-differs", n=len(changed), cell=changed[0]))
    return Annotated(written, tuple(notes))


def _look_over(raw: RawWorkbook, archive: Archive) -> bool:
    """Whether the file has pictures, shapes or controls. Raises NotAnnotated for a file that openpyxl could not hold.

    Our reader streams what it needs; openpyxl builds trees of whole parts, and opens parts that we never look at.
    """
    cells = sum(len(sheet.cells) for sheet in raw.sheets)
    merged = sum((m[2] - m[0] + 1) * (m[3] - m[1] + 1) for sheet in raw.sheets for m in sheet.merges)
    if cells > MOST_CELLS or merged > MOST_MERGED or any(len(sheet.merges) >= MAX_RANGES for sheet in raw.sheets):
        raise NotAnnotated(say("annotate-large"))
    drawn = False
    try:
        for name in archive.names():
            streamed = name.startswith("xl/worksheets/sheet") or name == "xl/sharedstrings.xml"
            drawn = drawn or name.startswith(_DROPPED)
            for piece in archive.chunks(name, MAX_PART if streamed else MOST_PART):
                drawn = drawn or (name.startswith("xl/drawings/drawing") and b"Anchor" in piece)
    except UnreadableFile as error:
        raise NotAnnotated(str(error)) from error
    return drawn


def _opened(data: bytes) -> Workbook:
    from openpyxl import load_workbook

    try:
        return load_workbook(io.BytesIO(data), rich_text=True)
    except Exception as error:  # openpyxl fails in as many ways as there are odd files
        raise NotAnnotated(say("annotate-open", kind=type(error).__name__)) from error


def _saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    try:
        book.save(buffer)
    except Exception as error:
        raise NotAnnotated(say("annotate-save", kind=type(error).__name__)) from error
    return buffer.getvalue()


def _losses(drawn: bool, heard: list[str]) -> Iterator[str]:
    """What openpyxl is known to leave out: drawings and controls, and the extensions that it warns of."""
    if drawn:
        yield say("annotate-drawings")
    if any("extension" in text or "removed" in text for text in heard):
        yield say("annotate-extensions")


__all__ = ["Annotated", "NotAnnotated", "Remarks", "annotate"]
