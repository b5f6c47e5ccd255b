"""From a path in an expression to cells: what the Excel reading of a rule or total refers to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ..expressions import Located, count_of, references, squeezed
from ..forms import LIST_SHEET, Field, Form, Grid, Path, Place, Table, part_id, places, row_places
from ..values import Key, column_letters, numerals, quote_sheet
from ..values.foldings import is_clean
from ..values.records import dataclass
from .model import Box, Layout, SheetPlan, TableArea
from .text_names import TextNames

LIST_FIRST_ROW = 2
NUMERALS: Path = ("numerals",)
"""The column of the list sheet with 一, 二, 三 …, for rows that are numbered so."""
BOTH = "both"  # the column of a list whose texts are a code and its name
SPARE = 20
"""Rows more than a table has are followed on the list sheet: staff insert some."""
LONGEST_CODE = 60  # characters of a code that stands with its name
MOST_NUMBERED = 200  # rows of a table that are numbered in numerals
MOST_INLINE = 255  # characters of a dropdown's own list; a comma would end a choice there


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of the hidden list sheet: a list's codes or names, or choices too many to stand in the dropdown itself.

    Without ``texts`` it follows the cells of a field: one that others choose from, or one on every copy of a repeated
    sheet that an expression looks through, which would otherwise have to name each copy.
    """

    path: Path
    column: int
    count: int
    texts: tuple[str, ...] | None = None

    @property
    def area(self) -> str:
        letters = column_letters(self.column)
        last = LIST_FIRST_ROW + max(self.count, 1) - 1
        return f"{quote_sheet(LIST_SHEET)}!${letters}${LIST_FIRST_ROW}:${letters}${last}"


def list_name(path: Path) -> str:
    """The defined name of a column of the list sheet."""
    return "choices." + ".".join(path)


def list_columns(form: Form, layout: Layout) -> dict[Path, ListColumn]:
    """The columns of the list sheet: the code lists, then every field that another field's choices come from."""
    columns: dict[Path, ListColumn] = {}

    def add(path: Path, count: int, texts: tuple[str, ...] | None) -> None:
        columns[path] = ListColumn(path, len(columns) + 1, count, texts)

    known = places(form)
    offered = {place.field.choices_from[1] for place in known.values() if place.field.named}
    for codes in form.used_lists:
        add(("lists", codes.id, "code"), len(codes.codes), codes.codes)
        if codes.names:
            add(("lists", codes.id, "name"), len(codes.names), codes.names)
        if codes.id in offered:
            add(("lists", codes.id, BOTH), len(codes.codes), tuple(f"{code} {name}".rstrip() for code, name in zip(codes.codes, codes.names)))
    sources = [place.field.choices_from for place in known.values() if place.field.choices_from[:1] != ("lists",)]
    for source in dict.fromkeys([*filter(None, sources), *_looked_through(form, known)]):
        add(source, len(followed(layout, source)), None)
    long = dict.fromkeys(place.field.choices for place in places(form).values() if not _inline(place.field.choices))
    for number, choices in enumerate(long):
        add(("own", str(number)), len(choices), choices)
    most = max((len(rows) for rows in _in_numerals(form)), default=0)
    if most:
        add(NUMERALS, most, tuple(numerals(number) for number in range(1, most + 1)))
    return columns


def _in_numerals(form: Form) -> Iterator[range]:
    """The rows of blocks that are numbered 一、二、 as far as they may come."""
    for _, block in form.blocks():
        if isinstance(block, (Table, Grid)) and "{cn}" in block.numbering:
            yield range(MOST_NUMBERED if isinstance(block, Table) else len(block.rows))


def _looked_through(form: Form, known: Mapping[Path, Place]) -> Iterator[Path]:
    """Single fields of repeated sheets that an expression looks through over all copies."""
    formulas = [formula for rule in form.rules for formula in (rule.check, rule.when, rule.tolerance) if formula]
    formulas += [place.field.formula for place in known.values() if place.field.formula]
    local = {sheet.repeat: form.compiled.by_sheet[sheet.id] for sheet in form.sheets if sheet.repeat}
    for reference in references(*(formula.expression for formula in formulas)):
        inner = local.get(reference.path[0], {}).get(reference.path[1:])
        if inner is not None and not inner.column:
            yield reference.path


def _inline(choices: tuple[str, ...]) -> bool:
    return len(",".join(choices)) <= MOST_INLINE and not any("," in choice for choice in choices)


def source_keys(layout: Layout, path: Path) -> list[Key]:
    """The keys of all laid-out cells of a path, in the workbook's order."""
    return [key for key in layout.cells if tuple(part for part in key if isinstance(part, str)) == path]


