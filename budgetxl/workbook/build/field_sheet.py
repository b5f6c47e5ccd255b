"""A sheet of the form: its labels and values in their cells, each row as tall as its texts need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from budgetxl.forms import Field, Labels, parts_of
from budgetxl.layout import (
    FONT_SIZES,
    LINE_HEIGHT,
    LINE_SPARE,
    TALLEST_ROW,
    Box,
    Label,
    Locator,
    SheetPlan,
    Slot,
    fitting,
    line_formula,
    quoted,
)

from .cell_formulas import CellFormulas
from .numbering import figures_of, label_formula, numbered_label, write_serials
from .page_setup import TITLE_HEIGHT
from .row_checks import check_widths
from .state import Content, Live, LiveHeight, RowHeights, State, Token, cached, of_slots, of_table
from .styles import Styles
from .validations import validate_cell, validate_tables
from .writing import corners, write_formula, write_label, write_live

LEAST_HEIGHT = 18.0
MOST_TEXT = 32_767  # characters of a cell


class FieldSheets:
    """Writes the sheets of one workbook. ``labels`` are the texts that are the same in all workbooks of its shape."""

    def __init__(self, labels: Labels, locator: Locator, formulas: CellFormulas, styles: Styles) -> None:
        self.labels, self.locator, self.formulas, self.styles = labels, locator, formulas, styles

    def set_columns(self, sheet: Any, plan: SheetPlan) -> None:
        """The widths of a sheet's columns, those of the verdicts beside its rows included."""
        for index, width in enumerate(plan.widths):
            sheet.set_column(index, index, width)
        for column, width in check_widths(plan).items():
            sheet.set_column(column - 1, column - 1, width)

    def write(self, sheet: Any, plan: SheetPlan) -> RowHeights:
        """All labels and values of a sheet, and what may be typed into its cells. Returns the heights of its rows."""
        heights = _Heights(plan)
        for label in plan.labels:
            self._label(sheet, plan, label, heights)
        for slot in plan.slots:
            self._slot(sheet, plan, slot, heights)
        validate_tables(sheet, plan, self.locator, self.labels, self.styles)
        write_serials(sheet, plan, self.styles)
        return heights.written(sheet)

    def _label(self, sheet: Any, plan: SheetPlan, label: Label, heights: _Heights) -> None:
        """A text of the form. One that shows data is a formula, where one can say it."""
        style, slots = self.styles.named(label.style), of_slots(label.text)

        def text(state: State) -> str:
            return state.labels.text(label.text)

        line = line_formula(label.text, self.locator, plan) if len(text(sheet.state)) <= MOST_TEXT else None
        if label.number is not None:
            formula = label_formula(label.number, label.box.row, line or quoted(text(sheet.state)))
            on = (*slots, *figures_of(plan, label))
            write_formula(sheet, label.box, formula, style, on, lambda state: numbered_label(plan, label, text(state), state.values))
        elif line is not None:
            write_label(sheet, label, style, "")
            write_formula(sheet, label.box, line, style, slots, text)
        else:
            write_label(sheet, label, style, text(sheet.state))
            if slots:
                write_live(sheet, Live(label.box.row - 1, label.box.column - 1, style, lambda state: Content(text(state)), slots))
        heights.grow(label.box, text if slots else text(sheet.state), slots, TITLE_HEIGHT if label.style == "title" else LINE_HEIGHT)

    def _slot(self, sheet: Any, plan: SheetPlan, slot: Slot, heights: _Heights) -> None:
        field, box = slot.field, slot.box
        on: tuple[Token, ...] = (slot.key,)

        def text(state: State) -> str:
            value = state.values.get(slot.key)
            return value if isinstance(value, str) else ""

        def size(state: State) -> int:
            shown = text(state)
            return fitting(shown, _width(plan, box), TALLEST_ROW)[0] if shown else FONT_SIZES[0]

        worded = field.kind.stored == "text"
        style = self.styles.value(field, locked=field.formula is not None and not field.open_formula, size=size(sheet.state))
        if field.parts:
            self._parts(sheet, slot, style, text)
            return
        if not box.single:
            sheet.merge_range(*corners(box), "", style)
        write_live(sheet, Live(box.row - 1, box.column - 1, style, *self._content(plan, slot), size if worded else None))
        heights.grow(box, text if worded else "", on, lines=lambda shown: 1 if shown else field.lines)
        if not plan.is_row(slot.key[:-1]):
            validate_cell(sheet, field, box, self.locator, self.labels)

    def _content(self, plan: SheetPlan, slot: Slot) -> tuple[Callable[[State], Content], tuple[Token, ...]]:
        """What stands in the cell of a value, and on what it depends: which of a code's rows are computed follows from the code."""
        key, formulas = slot.key, self.formulas
        if slot.field.rollup:
            code = formulas.code_key(plan, slot)

            def rolled(state: State) -> Content:
                value, formula = state.values.get(key), formulas.rollup(plan, slot, state.values)
                return Content(value) if formula is None else Content(cached(value), formula)

            return rolled, (key, code)
        formula = formulas.of(plan, slot)
        if formula is None:
            return lambda state: Content(state.values.get(key)), (key,)
        return lambda state: Content(cached(state.values.get(key)), formula), (key,)

    def _parts(self, sheet: Any, slot: Slot, style: Any, text: Callable[[State], str]) -> None:
        """A code part by part, one a cell; where it ends, the cells behind are blank."""
        for place, column in enumerate(range(slot.box.column - 1, slot.box.last_column)):
            part = _part(slot.field, place, text)
            write_live(sheet, Live(slot.box.row - 1, column, style, part, (slot.key,)))


