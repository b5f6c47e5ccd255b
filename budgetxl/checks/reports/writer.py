"""What a format of reports must be able to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from budgetxl.values.records import dataclass
from budgetxl.workbook import ReadResult

from ..check import Report


@dataclass(frozen=True, slots=True)
class ReportWriter:
    """How a format says what was found: one entry for each submission as it is checked, then the report of all entries.

    An entry keeps nothing of the workbook, so that a report of many files needs little memory. What an entry is, only the
    format knows.

    - ``entry(file, result, report)``: of a submission. ``file`` is the name it goes by.
    - ``unreadable(file, reason)``: of a file that can't be read; ``reason`` is a Chinese sentence.
    - ``whole(entries)``: the bytes of the report.
    """

    entry: Callable[[str, ReadResult, Report], Any]
    unreadable: Callable[[str, str], Any]
    whole: Callable[[Sequence[Any]], bytes]
