"""The 检查表 of a bureau's files: one line a check item, 是 or 否, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.forms import Form
from budgetxl.values import Finding, spans
from budgetxl.values.names import some
from budgetxl.values.records import dataclass
from budgetxl.values.words import NOT_APPLICABLE, TO_VERIFY, UNFILLED, UNREAD

from ..check import Report
from ..messages import GROUPS, say

YES, NO, DOUBT = "是", "否", TO_VERIFY
MOST_PROBLEMS, MOST_CELLS = 12, 3
_UNJUDGED = {UNFILLED: "checklist-blank", UNREAD: "checklist-unread"}


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One check item: ``word`` is 是, 否, 待核实 (only warnings, not all of them answered); where none of its rules was judged,
    未填 (some wait) or 不适用 (none applies)."""

    item: str
    word: str
    problems: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The problems as one text, numbered where there are several."""
        if len(self.problems) < 2:
            return "".join(self.problems)
        return "\n".join(f"{number}. {problem}" for number, problem in enumerate(self.problems, start=1))


def checklist(form: Form, report: Report) -> tuple[ChecklistLine, ...]:
    """The lines of a report: what reading the file found first, then the form's items in the order of their rules.

    Rules belong to their ``item``, or to the group that their id begins with; findings of no rule of the form (those of
    reading, and of texts) to their group as well. What is only worth knowing (info) is no problem.
    """
    found: dict[str, list[Finding]] = {group_of("META-01"): []}
    rules: dict[str, list[str]] = {}
    items = {rule.id: rule.item for rule in form.own_rules.values()}
    items |= {rule.id: rule.item or group_of(rule.id) for rule in form.rules}
    for rule_id in report.verdicts:
        item = items[rule_id]
        found.setdefault(item, [])
        rules.setdefault(item, []).append(rule_id)
    for finding in _flat(report.findings):
        if finding.severity != "info":
            found.setdefault(items.get(finding.rule, group_of(finding.rule)), []).append(finding)
    return tuple(_line(item, findings, rules.get(item, []), report) for item, findings in found.items())


def group_of(rule_id: str) -> str:
    """What the group of a rule is called, by the letters that its id begins with; those letters where it has no name."""
    letters = rule_id.partition("-")[0]
    return GROUPS.get(letters, letters)


def _flat(findings: tuple[Finding, ...]) -> list[Finding]:
    return [one for finding in findings for one in (finding, *_flat(finding.caused))]


def _line(item: str, findings: list[Finding], rules: list[str], report: Report) -> ChecklistLine:
    states = [state for rule, state in report.states().items() if rule in rules]
    if any(finding.severity == "error" for finding in findings):
        word = NO
    elif any(finding.answer is None for finding in findings):
        word = DOUBT
    elif findings or not states or not report.reasons.keys() >= set(rules):
        word = YES
    else:  # none of its rules was judged
        word = NOT_APPLICABLE if set(states) == {NOT_APPLICABLE} else UNFILLED
    problems = list(dict.fromkeys(_problem(finding) for finding in findings))
    if len(problems) > MOST_PROBLEMS:
        problems = [*problems[:MOST_PROBLEMS], say("checklist-more", count=len(problems))]
    return ChecklistLine(item, word, (*problems, *_unjudged(rules, report)))


def _unjudged(rules: list[str], report: Report) -> Iterator[str]:
    """How many rules of an item wait, and the first cells that they wait for."""
    for state, name in _UNJUDGED.items():
        found = [report.reasons[rule] for rule in rules if rule in report.reasons and report.reasons[rule].state == state]
        if found:
            names = [*(text for one in found for text in one.lacking), *spans(dict.fromkeys(at for one in found for at in one.cells))]
            yield say(name, count=len(found), cells=some(list(dict.fromkeys(names)), MOST_CELLS))


def _problem(finding: Finding) -> str:
    where = f"（{finding.cells[0]}）" if finding.cells else ""
    answer = say("checklist-answer", answer=finding.answer) if finding.answer is not None else ""
    return f"{finding.message}{where}{answer}"
