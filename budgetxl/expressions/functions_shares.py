"""Percentages against the figures that they were reckoned from: by interval, since those figures are rounded too."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import product

from ..values import round_half_up, scale
from .comparison import PLACES, finest, rounded, settled
from .errors import WrongType
from .excel_arguments import of_kind
from .formula import COMPARISON, PRODUCT, SUM, ExcelValue, bracket
from .function import Argument, ExcelArgument, Function, decimal

HUNDRED = Decimal(100)
FINE = 9  # places that binary arithmetic can't tip


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


def _scale(formula: str) -> str:
    coarser = ",".join(map(str, range(PLACES)))
    return f"SUMPRODUCT(--(ROUND({formula},{{{coarser}}})<>{rounded(formula)}))"


def _ulp(formula: str) -> str:
    coarser = ",".join(map(str, range(2, PLACES)))
    return f"10^-(2+SUMPRODUCT(--(ROUND({formula},{{{coarser}}})<>{rounded(formula)})))"


FUNCTIONS = (
    Function(
        "percent_fits", ("value", "value", "value"), lambda given: _interval(given, 0),
        "{0}与{1}占{2}的百分比相符", lambda given: _excel(given, 0), denied="{0}与{1}占{2}的百分比不符",
    ),
    Function(
        "percent_near", ("value", "value", "value"), lambda given: _interval(given, 1),
        "{0}与{1}占{2}的百分比至多差一个末位", lambda given: _excel(given, 1), denied="{0}与{1}占{2}的百分比相差超过一个末位",
    ),
)  # fmt: skip
