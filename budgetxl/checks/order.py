"""The order in which everything is told: that of the workbook. The one place that knows it; every report goes by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from ..values import LEVEL_ORDER, Address, Finding
from ..workbook import Submission

Place = tuple[int, int, int]


def in_order(findings: Iterable[Finding], submission: Submission) -> tuple[Finding, ...]:
    """Findings by their first cell: sheets in the form's order, then rows, then columns; of one cell the gravest first.

    Those of the workbook as a whole come first, those on sheets that are no form's last. What is folded under a finding is
    in the same order.
    """
    return _ordered(findings, placing(submission))


def placing(submission: Submission) -> Callable[[Address], Place]:
    """A function from a cell to its place in the workbook, to sort by."""
    sheets: dict[str, int] = {}
    for cell in submission.cells:
        if cell.entry.at is not None:
            sheets.setdefault(cell.entry.at.sheet, len(sheets))

    def place(at: Address) -> Place:
        return sheets.setdefault(at.sheet, len(sheets)), at.row, at.column  # a sheet that is no form's: as it is first told of

    return place


def _ordered(findings: Iterable[Finding], place: Callable[[Address], Place]) -> tuple[Finding, ...]:
    def key(finding: Finding) -> tuple[Place, int]:
        return place(finding.cells[0]) if finding.cells else (-1, 0, 0), LEVEL_ORDER[finding.severity]

    told = [replace(one, caused=_ordered(one.caused, place)) if len(one.caused) > 1 else one for one in findings]
    return tuple(sorted(told, key=key))
