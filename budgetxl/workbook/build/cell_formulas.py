"""The Excel formulas of computed cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from budgetxl.expressions import Located, excel_formula, parse
from budgetxl.forms import Form, Path, Place, Rollup, Table, find_block, is_parent, part_id
from budgetxl.layout import Box, Key, Locator, SheetPlan, Slot, TableArea, lay_out, row_scope, whole_code
from budgetxl.values import Scalar, column_letters, path_of, squeeze

from .row_checks import moved


class CellFormulas:
    """A total or a computed column as Excel calculates it. A column's formula is made once; its other rows have it moved down.

    ``given`` are keys of computed values that the data states otherwise: those cells hold the stated value.
    ``scopes`` says what ``row.`` means in the rows of a block.
    """

    def __init__(self, form: Form, locator: Locator, given: Collection[Key], scopes: dict[Path, dict[Path, Place]]) -> None:
        self.form, self.locator, self.given = form, locator, given
        self._scopes = dict(scopes)
        self._columns: dict[Key, tuple[int, str | None]] = {}
        self._rollups: dict[tuple[str, str, str], tuple[int, str]] = {}
        self._taken: dict[str, set[int]] = {}

    def of(self, plan: SheetPlan, slot: Slot) -> str | None:
        """The formula of a cell, without the equals sign; None where the cell holds a value. Of a parent code's amount see ``rollup``."""
        field = slot.field
        if field.formula is None or slot.key in self.given:
            return None
        row_key = slot.key[:-1]
        column = (plan.name, *row_key[:-1], field.id) if plan.is_row(row_key) else None
        if column is not None and column in self._columns:
            row, formula = self._columns[column]
            return None if formula is None else moved(formula, slot.box.row - row)
        formula = excel_formula(field.formula.expression, self.locator.at(plan, row_key, self._scope(row_key)))
        if column is not None:
            self._columns[column] = slot.box.row, formula
        return formula

    def _scope(self, row_key: Key) -> dict[Path, Place]:
        """What ``row.`` means in a row: the columns of its block, or those of the block around it."""
        path = tuple(part for part in row_key if isinstance(part, str))
        if path not in self._scopes:
            found = row_scope(self.form, path) if find_block(self.form, path)[0] else {}
            self._scopes[path] = found or row_scope(self.form, path[:-1])
        return self._scopes[path]

    def _taken_rows(self, plan: SheetPlan) -> set[int]:
        """The rows of a sheet in which anything stands."""
        if plan.name not in self._taken:
            boxes = [*(slot.box for slot in plan.slots), *(label.box for label in plan.labels)]
            self._taken[plan.name] = {row for box in boxes for row in range(box.row, box.last_row + 1)}
        return self._taken[plan.name]

    def code_key(self, plan: SheetPlan, slot: Slot) -> Key:
        """The key of the code on whose row an amount stands that a parent code's row adds up."""
        return *slot.key[:-1], _summed(plan, slot)[2].column

    def rollup(self, plan: SheetPlan, slot: Slot, values: Mapping[Key, Scalar]) -> str | None:
        """A parent code's sum over the rows below it. It also stands in blank rows, ready for a parent's code."""
        area, block, rollup = _summed(plan, slot)
        code, value = values.get((*slot.key[:-1], rollup.column)), values.get(slot.key)
        parent = isinstance(code, str) and is_parent(squeeze(code), rollup)
        if slot.key in self.given or not (parent or (code is None and value is None)):
            return None
        row, last = slot.box.row, area.rows[1]
        if row >= last:
            return None
        last += last + 1 not in self._taken_rows(plan)  # up to the row below the table, so that the last ones may be deleted
        known = (plan.name, block.id, slot.field.id)
        if known not in self._rollups:
            self._rollups[known] = row, self._sum_below(plan, area, rollup, slot.box, last)
        first, formula = self._rollups[known]
        return moved(formula, row - first)

    def _sum_below(self, plan: SheetPlan, area: TableArea, rollup: Rollup, box: Box, last: int) -> str:
        """What a row's own code sums up of the leaves below it; blank in a row of a leaf, or without a code.

        The rows below are asked for by names with a relative row: a range of cells that begins in the next row would leave out
        a row that is inserted there.
        """
        row, names = box.row, self.locator.names
        coded = next(column for column in area.block.columns if column.id == rollup.column)  # type: ignore[union-attr]
        columns = [area.columns[part_id(coded, part)] for part in range(max(len(coded.parts), 1))]
        codes = [column_letters(column) for column in columns]

        def texts(cells: str, sheet: str = "") -> str:
            return whole_code(coded, (sheet + cells.replace("A", letters) for letters in codes))

        sheet = f"{plan.quoted}!"
        own = names.cell(plan, columns[0], texts(f"$A{row}"), texts("$A1", sheet))
        below = names.below(plan, columns[0], texts(f"$A{row + 1}:$A${last}"), texts(f"$A2:$A${last}", sheet))
        cells = {
            "own": Located("text", (own,)), "codes": Located("text", (below,), True),
            "amounts": Located("number", (names.figures_below(plan, last),), True),
        }  # fmt: skip
        total = excel_formula(parse(f"sum_by_length(row.codes, {rollup.leaf}, row.amounts, row.own)"), lambda path: cells[path[1]])
        length = excel_formula(parse("code_length(row.own)"), lambda path: cells[path[1]])
        return f'IF({length}>={rollup.leaf},"",{total})'  # a blank code has no length, and is more than any number


def _summed(plan: SheetPlan, slot: Slot) -> tuple[TableArea, Table, Rollup]:
    area = next(a for a in plan.tables if a.block.id == slot.key[-3])
    assert isinstance(area.block, Table) and area.block.rollup is not None
    return area, area.block, area.block.rollup


def without_formula(form: Form) -> list[Path]:
    """The computed fields that no formula of Excel can give: it would be too long, or says what Excel can't.

    Their cells don't follow what is typed.
    """
    layout = lay_out(form, {sheet.repeat: 1 for sheet in form.sheets if sheet.repeat})
    formulas = CellFormulas(form, Locator(layout), frozenset(), {})
    found: dict[Path, bool] = {}
    for plan in layout.sheets:
        for slot in plan.slots:
            path = path_of(slot.key)
            if slot.field.formula is not None and path not in found:
                found[path] = formulas.of(plan, slot) is not None
    return [path for path, live in found.items() if not live]
