"""A workbook put in order: what was in the sender's file and not in the one that was built anew from it is carried over, or listed."""

from .carrying import Carried, NotCarried, carried
from .changes import Change, ChangeKind, changes_of, doubts_of, not_placed, totals_of
from .lost_sheet import LOST_SHEET, is_lost_sheet, write_lost
from .moves import Moves, rows_of
from .own_sheets import free_name

__all__ = [
    "LOST_SHEET",
    "Carried",
    "Change",
    "ChangeKind",
    "Moves",
    "NotCarried",
    "carried",
    "changes_of",
    "doubts_of",
    "free_name",
    "is_lost_sheet",
    "not_placed",
    "rows_of",
    "totals_of",
    "write_lost",
]
