"""合计: every figure of the form over all units that count, over those of them that passed, and by their kind; all by formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from budgetxl.forms import Field
from budgetxl.values import column_letters, quote_sheet
from budgetxl.workbook.plain_sheets import Computed, PlainBook, Value

from ..messages import say
from ..model import Collection
from . import flat_sheets
from .rows import ALL, PASSING, Group, Placed, UnitLine, passing_beside
from .units_sheet import KIND, NUMBER, Figure, UnitsSheet, counted_sum, passed_sum

WIDTHS = (26.0, 34.0, 34.0, 18.0, 18.0)
_KIND_WIDTH = 18.0


def write_totals(
    book: PlainBook, tab: str, plan: UnitsSheet, all_placed: Sequence[Placed], units: Sequence[UnitLine], collection: Collection
) -> None:
    kinds = list(dict.fromkeys(unit.kind for unit in units))
    sheet = book.sheet(tab, [*WIDTHS, *(_KIND_WIDTH for _ in kinds)], "#2E75B6")
    sheet.add_across(say("totals-title"), book.style(bold=True, font_size=14, align="center"), 28)
    counted = sum(1 for unit in units if unit.counted)
    note = say("totals-note", counted=counted, units=len(units), passed=len(collection.passed)) + passing_beside(collection)
    sheet.add_across(note, book.style(align="left", font_color="#595959", text_wrap=True))
    heads = [say(name) for name in ("totals-table", "totals-row", "totals-column", "totals-all", "totals-passed")]
    header = sheet.add([*heads, *kinds], book.head(), 20)
    plain, number = book.cell(align="left"), book.cell(align="right", num_format=NUMBER)
    styles = [plain, plain, plain, *(number for _ in range(2 + len(kinds)))]
    if units:
        groups: list[Group] = [ALL, PASSING, *(("kind", kind) for kind in kinds)]
        heads_of = {group: f"{column_letters(index)}${header}" for index, group in enumerate(groups, start=4)}
        for placed in all_placed:
            for figure in (figure for figure in plan.figures if figure.placed is placed):
                cells: list[Value] = [_of_units(plan, figure, group, heads_of[group], units, collection) for group in groups]
                sheet.add_fitting([placed.flat.title, "", figure.label, *cells], styles)
            for before, field, number_of in _grid_rows(placed):
                cells = [_of_grid(placed, field, number_of, group, heads_of[group]) for group in groups]
                sheet.add_fitting([placed.flat.title, *before, *cells], styles)
    sheet.filtered(header)
    sheet.page(header_row=header, frozen=(header, 3))


def _of_units(
    plan: UnitsSheet, figure: Figure, group: Group, head: str, units: Sequence[UnitLine], collection: Collection
) -> Computed:
    """A figure over the sheet of units."""
    figures = plan.range(figure.column)
    match group:
        case ("kind", kind):
            condition = f"EXACT({plan.range(KIND)},{head})*{plan.range(figure.counts)}"
            shown = counted_sum(figure, [unit for unit in units if unit.kind == kind], collection)
        case ("passed", _):
            condition, shown = plan.range(figure.passes), passed_sum(figure, units, collection)
        case _:
            condition, shown = plan.range(figure.counts), counted_sum(figure, units, collection)
    return Computed(f"SUMPRODUCT({condition},{figures})", shown)


def _grid_rows(placed: Placed) -> Iterator[tuple[tuple[str, str], Field, int]]:
    """The figures of a grid that may be added up over units: its row, its column, and the row's number."""
    columns = [(label, field) for label, field in zip(placed.flat.labels, placed.flat.fields) if field.kind.summed]
    for number, row in enumerate(placed.flat.rows_of_grid, start=1):
        for label, field in columns:
            if (ALL, number, field.id) in placed.rows:
                yield (row, label), field, number


def _of_grid(placed: Placed, field: Field, number: int, group: Group, head: str) -> Value:
    """A figure of a grid over its flat sheets, by the number of its row."""
    terms = []
    for tab in placed.tabs:
        if placed.ends[tab] <= flat_sheets.HEADER:
            continue

        def cells(column: str, tab: str = tab) -> str:
            return f"{quote_sheet(tab)}!${column}${flat_sheets.HEADER + 1}:${column}${placed.ends[tab]}"

        flag = flat_sheets.PASSES if group == PASSING else flat_sheets.COUNTS
        condition = f"({cells(flat_sheets.number_column(placed))}={number})*{cells(flag)}"
        if group[0] == "kind":
            condition += f"*EXACT({cells(flat_sheets.KIND)},{head})"
        terms.append(f"SUMPRODUCT({condition},{cells(flat_sheets.field_column(placed, field))})")
    return Computed("+".join(terms), placed.rows.get((group, number, field.id), Decimal(0))) if terms else None
