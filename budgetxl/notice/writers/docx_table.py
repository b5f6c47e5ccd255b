"""A table as WordprocessingML, written as text.

Widths are summed by ``fsum``, which is exact: Python 3.12 changed how ``sum`` rounds, and a twip would come out differently.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import pairwise
from math import ceil, fsum

from budgetxl.values.lazy_patterns import lazy_pattern

from ..document import Cell, Table, grid
from ..markup import clean

_HINT = '<w:rFonts w:hint="eastAsia"/>'  # else Word sets “ ” … — in the Latin font
MOST_LINES = 6  #: of a row that stays whole
_TOKEN = lazy_pattern(r"[!-~]+")  # Latin text and digits: Word breaks these only where it must


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
    size = 21 if count <= 10 else 18 if count <= 13 else 16
    margin = 80 if count <= 10 else 30
    widths = column_widths(table, places, text_width, size * 10, margin)
    sides = (("top", margin // 2), ("left", margin), ("bottom", margin // 2), ("right", margin))
    look = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size != 21 else ""
    room = [(width - 2 * margin) / (size * 10) for width in widths]
    rows = "".join(_row(row, number < table.header_rows, widths, room, look) for number, row in enumerate(places))
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        + "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides)
        + "</w:tblCellMar></w:tblPr>"
        f'<w:tblGrid>{"".join(f"""<w:gridCol w:w="{width}"/>""" for width in widths)}</w:tblGrid>{rows}</w:tbl>'
    )


def _row(row: list[tuple[Cell, bool]], header: bool, widths: Sequence[int], room: Sequence[float], look: str) -> str:
    cells, column = [], 0
    while column < len(row):
        cell, begins = row[column]
        width = sum(widths[column : column + cell.colspan])
        cells.append(_cell(cell, begins, header or cell.header, width, look))
        column += cell.colspan
    kept = "<w:cantSplit/><w:tblHeader/>" if header else "<w:cantSplit/>" if _is_short(row, room) else ""
    properties = f"<w:trPr>{kept}</w:trPr>" if kept else ""
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def _is_short(row: list[tuple[Cell, bool]], room: Sequence[float]) -> bool:
    """Whether a row stays whole on a page: one of a few lines. A longer one may go on over the page, so that none is half empty."""
    for column, (cell, begins) in enumerate(row):
        if begins and len(cell.text) > MOST_LINES:  # no shorter text has more lines
            wide = max(1.0, sum(room[column : column + cell.colspan]))
            if len(cell.text) > MOST_LINES * wide or "\n" in cell.text:
                lines = clean(cell.text).split("\n")
                if sum(max(1, ceil(ems(line) / wide)) for line in lines) > MOST_LINES:
                    return False
    return True


def _cell(cell: Cell, begins: bool, header: bool, width: int, look: str) -> str:
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    merge = '<w:vMerge w:val="restart"/>' if begins and cell.rowspan > 1 else "" if begins else "<w:vMerge/>"
    text = runs(cell.text.replace("\t", " "), look) if begins else ""
    align = "" if header or cell.align == "left" else f'<w:jc w:val="{cell.align}"/>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        + paragraph("TableHead" if header else "TableText", text, align)
        + "</w:tc>"
    )


def column_widths(
    table: Table, places: list[list[tuple[Cell, bool]]], total: int, em: int, margin: int
) -> tuple[int, ...]:
    """Widths that sum to ``total``, as the table asks for them.

    None is too narrow for its column's longest number, nor just too narrow for a short text; where there is room for all texts
    below the headings to stand on one line each, they do.
    ``em`` is the width of a Chinese character; all in twips.
    """
    count = len(places[0])
    texts: list[list[str]] = [[] for _ in range(count)]
    for row in places:
        for column, (cell, begins) in enumerate(row):
            if begins and cell.colspan == 1:
                texts[column].append(clean(cell.text))
    weights = list(table.widths) or [max(4.0, *(min(24.0, ems(text)) for text in (*column, ""))) for column in texts]
    room = 2 * margin + 20
    least = [min(total / 3, _longest_token(column) * em + room) for column in texts]
    shares = _shared(weights, least, total)
    lines = [max(width, _widest(places, table.header_rows, column) * em + room) for column, width in enumerate(least)]
    if fsum(lines) <= total:
        shares, least = _shared(weights, lines, total), lines
    whole = [_short_text(column) * em + room for column in texts]
    raised = [
        wish if wish - em <= share < wish else width for width, wish, share in zip(least, whole, shares, strict=True)
    ]
    if fsum(raised) < total:
        shares = _shared(weights, raised, total)
    edges = [round(fsum(shares[:column])) for column in range(count)] + [total]
    return tuple(after - before for before, after in pairwise(edges))


def _shared(weights: Sequence[float], least: Sequence[float], total: float) -> list[float]:
    """Shares of a total by weight, none below its least: those that would be are fixed, the others share the rest."""
    if fsum(least) >= total:
        return [width * total / fsum(least) for width in least]
    fixed: set[int] = set()
    while True:
        free = [column for column in range(len(weights)) if column not in fixed]
        rest = total - fsum(least[column] for column in fixed)
        whole = fsum(weights[column] for column in free) or 1
        shares = [least[c] if c in fixed else rest * weights[c] / whole for c in range(len(weights))]
        short = {column for column in free if shares[column] < least[column]}
        if not short:
            return shares
        fixed |= short


def _widest(places: list[list[tuple[Cell, bool]]], header: int, column: int) -> float:
    """The longest line of a column below the headings, in ems."""
    cells = (row[column] for row in places[header:])
    texts = (cell.text for cell, begins in cells if begins and cell.colspan == 1 and not cell.header)
    return max((ems(line) for text in texts for line in text.split("\n")), default=0.0)


def _longest_token(texts: Sequence[str]) -> float:
    """The longest piece that is not to be broken, in ems: two characters at least, or a number."""
    return max(2.0, *(len(token) * 0.52 for text in (*texts, "") for token in _TOKEN.findall(text) or [""]))


def _short_text(texts: Sequence[str]) -> float:
    """The longest text of up to four characters, in ems: 一级指标 broken after three of them looks like a slip."""
    return max(width for width in (2.0, *map(ems, texts)) if width <= 4)


def ems(text: str) -> float:
    """How wide a text is, in characters of Chinese."""
    return len(text) / 2 if text.isascii() else sum(map(_em, text))


@lru_cache(maxsize=8192)
def _em(char: str) -> float:
    """A half or a whole: so a sum of them is the same on every Python."""
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5
