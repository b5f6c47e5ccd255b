"""``build``: a form and its data to the bytes of a workbook. The same input gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

from budgetxl.expressions import Located, excel_formula, parse
from budgetxl.forms import Field, Form, Grid, Labels, Rollup, Table, find_block, in_part, is_parent, judge_form
from budgetxl.layout import (
    LINE_HEIGHT,
    TALLEST_ROW,
    Box,
    Key,
    Layout,
    Locator,
    SheetPlan,
    Slot,
    TableArea,
    fitting,
    lay_out,
    row_scope,
)
from budgetxl.values import Group, Node, Scalar, column_letters, entries, plain, squeeze

from ..identity_marks import Identity
from .check_sheet import NAME as CHECK_SHEET
from .check_sheet import CheckSheet
from .cover_sheet import write_cover_extras, write_instructions
from .list_sheet import write_lists
from .row_checks import RowFormulas, moved, write_row_checks
from .styles import Styles
from .top_lines import TopLines

CREATED = dt.datetime(2020, 1, 1)
TITLE_HEIGHT = 34.0


def build(form: Form, root: Group, given: frozenset[Key] | set[Key] = frozenset(), part: str = "") -> bytes:
    """A workbook of the form holding the data of ``root`` (a tree whose computed values are set).

    ``given`` are keys of computed values that the data states itself: where one differs from what its formula gives, the
    stated figure stands in the cell instead of the formula. ``part`` lays out one section of a split workbook.
    """
    return _Builder(form, root, set(given), part).write()


def counts_of(root: Group) -> dict[str, int]:
    """How many rows and copies the data has, as ``lay_out`` wants to know it."""
    counts: dict[str, int] = {}

    def visit(node: Node, path: str) -> None:
        if isinstance(node, tuple):
            counts[path] = len(node)
            for index, group in enumerate(node):
                visit(group, f"{path}.{index}")
        elif isinstance(node, Group):
            for name, child in node.nodes.items():
                visit(child, f"{path}.{name}" if path else name)

    visit(root, "")
    return counts


class _Builder:
    def __init__(self, form: Form, root: Group, given: set[Key], part: str) -> None:
        import xlsxwriter

        self.form, self.root, self.given = form, root, given
        self.values: dict[Key, Scalar] = {path: entry.value for path, entry in entries(root)}
        self.labels = Labels(form, root)
        laid = lay_out(form, {**{s.repeat: 1 for s in form.sheets if s.repeat}, **counts_of(root)})
        kept = tuple(plan for plan in laid.sheets if in_part(plan.sheet, part))
        self.layout = Layout(form, kept, {k: v for k, v in laid.cells.items() if in_part(v[0].sheet, part)})
        self.locator = Locator(self.layout)
        year = self.values.get(("year",))
        self.identity = Identity(form.id, form.version, form.fingerprint, plain(year) if isinstance(year, Decimal) else "", part)
        self.buffer = io.BytesIO()
        self.workbook = xlsxwriter.Workbook(self.buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self.workbook.worksheet_class = _plain_worksheet()
        self.styles = Styles(self.workbook)
        self.column_formulas: dict[Key, tuple[int, str | None]] = {}
        self.row_scopes = {rule.each: row_scope(form, rule.each) for rule in form.rules if rule.each}

    def write(self) -> bytes:
        self.workbook.set_properties({"title": self.labels.text(self.form.title), "created": CREATED, "comments": "budgetxl"})
        self.workbook.set_calc_mode("auto")
        for name, text in self.identity.facts().items():
            self.workbook.set_custom_property(name, text, "text")
            self._name(name, '="{}"'.format(text.replace('"', '""')))
        sheets = {plan.name: self.workbook.add_worksheet(plan.name) for plan in self.layout.sheets[:1]}
        guide = self.workbook.add_worksheet("填报说明")
        sheets.update({plan.name: self.workbook.add_worksheet(plan.name) for plan in self.layout.sheets[1:]})
        verdicts = judge_form(self.form, self.root)
        row_formulas = RowFormulas(self.locator, self.row_scopes, verdicts)
        check_sheet = CheckSheet(
            self.workbook.add_worksheet(CHECK_SHEET), self.layout, self.locator, self.styles, verdicts, row_formulas
        )
        self.top_lines = TopLines(self.form, self.styles, CHECK_SHEET, check_sheet.rows, check_sheet.words)
        for plan in self.layout.sheets:
            self._sheet(plan, sheets[plan.name], first=plan is self.layout.sheets[0])
            write_row_checks(sheets[plan.name], plan, row_formulas, self.styles)
        check_sheet.write()
        write_lists(self.workbook, self.layout, self.locator.lists, self.values, self.identity)
        cover = self.layout.sheets[0]
        write_cover_extras(sheets[cover.name], cover, self.layout, self.styles, check_sheet)
        write_instructions(guide, self.form, self.styles, self.layout.sheets[0].name)
        sheets[cover.name].activate()
        self.workbook.close()
        return self.buffer.getvalue()

    def _name(self, name: str, text: str) -> None:
        if self.workbook.define_name(name, text) == -1:
            raise ValueError(f"bad defined name {name}")

    def _sheet(self, plan: SheetPlan, sheet: Any, first: bool) -> None:
        for index, width in enumerate(plan.widths):
            sheet.set_column(index, index, width)
        if plan.checks:
            least, most = min(c.box.column for c in plan.checks), max(c.box.column for c in plan.checks)
            sheet.set_column(least - 1, most, 10)
        if not first:
            self.top_lines.write(sheet, plan, self.layout.sheets[0].name)
        heights: dict[int, float] = {}
        for label in plan.labels:
            text = self.labels.text(label.text)
            style = self.styles.named(label.style)
            if label.box.single:
                sheet.write_string(label.box.row - 1, label.box.column - 1, text, style)
            else:
                sheet.merge_range(*_corners(label.box), text, style)
            self._grow(heights, plan, label.box, text, TITLE_HEIGHT if label.style == "title" else LINE_HEIGHT)
        for slot in plan.slots:
            self._slot(plan, sheet, slot, heights)
        self._table_validations(plan, sheet)
        for row, height in heights.items():
            sheet.set_row(row - 1, min(height, TALLEST_ROW))
        self._names(plan)
        self._page(plan, sheet)

    def _grow(self, heights: dict[int, float], plan: SheetPlan, box: Box, text: str, line: float = LINE_HEIGHT, lines: int = 1) -> None:
        """Make the rows of a box tall enough for its text; several rows share what is needed."""
        rows = box.last_row - box.row + 1
        _, height = fitting(text, self._width(plan, box), TALLEST_ROW)
        needed = max(height * line / LINE_HEIGHT, lines * line + 6) / rows
        for row in range(box.row, box.last_row + 1):
            heights[row] = max(heights.get(row, 22.0), needed)

    def _width(self, plan: SheetPlan, box: Box) -> float:
        return sum(plan.widths[box.column - 1 : box.last_column])

    def _slot(self, plan: SheetPlan, sheet: Any, slot: Slot, heights: dict[int, float]) -> None:
        value = self.values.get(slot.key)
        formula = self._formula(plan, slot, value)
        text = value if isinstance(value, str) else ""
        size, _ = fitting(text, self._width(plan, slot.box), TALLEST_ROW)
        style = self.styles.value(slot.field, locked=slot.field.formula is not None and not slot.field.open_formula, size=size)
        row, column = slot.box.row - 1, slot.box.column - 1
        if not slot.box.single:
            sheet.merge_range(*_corners(slot.box), "", style)
        if formula is not None:
            sheet.write_formula(row, column, "=" + formula, style, _cached(value))
        elif value is None:
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, Decimal):
            sheet.write_number(row, column, float(value), style)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), style)
        else:
            written = _write_text(sheet, row, column, str(value), style)
            if written != 0:
                raise ValueError(f"text too long for a cell: {slot.key}")
        self._grow(heights, plan, slot.box, text, lines=1 if text else slot.field.lines)
        if not plan.is_row(slot.key[:-1]):
            self._validation(sheet, slot.field, _corners(slot.box))

    def _formula(self, plan: SheetPlan, slot: Slot, value: Scalar) -> str | None:
        """The Excel formula of a computed cell, or None where the cell holds a value (a stated figure that differs)."""
        field = slot.field
        if field.rollup:
            return self._rollup_formula(plan, slot, value)
        if field.formula is None or slot.key in self.given:
            return None
        row_key = slot.key[:-1]
        column = (plan.name, *row_key[:-1], field.id) if plan.is_row(row_key) else None
        if column is not None and column in self.column_formulas:
            row, formula = self.column_formulas[column]
            return None if formula is None else moved(formula, slot.box.row - row)
        block_path = tuple(part for part in row_key if isinstance(part, str))
        scope = self.row_scopes.get(block_path)
        if scope is None:
            scope = self.row_scopes[block_path] = row_scope(self.form, block_path) if find_block(self.form, block_path)[0] else {}
            if not scope:
                scope = self.row_scopes[block_path] = row_scope(self.form, block_path[:-1])
        formula = excel_formula(field.formula.expression, self.locator.at(plan, row_key, scope))
        if column is not None:
            self.column_formulas[column] = slot.box.row, formula
        return formula

    def _rollup_formula(self, plan: SheetPlan, slot: Slot, value: Scalar) -> str | None:
        """A parent code's sum over the rows below it. It also stands in blank rows, ready for a parent's code."""
        area = next(a for a in plan.tables if a.block.id == slot.key[-3])
        block = area.block
        assert isinstance(block, Table) and block.rollup is not None
        code = self.values.get((*slot.key[:-1], block.rollup.column))
        parent = isinstance(code, str) and is_parent(squeeze(code), block.rollup)
        if slot.key in self.given or not (parent or (code is None and value is None)):
            return None
        row, last = slot.box.row, area.rows[1]
        if row >= last:
            return None
        own = f"${column_letters(area.columns[block.rollup.column])}{row}"
        codes = f"${column_letters(area.columns[block.rollup.column])}{row + 1}:${column_letters(area.columns[block.rollup.column])}${last}"
        amounts = f"{column_letters(slot.box.column)}{row + 1}:{column_letters(slot.box.column)}${last}"
        cells = {
            "own": Located("text", (own,)),
            "codes": Located("text", (codes,), True),
            "amounts": Located("number", (amounts,), True),
        }
        leaf = block.rollup.leaf
        total = excel_formula(parse(f"sum_by_length(row.codes, {leaf}, row.amounts, row.own)"), lambda path: cells[path[1]])
        length = excel_formula(parse("code_length(row.own)"), lambda path: cells[path[1]])
        return f'IF({length}>={leaf},"",{total})'  # a blank code has no length, and is more than any number

    def _table_validations(self, plan: SheetPlan, sheet: Any) -> None:
        """One validation over all rows of a table's column."""
        for area in plan.tables:
            if isinstance(area.block, Table):
                for field in area.block.columns:
                    column = area.columns[field.id] - 1
                    box = (area.rows[0] - 1, column, area.rows[1] - 1, column)
                    self._validation(sheet, field, box)
                    if field.rollup and area.block.rollup is not None:
                        self._grey_parents(sheet, area, area.block.rollup, box)

    def _grey_parents(self, sheet: Any, area: TableArea, rollup: Rollup, box: tuple[int, int, int, int]) -> None:
        """Amounts of parent codes look computed, since they are; which rows those are shows only as staff type."""
        code = f"TRIM(${column_letters(area.columns[rollup.column])}{area.rows[0]})"
        criteria = f"=AND(LEN({code})>0,LEN({code})<{rollup.leaf})"
        sheet.conditional_format(*box, {"type": "formula", "criteria": criteria, "format": self.styles.bare("computed")})

    def _validation(self, sheet: Any, field: Field, box: tuple[int, int, int, int]) -> None:
        if field.formula is not None and not field.open_formula:
            return
        title, message = self.labels.text(field.header[-1]), self.labels.text(field.prompt)
        prompt = {"input_title": title[:32], "input_message": message[:255]} if message else {}
        if field.choices or field.choices_from:
            offered = self.locator.dropdown(field)
            source: Any = list(field.choices) if offered is None else "=" + list_name(offered.path)
            sheet.data_validation(*box, {
                "validate": "list", "source": source, "error_type": "warning" if field.open_choices else "stop",
                "error_title": "不在可选范围", "error_message": "请从下拉列表中选择", "show_error": not field.open_choices, **prompt,
            })  # fmt: skip
        elif field.numeric:
            least = "-999999999999" if field.signed else "0"
            sheet.data_validation(*box, {
                "validate": "integer" if field.type == "integer" else "decimal", "criteria": "between", "minimum": float(least),
                "maximum": 999999999999, "error_type": "stop", "error_title": "应为数字",
                "error_message": f"请只填数字{'（减少填负数）' if field.signed else '，不填负数'}，不要带单位", **prompt,
            })  # fmt: skip
        elif prompt:
            sheet.data_validation(*box, {"validate": "any", **prompt})

    def _names(self, plan: SheetPlan) -> None:
        """A defined name on every field; a table's column has one over all its rows, a repeated sheet its own local names."""
        local = f"{plan.quoted}!" if plan.instance is not None else ""
        in_tables = {(area.block.id, column) for area in plan.tables for column in area.columns if not _is_grid(area)}
        for slot in plan.slots:
            path = [part for part in slot.key if isinstance(part, str)]
            if tuple(path[-2:]) in in_tables and isinstance(slot.key[-2], int):
                continue
            self._name(local + ".".join(path), f"={plan.quoted}!{_anchor(slot.box)}")
        for area in plan.tables:
            if _is_grid(area):
                continue
            prefix = f"{plan.sheet.repeat}." if plan.sheet.repeat else ""
            for name, column in area.columns.items():
                letters = column_letters(column)
                text = f"={plan.quoted}!${letters}${area.rows[0]}:${letters}${area.rows[1]}"
                self._name(f"{local}{prefix}{area.block.id}.{name}", text)

    def _page(self, plan: SheetPlan, sheet: Any) -> None:
        sheet.set_paper(9)
        if plan.landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_footer("&C&10第 &P 页，共 &N 页")
        sheet.print_area(1, 0, plan.last_row - 1, len(plan.widths) - 1)
        tall = [area for area in plan.tables if not _is_grid(area)]
        if len(tall) == 1:
            sheet.repeat_rows(tall[0].header[0] - 1, tall[0].header[1] - 1)
        sheet.protect("", {
            "format_cells": True, "format_columns": True, "format_rows": True, "insert_rows": True, "delete_rows": True,
            "sort": True, "autofilter": True,
        })  # fmt: skip
        if plan.sheet.tab:
            sheet.set_tab_color(plan.sheet.tab)


