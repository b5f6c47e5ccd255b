"""Values and where they stand: decimals, addresses, text as people type it. Nothing here knows a form or a file."""

from .address import MAX_COLUMN, MAX_ROW, Address, column_letters, column_number, parse_cell, quote_sheet
from .decimals import from_float, plain, round_half_up, scale, ulp
from .entry import BLANK, Entry, Group, Node, Scalar, descend, entries
from .finding import LEVEL_ORDER, Correction, Finding, Level
from .typed import NOTHING, Read, is_blank, read_date, read_number, serial_date, squeeze

__all__ = [
    "BLANK",
    "LEVEL_ORDER",
    "MAX_COLUMN",
    "MAX_ROW",
    "NOTHING",
    "Address",
    "Correction",
    "Entry",
    "Finding",
    "Group",
    "Level",
    "Node",
    "Read",
    "Scalar",
    "column_letters",
    "column_number",
    "descend",
    "entries",
    "from_float",
    "is_blank",
    "parse_cell",
    "plain",
    "quote_sheet",
    "read_date",
    "read_number",
    "round_half_up",
    "scale",
    "serial_date",
    "squeeze",
    "ulp",
]
