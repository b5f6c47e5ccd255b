"""One cell to one value of a field's type: what was read, what was corrected, what can't be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, assert_never

from budgetxl.forms import Field
from budgetxl.forms.tree import MAX_DIGITS, MAX_PLACES
from budgetxl.values import (
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
from budgetxl.xlsx import MarkedText, RawCell, to_serial

from ..messages import say
from .shown import (
    BEGINNINGS,
    hundredfold_finding,
    no_value,
    no_value_finding,
    otherwise_finding,
    plainly_formatted,
    says_otherwise,
    shown_date,
    shown_figure,
    shown_number,
    shown_text,
    struck_whole,
    within_fen,
)  # fmt: skip

SURE_DIGITS = 15  # a spreadsheet's number holds no more


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
    if cell is None or (cell.kind == "blank" and cell.source is None):
        return CellReading(Entry(None, at, key))
    if cell.kind == "text":
        if type(cell.value) is MarkedText:
            return _marked(cell, cell.value, field, at, date1904, choices, key)
        written = str(cell.value)
        if field.kind.stored == "text" and cell.source is None:  # as most cells are
            text = _chosen(written, choices)
            if text[:1] in BEGINNINGS and text not in (choices or ()) and (kind := no_value(cell, field)):
                return CellReading(Entry(None, at, key), findings=(no_value_finding(kind, cell, at),))
            if text == written:
                return CellReading(Entry(text, at, key))
            return _reading(Read(text, changed=True), cell, field, at, key) if text else CellReading(Entry(None, at, key))
        if is_blank(written):
            return CellReading(Entry(None, at, key))
    if cell.kind != "number" or cell.source is not None:
        kind = no_value(cell, field)
        if kind is not None and not (choices and shown(cell.value) in choices.values()):
            return CellReading(Entry(None, at, key), findings=(no_value_finding(kind, cell, at),))
        if cell.kind == "blank":
            return CellReading(Entry(None, at, key))
    reading = field.kind.reading
    match reading:
        case "amount" | "measure" | "count" | "percent":
            if cell.kind == "date":
                return CellReading(Entry(None, at, key), findings=(_dated(cell, field, at, date1904),))
            read = _storable(_number(cell, field))
            if cell.number_format is not None and not plainly_formatted(cell.number_format):
                otherwise = otherwise_finding(cell, read.value, field, money_unit(field), at)
                if otherwise is not None:
                    return CellReading(Entry(None, at, key), findings=(otherwise,))
            read, fewer = within_fen(read, cell, field, money_unit(field), at)
            if fewer is None and cell.percent and reading == "percent":
                fewer = hundredfold_finding(cell, at)
            if fewer is not None:
                found = _reading(read, cell, field, at, key)
                return found._replace(findings=(*found.findings, fewer))
        case "date":
            read = _date(cell, date1904)
        case "text" | "code":
            read = _text(cell, choices, reading == "code")
        case _:
            assert_never(reading)
    return _reading(read, cell, field, at, key)


def _marked(
    cell: RawCell, text: MarkedText, field: Field, at: Address, date1904: bool, choices: Mapping[str, str] | None, key: Key
) -> CellReading:
    """The value of a text with struck or raised runs: a text field takes what is shown, a figure is not read."""

    def reading_of(said: str) -> CellReading:
        return read_cell(cell._replace(value=said), field, at, date1904, choices, key)

    whole = str(text)
    if struck_whole(text):
        struck = Finding("META-06", "warning", say("META-06-struck", s=whole), (at,), actual=whole, hint=say("META-06-struck-hint"))
        found = reading_of(whole)
        return found._replace(findings=(struck, *found.findings))
    coded = field.kind.reading == "code"
    if field.kind.stored != "text" and says_otherwise(text):
        seen = shown_figure(text)
        value = shown(reading_of(seen).entry.value)
        finding = Finding("META-06", "error", say("META-06-marked", s=whole, v=seen), (at,), value, whole, say("META-06-marked-hint"))
        return CellReading(Entry(None, at, key), findings=(finding,))
    found = reading_of(shown_text(text) if field.kind.stored == "text" and not coded else shown_figure(text))
    value = shown(found.entry.value)
    return found if value == whole else found._replace(corrections=(Correction(at, whole, value),))


def without_name(reading: CellReading, cell: RawCell, at: Address) -> CellReading:
    """A code that stands with its name (2010301 行政运行, A02010105 台式计算机), as its dropdown gives both: what comes before the blank is read.

    Digits behind a blank are no name, and formulas would take them for one: such a code is not read.
    """
    text = trim(cell.value) if type(cell.value) is str else str(reading.entry.value)
    code, _, name = text.partition(" ")
    if not name or not (code.isascii() and code.isalnum() and code[-1:].isdecimal()):
        return reading  # no code of a list, whatever it is
    if name.strip()[:1].isdigit():
        whole = squeeze(text)
        finding = Finding("META-06", "error", say("META-06-blank", s=text, v=whole), (at,), whole, text, say("META-06-blank-hint"))
        return CellReading(reading.entry.holding(None), findings=(finding,))
    return reading._replace(entry=reading.entry.holding(code), corrections=(Correction(at, cell_text(cell), code),))


def money_unit(field: Field) -> str:
    """The unit of a numeric field: its own, or 万元 for an amount without one."""
    return field.unit or ("万元" if field.kind.amount else "")


def _number(cell: RawCell, field: Field) -> Read:
    match cell.value:
        case bool():
            return Read(None, good=False)
        case Decimal() as number:
            return Read(number * 100, changed=True) if cell.percent and field.kind.reading == "percent" else Read(number)
        case str() as text:
            return read_number(text, money_unit(field), field.kind.reading == "percent", field.kind.reading in ("measure", "count"))
    return Read(None, good=False)


def held_figure(cell: RawCell, field: Field, date1904: bool) -> Decimal | None:
    """The number that a cell holds, in the unit of its field, behind a date, too; None where it holds a text or nothing."""
    if isinstance(cell.value, date):
        return to_serial(cell.value, date1904)
    value = _number(cell, field).value if cell.kind == "number" else None
    return value if isinstance(value, Decimal) else None


def _dated(cell: RawCell, field: Field, at: Address, date1904: bool) -> Finding:
    """What there is to say of a date in a cell for a figure: somebody formatted a number so, or Excel made a date of 3-5."""
    text = shown(cell.value)
    serial = to_serial(cell.value, date1904) if isinstance(cell.value, date) else None
    if serial is None or serial_date(serial, date1904):
        return Finding("META-06", "error", say("META-06-bad", s=text, kind=field.kind.asked, example=field.kind.such_as), (at,), actual=text)
    value = plain(serial)
    return Finding("META-06", "error", say("META-06-date", s=text, v=value), (at,), value, text, say("META-06-hint"))


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


def _text(cell: RawCell, choices: Mapping[str, str] | None, coded: bool) -> Read:
    """The text of a cell that holds a number or a formula, as the cell shows it. Of a code (``coded``) the format gives only leading noughts."""
    match cell.value:
        case str() as text:
            chosen = _chosen(text, choices)
            return Read(chosen or None, changed=chosen != text)
        case bool() as truth:
            return Read("TRUE" if truth else "FALSE", changed=True)
        case Decimal() as number:
            written = plain(number)
            if coded and cell.number_format and written.isdecimal() and (seen := _with_zeros(number, written, cell.number_format)):
                return Read(seen, changed=seen != written)
            chosen = _chosen(written, choices)
            if chosen == written and cell.number_format and not coded:
                chosen = trim(shown_number(number, cell.number_format)) or written
            return Read(chosen, changed=chosen != written)
        case date() as day:
            return Read(shown_date(day, cell.number_format), changed=True)
    return Read(None, good=False)


def _with_zeros(number: Decimal, written: str, code: str) -> str:
    """A code as its format shows it, where that gives it zeros to begin with and nothing else: 031001 of 31001."""
    if "0" not in code:
        return ""
    seen = trim(shown_number(number, code))
    return seen if seen.isdecimal() and len(seen) > len(written) and seen.lstrip("0") == written.lstrip("0") else ""


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
        if cell.kind == "text" and read.changed:
            code = "META-06-converted" if read.converted else "META-06-read"
            message = say(code, s=text, v=plain(value), u=money_unit(field))
            yield Finding("META-06", "warning", message, (at,), plain(value), text, say("META-06-text-hint"))
        yield from _number_findings(value, field, at)
    elif field.kind.reading == "code" and isinstance(cell.value, Decimal) and len(plain(cell.value).lstrip("-")) > SURE_DIGITS:
        yield Finding("META-06", "error", say("META-06-digits", s=text), (at,), actual=text, hint=say("META-06-digits-hint"))


def _number_findings(value: Decimal, field: Field, at: Address) -> Iterator[Finding]:
    """What is wrong with a figure that somebody filled in. A formula's result is not judged, also where a file holds only values."""
    filled_in = field.formula is None or field.open_formula
    if value < 0 and not field.signed and filled_in:
        code = "META-13" if field.kind.amount else "META-13-other"
        yield Finding("META-13", "error", say(code, a=plain(value)), (at,), actual=plain(value), hint=say("META-13-hint"))
    if field.kind.reading == "count" and filled_in and value != value.to_integral_value():
        yield Finding("META-06", "error", say("META-18-integer", s=plain(value)), (at,), actual=plain(value))
    if field.kind.amount and field.decimals is not None and scale(value) > field.decimals and field.formula is None:
        yield Finding("META-12", "warning", say("META-12", n=scale(value), m=field.decimals), (at,), actual=plain(value))


def blank_below(value: Scalar, at: Address) -> Correction:
    """The line of the ledger for a merged cell's value in a row below its first."""
    return Correction(at, "", shown(value))


__all__ = ["CellReading", "blank_below", "cell_text", "held_figure", "money_unit", "read_cell", "shown"]
