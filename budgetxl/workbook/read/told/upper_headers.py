"""The upper texts of headers of several levels, held against the columns below them: 本年预算数 may not stand over 上年's figures.

The lowest texts are held against the names when the places are found (``places.misplaced_names``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from budgetxl.forms import Grid, Record, Table
from budgetxl.values import Address, Finding, squeeze
from budgetxl.values.records import dataclass
from budgetxl.xlsx import Position

from ...messages import say
from ..places.by_names import FoundSheet
from ..places.form_texts import ExpectedBlock, Heading, Words
from ..places.misplaced_names import FAR_LEFT, header_above
from ..places.own_texts import label_text
from .relative_years import in_words, said_year, years_before

BETWEEN = 2  # rows that somebody may have inserted within a header

Told = tuple[Collection[Position], Finding | None]


@dataclass(slots=True)
class _Group:
    """Columns beside each other under one text, which stands at ``place`` where the header is as laid out. ``level`` counts from the top."""

    level: int
    path: tuple[str, ...]
    words: Words
    place: Position
    columns: list[int]

    def covers(self, other: _Group) -> bool:
        """Whether one stands over columns of the other, at another level."""
        return self.level != other.level and bool({*self.columns} & {*other.columns})


def upper_headers(one: FoundSheet, year: int | None, other_version: bool) -> Iterator[Told]:
    """The cells of upper headers that are known though the form says it otherwise, with what there is to say of them.

    META-09 as an error for one that is another group's, as a warning for one that is gone; META-02 for one of another year than ``year``,
    the budget's. Of another version of the form only the first is told. On a sheet that was recognised by its texts the order of the
    columns is held against the form, too.
    """
    for block in one.expected.blocks:
        if not block.headings:
            continue
        columns, first = _columns(one, block)
        depth = max(len(heading.levels) for heading in block.headings)
        if len(columns) < 2 or (depth < 2 and not one.recognised):
            continue
        bottom = header_above(block.headings, columns, first, depth, one)
        if bottom is None or bottom >= first:
            continue  # that is told where the places are found
        if one.recognised:
            yield from _order(one, block.headings, columns, bottom)
        if depth > 1:
            yield from _Header(one, list(_groups(one, block.headings, columns, bottom, depth)), depth, year, other_version).told()


def _columns(one: FoundSheet, expected: ExpectedBlock) -> tuple[dict[str, int], int]:
    """The columns of a block by the ids of its headings, and the first row below its header."""
    block = expected.block
    table = one.tables.get(block.id)
    if isinstance(block, Table):
        return ({}, 0) if table is None or block.continues else (table.columns, table.first)
    if isinstance(block, Record) and not block.across:
        return {}, 0
    assert isinstance(block, Grid | Record)
    places = {name: one.cells[path] for line in expected.lines for name, path in line.paths.items() if path in one.cells}
    rows = [one.cells[path][0] for line in expected.lines for path in line.paths.values() if path in one.cells]
    return {name: place[1] for name, place in places.items()}, min(rows, default=0)


def _text(one: FoundSheet, place: Position) -> str:
    cell = one.raw.cells.get(place)
    return "" if cell is None else label_text(cell)


def _groups(one: FoundSheet, headings: Sequence[Heading], columns: dict[str, int], bottom: int, depth: int) -> Iterator[_Group]:
    running: dict[int, _Group] = {}
    for heading in headings:
        levels = [level for level in heading.levels if level.text]
        column = columns.get(heading.id)
        if column is None or not levels:
            continue
        says = (row for row in range(bottom, max(0, bottom - depth - BETWEEN), -1) if levels[-1].means(_text(one, (row, column))))
        leaf = next(says, bottom)
        for level in range(depth):
            path = tuple(words.text for words in levels[: level + 1]) if level < len(levels) - 1 else ()
            group = running.get(level)
            if not path:
                running.pop(level, None)
            elif group is not None and group.path == path:
                group.columns.append(column)
            else:
                place = (max(1, leaf - (len(levels) - 1 - level)), column)
                running[level] = _Group(level, path, levels[level], place, [column])
                yield running[level]


def _order(one: FoundSheet, headings: Sequence[Heading], columns: dict[str, int], bottom: int) -> Iterator[Told]:
    """A warning where columns without names stand in another order than the form's."""
    found = [(heading, columns[heading.id]) for heading in headings if heading.id in columns]
    turned = [(before, after) for before, after in pairwise(found) if before[1] > after[1]]
    if turned:
        names = "、".join(dict.fromkeys("·".join(level.text for level in heading.levels if level.text) for pair in turned for heading, _ in pair))
        cells = tuple(Address(one.raw.name, bottom, column) for column in sorted({column for pair in turned for _, column in pair}))
        yield (), Finding("META-09", "warning", say("META-09-order", h=names), cells, hint=say("META-09-order-hint"))


