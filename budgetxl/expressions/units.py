"""Amounts of different units in one expression: conversions put in where they meet, and the place that counts there.

A form's blocks may be in 元, 千元 or 万元. Where amounts meet (a comparison, a sum, the arguments of a function that must be
alike), the others are turned into the unit of the one whose last printed place is worth most, since that is as far as
the figures can agree. With one unit in a form nothing changes.

Percentages are as exact as their fields say: what reckons or holds one is told of the places that count (``Call.exact``).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..values import POWERS
from ..values.tolerances import NEAR
from .function import Function, Functions
from .functions.table import BUILTINS
from .kinds import Kind, Lookup, kind_of, worth
from .syntax import (
    Binary,
    Call,
    Choose,
    Compare,
    Converted,
    Expression,
    Logic,
    Negate,
    Not,
    constant,
    references,
    walk,
)


def with_units(
    expression: Expression, lookup: Lookup, unit: str = "", places: int | None = None, functions: Functions = BUILTINS
) -> Expression:
    """The expression with its conversions, and with the place that counts in each comparison and each percentage.

    ``unit`` is the unit that an amount is wanted in as a whole, ``places`` are those of a percentage: of the field that the
    expression computes. Raises KindError where the expression can't work at all.
    """
    return _Units(lookup, functions, places).into(expression, unit)


def speaks_of_percentages(expression: Expression, functions: Functions = BUILTINS) -> bool:
    """Whether places of percentages count in an expression."""
    return any(isinstance(node, Call) and functions[node.name].role in ("share", "growth", "reckoned") for node in walk(expression))


class _Units:
    def __init__(self, lookup: Lookup, functions: Functions, places: int | None = None) -> None:
        self.lookup, self.functions, self.places = lookup, functions, places

    def kind(self, expression: Expression) -> Kind:
        return kind_of(expression, self.lookup, self.functions)

    def into(self, expression: Expression, unit: str) -> Expression:
        """An expression in a unit, where it is an amount in another."""
        own, made = self.kind(expression), self.made(expression)
        if not unit or own.type != "amount" or own.unit in ("", unit):
            return made
        return Converted(made, POWERS[own.unit] - POWERS[unit], unit)

    def made(self, expression: Expression) -> Expression:
        match expression:
            case Negate(operand):
                return Negate(self.made(operand))
            case Not(operand):
                return Not(self.made(operand))
            case Logic(operator, operands):
                return Logic(operator, tuple(map(self.made, operands)))
            case Binary(operator, left, right) if operator in "+-" or self.is_ratio(expression):
                first, second = self.alike(left, right)
                return Binary(operator, first, second)
            case Binary(operator, left, right):
                return Binary(operator, self.made(left), self.made(right))
            case Choose(condition, then, otherwise):
                first, second = self.alike(then, otherwise)
                return Choose(self.made(condition), first, second)
            case Compare(operator, left, right):
                first, second = self.of_percent(left, right).alike(left, right)
                return Compare(operator, first, second, self.half(left, right))
            case Call():
                return self.call(expression)
            case _:
                return expression

    def of_percent(self, left: Expression, right: Expression) -> _Units:
        """For the two sides of a comparison: what is reckoned on one of them is rounded as the percentage of the other is."""
        known = [kind.places for kind in map(self.kind, (left, right)) if kind.type == "percent" and kind.places is not None]
        return _Units(self.lookup, self.functions, max(known)) if known else self

    def is_ratio(self, expression: Binary) -> bool:
        return expression.operator == "/" and self.kind(expression.left).type == self.kind(expression.right).type == "amount"

    def alike(self, *parts: Expression) -> tuple[Expression, ...]:
        """Expressions that meet, in one unit."""
        unit = self.common(parts)
        return tuple(self.into(part, unit) for part in parts)

    def common(self, parts: Sequence[Expression]) -> str:
        """The unit of the amount whose last place is worth most; empty where none is an amount."""
        amounts = [kind for kind in map(self.kind, parts) if kind.type == "amount" and kind.unit]
        return max(amounts, key=worth).unit if amounts else ""

    def half(self, left: Expression, right: Expression) -> Decimal:
        """Half a unit of the last place that counts in a comparison, in the unit in which it is made."""
        unit = self.common((left, right))
        amounts = _amounts((left, right), self.lookup)
        if not unit or not amounts:
            return NEAR
        return Decimal(5).scaleb(max(map(worth, amounts)) - POWERS[unit] - 1)

    def call(self, call: Call) -> Call:
        """A call whose arguments that must be alike are in one unit: that of a column among them, which can't be converted."""
        function = self.functions[call.name]
        arguments = [argument if kind == "pattern" else self.made(argument) for kind, argument in self.described(call, function)]
        for group in _groups(function, len(arguments)):
            parts = [call.arguments[number] for number in group]
            columns = [kind for kind in map(self.kind, parts) if kind.table is not None and kind.type == "amount"]
            units = {kind.unit for kind in columns}
            unit = units.pop() if len(units) == 1 else self.common(parts)
            for number in group:
                arguments[number] = self.argument(call, number, unit, arguments[number])
        return Call(call.name, tuple(arguments), self.exact(call, function))

    def exact(self, call: Call, function: Function) -> tuple[Decimal | None, ...]:
        """What is known of the places of a percentage and of the figures that it is held against."""
        match function.role:
            case "reckoned":
                return () if self.places is None else (Decimal(self.places),)
            case "share" | "growth":
                percent, first, second = call.arguments
                held, unit = self.kind(percent), self.common((first, second))
                places = None if held.places is None else Decimal(held.places)
                return places, self.off(first, unit), self.off(second, unit), Decimal(held.plugged)
            case _:
                return ()

    def off(self, expression: Expression, unit: str) -> Decimal | None:
        """What a figure may be off, as far as what it stands on is rounded, in a unit; None where no form says how it is written.

        A sum or difference is off by what its parts are; anything else by half a unit of the coarsest amount in it.
        """
        match expression:
            case Negate(operand) | Converted(operand):
                return self.off(operand, unit)
            case Binary(operator, left, right) if operator in "+-":
                parts = [self.off(part, unit) for part in (left, right) if not constant(part)]
                return None if None in parts else sum((part for part in parts if part is not None), Decimal(0))
            case _:
                kind = self.kind(expression)
                if kind.type == "count" and kind.places == 0:
                    return Decimal(0)
                amounts = _amounts((expression,), self.lookup) if kind.type == "amount" else []
                return Decimal(5).scaleb(max(map(worth, amounts)) - POWERS[unit] - 1) if unit and amounts else None

    def argument(self, call: Call, number: int, unit: str, made: Expression) -> Expression:
        """One argument in the unit; a column in another is first what the function makes of it alone."""
        given = call.arguments[number]
        kind = self.kind(given)
        if kind.type != "amount" or not unit or kind.unit in ("", unit):
            return made
        alone = Call(call.name, (given,)) if kind.table is not None else made
        return Converted(alone, POWERS[kind.unit] - POWERS[unit], unit)

    def described(self, call: Call, function: Function) -> list[tuple[str, Expression]]:
        return list(zip(function.kinds(len(call.arguments)), call.arguments))


