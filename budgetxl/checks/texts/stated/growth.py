"""Rates of growth on last year: as a field has them, or by the amount and its change where the form has no field for them."""

from __future__ import annotations

from decimal import Decimal

from budgetxl.values.tolerances import NEAR
from budgetxl.values.written import WrittenAmount

from .. import grammar
from ..compared import agrees, vague
from ..figures import Figure, Figures
from ..said import Said


def growth_of(figures: Figures, phrase: str) -> Figure | None:
    """The growth of what a phrase means; None where its last year's figure is nought, or may be another one's."""
    stated = figures.of(phrase, "growth")
    return stated if stated is not None or figures.is_owned(phrase, "growth") else _by_amounts(figures, phrase)


def fits_amounts(figures: Figures, phrase: str, written: WrittenAmount) -> bool:
    """Whether a rate is that of the amount and its change, whatever a field has: 7.83% where staff typed 7."""
    rate = _by_amounts(figures, phrase)
    return rate is not None and agrees(rate, written, abs(rate.amount))


def _by_amounts(figures: Figures, phrase: str) -> Figure | None:
    """The rate of an amount and its change, as exact as both are printed."""
    amount, change = figures.of(phrase, "amount"), figures.of(phrase, "change")
    if amount is None or change is None or amount.unit != change.unit or amount.amount - change.amount <= 0:
        return None
    if any(figures.others(amount, "amount")) or any(figures.others(change, "change")):
        return None
    last = amount.amount - change.amount
    rate = change.amount / last * 100
    half = 100 * (change.half + abs(change.amount) / last * (amount.half + change.half)) / last
    return Figure(phrase, rate.quantize(Decimal("0.01")), change.entry, "%", half + NEAR, change.path, change.sheet)


def is_on_last_year(clause: str, named: bool, word: str, written: WrittenAmount | None, said: Said) -> bool:
    """Whether a per cent of growth is on last year's budget though nothing says so: “三公”经费下降8.33%.

    Not where an aim is spoken of or another base, and behind a comma only of the one figure that the clause before has stated.
    """
    if written is None or not written.is_percent or vague(written) or word in ("压减", "净增", "净减"):
        return False
    if not written.number or said.other_base or said.aside or grammar.GOES_ON.match(clause, written.end) is None:
        return False
    return named or (said.just_named and not said.inside and len(said.subjects) <= 1)
