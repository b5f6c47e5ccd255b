"""The cells in which two tables differ, by their rows and columns; rows and columns that came or went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property

from budgetxl.layout import SERIAL
from budgetxl.notice.document import Cell, Table, grid
from budgetxl.values import COLUMN_NUMBERS, Address
from budgetxl.values.catalogue import shortened
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass

from ..messages import say
from ..model import Correction, Swap
from ..texts import Piece
from .aligning import aligned, alike
from .behind import Behind
from .moving import move, moved
from .published import Passage, beside_table
from .words import only_renumbered, text_corrections, word_pieces

_SPREAD = lazy_pattern(r"\n|\s{2,}|\u3000+")

LABELS_COUNT = 0.7
"""What the labels of a row count beside its other cells, when it is looked for."""
MOST_OF_A_LABEL = 40
LONG = 30
"""Characters from which on the words of a cell are told one by one."""


@dataclass(frozen=True)
class _Laid:
    """A table by its positions: what stands at each, and whether it begins there."""

    where: str
    cells: list[list[tuple[Cell, bool]]]
    header: int

    @cached_property
    def heads(self) -> list[str]:
        """What heads each column, from above."""
        width = len(self.cells[0]) if self.cells else 0
        return ["·".join(dict.fromkeys(filter(None, (self._heading(row, column) for row in range(self.header))))) for column in range(width)]

    @cached_property
    def serial(self) -> int | None:
        """The column with the printed numbers of the rows, if there is one."""
        return next((column for column, head in enumerate(self.heads) if head == SERIAL), None)

    @cached_property
    def telling(self) -> list[int]:
        """How well each column tells rows from each other: how many texts stand in it below the header."""
        rows = [row for number, row in enumerate(self.cells) if number >= self.header and not self.is_heading(number)]
        return [len({row[column][0].text for row in rows if _is_name(row[column][0])}) for column in range(len(self.heads))]

    def is_heading(self, number: int) -> bool:
        """Whether a row below the header has nothing but headings of columns: of a table that stands below others."""
        cells = {id(cell): cell for cell, _ in self.cells[number] if cell.text.strip()}
        return len(cells) > 1 and all(cell.header for cell in cells.values())

    def head_of(self, number: int, column: int) -> str:
        """What heads a cell: the headings of the table that it belongs to, else those at the top."""
        above = next((row for row in range(number - 1, self.header - 1, -1) if self.is_heading(row)), None)
        return self.heads[column] if above is None else self._heading(above, column)

    def side_of(self, column: int) -> set[int]:
        """The columns that belong together with one where a table is two beside each other, which head their columns alike."""
        tops, lasts = [head.partition("·")[0] for head in self.heads], [head.rpartition("·")[2] for head in self.heads]
        if column >= len(tops) or not any(last == lasts[column] and top != tops[column] for top, last in zip(tops, lasts)):
            return set()
        return {place for place, top in enumerate(tops) if top == tops[column]}

    def _heading(self, row: int, column: int) -> str:
        text = _name(self.cells[row][column][0].text)
        return "" if text.isdecimal() or text == COLUMN_NUMBERS else text


@dataclass(frozen=True)
class _Row:
    """A row of a table's body: its number in the table, from 0, and those of its columns that count."""

    of: _Laid
    number: int
    columns: Sequence[int]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(self.of.cells[self.number][column][0].text for column in self.columns)

    @cached_property
    def label(self) -> str:
        """What the row is called: the form's own words in it, else the first that was typed."""
        cells = [cell for cell, _ in self._shown]
        own = [cell.text for cell in cells if cell.entry is None]
        return " ".join(dict.fromkeys(own)) or _first_words(cells)

    @property
    def _shown(self) -> list[tuple[Cell, int]]:
        row = self.of.cells[self.number]
        return [(row[column][0], column) for column in self.columns if row[column][0].number is None and row[column][0].text.strip()]

    def called(self, column: int) -> str:
        """What a person calls the row at one of its cells: the form's label before it, else the words that tell it from other rows."""
        named = [(cell, place) for cell, place in self._shown if _is_name(cell)]
        before = [(cell, place) for cell, place in named if place < column] or named
        own = [cell.text for cell, _ in before if cell.entry is None]
        if own:
            return shortened(_name(own[-1]), MOST_OF_A_LABEL)
        beside = self.of.side_of(column)
        before = [(cell, place) for cell, place in before if place in beside] or before
        return shortened(_name(self._most_telling(before)), MOST_OF_A_LABEL)

    def _most_telling(self, named: Sequence[tuple[Cell, int]]) -> str:
        """The text of the first column that tells rows from each other as well as any, a code with the name behind it."""
        most = max((self.of.telling[place] for _, place in named), default=0)
        at = next((place for _, place in named if self.of.telling[place] == most), None)
        if at is None:
            return _first_words([cell for cell, _ in self._shown if _has_words(cell.text)])
        behind = [cell for cell, place in self._shown if place in (at - 1, at)]
        return _first_words(behind if behind[0].text.isascii() and _has_words(behind[0].text) else behind[-1:])

    def likeness(self, other: _Row) -> float:
        same = sum(a == b for a, b in zip(self.texts, other.texts)) / max(len(self.texts), 1)
        return LABELS_COUNT * alike(self.label, other.label) + (1 - LABELS_COUNT) * same

    def where(self, column: int | None = None) -> str:
        """Where the row is, or one of its cells."""
        label = self.called(len(self.of.heads) if column is None else column)
        named = say("quoted", text=label) if label else ""
        printed = self.of.cells[self.number][self.of.serial][0].text.strip() if self.of.serial is not None else ""
        if printed:
            place = say("place-serial", table=self.of.where, n=printed, label=named)
        else:
            place = say("place-row", table=self.of.where, n=self.number + 1, label=named)
        if column is None:
            return place
        head = self.of.head_of(self.number, column)
        return say("place-cell", row=place, column=shortened(head, MOST_OF_A_LABEL)) if head else say("place-column", row=place, n=column + 1)


