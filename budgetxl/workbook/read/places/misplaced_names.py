"""Names held against the texts beside them: an edit may leave a name at a cell whose label says something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import assert_never

from budgetxl.forms import Grid, Path, Record, Table
from budgetxl.values import squeeze
from budgetxl.values.records import dataclass
from budgetxl.xlsx import Position, RawCell

from .by_names import FoundSheet, FoundTable
from .form_texts import ExpectedBlock, ExpectedSheet, Heading, Words
from .own_texts import label_text

FAR_LEFT, FAR_UP = 32, 64
INSERTED = 3  # columns that somebody may have inserted between a label and its value


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name whose label says ``text``, which is not its ``own``; empty where no label stands beside it at all.

    ``whole``: a table or grid, named by its id, without a header in sight.
    """

    path: Path
    place: Position
    text: str = ""
    own: str = ""
    whole: bool = False


def doubts_of(found: FoundSheet, expected: ExpectedSheet) -> list[Doubt]:
    """What speaks against the places that names gave; sets on the way where the data of each table begins."""
    doubts: list[Doubt] = []
    for block in expected.blocks:
        match block.block:
            case Record() if not block.block.across:
                doubts.extend(_record(block, expected, found))
            case Table():
                table = found.tables.get(block.block.id)
                if table is not None:
                    doubts.extend(_table(block, expected, table, found))
            case Record() | Grid():
                doubts.extend(_grid(block, expected, found))
            case other:
                assert_never(other)
    return doubts


def _text(cells: Mapping[Position, RawCell], place: Position) -> str:
    cell = cells.get(place)
    return "" if cell is None else label_text(cell)


def _beside(found: FoundSheet, place: Position, values: set[Position], over: bool = False) -> tuple[Position, str] | None:
    """The text next to the left of a value, with its place; None where there is none, or another value comes first.

    ``over``: other values of the same row may stand between.
    """
    row, column = place
    cells = found.raw.cells
    for left in range(column - 1, max(0, column - FAR_LEFT), -1):
        cell = cells.get((row, left))
        if cell is None or (over and (row, left) in values):
            continue
        text = label_text(cell)
        if cell.kind == "blank" and not text:
            continue
        if (row, left) in values or not text:
            return None
        if any(map(str.isalnum, text)):  # the —— of a crossing without a value is no label
            return (row, left), text
    return None


def _record(block: ExpectedBlock, expected: ExpectedSheet, found: FoundSheet) -> Iterator[Doubt]:
    values = {found.cells[item.path] for item in block.fields if item.path in found.cells}
    for item in block.fields:
        place = found.cells.get(item.path)
        if place is None:
            continue
        if _passed_over(found, place, values, expected):
            yield Doubt(item.path, place)
            continue
        label = _beside(found, place, values)
        if label is not None and block.title.says(label[1]) and not _under_title(block, label[0], found):
            label = None  # that is the heading, which says the same
        yield from _judge(item.path, place, label, item.words, expected, found)


def _under_title(block: ExpectedBlock, label: Position, found: FoundSheet) -> bool:
    """Whether the heading of a block stands above a label."""
    return any(block.title.says(_text(found.raw.cells, (row, column))) for row in range(label[0] - 1, 0, -1) for column in range(1, label[1] + 1))


def _passed_over(found: FoundSheet, place: Position, values: set[Position], expected: ExpectedSheet) -> bool:
    """Whether a value's cell is blank and something of nobody's stands right of it: columns may have been inserted."""
    row, column = place
    held = found.raw.cells.get(place)
    if held is not None and (held.kind != "blank" or held.calculated):
        return False
    for right in range(column + 1, column + 1 + INSERTED):
        cell = found.raw.cells.get((row, right))
        if (row, right) in values or (expected.side_by_side and _of_another_block(found, (row, right))):
            return False
        if cell is not None and cell.kind != "blank":
            return cell.kind != "text" or not expected.is_furniture(squeeze(str(cell.value)))
    return False


def _of_another_block(found: FoundSheet, place: Position) -> bool:
    """Whether a cell is another block's: a value of its own, or within the columns of a table."""
    return place in found.cells.values() or any(
        min(table.columns.values()) <= place[1] <= max(table.columns.values()) for table in found.tables.values() if table.columns
    )


