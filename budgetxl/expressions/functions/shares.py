"""Percentages: reckoned from figures, and held against those that they were reckoned from.

They are held by interval, since the figures are rounded too. What is reckoned is rounded to two places, by way of nine, so
that binary arithmetic tips no tie.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import product

from budgetxl.values import Scalar, round_half_up, scale
from budgetxl.values.tolerances import LAST_PLACE, WRITTEN_PLACES

from ..comparison import finest, rounded, settled
from ..errors import WrongType
from ..excel.arguments import of_kind
from ..excel.formula import ATOM, COMPARISON, PRODUCT, SUM, ExcelValue, bracket
from ..function import Argument, ExcelArgument, Function, decimal

HUNDRED = Decimal(100)
SHOWN = 2  # places of a percentage that a form computes
FINE = 9  # places that binary arithmetic can't tip


def share_fits(percent: Decimal, part: Decimal, whole: Decimal) -> bool:
    """Whether ``percent`` (in %) is that of a part in a whole, as far as the figures are rounded (RULES.md, Percent rule).

    Raises WrongType where the whole is nought as far as it is rounded.
    """
    return _interval((percent, part, whole), 0)


def _interval(arguments: Sequence[Argument], ulps: int) -> bool:
    """Whether a percentage lies within what the part and the whole can give, or within so many units of its last place."""
    percent, part, whole = (settled(decimal(argument)) for argument in arguments)
    half_part, half_whole = finest(part) / 2, finest(whole) / 2
    if abs(whole) <= half_whole:
        raise WrongType
    corners = [HUNDRED * (part + a * half_part) / (whole + b * half_whole) for a, b in product((-1, 1), repeat=2)]
    places = scale(percent)
    least, most = (round_half_up(round_half_up(bound, FINE), places) for bound in (min(corners), max(corners)))
    margin = ulps * Decimal(1).scaleb(-places)
    return least - margin <= percent <= most + margin


def _excel(arguments: Sequence[ExcelArgument], ulps: int) -> ExcelValue:
    percent, part, whole = (of_kind(argument, "number") for argument in arguments)
    half_part, half_whole = (f"{_ulp(each.value)}/2" for each in (part, whole))
    corners = ",".join(
        f"100*({bracket(part, SUM)}{a}{half_part})/({bracket(whole, SUM)}{b}{half_whole})"
        for a, b in product("-+", repeat=2)
    )
    places = _scale(percent.value)
    least, most = (f"ROUND(ROUND({name}({corners}),{FINE}),{places})" for name in ("MIN", "MAX"))
    margin = f"{ulps}*10^-{places}" if ulps else "0"
    given = bracket(percent, PRODUCT)
    value = f"AND({rounded(f'{given}-{least}+{margin}')}>=0,{rounded(f'{given}-{most}-{margin}')}<=0)"
    missing = f"ABS({rounded(whole.value)})<={half_whole}"
    return ExcelValue(value, missing, "truth", COMPARISON)


def _ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    if not settled(whole):
        return None
    return round_half_up(round_half_up(part / whole * HUNDRED, FINE), SHOWN)


def _growth(arguments: Sequence[Argument]) -> Scalar:
    this, last = map(decimal, arguments)
    return _ratio(this - last, abs(last))


def _ratio_excel(part: str, whole: str) -> str:
    return f"ROUND(ROUND({part}/{whole}*100,{FINE}),{SHOWN})"


def _share_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    part, whole = (of_kind(argument, "number") for argument in arguments)
    return ExcelValue(_ratio_excel(bracket(part, PRODUCT), bracket(whole, ATOM)), f"{rounded(whole.value)}=0")


def _growth_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    this, last = (of_kind(argument, "number") for argument in arguments)
    change = f"({bracket(this, SUM)}-{bracket(last, PRODUCT)})"
    return ExcelValue(_ratio_excel(change, f"ABS({last.value})"), f"{rounded(last.value)}=0")


def _scale(formula: str) -> str:
    coarser = ",".join(map(str, range(LAST_PLACE)))
    return f"SUMPRODUCT(--(ROUND({formula},{{{coarser}}})<>{rounded(formula)}))"


def _ulp(formula: str) -> str:
    coarser = ",".join(map(str, range(WRITTEN_PLACES, LAST_PLACE)))
    return f"10^-({WRITTEN_PLACES}+SUMPRODUCT(--(ROUND({formula},{{{coarser}}})<>{rounded(formula)})))"


FUNCTIONS = (
    Function(
        "growth", ("value", "value"), _growth, "{0}比{1}增长的百分数", _growth_excel,
        signature="number, like 0 -> percent",
    ),
    Function(
        "share", ("value", "value"), lambda given: _ratio(decimal(given[0]), decimal(given[1])), "{0}占{1}的百分数",
        _share_excel, signature="number, like 0 -> percent"),
    Function(
        "percent_fits", ("value", "value", "value"), lambda given: _interval(given, 0),
        "{0}与{1}占{2}的百分比相符", lambda given: _excel(given, 0), denied="{0}与{1}占{2}的百分比不符",
        role="percentage", signature="percent, number, like 1 -> truth"),
    Function(
        "percent_near", ("value", "value", "value"), lambda given: _interval(given, 1),
        "{0}与{1}占{2}的百分比至多差一个末位", lambda given: _excel(given, 1), denied="{0}与{1}占{2}的百分比相差超过一个末位",
        role="percentage", signature="percent, number, like 1 -> truth"),
)  # fmt: skip
