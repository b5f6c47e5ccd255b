"""Tables of a notice from the form's own blocks: its headers, its totals, its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby, pairwise
from math import fsum
from typing import assert_never

from ..forms import Block, Field, Form, Grid, Labels, Record, Table, find_block, record_path
from ..layout.columns import field_width
from ..values import Entry, Group, Node, Scalar, descend, scale
from ..values.records import dataclass
from . import document, messages
from .beside import Side
from .beside import beside as side_by_side
from .column_widths import MOST_PORTRAIT, with_room
from .document import Cell
from .errors import NoticeError
from .markup import Markup, table_marker
from .table_options import check_options
from .wording import chinese_date, grouped, money, value_of

NOTHING = "——"
GRID_STUB = 30.0
STUB_SHARE, LABEL_SHARE = 0.14, 0.14
SNAP = 0.05  # an edge nearer than this share of the width to another one is taken to be the same


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows of one block. ``edges`` are the borders of the columns as shares of the table's width, from 0 to 1.

    Cells of a row stand side by side; ``shares`` gives, where the rows of a part are not cut alike, the edges of each.
    """

    rows: list[list[Cell]]
    edges: tuple[float, ...]
    header: int = 0
    shares: tuple[tuple[float, ...], ...] = ()


class TableMaker:
    """Makes the tables that a template asks for, and keeps them under the marker that stands for them in the markup."""

    def __init__(self, form: Form, root: Group, removed: frozenset[str] = frozenset()) -> None:
        self.form, self.root, self.removed = form, root, removed
        self.labels = Labels(form, root)
        self.made: dict[str, document.Table] = {}
        self.wide: bool | None = None  #: the page of the table that is being made

    def table(
        self, *names: str, of: Group | None = None, above_left: object = "", above_right: object = "", caption: object = "",
        notes: Sequence[object] = (), wide: bool | None = None, beside: Sequence[object] = (), foot: int = 0,
        only_filled: Sequence[str] = (), blank: Mapping[str, str] | None = None,
    ) -> Markup:  # fmt: skip
        """One table of one or more blocks laid under each other, or, with their titles in ``beside``, next to each other
        (the last ``foot`` rows of each at the bottom). Of the grids in ``only_filled``, rows without a figure are left out.

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
        parts = [self._part(name, of, name in only_filled, blank or {}) for name in names]
        if beside:
            whole = side_by_side([Side(p.rows, p.edges, p.header) for p in parts], [_words(title) for title in beside], foot)
            parts = [_Part([list(row) for row in whole.rows], tuple(whole.edges), whole.header)]
        rows, widths = _stacked(parts)
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

    def _part(self, name: str, of: Group | None, only_filled: bool, blank: Mapping[str, str]) -> _Part:
        block_id, _, field_id = name.partition(".")
        block = self._block(block_id, of)
        node = descend(of if of is not None else self.root, (block_id,))
        match block:
            case Record():
                return self._record(block, self._record_node(block, of), field_id)
            case Table():
                return self._table(block, node if isinstance(node, tuple) else (), of if of is not None else self.root, blank)
            case Grid():
                return self._grid(block, node if isinstance(node, Group) else Group(), only_filled, blank)
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

    def _record(self, block: Record, nodes: Mapping[str, Node], only: str) -> _Part:
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
        return _Part(cells, (0.0, 1.0), shares=tuple(shares))

    def _table(self, block: Table, rows: tuple[Group, ...], holder: Group, blank: Mapping[str, str]) -> _Part:
        columns = [column for column in block.columns if column.in_notice]
        head = self._headers(columns)
        body = []
        for total in block.totals:
            body.append(self._total(total.label, {c.id: c for c in total.columns}, descend(holder, (total.id,)), columns))
        filled = [[self._value(row.get(column.id), column, blank) for column in columns] for row in rows]
        for index in range(len(columns)):
            if not columns[index].inherit:
                break
            _merge_down(filled, index)
        body.extend(filled)
        if not body:
            body.append([Cell("") for _ in columns])
        figures = [[self._figure(row.get(c.id), c) for c in columns] for row in rows]
        for total in block.totals:
            found, fields = descend(holder, (total.id,)), {c.id: c for c in total.columns}
            sums = found.nodes if isinstance(found, Group) else {}
            figures.append([self._figure(sums.get(c.id), fields[c.id]) if c.id in fields else "" for c in columns])
        return _Part([*head, *body], _edges(with_room([field_width(c) for c in columns], figures, self.wide)), len(head))

    def _figure(self, node: object, field: Field) -> str:
        """A grouped amount as it is printed; nothing of any other field."""
        return self.shown(node.value, field) if field.grouping and isinstance(node, Entry) else ""

    def _total(self, label: str, fields: Mapping[str, Field], node: object, columns: Sequence[Field]) -> list[Cell]:
        values = node.nodes if isinstance(node, Group) else {}
        edge = next((i for i, column in enumerate(columns) if column.id in fields), len(columns))
        cells = [Cell(self.labels.text(label), colspan=edge, align="center")] if edge else []  # no room for it, as in the workbook
        for column in columns[edge:]:
            field = fields.get(column.id)
            cells.append(self._value(values.get(column.id), field) if field else Cell(""))
        return cells

    def _grid(self, block: Grid, node: Group, only_filled: bool, blank: Mapping[str, str]) -> _Part:
        columns = [column for column in block.columns if column.in_notice]
        head = self._headers([Field("_corner", (block.corner,)), *columns])
        rows = []
        for row in block.rows:
            group = node.get(row.id)
            values = group.nodes if isinstance(group, Group) else {}
            if only_filled and not any(_filled(values.get(column.id)) for column in columns):
                continue
            line = [Cell(self.labels.text(row.label))]
            for column in columns:
                if column.id in row.skip:
                    line.append(Cell(NOTHING, align="center"))
                else:
                    line.append(self._value(values.get(column.id), column, blank))
            rows.append(line)
        if len(rows) == 1 and not rows[0][0].text:  # one row without a label: the corner is its label
            head[0][0] = replace(head[0][0], rowspan=len(head) + 1)
            rows[0][0] = replace(rows[0][0], rowspan=0)
            return _Part([*head, *rows], _edges([GRID_STUB, *(field_width(column) for column in columns)]))
        return _Part([*head, *rows], _edges([GRID_STUB, *(field_width(column) for column in columns)]), len(head))

    def _headers(self, fields: Sequence[Field]) -> list[list[Cell]]:
        """Header rows with equal neighbours merged across and short headers merged down."""
        levels = max(len(field.header) for field in fields)
        rows: list[list[Cell]] = [[] for _ in range(levels)]
        for level in range(levels):
            position = 0
            for _, run in groupby(enumerate(fields), key=lambda item: _header_key(item[0], item[1], level)):
                group = [field for _, field in run]
                header = group[0].header
                if level < len(header):
                    down = levels - level if level == len(header) - 1 else 1
                    text = self.labels.text(header[level])
                    rows[level].append(Cell(text, colspan=len(group), rowspan=down, align="center", header=True))
                position += len(group)
        return rows

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
                return money(value, "minimal" if field.decimals is None else field.decimals) + "%"
            case "amount":
                places = max(scale(value), self.form.options.table_places) if field.decimals is None else field.decimals
            case "number" | "whole" | "text" | "passage" | "date":
                places = "minimal" if field.decimals is None else field.decimals
            case _:
                assert_never(shown)
        return grouped(money(value, places)) if field.grouping else money(value, places)


def _header_key(index: int, field: Field, level: int) -> tuple[object, ...]:
    """Neighbours merge across at a level where all headings down to it are equal and another level follows."""
    if level + 1 < len(field.header):
        return (*field.header[: level + 1],)
    return (*field.header[: level + 1], index)


def _filled(node: object) -> bool:
    return isinstance(node, Entry) and node.value is not None


def _node(found: object) -> Node:
    return found if isinstance(found, (Entry, Group, tuple)) else Entry(None)


def _merge_down(rows: list[list[Cell]], index: int) -> None:
    """Merge equal cells of one column downwards, within the merged cells of the columns before it; marks what is covered."""
    start = 0
    while start < len(rows):
        end = start + 1
        while (
            end < len(rows)
            and rows[end][index].text == rows[start][index].text != ""
            and all(rows[end][before].rowspan == 0 for before in range(index))
        ):
            end += 1
        rows[start][index] = replace(rows[start][index], rowspan=end - start)
        for row in rows[start + 1 : end]:
            row[index] = replace(row[index], rowspan=0)
        start = end


def _edges(widths: Sequence[float]) -> tuple[float, ...]:
    """The borders of columns as shares of the whole width."""
    edges, taken, whole = [0.0], 0.0, fsum(widths)  # exact, and so the same on every Python
    for width in widths:
        taken += width / whole
        edges.append(taken)
    return (*edges[:-1], 1.0)


def _stacked(parts: Sequence[_Part]) -> tuple[tuple[tuple[Cell, ...], ...], tuple[float, ...]]:
    """The rows of all parts over common columns, and the widths of these: every border of any part is a border of all.

    Borders that nearly meet are made one, the part with the most columns leading. Covered cells (rowspan 0) are left out.
    """
    borders: list[float] = []
    for edges in sorted((e for part in parts for e in (part.shares or (part.edges,))), key=len, reverse=True):
        borders += [edge for edge in edges if all(abs(edge - border) >= SNAP for border in borders)] if borders else edges
    borders.sort()
    rows = []
    for part in parts:
        for number, row in enumerate(part.rows):
            edges = part.shares[number] if part.shares else part.edges
            places = [min(range(len(borders)), key=lambda i: abs(borders[i] - edge)) for edge in edges]
            cells, position = [], 0
            for cell in row:
                while not part.shares and number < part.header and (number, position) in _covered(part):
                    position += 1
                end = position + cell.colspan
                if cell.rowspan > 0:
                    cells.append(replace(cell, colspan=max(1, places[min(end, len(places) - 1)] - places[position])))
                position = end
            rows.append(tuple(cells))
    return tuple(rows), tuple(b - a for a, b in pairwise(borders))


def _covered(part: _Part) -> set[tuple[int, int]]:
    """The (row, column) positions of a part's header that a cell above reaches down over."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(part.rows[: part.header]):
        position = 0
        for cell in row:
            while (number, position) in taken:
                position += 1
            taken.update((n, p) for n in range(number + 1, number + cell.rowspan) for p in range(position, position + cell.colspan))
            position += cell.colspan
    return taken


def _words(value: object) -> str:
    found = value_of(value)
    if found is None or not isinstance(found, str):
        return ""
    return found

