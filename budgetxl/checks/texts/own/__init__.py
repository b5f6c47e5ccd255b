"""What a text says, without a name, of the row or record that it stands in."""

from .row_figures import RowFigures, stated_of_row

__all__ = ["RowFigures", "stated_of_row"]
