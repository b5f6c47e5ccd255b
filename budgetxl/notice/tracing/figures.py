"""What counts as a figure of a text, and the record of one: where it stands, and what it was made of.

A figure is a run of ASCII digits with its decimals, thousands, sign and %. Chinese numerals are none, nor is the number that a
paragraph, a heading or a cell begins with (1. and （2）), nor the numbers of rows and columns in a table, nor the digits of a code
(A4, 13990127P00001).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, TypeAlias

from budgetxl.values import Address
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass

#: ``number``: of a cell; ``derived``: computed from several; ``text``: within a text that somebody typed into a cell;
#: ``template``: typed into the wording; ``label``: typed into a label or a heading of a table; ``counter``: of a loop, never listed.
Kind: TypeAlias = Literal["number", "derived", "text", "template", "label", "counter"]
Part: TypeAlias = Literal["text", "caption", "above_left", "above_middle", "above_right", "note", "cell"]

FIGURE_PATTERN = r"(?:(?<![0-9A-Za-z）)\]])[-−－])?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?%?"
FIGURE = lazy_pattern(FIGURE_PATTERN)
_CODE = lazy_pattern(r"[0-9A-Za-z]*[A-Za-z][0-9][0-9A-Za-z]*")
_NUMBERING = lazy_pattern(r"\s*(?:[（(][0-9]{1,3}[）)]|[0-9]{1,3}(?:[.．](?![0-9])|、))")


@dataclass(frozen=True, slots=True)
class Origin:
    """What a figure was made of. ``path`` is that of one value, empty for a derived one, whose ``expression`` is in paths."""

    kind: Kind
    path: str = ""
    cells: tuple[Address, ...] = ()
    filter: str = ""
    expression: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text of a document stands: the number of its block, which text of it, the number of its line or note.

    ``row`` and ``column`` are positions in the grid of a table; everything is counted from 0.
    """

    block: int
    part: Part = "text"
    line: int = 0
    row: int = -1
    column: int = -1


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a document: its ``text`` stands at ``offset`` in the text at ``place``."""

    text: str
    place: Place
    offset: int
    origin: Origin

    @property
    def end(self) -> int:
        """Where it ends in that text."""
        return self.offset + len(self.text)

    def moved(self, by: int) -> Figure:
        """The same figure in a text that begins elsewhere."""
        return replace(self, offset=self.offset + by)


def figure_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the figures of a text begin and end, the number at its head too."""
    for found in FIGURE.finditer(text):
        yield found.span()


def code_spans(text: str) -> list[tuple[int, int]]:
    """Where the codes of a text begin and end: digits behind a letter, with all letters and digits that touch them; 20kV is none."""
    return [found.span() for found in _CODE.finditer(text)]


def numbering_end(text: str) -> int:
    """Where the number at the head of a text ends; 0 where it has none."""
    found = _NUMBERING.match(text)
    return found.end() if found is not None else 0


__all__ = ["FIGURE", "FIGURE_PATTERN", "Figure", "Kind", "Origin", "Part", "Place", "code_spans", "figure_spans", "numbering_end"]
