"""Where a form's fields stand by title and label text: for sheets whose names are lost, or point to the wrong place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import field
from typing import assert_never

from budgetxl.forms import Grid, Path, Record, Table
from budgetxl.values.records import dataclass
from budgetxl.xlsx import Position

from .by_names import FoundSheet, FoundTable
from .form_texts import ExpectedBlock, ExpectedSheet, Heading, Labelled, Words
from .headers import MOST_BETWEEN, Band, find_band, nearest_text
from .misplaced_names import INSERTED
from .sheet_index import SheetIndex

TITLE_ROWS = 8  # a title stands no lower
TITLE_WEIGHT = 3
ENOUGH = 0.6  # of a sheet's labels
MOST_TOTAL_COLUMNS = 4


@dataclass(slots=True)
class Located:
    """What the texts of one sheet say of one sheet of a form.

    ``guessed`` are columns taken for one that is called otherwise, with what they are called; ``nearest`` the text most
    like one that was not found.
    """

    found: FoundSheet
    headed: set[str] = field(default_factory=set)  #: tables and grids whose header was found
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
    result = Located(FoundSheet(expected, index.raw, 0 if expected.sheet.repeat else None))
    shifts = {block.block.id: _shift(block, index) for block in expected.blocks}
    usual = _middle([shift for shift in shifts.values() if shift is not None] or [0])
    anchors: set[int] = set()
    taken: set[int] = set()
    title = {place for place in index.places(expected.title) if place[0] <= TITLE_ROWS}
    result.found.known |= title
    claimed = set(sorted(title)[:1]) if len(title) > 1 else set()  # a field may be called what its sheet is
    for block in expected.blocks:
        shift = shifts[block.block.id]
        row = block.row + (usual if shift is None else shift)
        match block.block:
            case Record():
                _record(block, expected, index, row - block.row, claimed, result)
            case Table() | Grid():
                band = find_band(_headings(block), index, row, taken)
                if band is None:
                    continue
                taken |= set(band.rows)
                result.headed.add(block.block.id)
                anchors |= set(band.rows)
                result.found.known |= {(r, c) for r in band.rows for c in band.columns.values()}
                _crossings(block, band, expected, index, result)
            case other:
                assert_never(other)
        if block.title.text:
            anchors |= {place[0] for place in index.places(block.title)}
            result.found.known |= set(index.places(block.title))
    if expected.below is not None:
        anchors |= {row for row, _ in index.places(expected.below)}
    totals = {row for table in result.found.tables.values() for row in table.apart}
    anchors |= {row for row, _ in result.found.cells.values()} - totals
    for table in result.found.tables.values():
        table.end = min((row for row in anchors if row >= table.first), default=None)
        table.last = table.first + table.block.rows + len(table.apart) - 1
        if table.end is not None:
            table.last = min(table.last, table.end - 1)
    return result


def _shift(block: ExpectedBlock, index: SheetIndex) -> int | None:
    """How many rows lower than laid out a block stands, by the labels that stand once on the sheet."""
    rows: list[int] = []
    sought = [(block.title, block.row - 1), *((item.words, item.row) for item in block.fields)]
    sought += [(heading.levels[0], block.row) for heading in block.headings]
    for label, row in sought:
        if label.text and len(places := index.places(label)) == 1:
            rows.append(places[0][0] - row)
    return _middle(rows) if rows else None


def _middle(numbers: list[int]) -> int:
    """The lower median."""
    return sorted(numbers)[(len(numbers) - 1) // 2]


def _record(
    block: ExpectedBlock, expected: ExpectedSheet, index: SheetIndex, shift: int, claimed: set[Position], result: Located
) -> None:
    for item in block.fields:
        places = [p for p in index.places(item.words) if p not in claimed and expected.means(item.words, index.texts[p])]
        places = [p for p in places if not _is_heading(p, block, item, index, shift)]
        if not places:
            _suggest(item.path, item.words, index, result)
            continue
        place = min(places, key=lambda p: (abs(p[0] - item.row - shift), abs(p[1] - item.column)))
        claimed.add(place)
        result.found.known.add(place)
        result.found.cells[item.path] = value_place(item, place, expected, index)


def _is_heading(place: Position, block: ExpectedBlock, item: Labelled, index: SheetIndex, shift: int) -> bool:
    """Whether a text that a field and its block are both called stands where the block's heading belongs."""
    off = place[0] - shift
    return block.title.says(index.texts[place]) and abs(off - (block.row - 1)) < abs(off - item.row)


