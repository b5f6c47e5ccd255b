"""What a cell holds, as a text of a list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from budgetxl.values import plain
from budgetxl.xlsx import RawCell

from ..messages import say


def shown(value: object) -> str:
    """A value of a cell or of the data as people read it; nothing for none."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case Decimal():
            return plain(value)
        case date():
            return value.isoformat()
    return str(value)


def held(cell: RawCell | None) -> str:
    """What stands in a cell, in words where nothing does; a formula that shows nothing as it is written."""
    if cell is not None and cell.value is None and cell.formula:
        return f"={cell.formula}"
    return told(None if cell is None else cell.value)


def told(value: object) -> str:
    """A value, in words where there is none."""
    return shown(value) or say("META-07-blank")