def _judge(
    path: Path, place: Position, label: tuple[Position, str] | None, own: Words, expected: ExpectedSheet, found: FoundSheet
) -> Iterator[Doubt]:
    """A doubt where a label is not the one that belongs there. Its own label, if only by and large, is known."""
    if label is None:
        yield Doubt(path, place)
    elif expected.means(own, label[1]):
        found.known.add(label[0])
    else:
        yield Doubt(path, *label, own.text)


def _table(block: ExpectedBlock, expected: ExpectedSheet, table: FoundTable, found: FoundSheet) -> Iterator[Doubt]:
    depth = max(len(heading.levels) for heading in block.headings)
    bottom = header_above(block.headings, table.columns, table.first, depth, found)
    if bottom is None or bottom >= table.first:
        yield Doubt((table.block.id,), (table.first, min(table.columns.values())), whole=True)
        return
    totals: set[int] = set()
    for line in block.lines:
        places = {name: found.cells[path] for name, path in line.paths.items() if path in found.cells}
        totals.update(row for row, _ in places.values())
        for name, place in places.items():
            yield from _judge(line.paths[name], place, _beside(found, place, set(places.values()), True), line.words, expected, found)
    fixed = [place[0] for path, place in found.cells.items() if path[0] == table.block.continues] if table.block.continues else []
    table.first = max([bottom, *fixed]) + 1
    table.apart = frozenset(row for row in totals if row > bottom)
    for heading in block.headings:
        column = table.columns.get(heading.id)
        if column is not None and heading.levels[-1].text:
            yield from _column((table.block.id, heading.id), heading, (bottom, column), depth, expected, found)


def _column(path: Path, heading: Heading, place: Position, depth: int, expected: ExpectedSheet, found: FoundSheet) -> Iterator[Doubt]:
    """A doubt where the lowest text of a column's header, which ends at ``place``, is not the column's own."""
    bottom, column = place
    above = next(((row, column) for row in range(bottom, bottom - depth, -1) if _text(found.raw.cells, (row, column))), None)
    label = (above, _text(found.raw.cells, above)) if above is not None else None
    if label is not None and any(words.means(label[1]) for words in heading.levels[:-1]):
        label = None  # only what stands over several columns is there
    yield from _judge(path, place, label, heading.levels[-1], expected, found)


def header_above(
    headings: tuple[Heading, ...], columns: Mapping[str, int], first: int, depth: int, found: FoundSheet
) -> int | None:
    """The last row of the header above ``first``: the nearest that says what one of the columns is called."""

    def says_one(row: int) -> bool:
        for heading in headings:
            text = _text(found.raw.cells, (row, columns.get(heading.id, 0)))
            if text and heading.levels[-1].means(text):
                return True
        return False

    top = next((row for row in range(first - 1, max(0, first - FAR_UP), -1) if says_one(row)), None)
    if top is None:
        return None
    return next((row for row in range(top + depth - 1, top, -1) if row >= first and says_one(row)), top)


def _grid(block: ExpectedBlock, expected: ExpectedSheet, found: FoundSheet) -> Iterator[Doubt]:
    """The doubts of a grid, or of a record that runs across, which is a grid of one row without a label."""
    name = block.block.id
    columns: dict[str, int] = {}
    rows: list[int] = []
    values = {found.cells[path] for line in block.lines for path in line.paths.values() if path in found.cells}
    for line in block.lines:
        places = {c: found.cells[path] for c, path in line.paths.items() if path in found.cells}
        columns = {c: place[1] for c, place in places.items()} | columns
        rows.extend(place[0] for place in places.values())
        if places and line.words.text:
            first = min(places.values(), key=lambda place: place[1])
            beside = _beside(found, first, values)
            for c, place in places.items():
                yield from _judge(line.paths[c], place, beside, line.words, expected, found)
    if not rows:
        return
    depth = max(len(heading.levels) for heading in block.headings)
    bottom = header_above(block.headings, columns, min(rows), depth, found)
    if bottom is None or bottom >= min(rows):
        yield Doubt((name,), (min(rows), min(columns.values())), whole=True)
        return
    for heading in block.headings:
        lines = [line for line in block.lines if line.paths.get(heading.id, ()) in found.cells]
        if lines and heading.levels[-1].text:
            for doubt in _column((name,), heading, (bottom, columns[heading.id]), depth, expected, found):
                yield from (replace(doubt, path=line.paths[heading.id]) for line in lines)


__all__ = ["Doubt", "doubts_of", "header_above"]
