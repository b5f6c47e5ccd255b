"""Tables of a notice from the form's own blocks: its headers, its totals, its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import assert_never

from ..forms import (
    SERIAL_ID,
    Block,
    Field,
    Form,
    Grid,
    LaidColumn,
    Record,
    Table,
    Total,
    find_block,
    laid_columns,
    parts_of,
    record_path,
)  # fmt: skip
from ..layout import SERIAL
from ..layout.columns import SERIAL_WIDTH, field_width
from ..values import COLUMN_NUMBERS, Entry, Group, Node, Scalar, descend, numbered, scale
from . import document, messages
from .document import Cell
from .errors import NoticeError
from .markup import Markup, table_marker
from .table_parts import (
    MOST_PORTRAIT,
    Part,
    Side,
    check_options,
    edges_of,
    evenly_cut,
    header_rows,
    labels_of,
    merge_down,
    number_row,
    stacked,
    with_room,
    with_serial,
)
from .table_parts import beside as side_by_side
from .wording import chinese_date, grouped, money, value_of

NOTHING = "——"
GRID_STUB = 30.0
STUB_SHARE, LABEL_SHARE, SERIAL_SHARE = 0.14, 0.14, 0.07


class TableMaker:
    """Makes the tables that a template asks for, and keeps them under the marker that stands for them in the markup."""

    def __init__(self, form: Form, root: Group, removed: frozenset[str] = frozenset(), traced: bool = False, told: Group | None = None) -> None:
        self.form, self.root, self.removed, self.traced = form, root, removed, traced
        self.labels = labels_of(form, told or root, traced)  # a name beside a table is one line, as in a sentence
        self.made: dict[str, document.Table] = {}
        self.wide: bool | None = None  #: the page of the table that is being made
        self.number = 0  #: of the last column that was numbered in it
        self.serial = self.numbering_row = False  #: whether its rows, and its columns, are numbered
        self.skipped = NOTHING  #: what stands in it where a grid has no value
        self.headers: Mapping[str, str] = {}  #: what heads its columns instead of their own last heading

    def table(
        self, *names: str, of: Group | None = None, above_left: object = "", above_right: object = "", caption: object = "",
        notes: Sequence[object] = (), wide: bool | None = None, beside: Sequence[object] = (), foot: int = 0,
        only_filled: Sequence[str] = (), blank: Mapping[str, str] | None = None, above_middle: object = "", serial: bool = False,
        numbering_row: bool = False, skipped: str = NOTHING, headers: Mapping[str, str] | None = None,
    ) -> Markup:  # fmt: skip
        """One table of one or more blocks laid under each other, or, with their titles in ``beside``, next to each other
        (the last ``foot`` rows of each at the bottom); blocks that stand beside each other in the form do so here. Of the
        grids in ``only_filled``, rows without a figure are left out.

        A name is a block's id (``"procurement"``) or a record's field (``"project.goal"``); ``of`` is the copy of a
        repeated sheet that the blocks stand on. ``wide`` asks for a landscape page, by default from eleven columns on.
        ``blank`` says what stands in a column of a table or grid where nothing is filled in: ``{"quantity": "——"}``; ``skipped``
        what stands where a grid has no value. ``serial`` numbers all rows in a column at the left, ``numbering_row`` the columns,
        which ``headers`` calls otherwise, by their ids.
        What the form has removed is left out; where nothing is left, there is no table. Raises NoticeError for a name that
        neither the form nor a parent has.
        """
        if not names or not all(isinstance(name, str) for name in names):
            raise NoticeError(messages.TABLE_NAMES, name=next((block.id for _, block in self.form.blocks()), ""))
        check_options(of=of, notes=notes, beside=beside, only_filled=only_filled, wide=wide, foot=foot, blank=blank, serial=serial,
                      numbering_row=numbering_row, skipped=skipped, headers=headers)  # fmt: skip
        if not self.removed.isdisjoint(names):
            beside = [title for name, title in zip(names, beside) if not self._gone(name, of)]
            names = tuple(name for name in names if not self._gone(name, of))
            if not names:
                return Markup()
        self.wide, self.serial, self.numbering_row, self.skipped, self.headers = wide, serial, numbering_row, skipped, headers or {}
        blocks = [self._block(name.partition(".")[0], of) for name in names]
        if not beside and len(blocks) > 1 and all(block.beside == before.id for before, block in pairwise(blocks)):
            beside, foot = [self.labels.text(block.title) for block in blocks], max(block.foot for block in blocks)  # as the form has them
        self.number, parts = 0, []
        for name, block in zip(names, blocks):
            self.number = self.number if beside else 0
            parts.append(self._part(name, block, of, name in only_filled, blank or {}))
        if beside:
            titles = [_words(title) for title in beside] if any(map(_words, beside)) else []
            whole = side_by_side([Side(p.rows, p.edges, p.header, _foot(block, foot)) for p, block in zip(map(evenly_cut, parts), blocks)], titles)
            parts = [Part([list(row) for row in whole.rows], tuple(whole.edges), whole.header)]
        rows, widths = stacked(parts)
        if serial:
            rows, widths = with_serial(rows, parts[0].header, bool(self.number)), (SERIAL_SHARE, *(width * (1 - SERIAL_SHARE) for width in widths))
        table = document.Table(
            rows=rows,
            header_rows=parts[0].header,
            widths=widths,
            caption=_words(caption),
            above_left=_words(above_left),
            above_right=_words(above_right),
            above_middle=_words(above_middle),
            notes=tuple(text for text in map(_words, notes) if text),
            wide=len(widths) > MOST_PORTRAIT if wide is None else wide,
        )
        key = f"{len(self.made)}"
        self.made[key] = table
        return table_marker(key)

    def _part(self, name: str, block: Block, of: Group | None, only_filled: bool, blank: Mapping[str, str]) -> Part:
        holder = of if of is not None else self.root
        node = descend(holder, (block.id,))
        match block:
            case Record() if block.across and "." not in name:
                return self._across(block, self._record_node(block, of))
            case Record():
                return self._record(block, self._record_node(block, of), name.partition(".")[2])
            case Table():
                return self._table(block, node if isinstance(node, tuple) else (), holder, blank)
            case Grid():
                rows, header = self._grid(block, node if isinstance(node, Group) else Group(), only_filled, blank)
                for _, each in self.form.blocks():
                    if isinstance(each, Table) and each.continues == block.id:
                        more = descend(holder, (each.id,))
                        rows += self._open_rows(each, more if isinstance(more, tuple) else (), blank)
                return Part(rows, edges_of([GRID_STUB, *(field_width(c) for c in block.columns if c.in_notice)]), header)
            case _:
                assert_never(block)

    def _gone(self, name: str, of: Group | None) -> bool:
        """Whether the form has removed a block or a record's field that a parent has."""
        if name not in self.removed:
            return False
        block_id, _, field_id = name.partition(".")
        try:
            block = self._block(block_id, of)
        except NoticeError:
            return True
        return bool(field_id) and isinstance(block, Record) and all(field.id != field_id for field in block.fields)

    def _block(self, block_id: str, of: Group | None) -> Block:
        for sheet in self.form.sheets:
            if bool(sheet.repeat) == (of is not None):
                path = (sheet.repeat, block_id) if sheet.repeat else (block_id,)
                block, _ = find_block(self.form, path)
                if block is not None:
                    return block
        raise NoticeError(messages.UNKNOWN_BLOCK, name=block_id)

    def _record_node(self, block: Record, of: Group | None) -> Mapping[str, Node]:
        if of is not None:
            return of.nodes
        return {field.id: _node(descend(self.root, record_path(block, field))) for field in block.fields}

    def _record(self, block: Record, nodes: Mapping[str, Node], only: str) -> Part:
        fields = {field.id: field for field in block.fields if field.in_notice}
        if only:
            if only not in fields:
                raise NoticeError(messages.UNKNOWN_BLOCK, name=f"{block.id}.{only}")
            rows = [[only]]
        else:
            arranged = {name for row in block.arrange for name in row}
            rows = [[name for name in row if name in fields] for row in block.arrange]
            rows += [[name] for name in fields if name not in arranged]
        title = self.labels.text(block.title) if not only else ""
        start = STUB_SHARE if title else 0.0
        cells: list[list[Cell]] = []
        shares: list[tuple[float, ...]] = []
        for row in filter(None, rows):
            line: list[Cell] = []
            edges = [0.0, start] if title else [0.0]
            for index, name in enumerate(row):
                field, left = fields[name], start + (1 - start) * index / len(row)
                label = field.notice_label if field.notice_label is not None else field.label
                if label:
                    line.append(Cell(self.labels.text(label), align="center", header=True))
                    edges.append(left + (LABEL_SHARE if len(row) == 1 else 0.4 * (1 - start) / len(row)))
                line.append(self._value(nodes.get(name), field))
                edges.append(start + (1 - start) * (index + 1) / len(row))
            if title:
                stub = Cell(title, align="center", header=True, rowspan=0 if cells else len([r for r in rows if r]))
                line.insert(0, stub)
            cells.append(line)
            shares.append(tuple(edges))
        return Part(cells, (0.0, 1.0), shares=tuple(shares))

    def _across(self, block: Record, nodes: Mapping[str, Node]) -> Part:
        """A record's labels as headings, its values in one row below them."""
        fields = [field for field in block.fields if field.in_notice]
        head = self._headers([self._header(field) for field in fields], [1] * len(fields) if self._numbered(block) else (), stubs=False)
        row = [self._value(nodes.get(field.id), field) for field in fields]
        return Part([*head, row], edges_of([field_width(field) for field in fields]), len(head))

    def _table(self, block: Table, rows: tuple[Group, ...], holder: Group, blank: Mapping[str, str]) -> Part:
        fields = [column for column in block.columns if column.in_notice]
        columns = laid_columns(fields)
        serial = [Field(SERIAL_ID, (SERIAL,), width=SERIAL_WIDTH)] if block.numbering else []
        shown = [1 for _ in serial] + [max(len(field.parts), 1) for field in fields]
        head = self._headers([*(field.header for field in serial), *map(self._header, columns)], shown if self._numbered(block) else ())
        filled = [[self._laid(row, column, blank) for column in columns] for row in rows]
        for index in range(len(columns)):
            if not columns[index].field.inherit:
                break
            merge_down(filled, index)
        if block.numbering:
            filled = [[Cell(numbered(block.numbering, number), align="center"), *row] for number, row in enumerate(filled, start=1)]
        totals = {
            place: [self._total(block, total, descend(holder, (total.id,)), columns) for total in block.totals if total.place == place]
            for place in ("above", "below")
        }
        body = [*totals["above"], *filled, *totals["below"]] or [[Cell("") for _ in (*serial, *columns)]]
        figures = [[self._figure(row.get(c.id), c.field) for c in columns] for row in rows]
        for total in block.totals:
            found, by_id = descend(holder, (total.id,)), {c.id: c for c in total.columns}
            sums = found.nodes if isinstance(found, Group) else {}
            figures.append([self._figure(sums.get(c.id), by_id[c.id]) if c.id in by_id else "" for c in columns])
        widths = with_room([field_width(c.field) / max(len(c.field.parts), 1) for c in columns], figures, self.wide)
        return Part([*head, *body], edges_of([*(SERIAL_WIDTH for _ in serial), *widths]), len(head))

    def _laid(self, row: Group, column: LaidColumn, blank: Mapping[str, str]) -> Cell:
        """A cell of a row in one of the columns that a field takes."""
        node = row.get(column.field.id)
        if column.part is None or not isinstance(node, Entry) or not isinstance(node.value, str):
            return self._value(node, column.field, blank if not column.part else None)
        parts = parts_of(column.field, node.value) or (node.value,)
        return Cell(parts[column.part] if column.part < len(parts) else "", align=column.field.kind.align, entry=node if self.traced else None)

    def _open_rows(self, block: Table, rows: tuple[Group, ...], blank: Mapping[str, str]) -> list[list[Cell]]:
        """The rows that staff have added below a grid's own."""
        return [[self._value(row.get(column.id), column, blank) for column in block.columns if column.in_notice] for row in rows]

    def _figure(self, node: object, field: Field) -> str:
        """A grouped amount as it is printed; nothing of any other field."""
        return self.shown(node.value, field) if field.grouping and isinstance(node, Entry) else ""

    def _total(self, block: Table, total: Total, node: object, columns: Sequence[LaidColumn]) -> list[Cell]:
        fields, values = {column.id: column for column in total.columns}, node.nodes if isinstance(node, Group) else {}
        edge = next((i for i, column in enumerate(columns) if column.id in fields), len(columns))
        wide = edge + bool(block.numbering)
        cells = [Cell(self.labels.text(total.label), colspan=wide, align="center")] if wide else []  # no room for it, as in the workbook
        for column in columns[edge:]:
            field = fields.get(column.id)
            cells.append(self._value(values.get(column.id), field) if field else Cell(""))
        return cells

    def _grid(self, block: Grid, node: Group, only_filled: bool, blank: Mapping[str, str]) -> tuple[list[list[Cell]], int]:
        """The rows of a grid, and how many of them are headings."""
        columns = [column for column in block.columns if column.in_notice]
        head = self._headers([(block.corner,), *map(self._header, columns)], [1] * (1 + len(columns)) if self._numbered(block) else ())
        rows, count = [], 0
        for row in block.rows:
            group = node.get(row.id)
            values = group.nodes if isinstance(group, Group) else {}
            if only_filled and not any(_filled(values.get(column.id)) for column in columns):
                continue
            label = self.labels.text(row.label)
            if block.numbering and row.numbered and any(_filled(values.get(c.id)) for c in block.columns if c.numeric):
                count += 1
                label = numbered(block.numbering, count) + label
            line = [Cell(label)]
            for column in columns:
                if column.id in row.skip:
                    line.append(Cell(self.skipped, align="center"))
                else:
                    line.append(self._value(values.get(column.id), column, blank))
            rows.append(line)
        if len(rows) == 1 and not rows[0][0].text:  # one row without a label: the corner is its label
            head[0][0] = replace(head[0][0], rowspan=len(head) + 1)
            rows[0][0] = replace(rows[0][0], rowspan=0)
            return [*head, *rows], 0
        return [*head, *rows], len(head)

    def _headers(self, headers: Sequence[tuple[str, ...]], shown: Sequence[int] = (), stubs: bool = True) -> list[list[Cell]]:
        """Header rows; below them a row of numbers, where it is ``shown``: over how many columns each stands."""
        rows = header_rows(headers, self.labels.text)
        if not shown:
            return rows
        numbers = number_row(shown, self.number, stubs and not self.serial)
        self.number += sum(cell.text != COLUMN_NUMBERS for cell in numbers)
        return [*rows, numbers]

    def _header(self, column: Field | LaidColumn) -> tuple[str, ...]:
        """What heads a column: its own headings, the last of them as the table that is being made has it."""
        return (*column.header[:-1], self.headers[column.id]) if column.id in self.headers else column.header

    def _numbered(self, block: Block) -> bool:
        """Whether the columns of a block are numbered: by the block itself, or in the table that is being made."""
        return block.numbering_row or self.numbering_row

    def _value(self, node: object, field: Field, blank: Mapping[str, str] | None = None) -> Cell:
        value = node.value if isinstance(node, Entry) else None
        if value is None and blank and field.id in blank:
            return Cell(blank[field.id], align="center")
        number, entry = value if isinstance(value, Decimal) else None, node if self.traced and isinstance(node, Entry) else None
        return Cell(self.shown(value, field), align=field.kind.align, number=number, entry=entry)

    def shown(self, value: Scalar, field: Field) -> str:
        """A value as a table prints it: amounts with two decimals and more where there are more, blanks as nothing."""
        if value is None:
            return ""
        if not isinstance(value, Decimal):
            return value if isinstance(value, str) else chinese_date(value)
        shown = field.kind.shown
        places: int | str
        match shown:
            case "percent":
                return money(value, max(scale(value), field.places or 0) if field.decimals is None else field.decimals) + "%"
            case "amount":
                places = max(scale(value), self.form.options.table_places) if field.decimals is None else field.decimals
            case "number" | "whole" | "text" | "passage" | "date":
                places = "minimal" if field.decimals is None else field.decimals
            case _:
                assert_never(shown)
        return grouped(money(value, places)) if field.grouping else money(value, places)


def _filled(node: object) -> bool:
    return isinstance(node, Entry) and node.value is not None


def _node(found: object) -> Node:
    return found if isinstance(found, (Entry, Group, tuple)) else Entry(None)


def _words(value: object) -> str:
    found = value_of(value)
    if found is None or not isinstance(found, str):
        return ""
    return found.data if isinstance(found, Markup) else found


def _foot(block: Block, foot: int) -> int:
    """How many last rows of a block stand at the bottom beside others: a record has none that sum up."""
    return 0 if isinstance(block, Record) else foot
