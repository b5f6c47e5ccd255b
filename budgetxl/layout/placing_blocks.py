"""How each kind of block is placed: a record's labels and values, a table's headers and rows, a grid's crossings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from ..forms import Block, Field, Grid, GridRow, LaidColumn, Record, Table, Total, laid_columns, record_path
from .canvas import Canvas
from .columns import apart, first_span, printed_of, spans, text_width
from .model import Box, CheckCell, RowNumber, Slot, TableArea, cell

SPARE_ROWS = 2
SERIAL = "序号"
"""What heads the column in which a table's filled rows are numbered."""


def levels_of(block: Block) -> int:
    """How many rows the headings of a block take; none of a record whose labels stand left of its values."""
    match block:
        case Record():
            fields = block.fields if block.across else ()
        case Table():
            fields = () if block.continues else block.columns
        case Grid():
            fields = block.columns
        case _:
            assert_never(block)
    return max((len(column.header) for column in laid_columns(fields)), default=0)


def body_rows(block: Block) -> int:
    """How many rows a block takes below its headings, where that is fixed: of a record or a grid."""
    match block:
        case Record():
            return 1 if block.across else len(block.fields)
        case Grid():
            return len(block.rows)
        case Table():
            return 0
        case _:
            assert_never(block)


def place(canvas: Canvas, block: Block, levels: int, foot: int = 0, apart: int = 0) -> None:
    """A block below ``canvas.row``, its headings over so many ``levels``; the last ``foot`` rows of a grid stand so many rows ``apart``."""
    match block:
        case Record() if block.across:
            _across(canvas, block, levels)
        case Record():
            _record(canvas, block)
        case Table():
            _table(canvas, block, levels)
        case Grid():
            _grid(canvas, block, levels, foot, apart)
        case _:
            assert_never(block)


# Records


def _record(canvas: Canvas, block: Record) -> None:
    fields = {field.id: field for field in block.fields}
    arranged = {name for row in block.arrange for name in row}
    rows = [list(row) for row in block.arrange] + [[name] for name in fields if name not in arranged]
    widest = max((text_width(field.label) for field in block.fields), default=10)
    for row in rows:
        if len(row) == 1:
            _single(canvas, block, fields[row[0]], max(20.0, min(44.0, widest + 3)))
        else:
            cuts = spans(canvas.widths, [share for _ in row for share in (2.0, 3.0)])
            for index, name in enumerate(row):
                _pair(canvas, block, fields[name], cuts[2 * index], cuts[2 * index + 1])
        canvas.row += 1


def _single(canvas: Canvas, block: Record, field: Field, label_width: float) -> None:
    split = min(first_span(canvas.widths, 1, label_width), canvas.wide - 1)
    last = canvas.wide
    if field.kind.wording == "none" and split + 1 < canvas.wide:
        last = first_span(canvas.widths, split + 1, 20.0)
    _pair(canvas, block, field, (1, split), (split + 1, last))
    if last < canvas.wide + len(canvas.beyond) and field.prompt:
        end = canvas.wide if last < canvas.wide else canvas.wide + len(canvas.beyond)  # beside the page: for the screen alone
        canvas.label(canvas.box(canvas.row, last + 1, canvas.row, end), field.prompt, "hint")


def _pair(canvas: Canvas, block: Record, field: Field, label: tuple[int, int], value: tuple[int, int]) -> None:
    text = f"{field.label}（{field.unit}）" if field.unit and field.unit != (block.unit or "万元") else field.label
    canvas.label(canvas.box(canvas.row, label[0], canvas.row, label[1]), text, "label")
    path = record_path(block, field, canvas.instance is not None)
    canvas.slots.append(Slot(canvas.key(*path), canvas.box(canvas.row, value[0], canvas.row, value[1]), field))


def _across(canvas: Canvas, block: Record, levels: int) -> None:
    """The labels as headings, the values in one row below them."""
    canvas.headers([field.header for field in block.fields], 1, levels)
    if block.numbering_row:
        canvas.numbers([1] * len(block.fields), stubs=False)
    for number, field in enumerate(block.fields, start=1):
        path = record_path(block, field, canvas.instance is not None)
        canvas.slots.append(Slot(canvas.key(*path), canvas.cell(canvas.row, number), field))
    canvas.row += 1


# Tables


def rows_of(block: Table, given: int) -> int:
    """How many rows a table is laid out with for so many items."""
    return max(block.rows, given + SPARE_ROWS if given else 0)


def _table(canvas: Canvas, block: Table, levels: int) -> None:
    laid = laid_columns(block.columns)
    start = 2 if block.numbering else 1
    columns = {column.id: canvas.left + start + index for index, column in enumerate(laid)}
    header = _table_header(canvas, block, laid, levels) if not block.continues else canvas.tables[-1].header
    totals = [_total_row(canvas, block, total, columns) for total in block.totals if total.place == "above"]
    path = canvas.key(block.id)
    given = canvas.counts.get(".".join(str(part) for part in path), 0)
    count = rows_of(block, given)
    first = canvas.row
    for index in range(count):
        for field in block.columns:
            column = columns[field.id]
            box = Box(canvas.row, column, canvas.row, column + max(len(field.parts), 1) - 1)
            canvas.slots.append(Slot((*path, index, field.id), box, field))
        canvas.row += 1
    rows = (first, canvas.row - 1)
    totals += [_total_row(canvas, block, total, columns) for total in block.totals if total.place == "below"]
    numbers = canvas.left + 1 if block.numbering else None
    canvas.tables.append(TableArea(block, header, tuple(totals), rows, columns, numbers))
    for rule in canvas.rules(block.id):
        heading = cell(first - 1, canvas.check_column)
        for index in range(count):
            canvas.checks.append(CheckCell(rule, (*path, index), heading, cell(first + index, canvas.check_column)))
        canvas.check_column += 1


