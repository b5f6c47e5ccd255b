"""Values and where they stand: decimals, addresses, text as people type it. Nothing here knows a form or a file."""

from .address import MAX_COLUMN, MAX_ROW, Address, column_letters, column_number, parse_cell, quote_sheet
from .decimals import from_float, plain, round_half_up, scale, ulp
from .entry import BLANK, Entry, Group, Node, Scalar, descend, entries

__all__ = [
    "BLANK",
    "MAX_COLUMN",
    "MAX_ROW",
    "Address",
    "Entry",
    "Group",
    "Node",
    "Scalar",
    "column_letters",
    "column_number",
    "descend",
    "entries",
    "from_float",
    "parse_cell",
    "plain",
    "quote_sheet",
    "round_half_up",
    "scale",
    "ulp",
]
