"""Rows that number the columns above them (栏次): they hold nothing of anybody's data."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from budgetxl.values import COLUMN_NUMBERS, numbers_columns, squeeze
from budgetxl.xlsx import Position, RawCell


def is_numbering_row(
    cells: Mapping[Position, RawCell], row: int, columns: Collection[int], plain: bool = False, own: bool = False
) -> bool:
    """Whether the cells of a row in these columns number them; 栏次 may stand further left.

    It may be missing where the numbers may be ``plain``, or where the form's ``own`` stand. A result of a formula is no number
    of a column.
    """
    held = [(column, cell) for column in sorted(columns) if (cell := cells.get((row, column))) is not None and cell.kind != "blank"]
    if not held or any(cell.calculated or cell.kind not in ("text", "number") for _, cell in held):
        return False
    headed = any(_heads(cells.get((row, column))) for column in range(1, held[0][0]))
    return numbers_columns([cell.value for _, cell in held], headed, plain, own)


def _heads(cell: RawCell | None) -> bool:
    return cell is not None and cell.kind == "text" and squeeze(str(cell.value)) == COLUMN_NUMBERS


__all__ = ["is_numbering_row"]
