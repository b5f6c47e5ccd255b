"""The sender's own sheets in another workbook: values, formulas, formats, widths, merged cells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from copy import copy
from typing import TYPE_CHECKING, Any

from budgetxl.values import Address, quote_sheet
from budgetxl.xlsx import RawSheet

from .moves import Moves
from .shown import shown

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: A formula with its equals sign as it is in the new workbook; None where it can't be.
Translate = Callable[[str], str | None]
LONGEST_NAME = 31  # characters of a sheet's name


def free_name(name: str, taken: Collection[str]) -> str:
    """A name for a sheet that no other has: 测算, 测算(2), 测算(3) …"""
    used = {each.lower() for each in taken}
    number, found = 1, name
    while found.lower() in used:
        number += 1
        found = name[: LONGEST_NAME - len(f"({number})")] + f"({number})"
    return found


def put_text(cell: Any, text: str) -> None:
    """A text as it is, also one that looks like a formula."""
    cell.value = text
    cell.data_type = "s"


def copy_sheet(source: Worksheet, raw: RawSheet, target: Worksheet, translate: Translate, moves: Moves) -> Iterator[Address]:
    """Copy a sheet; yields the cells, as the sender knows them, of formulas that had to become values."""
    for place, cell in sorted(source._cells.items()):
        made = target.cell(*place)
        if type(cell).__name__ != "MergedCell":
            if not _put(cell, made, translate):
                _put_value(raw, place, made)
                yield Address(raw.name, *place)
            if cell.hyperlink is not None:
                _link(cell, made, moves)
            if cell.comment is not None:
                made.comment = _comment(cell.comment)
        if cell.has_style:
            for part in ("font", "fill", "border", "alignment", "protection"):
                setattr(made, part, copy(getattr(cell, part)))
            made.number_format = cell.number_format
    for area in source.merged_cells.ranges:
        target.merged_cells.add(str(area))
    _lines(source, target)
    for found in source.data_validations.dataValidation:
        rule = copy(found)
        formulas = [_moved(text, translate) for text in (rule.formula1, rule.formula2)]
        if None not in formulas:
            rule.formula1, rule.formula2 = formulas
            target.add_data_validation(rule)
    for area in source.conditional_formatting:
        for condition in area.rules:
            texts = [_moved(text, translate) for text in condition.formula]
            if None not in texts:
                target.conditional_formatting.add(str(area.sqref), condition)
                condition.formula = texts
    target.sheet_state = source.sheet_state
    target.protection = copy(source.protection)


def _put(cell: Any, made: Any, translate: Translate) -> bool:
    """Put a cell's content; whether that could be done."""
    value = cell.value
    if cell.data_type != "f":
        made._value, made.data_type = value, cell.data_type
        return True
    if isinstance(value, str):
        formula = translate(value)
        made.value = formula
        return formula is not None
    text = getattr(value, "text", None)  # an array formula; a data table has none
    formula = translate(text if text.startswith("=") else f"={text}") if isinstance(text, str) else None
    if formula is None:
        return False
    made.value = copy(value)
    made.value.text = formula
    return True


def _put_value(raw: RawSheet, place: tuple[int, int], made: Any) -> None:
    cell = raw.cells.get(place)
    value = None if cell is None else cell.value
    if isinstance(value, str):
        put_text(made, value)
    else:
        made.value = value


def _moved(text: str | None, translate: Translate) -> str | None:
    """A formula without its equals sign; an absent one as an empty text."""
    if not text:
        return ""
    found = translate(f"={text}")
    return None if found is None else found[1:]


def _link(cell: Any, made: Any, moves: Moves) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink

    old = cell.hyperlink
    inside = (old.target or "").startswith("#")  # some programs write a place of the workbook as an address
    location, target = (old.target[1:], None) if inside else (old.location, old.target)
    if location and "!" in location and not target:
        sheet, _, place = location.rpartition("!")
        now = moves.counterpart(sheet.strip("'").replace("''", "'"))
        location = location if now is None else f"{quote_sheet(now)}!{place}"
    made.hyperlink = Hyperlink(ref=made.coordinate, location=location, tooltip=old.tooltip, display=old.display, target=target)


def _comment(old: Any) -> Any:
    from openpyxl.comments import Comment

    return Comment(old.text, old.author, height=old.height, width=old.width)


def _lines(source: Worksheet, target: Worksheet) -> None:
    """Widths and heights, what is hidden, the panes, the page."""
    for letters, column in source.column_dimensions.items():
        made = target.column_dimensions[letters]
        made.width, made.hidden, made.min, made.max = column.width, column.hidden, column.min, column.max
        made.outlineLevel = column.outlineLevel
    for number, row in source.row_dimensions.items():
        line = target.row_dimensions[number]
        line.height, line.hidden, line.outlineLevel = row.height, row.hidden, row.outlineLevel
    target.freeze_panes = source.freeze_panes
    target.auto_filter.ref = source.auto_filter.ref
    target.sheet_format = copy(source.sheet_format)
    target.sheet_properties.tabColor = copy(source.sheet_properties.tabColor)
    target.page_setup.orientation, target.page_setup.paperSize = source.page_setup.orientation, source.page_setup.paperSize


def write_values(raw: RawSheet, target: Worksheet) -> None:
    """A sheet of a file that openpyxl can't open: its values, in their number formats."""
    for place, cell in sorted(raw.cells.items()):
        made = target.cell(*place)
        if cell.kind == "error" or isinstance(cell.value, str):
            put_text(made, shown(cell.value))
        else:
            made.value = cell.value
        if cell.number_format:
            made.number_format = cell.number_format
    for top, left, bottom, right in raw.merges:
        target.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    target.sheet_state = raw.state


def names_in(book: Workbook) -> set[str]:
    """The defined names of a workbook, in lower case."""
    return {name.lower() for name in book.defined_names}
