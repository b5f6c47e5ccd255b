"""The value of a formula over the cells of its file, as Excel counts: blanks are 0 in a sum of two, texts are skipped by SUM.

Only what totals are made of is known here. Whatever else stands in a formula, or in the cells that it names, makes its value
unsure; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, DecimalException, localcontext
from functools import cached_property

from budgetxl.values import round_half_up
from budgetxl.values.decimals import PRECISE
from budgetxl.xlsx import Area, Position, RawSheet, RawWorkbook, parse_name

from .parsing import Call, Literal, Name, Operation, Place, Tree, Unsure, parsed

MOST_CELLS = 20_000  # of one formula
Value = Decimal | str | bool | None


class Book:
    """The cells of a file as formulas see them."""

    def __init__(self, raw: RawWorkbook) -> None:
        self.raw = raw
        self.sheets: Mapping[str, RawSheet] = {sheet.name.lower(): sheet for sheet in raw.sheets}
        self.names = {(name.name.lower(), (name.sheet or "").lower()): name.text for name in raw.names}

    @cached_property
    def areas(self) -> Mapping[str, list[tuple[str, Area]]]:
        """The areas of the defined names with those, by their sheets."""
        found: dict[str, list[tuple[str, Area]]] = {}
        for name in self.raw.names:
            meaning = parse_name(name.text)
            for area in meaning if isinstance(meaning, tuple) else ():
                found.setdefault(area.sheet or "", []).append((name.name, area))
        return found

    def place(self, name: str, sheet: str) -> Place:
        """The one area that a defined name stands for. Raises Unsure."""
        text = self.names.get((name.lower(), sheet.lower()), self.names.get((name.lower(), "")))
        meaning = None if text is None else parse_name(text)
        if not isinstance(meaning, tuple) or len(meaning) != 1 or not isinstance(meaning[0], Area):
            raise Unsure
        area = meaning[0]
        return Place(area.sheet or sheet, (area.first_row, area.first_column), (area.last_row, area.last_column))


def value_of_formula(formula: str, sheet: str, book: Book) -> tuple[Value, set[tuple[str, Position]]]:
    """What a formula on a sheet gives over what its cells show, and the filled cells that it looked at. Raises Unsure."""
    reading = _Reading(sheet, book)
    try:
        with localcontext(PRECISE):
            value = reading.single(parsed(formula))
    except DecimalException:
        raise Unsure from None
    return Decimal(0) if value is None else value, reading.seen  # a cell that only names a blank one shows 0


class _Reading:
    def __init__(self, sheet: str, book: Book) -> None:
        self.sheet, self.book = sheet, book
        self.seen: set[tuple[str, Position]] = set()

    def single(self, tree: Tree) -> Value:
        """The one value of a part of a formula."""
        match tree:
            case Literal(value):
                return value
            case Place() | Name():
                values = list(self.cells(tree))
                if len(values) != 1:
                    raise Unsure
                return values[0]
            case Operation("%", _, right):
                return self.number(right) / 100
            case Operation("-", None, right):
                return -self.number(right)
            case Operation(sign, Literal() | Place() | Name() | Operation() | Call() as left, right):
                return self.operated(sign, left, right)
            case Call(name, arguments) if name in _CALLS:
                return _CALLS[name](self, arguments)
            case _:
                raise Unsure

    def operated(self, sign: str, left: Tree, right: Tree) -> Value:
        if sign in ("=", "<>") and (isinstance(one := self.single(left), str) or isinstance(self.single(right), str)):
            other = self.single(right)
            same = (one or "") == (other or "") if isinstance(one or "", str) and isinstance(other or "", str) else False
            return same is (sign == "=")
        if sign == "&":
            raise Unsure
        a, b = self.number(left), self.number(right)
        match sign:
            case "+":
                return a + b
            case "-":
                return a - b
            case "*":
                return a * b
            case "/":
                return a / b
            case "=" | "<>":
                return (a == b) is (sign == "=")
            case "<" | ">":
                return a < b if sign == "<" else a > b
            case "<=" | ">=":
                return a <= b if sign == "<=" else a >= b
        raise Unsure

    def number(self, tree: Tree) -> Decimal:
        value = self.single(tree)
        if value is None:
            return Decimal(0)
        if not isinstance(value, Decimal):
            raise Unsure
        return value

    def truth(self, tree: Tree) -> bool:
        value = self.single(tree)
        if isinstance(value, str) or value is None:
            raise Unsure
        return bool(value)

    def cells(self, tree: Place | Name) -> Iterator[Value]:
        """The values of an area, blanks included."""
        area = self.book.place(tree.name, self.sheet) if isinstance(tree, Name) else tree
        sheet = self.book.sheets.get((area.sheet or self.sheet).lower())
        size = (area.last[0] - area.first[0] + 1) * (area.last[1] - area.first[1] + 1)
        if sheet is None or size > MOST_CELLS:
            raise Unsure
        for row in range(area.first[0], area.last[0] + 1):
            for column in range(area.first[1], area.last[1] + 1):
                cell = sheet.cells.get((row, column))
                if cell is None or (cell.kind == "blank" and not cell.calculated):
                    yield None
                    continue
                self.seen.add((sheet.name, (row, column)))
                if cell.kind == "blank":
                    yield ""  # a formula that shows an empty text; one never calculated is told by whoever knows the cell
                elif cell.kind in ("number", "text", "boolean") and isinstance(cell.value, Decimal | str | bool):
                    yield cell.value
                else:
                    raise Unsure

    def figures(self, arguments: tuple[Tree, ...]) -> Iterator[Decimal]:
        """The numbers among the arguments of SUM and the like: of areas those that are numbers, and what stands there itself."""
        for argument in arguments:
            area = isinstance(argument, Place | Name)
            for value in self.cells(argument) if isinstance(argument, Place | Name) else [self.single(argument)]:
                if isinstance(value, Decimal):
                    yield value
                elif isinstance(value, bool) or not area:  # LibreOffice adds up truths, Excel does not
                    raise Unsure


def _if(reading: _Reading, arguments: tuple[Tree, ...]) -> Value:
    if len(arguments) != 3:
        raise Unsure
    return reading.single(arguments[1] if reading.truth(arguments[0]) else arguments[2])


def _round(reading: _Reading, arguments: tuple[Tree, ...]) -> Value:
    if len(arguments) != 2:
        raise Unsure
    places = reading.number(arguments[1])
    if places != places.to_integral_value() or abs(places) > 20:
        raise Unsure
    return round_half_up(reading.number(arguments[0]), int(places))


def _of_one(made: Callable[[_Reading, Tree], Value]) -> Callable[[_Reading, tuple[Tree, ...]], Value]:
    def call(reading: _Reading, arguments: tuple[Tree, ...]) -> Value:
        if len(arguments) != 1:
            raise Unsure
        return made(reading, arguments[0])

    return call


def _of_figures(made: Callable[[list[Decimal]], Value]) -> Callable[[_Reading, tuple[Tree, ...]], Value]:
    return lambda reading, arguments: made(list(reading.figures(arguments)))


def _average(figures: list[Decimal]) -> Value:
    if not figures:
        raise Unsure
    return sum(figures, Decimal(0)) / len(figures)


_CALLS: dict[str, Callable[[_Reading, tuple[Tree, ...]], Value]] = {
    "IF": _if,
    "ROUND": _round,
    "SUM": _of_figures(lambda found: sum(found, Decimal(0))),
    "COUNT": _of_figures(lambda found: Decimal(len(found))),
    "MAX": _of_figures(lambda found: max(found, default=Decimal(0))),
    "MIN": _of_figures(lambda found: min(found, default=Decimal(0))),
    "AVERAGE": _of_figures(_average),
    "ABS": _of_one(lambda reading, tree: abs(reading.number(tree))),
    "NOT": _of_one(lambda reading, tree: not reading.truth(tree)),
    "ISNUMBER": _of_one(lambda reading, tree: isinstance(reading.single(tree), Decimal)),
    "AND": lambda reading, arguments: False not in [reading.truth(each) for each in arguments],  # each is looked at
    "OR": lambda reading, arguments: True in [reading.truth(each) for each in arguments],
}


__all__ = ["Book", "Unsure", "Value", "value_of_formula"]
