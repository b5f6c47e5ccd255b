"""Where each field of a form lies in a workbook, and what we write beside it: pure arithmetic, no file."""

from ..values import Key
from .columns import LINE_HEIGHT, TALLEST_ROW, fitting, lines_needed, text_width
from .counts import counts_of
from .locate import (
    LIST_FIRST_ROW,
    NUMERALS,
    ListColumn,
    Locator,
    columns_of,
    list_columns,
    list_name,
    row_scope,
    source_keys,
    whole_code,
)
from .model import (
    Box,
    CheckCell,
    CheckSheetPlan,
    CoverExtras,
    Label,
    Layout,
    RowNumber,
    SheetPlan,
    Slot,
    TableArea,
    cell,
)
from .own_lines import MOST_FORMULA, OwnLine, line_formula, own_line, quoted
from .own_places import CATALOGUE_COLUMNS, CATALOGUE_HEADER_ROW, GUIDE_TITLE, GUIDE_WIDTHS, rules_by_sheet
from .placing import lay_out, sheet_name
from .placing_blocks import SERIAL
from .texts import ANSWER_HEADER, CATALOGUE_TITLE, CLEAN, CODE_HEADER, OPEN, is_count_label, is_own_text

__all__ = [
    "ANSWER_HEADER",
    "CATALOGUE_COLUMNS",
    "CATALOGUE_HEADER_ROW",
    "CATALOGUE_TITLE",
    "CLEAN",
    "CODE_HEADER",
    "GUIDE_TITLE",
    "GUIDE_WIDTHS",
    "LINE_HEIGHT",
    "LIST_FIRST_ROW",
    "MOST_FORMULA",
    "NUMERALS",
    "OPEN",
    "SERIAL",
    "TALLEST_ROW",
    "Box",
    "CheckCell",
    "CheckSheetPlan",
    "CoverExtras",
    "Key",
    "Label",
    "Layout",
    "ListColumn",
    "Locator",
    "OwnLine",
    "RowNumber",
    "SheetPlan",
    "Slot",
    "TableArea",
    "cell",
    "columns_of",
    "counts_of",
    "fitting",
    "is_count_label",
    "is_own_text",
    "lay_out",
    "line_formula",
    "lines_needed",
    "list_columns",
    "list_name",
    "own_line",
    "quoted",
    "row_scope",
    "rules_by_sheet",
    "sheet_name",
    "source_keys",
    "text_width",
    "whole_code",
]  # fmt: skip
