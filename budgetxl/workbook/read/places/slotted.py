"""Texts of a form with slots for what differs from unit to unit, {{ year }} and the like, found again in what a sheet says."""

from __future__ import annotations

import sys
from collections.abc import Callable

from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass

SLOT = lazy_pattern(r"\{\{[^}]*\}\}")
SHORT = 40  # characters that stand for a slot of a label


@dataclass(frozen=True, slots=True)
class Slotted:
    """The fixed parts of a text, folded, between any two of which stand at most ``most`` characters."""

    parts: tuple[str, ...]
    most: int

    def fits(self, text: str) -> bool:
        """Whether a text, folded as well, is this one with something in its slots.

        This is what a pattern would say, without one to be compiled: a form has some 30 of them, each of which is asked a few times.
        """
        first, *middle, last = self.parts if len(self.parts) > 1 else (self.parts[0], "")
        if not text.startswith(first) or not text.endswith(last):
            return False
        room = len(text) - len(last)
        ends = {len(first)}  # where the parts so far may end
        for part in middle:
            begins = (at for end in ends for at in range(end, min(end + self.most, room - len(part)) + 1))
            ends = {at + len(part) for at in begins if text.startswith(part, at)}
        return any(0 <= room - end <= self.most for end in ends)


def slotted(text: str, fold: Callable[[str], str], most: int = sys.maxsize) -> Slotted:
    """A text of the form as one that others are held against."""
    parts = tuple(map(fold, SLOT.split(text)))
    return Slotted(parts, most if len(parts) > 1 else 0)


__all__ = ["SHORT", "SLOT", "Slotted", "slotted"]
