"""Numbers as headings and rows are numbered with them: 一、二、, （1）."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"


def numerals(number: int) -> str:
    """A whole number from 0 to below 10¹² in Chinese numerals: 11 → 十一, 20 → 二十, 103 → 一百零三."""
    if number == 0:
        return _DIGITS[0]
    text, pending_zero = "", False
    for unit, size in (("亿", 10**8), ("万", 10**4), ("", 1)):
        part, number = divmod(number, size)
        if not part:
            pending_zero = bool(text)
            continue
        if text and (pending_zero or part < 1000):
            text += _DIGITS[0]
        text += _below_ten_thousand(part) + unit
        pending_zero = False
    return text.removeprefix("一") if text.startswith("一十") else text


def _below_ten_thousand(number: int) -> str:
    text, gap = "", False
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, size)
        if digit:
            text += (_DIGITS[0] if gap and text else "") + _DIGITS[digit] + unit
        gap = not digit
    return text


def numbered(pattern: str, number: int) -> str:
    """What a pattern makes of a number: ``{cn}`` is 一, 二 …, ``{n}`` is 1, 2 …"""
    return pattern.replace("{cn}", numerals(number)).replace("{n}", str(number))
