"""One mistake makes one finding: what explains several failed rules goes under one of them."""

from .cited_cells import cells_of
from .folding import VerdictKey, blamed_cells, codes_beside, folded
from .hints import Beside, likely_cause
from .search import find_causes, on_absent_cells

__all__ = [
    "Beside",
    "VerdictKey",
    "blamed_cells",
    "cells_of",
    "codes_beside",
    "find_causes",
    "folded",
    "likely_cause",
    "on_absent_cells",
]
