"""Formulas of the sender's own sheets, with the cells and sheets that they name called as they are now."""

from __future__ import annotations

from collections.abc import Collection

from budgetxl.values import Address, column_letters, parse_cell, quote_sheet
from budgetxl.values.lazy_patterns import lazy_pattern

from .moves import Moves

_CELL = lazy_pattern(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_LINES = lazy_pattern(r"(\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?[0-9]{1,7}:\$?[0-9]{1,7})")
_INDIRECT = ("INDIRECT(", "OFFSET(", "CELL(")  # what says a place in words, or by counting from one


def translated(formula: str, here: str, moves: Moves, names: Collection[str]) -> str | None:
    """A formula (with its equals sign) of the sender's sheet ``here``; None where it is not sure that it says the same.

    ``names`` are the defined names that the workbook has, in lower case.
    """
    from openpyxl.formula import Tokenizer

    try:
        tokens = Tokenizer(formula)
    except Exception:  # it was written by somebody: who knows what it is
        return None
    made = ["="]
    for token in tokens.items:
        text = token.value
        if token.type == token.OPERAND and token.subtype == token.RANGE:
            moved = _reference(text, here, moves, names)
            if moved is None:
                return None
            text = moved
        elif token.type == token.FUNC and text.upper() in _INDIRECT and moves.sheets.keys() - moves.still:
            return None
        made.append(text)
    return "".join(made)


def _reference(text: str, here: str, moves: Moves, names: Collection[str]) -> str | None:
    sheet, mark, place = text.rpartition("!")
    if not mark:
        own = all(_CELL.fullmatch(part) for part in place.split(":")) or _LINES.fullmatch(place)
        return text if own or place.lower() in names else None
    name = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    if "[" in name or (":" in name and not sheet.startswith("'")):
        return None
    if name in moves.own:
        return f"{quote_sheet(moves.own[name])}!{place}"
    if name in moves.still:
        return f"{quote_sheet(moves.sheets[name])}!{place}"
    corners = [_corner(name, part, moves) for part in place.split(":")]
    sheets = {corner[0] for corner in corners if corner is not None}
    if None in corners or len(sheets) != 1:
        return None
    return f"{quote_sheet(sheets.pop())}!" + ":".join(corner[1] for corner in corners if corner is not None)


def _corner(sheet: str, text: str, moves: Moves) -> tuple[str, str] | None:
    """Where one cell of a reference stands now: the sheet, and the cell with its dollar signs."""
    found, place = _CELL.fullmatch(text), parse_cell(text)
    if found is None or place is None:
        return None
    at = moves.exactly(Address(sheet, *place))
    return None if at is None else (at.sheet, f"{found[1]}{column_letters(at.column)}{found[3]}{at.row}")
