"""``summary``: a collection to the bytes of its summary workbook, sheet by sheet, in constant memory."""

from __future__ import annotations

from collections.abc import Callable

from budgetxl.forms import Form, FormLibrary
from budgetxl.workbook.plain_sheets import plain_book

from ..messages import say
from ..model import Collection
from . import flat_sheets
from .flat import flat_tables
from .overview_sheet import write_overview
from .reminders import write_reminders
from .rows import placed, unit_lines
from .states_sheet import write_findings, write_others, write_states
from .totals_sheet import write_totals
from .units_sheet import departments, units_sheet, write_departments, write_units

MOST_ROWS = 1_000_000
"""Rows of a flat sheet; a further one begins then. Excel has 1,048,576."""


def summary(
    collection: Collection, form: Form, folder: str = "", find_form: Callable[[str], Form] | None = None, most_rows: int = MOST_ROWS
) -> bytes:
    """The summary of a collection. ``folder`` leads to the folder that was collected, for links to files: the path from the workbook
    to it, with ``/``, or a ``file:`` address. ``find_form`` gives the forms of workbooks that are of another one than ``form``.

    Raises OSError where there is no room for it.
    """
    units = unit_lines(collection, form, find_form or FormLibrary(lambda found: found).find)
    year = collection.year or form.year
    title = say("overview-title", year=say("year-of", year=year) if year is not None else "")
    with plain_book(title) as book:
        overview = book.tab(say("tab-overview"))
        named = ["states", "reminders", "findings", *(["others"] if collection.others else []), "totals"]
        named += ["departments"] if departments(units) else []
        tabs = {name: book.tab(say(f"tab-{name}")) for name in (*named, "units")}
        tables = [placed(flat, units, collection, flat_sheets.HEADER, most_rows, book.tab) for flat in flat_tables(form, year)]
        plan = units_sheet(tabs["units"], tables, units, collection)
        write_overview(book, overview, tabs, tables, units, collection, title)
        write_states(book, tabs["states"], tabs["findings"], units, collection, folder)
        write_reminders(book, tabs["reminders"], units, year)
        write_findings(book, tabs["findings"], units)
        if collection.others:
            write_others(book, tabs["others"], collection, folder)
        write_totals(book, tabs["totals"], plan, tables, units, collection)
        if "departments" in tabs:
            write_departments(book, tabs["departments"], plan, units, collection)
        write_units(book, plan, tables, units, collection)
        for table in tables:
            flat_sheets.write_flat(book, table, units, collection)
        return book.data()
