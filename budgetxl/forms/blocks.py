"""``cells_of``: what cells a block has. The one place that knows it of each kind of block.

Places, defined names, formulas, the tree of values and its reading all follow from here. What else depends on the kind of
a block (how it is laid out, how its labels are found, how the notice prints it) is a ``match`` that ends in
``assert_never``, so that mypy names what a new kind needs.
"""

from __future__ import annotations

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
