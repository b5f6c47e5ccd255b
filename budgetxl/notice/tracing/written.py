"""The trace of a notice as a file: every figure of its text, where it stands and which cells it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .. import messages
from ..document import Block, Document, Heading, Paragraph, Table, TitleLines
from .figures import Figure, Place

SHOWN = 30  # characters of a paragraph that tell it from others
AROUND = 8
#: The kinds of figures that no cell of numbers gave: somebody typed them; ``table`` are those of texts that stand in tables.
TYPED = ("text", "table", "template", "label")


def trace_of(document: Document) -> dict[str, Any]:
    """The trace of a traced document, as JSON has it."""
    numbers = _numbers(document.blocks)
    return {"figures": [_written(figure, document.blocks[figure.place.block], numbers) for figure in document.figures]}


def typed_figures(document: Document) -> Mapping[str, int]:
    """How many figures no cell of numbers gave, by their kind."""
    found = Counter[str](map(_sort, document.figures))
    return {kind: found[kind] for kind in TYPED}


def typed_in_text(document: Document) -> Sequence[Figure]:
    """The figures of a document's paragraphs and headings that stand in texts which somebody filled in."""
    return [figure for figure in document.figures if _sort(figure) == "text"]


def _sort(figure: Figure) -> str:
    """The kind of a figure, of a text that stands in a table or beside it: table."""
    return "table" if figure.origin.kind == "text" and figure.place.part != "text" else figure.origin.kind


def _numbers(blocks: Sequence[Block]) -> Sequence[int]:
    """The number of each block among those of its sort, from 1: of tables, and of paragraphs, headings and lines of titles."""
    found, tables, paragraphs = [], 0, 1
    for block in blocks:
        if isinstance(block, Table):
            tables += 1
        found.append(tables if isinstance(block, Table) else paragraphs)
        paragraphs += len(block.lines) if isinstance(block, TitleLines) else isinstance(block, Heading | Paragraph)
    return found


def _written(figure: Figure, block: Block, numbers: Sequence[int]) -> dict[str, Any]:
    place, origin, number = figure.place, figure.origin, numbers[figure.place.block]
    in_table, in_cell = isinstance(block, Table), place.part == "cell"
    return {
        "text": figure.text,
        "kind": origin.kind,
        "paragraph": None if in_table else number + place.line,
        "table": number if in_table else None,
        "row": place.row + 1 if in_cell else None,
        "column": place.column + 1 if in_cell else None,
        "part": place.part,
        "offset": figure.offset,
        "where": _where(figure, block, number),
        "path": origin.path or None,
        "filter": origin.filter or None,
        "cells": [str(cell) for cell in origin.cells],
        "expression": origin.expression or None,
    }


def _where(figure: Figure, block: Block, number: int) -> str:
    place = figure.place
    if not isinstance(block, Table):
        text = text_at(block, place)
        start = max(0, figure.offset - AROUND)
        return messages.IN_PARAGRAPH.format(number=number + place.line, text=text[start : max(figure.end + AROUND, start + SHOWN)])
    name = messages.IN_TABLE.format(number=number, caption=f"“{block.caption}”" if block.caption else "")
    return name + (messages.IN_CELL.format(row=place.row + 1, column=place.column + 1) if place.part == "cell" else messages.BESIDE_TABLE)


def text_at(block: Block, place: Place) -> str:
    """The text of a paragraph, a heading or a line of a title."""
    match block:
        case Heading() | Paragraph():
            return block.text
        case TitleLines():
            return block.lines[place.line]
        case _:
            return ""


__all__ = ["trace_of", "typed_figures", "typed_in_text"]
