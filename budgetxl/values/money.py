"""Units of money, and amounts from one to another."""

from __future__ import annotations

from decimal import Decimal

#: How many zeros each unit has, in 元.
POWERS = {"元": 0, "千元": 3, "万元": 4, "亿元": 8}


def in_unit(amount: Decimal, unit: str, wanted: str) -> Decimal:
    """An amount of one unit in another: ``in_unit(Decimal("80246"), "元", "万元")`` is 8.0246."""
    return amount.scaleb(POWERS[unit] - POWERS[wanted])


def fen_places(unit: str) -> int | None:
    """How many decimals an amount of a unit has down to the fen, the smallest coin: 2 of 元, 6 of 万元; None of another money."""
    return POWERS[unit] + 2 if unit in POWERS else None
