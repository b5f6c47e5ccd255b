"""Light markup, one line a block, between a template and a :class:`~budgetxl.notice.document.Document`.

====================  =====================================================================
``# `` … ``#### ``    a heading of level 1 to 4, numbered
``#! `` … ``####! ``  a heading without a number
``#= ``               the title (several lines in a row are one title)
``#== ``              a line of a cover
``> `` ``>> `` ``< ``  a paragraph in the middle, at the right, at the left
``---``               a new page
``[目录]``             a table of contents
a table marker        the table, alone on its line
any other line        a paragraph
====================  =====================================================================

Text from cells is data and never becomes markup. :func:`escape` puts a guard around each piece of data and turns its
line breaks into a sign of its own, so data never begins a line nor ends one; the parser takes both out again.
Guards and markers are Unicode noncharacters (U+FDD0…), which belong to no text; :func:`clean` takes them out of data.
The private-use area is left alone: there, people's rare names are kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from budgetxl.values.lazy_patterns import lazy_pattern

from ..values import numbered
from ..values.records import dataclass
from . import messages
from .document import Block, Contents, Heading, PageBreak, Paragraph, Table, TextAlign, TitleLines
from .errors import NoticeError
from .wording import lines_of, one_line

_GUARD, _BREAK, _TABLE = "\ufdd0", "\ufdd1", "\ufdd2"
OPEN, CLOSE, ZERO = "\ufdd3", "\ufdd4", "\ufde0"  #: of marks around figures, see ``tracing.marks``

# C0 and C1 controls except tab and newline, what XML forbids, signs of direction, and the noncharacters used here.
_FORBIDDEN = lazy_pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_MARKS = lazy_pattern("[\ufdd3\ufdd4\ufde0-\ufdef]+")
_MARKED = lazy_pattern(r"(#{1,4}!?|#==?|>>?|<)(?:\s+(.*))?", re.DOTALL)
_ALIGNS: Mapping[str, TextAlign] = {">": "center", ">>": "right", "<": "left"}


class Markup(str):
    """Text that is markup already, so that it is not escaped when a template prints it."""

    __slots__ = ()

    @property
    def data(self) -> str:
        """The data within it."""
        return unescape(self)


@dataclass(frozen=True, slots=True)
class Numbering:
    """How headings are numbered, level by level: ``{cn}`` is 十一 and ``{n}`` is 11. Empty: without a number."""

    levels: tuple[str, ...] = ("{cn}、", "（{cn}）", "{n}.", "（{n}）")

    def __post_init__(self) -> None:
        if len(self.levels) != 4:
            raise NoticeError(messages.BAD_LEVELS, count=len(self.levels))

    def number(self, level: int, count: int) -> str:
        """The number before the ``count``-th heading of a level."""
        return numbered(self.levels[level - 1], count)


def clean(text: str) -> str:
    """Data without control characters and without the signs of this module; every line break becomes a newline."""
    if text.isprintable():  # nearly all texts: nothing in them is a control character, a line break or a sign of ours
        return text
    return _FORBIDDEN.sub("", "\n".join(lines_of(text)))


def escape(text: str) -> Markup:
    """Data made safe to stand anywhere in markup: it comes out of the parser with the same characters."""
    if not text:
        return Markup()
    return Markup(_GUARD + clean(text.replace(_BREAK, "\n")).replace("\n", _BREAK) + _GUARD)


def unescape(text: str) -> str:
    """The data within markup, for what needs plain text of a piece that was escaped already. Marks of figures are no data."""
    return without_marks(unguarded(text))


def unguarded(text: str) -> str:
    """The data within markup, with the marks of its figures."""
    return text.replace(_GUARD, "").replace(_BREAK, "\n")


def without_marks(text: str) -> str:
    """A text without the marks of figures."""
    return _MARKS.sub("", text) if OPEN in text else text


def table_marker(key: str) -> Markup:
    """The line that stands for a table. ``key`` is looked up by :func:`parse_markup`."""
    return Markup(_TABLE + clean(key).replace("\n", " ") + _TABLE)


def table_of_marker(text: str) -> str | None:
    """The key of the table that a text stands for; None where it is no marker."""
    return text[1:-1] if len(text) > 2 and text[0] == text[-1] == _TABLE else None


def parse_markup(text: str, tables: Mapping[str, Table], numbering: Numbering | None = None) -> tuple[Block, ...]:
    """The blocks of a text. Raises NoticeError for markup that is none and for a table that is not there."""
    numbers, counts = numbering or Numbering(), [0] * 5
    blocks: list[Block] = []
    for raw in text.split("\n"):
        line = raw.strip()
        if not unguarded(line).strip():
            continue
        if _TABLE in line:
            blocks.append(_table(line, tables))
        elif line == "---":
            blocks.append(PageBreak())
        elif line == "[目录]":
            blocks.append(Contents())
        elif line[0] in "#>" or line.startswith(("< ", "<\t")):
            _add_marked(blocks, line, numbers, counts)
        else:
            blocks.extend(_paragraphs(line, "justify"))
    return tuple(blocks)


def _table(line: str, tables: Mapping[str, Table]) -> Table:
    key = line.split(_TABLE)[1]
    if line != _TABLE + key + _TABLE:
        rest = unescape(line.replace(_TABLE + key + _TABLE, "…", 1).replace(_TABLE, ""))
        raise NoticeError(messages.TABLE_NOT_ALONE, key=key, line=rest)
    if key not in tables:
        raise NoticeError(messages.UNKNOWN_TABLE, key=key)
    return tables[key]


def _add_marked(blocks: list[Block], line: str, numbering: Numbering, counts: list[int]) -> None:
    match = _MARKED.fullmatch(line)
    if match is None:
        raise NoticeError(messages.UNKNOWN_MARKUP, line=unescape(line))
    sign, text = match.group(1), match.group(2) or ""
    if sign in _ALIGNS:
        blocks.extend(_paragraphs(text, _ALIGNS[sign]))
        return
    lines = tuple(part.strip() for part in unguarded(text).split("\n") if part.strip())
    if not lines:
        raise NoticeError(messages.EMPTY_HEADING, line=sign)
    if "=" in sign:
        _add_title(blocks, TitleLines(lines, cover=sign == "#=="))
        return
    level = sign.count("#")
    number = ""
    counts[level + 1 :] = [0] * (len(counts) - level - 1)
    if "!" not in sign:
        counts[level] += 1
        number = numbering.number(level, counts[level])
    blocks.append(Heading(level, number + one_line("\n".join(lines))))


def _add_title(blocks: list[Block], title: TitleLines) -> None:
    if blocks and isinstance(blocks[-1], TitleLines) and blocks[-1].cover == title.cover:
        title = TitleLines(blocks.pop().lines + title.lines, title.cover)  # type: ignore[union-attr]
    blocks.append(title)


def _paragraphs(text: str, align: TextAlign) -> list[Paragraph]:
    parts = text.replace(_GUARD, "").split(_BREAK)
    return [Paragraph(part, align, indent=align == "justify") for part in parts if part.strip()]
