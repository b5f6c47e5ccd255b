"""Which cells of a workbook are held against last year's: each figure of a form with its rows, and where the reason of each stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..forms import Compared, Field, Form, Grid, GridRow, Path, Rollup, Table, bare_label, places
from ..values import Key
from ..values.records import dataclass
from .model import SheetPlan, Slot, TableArea

SPARE = 10
"""Rows more than a table has are compared: staff insert some. Of more than these the sheet says that it does not see them."""
KEY_END = " "
"""In the key of a reason between its column and the name of its row."""

Cells = Mapping[Key, tuple[SheetPlan, Slot]]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One line: the cells of both years. ``number`` counts the rows of a table from 1; 0 is a line of its own, called ``label``.

    A row of a table that is not laid out (staff may insert some) has no cells. ``reason`` is the cell of its own reason; of
    lines that share one, only the first has it.
    """

    number: int
    this: Key | None = None
    last: Key | None = None
    reason: Key | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A figure with its lines; ``first`` is the turn of the first among all lines, from 1.

    ``area`` is the place of a table, ``columns`` are those that tell of its rows, ``code`` and ``name`` those by which people know them.
    """

    compared: Compared
    plan: SheetPlan
    fields: tuple[Field, Field]
    first: int
    rows: tuple[ComparedRow, ...]
    area: TableArea | None = None
    columns: tuple[Field, ...] = ()
    code: Field | None = None
    name: Field | None = None

    @property
    def called(self) -> str:
        """What the sheet calls the place of its lines: the sheet, and of a table or a grid the column."""
        heading = bare_label(self.fields[0].header[-1])
        return self.plan.name if len(self.rows) == 1 or not heading else f"{self.plan.name}（{heading}）"

    @property
    def shares(self) -> bool:
        """Whether its lines have one reason for all of them."""
        return len(self.rows) > 1 and not self.compared.by_row

    @property
    def rollup(self) -> Rollup | None:
        """How the codes of a table's rows contain each other; a row that adds up others is not compared."""
        return self.area.block.rollup if self.area is not None and isinstance(self.area.block, Table) else None

    @property
    def keyed(self) -> Field | None:
        """The column by which a reason of last year is known to belong to a row."""
        return self.code or self.name


def compared_figures(form: Form, sheets: Sequence[SheetPlan], cells: Cells) -> tuple[ComparedFigure, ...]:
    """The figures of the sheets that are laid out, in the order of the form."""
    found: list[ComparedFigure] = []
    first = 1
    for compared in form.changes.compared if form.changes is not None else ():
        made = _figure(form, compared, sheets, cells, first)
        if made is not None and made.rows:
            found.append(made)
            first += len(made.rows)
    return tuple(found)


def _figure(form: Form, compared: Compared, sheets: Sequence[SheetPlan], cells: Cells, first: int) -> ComparedFigure | None:
    block, sheet = form.compiled.blocks[compared.this[:1]]
    plan = next((plan for plan in sheets if plan.sheet is sheet), None)
    if plan is None:
        return None
    if isinstance(block, Table):
        columns = {column.id: column for column in block.columns}
        area = next(area for area in plan.tables if area.block is block)
        fields = (columns[compared.this[1]], columns[compared.last[1]])
        code, name = naming_columns(block)
        reason = columns[compared.reason[1]] if compared.by_row else None
        asked = tuple(dict.fromkeys(field for field in (*fields, code, name, reason) if field is not None))
        return ComparedFigure(compared, plan, fields, first, tuple(_table_rows(compared, area)), area, asked, code, name)
    if isinstance(block, Grid):
        grid = {column.id: column for column in block.columns}
        rows = tuple(_grid_rows(compared, block, cells))
        return ComparedFigure(compared, plan, (grid[compared.this[1]], grid[compared.last[1]]), first, rows)
    known = places(form)
    fields = (known[compared.this].field, known[compared.last].field)
    one = ComparedRow(0, compared.this, compared.last, compared.reason, _spoken(fields[0]) or bare_label(fields[0].label))
    return ComparedFigure(compared, plan, fields, first, (one,))


def naming_columns(block: Table) -> tuple[Field | None, Field | None]:
    """The columns by which people know a table's rows: that of the codes, where it comes first, and that of the names.

    The names are those by which sentences call the rows, or else the last texts before the first figure.
    """
    columns = {column.id: column for column in block.columns}
    first = block.columns[0]
    code = columns[block.rollup.column] if block.rollup is not None else first if first.kind.reading == "code" else None
    said = [columns[column.named_by[0]] for column in block.columns if column.named_by and column.named_by[0] in columns]
    before: list[Field] = []
    for column in block.columns:
        if column.numeric:
            break
        before += [column] if column.kind.stored == "text" and column is not code and column.kind.reading != "code" else []
    return code, said[0] if said else before[-1] if before else None


def row_key(block: Table) -> Field | None:
    """The column by whose texts the reason of a row is known from one year to the next."""
    code, name = naming_columns(block)
    return code or name


def reason_key(column: Path, row: str) -> str:
    """The key of the reason of a table's row, by the path of the column and the row's name; that of a cell is its path alone."""
    return ".".join(column) + KEY_END + row


def _table_rows(compared: Compared, area: TableArea) -> Iterator[ComparedRow]:
    first, last = area.rows
    laid, block = last - first + 1, area.block.id
    for number in range(1, laid + SPARE + 1):
        this, then = ((block, number - 1, path[1]) if number <= laid else None for path in (compared.this, compared.last))
        own: Key = (block, number - 1, compared.reason[1]) if compared.by_row else compared.reason
        yield ComparedRow(number, this, then, own if compared.by_row or number == 1 else None)


def _grid_rows(compared: Compared, block: Grid, cells: Cells) -> Iterator[ComparedRow]:
    columns = {column.id: column for column in block.columns}
    shared = False
    for row in block.rows:
        this, last = ((block.id, row.id, path[1]) for path in (compared.this, compared.last))
        if this not in cells or last not in cells:
            continue
        reason: Key | None = (block.id, row.id, compared.reason[1]) if compared.by_row else None if shared else compared.reason
        shared = True
        yield ComparedRow(0, this, last, reason, _grid_label(block, row, _spoken(block.cell_field(row, columns[compared.this[1]]))))


def _grid_label(block: Grid, row: GridRow, spoken: str) -> str:
    """A row as its sheet has it; behind the title of its block where it alone (合计) does not say what sentences call it."""
    label = bare_label(row.label)
    return spoken or label if label.endswith(spoken) else f"{block.title} {label}".strip()


def _spoken(field: Field) -> str:
    """The first of the words by which sentences call a figure; empty where it has those of another."""
    return next((word for word in (field.spoken or ())[:1] if "." not in word), "")


def reason_keys(figures: Sequence[ComparedFigure]) -> dict[str, int]:
    """The reasons of last year that the sheet has room for: each column or cell by its key, with the number of its rows.

    The key of a row's is the column's with the row's name behind it; that of a cell stands for itself, and has no rows.
    """
    found: dict[str, int] = {}
    for figure in figures:
        if figure.area is not None and figure.compared.by_row:
            found[".".join(figure.compared.reason)] = figure.area.rows[1] - figure.area.rows[0] + 1
        else:
            found.update({".".join(map(str, row.reason)): 0 for row in figure.rows if row.reason is not None})
    return found
