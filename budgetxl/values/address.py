"""Where a value stands in a workbook: a sheet and a cell, both as staff see them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from budgetxl.values.lazy_patterns import lazy_pattern

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
LEAST_IN_RANGE = 3

_CELL = lazy_pattern(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")


def column_letters(column: int) -> str:
    """The letters of a 1-based column: 1 → A, 28 → AB."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=1_024)
def column_number(letters: str) -> int:
    """The 1-based number of a column's letters: A → 1, AB → 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def parse_cell(text: str) -> tuple[int, int] | None:
    """``"$C$12"`` → ``(12, 3)`` as (row, column), 1-based; None where it is no cell of an .xlsx sheet."""
    match = _CELL.match(text)
    if match is None:
        return None
    row, column = int(match.group(2)), column_number(match.group(1))
    if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
        return None
    return row, column


def quote_sheet(name: str) -> str:
    """A sheet's name as a formula writes it: always quoted, with inner quotes doubled."""
    return "'" + name.replace("'", "''") + "'"


class Address(NamedTuple):
    """One cell. Rows and columns are 1-based; ``str`` gives ``政府采购预算!I12``."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"


def spans(cells: Iterable[Address], sheet: str = "") -> list[str]:
    """The texts of cells, three or more right below each other as one range: ``表5!D16:D21``; without the name of ``sheet``."""
    runs: list[list[Address]] = []
    for at in cells:
        if runs and at == (runs[-1][-1].sheet, runs[-1][-1].row + 1, runs[-1][-1].column):
            runs[-1].append(at)
        else:
            runs.append([at])
    kept = [part for run in runs for part in ([run] if len(run) >= LEAST_IN_RANGE else [[at] for at in run])]
    names = [(run[0].cell if run[0].sheet == sheet else str(run[0]), run) for run in kept]
    return [name if len(run) == 1 else f"{name}:{run[-1].cell}" for name, run in names]
