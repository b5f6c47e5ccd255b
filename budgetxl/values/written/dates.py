"""Dates as people type them, read as a careful clerk would."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from budgetxl.values.lazy_patterns import lazy_pattern

from ..foldings import narrow, squeeze
from .numbers_in_text import chinese_number
from .typed import BLANK_READ, NOTHING, NOTHING_READ, UNREADABLE, Read

# Compiled at the first use: a date seldom stands in a cell as text, and patterns take long to compile.
_DATE = lazy_pattern(r"(\d{4})[-/.年、](\d{1,2})[-/.月、](\d{1,2})[日号]?$")
_COMPACT = lazy_pattern(r"(\d{4})(\d{2})(\d{2})$")
_SERIAL = lazy_pattern(r"\d{5}$")
_DAY_LAST = lazy_pattern(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$")
_MONTH_END = lazy_pattern(r"(\d{4})[-/.年](\d{1,2})月?(?:底|末)$")
_YEAR_END = lazy_pattern(r"(\d{4})年?(?:底|末|年底|年末)$")
_BEFORE = lazy_pattern(r"^(?:截[至止](?:时间|日期)?:?到?|至)")
_TIME = lazy_pattern(r"(?: |T)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_WEEKDAY = lazy_pattern(r" ?(?:\(?(?:星期|周)[一二三四五六日天]\)?|止)$")
_WORDS = lazy_pattern("[〇零○一二三四五六七八九十]+")


def chinese_day(day: date) -> str:
    """2022年12月31日, as sentences and printed tables have it."""
    return f"{day.year}年{day.month}月{day.day}日"


def read_date(text: str, date1904: bool = False) -> Read:
    """A date as typed: 2021-12-31, 2021/12/31, 2021.12.31, 2021年12月31日, 20211231, 二〇二一年十二月三十一日, 2021年12月底.

    A time of day or a day of the week behind it is left out. 12/31/2021 is read, 1/2/2021 may mean two days and is not.
    """
    bare = narrow(text)
    if not bare:
        return BLANK_READ
    if squeeze(bare) in NOTHING:
        return NOTHING_READ
    bare = squeeze(_BEFORE.sub("", _WEEKDAY.sub("", _TIME.sub("", bare)), count=1))
    found = _day(bare) or _day(_western(bare))
    if found is None and _SERIAL.match(bare):
        found = serial_date(Decimal(bare), date1904)
    return UNREADABLE if found is None else Read(found, changed=True)


def _day(text: str) -> date | None:
    match = _DATE.match(text) or _COMPACT.match(text)
    if match is not None:
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_LAST.match(text):
        one, two = int(match[1]), int(match[2])
        if one > 12 >= two or one == two:
            one, two = two, one
        return _date(int(match[3]), one, two) if two > 12 or one == two else None
    if match := _MONTH_END.match(text):
        from calendar import monthrange

        year, month = int(match[1]), int(match[2])
        return _date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None
    if match := _YEAR_END.match(text):
        return _date(int(match[1]), 12, 31)
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= 1900 else None
    except ValueError:
        return None


def _western(text: str) -> str:
    """Chinese digits of a date as Arabic ones: 二〇二一年十二月三十一日 → 2021年12月31日."""
    return _WORDS.sub(lambda match: str(chinese_number(match[0].replace("○", "〇"))), text)


def serial_date(number: Decimal, date1904: bool = False) -> date | None:
    """The date of a spreadsheet's day number, for a date cell that lost its format; None outside 1955–2149."""
    if number != number.to_integral_value() or not 20_000 <= number <= 91_000:
        return None
    start = date(1904, 1, 1) if date1904 else date(1899, 12, 30)
    return start + timedelta(days=int(number))
