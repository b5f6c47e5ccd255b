"""各单位: one row a unit, one column a figure, each the sum of the unit's own rows by a formula. 按部门: the same by department."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from budgetxl.forms import Field
from budgetxl.values import column_letters, quote_sheet
from budgetxl.values.records import dataclass
from budgetxl.workbook.plain_sheets import Computed, PlainBook, Value

from ..differences import terms_of
from ..messages import say
from ..model import Collection
from .flat_sheets import field_column, leaf_column
from .rows import Placed, UnitLine, counts_on, passes_on

HEADER = 1
WIDTHS = (12.0, 28.0, 8.0, 12.0, 12.0, 9.0, 7.0, 7.0)
KIND, TOP, COUNTS, PASSES = "C", "E", "G", "H"
_FIGURE, _TALL = 15.0, 44
PLACES = 6  #: of a difference, so that it shows none that is not there
NUMBER = "0.00####"


@dataclass(frozen=True, slots=True)
class Figure:
    """A column of the sheet: one field of a flat table, added up over a unit's rows.

    ``counts`` and ``passes`` are the columns of whose figures go into its total, and into that of what has passed.
    """

    placed: Placed
    field: Field
    label: str
    column: str
    counts: str
    passes: str

    def of(self, unit: UnitLine) -> Decimal | None:
        """What the unit's rows add up to; None where nothing stands in them."""
        return self.placed.sums.get(unit.code, {}).get(self.field.id)


@dataclass(frozen=True, slots=True)
class UnitsSheet:
    """Where the figures of each unit stand: ``first`` and ``last`` are the rows of the units."""

    tab: str
    figures: tuple[Figure, ...]
    first: int
    last: int

    def beside(self, figure: Figure) -> tuple[tuple[int, Figure], ...]:
        """The figures that one is the difference of, each with 1 or -1; none where it is none, or not all of them stand here."""
        own = {each.field.id: each for each in self.figures if each.placed is figure.placed}
        terms = terms_of(figure.field, figure.placed.flat.block)
        return tuple((sign, own[name]) for sign, name in terms) if all(name in own for _, name in terms) else ()

    def range(self, column: str) -> str:
        """A column of all units, as a formula writes it."""
        return f"{quote_sheet(self.tab)}!${column}${self.first}:${column}${self.last}"


def units_sheet(tab: str, all_placed: Sequence[Placed], units: Sequence[UnitLine], collection: Collection) -> UnitsSheet:
    """The plan of the sheet. Sheets that stay out of the totals for some units have two columns of their own for who counts."""
    apart = {sheet: len(WIDTHS) + 1 + 2 * index for index, sheet in enumerate(_apart(all_placed, collection))}
    start = len(WIDTHS) + 2 * len(apart) + 1
    figures: list[Figure] = []
    for placed in all_placed:
        own = apart.get(placed.flat.sheet.id)
        flags = (COUNTS, PASSES) if own is None else (column_letters(own), column_letters(own + 1))
        for field in (field for field in placed.flat.fields if field.id in placed.flat.added):
            figures.append(Figure(placed, field, placed.flat.label(field), column_letters(start + len(figures)), *flags))
    return UnitsSheet(tab, tuple(figures), HEADER + 1, HEADER + len(units))


def write_units(book: PlainBook, plan: UnitsSheet, all_placed: Sequence[Placed], units: Sequence[UnitLine], collection: Collection) -> None:
    apart = _apart(all_placed, collection)
    figures = plan.figures
    sheet = book.sheet(plan.tab, [*WIDTHS, *(9.0 for _ in (*apart, *apart)), *(_FIGURE for _ in figures)], "#2E75B6")
    named = [say(f"flat-{name}") for name in ("code", "name", "kind", "parent", "top", "state", "counts", "passes")]
    heads = [f"{figure.placed.flat.title}\n{figure.label}" for figure in figures]
    flags = [say(f"units-{flag}-on", sheet=name) for name in apart.values() for flag in ("counts", "passes")]
    sheet.add([*named, *flags, *heads], book.head(), _TALL)
    plain, middle = book.cell(align="left", text_wrap=False), book.cell(align="center", text_wrap=False)
    number = book.cell(align="right", num_format=NUMBER)
    styles = [plain, plain, middle, plain, plain, middle, middle, middle, *(middle for _ in flags), *(number for _ in figures)]
    for unit in units:
        before: list[Value] = [unit.code, unit.name, unit.kind, unit.result.unit.parent, unit.top, unit.result.state]
        before += [int(unit.counted), int(unit.passing)]
        before += [int(flag(collection, unit, name)) for name in apart for flag in (counts_on, passes_on)]
        sheet.add([*before, *(_own(figure, unit) for figure in figures)], styles)
    sheet.filtered(HEADER)
    sheet.page(header_row=HEADER, frozen=(HEADER, 2), pages_wide=0)


def _apart(all_placed: Sequence[Placed], collection: Collection) -> dict[str, str]:
    """The form's sheets that stay out of the totals for some units, with their names."""
    names = {placed.flat.sheet.id: placed.flat.sheet.common_name for placed in all_placed}
    return {name: names[name] for name, codes in collection.totals.sheets.items() if codes and name in names}


