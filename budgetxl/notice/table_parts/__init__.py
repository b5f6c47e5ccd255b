"""What tables are made of: heading rows, blocks laid under and beside each other, widths of columns, what a template may ask for."""

from .beside import Side, beside
from .headers import header_rows, number_row, with_serial
from .labels import labels_of
from .options import check_options
from .stacking import Part, edges_of, evenly_cut, merge_down, stacked
from .widths import MOST_PORTRAIT, with_room

__all__ = [
    "MOST_PORTRAIT",
    "Part",
    "Side",
    "beside",
    "check_options",
    "edges_of",
    "evenly_cut",
    "header_rows",
    "labels_of",
    "merge_down",
    "number_row",
    "stacked",
    "with_room",
    "with_serial",
]
