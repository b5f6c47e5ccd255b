"""The kinds of a form's fields, as expressions ask for them: amounts with their unit and decimals, texts, dates, columns."""

from __future__ import annotations

from typing import assert_never

from ..expressions import Compare, Kind, Lookup, kind_of
from ..expressions.kinds import COUNT, DATE, PERCENT, TEXT, Type
from ..values import POWERS
from .compiled import Compiled, Place, Places
from .model import DEFAULT_UNIT, Field, Path, Rule

_COMPARED: tuple[Type, ...] = ("amount", "percent", "count", "number")  # what two sides are, where one of them is a bare number

WHOLE = Kind("count", "", 0)
"""Of things that are counted: exact."""


def kind_of_field(field: Field) -> Kind:
    """The kind of one value of a field. A number in a unit of money is an amount, too (a price)."""
    reading = field.kind.reading
    match reading:
        case "amount":
            return _amount(field)
        case "measure":
            return _amount(field) if field.unit in POWERS else COUNT
        case "count":
            return _amount(field) if field.unit in POWERS else WHOLE
        case "percent":
            places = percent_places(field)
            return PERCENT if places is None and not field.plugged else Kind("percent", "", places, plugged=field.plugged)
        case "date":
            return DATE
        case "text" | "code":
            return TEXT
        case _:
            assert_never(reading)


def percent_places(field: Field) -> int | None:
    """The places that a percentage is given with: those that the form states, else those that its cell shows; None for any."""
    return field.decimals if field.places is None else field.places


def _amount(field: Field) -> Kind:
    return Kind("amount", field.unit or DEFAULT_UNIT, field.places)


def lookup_of(compiled: Compiled, row: Places | None = None, sheet: Places | None = None) -> Lookup:
    """The kind of each path that an expression of the form may name; ``row`` and ``sheet`` are what those words mean there."""

    def look(path: Path) -> Kind | None:
        match path[0]:
            case "lists":
                return TEXT.of(path[:2]) if len(path) == 3 and path[1] in compiled.lists and path[2] in ("code", "name") else None
            case "row":
                place = row.get(path[1:]) if row is not None else None
            case "sheet":
                place = sheet.get(path[1:]) if sheet is not None else None
            case _:
                place = compiled.places.get(path)
        return _kind(place, path) if place is not None else None

    return look


def compared(compiled: Compiled, rule: Rule) -> Type | None:
    """What a rule compares: amounts, percentages, counts (years are counts), or bare numbers; None where it compares no numbers."""
    check = rule.check.expression
    if not isinstance(check, Compare):
        return None
    lookup = lookup_of(compiled, compiled.rows.get(rule.each), compiled.copies(rule.each))
    types = {kind_of(side, lookup).type for side in (check.left, check.right)}
    return next((one for one in _COMPARED if one in types), None)


def _kind(place: Place, path: Path) -> Kind:
    kind = kind_of_field(place.field)
    return kind.of(path[:-1]) if place.column else kind
