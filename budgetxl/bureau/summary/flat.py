"""The tables of a form as flat rows of all units: which columns each has, and the rows that one unit's data gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, assert_never

from budgetxl.forms import DEFAULT_UNIT, Block, Field, Form, Grid, Labels, Record, Sheet, Table, is_parent
from budgetxl.values import POWERS, Entry, Group, in_unit, squeeze
from budgetxl.values.records import dataclass
from budgetxl.workbook.plain_sheets import Value

from ..messages import say


class Line(NamedTuple):
    """One row of a unit: what stands before its figures (copy, label …), whether it is a leaf, and its values by field.

    ``number`` is that of a grid's row, from 1; 0 of any other.
    """

    before: tuple[Value, ...]
    values: Mapping[str, Value]
    leaf: bool = True
    number: int = 0


@dataclass(frozen=True, slots=True)
class FlatTable:
    """One table of the form, laid flat. ``headers`` head what stands before its ``fields``.

    ``added`` are the fields whose rows may be added up to a unit's figure; of a grid none, since its rows hold their own
    totals: it has one figure for each row. ``leaves``: some of its rows add up others.
    """

    sheet: Sheet
    block: Block
    title: str
    headers: tuple[str, ...]
    fields: tuple[Field, ...]
    labels: tuple[str, ...]
    added: frozenset[str]
    leaves: bool = False

    def label(self, field: Field) -> str:
        """The header of a field's column."""
        return self.labels[self.fields.index(field)]

    def fields_of(self, form: Form) -> tuple[Field, ...] | None:
        """The fields of the same block in a form; None where it has none such."""
        found = form.compiled.blocks.get((self.sheet.repeat, self.block.id) if self.sheet.repeat else (self.block.id,))
        block = found[0] if found is not None else None
        if block is None or type(block) is not type(self.block):
            return None
        return self.fields if block == self.block else _fields(block)

    @property
    def rows_of_grid(self) -> tuple[str, ...]:
        return tuple(row.label for row in self.block.rows) if isinstance(self.block, Grid) else ()


def flat_tables(form: Form, year: int | None) -> tuple[FlatTable, ...]:
    """The tables of a form in its order: tables, grids, and those records that hold figures."""
    known = {"year": Entry(Decimal(year))} if year is not None else {}
    labels = Labels(form, Group(dict(known)))
    found = []
    for sheet in form.sheets:
        blocks = [block for block in sheet.blocks if not isinstance(block, Record) or any(field.numeric and not field.lift for field in block.fields)]
        for block in blocks:
            found.append(_flat(sheet, block, labels, alone=len(blocks) == 1))
    return tuple(found)


def _flat(sheet: Sheet, block: Block, labels: Labels, alone: bool) -> FlatTable:
    title = labels.text(block.title).partition("（")[0].strip() or _first_header(block, labels)
    name = sheet.common_name if alone else f"{sheet.common_name}·{title}"
    fields = _fields(block)
    copy = [say("flat-copy"), say("flat-copy-name")] if sheet.repeat else []
    own = [say("flat-number"), labels.text(block.corner)] if isinstance(block, Grid) else []
    leaves = isinstance(block, Table) and block.rollup is not None
    headers = (*copy, *own, *([say("flat-leaf")] if leaves else []))
    return FlatTable(sheet, block, name, headers, fields, tuple(_header(field, labels) for field in fields), _added(block), leaves)


def _fields(block: Block) -> tuple[Field, ...]:
    return tuple(field for field in (block.fields if isinstance(block, Record) else block.columns) if not field.lift)


def _first_header(block: Block, labels: Labels) -> str:
    """What a block without a title is told by."""
    first = block.fields[0].label if isinstance(block, Record) else block.corner if isinstance(block, Grid) else block.columns[0].label
    return labels.text(first)


def _header(field: Field, labels: Labels) -> str:
    text = labels.text(field.label)
    unit = _unit(field)
    return f"{text}（{unit}）" if unit and field.numeric else text


def _added(block: Block) -> frozenset[str]:
    """The fields that may be added up: those of a total row; without one, all amounts of a table, all quantities of a record."""
    match block:
        case Table():
            totals = {column.id for total in block.totals for column in total.columns}
            return frozenset(c.id for c in block.columns if (c.kind.summed and c.id in totals if block.totals else c.kind.amount))
        case Record():
            return frozenset(field.id for field in block.fields if field.kind.summed and not field.lift)
        case Grid():
            return frozenset()
        case _:
            assert_never(block)


def lines_of(flat: FlatTable, data: Mapping[str, Any], form: Form) -> Iterator[Line]:
    """The rows of one unit's data, as ``export`` gives it, of ``form``.

    Of another form than the table's own come those fields that it has as well, in the table's units.
    """
    fields = flat.fields_of(form)
    if fields is None:
        return
    own = {field.id: field for field in fields}
    pairs = [(field, own[field.id]) for field in flat.fields if field.id in own and field.numeric == own[field.id].numeric]
    if not flat.sheet.repeat:
        yield from _lines(flat, data, (), pairs)
        return
    for number, copy in enumerate(data.get(flat.sheet.repeat) or (), start=1):
        yield from _lines(flat, copy, (number, _copy_name(flat.sheet, copy)), pairs)


def _copy_name(sheet: Sheet, copy: Mapping[str, Any]) -> str:
    """What names a copy of a repeated sheet: the first field of its first record."""
    first = next((field for block in sheet.blocks if isinstance(block, Record) for field in block.fields), None)
    return str(copy.get(first.id) or "") if first is not None else ""


def _lines(flat: FlatTable, data: Mapping[str, Any], copy: tuple[Value, ...], pairs: Sequence[tuple[Field, Field]]) -> Iterator[Line]:
    block = flat.block
    match block:
        case Record():
            held = data if flat.sheet.repeat else data.get(block.id) or {}
            yield Line(copy, _values(held, pairs))
        case Table():
            rollup = block.rollup
            for row in data.get(block.id) or ():
                leaf = rollup is None or not is_parent(squeeze(str(row.get(rollup.column) or "")), rollup)
                yield Line((*copy, *([int(leaf)] if flat.leaves else [])), _values(row, pairs), leaf)
        case Grid():
            rows = data.get(block.id) or {}
            for number, row in enumerate(block.rows, start=1):
                yield Line((*copy, number, row.label), _values(rows.get(row.id) or {}, pairs), number=number)
        case _:
            assert_never(block)


def _values(held: Mapping[str, Any], pairs: Sequence[tuple[Field, Field]]) -> dict[str, Value]:
    """The values of a row by field; of each pair the first is the table's field, the second that of the workbook's own form."""
    found: dict[str, Value] = {}
    for field, own in pairs:
        value = held.get(field.id)
        if value is not None:
            found[field.id] = _in_our_unit(Decimal(value), own, field) if field.numeric else str(value)
    return found


def _in_our_unit(value: Decimal, theirs: Field, ours: Field) -> Decimal | None:
    """A figure of another form in our unit; None where the two measure different things."""
    if theirs is ours:
        return value
    unit, wanted = _unit(theirs), _unit(ours)
    if unit == wanted:
        return value
    return in_unit(value, unit, wanted) if unit in POWERS and wanted in POWERS else None


def _unit(field: Field) -> str:
    return field.unit or (DEFAULT_UNIT if field.kind.amount else "")
