"""The decimals that a figure's cell holds: those below a fen are not kept, those that the cell does not show are told."""

from __future__ import annotations

from decimal import Decimal

from budgetxl.forms import Field
from budgetxl.values import Address, Finding, Read, plain, round_half_up, scale
from budgetxl.values.money import fen_places
from budgetxl.xlsx import RawCell

from ...messages import say
from .numbers import least_places, shown_number, shows_fewer

_NOISE = 3  # a figure this many places nearer to the fen than half of one is what a sum in binary left of it


def within_fen(read: Read, cell: RawCell, field: Field, unit: str, at: Address) -> tuple[Read, Finding | None]:
    """A figure that somebody typed, an amount of it to the fen; and the warning of decimals that were cut off or are not shown.

    A figure that is held and shown to the fen comes back as it is: nearly all do.
    """
    value, number, code = read.value, cell.value, cell.number_format
    if not isinstance(value, Decimal) or field.formula is not None:
        return read, None
    exponent = _exponent(value)
    fen = fen_places(unit) if field.kind.amount else None
    fewer = code is not None and isinstance(number, Decimal) and _exponent(number) < -least_places(code) and shows_fewer(number, code)
    if (fen is None or -exponent <= fen) and not fewer:
        return read, None
    kept = value if fen is None or -exponent <= fen else round_half_up(value, fen)
    noise = fen is not None and abs(value - kept) < Decimal(1).scaleb(-fen - _NOISE)
    if noise and kept != value and code is not None:
        fewer = fewer and shows_fewer(kept, code)
    if kept != value:
        read = Read(kept, changed=True, converted=read.converted)
    told = field.kind.amount and field.decimals is not None and scale(kept) > field.decimals  # of which there is a finding
    if cell.kind != "number" or told or (not fewer and (noise or kept == value)):
        return read, None
    assert isinstance(number, Decimal)
    slots = {"s": shown_number(number, code), "v": plain(number), "k": plain(kept), "u": unit}
    message = say("META-12-finer" if not fewer else "META-12-fewer" if kept == value else "META-12-cut", **slots)
    return read, Finding("META-12", "warning", message, (at,), "" if kept == value else plain(kept), plain(number), say("META-12-hint"))


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


__all__ = ["within_fen"]
