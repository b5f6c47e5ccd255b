"""The bureau's own 检查表: a row for each part of what is published, as the form lists them, judged 是, 否 or 未查."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from budgetxl.forms import ChecklistItem, Form, places, row_places
from budgetxl.values import Finding, told
from budgetxl.values.records import dataclass
from budgetxl.values.words import NOT_APPLICABLE, UNCHECKED
from budgetxl.workbook import ReadResult, Submission

from ..check import Report
from ..messages import say
from .checklist import MOST_PROBLEMS, NO, YES, unjudged_lines


@dataclass(frozen=True, slots=True)
class InspectionLine:
    """One row: what is inspected, 是 否 or 未查, and what is wrong or still to be looked at, a line each."""

    item: str
    met: str
    problems: str = ""


def inspection(result: ReadResult, report: Report) -> tuple[InspectionLine, ...]:
    """The rows of one submission, in the form's order; of a form that lists none, one for each of its sheets.

    A finding belongs to the first row that names its rule, else to the first that has the sheet of its first cell. What
    belongs to none stands in a last row, so that each finding that is counted is told once. Errors make a row 否; a warning
    that nobody answered, a sheet that is not there, rules that could not be judged, and what only a person can judge leave
    it 未查.
    """
    submission = result.submission
    form = submission.form
    items = form.checklist or _items_of_sheets(form)
    names = _sheet_ids(submission)
    found: dict[str, list[Finding]] = {item.id: [] for item in items}
    rest: list[Finding] = []
    for _, finding, above in told(report.findings):
        if above is None and finding.severity != "info":
            sheet = names.get(finding.cells[0].sheet, "") if finding.cells else ""
            home = _home(items, finding.rule, sheet)
            (found[home.id] if home is not None else rest).append(finding)
    rules = _rules_of(form, items)
    lines = [_line(item, found[item.id], rules[item.id], submission, report) for item in items]
    if rest:
        lines.append(InspectionLine(say("inspection-rest"), _met(rest) or YES, "\n".join(_told(rest))))
    return tuple(lines)


def _items_of_sheets(form: Form) -> tuple[ChecklistItem, ...]:
    return tuple(ChecklistItem(sheet.id, sheet.common_name, (sheet.id,)) for sheet in form.sheets)


def _sheet_ids(submission: Submission) -> dict[str, str]:
    """The ids of the form's sheets by the names that they have in the workbook."""
    return {cell.entry.at.sheet: cell.place.sheet.id for cell in submission.cells if cell.entry.at is not None}


def _home(items: Sequence[ChecklistItem], rule: str, sheet: str) -> ChecklistItem | None:
    by_rule = next((item for item in items if rule in item.rules), None)
    return by_rule or next((item for item in items if sheet in item.sheets), None)


def _rules_of(form: Form, items: Sequence[ChecklistItem]) -> Mapping[str, list[str]]:
    """The rules of the form that each row answers for: those that it names, and those whose check begins on one of its sheets."""
    known = places(form)
    rules: dict[str, list[str]] = {item.id: [] for item in items}
    for rule in form.rules:
        rows = (row_places(form, rule.each) if rule.each else None) or {}
        found = (rows.get(path[1:]) if path[0] == "row" else known.get(path) for path in rule.check.paths)
        place = next((place for place in found if place is not None), None)
        home = _home(items, rule.id, place.sheet.id if place is not None else "")
        if home is not None:
            rules[home.id].append(rule.id)
    return rules


def _line(item: ChecklistItem, findings: list[Finding], rules: list[str], submission: Submission, report: Report) -> InspectionLine:
    states = report.states()
    judged = [states[rule] for rule in rules if rule in states]
    missing = [sheet.common_name for sheet in submission.form.sheets if sheet.id in item.sheets and sheet.id in submission.absent]
    lines = [*_told(findings)]
    lines += [say("inspection-absent", names="、".join(missing))] if missing else []
    waits = list(unjudged_lines(rules, report))
    aside = bool(judged) and set(judged) == {NOT_APPLICABLE}
    lines += [say("inspection-aside")] if aside and not findings else waits
    lines += [say("inspection-person", what=item.person)] if item.person else []
    unjudged = bool(judged) and not aside and report.reasons.keys() >= set(rules)
    met = _met(findings) or (UNCHECKED if missing or unjudged or item.person else YES)
    return InspectionLine(item.label, met, "\n".join(lines))


def _met(findings: list[Finding]) -> str:
    """What findings make of a row; empty where they leave it open."""
    if any(finding.severity == "error" for finding in findings):
        return NO
    return UNCHECKED if any(finding.answer is None for finding in findings) else ""


def _told(findings: list[Finding]) -> Iterator[str]:
    """The problems as lines, numbered where there are several; those to be verified say so."""
    for number, finding in enumerate(findings[:MOST_PROBLEMS], start=1):
        open_one = finding.severity == "warning" and finding.answer is None
        text = say("inspection-verify", problem=_problem(finding)) if open_one else _problem(finding)
        yield f"{number}. {text}" if len(findings) > 1 else text
    if len(findings) > MOST_PROBLEMS:
        yield say("checklist-more", count=len(findings))


def _problem(finding: Finding) -> str:
    where = "，".join([*map(str, finding.cells[:1]), finding.rule])
    return f"{finding.message}（{where}）" + (say("checklist-answer", answer=finding.answer) if finding.answer is not None else "")
