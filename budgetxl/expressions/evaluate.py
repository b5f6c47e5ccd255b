"""The first reading: what an expression is worth over a submission, in Decimal, with None for what is missing.

A missing operand makes the result missing: blank is never 0. Conditions are read from left to right, as people and
Python do: ``a and b`` is missing where ``a`` is, or where ``a`` holds and ``b`` is missing; ``x if c else y`` is
missing where ``c`` or the branch taken is. A division by 0 and an operation on the wrong types have no value either.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, localcontext

from ..values import Entry, Scalar
from ..values.decimals import PRECISE
from . import messages
from .comparison import EXACTLY, compare, settled
from .errors import EvaluationError, WrongType
from .function import Argument, Functions, Kind
from .functions import BUILTINS
from .scope import Column, Scope, find
from .syntax import (
    ArithmeticOperator,
    Binary,
    Call,
    Choose,
    Compare,
    Expression,
    Logic,
    Negate,
    Not,
    Number,
    Path,
    Reference,
    Text,
    Truth,
    constant,
)
from .texts import fold


def evaluate(expression: Expression, scope: Scope, functions: Functions = BUILTINS) -> Scalar:
    """The value of an expression; None where it is missing. Raises EvaluationError where the form is at fault."""
    with localcontext(PRECISE):
        return _value(expression, scope, functions)


def _value(expression: Expression, scope: Scope, functions: Functions) -> Scalar:
    match expression:  # the most frequent first
        case Reference(path):
            return _single(path, scope)
        case Call():
            return _call(expression, scope, functions)
        case Number(number):
            return number
        case Text(text):
            return text
        case Truth(truth):
            return truth
        case Negate(operand):
            inner = _value(operand, scope, functions)
            return -inner if isinstance(inner, Decimal) else None
        case Binary(operator, left, right):
            return _arithmetic(operator, _value(left, scope, functions), _value(right, scope, functions))
        case Compare(operator, left, right):
            slack = EXACTLY if constant(left) or constant(right) else None
            return _compare(expression, scope, functions, slack)
        case Not(operand):
            holds = _value(operand, scope, functions)
            return not holds if isinstance(holds, bool) else None
        case Logic(operator, operands):
            return _logic(operands, operator == "or", scope, functions)
        case Choose(condition, then, otherwise):
            holds = _value(condition, scope, functions)
            return _value(then if holds else otherwise, scope, functions) if isinstance(holds, bool) else None


def _compare(expression: Compare, scope: Scope, functions: Functions, slack: Decimal | None) -> bool | None:
    left, right = _value(expression.left, scope, functions), _value(expression.right, scope, functions)
    try:
        return None if left is None or right is None else compare(expression.operator, left, right, slack)
    except ArithmeticError:
        return None


def _logic(operands: Sequence[Expression], decisive: bool, scope: Scope, functions: Functions) -> bool | None:
    """``or`` stops at the first operand that holds (``decisive`` True), ``and`` at the first that does not."""
    for operand in operands:
        holds = _value(operand, scope, functions)
        if not isinstance(holds, bool):
            return None
        if holds is decisive:
            return decisive
    return not decisive


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


def _single(path: Path, scope: Scope) -> Scalar:
    found = find(scope, path)
    if isinstance(found, Entry):
        return _present(found.value)
    raise EvaluationError(messages.column_as_value(path))


def _present(value: Scalar) -> Scalar:
    """A cell's value; a text of white space alone is a blank cell."""
    if isinstance(value, str):
        return value if value[:1].isalnum() or fold(value) else None
    return value.date() if isinstance(value, datetime) else value


def _call(call: Call, scope: Scope, functions: Functions) -> Scalar:
    function = functions.get(call.name)
    if function is None:
        raise EvaluationError(messages.unknown_function(call.name, ""))
    kinds = function.kinds(len(call.arguments))
    arguments = [_argument(kind, node, scope, functions) for kind, node in zip(kinds, call.arguments)]
    if any(kind == "value" and argument is None for kind, argument in zip(kinds, arguments)):
        return None
    try:
        return function.evaluate(arguments)
    except (WrongType, ArithmeticError):
        return None


def _argument(kind: Kind, node: Expression, scope: Scope, functions: Functions) -> Argument:
    match node:
        case Reference(path) if kind in ("series", "column"):
            found = find(scope, path)
            if isinstance(found, Entry):
                return (_present(found.value),) if kind == "column" else _present(found.value)
            if not isinstance(found, Column):
                return tuple(_present(entry.value) for entry in found)
            if found.values is None:
                found.values = tuple(_present(entry.value) for entry in found)
            return found.values
        case _:
            return _value(node, scope, functions)
