"""What failed while a workbook was checked, though its form was accepted: each costs one finding, and the rest goes on.

Such a fault is the form's or the program's, never the staff's. It is told as META-22, with the severity of the rule that
could not be judged, since a rule that was not judged did not pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from ..forms import Form
from ..values import Finding, Level
from ..values.faults import said_of
from .messages import say

Made = TypeVar("Made")


def rule_faults(form: Form, faults: Mapping[str, Exception]) -> Iterator[Finding]:
    """A finding for each rule that could not be judged."""
    for name, error in faults.items():
        rule = form.rule(name)
        yield _finding("info" if rule.trial else rule.severity, say("META-22", rule=name, reason=said_of(error)))


def gathered(find: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """The findings of a check of texts; where it fails, those before, and a finding that says so."""
    kept: list[Finding] = []
    try:
        kept.extend(find())
    except MemoryError:
        raise
    except Exception as error:
        kept.append(_finding("warning", say("META-22-texts", reason=said_of(error))))
    return kept


def folded_or_all(fold: Callable[[], list[Finding]], every: Callable[[], list[Finding]]) -> list[Finding]:
    """The findings with what has one cause folded; where the search for causes fails, every one of them, and why."""
    try:
        return fold()
    except MemoryError:
        raise
    except Exception as error:
        return [*every(), _finding("info", say("META-22-causes", reason=said_of(error)))]


def _finding(severity: Level, message: str) -> Finding:
    return Finding("META-22", severity, message, hint=say("META-22-hint"))
