"""``review``: a workbook that was read to all that there is to say about it."""

from __future__ import annotations

from .. import checks
from ..checks import Report
from ..notice import Document
from ..workbook import ReadResult
from .finished_text import finished_text

__all__ = ["Report", "review", "reviewed"]


def review(result: ReadResult) -> Report:
    """All findings of a workbook, errors first, and the verdict of each rule: those of the checks and of the notice's finished text.

    Where there is no error, the notice comes out.
    """
    return reviewed(result)[0]


def reviewed(result: ReadResult, traced: bool = False) -> tuple[Report, Document | None]:
    """The same with the notice that was looked at, for whoever goes on with it: a draft where there are errors, None where there is none.

    ``traced``: with its figures.
    """
    report = checks.check_result(result)
    document, findings = finished_text(result.submission, report.findings, traced)
    return checks.with_more(report, result.submission, findings, document.corrections if document is not None else ()), document
