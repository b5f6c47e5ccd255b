"""The first line of each sheet: how many points of it are open, live, with the way to the 校验 sheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from budgetxl.forms import Form, places, rule_sheets
from budgetxl.layout import SheetPlan
from budgetxl.values import quote_sheet

from .styles import Styles

CLEAN, OPEN = "本表没有不符或待核实之处", "处不符或待核实，请看校验表"
MOST_FORMULA = 8000


class TopLines:
    """Writes the top lines. ``results`` gives the cell of each rule's verdict on the 校验 sheet, and what it says now."""

    def __init__(self, form: Form, styles: Styles, check_sheet: str, rows: dict[str, int], words: dict[str, str]) -> None:
        self.styles, self.check_sheet, self.rows, self.words = styles, check_sheet, rows, words
        self.by_sheet: dict[str, list[str]] = {}
        known = places(form)
        for rule in form.rules:
            for sheet in rule_sheets(form, rule, known, conditions=False):
                self.by_sheet.setdefault(sheet, []).append(rule.id)

    def write(self, sheet: Any, plan: SheetPlan, cover: str) -> None:
        """The way back to the cover at the left, the state of this sheet's checks at the right, linked to 校验."""
        styles, last = self.styles, len(plan.widths) - 1
        sheet.write_url(0, 0, f"internal:{quote_sheet(cover)}!A1", styles.named("link"), "← 返回封面")
        ids = self.by_sheet.get(plan.sheet.id, [])
        if not ids or last < 1:
            return
        areas = [f"{quote_sheet(self.check_sheet)}!$G${first}:$G${last}" for first, last in _runs(self.rows[name] for name in ids)]
        count = "+".join(f'COUNTIF({area},"{word}")' for area in areas for word in ("不符", "待核实"))
        formula = f'IF({count}=0,"{CLEAN}",({count})&" {OPEN}")'
        if len(formula) > MOST_FORMULA:
            return
        opened = sum(self.words[name] in ("不符", "待核实") for name in ids)
        style = styles.named("state")
        if last > 1:
            sheet.merge_range(0, 1, 0, last, "", style)
        sheet.write_formula(0, 1, "=" + formula, style, f"{opened} {OPEN}" if opened else CLEAN)
        box = (0, 1, 0, last)
        rule = {"type": "text", "criteria": "containing", "value": OPEN[:5], "format": styles.bare("doubt")}
        sheet.conditional_format(*box, rule)


def _runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Rows as first and last of each run without a gap."""
    runs: list[tuple[int, int]] = []
    for row in sorted(set(rows)):
        first = runs.pop()[0] if runs and runs[-1][1] == row - 1 else row
        runs.append((first, row))
    return runs
