"""How a sheet of the form is printed, what stays in sight of it on the screen, and what staff may change although it is protected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from budgetxl.forms import Grid, Table
from budgetxl.layout import AUTOMATIC, LANDSCAPE_FROM, Key, SheetPlan, TableArea, way_of
from budgetxl.values import Scalar

from .state import RowHeights, State, Token, of_table
from .writing import set_widths

A4, A3 = 9, 8
SIZES = {A4: (595.3, 841.9), A3: (841.9, 1190.6)}  # points, upright
SIDE, TOP, BOTTOM = 0.4, 0.5, 0.6  # inches
DIGIT, PADDING, POINTS = 8, 5, 0.75  # pixels of a digit in our font and of a column beside its digits; points of a pixel
LEGIBLE = 0.64  # our texts are of 11 points, and no smaller than 7 on paper
LITTLE_MORE = 1.3  # of a page: what is filled in and is longer by no more is printed on one page, not with a few rows on a second
SPARE_HEIGHT = 0.97  # programs differ in how tall a page is
TITLE_HEIGHT, USUAL_HEIGHT = 34.0, 15.0
FOOTER = "&C&10第 &P 页，共 &N 页"
TO_FILL_TAB, AUTOMATIC_TAB = "#F2D58A", "#BFBFBF"  # as the cells: yellow to fill in, grey where it is computed
MOST_FROZEN_ROWS, MOST_FROZEN_WIDTH = 10, 60.0


class RowsFilled(NamedTuple):
    """The last row of a sheet's tables that holds something; 0 where they are blank."""

    to: Callable[[Mapping[Key, Scalar]], int]
    on: frozenset[Token]

    @classmethod
    def of(cls, plan: SheetPlan) -> RowsFilled:
        rows = [(slot.box.row, slot.key) for slot in plan.slots if plan.is_row(slot.key[:-1])]

        def to(values: Mapping[Key, Scalar]) -> int:
            return max((row for row, key in rows if values.get(key) is not None), default=0)

        return cls(to, frozenset(of_table(key[:-1]) for _, key in rows))


def set_page(sheet: Any, plan: SheetPlan, heights: RowHeights, filling: RowsFilled | None = None, last_row: int = 0) -> None:
    """Paper and scale, the header of a sheet's only table repeated; rows may be inserted, deleted and sorted.

    ``heights`` are those of its rows; ``filling`` is down to which row its tables hold something. A sheet is as wide
    as its page. Where only blank rows, or a sheet without tables, would end below it, all columns are made so much wider that
    it ends on it: so a blank table is one page, and rows that are inserted make a second one, not a smaller print.
    What stands right of the page is for the screen alone.
    """
    last_row = last_row or plan.last_row
    printed = plan.widths[: plan.printed]
    wide = sum((width * DIGIT + PADDING) * POINTS for width in printed)
    paper = _paper(plan, wide)
    width, height = _room(paper, plan.landscape)
    scale = min(1.0, width / wide)

    def widened(state: State) -> Mapping[int, float]:
        tall = heights.of(state)
        whole = SPARE_HEIGHT * height / _tall(tall, last_row)
        if LEGIBLE <= whole < scale and scale * _tall(tall, filling.to(state.values) if filling is not None else 0) <= LITTLE_MORE * height:
            return {column: round(each * width / wide / whole, 2) for column, each in enumerate(printed)}
        return {}

    sheet.set_paper(paper)
    if plan.landscape:
        sheet.set_landscape()
    sheet.set_margins(left=SIDE, right=SIDE, top=TOP, bottom=BOTTOM)
    sheet.fit_to_pages(1, 0)
    set_widths(sheet, widened, heights.on | (filling.on if filling is not None else frozenset()))
    sheet.center_horizontally()
    sheet.set_footer(FOOTER, {"margin": BOTTOM / 2})
    sheet.print_area(1, 0, last_row - 1, plan.printed - 1)
    long = [area for area in plan.tables if not isinstance(area.block, Grid)]
    if len(long) == 1:
        sheet.repeat_rows(long[0].header[0] - 1, long[0].header[1] - 1)
    _freeze(sheet, plan, long)
    sheet.protect("", {
        "format_cells": True, "format_columns": True, "format_rows": True, "insert_rows": True, "delete_rows": True,
        "sort": True, "autofilter": True,
    })  # fmt: skip
    sheet.set_tab_color(plan.sheet.tab or (AUTOMATIC_TAB if way_of(plan) == AUTOMATIC else TO_FILL_TAB))


def _paper(plan: SheetPlan, wide: float) -> int:
    """The paper that the form says; else A4, or A3 where a sheet that lies could not be read on A4."""
    if plan.sheet.paper:
        return A3 if plan.sheet.paper.startswith("A3") else A4
    return A3 if plan.landscape and _room(A4, True)[0] / wide < LEGIBLE else A4


def _room(paper: int, landscape: bool) -> tuple[float, float]:
    """How wide and how tall a page is within its margins, in points."""
    short, long = SIZES[paper]
    width, height = (long, short) if landscape else (short, long)
    return width - 2 * SIDE * 72, height - (TOP + BOTTOM) * 72


def _tall(heights: Mapping[int, float], last_row: int) -> float:
    """How tall what is printed is down to a row: all but the first line, which leads from sheet to sheet."""
    return sum(heights.get(row, USUAL_HEIGHT) for row in range(2, last_row + 1))


def _freeze(sheet: Any, plan: SheetPlan, tables: list[TableArea]) -> None:
    """Keep in sight the header of a sheet's only table, and of a wide sheet the first columns, which say what a row is."""
    rows = tables[0].header[1] if len(tables) == 1 == len(plan.tables) and tables[0].header[1] <= MOST_FROZEN_ROWS else 0
    columns = _naming_columns(plan) if sum(plan.widths) > LANDSCAPE_FROM else 0
    if rows or columns:
        sheet.freeze_panes(rows, columns)


def _naming_columns(plan: SheetPlan) -> int:
    """How many columns at the left hold no figures: the labels of a grid, codes and names of a table; not too wide together."""
    area = max(plan.tables, key=lambda area: max(area.columns.values(), default=0), default=None)
    if area is None:
        return 0
    figures = {area.columns[field.id] for field in _fields(area) if field.numeric and field.id in area.columns}
    count, width = 0, 0.0
    for column, each in enumerate(plan.widths, start=1):
        width += each
        if column in figures or width > MOST_FROZEN_WIDTH:
            break
        count = column
    return count


def _fields(area: TableArea) -> tuple[Any, ...]:
    return area.block.columns if isinstance(area.block, Table | Grid) else ()
