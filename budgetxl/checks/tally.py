"""How the rules of a report came out, counted and told in the same words by the terminal, the page and the annotated copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..values import Address, Finding, spans
from ..values.words import FAILED, NOT_APPLICABLE, PASSED, TO_VERIFY, UNFILLED, UNJUDGED, UNREAD
from .check import Report
from .messages import say

#: Every word that a rule may be told by, in the order in which they are counted.
RULE_WORDS = (PASSED, FAILED, TO_VERIFY, UNFILLED, UNREAD, UNJUDGED, NOT_APPLICABLE)
_TOLD = {PASSED: "rules-passed", UNFILLED: "rules-waiting", UNREAD: "rules-unread", UNJUDGED: "rules-fault", NOT_APPLICABLE: "rules-aside"}
_SHEETS, _CELLS = 4, 3  # that are named


def rule_counts(report: Report) -> dict[str, int]:
    """How many rules came out so, by word; each rule counts once."""
    states = list(report.states().values())
    return {word: states.count(word) for word in RULE_WORDS}


def folded(findings: Iterable[Finding]) -> int:
    """How many findings stand under others: no report counts them."""
    return sum(len(finding.caused) + folded(finding.caused) for finding in findings)


def rules_sentence(report: Report) -> str:
    """How many findings are counted under others, how many rules passed, wait, can't be judged and do not apply; those that fail are
    counted as findings."""
    counts, under = rule_counts(report), folded(report.findings)
    also = say("rules-folded", count=under) if under else ""
    return also + "，".join(say(name, count=counts[word]) for word, name in _TOLD.items() if counts[word] or word == PASSED)


def waiting_lines(report: Report) -> Iterator[str]:
    """What rules wait for: a line on the cells to fill in, one on what could not be read, sheet by sheet, the first ones named."""
    for state, name in ((UNFILLED, "waiting-cells"), (UNREAD, "unread-cells")):
        reasons = [reason for reason in report.reasons.values() if reason.state == state]
        cells = dict.fromkeys(at for reason in reasons for at in reason.cells)
        named = [*dict.fromkeys(text for reason in reasons for text in reason.lacking), *_by_sheet(list(cells))]
        if named:
            more = say("more-sheets", count=len(named)) if len(named) > _SHEETS else ""
            yield say(name, cells="；".join(named[:_SHEETS]) + more)


def _by_sheet(cells: list[Address]) -> Iterator[str]:
    sheets: dict[str, list[Address]] = {}
    for at in cells:
        sheets.setdefault(at.sheet, []).append(at)
    for sheet, found in sheets.items():
        names = spans(found, sheet)
        more = say("more-cells", count=len(found)) if len(names) > _CELLS else ""
        yield f"{sheet} {'、'.join(names[:_CELLS])}{more}"
