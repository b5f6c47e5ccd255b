"""Figures that a form computes as differences of others beside them: 增减额 of this year's and last year's.

One that waits for a blank is blank, so that the sum of many units' differences is not the difference of their sums. A total of such a
figure is computed from the totals beside it.
"""

from __future__ import annotations

from typing import TypeAlias

from budgetxl.expressions import Binary, Expression, Negate, Reference
from budgetxl.forms import Block, Field, Record

Terms: TypeAlias = tuple[tuple[int, str], ...]
"""Fields in the same row, or record, each with 1 where it is added and -1 where it is taken away."""


def terms_of(field: Field, block: Block) -> Terms:
    """What a field is the difference of; nothing where it is none, or speaks of other places than its own row or record."""
    if field.formula is None or not field.kind.summed:
        return ()
    here = ("row", *((block.id,) if isinstance(block, Record) else ()))
    found = _terms(field.formula.expression, 1, here)
    return tuple(found) if found and any(sign < 0 for sign, _ in found) else ()


def _terms(expression: Expression, sign: int, here: tuple[str, ...]) -> list[tuple[int, str]] | None:
    match expression:
        case Reference(path) if len(path) == 2 and path[0] in here:
            return [(sign, path[1])]
        case Negate(operand):
            return _terms(operand, -sign, here)
        case Binary("+" | "-" as operator, left, right):
            one, other = _terms(left, sign, here), _terms(right, sign if operator == "+" else -sign, here)
            return None if one is None or other is None else one + other
        case _:
            return None


__all__ = ["Terms", "terms_of"]
