"""Functions of codes: what the rows of one level add up to, and what stands beside a code in a list.

Codes are compared without white space, and by nothing else: they hold no signs that an input method could widen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from budgetxl.values import Scalar, plain
from budgetxl.values.foldings import fold

from .. import messages
from ..errors import EvaluationError, NoExcelReading
from ..excel.arguments import areas, of_kind, paired
from ..excel.formula import (
    ATOM,
    CONCATENATION,
    SUM,
    TRUE,
    ExcelValue,
    ValueKind,
    fold_pair,
    no_number,
    pick,
    read_literal,
    squeezed,
    text_literal,
)
from ..function import Argument, ExcelArgument, Function, Search, column, integer, one
from ..scope import made_once
from .columns import count_in, rows_alike, sum_of


def code_text(cell: Scalar) -> str:
    """A code as text, without white space; one that stands in a cell as a number is the text of that number."""
    return fold(plain(cell) if isinstance(cell, Decimal) else cell) if isinstance(cell, str | Decimal) else ""


def _by_length_and_start(arguments: Sequence[Argument]) -> list[Decimal] | None:
    """The amounts of the rows whose code has that length and, where a fourth argument is given, begins with it."""
    codes, amounts = column(arguments[0]), column(arguments[2])
    if len(codes) != len(amounts):
        raise EvaluationError(messages.unequal_columns("sum_by_length", (len(codes), len(amounts))))
    length, start = integer(arguments[1]), code_text(one(arguments[3])) if len(arguments) > 3 else ""
    rows = made_once(codes, _by_length).get(length, ())
    found = [amount for row, code in rows if code.startswith(start) and isinstance(amount := amounts[row], Decimal)]
    return found or None


def _by_length(codes: tuple[Scalar, ...]) -> dict[int, list[tuple[int, str]]]:
    """The codes of a column with the numbers of their rows, by their length."""
    found: dict[int, list[tuple[int, str]]] = {}
    for row, code in enumerate(map(code_text, codes)):
        found.setdefault(len(code), []).append((row, code))
    return found


def _lookup(arguments: Sequence[Argument]) -> Scalar:
    """What stands in the second column beside the first row of the first whose value is the one looked for."""
    wanted, keys, values = one(arguments[0]), column(arguments[1]), column(arguments[2])
    if len(keys) != len(values):
        raise EvaluationError(messages.unequal_columns("lookup", (len(keys), len(values))))
    return next((values[row] for row in rows_alike(keys, wanted)), None)


# Excel


def _sum_by_length_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    _, amounts = paired(arguments[0], arguments[2])
    chosen = list(_of_length(arguments))
    sums = [f"SUMPRODUCT({each if '*' in each else '--' + each},{area})" for each, area in zip(chosen, amounts.areas)]
    return ExcelValue("+".join(sums), f"{_by_length_addends(arguments)}=0", binding=ATOM if len(sums) == 1 else SUM)


def _by_length_addends(arguments: Sequence[ExcelArgument]) -> str:
    _, amounts = paired(arguments[0], arguments[2])
    return "+".join(f"SUMPRODUCT({chosen}*ISNUMBER({each}))" for chosen, each in zip(_of_length(arguments), amounts.areas))


def _of_length(arguments: Sequence[ExcelArgument]) -> Iterator[str]:
    """Of each area of a column of codes, which of its rows have the length and the beginning wanted."""
    codes, length = areas(arguments[0]), of_kind(arguments[1], "number").value
    if codes.kind != "text":
        raise NoExcelReading
    for area in codes.areas:
        code = squeezed(area)
        chosen = f"(LEN({code})={length})"
        if len(arguments) > 3:  # CLEAN has left no character 1 in either text, so it stands for the beginning
            start = _start(of_kind(arguments[3], "text").value)
            chosen += f"*ISNUMBER(FIND(CHAR(1)&{start},CHAR(1)&{code}))"
        yield chosen


def _start(formula: str) -> str:
    literal = read_literal(formula)
    return squeezed(formula) if literal is None else text_literal(fold(literal))


def _lookup_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    wanted = of_kind(arguments[0], "text").value
    keys, values = areas(arguments[1]), areas(arguments[2])
    if keys.kind != "text" or len(keys.areas) != len(values.areas) or values.spans:
        raise NoExcelReading
    value, missing, binding = '""' if values.kind == "text" else "0", TRUE, ATOM
    for area, span, each in reversed(list(zip(keys.areas, keys.spans or keys.areas, values.areas))):
        key, sought = (area, squeezed(wanted)) if keys.clean else fold_pair(area, wanted)
        same = f"EXACT({key},{sought})"
        found, absent = _beside(span, each, same, values.kind), f"SUMPRODUCT(--{same})=0"
        last = missing == TRUE
        value = found.value if last else pick(absent, value, found.value)
        missing, binding = pick(absent, missing, found.missing), found.binding if last else ATOM
    return ExcelValue(value, missing, values.kind, binding)


def _beside(area: str, values: str, same: str, kind: ValueKind) -> ExcelValue:
    """The cell beside the first row where ``same`` holds: the row with the most rows from it to the end of the column."""
    rows_left = f"SUMPRODUCT(MAX({same}*(ROW(INDEX({area},ROWS({area})))+1-ROW({area}))))"
    cell = f"INDEX({values},ROWS({area})+1-{rows_left})"
    if kind == "text":
        return ExcelValue(f'{cell}&""', f'{squeezed(cell)}=""', "text", CONCATENATION)
    return ExcelValue(cell, no_number(cell), kind)


def _sum_phrase(parts: Sequence[str]) -> str:
    within = f"、以{parts[3]}开头" if len(parts) > 3 else ""
    return f"{parts[0]}为 {parts[1]} 位{within}的各行{parts[2]}之和"


FUNCTIONS = (
    Function(
        "sum_by_length", ("column", "value", "column", "value"), sum_of(_by_length_and_start), _sum_phrase, _sum_by_length_excel,
        optional=1, search=Search((3,), (0,), (2,)), signature="text, count, number, text -> as 2",
        addends=count_in(_by_length_and_start), addends_excel=_by_length_addends),
    Function(
        "lookup", ("value", "column", "column"), _lookup, "{1}中{0}所对应的{2}", _lookup_excel, search=Search((0,), (1,), (2,)),
        signature="any, like 0, any -> as 2", addends=lambda _: 1, addends_excel=lambda _: "1"),
)  # fmt: skip
