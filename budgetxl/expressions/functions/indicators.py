"""Targets and scores of performance indicators as people write them: "≥95%", "70次以上", "≤10万元/社区/年", "此项15分"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from budgetxl.values import ulp
from budgetxl.values.foldings import target_text
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass
from budgetxl.values.written import MONEY_POWERS, PLAIN_NUMBER

SYMBOLS = "≥≤=><＝＞＜"
PERIODS = {"月": 12, "月度": 12, "个月": 12, "季": 4, "季度": 4, "个季度": 4, "半年": 2, "年": 1, "年度": 1}
"""How many times a year a cost falls due."""

_MONEY = "|".join(sorted(MONEY_POWERS, key=len, reverse=True))
_TARGET = lazy_pattern(rf"[≥≤=><]*({PLAIN_NUMBER})([^0-9]{{0,20}})")
_COST = lazy_pattern(rf"[≥≤=><]*({PLAIN_NUMBER})({_MONEY})((?:[/·每][^/·每0-9]{{1,8}})*)")
_BOUND = lazy_pattern(r"(?:及|\(含\)|含)?(?:以上|以下|以内|之内|左右|不等)$")
_SCORE = lazy_pattern(r"(?:此项|本项|该项|满分|分值|赋分|得|计|记|占)[为是:]?([0-9]+(?:\.[0-9]+)?)分?(?![0-9.%])")
_PER, _CLAUSES = lazy_pattern(r"[/·每]([^/·每]+)"), lazy_pattern("[,;。]")
_SCORE_ALONE = lazy_pattern(r"([0-9]+(?:\.[0-9]+)?)分?")
_YEAR = lazy_pattern(r"(?<![0-9])(20[0-9]{2})年")


def number_and_unit(target: str) -> tuple[Decimal, str] | None:
    """A target that is one number with its unit: ``"≥14 个" → (14, "个")``; None for any other text."""
    found = _TARGET.fullmatch(target_text(target))
    return (_decimal(found[1]), _BOUND.sub("", found[2])) if found else None


def year_in(text: str) -> Decimal | None:
    """The first year in a text: ``"2022年12月31日前" → 2022``."""
    found = _YEAR.search(target_text(text))
    return Decimal(found[1]) if found else None


def score_in(text: str) -> Decimal | None:
    """The score that a standard allots, not what it takes off: ``"此项15分，每少1%扣0.2分" → 15``."""
    plain = target_text(text)
    alone = _SCORE_ALONE.fullmatch(plain)
    clauses = (clause for clause in _CLAUSES.split(plain) if "每" not in clause and "扣" not in clause)
    scores = [alone[1]] if alone else [found for clause in clauses for found in _SCORE.findall(clause)]
    return max(map(Decimal, scores), default=None)


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a cost is reckoned from: a row's second level, its name and its target."""

    level2: str
    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost indicator over a whole year, in 万元, and how much of it is due to the rounding of its unit price."""

    total: Decimal
    rounding: Decimal


def cost_of(target: str, rows: Sequence[Indicator]) -> Cost | None:
    """The yearly amount of a cost target: its price times its periods times the quantity that its unit speaks of.

    ``"≤8500元/月/社区"`` with a quantity of ``"≥14个"`` communities is 142.8. None where it is no amount of money, where
    a unit is unknown or its quantity is not given exactly once, and where several costs by the head share a quantity.
    """
    found = _COST.fullmatch(target_text(target))
    if found is None:
        return None
    price, unit = _decimal(found[1]), Decimal(1).scaleb(MONEY_POWERS[found[2]] - MONEY_POWERS["万元"])
    times = Decimal(1)
    heads = 0
    for part in _PER.findall(found[3]):
        if part in PERIODS:
            times *= PERIODS[part]
            continue
        quantity = _quantity(part, rows)
        if quantity is None:
            return None
        heads += 1
        times *= quantity
    costs = [row for row in rows if "成本" in row.level2 and _COST.fullmatch(target_text(row.target))]
    if heads and len(costs) > 1:
        return None
    return Cost(price * times * unit, ulp(price) / 2 * times * unit)


def _quantity(part: str, rows: Sequence[Indicator]) -> Decimal | None:
    """The quantity of communities, people, vehicles … among the indicators, where exactly one gives it."""
    read = [(row.name, number_and_unit(row.target)) for row in rows if "数量" in row.level2]
    quantities = [(name, *found) for name, found in read if found is not None]
    by_unit = [number for _, number, unit in quantities if unit == part]
    by_name = [number for name, number, _ in quantities if part in target_text(name)]
    found = by_unit or by_name
    return found[0] if len(found) == 1 else None


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))
