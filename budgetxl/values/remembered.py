"""What is worked out once for a thing that does not change: a form that hundreds of workbooks are read with, a block of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")



def by_identity(*, most: int) -> Callable[[Callable[[Thing], Made]], Callable[[Thing], Made]]:
    """A function of one object is asked once for each: for those that are immutable but can't be hashed, or only slowly.

    When ``most`` of them are remembered, all are forgotten.
    """

    def decorate(make: Callable[[Thing], Made]) -> Callable[[Thing], Made]:
        known: dict[int, tuple[Thing, Made]] = {}

        @wraps(make)
        def found(thing: Thing) -> Made:
            held = known.get(id(thing))
            if held is not None:  # it is held, so that no other object can have its number
                return held[1]
            if len(known) >= most:
                known.clear()
            made = make(thing)
            known[id(thing)] = thing, made
            return made

        return found

    return decorate