def table_corrections(old: Passage, new: Passage, behind: Behind) -> Iterator[Correction]:
    """What differs between a table and what it became."""
    assert old.table is not None and new.table is not None
    yield from _beside(old, new, behind)
    mine, theirs = _laid(old.where, old.table), _laid(new.where, new.table)
    columns = list(_columns(mine, theirs))
    yield from _heads(mine, theirs, columns)
    both = [(a, b) for a, b in columns if a is not None and b is not None and SERIAL not in (mine.heads[a], theirs.heads[b])]
    before = [_Row(mine, number, [a for a, _ in both]) for number in range(mine.header, len(mine.cells))]
    after = [_Row(theirs, number, [b for _, b in both]) for number in range(theirs.header, len(theirs.cells))]
    pairs = aligned(before, after, lambda row: row.texts, lambda row: row.label, lambda a, b: a.likeness(b))
    elsewhere = moved(pairs, after)
    for number, (one, other) in enumerate(pairs):
        if one is not None and other is not None:
            if number in elsewhere:
                ahead = elsewhere[number]
                yield move(_one_sided(one, True).pieces[0].old, one.where(), other.where(), None if ahead is None else ahead.label)
            yield from _cells(one, other, both)
        elif (row := one or other) is not None and any(text.strip() for text in row.texts):
            yield _one_sided(row, one is not None)


def whole_table(passage: Passage, gone: bool) -> Correction:
    """A table that only one version has."""
    assert passage.table is not None
    text = passage.table.caption or say("whole-table")
    piece = Piece(text, "") if gone else Piece("", text)
    places = [passage.where if gone else "", "" if gone else passage.where]
    return Correction("removed" if gone else "added", places[0], places[1], (piece,), (Swap(*piece),))


def _laid(where: str, table: Table) -> _Laid:
    return _Laid(where, grid(table), table.header_rows)


