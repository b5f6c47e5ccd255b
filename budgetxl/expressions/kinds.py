"""The fourth reading: what kind of value an expression has, so that a form that can't work is refused when it is loaded.

A kind is a type (amount, count, percent, number, text, date, truth) with the unit of an amount and the decimals that it is
printed with; and whether it is one value or a column of a table. ``number`` is a bare number: one written in the rule, a
quotient of amounts, a number found in a text. It goes with every other kind of number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal, TypeAlias, assert_never

from ..values import POWERS
from ..values.records import dataclass
from . import messages
from .errors import ExpressionError
from .function import Function, Functions
from .functions.table import BUILTINS
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
    Number,
    Path,
    Reference,
    Text,
    Truth,
)

Type = Literal["amount", "count", "percent", "number", "text", "date", "truth"]
NUMERIC: frozenset[Type] = frozenset({"amount", "count", "percent", "number"})


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of a value.

    ``unit`` is that of an amount (元, 千元, 万元), ``places`` the decimals that it is printed with, where the form says so.
    ``table`` is the path of the table whose column it is; None for one value. ``plugged``: a percentage that may be off by a unit
    of its last place, so that all of its group add up to 100.
    """

    type: Type
    unit: str = ""
    places: int | None = None
    table: Path | None = None
    plugged: bool = False

    @property
    def numeric(self) -> bool:
        return self.type in NUMERIC

    def of(self, table: Path | None) -> Kind:
        """The same kind as a column of a table; with None as one value."""
        return self if table == self.table else Kind(self.type, self.unit, self.places, table, self.plugged)


Lookup: TypeAlias = Callable[[Path], Kind | None]
NUMBER, COUNT, PERCENT = Kind("number"), Kind("count"), Kind("percent")
TEXT, DATE, TRUTH = Kind("text"), Kind("date"), Kind("truth")
_GIVEN: dict[str, Kind] = {
    "number": NUMBER, "count": COUNT, "percent": PERCENT, "text": TEXT, "date": DATE, "truth": TRUTH, "amount": Kind("amount", "万元"),
}  # fmt: skip


class KindError(ExpressionError):
    """An expression that can't work whatever is filled in; the message says what stands there and what was meant."""


def kind_of(expression: Expression, lookup: Lookup, functions: Functions = BUILTINS) -> Kind:
    """The kind of an expression. ``lookup`` gives the kind of a field; a path that it does not know has been told already.

    Raises KindError for the first thing that can't work.
    """
    return _Kinds(lookup, functions).of(expression)


def check_condition(expression: Expression, lookup: Lookup, functions: Functions = BUILTINS) -> None:
    """Raises KindError where an expression is no condition."""
    found = kind_of(expression, lookup, functions)
    if found.type != "truth" or found.table is not None:
        raise KindError(messages.no_condition(messages.kind_name(found.type, found.table)))


