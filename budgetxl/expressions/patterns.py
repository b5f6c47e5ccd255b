"""Which regular expressions a rule may hold: those that any text is held against in no time.

Python tries every way in which a text can be shared out among the repeats of a pattern. ``([0-9]+、?)+`` can share out n
digits in 2ⁿ ways, so 28 digits and a letter take thirteen seconds, and 40 an hour. Here the ways of a pattern are counted
over the longest text that is looked at, and a pattern with too many is refused when the form is checked.

A repeat has one way where the next character always decides whether it goes on: ``[0-9]+年``, and ``([0-9]+、)*结束``, since
what it repeats and what comes after it begin differently. Otherwise it has as many ways as it has lengths; a repeat of
something that has several ways itself, without such a sign, has as many as their product, which has no bound. What is
possessive, atomic or looked ahead for is matched in one way or not at all: only the ways inside it count.

Characters are sets, kept as bits of a whole number: one bit each up to U+FFFF, one for all the others together.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from . import messages

LONGEST_TEXT, LONGEST_PATTERN = 400, 500
MOST_WAYS = LONGEST_TEXT**3
MOST_REPEATS, MOST_GROUPS = 1000, 40

_LAST = 0x10000  # the bit of every character beyond the plane that most texts are written in
_ALL = (1 << (_LAST + 1)) - 1
_BEYOND = 1 << _LAST


class _Refused(Exception):
    """A pattern that may not stand in a rule; its text says why."""


class _Part(NamedTuple):
    """A part of a pattern: the characters that it can begin with, whether it can match nothing, and its ways."""

    first: int
    empty: bool
    ways: float


def pattern_problem(pattern: str) -> str:
    """Why a pattern that Python understands may not stand in a rule, in Chinese; empty where it may."""
    if len(pattern) > LONGEST_PATTERN:
        return messages.pattern_too_long(LONGEST_PATTERN)
    if pattern.count("(") > MOST_GROUPS:
        return messages.pattern_groups(MOST_GROUPS)
    if not any(sign in pattern for sign in "*+?{|("):  # nothing to choose in it, as in most
        return ""
    try:
        parsed = re._parser.parse(pattern)  # type: ignore[attr-defined]
        ways = _sequence(list(parsed), 0, bool(parsed.state.flags & re.IGNORECASE)).ways
    except (_Refused, RecursionError) as refused:
        return str(refused) or messages.pattern_ambiguous()
    if _refers(parsed) and _repeats(parsed):
        return messages.pattern_reference()
    return messages.pattern_ambiguous() if ways > MOST_WAYS else ""


def _sequence(items: list[Any], after: int, blind: bool) -> _Part:
    """The parts of a sequence, from the last to the first: what comes after each decides whether its repeats are sure."""
    whole = _Part(0, True, 1)
    for operator, argument in reversed(items):
        part = _part(str(operator), argument, whole.first | (after if whole.empty else 0), blind)
        first = part.first | (whole.first if part.empty else 0)
        whole = _Part(first, part.empty and whole.empty, part.ways * whole.ways)
    return whole


def _part(operator: str, argument: Any, after: int, blind: bool) -> _Part:
    match operator:
        case "LITERAL" | "NOT_LITERAL" | "IN" | "ANY":
            return _Part(_characters(operator, argument, blind), False, 1)
        case "MAX_REPEAT" | "MIN_REPEAT":
            least, most, items = argument
            return _repeat(least, most, items, after, blind)
        case "POSSESSIVE_REPEAT":  # none of its turns is gone back into
            least, most, items = argument
            _bounded(least, most)
            turn = _once(_sequence(list(items), 0, blind))
            return turn._replace(empty=turn.empty or not least)
        case "ATOMIC_GROUP":
            return _once(_sequence(list(argument), 0, blind))
        case "SUBPATTERN":
            _, added, removed, inner = argument
            return _sequence(list(inner), after, (blind or bool(added & re.IGNORECASE)) and not removed & re.IGNORECASE)
        case "BRANCH":
            return _branch([_sequence(list(each), after, blind) for each in argument[1]])
        case "ASSERT" | "ASSERT_NOT":
            _once(_sequence(list(argument[1]), 0, blind))
            return _Part(0, True, 1)
        case "AT" | "FAILURE":
            return _Part(0, True, 1)
        case "GROUPREF":
            return _Part(_ALL, True, 1)
    raise _Refused(messages.pattern_reference())  # a condition on a group, and whatever Python learns in future


def _once(part: _Part) -> _Part:
    """A part that is never gone back into once it is matched. Raises _Refused where finding its one match takes too long."""
    if part.ways > MOST_WAYS:
        raise _Refused(messages.pattern_ambiguous())
    return part._replace(ways=1)


def _branch(each: list[_Part]) -> _Part:
    """One way where the first character decides which of the branches it is."""
    first, sure = 0, True
    for part in each:
        sure = sure and not first & part.first and not part.empty
        first |= part.first
    ways = max(part.ways for part in each) if sure else sum(part.ways for part in each)
    return _Part(first, any(part.empty for part in each), ways)


def _repeat(least: Any, most: Any, items: Any, after: int, blind: bool) -> _Part:
    least, most = _bounded(least, most)
    inner = _sequence(list(items), after if most == 1 else after | _first(list(items), blind)[0], blind)
    fixed = least == most
    sure = (fixed or not inner.first & after) and not inner.empty
    turns = LONGEST_TEXT if most is None else most
    each = inner.ways**turns if inner.ways <= MOST_WAYS and turns * _size(inner.ways) < 60 else float("inf")
    if inner.ways == 1 and not inner.empty:
        ways: float = 1 if sure else turns - min(least, turns) + 1
    elif sure:
        ways = each
    else:
        ways = each * (turns - min(least, turns) + 1)
    return _Part(inner.first, least == 0 or inner.empty, ways)


def _bounded(least: Any, most: Any) -> tuple[int, int | None]:
    """How often something is repeated; None without end. Raises _Refused for a number that no text needs."""
    found = int(least), None if most == re._parser.MAXREPEAT else int(most)  # type: ignore[attr-defined]
    if max(found[0], found[1] or 0) > MOST_REPEATS:
        raise _Refused(messages.pattern_count(MOST_REPEATS))
    return found


def _first(items: list[Any], blind: bool) -> tuple[int, bool]:
    """The characters that a sequence can begin with, and maybe some more; and whether it can match nothing."""
    found = 0
    for operator, argument in items:
        name = str(operator)
        if name in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
            return found | _characters(name, argument, blind), False
        if name.startswith("ASSERT") or name == "AT":
            continue
        each = [_first(list(inner), blind) for inner in _inside(operator, argument)] or [(_ALL, True)]
        for first, _ in each:
            found |= first
        if not any(empty for _, empty in each) and not (name.endswith("REPEAT") and argument[0] == 0):
            return found, False
    return found, True


def _size(ways: float) -> float:
    """About how many binary digits a number of ways has."""
    return float(int(ways).bit_length())


def _refers(items: Any) -> bool:
    return any(str(operator) == "GROUPREF" or any(map(_refers, _inside(operator, argument))) for operator, argument in items)


def _repeats(items: Any) -> bool:
    return any(
        (str(operator).endswith("REPEAT") and argument[0] != argument[1]) or any(map(_repeats, _inside(operator, argument)))
        for operator, argument in items
    )


def _inside(operator: Any, argument: Any) -> list[Any]:
    """The sequences within a part."""
    match str(operator):
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return [argument[2]]
        case "SUBPATTERN":
            return [argument[3]]
        case "ATOMIC_GROUP":
            return [argument]
        case "ASSERT" | "ASSERT_NOT":
            return [argument[1]]
        case "BRANCH":
            return list(argument[1])
    return []


# Sets of characters


def _characters(operator: str, argument: Any, blind: bool) -> int:
    """The characters that a part of one character matches, and maybe some more: only what they share matters."""
    match operator:
        case "LITERAL":
            return _either_case(_range(argument, argument), blind)
        case "NOT_LITERAL":
            return _ALL & ~_either_case(_range(argument, argument), blind) | _BEYOND
        case "ANY":
            return _ALL
    found, negated = 0, False
    for kind, value in argument:
        match str(kind):
            case "NEGATE":
                negated = True
            case "LITERAL":
                found |= _either_case(_range(value, value), blind)
            case "RANGE":
                found |= _either_case(_range(*value), blind)
            case _:
                found |= _category(str(value))
    return _ALL & ~found | _BEYOND if negated else found


def _range(low: int, high: int) -> int:
    beyond = _BEYOND if high >= _LAST else 0
    high = min(high, _LAST - 1)
    return beyond if low > high else ((1 << (high - low + 1)) - 1) << low | beyond


def _either_case(found: int, blind: bool) -> int:
    """The characters with those that differ from them by case alone, where case does not count."""
    if not blind:
        return found
    cased = "".join(chr(code) for code in range(0x250) if found >> code & 1)
    return found | sum({1 << ord(sign) for sign in cased.upper() + cased.lower() if ord(sign) < _LAST})


@lru_cache(maxsize=8)
def _category(name: str) -> int:
    """The characters of ``\\d``, ``\\w``, ``\\s`` and their opposites."""
    sign = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}[name.removeprefix("CATEGORY_").removeprefix("NOT_")]
    every = "".join(map(chr, range(_LAST)))
    bits = bytearray(_LAST // 8)
    for match in re.finditer(sign, every):
        bits[match.start() >> 3] |= 1 << (match.start() & 7)
    found = int.from_bytes(bits, "little") | _BEYOND
    return _ALL & ~found | _BEYOND if "NOT_" in name else found
