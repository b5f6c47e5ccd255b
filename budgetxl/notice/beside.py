"""Two tables as one: income at the left and expenditure at the right, as the public 收支总表 have it."""

from __future__ import annotations

from collections.abc import Sequence

from ..values.records import dataclass
from .document import Cell


@dataclass(frozen=True, slots=True)
class Side:
    """The rows of one table with the borders of its columns as shares of its width; the first ``header`` rows are headings."""

    rows: Sequence[Sequence[Cell]]
    edges: Sequence[float]
    header: int

    @property
    def columns(self) -> int:
        return len(self.edges) - 1


def beside(sides: Sequence[Side], titles: Sequence[str], foot: int) -> Side:
    """The sides next to each other, each under its title, as wide as it has columns.

    The last ``foot`` rows of every side (its totals) stand side by side at the bottom; what a side lacks above is blank.
    """
    header = max(side.header for side in sides)
    middle = max(len(side.rows) - side.header - foot for side in sides)
    heading = [Cell(title, colspan=side.columns, align="center", header=True) for title, side in zip(titles, sides)]
    columns = [_column(side, header, middle, foot) for side in sides]
    rows = [[cell for part in parts for cell in part] for parts in zip(*columns)]
    return Side([heading, *rows] if titles else rows, _edges(sides), header + bool(titles))


def _column(side: Side, header: int, middle: int, foot: int) -> list[Sequence[Cell]]:
    """The rows of one side, filled up with blanks to the height of the highest."""
    blank = [Cell("") for _ in range(side.columns)]
    split = len(side.rows) - foot
    above, between, below = side.rows[: side.header], side.rows[side.header : split], side.rows[split:]
    heads = [*[blank] * (header - side.header), *above]
    return [*heads, *between, *[blank] * (middle - len(between)), *below]


def _edges(sides: Sequence[Side]) -> list[float]:
    """The borders of all columns as shares of the whole."""
    total, taken, edges = sum(side.columns for side in sides), 0.0, [0.0]
    for side in sides:
        share = side.columns / total
        edges += [taken + share * edge for edge in side.edges[1:]]
        taken += share
    return [*edges[:-1], 1.0]
