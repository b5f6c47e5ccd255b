"""Somebody's private number in a text that is published: a mobile telephone, an identity card."""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.forms import Cell
from budgetxl.values import Finding
from budgetxl.values.foldings import narrow
from budgetxl.values.lazy_patterns import lazy_pattern

from ...messages import say

_EDGE = r"(?<![\dA-Za-z.])", r"(?![\dA-Za-z]|\.\d)"
_NUMBERS = (
    ("TEXT-29", lazy_pattern(rf"{_EDGE[0]}(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{{4}}[- ]?\d{{4}}{_EDGE[1]}")),
    ("TEXT-29-card", lazy_pattern(rf"{_EDGE[0]}[1-9]\d{{5}}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{{3}}[\dXx]{_EDGE[1]}")),
)
#: What is counted or paid is nobody's number, and no code of a project or a document.
_BEHIND = lazy_pattern(r"\s*(?:元|万|亿|人|个|户|件|平方|吨|米|号文)")
_SHORTEST = 11
_ASKED = ("电话", "手机", "联系方式", "编码", "代码")


def personal_numbers(cell: Cell, text: str) -> Iterator[Finding]:
    """The first private number of each sort in a text; a field that asks for a telephone (on the cover) is not printed."""
    if sum(map(str.isdigit, text)) < _SHORTEST or any(word in label for label in cell.place.field.header for word in _ASKED):
        return
    plain, at = narrow(text), cell.entry.at
    assert at is not None
    for code, pattern in _NUMBERS:
        match = pattern.search(plain)
        if match is not None and _BEHIND.match(plain, match.end()) is None:
            yield Finding("TEXT-29", "warning", say(code, text=match[0]), (at,), "", match[0], say("TEXT-29-hint"))
