"""The values of found places: fields, grids, the rows of tables; with the ledger and the findings of reading each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from budgetxl.forms import BlockCells, Field, Path, code_of, decode_value, is_parent, part_id, parts_of
from budgetxl.layout import asks_for
from budgetxl.values import Address, Correction, Entry, Finding, Group, Key, Node, Scalar, column_letters, squeeze
from budgetxl.xlsx import Position, RawCell, RawSheet, RawWorkbook, StruckCell

from ..messages import say
from .cell_reading import blank_below, cell_text, held_figure, money_unit, read_cell, shown, without_name
from .code_parts import PartReading, heads_parts, joined_code, whole_code
from .leading_zeros import LeadingZeros
from .places.by_names import Found, FoundSheet, FoundTable
from .places.form_reading import FormReading
from .shown import calculated_otherwise, constant_result, hides, may_hide, no_value, plainly_formatted, result_finding
from .table_rows import TableRows
from .totals import FormulaState, state_of

Choices = dict[str, str]


class Valuer:
    """Reads values and keeps what there is to say of them.

    ``values_only``: the file holds no formulas. ``migrating``: a field that an older version lacks gets its default.
    """

    def __init__(self, reading: FormReading, raw: RawWorkbook, found: Found, values_only: bool, migrating: bool) -> None:
        self.form, self.raw = reading.form, raw
        self.zeros = LeadingZeros(reading.form, raw, found.sheets)
        self.values_only, self.migrating = values_only, migrating
        self.corrections: list[Correction] = []
        self.findings: list[Finding] = []
        self.taken: defaultdict[str, set[Position]] = defaultdict(set)
        self.states: dict[Key, FormulaState] = {}
        self.unreadable: set[Address] = set()
        self.held: dict[Address, Decimal] = {}  #: the figures that cells hold which show others, and so are not read
        self.struck: list[Address] = []  #: cells struck out by their font
        self.hidden: list[tuple[Address, str, str]] = []  #: cells that show nothing of their value, with it and the format
        self.cut = 0  #: how many amounts were rounded to the fen
        self.texts: dict[Address, Key] = {}  # of numbers that are stored as text
        self._choices: dict[tuple[str, ...], Choices] = {}
        self._part_fields: dict[int, Field] = {}

    def entry(self, found: FoundSheet | None, path: Path, field: Field, key: Key) -> Entry:
        """The value of one field; blank where it was not found."""
        place = found.cells.get(path) if found else None
        if found is not None and place is None and path in found.elsewhere:
            return self.value(*found.elsewhere[path], field, key)
        if found is None or place is None:
            return self._absent(field, key)
        return self.value(found.raw, place, field, key)

    def _absent(self, field: Field, key: Key) -> Entry:
        if field.formula is not None:
            self.states[key] = FormulaState.ABSENT
        elif self.migrating and field.default is not None:
            return Entry(decode_value(field, field.default), key=key)
        return Entry(None, key=key)

    def value(self, sheet: RawSheet, place: Position, field: Field, key: Key) -> Entry:
        """The value of a field in a cell. A formula of ours is left to be computed; what is wrong is a finding."""
        at = Address(sheet.name, *place)
        cell = sheet.cells.get(place)
        self.taken[sheet.name].add(place)
        if type(cell) is StruckCell:
            self.struck.append(at)
        if cell is not None and (code := cell.number_format) is not None and may_hide(code) and hides(cell.value, code):
            self.hidden.append((at, cell_text(cell), code))
        if field.formula is not None:
            state = self.states[key] = state_of(cell)
            if state is FormulaState.FORMULA:
                if cell is not None and cell.number_format is not None and not plainly_formatted(cell.number_format) and field.numeric:
                    held = held_figure(cell, field, self.raw.date1904)
                    self.findings.extend(filter(None, [result_finding(cell, held, field, money_unit(field), at)]))
                return Entry(None, at, key)
        elif cell is not None and cell.calculated and not field.rollup and self._of_formula(cell, field, at):
            return Entry(None, at, key)
        if cell is None:
            return Entry(None, at, key)
        choices = self._chosen(field) if field.choices or field.choices_from else None
        reading = read_cell(cell, field, at, self.raw.date1904, choices, key)
        if field.named and isinstance(cell.value, str) and " " in cell.value and reading.entry.value is not None:
            reading = without_name(reading, cell, at)
        if field.kind.reading == "code" and reading.entry.value is not None and field.formula is None and not reading.findings:
            many = any(type(part) is int for part in key)
            if cell.kind == "number" or not many:
                lost = self.zeros.finding(field, str(reading.entry.value), at, choices or (), many, cell.kind == "number")
                if lost is not None:
                    reading = reading._replace(entry=Entry(None, at, key), corrections=(), findings=(lost,))
        if reading.corrections:
            self.corrections.extend(reading.corrections)
            self.cut += field.kind.amount and isinstance(cell.value, Decimal) and cell.value != reading.entry.value
        if reading.findings:
            self.findings.extend(reading.findings)
            if reading.entry.value is None:
                self.unreadable.add(at)
                if field.numeric and (held := held_figure(cell, field, self.raw.date1904)) is not None:
                    self.held[at] = held
            elif cell.kind == "text" and field.numeric:
                self.texts[at] = key
        if self.values_only and field.kind.reading == "percent" and field.formula is None:
            self.findings.extend(_doubtful_percent(reading.entry))
        return reading.entry

    def _of_formula(self, cell: RawCell, field: Field, at: Address) -> bool:
        """Say what there is to say of a formula where staff fill in a value; whether its result can't be read: it was never calculated."""
        if no_value(cell, field) is not None:
            return False
        if not cell.cached:
            result = constant_result(cell.formula) if field.numeric else None
            proposal = "" if result is None else shown(result)
            self.findings.append(Finding("META-17", "warning", say("META-17-empty"), (at,), proposal, hint=say("META-17-hint")))
            self.unreadable.add(at)
        elif field.numeric and isinstance(cell.value, Decimal) and (result := calculated_otherwise(cell.formula, cell.value)) is not None:
            self.findings.append(_never_calculated(cell, result, at))
            self.unreadable.add(at)
            return True
        elif field.numeric:
            formula = cell.formula or ""
            message = say("META-17-formula", v=shown(cell.value), f=formula[:60])
            self.findings.append(Finding("META-17", "info", message, (at,), actual="=" + formula[:200]))
        return False

    def _chosen(self, field: Field) -> Choices | None:
        """The texts that a field may hold, by their squeezed form."""
        source = field.choices_from
        if source[:1] == ("lists",):
            if source not in self._choices:
                self._choices[source] = {squeeze(code): code for code in self.form.lists[source[1]].codes}
            return self._choices[source]
        if not field.choices:
            return None
        if field.choices not in self._choices:
            self._choices[field.choices] = {squeeze(choice): choice for choice in field.choices}
        return self._choices[field.choices]

    def block(self, cells: BlockCells, found: FoundSheet | None, key: Key, nodes: dict[str, Node]) -> None:
        """Put the values of a block's cells into ``nodes``, where they stand below the root of the sheet; ``key`` is the root's."""
        for part in cells.parts:
            if part.many:
                table = found.tables.get(part.path[0]) if found else None
                nodes[part.path[0]] = tuple(self._rows(found, table, (*key, *part.path))) if found and table else ()
                continue
            here: dict[str, Node] = {}
            for field in part.fields:
                path = (*part.path, field.id)
                here[field.id] = self.entry(found, path, field, (*key, *path))
            if not part.path:
                nodes.update(here)
            elif len(part.path) == 1:
                nodes[part.path[0]] = Group(here, part.label)
            else:
                around = nodes.setdefault(part.path[0], Group())
                assert isinstance(around, Group)
                around.nodes[part.path[1]] = Group(here, part.label)

    def _rows(self, found: FoundSheet, table: FoundTable, key: Key) -> Iterator[Group]:
        rows = TableRows(found, table, found.expected, self.values_only)
        above: dict[str, Entry] = {}
        columns = [(column, table.columns.get(column.id)) for column in table.block.columns]
        for index, number in enumerate(number for number in rows.items() if not _heads_parts(found, table, number)):
            entries: dict[str, Node] = {}
            for column, place in columns:
                path = (*key, index, column.id)
                if column.id in table.parts:
                    entry = self._joined(found, column, table.parts[column.id], number, path)
                elif column.parts and place is not None:
                    entry = self._code(rows, column, number, path, above.get(column.id))
                else:
                    entry = self._absent(column, path) if place is None else self.value(found.raw, (number, place), column, path)
                if entry.value is None and not column.parts and place is not None and rows.merged:
                    entry = self._merged(rows, column, number, entry)
                if column.inherit:
                    if entry.value is None and column.id in above:
                        entry = entry.holding(above[column.id].value)
                    above[column.id] = entry
                entries[column.id] = entry
            self._rollup_states(found, number, table, entries, (*key, index))
            yield Group(entries)
        for number in rows.totals:
            self._no_item(found, table, number, "META-18-total")
        for number in rows.nothing:
            self._no_item(found, table, number, "META-18-nothing")
        for number in rows.numbers:
            found.known.update((row, column) for row, column in found.raw.cells if row == number)

    def _joined(self, found: FoundSheet, field: Field, columns: tuple[int, ...], number: int, key: Key) -> Entry:
        """A code that an older version had in another number of columns."""
        bare, parts = replace(field, parts=()), []
        for column in columns:
            entry = self.value(found.raw, (number, column), bare, key)
            at = Address(found.raw.name, number, column)
            parts.append(PartReading(self._part(entry.value, at), at))
        reading = joined_code(field, parts, key)
        if reading.findings:
            self.findings.extend(reading.findings)
            self.unreadable.add(parts[0].at)
        return reading.entry

    def _part(self, value: Scalar, at: Address) -> str | None:
        """A part of a code without blanks and full-width digits, with a line in the ledger where it had some."""
        text = squeeze(value) if isinstance(value, str) else None
        if text is not None and text != value:
            self.corrections.append(Correction(at, str(value), text))
        return text

    def _code(self, rows: TableRows, field: Field, number: int, key: Key, above: Entry | None) -> Entry:
        """A code that stands part by part in columns of its own."""
        sheet, columns = rows.found.raw, rows.table.columns
        bare = self._part_fields.get(id(field))
        if bare is None:
            bare = self._part_fields[id(field)] = replace(field, parts=())
        parts: list[PartReading] = []
        for part in range(len(field.parts)):
            column = columns.get(part_id(field, part))
            if column is None:  # not found, which is told of the column
                parts.append(PartReading(None, Address(sheet.name, number, columns[field.id])))
                continue
            place = (number, column)
            entry = self.value(sheet, place, bare, (*key[:-1], part_id(field, part)))
            top = rows.merged_from(field, number, part_id(field, part)) if rows.merged else None
            if top is not None:
                entry = read_cell(sheet.cells.get(top), field, Address(sheet.name, *place), self.raw.date1904).entry
            parts.append(PartReading(self._part(entry.value, Address(sheet.name, *place)), Address(sheet.name, *place)))
        reading = whole_code(field, _inherited(field, parts, above), key)
        self.corrections.extend(reading.corrections)
        if reading.findings:
            self.findings.extend(reading.findings)
            self.unreadable.add(parts[0].at)
        return reading.entry

    def _merged(self, rows: TableRows, column: Field, number: int, entry: Entry) -> Entry:
        """A blank cell that is merged with the one above it says what that one says."""
        top = rows.merged_from(column, number)
        if top is None or entry.at is None:
            return entry
        reading = read_cell(rows.found.raw.cells.get(top), column, entry.at, self.raw.date1904, self._chosen(column))
        if reading.entry.value is None:
            return entry
        if not column.inherit:
            self.corrections.append(blank_below(reading.entry.value, entry.at))
        return entry.holding(reading.entry.value)

    def _no_item(self, found: FoundSheet, table: FoundTable, number: int, message: str) -> None:
        """A row that is no item is said, and its cells are known."""
        places = [(number, column) for column in sorted(table.columns.values()) if (number, column) in found.raw.cells]
        found.known.update(places)
        cells = tuple(Address(found.raw.name, *place) for place in places)
        self.findings.append(Finding("META-18", "info", say(message, s=found.raw.name, n=number), cells, hint=say(f"{message}-hint")))

    def _rollup_states(self, found: FoundSheet, number: int, table: FoundTable, entries: dict[str, Node], key: Key) -> None:
        """A parent code's amounts are computed values: their cells hold a formula, a figure typed over it, or nothing."""
        rollup = table.block.rollup
        if rollup is None:
            return
        parent = is_parent(code_of(Group(entries), rollup), rollup)
        for column in table.block.columns:
            place = table.columns.get(column.id)
            if not column.rollup or place is None:
                continue
            cell, path, at = found.raw.cells.get((number, place)), (*key, column.id), Address(found.raw.name, number, place)
            if parent:
                state = self.states[path] = state_of(cell)
                if state is FormulaState.FORMULA:
                    entries[column.id] = Entry(None, at, path)
            elif cell is not None and _typed_formula(cell, table) and self._of_formula(cell, column, at):
                entries[column.id] = Entry(None, at, path)


