"""Tables of a notice from the form's own blocks: its headers, its totals, its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby, pairwise
from typing import assert_never

from ..forms import (
    SERIAL_ID,
    Block,
    Field,
    Form,
    Grid,
    Labels,
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
from .beside import Side
from .beside import beside as side_by_side
from .column_widths import MOST_PORTRAIT, with_room
from .document import Cell
from .errors import NoticeError
from .markup import Markup, table_marker, unescape
from .table_options import check_options
from .table_stacking import Part, edges_of, evenly_cut, merge_down, stacked
from .wording import chinese_date, grouped, money, value_of

NOTHING = "——"
GRID_STUB = 30.0
STUB_SHARE, LABEL_SHARE = 0.14, 0.14


class TableMaker:
    """Makes the tables that a template asks for, and keeps them under the marker that stands for them in the markup."""

    def __init__(self, form: Form, root: Group, removed: frozenset[str] = frozenset()) -> None:
        self.form, self.root, self.removed = form, root, removed
        self.labels = Labels(form, root)
        self.made: dict[str, document.Table] = {}
        self.wide: bool | None = None  #: the page of the table that is being made
        self.number = 0  #: of the last column that was numbered in it

    def table(
        self, *names: str, of: Group | None = None, above_left: object = "", above_right: object = "", caption: object = "",
        notes: Sequence[object] = (), wide: bool | None = None, beside: Sequence[object] = (), foot: int = 0,
        only_filled: Sequence[str] = (), blank: Mapping[str, str] | None = None,
    ) -> Markup:  # fmt: skip
        """One table of one or more blocks laid under each other, or, with their titles in ``beside``, next to each other
        (the last ``foot`` rows of each at the bottom); blocks that stand beside each other in the form do so here. Of the
        grids in ``only_filled``, rows without a figure are left out.

        A name is a block's id (``"procurement"``) or a record's field (``"project.goal"``); ``of`` is the copy of a
        repeated sheet that the blocks stand on. ``wide`` asks for a landscape page, by default from eleven columns on.
        ``blank`` says what stands in a column of a table or grid where nothing is filled in: ``{"quantity": "——"}``.
        What the form has removed is left out; where nothing is left, there is no table. Raises NoticeError for a name that
        neither the form nor a parent has.
        """
        if not names or not all(isinstance(name, str) for name in names):
            raise NoticeError(messages.TABLE_NAMES, name=next((block.id for _, block in self.form.blocks()), ""))
        check_options(of=of, notes=notes, beside=beside, only_filled=only_filled, wide=wide, foot=foot, blank=blank)
        if not self.removed.isdisjoint(names):
            beside = [title for name, title in zip(names, beside) if not self._gone(name, of)]
            names = tuple(name for name in names if not self._gone(name, of))
            if not names:
                return Markup()
        self.wide = wide
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
        table = document.Table(
            rows=rows,
            header_rows=parts[0].header,
            widths=widths,
            caption=_words(caption),
            above_left=_words(above_left),
            above_right=_words(above_right),
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
        head = self._headers([field.header for field in fields], [1] * len(fields) if block.numbering_row else (), stubs=False)
        row = [self._value(nodes.get(field.id), field) for field in fields]
        return Part([*head, row], edges_of([field_width(field) for field in fields]), len(head))

    def _table(self, block: Table, rows: tuple[Group, ...], holder: Group, blank: Mapping[str, str]) -> Part:
        fields = [column for column in block.columns if column.in_notice]
        columns = laid_columns(fields)
        serial = [Field(SERIAL_ID, (SERIAL,), width=SERIAL_WIDTH)] if block.numbering else []
        shown = [1 for _ in serial] + [max(len(field.parts), 1) for field in fields]
        head = self._headers([*(field.header for field in serial), *(column.header for column in columns)], shown if block.numbering_row else ())
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
        return Cell(parts[column.part] if column.part < len(parts) else "", align=column.field.kind.align)

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
        head = self._headers([(block.corner,), *(column.header for column in columns)], [1] * (1 + len(columns)) if block.numbering_row else ())
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
                    line.append(Cell(NOTHING, align="center"))
                else:
                    line.append(self._value(values.get(column.id), column, blank))
            rows.append(line)
        if len(rows) == 1 and not rows[0][0].text:  # one row without a label: the corner is its label
            head[0][0] = replace(head[0][0], rowspan=len(head) + 1)
            rows[0][0] = replace(rows[0][0], rowspan=0)
            return [*head, *rows], 0
        return [*head, *rows], len(head)

    def _headers(self, headers: Sequence[tuple[str, ...]], shown: Sequence[int] = (), stubs: bool = True) -> list[list[Cell]]:
        """Header rows with equal neighbours merged across and short headers merged down.

        Below them a row of numbers, where it is ``shown``: over how many columns each stands. The first says what they are, where
        it heads what rows are called (``stubs``).
        """
        levels = max(map(len, headers))
        rows: list[list[Cell]] = [[] for _ in range(levels)]
        for level in range(levels):
            for _, run in groupby(enumerate(headers), key=lambda item: _header_key(item[0], item[1], level)):
                group = [header for _, header in run]
                header = group[0]
                if level < len(header):
                    down = levels - level if level == len(header) - 1 else 1
                    text = self.labels.text(header[level])
                    rows[level].append(Cell(text, colspan=len(group), rowspan=down, align="center", header=True))
        numbers: list[Cell] = []
        for wide in shown:
            first = stubs and not numbers and not self.number
            self.number += not first
            numbers.append(Cell(COLUMN_NUMBERS if first else str(self.number), colspan=wide, align="center", header=True))
        return [*rows, numbers] if numbers else rows

    def _value(self, node: object, field: Field, blank: Mapping[str, str] | None = None) -> Cell:
        value = node.value if isinstance(node, Entry) else None
        if value is None and blank and field.id in blank:
            return Cell(blank[field.id], align="center")
        return Cell(self.shown(value, field), align=field.kind.align)

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


def _header_key(index: int, header: tuple[str, ...], level: int) -> tuple[object, ...]:
    """Neighbours merge across at a level where all headings down to it are equal and another level follows."""
    if level + 1 < len(header):
        return (*header[: level + 1],)
    return (*header[: level + 1], index)


def _filled(node: object) -> bool:
    return isinstance(node, Entry) and node.value is not None


def _node(found: object) -> Node:
    return found if isinstance(found, (Entry, Group, tuple)) else Entry(None)


def _words(value: object) -> str:
    found = value_of(value)
    if found is None or not isinstance(found, str):
        return ""
    return unescape(found) if isinstance(found, Markup) else found


def _foot(block: Block, foot: int) -> int:
    """How many last rows of a block stand at the bottom beside others: a record has none that sum up."""
    return 0 if isinstance(block, Record) else foot
