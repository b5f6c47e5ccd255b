"""How people write numbers and amounts: digits, Chinese numerals, units. One grammar for cells, sentences and targets.

``amounts`` finds what a text states of money and per cents. What only looks like it stays out: years (2022年), ordinals
(第3条) and counted things (12台) have no such unit. What is stated roughly or as a range is found and says so.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from budgetxl.values.lazy_patterns import lazy_pattern

from ..records import dataclass

MONEY_POWERS: Final = {
    "元": 0, "圆": 0, "千元": 3, "万元": 4, "万圆": 4, "万": 4, "百万元": 6, "千万元": 7, "亿元": 8, "亿": 8,
}  # fmt: skip
"""The units of money, and the power of ten of 元 that each stands for."""

PERCENT_POWERS: Final = {"%": 0, "‰": -1}
"""The signs of a share, and the power of ten of one per cent that each stands for."""

POINTS: Final = frozenset(("个百分点", "百分点"))
"""The difference of two percentages."""

MULTIPLES: Final = {"百": 2, "千": 3, "万": 4, "亿": 8}

PLAIN_NUMBER: Final = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
"""A pattern of digits with or without commas of thousands, in half-width text."""

_DIGIT_SETS = ("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {char: value for value, chars in enumerate(_DIGIT_SETS) for char in chars}
_TENS = {"十": 1, "拾": 1, "百": 2, "佰": 2, "千": 3, "仟": 3}
_HUNDREDS = {char: power for char, power in (_TENS | MULTIPLES).items() if power > 1}
_GROUPED = lazy_pattern(r"(?<=\d)[,，](?=\d{3}(?!\d))")
#: Character for character, so that places in the text stay.
_NARROW = str.maketrans({**{chr(0xFF10 + digit): str(digit) for digit in range(10)}, "，": ",", "．": ".", "％": "%", "～": "~", "－": "-"})


@dataclass(frozen=True, slots=True)
class WrittenAmount:
    """An amount of money or a per cent that a text states, and where: ``text[start:end]``.

    ``number`` and ``unit`` are as written (``1.2``, ``"亿元"``; ``"%"``, ``"‰"``, ``"个百分点"``). ``decimals`` are the places
    written, less than none for round numerals (三千: to the thousand). ``rough`` says that it is meant roughly (约, 近, 余,
    以上 …), ``ranged`` that it is an end of a range.
    """

    start: int
    end: int
    number: Decimal
    unit: str
    decimals: int = 0
    rough: bool = False
    ranged: bool = False

    @property
    def is_percent(self) -> bool:
        return self.unit in PERCENT_POWERS

    @property
    def is_money(self) -> bool:
        return self.unit in MONEY_POWERS

    def value(self, unit: str) -> Decimal:
        """The amount in a unit of money; a share in per cent, whatever the unit."""
        return self.number.scaleb(self._power(unit))

    def half(self, unit: str) -> Decimal:
        """Half a unit of the last place written, in the same unit."""
        return Decimal(5).scaleb(self._power(unit) - 1 - self.decimals)

    def _power(self, unit: str) -> int:
        if self.is_money:
            return MONEY_POWERS[self.unit] - MONEY_POWERS[unit]
        return PERCENT_POWERS.get(self.unit, 0)


def ungrouped(text: str) -> str:
    """A text with its figures written without the commas of thousands: 共 1,234.50 万元 → 共 1234.50 万元."""
    return _GROUPED.sub("", text)


def chinese_number(text: str) -> Decimal | None:
    """A whole number in Chinese numerals: 一百二十 → 120, 二〇二二 → 2022; None where it is none.

    A last digit right behind 百, 千, 万 or 亿 counts tenths of that: 二百五 → 250, 一万二 → 12000; 一万零二 is 10002.
    """
    if not text:
        return None
    if all(char in _DIGITS for char in text):
        return Decimal("".join(str(_DIGITS[char]) for char in text))
    total = section = digit = 0
    if len(text) > 2 and text[-1] in _DIGITS and _DIGITS[text[-1]] and (power := _HUNDREDS.get(text[-2])):
        return (chinese_number(text[:-1]) or Decimal(0)) + _DIGITS[text[-1]] * Decimal(10) ** (power - 1)
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _TENS:
            section += (digit or (1 if not section else 0)) * 10 ** _TENS[char]
            digit = 0
        elif char == "万":  # of its own section alone: 一亿二千万
            total, section, digit = total + (section + digit) * 10 ** MULTIPLES[char], 0, 0
        else:
            total, section, digit = (total + section + digit) * 10 ** MULTIPLES[char], 0, 0
    return Decimal(total + section + digit)


def numerals_in_unit(numerals: str, rest: str) -> tuple[Decimal | None, str]:
    """A number in numerals and the unit behind it, which takes a last 万 or 亿 to itself: 十二万, 元 → 12, 万元."""
    unit, last = numerals[-1:] + rest, numerals[-1:]
    if last not in ("万", "亿") or unit not in MONEY_POWERS:
        return chinese_number(numerals), rest
    number = chinese_number(numerals) if len(numerals) > 1 else None
    return None if number is None else number.scaleb(-MULTIPLES[last]).normalize() + 0, unit


def amounts(text: str) -> tuple[WrittenAmount, ...]:
    """The amounts of money and the per cents that a text states, in its order: 1.2亿元, 5千元, 一百二十万元, 百分之五.

    Numerals are read only where they are written in full: 一百二 may be 120 or 102, 三五万 is no number.
    """
    plain = text.translate(_NARROW)
    found = (_amount(plain, match) for match in (_WITH_NUMERALS if _NUMERALS.search(plain) is not None else _WITHOUT).finditer(plain))
    return tuple(amount for amount in found if amount is not None)


def _amount(text: str, match: re.Match[str]) -> WrittenAmount | None:
    unit = match["unit"] or {"百": "%", "千": "‰"}[match["per"]]
    digits = match["number"] or match["per_number"]
    if match["many"]:  # 3万多元
        unit = match["many"] + unit
    if digits is not None:
        number, decimals = Decimal(digits.replace(",", "")), len(digits.partition(".")[2])
    else:
        numerals = match["numerals"] or match["per_numerals"]
        whole, _, fraction = numerals.partition("点")
        value, unit = (chinese_number(whole), unit) if fraction else numerals_in_unit(whole, unit)
        if value is None:
            return None
        decimals = len(fraction) or -_round_places(value)  # 三千万 is said of 2998.28万
        number = value + (Decimal(str(chinese_number(fraction))).scaleb(-decimals) if fraction else 0)
    before = text[max(0, match.start() - 12) : match.start()]
    rough = match["more"] is not None or _AFTER.match(text, match.end()) is not None or _BEFORE.search(before) is not None
    ranged = _TO.match(text, match.end()) is not None or _FROM.search(before) is not None
    return WrittenAmount(match.start(), match.end(), number, unit, decimals, rough, ranged)


def _round_places(whole: Decimal) -> int:
    """How many zeros a whole number ends with."""
    digits = format(whole, "f").partition(".")[0]
    return len(digits) - len(digits.rstrip("0")) if whole else 0


def _numerals() -> str:
    digits = "一二两三四五六七八九壹贰叁肆伍陆柒捌玖零十拾"
    return rf"[{digits}][{digits}〇百佰千仟万亿点]*\s{{0,2}}[万亿]?[余多]?(?:[百千万亿元圆%‰]|个?百分点)|分之"


def _amounts(with_numerals: bool) -> str:
    """The pattern of an amount. That of numerals takes as long to compile as a workbook to judge: only where there may be some."""
    digit = "[一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
    tens = f"{digit}?[十拾]{digit}?"
    hundreds = f"{digit}[百佰](?:零{digit}|{digit}[十拾]{digit}?)?"
    thousands = f"{digit}[千仟](?:零(?:{tens}|{digit})|{hundreds})?"
    section = f"(?:{thousands}|{hundreds}|{tens}|{digit})"
    rest = f"(?:零{section}|{thousands}|{hundreds})?"  # 一万二 may be 12000 or 10002
    whole = f"(?:{section}亿(?:(?:零{section}|{thousands}|{hundreds})万)?{rest}|{section}万{rest}|{section})"
    fraction = "点[零〇一二三四五六七八九]{1,6}"
    others = "零〇一二两三四五六七八九十百千几"
    begin, end = f"(?<![{others}万亿点数第多])(?<![统唯之其单同专])", f"(?![{others}])"  # 第三, 几十, 统一
    numerals = f"{begin}{whole}(?:{fraction})?{end}|零{fraction}"
    alone = r"[万亿](?!\w)|[万亿](?=左右|上下|以[上下内])"  # 5万人次 counts people
    money = "百万元|千万元|千元|万[元圆]|亿元|[元圆](?![化素月旦村镇乡区街路桥])|" + alone
    number = rf"(?<![0-9.])(?<![0-9],){PLAIN_NUMBER}"
    if not with_numerals:
        numerals, whole = "(?!)", "(?!)"
    stated = rf"(?:(?P<number>{number})|(?P<numerals>{numerals}))\s{{0,2}}(?:(?P<many>[万亿])(?=[余多]元))?(?P<more>[余多])?"
    per = rf"(?<![{others}])(?P<per>[百千])分之(?:(?P<per_number>{PLAIN_NUMBER})|(?P<per_numerals>{whole}(?:{fraction})?))"
    return rf"{per}|{stated}(?P<unit>{money}|个?百分点|[%‰])"


_NUMERALS = lazy_pattern(_numerals())  # what a text has wherever an amount in numerals may stand in it, and little else: most texts have none
_WITH_NUMERALS, _WITHOUT = lazy_pattern(_amounts(True)), lazy_pattern(_amounts(False))
_BEFORE = lazy_pattern(r"(?:约|近|超过?|不[足到]|接近|达不到|不(?:超过|低于|少于|高于)|至[少多]|最[高低多少])为?(?:人民币)?\s?\Z")
_AFTER = lazy_pattern(r"\s?(?:左右|上下|以[上下内]|之内|不等|出头|开外|[余多])")
_TO = lazy_pattern(r"\s?[-~—–至到]\s?(?:[0-9]|[一二两三四五六七八九十百]+[十百千万亿元])")
_UNITS = "|".join(sorted({*MONEY_POWERS, *PERCENT_POWERS}, key=lambda unit: (-len(unit), unit)))
_FROM = lazy_pattern(rf"[0-9一二三四五六七八九十](?:{_UNITS})?\s?[-~—–至到]\s?\Z")