def _beside(old: Passage, new: Passage, behind: Behind) -> Iterator[Correction]:
    mine, theirs = beside_table(old), beside_table(new)
    for name in dict.fromkeys((*mine, *theirs)):
        one, other = mine.get(name), theirs.get(name)
        if (one.text if one is not None else "") != (other.text if other is not None else ""):
            yield from text_corrections(one if one is not None and one.text else None, other if other is not None and other.text else None, behind)


def _columns(old: _Laid, new: _Laid) -> Iterator[tuple[int | None, int | None]]:
    """Which columns belong to each other: by their headings, as many that are called otherwise by their order."""
    for tag, i, j, k, n in SequenceMatcher(None, old.heads, new.heads, autojunk=False).get_opcodes():
        if tag == "equal" or j - i == n - k:
            yield from zip(range(i, j), range(k, n))
        else:
            yield from ((at, None) for at in range(i, j))
            yield from ((None, at) for at in range(k, n))


def _heads(old: _Laid, new: _Laid, columns: Sequence[tuple[int | None, int | None]]) -> Iterator[Correction]:
    """Headings of columns that differ, and columns that came or went."""
    for a, b in columns:
        before, after = "" if a is None else old.heads[a], "" if b is None else new.heads[b]
        if before != after:
            where = ["" if at is None else say("place-head", table=laid.where, n=at + 1) for laid, at in ((old, a), (new, b))]
            pieces = word_pieces(before, after)
            kind = "words" if a is not None and b is not None else "removed" if b is None else "added"
            yield Correction(kind, where[0], where[1], pieces, (Swap(before, after),))  # type: ignore[arg-type]  # one of three kinds


def _cells(old: _Row, new: _Row, columns: Sequence[tuple[int, int]]) -> Iterator[Correction]:
    for a, b in columns:
        (before, begins), (after, begun) = old.of.cells[old.number][a], new.of.cells[new.number][b]
        if before.text != after.text and (begins or begun) and not (before.entry is after.entry is None and only_renumbered(before.text, after.text)):
            cells = _at(after) or _at(before)
            pieces = word_pieces(before.text, after.text)
            told = tuple(piece for piece in pieces if not piece.stayed)
            if max(len(before.text), len(after.text)) <= LONG or before.number is not None:
                pieces = told = (Piece(before.text, after.text),)
            yield Correction("cell", old.where(a), new.where(b), pieces, tuple(Swap(*piece, cells) for piece in told))


def _one_sided(row: _Row, gone: bool) -> Correction:
    line = row.of.cells[row.number]
    shown = [(line[column][0], column) for column in row.columns if line[column][1] and line[column][0].text.strip()]
    cells = [cell for cell, _ in shown]
    text = "；".join(_headed(row.of.head_of(row.number, column), cell.text.replace("\n", " ")) for cell, column in shown)
    piece = Piece(text, "") if gone else Piece("", text)
    at = tuple(dict.fromkeys(place for cell in cells for place in _at(cell)))
    places = (row.where(), "") if gone else ("", row.where())
    return Correction("removed" if gone else "added", *places, (piece,), (Swap(*piece, at),))


def _at(cell: Cell) -> tuple[Address, ...]:
    return (cell.entry.at,) if cell.entry is not None and cell.entry.at is not None else ()


def _name(text: str) -> str:
    """A text without what spreads it over a cell: 合  计."""
    return _SPREAD.sub("", text.strip())


def _headed(head: str, text: str) -> str:
    return say("headed", head=shortened(head, MOST_OF_A_LABEL), text=text) if head else text


def _has_words(text: str) -> bool:
    """Whether a text says something: dashes and marks do not."""
    return any(map(str.isalnum, text))


def _is_name(cell: Cell) -> bool:
    """Whether a row can be called by a cell: by words, not by a figure, a code or dashes."""
    return cell.number is None and _has_words(cell.text) and not cell.text.isascii()


def _first_words(cells: Sequence[Cell]) -> str:
    """The first words of a row: a code with the name behind it."""
    found: list[str] = []
    for cell in cells:
        found.append(cell.text)
        if not cell.text.isascii():
            break
    return " ".join(found)


__all__ = ["table_corrections", "whole_table"]
