"""Text that staff typed: base years, leftovers of a template, slips of the pen, and the figures it speaks of (``spoken``)."""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.forms import Cell
from budgetxl.values import Entry, Finding, squeeze
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.workbook import Submission

from ..messages import say
from .spoken import Spoken
from .sums import sum_findings

_BASE_YEAR = lazy_pattern(r"(?:较|比|与|同)(\d{4})年(?:度)?(?:预算|决算|同期|相比|相较|持平|增加|减少|增长|下降|年初)")
_LEFTOVERS = lazy_pattern(
    r"(?<![A-Za-z])[XxＸ×]{2,}(?![A-Za-z])|待填写|待补充|（填写[^）]*）|\{[^{}]*\}|增加（减少）|增加\(减少\)|主要原因(?:是|为)(?=[。；，]|$)|主要为(?=[。；]|$)|占\s*[%％]|_{3,}"
)
_DOUBLED = lazy_pattern(r"(增加|减少|增长|下降|万元|主要|预算|安排|支出|收入)\1|万元元|。。|，，|；；|、、")
_HALF_WIDTH = lazy_pattern(r"(?<=[\u4e00-\u9fff])[,;](?=[\u4e00-\u9fff])")

SENTENCE = 12
"""How many characters a text has at least that may be a sentence."""


def narrative_findings(submission: Submission) -> Iterator[Finding]:
    """Findings on every text that staff typed."""
    spoken = Spoken(submission)
    for cell in submission.cells:
        place, entry = cell.place, cell.entry
        if place.field.kind.wording == "none" or place.field.formula is not None:
            continue
        if isinstance(entry.value, str) and entry.at is not None:
            yield from text_findings(spoken, cell, entry.value)


def text_findings(spoken: Spoken, cell: Cell, text: str) -> Iterator[Finding]:
    """Findings on one text, in the cell that it was typed into."""
    kind, entry = cell.place.field.kind, cell.entry
    yield from _leftovers(entry, text)
    if kind.wording == "passage" or len(text) >= SENTENCE:
        yield from _slips(entry, text)
        yield from _years(entry, text, spoken.year)
        yield from spoken.findings(cell, text)
        yield from sum_findings(entry, text)


def _years(entry: Entry, text: str, year: int | None) -> Iterator[Finding]:
    assert entry.at is not None
    for match in _BASE_YEAR.finditer(squeeze(text)):
        if year is not None and int(match[1]) != year - 1:
            message = say("TEXT-03", year=match[1], right=year - 1)
            yield Finding("TEXT-03", "warning", message, (entry.at,), str(year - 1), match[1], say("TEXT-03-hint"))


def _leftovers(entry: Entry, text: str) -> Iterator[Finding]:
    assert entry.at is not None
    match = _LEFTOVERS.search(text)
    if match is not None:
        yield Finding("META-11", "error", say("META-11", text=match[0]), (entry.at,), "", match[0], say("META-11-hint"))


def _slips(entry: Entry, text: str) -> Iterator[Finding]:
    assert entry.at is not None
    for pattern in (_DOUBLED, _HALF_WIDTH):
        match = pattern.search(text)
        if match is not None:
            around = text[max(0, match.start() - 4) : match.end() + 4].replace("\n", " ")
            yield Finding("TEXT-05", "warning", say("TEXT-05", text=around), (entry.at,), "", match[0])
    if text.count("“") != text.count("”"):
        yield Finding("TEXT-05", "warning", say("TEXT-05-quotes"), (entry.at,), "", "“”")
