"""What a workbook of last year has in its cells, and what beside the values of the form: stray cells, answers, notes, sheets of its own."""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.forms import Labels
from budgetxl.values import Key
from budgetxl.workbook import ReadResult
from budgetxl.workbook.identity_marks import senders_note
from budgetxl.workbook.repair import is_lost_sheet, not_placed

from .held import Fate, Line, Spot
from .messages import say

MOST_TYPED_OVER = 100  # formulas of our own sheets, each told by itself
MOST_NAMES = 8  # of sheets, in one line


def spots_of(result: ReadResult) -> dict[Key, Spot]:
    """The cells of all values of a submission, by their keys."""
    submission = result.submission
    labels = Labels(submission.form, submission.root)
    filled = (cell for cell in submission.cells if cell.entry.value is not None)
    return {cell.key: Spot(cell.entry.at, labels.text(cell.place.field.label), cell.computed) for cell in filled}


def beside_of(result: ReadResult) -> Iterator[Line]:
    """What is in a workbook beside the form's values: none of it goes into the next one."""
    for change in not_placed(result):
        yield Line(Fate.LOST, change.at, change.label, change.old, say("carry-stray"))
    sheets = {sheet.name: sheet for sheet in result.raw.sheets}
    over = result.use.typed_over
    if len(over) > MOST_TYPED_OVER:  # a workbook of values alone: nobody typed all that
        yield Line(Fate.PASSED, None, "、".join(dict.fromkeys(at.sheet for at in over)), say("carry-cells", n=len(over)), say("carry-typed-over"))
    for at in over if len(over) <= MOST_TYPED_OVER else ():
        yield Line(Fate.LOST, at, "", str(sheets[at.sheet].cells[at.row, at.column].value), say("carry-typed-over"))
    own = [name for name in result.use.others if name in sheets and not is_lost_sheet(sheets[name])]
    if own:
        yield Line(Fate.PASSED, None, "、".join(own[:MOST_NAMES]), say("carry-sheets", n=len(own)), say("carry-own-sheets"))
    notes = sum(bool(senders_note(note)) for name, sheet in sheets.items() if name not in result.use.others for note in sheet.notes.values())
    if notes:
        yield Line(Fate.PASSED, None, say("carry-notes-label"), say("carry-cells", n=notes), say("carry-notes"))
    if result.submission.answers:
        yield Line(Fate.PASSED, None, say("carry-answers-label"), say("carry-cells", n=len(result.submission.answers)), say("carry-answers"))


__all__ = ["beside_of", "spots_of"]
