"""Column widths and spans: pure arithmetic in Excel's unit, the width of one digit (a Chinese character takes two)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import ceil
from typing import assert_never

from ..forms import Block, Field, Form, Grid, PublishedTable, Record, Sheet, Table

LEAST_WIDTH, STUB_WIDTH = 88.0, 36.0
SERIAL_WIDTH, LEAST_PART, PAIR_WIDTHS = 7.0, 6.0, (28.0, 16.0)
LANDSCAPE_FROM = 112.0
LYING = "横"  # how the name of a paper ends that lies
MOST_UPRIGHT, LEGIBLE_UPRIGHT = 10, 132.0  # columns of a public table that stands, and how wide they may be together
LINE_HEIGHT, LINE_SPARE, TALLEST_ROW = 16.0, 2.0, 405.0
FONT_SIZES = (11, 10, 9, 8, 7)


def text_width(text: str) -> int:
    """How many digits wide a line of text is: two for each full-width character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def lines_needed(text: str, width: float) -> int:
    """How many lines a text takes in a cell of that width, explicit line breaks included."""
    usable = max(2.0, width - 1.5)
    return sum(max(1, ceil(text_width(line) / usable)) for line in text.split("\n")) if text else 1


def fitting(text: str, width: float, tallest: float) -> tuple[int, float]:
    """The font size at which a text fits a cell of that width and at most that height, and the height it takes.

    A row can't be taller than Excel's limit, so a text too long for it is written smaller, as small as can still be read.
    """
    for size in FONT_SIZES:
        height = lines_needed(text, width * FONT_SIZES[0] / size) * LINE_HEIGHT * size / FONT_SIZES[0] + LINE_SPARE
        if height <= tallest:
            return size, height
    return size, tallest


def field_width(field: Field) -> float:
    return field.width if field.width is not None else field.kind.width


def groups_of(sheet: Sheet) -> list[list[list[Block]]]:
    """The blocks of a sheet from the top: those beside each other in one group, each with what continues it below."""
    groups: list[list[list[Block]]] = []
    for block in sheet.blocks:
        if isinstance(block, Table) and block.continues and groups:
            groups[-1][-1].append(block)
        elif block.beside and groups:
            groups[-1].append([block])
        else:
            groups.append([[block]])
    return groups


def block_widths(block: Block) -> list[float]:
    """The widths of the columns that a block takes; of a record, of its labels and its values."""
    match block:
        case Table():
            return [*([SERIAL_WIDTH] if block.numbering else []), *_widths(block.columns)]
        case Grid():
            return [STUB_WIDTH, *_widths(block.columns)]
        case Record():
            return _widths(block.fields) if block.across else list(PAIR_WIDTHS)
        case _:
            assert_never(block)


def _widths(fields: Iterable[Field]) -> list[float]:
    return [
        width if not field.parts else max(width / len(field.parts), LEAST_PART)
        for field in fields
        for width in [field_width(field)] * max(len(field.parts), 1)
    ]


def sheet_widths(sheet: Sheet, printed: int = 0) -> tuple[float, ...]:
    """The widths of a sheet's columns: its tables' columns one to one, each as wide as the widest that stands in it.

    There are two at least where labels stand left of their values. ``printed`` are those of the page, where not all are.
    """
    widths: list[float] = []
    pairs = 0
    for group in groups_of(sheet):
        first = group[0][0]
        if len(group) == 1 and isinstance(first, Record) and not first.across:
            pairs = max([pairs, 1, *(len(row) for row in first.arrange)])
            continue
        needed = [width for stack in group for width in block_widths(stack[0])]
        if len(group) == 1:
            cut = printed_of(first)
            needed[cut:cut] = [0.0] * apart(first, printed)
        widths = [max(pair) for pair in zip(_padded(widths, len(needed)), _padded(needed, len(widths)))]
    if not widths:
        widths = [26.0, 26.0] * max(1, pairs) if pairs > 1 else [34.0, 30.0, 36.0]
    while len(widths) < 2 * pairs:
        widths.append(16.0)
    if sum(widths) < LEAST_WIDTH:
        factor = LEAST_WIDTH / sum(widths)
        widths = [round(width * factor, 1) for width in widths]
    return tuple(widths)


def published_on(form: Form, sheet: Sheet) -> PublishedTable | None:
    """The first of the public tables that stands on a sheet."""
    blocks = {block.id for block in sheet.blocks}
    return next((one for one in form.published if any(name.partition(".")[0] in blocks for name in one.blocks)), None)


def printed_columns(sheet: Sheet) -> int:
    """How many columns of a sheet with a public table are printed: down to the last that its tables print.

    What stands right of it (the comparison with last year, where the form does not publish that) is for the screen alone.
    """
    count = 0
    for group in groups_of(sheet):
        left = 0
        for block, *_ in group:
            if isinstance(block, Record) and not block.across:
                count = max([count, left + 2, *(left + 2 * len(row) for row in block.arrange)])
            else:
                count = max(count, left + printed_of(block))
            left += len(block_widths(block))
    return count


def printed_of(block: Block) -> int:
    """Down to which of its columns a block is printed."""
    before = len(block_widths(block))
    if isinstance(block, Record) and not block.across:
        return before
    fields = block.fields if isinstance(block, Record) else block.columns
    for field in reversed(fields):
        if field.in_notice:
            break
        before -= max(len(field.parts), 1)
    return before


def apart(block: Block, printed: int) -> int:
    """How many columns further right what a grid does not print stands, so that it is beside the page and not on it."""
    own = printed_of(block)
    return max(0, printed - own) if isinstance(block, Grid) and own < len(block_widths(block)) else 0


def lies(sheet: Sheet, published: PublishedTable | None, widths: Sequence[float]) -> bool:
    """Whether a sheet whose printed columns are so wide is printed on paper that lies; a public table as it is published."""
    paper = sheet.paper or (published.paper if published is not None else "")
    if paper:
        return paper.endswith(LYING)
    if published is not None and len(widths) <= MOST_UPRIGHT and sum(widths) <= LEGIBLE_UPRIGHT:
        return False
    return sheet.landscape if sheet.landscape is not None else sum(widths) > LANDSCAPE_FROM


def _padded(widths: Sequence[float], length: int) -> list[float]:
    return [*widths, *([0.0] * (length - len(widths)))]


def spans(widths: Sequence[float], shares: Sequence[float]) -> list[tuple[int, int]]:
    """Cut the columns into ``len(shares)`` neighbouring runs, as near to those shares of the width as columns allow.

    Returns 1-based (first, last) columns. There must be at least as many columns as shares.
    """
    total, target = sum(widths), 0.0
    edges = [0.0]
    for width in widths:
        edges.append(edges[-1] + width)
    cuts = [0]
    for index, share in enumerate(shares):
        target += share / sum(shares) * total
        least, most = cuts[-1] + 1, len(widths) - (len(shares) - index - 1)
        cuts.append(min(range(least, most + 1), key=lambda cut: abs(edges[cut] - target)))
    cuts[-1] = len(widths)
    return [(first + 1, last) for first, last in pairwise(cuts)]


def first_span(widths: Sequence[float], start: int, width: float) -> int:
    """The last column of a run from ``start`` that is at least ``width`` wide, or the sheet's last column."""
    taken = 0.0
    for column in range(start, len(widths) + 1):
        taken += widths[column - 1]
        if taken >= width:
            return column
    return len(widths)
