"""Where a form's fields stand by title and label text: for sheets whose names are lost, or point to the wrong place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median_low

from ..forms import Grid, Path, Record, Table
from .expected import ExpectedBlock, ExpectedSheet, Labelled, Line, Words
from .find import FoundSheet, FoundTable
from .headers import Band, find_band, nearest_text
from .index import SheetIndex
from .raw import Position

TITLE_ROWS = 8  # a title stands no lower
TITLE_WEIGHT = 3
ENOUGH = 0.6  # of a sheet's labels
MOST_TOTAL_COLUMNS = 4


@dataclass(slots=True)
class Located:
    """What the texts of one sheet say of one sheet of a form. ``labels`` is where each single cell's own label stands.

    ``guessed`` are columns taken for one that is called otherwise, with what they are called; ``nearest`` the text most
    like one that was not found.
    """

    found: FoundSheet
    labels: dict[Path, Position] = field(default_factory=dict)
    headers: dict[str, tuple[int, ...]] = field(default_factory=dict)
    guessed: dict[Path, tuple[Position, str]] = field(default_factory=dict)
    nearest: dict[Path, tuple[Position, str]] = field(default_factory=dict)


def likeness(expected: ExpectedSheet, index: SheetIndex) -> float:
    """How much of a form's sheet stands on a sheet of the file, from 0 to 1; its title counts most."""
    said = {words for block in expected.blocks for words in block.all_words() if words.text}
    here = sum(1 for words in said if index.places(words))
    if titled(expected, index):
        here += TITLE_WEIGHT
    return here / (len(said) + TITLE_WEIGHT)


def titled(expected: ExpectedSheet, index: SheetIndex) -> bool:
    """Whether the title of a form's sheet stands at the top of a sheet of the file."""
    return any(row <= TITLE_ROWS and expected.title.means(index.texts[row, column]) for row, column in index.places(expected.title))


def locate(expected: ExpectedSheet, index: SheetIndex) -> Located:
    """Every field of a form's sheet that the texts of a sheet of the file tell the place of."""
    result = Located(FoundSheet(expected.sheet, index.raw, 0 if expected.sheet.repeat else None))
    shifts = {block.block.id: _shift(block, index) for block in expected.blocks}
    known = [shift for shift in shifts.values() if shift is not None]
    usual = median_low(known) if known else 0
    anchors: set[int] = set()
    taken: set[int] = set()
    claimed: set[Position] = set()
    for block in expected.blocks:
        shift = shifts[block.block.id]
        row = block.row + (usual if shift is None else shift)
        match block.block:
            case Record():
                _record(block, index, row - block.row, claimed, result)
            case Table() | Grid():
                band = find_band(_with_corner(block), index, row, taken)
                if band is None:
                    continue
                taken |= set(band.rows)
                anchors |= set(band.rows)
                _columns(block, band, index, result)
        anchors |= {place[0] for place in index.places(block.title)} if block.title.text else set()
    anchors |= {row for row, _ in result.found.cells.values()}
    for table in result.found.tables.values():
        table.end = min((row for row in anchors if row >= table.first and row not in table.apart), default=None)
        table.last = max(table.first, table.first + table.block.rows - 1 if table.end is None else table.end - 1)
    return result


def _shift(block: ExpectedBlock, index: SheetIndex) -> int | None:
    """How many rows lower than laid out a block stands, by the labels that stand once on the sheet."""
    rows: list[int] = []
    if block.title.text and len(places := index.places(block.title)) == 1:
        rows.append(places[0][0] + 1 - block.row)
    for item in block.fields:
        if len(places := index.places(item.words)) == 1:
            rows.append(places[0][0] - item.row)
    for heading in block.headings:
        if len(places := index.places(heading.levels[0])) == 1:
            rows.append(places[0][0] - block.row)
    return median_low(rows) if rows else None


def _record(block: ExpectedBlock, index: SheetIndex, shift: int, claimed: set[Position], result: Located) -> None:
    for item in block.fields:
        places = [place for place in index.places(item.words) if place not in claimed]
        if not places:
            near = nearest_text(item.words, {i: text for i, text in enumerate(index.texts.values())})
            if near is not None:
                result.nearest[item.path] = (list(index.texts)[near[0]], near[1])
            continue
        place = min(places, key=lambda p: (abs(p[0] - item.row - shift), abs(p[1] - item.column)))
        claimed.add(place)
        result.labels[item.path] = place
        result.found.cells[item.path] = value_place(item, place, index)


def value_place(item: Labelled, place: Position, index: SheetIndex) -> Position:
    """The cell of a value, right of its label: behind the label's merged cells, or as far right as the form has it."""
    row, column = place
    last = index.last_column(place)
    usual = last + 1 if last > column else column + item.shift
    for candidate in range(last + 1, usual + 2):
        if (row, candidate) in index.raw.cells and not _is_label((row, candidate), index, result=None):
            return row, candidate
        if (row, candidate) in index.raw.cells:
            break
    return row, usual


def _is_label(place: Position, index: SheetIndex, result: None) -> bool:
    return False


def _with_corner(block: ExpectedBlock) -> list[object]:
    return []


def _columns(block: ExpectedBlock, band: Band, index: SheetIndex, result: Located) -> None:
    pass


__all__ = ["ENOUGH", "Located", "likeness", "locate", "titled"]
