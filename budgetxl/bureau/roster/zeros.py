"""Codes of a roster without their leading zeros: what they were, by the form that a unit fills in, or by the other codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from budgetxl.forms import Form

from ..model import Unit

MOST_LOST = 2
"""Zeros that a code may have lost. Codes of departments and units differ by three digits."""


def code_lengths(form: Form) -> tuple[int, ...]:
    """The lengths that a form asks of the code of the unit that fills it in; none where it asks nothing."""
    place = form.compiled.places.get(("unit", "code"))
    return place.field.lengths if place is not None else ()


class LostZeros:
    """The codes of some units with the zeros that they lost. ``lengths``: those that a code may have, by the form of a unit's row."""

    def __init__(self, units: Sequence[Unit], lengths: Callable[[str], Sequence[int]]) -> None:
        self._asked = {form: tuple(sorted(lengths(form))) for form in {unit.form for unit in units}}
        self._lengths = Counter(len(unit.code) for unit in units if unit.code.isdecimal())
        self._known = {unit.code for unit in units if unit.code}
        self._by_code = {unit.code: unit for unit in reversed(units) if unit.code}

    def asked(self, unit: Unit) -> tuple[int, ...]:
        """The lengths that the form of a unit asks of its code; none where it asks nothing."""
        return self._asked.get(unit.form, ())

    def whole(self, code: str, unit: Unit) -> str:
        """A code, in the row of a unit, with the zeros that it lost; empty where it lost none."""
        if not code.isdecimal():
            return ""
        asked = self.asked(unit)
        if asked:
            length = 0 if len(code) in asked else next((each for each in asked if 0 < each - len(code) <= MOST_LOST), 0)
        else:
            length = self._by_others(code) or self._as_its_parent(code, unit)
        return code.zfill(length) if length else ""

    def whole_parent(self, unit: Unit) -> str:
        """The code above a unit with the zeros that it lost; empty where it lost none."""
        code = unit.parent
        above = self._by_code.get(code)
        if above is not None:
            return self.whole(code, above)
        if not code.isdecimal():
            return ""
        there = (code.zfill(len(code) + lost) for lost in range(1, MOST_LOST + 1))
        return next((whole for whole in there if whole in self._known), "") or (self.whole(code, unit) if self.asked(unit) else "")

    def _by_others(self, code: str) -> int:
        """The length that more of the other codes have, longer by one or two; 0 for none."""
        longer = [each for each in range(len(code) + 1, len(code) + MOST_LOST + 1) if self._lengths[each] > self._lengths[len(code)]]
        return max(longer, key=lambda each: self._lengths[each]) if longer else 0

    def _as_its_parent(self, code: str, unit: Unit) -> int:
        """The length of the code of a unit that begins with the code of its department, where that lost zeros; 0 for none."""
        lost = self._by_others(unit.parent) - len(unit.parent) if unit.parent.isdecimal() and unit.parent in self._known else 0
        return len(code) + lost if lost > 0 and code != unit.parent and code.startswith(unit.parent) else 0


__all__ = ["LostZeros", "code_lengths"]
