"""Shares of one whole that add up to 100: rounded down, and the units of the last place that are left to the largest remainders.

Nobody writes the call: a form says ``shares = "plugged"`` of a block, and its shares are turned into it (``forms.load.plugged``).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from budgetxl.values import Scalar, plain, round_half_up
from budgetxl.values.decimals import FINE, share_of

from ..comparison import rounded, settled
from ..excel.arguments import of_kind
from ..excel.formula import ATOM, PRODUCT, ExcelValue, any_of, bracket, pick
from ..function import Argument, ExcelArgument, Function, decimal, integer

HUNDRED = 2  # places of a share of 1 that a percentage has before its point


def _plugged(arguments: Sequence[Argument]) -> Scalar:
    which, places, whole = integer(arguments[0]) - 1, integer(arguments[1]), decimal(arguments[2])
    parts = [Decimal(0) if part is None else decimal(part) for part in arguments[3:]]
    if arguments[3 + which] is None or not settled(whole):
        return None
    units = [round_half_up((part / whole).scaleb(places + HUNDRED), FINE - places) for part in parts]
    floors = [unit.to_integral_value(ROUND_FLOOR) for unit in units]
    left = Decimal(10) ** (places + HUNDRED) - sum(floors)
    if not 0 <= left < len(parts):
        return share_of(parts[which], whole, places)  # they are not the parts of this whole
    rests = [unit - floor for unit, floor in zip(units, floors)]
    before = sum(rest > rests[which] or (rest == rests[which] and place < which) for place, rest in enumerate(rests))
    return (floors[which] + (before < left)).scaleb(-places)


def _plugged_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    which, places = (int(of_kind(argument, "number").value) for argument in arguments[:2])
    whole, *parts = (of_kind(argument, "number") for argument in arguments[2:])
    whole_value, own = bracket(whole, ATOM), which - 1
    values = [pick(part.missing, "0", bracket(part, PRODUCT)) for part in parts]
    times = plain(Decimal(10) ** (places + HUNDRED))
    units = [f"ROUND({value}/{whole_value}*{times},{FINE - places})" for value in values]
    left = f"{times}-{'-'.join(f'INT({unit})' for unit in units)}"
    rests = [f"ROUND(MOD({unit},1),{FINE - places})" for unit in units]
    before = "+".join(
        f"IF({rest}{'>=' if place < own else '>'}{rests[own]},1,0)" for place, rest in enumerate(rests) if place != own
    )
    given = f"(INT({units[own]})+IF({before or '0'}<{left},1,0))/{plain(Decimal(10) ** places)}"
    alone = f"ROUND(ROUND({values[own]}/{whole_value}*100,{FINE}),{places})"
    value = f"IF(AND({left}>=0,{left}<{len(parts)}),{given},{alone})"
    return ExcelValue(value, any_of(parts[own].missing, whole.missing, f"{rounded(whole.value)}=0"))


FUNCTIONS = (
    Function(
        "plugged_share", ("value", "value", "value", "maybe"), _plugged, "各项凑足 100 时第{0}项占{2}的百分数", _plugged_excel, endless=True,
        signature="count, count, number, like 2 -> percent",
    ),
)  # fmt: skip
