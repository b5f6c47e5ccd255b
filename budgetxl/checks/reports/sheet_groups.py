"""Findings grouped by sheet, as the terminal and the page show them."""

from __future__ import annotations

from budgetxl.values import Finding
from budgetxl.workbook import ReadResult

NO_SHEET = "全表"


def by_sheet(findings: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    """Findings by the sheet of their first cell, sheets in the order of their first finding's severity."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.cells[0].sheet if finding.cells else NO_SHEET, []).append(finding)
    return groups


def heading(sheet: str, result: ReadResult) -> str:
    """A sheet's name above its findings, with its file where a submission has several."""
    file = dict(result.homes).get(sheet)
    return sheet if file is None else f"{sheet}（{file}）"
