"""Which unit of a roster each of last year's workbooks goes to: matched as ``collect`` matches what is sent in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from budgetxl.values import squeeze

from ..carrying import PreviousWorkbook, lateness
from ..collect.matching import Roster
from ..model import Read, Unit


def previous_by_unit(found: Iterable[PreviousWorkbook], units: Sequence[Unit]) -> dict[str, PreviousWorkbook]:
    """Last year's workbook of each unit that has one, by the unit's code.

    A workbook that was accepted for a unit goes to that unit and to no other; any other to the one unit that its cover fits. Of
    several of one unit the one with its very code goes first, then the latest.
    """
    roster = Roster(units)
    chosen: dict[str, PreviousWorkbook] = {}
    for one in found:
        unit = roster.unit(one.unit) if one.unit else roster.whose(Read((one.file,), "", unit_code=one.code, unit_name=one.name))
        if unit is None:
            continue
        best = chosen.setdefault(unit.code, one)
        if best is not one and _rank(one, unit) > _rank(best, unit):
            chosen[unit.code] = one
    return chosen


def _rank(one: PreviousWorkbook, unit: Unit) -> tuple[object, ...]:
    return bool(one.unit) or squeeze(one.code) == squeeze(unit.code), lateness(one)


__all__ = ["previous_by_unit"]
