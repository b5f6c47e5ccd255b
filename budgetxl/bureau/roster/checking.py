"""What is wrong among the rows of a roster: codes and names twice, zeros lost, parents that are not there or go round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from budgetxl.values import column_letters
from budgetxl.values.foldings import normal_name
from budgetxl.values.nearest import nearest

from ..messages import say
from ..model import Unit
from .records import Problem

MOST_LOST = 2
"""Zeros that a code may have lost. Codes of departments and units differ by three digits."""
MOST_NAMED = 3


def problems_of(units: Sequence[Unit], numbers: Mapping[int, bool], columns: Mapping[str, int], shown: Mapping[int, str]) -> Iterator[Problem]:
    """The problems of all rows taken together. ``numbers``: by row, whether its code is stored as a number."""
    checks = _Checks(units, numbers, columns, shown)
    yield from checks.twice()
    yield from checks.zeros()
    yield from checks.parents()
    yield from checks.circles()


class _Checks:
    def __init__(self, units: Sequence[Unit], numbers: Mapping[int, bool], columns: Mapping[str, int], shown: Mapping[int, str]) -> None:
        self.units, self.numbers, self.columns, self.shown = units, numbers, columns, shown
        self.by_code = {unit.code: unit for unit in reversed(units) if unit.code}
        self.lengths = Counter(len(unit.code) for unit in units if unit.code.isdecimal())

    def _error(self, code: str, unit: Unit, field: str, /, **slots: object) -> Problem:
        column = self.columns.get(field, 1)
        return Problem("error", say(code, **slots), unit.row, column, self.shown.get(column, ""))

    def twice(self) -> Iterator[Problem]:
        codes: dict[str, Unit] = {}
        names: dict[str, Unit] = {}
        alike: dict[str, Unit] = {}
        for unit in self.units:
            first = codes.setdefault(unit.code, unit) if unit.code else unit
            if first is not unit:
                yield self._error("code-twice", unit, "code", code=unit.code, other=first.row, name=first.name)
            same = names.setdefault(unit.name, unit) if unit.name else unit
            if same is not unit and first is unit:  # the same row twice is told once
                yield self._error("name-twice", unit, "name", name=unit.name, other=same.row, code=same.code)
            near = alike.setdefault(normal_name(unit.name), unit) if unit.name else unit
            if near.name != unit.name and first is unit and same is unit:
                said = say("name-alike", name=unit.name, other=near.row, own=near.name, code=near.code)
                column = self.columns.get("name", 1)
                yield Problem("warning", said, unit.row, column, self.shown.get(column, ""))

    def zeros(self) -> Iterator[Problem]:
        """Codes that are a digit or two shorter than those of other rows: a spreadsheet's number has no leading zeros."""
        lost = {unit.row for unit in self.units if self._whole(unit.code)}
        for unit in self.units:
            if whole := self._whole(unit.code):
                yield self._error("zeros", unit, "code", code=unit.code, whole=whole, length=len(whole))
        stored = [unit for unit in self.units if self.numbers.get(unit.row) and unit.row not in lost]
        if stored:
            column = self.columns["code"]
            cells = "、".join(f"{column_letters(column)}{unit.row}" for unit in stored[:MOST_NAMED]) + ("等" if len(stored) > MOST_NAMED else "")
            yield Problem("warning", say("code-numbers", n=len(stored), cells=cells), stored[0].row, column, self.shown.get(column, ""))

    def _whole(self, code: str) -> str:
        """The code with the zeros that it lost, if it lost any: as long as more of the others are, longer by one or two."""
        if not code.isdecimal():
            return ""
        longer = [length for length in range(len(code) + 1, len(code) + MOST_LOST + 1) if self.lengths[length] > self.lengths[len(code)]]
        return code.zfill(max(longer, key=lambda length: self.lengths[length])) if longer else ""

    def parents(self) -> Iterator[Problem]:
        known = {self._whole(code) or code for code in self.by_code} | set(self.by_code)
        for unit in self.units:
            if not unit.parent or unit.parent in known:
                if unit.parent and unit.parent == unit.code:
                    yield self._error("own-parent", unit, "parent")
                continue
            whole = next((code for code in sorted(known) if unit.parent.isdecimal() and code == unit.parent.zfill(len(code))), "")
            if whole:
                yield self._error("parent-zeros", unit, "parent", code=unit.parent, whole=whole)
            else:
                yield self._error("no-parent", unit, "parent", code=unit.parent, near=nearest(unit.parent, known))

    def circles(self) -> Iterator[Problem]:
        """Each circle once, on its first row."""
        done: set[str] = set()
        for unit in self.units:
            way: list[str] = []
            code = unit.code
            while code and code in self.by_code and code not in done and code not in way:
                way.append(code)
                code = self.by_code[code].parent
            if code in way and len(circle := way[way.index(code) :]) > 1:
                first = min((self.by_code[each] for each in circle), key=lambda each: each.row)
                start = circle.index(first.code)
                said = " → ".join([*circle[start:], *circle[:start], first.code])
                yield self._error("parent-circle", first, "parent", codes=said)
            done.update(way)
