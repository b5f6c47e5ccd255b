"""The likely cause of a difference, where the figures themselves show it."""

from __future__ import annotations

from decimal import Decimal

from ..expressions import Judgement
from ..values import Entry, plain
from .messages import say

_UNIT_FACTORS = (Decimal(10_000), Decimal(1) / Decimal(10_000))
_POINT_FACTORS = tuple(Decimal(10) ** power for power in (-3, -2, -1, 1, 2, 3))
_LEAST_DIGITS = 3


def likely_cause(judgement: Judgement) -> str:
    """One sentence on why two figures may differ; empty where nothing shows.

    Looked for, the surest first: 元 for 万元 (a factor of 10⁴), one item left out of a sum or counted twice (the difference
    is that item), the opposite sign, two neighbouring digits swapped, a decimal point out of place.
    """
    left, right, gap = judgement.left, judgement.right, judgement.gap
    if not isinstance(left, Decimal) or not isinstance(right, Decimal) or not gap or not left or not right:
        return ""
    if any(_near(left, right * factor) for factor in _UNIT_FACTORS):
        return say("hint-unit")
    item = _left_out(judgement, abs(gap))
    if item is not None:
        return say("hint-item", cell=item.at or "", value=plain(abs(gap)))
    if left == -right:
        return say("hint-sign")
    if swapped(left, right):
        return say("hint-swapped", left=plain(left), right=plain(right))
    if any(_near(left, right * factor) for factor in _POINT_FACTORS):
        return say("hint-point")
    return ""


def _near(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= Decimal("0.005") * max(Decimal(1), abs(one) / 1000)


def _left_out(judgement: Judgement, gap: Decimal) -> Entry | None:
    """The one item of a sum that the difference equals; None where there is none, or more than one."""
    for side in (judgement.right_entries, judgement.left_entries):
        if len(side) > 1:
            found = [entry for entry in side if isinstance(entry.value, Decimal) and abs(entry.value) == gap]
            if len(found) == 1:
                return found[0]
    return None


def swapped(one: Decimal, other: Decimal) -> bool:
    """Whether two figures differ only by two neighbouring digits that changed places: 1887.85 and 1878.85."""
    places = max(_places(one), _places(other))
    first, second = _digits(one, places), _digits(other, places)
    if len(first) != len(second) or len(first) < _LEAST_DIGITS:
        return False
    differing = [i for i, (a, b) in enumerate(zip(first, second)) if a != b]
    return (
        len(differing) == 2
        and differing[1] == differing[0] + 1
        and first[differing[0]] == second[differing[1]]
        and first[differing[1]] == second[differing[0]]
    )


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _digits(number: Decimal, places: int) -> str:
    return str(int(abs(number).scaleb(places)))
