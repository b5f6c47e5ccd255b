"""What a form is, and how it is loaded: sheets, blocks, fields, rules and wording as data in TOML.

>>> load_form("langfang-2022").year
2022
"""

from .compute import FormulaCell, code_of, compute, formula_cells, is_parent, value_of, with_lists
from .judging import (
    FAIL_WORDS, VERDICT_BY_PROGRAM, VERDICT_MISSING, VERDICT_PASSED, Verdict, judge_form, judge_rule, rows_of, word_of,
)  # fmt: skip
from .labels import Labels
from .loader import NOTICE_FILE, find_folder, known_folders, load_form
from .model import (
    Block, CodeList, Field, Form, Formula, Grid, GridRow, Options, Path, Record, Rollup, Rule, Sheet, Table, Total,
)  # fmt: skip
from .paths import Place, Places, find_block, places, record_path, row_places, sheet_places, sheet_scope
from .schema import FormError, Mistake
from .sentences import labeller, rule_sentence
from .tree import DataError, Decoded, decode, decode_value, encode, encode_value

__all__ = [
    "FAIL_WORDS", "NOTICE_FILE", "VERDICT_BY_PROGRAM", "VERDICT_MISSING", "VERDICT_PASSED", "DataError", "Decoded",
    "FormulaCell", "Labels", "Verdict", "code_of", "is_parent", "compute", "decode", "decode_value", "encode", "encode_value", "formula_cells", "judge_form",
    "judge_rule", "labeller", "rows_of", "rule_sentence", "value_of", "with_lists", "word_of",
    "Block", "CodeList", "Field", "Form", "FormError", "Formula", "Grid", "GridRow", "Mistake", "Options",
    "Path", "Place", "Places", "Record", "Rollup", "Rule", "Sheet", "Table", "Total", "find_block", "find_folder",
    "known_folders", "load_form", "places", "record_path", "row_places", "sheet_places", "sheet_scope",
]  # fmt: skip
