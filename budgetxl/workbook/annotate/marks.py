"""Findings on the cells of a copy: a colour by severity, and a comment that says what is wrong.

A coloured cell remembers the colour that it had (as the background of its solid pattern, which no program shows), and a
comment keeps the sender's own below ours, so that the marks of one round can be taken off before the next. Where a sheet
has conditional formats, which would hide a cell's own colour, the colour is a conditional format before all others as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from budgetxl.values import Address, Finding, told
from budgetxl.values.foldings import printable
from budgetxl.values.names import some
from budgetxl.values.records import dataclass
from budgetxl.values.severities import ORDER, level_of
from budgetxl.values.words import LEVEL_WORDS

from ..identity_marks import NOTE_HEAD, NOTE_KEPT
from ..messages import say

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

AUTHOR = "budgetxl"
#: ARGB of a finding's first cell, and of the other cells that it compares; shades that people rarely choose themselves.
COLOURS = {"error": "FFFFB3BA", "warning": "FFFFC978", "info": "FFD3E6F8", "answered": "FFD9EED2"}
PALE = {"error": "FFFFE3E6", "warning": "FFFFE6BF", "info": "FFEDF5FC", "answered": "FFEFF8EC"}
ALWAYS = "TRUE"
MOST_COLOURED, MOST_COMMENTED = 60, 5
MOST_TEXT = 3_000
_COMMENT_WIDTH, _LINE, _CHARS_A_LINE = 380, 19, 26


@dataclass(frozen=True, slots=True)
class Mark:
    """What one finding does to one cell; ``first`` on the cell that the finding is about."""

    finding: Finding
    first: bool
    commented: bool

    @property
    def rank(self) -> tuple[bool, int]:
        return not self.first, ORDER.index(level_of(self.finding))


def mark_cells(book: Workbook, findings: Sequence[Finding]) -> None:
    """Colour and comment the cells of all findings, those of folded findings included."""
    from openpyxl.comments import Comment

    marks: dict[Address, list[Mark]] = {}
    for _, finding, _ in told(findings):
        for index, at in enumerate(finding.cells[:MOST_COLOURED]):
            commented = index == 0 or len(finding.cells) <= MOST_COMMENTED
            marks.setdefault(at, []).append(Mark(finding, index == 0, commented))
    coloured: dict[str, dict[str, list[str]]] = {}
    for at, found in marks.items():
        cell = _cell(book, at)
        if cell is None:
            continue
        found.sort(key=lambda mark: mark.rank)
        colour = (COLOURS if found[0].first else PALE)[level_of(found[0].finding)]
        _colour(cell, colour)
        coloured.setdefault(at.sheet, {}).setdefault(colour, []).append(cell.coordinate)
        text = "\n\n".join(_said(mark, at) for mark in found if mark.commented)
        if text:
            own = cell.comment.text if cell.comment is not None else ""
            text = _shortened(printable(text)) + ("" if not own else f"\n\n{own}" if own.startswith(NOTE_HEAD) else f"{NOTE_KEPT}{own}")
            lines = sum(1 + len(line) // _CHARS_A_LINE for line in text.split("\n"))
            cell.comment = Comment(text, AUTHOR, height=min(420, _LINE * lines + 12), width=_COMMENT_WIDTH)
    for name, colours in coloured.items():
        sheet = worksheet(book, name)
        if sheet is not None and sheet.conditional_formatting:
            _put_first(sheet, colours)


def clear_marks(book: Workbook) -> None:
    """Take off the colours and comments of an earlier round."""
    from openpyxl.comments import Comment
    from openpyxl.formatting.formatting import ConditionalFormattingList
    from openpyxl.styles import PatternFill

    ours = {*COLOURS.values(), *PALE.values()}
    for sheet in book.worksheets:
        kept = [(part, rule) for part in sheet.conditional_formatting for rule in part.rules if not _ours(rule)]
        sheet.conditional_formatting = ConditionalFormattingList()
        for part, rule in kept:
            sheet.conditional_formatting.add(str(part.sqref), rule)
        for cell in list(sheet._cells.values()):  # iter_rows would walk the whole used range
            if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in ours:
                before = cell.fill.bgColor
                plain = before.type == "indexed" or before.rgb in ours
                cell.fill = PatternFill() if plain else PatternFill("solid", fgColor=before)
            if cell.comment is not None and cell.comment.text.startswith(NOTE_HEAD):
                _, _, own = cell.comment.text.partition(NOTE_KEPT)
                cell.comment = Comment(own, AUTHOR) if own else None


def worksheet(book: Workbook, name: str) -> Worksheet | None:
    """The worksheet of that very name; None where there is none."""
    return next((sheet for sheet in book.worksheets if sheet.title == name), None)


def _cell(book: Workbook, at: Address) -> Any:
    """The cell of an address; of a merged block, its first cell."""
    from openpyxl.cell.cell import MergedCell

    sheet = worksheet(book, at.sheet)
    if sheet is None:
        return None
    cell = sheet.cell(at.row, at.column)
    if isinstance(cell, MergedCell):
        area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
        return sheet.cell(area.min_row, area.min_col)
    return cell


def _colour(cell: Any, colour: str) -> None:
    from openpyxl.styles import PatternFill
    from openpyxl.styles.colors import Color

    before = cell.fill.fgColor if cell.fill.fill_type == "solid" else Color(indexed=64)
    cell.fill = PatternFill("solid", fgColor=colour, bgColor=before)


def _put_first(sheet: Worksheet, colours: dict[str, list[str]]) -> None:
    """Conditional formats that always hold, before the sheet's own: by priority, and in the file, which LibreOffice goes by."""
    from openpyxl.formatting.formatting import ConditionalFormattingList
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    formats = ConditionalFormattingList()
    for number, (colour, cells) in enumerate(colours.items(), start=1):
        fill = PatternFill("solid", fgColor=colour, bgColor=colour)  # of such a format the background is what shows
        rule = Rule(type="expression", priority=number, formula=[ALWAYS], stopIfTrue=True, dxf=DifferentialStyle(fill=fill))
        formats.add(" ".join(dict.fromkeys(cells)), rule)
    for part in sheet.conditional_formatting:
        for rule in part.rules:
            rule.priority = (rule.priority or 0) + len(colours)
            formats.add(str(part.sqref), rule)
    sheet.conditional_formatting = formats


def _ours(rule: Any) -> bool:
    return rule.type == "expression" and bool(rule.stopIfTrue) and [text.strip("()") for text in rule.formula] == [ALWAYS]


def _said(mark: Mark, at: Address) -> str:
    finding = mark.finding
    lines = [f"{NOTE_HEAD}{LEVEL_WORDS[level_of(finding)]} {finding.rule}", finding.message]
    if finding.expected and finding.expected != finding.actual:
        sides = "annotate-wanted" if "\n" in finding.expected else "annotate-expected"  # a column to paste, no figure
        lines.append(say(sides, expected=finding.expected, actual=finding.actual or "—"))
    if finding.hint:
        lines.append(say("annotate-hint", hint=finding.hint))
    others = [str(other) for other in finding.cells if other != at]
    if others:
        lines.append(say("annotate-others", cells=some(others)))
    if finding.answer is not None:
        lines.append(say("annotate-answer", answer=finding.answer))
    lines += [say("annotate-caused", message=one.message) for one in finding.caused]
    return "\n".join(lines)


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_TEXT else text[:MOST_TEXT] + say("annotate-rest")
