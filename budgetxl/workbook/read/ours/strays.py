"""What staff typed on 校验 and on 需说明原因的增减, where it is no answer and none of last year's reasons.

Both sheets are laid out by the program: columns are known by their headers, wherever they stand, what stands in them by the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal, TypeAlias

from budgetxl.forms import Form
from budgetxl.layout import (
    CHANGES_FIXED,
    CHANGES_HIDDEN,
    CHANGES_LIVE_LINES,
    CHANGES_SHOWN,
    CHECK_COLUMNS,
    CHECK_COUNTED,
    CHECK_FIXED,
)
from budgetxl.values import Address, Finding, squeeze, trim
from budgetxl.values.records import dataclass
from budgetxl.values.words import BY_PROGRAM
from budgetxl.xlsx import Position, RawCell

from ...messages import say
from ...submission import Account
from ..own_sheets import KeyedTable

MOST_CELLS = 20
Sort: TypeAlias = Literal["ours", "typed over", "stray"]


@dataclass(frozen=True, slots=True)
class OwnStrays:
    """Typed cells of our own sheets: those that belong nowhere, and those that stand where a formula of ours gives the text."""

    stray: tuple[Address, ...] = ()
    typed_over: tuple[Address, ...] = ()

    def findings(self) -> Iterator[Finding]:
        """A warning for each sheet on which formulas were typed over; of stray cells the account tells."""
        for sheet in dict.fromkeys(at.sheet for at in self.typed_over):
            cells = tuple(at for at in self.typed_over if at.sheet == sheet)
            message = say("META-07-own", s=sheet, n=len(cells))
            yield Finding("META-07", "warning", message, cells[:MOST_CELLS], hint=say("META-07-own-hint"))


def own_strays(form: Form, checks: KeyedTable | None, changes: KeyedTable | None, kind: str) -> OwnStrays:
    """What was typed on the two sheets. ``kind`` is that of a file that has values only, in which formulas look like typed cells."""
    found: dict[Sort, list[Address]] = {"ours": [], "typed over": [], "stray": []}
    lines = form.changes.lines if form.changes is not None else 0
    for table, sort_of in ((checks, _on_checks), (changes, lambda sheet, place, cell: _on_changes(sheet, place, cell, lines))):
        if table is None:
            continue
        sheet = _Sheet(table, CHECK_COLUMNS if table is checks else {**CHANGES_SHOWN, **CHANGES_HIDDEN})
        for place, cell in sorted(table.sheet.cells.items()):
            if cell.kind != "blank" and trim(str(cell.value)):
                sort = sort_of(sheet, place, cell)
                found["ours" if kind and sort == "typed over" else sort].append(Address(table.sheet.name, *place))
    return OwnStrays(tuple(found["stray"]), tuple(found["typed over"]))


def with_strays(account: Account, stray: tuple[Address, ...]) -> Account:
    """An account of a form's sheets with what belongs nowhere on ours."""
    return replace(account, populated=account.populated + len(stray), unread=tuple(sorted((*account.unread, *stray)))) if stray else account


class _Sheet:
    """A sheet of ours: what its columns hold, by their headers."""

    def __init__(self, table: KeyedTable, headers: Mapping[str, tuple[str, float] | str]) -> None:
        self.table, self.header, self.cells = table, table.header, table.sheet.cells
        names = {squeeze(text if isinstance(text, str) else text[0]): name for name, text in headers.items()}
        heads = ((column, names.get(squeeze(str(cell.value)))) for (row, column), cell in self.cells.items() if row == self.header)
        self.columns = {column: name for column, name in heads if name is not None}
        self.rows = {row for (row, column), cell in self.cells.items() if cell.calculated and column in self.columns}

    def says(self, row: int, name: str) -> str:
        """The text of a column in a row."""
        cell = next((self.cells.get((row, column)) for column, each in self.columns.items() if each == name), None)
        return "" if cell is None or cell.value is None else squeeze(str(cell.value))


def _on_checks(sheet: _Sheet, place: Position, cell: RawCell) -> Sort:
    row, column = place
    name = sheet.columns.get(column)
    if row < sheet.header:
        return _above(sheet, place, cell, name)
    if name is None:
        return "stray"
    if row == sheet.header or name == "answer" or cell.calculated:
        return "ours"
    if row not in sheet.rows and not (sheet.says(row, "code") and sheet.says(row, "sentence")):
        return "stray"  # below the rules
    return "ours" if name in CHECK_FIXED or (name == "result" and cell.value == BY_PROGRAM) else "typed over"


def _above(sheet: _Sheet, place: Position, cell: RawCell, name: str | None) -> Sort:
    """Above the rules stand lines over the whole width, two counts, and the list of open points: formulas all of them."""
    _, column = place
    if name is None:
        return "stray"
    if cell.calculated or column == min(sheet.columns) or cell.value in CHECK_COUNTED:
        return "ours"
    return "typed over"


def _on_changes(sheet: _Sheet, place: Position, cell: RawCell, lines: int) -> Sort:
    row, column = place
    name = sheet.columns.get(column)
    if row < sheet.header:
        if cell.calculated or (column == 1 and row not in CHANGES_LIVE_LINES):
            return "ours"
        return "typed over" if column == 1 else "stray"
    if name is None:
        return "stray"
    if row == sheet.header or cell.calculated or name in CHANGES_FIXED:
        return "ours"
    return "typed over" if name in CHANGES_HIDDEN or row in sheet.rows or row <= sheet.header + lines else "stray"


__all__ = ["OwnStrays", "own_strays", "with_strays"]
