"""Values and where they stand: decimals, addresses, text as people type it. Nothing here knows a form or a file."""

from .address import MAX_COLUMN, MAX_ROW, Address, column_letters, column_number, parse_cell, quote_sheet
from .decimals import from_float, plain, round_half_up, scale, ulp
from .entry import Entry, Group, Key, Node, Scalar, descend, entries, holding, moved, path_of
from .finding import LEVEL_ORDER, Correction, Finding, Level
from .foldings import is_blank, squeeze, trim
from .money import POWERS, in_unit
from .written import ERRORS, NOTHING, Read, is_total_word, read_date, read_number, serial_date, total_word, ungrouped

__all__ = [
    "ERRORS",
    "LEVEL_ORDER",
    "MAX_COLUMN",
    "MAX_ROW",
    "NOTHING",
    "POWERS",
    "Address",
    "Correction",
    "Entry",
    "Finding",
    "Group",
    "Key",
    "Level",
    "Node",
    "Read",
    "Scalar",
    "column_letters",
    "column_number",
    "descend",
    "entries",
    "from_float",
    "holding",
    "in_unit",
    "is_blank",
    "is_total_word",
    "moved",
    "parse_cell",
    "path_of",
    "plain",
    "quote_sheet",
    "read_date",
    "read_number",
    "round_half_up",
    "scale",
    "serial_date",
    "squeeze",
    "total_word",
    "trim",
    "ulp",
    "ungrouped",
]
