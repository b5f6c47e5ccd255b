"""The findings of one or several workbooks as one HTML page: no network, no build step, readable without its script.

Texts from cells and file names are data: Jinja escapes every one of them, and the page's own policy lets nothing run but
its own script. Nothing of the page depends on the time or the machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal

from budgetxl.forms import Form, places, rule_sentence
from budgetxl.values import Finding, spans
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.names import some
from budgetxl.values.records import dataclass
from budgetxl.values.severities import ORDER, level_of
from budgetxl.values.words import LEVEL_WORDS, UNJUDGED, UNREAD
from budgetxl.workbook import Account, ReadResult

from ..check import Report
from ..tally import RULE_WORDS, rule_counts
from .checklist import DOUBT, NO, ChecklistLine, check_items, checklist
from .excerpt import Picture, Pictures
from .html_page import html_page
from .sheet_groups import NO_SHEET, by_sheet, heading
from .writer import ReportWriter

RARE = (UNREAD, UNJUDGED)  # words that have a column only where some rule came out so
_AMOUNT = lazy_pattern(r"-?[0-9]+\.[0-9]{2,}")


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding as the page shows it. ``sheets`` are all that it and what follows from it name."""

    finding: Finding
    level: str
    cells: str
    gap: str
    sheets: tuple[str, ...]
    pictures: tuple[Picture, ...]
    caused: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class FileView:
    """One submission on the page; of a file that can't be read only ``file`` and ``error``."""

    file: str
    error: str = ""
    unit: str = ""
    form: str = ""
    year: int | None = None
    levels: tuple[tuple[str, int], ...] = ()
    rules: Mapping[str, int] = field(default_factory=dict)
    groups: tuple[tuple[str, tuple[FindingView, ...]], ...] = ()
    corrections: tuple[tuple[str, str, str], ...] = ()
    account: Account | None = None
    checklist: tuple[ChecklistLine, ...] = ()
    unjudged: tuple[tuple[str, str, str, str], ...] = ()
    items: Mapping[str, str] = field(default_factory=dict)  #: what each rule is about, by its id


def file_view(file: str, result: ReadResult, report: Report) -> FileView:
    """What the page says of one submission; it keeps nothing of the workbook itself."""
    submission, pictures = result.submission, Pictures(result)
    levels = [level_of(finding) for finding in report.findings]
    found = by_sheet(report.findings)
    groups = tuple((heading(sheet, result), tuple(finding_view(one, pictures) for one in found[sheet])) for sheet in found)
    return FileView(
        file,
        unit=submission.text("unit", "name") or "",
        form=submission.form.id,
        year=submission.year,
        levels=tuple((level, levels.count(level)) for level in ORDER),
        rules=rule_counts(report),
        groups=groups,
        corrections=tuple((str(one.cell), one.text, one.read_as) for one in (*result.corrections, *report.corrections)),
        account=result.account,
        checklist=checklist(submission.form, report),
        unjudged=tuple(_unjudged(submission.form, report)),
        items=check_items(submission.form),
    )


def _unjudged(form: Form, report: Report) -> Iterator[tuple[str, str, str, str]]:
    """Each rule that was not judged, what waits first: its id, the word, the rule as a sentence, and why."""
    known = places(form)
    for rule_id, reason in sorted(report.reasons.items(), key=lambda item: -RULE_WORDS[::-1].index(item[1].state)):
        yield rule_id, reason.state, rule_sentence(form, form.rule(rule_id), known), reason.text


def unreadable_view(file: str, reason: str) -> FileView:
    """A file that can't be read, with its sentence."""
    return FileView(file, error=reason)


def finding_view(finding: Finding, pictures: Pictures | None = None) -> FindingView:
    """A finding as a page shows it, with ``pictures`` of its workbook where that is at hand."""
    caused = tuple(finding_view(one, pictures) for one in finding.caused)
    own = [at.sheet for at in finding.cells] or [NO_SHEET]
    sheets = tuple(dict.fromkeys([*own, *(name for view in caused for name in view.sheets)]))
    names = spans(finding.cells)
    drawn = pictures.of(finding) if pictures is not None else ()
    return FindingView(finding, level_of(finding), some(names, 6), _gap(finding), sheets, drawn, caused)


def _gap(finding: Finding) -> str:
    """The difference of two amounts; empty where the sides are no amounts, or equal."""
    if finding.expected != finding.actual and _AMOUNT.fullmatch(finding.expected) and _AMOUNT.fullmatch(finding.actual):
        return format(abs(Decimal(finding.actual) - Decimal(finding.expected)), "f")
    return ""


def html_report(files: Sequence[FileView], made: str = "") -> str:
    """The whole page. ``made`` is a line about when or for whom it was made; nothing is said where it is empty."""
    seen = dict.fromkeys(name for file in files for _, group in file.groups for view in group for name in view.sheets)
    return html_page(
        "report.html.j2", ["report.css"], "report.js",
        files=files,
        made=made,
        words=LEVEL_WORDS,
        sheets={name: number for number, name in enumerate(seen)},
        rule_words=[word for word in RULE_WORDS if word not in RARE or any(file.rules.get(word) for file in files)],
        line_styles={NO: "error", DOUBT: "warning"},
    )  # fmt: skip


WRITER = ReportWriter(file_view, unreadable_view, lambda files: html_report(files).encode())
