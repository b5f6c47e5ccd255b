"""What a defined name stands for: ranges of cells, or a constant. Formulas are never computed here."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from budgetxl.values.lazy_patterns import lazy_pattern

from ..values import MAX_COLUMN, MAX_ROW, Address, column_number, quote_sheet
from ..values.address import column_letters

_LONGEST = 8_192  # characters of a formula in Excel

# A sheet's name, quoted or not, with Excel's ! or LibreOffice's . after it.
_SHEET = lazy_pattern(r"\$?(?:'((?:[^']|'')+)'|([^'!:,;()\[\]{}+*/&<>=^\"\s$.]+))(?:!|\.(?=\$?[A-Za-z]{1,3}\$?[0-9]))")
_CELL = lazy_pattern(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?![\w.(])")
_COLUMN = lazy_pattern(r"\$?([A-Za-z]{1,3})(?![\w.(])")
_ROW = lazy_pattern(r"\$?([0-9]{1,7})(?![\w.(])")
# One cell or one range of a sheet, as Excel and LibreOffice write it; anything else is looked at piece by piece.
_PLAIN = lazy_pattern(
    r"\$?(?:'([^'\[\]:]+)'|([^'!:,;()\[\]{}+*/&<>=^\"\s$.]+))!"
    r"\$([A-Z]{1,3})\$([1-9][0-9]{0,6})(?::\$([A-Z]{1,3})\$([1-9][0-9]{0,6}))?"
)
_STRING = lazy_pattern(r'"((?:[^"]|"")*)"')
_NUMBER = lazy_pattern(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


class Area(NamedTuple):
    """A rectangle of cells; ``sheet`` is None where the reference names none. ``str`` gives ``'表'!$A$1:$B$2``."""

    sheet: str | None
    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def is_cell(self) -> bool:
        return self.first_row == self.last_row and self.first_column == self.last_column

    def start(self, sheet: str = "") -> Address:
        """The address of the first cell, on ``sheet`` where the reference names none."""
        return Address(self.sheet or sheet, self.first_row, self.first_column)

    def __str__(self) -> str:
        sheet = "" if self.sheet is None else quote_sheet(self.sheet) + "!"
        first = f"${column_letters(self.first_column)}${self.first_row}"
        last = f"${column_letters(self.last_column)}${self.last_row}"
        return sheet + (first if self.is_cell else f"{first}:{last}")


#: Areas of a reference, or the text or number of a constant.
Meaning: TypeAlias = tuple[Area, ...] | str | Decimal


def parse_name(text: str) -> Meaning | None:
    """What the text of a defined name means; None for ``#REF!``, another workbook's cells, or any other formula.

    >>> parse_name("'项目 1'!$A$1:$B$2")
    (Area(sheet='项目 1', first_row=1, first_column=1, last_row=2, last_column=2),)
    >>> parse_name('"county-2022"')
    'county-2022'
    """
    if (plain := _PLAIN.fullmatch(text)) is not None:
        return _plain_area(*plain.groups())
    text = text.strip().removeprefix("=").strip()
    if len(text) > _LONGEST:
        return None
    if constant := _STRING.fullmatch(text):
        return constant.group(1).replace('""', '"')
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    return _areas(text)


def _plain_area(quoted: str | None, bare: str | None, left: str, top: str, right: str | None, bottom: str | None) -> Meaning | None:
    first_row = last_row = int(top)
    first = last = column_number(left)
    if right is not None and bottom is not None:
        first_row, last_row = sorted((first_row, int(bottom)))
        first, last = sorted((first, column_number(right)))
    return None if last_row > MAX_ROW or last > MAX_COLUMN else (Area(quoted or bare, first_row, first, last_row, last),)


def _areas(text: str) -> tuple[Area, ...] | None:
    areas: list[Area] = []
    at = 0
    while True:
        found = _area(text, at)
        if found is None:
            return None
        area, at = found
        areas.append(area)
        if at == len(text):
            return tuple(areas)
        if text[at] != ",":
            return None
        at += 1


def _area(text: str, at: int) -> tuple[Area, int] | None:
    """The area that begins at ``at``, and where it ends."""
    sheet, at = _sheet(text, at)
    for pattern in (_CELL, _COLUMN, _ROW):
        first = pattern.match(text, at)
        if first is None:
            continue
        last = first
        end = first.end()
        if text.startswith(":", end):
            other, after = _sheet(text, end + 1)
            second = pattern.match(text, after)
            if second is None or other not in (None, sheet):
                return None
            last, end = second, second.end()
        elif pattern is not _CELL:
            return None
        return _rectangle(sheet, pattern, first, last, end)
    return None


def _sheet(text: str, at: int) -> tuple[str | None, int]:
    match = _SHEET.match(text, at)
    if match is None:
        return None, at + 1 if text.startswith(".", at) else at  # LibreOffice: $'x'.$A$1:.$B$2
    quoted, bare = match.groups()
    name = bare if quoted is None else quoted.replace("''", "'")
    return name, match.end()


def _rectangle(
    sheet: str | None, pattern: re.Pattern[str], first: re.Match[str], last: re.Match[str], end: int
) -> tuple[Area, int] | None:
    if sheet is not None and ("[" in sheet or ":" in sheet):  # another workbook's, or several sheets at once
        return None
    rows = columns = (0, 0)
    if pattern is _CELL:
        rows, columns = (int(first[2]), int(last[2])), (column_number(first[1]), column_number(last[1]))
    elif pattern is _COLUMN:
        rows, columns = (1, MAX_ROW), (column_number(first[1]), column_number(last[1]))
    else:
        rows, columns = (int(first[1]), int(last[1])), (1, MAX_COLUMN)
    top, bottom = sorted(rows)
    left, right = sorted(columns)
    if top < 1 or bottom > MAX_ROW or right > MAX_COLUMN:
        return None
    return Area(sheet, top, left, bottom, right), end
