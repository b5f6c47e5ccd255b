"""What the sheets of a summary agree on: the units in their order, who counts where, and which rows of which sheet are whose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import Any, TypeAlias

from budgetxl.forms import Form, FormError
from budgetxl.values.records import dataclass

from ..messages import say
from ..model import COUNTING, Collection, UnitResult
from .flat import FlatTable, Line, lines_of

Group: TypeAlias = tuple[str, str]
"""Whose figures a sum is of: of ``ALL`` units that count, of the ``PASSING`` among them, or of those of one kind (``"kind", "部门"``)."""
ALL: Group = ("all", "")
PASSING: Group = ("passed", "")
MOST_NAMED = 20  # units with errors, in a sentence


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as the sheets show it. ``top`` is the code of the department at the top of its branch: its own where it has none.

    ``counted``: its figures go into the totals; ``passing``: into those of what has passed. ``form`` is that of its workbook; None
    where nobody knows it, so that its rows can't be shown.
    """

    result: UnitResult
    kind: str
    top: str
    counted: bool
    passing: bool
    form: Form | None

    @property
    def code(self) -> str:
        return self.result.unit.code

    @property
    def name(self) -> str:
        return self.result.unit.name

    @property
    def data(self) -> Mapping[str, Any] | None:
        """What it filled in, as ``export`` gives it; None where nothing counts."""
        read = self.result.counting
        return read.data if read is not None and self.form is not None and self.result.state in COUNTING else None


@dataclass(frozen=True, slots=True)
class Span:
    """The rows of one unit on one sheet, from 1. A unit's rows stand on one sheet together."""

    tab: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A flat table with the sheets that it takes and the rows of each unit that has any.

    ``sums`` are each unit's figures, by its code and the field: what its leaf rows add up to. ``rows`` are the sums over units of
    a grid's figures, by the group of units, the row's number and the field. ``ends`` is the last row of each sheet.
    """

    flat: FlatTable
    tabs: tuple[str, ...]
    spans: Mapping[str, Span]
    sums: Mapping[str, Mapping[str, Decimal]]
    rows: Mapping[tuple[Group, int, str], Decimal] = field(default_factory=dict)
    ends: Mapping[str, int] = field(default_factory=dict)


def unit_lines(collection: Collection, form: Form, find_form: Callable[[str], Form]) -> tuple[UnitLine, ...]:
    """The units of a collection, in the order of its roster. ``find_form`` raises FormError for a form that is not there."""
    parents = {result.unit.code: result.unit.parent for result in collection.units}
    counted, passing = set(collection.totals.counted), set(collection.totals.passing)

    def form_of(result: UnitResult) -> Form | None:
        name = result.counting.form if result.counting is not None else ""
        try:
            return form if name in ("", form.id) else find_form(name)
        except FormError:
            return None

    found = []
    for result in collection.units:
        code, kind = result.unit.code, result.unit.kind or say("no-kind")
        found.append(UnitLine(result, kind, _top(code, parents), code in counted, code in passing, form_of(result)))
    return tuple(found)


def _top(code: str, parents: Mapping[str, str]) -> str:
    """The unit at the top of a branch; a circle, which no roster has, ends where it began."""
    seen = {code}
    while parents.get(code) and parents[code] in parents and parents[code] not in seen:
        code = parents[code]
        seen.add(code)
    return code


def counts_on(collection: Collection, unit: UnitLine, sheet: str) -> bool:
    """Whether the figures of a unit on one of the form's sheets go into the totals."""
    return unit.counted and unit.code not in collection.totals.sheets.get(sheet, {})


def passes_on(collection: Collection, unit: UnitLine, sheet: str) -> bool:
    """Whether its figures on that sheet go into the totals of what has passed."""
    return unit.passing and unit.code not in collection.totals.sheets.get(sheet, {})


def passing_beside(collection: Collection) -> str:
    """A sentence of the units in 其中通过 that are not among those counted, since their department's workbook stands for them; or nothing."""
    beside = [code for code in collection.totals.passing if code not in collection.totals.counted]
    return say("passing-beside", n=len(beside), codes="、".join(beside)) if beside else ""


def counted_wrong(collection: Collection) -> str:
    """How many of the units that count have errors, and which, as the end of a clause; or nothing."""
    names = [unit.name for unit in collection.with_errors]
    told = "、".join(names[:MOST_NAMED]) + ("等" if len(names) > MOST_NAMED else "")
    return say("counted-wrong", n=len(names), names=told) if names else ""


def lines_by_unit(flat: FlatTable, units: Sequence[UnitLine]) -> Iterator[tuple[UnitLine, list[Line]]]:
    """The rows of all units, unit by unit; those without any are left out."""
    for unit in units:
        lines = list(lines_of(flat, unit.data, unit.form)) if unit.data is not None and unit.form is not None else []
        if lines:
            yield unit, lines


def placed(flat: FlatTable, units: Sequence[UnitLine], collection: Collection, header: int, most: int, tab: Callable[[str], str]) -> Placed:
    """Where the rows of each unit will stand, and what they add up to.

    ``tab`` names a sheet; a further one begins where a unit's rows would go beyond ``most`` rows. ``header`` is the row of
    the headers on each.
    """
    tabs = [tab(flat.title)]
    spans: dict[str, Span] = {}
    sums: dict[str, dict[str, Decimal]] = {}
    rows: dict[tuple[Group, int, str], Decimal] = {}
    ends = {tabs[0]: header}
    for unit, lines in lines_by_unit(flat, units):
        if ends[tabs[-1]] - header + len(lines) > most and ends[tabs[-1]] > header:
            tabs.append(tab(f"{flat.title}({len(tabs) + 1})"))
            ends[tabs[-1]] = header
        first = ends[tabs[-1]] + 1
        spans[unit.code] = Span(tabs[-1], first, first + len(lines) - 1)
        ends[tabs[-1]] = spans[unit.code].last
        sums[unit.code] = _sums(flat, lines)
        if flat.rows_of_grid:
            _add_rows(rows, groups_of(collection, unit, flat.sheet.id), lines)
    return Placed(flat, tuple(tabs), spans, sums, rows, ends)


def groups_of(collection: Collection, unit: UnitLine, sheet: str) -> tuple[Group, ...]:
    """The groups of units whose totals on a sheet of the form have the figures of a unit."""
    counted = (ALL, ("kind", unit.kind)) if counts_on(collection, unit, sheet) else ()
    return (*counted, *((PASSING,) if passes_on(collection, unit, sheet) else ()))


def _add_rows(rows: dict[tuple[Group, int, str], Decimal], groups: Sequence[Group], lines: Sequence[Line]) -> None:
    for line in lines:
        for name, value in line.values.items():
            if isinstance(value, Decimal):
                for group in groups:
                    key = group, line.number, name
                    rows[key] = rows.get(key, Decimal(0)) + value


def _sums(flat: FlatTable, lines: Sequence[Line]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for line in lines:
        for name in flat.added if line.leaf else ():
            value = line.values.get(name)
            if isinstance(value, Decimal):
                found[name] = found.get(name, Decimal(0)) + value
    return found
