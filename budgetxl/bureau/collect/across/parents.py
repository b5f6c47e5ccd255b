"""What the workbook of a 部门 holds beside those of its 单位: them as well, or only its own part (本级)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

from budgetxl.values import squeeze

from ...model import Read, Unit
from ..amounts import Amounts, Measures

_MOSTLY = Decimal("0.8")  # of the figures: so many are not the same by chance
_ZERO = Decimal(0)


class Holds(Enum):
    """``ALL``: its figures are those of its units, and nothing else; ``MORE``: theirs and its own; ``OWN``: its own alone."""

    ALL = "all"
    MORE = "more"
    OWN = "own"


def what_it_holds(own: Amounts, below: Amounts, read: Read, unit: Unit, units: Sequence[Unit], measures: Measures) -> Holds:
    """What a department's workbook holds; ``below`` are the sums of ``units``, those below it whose workbooks count.

    Where the figures do not settle it: who names its units in a table (机构设置, say) holds them, who names only itself does not;
    where nobody is named, it holds them if none of its figures is smaller than the sum of theirs.
    """
    paths = [path for path in (*own, *(path for path in below if path not in own)) if own.get(path, _ZERO) or below.get(path, _ZERO)]
    same = sum(1 for path in paths if abs(own.get(path, _ZERO) - below.get(path, _ZERO)) <= measures.tolerance(path, len(units)))
    if same == len(paths):
        return Holds.ALL if paths else Holds.OWN
    if same >= _MOSTLY * len(paths):
        return Holds.MORE
    named = {squeeze(text) for text in _texts_of_rows(read.data)}
    if any(squeeze(one.name) in named for one in units):
        return Holds.MORE
    if squeeze(unit.name) in named:
        return Holds.OWN
    covers = all(own.get(path, _ZERO) + measures.tolerance(path, len(units)) >= sum_ for path, sum_ in below.items() if not measures.signed(path))
    return Holds.MORE if covers else Holds.OWN


def _texts_of_rows(data: Mapping[str, Any]) -> Iterator[str]:
    """The texts in the rows of a workbook's tables."""
    for value in data.values():
        if isinstance(value, list):
            yield from (text for row in value if isinstance(row, Mapping) for text in row.values() if isinstance(text, str))


__all__ = ["Holds", "what_it_holds"]
