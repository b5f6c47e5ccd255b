"""The notice rendered from a sample says all that the published one says: its headings, its figures, its tables.

Nothing of a notice is repeated here: what it says is read from its facts (``published``).
What differs for a reason is named below, as narrowly as it can be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import pairwise

import pytest
from published import (
    GOAL,
    Published,
    PublishedTable,
    bare,
    clause_of,
    cut,
    figures_of,
    kept,
    marker_of,
    plain_figure,
    read_published,
    same_clause,
    starts_with_clause,
)
from rebuild_samples import SAMPLES

from budgetxl.notice import render, to_text
from budgetxl.notice.document import Document, Heading, Table, grid
from budgetxl.workbook import read

NAMES = ("juyangxi-2020", "changjiang-2020", "yanshanlu-2023")
ALL = (*NAMES, "jiefangdao-2022", "guangyang-office-2022")

# Numbered lines that are sentences, by the main heading they stand under: ours are our own, so only the number is compared.
SENTENCES = {
    "juyangxi-2020": ("部门职责及机构设置情况",),  # the seven duties
    "changjiang-2020": ("财政拨款“三公”经费预算情况及增减变化原因",),  # the three items of the expenses
}
# Goals that the notice repeats word for word as prose elsewhere: prose is not copied, so the sample has its own sentence.
OWN_GOALS = {"juyangxi-2020": ("7、扫黑除恶工作经费绩效目标表",)}
# Tables that the notice leaves out because they are empty: the rules of publication want them shown, and said to be empty.
SHOWN_EMPTY = {"juyangxi-2020": ("机构设置",)}


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def notice(name: str) -> Published:
    return read_published(name)


@pytest.fixture
def lines(name: str) -> list[str]:
    """The lines of the rendered text that are no row of a table, and not the mark of a draft."""
    return lines_of(name)


def lines_of(name: str) -> list[str]:
    return [bare(line) for line in to_text(replace(document(name), draft=False)).splitlines() if line and " | " not in line]


@cache
def document(name: str) -> Document:
    return render(read((SAMPLES / f"{name}.xlsx").read_bytes()).submission, draft=True)


# ── Headings


def test_the_text_begins_as_the_notice_does(notice: Published, lines: list[str]) -> None:
    headings = [section.heading for section in notice.sections]
    opening = headings[: headings.index(next(filter(marker_of, headings)))]
    assert opening
    assert all(opening)
    assert [*map(cut, lines[: len(opening)])] == opening


def test_every_heading_of_the_notice_stands_in_the_text_in_its_order(name: str, notice: Published, lines: list[str]) -> None:
    headings = [section.heading for section in notice.sections]
    assert len(headings) > 40
    assert [heading for heading, place in zip(headings, places(name, headings, lines)) if place is None] == []


# ── Figures


def test_every_figure_of_the_notice_stands_in_the_text_in_its_section(name: str, notice: Published, lines: list[str]) -> None:
    found = places(name, [section.heading for section in notice.sections], lines)
    starts = [(0, 0), *((theirs, ours) for theirs, ours in enumerate(found) if ours is not None), (len(found), len(lines))]
    counted, missing = 0, {}
    for (first, own_first), (last, own_last) in pairwise(starts):
        theirs = figures(figure for section in notice.sections[first:last] for figure in section.figures)
        ours = figures(figure for line in lines[own_first:own_last] for figure in figures_of(line))
        counted += theirs.total()
        if theirs - ours:
            missing[notice.sections[first].heading] = dict(theirs - ours)
    assert counted > 10
    assert missing == {}


@pytest.mark.parametrize("published", ALL)
def test_the_figures_of_a_section_stand_in_the_text_in_the_order_of_the_notice(published: str) -> None:
    """Years are left out: sentences of ours name them more or less often."""
    notice, lines = read_published(published), lines_of(published)
    found = places(published, [section.heading for section in notice.sections], lines)
    starts = [(0, 0), *((theirs, ours) for theirs, ours in enumerate(found) if ours is not None), (len(found), len(lines))]
    counted = 0
    for (first, own_first), (last, own_last) in pairwise(starts):
        theirs = in_order(figure for section in notice.sections[first:last] for figure in section.figures)
        rest = iter(in_order(figure for line in lines[own_first:own_last] for figure in figures_of(line)))
        counted += len(theirs)
        assert [figure for figure in theirs if not any(figure == other for other in rest)] == [], notice.sections[first].heading
    assert counted > 10


# ── Tables


def test_the_text_has_the_tables_of_the_notice_under_the_same_headings(name: str, notice: Published) -> None:
    ours = [heading for heading, _, rows in tables(name) if any(map(any, rows))]
    assert [key(cut(heading)) for heading in ours if clause_of(heading) not in SHOWN_EMPTY.get(name, ())] == [
        key(table.heading) for table in notice.tables
    ]


def test_a_table_left_out_of_the_notice_because_it_is_empty_is_shown_and_said_to_be_empty(name: str) -> None:
    empty = [heading for heading, table, rows in tables(name) if not any(map(any, rows[table.header_rows :]))]
    assert tuple(map(clause_of, empty)) == SHOWN_EMPTY.get(name, ())


def test_every_table_has_the_headers_and_the_rows_of_the_notice_cell_by_cell(name: str, notice: Published) -> None:
    for theirs, ours in matched(name, notice):
        own_goal = theirs.heading in OWN_GOALS.get(name, ())
        assert len(ours) == len(theirs.rows), theirs.heading
        for published, row in zip(theirs.rows, ours):
            if own_goal and published[0] == GOAL:
                assert row[0] == GOAL
                assert [*map(kept, row[1:])] != published[1:], "the goal is no longer our own"
                assert all(row[1:2])
            else:
                assert [value(kept(cell)) for cell in row] == [*map(value, published)], theirs.heading


def test_what_stands_right_above_a_table_stands_there_in_the_text(name: str, notice: Published) -> None:
    above = {key(cut(heading)): {bare(table.caption), bare(table.above_left), bare(table.above_right)} for heading, table, _ in tables(name)}
    for table in notice.tables:
        assert {line for line in table.above if line not in map(kept, above[key(table.heading)])} == set(), table.heading


# ── Reading the rendered notice


def key(line: str) -> tuple[str, str]:
    return marker_of(line), clause_of(line)


def places(name: str, headings: list[str], lines: list[str]) -> list[int | None]:
    """Where each heading stands in the rendered lines, each behind the one before it; None where it does not."""
    found: list[int | None] = []
    start, main = 0, ""
    for heading in headings:
        main = clause_of(heading) if heading[1:2] == "、" and heading[0] in "一二三四五六七八九" else main
        number_only = main in SENTENCES.get(name, ()) and clause_of(heading) != main and bool(marker_of(heading))
        place = next((at for at in range(start, len(lines)) if heads(lines[at], heading, number_only)), None)
        found.append(place)
        start = start if place is None else place + 1
    return found


def heads(line: str, heading: str, number_only: bool) -> bool:
    """Whether a rendered line is that heading. Of one that runs into its paragraph, ours may be longer by a clause."""
    if marker_of(line) != marker_of(heading):
        return False
    runs_in = "。" in heading and starts_with_clause(clause_of(line), clause_of(heading))
    return number_only or runs_in or same_clause(clause_of(line), clause_of(heading))


def figures(printed: Iterable[str]) -> Counter[str]:
    """Figures, counted. A year counts once, however often sentences name it; 万 is 万元, as the notice means it."""
    found = Counter(map(plain_figure, printed))
    plain: Counter[str] = Counter()
    for figure, count in found.items():
        if re.fullmatch(r"20\d\d年?", figure):
            plain[figure.rstrip("年") + "年"] = 1
        else:
            plain[f"{figure}元" if figure.endswith("万") else figure] += count
    return plain


def in_order(printed: Iterable[str]) -> list[str]:
    """Figures as they follow each other, without years; 万 is 万元."""
    plain = [figure for figure in map(plain_figure, printed) if not re.fullmatch(r"20\d\d年?", figure)]
    return [f"{figure}元" if figure.endswith("万") else figure for figure in plain]


def tables(name: str) -> list[tuple[str, Table, list[list[str]]]]:
    """The rendered tables with the heading above each and their rows; tables that follow each other at once are one."""
    found: list[tuple[str, Table, list[list[str]]]] = []
    heading, joined = "", False
    for block in document(name).blocks:
        if isinstance(block, Table):
            if joined:
                found[-1][2].extend(rows_of(name, block))
            else:
                found.append((heading, block, rows_of(name, block)))
        elif isinstance(block, Heading):
            heading = bare(block.text)
        joined = isinstance(block, Table)
    return found


def rows_of(name: str, table: Table) -> list[list[str]]:
    """The rows as the notice's text has them: what stands above the table as a row of its own, or every position a cell.

    A cell that reaches over several columns is one cell, but below a header the label of a total is followed by blanks.
    """
    spread = read_published(name).in_rows
    rows = [] if spread or not table.above_left else [[bare(table.above_left), bare(table.above_right)]]
    for number, line in enumerate(grid(table)):
        whole = spread or 0 < table.header_rows <= number
        rows.append([
            bare(cell.text) if begins else ""
            for at, (cell, begins) in enumerate(line)
            if whole or at == 0 or line[at - 1][0] is not cell
        ])  # fmt: skip
    return rows


def matched(name: str, notice: Published) -> list[tuple[PublishedTable, list[list[str]]]]:
    ours = [rows for heading, _, rows in tables(name) if clause_of(heading) not in SHOWN_EMPTY.get(name, ())]
    return list(zip(notice.tables, ours, strict=True))


def value(cell: str) -> Decimal | str:
    """A cell to compare: a number as one (21.8 is 21.80), a dash of any length as one, else the text."""
    try:
        return Decimal(cell)
    except InvalidOperation:
        return re.sub("^—+$", "—", cell)
