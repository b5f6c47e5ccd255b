"""Formulas of plain numbers, ``4*1.25``: what they give is known without any program that calculates."""

from __future__ import annotations

from decimal import Decimal

from budgetxl.expressions import EvaluationError, ExpressionError, TreeScope, evaluate
from budgetxl.values import Group
from budgetxl.values.lazy_patterns import lazy_pattern

_CONSTANT = lazy_pattern(r"[-+*/(). 0-9]{1,200}")
_OTHER_IN_EXCEL = ("**", "//")
_PLACES = Decimal("1E-9")


def constant_result(formula: str | None) -> Decimal | None:
    """The value of a formula of nothing but numbers, + - * / and brackets; None for any other, and for a division by 0."""
    if not formula or _CONSTANT.fullmatch(formula) is None or any(sign in formula for sign in _OTHER_IN_EXCEL):
        return None
    from budgetxl.expressions import parse  # such a formula is rare

    try:
        value = evaluate(parse(formula.strip()), TreeScope(Group()))
    except (ExpressionError, EvaluationError):
        return None
    return value if isinstance(value, Decimal) else None


def calculated_otherwise(formula: str | None, stored: Decimal) -> Decimal | None:
    """What such a formula gives, where that is not what its cell has stored: it was never calculated."""
    value = constant_result(formula)
    return None if value is None or abs(value - stored) <= _PLACES * max(Decimal(1), abs(value)) else value


__all__ = ["calculated_otherwise", "constant_result"]