class _Kinds:
    def __init__(self, lookup: Lookup, functions: Functions) -> None:
        self.lookup, self.functions = lookup, functions

    def of(self, expression: Expression) -> Kind:
        """The kind of an expression, which may be a column only where it is one by its name."""
        match expression:
            case Number():
                return NUMBER
            case Text():
                return TEXT
            case Truth():
                return TRUTH
            case Reference(path):
                return self.lookup(path) or NUMBER
            case Negate(operand):
                return self.number(operand)
            case Binary():
                return self.arithmetic(expression)
            case Converted(operand, _, unit):
                return replace(self.value(operand), unit=unit)
            case Compare(operator, left, right):
                self.compared(operator, left, right)
                return TRUTH
            case Logic(_, operands):
                for operand in operands:
                    self.condition(operand)
                return TRUTH
            case Not(operand):
                self.condition(operand)
                return TRUTH
            case Choose(condition, then, otherwise):
                self.condition(condition)
                return self.either(then, otherwise)
            case Call():
                return self.call(expression)
            case _:
                assert_never(expression)

    def value(self, expression: Expression) -> Kind:
        """The kind of one value. Raises KindError for a column."""
        found = self.of(expression)
        if found.table is not None:
            raise KindError(messages.column_for_value(_text(expression)))
        return found

    def number(self, expression: Expression) -> Kind:
        found = self.value(expression)
        if not found.numeric:
            raise KindError(messages.no_number(_text(expression), messages.kind_name(found.type, None)))
        return found

    def condition(self, expression: Expression) -> None:
        found = self.value(expression)
        if found.type != "truth":
            raise KindError(messages.no_condition(messages.kind_name(found.type, None), _text(expression)))

    def arithmetic(self, expression: Binary) -> Kind:
        left, right = self.value(expression.left), self.value(expression.right)
        if expression.operator == "-" and left.type == right.type == "date":
            return COUNT
        for side, kind in ((expression.left, left), (expression.right, right)):
            if not kind.numeric:
                raise KindError(messages.no_number(_text(side), messages.kind_name(kind.type, None)))
        if expression.operator in "+-":
            return self.joined(expression.left, left, expression.right, right)
        if expression.operator == "*":
            return _product(left, right)
        return _quotient(left, right)

    def compared(self, operator: str, left: Expression, right: Expression) -> None:
        first, second = self.value(left), self.value(right)
        self.joined(left, first, right, second)
        if first.type in ("text", "truth") and operator not in ("==", "!="):
            raise KindError(messages.no_order(_text(left), messages.kind_name(first.type, None)))

    def either(self, then: Expression, otherwise: Expression) -> Kind:
        return self.joined(then, self.value(then), otherwise, self.value(otherwise))

    def joined(self, left: Expression, first: Kind, right: Expression, second: Kind) -> Kind:
        """The kind that two values have together, where they can be added or compared."""
        if first.type == second.type:
            return _coarser(first, second)
        if first.numeric and second.numeric and "number" in (first.type, second.type):
            return second if first.type == "number" else first
        raise KindError(
            messages.not_alike(_text(left), messages.kind_name(first.type, None), _text(right), messages.kind_name(second.type, None))
        )

    def call(self, call: Call) -> Kind:
        function = self.functions[call.name]
        kinds: list[Kind] = []
        tables: dict[Path, int] = {}
        for number, (argument, taken, wanted) in enumerate(self.parameters(call, function)):
            if taken == "pattern":
                kinds.append(TEXT)
                continue
            found = self.of(argument) if taken in ("series", "column") else self.value(argument)
            if taken == "column" and found.table is None and function.kinds(len(call.arguments)).count("column") > 1:
                raise KindError(messages.value_for_column(call.name, number + 1, _text(argument)))
            if found.table is not None and taken == "column":
                tables.setdefault(found.table, number)
            self.fits(call, number, found, wanted, kinds)
            kinds.append(found)
        if len(tables) > 1:
            first, second = list(tables)[:2]
            raise KindError(messages.two_tables(call.name, ".".join(first), ".".join(second)))
        return self.given(call, function, kinds)

    def parameters(self, call: Call, function: Function) -> Iterator[tuple[Expression, str, str]]:
        count = len(call.arguments)
        takes = function.takes + function.takes[-1:] * count
        return iter(list(zip(call.arguments, function.kinds(count), takes)))

    def fits(self, call: Call, number: int, found: Kind, wanted: str, before: list[Kind]) -> None:
        """Raises KindError where an argument is of another kind than the function takes there."""
        what, _, place = wanted.partition(" ")
        argument = call.arguments[number]
        if what == "like":
            other = int(place)
            self.joined(argument, found.of(None), call.arguments[other], before[other].of(None))
            return
        fitting = found.numeric if what == "number" else found.type == what or (what == "count" and found.type == "number")
        if what != "any" and not fitting:
            name = messages.kind_name(found.type, found.table)
            raise KindError(messages.wrong_argument(call.name, number + 1, messages.kind_name(what, None), _text(argument), name))

    def given(self, call: Call, function: Function, kinds: list[Kind]) -> Kind:
        what, _, place = function.gives.partition(" ")
        if what != "as":
            return _GIVEN[what]
        if place != "all":
            return kinds[int(place)].of(None)
        together, shown = kinds[0].of(None), call.arguments[0]
        for argument, kind in zip(call.arguments[1:], kinds[1:]):
            together = self.joined(shown, together, argument, kind.of(None))
        return together


def _product(left: Kind, right: Kind) -> Kind:
    """Amounts times counts, prices times quantities: the amount stays; an amount by an amount is nothing that is known."""
    if left.type == right.type == "amount":
        raise KindError(messages.amount_by_amount())
    for kind in ("amount", "percent", "count"):
        found = next((each for each in (left, right) if each.type == kind), None)
        if found is not None and kind != "percent":
            return replace(found, places=None) if kind == "amount" else found
    return NUMBER if "number" in (left.type, right.type) or left.type != right.type else left


def _quotient(left: Kind, right: Kind) -> Kind:
    if left.type == "amount" and right.type != "amount":
        return replace(left, places=None)
    if right.type == "amount" and left.type not in ("amount", "number"):
        return NUMBER
    return NUMBER


def _coarser(first: Kind, second: Kind) -> Kind:
    """Of two amounts the one whose last place is worth more; others are alike."""
    if first.type != "amount":
        return first
    return max((first, second), key=worth)


def worth(kind: Kind) -> int:
    """The power of ten, in 元, that one unit of an amount's last place is worth."""
    return POWERS.get(kind.unit or "万元", 4) - (2 if kind.places is None else kind.places)


def _text(expression: Expression) -> str:
    """An expression as the rule writes it, in short."""
    match expression:
        case Reference(path):
            return ".".join(path)
        case Number(value):
            return str(value)
        case Text(value):
            return f'"{value}"'
        case Call(name):
            return f"{name}(…)"
        case Binary(operator, left, right) | Compare(operator, left, right):
            return f"{_text(left)} {operator} {_text(right)}"
        case Negate(operand):
            return f"-{_text(operand)}"
        case Converted(operand):
            return _text(operand)
        case Truth(value):
            return str(value)
        case Not(operand):
            return f"not {_text(operand)}"
        case Logic(operator, operands):
            return f" {operator} ".join(map(_text, operands))
        case Choose(condition, then, otherwise):
            return f"{_text(then)} if {_text(condition)} else {_text(otherwise)}"
        case _:
            assert_never(expression)
