"""What a sheet says of the unit of its amounts, held against the form: a sheet that says 单位：元 is not read as 万元 in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgetxl.forms import Sheet, cells_of
from budgetxl.values import Address, Finding, squeeze
from budgetxl.values.written import MONEY_POWERS
from budgetxl.xlsx import Position, RawCell

from ..messages import say
from .cell_reading import money_unit
from .places.by_names import FoundSheet

_WORD = "单位"
_LINE = re.compile(rf"\(?(?:金额|货币|计量|计算)?{_WORD}:?(?:为)?(?:人民币)?({'|'.join(sorted(MONEY_POWERS, key=len, reverse=True))})\)?")


def unit_of_line(cell: RawCell) -> str | None:
    """The unit of money that a cell tells for a sheet (``单位：元``, ``（金额单位：人民币万元）``); None where it tells none."""
    if cell.kind != "text" or _WORD not in (text := squeeze(str(cell.value))):
        return None
    line = _LINE.fullmatch(text)
    return line[1] if line is not None else None


def other_units(one: FoundSheet, cells: list[tuple[Position, RawCell]]) -> Iterator[tuple[Position, Finding]]:
    """META-04 for each of these cells that tells another unit than the form has on the sheet. They hold no values of fields."""
    told = [(place, unit) for place, cell in cells if (unit := unit_of_line(cell)) is not None]
    units = _units(one.sheet) if told else []
    for place, unit in told if units else ():
        if MONEY_POWERS[unit] not in {MONEY_POWERS[own] for own in units}:
            wanted, at = "、".join(units), Address(one.raw.name, *place)
            message, hint = say("META-04", u=wanted, s=unit), say("META-04-hint", u=wanted, s=unit)
            yield place, Finding("META-04", "error", message, (at,), wanted, unit, hint)


def _units(sheet: Sheet) -> list[str]:
    """The units of the amounts that the form has on a sheet."""
    cells = [cell for block in sheet.blocks for cells in (cells_of(block, bool(sheet.repeat)),) for cell in (*cells.single, *cells.columns)]
    return list(dict.fromkeys(money_unit(cell.field) for cell in cells if cell.field.kind.amount))


__all__ = ["other_units", "unit_of_line"]
