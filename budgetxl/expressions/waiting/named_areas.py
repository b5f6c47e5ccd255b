"""What a formula names under which conditions, and the formula that names each of it once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import NamedTuple, TypeAlias

from ..excel.formula import FALSE, TRUE, any_of, pick
from ..scope import Scope

Condition: TypeAlias = tuple[str, bool]
"""A condition that is never an error where it is looked at, and whether it must hold or must not."""

Holds: TypeAlias = Callable[[Scope], bool]
"""Whether something is so over the values of a scope."""

EMPTY = '""'


class Named(NamedTuple):
    """An area that is named where all conditions are met; each is looked at only where those before it are. ``now``: whether
    they are over the values of a scope."""

    conditions: tuple[Condition, ...]
    area: str
    now: Holds


class Said(NamedTuple):
    """Formulas whose texts stand behind each other, each with a function that gives its text over the values of a scope."""

    parts: tuple[tuple[str, Callable[[Scope], str]], ...] = ()

    @property
    def formula(self) -> str:
        return "&".join(formula for formula, _ in self.parts) or EMPTY

    def text(self, scope: Scope) -> str:
        return "".join(text(scope) for _, text in self.parts)

    @classmethod
    def always(cls, formula: str, text: str) -> Said:
        """A formula that gives the same text over any values."""
        return cls(((formula, lambda scope: text),))


NOTHING = Said()

Name: TypeAlias = Callable[[str], Said]
"""From an area of a formula to the text by which people know its first cell; ``NOTHING`` for what they never see."""


def always(scope: Scope) -> bool:
    return True


def either(condition: str, holds: Holds, then: Iterable[Named], otherwise: Iterable[Named] = ()) -> tuple[Named, ...]:
    """What is named where a condition holds, and where it does not."""
    if condition in (TRUE, FALSE):
        return tuple(then if condition == TRUE else otherwise)
    found = [*_under((condition, True), holds, then), *_under((condition, False), lambda scope: not holds(scope), otherwise)]
    return tuple(found)


def _under(condition: Condition, holds: Holds, named: Iterable[Named]) -> Iterable[Named]:
    text, wanted = condition
    for one in named:
        if (text, not wanted) not in one.conditions:
            rest = tuple(each for each in one.conditions if each != condition)
            yield Named((condition, *rest), one.area, _both(holds, one.now))


def _both(first: Holds, second: Holds) -> Holds:
    return first if second is always else lambda scope: first(scope) and second(scope)


def assembled(named: Iterable[Named], name: Name, most: int) -> Said:
    """The formula that names each area once, the first ``most`` of them; those under the same conditions share them."""
    ways: dict[str, dict[tuple[Condition, ...], Holds]] = {}
    for one in named:
        if one.area in ways or len(ways) < most:
            ways.setdefault(one.area, {}).setdefault(one.conditions, one.now)
    groups: dict[tuple[tuple[Condition, ...], ...], list[str]] = {}
    for area, conditions in ways.items():
        groups.setdefault(() if () in conditions else tuple(conditions), []).append(area)
    branches: list[_Branch] = []
    for alternatives, areas in groups.items():
        said = [part for area in areas for part in name(area).parts]
        if said:
            text = _where(tuple(ways[areas[0]].values()), Said(tuple(said)).text)
            branches.append(_Branch(_one_way(alternatives), "&".join(formula for formula, _ in said), text))
    return Said(tuple(_tree(branches)))


def _where(ways: tuple[Holds, ...], text: Callable[[Scope], str]) -> Callable[[Scope], str]:
    return lambda scope: text(scope) if any(holds(scope) for holds in ways) else ""


class _Branch(NamedTuple):
    conditions: tuple[Condition, ...]
    formula: str
    text: Callable[[Scope], str]


def _one_way(alternatives: tuple[tuple[Condition, ...], ...]) -> tuple[Condition, ...]:
    """Conditions that are met where those of one of several ways are."""
    if len(alternatives) < 2:
        return alternatives[0] if alternatives else ()
    return ((any_of(*map(_truth, alternatives)), True),)


def _truth(conditions: tuple[Condition, ...]) -> str:
    truth = TRUE
    for condition, wanted in reversed(conditions):
        truth = pick(condition, truth, FALSE) if wanted else pick(condition, FALSE, truth)
    return truth


def _tree(branches: Iterable[_Branch]) -> Iterator[tuple[str, Callable[[Scope], str]]]:
    """Formulas with their texts; branches behind each other that begin with the same question ask it once."""
    for question, run in groupby(branches, key=lambda one: one.conditions[0][0] if one.conditions else ""):
        found = list(run)
        if not question:
            yield from ((one.formula, one.text) for one in found)
            continue
        sides = []
        for wanted in (True, False):
            side = [one._replace(conditions=one.conditions[1:]) for one in found if one.conditions[0][1] is wanted]
            sides.append(Said(tuple(_tree(side))))
        yield pick(question, sides[0].formula, sides[1].formula), Said((*sides[0].parts, *sides[1].parts)).text
