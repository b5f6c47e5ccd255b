"""The first line of each sheet: how many points of it are open, live, as the cover counts them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from budgetxl.forms import Form
from budgetxl.layout import CLEAN, MOST_FORMULA, OPEN, Box, CheckSheetPlan, CoverExtras, SheetPlan, cell, rules_by_sheet
from budgetxl.values.words import FAILED, TO_VERIFY

from .state import WORDS, State
from .styles import Styles
from .writing import corners, write_boxed, write_formula, write_label


class OpenPoints:
    """How many rules that speak of a sheet are open: 不符, or 待核实 without an answer."""

    def __init__(self, form: Form, checks: CheckSheetPlan) -> None:
        self.checks, self.by_sheet = checks, rules_by_sheet(form)

    def formula(self, sheet_id: str) -> str:
        """The count, without an equals sign; empty for a sheet of which no rule speaks, or too many for a cell."""
        runs = _runs(self.checks.rows[name] for name in self.by_sheet.get(sheet_id, ()))
        areas = [(self.checks.area("result", run), self.checks.area("answer", run)) for run in runs]
        count = "+".join(f'SUMPRODUCT(({said}="{FAILED}")+({said}="{TO_VERIFY}")*({answer}=""))' for said, answer in areas)
        return count if len(count) < MOST_FORMULA else ""

    def count(self, state: State, sheet_id: str) -> int:
        return sum(state.told[name].word in (FAILED, TO_VERIFY) for name in self.by_sheet.get(sheet_id, ()))


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
        if counted is None or box is None or not self.points.formula(plan.sheet.id):
            return
        def shown(state: State) -> str:
            opened = self.points.count(state, plan.sheet.id)
            return f"{opened} {OPEN}" if opened else CLEAN

        count, style = f"{self.cover.quoted}!{cell_of(counted)}", styles.named("state")
        write_boxed(sheet, box, style)
        write_formula(sheet, box, f'IF({count}=0,"{CLEAN}",{count}&" {OPEN}")', style, (WORDS,), shown)
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
