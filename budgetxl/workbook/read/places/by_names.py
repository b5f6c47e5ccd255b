"""Where each field of a form stands in a workbook that came back: by its defined names.

Names move with inserted rows and renamed sheets, and a copied sheet carries its own. What has no name any more is left to
``labels`` (title and label text), and names that an edit has left in the wrong place to ``doubts``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from budgetxl.forms import Block, Grid, Path, Sheet, Table, cells_of, laid_columns
from budgetxl.values import Finding
from budgetxl.values.records import dataclass
from budgetxl.xlsx import Area, Position, RawSheet, RawWorkbook, parse_name

from .form_names import part_names
from .form_reading import FormReading
from .form_texts import ExpectedSheet

Names = Mapping[str, Area]


@dataclass(slots=True)
class FoundTable:
    """A table's place: the column of each field by id, and the first and last row that belong to it.

    ``apart`` are rows between them that hold no item (total rows); ``end`` is the row where something else begins;
    ``serial`` is the column in which its rows are numbered; ``named`` the first row that its names cover, where it has some.
    ``parts`` are the columns of codes that an earlier version of the form had in another number of parts, by their ids.
    """

    block: Table
    columns: dict[str, int]
    first: int
    last: int
    apart: frozenset[int] = frozenset()
    end: int | None = None
    serial: int | None = None
    named: int | None = None
    parts: dict[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class FoundSheet:
    """One sheet of the form in the file. ``copy`` counts the sheets of a repeated one in workbook order, else None.

    Where a block was moved to another sheet, that sheet has a FoundSheet of its own with only this block. ``known`` are
    cells that have been recognised as labels although they say something else.
    """

    expected: ExpectedSheet
    raw: RawSheet
    copy: int | None = None
    cells: dict[Path, Position] = field(default_factory=dict)
    tables: dict[str, FoundTable] = field(default_factory=dict)
    known: set[Position] = field(default_factory=set)
    elsewhere: dict[Path, tuple[RawSheet, Position]] = field(default_factory=dict)  #: single cells that an older version had on other sheets
    recognised: bool = False  #: whether it was known by its texts, without a name
    older: list[Path] = field(default_factory=list)  #: what was found by a name that an older version had for it

    @property
    def sheet(self) -> Sheet:
        """The sheet of the form."""
        return self.expected.sheet

    def has(self, block: Block) -> bool:
        """Whether any place of a block was found here."""
        return block.id in self.tables or any(path in self.cells for path, _ in self.expected.names[block.id].cells)


@dataclass(frozen=True, slots=True)
class Missing:
    """What was not found: a whole sheet of the form (no ``path``), or a field of it; ``hint`` names what is most like it.

    ``deleted``: its defined name is still there, and says that its cell has been deleted.
    """

    sheet: Sheet
    path: Path = ()
    where: str = ""
    hint: str = ""
    deleted: bool = False


@dataclass(slots=True)
class Found:
    """All that was found, what was not, and what is to be said of it."""

    sheets: list[FoundSheet] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    twice: list[tuple[Sheet, RawSheet]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def of(self, sheet: Sheet) -> list[FoundSheet]:
        """The places of one sheet of the form, the main one first; of a repeated one, its copies."""
        return [found for found in self.sheets if found.sheet is sheet]


def find_by_names(reading: FormReading, raw: RawWorkbook) -> Found:
    """The fields of a form by the workbook's defined names. What has none is missing."""
    sheets = {sheet.name: sheet for sheet in raw.sheets}
    everywhere: dict[str, Area] = {}
    local: dict[str, dict[str, Area]] = {}
    for name in raw.names:
        meaning = parse_name(name.text)
        if not isinstance(meaning, tuple) or len(meaning) != 1 or meaning[0].sheet not in sheets:
            continue
        if name.sheet is None:
            everywhere.setdefault(name.name, meaning[0])
        else:
            local.setdefault(name.sheet, {}).setdefault(name.name, meaning[0])
    result = Found()
    for sheet in reading.form.sheets:
        expected = reading.sheets[sheet.id]
        if sheet.repeat:
            _find_copies(expected, raw, everywhere, local, result)
        else:
            _find_single(expected, sheets, everywhere, local, result)
    return result


