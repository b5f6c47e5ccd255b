"""From last year's figure to this year's: “三公”经费由上年的7.2万元减少到6.6万元, or the second alone: 减至6.6万元.

Last year's is the amount less its change. Where the text does not say that the first is last year's, one of the two must be
right: then the other is compared, with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from budgetxl.values import Entry, Finding
from budgetxl.values.lazy_patterns import lazy_pattern, pattern_of_year
from budgetxl.values.written import WrittenAmount

from .. import grammar
from ..compared import agrees, differs, vague
from ..figures import Figure, Named
from ..said import Said
from .naming import SURE_PHRASE, Naming
from .signs import against_sign

_MOVES = {
    "增加": "增加", "增长": "增长", "提高": "提高", "上升": "上升", "增": "增加", "升": "上升", "减少": "减少", "下降": "下降", "降低": "降低",
    "压减": "压减", "压缩": "压减", "缩减": "减少", "降": "下降", "减": "减少",
}  # fmt: skip
"""The words of a move to another figure, and what they are called where they are against the sign; 调整 has none."""

_ANY_MOVE = lazy_pattern("[增减升降调高低缩加少长整][到至为]")


class Transition(NamedTuple):
    """A move to a figure: ``first`` is the one that it comes from, ``start`` where the words of it begin.

    ``based``: the text says that the first is last year's. ``word`` is the direction, "" for 调整.
    """

    start: int
    first: WrittenAmount | None
    last: WrittenAmount
    based: bool
    word: str


def transition_at(clause: str, at: int, written: Sequence[WrittenAmount], naming: Naming) -> Transition | None:
    """The move that begins with the figure at a place in a clause, or leads to it."""
    if _ANY_MOVE.search(clause) is None:
        return None
    first, second = written[at], written[at + 1] if at + 1 < len(written) else None
    origin = _from(naming.grammar.last).search(clause, 0, first.start)
    if origin is not None:
        move = None if second is None else _to(naming.grammar.now).fullmatch(clause, first.end, second.start)
        if move is None or second is None or not (first.is_money and second.is_money):
            return None
        return Transition(origin.start(), first, second, origin["base"] is not None, _MOVES.get(move["word"], ""))
    alone = _to_alone(naming.grammar.now).search(clause, 0, first.start)
    if alone is None or not first.is_money:
        return None
    return Transition(alone.start(), None, first, False, _MOVES.get(alone["word"], ""))


def moved_to(
    entry: Entry, clause: str, start: int, move: Transition, names: list[Named], said: Said, naming: Naming
) -> Iterator[Finding]:
    """What is wrong in a move, but for its direction, with the words of the figure kept in ``said``."""
    name = naming.name(clause, start, move.start, names, said, "amount")
    if name is None and not clause[: move.start].strip(":") and said.topic and said.just_named and len(said.subjects) <= 1 and not said.inside:
        name = Named(said.topic, 0, 0)
    figure = None if name is None else naming.figures.of(name.phrase, "amount")
    if name is None or figure is None:
        said.lost()
        return
    sure = naming.is_sure(name, figure, said) and naming.is_of_unit(clause, start, move.start, said) and not said.aside
    said.named(name, figure if sure else None)
    if not sure or vague(move.last) or (move.first is not None and vague(move.first)):
        return
    right = agrees(figure, move.last, figure.amount) or naming.is_other(figure, move.last, "amount")
    years = list(_last_year(naming, name.phrase, figure))
    if move.first is None:
        told = grammar.GOES_ON.match(clause, move.last.end) is not None
        if told and not right and not naming.figures.stands_elsewhere(move.last.value(figure.unit), figure.unit):
            yield from differs(entry, figure, move.last, figure.amount, "warning")
        return
    first_right = any(agrees(one, move.first, one.amount) for one in years)
    if not (move.based or right or first_right):
        return
    if not right:
        yield from differs(entry, figure, move.last, figure.amount, "error" if move.based and len(name.phrase) >= SURE_PHRASE else "warning")
    if years and not first_right and not naming.figures.stands_elsewhere(move.first.value(figure.unit), figure.unit, last_year=True):
        yield from differs(entry, years[0], move.first, years[0].amount, "warning")
    change = naming.figures.of(name.phrase, "change")
    if move.word and change is not None:
        yield from against_sign(entry, change, move.word, naming.figures)


def told_last_year(clause: str, written: WrittenAmount, names: list[Named], naming: Naming) -> str:
    """What a clause gives last year's figure of, as one before this year's: “三公”经费上年预算7.2万元; "" where it gives none."""
    for name in names:
        of_last_year = _last_years(naming.grammar.last).fullmatch(clause, name.end, written.start)
        if of_last_year is not None and naming.leads(clause, 0, name.start) and naming.figures.of(name.phrase, "amount") is not None:
            return name.phrase
    return ""


def of_this_year(clause: str, written: WrittenAmount, naming: Naming) -> bool:
    """Whether a clause has nothing but this year's figure of what the one before spoke of: 本年预算6.6万元."""
    return _this_years(naming.grammar.now).fullmatch(clause, 0, written.start) is not None


@lru_cache(maxsize=2)
def _last_years(last: str) -> re.Pattern[str]:
    return pattern_of_year(rf"(?:(?:上|去)年|{last}年)度?(?:年初)?(?:预算|安排)*数?(?:为|是)?")


@lru_cache(maxsize=2)
def _this_years(now: str) -> re.Pattern[str]:
    return pattern_of_year(rf"(?:[本今当]年|{now}年)度?(?:年初)?(?:预算|安排)*数?(?:为|是)?")


def _last_year(naming: Naming, phrase: str, figure: Figure) -> Iterator[Figure]:
    """Last year's figure, the amount less its change; then what may be it as well, of the figures of the same name."""
    change = naming.figures.of(phrase, "change")
    if change is None:
        return
    for amount in (figure, *naming.figures.others(figure, "amount")):
        for moved in (change, *naming.figures.others(change, "change")):
            if amount.unit == moved.unit:
                yield _less(amount, moved)


def _less(figure: Figure, change: Figure) -> Figure:
    half = figure.half + change.half
    return Figure(f"上年{figure.label}", figure.amount - change.amount, change.entry, figure.unit, half, change.path, change.sheet)


_WORDS = "|".join(sorted(_MOVES, key=len, reverse=True)) + "|调整|调增|调减|调"


@lru_cache(maxsize=2)
def _from(last: str) -> re.Pattern[str]:
    """What stands before the figure that a move comes from: 由上年预算的. Another base than last year's budget is none."""
    return pattern_of_year(rf"(?:由|从|自)(?P<base>(?:(?:上|去)年|{last}年)度?(?:年初)?(?:预算|安排)*(?:数|额)?[的为]?)?\Z")


@lru_cache(maxsize=2)
def _to(now: str) -> re.Pattern[str]:
    """What stands between the figure that a move comes from and the one that it leads to."""
    return pattern_of_year(rf",?(?P<word>{_WORDS})(?:到|至|为)了?(?:(?:{now}|本|今|当)年度?(?:预算)?的?)?")


@lru_cache(maxsize=2)
def _to_alone(now: str) -> re.Pattern[str]:
    """What stands before a figure that is moved to from nowhere; 减少为 may tell of how much less."""
    words = rf"(?P<word>(?:{_WORDS})(?=到|至)|(?:[增升降减]|调整|压缩|缩减)(?=为))"
    return pattern_of_year(rf"{words}[到至为]了?(?:(?:{now}|本|今|当)年度?(?:预算)?的?)?\Z")