def followed(layout: Layout, path: Path) -> list[tuple[str, Key | None]]:
    """What the rows of a column of the list sheet that follows a field follow: a formula each, and the key of the cell now there.

    The rows of a table are asked for by their number within its column, which grows and shrinks with what staff insert and
    delete: a cell of its own would be lost with its row. Rows of repeated sheets have a cell each.
    """
    found: list[tuple[str, Key | None]] = []
    place = places(layout.form)[path]
    if place.column and not place.sheet.repeat:
        for plan in layout.sheets:
            for area in plan.tables if plan.sheet is place.sheet else ():
                if area.block.id == path[0] and place.field.id in area.columns:
                    keys = dict(enumerate(source_keys(layout, path), start=1))
                    ranges = [f"{plan.quoted}!{each}" for each in ranges_of(area, place.field)]
                    for row in range(1, max(keys, default=0) + SPARE + 1):
                        found.append((whole_code(place.field, (f"INDEX({each},{row})" for each in ranges)), keys.get(row)))
        return found
    for key in source_keys(layout, path):
        plan, slot = layout.cells[key]
        found.append((whole_code(slot.field, (f"{plan.quoted}!${letters}${slot.box.row}" for letters in columns_of(slot.box))), key))
    return found


def ranges_of(area: TableArea, field: Field) -> list[str]:
    """The ranges of a column of a table on its sheet; of a code in parts, that of each."""
    first, last = area.rows
    letters = (column_letters(area.columns[part_id(field, part)]) for part in range(max(len(field.parts), 1)))
    return [f"{_fixed(field)}{each}${first}:{_fixed(field)}{each}${last}" for each in letters]


def columns_of(box: Box) -> list[str]:
    """The letters of a box's columns."""
    return [column_letters(column) for column in range(box.column, box.last_column + 1)]


def whole_code(field: Field, cells: Iterable[str]) -> str:
    """The cells of a field as a formula writes them: those of a code in parts put together.

    A part behind the first that lost its leading zeros gets them back, as it does when it is read; a blank one stays blank (the
    third section of the format is that of 0, as which a blank cell counts). Of a code that stands with its name, as its dropdown
    gives it, the code is what comes before the first blank, here with blanks behind it, which no comparison sees.
    """
    if field.named:  # LEFT and FIND would need the cells twice
        return f'LEFT(SUBSTITUTE(TRIM({next(iter(cells))})," ",REPT(" ",{LONGEST_CODE})),{LONGEST_CODE})'
    if not field.parts:
        return next(iter(cells))
    first, *rest = cells
    padded = (f'TEXT({each},"{"0" * length};;;@")' for length, each in zip(field.parts[1:], rest))
    return "&".join([first, *padded])


def _columns(field: Field, areas: list[tuple[str, str]]) -> Located:
    spans = tuple(span for _, span in areas if span)
    return Located(field.kind.stored, tuple(area for area, _ in areas), True, spans=spans)


def _fixed(field: Field) -> str:
    """What stands before a column's letters: texts stay where they are, so that a formula of figures may be copied sideways."""
    return "$" if field.kind.stored == "text" else ""


