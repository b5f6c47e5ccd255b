"""``check``: the rules of a form over a submission that was read, to findings on cells."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field, replace

from ..forms import Cell, Field, Form, Rule, State, Verdict, judge_form, places, regraded, rule_sheets, word_of
from ..values import Correction, Entry, Finding, Group, descend, spans, squeeze
from ..values.names import some
from ..values.records import dataclass
from ..values.words import UNFILLED
from ..workbook import ReadResult, Submission
from .causes import explained, findings_of, without_unknown
from .faults import folded_or_all, gathered, rule_faults
from .messages import say
from .order import in_order
from .reasons import Reason, reasons
from .texts import narrative_findings, under_figures_of_changes

MOST_NAMED = 8  # of cells left blank, in a sentence


@dataclass(frozen=True, slots=True)
class Report:
    """What checking a submission gave: findings in workbook order, and how each rule came out.

    ``verdicts`` holds for each rule the word of the 校验 sheet (通过, 不符, 待核实, 不适用, 未填), ``reasons`` for each that is
    不适用 or 未填 why. ``corrections`` are the cells that the notice prints otherwise than they stand there.
    """

    findings: tuple[Finding, ...]
    verdicts: dict[str, str]
    reasons: dict[str, Reason] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()

    def count(self, severity: str) -> int:
        return sum(1 for finding in self.findings if finding.severity == severity)

    def open_warnings(self) -> int:
        """Warnings that staff have not answered."""
        return sum(1 for finding in self.findings if finding.severity == "warning" and finding.answer is None)

    def states(self) -> dict[str, str]:
        """The word that people are told of each rule: its verdict, or 读不出 or 无法判断 where that is why it says 未填."""
        return {rule: self.reasons[rule].state if rule in self.reasons else word for rule, word in self.verdicts.items()}


def check_result(result: ReadResult) -> Report:
    """All findings of a workbook: those of reading it, and those of its form's rules, in workbook order."""
    form, submission = result.submission.form, _judgeable(result.submission)
    faults: dict[str, Exception] = {}
    judged = judge_form(submission.form, submission.root, faults)
    verdicts = without_unknown(submission, judged)
    unknown = {rule for rule, each in judged.items() if each and not verdicts[rule]} | faults.keys()
    words = {rule.id: UNFILLED for rule in form.rules}
    words |= {rule: word_of(form.rule(rule), [one.judgement.status for one in each]) for rule, each in verdicts.items() if rule not in unknown}
    findings = [*_explained(submission, verdicts, list(result.findings), faults), *rule_faults(submission.form, faults)]
    answered = [_answered(one, submission) for one in findings]
    return Report(in_order(answered, submission), words, reasons(form, submission, verdicts, words, unknown, faults))


def with_more(report: Report, submission: Submission, findings: Iterable[Finding], corrections: tuple[Correction, ...] = ()) -> Report:
    """A report with findings of the program's own rules that others have made, graded and answered as all are, in their places."""
    more = [_answered(one, submission) for one in regraded(findings, submission.form.own_rules)]
    if not more:
        return replace(report, corrections=corrections) if corrections else report
    return replace(report, findings=in_order([*report.findings, *more], submission), corrections=corrections)


def check(submission: Submission) -> list[Finding]:
    """The findings of a form's rules over a submission (without those of reading the file)."""
    submission = _judgeable(submission)
    faults: dict[str, Exception] = {}
    verdicts = without_unknown(submission, judge_form(submission.form, submission.root, faults))
    return list(in_order([*_explained(submission, verdicts, [], faults), *rule_faults(submission.form, faults)], submission))


def _judgeable(submission: Submission) -> Submission:
    """The submission under those rules only that speak of no sheet that its workbook lacks: an absent sheet is not a blank one."""
    if not submission.absent:
        return submission
    form, known = submission.form, places(submission.form)
    return _under(submission, (rule for rule in form.rules if rule_sheets(form, rule, known).isdisjoint(submission.absent)))


