"""A document as Markdown (CommonMark with GitHub's tables)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import assert_never

from budgetxl.values.lazy_patterns import lazy_pattern

from .. import messages
from ..document import Block, Cell, Contents, Document, Heading, PageBreak, Paragraph, Table, TitleLines, grid
from ..markup import clean

_SPECIAL = lazy_pattern(r"[\\`*_\[\]<>|~&$#]")
_LIST_START = lazy_pattern(r"[+=-]|\d{1,9}[.)](?=\s|<br>|$)")  # rules and lists
_RULES = {"left": "---", "center": ":---:", "right": "---:"}


def to_markdown(doc: Document) -> str:
    """The Markdown of a document, a draft's mark first. With a title in it, that is the heading of level 1, and the others are one deeper."""
    below = 1 if any(isinstance(block, TitleLines) for block in doc.blocks) else 0
    parts = [messages.DRAFT] if doc.draft else []
    return "\n\n".join([*parts, *(part for block in doc.blocks for part in _parts(doc, block, below))]) + "\n"


def escape_markdown(text: str, *, block: bool = False) -> str:
    """Text that Markdown shows with the same characters; line breaks become ``<br>``. ``block``: it begins a block."""
    lines = (_SPECIAL.sub(r"\\\g<0>", line).strip(" \t") for line in clean(text).split("\n"))
    escaped = "<br>".join(lines)
    start = _LIST_START.match(escaped) if block else None
    return escaped if start is None else escaped[: start.end() - 1] + "\\" + escaped[start.end() - 1 :]


def _parts(doc: Document, block: Block, below: int) -> Iterator[str]:
    match block:
        case TitleLines():
            yield "# " + "<br>".join(map(escape_markdown, block.lines))
        case Heading():
            yield "#" * (block.level + below) + " " + escape_markdown(block.text)
        case Paragraph():
            yield escape_markdown(block.text, block=True)
        case Table():
            yield from _table(block)
        case PageBreak():
            yield "---"
        case Contents():
            headings = [other for other in doc.blocks if isinstance(other, Heading) and other.level <= 2]
            entries = ("  " * (heading.level - 1) + "- " + escape_markdown(heading.text) for heading in headings)
            yield "\n".join((f"**{messages.CONTENTS_TITLE}**", "", *entries))
        case _:
            assert_never(block)


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield f"**{escape_markdown(table.caption)}**"
    if table.above:
        yield escape_markdown("　　".join(table.above), block=True)
    places = grid(table)
    if places and places[0]:
        heads, body = places[: table.header_rows], places[table.header_rows :]
        columns = range(len(places[0]))
        rules = (_RULES[_usual_align(body, column)] for column in columns)
        rows = [[_header(heads, column) for column in columns], rules, *(map(_body_cell, row) for row in body)]
        yield "\n".join("| " + " | ".join(row) + " |" for row in rows)
    for note in table.notes:
        yield escape_markdown(note, block=True)


def _header(heads: list[list[tuple[Cell, bool]]], column: int) -> str:
    """The headers above a column in one, from the top: 政府采购金额 合计."""
    texts, above = [], None
    for row in heads:
        cell = row[column][0]
        if cell is not above or cell.rowspan == 1:
            texts.append(escape_markdown(cell.text).replace("<br>", " "))
        above = cell
    return " ".join(filter(None, texts))


def _body_cell(place: tuple[Cell, bool]) -> str:
    cell, begins = place
    text = escape_markdown(cell.text) if begins else ""
    return f"**{text}**" if cell.header and text else text


def _usual_align(body: list[list[tuple[Cell, bool]]], column: int) -> str:
    aligns = Counter(row[column][0].align for row in body if row[column][1] and row[column][0].text)
    return aligns.most_common(1)[0][0] if aligns else "left"
