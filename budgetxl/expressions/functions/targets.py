"""Functions of performance indicators: targets, scores and costs, for the program alone but for the plainest."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from budgetxl.values import Scalar
from budgetxl.values.foldings import fold, target_text
from budgetxl.values.tolerances import NEAR

from ..errors import WrongType
from ..excel.arguments import of_kind
from ..excel.formula import COMPARISON, ExcelValue, array_literal, only_characters, squeezed
from ..function import Argument, ExcelArgument, Function, Kind, text
from .indicators import SYMBOLS, Cost, Indicator, cost_of, number_and_unit, score_in, year_in
from .matching import DIGITS, rows


def _only_number(arguments: Sequence[Argument]) -> Scalar:
    rest = fold(text(arguments[0])).translate(dict.fromkeys(map(ord, SYMBOLS + ".")))
    return rest != "" and not rest.strip(DIGITS)


def _unit_of(arguments: Sequence[Argument]) -> Scalar:
    found = number_and_unit(text(arguments[0]))
    return found[1] or None if found else None


def _score_total(arguments: Sequence[Argument]) -> Scalar:
    """The sum of the rows' scores, each in whichever column has it; None where a row has none."""
    total = Decimal(0)
    found_rows = rows("score_total", arguments)
    for cells in found_rows:
        found = next((score for cell in cells if isinstance(cell, str) and (score := score_in(cell))), None)
        if found is None:
            return None
        total += found
    return total if found_rows else None


def _cost(name: str, arguments: Sequence[Argument]) -> Cost:
    given = rows(name, arguments[1:])
    indicators = [Indicator(*(target_text(cell) if isinstance(cell, str) else "" for cell in row)) for row in given]
    found = cost_of(text(arguments[0]), indicators)
    if found is None:
        raise WrongType
    return found


def _cost_total(arguments: Sequence[Argument]) -> Scalar:
    return _cost("cost_total", arguments).total


def _cost_slack(arguments: Sequence[Argument]) -> Scalar:
    return _cost("cost_slack", arguments).rounding + NEAR


# Excel


def _only_number_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    target = squeezed(of_kind(arguments[0], "text").value)
    has_digit = f"SUMPRODUCT(--ISNUMBER(FIND({array_literal(DIGITS)},{target})))>0"
    return ExcelValue(f"AND({has_digit},{only_characters(target, DIGITS + SYMBOLS + '.')})", kind="truth", binding=COMPARISON)


_COST: tuple[Kind, ...] = ("value", "column", "column", "column")

FUNCTIONS = (
    Function(
        "only_number", ("value",), _only_number, "{0}只有数字", _only_number_excel, denied="{0}不只是数字",
        signature="text -> truth"),
    Function("unit_of", ("value",), _unit_of, "{0}的计量单位", signature="text -> text"),
    Function("year_in", ("value",), lambda given: year_in(text(given[0])), "{0}中的年份",
    signature="text -> count"),
    Function("score", ("value",), lambda given: score_in(text(given[0])), "{0}所定的分值",
    signature="text -> count"),
    Function("score_total", ("column",), _score_total, "{all}所定分值之和", endless=True,
    signature="text -> count"),
    Function(
        "cost_total", _COST, _cost_total, "{0}按数量和期数折算的全年金额（万元）", context=(1, 2, 3),
        signature="text, text, text, text -> amount",
    ),
    Function(
        "cost_slack", _COST, _cost_slack, "{0}因单价取整而有的误差（万元）", context=(1, 2, 3),
        signature="text, text, text, text -> amount",
    ),
)  # fmt: skip
