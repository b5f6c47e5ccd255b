"""Where each field of a form stands in a workbook that came back: by its defined names.

Names move with inserted rows and renamed sheets, and a copied sheet carries its own. What has no name any more is left to
``labels`` (title and label text); what neither finds is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..forms import Block, Form, Grid, Path, Record, Sheet, Table, record_path
from ..values import Address
from .raw import RawSheet, RawWorkbook
from .references import Area, parse_name


@dataclass(slots=True)
class FoundTable:
    """A table's place: the column of each field by id, and the first and last row that belong to it."""

    block: Table
    columns: dict[str, int]
    first: int
    last: int


@dataclass(slots=True)
class FoundSheet:
    """One sheet of the form in the file. ``copy`` counts the sheets of a repeated one in workbook order, else None."""

    sheet: Sheet
    raw: RawSheet
    copy: int | None = None
    cells: dict[Path, tuple[int, int]] = field(default_factory=dict)
    tables: dict[str, FoundTable] = field(default_factory=dict)

    def address(self, place: tuple[int, int]) -> Address:
        return Address(self.raw.name, *place)


@dataclass(slots=True)
class Found:
    """All that was found, and what was not: (sheet of the form, path below its root)."""

    sheets: list[FoundSheet]
    missing: list[tuple[Sheet, Path]]
    twice: list[tuple[Sheet, str]]


def wanted_cells(sheet: Sheet) -> Iterator[tuple[Path, str]]:
    """The single cells of a form's sheet, by path below its root, with their labels: record fields, grid cells, totals."""
    for block in sheet.blocks:
        match block:
            case Record():
                for item in block.fields:
                    yield ((item.id,) if sheet.repeat else record_path(block, item)), item.label
            case Table():
                for total in block.totals:
                    for column in total.columns:
                        yield (total.id, column.id), f"{total.label}·{column.label}"
            case Grid():
                for row in block.rows:
                    for column in block.columns:
                        if column.id not in row.skip:
                            yield (block.id, row.id, column.id), f"{row.label}·{column.label}"


def tables_of(sheet: Sheet) -> Iterator[Table]:
    yield from (block for block in sheet.blocks if isinstance(block, Table))


def find_by_names(form: Form, raw: RawWorkbook) -> Found:
    """The fields of a form by the workbook's defined names."""
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
    result = Found([], [], [])
    for sheet in form.sheets:
        if sheet.repeat:
            _find_copies(sheet, raw, local, result)
        else:
            _find_single(sheet, sheets, everywhere, local, result)
    return result


def _find_copies(sheet: Sheet, raw: RawWorkbook, local: Mapping[str, Mapping[str, Area]], result: Found) -> None:
    prefix = f"{sheet.repeat}."
    copy = 0
    for one in raw.sheets:
        names = {n.removeprefix(prefix): a for n, a in local.get(one.name, {}).items() if n.startswith(prefix) and a.sheet == one.name}
        if not names:
            continue
        found = _fill(FoundSheet(sheet, one, copy), names)
        result.sheets.append(found)
        result.missing.extend((sheet, path) for path in _absent(found))
        copy += 1


def _find_single(
    sheet: Sheet, sheets: Mapping[str, RawSheet], everywhere: Mapping[str, Area], local: Mapping[str, Mapping[str, Area]], result: Found
) -> None:
    """One sheet of the form. Its names may point to several sheets where staff copied it: the one named most counts."""
    mine = {".".join(path) for path, _ in wanted_cells(sheet)}
    mine |= {f"{table.id}.{column.id}" for table in tables_of(sheet) for column in table.columns}
    counts: dict[str, int] = {}
    for name in mine:
        area = everywhere.get(name)
        if area is not None and area.sheet is not None:
            counts[area.sheet] = counts.get(area.sheet, 0) + 1
    if not counts:
        for name, names in local.items():
            hits = len(mine & names.keys())
            if hits and name in sheets:
                counts[name] = hits
        if not counts:
            result.missing.append((sheet, ()))
            return
    best = max(counts, key=lambda name: counts[name])
    names = {name: area for name, area in everywhere.items() if name in mine and area.sheet == best}
    for name, area in local.get(best, {}).items():
        if name in mine:
            names.setdefault(name, area)
    found = _fill(FoundSheet(sheet, sheets[best]), names)
    result.sheets.append(found)
    result.missing.extend((sheet, path) for path in _absent(found))
    copies = [name for name, names in local.items() if name != best and len(mine & names.keys()) > len(mine) // 2]
    result.twice.extend((sheet, name) for name in copies)


def _fill(found: FoundSheet, names: Mapping[str, Area]) -> FoundSheet:
    for path, _ in wanted_cells(found.sheet):
        area = names.get(".".join(path))
        if area is not None and area.sheet == found.raw.name:
            found.cells[path] = (area.first_row, area.first_column)
    for table in tables_of(found.sheet):
        areas = {c.id: names[f"{table.id}.{c.id}"] for c in table.columns if f"{table.id}.{c.id}" in names}
        if areas:
            first, last = min(a.first_row for a in areas.values()), max(a.last_row for a in areas.values())
            found.tables[table.id] = FoundTable(table, {n: a.first_column for n, a in areas.items()}, first, last)
    return found


def _absent(found: FoundSheet) -> Iterator[Path]:
    yield from (path for path, _ in wanted_cells(found.sheet) if path not in found.cells)
    for table in tables_of(found.sheet):
        known = found.tables.get(table.id)
        yield from ((table.id, c.id) for c in table.columns if known is None or c.id not in known.columns)


def label_of(sheet: Sheet, path: Path) -> str:
    """The words of a form for a path below a sheet's root, for a message that it was not found."""
    for known, label in wanted_cells(sheet):
        if known == path:
            return label
    for block in sheet.blocks:
        if isinstance(block, Table) and path[:1] == (block.id,):
            return next((column.label for column in block.columns if column.id == path[-1]), block.title)
    return sheet.name


__all__ = ["Block", "Found", "FoundSheet", "FoundTable", "find_by_names", "label_of", "tables_of", "wanted_cells"]
