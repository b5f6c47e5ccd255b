"""The text of a notice in pieces that are looked at: where each stands, and which cells its words come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from ..forms import Cell
from ..notice.document import Block, Contents, Document, Heading, PageBreak, Paragraph, Table, TitleLines
from ..values.records import dataclass
from ..workbook import Submission
from .messages import say


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, a heading or a line beside a table: ``where`` says in Chinese where it stands."""

    text: str
    where: str
    heading: bool = False


def pieces_of(document: Document) -> Iterator[Piece]:
    """The pieces of a notice in their order; cells of tables are none, they stand as they were typed."""
    under = ""
    for block in document.blocks:
        if isinstance(block, Heading):
            under = say("under", heading=block.text)
            yield Piece(block.text, say("in-heading"), heading=True)
        elif isinstance(block, Paragraph):
            yield Piece(block.text, under)
        else:
            yield from (Piece(text, where) for text, where in _beside(block, under) if text)


def _beside(block: Block, under: str) -> Iterator[tuple[str, str]]:
    match block:
        case TitleLines():
            yield "".join(block.lines), under
        case Table():
            where = say("in-table", caption=block.caption) if block.caption else under
            yield from ((text, where) for text in (block.caption, block.above_left, block.above_middle, block.above_right, *block.notes))
        case Heading() | Paragraph() | PageBreak() | Contents():
            return
        case _:
            assert_never(block)


def typed_lines(submission: Submission) -> frozenset[str]:
    """The lines of what stands in the text cells of a submission: paragraphs that are nothing else have been looked at there."""
    found: set[str] = set()
    for cell in submission.cells:
        value = cell.entry.value
        if isinstance(value, str):
            if "\n" in value:
                found.update(line.strip() for line in value.split("\n"))
            else:
                found.add(value.strip())
    return frozenset(found)


def cells_at(cells: Iterable[Cell], text: str, start: int, end: int) -> tuple[list[Cell], bool]:
    """The cells whose words stand at a span of a text, and whether one of them stands over all of it."""
    found, whole = [], False
    for cell in cells:
        value = cell.entry.value
        if not isinstance(value, str) or cell.entry.at is None or cell.place.field.formula is not None:
            continue
        for words in _parts(value):
            at = text.find(words) if words else -1
            while at >= 0 and at < end:
                if at + len(words) > start:
                    found.append(cell)
                    whole = whole or (at <= start and at + len(words) >= end)
                    break
                at = text.find(words, at + 1)
    return _longest(found), whole


def _parts(value: str) -> Iterable[str]:
    """A value as it may stand in a text: each line of it, without the marks at its ends and the words that a slot gives up."""
    return dict.fromkeys(line.strip("，。；、,; \t\u3000") for line in value.split("\n"))


def _longest(cells: list[Cell]) -> list[Cell]:
    """The cells without those whose text is a part of another's: 街道 stands in every name."""
    texts = [str(cell.entry.value) for cell in cells]
    return [cell for cell, text in zip(cells, texts) if not any(text != other and text in other for other in texts)]
