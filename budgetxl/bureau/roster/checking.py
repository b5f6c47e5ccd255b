"""What is wrong among the rows of a roster: codes and names twice, zeros lost, parents that are not there or go round."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from budgetxl.values import column_letters
from budgetxl.values.foldings import normal_name
from budgetxl.values.nearest import nearest

from ..messages import say
from ..model import Unit
from .records import Problem
from .zeros import LostZeros

MOST_NAMED = 3


def problems_of(
    units: Sequence[Unit], numbers: Mapping[int, bool], columns: Mapping[str, int], shown: Mapping[int, str],
    lengths: Callable[[str], Sequence[int]],
) -> Iterator[Problem]:
    """The problems of all rows taken together. ``numbers``: by row, whether its code is stored as a number.

    ``lengths`` gives those that a code may have by the form that a unit's row names; none where no form says so.
    """
    checks = _Checks(units, numbers, columns, shown, lengths)
    yield from checks.twice()
    yield from checks.zeros()
    yield from checks.parents()
    yield from checks.circles()


class _Checks:
    def __init__(
        self, units: Sequence[Unit], numbers: Mapping[int, bool], columns: Mapping[str, int], shown: Mapping[int, str],
        lengths: Callable[[str], Sequence[int]],
    ) -> None:
        self.units, self.numbers, self.columns, self.shown = units, numbers, columns, shown
        self.by_code = {unit.code: unit for unit in reversed(units) if unit.code}
        self.lost = LostZeros(units, lengths)

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
        """Codes without their leading zeros: a spreadsheet's number has none."""
        told = set()
        for unit in self.units:
            whole, asked = self.lost.whole(unit.code, unit), "、".join(map(str, self.lost.asked(unit)[:-1]))
            asked = f"{asked} 或 {self.lost.asked(unit)[-1]}" if asked else "".join(map(str, self.lost.asked(unit)))
            if whole:
                told.add(unit.row)
                said = say("zeros-form", lengths=asked) if asked else say("zeros-others", length=len(whole))
                yield self._error("zeros", unit, "code", code=unit.code, whole=whole, why=said)
            elif asked and unit.code.isdecimal() and len(unit.code) not in self.lost.asked(unit):
                column = self.columns["code"]
                message = say("code-length", code=unit.code, n=len(unit.code), lengths=asked)
                yield Problem("warning", message, unit.row, column, self.shown.get(column, ""))
        stored = [unit for unit in self.units if self.numbers.get(unit.row) and unit.row not in told]
        if stored:
            column = self.columns["code"]
            cells = "、".join(f"{column_letters(column)}{unit.row}" for unit in stored[:MOST_NAMED]) + ("等" if len(stored) > MOST_NAMED else "")
            yield Problem("warning", say("code-numbers", n=len(stored), cells=cells), stored[0].row, column, self.shown.get(column, ""))

    def parents(self) -> Iterator[Problem]:
        known = {self.lost.whole(unit.code, unit) or unit.code for unit in self.by_code.values()} | set(self.by_code)
        for unit in self.units:
            whole = self.lost.whole_parent(unit)
            if not unit.parent:
                continue
            if whole:
                yield self._error("parent-zeros", unit, "parent", code=unit.parent, whole=whole)
            elif unit.parent not in known:
                yield self._error("no-parent", unit, "parent", code=unit.parent, near=_near(unit.parent, known))
            elif unit.parent == unit.code:
                yield self._error("own-parent", unit, "parent")

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


def _near(code: str, known: Iterable[str]) -> str:
    """``，是否应为“…”`` where one code alone differs in one digit: of codes that say nothing, others are as near as chance has it."""
    near = [other for other in known if len(other) == len(code) and sum(a != b for a, b in zip(code, other)) == 1]
    return nearest(code, near) if len(near) == 1 else ""
