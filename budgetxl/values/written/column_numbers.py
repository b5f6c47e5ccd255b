"""The row below a table's headings that numbers its columns: 栏次 | 1 | 2 | 3."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from budgetxl.values.lazy_patterns import lazy_pattern

from ..foldings import squeeze

COLUMN_NUMBERS = "栏次"
LEAST_UNHEADED = 3
_NUMBER = lazy_pattern(r"[（(]?(\d{1,2})[)）]?(?:=.*)?")
_STEMS = "甲乙丙丁戊己庚辛壬癸"


def numbers_columns(row: Iterable[object], headed: bool = False, plain: bool = False, own: bool = False) -> bool:
    """Whether the filled cells of a row, from the left, number columns one after the other.

    ``headed``: 栏次 stands left of them, if not among them. Without that word they do so only where ``plain`` numbers may stand,
    and must be three or more from 1; or where the form's ``own`` row of numbers stands, which may begin with any number. Columns
    of words may bear 甲, 乙 instead; ``3=1+2`` counts as 3.
    """
    held = [cell for cell in row if cell is not None and cell != ""]
    words = {index for index, cell in enumerate(held) if isinstance(cell, str) and squeeze(cell) == COLUMN_NUMBERS}
    if words:
        held, headed = [cell for index, cell in enumerate(held) if index > min(words) and index not in words], True
    while headed and held and isinstance(held[0], str) and squeeze(held[0]) and squeeze(held[0]) in _STEMS:
        held = held[1:]
    numbers = [_number(cell) for cell in held]
    first = numbers[0] if numbers else None
    if first is None:
        return own and bool(words) and not held
    if any(number != first + place for place, number in enumerate(numbers)):
        return False
    return headed or own or (plain and first == 1 and len(numbers) >= LEAST_UNHEADED)


def _number(cell: object) -> int | None:
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() and 0 < cell < 100 else None
    match = _NUMBER.fullmatch(squeeze(cell)) if isinstance(cell, str) else None
    return int(match[1]) if match else None
