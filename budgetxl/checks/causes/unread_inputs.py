"""What stands on a cell that can't be read waits for it: a sum without a figure that is there is compared with nothing.

Such a finding of a rule, or of a total's value, goes under that of the cell. It may be true or not; that is known when
the cell can be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from budgetxl.forms import FormulaCell, Verdict, formula_cells, with_lists
from budgetxl.values import LEVEL_ORDER, Address, Entry, Finding
from budgetxl.workbook import Submission

from .trials import Failure
from .upstream import Upstream

_UNREAD = (("META-06", "error"), ("META-08", "error"), ("META-17", "warning"), ("META-17", "error"))
_OF_TOTALS = ("META-07", "META-08")  # what reading says of the value of a formula's cell


def is_unread(finding: Finding) -> bool:
    """Whether a finding says of a cell that nothing could be read from it."""
    return (finding.rule, finding.severity) in _UNREAD and len(finding.cells) == 1


def under_unread(
    submission: Submission, verdicts: Iterable[Verdict], found: Mapping[Failure, Finding], others: list[Finding]
) -> tuple[dict[Failure, Finding], list[Finding]]:
    """The findings of rules and all others, those that stand on a cell which can't be read under the finding of that cell."""
    cells = {one.cells[0] for one in others if is_unread(one) and _blank(submission, one.cells[0])}
    if not cells:
        return dict(found), others
    seen = with_lists(submission.form, submission.root)
    totals = {cell.key: cell for cell in formula_cells(submission.form, submission.root)}
    upstream = Upstream(seen, {key: cell for key, cell in totals.items() if key in submission.cells.computed})
    waiting = {(one.rule.id, one.key): upstream.typed(one) for one in verdicts if (one.rule.id, one.key) in found}
    first = {failure: at for failure, read in waiting.items() if (at := _first((entry for _, entry in read), cells)) is not None}
    follows: dict[Address, list[Finding]] = {}
    for failure, at in first.items():
        follows.setdefault(at, []).append(found[failure])
    kept: list[Finding] = []
    for finding in others:
        found_of = [submission.cells.at(at) for at in finding.cells] if finding.rule in _OF_TOTALS and finding.severity != "info" else []
        below = [_first(_inputs(totals[cell.key], upstream), cells) for cell in found_of if cell is not None and cell.key in totals]
        top = below[0] if below and None not in below and len(below) == len(finding.cells) else None
        if top is None:
            kept.append(finding)
        else:
            follows.setdefault(top, []).append(finding)
    left = {failure: one for failure, one in found.items() if failure not in first}
    return left, list(_with(kept, follows))


def _blank(submission: Submission, at: Address) -> bool:
    cell = submission.cells.at(at)
    return cell is not None and cell.entry.value is None


def _inputs(total: FormulaCell, upstream: Upstream) -> Iterator[Entry]:
    """What a total stands on, with the codes that say which rows a parent code's row adds up."""
    yield from upstream.below(total)
    if total.rollup is not None:
        yield from (node for row in total.rows if isinstance(node := row.get(total.rollup.column), Entry))


def _first(entries: Iterable[Entry], cells: set[Address]) -> Address | None:
    return next((entry.at for entry in entries if entry.at in cells), None)


def _with(findings: Iterable[Finding], follows: dict[Address, list[Finding]]) -> Iterator[Finding]:
    """Each finding of a cell that can't be read with what follows from that, as grave as the gravest of it."""
    for finding in findings:
        caused = follows.pop(finding.cells[0], []) if is_unread(finding) else []
        severity = min((finding.severity, *(one.severity for one in caused)), key=lambda level: LEVEL_ORDER[level])
        yield replace(finding, severity=severity, caused=(*finding.caused, *caused)) if caused else finding
