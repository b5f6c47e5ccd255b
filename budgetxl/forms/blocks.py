"""``cells_of``: what cells a block has. The one place that knows it of each kind of block.

Places, defined names, formulas, the tree of values and its reading all follow from here. What else depends on the kind of
a block (how it is laid out, how its labels are found, how the notice prints it) is a ``match`` that ends in
``assert_never``, so that mypy names what a new kind needs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, assert_never

from ..values.records import dataclass
from .model import Block, Field, Grid, Path, Record, Rollup, Table


class BlockCell(NamedTuple):
    """A field of a block with its path below the root of the sheet; ``line`` labels the total row that it stands in."""

    path: Path
    field: Field
    line: str = ""

    @property
    def label(self) -> str:
        """What the form calls the cell: ``合计·金额``."""
        return "·".join(text for text in (self.line, self.field.label) if text)


SERIAL_ID = "0"
"""The id of the column in which a table's filled rows are numbered: no field has it."""


class LaidColumn(NamedTuple):
    """A column as it is laid out: a field's own, or one of those that its code is written in, part by part.

    ``id`` is the field's id; of the second part and on, ``code.2``. ``header`` are its headings from the outermost inwards.
    ``part`` counts the parts from 0; None of a field without parts.
    """

    id: str
    header: tuple[str, ...]
    field: Field
    part: int | None = None


def laid_columns(fields: Iterable[Field]) -> tuple[LaidColumn, ...]:
    """The columns that fields take beside each other."""
    found: list[LaidColumn] = []
    for field in fields:
        if not field.parts:
            found.append(LaidColumn(field.id, field.header, field))
        for part, label in enumerate(field.part_labels if field.parts else ()):
            found.append(LaidColumn(part_id(field, part), (*field.header, label), field, part))
    return tuple(found)


def part_id(field: Field, part: int) -> str:
    """The id of the column of one part of a code, counted from 0."""
    return field.id if part == 0 else f"{field.id}.{part + 1}"


def parts_of(field: Field, code: str) -> tuple[str, ...] | None:
    """A code cut into the parts of its field, as many as it has; None where its length is none of theirs."""
    cut: list[str] = []
    for length in field.parts:
        if not code:
            break
        cut.append(code[:length])
        code = code[length:]
    return None if code or not cut or len(cut[-1]) != field.parts[len(cut) - 1] else tuple(cut)


class Part(NamedTuple):
    """Fields that stand side by side in the data: a record, a row of a grid, a total row; or, with ``many``, a table's rows.

    ``path`` is where they stand below the root of the sheet; it is empty for what stands at the root itself. ``label``
    is that of a grid's row. ``row`` says that ``row.`` in a formula there means these fields.
    """

    path: Path
    fields: tuple[Field, ...]
    label: str = ""
    many: bool = False
    row: bool = False
    rollup: Rollup | None = None


@dataclass(frozen=True, slots=True)
class BlockCells:
    """The cells of one block, in the form's order.

    ``single``: its single cells. ``columns``: the columns of its rows, each as one. ``parts``: the same by how they stand
    in the data. ``row``: what ``row.`` means in a rule over the block, None where it has no rows.
    """

    block: Block
    parts: tuple[Part, ...]
    single: tuple[BlockCell, ...]
    columns: tuple[BlockCell, ...] = ()
    row: tuple[BlockCell, ...] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names that the block takes below the root of its sheet: its own, its totals', those of its lifted fields."""
        found = (name for part in self.parts for name in (part.path[:1] or (field.id for field in part.fields)))
        return tuple(dict.fromkeys(found))


def cells_of(block: Block, repeated: bool) -> BlockCells:
    """The cells of a block; ``repeated``: on a sheet that is laid out many times."""
    match block:
        case Record():
            return _record(block, repeated)
        case Table():
            return _table(block)
        case Grid():
            return _grid(block)
        case _:
            assert_never(block)


def record_path(block: Record, field: Field, repeated: bool = False) -> Path:
    """The path of a record's field below its sheet's own root: on a repeated sheet and with ``lift`` its id alone."""
    return (field.id,) if field.lift or repeated else (block.id, field.id)


def _record(block: Record, repeated: bool) -> BlockCells:
    lifted = tuple(field for field in block.fields if field.lift)
    if repeated:
        parts: tuple[Part, ...] = (Part((), block.fields),)
    else:
        own = Part((block.id,), tuple(field for field in block.fields if not field.lift) if lifted else block.fields)
        parts = (Part((), lifted), own) if lifted else (own,)
    return BlockCells(block, parts, tuple(BlockCell(record_path(block, field, repeated), field) for field in block.fields))


def _table(block: Table) -> BlockCells:
    columns = tuple(BlockCell((block.id, column.id), column) for column in block.columns)
    single = tuple(BlockCell((total.id, column.id), column, total.label) for total in block.totals for column in total.columns)
    rows = Part((block.id,), block.columns, many=True, row=True, rollup=block.rollup)
    return BlockCells(block, (rows, *(Part((total.id,), total.columns) for total in block.totals)), single, columns, columns)


def _grid(block: Grid) -> BlockCells:
    parts = tuple(
        Part((block.id, row.id), tuple(block.cell_field(row, c) for c in block.columns if c.id not in row.skip), row.label, row=True)
        for row in block.rows
    )
    single = tuple(BlockCell((*part.path, field.id), field) for part in parts for field in part.fields)
    row = tuple(BlockCell((block.id, first.id, column.id), column) for first in block.rows[:1] for column in block.columns)
    return BlockCells(block, parts or (Part((block.id,), ()),), single, row=row if block.rows else None)
