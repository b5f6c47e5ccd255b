"""Phrases of more than one figure: compared with last year, rates of change, lists with 其中 and 等, another unit of money.

Pure functions as those of :mod:`..wording`, given to templates as filters: ``{{ income.change | compared(last_year ~ "年预算") }}``.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ...values import POWERS, in_unit
from .. import messages
from ..errors import NoticeError
from ..wording import Places, change, is_blank, money, number_of, percent, shown, shown_kind, value_of

_SAME = "持平"


def compared(value: object, base: object, unit: str = "", places: Places = "minimal", *, prose_unit: str = "万元") -> str:
    """A difference from something: 比2026年增加3.5万元, but 与2026年持平."""
    said = change(value, unit, places, prose_unit=prose_unit)
    return f"{'与' if said == _SAME else '比'}{shown(base)}{said}"


def rate(value: object, places: Places = 2) -> str:
    """A growth in percent points as words: 增长14.08%, 下降8.33%; 持平 where it rounds to nothing."""
    growth = number_of("rate", value)
    written = percent(abs(growth), places)
    if not Decimal(written.rstrip("%")):
        return _SAME
    return ("增长" if growth > 0 else "下降") + written


def in_money(value: object, unit: str, places: Places = "minimal", *, prose_unit: str = "万元") -> str:
    """An amount in another unit of money, with its name: ``in_money("元")`` of 3.5 is 35000元. Raises NoticeError for a unit that there is not."""
    if not isinstance(unit, str) or unit not in POWERS:
        raise NoticeError(messages.BAD_UNIT, filter="in_money", value=shown_kind(unit), allowed="、".join(POWERS))
    return money(in_unit(number_of("in_money", value), prose_unit, unit), places) + unit


def itemised(
    pairs: object, lead: str = "", separator: str = "，", unit: str = "", etc: bool = False, zero: bool = False, *, prose_unit: str = "万元"
) -> str:
    """Names with their amounts, those that are blank or nought left out: 其中货物3万元，服务1.5万元.

    ``pairs`` are names and amounts; ``lead`` stands before the first, 等 behind the last with ``etc``; ``zero`` keeps noughts.
    Nothing is left where every amount is blank or nought: the text is empty then.
    """
    found = []
    for name, amount in _pairs(pairs):
        if not is_blank(amount) and (zero or number_of("itemised", amount)):
            found.append(shown(name) + money(amount) + (unit or prose_unit))
    return f"{lead}{separator.join(found)}{'等' if etc else ''}" if found else ""


def without(pairs: object, separator: str = "、") -> str:
    """The names of those pairs whose amounts are blank or nought: what there is none of; empty where there is of all."""
    return separator.join(shown(name) for name, amount in _pairs(pairs) if is_blank(amount) or not number_of("without", amount))


def _pairs(pairs: object) -> Iterable[tuple[object, object]]:
    pairs = value_of(pairs)
    if not isinstance(pairs, Iterable) or isinstance(pairs, str):
        raise NoticeError(messages.NOT_A_LIST, filter="itemised", value=shown_kind(pairs))
    found = list(pairs)
    if any(not isinstance(pair, list | tuple) or len(pair) != 2 for pair in found):
        raise NoticeError(messages.NOT_PAIRS, filter="itemised")
    return found


__all__ = ["compared", "in_money", "itemised", "rate", "without"]
