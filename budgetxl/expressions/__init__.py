"""The expression language of rules and totals: written once, read three ways from one syntax tree.

``parse`` gives the tree; ``evaluate`` and ``judge`` read it over a submission in Decimal; ``to_excel``,
``excel_formula`` and ``excel_judgement`` read it as formulas of the workbook; ``to_chinese`` and ``rule_to_chinese`` as
a sentence. Nothing here knows a form or a file: fields are found through a ``Scope``, cells through ``locate``, labels
through ``label``.
"""

from typing import TYPE_CHECKING, Any

from .chinese import Label, rule_to_chinese, to_chinese
from .errors import EvaluationError, ExpressionError, NoExcelReading, WrongType
from .evaluate import Reading, evaluate, reading_of
from .excel.formula import ExcelValue, Located, Named, ValueKind, count_of, folded, squeezed
from .excel_reading import Locate, excel_formula, to_excel
from .function import Argument, ExcelArgument, Function, Functions, Search
from .functions import BUILTINS, share_fits, table
from .judge import ExcelJudgement, Judgement, Judging, Status, excel_judgement, judge, judging_of
from .kinds import Kind, KindError, Lookup, check_condition, kind_of
from .scope import Columns, Recorder, Scope, TreeScope
from .syntax import (
    Binary,
    Call,
    Choose,
    Compare,
    Converted,
    Expression,
    Logic,
    Negate,
    Not,
    Number,
    Path,
    Reference,
    Text,
    Truth,
    children,
    constant,
    rebuilt,
    references,
    walk,
)
from .texts import check_character, first_number
from .units import speaks_of_percentages, unit_of, with_units
from .waiting import waits_for

if TYPE_CHECKING:
    from .parsing import parse

__all__ = [
    "BUILTINS",
    "Argument",
    "Binary",
    "Call",
    "Choose",
    "Columns",
    "Compare",
    "Converted",
    "EvaluationError",
    "ExcelArgument",
    "ExcelJudgement",
    "ExcelValue",
    "Expression",
    "ExpressionError",
    "Function",
    "Functions",
    "Judgement",
    "Judging",
    "Kind",
    "KindError",
    "Label",
    "Locate",
    "Located",
    "Logic",
    "Lookup",
    "Named",
    "Negate",
    "NoExcelReading",
    "Not",
    "Number",
    "Path",
    "Reading",
    "Recorder",
    "Reference",
    "Scope",
    "Search",
    "Status",
    "Text",
    "TreeScope",
    "Truth",
    "ValueKind",
    "WrongType",
    "check_character",
    "check_condition",
    "children",
    "constant",
    "count_of",
    "evaluate",
    "excel_formula",
    "excel_judgement",
    "first_number",
    "folded",
    "judge",
    "judging_of",
    "kind_of",
    "parse",
    "reading_of",
    "rebuilt",
    "references",
    "rule_to_chinese",
    "share_fits",
    "speaks_of_percentages",
    "squeezed",
    "table",
    "to_chinese",
    "to_excel",
    "unit_of",
    "waits_for",
    "walk",
    "with_units",
]


def __getattr__(name: str) -> Any:
    """The parser, once it is asked for: the expressions of a form that is kept are parsed already."""
    if name == "parse":
        from .parsing import parse

        return parse
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