def value_place(item: Labelled, place: Position, expected: ExpectedSheet, index: SheetIndex) -> Position:
    """The cell of a value, right of its label: behind the label's merged cells, or as far right as the form has it.

    Where that is blank and something stands between or in the other of the two places, which is no label, that is it.
    """
    row, column = place
    last = index.last_column(place)
    usual = last + 1 if last > column else column + item.shift
    for candidate in (usual, column + item.shift, *range(column + 1, column + item.shift + INSERTED)):
        cell = index.raw.cells.get((row, candidate))
        if cell is None or (cell.kind == "blank" and not cell.calculated):
            continue
        text = index.texts.get((row, candidate))
        if text is not None and expected.is_furniture(text):
            if candidate > column + item.shift:
                break  # what stands on is another field's
            continue
        return row, candidate
    return row, usual


def _suggest(path: Path, label: Words, index: SheetIndex, result: Located) -> None:
    """Keep the text that is most like a label that was not found."""
    places = list(index.texts)
    near = nearest_text(label, dict(enumerate(index.texts.values())))
    if near is not None:
        result.nearest[path] = (places[near[0]], near[1])


def _headings(block: ExpectedBlock) -> list[Heading]:
    """The headings of a table or grid, the corner of a grid first."""
    corner = [Heading("", (block.corner,))] if block.corner is not None and block.corner.text else []
    return [*corner, *block.headings]


def _crossings(block: ExpectedBlock, band: Band, expected: ExpectedSheet, index: SheetIndex, result: Located) -> None:
    """The columns and labelled rows below a header."""
    bottom = band.rows[-1]
    columns = {name: column for name, column in band.columns.items() if name}
    for name, text in band.guessed.items():
        result.guessed[block.block.id, name] = (_lowest(band, columns[name], index), text)
    for name, (column, text) in band.nearest.items():
        if name not in columns:
            result.nearest[block.block.id, name] = (_lowest(band, column, index), text)
    if not columns:
        return
    stubs = min(columns.values()) + MOST_TOTAL_COLUMNS - 1 if isinstance(block.block, Table) else band.columns.get("", min(columns.values()) - 1)
    lines = _lines(block, expected, index, bottom, columns.values(), stubs, result)
    prefix = () if isinstance(block.block, Table) else (block.block.id,)
    for line in block.lines:
        if line.id in lines:
            places = {(*prefix, line.id, name): (lines[line.id], columns[name]) for name in line.columns if name in columns}
            result.found.cells.update(places)
    if isinstance(block.block, Table):
        first = bottom + 1
        result.found.tables[block.block.id] = FoundTable(block.block, columns, first, first, frozenset(lines.values()))


def _lowest(band: Band, column: int, index: SheetIndex) -> Position:
    """The lowest text of a header in one column."""
    return max((row, column) for row in band.rows if (row, column) in index.texts)


def _unlabelled(index: SheetIndex, previous: int, columns: Collection[int], stubs: int, expected: ExpectedSheet) -> int:
    """The row of a line without a label: the next with anything in these columns, if no label stands beside it."""
    for row in (row for row in index.rows if previous < row <= previous + MOST_BETWEEN):
        texts = [text for column in (*range(1, stubs + 1), *columns) if (text := index.texts.get((row, column)))]
        if any(expected.is_furniture(text) for text in texts):
            break
        if any((row, column) in index.raw.cells for column in columns):
            return row
    return previous + 1


def _lines(
    block: ExpectedBlock, expected: ExpectedSheet, index: SheetIndex, bottom: int, columns: Collection[int], last_column: int, result: Located
) -> dict[str, int]:
    """The rows of labelled lines below a header, each label once and, where it stands several times, in the form's order."""
    rows: dict[str, int] = {}
    previous = bottom
    for line in block.lines:
        if not line.words.text:
            rows[line.id] = previous = _unlabelled(index, previous, columns, last_column, expected)
            continue
        places = [p for p in index.places(line.words) if expected.means(line.words, index.texts[p])]
        free = [p for p in places if p[0] > bottom and p[1] <= last_column and p[0] not in rows.values()]
        place = next((p for p in free if p[0] > previous), free[0] if free else None)
        if place is None:
            _suggest((block.block.id, line.id), line.words, index, result)
        else:
            rows[line.id] = previous = place[0]
            result.found.known.add(place)
    return rows


__all__ = ["ENOUGH", "Located", "likeness", "locate", "titled", "value_place"]
