"""Findings on a terminal: grouped by sheet, aligned for full-width characters, coloured only on a terminal."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from ..layout.columns import text_width
from ..review import Report
from ..values import Correction, Finding, spans
from ..values.catalogue import shortened
from ..values.foldings import visible
from ..values.lazy_patterns import lazy_pattern
from ..verbs import Checked
from .messages import say
from .printing import show

MARKS = {"error": ("×", "red"), "warning": ("！", "yellow"), "info": ("·", "cyan")}
INDENT = 4
WIDTH = 100
MOST_CELLS = 24
MOST_CORRECTIONS = 20
_PIECES = lazy_pattern(r"[0-9A-Za-z.:%$-]+|.", re.DOTALL)
"""What is not cut in the middle: a cell, a range, a figure; else each character by itself."""


def print_report(one: Checked) -> None:
    """One workbook's report: who it is, the findings sheet by sheet, the counts."""
    result, report = one.result, one.report
    show(f"{one.name}  {one.unit}  {result.submission.form.id}", bold=True)
    if not report.findings:
        show(f"  {say('clean')}", fg="green")
    for sheet, findings in one.by_sheet.items():
        show(f"  【{one.heading(sheet)}】", bold=True)
        widest = max(text_width(_cells(finding, sheet)) for finding in findings)
        for finding in findings:
            _print_finding(finding, sheet, min(widest, 24))
    _print_corrections("corrected", result.corrections)
    _print_corrections("printed_as", report.corrections)
    summary = say("summary", errors=report.count("error"), warnings=_warnings(report), infos=report.count("info"), rules=one.rules)
    show(f"  {summary}")
    for line in one.waiting:
        first, *rest = _wrapped(visible(line), max(30, _columns() - INDENT))
        show(f"  {first}", dim=True)
        for more in rest:
            show(f"{' ' * INDENT}{more}", dim=True)


def _print_corrections(code: str, corrections: Sequence[Correction]) -> None:
    """The first lines of a ledger under its heading."""
    if corrections:
        show("  " + say(code, count=len(corrections)))
        for correction in corrections[:MOST_CORRECTIONS]:
            read_as = shortened(correction.read_as) or say("blank")
            show(f"    {correction.cell}  “{shortened(correction.text)}” → {read_as}")
        if len(corrections) > MOST_CORRECTIONS:
            show("    " + say("corrected_more", count=len(corrections) - MOST_CORRECTIONS))


def _warnings(report: Report) -> str:
    """How many warnings are open, and how many staff have answered."""
    answered = report.count("warning") - report.open_warnings()
    return f"{report.open_warnings()}" + (say("answered_too", answered=answered) if answered else "")


def _print_finding(finding: Finding, sheet: str, width: int) -> None:
    mark, colour = MARKS[finding.severity]
    cells = _cells(finding, sheet)
    head = f"{' ' * INDENT}{mark} {finding.rule:<8} {cells}{' ' * max(0, width - text_width(cells))}  "
    room = max(30, _columns() - text_width(head))
    lines = _wrapped(visible(finding.message), room)
    show(head, lines[0], fg=colour)
    pad = " " * text_width(head)
    for line in lines[1:]:
        show(pad + line)
    if finding.hint:
        for line in _wrapped(visible(f"→ {finding.hint}"), room):
            show(pad + line, dim=True)
    if finding.answer is not None:
        show(pad + say("answer", answer=finding.answer), fg="green")


def _columns() -> int:
    """How wide the terminal is. (``shutil`` knows too, and takes longer to load than to ask.)"""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given):
        return int(given)
    try:
        return os.get_terminal_size().columns or WIDTH
    except OSError:
        return WIDTH


def _cells(finding: Finding, sheet: str) -> str:
    """The cells of a finding, without the sheet's name where it is the one of the heading, as many as there is room for."""
    names = spans(finding.cells, sheet)
    kept = names[:1]
    for name in names[1:4]:
        if text_width("、".join([*kept, name])) <= MOST_CELLS:
            kept.append(name)
    return "、".join(kept) + (f" 等{len(finding.cells)}格" if len(names) > len(kept) else "")


def _wrapped(text: str, room: int) -> list[str]:
    """A text cut into lines that fit, counting full-width characters as two; a cell or a figure stays on one line if it can."""
    lines, line, taken = [], "", 0
    for piece in _PIECES.findall(text):
        if taken and taken + text_width(piece) > room:
            lines.append(line)
            line, taken = "", 0
        for char in piece:
            wide = text_width(char)
            if taken + wide > room:
                lines.append(line)
                line, taken = "", 0
            line, taken = line + char, taken + wide
    return [*lines, line]
