"""A rule's verdict as a finding: its message with both sides, the cells it is about, the likely cause."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from budgetxl.expressions import Status, TreeScope, evaluate, parse
from budgetxl.forms import Cells, Verdict
from budgetxl.values import Finding, Group, Level, Scalar, plain, round_half_up, scale

from ..messages import say
from .cited_cells import cells_of
from .hints import likely_cause

MOST_PLACES = 6  # that people write; a quotient has more
_SLOT = re.compile(r"\{([^{}]+)\}")


def finding_of(verdict: Verdict, seen: Group, cells: Cells) -> Finding:
    """The finding of a failed verdict, or the information of one that passed but for rounding. ``seen`` has its lists.

    Where the words for it can't be made, it is told by the rule's message as it is written: a finding is never lost.
    """
    try:
        return _worded(verdict, seen, cells)
    except MemoryError:
        raise
    except Exception:
        rule, read = verdict.rule, (*verdict.judgement.left_entries, *verdict.judgement.right_entries)
        at = tuple(dict.fromkeys(entry.at for entry in read if entry.at is not None))
        return Finding(rule.id, "info" if rule.trial else rule.severity, _SLOT.sub(say("slot-missing"), rule.message), at)


def _worded(verdict: Verdict, seen: Group, cells: Cells) -> Finding:
    rule, judgement = verdict.rule, verdict.judgement
    scope = TreeScope(seen, verdict.row, verdict.sheet)
    message = fill_slots(rule.message, judgement.left, judgement.right, judgement.gap, scope)
    cause = likely_cause(judgement, rule.check.expression, scope, cells)
    severity: Level = "info" if rule.trial else rule.severity
    if judgement.status is Status.ROUNDING:
        message, severity = say("rounding", message=message), "info"
    return Finding(
        rule.id,
        severity,
        message,
        cells_of(rule, judgement, scope),
        expected=shown(judgement.right),
        actual=shown(judgement.left),
        hint="；".join(filter(None, (cause, fill_slots(rule.hint, judgement.left, judgement.right, judgement.gap, scope)))),
    )


def fill_slots(text: str, left: Scalar, right: Scalar, gap: Scalar, scope: TreeScope) -> str:
    """A rule's message with its slots filled: both sides, the difference, and any expression in braces."""

    def value(match: re.Match[str]) -> str:
        sides = {"left": left, "right": right, "gap": abs(gap) if isinstance(gap, Decimal) else gap}
        name = match[1]
        found = sides[name] if name in sides else evaluate(parse(name), scope)
        return shown(found) or say("slot-missing")

    return _SLOT.sub(value, text)


def shown(value: Scalar) -> str:
    """A value as findings write it: amounts with two decimals, more where people write more; texts as they are."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return plain(value) if 2 < scale(value) <= MOST_PLACES else format(round_half_up(value, 2), ".2f")
    return value.isoformat() if isinstance(value, date) else value
