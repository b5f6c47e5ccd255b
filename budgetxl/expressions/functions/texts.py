"""Functions of texts. What a formula can say goes by ``texts.fold``: white space never counts, full-width signs are
half-width ones, case counts. Functions of names, patterns and codes are for the program alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from budgetxl.values import Scalar, plain
from budgetxl.values.foldings import fold, normal_name, same_name

from ..comparison import alike, compare_formula
from ..errors import NoExcelReading, WrongType
from ..excel.arguments import of_kind, single
from ..excel.formula import (
    COMPARISON,
    ExcelValue,
    any_of,
    call,
    fold_pair,
    folded,
    is_one_of,
    read_literal,
    squeezed,
)
from ..function import Argument, ExcelArgument, Function, Search, column, one, text
from ..patterns import LONGEST_TEXT
from ..texts import check_character, first_number
from .columns import count_in, matching, sum_of


def _length(arguments: Sequence[Argument]) -> Scalar:
    return Decimal(len(fold(text(arguments[0]))))


def _code_length(arguments: Sequence[Argument]) -> Scalar:
    code = arguments[0]
    return Decimal(len(fold(plain(code) if isinstance(code, Decimal) else text(code))))


def _starts_with(arguments: Sequence[Argument]) -> Scalar:
    whole, *parts = (fold(text(argument)) for argument in arguments)
    return whole.startswith(tuple(parts))


def _ends_with(arguments: Sequence[Argument]) -> Scalar:
    whole, *parts = (fold(text(argument)) for argument in arguments)
    return whole.endswith(tuple(parts))


def _contains(arguments: Sequence[Argument]) -> Scalar:
    whole, part = (fold(text(argument)) for argument in arguments)
    return part != "" and part in whole


def _one_of(arguments: Sequence[Argument]) -> Scalar:
    value, *choices = map(one, arguments)
    return any(alike(value, choice) for choice in choices)


def _number(arguments: Sequence[Argument]) -> Scalar:
    value = arguments[0]
    return value if isinstance(value, Decimal) else first_number(text(value))


def _matches(arguments: Sequence[Argument]) -> Scalar:
    name = normal_name(text(arguments[0]))
    return any(isinstance(cell, str) and normal_name(cell) == name for cell in column(arguments[1]))


def _matches_pattern(arguments: Sequence[Argument]) -> Scalar:
    written, pattern = text(arguments[0]).strip(), text(arguments[1])
    if len(written) > LONGEST_TEXT:
        raise WrongType
    return re.fullmatch(pattern, written) is not None


def _distinct(arguments: Sequence[Argument]) -> Scalar:
    cells = [cell for cell in column(arguments[0]) if cell is not None]
    seen = {normal_name(cell) if isinstance(cell, str) else cell for cell in cells}
    return len(seen) == len(cells)


def _where_same(arguments: Sequence[Argument]) -> list[Decimal] | None:
    keys, amounts, name = arguments[0], arguments[2], normal_name(text(arguments[1]))
    return matching("sum_where_same", keys, amounts, lambda key: isinstance(key, str) and normal_name(key) == name)


# Excel


def _truth(formula: str) -> ExcelValue:
    return ExcelValue(formula, kind="truth", binding=COMPARISON)


def _length_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    return ExcelValue(call("LEN", squeezed(of_kind(arguments[0], "text").value)))


def _code_length_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    value = single(arguments[0])
    if value.kind not in ("text", "number"):
        raise NoExcelReading
    return ExcelValue(call("LEN", squeezed(value.value)))


def _end_excel(name: str) -> Callable[[Sequence[ExcelArgument]], ExcelValue]:
    def excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
        whole, *parts = (of_kind(argument, "text").value for argument in arguments)
        literals: dict[int, list[str]] = {}  # by their length
        found = []
        for part in parts:
            if literal := fold(read_literal(part) or ""):
                literals.setdefault(len(literal), []).append(literal)
                continue
            text_of, end = fold_pair(whole, part)
            found.append(call("EXACT", call(name, text_of, call("LEN", end)), end))
        for length, ends in literals.items():
            found.append(is_one_of(call(name, folded(whole, "".join(ends)), str(length)), ends))
        return _truth(any_of(*found))

    return excel


def _contains_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    whole, part = fold_pair(*(of_kind(argument, "text").value for argument in arguments))
    found = f"ISNUMBER(FIND({part},{whole}))"
    return _truth(found if read_literal(part) else f"AND(LEN({part})>0,{found})")


def _one_of_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    value, *choices = map(single, arguments)
    if value.kind == "text":
        literals = [read_literal(choice.value) for choice in choices]
        if all(literals) and all(choice.kind == "text" for choice in choices):
            wanted = [fold(literal) for literal in literals if literal]
            return _truth(is_one_of(folded(value.value, "".join(wanted)), wanted))
    return _truth(any_of(*(compare_formula("==", value, choice, "0") for choice in choices)))


FUNCTIONS = (
    Function("length", ("value",), _length, "{0}的字数", _length_excel, signature="text -> count"),
    Function("code_length", ("value",), _code_length, "{0}的位数", _code_length_excel,
    signature="text -> count"),
    Function(
        "starts_with", ("value", "value"), _starts_with, "{0}以{rest}开头", _end_excel("LEFT"),
        denied="{0}不以{rest}开头", endless=True, signature="text, text -> truth"),
    Function(
        "ends_with", ("value", "value"), _ends_with, "{0}以{rest}结尾", _end_excel("RIGHT"),
        denied="{0}不以{rest}结尾", endless=True, signature="text, text -> truth"),
    Function(
        "contains", ("value", "value"), _contains, "{0}包含{1}", _contains_excel, denied="{0}不包含{1}",
        signature="text, text -> truth",
    ),
    Function(
        "one_of", ("value", "value"), _one_of, "{0}为{rest}", _one_of_excel, denied="{0}不为{rest}", endless=True,
        signature="any, like 0 -> truth"),
    Function("number", ("value",), _number, "{0}中的数字", signature="text -> number"),
    Function(
        "matches", ("value", "column"), _matches, "{0}列在{1}中", denied="{0}未列在{1}中", search=Search((0,), (1,)),
        signature="text, text -> truth",
    ),
    Function(
        "same_name", ("value", "value"), lambda given: same_name(text(given[0]), text(given[1])), "{0}与{1}名称相同",
        denied="{0}与{1}名称不同", signature="text, text -> truth"),
    Function(
        "check_character", ("value",), lambda given: check_character(text(given[0])), "由{0}推算的校验码",
        signature="text -> text",
    ),
    Function(
        "matches_pattern", ("value", "pattern"), _matches_pattern, lambda parts: f"{parts[0]}符合规定的格式",
        denied="{0}不符合规定的格式", signature="text, text -> truth"),
    Function("distinct", ("column",), _distinct, "{0}各行互不相同", denied="{0}有重复", signature="any -> truth"),
    Function(
        "sum_where_same", ("column", "value", "column"), sum_of(_where_same), "{0}与{1}名称相同的各行{2}之和",
        search=Search((1,), (0,), (2,)), signature="text, text, number -> as 2", addends=count_in(_where_same)),
)  # fmt: skip