def _part(field: Field, place: int, text: Callable[[State], str]) -> Callable[[State], Content]:
    def shown(state: State) -> Content:
        whole = text(state)
        parts = parts_of(field, whole) or (whole,)
        return Content((parts[place] or None) if place < len(parts) else None)

    return shown


class _Heights:
    """How tall the rows of a sheet are: as its texts need; several rows share what a merged box needs."""

    def __init__(self, plan: SheetPlan) -> None:
        self.plan = plan
        self.least: dict[int, float] = {}
        self.live: dict[int, list[Callable[[State], float]]] = defaultdict(list)
        self.on: dict[int, set[Token]] = defaultdict(set)
        self._state: State | None = None
        self._found: dict[int, float] = {}

    def grow(
        self, box: Box, text: Callable[[State], str] | str, on: tuple[Token, ...], line: float = LINE_HEIGHT,
        lines: Callable[[str], int] = lambda shown: 1,
    ) -> None:  # fmt: skip
        """Make the rows of a box tall enough for its text, and for so many ``lines`` of it."""
        rows, width = range(box.row, box.last_row + 1), _width(self.plan, box)

        def needed(shown: str) -> float:
            _, height = fitting(shown, width, TALLEST_ROW)
            return max(height * line / LINE_HEIGHT, lines(shown) * line + LINE_SPARE) / len(rows)

        if isinstance(text, str):
            height = needed(text)
            for row in rows:
                self.least[row] = max(self.least.get(row, LEAST_HEIGHT), height)
            return
        blank = needed("")
        for row in rows:
            self.least.setdefault(row, LEAST_HEIGHT)
            self.live[row].append(lambda state: needed(shown) if (shown := text(state)) else blank)
            self.on[row].update(on)

    def written(self, sheet: Any) -> RowHeights:
        """Write them; returned is what they follow from."""
        for row in self.least:
            on = frozenset(self.on.get(row, ()))
            if on:
                sheet.live_heights.append(LiveHeight(row - 1, partial(self.height, row), on))
            sheet.set_row(row - 1, self.height(row, sheet.state))
        rows = [slot for slot in self.plan.slots if self.plan.is_row(slot.key[:-1])]
        tables = {of_table(slot.key[:-1]) for slot in rows}
        return RowHeights(self.all, partial(_filled_to, rows), frozenset().union(tables, *self.on.values()))

    def height(self, row: int, state: State) -> float:
        return self.all(state)[row]

    def all(self, state: State) -> dict[int, float]:
        """The heights of all rows, in points; worked out once for a state."""
        if self._state is not state:
            self._state = state
            found = {row: max([least, *(each(state) for each in self.live.get(row, ()))]) for row, least in self.least.items()}
            self._found = {row: min(height, TALLEST_ROW) for row, height in found.items()}
        return self._found


def _filled_to(rows: Sequence[Slot], state: State) -> int:
    """The last row of a sheet's tables that holds something; 0 where they are blank."""
    return max((slot.box.row for slot in rows if state.values.get(slot.key) is not None), default=0)


def _width(plan: SheetPlan, box: Box) -> float:
    return sum(plan.widths[box.column - 1 : box.last_column])
