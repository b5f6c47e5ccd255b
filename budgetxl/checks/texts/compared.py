"""A figure that a text states, held against that of a field: as far as it is written, and as far as the field is printed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgetxl.values import Address, Entry, Finding, Level, plain
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.written import WrittenAmount

from ..messages import say
from .figures import Figure

_ABOUT = lazy_pattern(r"(?:约|(?<![接附将最])近)为?(?:人民币)?\Z")
_AFTER = lazy_pattern(r"左右|上下|以[上下内]|之内|不等|出头|开外|[余多]")


def vague(written: WrittenAmount) -> bool:
    """Whether a figure is stated roughly, as a range, or as the difference of two per cents."""
    return written.rough or written.ranged or written.unit.endswith("百分点")


def about(clause: str, written: WrittenAmount) -> bool:
    """Whether a figure is stated roughly only in that 约 or 近 stands before it."""
    if written.ranged or not written.is_money or _AFTER.match(clause, written.end) is not None:
        return False
    return _ABOUT.search(clause, 0, written.start) is not None and not {"余", "多"} & set(clause[written.start : written.end])


def roughly(figure: Figure, written: WrittenAmount) -> bool:
    """Whether a figure may be called that of a field: within a tenth of it, or one unit of the last place written."""
    return abs(written.value(figure.unit) - figure.amount) <= max(abs(figure.amount) / 10, 2 * written.half(figure.unit))


def sign(figure: Figure) -> int:
    return (figure.amount > 0) - (figure.amount < 0)


def same(figure: Figure, written: WrittenAmount) -> bool:
    return written.is_money and figure.unit != "%" and written.value(figure.unit) == abs(figure.amount) != 0


def agrees(figure: Figure, written: WrittenAmount, amount: Decimal) -> bool:
    said, half = (written.number, written.half("")) if not figure.unit else (written.value(figure.unit), written.half(figure.unit))
    return abs(said - amount) <= max(half if figure.unit else Decimal(0), figure.half)


def share_half(figure: Figure | None) -> Decimal:
    return figure.half if figure is not None else Decimal(0)


def differs(entry: Entry, figure: Figure, written: WrittenAmount, amount: Decimal, level: Level = "error") -> Iterator[Finding]:
    """A finding where a written figure is not the field's, as far as it is written; a warning for the last place of a per cent."""
    if agrees(figure, written, amount):
        return
    said = written.value(figure.unit) if figure.unit else written.number
    unit = figure.unit or written.unit
    percent = written.is_percent
    code = "TEXT-02-percent" if percent else "TEXT-02"
    near = percent and abs(said - amount) <= 3 * written.half("%")
    message = say(code, label=figure.label, said=plain(said), value=plain(amount), unit=unit)
    yield Finding("TEXT-02", "warning" if near else level, message, cells_of(entry, figure), plain(amount), plain(said), say(f"{code}-hint"))


def cells_of(entry: Entry, figure: Figure) -> tuple[Address, ...]:
    return tuple(at for at in (entry.at, figure.entry.at) if at is not None)