def _find_copies(
    expected: ExpectedSheet, raw: RawWorkbook, everywhere: Names, local: Mapping[str, Names], result: Found
) -> None:
    sheet = expected.sheet
    prefixes = [f"{name}." for name in (sheet.repeat, *sheet.was)]
    shared: dict[str, dict[str, Area]] = {}
    for name, area in everywhere.items():  # a program that knows no local names has made them everybody's
        if name.startswith(tuple(prefixes)) and area.sheet is not None:
            shared.setdefault(area.sheet, {})[name] = area
    for one in raw.sheets:
        mine = {n: a for n, a in local.get(one.name, {}).items() if a.sheet == one.name}
        names = _without_prefix(mine, prefixes) or _without_prefix(shared.get(one.name, {}), prefixes)
        if names:
            result.sheets.append(_fill(FoundSheet(expected, one, 0), names, sheet.blocks))


def _without_prefix(names: Names, prefixes: list[str]) -> dict[str, Area]:
    """The names that begin with one of these, without it; where a name has two, the first counts."""
    found: dict[str, Area] = {}
    for prefix in prefixes:
        for name, area in names.items():
            if name.startswith(prefix):
                found.setdefault(name.removeprefix(prefix), area)
    return found


def _find_single(
    expected: ExpectedSheet, sheets: Mapping[str, RawSheet], everywhere: Names, local: Mapping[str, Names], result: Found
) -> None:
    """One sheet of the form. Its names may point to several sheets where staff moved a block: the one named most counts."""
    sheet = expected.sheet
    mine = {name for block in expected.names.values() for _, name in (*block.cells, *block.columns, ((), block.serial))}
    mine.update(name for older in expected.older.values() for name in older)
    mine.update(name for block in sheet.blocks for names in part_names(block).values() for name in names)
    by_sheet: dict[str, dict[str, Area]] = {}
    for name in mine:
        area = everywhere.get(name)
        if area is not None and area.sheet is not None:
            by_sheet.setdefault(area.sheet, {})[name] = area
    if not by_sheet:
        by_sheet = {n: {k: a for k, a in names.items() if k in mine and a.sheet == n} for n, names in local.items() if n in sheets}
    by_sheet = {name: names for name, names in by_sheet.items() if names}
    if not by_sheet:
        return
    best = max(by_sheet, key=lambda name: len(by_sheet[name]))
    for name, area in local.get(best, {}).items():
        if name in mine and area.sheet == best:
            by_sheet[best].setdefault(name, area)
    main = _fill(FoundSheet(expected, sheets[best]), by_sheet[best], sheet.blocks)
    result.sheets.append(main)
    _from_elsewhere(main, sheets, everywhere)
    for name, names in by_sheet.items():
        moved = tuple(block for block in sheet.blocks if name != best and not main.has(block) and _any_of(block, expected, names))
        if moved:
            result.sheets.append(_fill(FoundSheet(expected, sheets[name]), names, moved))
    for name, theirs in local.items():
        if name != best and name in sheets and len(mine & theirs.keys()) > len(mine) // 2:
            result.twice.append((sheet, sheets[name]))


def _from_elsewhere(main: FoundSheet, sheets: Mapping[str, RawSheet], everywhere: Names) -> None:
    """Single cells that an older version had on another sheet: its name for them leads there."""
    for path, name in (cell for block in main.expected.names.values() for cell in block.cells if main.expected.older):
        area = next((everywhere[old] for old in main.expected.older.get(name, ()) if old in everywhere), None)
        if path not in main.cells and area is not None and area.sheet is not None and name not in everywhere:
            main.older.append(path)
            main.elsewhere[path] = (sheets[area.sheet], (area.first_row, area.first_column))


def _any_of(block: Block, expected: ExpectedSheet, names: Names) -> bool:
    here = expected.names[block.id]
    return any(_area(names, name, expected) is not None for _, name in (*here.cells, *here.columns))


def _area(names: Names, name: str, expected: ExpectedSheet) -> Area | None:
    """Where a name leads, or what the cell was called in an earlier version of the form."""
    area = names.get(name)
    if area is not None or not expected.older:
        return area
    return next((names[old] for old in expected.older.get(name, ()) if old in names), None)


