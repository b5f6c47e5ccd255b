"""The tables of a form as flat rows of all units: which columns each has, and the rows that one unit's data gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, assert_never

from budgetxl.forms import Block, Field, Form, Grid, Labels, Record, Sheet, Table, is_parent
from budgetxl.values import Entry, Group, squeeze
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
    fields = tuple(field for field in (block.fields if isinstance(block, Record) else block.columns) if not field.lift)
    copy = [say("flat-copy"), say("flat-copy-name")] if sheet.repeat else []
    own = [say("flat-number"), labels.text(block.corner)] if isinstance(block, Grid) else []
    leaves = isinstance(block, Table) and block.rollup is not None
    headers = (*copy, *own, *([say("flat-leaf")] if leaves else []))
    return FlatTable(sheet, block, name, headers, fields, tuple(_header(field, labels) for field in fields), _added(block), leaves)


def _first_header(block: Block, labels: Labels) -> str:
    """What a block without a title is told by."""
    first = block.fields[0].label if isinstance(block, Record) else block.corner if isinstance(block, Grid) else block.columns[0].label
    return labels.text(first)


def _header(field: Field, labels: Labels) -> str:
    text = labels.text(field.label)
    unit = field.unit or ("万元" if field.kind.amount else "")
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


def lines_of(flat: FlatTable, data: Mapping[str, Any]) -> Iterator[Line]:
    """The rows of one unit's data, as ``export`` gives it."""
    if not flat.sheet.repeat:
        yield from _lines(flat, data, ())
        return
    for number, copy in enumerate(data.get(flat.sheet.repeat) or (), start=1):
        yield from _lines(flat, copy, (number, _copy_name(flat.sheet, copy)))


def _copy_name(sheet: Sheet, copy: Mapping[str, Any]) -> str:
    """What names a copy of a repeated sheet: the first field of its first record."""
    first = next((field for block in sheet.blocks if isinstance(block, Record) for field in block.fields), None)
    return str(copy.get(first.id) or "") if first is not None else ""


def _lines(flat: FlatTable, data: Mapping[str, Any], copy: tuple[Value, ...]) -> Iterator[Line]:
    block = flat.block
    match block:
        case Record():
            held = data if flat.sheet.repeat else data.get(block.id) or {}
            yield Line(copy, _values(flat, held))
        case Table():
            rollup = block.rollup
            for row in data.get(block.id) or ():
                leaf = rollup is None or not is_parent(squeeze(str(row.get(rollup.column) or "")), rollup)
                yield Line((*copy, *([int(leaf)] if flat.leaves else [])), _values(flat, row), leaf)
        case Grid():
            rows = data.get(block.id) or {}
            for number, row in enumerate(block.rows, start=1):
                yield Line((*copy, number, row.label), _values(flat, rows.get(row.id) or {}), number=number)
        case _:
            assert_never(block)


def _values(flat: FlatTable, held: Mapping[str, Any]) -> dict[str, Value]:
    found = {field.id: held.get(field.id) for field in flat.fields}
    return {field.id: _value(found[field.id], field) for field in flat.fields if found[field.id] is not None}


def _value(text: Any, field: Field) -> Value:
    return Decimal(text) if field.numeric else str(text)
