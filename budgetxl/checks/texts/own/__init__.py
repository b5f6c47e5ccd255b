"""What a text states of the row or the record that it stands in, without naming it."""

from .parts import parts_of_row
from .row_figures import RowFigures, stated_of_row

__all__ = ["RowFigures", "parts_of_row", "stated_of_row"]
