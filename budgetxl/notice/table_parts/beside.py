"""Two tables as one: income at the left and expenditure at the right, as the public 收支总表 have it."""

from __future__ import annotations

from collections.abc import Sequence

from ...values.records import dataclass
from ..document import Cell


@dataclass(frozen=True, slots=True)
class Side:
    """The rows of one table with the borders of its columns as shares of its width; the first ``header`` rows are headings.

    ``foot`` are as many of its last rows as stand at the bottom.
    """

    rows: Sequence[Sequence[Cell]]
    edges: Sequence[float]
    header: int
    foot: int = 0

    @property
    def columns(self) -> int:
        return len(self.edges) - 1


def beside(sides: Sequence[Side], titles: Sequence[str]) -> Side:
    """The sides next to each other, each under its title, as wide as it has columns.

    The last rows of a side that are its ``foot`` (its totals) stand at the bottom; what it lacks above them is blank. Of a
    side that has fewer rows below its headings, all stand there.
    """
    header = max(side.header for side in sides)
    height = max(len(side.rows) - side.header for side in sides)
    heading = [Cell(title, colspan=side.columns, align="center", header=True) for title, side in zip(titles, sides)]
    columns = [_column(side, header, height) for side in sides]
    rows = [[cell for part in parts for cell in part] for parts in zip(*columns)]
    return Side([heading, *rows] if titles else rows, _edges(sides), header + bool(titles))


def _column(side: Side, header: int, height: int) -> list[Sequence[Cell]]:
    """The rows of one side, filled up with blanks to the height of the highest."""
    blank = [Cell("") for _ in range(side.columns)]
    above, body = side.rows[: side.header], side.rows[side.header :]
    split = max(0, len(body) - side.foot)
    return [*[blank] * (header - side.header), *above, *body[:split], *[blank] * (height - len(body)), *body[split:]]


def _edges(sides: Sequence[Side]) -> list[float]:
    """The borders of all columns as shares of the whole."""
    total, taken, edges = sum(side.columns for side in sides), 0.0, [0.0]
    for side in sides:
        share = side.columns / total
        edges += [taken + share * edge for edge in side.edges[1:]]
        taken += share
    return [*edges[:-1], 1.0]
