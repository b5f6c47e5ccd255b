"""A document as plain text: a paragraph a line, a table row a line with its cells separated by `` | ``."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import assert_never

from .. import messages
from ..document import Cell, Contents, Document, Heading, PageBreak, Paragraph, Table, TitleLines, grid
from ..markup import clean

_WIDEST = 30  # in half-width characters; a longer cell stands out of its column rather than widen it


def to_text(doc: Document) -> str:
    """The text of a document, ending in one newline. A blank line parts tables, titles and main headings; a draft says first that it is one."""
    lines: list[str] = []
    for line in _lines(doc):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).rstrip("\n") + "\n"


def _lines(doc: Document) -> Iterator[str]:
    if doc.draft:
        yield from (messages.DRAFT, "")
    for block in doc.blocks:
        match block:
            case TitleLines():
                yield from ("", *map(clean, block.lines), "")
            case Heading():
                yield from ("",) if block.level <= 2 else ()
                yield _flat(block.text)
            case Paragraph():
                yield clean(block.text)
            case Table():
                yield from ("", *_table(block), "")
            case PageBreak():
                yield ""
            case Contents():
                headings = [other for other in doc.blocks if isinstance(other, Heading) and other.level <= 2]
                entries = ("　" * (heading.level - 1) + _flat(heading.text) for heading in headings)
                yield from ("", messages.CONTENTS_TITLE, *entries, "")
            case _:
                assert_never(block)


def _table(table: Table) -> Iterator[str]:
    places = grid(table)
    if table.caption:
        yield _flat(table.caption)
    if table.above:
        yield "    ".join(map(_flat, table.above))
    widths = [0] * (len(places[0]) if places else 0)
    for row in places:
        for column, (cell, begins) in enumerate(row):
            if begins and cell.colspan == 1:
                widths[column] = min(_WIDEST, max(widths[column], _width(_flat(cell.text))))
    for row in places:
        yield _row(row, widths)
    yield from map(clean, table.notes)


def _row(row: list[tuple[Cell, bool]], widths: list[int]) -> str:
    """One line. Where a cell is longer than its column, the blanks after it are shortened until columns fit again."""
    parts, excess = [], 0
    for (cell, begins), width in zip(row, widths, strict=True):
        text = _flat(cell.text) if begins else ""
        room = width - _width(text) - excess
        excess, blanks = max(0, -room), " " * max(0, room)
        parts.append(blanks + text if cell.align == "right" else text + blanks)
    return " | ".join(parts).rstrip()


def _flat(text: str) -> str:
    return clean(text).replace("\n", " ").replace("\t", " ")


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
