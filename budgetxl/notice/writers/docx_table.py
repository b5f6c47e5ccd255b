"""A table as WordprocessingML, written as text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape

from budgetxl.values.lazy_patterns import lazy_pattern

from ..document import Cell, Table, grid
from ..markup import clean
from .docx_fit import Fitted, fitted, size_of_piece
from .docx_parts import OURS, TableText
from .docx_widths import DIGIT, MOST_LINES, lines_of, size_of

_BREAKS = lazy_pattern("([\n\t])")
KEPT = "<w:keepNext/>"  #: with what follows, whatever the style of a bureau says of it
_HINT = '<w:rFonts w:hint="eastAsia"/>'  # else Word sets “ ” … — in the Latin font


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
    """What the tables of one document have alike, measured and written once: headings, labels and small figures return in many.

    ``text`` is how the style of their texts sets them.
    """

    def __init__(self, text: TableText = OURS) -> None:
        self.text, self.size, self.runs, self.opening = text, cache(size_of), cache(_cell_runs), cache(_opening)


def table_xml(table: Table, text_width: int, height: int, memory: Memory | None = None) -> Iterator[str]:
    """The caption, the line above, the table and its notes as wide as the text; ``height`` is what a page has for them. In twips."""
    if table.caption:
        yield paragraph("Caption", runs(table.caption), KEPT)
    if table.above:
        yield _above(table, text_width)
    places = grid(table)
    if places and places[0]:
        yield _table(table, places, text_width, height, memory or Memory())
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
    return paragraph("TableAbove", runs(table.above_left) + right, f"{KEPT}<w:tabs>{stops}</w:tabs>")


def _table(table: Table, places: list[list[tuple[Cell, bool]]], text_width: int, height: int, memory: Memory) -> str:
    fit = fitted(table, places, text_width, height, memory.size, memory.text)
    side, pad = fit.look.side, fit.look.pad
    margins = (("top", pad), ("left", side), ("bottom", pad), ("right", side))
    rows = "".join(
        _row(row, number < table.header_rows, fit, kept, memory) for number, (row, kept) in enumerate(zip(places, fit.kept, strict=True))
    )
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(fit.widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        + "".join(f'<w:{edge} w:w="{width}" w:type="dxa"/>' for edge, width in margins)
        + "</w:tblCellMar></w:tblPr>"
        f'<w:tblGrid>{"".join(f"""<w:gridCol w:w="{width}"/>""" for width in fit.widths)}</w:tblGrid>{rows}</w:tbl>'
    )


def _row(row: list[tuple[Cell, bool]], header: bool, fit: Fitted, kept_with_next: bool, memory: Memory) -> str:
    """One row. It stays whole on a page, if it is of a few lines; a longer one may go on over the page, so that none is half empty."""
    widths, room, size = fit.widths, fit.room, fit.look.size
    look = sized(size) if size != memory.text.size or not memory.text.given or fit.look.line else ""
    cells, column, short = [], 0, True
    while column < len(row):
        cell, begins = row[column]
        text, span = cell.text, cell.colspan
        width, wide = (widths[column], room[column]) if span == 1 else (sum(widths[column : column + span]), 0.0)
        head, foreign = header or cell.header, memory.text != OURS
        opening = memory.opening(width, span, cell.rowspan, begins, head, cell.align, kept_with_next, fit.look.line, foreign)
        written = ""
        if begins and text:
            if len(text) > MOST_LINES or span > 1:
                wide = wide or (width - 2 * fit.look.side) / fit.look.em
                short = short and not _is_high(text, max(1.0, wide))  # no shorter text has more lines
            smaller = size_of_piece(text, wide, size) if len(text) * DIGIT > wide > 0 and text.isascii() else size
            written = memory.runs(text, look if smaller == size else sized(smaller))
        cells.append(f"{opening}{written}</w:p></w:tc>")
        column += span
    kept = "<w:cantSplit/><w:tblHeader/>" if header else "<w:cantSplit/>" if short else ""
    properties = f"<w:trPr>{kept}</w:trPr>" if kept else ""
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def sized(size: int) -> str:
    """The properties of runs of a size."""
    return f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _opening(width: int, span: int, rows: int, begins: bool, header: bool, alignment: str, kept: bool, line: int, foreign: bool) -> str:
    """A cell up to its text; ``foreign``: its style is a bureau's."""
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    spans += "<w:vMerge/>" if not begins else '<w:vMerge w:val="restart"/>' if rows > 1 else ""
    align = "" if header or alignment == "left" else f'<w:jc w:val="{alignment}"/>'
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{line}" w:lineRule="exact"/>' if line else ""
    spacing += '<w:ind w:firstLineChars="0" w:firstLine="0"/>' if foreign else ""  # for which no column has room
    properties = f"{KEPT if kept or header else ''}{spacing}{align}"
    opened = paragraph("TableHead" if header else "TableText", "", properties).removesuffix("</w:p>")
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}<w:vAlign w:val="center"/></w:tcPr>{opened}'


def _is_high(text: str, wide: float) -> bool:
    """Whether a text has more lines than a row that stays whole."""
    return (len(text) > MOST_LINES * wide or "\n" in text) and lines_of(text, wide) > MOST_LINES
