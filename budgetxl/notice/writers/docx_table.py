"""A table as WordprocessingML, written as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from ..document import Cell, Table, grid
from ..markup import clean
from .docx_widths import MOST_LINES, column_widths, lines_of

_HINT = '<w:rFonts w:hint="eastAsia"/>'  # else Word sets “ ” … — in the Latin font
TOGETHER = 10  #: lines of a table that stays on one page
CROWDED = 5.5  #: characters of 五号 that a column must have room for, else a table is in 小五


def runs(text: str, properties: str = "") -> str:
    """Text as runs; newlines become line breaks, tabs become tabs, and what XML forbids is left out."""
    cleaned = clean(text)
    parts = re.split("([\n\t])", cleaned) if "\n" in cleaned or "\t" in cleaned else (cleaned,)
    inner = "".join(
        "<w:br/>" if part == "\n" else "<w:tab/>" if part == "\t" else _text(part) for part in parts if part
    )
    return f"<w:r><w:rPr>{_HINT}{properties}</w:rPr>{inner}</w:r>" if inner else ""


def _text(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text, quote=False)}</w:t>'


def paragraph(style: str, content: str, properties: str = "") -> str:
    """A paragraph of a style around runs."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def table_xml(table: Table, text_width: int) -> Iterator[str]:
    """The caption, the line above, the table and its notes as wide as the text; ``text_width`` in twips."""
    if table.caption:
        yield paragraph("Caption", runs(table.caption))
    if table.above:
        yield _above(table, text_width)
    places = grid(table)
    if places and places[0]:
        yield _table(table, places, text_width)
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


def _table(table: Table, places: list[list[tuple[Cell, bool]]], text_width: int) -> str:
    count = len(places[0])
    crowded = text_width < CROWDED * 210 * count
    size = 16 if count > 13 else 18 if count > 10 or crowded else 21
    margin = 30 if count > 10 else 50 if crowded else 80
    widths = column_widths(table, places, text_width, size * 10, margin)
    sides = (("top", margin // 2), ("left", margin), ("bottom", margin // 2), ("right", margin))
    look = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size != 21 else ""
    room = [(width - 2 * margin) / (size * 10) for width in widths]
    last = len(places) - 1 if len(places) <= TOGETHER and sum(_lines(row, room) for row in places) <= TOGETHER else 0
    rows = "".join(_row(row, number < table.header_rows, widths, room, look, number < last) for number, row in enumerate(places))
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        + "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides)
        + "</w:tblCellMar></w:tblPr>"
        f'<w:tblGrid>{"".join(f"""<w:gridCol w:w="{width}"/>""" for width in widths)}</w:tblGrid>{rows}</w:tbl>'
    )


def _row(row: list[tuple[Cell, bool]], header: bool, widths: Sequence[int], room: Sequence[float], look: str, kept_with_next: bool) -> str:
    cells, column = [], 0
    while column < len(row):
        cell, begins = row[column]
        width = sum(widths[column : column + cell.colspan])
        cells.append(_cell(cell, begins, header or cell.header, width, look, kept_with_next))
        column += cell.colspan
    kept = "<w:cantSplit/><w:tblHeader/>" if header else "<w:cantSplit/>" if _is_short(row, room) else ""
    properties = f"<w:trPr>{kept}</w:trPr>" if kept else ""
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def _is_short(row: list[tuple[Cell, bool]], room: Sequence[float]) -> bool:
    """Whether a row stays whole on a page: one of a few lines. A longer one may go on over the page, so that none is half empty."""
    for column, (cell, begins) in enumerate(row):
        if begins and len(cell.text) > MOST_LINES:  # no shorter text has more lines
            wide = max(1.0, sum(room[column : column + cell.colspan]))
            if (len(cell.text) > MOST_LINES * wide or "\n" in cell.text) and lines_of(cell.text, wide) > MOST_LINES:
                return False
    return True


def _lines(row: list[tuple[Cell, bool]], room: Sequence[float]) -> int:
    """How many lines a row takes, about."""
    begun = [(column, cell) for column, (cell, begins) in enumerate(row) if begins and cell.rowspan == 1 and cell.text]
    return max((lines_of(cell.text, max(1.0, sum(room[at : at + cell.colspan]))) for at, cell in begun), default=1)


def _cell(cell: Cell, begins: bool, header: bool, width: int, look: str, kept: bool) -> str:
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    merge = '<w:vMerge w:val="restart"/>' if begins and cell.rowspan > 1 else "" if begins else "<w:vMerge/>"
    text = runs(cell.text.replace("\t", " "), look) if begins else ""
    align = "" if header or cell.align == "left" else f'<w:jc w:val="{cell.align}"/>'
    align = f"<w:keepNext/>{align}" if kept else align
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        + paragraph("TableHead" if header else "TableText", text, align)
        + "</w:tc>"
    )
