"""What follows from one mistake goes under one finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from ..forms import formula_cells, value_of, with_lists
from ..values import LEVEL_ORDER, Address, Finding, entries, plain
from ..workbook import Submission
from .causes import Cause, Key
from .messages import say

VerdictKey = tuple[str, Key]


def blamed_cells(submission: Submission, findings: Iterable[Finding]) -> dict[Key, Decimal | None]:
    """The figures that findings other than the rules' speak against, each with what it ought to be, where that is known.

    A total typed over ought to be what its formula gives; of a figure that a text has otherwise, the text may be right.
    """
    cells: dict[Address, Decimal | None] = {}
    for finding in findings:
        if finding.severity == "error" and len(finding.cells) == 1:
            cells[finding.cells[0]] = None
        elif finding.rule == "TEXT-02":
            cells[finding.cells[-1]] = Decimal(finding.actual)
    if not cells:
        return {}
    root = submission.root
    figures = ((key, entry.at) for key, entry in entries(root) if isinstance(entry.value, Decimal))
    blamed = {key: cells[at] for key, at in figures if at is not None and at in cells}
    seen = with_lists(submission.form, root)
    for cell in formula_cells(submission.form, root):
        value = value_of(cell, seen) if cell.key in blamed else None
        if isinstance(value, Decimal) and value != cell.entry.value:
            blamed[cell.key] = value
    return blamed


def folded(own: Mapping[VerdictKey, Finding], others: list[Finding], causes: list[Cause]) -> list[Finding]:
    """The findings of rules and all others, each with what one cell explains under the gravest that names the cell."""
    found, rest = dict(own), list(others)
    for cause in causes:
        group = [key for key in found if key in cause.explains]
        head, *following = sorted(group, key=lambda key: (LEVEL_ORDER[found[key].severity], cause.at not in found[key].cells[:1]))
        explained = [one for one in rest if _follows(one, cause)]
        caused = (*(found.pop(key) for key in following), *explained)
        code = "hint-cause" if cause.sure else "hint-causes"
        hint = say(code, cell=cause.at, value=plain(cause.value), count=1 + len(caused))
        first = found[head]
        found[head] = replace(first, hint="；".join(filter(None, (first.hint, hint))), caused=(*first.caused, *caused))
        rest = [one for one in rest if one not in explained]
    return _totals_under(list(found.values()), rest)


def _follows(finding: Finding, cause: Cause) -> bool:
    """Whether a finding that no rule made says the same as a cause: of its very cell, or of a text that has it right."""
    if finding.severity != "error" or cause.at not in finding.cells:
        return False
    return finding.cells == (cause.at,) or finding.actual == plain(cause.value)


def _totals_under(own: list[Finding], rest: list[Finding]) -> list[Finding]:
    """A total typed over goes under the first rule that fails on that very cell, whatever else is wrong with it."""
    kept = []
    for finding in rest:
        owner = None
        if finding.rule == "META-07" and finding.severity == "error":
            owner = next((i for i, one in enumerate(own) if one.severity == "error" and one.cells[:1] == finding.cells), None)
        if owner is None:
            kept.append(finding)
        else:
            own[owner] = replace(own[owner], caused=(*own[owner].caused, finding))
    return [*kept, *own]
