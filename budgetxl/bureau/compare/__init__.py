"""Two workbooks held against each other: which fields differ, by the row they stand in, not by its place."""

from .comparing import compare
from .corrections_said import accepted_said, corrections_counted
from .document import comparison_json
from .groups import RowOfChanges, SheetOfChanges, counted, grouped
from .model import AnswerChange, Change, Comparison, Correction, Corrections, OneSided, Side, Swap, dotted
from .page import comparison_page
from .said import shown
from .texts import Piece, in_short, pieces

__all__ = [
    "AnswerChange",
    "Change",
    "Comparison",
    "Correction",
    "Corrections",
    "OneSided",
    "Piece",
    "RowOfChanges",
    "SheetOfChanges",
    "Side",
    "Swap",
    "accepted_said",
    "compare",
    "comparison_json",
    "comparison_page",
    "corrections_counted",
    "counted",
    "dotted",
    "grouped",
    "in_short",
    "pieces",
    "shown",
]
