"""What a form is, and how it is loaded: sheets, blocks, fields, rules and wording as data in TOML.

>>> load_form("langfang-2022").year
2022
"""

from .loader import NOTICE_FILE, find_folder, known_folders, load_form
from .model import (
    Block, CodeList, Field, Form, Formula, Grid, GridRow, Options, Path, Record, Rollup, Rule, Sheet, Table, Total,
)  # fmt: skip
from .paths import Place, Places, find_block, places, record_path, row_places, sheet_places, sheet_scope
from .schema import FormError, Mistake

__all__ = [
    "NOTICE_FILE", "Block", "CodeList", "Field", "Form", "FormError", "Formula", "Grid", "GridRow", "Mistake", "Options",
    "Path", "Place", "Places", "Record", "Rollup", "Rule", "Sheet", "Table", "Total", "find_block", "find_folder",
    "known_folders", "load_form", "places", "record_path", "row_places", "sheet_places", "sheet_scope",
]  # fmt: skip