def _table_header(canvas: Canvas, block: Table, laid: tuple[LaidColumn, ...], levels: int) -> tuple[int, int]:
    serial = [(SERIAL,)] if block.numbering else []
    first, last = canvas.headers([*serial, *(column.header for column in laid)], 1, levels)
    if block.numbering_row:
        canvas.numbers([*(1 for _ in serial), *(max(len(field.parts), 1) for field in block.columns)], stubs=True)
        last += 1
    return first, last


def _total_row(canvas: Canvas, block: Table, total: Total, columns: Mapping[str, int]) -> int:
    """A total row: its label over the columns left of the first that it adds up. Returns its row.

    Where it adds up the first column already, its label stands in the first that it does not.
    """
    fields = {field.id: field for field in total.columns}
    leftmost = canvas.left + 1
    taken = {columns[name] for name in fields}
    free = leftmost if leftmost not in taken else next((column for column in columns.values() if column not in taken), None)
    edge = max(leftmost, min([column for column in taken if column > leftmost], default=leftmost + 1) - 1)
    if free is not None:
        canvas.label(Box(canvas.row, free, canvas.row, edge if free == leftmost else free), total.label, "total")
    for name, column in columns.items():
        if name in fields:
            canvas.slots.append(Slot(canvas.key(total.id, name), cell(canvas.row, column), fields[name]))
        elif column > edge and column != free:
            canvas.label(cell(canvas.row, column), "", "total")
    canvas.row += 1
    return canvas.row - 1


# Grids


def _grid(canvas: Canvas, block: Grid, levels: int, foot: int, apart: int) -> None:
    header = _grid_header(canvas, block, levels)
    first, cut, gap = canvas.row, printed_of(block) - 1, _gap(canvas, block)
    columns = {field.id: canvas.left + index + 2 + (gap if index >= cut else 0) for index, field in enumerate(block.columns)}
    rules = canvas.rules(block.id)
    runs: list[tuple[int, int]] = []
    for position, row in enumerate(block.rows):
        if apart and position == max(0, len(block.rows) - foot):
            _blank_rows(canvas, apart, 1 + len(block.columns))
        number = _number(block, row, canvas.row, columns, runs)
        canvas.label(canvas.cell(canvas.row, 1), row.label, "stub", number)
        for column in block.columns:
            box = cell(canvas.row, columns[column.id])
            if column.id in row.skip:
                canvas.label(box, "——", "none")
            else:
                canvas.slots.append(Slot(canvas.key(block.id, row.id, column.id), box, block.cell_field(row, column)))
        for offset, rule in enumerate(rules):
            column_of_rule = canvas.check_column + offset
            heading, verdict = cell(first - 1, column_of_rule), cell(canvas.row, column_of_rule)
            canvas.checks.append(CheckCell(rule, canvas.key(block.id, row.id), heading, verdict))
        canvas.row += 1
    canvas.check_column += len(rules)
    canvas.tables.append(TableArea(block, header, (), (first, canvas.row - 1), columns))


def _grid_header(canvas: Canvas, block: Grid, levels: int) -> tuple[int, int]:
    canvas.label(canvas.box(canvas.row, 1, canvas.row + levels - 1, 1), block.corner, "header")
    headers, gap, cut, top = [field.header for field in block.columns], _gap(canvas, block), printed_of(block) - 1, canvas.row
    if gap:
        canvas.headers(headers[cut:], cut + gap + 2, levels)
        canvas.row = top
    first, last = canvas.headers(headers[:cut] if gap else headers, 2, levels)
    if block.numbering_row:
        canvas.numbers([1] * (1 + len(headers)) if not gap else [1] * (1 + cut), stubs=True)
        last += 1
    return first, last


def _gap(canvas: Canvas, block: Grid) -> int:
    """How many columns a grid leaves free on the page before those that are not printed."""
    return apart(block, canvas.wide) if canvas.beyond else 0


def _blank_rows(canvas: Canvas, count: int, columns: int) -> None:
    """Rows without anything between a grid's rows and those at its foot."""
    for _ in range(count):
        for column in range(1, columns + 1):
            canvas.label(canvas.cell(canvas.row, column), "", "blank")
        canvas.row += 1


def _number(
    block: Grid, row: GridRow, line: int, columns: Mapping[str, int], runs: list[tuple[int, int]]
) -> RowNumber | None:
    """What numbers a row of a grid; ``runs`` are the numbered rows so far, which it adds the row to."""
    if not block.numbering or not row.numbered:
        return None
    first = runs.pop()[0] if runs and runs[-1][1] == line - 1 else line
    runs.append((first, line))
    figures = tuple(columns[column.id] for column in block.columns if column.numeric)
    return RowNumber(block.numbering, figures, tuple(runs))
