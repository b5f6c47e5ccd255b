"""The blanks for which an expression has no value: those alone that it needs, as ``evaluate`` would ask for them.

``default(a, 0) + b`` waits for ``b``, never for ``a``; ``x if c else y`` for what the branch taken lacks; ``and`` and ``or``
for the first of their operands that is missing; a sum of a blank column for the whole of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from ...values import Entry
from ..evaluate import evaluate
from ..function import Functions
from ..functions.table import BUILTINS
from ..scope import Scope, find
from ..syntax import (
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


def waits_for(
    expression: Expression, scope: Scope, functions: Functions = BUILTINS, empty: list[Path] | None = None
) -> tuple[Entry, ...]:
    """The blank entries that an expression needs, each once, in its own order; none where it has a value.

    The columns that it needs and that have no rows at all are added to ``empty``.

    None, too, where it lacks one though nothing that it needs is blank: a division by 0, a text without a number.
    """
    return _distinct(_blanks(expression, scope, functions, [] if empty is None else empty))


def _blanks(expression: Expression, scope: Scope, functions: Functions, empty: list[Path]) -> Iterator[Entry]:
    match expression:
        case Number() | Text() | Truth():
            return
        case Reference(path):
            found = find(scope, path)
            if isinstance(found, Entry) and evaluate(expression, scope, functions) is None:
                yield found
        case Negate(operand) | Not(operand) | Converted(operand):
            yield from _blanks(operand, scope, functions, empty)
        case Binary(_, left, right) | Compare(_, left, right):
            yield from _blanks(left, scope, functions, empty)
            yield from _blanks(right, scope, functions, empty)
        case Logic(operator, operands):
            for operand in operands:
                holds = evaluate(operand, scope, functions)
                if not isinstance(holds, bool):
                    yield from _blanks(operand, scope, functions, empty)
                if holds is not (operator == "and"):
                    return
        case Choose(condition, then, otherwise):
            holds = evaluate(condition, scope, functions)
            yield from _blanks((then if holds else otherwise) if isinstance(holds, bool) else condition, scope, functions, empty)
        case Call():
            yield from _of_call(expression, scope, functions, empty)
        case _:
            assert_never(expression)


def _of_call(call: Call, scope: Scope, functions: Functions, empty: list[Path]) -> Iterator[Entry]:
    """What a call lacks: of its arguments that are one value, those that are missing; else whatever of the others is all blank."""
    if evaluate(call, scope, functions) is not None:
        return
    pairs = list(zip(functions[call.name].kinds(len(call.arguments)), call.arguments))
    found = [entry for kind, each in pairs if kind == "value" for entry in _blanks(each, scope, functions, empty)]
    if found:
        yield from found
        return
    for kind, each in pairs:
        if kind in ("series", "column") and isinstance(each, Reference):
            there = find(scope, each.path)
            entries = [there] if isinstance(there, Entry) else there
            empty += [] if entries else [each.path]
            if all(entry.value is None for entry in entries):
                yield from entries
        elif kind == "series":
            yield from _blanks(each, scope, functions, empty)


def _distinct(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple({entry.key or id(entry): entry for entry in entries}.values())
