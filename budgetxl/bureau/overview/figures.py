"""The figures of an overview: totals over the units that count, what each unit has of them, and where last year's are missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from budgetxl.forms import Form, FormError, Labels, OverviewFigure, Path
from budgetxl.values import Entry, Group
from budgetxl.values.records import dataclass

from ..collect.amounts import Measures
from ..collect.figures import Figures
from ..model import COUNTING, Collection, Read

NONE = Figures({}, {}, {})


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure over all units that count, in the unit of its chart; None is a figure that nobody has.

    ``passed`` is that of the units that passed. ``lacking`` is the number of units that have this year's and not last year's, so
    that the two are not of the same units.
    """

    label: str
    amount: Decimal | None
    passed: Decimal | None
    last: Decimal | None = None
    lacking: int = 0


class UnitFigures:
    """What each unit of a collection has of the figures that a form's overview shows, by the unit's code and the path."""

    def __init__(self, collection: Collection, form: Form, find_form: Callable[[str], Form]) -> None:
        def of_form(name: str) -> Figures:
            try:
                return Figures.of(form if name == form.id else find_form(name))
            except FormError:
                return NONE

        known: dict[str, Figures] = {}
        self.collection = collection
        self.measures = Measures(form, Figures.of(form), lambda name: known[name] if name in known else known.setdefault(name, of_form(name)))
        wanted = {path for chart in form.overview for one in chart.figures for path in (one.path, one.last, one.change) if path}
        self.amounts = {result.unit.code: self._of(result.counting, wanted) for result in collection.units if result.state in COUNTING}

    def _of(self, read: Read | None, wanted: set[Path]) -> Mapping[Path, Decimal]:
        if read is None:
            return {}
        found = self.measures.amounts(read)
        return {path: found[name] for path in wanted if (name := ".".join(path)) in found}

    def counting(self, path: Path) -> Mapping[str, Mapping[Path, Decimal]]:
        """The figures of the units that count on the sheet of a figure, by their codes."""
        totals, place = self.collection.totals, self.measures.form.compiled.places[path]
        off = totals.sheets.get(place.sheet.id, {})
        return {code: self.amounts[code] for code in totals.counted if code in self.amounts and code not in off}

    def line(self, figure: OverviewFigure) -> FigureLine:
        """A figure over all units that count."""
        name = ".".join(figure.path)
        totals = self.collection.totals
        last, lacking = self._last(figure)
        return FigureLine(figure.label, totals.sums.get(name), totals.passed.get(name), last, lacking)

    def _last(self, figure: OverviewFigure) -> tuple[Decimal | None, int]:
        """Last year's figure, which may be this year's less the change since, and how many units have none beside this year's."""
        told = figure.last or figure.change
        if not told:
            return None, 0
        this = {code: amounts[figure.path] for code, amounts in self.counting(figure.path).items() if figure.path in amounts}
        other = {code: amounts[told] for code, amounts in self.counting(told).items() if told in amounts}
        lacking = sum(1 for code, amount in this.items() if amount and code not in other)
        if figure.last:
            return self.collection.totals.sums.get(".".join(figure.last)), lacking
        found = [this[code] - change for code, change in other.items() if code in this]
        return sum(found, Decimal(0)) if found else None, lacking


@dataclass(frozen=True, slots=True)
class TotalLine:
    """A total in the list of all totals; ``unit`` is that of the amounts, empty for counts."""

    sheet: str
    label: str
    unit: str
    amount: Decimal
    passed: Decimal | None


def all_totals(collection: Collection, measures: Measures, year: int | None) -> tuple[TotalLine, ...]:
    """All sums over the units that count, in the form's order."""
    words = Labels(measures.form, Group({"year": Entry(Decimal(year))} if year is not None else {}))
    found = []
    for name, amount in collection.totals.sums.items():
        place = measures.place(name)
        if place is not None:
            label = words.text(place.field.label)
            found.append(TotalLine(place.sheet.common_name, label, measures.unit(name), amount, collection.totals.passed.get(name)))
    return tuple(found)
