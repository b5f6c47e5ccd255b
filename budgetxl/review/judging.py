"""``review``: a workbook that was read to all that there is to say about it."""

from __future__ import annotations

from .. import checks
from ..checks import Report
from ..workbook import ReadResult

__all__ = ["Report", "review"]


def review(result: ReadResult) -> Report:
    """All findings of a workbook, errors first, and the verdict of each rule.

    They come from the checks alone as yet; what the finished text of the notice shows will join them here.
    """
    return checks.check_result(result)
