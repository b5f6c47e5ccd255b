"""Percentages, reckoned once for all: cells of a sheet, rules, and sentences of the text stand on these two.

What is reckoned is rounded half up, by way of nine places, so that binary arithmetic tips no tie in a spreadsheet. A growth or
share without ``places`` keeps those nine: whoever prints it rounds it, once.
"""

from __future__ import annotations

from decimal import Decimal, localcontext

from .decimals import PRECISE, round_half_up
from .tolerances import LAST_PLACE

SHOWN = 2
"""Places of a percentage where nobody says how many."""

FINE = 9
"""Places that binary arithmetic can't tip."""


def share_of(part: Decimal, whole: Decimal, places: int = FINE) -> Decimal | None:
    """What per cent of a whole a part is; None where the whole is nought to the last place that counts."""
    if not round_half_up(whole, LAST_PLACE):
        return None
    with localcontext(PRECISE):
        return round_half_up(round_half_up(part / whole * 100, FINE), places)


def growth_of(this: Decimal, last: Decimal, places: int = FINE) -> Decimal | None:
    """By how many per cent of last year's figure this year's is more; None where last year was nought."""
    return share_of(this - last, abs(last), places)
