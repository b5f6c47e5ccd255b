"""The figures of workbooks as numbers, by path, in the units of one form: what totals and comparisons between units reckon with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import TypeAlias

from budgetxl.forms import Form, Place
from budgetxl.values import POWERS, in_unit
from budgetxl.values.records import dataclass

from ..model import Read
from .figures import Figures, unit_of

Amounts: TypeAlias = Mapping[str, Decimal]
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Measures:
    """What the figures of a collection are measured by: the form that it is of, and what its workbooks' own forms say of theirs."""

    form: Form
    figures: Figures
    of_form: Callable[[str], Figures]

    def place(self, path: str) -> Place | None:
        return self.figures.single.get(path) or self.figures.columns.get(path)

    def amounts(self, read: Read, without: Collection[str] = ()) -> dict[str, Decimal]:
        """The figures of a workbook that the collection's form has too, in its units; without those of some sheets, by their ids."""
        own = self.of_form(read.form)
        found: dict[str, Decimal] = {}
        for path, text in read.figures.items():
            theirs, ours = own.single.get(path) or own.columns.get(path), self.place(path)
            if theirs is None or ours is None or theirs.sheet.id in without:
                continue
            unit, wanted = unit_of(theirs.field), unit_of(ours.field)
            if unit == wanted:
                found[path] = Decimal(text)
            elif unit in POWERS and wanted in POWERS:
                found[path] = in_unit(Decimal(text), unit, wanted)
        return found

    def tolerance(self, path: str, count: int) -> Decimal:
        """How far a sum of so many figures may lie off: half a unit of the last place that each is printed with."""
        place = self.place(path)
        places = 2 if place is None or place.field.places is None else place.field.places
        return _HALF.scaleb(-places) * (count + 1)

    def label(self, path: str) -> str:
        """What people call a figure: its sheet, and its label there."""
        place = self.place(path)
        return path if place is None else f"{place.sheet.common_name}“{place.field.label}”"

    def unit(self, path: str) -> str:
        place = self.place(path)
        return "" if place is None else unit_of(place.field) or place.field.unit

    def signed(self, path: str) -> bool:
        place = self.place(path)
        return place is None or place.field.signed


def added(all_amounts: Iterable[Amounts]) -> dict[str, Decimal]:
    """The sums of several workbooks' figures, by path."""
    sums: dict[str, Decimal] = {}
    for amounts in all_amounts:
        for path, amount in amounts.items():
            before = sums.get(path)
            sums[path] = amount if before is None else before + amount
    return sums


__all__ = ["Amounts", "Measures", "added"]
