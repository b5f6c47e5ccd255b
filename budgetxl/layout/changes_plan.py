"""Where everything lies on the sheet 需说明原因的增减: a list by formula, and right of it, hidden, what the formulas need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..forms import CHANGES_SHEET, Changes
from ..values import column_letters, plain
from ..values.records import dataclass
from .compared import ComparedFigure, reason_keys
from .links import back_to
from .model import Box, Label, cell
from .texts import (
    BEFORE_HEADER,
    CHANGES_BOUND,
    CHANGES_GUIDE,
    PLACE_HEADER,
    REASON_KEY_HEADER,
    REASON_TEXT_HEADER,
    TOLD_HEADER,
)  # fmt: skip

TITLE_ROW, GUIDE_ROW, STATE_ROW, MISSING_ROW, HEADER_ROW = 2, 3, 4, 5, 6
SHOWN = {  # what a column of the list holds: its header and width
    "number": ("序号", 6.0), "place": (PLACE_HEADER, 24.0), "item": ("项目", 28.0), "this": ("本年", 12.0), "last": ("上年", 12.0),
    "change": ("增减额", 12.0), "growth": ("增减%", 10.0), "told": (TOLD_HEADER, 18.0), "before": (BEFORE_HEADER, 44.0),
}  # fmt: skip
HIDDEN = {  # what stands hidden: of each line of the list, of each compared row, of each figure, of each reason of last year; of each figure again
    "largest": "大小", "turn": "第几行", "figure": "第几个数", "reason": "理由在第几行",
    "row_this": "各行本年", "row_last": "各行上年", "row_item": "各行名称", "row_size": "各行增减", "row_target": "理由的名称",
    "row_told": "写了没有", "row_key": "理由的编号",
    "first": "从第几行起", "compared": "可比", "called": "各数所在", "target": "各数的名称", "missing": "缺上年",
    "key": REASON_KEY_HEADER, "text": REASON_TEXT_HEADER, "shares": "理由共用",
}  # fmt: skip
COLUMNS = {name: number for number, name in enumerate((*SHOWN, *HIDDEN), start=1)}
FIRST = HEADER_ROW + 1
LIVE_LINES = (STATE_ROW, MISSING_ROW)  #: lines above the list that are formulas
FIXED = frozenset(("row_item", "row_target", "row_told", "row_key", "first", "called", "target", "key", "text", "shares"))
"""Columns in which no formula need stand: what a form says, and last year's reasons."""


@dataclass(frozen=True, slots=True)
class ChangesPlan:
    """The sheet 需说明原因的增减. ``lines`` are the rows of its list; compared rows, figures and reasons begin beside the first of them.

    ``reasons`` are the keys of last year's reasons, each with the number of rows that it has room for (0: one cell).
    """

    changes: Changes
    figures: tuple[ComparedFigure, ...]
    labels: tuple[Label, ...]
    lines: range
    reasons: Mapping[str, int]

    @property
    def rows(self) -> int:
        """How many rows are compared."""
        return sum(len(figure.rows) for figure in self.figures)

    @property
    def state(self) -> Box:
        """Where it stands how many there are."""
        return Box(STATE_ROW, 1, STATE_ROW, len(SHOWN))

    @property
    def missing(self) -> Box:
        """Where it stands what could not be compared."""
        return Box(MISSING_ROW, 1, MISSING_ROW, len(SHOWN))

    def area(self, column: str, count: int) -> str:
        """So many cells of a column from the first one down: ``$N$7:$N$60``."""
        letters = column_letters(COLUMNS[column])
        return f"${letters}${FIRST}:${letters}${FIRST + max(count, 1) - 1}"


def changes_plan(changes: Changes, figures: Sequence[ComparedFigure], cover: str) -> ChangesPlan:
    """The sheet for figures that are laid out. ``cover`` is the defined name of the cover."""
    wide = len(SHOWN)
    given = {"amount": changes.amount, "percent": changes.percent}
    bounds = [CHANGES_BOUND[name].format(n=plain(value)) for name, value in given.items() if value is not None]
    headers = (*(text for text, _ in SHOWN.values()), *HIDDEN.values())
    labels = (
        back_to(cover),
        Label(Box(TITLE_ROW, 1, TITLE_ROW, wide), CHANGES_SHEET, "title"),
        Label(Box(GUIDE_ROW, 1, GUIDE_ROW, wide), CHANGES_GUIDE.format(bounds="或".join(bounds)), "note"),
        *(Label(cell(HEADER_ROW, number), text, "header") for number, text in enumerate(headers, start=1)),
    )
    return ChangesPlan(changes, tuple(figures), labels, range(FIRST, FIRST + changes.lines), reason_keys(figures))
