"""汇总: the first sheet. How many units have each state, who is left out of the totals and why, and what stands on the other sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from budgetxl.values import quote_sheet
from budgetxl.workbook.plain_sheets import Computed, Link, PlainBook, PlainSheet

from ..messages import say
from ..model import STATES, Collection
from . import states_sheet
from .rows import Placed, UnitLine, counted_wrong, passing_beside

WIDTHS = (38.0, 12.0, 64.0)


def write_overview(
    book: PlainBook, tab: str, tabs: Mapping[str, str], tables: Sequence[Placed], units: Sequence[UnitLine], collection: Collection, title: str
) -> None:
    """``tabs`` are the other sheets by what they are, ``tables`` the flat ones."""
    sheet = book.sheet(tab, WIDTHS, "#375623")
    sheet.add_across(title, book.style(bold=True, font_size=16, align="center"), 34)
    counted = [unit for unit in units if unit.counted]
    sent = sum(1 for unit in units if unit.result.state != "未报")
    wrong = counted_wrong(collection)
    note = say("overview-note", units=len(units), sent=sent, counted=len(counted), passed=len(collection.passed), wrong=wrong)
    note += passing_beside(collection)
    sheet.add_across(note, book.style(align="left", text_wrap=True))
    sheet.skip()
    _states(book, sheet, tabs["states"], units)
    _left_out(book, sheet, tables, units, collection)
    _contents(book, sheet, tabs, [tab for table in tables for tab in table.tabs])
    sheet.page(landscape=False)


def _states(book: PlainBook, sheet: PlainSheet, states: str, units: Sequence[UnitLine]) -> None:
    sheet.add([say("overview-state"), say("overview-count"), say("overview-means")], book.head(), 20)
    left, middle = book.cell(align="left"), book.cell(align="center")
    last = states_sheet.HEADER + max(1, len(units))
    cells = f"{quote_sheet(states)}!${states_sheet.STATE}${states_sheet.HEADER + 1}:${states_sheet.STATE}${last}"
    for state in STATES:
        count = sum(1 for unit in units if unit.result.state == state)
        style = states_sheet.state_style(book, state) if count else middle
        sheet.add_fitting([state, Computed(f'COUNTIF({cells},"{state}")', count), say(f"overview-{state}")], [style, middle, left])
    late = f"{quote_sheet(states)}!$F${states_sheet.HEADER + 1}:$F${last}"
    count = sum(1 for unit in units if unit.result.late)
    word = say("states-is-late")
    sheet.add_fitting([word, Computed(f'COUNTIF({late},"{word}")', count), say("overview-late")], [middle, middle, left])
    sheet.skip()


def _left_out(
    book: PlainBook, sheet: PlainSheet, tables: Sequence[Placed], units: Sequence[UnitLine], collection: Collection
) -> None:
    """The units that do not count, and the sheets on which some do not, each with the reason."""
    totals, names = collection.totals, {unit.code: unit.name for unit in units}
    rows = [(names.get(code, code), code, reason) for code, reason in totals.left_out.items()]
    for sheet_id, codes in totals.sheets.items():
        known = next((table.flat.sheet.common_name for table in tables if table.flat.sheet.id == sheet_id), sheet_id)
        rows += [(names.get(code, code), code, say("overview-sheet", sheet=known, reason=reason)) for code, reason in codes.items()]
    if rows:
        sheet.add([say("overview-left-out"), say("flat-code"), say("states-reason")], book.head(), 20)
        left = book.cell(align="left")
        for row in rows:
            sheet.add_fitting(row, left)
        sheet.skip()


def _contents(book: PlainBook, sheet: PlainSheet, tabs: Mapping[str, str], tables: Sequence[str]) -> None:
    sheet.add([say("overview-contents"), "", say("overview-what")], book.head(), 20)
    left, link = book.cell(align="left"), book.cell(align="left", font_color="#1F4E79", underline=1)
    for name, tab in tabs.items():
        sheet.add_fitting([Link(tab, tab), "", say(f"about-{name}")], [link, left, left])
    for tab in tables:
        sheet.add_fitting([Link(tab, tab), "", say("about-flat")], [link, left, left])