def _fill(found: FoundSheet, names: Names, blocks: tuple[Block, ...]) -> FoundSheet:
    for block in blocks:
        here = found.expected.names[block.id]
        for path, name in here.cells:
            area = _area(names, name, found.expected)
            if area is not None and area.sheet == found.raw.name:
                found.cells[path] = (area.first_row, area.first_column)
                if name not in names:
                    found.older.append(path)
        if isinstance(block, Table):
            areas = {path[-1]: area for path, name in here.columns if (area := _area(names, name, found.expected)) is not None}
            if areas:
                found.older.extend(path for path, name in here.columns if path[-1] in areas and name not in names)
                first, last = min(a.first_row for a in areas.values()), max(a.last_row for a in areas.values())
                serial = _area(names, here.serial, found.expected)
                found.tables[block.id] = FoundTable(
                    block, {n: a.first_column for n, a in areas.items()}, first, last,
                    serial=serial.first_column if serial is not None else None, named=first, parts=_other_parts(found, block, names),
                )  # fmt: skip
    return found


def _other_parts(found: FoundSheet, block: Table, names: Names) -> dict[str, tuple[int, ...]]:
    """The columns of each code that the workbook has in several parts, but not in as many as the form."""
    parts = {column.id: len(column.parts) for column in block.columns}
    places: dict[str, tuple[int, ...]] = {}
    for code, each in part_names(block).items():
        areas = [area for name in each if (area := _area(names, name, found.expected)) is not None]
        if len(areas) > 1 and len(areas) != parts[code]:
            places[code] = tuple(area.first_column for area in areas)
    return places


def absent(found: FoundSheet, blocks: tuple[Block, ...]) -> Iterator[Path]:
    """The places of these blocks that were not found on a sheet."""
    for block in blocks:
        yield from [path for path, _ in found.expected.names[block.id].cells if path not in found.cells and path not in found.elsewhere]
        known = found.tables.get(block.id)
        yield from [path for path, _ in found.expected.names[block.id].columns if known is None or path[-1] not in known.columns]


def label_of(sheet: Sheet, path: Path) -> str:
    """The words of a form for a path below a sheet's root, for a message that it was not found."""
    for block in sheet.blocks:
        here = cells_of(block, bool(sheet.repeat))
        for cell in (*here.single, *here.columns):
            if cell.path == path:
                return cell.label
        for column in laid_columns(block.columns) if isinstance(block, Table) and path[0] == block.id else ():
            if column.id == path[-1]:
                return "·".join(text for text in column.header if text)
    return sheet.name


def lines(missing: Iterable[Missing]) -> Iterator[tuple[Missing, str]]:
    """What was not found, with what it is called; a row of a grid, or of totals, of which no cell was found counts once."""
    items = list(missing)
    lost = {(item.sheet.id, item.path) for item in items}
    told: set[tuple[str, Path]] = set()
    for item in items:
        label, row = _row_of(item)
        whole = len(row) > 1 and lost.issuperset((item.sheet.id, path) for path in row)
        place = (item.sheet.id, item.path[:-1] if whole else item.path)
        if place not in told:
            told.add(place)
            yield item, label if whole else label_of(item.sheet, item.path) if item.path else item.sheet.name


def _row_of(item: Missing) -> tuple[str, list[Path]]:
    """The row that a cell belongs to, of a grid or of totals: its label, and the paths of its cells."""
    for block in item.sheet.blocks:
        if isinstance(block, Grid) and item.path[:1] == (block.id,):
            found = next((row for row in block.rows if row.id == item.path[1]), None)
            if found is not None:
                return found.label, [(block.id, found.id, column.id) for column in block.columns if column.id not in found.skip]
        total = next((each for each in block.totals if item.path[:1] == (each.id,)), None) if isinstance(block, Table) else None
        if total is not None:
            return total.label, [cell.path for cell in cells_of(block, bool(item.sheet.repeat)).single if cell.path[0] == total.id]
    return "", []


__all__ = ["Found", "FoundSheet", "FoundTable", "Missing", "absent", "find_by_names", "label_of", "lines"]
