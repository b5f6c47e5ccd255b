"""The two sheets in front of an annotated copy: 校验结果 lists the findings and links to their cells, 检查表 judges by item.

Whatever comes from the sender's cells is written as text, never as a formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from budgetxl.values import Address, Finding, quote_sheet, told
from budgetxl.values.foldings import printable
from budgetxl.values.names import some
from budgetxl.values.records import dataclass
from budgetxl.values.severities import level_of
from budgetxl.values.words import LEVEL_WORDS, TO_VERIFY, UNCHECKED

from ..identity_marks import CHECKLIST_SHEET, RESULT_SHEET
from ..identity_marks import RESULT_TITLES as TITLES
from ..messages import say
from .marks import COLOURS, worksheet

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: Headers and widths, in the order of the 校验 sheet, which is known by 规则号 and 说明 side by side, so neither may head a column here.
RESULT_COLUMNS = (
    ("序号", 6), ("规则", 10), ("级别", 8), ("检查项", 15), ("问题", 46), ("所在表", 19), ("应为", 12), ("实为", 12),
    ("提示", 34), ("相关单元格", 22), ("答复", 18),
)  # fmt: skip
CHECKLIST_COLUMNS = (("序号", 6), ("检查项", 30), ("符合要求", 11), ("问题", 90))
WORD_COLOURS = {"否": "error", TO_VERIFY: "warning", UNCHECKED: "warning", "是": "answered"}
FONT, EDGE, HEADER_COLOUR = "宋体", "FF9AA5B1", "FFDCE6F1"
LONGEST, LINE = 32_000, 15.0


@dataclass(frozen=True, slots=True)
class Remarks:
    """What a copy says of its workbook: the unit and form, a sentence with the counts, the findings, the lines of the
    检查表 as (item, 是 否 待核实 未填 or 未查, what is wrong), and what each rule is about (检查项) by its id."""

    unit: str
    form: str
    summary: str
    findings: tuple[Finding, ...]
    checklist: tuple[tuple[str, str, str], ...] = ()
    items: Mapping[str, str] = field(default_factory=dict)


def remove_own_sheets(book: Workbook) -> frozenset[str]:
    """Take out the sheets of an earlier round; the names of those there were."""
    removed: set[str] = set()
    for name, title in TITLES.items():
        sheet = worksheet(book, name)
        if sheet is not None and str(sheet["A1"].value) == title:
            book.remove(sheet)
            removed.add(name)
    return frozenset(removed)


def write_own_sheets(book: Workbook, remarks: Remarks, notes: Sequence[str]) -> None:
    """Put 校验结果 and 检查表 before all others; the workbook opens on the first of them."""
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = False  # sheets selected together would take every edit together
    results = book.create_sheet(RESULT_SHEET, 0)
    checklist = book.create_sheet(CHECKLIST_SHEET, 1)
    _results(book, results, remarks, notes)
    _checklist(checklist, remarks)
    book.active = 0
    results.sheet_view.tabSelected = True
    for view in book.views:
        view.firstSheet = 0


def _results(book: Workbook, sheet: Worksheet, remarks: Remarks, notes: Sequence[str]) -> None:
    lines = [say("annotate-unit", unit=remarks.unit, form=remarks.form), remarks.summary, say("annotate-legend"), *notes]
    top = _head(sheet, RESULT_SHEET, RESULT_COLUMNS, lines)
    row = top
    for row, (number, finding, above) in enumerate(told(remarks.findings), start=top + 1):
        level = level_of(finding)
        first, others = finding.cells[:1], finding.cells[1:]
        sides = (finding.expected, finding.actual) if finding.expected != finding.actual else ("", "")
        texts = (
            number, finding.rule, LEVEL_WORDS[level], remarks.items.get(finding.rule, ""),
            finding.message if above is None else say("annotate-follows", rule=above.rule, message=finding.message), str(first[0]) if first else "",
            *sides, finding.hint, _others(finding), finding.answer or "",
        )  # fmt: skip
        _row(sheet, row, RESULT_COLUMNS, texts, centred={1, 2, 3, 4})
        _tint(sheet.cell(row, 3), COLOURS[level])
        for column, cells in ((6, first), (10, others)):
            if cells and worksheet(book, cells[0].sheet) is not None:
                _link(sheet.cell(row, column), cells[0])
    if row == top:
        _row(sheet, top + 1, RESULT_COLUMNS, ("", "", "", "", say("annotate-clean"), *[""] * 6))
    sheet.auto_filter.ref = f"A{top}:K{max(row, top + 1)}"


def _others(finding: Finding) -> str:
    """The cells that a finding compares; few, since some programs do not wrap the text of a link."""
    names = [at.cell if at.sheet == finding.cells[0].sheet else str(at) for at in finding.cells[1:]]
    return some(names, 1 if any("!" in name for name in names) else 4)


def _checklist(sheet: Worksheet, remarks: Remarks) -> None:
    top = _head(sheet, CHECKLIST_SHEET, CHECKLIST_COLUMNS, [say("annotate-unit", unit=remarks.unit, form=remarks.form)])
    for number, (item, word, problems) in enumerate(remarks.checklist, start=1):
        _row(sheet, top + number, CHECKLIST_COLUMNS, (str(number), item, word, problems), centred={1, 3})
        if word in WORD_COLOURS:
            _tint(sheet.cell(top + number, 3), COLOURS[WORD_COLOURS[word]])


def _head(sheet: Worksheet, name: str, columns: Sequence[tuple[str, int]], lines: Sequence[str]) -> int:
    """The title, a few lines below it and the headers; prepares the page. Returns the row of the headers."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    width = sum(width for _, width in columns)
    for index, (_, wide) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = wide
    for row, text in enumerate((TITLES[name], *lines), start=1):
        cell = _text(sheet.cell(row, 1), text)
        cell.font = Font(name=FONT, size=16 if row == 1 else 10, bold=row == 1)
        cell.alignment = Alignment(horizontal="center" if row == 1 else "left", vertical="center", wrap_text=True)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(columns))
        sheet.row_dimensions[row].height = 30.0 if row == 1 else _height([text], [width])
    top = len(lines) + 3
    for index, (header, _) in enumerate(columns, start=1):
        cell = _text(sheet.cell(top, index), header)
        cell.font = Font(name=FONT, size=10, bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        _edge(cell)
        _tint(cell, HEADER_COLOUR)
    sheet.freeze_panes = f"A{top + 1}"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{top}:{top}"
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top = margins.bottom = 0.7
    footer: Any = sheet.oddFooter
    footer.center.text = "第 &P 页，共 &N 页"
    return top


def _row(
    sheet: Worksheet, row: int, columns: Sequence[tuple[str, int]], texts: Sequence[str], centred: frozenset[int] | set[int] = frozenset()
) -> None:
    from openpyxl.styles import Alignment, Font

    for index, text in enumerate(texts, start=1):
        cell = _text(sheet.cell(row, index), text)
        cell.font = Font(name=FONT, size=10)
        cell.alignment = Alignment(horizontal="center" if index in centred else "left", vertical="center", wrap_text=True)
        _edge(cell)
    sheet.row_dimensions[row].height = _height(texts, [width for _, width in columns])


def _height(texts: Sequence[str], widths: Sequence[int]) -> float:
    from budgetxl.layout import lines_needed

    return min(400.0, LINE * max(lines_needed(text, width) for text, width in zip(texts, widths)) + 6)


def _text(cell: Any, text: str) -> Any:
    """Write a text as a text, whatever it begins with."""
    if text:
        cell.value = printable(text)[:LONGEST]
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@"  # so that it stays one when somebody edits it
    return cell


def _link(cell: Any, at: Address) -> None:
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheet(at.sheet)}!{at.cell}")
    cell.font = Font(name=FONT, size=10, color="FF1F4E79", underline="single")


def _tint(cell: Any, colour: str) -> None:
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=colour)


def _edge(cell: Any) -> None:
    from openpyxl.styles import Border, Side

    side = Side(style="thin", color=EDGE)
    cell.border = Border(left=side, right=side, top=side, bottom=side)
