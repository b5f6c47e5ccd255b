"""The first line of each sheet: how many points of it are open, live, as the cover counts them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from budgetxl.forms import Form
from budgetxl.layout import (
    CLEAN,
    MOST_FORMULA,
    OPEN,
    Box,
    CheckCell,
    CheckSheetPlan,
    CoverExtras,
    SheetPlan,
    cell,
    rules_by_sheet,
)
from budgetxl.values.words import FAILED, TO_VERIFY

from .row_checks import RowFormulas, fail_word
from .state import WORDS, State, Token, of_row
from .styles import Styles
from .writing import corners, write_boxed, write_formula, write_label


class OpenPoints:
    """How many rules that speak of a sheet are open: 不符, or 待核实 without an answer.

    Of a copy of a repeated sheet its own places are counted, since what is wrong on one copy is not on the others.
    """

    def __init__(self, form: Form, checks: CheckSheetPlan, row_formulas: RowFormulas) -> None:
        self.checks, self.by_sheet, self.row_formulas = checks, rules_by_sheet(form), row_formulas
        self._checks: dict[str, list[CheckCell]] = {}

    def formula(self, plan: SheetPlan) -> str:
        """The count, without an equals sign; empty for a sheet of which no rule speaks, or too many for a cell."""
        if plan.instance is not None:
            return self._of_copy(plan)
        runs = _runs(self.checks.rows[name] for name in self.by_sheet.get(plan.sheet.id, ()))
        areas = [(self.checks.area("result", run), self.checks.area("answer", run)) for run in runs]
        count = "+".join(f'SUMPRODUCT(({said}="{FAILED}")+({said}="{TO_VERIFY}")*({answer}=""))' for said, answer in areas)
        return count if len(count) < MOST_FORMULA else ""

    def _of_copy(self, plan: SheetPlan) -> str:
        live = self._live(plan)
        if not live:
            return ""
        answers = {check.rule.id: self.checks.area("answer", (row, row)) for check in live for row in [self.checks.rows[check.rule.id]]}
        areas: dict[str, list[Box]] = {}
        for check in live:
            areas.setdefault(check.rule.id, []).append(check.verdict)
        counts = [f'COUNTIF({self._area(plan, [check.verdict for check in live])},"{FAILED}")']
        for rule_id in dict.fromkeys(check.rule.id for check in live if fail_word(check.rule) == TO_VERIFY):
            counts.append(f'COUNTIF({self._area(plan, areas[rule_id])},"{TO_VERIFY}")*({answers[rule_id]}="")')
        formula = f"IFERROR({'+'.join(counts)},0)"  # staff delete spare copies
        return formula if len(formula) < MOST_FORMULA else ""

    def _area(self, plan: SheetPlan, boxes: list[Box]) -> str:
        """The cells of a sheet from the first to the last of some: verdicts stand together, and nothing else says their words."""
        rows, columns = [box.row for box in boxes], [box.column for box in boxes]
        return f"{plan.quoted}!{Box(min(rows), min(columns), max(rows), max(columns)).absolute}"

    def _live(self, plan: SheetPlan) -> list[CheckCell]:
        """The verdicts of a sheet that its own formulas give."""
        if plan.name not in self._checks:
            self._checks[plan.name] = [check for check in plan.checks if self.row_formulas.of(plan, check) is not None]
        return self._checks[plan.name]

    def on(self, plan: SheetPlan) -> tuple[Token, ...]:
        """On what the count depends."""
        return (WORDS,) if plan.instance is None else tuple(of_row(check.rule.id, check.row_key) for check in self._live(plan))

    def count(self, plan: SheetPlan, state: State) -> int:
        if plan.instance is None:
            return sum(state.told[name].word in (FAILED, TO_VERIFY) for name in self.by_sheet.get(plan.sheet.id, ()))
        words = state.facts.words
        return sum(words.get((check.rule.id, check.row_key)) in (FAILED, TO_VERIFY) for check in self._live(plan))


class TopLines:
    """Writes the top lines. The cover has the counts, ``extras`` where it has them."""

    def __init__(self, cover: SheetPlan, extras: CoverExtras | None, styles: Styles, points: OpenPoints) -> None:
        self.cover, self.styles, self.points = cover, styles, points
        contents = extras.contents if extras is not None else ()
        self.opened = {row.plan.name: row.opened for row in contents}

    def write(self, sheet: Any, plan: SheetPlan) -> None:
        """The way back to the cover at the left, the state of this sheet's checks at the right."""
        styles, box, counted = self.styles, plan.state, self.opened.get(plan.name)
        if plan.back is not None:
            write_label(sheet, plan.back, styles.named("link"))
        if counted is None or box is None or not self.points.formula(plan):
            return
        count, style = f"{self.cover.quoted}!{cell_of(counted)}", styles.named("state")

        def shown(state: State) -> str:
            opened = self.points.count(plan, state)
            return f"{opened} {OPEN}" if opened else CLEAN

        write_boxed(sheet, box, style)
        write_formula(sheet, box, f'IF({count}=0,"{CLEAN}",{count}&" {OPEN}")', style, self.points.on(plan), shown)
        rule = {"type": "text", "criteria": "containing", "value": OPEN[:5], "format": styles.bare("doubt")}
        sheet.conditional_format(*corners(box), rule)


def cell_of(box: Box) -> str:
    """The first cell of a box, as a formula of another sheet names it."""
    return cell(box.row, box.column).absolute


def _runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Rows as first and last of each run without a gap."""
    runs: list[tuple[int, int]] = []
    for row in sorted(set(rows)):
        first = runs.pop()[0] if runs and runs[-1][1] == row - 1 else row
        runs.append((first, row))
    return runs
