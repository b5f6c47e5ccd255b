"""Writes the sheet 需说明原因的增减."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from budgetxl.layout import (
    CHANGES_COLUMNS,
    CHANGES_COUNT,
    CHANGES_HIDDEN,
    CHANGES_SHOWN,
    GONE,
    NEW,
    NO_CHANGES,
    NO_LAST_YEAR,
    NOT_COMPARED,
    SAME_REASON,
    SHARED_REASON,
    UNWRITTEN,
    ChangesPlan,
    ComparedFigure,
    ComparedRow,
    Layout,
    cell,
    lines_needed,
)
from budgetxl.values import column_letters
from budgetxl.values.decimals import SHOWN, growth_of

from ..defined_names import define
from ..page_setup import A4, AUTOMATIC_TAB, FOOTER, TITLE_HEIGHT
from ..state import CHANGED, ChangesTold, Content, Facts, Live, LiveHeight, State, Token, of_change, of_reason
from ..styles import Styles
from ..writing import write_boxed, write_formula, write_label, write_live
from .formulas import Formulas, range_name
from .told import changes_told

LINE, LEAST = 16.0, 28.0  # heights in points: so tall that twenty lines fill a page


class ChangesSheet:
    """Writes the sheet, and says what it shows of data."""

    def __init__(self, workbook: Any, sheet: Any, layout: Layout, plan: ChangesPlan, styles: Styles) -> None:
        self.workbook, self.sheet, self.layout, self.plan, self.styles = workbook, sheet, layout, plan, styles
        self.formulas = Formulas(layout, plan)

    def told(self, facts: Facts, reasons: Mapping[str, str]) -> ChangesTold:
        """What the sheet says of data, ``reasons`` being last year's by their keys."""
        return changes_told(self.layout, self.plan, facts, reasons)

    def write(self) -> None:
        sheet, styles, plan = self.sheet, self.styles, self.plan
        widths = [width for _, width in CHANGES_SHOWN.values()]
        for index, width in enumerate(widths):
            sheet.set_column(index, index, width)
        first = CHANGES_COLUMNS[next(iter(CHANGES_HIDDEN))] - 1
        sheet.set_column(first, len(CHANGES_COLUMNS) - 1, None, None, {"hidden": True})
        for label in plan.labels:
            write_label(sheet, label, styles.named(label.style))
            if label.style == "title":
                sheet.set_row(label.box.row - 1, TITLE_HEIGHT)
            elif label.style == "note":
                sheet.set_row(label.box.row - 1, LINE * lines_needed(label.text, sum(widths)))
        for box, formula, shown, style in (
            (plan.state, self.formulas.state(), self._state, styles.named("heading")),
            (plan.missing, self.formulas.missing_ones(), self._missing, styles.named("note")),
        ):
            write_boxed(sheet, box, style)
            write_formula(sheet, box, formula, style, (CHANGED,), _by(shown))
        for name, formula in self.formulas.names():
            define(self.workbook, name, f"={formula}")
        for number, figure in enumerate(plan.figures):
            self._figure(number, figure)
        for turn, line in enumerate(plan.lines, start=1):
            self._line(turn, line)
            tall = self._height(turn)
            sheet.live_heights.append(LiveHeight(line - 1, tall, frozenset((CHANGED,))))
            sheet.set_row(line - 1, tall(sheet.state))
        self._reasons()
        self._page(len(widths))

    def _page(self, wide: int) -> None:
        sheet, plan = self.sheet, self.plan
        head, last = plan.lines[0] - 2, plan.lines[-1] - 1
        told = CHANGES_COLUMNS["told"] - 1
        rule = {"type": "text", "criteria": "containing", "value": UNWRITTEN, "format": self.styles.bare("doubt")}
        sheet.conditional_format(plan.lines[0] - 1, told, last, told, rule)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head)
        sheet.freeze_panes(head + 1, 0)
        sheet.print_area(1, 0, last, wide - 1)
        sheet.set_footer(FOOTER)
        sheet.set_tab_color(AUTOMATIC_TAB)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    # ── compared rows and figures

    def _figure(self, number: int, figure: ComparedFigure) -> None:
        line, formulas = self.plan.lines[0] + number, self.formulas
        self._names(number, figure)
        self._number("first", line, figure.first)
        self._text("called", line, figure.called)
        self._number("shares", line, int(figure.shares))
        self._text("target", line, _target(figure))
        self._live("compared", line, formulas.compared(number, figure), (CHANGED,), lambda told: int(told.compared[number]))
        self._live("missing", line, formulas.missing(number, figure), (CHANGED,), lambda told: int(told.missing[number]))
        for offset, row in enumerate(figure.rows):
            self._row(number, figure, row, figure.first - 1 + offset)

    def _row(self, number: int, figure: ComparedFigure, row: ComparedRow, turn: int) -> None:
        line, formulas, on = self.plan.lines[0] + turn, self.formulas, (of_change(turn),)

        def live(name: str, formula: str, value: Callable[[Any], Any]) -> None:
            self._live(f"row_{name}", line, formula, on, lambda told: value(told.rows[turn]))

        live("this", formulas.amount(number, figure, row, 0), lambda found: _number(found.this))
        live("last", formulas.amount(number, figure, row, 1), lambda found: _number(found.last))
        live("size", formulas.size(number, figure, line), lambda found: _number(found.size))
        if row.number:
            live("item", formulas.item(number, figure, row), lambda found: found.item)
        else:
            self._text("row_item", line, row.label)
        if row.reason is None:
            return
        there = self.layout.cells.get(row.reason)
        if there is None and not (row.number and figure.compared.by_row):
            self._text("row_told", line, _of(self.sheet.state).rows[turn].told)  # in a workbook of its own: a text that never changes
        else:
            live("told", formulas.told(number, figure, row), lambda found: found.told)
        self._text("row_target", line, ".".join(str(part) for part in row.reason if isinstance(part, str)) if there or row.number else "")
        if row.number and figure.compared.by_row:
            live("key", formulas.key(number, figure, row), lambda found: found.key)
        else:
            self._text("row_key", line, ".".join(map(str, row.reason)))

    def _names(self, number: int, figure: ComparedFigure) -> None:
        """Short names for the columns of a compared table: its rows ask for them again and again."""
        area = figure.area
        for field in figure.columns:
            assert area is not None
            for part in range(max(len(field.parts), 1)):
                letters = column_letters(area.columns[field.id] + part)
                cells = f"={figure.plan.quoted}!${letters}${area.rows[0]}:${letters}${area.rows[1]}"
                define(self.workbook, range_name(number, figure, field, part), cells)

    # ── the list

    def _line(self, turn: int, line: int) -> None:
        formulas, styles = self.formulas, self.styles
        number, middle, text = (styles.named(name) for name in ("number", "middle", "plain"))
        percent, link = styles.named("number", num_format="0.00", indent=1), styles.named("open_link", font_size=10)

        def live(name: str, formula: str, shown: Callable[[ChangesTold, int], Any], style: Any = None, none: Any = "") -> None:
            def value(told: ChangesTold) -> Any:
                return shown(told, told.lines[turn - 1]) if turn <= len(told.lines) else none

            self._live(name, line, formula, (CHANGED,), value, style)

        figure_of, reason_of = self._figure_of, self._reason_of
        live("largest", formulas.largest(turn), lambda told, at: _number(told.rows[at].size), none=0)
        live("turn", formulas.turn(turn), lambda told, at: at + 1)
        live("figure", formulas.figure(line), lambda told, at: figure_of(at) + 1)
        live("reason", formulas.reason(line), lambda told, at: reason_of(told, at) + 1)
        live("number", formulas.number(line), lambda told, at: turn, middle)
        live("place", formulas.place(line), lambda told, at: self.plan.figures[figure_of(at)].called, link)
        live("item", formulas.of_row(line, "row_item"), lambda told, at: told.rows[at].item, text)
        live("this", formulas.of_row(line, "row_this"), lambda told, at: _number(told.rows[at].this), number)
        live("last", formulas.of_row(line, "row_last"), lambda told, at: _number(told.rows[at].last), number)
        live("change", formulas.change(line), lambda told, at: _number(told.rows[at].this - told.rows[at].last), number)
        live("growth", formulas.growth(line), lambda told, at: _growth(told.rows[at].this, told.rows[at].last), percent)
        live("told", formulas.reason_place(line), lambda told, at: told.rows[reason_of(told, at)].told, link)
        live("before", formulas.before(line), self._before, styles.named("plain", font_size=10))

    def _height(self, turn: int) -> Callable[[State], float]:
        """How tall a line of the list is: as last year's reason needs."""
        width = CHANGES_SHOWN["before"][1]

        def height(state: State) -> float:
            told = _of(state)
            text = self._before(told, told.lines[turn - 1]) if turn <= len(told.lines) else ""
            return max(LEAST, LINE * lines_needed(text, width) + 2)

        return height

    def _figure_of(self, turn: int) -> int:
        return max(number for number, figure in enumerate(self.plan.figures) if figure.first <= turn + 1)

    def _reason_of(self, told: ChangesTold, turn: int) -> int:
        return turn if told.rows[turn].told else self.plan.figures[self._figure_of(turn)].first - 1

    def _before(self, told: ChangesTold, turn: int) -> str:
        own = self._reason_of(told, turn)
        text = next((text or "" for known, text in told.reasons if known == told.rows[own].key), "")
        if not text or not self.plan.figures[self._figure_of(turn)].shares:
            return text
        first = next(number for number, line in enumerate(told.lines, start=1) if self._reason_of(told, line) == own)
        return SHARED_REASON + text if told.lines[first - 1] == turn else f"{SAME_REASON[0]}{first}{SAME_REASON[1]}"

    def _state(self, told: ChangesTold) -> str:
        total, unit, listed, open_, end = CHANGES_COUNT
        shown = told.lines[: len(self.plan.lines)]
        if not told.lines:
            return NO_CHANGES if any(told.compared) else NOT_COMPARED
        unwritten = sum(told.rows[self._reason_of(told, turn)].told.endswith(UNWRITTEN) for turn in shown)
        more = listed.format(n=len(shown)) if len(told.lines) > len(shown) else ""
        return f"{total}{len(told.lines)}{unit}{more}" + (f"{open_}{unwritten}{end}" if unwritten else "")

    def _missing(self, told: ChangesTold) -> str:
        names = [figure.called for figure, lacks in zip(self.plan.figures, told.missing) if lacks]
        return NO_LAST_YEAR + "、".join(names) if names else ""

    # ── last year's reasons

    def _reasons(self) -> None:
        """Each in a row with its key: a cell's own, or that of a table's row, which only data can tell."""
        number = 0
        for key, count in self.plan.reasons.items():
            for _ in range(max(1, count)):
                line, on = self.plan.lines[0] + number, (of_reason(number),)
                for name, part in (("key", 0), ("text", 1)):
                    if name == "key" and not count:
                        self._text(name, line, key)
                    else:
                        content = _reason_content(number, part)
                        write_live(self.sheet, Live(line - 1, CHANGES_COLUMNS[name] - 1, self._style(), content, on))
                number += 1

    # ── cells

    def _style(self) -> Any:
        return self.styles.named("check")

    def _text(self, name: str, line: int, text: str) -> None:
        self.sheet.write_string(line - 1, CHANGES_COLUMNS[name] - 1, text, self._style())

    def _number(self, name: str, line: int, number: int) -> None:
        self.sheet.write_number(line - 1, CHANGES_COLUMNS[name] - 1, number, self._style())

    def _live(
        self, name: str, line: int, formula: str, on: tuple[Token, ...], shown: Callable[[ChangesTold], Any], style: Any = None
    ) -> None:
        box = cell(line, CHANGES_COLUMNS[name])
        write_formula(self.sheet, box, formula, style or self._style(), on, _by(shown))


def _of(state: State) -> ChangesTold:
    assert state.changes is not None
    return state.changes


def _by(shown: Callable[[ChangesTold], Any]) -> Callable[[State], Any]:
    return lambda state: shown(_of(state))


def _reason_content(number: int, part: int) -> Callable[[State], Content]:
    return lambda state: Content(_of(state).reasons[number][part] or None)


def _number(amount: Decimal) -> float:
    return float(amount) if amount else 0


def _growth(this: Decimal, last: Decimal) -> Any:
    if not last:
        return NEW
    growth = growth_of(this, last, SHOWN)
    return GONE if not this or growth is None else float(growth)


def _target(figure: ComparedFigure) -> str:
    """The defined name that leads to a figure: to its first cell, or to the column of a table."""
    key = figure.rows[0].this
    return ".".join(figure.compared.this) if figure.area is not None or key is None else ".".join(map(str, key))
