"""Names held against the texts beside them: an edit may leave a name at a cell whose label says something else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ..forms import Grid, Path, Record, Table
from ..values import squeeze
from .expected import ExpectedBlock, ExpectedSheet, Heading, Words
from .find import FoundSheet, FoundTable
from .raw import Position, RawCell

FAR_LEFT, FAR_UP = 16, 64


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name whose label says ``text``: that of another field (``other``), or something of nobody's."""

    path: Path
    place: Position
    text: str
    other: bool


def doubts_of(found: FoundSheet, expected: ExpectedSheet) -> list[Doubt]:
    """What speaks against the places that names gave; sets on the way where the data of each table begins.

    A whole table without a header in sight is doubted under its own id.
    """
    doubts: list[Doubt] = []
    for block in expected.blocks:
        match block.block:
            case Record():
                doubts.extend(_record(block, found))
            case Table():
                table = found.tables.get(block.block.id)
                if table is not None:
                    doubts.extend(_table(block, table, found))
            case Grid():
                doubts.extend(_grid(block, found))
    return doubts


def _text(cells: Mapping[Position, RawCell], place: Position) -> str:
    cell = cells.get(place)
    return squeeze(cell.value) if cell is not None and isinstance(cell.value, str) and cell.kind == "text" else ""


def _beside(found: FoundSheet, place: Position, values: set[Position]) -> tuple[Position, str] | None:
    """The text next to the left of a value, with its place; None where there is none, or another value comes first."""
    row, column = place
    cells = found.raw.cells
    for left in range(column - 1, max(0, column - FAR_LEFT), -1):
        cell = cells.get((row, left))
        if cell is not None and cell.kind != "blank":
            text = squeeze(str(cell.value))
            if (row, left) in values or cell.kind != "text":
                return None
            if any(map(str.isalnum, text)):  # the —— of a crossing without a value is no label
                return (row, left), text
    return None


def _record(block: ExpectedBlock, found: FoundSheet) -> Iterator[Doubt]:
    values = {found.cells[item.path] for item in block.fields if item.path in found.cells}
    own = {item.path: item.words for item in block.fields}
    for item in block.fields:
        place = found.cells.get(item.path)
        beside = _beside(found, place, values) if place is not None else None
        if beside is not None:
            yield from _judge(item.path, beside, item.words, own.values(), found)


def _judge(path: Path, label: tuple[Position, str], own: Words, others: Collection[Words], found: FoundSheet) -> Iterator[Doubt]:
    """A doubt where a label is not the one that belongs there. A label that is the same but for its numbering is known."""
    place, text = label
    if own.says(text):
        return
    if own.means(text):
        found.known.add(place)
        return
    yield Doubt(path, place, text, any(words is not own and words.says(text) for words in others))


def _table(block: ExpectedBlock, table: FoundTable, found: FoundSheet) -> Iterator[Doubt]:
    cells = found.raw.cells
    totals = {row for line in block.lines for name in line.columns if (row := found.cells.get((line.id, name), (0, 0))[0])}
    depth = max(len(heading.levels) for heading in block.headings)
    bottom = _header_above(block.headings, table.columns, table.first, found)
    if bottom is None:
        yield Doubt((table.block.id,), (table.first, min(table.columns.values())), "", False)
        return
    table.first = bottom + 1
    table.apart = frozenset(row for row in totals if row > bottom)
    leaves = [heading.levels[-1] for heading in block.headings]
    for heading in block.headings:
        column = table.columns.get(heading.id)
        if column is None:
            continue
        above = next(((row, column) for row in range(bottom, bottom - depth, -1) if _text(cells, (row, column))), None)
        if above is not None and not any(words.means(_text(cells, above)) for words in heading.levels[:-1]):
            path = (table.block.id, heading.id)
            yield from _judge(path, (above, _text(cells, above)), heading.levels[-1], leaves, found)


def _header_above(headings: tuple[Heading, ...], columns: Mapping[str, int], first: int, found: FoundSheet) -> int | None:
    """The last row of the header above ``first``: the nearest that says what one of the columns is called."""
    cells = found.raw.cells
    for row in range(first - 1, max(0, first - FAR_UP), -1):
        for heading in headings:
            text = _text(cells, (row, columns.get(heading.id, 0)))
            if text and heading.levels[-1].means(text):
                return row
    return None


def _grid(block: ExpectedBlock, found: FoundSheet) -> Iterator[Doubt]:
    assert isinstance(block.block, Grid)
    own = [line.words for line in block.lines]
    name = block.block.id
    columns: dict[str, int] = {}
    rows: list[int] = []
    values = {found.cells[p] for line in block.lines for c in line.columns if (p := (name, line.id, c)) in found.cells}
    for line in block.lines:
        places = {c: found.cells[name, line.id, c] for c in line.columns if (name, line.id, c) in found.cells}
        columns = {c: place[1] for c, place in places.items()} | columns
        rows.extend(place[0] for place in places.values())
        if not places or not line.words.text:
            continue
        first = min(places.values(), key=lambda place: place[1])
        beside = _beside(found, first, values)
        if beside is not None:
            for c in places:
                yield from _judge((name, line.id, c), beside, line.words, own, found)
    if not rows:
        return
    bottom = _header_above(block.headings, columns, min(rows), found)
    if bottom is None:
        yield Doubt((name,), (min(rows), min(columns.values())), "", False)
        return
    leaves = [heading.levels[-1] for heading in block.headings]
    for heading in block.headings:
        text = _text(found.raw.cells, (bottom, columns.get(heading.id, 0)))
        if text:
            for line in block.lines:
                if (name, line.id, heading.id) in found.cells:
                    yield from _judge((name, line.id, heading.id), ((bottom, columns[heading.id]), text), heading.levels[-1], leaves, found)


__all__ = ["Doubt", "doubts_of"]
