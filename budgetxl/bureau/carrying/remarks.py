"""A workbook with what is to be said of its beginning: marks on cells with texts of another year, a sheet of what was not carried."""

from __future__ import annotations

from budgetxl.forms import Form
from budgetxl.values import Finding, Key
from budgetxl.values.records import dataclass
from budgetxl.workbook import FormReading, read
from budgetxl.workbook.annotate import mark_cells
from budgetxl.workbook.repair import LOST_SHEET, Change, ChangeKind, free_name, write_lost
from budgetxl.workbook.rewriting import opened, saved
from budgetxl.workbook.rewritten import finished

from .held import Fate, Line
from .messages import say


@dataclass(frozen=True, slots=True)
class Remarks:
    """Sentences for cells, by the keys of their values, and the lines for the sheet of what was not carried."""

    marks: tuple[tuple[Key, str], ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def lost(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.fate is Fate.LOST)


def with_remarks(data: bytes, remarks: Remarks, form: Form) -> bytes:
    """A workbook of ours that was made just now, with remarks: as it is where there are none. Marks are those of ``annotate``."""
    if not (remarks.marks or remarks.lost):
        return data
    result = read(data, FormReading(form))
    book = opened(data)
    modified = book.properties.modified
    cells = ((result.submission.cells.get(key), text) for key, text in remarks.marks)
    found = [(cell.entry.at, text) for cell, text in cells if cell is not None and cell.entry.at is not None]
    mark_cells(book, [Finding(say("carry-rule"), "warning", text, (at,)) for at, text in found])
    if remarks.lost:
        sheet = book.create_sheet(free_name(LOST_SHEET, book.sheetnames))
        write_lost(sheet, [Change(ChangeKind.LOST, line.at, line.text, line.why, label=line.label) for line in remarks.lost], say("carry-lost-note"))
    return finished(saved(book), result.raw, book.sheetnames, modified)


__all__ = ["Remarks", "with_remarks"]
