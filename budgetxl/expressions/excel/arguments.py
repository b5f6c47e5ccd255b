"""What the Excel readings of functions ask of their arguments; each raises NoExcelReading where it can't have it."""

from __future__ import annotations

from ..errors import NoExcelReading
from ..function import ExcelArgument
from .formula import ExcelValue, Located, ValueKind, scalar


def single(argument: ExcelArgument) -> ExcelValue:
    """The argument as one value of any kind."""
    return scalar(argument) if isinstance(argument, Located) else argument


def of_kind(argument: ExcelArgument, kind: ValueKind) -> ExcelValue:
    """The argument as one value of that kind."""
    value = single(argument)
    if value.kind != kind:
        raise NoExcelReading
    return value


def either(first: ExcelArgument, second: ExcelArgument) -> tuple[ExcelValue, ExcelValue]:
    """Two values of the same kind."""
    return single(first), of_kind(second, single(first).kind)


def areas(argument: ExcelArgument) -> Located:
    """The argument as a field or column of the workbook."""
    if isinstance(argument, Located):
        return argument
    raise NoExcelReading


def paired(keys: ExcelArgument, amounts: ExcelArgument) -> tuple[Located, Located]:
    """Two columns that go row by row, of which the second holds numbers."""
    first, second = areas(keys), areas(amounts)
    if second.kind != "number" or len(first.areas) != len(second.areas):
        raise NoExcelReading
    return first, second
