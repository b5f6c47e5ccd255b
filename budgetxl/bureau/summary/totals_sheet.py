"""合计: every figure of the form over all units that count, over those of them that passed, and by their kind; all by formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from budgetxl.forms import Field, Grid
from budgetxl.values import column_letters, quote_sheet
from budgetxl.values.records import dataclass
from budgetxl.workbook.plain_sheets import Computed, PlainBook, Value

from ..differences import terms_of
from ..messages import say
from ..model import Collection
from . import flat_sheets
from .rows import ALL, PASSING, Group, Placed, UnitLine, counted_wrong, passing_beside
from .units_sheet import KIND, NUMBER, Figure, UnitsSheet, counted_sum, difference, passed_sum

WIDTHS = (26.0, 34.0, 34.0, 18.0, 18.0)
_KIND_WIDTH = 18.0


def write_totals(
    book: PlainBook, tab: str, plan: UnitsSheet, all_placed: Sequence[Placed], units: Sequence[UnitLine], collection: Collection
) -> None:
    kinds = list(dict.fromkeys(unit.kind for unit in units))
    sheet = book.sheet(tab, [*WIDTHS, *(_KIND_WIDTH for _ in kinds)], "#2E75B6")
    sheet.add_across(say("totals-title"), book.style(bold=True, font_size=14, align="center"), 28)
    counted = sum(1 for unit in units if unit.counted)
    slots = {"counted": counted, "units": len(units), "passed": len(collection.passed), "wrong": counted_wrong(collection)}
    note = say("totals-note", **slots) + passing_beside(collection)
    sheet.add_across(note, book.style(align="left", font_color="#595959", text_wrap=True))
    heads = [say(name) for name in ("totals-table", "totals-row", "totals-column", "totals-all", "totals-passed")]
    header = sheet.add([*heads, *kinds], book.head(), 20)
    plain, number = book.cell(align="left"), book.cell(align="right", num_format=NUMBER)
    styles = [plain, plain, plain, *(number for _ in range(2 + len(kinds)))]
    if units:
        groups: list[Group] = [ALL, PASSING, *(("kind", kind) for kind in kinds)]
        heads_of = {group: f"{column_letters(index)}${header}" for index, group in enumerate(groups, start=4)}
        lines = [line for placed in all_placed for line in _lines(placed, plan, heads_of, units, collection)]
        rows = {line.key: header + 1 + index for index, line in enumerate(lines)}
        known = {rows[line.key]: line for line in lines}
        for line in lines:
            beside = _beside(line, rows)
            cells = [_cell(line, group, column_letters(index), beside, known, rows) for index, group in enumerate(groups, start=4)]
            sheet.add_fitting([line.placed.flat.title, line.row, line.label, *cells], styles)
    sheet.filtered(header)
    sheet.page(header_row=header, frozen=(header, 3))


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the sheet: a figure, and what is added up for it, by the group of units. ``number`` is that of a grid's row, else 0."""

    placed: Placed
    row: str
    label: str
    field: Field
    number: int
    added: Mapping[Group, Value]

    @property
    def key(self) -> tuple[str, str, int, str]:
        return self.of(self.field.id)

    def of(self, name: str) -> tuple[str, str, int, str]:
        """The key of a field in the same row."""
        return self.placed.flat.sheet.id, self.placed.flat.block.id, self.number, name


_Rows: TypeAlias = Mapping[tuple[str, str, int, str], int]
"""The row of each figure by its sheet and table, the number of a grid's row, and its field."""


def _lines(
    placed: Placed, plan: UnitsSheet, heads_of: Mapping[Group, str], units: Sequence[UnitLine], collection: Collection
) -> Iterator[_Line]:
    for figure in (figure for figure in plan.figures if figure.placed is placed):
        added: dict[Group, Value] = {group: _of_units(plan, figure, group, head, units, collection) for group, head in heads_of.items()}
        yield _Line(placed, "", figure.label, figure.field, 0, added)
    for (row, label), field, number in _grid_rows(placed):
        yield _Line(placed, row, label, field, number, {group: _of_grid(placed, field, number, group, head) for group, head in heads_of.items()})


def _beside(line: _Line, rows: _Rows) -> list[tuple[int, int]]:
    """The rows of the figures that one is the difference of, each with 1 or -1; none where it is none."""
    block, field = line.placed.flat.block, line.field
    if isinstance(block, Grid):
        field = block.cell_field(block.rows[line.number - 1], field)
    found = [(sign, rows.get(line.of(name))) for sign, name in terms_of(field, block)]
    there = [(sign, row) for sign, row in found if row is not None]
    return there if len(there) == len(found) else []


def _cell(line: _Line, group: Group, column: str, beside: list[tuple[int, int]], known: Mapping[int, _Line], rows: _Rows) -> Value:
    """A total: of a difference that of the totals beside it, since a unit without last year's figure has none of its own."""
    if not beside:
        return line.added[group]
    parts = [(sign, _cell(known[row], group, column, _beside(known[row], rows), known, rows)) for sign, row in beside]
    shown = sum((sign * part.shown for sign, part in parts if isinstance(part, Computed) and isinstance(part.shown, Decimal)), Decimal(0))
    return Computed(difference([(sign, f"{column}{row}") for sign, row in beside]), shown)


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
