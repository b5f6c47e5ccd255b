"""The charts that a form draws below a public table of the notice: the figures of its ``[[overview]]``, of this unit alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ..forms import OverviewChart, Path
from ..values import Entry, descend
from . import messages
from .document import Bar, Chart
from .tables import TableMaker


def draw_below(maker: TableMaker, names: tuple[str, ...], published: bool, year: int | None) -> None:
    """Give the table that was made last the charts of its own: ``names`` are the id of a ``published`` one, or its blocks."""
    form = maker.form
    if not any(chart.published for chart in form.overview):
        return
    tables = [one.id for one in form.published if one.blocks and (names[:1] == (one.id,) if published else names == one.blocks)]
    charts = tuple(_charts(maker, tables, year))
    if charts:
        key = next(reversed(maker.made))
        maker.made[key] = replace(maker.made[key], charts=charts)


def _charts(maker: TableMaker, tables: list[str], year: int | None) -> Iterator[Chart]:
    this, last = (messages.CHART_YEAR.format(year=each) for each in (year, year - 1)) if year is not None else messages.CHART_YEARS
    for chart in maker.form.overview:
        if chart.published in tables and chart.kind != "units":
            yield Chart(chart.id, maker.labels.text(chart.title), chart.kind, chart.unit, tuple(_bars(maker, chart)), this, last)


def _bars(maker: TableMaker, chart: OverviewChart) -> Iterator[Bar]:
    for one in chart.figures:
        (amount, said), (other, other_said) = (_figure(maker, path) for path in (one.path, one.last))
        yield Bar(one.label, amount, other, said, other_said)


def _figure(maker: TableMaker, path: Path) -> tuple[Decimal | None, str]:
    """A figure, and how the table prints it."""
    node = descend(maker.root, path) if path else None
    value = node.value if isinstance(node, Entry) else None
    if not isinstance(value, Decimal):
        return None, ""
    return value, maker.shown(value, maker.form.compiled.places[path].field)


__all__ = ["draw_below"]
