"""What stands below the cover's fields: the state of the checks, and all other sheets in the order in which they are filled in."""

from __future__ import annotations

from collections.abc import Sequence

from ..forms import CATALOGUE_SHEET, CHANGES_SHEET, CHECK_SHEET, GUIDE_SHEET, Form, Record, Sheet
from .columns import sheet_widths, spans
from .links import CATALOGUE_LINK, CHANGES_LINK, CHECK_LINK, GUIDE_LINK, link, link_name
from .model import Box, ContentsRow, CoverExtras, Label, SheetPlan
from .texts import (
    AUTOMATIC,
    CONTENTS_HEADERS,
    CONTENTS_HEADING,
    LOOK_UP,
    NOTHING_HERE,
    PARTLY,
    READ_FIRST,
    STATE_HEADING,
    STATES,
    TO_CHECKS,
    TO_FILL,
)  # fmt: skip

CONTENTS_WIDTHS = (34.0, 20.0, 30.0, 16.0)
"""The columns of the table of contents. A cover has as many at least."""
SHARES = (22.0, 14.0)  # of the last column of a cover that has three, none of them a table's


def cover_extras(form: Form, cover: SheetPlan, others: Sequence[SheetPlan], changes: bool = False) -> CoverExtras:
    """The counts of open points, each with what it means, and a row for each other sheet of the workbook.

    ``changes``: one of them is 需说明原因的增减.
    """
    first, second, third, fourth = spans(cover.widths, CONTENTS_WIDTHS)
    row = cover.last_row + 1

    def over(columns: tuple[int, int], to: tuple[int, int] | None = None) -> Box:
        return Box(row, columns[0], row, (to or columns)[1])

    labels = [Label(over(first, third), STATE_HEADING, "heading"), link(over(fourth), TO_CHECKS, CHECK_LINK)]
    counts = {}
    for word, (text, meaning) in STATES.items():
        row += 1
        labels += [Label(over(first), text, "label"), Label(over(third, fourth), meaning, "note")]
        counts[word] = over(second)
    row += 2
    labels.append(Label(over(first, fourth), CONTENTS_HEADING, "heading"))
    row += 1
    labels += [Label(over(columns), text, "header") for columns, text in zip((first, second, third, fourth), CONTENTS_HEADERS)]
    rows = []
    listed: list[tuple[str, str, str, SheetPlan | None]] = [
        (GUIDE_SHEET, GUIDE_LINK, READ_FIRST, None),
        *((plan.name, link_name(plan), way_of(plan), plan) for plan in in_order(form, others)),
        *(((CHANGES_SHEET, CHANGES_LINK, AUTOMATIC, None),) if changes else ()),
        (CHECK_SHEET, CHECK_LINK, LOOK_UP, None),
        *(((CATALOGUE_SHEET, CATALOGUE_LINK, LOOK_UP, None),) if form.catalogues else ()),
    ]
    for name, target, way, plan in listed:
        row += 1
        labels += [link(over(first), name, target), Label(over(second), way, "middle")]
        if plan is None:
            labels += [Label(over(columns), NOTHING_HERE, "middle") for columns in (third, fourth)]
        else:
            rows.append(ContentsRow(plan, over(third), over(fourth)))
    return CoverExtras(tuple(labels), counts, tuple(rows), row)


def cover_widths(sheet: Sheet) -> tuple[float, ...]:
    """The widths of a cover's columns: at least as many as its table of contents has."""
    widths = sheet_widths(sheet)
    if len(widths) == len(CONTENTS_WIDTHS) - 1 and all(isinstance(block, Record) and not block.across for block in sheet.blocks):
        return (*widths[:-1], *(round(widths[-1] * share / sum(SHARES), 1) for share in SHARES))
    return (*widths, *CONTENTS_WIDTHS[len(widths) :])


def in_order(form: Form, plans: Sequence[SheetPlan]) -> list[SheetPlan]:
    """Sheets as they are filled in: those that the form names in ``filling`` first, in its order, then the others in theirs."""
    turn = {name: number for number, name in enumerate(form.filling)}
    return sorted(plans, key=lambda plan: turn.get(plan.sheet.id, len(turn)))


def way_of(plan: SheetPlan) -> str:
    """Whether a sheet is filled in, computed, or both. A formula that only proposes a value says nothing of it."""
    typed = any(slot.field.formula is None for slot in plan.slots)
    computed = any(slot.field.formula is not None and not slot.field.open_formula for slot in plan.slots)
    return PARTLY if typed and computed else TO_FILL if typed else AUTOMATIC
