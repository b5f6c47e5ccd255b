"""The years that a text names, in figures or numerals: 2027年, 二〇二七年, 27年度, 2027—2029年. 本年 and 上年 are right in any year."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from budgetxl.values.lazy_patterns import lazy_pattern

_TO = "[-—–~至到]"
_WHOLE = lazy_pattern(rf"(?<![\d.])((?:19|20)\d\d)(?=\s*(?:年|{_TO}+\s*(?:19|20)?\d\d\s*年|[./]\d{{1,2}}(?![\d年])))")
_SHORT = lazy_pattern(r"(?<![\d.,])(\d\d)(?=年(?:度|初|底|末|全年|预算|决算|计划))")
_NUMERALS = lazy_pattern(r"([一二][〇○零九][〇○零一二三四五六七八九]{2})(?=\s*年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def years_named(text: str, years: Collection[int]) -> tuple[int, ...]:
    """Those of the ``years`` that a text names, the latest first."""
    said = unicodedata.normalize("NFKC", text)
    found = {int(year) for year in _WHOLE.findall(said)}
    found |= {int(numerals.translate(_DIGITS)) for numerals in _NUMERALS.findall(said)}
    short = {int(year) for year in _SHORT.findall(said)}
    return tuple(sorted((year for year in years if year in found or year % 100 in short), reverse=True))


__all__ = ["years_named"]