class Locator:
    """Resolves paths over one layout. ``here`` says what ``row.`` and ``sheet.`` mean and on which sheet a formula stands."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.form = layout.form
        self.places = places(layout.form)
        self.lists = list_columns(layout.form, layout)
        self.local = layout.form.compiled.by_sheet
        self.names = TextNames(layout.sheets)
        self._roots: dict[tuple[Path, str], Located | None] = {}  # by the sheet of the formula

    def dropdown(self, field: Field) -> ListColumn | None:
        """The column of the list sheet that a field's dropdown offers; None where the dropdown holds its own choices."""
        source = field.choices_from
        if source:
            return self.lists[(*source, BOTH if field.named else "code") if source[0] == "lists" else source]
        return next((each for each in self.lists.values() if each.path[0] == "own" and each.texts == field.choices), None)

    def at(
        self, plan: SheetPlan | None = None, row_key: Key | None = None, row: dict[Path, Place] | None = None
    ) -> Callable[[Path], Located | None]:
        """A function from path to cells for a formula on ``plan`` whose row is ``row_key``."""

        def locate(path: Path) -> Located | None:
            if path[0] == "row":
                return self._row(path[1:], row_key, row or {}, plan)
            if path[0] == "sheet":
                return self._sheet(path[1:], plan)
            return self._root(path, plan)

        return locate

    def _ref(self, plan: SheetPlan, text: str, here: SheetPlan | None) -> str:
        return text if plan is here else f"{plan.quoted}!{text}"

    def _cell(self, key: Key, field: Field, here: SheetPlan | None) -> Located | None:
        found = self.layout.cells.get(key)
        if found is None:
            return None
        plan, slot = found
        letters = column_letters(slot.box.column)
        if plan is not here or not plan.is_row(key[:-1]):
            cells = (self._ref(plan, f"{_fixed(field)}{each}${slot.box.row}", here) for each in columns_of(slot.box))
            return Located(field.kind.stored, (whole_code(field, cells),), False)
        own = whole_code(field, (f"{_fixed(field)}{each}{slot.box.row}" for each in columns_of(slot.box)))
        if field.inherit and not field.parts and not field.named:  # a cell without text repeats the last text above it
            first = next(area.rows[0] for area in plan.tables if area.block.id == key[-3])
            above = f"${letters}${first}:{own}"
            own = f'IFERROR(LOOKUP(2,1/({squeezed(above)}<>""),{above}),"")'
            return Located(field.kind.stored, (own,), blank=f"{count_of(Located('text', (above,)))}=0")
        if field.kind.stored == "text":
            relative = whole_code(field, (f"{plan.quoted}!${each}1" for each in columns_of(slot.box)))
            own = self.names.cell(plan, slot.box.column, own, relative)
        return Located(field.kind.stored, (own,), False)

    def _column(self, plan: SheetPlan, block_id: str, field: Field, here: SheetPlan | None) -> tuple[str, str] | None:
        """The area of a table's column on one sheet, and the range whose rows it is (empty where that is the area itself)."""
        for area in plan.tables:
            if area.block.id == block_id and field.id in area.columns:
                ranges = ranges_of(area, field)
                shown = [self._ref(plan, each, here) for each in ranges]
                texts = whole_code(field, shown)
                if field.kind.stored == "text":
                    full = whole_code(field, (f"{plan.quoted}!{each}" for each in ranges))
                    texts = self.names.column(plan, area.columns[part_id(field, 0)], texts, full, here)
                return texts, shown[0] if field.parts or field.named else ""
        return None

    def _row(self, path: Path, row_key: Key | None, row: dict[Path, Place], plan: SheetPlan | None) -> Located | None:
        if row_key is None:
            return None
        place = row.get(path)
        if place is not None and place.column and plan is not None:
            return self._sheet(path, plan)
        found = self.layout.cells.get((*row_key, *path))
        return self._cell((*row_key, *path), found[1].field, plan) if found else None

    def _sheet(self, path: Path, plan: SheetPlan | None) -> Located | None:
        if plan is None or plan.instance is None:
            return None
        place = self.local[plan.sheet.id].get(path)
        if place is None:
            return None
        if place.column:
            found = self._column(plan, path[0], place.field, plan)
            return _columns(place.field, [found]) if found else None
        return self._cell((plan.sheet.repeat, plan.instance, *path), place.field, plan)

    def _root(self, path: Path, here: SheetPlan | None) -> Located | None:
        """A field or a column as formulas of one sheet write it: it is the same in all of them."""
        at = path, "" if here is None else here.name
        if at not in self._roots:
            self._roots[at] = self._located(path, here)
        return self._roots[at]

    def _located(self, path: Path, here: SheetPlan | None) -> Located | None:
        if path in self.lists and path in self.places:
            if not self.places[path].column or self.places[path].sheet.repeat:
                return Located(self.places[path].field.kind.stored, (self._listed(path),), True)
        elif path in self.lists:
            codes = self.form.lists[path[1]].codes if path[0] == "lists" and path[2] == "code" else ("(",)
            return Located("text", (self._listed(path),), True, clean=all(map(is_clean, codes)))
        if path[0] == "lists":
            return self._root((*path[:2], "code"), here) if path[2:] == ("name",) else None
        place = self.places.get(path)
        if place is None:
            return None
        if not place.column:
            return self._cell(path, place.field, here)
        inner = path[1:] if place.sheet.repeat else path
        areas: list[tuple[str, str]] = []
        for plan in self.layout.plans(place.sheet.repeat) if place.sheet.repeat else self._plans_of(place):
            local = self.local[plan.sheet.id][inner]
            if local.column:
                area = self._column(plan, inner[0], local.field, here)
            else:
                key: Key = (place.sheet.repeat, plan.instance, *inner) if plan.instance is not None else inner
                cell = self._cell(key, place.field, here)
                area = (cell.areas[0], "") if cell else None
            if area is not None:
                areas.append(area)
        return _columns(place.field, areas) if areas else None

    def _listed(self, path: Path) -> str:
        column = self.lists[path]
        return self.names.listed(column.column, column.area)

    def _plans_of(self, place: Place) -> list[SheetPlan]:
        return [plan for plan in self.layout.sheets if plan.sheet is place.sheet]


def row_scope(form: Form, each: Path) -> dict[Path, Place]:
    """What ``row.`` may name in a rule over ``each``."""
    return dict(row_places(form, each) or {})
