"""The charts of an overview, each with the figures that it shows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgetxl.forms import Form, OverviewChart
from budgetxl.notice.charts import Bar, parts_chart, years_chart
from budgetxl.values.records import dataclass

from ..messages import say
from ..model import Collection
from .figures import FigureLine, UnitFigures

MOST_UNITS = 15
"""Units that a chart shows one by one; the others go together."""


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart as the page shows it: ``svg`` is empty where there is nothing to draw, ``lines`` are the figures of it.

    ``whole`` is the sum of the parts of a whole; ``notes`` say what the figures leave out.
    """

    title: str
    kind: str
    unit: str
    svg: str
    lines: tuple[FigureLine, ...]
    whole: Decimal | None = None
    notes: tuple[str, ...] = ()


def chart_views(collection: Collection, form: Form, figures: UnitFigures, this: str, last: str) -> Iterator[ChartView]:
    """The charts of the form; ``this`` and ``last`` are what the two years are called."""
    names = {result.unit.code: result.unit.name for result in collection.units}
    for chart in form.overview:
        name = "chart-" + chart.id.replace("_", "-")
        if chart.kind == "units":
            yield _by_unit(chart, name, figures, names)
            continue
        lines = tuple(figures.line(one) for one in chart.figures)
        bars = [Bar(line.label, line.amount, line.last) for line in lines]
        if chart.kind == "years":
            notes = tuple(say("overview-lacking", label=line.label, n=line.lacking, last=last) for line in lines if line.lacking)
            yield ChartView(chart.title, chart.kind, chart.unit, years_chart(name, chart.title, chart.unit, bars, this, last), lines, notes=notes)
        else:
            whole = sum((line.amount or Decimal(0) for line in lines), Decimal(0))
            yield ChartView(chart.title, chart.kind, chart.unit, parts_chart(name, chart.title, chart.unit, bars), lines, whole)


def _by_unit(chart: OverviewChart, name: str, figures: UnitFigures, names: dict[str, str]) -> ChartView:
    """One figure by unit: those that count, so that they add up to its total."""
    (figure,) = chart.figures
    units = figures.counting(figure.path)
    bars = [Bar(names[code], amounts.get(figure.path)) for code, amounts in units.items()]
    svg = parts_chart(name, chart.title, chart.unit, bars, say("overview-counter"), MOST_UNITS)
    line = figures.line(figure)
    return ChartView(chart.title, chart.kind, chart.unit, svg, (line,), line.amount)
