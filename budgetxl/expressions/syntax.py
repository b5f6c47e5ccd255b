"""The syntax tree of an expression: frozen nodes that the three readings match on.

Every node is a value of its own: equal trees compare equal, and the place in the source is not kept (``parse``
reports it while it still knows).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Literal, TypeAlias, assert_never

from ..values.records import dataclass
from ..values.tolerances import NEAR

ArithmeticOperator = Literal["+", "-", "*", "/"]
Comparator = Literal["==", "!=", "<", "<=", ">", ">="]
Path: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the digits of the source."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Text:
    """A text between quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Truth:
    """``True`` or ``False``, written out."""

    value: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """A field or a column by its path: ``income.total``, ``row.amount``, ``procurement.amount``."""

    path: Path


@dataclass(frozen=True, slots=True)
class Negate:
    """A minus sign before an expression."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic of two sides."""

    operator: ArithmeticOperator
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison of two sides. ``half`` is half a unit of the last place that counts: what two figures may differ by."""

    operator: Comparator
    left: Expression
    right: Expression
    half: Decimal = NEAR


@dataclass(frozen=True, slots=True)
class Logic:
    """``and`` or ``or`` of two or more conditions. A chained comparison ``a <= b <= c`` is an ``and`` too."""

    operator: Literal["and", "or"]
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Choose:
    """Python's ``then if condition else otherwise``."""

    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the table, called.

    ``exact`` is what ``units`` knows of the places that count, of a function of percentages alone: for one that reckons a
    percentage its places; for one that holds it also what each of its two figures may be off, and how many units of the last
    place are let pass. None stands for what a form does not say.
    """

    name: str
    arguments: tuple[Expression, ...]
    exact: tuple[Decimal | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Converted:
    """An amount in another unit: 10 to the ``power`` times what it is in its own; ``unit`` is the new one.

    Nobody writes it: ``units`` puts it in where amounts of different units meet.
    """

    operand: Expression
    power: int
    unit: str


Expression: TypeAlias = (
    Number | Text | Truth | Reference | Negate | Binary | Compare | Logic | Not | Choose | Call | Converted
)  # fmt: skip



def children(expression: Expression) -> tuple[Expression, ...]:
    """The parts of a node, in the order of the source."""
    match expression:
        case Negate(operand) | Not(operand) | Converted(operand):
            return (operand,)
        case Binary(_, left, right) | Compare(_, left, right):
            return (left, right)
        case Logic(_, parts) | Call(_, parts, _):
            return parts
        case Choose(condition, then, otherwise):
            return (then, condition, otherwise)
        case Number() | Text() | Truth() | Reference():
            return ()
        case _:
            assert_never(expression)


def rebuilt(expression: Expression, make: Callable[[Expression], Expression]) -> Expression:
    """The node with ``make`` of each of its parts in the place of the part."""
    match expression:
        case Negate(operand):
            return Negate(make(operand))
        case Not(operand):
            return Not(make(operand))
        case Converted(operand, power, unit):
            return Converted(make(operand), power, unit)
        case Binary(operator, left, right):
            return Binary(operator, make(left), make(right))
        case Compare(comparator, left, right, half):
            return Compare(comparator, make(left), make(right), half)
        case Logic(joined, operands):
            return Logic(joined, tuple(map(make, operands)))
        case Choose(condition, then, otherwise):
            return Choose(make(condition), make(then), make(otherwise))
        case Call(name, arguments):
            return Call(name, tuple(map(make, arguments)))
        case Number() | Text() | Truth() | Reference():
            return expression
        case _:
            assert_never(expression)


def walk(expression: Expression) -> Iterator[Expression]:
    """The node and all below it, in the order of the source."""
    yield expression
    for child in children(expression):
        yield from walk(child)


def references(*expressions: Expression) -> tuple[Reference, ...]:
    """The fields that expressions speak of, each once, in the order of the source."""
    found = (node for expression in expressions for node in walk(expression) if isinstance(node, Reference))
    return tuple(dict.fromkeys(found))


def constant(expression: Expression) -> bool:
    """Whether the value is written in the rule itself: comparisons with such a value are exact."""
    return not isinstance(expression, Reference) and all(map(constant, children(expression)))
