"""Functions of one number, of a date, of a value that may be missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from budgetxl.values import Scalar, round_half_up
from budgetxl.values.tolerances import LAST_PLACE, WRITTEN_PLACES

from ..comparison import finest, rounded
from ..errors import WrongType
from ..excel.arguments import either, of_kind
from ..excel.formula import FALSE, PRODUCT, TRUE, ExcelValue, all_of, call, pick
from ..function import Argument, ExcelArgument, Function, day, decimal, integer, one

FIRST_YEAR = 1901  # before it, Excel's calendar and ours differ by a day
MOST_PLACES = 15
SHORTEST_MONTH = 28


def _round(arguments: Sequence[Argument]) -> Scalar:
    places = integer(arguments[1]) if len(arguments) > 1 else 0
    if abs(places) > MOST_PLACES:
        raise WrongType
    return round_half_up(decimal(arguments[0]), places)


def _default(arguments: Sequence[Argument]) -> Scalar:
    value, otherwise = arguments
    return one(otherwise if value is None else value)


def _date(arguments: Sequence[Argument]) -> Scalar:
    year, month, of_month = map(integer, arguments)
    if year < FIRST_YEAR:
        return None
    try:
        return date(year, month, of_month)
    except (ValueError, OverflowError):
        return None


def _number(argument: ExcelArgument) -> str:
    return of_kind(argument, "number").value


def _round_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    return ExcelValue(call("ROUND", _number(arguments[0]), _number(arguments[1]) if len(arguments) > 1 else "0"))


def _ulp_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    value = _number(arguments[0])
    coarser = ",".join(map(str, range(WRITTEN_PLACES, LAST_PLACE)))
    return ExcelValue(f"10^-({WRITTEN_PLACES}+SUMPRODUCT(--(ROUND({value},{{{coarser}}})<>{rounded(value)})))", binding=PRODUCT)


def _default_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    value, otherwise = either(*arguments)
    if value.missing == FALSE:
        return value
    chosen = pick(value.missing, otherwise.value, value.value)
    return ExcelValue(chosen, all_of(value.missing, otherwise.missing), value.kind)


def _part(name: str) -> Callable[[Sequence[ExcelArgument]], ExcelValue]:
    return lambda given: ExcelValue(call(name, of_kind(given[0], "date").value))


def _date_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    parts = [_number(argument) for argument in arguments]
    bounds = ((FIRST_YEAR, 9999), (1, 12), (1, 31))
    inside = all_of(*(_whole_between(part, *bound) for part, bound in zip(parts, bounds)))
    value, of_month = call("DATE", *parts), parts[2]
    always = (of_month.isdigit() and int(of_month) <= SHORTEST_MONTH) or parts[1:] == ["12", "31"]
    return ExcelValue(value, pick(inside, FALSE if always else f"DAY({value})<>{of_month}", TRUE), "date")


def _whole_between(part: str, least: int, most: int) -> str:
    if part.isdigit():
        return TRUE if least <= int(part) <= most else FALSE
    return call("AND", f"({part})=INT({part})", f"{part}>={least}", f"{part}<={most}")


def _rounded_phrase(parts: Sequence[str]) -> str:
    return f"{parts[0]}（四舍五入{f'到 {parts[1]} 位小数' if len(parts) > 1 else '取整'}）"


FUNCTIONS = (
    Function(
        "abs", ("value",), lambda given: abs(decimal(given[0])), "{0}的绝对值",
        lambda given: ExcelValue(call("ABS", _number(given[0]))), signature="number -> as 0"),
    Function(
        "round", ("value", "value"), _round, _rounded_phrase, _round_excel, optional=1, role="rounding",
        signature="number, count -> as 0",
    ),
    Function(
        "ulp", ("value",), lambda given: finest(decimal(given[0])), "{0}末位的一个单位", _ulp_excel,
        signature="number -> as 0",
    ),
    Function(
        "default", ("maybe", "maybe"), _default, "{0}（未填按{1}计）", _default_excel,
        signature="any, like 0 -> as all",
    ),
    Function(
        "year_of", ("value",), lambda given: Decimal(day(given[0]).year), "{0}的年份", _part("YEAR"),
        signature="date -> count",
    ),
    Function(
        "month_of", ("value",), lambda given: Decimal(day(given[0]).month), "{0}的月份", _part("MONTH"),
        signature="date -> count",
    ),
    Function(
        "day_of", ("value",), lambda given: Decimal(day(given[0]).day), "{0}的日", _part("DAY"),
        signature="date -> count",
    ),
    Function(
        "date", ("value", "value", "value"), _date, "{0}年{1}月{2}日", _date_excel,
        signature="count, count, count -> date",
    ),
)  # fmt: skip
