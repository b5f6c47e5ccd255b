"""The columns of a worksheet, which may be as wide as its rows are tall, in XML as XlsxWriter writes them of any state."""

from __future__ import annotations

import io
from typing import Any

from ..state import LiveWidths, State


class LiveColumns:
    """``usual_height`` is that of a row whose XML says nothing of it, in pixels; None where there is none. The sheet has been written."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._widths: tuple[LiveWidths, ...] = tuple(sheet.live_widths)
        self.on = frozenset().union(*(each.on for each in self._widths))
        self.usual_height: int | None = sheet.default_row_height if sheet.default_row_height == sheet.original_row_height else None
        sheet.table.clear()

    def of(self, state: State) -> str:
        """The last of what was said of the columns counts."""
        found = (widths for each in reversed(self._widths) if (widths := each.widths(state)) is not None)
        for column, width in enumerate(next(found, self._widths[0].usual)):
            self._sheet.set_column(column, column, width)
        self._sheet.fh = io.StringIO()
        self._sheet._write_cols()
        return str(self._sheet.fh.getvalue())
