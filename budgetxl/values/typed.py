"""What people type, read as a careful clerk would: numbers with units and full-width digits, dates, dashes for nothing.

Every function gives a :class:`Read`. ``changed`` says that the text was not the plain value itself, so it belongs in the
ledger of corrections. What can't be read has ``good=False`` and no value: it is never taken for 0.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .entry import Scalar

_INVISIBLE = dict.fromkeys(map(ord, "\u00a0\u3000\u200b\u200c\u200d\ufeff\u2060\t\r\n "), None)
NOTHING = frozenset({"-", "--", "—", "——", "———", "–", "－", "/", "\\", "无", "空", "N/A", "n/a", "不涉及", "*"})
_NUMBER = re.compile(
    r"(?P<sign>[-+−]?)(?P<currency>人民币|RMB|CNY|[¥$￥]?)(?P<sign2>[-−]?)"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?:[.。](?P<part>\d+))?[.]?(?P<unit>[^\d]*)$"
)
_POWERS = {"元": 0, "块": 0, "千元": 3, "万元": 4, "万": 4, "万圆": 4, "圆": 0, "百万元": 6, "千万元": 7, "亿元": 8, "亿": 8}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_CHINESE_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}


@dataclass(frozen=True, slots=True)
class Read:
    """A value as read. ``good`` is False where nothing sensible can be made of the text."""

    value: Scalar
    good: bool = True
    changed: bool = False


BLANK_READ = Read(None)


def squeeze(text: str) -> str:
    """NFKC without any white space or invisible characters: the form in which texts are compared."""
    return unicodedata.normalize("NFKC", text).translate(_INVISIBLE)


def is_blank(text: str) -> bool:
    """Whether a text holds nothing that can be seen."""
    return not text.translate(_INVISIBLE)


def read_number(text: str, unit: str = "", percent: bool = False, measure: bool = False) -> Read:
    """A number as typed: ``"２９９８．２８万元"``, ``"1,234.50"``, ``"（5）"``, ``"￥100"``, ``"25%"``.

    ``unit`` is the field's own unit: an amount with another money unit written behind it is converted. ``percent`` takes a
    trailing %; ``measure`` a measure word (``48套``). Dashes and 无 are a blank, said in the ledger.
    """
    bare = squeeze(text)
    if not bare:
        return BLANK_READ
    if bare in NOTHING:
        return Read(None, changed=True)
    negative = False
    if bare[0] == "(" and bare.endswith(")"):
        negative, bare = True, bare[1:-1]
    match = _NUMBER.match(bare)
    if match is None or not (match["whole"] or match["part"]):
        return Read(None, good=False)
    number = Decimal(f"{match['whole'].replace(',', '') or '0'}.{match['part'] or '0'}")
    suffix = match["unit"]
    if suffix in ("%", "百分比", "个百分点"):
        if not percent:
            return Read(None, good=False)
    elif suffix in _POWERS:
        if unit not in _POWERS:
            return Read(None, good=False)
        number = number.scaleb(_POWERS[suffix] - _POWERS[unit])
    elif suffix and not (measure and len(suffix) <= 3 and all("\u4e00" <= char <= "\u9fff" or char in "㎡m2" for char in suffix)):
        return Read(None, good=False)
    if negative or "-" in (match["sign"], match["sign2"]) or "−" in (match["sign"], match["sign2"]):
        number = -number
    return Read(number, changed=True)


def read_date(text: str) -> Read:
    """A date as typed: 2021-12-31, 2021/12/31, 2021.12.31, 2021年12月31日, 20211231, 二〇二一年十二月三十一日."""
    bare = squeeze(text)
    if not bare:
        return BLANK_READ
    if bare in NOTHING:
        return Read(None, changed=True)
    match = _DATE.match(bare) or _COMPACT_DATE.match(bare) or _DATE.match(_western(bare))
    if match is None:
        return Read(None, good=False)
    try:
        return Read(date(int(match[1]), int(match[2]), int(match[3])), changed=True)
    except ValueError:
        return Read(None, good=False)


def _western(text: str) -> str:
    """Chinese digits of a date as Arabic ones: 二〇二一年十二月三十一日 → 2021年12月31日."""

    def number(part: str) -> str:
        if "十" in part:
            tens, _, ones = part.partition("十")
            return str((_CHINESE_DIGITS.get(tens, 1) if tens else 1) * 10 + (_CHINESE_DIGITS.get(ones, 0) if ones else 0))
        return "".join(str(_CHINESE_DIGITS[char]) for char in part)

    return re.sub("[〇零○一二三四五六七八九十]+", lambda match: number(match[0]), text)


def serial_date(number: Decimal, date1904: bool = False) -> date | None:
    """The date of a spreadsheet's day number, for a date cell that lost its format; None outside 1955–2149."""
    if number != number.to_integral_value() or not 20_000 <= number <= 91_000:
        return None
    start = date(1904, 1, 1) if date1904 else date(1899, 12, 30)
    return start + timedelta(days=int(number))