def _under(submission: Submission, rules: Iterable[Rule]) -> Submission:
    return replace(submission, form=replace(submission.form, rules=tuple(rules)))


def _explained(
    submission: Submission, verdicts: Mapping[str, list[Verdict]], read: list[Finding], faults: Collection[str]
) -> list[Finding]:
    """The findings of reading, of the rules, and of what no rule of the form finds: blanks, values not on offer, texts.

    A rule in ``faults`` could not be judged, so nothing is tried out with it.
    """
    entered = [*_required(submission), *_expected(submission), *_choices(submission), *_lengths(submission)]
    found = [*read, *entered, *gathered(lambda: narrative_findings(submission))]
    others = list(regraded(found, submission.form.own_rules))
    if faults:
        submission = _under(submission, (rule for rule in submission.form.rules if rule.id not in faults))
    judged = [verdict for each in verdicts.values() for verdict in each]
    return folded_or_all(
        lambda: under_figures_of_changes(submission, explained(submission, judged, others)),
        lambda: [*others, *findings_of(submission, judged).values()],
    )


def _required(submission: Submission) -> Iterator[Finding]:
    """Required fields that are blank: on a sheet that stands in the workbook, with the cell where the value belongs."""
    for cell in submission.cells:
        field, at = cell.place.field, cell.entry.at
        if field.required and cell.entry.value is None and field.formula is None and at is not None:
            code = "required-date-hint" if field.kind.reading == "date" else "required-figure-hint" if field.numeric else "required-hint"
            hint = say(code, cell=at, example=field.kind.example)
            yield Finding("META-15", "error", say("required", label=field.label), (at,), hint=hint)


def _expected(submission: Submission) -> Iterator[Finding]:
    """Fields that ought to be filled in and are blank: one finding a sheet."""
    blank: dict[str, list[Cell]] = {}
    for cell in submission.cells:
        if cell.place.field.expected and cell.state is State.BLANK and cell.entry.at is not None and not cell.computed:
            blank.setdefault(cell.entry.at.sheet, []).append(cell)
    for sheet, cells in blank.items():
        at = tuple(cell.entry.at for cell in cells if cell.entry.at is not None)
        labels = "、".join(dict.fromkeys(cell.place.field.label for cell in cells))
        hint = say("expected-hint", cells=some(spans(at), MOST_NAMED))
        yield Finding("META-15", "warning", say("expected", sheet=sheet, labels=labels), at, hint=hint)


def _choices(submission: Submission) -> Iterator[Finding]:
    """Values that are not among the choices of their field."""
    allowed: dict[tuple[str, ...], set[str]] = {}
    for cell in submission.cells:
        field, entry = cell.place.field, cell.entry
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


def _lengths(submission: Submission) -> Iterator[Finding]:
    """Codes that have not as many digits as their field says."""
    for cell in submission.cells:
        lengths, entry = cell.place.field.lengths, cell.entry
        if lengths and isinstance(entry.value, str) and entry.at is not None:
            written = squeeze(entry.value)
            if not (written.isascii() and written.isdecimal() and len(written) in lengths):
                wanted = " 或 ".join(map(str, lengths))
                message = say("length", label=cell.place.field.label, value=entry.value, n=wanted)
                yield Finding("META-14", "warning", message, (entry.at,), actual=entry.value, hint=say("length-hint", n=wanted))


def _allowed(form: Form, field: Field, root: Group) -> set[str]:
    if field.choices:
        return {squeeze(choice) for choice in field.choices}
    if field.choices_from[0] == "lists":
        return {squeeze(code) for code in form.lists[field.choices_from[1]].codes}
    found = descend(root, field.choices_from)
    values = found if isinstance(found, list) else [found]
    return {squeeze(str(entry.value)) for entry in values if isinstance(entry, Entry) and entry.value is not None}


def _answered(finding: Finding, submission: Submission) -> Finding:
    answer = submission.answers.get(finding.rule)
    return replace(finding, answer=answer) if answer and finding.severity == "warning" else finding
