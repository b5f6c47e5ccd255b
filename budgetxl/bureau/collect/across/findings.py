"""All warnings that the comparison of units gives, by unit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from budgetxl.values import Finding, squeeze
from budgetxl.values.foldings import narrow
from budgetxl.values.records import dataclass
from budgetxl.values.written import NOTHING

from ...messages import say
from ...model import Read, Unit
from ..amounts import Measures
from ..matching import named_otherwise
from .departments import department_findings
from .last_year import last_year_findings
from .parents import Holds
from .rules import ACROSS_RULES
from .scale import OffScale, scale_findings
from .tree import Tree
from .twins import code_findings, twin_findings

ANSWER_COLUMN = "核对说明"
"""The column of a roster in which the bureau answers what was found across units, by the rule's number: “BUD-19：已核对”."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What units are compared by: the workbooks that count and those of last year, by unit, and what has been settled of them."""

    reads: Mapping[str, Read]
    previous: Mapping[str, Read]
    tree: Tree
    measures: Measures
    off: Mapping[str, Sequence[OffScale]]
    holds: Mapping[str, Holds]

    @property
    def off_sheets(self) -> dict[str, Collection[str]]:
        """The sheets of each unit that are out of scale, by their ids."""
        return {code: tuple(one.sheet for one in sheets) for code, sheets in self.off.items()}


def across_units(compared: Compared) -> dict[str, tuple[Finding, ...]]:
    """The warnings on each unit, by its code, in the order of the rules' numbers; those that the roster answers with the answer."""
    found: dict[str, list[Finding]] = {}
    for code, finding in _all(compared):
        found.setdefault(code, []).append(_answered(finding, compared.tree.units[code]))
    return {code: tuple(sorted(findings, key=lambda one: one.rule)) for code, findings in found.items()}


def _all(compared: Compared) -> Iterator[tuple[str, Finding]]:
    reads, tree, measures = compared.reads, compared.tree, compared.measures
    for code, read in reads.items():
        yield from ((code, finding) for finding in named_otherwise(tree.units[code], read))
    for code, sheets in compared.off.items():
        yield from ((code, finding) for finding in scale_findings(sheets))
    yield from twin_findings(reads, tree.units, tree.related)
    yield from code_findings(reads, tree.units, tree.related)
    yield from department_findings(reads, tree, measures, compared.off_sheets, compared.holds)
    yield from last_year_findings(reads, compared.previous, measures)


def _answered(finding: Finding, unit: Unit) -> Finding:
    """A finding with what the roster says of its rule, where it says something."""
    return replace(finding, answer=_told(unit)) if _names(unit, finding.rule) else finding


def _told(unit: Unit) -> str:
    return unit.more.get(ANSWER_COLUMN, "")


def _names(unit: Unit, rule: str) -> bool:
    """Whether a unit's answer names a rule, however its number is typed: ＢＵＤ－19, bud 19."""
    return _bare(rule) in _bare(_told(unit))


def _bare(text: str) -> str:
    return "".join(sign for sign in narrow(text).upper() if sign.isalnum())


def unread_answers(units: Iterable[Unit]) -> Iterator[str]:
    """A sentence for each answer on the roster that names no rule, and so answers nothing."""
    for unit in units:
        if squeeze(_told(unit)) not in ("", *NOTHING) and not any(_names(unit, rule) for rule in ACROSS_RULES):
            yield say("answer-unread", row=unit.row, column=ANSWER_COLUMN, value=_told(unit))


__all__ = ["ANSWER_COLUMN", "Compared", "across_units", "unread_answers"]
