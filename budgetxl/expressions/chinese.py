"""The third reading: an expression as a Chinese sentence, with the labels of its fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias, assert_never

from ..values import plain
from . import messages
from .errors import EvaluationError
from .function import Functions
from .functions.table import BUILTINS
from .syntax import (
    Binary,
    Call,
    Choose,
    Comparator,
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

OPPOSITES: dict[Comparator, Comparator] = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}

Label: TypeAlias = Callable[[Path], str]


def to_chinese(expression: Expression, label: Label, functions: Functions = BUILTINS) -> str:
    """The sentence: ``收入合计 等于 一般公共预算拨款收入 + 政府性基金收入``."""
    return _say(expression, label, functions)


def rule_to_chinese(
    check: Expression,
    label: Label,
    *,
    when: Expression | None = None,
    tolerance: Expression | None = None,
    functions: Functions = BUILTINS,
) -> str:
    """A whole rule: ``若…，则…（允许误差 …）``."""
    sentence = _say(check, label, functions)
    if tolerance is not None:
        sentence += messages.within(_say(tolerance, label, functions))
    return sentence if when is None else messages.implies(_say(when, label, functions), sentence)


def _say(expression: Expression, label: Label, functions: Functions) -> str:
    def say(part: Expression) -> str:
        return _say(part, label, functions)

    match expression:
        case Number(number):
            return plain(number)
        case Text(text):
            return messages.quotes(text)
        case Truth(truth):
            return messages.TRUTHS[truth]
        case Reference(path):
            return label(path)
        case Negate(Number(number)):
            return f"−{plain(number)}"
        case Negate(operand):
            return f"−{_operand(operand, say, (Binary, Negate, Choose))}"
        case Binary():
            return _arithmetic(expression, say)
        case Converted(operand, _, unit):
            return messages.converted(_operand(operand, say, (Binary, Compare, Logic, Choose)), unit)
        case Compare(operator, left, right):
            sides = [_operand(side, say, (Compare, Logic, Not, Choose)) for side in (left, right)]
            return f"{sides[0]} {messages.COMPARISONS[operator]} {sides[1]}"
        case Not(operand):
            return _denied(operand, say, functions)
        case Logic("or", (Not(condition), conclusion)):
            return messages.implies(say(condition), say(conclusion))
        case Logic(operator, operands):
            parts = [_operand(part, say, (Logic, Choose)) for part in operands]
            return (messages.AND if operator == "and" else messages.OR).join(parts)
        case Choose(condition, then, otherwise):
            return messages.chosen(say(condition), _operand(then, say, (Choose,)), _operand(otherwise, say, (Choose,)))
        case Call(name, arguments):
            return _phrase(_function_phrase(name, functions), _arguments(arguments, say))
        case _:
            assert_never(expression)


def _operand(part: Expression, say: Callable[[Expression], str], loose: tuple[type, ...]) -> str:
    """A part of a larger expression, in brackets where it would be misread without."""
    return messages.brackets(say(part)) if isinstance(part, loose) else say(part)


def _arithmetic(expression: Binary, say: Callable[[Expression], str]) -> str:
    left, right = say(expression.left), say(expression.right)
    if isinstance(expression.left, Choose) or (_adds(expression.left) and not _adds(expression)):
        left = messages.brackets(left)
    if isinstance(expression.right, Choose | Negate) or (
        isinstance(expression.right, Binary)
        and (expression.operator in "-/" or (_adds(expression.right) and not _adds(expression)))
        and not (expression.operator == "-" and not _adds(expression.right))
    ):
        right = messages.brackets(right)
    return f"{left} {messages.OPERATORS[expression.operator]} {right}"


def _adds(part: Expression) -> bool:
    return isinstance(part, Binary) and part.operator in "+-"


def _denied(operand: Expression, say: Callable[[Expression], str], functions: Functions) -> str:
    match operand:
        case Converted(operand, _, unit):
            return messages.converted(_operand(operand, say, (Binary, Compare, Logic, Choose)), unit)
        case Compare(operator, left, right):
            return say(Compare(OPPOSITES[operator], left, right))
        case Not(inner):
            return say(inner)
        case Call(name, arguments) if name in functions and functions[name].denied:
            return _phrase(functions[name].denied, _arguments(arguments, say))
        case _:
            return messages.negated(say(operand))


def _arguments(arguments: Sequence[Expression], say: Callable[[Expression], str]) -> list[str]:
    return [_operand(argument, say, (Binary, Compare, Logic, Choose)) for argument in arguments]


def _function_phrase(name: str, functions: Functions) -> str | Callable[[Sequence[str]], str]:
    if name not in functions:
        raise EvaluationError(messages.unknown_function(name, ""))
    return functions[name].phrase


def _phrase(phrase: str | Callable[[Sequence[str]], str], parts: Sequence[str]) -> str:
    if callable(phrase):
        return phrase(parts)
    return phrase.format(*parts, all=messages.LIST.join(parts), rest=messages.LIST_OR.join(parts[1:]))
