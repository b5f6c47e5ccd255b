"""The published notices, read: their lines of text, and their tables as rows of cells.

They lie outside the repository, since their prose is not ours: in ``../shared/reference/disclosures``, or in the folder
that ``BUDGETXL_NOTICES`` names. They come in two kinds of plain text. In one a table cell is a line that begins with a
tab, a merged or blank cell is an empty one, and blank lines part the rows, though not reliably. In the other a row is a
line and tabs part its cells. It was read by OCR: blanks within words, signs as TeX, a header again on each page.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
NOTICES = Path(os.environ.get("BUDGETXL_NOTICES", REPOSITORY.parent / "shared" / "reference" / "disclosures"))

# How many cells the rows of a table have, by what one of its first three begins with; further rows are as wide as the last.
SHAPES = {
    "绩效目标": (2, 6),
    "部门编码-": (2, 7, 10, 14),
    "编制部门": (2, 3),
    "项目编码": (2, 4, 7, 2, 5, 5, 2, 6),
}
GOAL = "绩效目标"


@dataclass(frozen=True)
class PublishedTable:
    """A table: the numbered heading it stands under, the lines right above it that are no sentences, and its rows."""

    heading: str
    above: tuple[str, ...]
    rows: list[list[str]]


@dataclass(frozen=True)
class Published:
    """A notice: its lines of text without their blanks, but for those right above a table, and its tables in order.

    ``in_rows``: its text has the rows of a table as lines.
    """

    lines: tuple[str, ...]
    tables: tuple[PublishedTable, ...]
    in_rows: bool


def text_of(name: str) -> str:
    """The text of the notice of that name; skips the test where the folder of the notices is missing."""
    path = NOTICES / f"{name}.txt"
    if not path.is_file():
        pytest.skip(f"the published notice is not here: {path} (BUDGETXL_NOTICES names another folder)")
    return path.read_text(encoding="utf-8")


@cache
def read_published(name: str) -> Published:
    """The notice of that name, read."""
    source = text_of(name).splitlines()
    in_rows = any(line.count("\t") > 2 and not line.startswith(("\t", " ")) for line in source)
    lines: list[str] = []
    tables: list[PublishedTable] = []
    for line, cells in _parted(source, in_rows):
        if line and lines and (marker_of(lines[-1]) == lines[-1] or (in_rows and _cut_off(lines[-1], line))):
            lines[-1] += line
        elif line:
            lines.append(line)
        else:
            above: list[str] = []
            while not marker_of(lines[-1]) and not re.search("[，。；]", lines[-1]):
                above.insert(0, lines.pop())
            heading = next(each for each in reversed(lines) if marker_of(each))
            tables.append(PublishedTable(heading, tuple(above), cells))
    return Published(tuple(lines), tuple(tables), in_rows)


def _parted(source: Sequence[str], in_rows: bool) -> Iterator[tuple[str, list[list[str]]]]:
    """Lines of text and tables, in order."""
    rows: list[list[str]] = []
    after_blank = True
    for raw in source:
        line = bare(raw)
        is_cell = "\t" in raw if in_rows else raw.strip(" ").startswith("\t")
        if is_cell and in_rows:
            row = [bare(cell) for cell in raw.split("\t")]
            if rows and not any(rows[-1][1:]) and not any(row[1:]):
                rows[-1][1] = row[0]  # a goal below its label instead of beside it
            elif row not in rows or row[0] != "一级指标":  # the header again on the next page
                rows.append(row)
        elif is_cell:
            rows += [] if raw.strip(" ").startswith("\t\t") else [[line]]  # several tabs alone are no cell
        elif not line:
            after_blank = True
            continue
        elif rows and (not after_blank or _goal_goes_on(rows, line)):
            cell = 1 if in_rows else 0
            rows[-1][cell] += line
        else:
            if rows:
                yield "", rows if in_rows else _shaped([cell for row in rows for cell in row])
                rows = []
            yield line, []
        after_blank = False
    if rows:
        yield "", rows if in_rows else _shaped([cell for row in rows for cell in row])


def _cut_off(line: str, following: str) -> bool:
    """Whether a sentence ends in the middle: OCR takes the end of a page for the end of a paragraph."""
    return re.search("[，；]", line) is not None and line[-1] not in "，。；：,%”）" and not marker_of(following)


def _goal_goes_on(rows: list[list[str]], line: str) -> bool:
    """Whether a line is another of a goal: it stands right below the goal's cell, apart from it by blank lines."""
    at_goal = rows[-1][0] == GOAL or (len(rows) > 1 and rows[-2] == [GOAL])
    return at_goal and not line.endswith("绩效目标表")


def _shaped(cells: list[str]) -> list[list[str]]:
    (widths,) = (widths for start, widths in SHAPES.items() if any(cell.startswith(start) for cell in cells[:3]))
    rows, start = [], 0
    while start < len(cells):
        width = widths[min(len(rows), len(widths) - 1)]
        rows.append(cells[start : start + width])
        start += width
    return rows


def bare(text: str) -> str:
    """A text without blanks, bookmarks and the signs of its markup; a contents line without its page."""
    text = re.sub(r"^\[bookmark: \w+\]|^page number$|^- |\*\*|\$|(?<=\S)\t\d+$", "", text.strip(" \u00a0"))
    text = text.replace("\\geq", "≥").replace("\\", "").replace("单位:", "单位：")
    return re.sub(r"\s", "", text)


# ── What a line of text is about

_MARKER = re.compile(
    r"第[一二三]部分|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]{1,3}[）)]|(?:部门职责)?\d{1,2}(?:、|[.．](?!\d)|[.](?=\d{4}年))"
)


def marker_of(line: str) -> str:
    """The number that a line begins with, written one way: ``（1）``, ``1、``, ``一、``, ``第一部分``; empty without one."""
    found = _MARKER.match(line)
    return found[0].translate(str.maketrans("().．", "（）、、")) if found else ""


def clause_of(line: str) -> str:
    """What a line is about: all behind its number if that is a heading, else the words up to the first stop."""
    found = _MARKER.match(line)
    rest = (line[found.end() :] if found else line).rstrip("：:")
    return re.split("[，。；：:]", rest, maxsplit=1)[0] if re.search("[。；：:]", rest) else rest


_FIGURE = re.compile(r"(?<![A-Za-z\d.])(\d+(?:\.\d+)?)余?(万元?|[%％元个人次户件名条块类年月日岁期台项]?)")


def figures_of(line: str) -> Iterator[str]:
    """The figures of a line with their units, without the line's own number: ``26.20万元``, ``95%``, ``22个``."""
    found = _MARKER.match(line)
    for number, unit in _FIGURE.findall(line[found.end() :] if found else line):
        yield f"{number.rstrip('0').rstrip('.') if '.' in number else number}{unit.replace('％', '%')}"
