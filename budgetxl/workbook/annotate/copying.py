"""``annotate``: a copy of a workbook with its findings on the cells, and two sheets in front that list and judge them.

The sender's own file is only ever read. Formulas keep the results that the sender's program stored, so that the copy looks
the same in a viewer that does not compute.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from budgetxl.values.faults import reason_of
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass
from budgetxl.xlsx import MAX_PART, MAX_RANGES, MB, Archive, RawWorkbook, UnreadableFile, open_workbook

from ..messages import say
from .archive import differences, finished
from .marks import clear_marks, mark_cells
from .sheets import Remarks, remove_own_sheets, write_own_sheets
from .strict import is_strict, transitional

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_PART = 16 * MB  # expanded, of parts that are not streamed
MOST_CELLS, MOST_MERGED = 100_000, 100_000  # openpyxl holds an object for each cell, and for each cell of a merged block
_MOST_ROWS = 100_000  # rows that a file lists, filled or not
_LIKE_ESCAPE = lazy_pattern("_(?=x[0-9A-Fa-f]{4}_)")
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
    are taken off first. Raises NotAnnotated for a file that is no .xlsx, and where openpyxl can't open, hold or write it.
    """
    try:
        raw = open_workbook(data)
    except UnreadableFile as error:
        raise NotAnnotated(say("annotate-format")) from error
    archive = Archive(data)
    drawn = _look_over(raw, archive)
    if is_strict(archive):
        data = transitional(data)
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
        _escape(book, {sheet.title for sheet in book.worksheets} - ({sheet.name for sheet in raw.sheets} - {*before}), raw)
        written = finished(_saved(book), raw, [sheet.title for sheet in book.worksheets], modified)
    copy = open_workbook(written)
    lost = {sheet.name for sheet in raw.sheets} - {sheet.name for sheet in copy.sheets} - {*before}
    if lost:
        raise NotAnnotated(say("annotate-lost", s="”“".join(sorted(lost))))
    changed = differences(raw, copy, before)
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
    drawn, rows = False, 0
    try:
        for name in archive.names():
            streamed = name.startswith("xl/worksheets/sheet") or name == "xl/sharedstrings.xml"
            drawn = drawn or name.startswith(_DROPPED)
            for piece in archive.chunks(name, MAX_PART if streamed else MOST_PART):
                drawn = drawn or (name.startswith("xl/drawings/drawing") and b"Anchor" in piece)
                rows += (piece.count(b"<row") + piece.count(b":row")) if streamed else 0
    except UnreadableFile as error:
        raise NotAnnotated(str(error)) from error
    if rows > _MOST_ROWS:
        raise NotAnnotated(say("annotate-large"))
    return drawn


def _escape(book: Workbook, own: Collection[str], raw: RawWorkbook) -> None:
    """Texts such as ``_x0041_`` written as a file must write them: openpyxl does not, and a program would show A."""
    for sheet in raw.sheets:
        if sheet.name not in own:
            for place, cell in sheet.cells.items():
                if cell.kind == "text" and cell.formula is None and _LIKE_ESCAPE.search(str(cell.value)):
                    book[sheet.name].cell(*place).value = _LIKE_ESCAPE.sub("_x005F_", str(cell.value))
    for row in (row for name in own for row in book[name].iter_rows()):
        for made in row:
            if isinstance(made.value, str) and _LIKE_ESCAPE.search(made.value):
                made.value = _LIKE_ESCAPE.sub("_x005F_", made.value)


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
    except OSError as error:  # openpyxl puts each sheet into the folder of temporary files first
        raise NotAnnotated(say("annotate-temporary", reason=reason_of(error))) from error
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
