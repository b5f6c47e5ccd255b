"""Figures that conditional formatting may show as others, by a number format of its own: read as they stand, and told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from decimal import Decimal

from budgetxl.forms import DEFAULT_UNIT, Cells, Field
from budgetxl.values import Address, Finding, plain, quoted
from budgetxl.xlsx import Position, RawSheet

from ...messages import say
from .numbers import hides, seen_otherwise, shown_number

MOST_CELLS = 20


def conditional_findings(sheets: Iterable[RawSheet], taken: Mapping[str, Set[Position]], cells: Cells) -> Iterator[Finding]:
    """A warning for each sheet and number format that would show figures as other ones, or not at all.

    ``taken`` are the cells of fields.
    """
    for sheet in sheets:
        own = taken.get(sheet.name, ()) if sheet.conditional else ()
        told: dict[str, list[tuple[Address, Decimal]]] = {}
        for area in sheet.conditional if own else ():
            for place in sorted(own):
                raw = sheet.cells.get(place)
                number = raw.value if raw is not None and area.holds(place) else None
                cell = cells.at(Address(sheet.name, *place)) if isinstance(number, Decimal) else None
                if isinstance(number, Decimal) and cell is not None and _otherwise(number, cell.place.field, area.code):
                    told.setdefault(area.code, []).append((Address(sheet.name, *place), number))
        for code, each in told.items():
            at, number = each[0]
            slots = {"n": len(each), "cell": at.cell, "v": plain(number), "s": shown_number(number, code), "f": quoted(code)}
            yield Finding(
                "META-06", "warning", say("META-06-conditional", **slots), tuple(at for at, _ in each[:MOST_CELLS]),
                hint=say("META-06-conditional-hint"),
            )  # fmt: skip


def _otherwise(number: Decimal, field: Field, code: str) -> bool:
    """Whether a number shows as another value by a format, or not at all; a percentage may be shown as one."""
    if not field.numeric or not number:
        return False
    reading = field.kind.reading
    if hides(number, code):
        return True
    held = number * 100 if reading == "percent" and "%" in code else number
    unit = field.unit or (DEFAULT_UNIT if field.kind.amount else "")
    return seen_otherwise(number, held, code, unit, reading == "percent", reading in ("measure", "count"))[0]


__all__ = ["conditional_findings"]
