"""Days as numbers, in the two systems that workbooks know: counted from 1900 (with its 29 February 1900), or from 1904."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

_MILLISECONDS = 86_400_000
_BEFORE_MARCH_1900 = datetime(1899, 12, 31)
_1900 = datetime(1899, 12, 30)
_1904 = datetime(1904, 1, 1)
_LAST = datetime(9999, 12, 31)


def from_serial(serial: Decimal, date1904: bool) -> date | datetime | None:
    """45000 → 2023-03-15, 45000.5 → noon of it; None for what is no day: below 1, after 9999, or 29 February 1900."""
    if not 1 <= serial < 2_958_466:
        return None
    days = int(serial)
    if date1904:
        if days > (_LAST - _1904).days:
            return None
        start = _1904
    elif days == 60:
        return None
    else:
        start = _1900 if days > 60 else _BEFORE_MARCH_1900
    milliseconds = int((serial - days) * _MILLISECONDS + Decimal("0.5"))
    moment = start + timedelta(days=days)
    if not milliseconds:
        return moment.date()
    if milliseconds == _MILLISECONDS:  # a whisker before midnight
        return (moment + timedelta(days=1)).date() if moment < _LAST else None
    return moment + timedelta(milliseconds=milliseconds)


def to_serial(day: date | datetime, date1904: bool) -> Decimal:
    """The number behind a date, for a cell of money that someone has formatted as a date; exact to 8 decimals."""
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    start = _1904 if date1904 else _1900 if moment > datetime(1900, 2, 28) else _BEFORE_MARCH_1900
    passed = moment.replace(tzinfo=None) - start
    microseconds = passed.seconds * 1_000_000 + passed.microseconds
    fraction = (Decimal(microseconds) / 86_400_000_000).quantize(Decimal("1E-8"))
    return (passed.days + fraction).normalize() + 0
