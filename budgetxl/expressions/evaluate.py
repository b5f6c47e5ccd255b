"""The first reading: what an expression is worth over a submission, in Decimal, with None for what is missing.

A missing operand makes the result missing: blank is never 0. Conditions are read from left to right, as people and
Python do: ``a and b`` is missing where ``a`` is, or where ``a`` holds and ``b`` is missing; ``x if c else y`` is
missing where ``c`` or the branch taken is. A division by 0 and an operation on the wrong types have no value either.

A rule is evaluated for every row and a total for every workbook, so an expression can be turned into functions once
(``reading_of``), which are called from then on. Whoever evaluates one many times keeps its reading: a form does for its
formulas, a ``Judging`` for a rule.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, localcontext
from typing import TypeAlias, assert_never

from ..values import Entry, Scalar
from ..values.decimals import PRECISE
from ..values.foldings import fold
from ..values.tolerances import EXACTLY
from . import messages
from .comparison import compare, settled
from .errors import EvaluationError, WrongType
from .function import Argument, Functions, Kind
from .functions.table import BUILTINS
from .scope import Column, Scope, Values, find
from .syntax import (
    ArithmeticOperator,
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
    Reference,
    Text,
    Truth,
    constant,
)

Reading: TypeAlias = Callable[[Scope], Scalar]
ArgumentReading: TypeAlias = Callable[[Scope], Argument]


def evaluate(expression: Expression, scope: Scope, functions: Functions = BUILTINS) -> Scalar:
    """The value of an expression; None where it is missing. Raises EvaluationError where the form is at fault."""
    reading = reading_of(expression, functions)
    with localcontext(PRECISE):
        return reading(scope)


def reading_of(expression: Expression, functions: Functions = BUILTINS) -> Reading:
    """The function that evaluates an expression, made anew; to be called in the context PRECISE."""
    match expression:  # the most frequent first
        case Reference():
            return _reference(expression, functions)
        case Call():
            return _call(expression, functions)
        case Number() | Text() | Truth():
            return _literal(expression, functions)
        case Binary():
            return _binary(expression, functions)
        case Converted():
            return _converted(expression, functions)
        case Compare():
            return _compare(expression, functions)
        case Logic():
            return _logic(expression, functions)
        case Not():
            return _not(expression, functions)
        case Choose():
            return _choose(expression, functions)
        case Negate():
            return _negate(expression, functions)
        case _:
            assert_never(expression)


def _reference(expression: Reference, functions: Functions) -> Reading:
    path = expression.path

    def value(scope: Scope) -> Scalar:
        found = scope.lookup(path) or find(scope, path)
        if isinstance(found, Entry):
            return _present(found.value)
        raise EvaluationError(messages.column_as_value(path))

    return value


def _literal(expression: Number | Text | Truth, functions: Functions) -> Reading:
    value = expression.value
    return lambda scope: value


def _negate(expression: Negate, functions: Functions) -> Reading:
    operand = reading_of(expression.operand, functions)

    def value(scope: Scope) -> Scalar:
        inner = operand(scope)
        return -inner if isinstance(inner, Decimal) else None

    return value


def _not(expression: Not, functions: Functions) -> Reading:
    operand = reading_of(expression.operand, functions)

    def value(scope: Scope) -> Scalar:
        holds = operand(scope)
        return not holds if isinstance(holds, bool) else None

    return value


def _choose(expression: Choose, functions: Functions) -> Reading:
    condition = reading_of(expression.condition, functions)
    then, otherwise = reading_of(expression.then, functions), reading_of(expression.otherwise, functions)

    def value(scope: Scope) -> Scalar:
        holds = condition(scope)
        return (then if holds else otherwise)(scope) if isinstance(holds, bool) else None

    return value


def _compare(expression: Compare, functions: Functions) -> Reading:
    first, second = reading_of(expression.left, functions), reading_of(expression.right, functions)
    operator = expression.operator
    slack = EXACTLY if constant(expression.left) or constant(expression.right) else None
    half = expression.half

    def value(scope: Scope) -> Scalar:
        left, right = first(scope), second(scope)
        try:
            return None if left is None or right is None else compare(operator, left, right, slack, half)
        except ArithmeticError:
            return None

    return value


def _logic(expression: Logic, functions: Functions) -> Reading:
    """``or`` stops at the first operand that holds, ``and`` at the first that does not."""
    operands = [reading_of(operand, functions) for operand in expression.operands]
    decisive = expression.operator == "or"

    def value(scope: Scope) -> Scalar:
        for operand in operands:
            holds = operand(scope)
            if not isinstance(holds, bool):
                return None
            if holds is decisive:
                return decisive
        return not decisive

    return value


def _converted(expression: Converted, functions: Functions) -> Reading:
    operand, power = reading_of(expression.operand, functions), expression.power

    def value(scope: Scope) -> Scalar:
        found = operand(scope)
        return found.scaleb(power) if isinstance(found, Decimal) else None

    return value


def _binary(expression: Binary, functions: Functions) -> Reading:
    first, second = reading_of(expression.left, functions), reading_of(expression.right, functions)
    operator = expression.operator
    return lambda scope: _arithmetic(operator, first(scope), second(scope))


def _arithmetic(operator: ArithmeticOperator, left: Scalar, right: Scalar) -> Decimal | None:
    match operator, left, right:
        case "-", date(), date():
            return Decimal((left - right).days)
        case _, Decimal(), Decimal():
            pass
        case _:
            return None
    try:
        match operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "/":
                return left / right if settled(right) else None
    except ArithmeticError:
        return None


def _present(value: Scalar) -> Scalar:
    """A cell's value; a text of white space alone is a blank cell."""
    if value is None or isinstance(value, Decimal):
        return value
    if isinstance(value, str):
        return value if value[:1].isalnum() or fold(value) else None
    return value.date() if isinstance(value, datetime) else value


def _call(expression: Call, functions: Functions) -> Reading:
    function = functions.get(expression.name)
    kinds = () if function is None else function.kinds(len(expression.arguments))
    readings = [argument_reading(kind, node, functions) for kind, node in zip(kinds, expression.arguments)]
    needed = [place for place, kind in enumerate(kinds) if kind == "value"]
    exact = expression.exact

    def value(scope: Scope) -> Scalar:
        if function is None:
            raise EvaluationError(messages.unknown_function(expression.name, ""))
        arguments = [reading(scope) for reading in readings]  # all of them: who asks what was read is told of each
        for place in needed:
            if arguments[place] is None:
                return None
        try:
            return function.evaluate([*arguments, *exact] if exact else arguments)
        except (WrongType, ArithmeticError):
            return None

    return value


def argument_reading(kind: Kind, node: Expression, functions: Functions) -> ArgumentReading:
    """The function that gives an argument of a call, made anew."""
    if kind not in ("series", "column") or not isinstance(node, Reference):
        return reading_of(node, functions)
    path = node.path

    def value(scope: Scope) -> Argument:
        found = scope.lookup(path) or find(scope, path)
        if isinstance(found, Entry):
            return (_present(found.value),) if kind == "column" else _present(found.value)
        if not isinstance(found, Column):
            return tuple(_present(entry.value) for entry in found)
        if found.values is None:
            found.values = Values([_present(entry.value) for entry in found])
        return found.values

    return value
