"""Where the figures of a workbook stand that was read elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from budgetxl.values import Address, parse_cell

from ..model import Read


def address_of(text: str) -> tuple[Address, ...]:
    """The cell that a text such as ``收支!B5`` names; none where it names none."""
    sheet, _, cell = text.rpartition("!")
    place = parse_cell(cell)
    return () if place is None else (Address(sheet, *place),)


def cells_of(read: Read, paths: Sequence[str]) -> tuple[Address, ...]:
    """The cells of some figures of a workbook, as far as it says where they stand."""
    return tuple(at for path in paths for at in address_of(str(read.places.get(path, ""))))


__all__ = ["address_of", "cells_of"]
