"""How grave a finding is: the order in which findings are shown, and which warnings are answered."""

from __future__ import annotations

from .finding import Finding
from .words import LEVEL_WORDS

ORDER = tuple(LEVEL_WORDS)


def level_of(finding: Finding) -> str:
    """The severity of a finding, or ``answered`` for a warning that staff have answered."""
    return "answered" if finding.severity == "warning" and finding.answer is not None else finding.severity
