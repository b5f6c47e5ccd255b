"""The former names that a list's file states in its columns 曾用名 and 更名年度."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from budgetxl.values.lazy_patterns import lazy_pattern

from ..messages import say

FORMER_NAMES, SINCE = "曾用名", "更名年度"  # headings of columns of a file
_YEAR = lazy_pattern(r"(?:19|20)\d\d")


class FormerNames(NamedTuple):
    """Former names with those of now (``renamed``), the years since which they are former (``since``), and what is wrong."""

    renamed: dict[str, str]
    since: dict[str, int]
    problems: list[str]


def former_names(header: Sequence[str], rows: Iterable[tuple[int, list[str]]]) -> FormerNames:
    """The former names of a file's rows, several of one parted by 、, and their years: one for all, or one for each.

    Each row is the number of its line and its cells.
    """
    found = FormerNames({}, {}, [])
    if FORMER_NAMES not in header[2:]:
        return found
    names_at, years_at = header.index(FORMER_NAMES), header.index(SINCE) if SINCE in header[2:] else None
    for number, cells in rows:
        now = cells[1] if len(cells) > 1 else ""
        former, years = _parts(cells, names_at), _parts(cells, years_at)
        if any(year and not _YEAR.fullmatch(year) for year in years) or len(years) not in (0, 1, len(former)):
            found.problems.append(say("list_since", line=number, value="、".join(years)))
            continue
        each = years * len(former) if len(years) == 1 else years or [""] * len(former)
        for old, year in zip(former, each):
            if old and now and old != now:
                found.renamed[old] = now
                found.since.update({old: int(year)} if year else {})
    return found


def _parts(cells: Sequence[str], at: int | None) -> list[str]:
    text = "" if at is None else "".join(cells[at : at + 1])
    return [part.strip() for part in text.split("、")] if text else []
