"""What a form is, and how it is loaded: sheets, blocks, fields, rules and wording as data in TOML.

>>> load_form("langfang-2022").year
2022
"""

from .compute import FormulaCell, code_of, compute, formula_cells, is_parent, value_of, with_lists
from .judging import (
    FAIL_WORDS,
    VERDICT_BY_PROGRAM,
    VERDICT_MISSING,
    VERDICT_PASSED,
    Verdict,
    judge_form,
    judge_rule,
    rows_of,
    word_of,
)  # fmt: skip
from .labels import Labels
from .loader import NOTICE_FILE, find_folder, known_folders, load_form
from .model import (
    Block,
    CodeList,
    Field,
    Form,
    Formula,
    Grid,
    GridRow,
    Options,
    Path,
    Record,
    Rollup,
    Rule,
    Sheet,
    Table,
    Total,
)  # fmt: skip
from .paths import Place, Places, find_block, places, record_path, row_places, sheet_places, sheet_scope
from .schema import FormError, Mistake
from .sentences import labeller, rule_sentence
from .tree import DataError, Decoded, decode, decode_value, encode, encode_value

__all__ = [
    "FAIL_WORDS",
    "NOTICE_FILE",
    "VERDICT_BY_PROGRAM",
    "VERDICT_MISSING",
    "VERDICT_PASSED",
    "Block",
    "CodeList",
    "DataError",
    "Decoded",
    "Field",
    "Form",
    "FormError",
    "Formula",
    "FormulaCell",
    "Grid",
    "GridRow",
    "Labels",
    "Mistake",
    "Options",
    "Path",
    "Place",
    "Places",
    "Record",
    "Rollup",
    "Rule",
    "Sheet",
    "Table",
    "Total",
    "Verdict",
    "code_of",
    "compute",
    "decode",
    "decode_value",
    "encode",
    "encode_value",
    "find_block",
    "find_folder",
    "formula_cells",
    "is_parent",
    "judge_form",
    "judge_rule",
    "known_folders",
    "labeller",
    "load_form",
    "places",
    "record_path",
    "row_places",
    "rows_of",
    "rule_sentence",
    "sheet_places",
    "sheet_scope",
    "value_of",
    "with_lists",
    "word_of",
]  # fmt: skip
