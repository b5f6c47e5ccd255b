"""The 检查表 of a bureau's files: one line a check item, 是 or 否, and what is wrong."""

from __future__ import annotations

from budgetxl.forms import Form
from budgetxl.values import Finding
from budgetxl.values.records import dataclass
from budgetxl.values.words import TO_VERIFY, UNFILLED

from ..check import Report
from ..messages import GROUPS, say

YES, NO, DOUBT, MISSING = "是", "否", TO_VERIFY, UNFILLED
MOST_PROBLEMS = 12


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One check item: ``word`` is 是, 否, 待核实 (only warnings, not all of them answered) or 未填 (nothing could be judged)."""

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
    words: dict[str, list[str]] = {}
    items = {rule.id: rule.item for rule in form.own_rules.values()}
    items |= {rule.id: rule.item or group_of(rule.id) for rule in form.rules}
    for rule_id, word in report.verdicts.items():
        item = items[rule_id]
        found.setdefault(item, [])
        words.setdefault(item, []).append(word)
    for finding in _flat(report.findings):
        if finding.severity != "info":
            found.setdefault(items.get(finding.rule, group_of(finding.rule)), []).append(finding)
    return tuple(_line(item, findings, words.get(item, [])) for item, findings in found.items())


def group_of(rule_id: str) -> str:
    """What the group of a rule is called, by the letters that its id begins with; those letters where it has no name."""
    letters = rule_id.partition("-")[0]
    return GROUPS.get(letters, letters)


def _flat(findings: tuple[Finding, ...]) -> list[Finding]:
    return [one for finding in findings for one in (finding, *_flat(finding.caused))]


def _line(item: str, findings: list[Finding], words: list[str]) -> ChecklistLine:
    blank = words.count(UNFILLED)
    if any(finding.severity == "error" for finding in findings):
        word = NO
    elif any(finding.answer is None for finding in findings):
        word = DOUBT
    else:
        word = MISSING if words and blank == len(words) else YES
    problems = list(dict.fromkeys(_problem(finding) for finding in findings))
    if len(problems) > MOST_PROBLEMS:
        problems = [*problems[:MOST_PROBLEMS], say("checklist-more", count=len(problems))]
    if blank and word != MISSING:
        problems.append(say("checklist-blank", count=blank))
    return ChecklistLine(item, word, tuple(problems))


def _problem(finding: Finding) -> str:
    where = f"（{finding.cells[0]}）" if finding.cells else ""
    answer = say("checklist-answer", answer=finding.answer) if finding.answer is not None else ""
    return f"{finding.message}{where}{answer}"
