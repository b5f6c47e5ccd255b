"""Functions of whole columns: sums, counts, extremes, what is filled in. Blanks are passed over, never read as 0.

A text looked for in a column is compared as ``==`` compares it: no wildcards, no operators, white space never counts. The
formulas say so with SUMPRODUCT and EXACT; Excel's own SUMIF and COUNTIF serve for numbers and dates alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias

from budgetxl.values import Scalar
from budgetxl.values.foldings import fold

from .. import messages
from ..comparison import alike
from ..errors import EvaluationError, NoExcelReading
from ..excel.arguments import areas, of_kind, paired, single
from ..excel.formula import (
    COMPARISON,
    SUM,
    ExcelValue,
    Located,
    all_of,
    any_of,
    call,
    count_of,
    fold_pair,
    negate,
    pick,
)
from ..function import Argument, ExcelArgument, Function, Search, column, one, text
from ..scope import made_once


def numbers_of(arguments: Sequence[Argument]) -> list[Decimal]:
    """The numbers among values and in columns; blanks and texts are passed over, as Excel's SUM does."""
    found: list[Decimal] = []
    for argument in arguments:
        if isinstance(argument, Decimal):
            found.append(argument)
        elif isinstance(argument, tuple):
            found.extend([cell for cell in argument if isinstance(cell, Decimal)])
    return found


def rows_alike(cells: tuple[Scalar, ...], wanted: Scalar) -> list[int]:
    """The rows of a column that hold the very value looked for (``alike``)."""
    if isinstance(wanted, str):  # each row looks for its own: the column is not gone through for each
        return made_once(cells, _by_text).get(fold(wanted), [])
    return [row for row, cell in enumerate(cells) if alike(cell, wanted)]


