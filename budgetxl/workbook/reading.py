"""One cell to one value of a field's type: what was read, what was corrected, what can't be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ..forms import Field
from ..values import (
    NOTHING,
    Address,
    Correction,
    Entry,
    Finding,
    Read,
    is_blank,
    plain,
    read_date,
    read_number,
    scale,
    serial_date,
    squeeze,
)  # fmt: skip
from .messages import KINDS, say
from .raw import RawCell

MEASURED = frozenset({"number", "integer"})


@dataclass(frozen=True, slots=True)
class CellReading:
    """A field's value from its cell, with what there is to say of it."""

    entry: Entry
    corrections: tuple[Correction, ...] = ()
    findings: tuple[Finding, ...] = ()
    readable: bool = True


def shown(value: object) -> str:
    """A raw value as it is quoted in messages and in the ledger."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return "" if value is None else str(value)


def read_cell(cell: RawCell | None, field: Field, at: Address, date1904: bool = False) -> CellReading:
    """The value of ``field`` in ``cell``. An unreadable value is None with a finding, never 0."""
    if cell is None or cell.kind == "blank" or (cell.kind == "text" and is_blank(str(cell.value))):
        return CellReading(Entry(None, at))
    if cell.kind == "error":
        finding = Finding("META-08", "error", say("META-08", s=cell.value), (at,), actual=str(cell.value), hint="检查公式引用的单元格，或改填数值")
        return CellReading(Entry(None, at), findings=(finding,), readable=False)
    if field.numeric:
        read = _number(cell, field)
    elif field.type == "date":
        read = _date(cell, date1904)
    else:
        read = _text(cell, field)
    return _reading(read, cell, field, at)


def _number(cell: RawCell, field: Field) -> Read:
    match cell.value:
        case bool():
            return Read(None, good=False)
        case Decimal() as number:
            if cell.percent and field.type == "percent":
                return Read(number * 100)
            return Read(number)
        case str() as text:
            return read_number(text, field.unit or ("万元" if field.type == "money" else ""), field.type == "percent", field.type in MEASURED)
    return Read(None, good=False)


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
            return Read(day_of, changed=True) if day_of else read_date(plain(number))
        case str() as text:
            return read_date(text)
    return Read(None, good=False)


def _text(cell: RawCell, field: Field) -> Read:
    match cell.value:
        case str() as text:
            return _chosen(text, field)
        case bool() as truth:
            return Read("TRUE" if truth else "FALSE", changed=True)
        case Decimal() as number:
            if cell.percent:
                return Read(plain(number * 100) + "%", changed=True)
            return _chosen(plain(number), field)
        case datetime() as moment:
            return Read(moment.isoformat(sep=" ", timespec="minutes"), changed=True)
        case date() as day:
            return Read(f"{day.year}年{day.month}月{day.day}日", changed=True)
    return Read(None, good=False)


def _chosen(text: str, field: Field) -> Read:
    """A text; one that differs from a choice only by width and blanks is that choice."""
    if field.choices and text not in field.choices:
        same = next((choice for choice in field.choices if squeeze(choice) == squeeze(text)), None)
        if same is not None:
            return Read(same, changed=True)
    return Read(text)


def _reading(read: Read, cell: RawCell, field: Field, at: Address) -> CellReading:
    text = shown(cell.value)
    kind, example = KINDS.get(field.type, KINDS["text"])
    if not read.good:
        finding = Finding("META-06", "error", say("META-06-bad", s=text, kind=kind, example=example), (at,), actual=text)
        return CellReading(Entry(None, at), findings=(finding,), readable=False)
    value = read.value
    corrections: tuple[Correction, ...] = ()
    findings: list[Finding] = []
    if read.changed and not (isinstance(value, str) and value == text):
        corrections = (Correction(at, text, shown(value)),)
        if field.numeric and isinstance(value, Decimal):
            message = say("META-06-read", s=text, v=plain(value))
            findings.append(Finding("META-06", "warning", message, (at,), expected=plain(value), actual=text, hint="在单元格中只填数字"))
    if isinstance(value, Decimal):
        findings.extend(_number_findings(value, field, at))
    return CellReading(Entry(value, at), corrections, tuple(findings))


def _number_findings(value: Decimal, field: Field, at: Address) -> list[Finding]:
    findings = []
    if value < 0 and not field.signed:
        findings.append(Finding("META-13", "error", f"金额为负数{plain(value)}", (at,), actual=plain(value), hint="增减数以外的栏目不填负数"))
    if field.type == "integer" and value != value.to_integral_value():
        findings.append(Finding("META-06", "error", say("META-18-integer", s=plain(value)), (at,), actual=plain(value)))
    if field.type == "money" and field.decimals is not None and scale(value) > field.decimals and field.formula is None:
        message = say("META-12", n=scale(value), m=field.decimals)
        findings.append(Finding("META-12", "warning", message, (at,), actual=plain(value)))
    return findings


__all__ = ["NOTHING", "CellReading", "read_cell", "shown"]
