"""Figures whose cells show other values than they hold: what is said of those that staff type, and of those that are computed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from budgetxl.forms import Field
from budgetxl.values import Address, Finding, Scalar, plain, read_number
from budgetxl.xlsx import RawCell

from ...messages import say
from .numbers import seen_otherwise, shown_number

_LARGE_SHARE = 10  # times the whole, which few percentages are


def otherwise_finding(cell: RawCell, held: Scalar, field: Field, unit: str, at: Address) -> Finding | None:
    """What there is to say of a number that its format shows as another value: 50000 as 50000元 in a column of 万元."""
    number, code = cell.value, cell.number_format
    if not isinstance(number, Decimal) or not isinstance(held, Decimal) or code is None:
        return None
    reading = field.kind.reading
    otherwise, value = seen_otherwise(number, held, code, unit, reading == "percent", reading in ("measure", "count"))
    if not otherwise:
        return None
    text, expected = shown_number(number, code), "" if value is None else plain(value)
    message = say("META-06-shown", s=text, v=plain(number))
    seen = read_number(text, unit, reading == "percent", reading in ("measure", "count")).value
    if not expected:
        hint = say("META-06-hint")
    elif isinstance(seen, Decimal) and seen != value:  # the last places do not show
        hint = say("META-06-shown-exact-hint", s=text, v=expected, u=unit)
    else:
        hint = say("META-06-shown-hint", v=expected, u=unit)
    return Finding("META-06", "error", message, (at,), expected, text, hint)


def result_finding(cell: RawCell, held: Scalar, field: Field, unit: str, at: Address) -> Finding | None:
    """What there is to say of a formula of ours whose result shows as another value, or as a date; it counts as it is computed."""
    if isinstance(cell.value, date) and isinstance(held, Decimal):
        text, value = cell.value.isoformat(), plain(held)
    elif isinstance(cell.value, Decimal) and (found := otherwise_finding(cell, held, field, unit, at)) is not None:
        text, value = found.actual, plain(cell.value)
    else:
        return None
    return Finding("META-06", "warning", say("META-06-total", s=text, v=value), (at,), "", text, say("META-06-total-hint"))


def hundredfold_finding(cell: RawCell, at: Address) -> Finding | None:
    """A warning of 25 in a cell that shows it as 2500%: it was typed before the cell was given that format."""
    number = cell.value
    if not isinstance(number, Decimal) or abs(number) < _LARGE_SHARE:
        return None
    seen, value = shown_number(number, cell.number_format), plain(number)
    hint = say("META-06-hundred-hint", s=seen, v=value)
    return Finding("META-06", "warning", say("META-06-hundred", s=seen, v=value), (at,), value, seen, hint)


__all__ = ["hundredfold_finding", "otherwise_finding", "result_finding"]
