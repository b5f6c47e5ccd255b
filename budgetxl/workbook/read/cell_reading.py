"""One cell to one value of a field's type: what was read, what was corrected, what can't be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, assert_never

from budgetxl.forms import Field
from budgetxl.forms.tree import MAX_DIGITS, MAX_PLACES
from budgetxl.values import (
    ERRORS,
    Address,
    Correction,
    Entry,
    Finding,
    Key,
    Read,
    Scalar,
    is_blank,
    plain,
    read_date,
    read_number,
    scale,
    serial_date,
    squeeze,
    trim,
)  # fmt: skip
from budgetxl.xlsx import RawCell, to_serial

from ..messages import say

SURE_DIGITS = 15  # a spreadsheet's number holds no more
_PADDED = re.compile(r"0{2,30}")


class CellReading(NamedTuple):
    """A field's value from its cell, with what there is to say of it."""

    entry: Entry
    corrections: tuple[Correction, ...] = ()
    findings: tuple[Finding, ...] = ()


def shown(value: object) -> str:
    """A raw value as it is quoted in messages and in the ledger."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return "" if value is None else str(value)


def read_cell(
    cell: RawCell | None, field: Field, at: Address, date1904: bool = False, choices: Mapping[str, str] | None = None, key: Key = ()
) -> CellReading:
    """The value of ``field`` in ``cell``. An unreadable value is None with a finding, never 0.

    ``choices`` are the texts that the field may hold, by their squeezed form; ``key`` is the value's in the data.
    """
    if cell is None or cell.kind == "blank":
        return CellReading(Entry(None, at, key))
    if cell.kind == "text":
        written = str(cell.value)
        if field.kind.stored == "text":  # as most cells are
            text = _chosen(written, choices)
            if text == written:
                return CellReading(Entry(text, at, key))
            return _reading(Read(text, changed=True), cell, field, at, key) if text else CellReading(Entry(None, at, key))
        if is_blank(written):
            return CellReading(Entry(None, at, key))
    if _is_error(cell, field):
        text = trim(str(cell.value))
        finding = Finding("META-08", "error", say("META-08", s=text), (at,), actual=text, hint=say("META-08-hint"))
        return CellReading(Entry(None, at, key), findings=(finding,))
    reading = field.kind.reading
    match reading:
        case "amount" | "measure" | "count" | "percent":
            read = _storable(_number(cell, field, date1904))
        case "date":
            read = _date(cell, date1904)
        case "text" | "code":
            read = _text(cell, choices)
        case _:
            assert_never(reading)
    return _reading(read, cell, field, at, key)


def _is_error(cell: RawCell, field: Field) -> bool:
    """Whether a cell holds an error of Excel's, as such or, in a cell for a figure or date, as the text of one."""
    if cell.kind == "text" and field.kind.stored != "text":
        return ERRORS.fullmatch(trim(str(cell.value))) is not None
    return cell.kind == "error"


def money_unit(field: Field) -> str:
    """The unit of a numeric field: its own, or 万元 for an amount without one."""
    return field.unit or ("万元" if field.kind.amount else "")


def _number(cell: RawCell, field: Field, date1904: bool) -> Read:
    match cell.value:
        case bool():
            return Read(None, good=False)
        case Decimal() as number:
            return Read(number * 100, changed=True) if cell.percent and field.kind.reading == "percent" else Read(number)
        case str() as text:
            return read_number(text, money_unit(field), field.kind.reading == "percent", field.kind.reading in ("measure", "count"))
        case date() as day:  # a number that someone has formatted as a date, or a date that Excel made of 3-5
            serial = to_serial(day, date1904)
            return Read(None, good=False) if serial_date(serial, date1904) else Read(serial, changed=True)
    return Read(None, good=False)


def _storable(read: Read) -> Read:
    """A number as data holds it: what is too fine for that is float noise around 0, what is too large is no figure."""
    number = read.value
    if not isinstance(number, Decimal) or not number or -MAX_PLACES <= number.adjusted() <= MAX_DIGITS:
        return read
    return Read(Decimal(0), changed=True) if number.adjusted() < 0 else Read(None, good=False)


def _date(cell: RawCell, date1904: bool) -> Read:
    match cell.value:
        case datetime() as moment:
            return Read(moment.date(), changed=True)
        case date() as day:
            return Read(day)
        case bool():
            return Read(None, good=False)
        case Decimal() as number:
            day_of = serial_date(number, date1904)
            return Read(day_of, changed=True) if day_of else read_date(plain(number), date1904)
        case str() as text:
            return read_date(text, date1904)
    return Read(None, good=False)


