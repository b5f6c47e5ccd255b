"""The text of a notice in pieces that are looked at: where each stands, and which cells its words come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from ..forms import Cell
from ..notice.document import Block, Contents, Document, Heading, PageBreak, Paragraph, Table, TitleLines
from ..notice.phrasing import in_line, narrow_digits
from ..notice.wording import one_line
from ..values import Address
from ..values.records import dataclass
from ..workbook import Submission
from .messages import say


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, a heading or a line beside a table: ``where`` says in Chinese where it stands."""

    text: str
    where: str


def pieces_of(document: Document) -> Iterator[Piece]:
    """The pieces of a notice in their order; cells of tables are none, they stand as they were typed."""
    under = ""
    for block in document.blocks:
        if isinstance(block, Heading):
            under = say("under", heading=block.text)
            yield Piece(block.text, say("in-heading"))
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


def cells_at(cells: Iterable[Cell], taken: Mapping[Address, str], text: str, start: int, end: int) -> tuple[list[Cell], bool]:
    """The cells whose words stand at a span of a text, and whether one of them stands over all of it.

    ``taken`` are the texts that are printed otherwise than they stand in their cells.
    """
    found: list[Cell] = []
    whole = False
    for cell in cells:
        value = cell.entry.value
        if not isinstance(value, str) or cell.entry.at is None or cell.place.field.formula is not None:
            continue
        for words in _parts(value, taken.get(cell.entry.at)):
            at = text.find(words) if words else -1
            while at >= 0 and at < end:
                if at + len(words) > start:
                    if cell not in found[-1:]:
                        found.append(cell)
                    whole = whole or (at <= start and at + len(words) >= end)
                    break
                at = text.find(words, at + 1)
    return _longest(found), whole


def cells_of(submission: Submission, text: str) -> tuple[Address, ...]:
    """The typed cells in which a text stands that a filter was given: as it stands there, or as one line with other digits."""
    found = []
    for cell in submission.cells:
        value = cell.entry.value
        typed = cell.entry.at is not None and cell.place.field.formula is None and isinstance(value, str) and value.strip()
        if typed and text in (value, in_line(narrow_digits(str(value)))):
            found.append(cell.entry.at)
    return tuple(at for at in found if at is not None)


def _parts(value: str, printed: str | None) -> Iterable[str]:
    """A value as it may stand in a text: each line of it or all in one, and what was made of it, with the marks at its ends and without."""
    texts = [text for text in (value, printed) if text is not None and text.strip()]
    lines = dict.fromkeys(line.strip() for text in texts for line in (*text.split("\n"), one_line(text)))
    return dict.fromkeys((*lines, *(line.strip("，。；、,; \t\u3000") for line in lines)))


def _longest(cells: list[Cell]) -> list[Cell]:
    """The cells without those whose text is a part of another's (街道 stands in every name), or one character where others have more."""
    cells = [cell for cell in cells if len(str(cell.entry.value).strip()) > 1] or cells
    texts = [str(cell.entry.value) for cell in cells]
    return [cell for cell, text in zip(cells, texts) if not any(text != other and text in other for other in texts)]
