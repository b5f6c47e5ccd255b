"""The heading rows of a table: headers in levels, merged, and the numbers of the columns below them (栏次)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from ...layout import SERIAL
from ...values import COLUMN_NUMBERS
from ..document import Cell


def header_rows(headers: Sequence[tuple[str, ...]], words: Callable[[str], str]) -> list[list[Cell]]:
    """Header rows with equal neighbours merged across and short headers merged down; ``words`` fills the slots of a text."""
    levels = max(map(len, headers))
    rows: list[list[Cell]] = [[] for _ in range(levels)]
    for level in range(levels):
        for _, run in groupby(enumerate(headers), key=lambda item: _header_key(item[0], item[1], level)):
            group = [header for _, header in run]
            header = group[0]
            if level < len(header):
                down = levels - level if level == len(header) - 1 else 1
                rows[level].append(Cell(words(header[level]), colspan=len(group), rowspan=down, align="center", header=True))
    return rows


def number_row(shown: Sequence[int], before: int, stubs: bool) -> list[Cell]:
    """The numbers of columns, each over so many as ``shown`` says, after ``before`` others. The first says what they are, where it
    heads what rows are called (``stubs``)."""
    numbers: list[Cell] = []
    for wide in shown:
        first = stubs and not numbers and not before
        before += not first
        numbers.append(Cell(COLUMN_NUMBERS if first else str(before), colspan=wide, align="center", header=True))
    return numbers


def with_serial(rows: Sequence[tuple[Cell, ...]], header: int, numbered: bool) -> tuple[tuple[Cell, ...], ...]:
    """The rows of a table with one more column at the left, which numbers those below the ``header`` rows from 1.

    The last of these has the numbers of the columns, where these are ``numbered``: there stands what they are.
    """
    levels = header - numbered
    made = []
    for place, row in enumerate(rows):
        if place < levels:
            first = [Cell(SERIAL, rowspan=levels, align="center", header=True)] if place == 0 else []
        elif place < header:
            first = [Cell(COLUMN_NUMBERS, align="center", header=True)]
        else:
            first = [Cell(str(place - header + 1), align="center")]
        made.append((*first, *row))
    return tuple(made)


def _header_key(index: int, header: tuple[str, ...], level: int) -> tuple[object, ...]:
    """Neighbours merge across at a level where all headings down to it are equal and another level follows."""
    if level + 1 < len(header):
        return (*header[: level + 1],)
    return (*header[: level + 1], index)
