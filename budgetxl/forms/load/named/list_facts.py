"""What expressions say of code lists as such: their facts, all their codes in the place of one text, and whether they are samples."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from decimal import Decimal
from functools import reduce

from budgetxl.expressions import (
    BUILTINS,
    Binary,
    Call,
    Expression,
    Logic,
    Number,
    Reference,
    Text,
    Truth,
    rebuilt,
    references,
)

from ...model import CodeList, Formula, Path, Severity

FACTS = ("complete", "year", "edition", "shortest", "longest")
_TOLD = re.compile(r"\{lists\.(\w+)\.(\w+)\}")


def written_out(expression: Expression, lists: Mapping[str, CodeList]) -> Expression:
    """The expression with the facts of lists (``lists.x.complete``) as constants.

    ``lists.x.code`` where a function takes one text stands for all codes: one after the other where the function takes any
    number of texts, else as the sum of what the function gives for each. A fact that the list does not state stays a name
    that leads nowhere.
    """
    match expression:
        case Logic("and", operands):
            return _all_of([written_out(each, lists) for each in operands])
        case Reference(("lists", name, fact)) if name in lists and fact in FACTS:
            return _constant(getattr(lists[name], fact), expression)
        case Reference() | Number() | Text() | Truth():
            return expression
        case Call(name, arguments) if name in BUILTINS and any(_codes(each, lists) for each in arguments):
            return _called(expression, lists)
        case _:
            return rebuilt(expression, lambda part: written_out(part, lists))


def _all_of(conditions: list[Expression]) -> Expression:
    """Conditions that all must hold, without those that are settled."""
    if Truth(False) in conditions:
        return Truth(False)
    open_ones = tuple(each for each in conditions if each != Truth(True))
    return Logic("and", open_ones) if len(open_ones) > 1 else open_ones[0] if open_ones else Truth(True)


def _constant(fact: object, otherwise: Expression) -> Expression:
    match fact:
        case bool():
            return Truth(fact)
        case int():
            return Number(Decimal(fact))
        case str() if fact:
            return Text(fact)
    return otherwise


def _codes(argument: Expression, lists: Mapping[str, CodeList]) -> tuple[Text, ...]:
    """The codes of the list whose column an argument is."""
    if isinstance(argument, Reference) and len(argument.path) == 3 and argument.path[0] == "lists" and argument.path[2] == "code":
        known = lists.get(argument.path[1])
        return tuple(map(Text, known.codes)) if known is not None else ()
    return ()


def _called(call: Call, lists: Mapping[str, CodeList]) -> Expression:
    function = BUILTINS[call.name]
    arguments = tuple(written_out(each, lists) for each in call.arguments)
    kinds = function.kinds(len(arguments))
    for place, (kind, argument) in enumerate(zip(kinds, arguments)):
        codes = _codes(argument, lists) if kind == "value" else ()
        before, after = arguments[:place], arguments[place + 1 :]
        if codes and function.endless and place >= len(function.parameters) - 1:
            return written_out(Call(call.name, (*before, *codes, *after)), lists)
        if codes and function.gives.startswith(("number", "count", "as ")):
            each = (written_out(Call(call.name, (*before, code, *after)), lists) for code in codes)
            return reduce(lambda total, one: Binary("+", total, one), each)
    return Call(call.name, arguments)


def told(text: str, lists: Mapping[str, CodeList]) -> str:
    """A message with what it says of lists: ``{lists.x.edition}``, ``year``, ``title``, and ``codes``, all of them."""

    def said(slot: re.Match[str]) -> str:
        found = lists.get(slot[1])
        facts = {"edition": found.edition, "year": found.year, "title": found.title, "codes": "、".join(found.codes)} if found else {}
        return str(facts.get(slot[2]) or slot[0])

    return _TOLD.sub(said, text)


def lists_named(expression: Expression, lists: Mapping[str, CodeList], known: Container[Path]) -> Iterator[Path]:
    """The columns of lists that an expression spoke of before it was written out, without the ``known`` paths."""
    for reference in references(expression):
        match reference.path:
            case ("lists", name, "code") if name in lists and reference.path not in known:
                yield reference.path


def graded(severity: Severity, check: Formula, lists: Mapping[str, CodeList]) -> Severity:
    """The severity of a rule: one that looks something up in a list that is only a sample can't be sure, and informs."""
    looked_in = (path[1] for path in check.paths if path[0] == "lists")
    return "info" if any(name in lists and not lists[name].complete for name in looked_in) else severity
