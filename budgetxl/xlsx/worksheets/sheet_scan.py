"""The rows of a worksheet by pattern, where they are written in the plain way (see ``scan``)."""

from __future__ import annotations

from typing import Any, NamedTuple

from budgetxl.values.lazy_patterns import lazy_pattern

from ..archive.entities import formula_text
from ..archive.plain_parts import NotPlain, attributes_of, is_plain, text_of
from ..archive.xml_feed import pairs
from ..raw import Position, RawCell, StruckCell, new_cell
from .cells import POSITIONS, CellTypes, Facts, Formulas, calculated
from .invisible import is_invisible

OPENING, CLOSING = b"<sheetData>", b"</sheetData>"
_CELL = b"\xff"  # stands for a cell: it occurs in no text
_PIECES = 6  # what stands before a cell, and its five parts
_POSITIONS = 20_000


class Scanned(NamedTuple):
    """What the rows between two tags say: their cells, the rows that are hidden, and where in the part they stand."""

    cells: dict[Position, RawCell]
    hidden: list[int]
    start: int
    end: int


class Scanner:
    """Reads the rows of a workbook's worksheets. ``types`` makes the facts; what one sheet has taught serves the next."""

    def __init__(self, types: CellTypes) -> None:
        self._cells = _Cells(types)
        self._rows = _Rows()
        self._tags = _Tags()

    def scan(self, content: bytes, formulas: Formulas) -> Scanned | None:
        """The rows of a worksheet part; None where a parser must read them."""
        start, end = content.find(OPENING) + len(OPENING), content.rfind(CLOSING)
        if not len(OPENING) <= start <= end or not is_plain(content, start, end):
            return None
        pieces = _PARTS.split(content[start:end])
        between = _CELL.join(pieces[::_PIECES])
        rows = _ROW.split(between)
        if any(rows[::3]) or between.count(_CELL) != len(pieces) // _PIECES:
            return None  # from here on there are no more such tags within
        try:
            hidden = [int(number) for number, written in zip(rows[1::3], rows[2::3]) if self._rows[written]]
            return Scanned(self._found(pieces, formulas), hidden, start, end)
        except NotPlain:
            return None

    def _found(self, pieces: list[Any], formulas: Formulas) -> dict[Position, RawCell]:
        """The facts of the cells between these pieces: address, attributes, a formula's tag and text, the value."""
        cells: dict[Position, RawCell] = {}
        longest = memory = 0
        known, positions, shared = self._cells, _ADDRESSES, self._tags
        parts = iter(pieces)
        for _, address, written, tag, formula, value in zip(parts, parts, parts, parts, parts, parts):
            facts = known[written]
            if tag:
                source: str | bytes = formula or b""
                size = len(source)
                memory += size
                longest = max(longest, size)
                if given := shared[tag]:
                    source = formulas.shared(given, formula_text(formula or b""))
                cells[positions[address]] = calculated(source, facts[value], facts.facts)
            elif value is not None and (fact := facts[value]) is not None:
                cells[positions[address]] = fact
        formulas.count(longest, memory)
        return cells


_LOOSE = b"[^<>/]*+"  # attributes are looked at more closely once for each way in which they are written
#: One row as it may be written, a mark in place of each cell; and one cell, with its parts.
_ROW = lazy_pattern(rb'<row r="([1-9][0-9]{0,6})"(%b)(?:>%b*+</row>|/>)' % (_LOOSE, _CELL))
_PARTS = lazy_pattern(rb'<c r="([A-Z0-9]++)"(%b)(?:>(?:(<f%b)(?:>([^<]*+)</f>|/>))?+(?:<v>([^<]*+)</v>|<v/>)?+</c>|/>)' % (_LOOSE, _LOOSE))


class _Written(dict[bytes | None, RawCell | None]):
    """The facts of cells of one type and style, by what stands between the tags of their value."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._strings = facts.strings or ()
        self._code, self._percent = facts.style.code, facts.style.percent
        self._made: type[RawCell] = StruckCell if facts.style.struck else RawCell

    def __missing__(self, written: bytes | None) -> RawCell | None:
        fact: RawCell | None = None
        if written:
            if self._strings and written.isdigit() and len(written) < 8 and (number := int(written)) < len(self._strings):
                text = self._strings[number]
                fact = new_cell(self._made, ("text", text, None, True, self._code, self._percent)) if text else None
            else:
                fact = self.facts[text_of(written)]
        self[written] = fact
        return fact


class _Cells(dict[bytes, _Written]):
    """The facts of a workbook's cells by the attributes that follow their address."""

    def __init__(self, types: CellTypes) -> None:
        self._types = types
        self._alike: dict[int, _Written] = {}

    def __missing__(self, written: bytes) -> _Written:
        facts = self._types[tuple(_given(written))]
        found = self[written] = self._alike.setdefault(id(facts), _Written(facts))
        return found


class _Rows(dict[bytes, bool]):
    """Whether a row is hidden, by the attributes that follow its number."""

    def __missing__(self, written: bytes) -> bool:
        given = _given(written)
        hidden = self[written] = ("hidden" in given[::2] or "ht" in given[::2]) and is_invisible(pairs(given), "ht")
        return hidden


class _Tags(dict[bytes, list[str]]):
    """The attributes of shared formulas by the tag of a formula, ``<f t="shared" si="0"``; nothing for any other formula."""

    def __missing__(self, tag: bytes) -> list[str]:
        given = attributes_of(tag[2:])
        found = self[tag] = given if "shared" in given else []
        return found


class _Addresses(dict[bytes, Position]):
    """Row and column by the bytes of an address; one table serves all files."""

    def __missing__(self, written: bytes) -> Position:
        position = POSITIONS[written.decode()]
        if len(self) < _POSITIONS:
            self[written] = position
        return position


_ADDRESSES = _Addresses()


def _given(written: bytes) -> list[str]:
    """The attributes that follow the address."""
    given = attributes_of(written)
    if "r" in given[::2]:
        raise NotPlain
    return given