def _text(cell: RawCell, choices: Mapping[str, str] | None) -> Read:
    """The text of a cell that holds no text."""
    match cell.value:
        case bool() as truth:
            return Read("TRUE" if truth else "FALSE", changed=True)
        case Decimal() as number:
            if cell.percent:
                return Read(plain(number * 100) + "%", changed=True)
            written = plain(number)
            if cell.number_format and _PADDED.fullmatch(cell.number_format) and written.isdecimal():
                return Read(written.zfill(len(cell.number_format)), changed=len(written) < len(cell.number_format))
            chosen = _chosen(written, choices)
            return Read(chosen, changed=chosen != written)
        case datetime() as moment:
            return Read(moment.isoformat(sep=" ", timespec="minutes"), changed=True)
        case date() as day:
            return Read(f"{day.year}年{day.month}月{day.day}日", changed=True)
    return Read(None, good=False)


def _chosen(text: str, choices: Mapping[str, str] | None) -> str:
    """A text without blanks at its edges; one that differs from a choice only by width and blanks is that choice."""
    same = choices.get(squeeze(text)) if choices else None
    return trim(text) if same is None else same


def _reading(read: Read, cell: RawCell, field: Field, at: Address, key: Key) -> CellReading:
    if isinstance(read.value, Decimal) and not read.changed and not cell.percent:  # as most figures are
        return CellReading(Entry(read.value, at, key), (), tuple(_number_findings(read.value, field, at)))
    text = cell_text(cell)
    if not read.good:
        message = say("META-06-bad", s=text, kind=field.kind.asked, example=field.kind.such_as)
        finding = Finding("META-06", "error", message, (at,), actual=text)
        return CellReading(Entry(None, at, key), findings=(finding,))
    value = read.value
    corrections: tuple[Correction, ...] = ()
    if read.changed and (field.numeric or shown(value) != text):
        corrections = (Correction(at, text, shown(value)),)
    return CellReading(Entry(value, at, key), corrections, tuple(_findings(read, cell, field, at, text)))


def cell_text(cell: RawCell) -> str:
    """What a person sees in a cell, as far as it matters here: 25% for 0.25 that is shown as a percentage."""
    if cell.percent and isinstance(cell.value, Decimal):
        return plain(cell.value * 100) + "%"
    return shown(cell.value)


def _findings(read: Read, cell: RawCell, field: Field, at: Address, text: str) -> Iterator[Finding]:
    value = read.value
    if isinstance(value, Decimal):
        if cell.kind in ("text", "date") and read.changed:
            code = "META-06-converted" if read.converted else "META-06-read" if cell.kind == "text" else "META-06-date"
            message = say(code, s=text, v=plain(value), u=money_unit(field))
            hint = say("META-06-text-hint") if cell.kind == "text" else say("META-06-hint")
            yield Finding("META-06", "warning", message, (at,), plain(value), text, hint)
        elif cell.percent and field.kind.reading != "percent":
            yield Finding("META-06", "warning", say("META-06-percent", s=text, v=plain(value)), (at,), plain(value), text, say("META-06-hint"))
        yield from _number_findings(value, field, at)
    elif field.kind.reading == "code" and isinstance(cell.value, Decimal) and len(plain(cell.value).lstrip("-")) > SURE_DIGITS:
        yield Finding("META-06", "error", say("META-06-digits", s=text), (at,), actual=text, hint=say("META-06-digits-hint"))


def _number_findings(value: Decimal, field: Field, at: Address) -> Iterator[Finding]:
    if value < 0 and not field.signed:
        yield Finding("META-13", "error", say("META-13", a=plain(value)), (at,), actual=plain(value), hint=say("META-13-hint"))
    if field.kind.reading == "count" and value != value.to_integral_value():
        yield Finding("META-06", "error", say("META-18-integer", s=plain(value)), (at,), actual=plain(value))
    if field.kind.amount and field.decimals is not None and scale(value) > field.decimals and field.formula is None:
        yield Finding("META-12", "warning", say("META-12", n=scale(value), m=field.decimals), (at,), actual=plain(value))


def blank_below(value: Scalar, at: Address) -> Correction:
    """The line of the ledger for a merged cell's value in a row below its first."""
    return Correction(at, "", shown(value))


__all__ = ["CellReading", "blank_below", "cell_text", "money_unit", "read_cell", "shown"]
