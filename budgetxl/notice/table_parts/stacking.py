"""Blocks laid under each other as one table: common columns for all, cells that are merged down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import fsum

from ...values.records import dataclass
from ..document import Cell

SNAP = 0.05  # an edge nearer than this share of the width to another one is taken to be the same


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one block. ``edges`` are the borders of the columns as shares of the table's width, from 0 to 1.

    Cells of a row stand side by side; ``shares`` gives, where the rows of a part are not cut alike, the edges of each.
    """

    rows: list[list[Cell]]
    edges: tuple[float, ...]
    header: int = 0
    shares: tuple[tuple[float, ...], ...] = ()


def merge_down(rows: list[list[Cell]], index: int) -> None:
    """Merge equal cells of one column downwards, within the merged cells of the columns before it; marks what is covered."""
    start = 0
    while start < len(rows):
        end = start + 1
        while (
            end < len(rows)
            and rows[end][index].text == rows[start][index].text != ""
            and all(rows[end][before].rowspan == 0 for before in range(index))
        ):
            end += 1
        rows[start][index] = replace(rows[start][index], rowspan=end - start)
        for row in rows[start + 1 : end]:
            row[index] = replace(row[index], rowspan=0)
        start = end


def edges_of(widths: Sequence[float]) -> tuple[float, ...]:
    """The borders of columns as shares of the whole width."""
    edges, taken, whole = [0.0], 0.0, fsum(widths)  # exact, and so the same on every Python
    for width in widths:
        taken += width / whole
        edges.append(taken)
    return (*edges[:-1], 1.0)


def stacked(parts: Sequence[Part]) -> tuple[tuple[tuple[Cell, ...], ...], tuple[float, ...]]:
    """The rows of all parts over common columns, and the widths of these: every border of any part is a border of all.

    Borders that nearly meet are made one, the part with the most columns leading. Covered cells (rowspan 0) are left out.
    """
    borders: list[float] = []
    for edges in sorted((e for part in parts for e in (part.shares or (part.edges,))), key=len, reverse=True):
        borders += [edge for edge in edges if all(abs(edge - border) >= SNAP for border in borders)] if borders else edges
    borders.sort()
    rows = []
    for part in parts:
        for number, row in enumerate(part.rows):
            edges = part.shares[number] if part.shares else part.edges
            places = _places(edges, borders)
            cells, position = [], 0
            for cell in row:
                while not part.shares and number < part.header and (number, position) in _covered(part):
                    position += 1
                end = position + cell.colspan
                if cell.rowspan > 0:
                    cells.append(replace(cell, colspan=max(1, places[min(end, len(places) - 1)] - places[position])))
                position = end
            rows.append(tuple(cells))
    return tuple(rows), tuple(b - a for a, b in pairwise(borders))


def _places(edges: Sequence[float], borders: Sequence[float]) -> list[int]:
    """The border that is nearest to each edge of a row, by its place; no two edges have the same one."""
    found: list[int] = []
    for index, edge in enumerate(edges):
        least = found[-1] + 1 if found else 0
        most = len(borders) - (len(edges) - index - 1)
        found.append(min(range(least, most), key=lambda place: abs(borders[place] - edge)))
    return found


def evenly_cut(part: Part) -> Part:
    """A part with borders that all its rows have in common."""
    if not part.shares:
        return part
    rows, widths = stacked([part])
    return Part([list(row) for row in rows], edges_of(widths))


def _covered(part: Part) -> set[tuple[int, int]]:
    """The (row, column) positions of a part's header that a cell above reaches down over."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(part.rows[: part.header]):
        position = 0
        for cell in row:
            while (number, position) in taken:
                position += 1
            taken.update((n, p) for n in range(number + 1, number + cell.rowspan) for p in range(position, position + cell.colspan))
            position += cell.colspan
    return taken