def _own(figure: Figure, unit: UnitLine) -> Value:
    """The sum over the unit's own range; blank where there is nothing to add up."""
    shown, span = figure.of(unit), figure.placed.spans.get(unit.code)
    if shown is None or span is None:
        return None
    tab, column = quote_sheet(span.tab), field_column(figure.placed, figure.field)
    cells = f"{tab}!{column}{span.first}:{column}{span.last}"
    if not figure.placed.flat.leaves:
        return Computed(f"SUM({cells})", shown)
    leaf = leaf_column(figure.placed)
    return Computed(f"SUMIF({tab}!{leaf}{span.first}:{leaf}{span.last},1,{cells})", shown)


# By department


def departments(units: Sequence[UnitLine]) -> Mapping[str, list[UnitLine]]:
    """The branches of more than one unit, by the code of the department at their top."""
    found: dict[str, list[UnitLine]] = {}
    for unit in units:
        found.setdefault(unit.top, []).append(unit)
    return {top: members for top, members in found.items() if len(members) > 1}


def write_departments(book: PlainBook, tab: str, plan: UnitsSheet, units: Sequence[UnitLine], collection: Collection) -> None:
    """A row for each department with units of its own, one for all other units, and the total of all."""
    found, figures = departments(units), plan.figures
    names = {unit.code: unit.name for unit in units}
    sheet = book.sheet(tab, [12.0, 30.0, 8.0, *(_FIGURE for _ in figures)], "#2E75B6")
    heads = [f"{figure.placed.flat.title}\n{figure.label}" for figure in figures]
    sheet.add([say("flat-top"), say("departments-name"), say("departments-units"), *heads], book.head(), _TALL)
    plain, middle, number = book.cell(align="left"), book.cell(align="center"), book.cell(align="right", num_format=NUMBER)
    styles = [plain, plain, middle, *(number for _ in figures)]
    letters = {figure.column: column_letters(index) for index, figure in enumerate(figures, start=4)}

    def whole(figure: Figure, members: Sequence[UnitLine]) -> Decimal:
        beside = plan.beside(figure)
        return sum((sign * whole(one, members) for sign, one in beside), Decimal(0)) if beside else counted_sum(figure, members, collection)

    def cell(figure: Figure, row: int, formula: str, members: Sequence[UnitLine]) -> Computed:
        beside = [(sign, f"{letters[one.column]}{row}") for sign, one in plan.beside(figure)]
        return Computed(difference(beside) if beside else formula, whole(figure, members))

    for top, members in found.items():
        row = sheet.rows + 1
        cells = [cell(figure, row, _branch(plan, figure, row), members) for figure in figures]
        sheet.add([top, names.get(top, ""), len(members), *cells], styles)
    first, last = HEADER + 1, sheet.rows
    rest = [unit for unit in units if unit.top not in found]
    bold = [book.cell(align="left", bold=True), book.cell(align="left", bold=True), book.cell(align="center", bold=True)]
    bold += [book.cell(align="right", bold=True, num_format=NUMBER) for _ in figures]
    total = last + 2
    others = []
    for figure in figures:
        column = letters[figure.column]
        others.append(cell(figure, total - 1, f"ROUND({column}{total}-SUM({column}{first}:{column}{last}),{PLACES})", rest))
    sheet.add(["", say("departments-others"), len(rest), *others], styles)
    totals = [cell(figure, total, f"SUMPRODUCT({plan.range(figure.counts)},{plan.range(figure.column)})", units) for figure in figures]
    sheet.add(["", say("totals-all"), len(units), *totals], bold)
    sheet.page(header_row=HEADER, frozen=(HEADER, 2), pages_wide=0)


def _branch(plan: UnitsSheet, figure: Figure, row: int) -> str:
    """EXACT, since = and SUMIF take 031 for 31, and stars in a name for anything."""
    return f"SUMPRODUCT(EXACT({plan.range(TOP)},$A{row})*{plan.range(figure.counts)},{plan.range(figure.column)})"


def difference(cells: Sequence[tuple[int, str]]) -> str:
    """The formula of cells that are added up, or taken away where the number before them is -1."""
    return f"ROUND({''.join(('+' if sign > 0 else '-') + cell for sign, cell in cells).removeprefix('+')},{PLACES})"


def counted_sum(figure: Figure, units: Sequence[UnitLine], collection: Collection) -> Decimal:
    """The sum of a figure over those of the units that count in it."""
    return _sum(figure, [unit for unit in units if counts_on(collection, unit, figure.placed.flat.sheet.id)])


def passed_sum(figure: Figure, units: Sequence[UnitLine], collection: Collection) -> Decimal:
    """The sum of a figure over those of the units that go into the totals of what has passed."""
    return _sum(figure, [unit for unit in units if passes_on(collection, unit, figure.placed.flat.sheet.id)])


def _sum(figure: Figure, units: Sequence[UnitLine]) -> Decimal:
    return sum((figure.of(unit) or Decimal(0) for unit in units), Decimal(0))
