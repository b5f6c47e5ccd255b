"""The widths of a table's columns in the notice, where figures need more room than the form gives their columns."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from budgetxl.layout import MOST_UPRIGHT

MOST_PORTRAIT = MOST_UPRIGHT
"""Columns that a portrait page takes."""

ROOM, WIDE_ROOM = 64.0, 100.0  # digits of the text of a table side by side on a portrait and on a landscape page
MARGINS = 2.0  # of a cell, in digits


def with_room(widths: list[float], figures: Sequence[Sequence[str]], wide: bool | None) -> list[float]:
    """The widths of columns, with those wide enough whose ``figures`` would be broken in two; the others share the rest.

    ``wide`` says whether the page is landscape; None goes by the number of columns. The widths are shares of any whole.
    """
    room = WIDE_ROOM if wide or (wide is None and len(widths) > MOST_PORTRAIT) else ROOM
    longest = [max((len(row[index]) for row in figures), default=0) for index in range(len(widths))]
    needed = [(length + MARGINS) / room if length else 0.0 for length in longest]
    whole = fsum(widths)
    short = {index for index, share in enumerate(needed) if share > widths[index] / whole}
    rest = 1 - fsum(needed[index] for index in short)
    if not short or rest <= 0:
        return widths
    others = fsum(width for index, width in enumerate(widths) if index not in short)
    return [needed[index] * others / rest if index in short else width for index, width in enumerate(widths)]
