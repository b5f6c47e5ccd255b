"""What a figure tells of the thing that it is named after: how much of it, how much more, how many."""

from __future__ import annotations

from typing import Literal, TypeAlias, assert_never, get_args

from ..model import Field

Measure: TypeAlias = Literal["amount", "change", "share", "growth", "count"]
"""An amount and its change on last year; a share of a whole and a rate of growth on last year, in per cent; a number of things."""

MEASURES: tuple[Measure, ...] = get_args(Measure)


def measure_of(field: Field) -> Measure | None:
    """What the figures of a field measure; None of what is no figure. What may be below zero is a change."""
    match field.kind.reading:
        case "amount":
            return "change" if field.signed else "amount"
        case "percent":
            return "growth" if field.signed else "share"
        case "measure" | "count":
            return "count"
        case "text" | "code" | "date":
            return None
        case _:
            assert_never(field.kind.reading)
