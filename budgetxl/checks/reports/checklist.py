"""The 检查表 of a bureau's files: one line a check item, 是 or 否, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.forms import Form
from budgetxl.values import Finding, spans, told
from budgetxl.values.names import some
from budgetxl.values.records import dataclass
from budgetxl.values.words import NOT_APPLICABLE, TO_VERIFY, UNFILLED, UNREAD

from ..check import Report
from ..messages import GROUPS, say

YES, NO, DOUBT = "是", "否", TO_VERIFY
MOST_PROBLEMS, MOST_CELLS = 12, 3
_Told = tuple[Finding, Finding | None]  # a finding of an item, and the one that it follows from
_UNJUDGED = {UNFILLED: "checklist-blank", UNREAD: "checklist-unread"}


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One check item: ``word`` is 是, 否, 待核实 (only warnings, not all of them answered); where none of its rules was judged,
    未填 (some wait) or 不适用 (none applies).

    ``problems`` are the findings of the item, those that are counted (``told``); ``besides`` what follows from findings of other
    items, and what its rules wait for.
    """

    item: str
    word: str
    problems: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The problems as one text, numbered where there are several, and below them what stands ``besides``."""
        numbered = self.problems if len(self.problems) < 2 else [f"{number}. {each}" for number, each in enumerate(self.problems, start=1)]
        return "\n".join((*numbered, *self.besides))


def checklist(form: Form, report: Report) -> tuple[ChecklistLine, ...]:
    """The lines of a report: what reading the file found first, then the form's items in the order of their rules.

    Rules belong to their ``item``, or to the group that their id begins with; findings of no rule of the form (those of
    reading, and of texts) to their group as well. What is only worth knowing (info) is no problem.
    """
    found: dict[str, list[_Told]] = {group_of("META-01"): []}
    rules: dict[str, list[str]] = {}
    items = check_items(form)
    for rule_id in report.verdicts:
        item = items[rule_id]
        found.setdefault(item, [])
        rules.setdefault(item, []).append(rule_id)
    for _, finding, above in told(report.findings):
        if finding.severity != "info":
            found.setdefault(items.get(finding.rule, group_of(finding.rule)), []).append((finding, above))
    return tuple(_line(item, each, rules.get(item, []), report) for item, each in found.items())


def check_items(form: Form) -> dict[str, str]:
    """What each rule is about (检查项), by its id: the form's rules and the program's own."""
    own = {rule.id: rule.item for rule in form.own_rules.values()}
    return own | {rule.id: rule.item or group_of(rule.id) for rule in form.rules}


def group_of(rule_id: str) -> str:
    """What the group of a rule is called, by the letters that its id begins with; those letters where it has no name."""
    letters = rule_id.partition("-")[0]
    return GROUPS.get(letters, letters)


def _line(item: str, found: list[_Told], rules: list[str], report: Report) -> ChecklistLine:
    findings = [finding for finding, _ in found]
    states = [state for rule, state in report.states().items() if rule in rules]
    if any(finding.severity == "error" for finding in findings):
        word = NO
    elif any(finding.answer is None for finding in findings):
        word = DOUBT
    elif findings or not states or not report.reasons.keys() >= set(rules):
        word = YES
    else:  # none of its rules was judged
        word = NOT_APPLICABLE if set(states) == {NOT_APPLICABLE} else UNFILLED
    problems = [problem_text(finding) for finding, above in found if above is None]
    if len(problems) > MOST_PROBLEMS:
        problems = [*problems[:MOST_PROBLEMS], say("checklist-more", count=len(problems))]
    follows = [say("checklist-follows", rule=above.rule, problem=problem_text(finding)) for finding, above in found if above is not None]
    if len(follows) > MOST_PROBLEMS:
        follows = [*follows[:MOST_PROBLEMS], say("checklist-follows-more", count=len(follows))]
    return ChecklistLine(item, word, tuple(problems), (*follows, *unjudged_lines(rules, report)))


def unjudged_lines(rules: list[str], report: Report) -> Iterator[str]:
    """How many rules of an item wait, and the first cells that they wait for."""
    for state, name in _UNJUDGED.items():
        found = [report.reasons[rule] for rule in rules if rule in report.reasons and report.reasons[rule].state == state]
        if found:
            names = [*(text for one in found for text in one.lacking), *spans(dict.fromkeys(at for one in found for at in one.cells))]
            yield say(name, count=len(found), cells=some(list(dict.fromkeys(names)), MOST_CELLS))


def problem_text(finding: Finding) -> str:
    """A finding as a line of a 检查表: what is wrong, where, and what staff answered."""
    where = f"（{finding.cells[0]}）" if finding.cells else ""
    answer = say("checklist-answer", answer=finding.answer) if finding.answer is not None else ""
    return f"{finding.message}{where}{answer}"
