"""A table as WordprocessingML, written as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from math import fsum

from budgetxl.values.lazy_patterns import lazy_pattern

from ..document import Cell, Table, grid
from ..markup import clean
from .docx_widths import MOST_LINES, column_widths, lines_of, size_of

_BREAKS = lazy_pattern("([\n\t])")
_HINT = '<w:rFonts w:hint="eastAsia"/>'  # else Word sets “ ” … — in the Latin font
TOGETHER = 10  #: lines of a table that stays on one page
CROWDED = 5.5  #: characters of 五号 that a column must have room for, else a table is in 小五


def runs(text: str, properties: str = "") -> str:
    """Text as runs; newlines become line breaks, tabs become tabs, and what XML forbids is left out."""
    if text.isprintable():  # as nearly all are: one piece, with nothing to be left out
        inner = _text(text) if text else ""
    else:
        parts = _BREAKS.split(clean(text))
        inner = "".join("<w:br/>" if part == "\n" else "<w:tab/>" if part == "\t" else _text(part) for part in parts if part)
    return f"<w:r><w:rPr>{_HINT}{properties}</w:rPr>{inner}</w:r>" if inner else ""


def _cell_runs(text: str, look: str) -> str:
    return runs(text.replace("\t", " "), look)


def _text(text: str) -> str:
    if "&" in text or "<" in text or ">" in text:
        text = escape(text, quote=False)
    return f'<w:t xml:space="preserve">{text}</w:t>'


def paragraph(style: str, content: str, properties: str = "") -> str:
    """A paragraph of a style around runs."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


class Memory:
    """What the tables of one document have alike, measured and written once: headings, labels and small figures return in many."""

    def __init__(self) -> None:
        self.size, self.runs, self.opening = cache(size_of), cache(_cell_runs), cache(_opening)


def table_xml(table: Table, text_width: int, memory: Memory | None = None) -> Iterator[str]:
    """The caption, the line above, the table and its notes as wide as the text; ``text_width`` in twips."""
    if table.caption:
        yield paragraph("Caption", runs(table.caption))
    if table.above:
        yield _above(table, text_width)
    places = grid(table)
    if places and places[0]:
        yield _table(table, places, text_width, memory or Memory())
    for note in table.notes:
        yield paragraph("TableNote", runs(note))


def _above(table: Table, text_width: int) -> str:
    """The line above: what stands in the middle and at the right, each behind a tab of its own."""
    tab = "<w:r><w:tab/></w:r>"
    stops = f'<w:tab w:val="right" w:pos="{text_width}"/>'
    right = tab + runs(table.above_right) if table.above_right else ""
    if table.above_middle:
        stops = f'<w:tab w:val="center" w:pos="{text_width // 2}"/>{stops}'
        right = tab + runs(table.above_middle) + right
    return paragraph("TableAbove", runs(table.above_left) + right, f"<w:tabs>{stops}</w:tabs>")


def _table(table: Table, places: list[list[tuple[Cell, bool]]], text_width: int, memory: Memory) -> str:
    count = len(places[0])
    crowded = text_width < CROWDED * 210 * count
    size = 16 if count > 13 else 18 if count > 10 or crowded else 21
    margin = 30 if count > 10 else 50 if crowded else 80
    widths = column_widths(table, places, text_width, size * 10, margin, memory.size)
    sides = (("top", margin // 2), ("left", margin), ("bottom", margin // 2), ("right", margin))
    look = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size != 21 else ""
    room = [(width - 2 * margin) / (size * 10) for width in widths]
    last = len(places) - 1 if _is_low(places, room) else 0
    rows = "".join(_row(row, number < table.header_rows, widths, room, look, number < last, memory) for number, row in enumerate(places))
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        + "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides)
        + "</w:tblCellMar></w:tblPr>"
        f'<w:tblGrid>{"".join(f"""<w:gridCol w:w="{width}"/>""" for width in widths)}</w:tblGrid>{rows}</w:tbl>'
    )


def _row(
    row: list[tuple[Cell, bool]], header: bool, widths: Sequence[int], room: Sequence[float], look: str, kept_with_next: bool, memory: Memory
) -> str:
    """One row. It stays whole on a page, if it is of a few lines; a longer one may go on over the page, so that none is half empty."""
    cells, column, short = [], 0, True
    while column < len(row):
        cell, begins = row[column]
        text, span = cell.text, cell.colspan
        width = widths[column] if span == 1 else sum(widths[column : column + span])
        opening = memory.opening(width, span, cell.rowspan, begins, header or cell.header, cell.align, kept_with_next)
        cells.append(f"{opening}{memory.runs(text, look) if begins else ''}</w:p></w:tc>")
        if short and begins and len(text) > MOST_LINES:  # no shorter text has more lines
            short = not _is_high(text, max(1.0, fsum(room[column : column + span])))
        column += span
    kept = "<w:cantSplit/><w:tblHeader/>" if header else "<w:cantSplit/>" if short else ""
    properties = f"<w:trPr>{kept}</w:trPr>" if kept else ""
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def _opening(width: int, span: int, rows: int, begins: bool, header: bool, alignment: str, kept: bool) -> str:
    """A cell up to its text."""
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    spans += "<w:vMerge/>" if not begins else '<w:vMerge w:val="restart"/>' if rows > 1 else ""
    align = "" if header or alignment == "left" else f'<w:jc w:val="{alignment}"/>'
    opened = paragraph("TableHead" if header else "TableText", "", f"<w:keepNext/>{align}" if kept else align).removesuffix("</w:p>")
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}<w:vAlign w:val="center"/></w:tcPr>{opened}'


def _is_high(text: str, wide: float) -> bool:
    """Whether a text has more lines than a row that stays whole."""
    return (len(text) > MOST_LINES * wide or "\n" in text) and lines_of(text, wide) > MOST_LINES


def _is_low(places: list[list[tuple[Cell, bool]]], room: Sequence[float]) -> bool:
    """Whether a table has about as few lines as one that stays on one page."""
    lines = 0
    for left, row in zip(range(len(places), 0, -1), places, strict=True):
        if lines + left > TOGETHER:
            return False
        lines += _lines(row, room)
    return lines <= TOGETHER


def _lines(row: list[tuple[Cell, bool]], room: Sequence[float]) -> int:
    """How many lines a row takes, about."""
    most = 1
    for column, (cell, begins) in enumerate(row):
        if begins and cell.rowspan == 1 and cell.text:
            wide = max(1.0, room[column] if cell.colspan == 1 else fsum(room[column : column + cell.colspan]))
            if len(cell.text) > most * wide or not cell.text.isprintable():  # else it can't be longer
                most = max(most, lines_of(cell.text, wide))
    return most
