"""The figures of a document, each with where it stands and what it was made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from budgetxl.values import COLUMN_NUMBERS, Entry, dotted
from budgetxl.values.lazy_patterns import lazy_pattern

from ..document import Block, Cell, Contents, Heading, PageBreak, Paragraph, Table, TitleLines, grid
from .carried import Span, TracedMarkup, TracedText, origin_of, with_origin
from .environment import TracedEnvironment
from .figures import Figure, Origin, Part, Place, code_spans, figure_spans, numbering_end
from .marks import Ledger

if TYPE_CHECKING:
    from budgetxl.forms import Form
    from budgetxl.workbook import Submission

    from ..environment import NoticeEnvironment

_INDEX = lazy_pattern(r"\[[0-9]*\]")
TEMPLATE, LABEL = Origin("template"), Origin("label")


def traced_years(submission: Submission) -> Mapping[str, object]:
    """``year`` and ``last_year`` as a wording sees them, with what they were made of."""
    year = submission.year
    return {} if year is None else {name: with_origin(value, origin) for name, value, origin in _years(submission, year)}


def _years(submission: Submission, year: int) -> Iterator[tuple[str, int, Origin]]:
    node = submission.root.get("year")
    cells = (node.at,) if isinstance(node, Entry) and node.at is not None and node.value is not None else ()
    yield "year", year, Origin("number", "year", cells)
    yield "last_year", year - 1, Origin("derived", "", cells, "", "year - 1")


def figures_of(blocks: Sequence[Block], marked: Sequence[Block], environment: NoticeEnvironment, form: Form) -> Iterator[Figure]:
    """Every figure of the blocks, in their order; ``marked`` are the same blocks with marks in their texts. What a field for codes holds is none."""
    codes = {dotted(path) for path, place in form.compiled.places.items() if place.field.kind.reading == "code"}
    return (one for one in _every_figure(blocks, marked, environment) if _INDEX.sub("", one.origin.path) not in codes)


def _every_figure(blocks: Sequence[Block], marked: Sequence[Block], environment: NoticeEnvironment) -> Iterator[Figure]:
    assert isinstance(environment, TracedEnvironment)
    for number, (block, other) in enumerate(zip(blocks, marked, strict=True)):
        match block:
            case Heading() | Paragraph():
                assert isinstance(other, Heading | Paragraph)
                yield from _in_line(block.text, other.text, Place(number), environment.ledger)
            case TitleLines():
                assert isinstance(other, TitleLines)
                for line, (text, marks) in enumerate(zip(block.lines, other.lines, strict=True)):
                    yield from _in_line(text, marks, Place(number, line=line), environment.ledger)
            case Table():
                yield from figures_of_table(block, number)
            case PageBreak() | Contents():
                pass
            case _:
                assert_never(block)


def marked(markup: str) -> str:
    """What a template gave, with the marks of its figures."""
    return markup.marked if isinstance(markup, TracedMarkup) else markup


def texts_of(table: Table) -> Iterator[tuple[Part, int, str]]:
    """The texts beside a table, with what they are and the number of a note."""
    yield from (("caption", 0, table.caption), ("above_left", 0, table.above_left))
    yield from (("above_middle", 0, table.above_middle), ("above_right", 0, table.above_right))
    yield from (("note", number, note) for number, note in enumerate(table.notes))


def _in_line(text: str, marked: str, place: Place, ledger: Ledger) -> Iterator[Figure]:
    plain, spans = ledger.spans(marked)
    if plain != text:  # lines that were put together: the figures are the same, in the same order
        spans = _in_order(text, [(plain[start:end], origin) for start, end, origin in spans])
    yield from _figures(text, spans, place, TEMPLATE)


def _in_order(text: str, marked: Sequence[tuple[str, Origin]]) -> list[Span]:
    found, done = [], 0
    for figure, origin in marked:
        start = text.find(figure, done)
        if start >= 0:
            done = start + len(figure)
            found.append((start, done, origin))
    return found


def figures_of_table(table: Table, block: int) -> Iterator[Figure]:
    """The figures of a table that is a document's block of this number."""
    for part, line, text in texts_of(table):
        yield from _figures(text, _spans(text), Place(block, part, line), LABEL)
    for y, row in enumerate(grid(table)):
        for x, (cell, begins) in enumerate(row):
            if begins:
                yield from _in_cell(cell, Place(block, "cell", 0, y, x))


def _in_cell(cell: Cell, place: Place) -> Iterator[Figure]:
    if cell.entry is not None:
        yield from _figures(cell.text, [(0, len(cell.text), origin_of(cell.entry))], place, LABEL)
    elif not cell.text.isdecimal() and cell.text != COLUMN_NUMBERS:  # numbers of rows and columns are no figures
        yield from _figures(cell.text, _spans(cell.text), place, LABEL)


def _spans(text: str) -> Sequence[Span]:
    return text.spans if isinstance(text, TracedText) else ()


def _figures(text: str, spans: Sequence[Span], place: Place, lacking: Origin) -> Iterator[Figure]:
    """The figures of a text; ``lacking`` is the origin of those that no span covers."""
    head, codes = numbering_end(text), code_spans(text)
    for start, end in figure_spans(text):
        origins = list(dict.fromkeys(origin for first, last, origin in spans if first < end and start < last))
        origin = origins[0] if origins else lacking
        if origin.kind == "counter" or (end <= head and origin.kind in ("text", "template", "label")):
            continue
        if origin.kind in ("text", "template", "label") and any(first <= start < last for first, last in codes):
            continue
        if len(origins) > 1:  # figures that touch each other are one to a reader
            cells = tuple(dict.fromkeys(cell for each in origins for cell in each.cells))
            named = " ~ ".join(each.expression or each.path for each in origins)
            origin = replace(origin, kind="derived", path="", cells=cells, expression=named)
        yield Figure(text[start:end], place, start, origin)


__all__ = ["figures_of", "figures_of_table", "marked", "texts_of", "traced_years"]
