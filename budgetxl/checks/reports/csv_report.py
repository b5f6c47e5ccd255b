"""Findings as one table in a CSV file: a row for each finding, for spreadsheet programs and for those who count.

The file is UTF-8 with a byte order mark, which Excel needs to see Chinese, and follows RFC 4180: fields in double quotes
where they must be, lines that end with CR LF.

A spreadsheet program takes text that begins with = + - @ for a formula and runs it. Such text comes from cells and from
names of files, so it gets an apostrophe in front and stays text. Amounts in 应为 and 实为 stay numbers, negative ones too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from budgetxl.values import Finding
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass
from budgetxl.values.severities import level_of
from budgetxl.values.words import LEVEL_WORDS
from budgetxl.values.written import csv_text as as_text
from budgetxl.workbook import ReadResult

from ..check import Report
from .writer import ReportWriter

#: 归于 is the 序号 of the finding that a row follows from; 说明 is what staff answered.
COLUMNS = ("序号", "归于", "文件", "单位", "表样", "年度", "级别", "规则号", "位置", "问题", "应为", "实为", "提示", "说明")
UNREADABLE = "无法读取"
_NUMBER = lazy_pattern(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Row:
    """A finding of a file; ``above`` is how many rows up the finding stands that it follows from, 0 for one of its own."""

    above: int
    cells: tuple[str, ...]


def file_rows(file: str, result: ReadResult, report: Report) -> tuple[Row, ...]:
    """The rows of one submission, each finding followed by those that follow from it."""
    submission = result.submission
    year = "" if submission.year is None else str(submission.year)
    known = tuple(as_text(text) for text in (file, submission.text("unit", "name") or "", submission.form.id, year))
    return tuple(row for finding in report.findings for row in _rows(known, finding, 0))


def unreadable_rows(file: str, reason: str) -> tuple[Row, ...]:
    """The row of a file that can't be read."""
    return (Row(0, (as_text(file), "", "", "", UNREADABLE, "", "", as_text(reason), "", "", "", "")),)


def csv_report(files: Sequence[Sequence[Row]]) -> bytes:
    """The whole file: the headers, and the rows of all files, numbered from 1."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)  # its own dialect is that of RFC 4180
    writer.writerow(COLUMNS)
    rows = [row for file in files for row in file]
    for number, row in enumerate(rows, start=1):
        writer.writerow([number, number - row.above if row.above else "", *row.cells])
    return target.getvalue().encode("utf-8-sig")


def as_side(text: str) -> str:
    """A side of a comparison: an amount as the number it is, anything else as text."""
    return text if _NUMBER.fullmatch(text) else as_text(text)


def _rows(known: tuple[str, ...], finding: Finding, above: int) -> Iterator[Row]:
    places = as_text("、".join(str(at) for at in finding.cells))
    same = finding.expected == finding.actual and _NUMBER.fullmatch(finding.actual)  # says nothing of what is wrong
    sides = ("", "") if same else (as_side(finding.expected), as_side(finding.actual))
    said = as_text(finding.message), *sides, as_text(finding.hint), as_text(finding.answer or "")
    yield Row(above, (*known, LEVEL_WORDS[level_of(finding)], as_text(finding.rule), places, *said))
    distance = 1
    for one in finding.caused:
        for row in _rows(known, one, distance):
            yield row
            distance += 1


WRITER = ReportWriter(file_rows, unreadable_rows, csv_report)
