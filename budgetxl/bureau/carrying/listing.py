"""The list of what was not simply carried, of many units: one row a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from budgetxl.values.foldings import printable
from budgetxl.values.records import dataclass

from ..model import Unit
from .held import Fate, Line
from .messages import say

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

COLUMNS = {"unit-code": 11, "unit-name": 24, "file": 28, "fate": 15, "sheet": 20, "cell": 8, "label": 24, "text": 44, "why": 44}


@dataclass(frozen=True, slots=True)
class Told:
    """A line about the workbook of last year of a unit: ``file`` is what that is called."""

    unit: Unit
    file: str
    line: Line


def write_told(sheet: Worksheet, told: Sequence[Told], head: Format, text: Format) -> None:
    """The lines, every cell a text, in the formats of the list that they belong to."""
    for column, (name, width) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, say(f"carry-{name}"), head)
    row = 0
    for row, values in enumerate(_rows(told), start=1):
        for column, value in enumerate(values):
            sheet.write_string(row, column, printable(value), text)
    sheet.autofilter(0, 0, row, len(COLUMNS) - 1)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _rows(told: Sequence[Told]) -> Iterator[tuple[str, ...]]:
    """A row for each line; of what the form leaves behind in all workbooks alike, one for all units."""
    passed: dict[tuple[str, str], int] = {}
    for one in told:
        line = one.line
        if line.fate is Fate.PASSED:
            passed[line.label, line.why] = passed.get((line.label, line.why), 0) + 1
            continue
        at = ("", "") if line.at is None else (line.at.sheet, line.at.cell)
        yield one.unit.code, one.unit.name, one.file, say(f"carry-fate-{line.fate.value}"), *at, line.label, line.text, line.why
    for (label, why), count in passed.items():
        yield "", say("carry-units", n=count), "", say(f"carry-fate-{Fate.PASSED.value}"), "", "", label, "", why


__all__ = ["Told", "write_told"]
