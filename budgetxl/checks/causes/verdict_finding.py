"""A rule's verdict as a finding: its message with both sides, the cells it is about, the likely cause."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from budgetxl.expressions import Logic, Status, TreeScope, evaluate, kind_of, unit_of, with_units
from budgetxl.forms import Verdict, compared, lookup_of
from budgetxl.values import Address, Finding, Group, Level, Scalar, plain, round_half_up, scale
from budgetxl.values.catalogue import shortened
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.tolerances import LAST_PLACE, WRITTEN_PLACES
from budgetxl.workbook import Submission

from ..messages import say
from .cited_cells import cells_of
from .hints import likely_cause

_SLOT = lazy_pattern(r"\{([^{}]+)\}")
_SLOT_OR_QUOTED = lazy_pattern(r"(“)?\{([^{}]+)\}(?(1)”|)")  # a text in quotes of its own, or any other


def finding_of(verdict: Verdict, seen: Group, submission: Submission) -> Finding:
    """The finding of a failed verdict, or the information of one that passed but for rounding. ``seen`` has its lists.

    Where the words for it can't be made, it is told by the rule's message as it is written: a finding is never lost.
    """
    try:
        return _worded(verdict, seen, submission)
    except MemoryError:
        raise
    except Exception:
        rule, read = verdict.rule, (*verdict.judgement.left_entries, *verdict.judgement.right_entries)
        at = tuple(dict.fromkeys(entry.at for entry in read if entry.at is not None))
        return Finding(rule.id, "info" if rule.trial else rule.severity, _SLOT.sub(say("slot-missing"), rule.message), at)


def _worded(verdict: Verdict, seen: Group, submission: Submission) -> Finding:
    from budgetxl.expressions import parse  # what is silent needs no parser

    rule, judgement = verdict.rule, verdict.judgement
    scope = TreeScope(seen, verdict.row, verdict.sheet)
    compiled = submission.form.compiled
    lookup = lookup_of(compiled, compiled.rows.get(rule.each), compiled.copies(rule.each))
    spoken = [parse(slot) for slot in _SLOT.findall(rule.message) if slot not in ("left", "right", "gap", "unit")]
    unit, places = unit_of(rule.check.expression, lookup, spoken)

    def decimals(kind: str | None) -> int | None:
        """With how many decimals a number of that kind is shown; None as it is needed."""
        return 0 if kind == "count" else None if kind == "number" else places if kind == "amount" and places is not None else WRITTEN_PLACES

    sides = decimals(compared(compiled, rule))
    slots: dict[str, str] = {
        "left": shown(judgement.left, sides),
        "right": shown(judgement.right, sides),
        "gap": shown(None if judgement.gap is None else abs(judgement.gap), sides),
        "unit": unit,
    }

    def expression(text: str) -> str:
        slot = with_units(parse(text), lookup, unit)
        return shown(evaluate(slot, scope), decimals(kind_of(slot, lookup).type))

    message = fill_slots(rule.message, slots, expression)
    cause = likely_cause(judgement, rule.check.expression, scope, submission.cells)
    severity: Level = "info" if rule.trial else rule.severity
    if judgement.status is Status.ROUNDING:
        message, severity = say("rounding", message=message), "info"
    return Finding(
        rule.id,
        severity,
        message,
        _where(verdict, scope, submission),
        expected=slots["right"],
        actual=slots["left"],
        hint="；".join(filter(None, (cause, fill_slots(rule.hint, slots, expression)))),
    )


def _where(verdict: Verdict, scope: TreeScope, submission: Submission) -> tuple[Address, ...]:
    """The cells of a failed verdict; of a check that misses rows which are not there, the cells where their tables begin."""
    rule = verdict.rule
    named = cells_of(rule, verdict.judgement, scope)
    check = rule.check.expression
    if named and (rule.cells or rule.each or not (isinstance(check, Logic) and check.operator == "and")):
        return named
    openings = submission.openings
    return tuple(openings[path] for path in rule.check.paths if path in openings and not submission.cells.of(path)) or named


def fill_slots(text: str, slots: Mapping[str, str], expression: Callable[[str], str]) -> str:
    """A rule's message with its slots filled.

    ``slots`` are both sides, the difference and the unit in which they are; any other slot is an ``expression`` of the
    form's language, its amounts in the same unit. Of a long text, the middle is left out; nobody reads “（空）” for one that is
    missing: it loses its quotes.
    """

    def value(match: re.Match[str]) -> str:
        quote, name = match.groups()
        if name == "unit":
            return slots["unit"]
        told = shortened(slots[name] if name in slots else expression(name))
        if quote is None:
            return told or say("slot-missing")
        return f"“{told}”" if told else say("slot-not-filled")

    return _SLOT_OR_QUOTED.sub(value, text)


def shown(value: Scalar, places: int | None = WRITTEN_PLACES) -> str:
    """A value as findings write it: numbers with so many decimals, more where people write more; texts as they are.

    Without ``places`` a whole number has none, any other those of an amount.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        if places is None:
            places = WRITTEN_PLACES if scale(value) else 0
        return plain(value) if places < scale(value) <= LAST_PLACE else format(round_half_up(value, places), f".{places}f")
    return value.isoformat() if isinstance(value, date) else value
