"""What has a name in a workbook of a form: each single cell and each column of a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from budgetxl.forms import Block, Grid, Path, Record, Sheet, Table, record_path


class BlockNames(NamedTuple):
    """What has a name in a block: its single cells and a table's columns, by path below the root of the sheet, with that name."""

    cells: tuple[tuple[Path, str], ...]
    columns: tuple[tuple[Path, str], ...] = ()


def names_on(sheet: Sheet) -> dict[str, BlockNames]:
    """The names of a sheet's blocks, by the block's id."""
    return {block.id: names_in(block, bool(sheet.repeat)) for block in sheet.blocks}


def names_in(block: Block, repeated: bool) -> BlockNames:
    """The names of one block; ``repeated``: on a sheet that is laid out many times."""
    match block:
        case Record():
            return BlockNames(_named((item.id,) if repeated else record_path(block, item) for item in block.fields))
        case Table():
            cells = _named((total.id, column.id) for total in block.totals for column in total.columns)
            return BlockNames(cells, _named((block.id, column.id) for column in block.columns))
        case Grid():
            return BlockNames(_named((block.id, row.id, c.id) for row in block.rows for c in block.columns if c.id not in row.skip))


def _named(paths: Iterable[Path]) -> tuple[tuple[Path, str], ...]:
    return tuple((path, ".".join(path)) for path in paths)


__all__ = ["BlockNames", "names_in", "names_on"]