def _typed_formula(cell: RawCell, table: FoundTable) -> bool:
    """Whether somebody typed the formula that stands beside a leaf's code: it does not ask for codes.

    Those that we put into blank rows do, and show nothing there.
    """
    rollup = table.block.rollup
    if rollup is None or not cell.calculated or (cell.cached and cell.value in (None, "")):
        return False
    coded = next(column for column in table.block.columns if column.id == rollup.column)
    ids = [part_id(coded, part) for part in range(max(len(coded.parts), 1))]
    codes = [column_letters(table.columns[name]) for name in ids if name in table.columns]
    return not asks_for(cell.formula or "", codes)  # a shared formula has the row of another one


def _heads_parts(found: FoundSheet, table: FoundTable, number: int) -> bool:
    """Whether a row above those that are named heads the parts of codes that an older version had in columns of their own."""
    if not table.parts or table.named is None or number >= table.named:
        return False
    columns = {column for places in table.parts.values() for column in places}
    cells = {column: cell for (row, column), cell in found.raw.cells.items() if row == number and cell.kind != "blank"}
    heads = cells.keys() <= columns and heads_parts([str(cell.value) for cell in cells.values()])
    found.known.update((number, column) for column in cells if heads)
    return heads


def _inherited(field: Field, parts: list[PartReading], above: Entry | None) -> list[PartReading]:
    """The parts of a code, where a blank one that may repeat the row above (``inherit``) does so before those that are filled in."""
    if not field.inherit or above is None or not isinstance(above.value, str) or all(part.text is None for part in parts):
        return parts
    known = parts_of(field, above.value) or ()
    first = next(number for number, part in enumerate(parts) if part.text is not None)
    return [PartReading(known[n], part.at) if n < min(first, len(known)) else part for n, part in enumerate(parts)]


def _never_calculated(cell: RawCell, result: Decimal, at: Address) -> Finding:
    """A formula of plain numbers that gives something else than what is stored: the program that wrote it does not calculate."""
    stored, value = shown(cell.value), shown(result)
    message = say("META-17-constant", f=(cell.formula or "")[:60], v=value, s=stored)
    return Finding("META-17", "error", message, (at,), value, stored, say("META-17-hint"))


def _doubtful_percent(entry: Entry) -> Iterator[Finding]:
    """Where formats are not known, 0.25 may be 0.25% or 25%."""
    if isinstance(entry.value, Decimal) and 0 < abs(entry.value) < 1 and entry.at is not None:
        yield Finding("META-21", "warning", say("META-21-percent", v=shown(entry.value)), (entry.at,), actual=shown(entry.value))


__all__ = ["Valuer"]
