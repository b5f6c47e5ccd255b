"""What a text of last year names that may be wrong this year: years, in figures or numerals, and amounts of money.

2027年, 二〇二七年, 27年度, 2027—2029年, 2027-12-31, 本年度（2027）. 本年 and 上年 are right in any year; a number of a document, 〔2027〕1号, stays.
"""

from __future__ import annotations

from collections.abc import Collection

from budgetxl.values.foldings import narrow
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.written import amounts, chinese_number

MOST_AMOUNTS = 5  # that are named of one text

_TO = "[-—–~至到]"
_YEAR, _MONTH = r"((?:19|20)\d\d)", r"(?:0?[1-9]|1[0-2])"
_END = r"[,;、)]|\.(?!\d)|$"  # of a clause, or of the text
_NO_AMOUNT = r"(?!\d|年|\s*(?:[十百千万亿]*[元圆]|[万亿%‰]))"
_WHOLE = lazy_pattern(rf"(?<![\d.]){_YEAR}(?=\s*(?:年|{_TO}+\s*(?:19|20)?\d\d\s*年|[./]{_MONTH}{_NO_AMOUNT}))")
_DAY = lazy_pattern(rf"(?<![A-Za-z0-9./-]){_YEAR}(?=([-./]){_MONTH}(?:\2(?:0?[1-9]|[12]\d|3[01])(?![\d-])|\s*(?:月|[底初前]|(?={_END}))))")
_CLAUSE = lazy_pattern(rf"年度\s*[:为是]?\s*{_YEAR}(?=\s*(?:{_END}))")
_BRACKETS = lazy_pattern(rf"\(\s*{_YEAR}\s*\)(?!\s*第?\s*\d+\s*号)")
_SHORT = lazy_pattern(r"(?<![\d.,])(\d\d)(?=年(?:度|初|底|末|全年|预算|决算|计划))")
_NUMERALS = lazy_pattern(r"([一二][〇○零九][〇○零一二三四五六七八九]{2})(?=\s*年)")


def named_in(text: str, year: int | None) -> tuple[str, ...]:
    """What a text of the workbook of a year names of it or of the one before, and its amounts of money, as it writes them.

    A measure (每1万元扣0.5分) is no amount of a year.
    """
    years = years_named(text, (year, year - 1)) if year is not None else ()
    money = dict.fromkeys(text[one.start : one.end] for one in amounts(text) if one.is_money and not text[: one.start].endswith("每"))
    return (*(f"{each}年" for each in years), *list(money)[:MOST_AMOUNTS])


def years_named(text: str, years: Collection[int]) -> tuple[int, ...]:
    """Those of the ``years`` that a text names, the latest first."""
    said = narrow(text)
    found = {int(match[1]) for pattern in (_WHOLE, _DAY, _CLAUSE, _BRACKETS) for match in pattern.finditer(said)}
    found |= {int(year) for numerals in _NUMERALS.findall(said) if (year := chinese_number(numerals.replace("○", "〇"))) is not None}
    short = {int(year) for year in _SHORT.findall(said)}
    return tuple(sorted((year for year in years if year in found or year % 100 in short), reverse=True))


__all__ = ["named_in", "years_named"]
