"""The first line of each sheet: how many points of it are open, live, with the way to the 校验 sheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from budgetxl.forms import Form
from budgetxl.layout import CLEAN, MOST_FORMULA, OPEN, CheckSheetPlan, SheetPlan, rules_by_sheet
from budgetxl.values.words import FAILED, TO_VERIFY

from .state import WORDS, State
from .styles import Styles
from .writing import corners, write_formula, write_label


class TopLines:
    """Writes the top lines."""

    def __init__(self, form: Form, styles: Styles, checks: CheckSheetPlan) -> None:
        self.styles, self.checks = styles, checks
        self.by_sheet = rules_by_sheet(form)

    def write(self, sheet: Any, plan: SheetPlan) -> None:
        """The way back to the cover at the left, the state of this sheet's checks at the right, linked to 校验."""
        styles, box = self.styles, plan.state
        if plan.back is not None:
            write_label(sheet, plan.back, styles.named("link"))
        ids = self.by_sheet.get(plan.sheet.id, ())
        if not ids or box is None:
            return
        areas = [self.checks.area("result", run) for run in _runs(self.checks.rows[name] for name in ids)]
        count = "+".join(f'COUNTIF({area},"{word}")' for area in areas for word in (FAILED, TO_VERIFY))
        formula = f'IF({count}=0,"{CLEAN}",({count})&" {OPEN}")'
        if len(formula) > MOST_FORMULA:
            return

        def shown(state: State) -> str:
            opened = sum(state.told[name].word in (FAILED, TO_VERIFY) for name in ids)
            return f"{opened} {OPEN}" if opened else CLEAN

        style = styles.named("state")
        if not box.single:
            sheet.merge_range(*corners(box), "", style)
        write_formula(sheet, box, formula, style, (WORDS,), shown)
        rule = {"type": "text", "criteria": "containing", "value": OPEN[:5], "format": styles.bare("doubt")}
        sheet.conditional_format(*corners(box), rule)


def _runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Rows as first and last of each run without a gap."""
    runs: list[tuple[int, int]] = []
    for row in sorted(set(rows)):
        first = runs.pop()[0] if runs and runs[-1][1] == row - 1 else row
        runs.append((first, row))
    return runs
