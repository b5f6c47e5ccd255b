"""Percentages: reckoned from figures, and held against those that they were reckoned from (RULES.md, Percent rule).

They are held by interval, since the figures are rounded too: the least and the most that figures half a unit of their last
place away can give, rounded at the places of the percentage. How exact figures and percentage are, the form says of its
fields; ``units`` puts it into the call (``Call.exact``). Without, a figure is as exact as it is written, to the cent at least.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import product
from typing import NamedTuple, TypeAlias

from budgetxl.values import Scalar, round_half_up, scale
from budgetxl.values.decimals import FINE, SHOWN, growth_of, share_of
from budgetxl.values.tolerances import LAST_PLACE, WRITTEN_PLACES

from ..comparison import finest, rounded, settled
from ..errors import WrongType
from ..excel.arguments import of_kind
from ..excel.formula import ATOM, COMPARISON, FALSE, PRODUCT, SUM, ExcelValue, all_of, bracket, pick
from ..function import Argument, ExcelArgument, Function, Role, decimal

HUNDRED = Decimal(100)


class Held(NamedTuple):
    """A percentage with the two figures that it is held against, and how exact they are.

    ``halves`` is what each figure may be off; ``slack`` how many units of its last place the percentage may be off.
    """

    percent: Decimal
    first: Decimal
    second: Decimal
    halves: tuple[Decimal, Decimal]
    places: int
    slack: int


Corners: TypeAlias = Callable[[Decimal, Decimal], Decimal]


def share_fits(percent: Decimal, part: Decimal, whole: Decimal) -> bool:
    """Whether ``percent`` (in %) is that of a part in a whole, as far as the figures are rounded.

    Raises WrongType where the whole is nought as far as it is rounded.
    """
    return _share_held((percent, part, whole), 0)


def _share_held(arguments: Sequence[Argument], ulps: int) -> bool:
    held = _held(arguments)
    if abs(held.second) <= held.halves[1]:
        raise WrongType
    return _within(held, lambda part, whole: HUNDRED * part / whole, ulps)


def _growth_held(arguments: Sequence[Argument], ulps: int) -> bool:
    """Where last year was nought there is no growth: only 0 fits, and that where this year is nought, too."""
    held = _held(arguments)
    if abs(held.second) <= held.halves[1]:
        return not held.percent and abs(held.first) <= held.halves[0]
    return _within(held, lambda this, last: HUNDRED * (this - last) / abs(last), ulps)


def _held(arguments: Sequence[Argument]) -> Held:
    percent, first, second = (settled(decimal(argument)) for argument in arguments[:3])
    places, half, other, slack = arguments[3:] or (None, None, None, None)
    halves = (finest(first) / 2 if half is None else decimal(half), finest(second) / 2 if other is None else decimal(other))
    least = 0 if places is None else int(decimal(places))
    return Held(percent, first, second, halves, max(least, scale(percent)), 0 if slack is None else int(decimal(slack)))


def _within(held: Held, ratio: Corners, ulps: int) -> bool:
    """Whether the percentage lies within what the figures can give, or within so many units of its last place."""
    half, other = held.halves
    corners = [ratio(held.first + a * half, held.second + b * other) for a, b in product((-1, 1), repeat=2)]
    least, most = (round_half_up(round_half_up(bound, FINE), held.places) for bound in (min(corners), max(corners)))
    margin = (ulps + held.slack) * Decimal(1).scaleb(-held.places)
    return least - margin <= held.percent <= most + margin


def _share_held_excel(arguments: Sequence[ExcelArgument], ulps: int) -> ExcelValue:
    value, _, whole = _held_excel(arguments, ulps, lambda part, whole: f"100*({part})/({whole})")
    return ExcelValue(value, whole, "truth", COMPARISON)


def _growth_held_excel(arguments: Sequence[ExcelArgument], ulps: int) -> ExcelValue:
    value, this, last = _held_excel(arguments, ulps, lambda this, last: f"100*(({this})-({last}))/ABS({last})")
    none = all_of(f"{rounded(of_kind(arguments[0], 'number').value)}=0", this)
    return ExcelValue(pick(last, none, value), FALSE, "truth", ATOM)


def _held_excel(arguments: Sequence[ExcelArgument], ulps: int, ratio: Callable[[str, str], str]) -> tuple[str, str, str]:
    """Whether a percentage is within bounds, and whether each of its two figures is nought, as formulas."""
    percent, first, second = (of_kind(argument, "number") for argument in arguments[:3])
    given = [_known(argument) for argument in arguments[3:]] or [None] * 4
    half, other = (f"{_ulp(each.value)}/2" if known is None else known for each, known in zip((first, second), given[1:3]))
    corners = ",".join(
        ratio(f"{bracket(first, SUM)}{a}{half}", f"{bracket(second, SUM)}{b}{other}") for a, b in product("-+", repeat=2)
    )
    own = _scale(percent.value)
    places = own if given[0] in (None, "0") else f"MAX({given[0]},{own})"
    least, most = (f"ROUND(ROUND({name}({corners}),{FINE}),{places})" for name in ("MIN", "MAX"))
    off = ulps + int(given[3] or "0")
    margin = f"{off}*10^-{places}" if off else "0"
    held = bracket(percent, PRODUCT)
    value = f"AND({rounded(f'{held}-{least}+{margin}')}>=0,{rounded(f'{held}-{most}-{margin}')}<=0)"
    return value, f"ABS({rounded(first.value)})<={half}", f"ABS({rounded(second.value)})<={other}"


def _known(argument: ExcelArgument) -> str | None:
    """What the form says of a call; None where it says nothing."""
    return argument.value if isinstance(argument, ExcelValue) and argument.missing == FALSE else None


def _places(arguments: Sequence[Argument], number: int) -> int:
    return SHOWN if len(arguments) <= number or arguments[number] is None else int(decimal(arguments[number]))


def _growth(arguments: Sequence[Argument]) -> Scalar:
    return growth_of(decimal(arguments[0]), decimal(arguments[1]), _places(arguments, 2))


def _share(arguments: Sequence[Argument]) -> Scalar:
    return share_of(decimal(arguments[0]), decimal(arguments[1]), _places(arguments, 2))


def _ratio_excel(part: str, whole: str, arguments: Sequence[ExcelArgument]) -> str:
    known = _known(arguments[2]) if len(arguments) > 2 else None
    return f"ROUND(ROUND({part}/{whole}*100,{FINE}),{SHOWN if known is None else known})"


def _share_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    part, whole = (of_kind(argument, "number") for argument in arguments[:2])
    return ExcelValue(_ratio_excel(bracket(part, PRODUCT), bracket(whole, ATOM), arguments), f"{rounded(whole.value)}=0")


def _growth_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    this, last = (of_kind(argument, "number") for argument in arguments[:2])
    change = f"({bracket(this, SUM)}-{bracket(last, PRODUCT)})"
    return ExcelValue(_ratio_excel(change, f"ABS({last.value})", arguments), f"{rounded(last.value)}=0")


def _scale(formula: str) -> str:
    coarser = ",".join(map(str, range(LAST_PLACE)))
    return f"SUMPRODUCT(--(ROUND({formula},{{{coarser}}})<>{rounded(formula)}))"


def _ulp(formula: str) -> str:
    coarser = ",".join(map(str, range(WRITTEN_PLACES, LAST_PLACE)))
    return f"10^-({WRITTEN_PLACES}+SUMPRODUCT(--(ROUND({formula},{{{coarser}}})<>{rounded(formula)})))"


def _holding(name: str, ulps: int, role: Role, phrase: str, denied: str) -> Function:
    """A function that holds a percentage against two figures, within so many units of its last place."""
    held, formula = (_share_held, _share_held_excel) if role == "share" else (_growth_held, _growth_held_excel)
    return Function(
        name, ("value", "value", "value"), lambda given: held(given, ulps), phrase, lambda given: formula(given, ulps),
        denied=denied, role=role, signature="percent, number, like 1 -> truth",
    )  # fmt: skip


FUNCTIONS = (
    Function(
        "growth", ("value", "value"), _growth, "{0}比{1}增长的百分数", _growth_excel, role="reckoned",
        signature="number, like 0 -> percent"),
    Function(
        "share", ("value", "value"), _share, "{0}占{1}的百分数", _share_excel, role="reckoned",
        signature="number, like 0 -> percent"),
    _holding("share_fits", 0, "share", "{0}与{1}占{2}的百分比相符", "{0}与{1}占{2}的百分比不符"),
    _holding("share_near", 1, "share", "{0}与{1}占{2}的百分比至多差一个末位", "{0}与{1}占{2}的百分比相差超过一个末位"),
    _holding("growth_fits", 0, "growth", "{0}与{1}比{2}增长的百分比相符", "{0}与{1}比{2}增长的百分比不符"),
    _holding("growth_near", 1, "growth", "{0}与{1}比{2}增长的百分比至多差一个末位", "{0}与{1}比{2}增长的百分比相差超过一个末位"),
)  # fmt: skip
