"""How exact a figure is taken to be. The constants of RULES.md's Conventions, each once.

Where a form says nothing else a figure is written with two decimals, so that one figure against another passes while they
are at most half a unit of that place apart (``NEAR``). A sum of n figures, the total counted, passes up to n times that,
with the information 取整尾差 where it is more than half a unit. A constant that a rule states itself is meant exactly
(``EXACTLY``). Nothing below ``LAST_PLACE`` counts: both readings of a rule, in Decimal and in Excel, round their gap there.
"""

from __future__ import annotations

from decimal import Decimal

NEAR = Decimal("0.005")
"""Half a unit of the second decimal, in the unit of the figures compared (万元 or per cent)."""

EXACTLY = Decimal(0)

LAST_PLACE = 6
"""The last decimal that counts: 元 and 分 written in 万元. A double holds it up to 10⁹, a unit's whole budget in 元."""

WRITTEN_PLACES = 2
"""The decimals that a figure is taken to have at least: a file does not keep trailing zeros (7.00 is held as 7)."""
