"""The second reading: an expression as a formula of Excel 2007, for the cells of totals and of the 校验 sheet.

The translation mirrors ``evaluate``: what is missing there is missing here, and nothing that may be an error is looked
at where it is missing. No array entry, no function that Excel 2007 lacks, at most 8,192 characters and 64 levels.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias, assert_never

from .comparison import compare_formula, rounded, settled
from .errors import NoExcelReading
from .excel.formula import (
    ATOM,
    COMPARISON,
    FALSE,
    PRODUCT,
    SUM,
    TRUE,
    ExcelValue,
    Located,
    all_of,
    any_of,
    bracket,
    fits,
    missing_then,
    negate,
    number_literal,
    pick,
    scalar,
    text_literal,
)
from .function import ExcelArgument, Functions, Kind
from .functions.table import BUILTINS
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
    constant,
)

Locate: TypeAlias = Callable[[Path], Located | None]
"""Where a field stands in the workbook; None for a field that has no cell."""


def to_excel(expression: Expression, locate: Locate, functions: Functions = BUILTINS) -> ExcelValue | None:
    """The formula of an expression, valid where its ``missing`` is false; None where Excel can't say it."""
    try:
        found = translate(expression, locate, functions)
    except NoExcelReading:
        return None
    return found if fits(found.value) and fits(found.missing) else None


def excel_formula(expression: Expression, locate: Locate, functions: Functions = BUILTINS) -> str | None:
    """The formula of a computed cell, without the equals sign: it shows nothing where an input is missing."""
    found = to_excel(expression, locate, functions)
    if found is None:
        return None
    formula = shown(found)
    return formula if fits(formula) else None


def shown(found: ExcelValue) -> str:
    """A cell that shows a value, or nothing where it is missing."""
    return pick(found.missing, '""', found.value)


def translate(expression: Expression, locate: Locate, functions: Functions) -> ExcelValue:
    """``to_excel`` without the limits. Raises NoExcelReading."""
    match expression:
        case Number(number):
            return ExcelValue(number_literal(number))
        case Text(text):
            return ExcelValue(text_literal(text), kind="text")
        case Truth(truth):
            return ExcelValue(TRUE if truth else FALSE, kind="truth")
        case Reference(path):
            return scalar(_located(path, locate))
        case Negate(operand):
            inner = _of_kind(translate(operand, locate, functions), "number")
            return ExcelValue(f"(-{bracket(inner, ATOM)})", inner.missing)
        case Binary():
            return _arithmetic(expression, locate, functions)
        case Converted(operand, power):
            inner = _of_kind(translate(operand, locate, functions), "number")
            return ExcelValue(f"{bracket(inner, PRODUCT)}*{number_literal(Decimal(1).scaleb(power))}", inner.missing, binding=PRODUCT)
        case Compare(operator, left, right, half):
            slack = "0" if constant(left) or constant(right) else None
            first, second = translate(left, locate, functions), translate(right, locate, functions)
            formula = compare_formula(operator, first, second, slack, half)
            return ExcelValue(formula, any_of(first.missing, second.missing), "truth", COMPARISON)
        case Not(operand):
            inner = _of_kind(translate(operand, locate, functions), "truth")
            return ExcelValue(negate(inner.value), inner.missing, "truth")
        case Logic(operator, operands):
            parts = [_of_kind(translate(operand, locate, functions), "truth") for operand in operands]
            return _logic(parts, operator == "or")
        case Choose(condition, then, otherwise):
            test = _of_kind(translate(condition, locate, functions), "truth")
            first = translate(then, locate, functions)
            second = _of_kind(translate(otherwise, locate, functions), first.kind)
            missing = missing_then(test.missing, pick(test.value, first.missing, second.missing))
            return ExcelValue(pick(test.value, first.value, second.value), missing, first.kind, COMPARISON)
        case Call():
            return _call(expression, locate, functions)
        case _:
            assert_never(expression)


def _located(path: Path, locate: Locate) -> Located:
    found = locate(path)
    if found is None:
        raise NoExcelReading
    return found


def _of_kind(value: ExcelValue, kind: str) -> ExcelValue:
    if value.kind != kind:
        raise NoExcelReading
    return value


def _arithmetic(expression: Binary, locate: Locate, functions: Functions) -> ExcelValue:
    left, right = translate(expression.left, locate, functions), translate(expression.right, locate, functions)
    dates = expression.operator == "-" and left.kind == "date" == right.kind
    if not dates and (left.kind != "number" or right.kind != "number"):
        raise NoExcelReading
    missing = any_of(left.missing, right.missing)
    binding = SUM if expression.operator in "+-" else PRODUCT
    tighter = binding + 1 if expression.operator in "-/" else binding
    if expression.operator == "/":
        missing = missing_then(missing, _is_zero(expression.right, right.value))
    value = f"{bracket(left, binding)}{expression.operator}{bracket(right, tighter)}"
    return ExcelValue(value, missing, binding=binding)


def _is_zero(divisor: Expression, formula: str) -> str:
    match divisor:
        case Number(number):
            return FALSE if settled(number) else TRUE
        case _:
            return f"{rounded(formula)}=0"


def _logic(parts: list[ExcelValue], either: bool) -> ExcelValue:
    """Nested IF, since AND and OR look at all of their operands, missing ones too."""
    if all(part.missing == FALSE for part in parts):
        values = [part.value for part in parts]
        return ExcelValue(any_of(*values) if either else all_of(*values), kind="truth", binding=COMPARISON)
    *before, last = parts
    value, missing = last.value, last.missing
    for part in reversed(before):
        value = pick(part.value, TRUE, value) if either else pick(part.value, value, FALSE)
        then = pick(part.value, FALSE, missing) if either else pick(part.value, missing, FALSE)
        missing = missing_then(part.missing, then)
    return ExcelValue(value, missing, "truth", COMPARISON)


def _call(call: Call, locate: Locate, functions: Functions) -> ExcelValue:
    function = functions.get(call.name)
    if function is None or function.excel is None:
        raise NoExcelReading
    kinds = function.kinds(len(call.arguments))
    arguments = [argument_formula(kind, node, locate, functions) for kind, node in zip(kinds, call.arguments)]
    values = [argument for kind, argument in zip(kinds, arguments) if kind == "value"]
    needed = any_of(*(value.missing for value in values if isinstance(value, ExcelValue)))
    exact = [ExcelValue("", TRUE) if known is None else ExcelValue(number_literal(known)) for known in call.exact]
    found = function.excel([*arguments, *exact])
    return ExcelValue(found.value, missing_then(needed, found.missing), found.kind, found.binding)


def argument_formula(kind: Kind, node: Expression, locate: Locate, functions: Functions) -> ExcelArgument:
    """An argument of a call. Raises NoExcelReading."""
    match node:
        case Reference(path) if kind in ("series", "column"):
            return _located(path, locate)
        case _:
            return translate(node, locate, functions)
