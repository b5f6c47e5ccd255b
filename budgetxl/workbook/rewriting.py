"""A workbook taken up by openpyxl and written again: what it can't hold, and what it leaves undone. openpyxl is loaded only then."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from budgetxl.values.faults import reason_of
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.xlsx import MAX_PART, MAX_RANGES, MB, Archive, RawWorkbook

from .strict import is_strict, transitional

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_PART = 16 * MB  # expanded, of parts that are not streamed
MOST_CELLS, MOST_MERGED = 100_000, 100_000  # openpyxl holds an object for each cell, and for each cell of a merged block
_MOST_ROWS = 100_000  # rows that a file lists, filled or not
_LIKE_ESCAPE = lazy_pattern("_(?=x[0-9A-Fa-f]{4}_)")
_DROPPED = ("xl/ctrlprops/", "xl/threadedcomments/", "xl/slicers/", "xl/media/", "xl/embeddings/")


class Unfit(Exception):
    """A file that openpyxl can't hold, open or write: ``code`` is ``large``, ``open``, ``save`` or ``temporary``; ``slots`` say more."""

    def __init__(self, code: str, **slots: object) -> None:
        super().__init__(code)
        self.code, self.slots = code, slots


def look_over(raw: RawWorkbook, archive: Archive) -> bool:
    """Whether the file has pictures, shapes or controls. Raises Unfit for a file that openpyxl could not hold, UnreadableFile as the archive does.

    Our reader streams what it needs; openpyxl builds trees of whole parts, and opens parts that we never look at.
    """
    cells = sum(len(sheet.cells) for sheet in raw.sheets)
    merged = sum((m[2] - m[0] + 1) * (m[3] - m[1] + 1) for sheet in raw.sheets for m in sheet.merges)
    if cells > MOST_CELLS or merged > MOST_MERGED or any(len(sheet.merges) >= MAX_RANGES for sheet in raw.sheets):
        raise Unfit("large")
    drawn, rows = False, 0
    for name in archive.names():
        streamed = name.startswith("xl/worksheets/sheet") or name == "xl/sharedstrings.xml"
        drawn = drawn or name.startswith(_DROPPED)
        for piece in archive.chunks(name, MAX_PART if streamed else MOST_PART):
            drawn = drawn or (name.startswith("xl/drawings/drawing") and b"Anchor" in piece)
            rows += (piece.count(b"<row") + piece.count(b":row")) if streamed else 0
    if rows > _MOST_ROWS:
        raise Unfit("large")
    return drawn


def opened(data: bytes, archive: Archive | None = None) -> Workbook:
    """A file as openpyxl has it; ``archive`` is that of a file which may be of the Strict kind. Raises Unfit."""
    from openpyxl import load_workbook

    if archive is not None and is_strict(archive):
        data = transitional(data)
    try:
        return load_workbook(io.BytesIO(data), rich_text=True)
    except Exception as error:  # openpyxl fails in as many ways as there are odd files
        raise Unfit("open", kind=type(error).__name__) from error


def saved(book: Workbook) -> bytes:
    """The file that openpyxl writes. Raises Unfit."""
    buffer = io.BytesIO()
    try:
        book.save(buffer)
    except OSError as error:  # openpyxl puts each sheet into the folder of temporary files first
        raise Unfit("temporary", reason=reason_of(error)) from error
    except Exception as error:
        raise Unfit("save", kind=type(error).__name__) from error
    return buffer.getvalue()


def losses(drawn: bool, heard: Collection[str]) -> Iterator[str]:
    """What openpyxl is known to leave out: ``drawings`` and controls, and the ``extensions`` that it warns of."""
    if drawn:
        yield "drawings"
    if any("extension" in text or "removed" in text for text in heard):
        yield "extensions"


def escaped(text: str) -> str:
    """A text as a file must write it: a program would show A for ``_x0041_``."""
    return _LIKE_ESCAPE.sub("_x005F_", text)


def escape(book: Workbook, own: Collection[str], raw: RawWorkbook) -> None:
    """Texts such as ``_x0041_`` written as a file must write them, which openpyxl does not do.

    ``own`` are the sheets that were made here; what the others hold, ``raw`` says.
    """
    for sheet in raw.sheets:
        if sheet.name not in own:
            for place, cell in sheet.cells.items():
                if cell.kind == "text" and cell.formula is None and _LIKE_ESCAPE.search(str(cell.value)):
                    book[sheet.name].cell(*place).value = escaped(str(cell.value))
    for row in (row for name in own for row in book[name].iter_rows()):
        for made in row:
            if isinstance(made.value, str) and _LIKE_ESCAPE.search(made.value):
                made.value = escaped(made.value)


__all__ = ["Unfit", "escape", "escaped", "look_over", "losses", "opened", "saved"]
