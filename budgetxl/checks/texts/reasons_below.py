"""A reason against the sign of its change, where another finding speaks against a figure that the change stands on.

A wrong figure turns the change over, and the reason, which is right, seems to be against it: that follows from the figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from budgetxl.forms import formula_cells, with_lists
from budgetxl.values import Address, Finding
from budgetxl.workbook import Submission

from ..causes import Upstream

_OF_REASONS, _CELLS = "TEXT-21", 2  # the reason's cell and that of its change


def under_figures_of_changes(submission: Submission, findings: list[Finding]) -> list[Finding]:
    """The findings, those of such reasons under the first one that names the change or a cell which it is computed from."""
    reasons = [one for one in findings if one.rule == _OF_REASONS and len(one.cells) == _CELLS]
    speaking = [one for one in findings if _speaks_of_figures(one)] if reasons else []
    if not speaking:
        return findings
    seen = with_lists(submission.form, submission.root)
    formulas = {cell.key: cell for cell in formula_cells(submission.form, submission.root) if cell.key in submission.cells.computed}
    upstream = Upstream(seen, formulas)
    below: dict[int, list[Finding]] = {}
    for reason in reasons:
        places = _places(submission, upstream, reason.cells[1])
        first = next((number for number, one in enumerate(findings) if one in speaking and not places.isdisjoint(one.cells)), None)
        if first is not None:
            below.setdefault(first, []).append(reason)
    moved = [reason for each in below.values() for reason in each]
    told = (replace(one, caused=(*one.caused, *below[number])) if number in below else one for number, one in enumerate(findings))
    return [one for one in told if not _is_among(one, moved)]


def _speaks_of_figures(finding: Finding) -> bool:
    return finding.severity == "error" or (finding.severity == "warning" and not finding.rule.startswith(("TEXT-", "META-")))


def _places(submission: Submission, upstream: Upstream, change: Address) -> set[Address]:
    """The cell of a change and all that it is computed from."""
    cell = submission.cells.at(change)
    return {entry.at for entry in upstream.standing_on(cell.entry) if entry.at is not None} if cell is not None else {change}


def _is_among(finding: Finding, others: Iterable[Finding]) -> bool:
    return any(finding is other for other in others)
