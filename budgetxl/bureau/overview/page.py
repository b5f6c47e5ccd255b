"""``overview``: a collection to the bytes of one self-contained page, which opens without a network and reads without its script."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from budgetxl.checks.reports.checklist import check_items
from budgetxl.checks.reports.html_page import html_page
from budgetxl.forms import Form, FormLibrary
from budgetxl.values.decimals import plain, round_half_up, scale
from budgetxl.values.records import dataclass
from budgetxl.values.words import LEVEL_WORDS
from budgetxl.workbook.plain_sheets import FileLink

from ..file_links import file_link
from ..messages import say
from ..model import PASSED, STATES, TO_VERIFY, Collection
from ..summary.rows import counted_wrong
from .charts import chart_views
from .figures import UnitFigures, all_totals
from .units import UnitView, sheets_left_out, unit_views

ASSETS = Path(__file__).parent / "assets"
LOOKS = {PASSED: "answered", TO_VERIFY: "warning", "未报": "missing"}
"""The look of each state, that of ``error`` for all others."""


@dataclass(frozen=True, slots=True)
class StateView:
    """A state with the number of its units."""

    state: str
    count: int
    means: str
    look: str


def overview(
    collection: Collection, form: Form, folder: str = "", find_form: Callable[[str], Form] | None = None, made: str = ""
) -> bytes:
    """The overview of a collection. ``folder`` leads from the page to the folder that was collected, as in the summary workbook.

    ``find_form`` gives the forms of workbooks that are of another one than ``form``; ``made`` is a line that says when it was made.
    """
    year = collection.year or form.year
    this, last = (say("year-of", year=each) for each in (year, year - 1)) if year is not None else (say("overview-this"), say("overview-last"))
    figures = UnitFigures(collection, form, find_form or FormLibrary(lambda found: found).find)
    by_unit = [chart for chart in form.overview if chart.kind == "units"]
    units = tuple(unit_views(collection, form, figures, by_unit, folder))
    page = html_page(
        "overview.html.j2", ["report.css", "overview.css"], "overview.js", [ASSETS],
        title=say("overview-page", year=this if year is not None else ""),
        form=form,
        made=made,
        this=this,
        last=last,
        states=tuple(_states(units)),
        note=_note(collection),
        late=sum(1 for view in units if view.result.late),
        late_means=say("overview-late"),
        units=units,
        looks={state: LOOKS.get(state, "error") for state in STATES},
        by_unit=by_unit,
        charts=tuple(chart_views(collection, form, figures, this, last)),
        totals=all_totals(collection, figures.measures, year),
        left_out=tuple(_left_out(collection, form, units)),
        others=tuple(_others(collection, folder)),
        words=LEVEL_WORDS,
        items=check_items(form),
        money=money,
        gap=gap,
    )  # fmt: skip
    return page.encode()


def money(amount: Decimal | None) -> str:
    """A figure as the page shows it: at least two decimals of an amount, all that it has; nothing for a blank."""
    return "" if amount is None else format(amount, f".{max(2, scale(amount))}f") if amount else "0.00"


def gap(amount: Decimal, last: Decimal) -> str:
    """The difference of two figures, with its sign."""
    found = amount - last
    return f"{round_half_up(found, 6).normalize():+f}" if found else plain(found)


def _note(collection: Collection) -> str:
    """How many units there are, have sent, and count."""
    sent = sum(1 for result in collection.units if result.state != "未报")
    totals = collection.totals
    wrong = counted_wrong(collection)
    return say("overview-note", units=len(collection.units), sent=sent, counted=len(totals.counted), passed=len(collection.passed), wrong=wrong)


def _states(units: Sequence[UnitView]) -> Iterator[StateView]:
    for state in STATES:
        count = sum(1 for view in units if view.result.state == state)
        yield StateView(state, count, say(f"overview-{state}"), LOOKS.get(state, "error"))


def _left_out(collection: Collection, form: Form, units: Sequence[UnitView]) -> Iterator[tuple[UnitView, str]]:
    """The units that do not count, and the sheets on which some do not, each with the reason."""
    for view in units:
        code = view.result.unit.code
        if code in collection.totals.left_out:
            yield view, collection.totals.left_out[code]
        for sheet, reason in sheets_left_out(collection, form, code):
            yield view, say("overview-sheet", sheet=sheet, reason=reason)


def _others(collection: Collection, folder: str) -> Iterator[tuple[FileLink, str, str]]:
    for other in collection.others:
        yield file_link(other.file, folder, other.file), other.state, other.reason
