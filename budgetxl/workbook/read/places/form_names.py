"""What has a name in a workbook of a form: each single cell and each column of a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from budgetxl.forms import BlockCell, Path, Sheet, cells_of


class BlockNames(NamedTuple):
    """What has a name in a block: its single cells and a table's columns, by path below the root of the sheet, with that name."""

    cells: tuple[tuple[Path, str], ...]
    columns: tuple[tuple[Path, str], ...] = ()


def names_on(sheet: Sheet) -> dict[str, BlockNames]:
    """The names of a sheet's blocks, by the block's id."""
    found = (cells_of(block, bool(sheet.repeat)) for block in sheet.blocks)
    return {cells.block.id: BlockNames(_named(cells.single), _named(cells.columns)) for cells in found}


def _named(cells: Iterable[BlockCell]) -> tuple[tuple[Path, str], ...]:
    return tuple((cell.path, ".".join(cell.path)) for cell in cells)


__all__ = ["BlockNames", "names_on"]
