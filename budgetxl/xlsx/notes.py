"""The notes (批注) on the cells of a sheet: those of every Excel, and the threads of newer ones.

They are read only where the sheet links to them, up to bounds of their own; what is malformed is left out, as it must not cost
the figures.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..values.address import parse_cell
from .archive.entities import unescape
from .archive.errors import UnreadableFile
from .archive.limits import MB
from .archive.xml_feed import Enough, walk
from .archive.zip_archive import Archive
from .raw import Position
from .workbook_parts import read_relations

MOST_NOTES = 1_000  # of one sheet
MOST_CHARACTERS = 1_000  # of one note
_MOST_BYTES = 4 * MB
_KINDS = {"threadedcomment": "threadedComment", "comments": "comment"}  # where a cell has both, the old one repeats the thread


def read_notes(archive: Archive, sheet: str) -> dict[Position, str]:
    """The notes of the sheet in this part, by their cells; the answers in a thread follow what they answer, on lines of their own."""
    notes: dict[Position, str] = {}
    try:
        targets = [(kind, relation.target) for relation in read_relations(archive, sheet).values() if (kind := relation.kind) in _KINDS]
        for kind in _KINDS:
            found: dict[Position, list[str]] = {}
            for place, text in (each for one, part in targets if one == kind for each in _notes(archive, part, _KINDS[kind])):
                found.setdefault(place, []).append(text)
            for place, texts in found.items():
                notes.setdefault(place, "\n".join(texts)[:MOST_CHARACTERS])
    except UnreadableFile:
        return notes
    return notes


def _notes(archive: Archive, part: str, element: str) -> Iterator[tuple[Position, str]]:
    found: list[tuple[Position, str]] = []
    pieces: list[str] = []

    def visit(path: list[str], attributes: list[dict[str, str]], text: str) -> None:
        if path[-1] == element:
            place = parse_cell(attributes[-1].get("ref", ""))
            said = unescape("".join(pieces)[:MOST_CHARACTERS]).strip()
            pieces.clear()
            if place is not None and said:
                found.append((place, said))
            if len(found) >= MOST_NOTES:
                raise Enough
        elif path[-1] in ("t", "text") and element in path and "rPh" not in path and len(pieces) < MOST_CHARACTERS:
            pieces.append(text[:MOST_CHARACTERS])

    if part in archive:
        walk(archive, part, visit, _MOST_BYTES)
    return iter(found)


__all__ = ["read_notes"]
