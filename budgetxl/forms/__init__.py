"""What a form is, and how it is loaded: sheets, blocks, fields, rules and wording as data in TOML."""

from typing import TYPE_CHECKING, Any

from . import load
from .blocks import (
    SERIAL_ID,
    BlockCell,
    BlockCells,
    LaidColumn,
    Part,
    cells_of,
    laid_columns,
    part_id,
    parts_of,
    record_path,
)
from .cells import Cell, Cells, State
from .compiled import Compiled, Place, Places, Step, sheet_places
from .compute import (
    Faults,
    FormulaCell,
    code_of,
    computations,
    compute,
    formula_cells,
    is_parent,
    settle,
    value_of,
    with_lists,
)
from .field_types import TYPES, FieldType, Reading
from .form import ChecklistItem, DroppedRule, Form, Options, Phrases, RemovedPlace, in_part, names_of, sections_of
from .judging import (
    Verdict,
    judge_form,
    judge_rule,
    rows_of,
    rule_sheets,
    word_of,
)  # fmt: skip
from .kinds import compared, kind_of_field, lookup_of
from .labels import SLOT, Labels
from .load import FormError, FormLibrary, Mistake, known_folders, load_form, program_state
from .model import (
    CATALOGUE_SHEET,
    CHECK_SHEET,
    DEFAULT_UNIT,
    EVERYWHERE,
    GUIDE_SHEET,
    LIST_SHEET,
    Block,
    CodeList,
    Field,
    Formula,
    Grid,
    GridRow,
    Path,
    Record,
    Rollup,
    Rule,
    Sheet,
    Table,
    Total,
)  # fmt: skip
from .older import in_new_names
from .own_rules import OWN_RULES, OwnRule, regraded
from .paths import carried_from, choices_of, find_block, places, row_places, sheet_scope, typed_columns
from .sentences import condition_sentence, labeller, rule_sentence
from .spoken import MEASURES, Measure, SpokenWords, measure_of
from .tree import DataError, Decoded, decode, decode_value, encode, encode_value

if TYPE_CHECKING:
    from .load import (
        NOTICE_FILE,
        FileFault,
        Removed,
        find_folder,
        kind_mistakes,
        list_text,
        read_form_file,
        removed_of,
        remover,
    )

__all__ = [
    "CATALOGUE_SHEET",
    "CHECK_SHEET",
    "DEFAULT_UNIT",
    "EVERYWHERE",
    "GUIDE_SHEET",
    "LIST_SHEET",
    "MEASURES",
    "NOTICE_FILE",
    "OWN_RULES",
    "SERIAL_ID",
    "SLOT",
    "TYPES",
    "Block",
    "BlockCell",
    "BlockCells",
    "Cell",
    "Cells",
    "ChecklistItem",
    "CodeList",
    "Compiled",
    "DataError",
    "Decoded",
    "DroppedRule",
    "Faults",
    "Field",
    "FieldType",
    "FileFault",
    "Form",
    "FormError",
    "FormLibrary",
    "Formula",
    "FormulaCell",
    "Grid",
    "GridRow",
    "Labels",
    "LaidColumn",
    "Measure",
    "Mistake",
    "Options",
    "OwnRule",
    "Part",
    "Path",
    "Phrases",
    "Place",
    "Places",
    "Reading",
    "Record",
    "Removed",
    "RemovedPlace",
    "Rollup",
    "Rule",
    "Sheet",
    "SpokenWords",
    "State",
    "Step",
    "Table",
    "Total",
    "Verdict",
    "carried_from",
    "cells_of",
    "choices_of",
    "code_of",
    "compared",
    "computations",
    "compute",
    "condition_sentence",
    "decode",
    "decode_value",
    "encode",
    "encode_value",
    "find_block",
    "find_folder",
    "formula_cells",
    "in_new_names",
    "in_part",
    "is_parent",
    "judge_form",
    "judge_rule",
    "kind_mistakes",
    "kind_of_field",
    "known_folders",
    "labeller",
    "laid_columns",
    "list_text",
    "load_form",
    "lookup_of",
    "measure_of",
    "names_of",
    "part_id",
    "parts_of",
    "places",
    "program_state",
    "read_form_file",
    "record_path",
    "regraded",
    "removed_of",
    "remover",
    "row_places",
    "rows_of",
    "rule_sentence",
    "rule_sheets",
    "sections_of",
    "settle",
    "sheet_places",
    "sheet_scope",
    "typed_columns",
    "value_of",
    "with_lists",
    "word_of",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """What only the loader has, which is not loaded before it is asked for."""
    if name in load.__all__:
        return getattr(load, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
