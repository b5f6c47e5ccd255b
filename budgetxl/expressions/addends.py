"""How many figures a comparison adds up: what a rounding difference may be grows with each, in both readings of a rule.

A field is one figure, a column as many as it has numbers. A function that chooses rows counts those that it chose, never its
whole columns, and what it looks for is no figure; nor is anything of which only the number, or a yes or no, goes on. A column
that one side adds up as a whole has the rows that a function chooses of it already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from ..values import Entry
from .errors import NoExcelReading, WrongType
from .evaluate import argument_reading
from .excel.formula import ATOM, SUM, ExcelValue, any_of, call, pick
from .excel_reading import Locate, argument_formula
from .function import ExcelArgument, Function, Functions
from .scope import Scope, find
from .syntax import Binary, Call, Converted, Expression, Negate, Path, Reference, children

_NO_FIGURES = ("count", "text", "date", "truth")

Counting: TypeAlias = Callable[[Scope], int]


class _Chosen(NamedTuple):
    """A call that chooses rows; ``sure`` where the comparison has no value as long as the call has none."""

    call: Call
    function: Function
    sure: bool


def counting_of(sides: Sequence[Expression], functions: Functions) -> Counting:
    """The function that counts the figures of two sides; to be called in the context PRECISE, where both have a value."""
    paths, calls = _figures(sides, functions)
    chosen = [_choosing(each, functions) for each in calls]
    return lambda scope: sum(_numbers(scope, path) for path in paths) + sum(count(scope) for count in chosen)


def _numbers(scope: Scope, path: Path) -> int:
    found = find(scope, path)
    return sum(isinstance(entry.value, Decimal) for entry in ([found] if isinstance(found, Entry) else found))


def _choosing(chosen: _Chosen, functions: Functions) -> Counting:
    kinds = chosen.function.kinds(len(chosen.call.arguments))
    readings = [argument_reading(kind, node, functions) for kind, node in zip(kinds, chosen.call.arguments)]
    needed = [place for place, kind in enumerate(kinds) if kind == "value"]
    addends = chosen.function.addends
    assert addends is not None

    def count(scope: Scope) -> int:
        arguments = [reading(scope) for reading in readings]
        try:
            return 0 if any(arguments[place] is None for place in needed) else addends(arguments)
        except (WrongType, ArithmeticError):
            return 0

    return count


def count_formula(sides: Sequence[Expression], locate: Locate, functions: Functions) -> tuple[ExcelValue, float]:
    """That number as a formula, valid where both sides have a value, and the most that it can be. Raises NoExcelReading."""
    paths, calls = _figures(sides, functions)
    located = [locate(path) for path in paths]
    numbers = [each for each in located if each is not None and each.kind == "number"]
    areas = [area for each in numbers for area in each.areas]
    chosen = [_choosing_formula(each, locate, functions) for each in calls]
    endless = any(each.column for each in numbers) or not all(map(str.isdigit, chosen))
    found = "+".join([call("COUNT", *areas), *chosen] if areas else chosen) or "0"
    most = float("inf") if endless else len(areas) + sum(map(int, chosen))
    return ExcelValue(found, binding=SUM if "+" in found else ATOM), most


def _choosing_formula(chosen: _Chosen, locate: Locate, functions: Functions) -> str:
    if chosen.function.addends_excel is None:
        raise NoExcelReading
    kinds = chosen.function.kinds(len(chosen.call.arguments))
    arguments: list[ExcelArgument] = [argument_formula(kind, node, locate, functions) for kind, node in zip(kinds, chosen.call.arguments)]
    count = chosen.function.addends_excel(arguments)
    if chosen.sure or count.isdigit():
        return count
    needed = (each.missing for kind, each in zip(kinds, arguments) if kind == "value" and isinstance(each, ExcelValue))
    return pick(any_of(*needed), "0", count)


def _figures(sides: Sequence[Expression], functions: Functions) -> tuple[tuple[Path, ...], tuple[_Chosen, ...]]:
    """The fields and columns that two sides add up as they are, and the calls that choose rows, each once."""
    paths: dict[Path, None] = {}
    calls: dict[Call, _Chosen] = {}
    for part in _parts(sides, True, functions):
        if isinstance(part, Reference):
            paths[part.path] = None
        elif part.call not in calls or part.sure:
            calls[part.call] = part
    return tuple(paths), tuple(each for each in calls.values() if not _in_whole(each, paths))


def _in_whole(chosen: _Chosen, paths: Iterable[Path]) -> bool:
    search = chosen.function.search
    read = [chosen.call.arguments[place] for place in search.reads] if search is not None else []
    return bool(read) and all(isinstance(each, Reference) and each.path in paths for each in read)


def _parts(expressions: Iterable[Expression], sure: bool, functions: Functions) -> Iterator[Reference | _Chosen]:
    for each in expressions:
        match each:
            case Reference():
                yield each
            case Call(name, arguments) if name in functions:
                function = functions[name]
                if function.gives in _NO_FIGURES:
                    continue
                if function.addends is not None:
                    yield _Chosen(each, function, sure)
                    continue
                for kind, argument in zip(function.kinds(len(arguments)), arguments):
                    yield from _parts([argument], sure and kind == "value", functions)
            case Binary() | Negate() | Converted():
                yield from _parts(children(each), sure, functions)
            case _:
                yield from _parts(children(each), False, functions)
