"""Merged cells over the cells of fields: what lies below the first of them is read and not seen, or was lost when they were merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from decimal import Decimal
from itertools import islice

from budgetxl.forms import Cell, Cells
from budgetxl.values import Address, Finding, plain, quoted
from budgetxl.xlsx import Position, RawSheet

from ...messages import say

MOST_MERGED = 4_000  # cells of one range that are looked at
MOST_NAMED = 5
MOST_CELLS = 20


def merged_findings(sheets: Iterable[RawSheet], taken: Mapping[str, Set[Position]], cells: Cells) -> Iterator[Finding]:
    """A warning a sheet of values below merged cells that can't be seen, and one of blanks there below a figure.

    ``taken`` are the cells of fields. A text that the first cell has as well is how people merge equal names: nothing is said.
    """
    for sheet in sheets:
        own = taken.get(sheet.name)
        if not own or not sheet.merges:
            continue
        unseen: dict[str, list[Cell]] = {}
        blank: dict[str, list[Cell]] = {}
        for top, left, bottom, right in sheet.merges:
            covered = list(islice(_covered(own, top, left, bottom, right), MOST_MERGED))
            if not covered:
                continue
            first = cells.at(Address(sheet.name, top, left))
            name = f"{Address(sheet.name, top, left).cell}:{Address(sheet.name, bottom, right).cell}"
            for place in covered:
                cell = cells.at(Address(sheet.name, *place))
                if cell is None:
                    continue
                if _unseen(cell, first):
                    unseen.setdefault(name, []).append(cell)
                elif _lost(cell, first):
                    blank.setdefault(name, []).append(cell)
        yield from _told("META-10-merged", unseen)
        yield from _told("META-10-merged-blank", blank)


def _covered(own: Set[Position], top: int, left: int, bottom: int, right: int) -> Iterator[Position]:
    """The cells of fields in a range, but for its first cell."""
    if (bottom - top + 1) * (right - left + 1) > MOST_MERGED:
        inside = (place for place in own if top <= place[0] <= bottom and left <= place[1] <= right)
    else:
        inside = (place for row in range(top, bottom + 1) for column in range(left, right + 1) if (place := (row, column)) in own)
    return (place for place in inside if place != (top, left))


def _unseen(cell: Cell, first: Cell | None) -> bool:
    """Whether a covered cell holds what nobody can see: a figure, or another text than the first one's."""
    value = cell.entry.value
    if cell.place.field.numeric:
        return isinstance(value, Decimal) and value != 0
    return value is not None and (first is None or value != first.entry.value)


def _lost(cell: Cell, first: Cell | None) -> bool:
    """Whether a covered cell is a blank that belongs to a figure, where the first cell holds one for all of them."""
    if first is None or cell.computed or not cell.place.field.numeric or cell.entry.value is not None:
        return False
    return first.place.field.numeric and first.entry.value is not None


def _told(message: str, found: Mapping[str, list[Cell]]) -> Iterator[Finding]:
    if not found:
        return
    each = [cell for some in found.values() for cell in some]
    names = "、".join(islice(found, MOST_NAMED)) + ("等" if len(found) > MOST_NAMED else "")
    said = "、".join(quoted(_written(cell)) for cell in each[:MOST_NAMED]) + ("等" if len(each) > MOST_NAMED else "")
    at = tuple(cell.entry.at for cell in each[:MOST_CELLS] if cell.entry.at is not None)
    slots = {"names": names, "n": len(each), "values": said}
    yield Finding("META-10", "warning", say(message, **slots), at, hint=say(f"{message}-hint"))


def _written(cell: Cell) -> str:
    value = cell.entry.value
    return plain(value) if isinstance(value, Decimal) else str(value)


__all__ = ["merged_findings"]
