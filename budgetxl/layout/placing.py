"""``lay_out``: a form and counts of rows to the place of every label, value and check. Opens no file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from ..forms import Block, Field, Form, Grid, Record, Rule, Sheet, Table, in_part, record_path
from ..values import Key
from .columns import LANDSCAPE_FROM, first_span, sheet_widths, spans, text_width
from .model import Box, CheckCell, Label, LabelStyle, Layout, SheetPlan, Slot, TableArea, cell
from .own_places import TITLE_ROW, back_to, check_sheet_plan, cover_extras, guide_labels, state_box

ABOVE_ROW, FIRST_ROW = 3, 4
SPARE_ROWS = 2


def lay_out(form: Form, counts: Mapping[str, int] | None = None, part: str = "") -> Layout:
    """The layout of a form.

    ``counts`` gives how many rows a table must hold (``"procurement"``, ``"projects.0.indicators"``) and how many copies
    a repeated sheet has (``"projects"``); a table never gets fewer rows than its form lays out. ``part`` lays out one
    section of a split workbook.
    """
    counts = counts or {}
    sheets: list[SheetPlan] = []
    cover = ""
    for sheet in form.sheets:
        if not in_part(sheet, part):
            continue
        for instance in range(counts.get(sheet.repeat, 1)) if sheet.repeat else (None,):
            sheets.append(_SheetPlacer(form, sheet, instance, counts, cover).plan())
            cover = cover or sheets[0].name
    cells = {slot.key: (plan, slot) for plan in sheets for slot in plan.slots}
    extras = cover_extras(sheets[0], sheets[1:]) if sheets else None
    return Layout(form, tuple(sheets), cells, extras, check_sheet_plan(form, cover), guide_labels(form, cover))


def sheet_name(sheet: Sheet, instance: int | None) -> str:
    """The name of a sheet as laid out; a repeated one counts its copies from 1."""
    if instance is None:
        return sheet.name
    number = str(instance + 1)
    return sheet.name.replace("{{ n }}", number) if "{{ n }}" in sheet.name else f"{sheet.name}{number}"


class _SheetPlacer:
    """Places the blocks of one sheet below each other."""

    def __init__(self, form: Form, sheet: Sheet, instance: int | None, counts: Mapping[str, int], cover: str) -> None:
        self.form, self.sheet, self.instance, self.counts, self.cover = form, sheet, instance, counts, cover
        self.widths = sheet_widths(sheet)
        self.row = FIRST_ROW
        self.labels: list[Label] = []
        self.slots: list[Slot] = []
        self.tables: list[TableArea] = []
        self.checks: list[CheckCell] = []
        self.check_column = len(self.widths) + 2

    @property
    def wide(self) -> int:
        return len(self.widths)

    def plan(self) -> SheetPlan:
        self._label(Box(TITLE_ROW, 1, TITLE_ROW, self.wide), self.sheet.title, "title")
        units = {block.unit for block in self.sheet.blocks if block.unit}
        unit = f"单位：{units.pop()}" if len(units) == 1 else ""
        half = spans(self.widths, (3, 2)) if self.wide > 1 else [(1, 1)]
        self._label(Box(ABOVE_ROW, half[0][0], ABOVE_ROW, half[0][1]), self.sheet.above or "填报单位：{{ unit.name }}", "note")
        if unit and self.wide > 1:
            self._label(Box(ABOVE_ROW, half[1][0], ABOVE_ROW, half[1][1]), unit, "unit")
        self._sheet_checks()
        for block in self.sheet.blocks:
            self._block(block)
        for note in self.sheet.notes:
            self._label(Box(self.row, 1, self.row, self.wide), note, "note")
            self.row += 1
        landscape = self.sheet.landscape if self.sheet.landscape is not None else sum(self.widths) > LANDSCAPE_FROM
        return SheetPlan(
            self.sheet, sheet_name(self.sheet, self.instance), self.instance, self.widths, landscape, tuple(self.labels),
            tuple(self.slots), tuple(self.tables), tuple(self.checks), self.row - 1,
            back_to(self.cover) if self.cover else None, state_box(self.wide) if self.cover else None,
        )  # fmt: skip

    def _key(self, *path: str | int) -> Key:
        return path if self.instance is None else (self.sheet.repeat, self.instance, *path)

    def _label(self, box: Box, text: str, style: LabelStyle) -> None:
        self.labels.append(Label(box, text, style))

    def _rules(self, each: tuple[str, ...]) -> list[Rule]:
        return [rule for rule in self.form.rules if rule.each == each]

    def _sheet_checks(self) -> None:
        """The block of checks of a repeated sheet: they travel with each copy of it."""
        if self.instance is None:
            return
        for offset, rule in enumerate(self._rules((self.sheet.repeat,))):
            heading, verdict = (cell(FIRST_ROW + offset, column) for column in (self.check_column, self.check_column + 1))
            self.checks.append(CheckCell(rule, (self.sheet.repeat, self.instance), heading, verdict))
        self.check_column += 2 if self.checks else 0

    def _block(self, block: Block) -> None:
        if block.title:
            self._label(Box(self.row, 1, self.row, self.wide), block.title, "heading")
            self.row += 1
        if block.note:
            self._label(Box(self.row, 1, self.row, self.wide), block.note, "note")
            self.row += 1
        match block:
            case Record():
                self._record(block)
            case Table():
                self._table(block)
            case Grid():
                self._grid(block)
            case _:
                assert_never(block)
        self.row += 1

    def _record(self, block: Record) -> None:
        fields = {field.id: field for field in block.fields}
        arranged = {name for row in block.arrange for name in row}
        rows = [list(row) for row in block.arrange] + [[name] for name in fields if name not in arranged]
        widest = max((text_width(field.label) for field in block.fields), default=10)
        for row in rows:
            if len(row) == 1:
                self._single(block, fields[row[0]], max(20.0, min(44.0, widest + 3)))
            else:
                cuts = spans(self.widths, [share for _ in row for share in (2.0, 3.0)])
                for index, name in enumerate(row):
                    self._pair(block, fields[name], cuts[2 * index], cuts[2 * index + 1])
            self.row += 1

    def _single(self, block: Record, field: Field, label_width: float) -> None:
        split = min(first_span(self.widths, 1, label_width), self.wide - 1)
        last = self.wide
        if field.kind.wording == "none" and split + 1 < self.wide:
            last = first_span(self.widths, split + 1, 20.0)
        self._pair(block, field, (1, split), (split + 1, last))
        if last < self.wide and field.prompt:
            self._label(Box(self.row, last + 1, self.row, self.wide), field.prompt, "hint")

    def _pair(self, block: Record, field: Field, label: tuple[int, int], value: tuple[int, int]) -> None:
        text = f"{field.label}（{field.unit}）" if field.unit and field.unit != (block.unit or "万元") else field.label
        self._label(Box(self.row, label[0], self.row, label[1]), text, "label")
        path = record_path(block, field, self.instance is not None)
        self.slots.append(Slot(self._key(*path), Box(self.row, value[0], self.row, value[1]), field))

    def _headers(self, fields: tuple[Field, ...], start: int) -> tuple[int, int]:
        """Header cells of several levels: equal neighbours merged across, short headers merged down."""
        levels = max(len(field.header) for field in fields)
        first, last = self.row, self.row + levels - 1
        for level in range(levels):
            column = 0
            while column < len(fields):
                header = fields[column].header
                if level >= len(header):
                    column += 1
                    continue
                end = column
                while end + 1 < len(fields) and fields[end + 1].header[: level + 1] == header[: level + 1] and level + 1 < len(header):
                    end += 1
                bottom = last if level == len(header) - 1 else first + level
                self._label(Box(first + level, start + column, bottom, start + end), header[level], "header")
                column = end + 1
        self.row = last + 1
        return first, last

    def _table(self, block: Table) -> None:
        header = self._headers(block.columns, 1)
        columns = {field.id: index + 1 for index, field in enumerate(block.columns)}
        total_rows = []
        for total in block.totals:
            self._total_row(total.label, {field.id: field for field in total.columns}, total.id, columns)
            total_rows.append(self.row - 1)
        path = self._key(block.id)
        name = ".".join(str(part) for part in path)
        given = self.counts.get(name, 0)
        count = max(block.rows, given + SPARE_ROWS if given else 0)
        first = self.row
        for index in range(count):
            for field in block.columns:
                self.slots.append(Slot((*path, index, field.id), cell(self.row, columns[field.id]), field))
            self.row += 1
        area = TableArea(block, header, tuple(total_rows), (first, self.row - 1), columns)
        self.tables.append(area)
        each = (self.sheet.repeat, block.id) if self.sheet.repeat else (block.id,)
        for rule in self._rules(each):
            heading = cell(first - 1, self.check_column)
            for index in range(count):
                self.checks.append(CheckCell(rule, (*path, index), heading, cell(first + index, self.check_column)))
            self.check_column += 1

    def _total_row(self, label: str, cells: Mapping[str, Field], name: str, columns: Mapping[str, int]) -> None:
        taken = [columns[field_id] for field_id in cells]
        edge = min([column for column in taken if column > 1], default=2) - 1
        self._label(Box(self.row, 1, self.row, max(1, edge if 1 not in taken else 1)), label, "total")
        for field_id, column in columns.items():
            if field_id in cells:
                self.slots.append(Slot(self._key(name, field_id), cell(self.row, column), cells[field_id]))
            elif column > edge:
                self._label(cell(self.row, column), "", "total")
        self.row += 1

    def _grid(self, block: Grid) -> None:
        header = self._grid_header(block)
        columns = {field.id: index + 2 for index, field in enumerate(block.columns)}
        first = self.row
        each = (self.sheet.repeat, block.id) if self.sheet.repeat else (block.id,)
        rules = self._rules(each)
        for row in block.rows:
            self._label(cell(self.row, 1), row.label, "stub")
            for column in block.columns:
                box = cell(self.row, columns[column.id])
                if column.id in row.skip:
                    self._label(box, "——", "none")
                else:
                    self.slots.append(Slot(self._key(block.id, row.id, column.id), box, block.cell_field(row, column)))
            for offset, rule in enumerate(rules):
                column_of_rule = self.check_column + offset
                heading, verdict = cell(first - 1, column_of_rule), cell(self.row, column_of_rule)
                self.checks.append(CheckCell(rule, self._key(block.id, row.id), heading, verdict))
            self.row += 1
        self.check_column += len(rules)
        self.tables.append(TableArea(block, header, (), (first, self.row - 1), columns))

    def _grid_header(self, block: Grid) -> tuple[int, int]:
        first, last = self.row, self.row + max(len(field.header) for field in block.columns) - 1
        self._label(Box(first, 1, last, 1), block.corner, "header")
        return self._headers(block.columns, 2)
