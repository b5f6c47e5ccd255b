"""Values that carry what they were made of, and how that passes on to what functions make of them.

Each is a value as any other (``Decimal``, ``int``, ``date``, ``str``) to whoever does not ask: equal to it, printed as it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from budgetxl.values import Entry, Group, dotted, entries
from budgetxl.values.decimals import round_half_up, scale
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass

from ..markup import Markup, unguarded
from .figures import Origin, figure_spans

#: Functions of several figures that give one of their own; what others print of several figures are these figures.
COMPUTING = frozenset(("growth", "share"))
MOST_NAMED = 4  # operands of an expression that are named one by one; of more, each column once

_INDEX = lazy_pattern(r"\[[0-9]+\]")
_OPERATOR = lazy_pattern(r" [-+*/%]+ ")

Span: TypeAlias = tuple[int, int, Origin]


class TracedNumber(Decimal):
    """A number that knows its origin."""

    __slots__ = ("origin",)
    origin: Origin


class TracedWhole(int):
    """A whole number that knows its origin."""

    origin: Origin


class TracedDate(date):
    """A date that knows its origin."""

    __slots__ = ("origin",)
    origin: Origin


class TracedText(str):
    """A text of which some spans know their origins."""

    __slots__ = ("spans",)
    spans: tuple[Span, ...]

    def __getitem__(self, key: Any) -> str:
        part = super().__getitem__(key)
        return with_spans(part, _shared(part, [self])) if isinstance(key, slice) else part

    def __add__(self, other: str) -> str:
        return joined([self, other], "")

    def __radd__(self, other: str) -> str:
        return joined([other, self], "")


class TracedMarkup(Markup):
    """Markup of a macro, a block or ``{% set %}…{% endset %}`` that knows the figures in it; its characters are those of any other.

    ``marked`` is the same with marks around the figures, ``lifted`` makes of such a text one that knows them itself.
    """

    __slots__ = ("lifted", "marked")
    marked: str
    lifted: Callable[[str], str]

    @property
    def data(self) -> str:
        return self.lifted(unguarded(self.marked))

    def __getitem__(self, key: Any) -> str:
        part = super().__getitem__(key)
        return with_spans(part, _shared(part, [self])) if isinstance(key, slice) else part


@dataclass(frozen=True, slots=True)
class Told:
    """A figure that a function was given: as a number, or as the characters of a text."""

    origin: Origin
    number: Decimal | None = None
    text: str = ""


def with_spans(text: str, spans: Iterable[Span]) -> str:
    """A text with what its spans were made of; the text itself where no span is known."""
    found = tuple(spans)
    if not found:
        return text
    made = TracedText(text)
    made.spans = found
    return made


def with_origin(value: Any, origin: Origin) -> Any:
    """A value that knows its origin; anything but a number, a date and a text as it is."""
    made: Any
    match value:
        case bool():
            return value
        case str():
            return with_spans(value, [(0, len(value), origin)] if value else [])
        case Decimal():
            made = TracedNumber(value)
        case int():
            made = TracedWhole(value)
        case date():
            made = TracedDate(value.year, value.month, value.day)
        case _:
            return value
    made.origin = origin
    return made


def origin_of(entry: Entry) -> Origin:
    """The origin of the value of a cell."""
    kind = "text" if isinstance(entry.value, str) else "number"
    return Origin(kind, dotted(entry.key), (entry.at,) if entry.at is not None else ())  # type: ignore[arg-type]  # one of two kinds


def joined(pieces: Sequence[str], between: str) -> str:
    """Pieces as one text, with the spans of each."""
    spans, start = [], 0
    for piece in pieces:
        if isinstance(piece, TracedText):
            spans += [(start + first, start + end, origin) for first, end, origin in piece.spans]
        start += len(piece) + len(between)
    return with_spans(between.join(map(str, pieces)), spans)


def computed(expression: str, made: Any, operands: Sequence[object]) -> Any:
    """What was computed from some operands, with all that it comes from; as it is where none of them knows anything."""
    found = [each.origin for each in told_in(operands)]
    return with_origin(made, _derived(expression, found)) if found else made


def attributed(name: str, made: Any, given: Sequence[object]) -> Any:
    """What a filter has made of the values that it was given, each of its figures with what it was made of."""
    if isinstance(made, TracedNumber | TracedWhole | TracedDate | TracedText | bool):
        return made
    if isinstance(made, list):
        return [attributed(name, each, given) for each in made]
    if not isinstance(made, str | Decimal | int):
        return made
    told = list(told_in(given, rows=isinstance(made, int)))
    if not told:
        return made
    if isinstance(made, str) and name not in COMPUTING:
        return with_spans(made, _shared(made, given, name))
    return with_origin(made, _filtered(name, told) if isinstance(made, str) else _derived(_called(name, told), [each.origin for each in told]))


def told_in(values: Iterable[object], rows: bool = False) -> Iterator[Told]:
    """The figures of values, and of lists of them; of rows, with ``rows``, one for each."""
    for value in values:
        match value:
            case TracedNumber() | TracedWhole():
                yield Told(value.origin, Decimal(value))
            case TracedDate():
                for part in (value.year, value.month, value.day):
                    yield Told(value.origin, Decimal(part))
            case TracedText():
                for start, end in figure_spans(value):
                    origin = _origin_at(value, start, end)
                    if origin is not None:
                        yield Told(origin, text=str(value)[start:end])
            case TracedMarkup():
                yield from told_in([value.data])
            case list() | tuple():
                yield from told_in(value, rows)
            case dict():
                yield from told_in(value.values(), rows)
            case Group() if rows:
                first = next((entry for _, entry in entries(value) if entry.at is not None), None)
                if first is not None:
                    yield Told(Origin("number", dotted(first.key[:-1]), (first.at,) if first.at is not None else ()))


def operand(value: object) -> str:
    """A value as an expression names it: its path, its own expression, or itself."""
    found = next(told_in([value]), None)
    if found is None:
        return str(value)
    text = found.origin.expression or found.origin.path
    return f"({text})" if _OPERATOR.search(text) else text


def _shared(made: str, given: Sequence[object], name: str = "") -> Iterator[Span]:
    """The figures of a text with the first of the given ones that is still left and says the same; else with all numbers."""
    left = list(told_in(given))
    spans = list(figure_spans(made))
    found: dict[int, Told] = {}
    for index, (start, end) in enumerate(spans):
        same = next((told for told in left if _says(made[start:end], told)), None)
        if same is not None:
            found[index] = same
            if len(left) > 1:
                left.remove(same)
    rest = [told for told in left if told.number is not None]
    for index, (start, end) in enumerate(spans):
        if index in found:
            yield start, end, _named(found[index].origin, name)
        elif rest and name:
            yield start, end, _filtered(name, rest)


def _says(figure: str, told: Told) -> bool:
    if told.number is None:
        return figure.lstrip("-") == told.text.lstrip("-")
    number = Decimal(figure.replace(",", "").rstrip("%").lstrip("-"))
    return abs(told.number) == number or abs(round_half_up(told.number, scale(Decimal(figure.replace(",", "").rstrip("%"))))) == number


def _origin_at(text: TracedText, start: int, end: int) -> Origin | None:
    return next((origin for first, last, origin in text.spans if first < end and start < last), None)


def _named(origin: Origin, name: str) -> Origin:
    """An origin with the first filter that printed its figure."""
    return origin if origin.filter or not name else replace(origin, filter=name)


def _filtered(name: str, told: Sequence[Told]) -> Origin:
    """What a figure that a filter prints was made of: the one number that it was given, or several."""
    origins = list(dict.fromkeys(each.origin for each in told))
    if len(origins) == 1:
        return _named(origins[0], name)
    return _named(_derived(_called(name, told), origins), name)


def _called(name: str, told: Sequence[Told]) -> str:
    names = list(dict.fromkeys(each.origin.expression or each.origin.path for each in told))
    if len(names) > MOST_NAMED:
        names = list(dict.fromkeys(_INDEX.sub("", each) for each in names))
    return f"{name}({', '.join(names)})"


def _derived(expression: str, origins: Iterable[Origin]) -> Origin:
    return Origin("derived", "", tuple(dict.fromkeys(cell for origin in origins for cell in origin.cells)), "", expression)
