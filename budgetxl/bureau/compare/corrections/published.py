"""What a version publishes, as passages in their order: headings, paragraphs, lines of titles, tables, each with where a person finds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import assert_never

from budgetxl.notice import Document, published_tables
from budgetxl.notice.document import Contents, Heading, PageBreak, Paragraph, Table, TitleLines
from budgetxl.notice.tracing import Figure
from budgetxl.notice.tracing.listing import figures_of_table
from budgetxl.values.catalogue import shortened
from budgetxl.values.records import dataclass
from budgetxl.workbook import Submission

from ..messages import say
from .aligning import alike, skeleton_of

MOST_OF_A_HEADING = 30


@dataclass(frozen=True, slots=True)
class Said:
    """A text that is published: where it stands, and its figures with their offsets.

    A sentence stands at ``start`` in the text ``within`` which it is said.
    """

    text: str
    where: str
    figures: tuple[Figure, ...] = ()
    within: str = ""
    start: int = 0


@dataclass(frozen=True)
class Passage:
    """A heading, a paragraph, a line of a title (``said``), or a ``table``, called ``where``; ``kind`` tells one sort from another.

    ``figures`` are those of a table, by their places.
    """

    kind: str
    where: str
    said: Said | None = None
    table: Table | None = None
    figures: tuple[Figure, ...] = ()

    @cached_property
    def whole(self) -> tuple[str, ...]:
        """All its words: equal to another's where nothing differs."""
        if self.table is None:
            return (self.kind, self.said.text if self.said is not None else "")
        return (self.kind, *_texts(self.table))

    @property
    def called(self) -> str:
        """The text of it; of a table its name."""
        return self.said.text if self.said is not None else self.where

    @property
    def where_it_is(self) -> str:
        return self.said.where if self.said is not None else self.where

    @cached_property
    def skeleton(self) -> str:
        if self.table is None:
            return self.kind + skeleton_of(self.said.text if self.said is not None else "")
        heads = "|".join(cell.text for row in self.table.rows[: max(self.table.header_rows, 1)] for cell in row)
        return f"{self.kind}{skeleton_of(self.table.caption)}|{skeleton_of(heads)}"

    def likeness(self, other: Passage) -> float:
        """How much it is like another of its sort."""
        return alike(self.skeleton[len(self.kind) :], other.skeleton[len(self.kind) :]) if self.kind == other.kind else 0.0


def _texts(table: Table) -> Iterator[str]:
    yield from (table.caption, table.above_left, table.above_middle, table.above_right, *table.notes)
    for row in table.rows:
        yield from (f"{cell.text}\x00{cell.colspan}" for cell in row)


def passages_of(document: Document | None) -> list[Passage]:
    """The passages of a notice, with its figures."""
    if document is None:
        return []
    figures: dict[int, list[Figure]] = {}
    for figure in document.figures:
        figures.setdefault(figure.place.block, []).append(figure)
    found: list[Passage] = []
    above: list[Heading] = []
    paragraphs = tables = titles = 0
    for number, block in enumerate(document.blocks):
        here = tuple(figures.get(number, ()))
        match block:
            case Heading():
                above = [*(each for each in above if each.level < block.level), block]
                paragraphs = tables = 0
                found.append(Passage(f"heading{block.level}", "", Said(block.text, say("place-heading", heading=_short(block.text)), here)))
            case Paragraph():
                paragraphs += 1
                found.append(Passage("paragraph", "", Said(block.text, _under(above, say("place-paragraph", n=paragraphs)), here)))
            case TitleLines():
                for line, text in enumerate(block.lines):
                    titles += 1
                    mine = tuple(figure for figure in here if figure.place.line == line)
                    found.append(Passage("title", "", Said(text, say("place-title", n=titles), mine)))
            case Table():
                tables += 1
                where = say("place-table", caption=block.caption) if block.caption else _under(above, say("place-nameless", n=tables))
                found.append(Passage("table", where, None, block, here))
            case PageBreak() | Contents():
                pass
            case _:
                assert_never(block)
    return found


def public_tables_of(submission: Submission) -> list[Passage]:
    """The tables that a version publishes beside its notice."""
    if not any(one.blocks for one in submission.form.published):
        return []
    return [
        Passage(f"public {one.id}", say("place-public", caption=table.caption or one.id), None, table, tuple(figures_of_table(table, 0)))
        for one, table in published_tables(submission, traced=True)
    ]


def in_notice(table: Passage | None, notice: Sequence[Passage]) -> bool:
    """Whether a public table, if there is one, stands as it is in the notice: what is told of that needs no second telling."""
    return table is None or any(each.table is not None and each.whole[1:] == table.whole[1:] for each in notice)


def beside_table(passage: Passage) -> dict[str, Said]:
    """The texts beside a table: its caption, the line above it, its notes."""
    table = passage.table
    assert table is not None
    parts = {"caption": table.caption, "above_left": table.above_left, "above_middle": table.above_middle, "above_right": table.above_right}
    said = {}
    for name, text in parts.items():
        where = say("place-caption" if name == "caption" else "place-above", table=passage.where)
        said[name] = Said(text, where, _at(passage, name, 0))
    for line, note in enumerate(table.notes):
        said[f"note{line}"] = Said(note, say("place-note", table=passage.where, n=line + 1), _at(passage, "note", line))
    return said


def _at(passage: Passage, part: str, line: int) -> tuple[Figure, ...]:
    return tuple(figure for figure in passage.figures if (figure.place.part, figure.place.line) == (part, line))


def _under(above: Sequence[Heading], what: str) -> str:
    if not above:
        return say("place-begin", what=what)
    return say("place-under", headings="".join(say("quoted", text=_short(each.text)) for each in above), what=what)


def _short(text: str) -> str:
    return shortened(text.replace("\n", " "), MOST_OF_A_HEADING)


__all__ = ["Passage", "Said", "beside_table", "in_notice", "passages_of", "public_tables_of"]
