"""What a cell says as a label: its text, or the fixed texts of one of our formulas whose result the file does not have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from budgetxl.forms import SLOT
from budgetxl.layout import own_line
from budgetxl.values import squeeze
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.xlsx import Position, RawCell, RawSheet, RawWorkbook

from .form_texts import ExpectedSheet

ENOUGH = 0.5  # of a sheet's labels, their other names counted
MOST_BELOW = 6  # rows that somebody may have inserted above a line
_COPY = lazy_pattern(r"[0-9]+$")


def label_text(cell: RawCell | None) -> str:
    """The squeezed text of a cell as a label; empty where it is none.

    A formula that joins texts and cells says its fixed texts while it has no result, an error, or 0 for one.
    """
    if cell is None:
        return ""
    if cell.kind == "text":
        return squeeze(str(cell.value))
    if cell.source is None or (cell.kind != "error" and cell.value):
        return ""
    line = own_line(cell.formula)
    return "" if line is None else squeeze(line.fixed)


def with_own_lines(raw: RawWorkbook, sheets: Collection[ExpectedSheet]) -> RawWorkbook:
    """A salvaged .xls with the fixed texts of our formulas in place of the 0 that LibreOffice writes there for every text.

    A sheet is known by its name, a renamed one by its labels; such a cell by its place: that of the form, or the next below
    if there is nothing.
    """
    named = {sheet.name: one for sheet in raw.sheets if (one := _by_name(squeeze(sheet.name), sheets)) is not None}
    single = {one.sheet.id for one in named.values() if not one.sheet.repeat}
    free = [one for one in sheets if one.sheet.id not in single and one.slotted]
    return replace(raw, sheets=tuple(_with_lines(sheet, named.get(sheet.name) or _by_labels(sheet, free)) for sheet in raw.sheets))


def _by_name(name: str, sheets: Iterable[ExpectedSheet]) -> ExpectedSheet | None:
    return next((one for one in sheets if one.name.says(name) or (one.sheet.repeat and one.name.says(_COPY.sub("", name)))), None)


def _by_labels(sheet: RawSheet, free: Collection[ExpectedSheet]) -> ExpectedSheet | None:
    """The one of these of whose labels a sheet has most, if it has enough of them, and more than of any other's."""
    if not free or sheet.state != "visible":
        return None
    texts = {squeeze(str(cell.value)) for cell in sheet.cells.values() if cell.kind == "text"}
    shares = sorted(((len(one.exact & texts) / max(len(one.exact), 1), number) for number, one in enumerate(free)), reverse=True)
    alone = len(shares) == 1 or shares[0][0] > shares[1][0]
    return list(free)[shares[0][1]] if alone and shares[0][0] >= ENOUGH else None


def _with_lines(sheet: RawSheet, expected: ExpectedSheet | None) -> RawSheet:
    found: dict[Position, RawCell] = {}
    for place, text in expected.slotted if expected is not None else ():
        fixed = SLOT.sub("", text)
        at = _zero(sheet.cells, place, found) if squeeze(fixed) else None
        if at is not None:
            found[at] = RawCell("text", fixed)
    return replace(sheet, cells={**sheet.cells, **found}) if found else sheet


def _zero(cells: Mapping[Position, RawCell], place: Position, taken: Collection[Position]) -> Position | None:
    """The cell of a line that shows 0: where the form has it, or the next below where that is blank or another line's."""
    for row in range(place[0], place[0] + MOST_BELOW):
        cell = cells.get((row, place[1]))
        if cell is None or cell.kind == "blank" or (row, place[1]) in taken:
            continue
        return (row, place[1]) if cell.kind == "number" and cell.value == 0 else None
    return None


__all__ = ["label_text", "with_own_lines"]
