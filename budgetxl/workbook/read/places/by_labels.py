"""Where a form's fields stand by title and label text: for sheets whose names are lost, or point to the wrong place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import field
from typing import assert_never

from budgetxl.forms import SERIAL_ID, Grid, Path, Record, Table
from budgetxl.values.records import dataclass
from budgetxl.xlsx import Position

from .by_names import FoundSheet, FoundTable
from .column_numbers import is_numbering_row
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
    anchors: set[Position] = set()
    taken: set[int] = set()
    title = {place for place in index.places(expected.title) if place[0] <= TITLE_ROWS}
    result.found.known |= title
    claimed = set(sorted(title)[:1]) if len(title) > 1 else set()  # a field may be called what its sheet is
    bands: dict[str, Band] = {}
    for number, block in enumerate(expected.blocks):
        shift = shifts[block.block.id]
        row = block.row + (usual if shift is None else shift)
        match block.block:
            case Record() if not block.block.across:
                _record(block, expected, index, row - block.row, claimed, result)
            case Table() if block.block.continues:
                _open_rows(block.block, bands.get(block.block.continues), result)
            case Record() | Table() | Grid():
                left = _left_of(block, expected, bands, result)
                alike = sum(1 for other in expected.blocks[number + 1 :] if other.headings == block.headings and not other.block.beside)
                band = find_band(_headings(block), index, row, taken, left, 0 if block.block.beside else alike)
                if band is None:
                    continue
                bands[block.block.id] = band
                taken |= set(band.rows)
                result.headed.add(block.block.id)
                anchors |= {(r, c) for r in band.rows for c in band.columns.values()}
                result.found.known |= {(r, c) for r in band.rows for c in band.columns.values()}
                _crossings(block, band, expected, index, left, result)
            case other:
                assert_never(other)
        if block.title.text:
            anchors |= set(index.places(block.title))
            result.found.known |= set(index.places(block.title))
    if expected.below is not None:
        anchors |= set(index.places(expected.below))
    totals = {row for table in result.found.tables.values() for row in table.apart}
    anchors |= {place for place in result.found.cells.values() if place[0] not in totals}
    for table in result.found.tables.values():
        columns = table.columns.values() if expected.side_by_side else None  # what ends another half ends nothing here
        below = (r for r, c in anchors if r >= table.first and (columns is None or min(columns) <= c <= max(columns)))
        table.end = min(below, default=None)
        table.last = table.first + table.block.rows + len(table.apart) - 1
        if table.end is not None:
            table.last = min(table.last, table.end - 1)
    return result


def _left_of(block: ExpectedBlock, expected: ExpectedSheet, bands: dict[str, Band], result: Located) -> Band | None:
    """The header left of a block that stands beside others: of the nearest that has one, as wide as all that stand there."""
    chain: list[ExpectedBlock] = []
    beside = block.block.beside
    while beside and len(chain) < len(expected.blocks):
        one = next((other for other in expected.blocks if other.block.id == beside), None)
        if one is None:
            break
        chain.append(one)
        beside = one.block.beside
    band = next((bands[one.block.id] for one in chain if one.block.id in bands), None)
    if band is None:
        return None
    ids = {one.block.id for one in chain}
    values = [place[1] for one in chain for item in one.fields if (place := result.found.cells.get(item.path)) is not None]
    last = max([*(column for name in ids & bands.keys() for column in bands[name].columns.values()), *values])
    return Band(band.rows, {**band.columns, "": last}) if last > max(band.columns.values()) else band


def _open_rows(block: Table, band: Band | None, result: Located) -> None:
    """The open rows of a grid: under its headings, from below the last of its fixed rows."""
    if band is None:
        return
    fixed = [place[0] for path, place in result.found.cells.items() if path[0] == block.continues]
    named = {name: column for name, column in band.columns.items() if name}
    stub = band.columns.get("", min(named.values(), default=2) - 1)
    first = max(fixed, default=band.rows[-1]) + 1
    columns = {block.columns[0].id: stub, **named}
    result.headed.add(block.id)
    result.found.tables[block.id] = FoundTable(block, columns, first, first)


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
    if expected.side_by_side:
        return row, usual  # what stands further right is another block's
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


def _crossings(
    block: ExpectedBlock, band: Band, expected: ExpectedSheet, index: SheetIndex, left: Band | None, result: Located
) -> None:
    """The columns and labelled rows below a header, right of the block that stands ``left`` of it."""
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
    span = (max(left.columns.values()) + 1 if left is not None else 1, stubs)
    lines = _lines(block, expected, index, bottom, columns.values(), span, result)
    for line in block.lines:
        if line.id in lines:
            result.found.cells.update({path: (lines[line.id], columns[name]) for name, path in line.paths.items() if name in columns})
    if isinstance(block.block, Table):
        first, serial = bottom + 1, columns.pop(SERIAL_ID, None)
        result.found.tables[block.block.id] = FoundTable(block.block, columns, first, first, frozenset(lines.values()), serial=serial)


def _next_block(block: ExpectedBlock, expected: ExpectedSheet, index: SheetIndex, bottom: int) -> int | None:
    """The row where a block further down begins, by its title or by its headings; None where none does below ``bottom``."""
    rows: list[int] = []
    below = expected.blocks[expected.blocks.index(block) + 1 :]
    for other in (one for one in below if not one.block.beside):
        rows += [row for row, _ in index.places(other.title) if other.title.text]
        found: dict[int, int] = {}
        for words in {heading.levels[0] for heading in other.headings}:
            for row in {row for row, _ in index.places(words)}:
                found[row] = found.get(row, 0) + 1
        rows += [row for row, count in found.items() if count >= min(2, len(other.headings))]
    return min((row for row in rows if row > bottom), default=None)


def _lowest(band: Band, column: int, index: SheetIndex) -> Position:
    """The lowest text of a header in one column."""
    return max((row, column) for row in band.rows if (row, column) in index.texts)


def _unlabelled(
    index: SheetIndex, previous: int, columns: Collection[int], span: tuple[int, int], expected: ExpectedSheet, numbering_row: bool
) -> int:
    """The row of a line without a label: the next with anything in these columns, if no label stands beside it."""
    numbered = False
    for row in (row for row in index.rows if previous < row <= previous + MOST_BETWEEN):
        if not numbered and is_numbering_row(index.raw.cells, row, columns, own=numbering_row):
            previous, numbered = row, True
            continue
        texts = [text for column in (*range(span[0], span[1] + 1), *columns) if (text := index.texts.get((row, column)))]
        if any(expected.is_furniture(text) for text in texts):
            break
        if any((row, column) in index.raw.cells for column in columns):
            return row
    return previous + 1


def _lines(
    block: ExpectedBlock, expected: ExpectedSheet, index: SheetIndex, bottom: int, columns: Collection[int], span: tuple[int, int],
    result: Located,
) -> dict[str, int]:  # fmt: skip
    """The rows of labelled lines below a header, each label once and, where it stands several times, in the form's order.

    ``span`` are the columns in which labels may stand.
    """
    rows: dict[str, int] = {}
    previous = bottom
    for line in block.lines:
        if not line.words.text:
            rows[line.id] = previous = _unlabelled(index, previous, columns, span, expected, block.block.numbering_row)
            continue
        places = [p for p in index.places(line.words) if expected.means(line.words, index.texts[p])]
        free = [p for p in places if p[0] > bottom and span[0] <= p[1] <= span[1] and p[0] not in rows.values()]
        if line.last:  # staff call rows among the items 合计, too; what stands at the foot comes behind them
            end = _next_block(block, expected, index, bottom)
            free = [place for place in free if end is None or place[0] < end][-1:]
        place = next((p for p in free if p[0] > previous), free[0] if free else None)
        if place is None and isinstance(block.block, Grid) and block.block.numbering:
            place = _shown_as_nought(index, previous, span)
        if place is None:
            _suggest((block.block.id, line.id), line.words, index, result)
        else:
            rows[line.id] = previous = place[0]
            result.found.known.add(place)
    return rows


def _shown_as_nought(index: SheetIndex, previous: int, span: tuple[int, int]) -> Position | None:
    """The next row whose label is 0: a label with a number before it is a formula, and LibreOffice's .xls files hold 0 for it."""
    cells = index.raw.cells
    places = ((row, span[1]) for row in range(previous + 1, previous + 1 + MOST_BETWEEN))
    return next((place for place in places if (cell := cells.get(place)) is not None and cell.value == 0), None)


__all__ = ["ENOUGH", "Located", "likeness", "locate", "titled", "value_place"]
