"""The flat sheets: one row a row of a unit's table, with the unit before it; nothing but headers above, ready for a pivot table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from budgetxl.forms import Field
from budgetxl.values import column_letters
from budgetxl.workbook.plain_sheets import PlainBook, PlainSheet

from ..messages import say
from ..model import Collection
from .rows import Placed, UnitLine, counts_on, lines_by_unit, passes_on

HEADER = 1
UNIT_WIDTHS = (12.0, 26.0, 8.0, 12.0, 9.0, 7.0, 7.0)
COUNTS, PASSES = "F", "G"
"""The columns that say whether a row goes into the totals, and into those of what has passed: 1 or 0."""
KIND = "C"
_NARROW, _TALL = 12.0, 30


def number_column(placed: Placed) -> str:
    """The column with the number of a grid's row."""
    return column_letters(len(UNIT_WIDTHS) + len(placed.flat.headers) - 1)


def leaf_column(placed: Placed) -> str:
    """The column that says whether a row is a leaf, 1, or adds up others, 0."""
    return column_letters(len(UNIT_WIDTHS) + len(placed.flat.headers))


def field_column(placed: Placed, field: Field) -> str:
    return column_letters(len(UNIT_WIDTHS) + len(placed.flat.headers) + 1 + placed.flat.fields.index(field))


def write_flat(book: PlainBook, placed: Placed, units: Sequence[UnitLine], collection: Collection) -> None:
    """All sheets of one table."""
    flat = placed.flat
    headers = [*(say(f"flat-{name}") for name in ("code", "name", "kind", "top", "state", "counts", "passes")), *flat.headers, *flat.labels]
    widths = [*UNIT_WIDTHS, *(_NARROW for _ in flat.headers), *(max(9.0, min(30.0, _width(field))) for field in flat.fields)]
    sheets = {tab: _begun(book, tab, headers, widths) for tab in placed.tabs}
    plain, middle = book.style(align="left"), book.style(align="center")  # without edges: blank cells are not written
    units_styles = [plain, plain, middle, plain, middle, middle, middle]
    styles = [*units_styles, *(plain for _ in flat.headers), *(_style(book, field) for field in flat.fields)]
    for unit, lines in lines_by_unit(flat, units):
        sheet = sheets[placed.spans[unit.code].tab]
        counts, passes = counts_on(collection, unit, flat.sheet.id), passes_on(collection, unit, flat.sheet.id)
        before = (unit.code, unit.name, unit.kind, unit.top, unit.result.state, int(counts), int(passes))
        for line in lines:
            sheet.add((*before, *line.before, *(line.values.get(field.id) for field in flat.fields)), styles)
    for sheet in sheets.values():
        sheet.filtered(HEADER)
        sheet.page(header_row=HEADER, frozen=(HEADER, 2))


def _begun(book: PlainBook, tab: str, headers: Sequence[str], widths: Sequence[float]) -> PlainSheet:
    sheet = book.sheet(tab, widths)
    sheet.add(headers, book.head(), _TALL)
    sheet.blanks = False  # the rows of all units are many
    return sheet


def _width(field: Field) -> float:
    return field.width if field.width is not None else field.kind.width


def _style(book: PlainBook, field: Field) -> Any:
    from budgetxl.workbook.build.styles import number_format

    align = field.kind.align
    return book.style(align=align, **({"num_format": number_format(field)} if field.numeric else {}))
