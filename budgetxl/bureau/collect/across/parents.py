"""What the workbook of a 部门 holds beside those of its 单位: them as well, or only its own part (本级)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

from budgetxl.forms import Form
from budgetxl.values import squeeze

from ...model import Read, Unit
from ..amounts import Amounts, Measures
from ..figures import LEAST_DIFFERENT

_MOSTLY = Decimal("0.8")  # of the figures: so many are not the same by chance
_ZERO = Decimal(0)


class Holds(Enum):
    """``ALL``: its figures are those of its units, and nothing else; ``MORE``: theirs and its own; ``OWN``: its own alone."""

    ALL = "all"
    MORE = "more"
    OWN = "own"


def what_it_holds(own: Amounts, below: Amounts, read: Read, unit: Unit, units: Sequence[Unit], measures: Measures) -> Holds:
    """What a department's workbook holds; ``below`` are the sums of ``units``, those below it whose workbooks count.

    Many figures that are all, or mostly, the sums of the units' are so by no chance. Where they do not settle it: who names its
    units in a table (机构设置, say) holds them, who names only itself does not; where nobody is named, it holds them if none of
    its figures is smaller than the sum of theirs. A department with all the figures of its only unit may hold it or not: it does
    not where it says that it has its own part only (a field's ``own_part``), and does not name the unit.
    """
    paths = [path for path in (*own, *(path for path in below if path not in own)) if own.get(path, _ZERO) or below.get(path, _ZERO)]
    same = [path for path in paths if abs(own.get(path, _ZERO) - below.get(path, _ZERO)) <= measures.tolerance(path, len(units))]
    alike = Holds.ALL if len(same) == len(paths) else Holds.MORE
    named = {squeeze(text) for text in _texts_of_rows(read.data)}
    names_units = any(squeeze(one.name) in named for one in units)
    if alike is Holds.ALL and len(units) == 1 and not names_units and says_own_part(read.data, measures.form):
        return Holds.OWN
    if len({own.get(path, _ZERO) for path in same}) >= LEAST_DIFFERENT and len(same) >= _MOSTLY * len(paths):
        return alike
    if names_units:
        return alike
    if squeeze(unit.name) in named or not paths:
        return Holds.OWN
    covers = all(own.get(path, _ZERO) + measures.tolerance(path, len(units)) >= sum_ for path, sum_ in below.items() if not measures.signed(path))
    return alike if covers else Holds.OWN


def says_own_part(data: Mapping[str, Any], form: Form) -> bool:
    """Whether a workbook says of itself that it has a department's own part only."""
    for path, place in form.compiled.places.items():
        if place.field.own_part:
            value: Any = data
            for name in path:
                value = value.get(name) if isinstance(value, Mapping) else None
            return isinstance(value, str) and squeeze(value) in map(squeeze, place.field.own_part)
    return False


def _texts_of_rows(data: Mapping[str, Any]) -> Iterator[str]:
    """The texts in the rows of a workbook's tables."""
    for value in data.values():
        if isinstance(value, list):
            yield from (text for row in value if isinstance(row, Mapping) for text in row.values() if isinstance(text, str))


__all__ = ["Holds", "what_it_holds"]