def _groups(function: Function, count: int) -> list[list[int]]:
    """The arguments of a function that must be alike, by their numbers."""
    takes = (function.takes + function.takes[-1:] * count)[:count]
    if function.gives == "as all":
        return [list(range(count))]
    groups: dict[int, list[int]] = {}
    for number, wanted in enumerate(takes):
        what, _, other = wanted.partition(" ")
        if what == "like":
            groups.setdefault(int(other), [int(other)]).append(number)
    return list(groups.values())


def unit_of(check: Expression, lookup: Lookup, spoken: Sequence[Expression] = (), functions: Functions = BUILTINS) -> tuple[str, int | None]:
    """The unit in which a rule speaks of amounts, and the decimals that count there; an empty unit where it speaks of none.

    That is the unit in which it compares them, else that of the coarsest amount in its check, else in what its message says
    (``spoken``).
    """
    units = _Units(lookup, functions)
    if isinstance(check, Compare):
        unit = units.common((check.left, check.right))
        kinds = _amounts((check,), lookup)
        if unit and kinds:
            return unit, max(0, POWERS[unit] - max(map(worth, kinds)))
    for expressions in ((check,), spoken):
        kinds = _amounts(expressions, lookup)
        if kinds:
            coarsest = max(kinds, key=worth)
            return coarsest.unit, coarsest.places
    return "", None


def _amounts(expressions: Sequence[Expression], lookup: Lookup) -> list[Kind]:
    found = [lookup(each.path) for each in references(*expressions)]
    return [kind for kind in found if kind is not None and kind.type == "amount" and kind.unit]