def _by_text(cells: tuple[Scalar, ...]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, cell in enumerate(cells):
        if isinstance(cell, str):
            rows.setdefault(fold(cell), []).append(row)
    return rows


Matching: TypeAlias = Callable[[Sequence[Argument]], list[Decimal] | None]
"""The amounts in the rows that a function chooses; None where the column has no amount at all."""


def matching(name: str, keys: Argument, amounts: Argument, wanted: Callable[[Scalar], bool]) -> list[Decimal] | None:
    """The amounts in the rows wanted; None where the column has no amount at all."""
    first, second = column(keys), column(amounts)
    if len(first) != len(second):
        raise EvaluationError(messages.unequal_columns(name, (len(first), len(second))))
    if not numbers_of([second]):
        return None
    return numbers_of([amount for key, amount in zip(first, second) if key is not None and wanted(key)])


def sum_of(rows: Matching) -> Callable[[Sequence[Argument]], Scalar]:
    """The sum of the amounts in those rows: 0 where there is none."""

    def evaluate(arguments: Sequence[Argument]) -> Scalar:
        found = rows(arguments)
        return None if found is None else sum(found, Decimal(0))

    return evaluate


def count_in(rows: Matching) -> Callable[[Sequence[Argument]], int]:
    """How many amounts there are in those rows."""
    return lambda arguments: len(rows(arguments) or ())


def _sum(arguments: Sequence[Argument]) -> Scalar:
    found = numbers_of(arguments)
    return sum(found, Decimal(0)) if found else None


def _count(arguments: Sequence[Argument]) -> Scalar:
    return Decimal(sum(cell is not None for cell in column(arguments[0])))


def _countif(arguments: Sequence[Argument]) -> Scalar:
    cells, wanted = column(arguments[0]), one(arguments[1])
    return Decimal(len(rows_alike(cells, wanted)))


def _sumif(arguments: Sequence[Argument]) -> list[Decimal] | None:
    keys, wanted, amounts = arguments[0], one(arguments[1]), arguments[2]
    return matching("sumif", keys, amounts, lambda key: alike(key, wanted))


def _sumif_starts(arguments: Sequence[Argument]) -> list[Decimal] | None:
    keys, prefix, amounts = arguments[0], fold(text(arguments[1])), arguments[2]
    return matching("sumif_starts", keys, amounts, lambda key: isinstance(key, str) and fold(key).startswith(prefix))


def _extreme(choose: Callable[[list[Decimal]], Decimal]) -> Callable[[Sequence[Argument]], Scalar]:
    def evaluate(arguments: Sequence[Argument]) -> Scalar:
        each = [numbers_of([argument]) for argument in arguments]
        return choose([number for found in each for number in found]) if all(each) else None

    return evaluate


def _filled(arguments: Sequence[Argument]) -> bool:
    return any(cell is not None for cell in column(arguments[0]))


# Excel


def _terms(arguments: Sequence[ExcelArgument]) -> tuple[list[str], list[str]]:
    """Terms for SUM and the like, and the condition under which each argument is missing."""
    terms: list[str] = []
    gaps: list[str] = []
    for argument in arguments:
        if isinstance(argument, Located):
            if argument.kind != "number":
                raise NoExcelReading
            terms.extend(argument.areas)
            gaps.append(call("COUNT", *argument.areas) + "=0")
        else:
            value = of_kind(argument, "number")
            terms.append(pick(value.missing, "0", value.value))
            gaps.append(value.missing)
    return terms, gaps


def _sum_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    terms, _ = _terms(arguments)
    cells = [area for argument in arguments if isinstance(argument, Located) for area in argument.areas]
    none = [call("COUNT", *cells) + "=0"] if cells else []
    rest = [argument.missing for argument in arguments if isinstance(argument, ExcelValue)]
    return ExcelValue(call("SUM", *terms), all_of(*none, *rest))


def _count_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    return ExcelValue(count_of(areas(arguments[0])), binding=SUM)


def countif_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    """How many cells of a column are a value."""
    cells = areas(arguments[0])
    wanted = of_kind(arguments[1], cells.kind).value
    if cells.kind == "text":
        counts = [f"SUMPRODUCT(--{_exact(*fold_pair(area, wanted))})" for area in cells.areas]
    else:
        counts = [call("COUNTIF", area, wanted) for area in cells.areas]
    return ExcelValue("+".join(counts), binding=SUM)


def _sumif_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    keys, amounts = paired(arguments[0], arguments[2])
    wanted = of_kind(arguments[1], keys.kind).value
    pairs = list(zip(keys.areas, amounts.areas))
    if keys.kind == "text":
        sums = [f"SUMPRODUCT(--{_exact(*fold_pair(key, wanted))},{each})" for key, each in pairs]
    else:
        sums = [call("SUMIF", key, wanted, each) for key, each in pairs]
    return ExcelValue("+".join(sums), _no_amount(amounts), binding=SUM)


def _sumif_addends(arguments: Sequence[ExcelArgument]) -> str:
    keys, amounts = paired(arguments[0], arguments[2])
    wanted = of_kind(arguments[1], keys.kind).value
    if keys.kind == "text":
        chosen = [_exact(*fold_pair(key, wanted)) for key in keys.areas]
    else:  # a blank cell is 0 to a formula
        chosen = [f"ISNUMBER({key})*({key}={wanted})" for key in keys.areas]
    return "+".join(f"SUMPRODUCT({one_of}*ISNUMBER({each}))" for one_of, each in zip(chosen, amounts.areas))


def _starting(keys: Located, prefix: ExcelArgument) -> Iterator[str]:
    """Of each area of a column, which of its rows begin with a text."""
    if keys.kind != "text":
        raise NoExcelReading
    for area in keys.areas:
        key, start = fold_pair(area, of_kind(prefix, "text").value)
        yield _exact(f"LEFT({key},LEN({start}))", start)


def _sumif_starts_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    keys, amounts = paired(arguments[0], arguments[2])
    sums = (f"SUMPRODUCT(--{chosen},{each})" for chosen, each in zip(_starting(keys, arguments[1]), amounts.areas))
    return ExcelValue("+".join(sums), _no_amount(amounts), binding=SUM)


def _sumif_starts_addends(arguments: Sequence[ExcelArgument]) -> str:
    keys, amounts = paired(arguments[0], arguments[2])
    return "+".join(f"SUMPRODUCT({chosen}*ISNUMBER({each}))" for chosen, each in zip(_starting(keys, arguments[1]), amounts.areas))


def _exact(first: str, second: str) -> str:
    return call("EXACT", first, second)


def _no_amount(amounts: Located) -> str:
    return call("COUNT", *amounts.areas) + "=0"


def _extreme_excel(name: str) -> Callable[[Sequence[ExcelArgument]], ExcelValue]:
    def excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
        terms, gaps = _terms(arguments)
        return ExcelValue(call(name, *terms), any_of(*gaps))

    return excel


def _blank_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    argument = arguments[0]
    if isinstance(argument, Located) and (argument.column or len(argument.areas) > 1):
        return ExcelValue(f"{count_of(argument)}=0", kind="truth", binding=COMPARISON)
    return ExcelValue(single(argument).missing, kind="truth", binding=COMPARISON)


def _filled_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    return ExcelValue(negate(_blank_excel(arguments).value), kind="truth", binding=COMPARISON)


def _sum_phrase(parts: Sequence[str]) -> str:
    return f"{parts[0]}各行之和" if len(parts) == 1 else f"{'、'.join(parts)}之和"


FUNCTIONS = (
    Function("sum", ("series",), _sum, _sum_phrase, _sum_excel, endless=True, signature="number -> as all"),
    Function("count", ("column",), _count, "{0}已填的行数", _count_excel, signature="any -> count"),
    Function(
        "countif", ("column", "value"), _countif, "{0}为{1}的行数", countif_excel, search=Search((1,), (0,)),
        signature="any, like 0 -> count",
    ),
    Function(
        "sumif", ("column", "value", "column"), sum_of(_sumif), "{0}为{1}的各行{2}之和", _sumif_excel, search=Search((1,), (0,), (2,)),
        signature="any, like 0, number -> as 2", addends=count_in(_sumif), addends_excel=_sumif_addends),
    Function(
        "sumif_starts", ("column", "value", "column"), sum_of(_sumif_starts), "{0}以{1}开头的各行{2}之和", _sumif_starts_excel,
        search=Search((1,), (0,), (2,), prefix=True), signature="text, text, number -> as 2",
        addends=count_in(_sumif_starts), addends_excel=_sumif_starts_addends),
    Function(
        "min", ("series",), _extreme(min), "{all}中的最小值", _extreme_excel("MIN"), endless=True,
        signature="any -> as all",
    ),
    Function(
        "max", ("series",), _extreme(max), "{all}中的最大值", _extreme_excel("MAX"), endless=True,
        signature="any -> as all",
    ),
    Function("filled", ("series",), _filled, "已填{0}", _filled_excel, denied="未填{0}",
    signature="any -> truth"),
    Function(
        "blank", ("series",), lambda given: not _filled(given), "未填{0}", _blank_excel, denied="已填{0}",
        signature="any -> truth",
    ),
)
