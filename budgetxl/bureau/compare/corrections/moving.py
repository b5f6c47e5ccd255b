"""What stands in another order, and what was written anew in the same place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, TypeAlias, TypeVar

from budgetxl.values.catalogue import shortened

from ..messages import say
from ..model import Correction
from ..texts import Piece

MOST_OF_A_TEXT = 30

T = TypeVar("T")
Pair: TypeAlias = tuple[T | None, T | None]


def moved(pairs: Sequence[Pair[T]], new: Sequence[T]) -> dict[int, T | None]:
    """Which of the pairs, in the order of the old, stand elsewhere in ``new``: as few as there can be, each with what is before it now."""
    at = {id(each): number for number, each in enumerate(new)}
    places = [(number, at[id(b)]) for number, (a, b) in enumerate(pairs) if a is not None and b is not None]
    tails: list[int] = []  # the least last place of a rising row, by the length of the row
    lengths = []
    for _, place in places:
        length = bisect_left(tails, place)
        tails[length : length + 1] = [place]
        lengths.append(length)
    wanted, stay = len(tails) - 1, set()
    for (number, _), length in zip(reversed(places), reversed(lengths)):
        if length == wanted:
            stay.add(number)
            wanted -= 1
    return {number: new[place - 1] if place else None for number, place in places if number not in stay}


def written_anew(pairs: Sequence[Pair[T]], alike: Callable[[Any, Any], bool]) -> Iterator[Pair[T]]:
    """The pairs; as many that went as came in the same place stand for each other, where they are of one sort."""
    for alone, run in groupby(pairs, lambda pair: None in pair):
        found = list(run)
        went, came = [a for a, _ in found if a is not None], [b for _, b in found if b is not None]
        if alone and len(went) == len(came) and all(map(alike, went, came)):
            yield from zip(went, came)
        else:
            yield from found


def move(text: str, where: str, now: str, before: str | None) -> Correction:
    """The correction of what stands elsewhere: its text, where it was and is, and what it stands behind; None where it is the first."""
    ahead = None if before is None else shortened(before.replace("\n", " "), MOST_OF_A_TEXT)
    place = say("moved-first", where=now) if ahead is None else say("moved-behind", where=now, text=ahead)
    return Correction("moved", where, place, (Piece(text, text),), ())


__all__ = ["move", "moved", "written_anew"]
