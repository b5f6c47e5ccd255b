"""Two workbooks held against each other: which fields differ, by the row they stand in, not by its place."""

from .comparing import compare
from .document import comparison_json
from .groups import RowOfChanges, SheetOfChanges, counted, grouped
from .model import AnswerChange, Change, Comparison, OneSided, Side, dotted
from .page import comparison_page
from .said import shown
from .texts import Piece, in_short, pieces

__all__ = [
    "AnswerChange",
    "Change",
    "Comparison",
    "OneSided",
    "Piece",
    "RowOfChanges",
    "SheetOfChanges",
    "Side",
    "compare",
    "comparison_json",
    "comparison_page",
    "counted",
    "dotted",
    "grouped",
    "in_short",
    "pieces",
    "shown",
]
