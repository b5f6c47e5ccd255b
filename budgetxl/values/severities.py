"""How grave a finding is, in the words that people read."""

from __future__ import annotations

from .finding import Finding

LEVEL_WORDS = {"error": "错误", "warning": "待核实", "info": "提示", "answered": "已说明"}
ORDER = ("error", "warning", "info", "answered")


def level_of(finding: Finding) -> str:
    """The severity of a finding, or ``answered`` for a warning that staff have answered."""
    return "answered" if finding.severity == "warning" and finding.answer is not None else finding.severity
