"""Which of several words a cell shows, as one formula that asks each question once on its way.

A rule's verdict asks first what is missing and then what holds, and both ask much the same: whether a cell is blank,
whether a target is a bare number. Put one after the other, the answers to the first are forgotten in the second.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from .formula import FALSE, TRUE, all_of, any_of, arguments_of, fits, negate, pick

Known: TypeAlias = Mapping[str, bool]
Branch: TypeAlias = Callable[[Known], str]

MOST_TESTS = 64  # in one formula; beyond that it is said as it comes


def decide(steps: Sequence[tuple[str, str]], otherwise: str) -> str:
    """The formula of the first step whose condition holds: ``[(condition, formula), …]``; ``otherwise`` where none does.

    A condition is looked at only where all those before it do not hold, so it may be an error elsewhere.
    """
    plain = otherwise
    for condition, formula in reversed(steps):
        plain = pick(condition, formula, plain)
    tree = _Tree(steps, otherwise)
    try:
        found = tree.from_step(0, {})
    except RecursionError:
        return plain
    return found if tree.tests <= MOST_TESTS and len(found) < len(plain) and fits(found) else plain


class _Tree:
    def __init__(self, steps: Sequence[tuple[str, str]], otherwise: str) -> None:
        self.steps, self.otherwise = steps, otherwise
        self.tests = 0

    def from_step(self, number: int, known: Known) -> str:
        if number == len(self.steps) or self.tests > MOST_TESTS:
            return self.otherwise
        condition, formula = self.steps[number]
        return self.branch(condition, lambda _: formula, lambda then: self.from_step(number + 1, then), known)

    def branch(self, condition: str, then: Branch, otherwise: Branch, known: Known) -> str:
        """``IF(condition,then,otherwise)``, where each branch is told what the way to it has answered."""
        condition = _simplified(condition, known)
        if condition in (TRUE, FALSE):
            return (then if condition == TRUE else otherwise)(known)
        if inner := arguments_of("NOT", condition):
            return self.branch(inner[0], otherwise, then, known)
        if len(inner := arguments_of("IF", condition)) == 3:
            test, yes, no = inner
            return self.branch(
                test,
                lambda more: self.branch(yes, then, otherwise, more),
                lambda more: self.branch(no, then, otherwise, more),
                known,
            )
        self.tests += 1
        if self.tests > MOST_TESTS:
            return self.otherwise
        return pick(condition, then({**known, **_told(condition, True)}), otherwise({**known, **_told(condition, False)}))


def _simplified(condition: str, known: Known) -> str:
    """A condition where these are known to hold or not."""
    if condition in known:
        return TRUE if known[condition] else FALSE
    if inner := arguments_of("NOT", condition):
        return negate(_simplified(inner[0], known))
    if inner := arguments_of("AND", condition):
        return all_of(*(_simplified(part, known) for part in inner))
    if inner := arguments_of("OR", condition):
        return any_of(*(_simplified(part, known) for part in inner))
    return condition


def _told(condition: str, holds: bool) -> dict[str, bool]:
    """What is known once a condition has been found to hold or not to hold."""
    if inner := arguments_of("NOT", condition):
        return _told(inner[0], not holds)
    parts = arguments_of("AND" if holds else "OR", condition)
    told = {condition: holds}
    for part in parts:
        told.update(_told(part, holds))
    return told
