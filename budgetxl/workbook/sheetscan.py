"""The rows of a worksheet by pattern, where they are written in the plain way (see ``scan``)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from .cells import POSITIONS, CellTypes, Facts, Formulas, calculated
from .entities import formula_text
from .raw import Position, RawCell
from .scan import ATTRIBUTES, NotPlain, attributes_of, is_plain, text_of
from .xmlfeed import is_true, pairs

OPENING, CLOSING = b"<sheetData>", b"</sheetData>"
_POSITIONS = 20_000


class Scanned(NamedTuple):
    """What the rows between two tags say: their cells, the rows that are hidden, and where in the part they stand."""

    cells: dict[Position, RawCell]
    hidden: list[int]
    start: int
    end: int


def scan(content: bytes, types: CellTypes, formulas: Formulas) -> Scanned | None:
    """The rows of a worksheet part; None where a parser must read them."""
    start, end = content.find(OPENING) + len(OPENING), content.rfind(CLOSING)
    if not len(OPENING) <= start <= end or not is_plain(content, start, end):
        return None
    rows, row, cell = _patterns()
    if rows.fullmatch(content, start, end) is None:  # so neither are there more such tags within
        return None
    try:
        hidden = _hidden(row.findall(content, start, end))
        return Scanned(_cells(cell.findall(content, start, end), types, formulas), hidden, start, end)
    except NotPlain:
        return None


@cache
def _patterns() -> tuple[re.Pattern[bytes], re.Pattern[bytes], re.Pattern[bytes]]:
    """All rows as they may be written; one row's tag; one cell that holds something, where the first matches."""
    formula, value = rb"<f%b(?:/>|>[^<]*+</f>)" % ATTRIBUTES, rb"(?:<v>[^<]*+</v>|<v/>)"
    cell = rb'<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"%b(?:/>|>(?:%b)?+%b?+</c>)' % (ATTRIBUTES, formula, value)
    row = rb'<row r="[1-9][0-9]{0,6}"%b(?:/>|>(?:%b)*+</row>)' % (ATTRIBUTES, cell)
    return (
        re.compile(rb"(?:%b)*+" % row),
        re.compile(rb'<row r="([0-9]++)"(%b)' % ATTRIBUTES),
        re.compile(rb'<c r="([A-Z0-9]++)"(%b)>(?:(<f)(%b)(?:/>|>([^<]*+)</f>))?+(?:<v>([^<]*+))?' % (ATTRIBUTES, ATTRIBUTES)),
    )


def _hidden(tags: list[tuple[bytes, bytes]]) -> list[int]:
    """The hidden ones of these rows."""
    states = {}
    for written in {written for _, written in tags}:
        given = _given(written)
        states[written] = "hidden" in given[::2] and is_true(pairs(given)["hidden"])
    return [int(number) for number, written in tags if states[written]] if any(states.values()) else []


class _Written(dict[bytes, RawCell | None]):
    """The facts of cells with the same attributes, by what stands between the tags of their value."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def __missing__(self, written: bytes) -> RawCell | None:
        facts = self.facts
        if facts.strings is not None and written.isdigit() and len(written) < 8 and int(written) < len(facts.strings):
            fact = facts.of_string(int(written))
        else:
            fact = facts[text_of(written)] if written else None
        self[written] = fact
        return fact


class _Addresses(dict[bytes, Position]):
    """Row and column by the bytes of an address; one table serves all files."""

    def __missing__(self, written: bytes) -> Position:
        position = POSITIONS[written.decode()]
        if len(self) < _POSITIONS:
            self[written] = position
        return position


_ADDRESSES = _Addresses()


def _cells(found: list[tuple[bytes, ...]], types: CellTypes, formulas: Formulas) -> dict[Position, RawCell]:
    """The facts of these cells: address, attributes, a mark of a formula, its attributes and text, the value."""
    cells: dict[Position, RawCell] = {}
    facts_of = {written: _Written(types[tuple(_given(written))]) for written in {cell[1] for cell in found}}
    formulas_of = {written: attributes_of(written) for written in {cell[3] for cell in found}}
    shared = {written for written, given in formulas_of.items() if "shared" in given}
    formulas.count(cell[4] for cell in found)
    addresses = _ADDRESSES
    for address, written, mark, of_formula, formula, value in found:
        known = facts_of[written]
        fact = known[value]
        if mark:
            source: str | bytes = formula
            if of_formula in shared:
                source = formulas.shared(formulas_of[of_formula], formula_text(formula))
            fact = calculated(source, fact, known.facts)
        if fact is not None:
            cells[addresses[address]] = fact
    return cells


def _given(written: bytes) -> list[str]:
    """The attributes that follow the address."""
    given = attributes_of(written)
    if "r" in given[::2]:
        raise NotPlain
    return given
