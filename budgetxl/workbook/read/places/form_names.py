"""What has a name in a workbook of a form: each single cell and each column of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from budgetxl.forms import SERIAL_ID, Block, BlockCell, Path, Sheet, Table, cells_of, laid_columns

MOST_PARTS = 4
"""The columns that a code may be written in."""


class BlockNames(NamedTuple):
    """What has a name in a block: its single cells and a table's columns, by path below the root of the sheet, with that name.

    ``serial`` is the name of the column in which a table's rows are numbered.
    """

    cells: tuple[tuple[Path, str], ...]
    columns: tuple[tuple[Path, str], ...] = ()
    serial: str = ""


def names_on(sheet: Sheet) -> dict[str, BlockNames]:
    """The names of a sheet's blocks, by the block's id."""
    found: dict[str, BlockNames] = {}
    for block in sheet.blocks:
        cells = cells_of(block, bool(sheet.repeat))
        columns: list[tuple[Path, str]] = []
        if isinstance(block, Table):
            columns = [((block.id, column.id), f"{block.id}.{column.id}") for column in laid_columns(block.columns)]
        serial = f"{block.id}.{SERIAL_ID}" if isinstance(block, Table) and block.numbering else ""
        found[block.id] = BlockNames(_named(cells.single), tuple(columns), serial)
    return found


def older_names(sheet: Sheet, older: Mapping[Path, tuple[Path, ...]]) -> dict[str, tuple[str, ...]]:
    """The names that the cells and columns of a sheet had in earlier versions of its form, by the name that they have now.

    ``older`` are the full paths of earlier versions by those of now; the names of a repeated sheet leave out its own.
    """
    if not older:
        return {}
    start = 1 if sheet.repeat else 0
    found: dict[str, tuple[str, ...]] = {}
    for block in sheet.blocks:
        cells = cells_of(block, bool(sheet.repeat))
        for cell in (*cells.single, *cells.columns):
            before = older.get((sheet.repeat, *cell.path) if sheet.repeat else cell.path)
            if before:
                for part in range(MOST_PARTS if cell.field.kind.reading == "code" else 1):
                    end = f".{part + 1}" if part else ""
                    found[".".join(cell.path) + end] = tuple(".".join(path[start:]) + end for path in before)
        if isinstance(block, Table) and block.numbering and block.was:
            found[f"{block.id}.{SERIAL_ID}"] = tuple(f"{old}.{SERIAL_ID}" for old in block.was)
    return found


def part_names(block: Block) -> dict[str, tuple[str, ...]]:
    """The names that the parts of each code of a table have, or had when it was written in another number of parts."""
    codes = [column.id for column in block.columns if column.kind.reading == "code"] if isinstance(block, Table) else []
    return {name: (f"{block.id}.{name}", *(f"{block.id}.{name}.{part}" for part in range(2, MOST_PARTS + 1))) for name in codes}


def _named(cells: Iterable[BlockCell]) -> tuple[tuple[Path, str], ...]:
    return tuple((cell.path, ".".join(cell.path)) for cell in cells)


__all__ = ["BlockNames", "names_on", "older_names", "part_names"]