def _plain_worksheet() -> Any:
    """A worksheet that takes formulas as they are: XlsxWriter looks in each for seventy functions newer than ours."""
    from xlsxwriter.worksheet import Worksheet

    class PlainWorksheet(Worksheet):  # type: ignore[misc]
        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
            return formula.removeprefix("=")

    return PlainWorksheet


def list_name(path: tuple[str, ...]) -> str:
    """The defined name of a list's cells on the hidden list sheet."""
    return "choices." + ".".join(path)


def _write_text(sheet: Any, row: int, column: int, text: str, style: Any) -> int:
    """Write a text as it is. XlsxWriter takes one that looks like its own rich text for markup: that one goes in two runs."""
    if text.startswith("<r>") and text.endswith("</r>"):
        return int(sheet.write_rich_string(row, column, text[:2], style, text[2:], style))
    return int(sheet.write_string(row, column, text, style))


def _is_grid(area: TableArea) -> bool:
    return isinstance(area.block, Grid)


def _anchor(box: Box) -> str:
    return f"${column_letters(box.column)}${box.row}"


def _corners(box: Box) -> tuple[int, int, int, int]:
    return box.row - 1, box.column - 1, box.last_row - 1, box.last_column - 1


def _cached(value: Scalar) -> Any:
    """What a formula's cell shows until it is recalculated: the computed value, or nothing."""
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, (str, bool)) else ""

