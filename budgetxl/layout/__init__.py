"""Where each field of a form lies in a workbook: pure arithmetic, no file."""

from ..values import Key
from .columns import LINE_HEIGHT, TALLEST_ROW, fitting, lines_needed, text_width
from .locate import (
    LIST_FIRST_ROW,
    ListColumn,
    Locator,
    kind_of,
    list_columns,
    row_scope,
    source_keys,
)
from .model import Box, CheckCell, Label, Layout, SheetPlan, Slot, TableArea, cell
from .placing import lay_out, sheet_name

__all__ = [
    "LINE_HEIGHT", "LIST_FIRST_ROW", "TALLEST_ROW", "Box", "CheckCell", "Key", "Label", "Layout",
    "ListColumn", "Locator", "SheetPlan", "Slot", "TableArea", "cell", "fitting", "kind_of", "lay_out", "lines_needed",
    "list_columns", "row_scope", "sheet_name", "source_keys", "text_width",
]  # fmt: skip
