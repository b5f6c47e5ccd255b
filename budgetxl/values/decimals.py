"""Decimal arithmetic of the field: plain notation, rounding half up, the place of the last digit, percentages."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import lru_cache

from .tolerances import LAST_PLACE, WRITTEN_PLACES

PRECISE = Context(prec=34)
HELD_DIGITS, HELD_PLACES = 15, 10
_HELD = Context(prec=HELD_DIGITS)


def plain(number: Decimal) -> str:
    """Plain notation with no more digits than the number has: ``Decimal("4.380") → "4.38"``, ``-0 → "0"``."""
    if not number:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def from_float(number: float) -> Decimal:
    """The Decimal that a person meant by a binary number: its first 15 digits, which are all that a spreadsheet shows.

    So 28.799999999999997 stands for 28.8. The double itself is rounded, not its shortest text: 0.1827706011884055 is a little
    less than it says, and shows as 0.182770601188405.
    """
    return Decimal(format(number, ".15g"))


def held(number: Decimal) -> Decimal:
    """The number as a spreadsheet keeps it: 15 significant digits, and 0 where it is smaller than any figure."""
    if number and number.adjusted() < -HELD_PLACES:
        return Decimal(0)
    return _HELD.plus(number) if len(number.as_tuple().digits) > HELD_DIGITS else number


def round_half_up(number: Decimal, places: int) -> Decimal:
    """Round half away from zero, as Excel's ROUND and people do; ``places`` may be negative.

    A number so large that no digit is left behind those places is what it was.
    """
    if number.adjusted() + places >= PRECISE.prec - 1:
        return number
    return number.quantize(_unit(-places), ROUND_HALF_UP, PRECISE)


@lru_cache(maxsize=64)
def _unit(exponent: int) -> Decimal:
    return Decimal(1).scaleb(exponent)


def scale(number: Decimal) -> int:
    """How many decimals a number needs: 137.2 → 1, 40.40 → 1, 1200 → 0."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def ulp(number: Decimal, coarsest: int = WRITTEN_PLACES) -> Decimal:
    """One unit in the last place of a written number, at most 10^-coarsest.

    A file does not keep trailing zeros (7.00 is held as 7), so a number never counts as coarser than 0.01.
    """
    return Decimal(1).scaleb(-max(scale(number), coarsest))


# Percentages: reckoned here alone, for the cells of a sheet, for rules and for the sentences of the text. They are rounded by way
# of nine places, so that binary arithmetic tips no tie in a spreadsheet; whoever prints one without places rounds it, once.

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