@dataclass(frozen=True, slots=True)
class _Header:
    """The header of one block on a sheet."""

    one: FoundSheet
    groups: list[_Group]
    depth: int
    year: int | None
    other_version: bool

    def told(self) -> Iterator[Told]:
        wrong: list[tuple[Position, str, _Group]] = []
        lost: list[tuple[Position, _Group]] = []
        known: list[Position] = []
        for group in self.groups:
            cells = list(self._cells(group))
            own = next((place for place, text in cells if self._means(group, text) and self._other_year(group, place, text) is None), None)
            if own is not None:
                known.append(own)
                continue
            other = next(((place, text) for place, text in cells if self._another(group, text)), None)
            if other is not None:
                wrong.append((*other, group))
            elif not self.other_version:
                year = next(((place, told) for place, text in cells if (told := self._other_year(group, place, text)) is not None), None)
                if year is not None:
                    yield (year[0],), year[1] if self._of_an_upper_header_only(year[0]) else None
                else:
                    lost.append((group.place, group))
        yield known, None
        yield from self._findings(wrong, lost)

    def _findings(self, wrong: list[tuple[Position, str, _Group]], lost: list[tuple[Position, _Group]]) -> Iterator[Told]:
        if wrong:
            said = "、".join(say("META-09-upper-one", s=text, h=_spoken(group)) for _, text, group in wrong)
            cells = tuple(Address(self.one.raw.name, *place) for place, _, _ in wrong)
            hint = say("META-09-upper-hint")
            yield [place for place, _, _ in wrong], Finding("META-09", "error", say("META-09-upper", s=said), cells, hint=hint)
        if lost:
            names = "、".join(_spoken(group) for _, group in lost)
            cells = tuple(Address(self.one.raw.name, *place) for place, _ in lost)
            message = say("META-09-upper-lost", h=names)
            yield [place for place, _ in lost], Finding("META-09", "warning", message, cells, hint=say("META-09-renamed-hint"))

    def _cells(self, group: _Group) -> Iterator[tuple[Position, str]]:
        """The texts over a group's columns, the nearest to its place first, then what reaches over them from the left."""
        top, left, right = group.place[0], min(group.columns), max(group.columns)
        rows = sorted(range(max(1, top - BETWEEN), top + self.depth - group.level - 1), key=lambda row: abs(row - top))
        for row in rows:
            yield from (((row, column), text) for column in range(left, right + 1) if (text := _text(self.one, (row, column))))
        for row in rows:
            reaching = (((row, column), text) for column in range(left - 1, max(0, left - FAR_LEFT), -1) if (text := _text(self.one, (row, column))))
            found = next(reaching, None)
            if found is not None and not _text(self.one, (row, left)) and not self._another(group, found[1]):
                yield found

    def _of_an_upper_header_only(self, place: Position) -> bool:
        """Whether a text is none of the form's with a year behind it, which is told as every other label is (``cover``)."""
        said = said_year(_text(self.one, place))
        return said is None or said[1] not in self.one.expected.exact

    def _means(self, group: _Group, text: str) -> bool:
        return group.words.means(text) or group.words.means(in_words(text, self.year))

    def _another(self, group: _Group, text: str) -> bool:
        """Whether a text is that of another group, and not of one that stands over the same columns."""
        told = in_words(text, self.year)
        if any(other.covers(group) and other.words.means(told) for other in self.groups):
            return False
        return any(other.words.text != group.words.text and other.words.means(told) for other in self.groups)

    def _other_year(self, group: _Group, place: Position, text: str) -> Finding | None:
        """META-02 for the group's own text with another year in the place of 本年 or 上年, or behind it."""
        said, before = said_year(text), years_before(squeeze(group.words.text))
        if said is None or before is None or self.year is None or said[0] == self.year - before:
            return None
        if not any(group.words.means(word + said[1]) for word in ("", "本年", "当年", "上年")):
            return None
        wanted = str(self.year - before)
        at = (Address(self.one.raw.name, *place),)
        message = say("META-02-before" if before else "META-02-line", t=str(said[0]), y=wanted)
        return Finding("META-02", "error", message, at, wanted, str(said[0]), say("META-02-line-hint", y=wanted))


def _spoken(group: _Group) -> str:
    return squeeze(group.words.text) if "{{" not in group.words.text else squeeze(group.words.text.partition("{{")[0]) + "……"


__all__ = ["upper_headers"]
