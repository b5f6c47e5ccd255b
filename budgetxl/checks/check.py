"""``check``: the rules of a form over a submission that was read, to findings on cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ..expressions import Status, TreeScope, evaluate, parse
from ..forms import (
    VERDICT_MISSING,
    Field,
    Form,
    Place,
    Verdict,
    judge_form,
    places,
    rule_sheets,
    with_lists,
    word_of,
)
from ..values import (
    LEVEL_ORDER,
    Entry,
    Finding,
    Group,
    Level,
    Scalar,
    descend,
    entries,
    plain,
    round_half_up,
    scale,
    squeeze,
)
from ..values.records import dataclass
from ..workbook import ReadResult, Submission
from .causes.cited_cells import cells_of
from .causes.folding import VerdictKey, blamed_cells, codes_beside, folded
from .causes.hints import Beside, likely_cause
from .causes.search import find_causes, on_absent_cells
from .messages import say
from .texts.narrative import narrative_findings

MOST_PLACES = 6  # that people write; a quotient has more
_SLOT = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Report:
    """What checking a submission gave: findings in order, and how many rules passed, failed and could not be judged.

    ``verdicts`` holds for each rule the word of the 校验 sheet (通过, 不符, 待核实, 未填).
    """

    findings: tuple[Finding, ...]
    verdicts: dict[str, str]

    def count(self, severity: str) -> int:
        return sum(1 for finding in self.findings if finding.severity == severity)

    def open_warnings(self) -> int:
        """Warnings that staff have not answered."""
        return sum(1 for finding in self.findings if finding.severity == "warning" and finding.answer is None)


def check_result(result: ReadResult) -> Report:
    """All findings of a workbook: those of reading it, and those of its form's rules, errors first within a sheet."""
    submission = _judgeable(result.submission)
    judged = _judged(submission)
    words = {rule.id: judged.words.get(rule.id, VERDICT_MISSING) for rule in result.submission.form.rules}
    findings = [_answered(one, submission) for one in _folded(submission, judged, [*result.findings, *_others(submission)])]
    return Report(tuple(sorted(findings, key=lambda finding: LEVEL_ORDER[finding.severity])), words)


def check(submission: Submission) -> list[Finding]:
    """The findings of a form's rules over a submission (without those of reading the file)."""
    submission = _judgeable(submission)
    return _folded(submission, _judged(submission), list(_others(submission)))


def _judgeable(submission: Submission) -> Submission:
    """The submission under those rules only that speak of no sheet that its workbook lacks: an absent sheet is not a blank one."""
    if not submission.absent:
        return submission
    form, known = submission.form, places(submission.form)
    rules = tuple(rule for rule in form.rules if rule_sheets(form, rule, known).isdisjoint(submission.absent))
    return replace(submission, form=replace(form, rules=rules))


def _folded(submission: Submission, judged: _Judged, others: list[Finding]) -> list[Finding]:
    """The findings of the rules and all others, one for each mistake."""
    causes = find_causes(submission, judged.failed, blamed_cells(submission, others))
    gone = any(finding.rule == "META-09" and finding.severity == "error" for finding in others)
    adrift = on_absent_cells(submission, judged.failed) if gone else ()
    typed_over = any(finding.rule == "META-07" for finding in others)
    return folded(judged.findings, others, causes, adrift, codes_beside(submission) if typed_over else {})


def _others(submission: Submission) -> Iterator[Finding]:
    """What is found by no rule of the form: blanks that must be filled in, values not on offer, and in texts."""
    yield from _required(submission)
    yield from _choices(submission)
    yield from narrative_findings(submission)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the rules gave: findings and failed verdicts by rule and row, and the word of each rule."""

    findings: dict[VerdictKey, Finding]
    failed: dict[VerdictKey, Verdict]
    words: dict[str, str]


def _judged(submission: Submission) -> _Judged:
    form, judged = submission.form, _Judged({}, {}, {})
    seen, beside = with_lists(form, submission.root), Beside(submission.root, submission.computed)
    for rule_id, verdicts in judge_form(form, submission.root).items():
        for verdict in verdicts:
            if verdict.judgement.status in (Status.FAILED, Status.ROUNDING):
                judged.findings[rule_id, verdict.key] = _finding(verdict, seen, beside)
            if verdict.judgement.status is Status.FAILED:
                judged.failed[rule_id, verdict.key] = verdict
        judged.words[rule_id] = word_of(form.rule(rule_id), [v.judgement.status for v in verdicts])
    return judged


def _finding(verdict: Verdict, seen: Group, beside: Beside) -> Finding:
    rule, judgement = verdict.rule, verdict.judgement
    scope = TreeScope(seen, verdict.row, verdict.sheet)
    message = fill_slots(rule.message, judgement.left, judgement.right, judgement.gap, scope)
    cause = likely_cause(judgement, rule.check.expression, scope, beside)
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


def _required(submission: Submission) -> Iterator[Finding]:
    """Required fields that are blank: on a sheet that stands in the workbook, with the cell where the value belongs."""
    for place, entry in _fields(submission):
        if place.field.required and entry.value is None and place.field.formula is None and entry.at is not None:
            label = place.field.label
            hint = say("required-hint", cell=entry.at)
            yield Finding("META-15", "error", say("required", label=label), (entry.at,), hint=hint)


def _choices(submission: Submission) -> Iterator[Finding]:
    """Values that are not among the choices of their field."""
    allowed: dict[tuple[str, ...], set[str]] = {}
    for place, entry in _fields(submission):
        field = place.field
        if field.open_choices or not isinstance(entry.value, str) or entry.at is None:
            continue
        source = field.choices_from or (("",) if field.choices else ())
        if not source:
            continue
        if source not in allowed or source == ("",):
            allowed[source] = _allowed(submission.form, field, submission.root)
        if allowed[source] and squeeze(entry.value) not in allowed[source]:
            names = "、".join(field.choices or submission.form.lists[source[1]].codes[:8] if source[0] == "lists" else field.choices)
            message = say("choice", value=entry.value, allowed=names or "所引表格中的名称")
            yield Finding("META-14", "warning", message, (entry.at,), actual=entry.value, hint=say("choice-hint"))


def _allowed(form: Form, field: Field, root: Group) -> set[str]:
    if field.choices:
        return {squeeze(choice) for choice in field.choices}
    if field.choices_from[0] == "lists":
        return {squeeze(code) for code in form.lists[field.choices_from[1]].codes}
    found = descend(root, field.choices_from)
    values = found if isinstance(found, list) else [found]
    return {squeeze(str(entry.value)) for entry in values if isinstance(entry, Entry) and entry.value is not None}


def _fields(submission: Submission) -> Iterator[tuple[Place, Entry]]:
    known = places(submission.form)
    for path, entry in entries(submission.root):
        place = known.get(tuple(part for part in path if isinstance(part, str)))
        if place is not None:
            yield place, entry


def _answered(finding: Finding, submission: Submission) -> Finding:
    answer = submission.answers.get(finding.rule)
    return replace(finding, answer=answer) if answer and finding.severity == "warning" else finding
