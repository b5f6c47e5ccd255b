"""What a cell shows of a date: ``yyyy"年"m"月"`` shows 2022年12月 of the first of December, which a program made of just that."""

from __future__ import annotations

import re
from datetime import date, datetime

from budgetxl.values.lazy_patterns import lazy_pattern

_TOKEN = lazy_pattern(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*].|\[[^\]]*\]|(?P<part>y+|m+|d+)|(?P<other>.)', re.IGNORECASE | re.DOTALL
)
_PARTS = {
    "yyyy": "{0.year}", "yy": "{0:%y}", "m": "{0.month}", "mm": "{0:%m}", "d": "{0.day}", "dd": "{0:%d}",
}  # fmt: skip
_BETWEEN = frozenset("-/. 年月日")


def shown_date(day: date, code: str | None) -> str:
    """A date as a text: in full as 2022年12月1日, in part as its cell shows it. A time of day is written behind it."""
    if isinstance(day, datetime):
        return day.isoformat(sep=" ", timespec="minutes")
    return _in_part(day, code or "") or f"{day.year}年{day.month}月{day.day}日"


def _in_part(day: date, code: str) -> str:
    """What a format shows that leaves out the day or the year; nothing for any other, or for one that says more."""
    said, parts = "", set()
    for match in _TOKEN.finditer(code.partition(";")[0]):
        kind = match.lastgroup
        if kind == "part":
            part = match[kind].lower()
            if part not in _PARTS:
                return ""
            parts.add(part[0])
            said += _PARTS[part].format(day)
        elif kind == "other" and match[kind] not in _BETWEEN:
            return ""
        elif kind:
            said += match[kind]
    return said.strip() if parts and parts != {"y", "m", "d"} else ""


__all__ = ["shown_date"]
