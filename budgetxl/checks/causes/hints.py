"""The likely cause of a difference, where the figures themselves show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_DOWN, Decimal, localcontext

from budgetxl.expressions import (
    BUILTINS,
    Binary,
    Call,
    Compare,
    Expression,
    Judgement,
    Recorder,
    Scope,
    evaluate,
    share_fits,
    walk,
)
from budgetxl.forms import DEFAULT_UNIT, Cells
from budgetxl.values import Entry, plain, round_half_up, scale
from budgetxl.values.tolerances import NEAR

from ..messages import say

_UNIT_FACTORS = (Decimal(10_000), Decimal(1) / Decimal(10_000))
_POINT_FACTORS = tuple(Decimal(10) ** power for power in (-3, -2, -1, 1, 2, 3))
_LEAST_DIGITS = 3
_MOST_DIGITS = 30  # of figures that are compared digit by digit; in a text there may stand thousands
_MOST_OFF = Decimal("0.05")  # of the smaller figure, where a factor is sought
_LAST_YEAR = ("last_{}", "{}_last_year", "last_year")


def last_year(cells: Cells, entry: Entry) -> Entry | None:
    """Last year's figure beside this year's ``amount``: ``last_amount``, ``amount_last_year`` or ``last_year``."""
    name = entry.key[-1] if entry.key else ""
    if not isinstance(name, str) or name.startswith("last_") or name.endswith("_last_year"):
        return None
    found = (cells.beside(entry, form.format(name)) for form in _LAST_YEAR)
    return next((cell.entry for cell in found if cell is not None), None)


def said_of_last_year(cells: Cells, figures: Iterable[Entry]) -> tuple[Entry, str] | None:
    """The one of some figures that somebody typed and that is last year's, with a sentence that says so."""
    found = [(one, last) for one in figures if one.value and (last := last_year(cells, one)) and last.value == one.value]
    typed = [(one, last) for one, last in found if one.key not in cells.computed and isinstance(one.value, Decimal)]
    if len(typed) != 1:
        return None
    (one, last), value = typed[0], typed[0][0].value
    assert isinstance(value, Decimal)
    return one, say("hint-last-year", cell=one.at or "", last=last.at or "", value=plain(value))


def of_unit(code: str, cells: Cells, entries: Iterable[Entry]) -> str:
    """The code of a sentence on 元 and 万元: of fields in another unit than 万元, it can't say which of them was meant."""
    units = {cell.place.field.unit for entry in entries if (cell := cells.get(entry.key)) is not None and cell.place.field.kind.amount}
    return code if units <= {DEFAULT_UNIT} else f"{code}-other"


def likely_cause(judgement: Judgement, check: Expression, scope: Scope, cells: Cells) -> str:
    """One sentence on why two figures may differ; empty where nothing shows.

    Looked for, the surest first: 元 for 万元 (a factor of 10⁴), one item left out of a sum or counted twice (the difference
    is that item), the opposite sign, last year's figure in this year's cell, digits cut off instead of rounded, two
    neighbouring digits swapped, a decimal point out of place. Of a percentage: cut off, its sign, another base.
    """
    if isinstance(check, Compare):
        return _of_figures(judgement, check, scope, cells)
    for call in walk(check):
        if isinstance(call, Call) and BUILTINS[call.name].role in ("share", "growth"):
            return _of_percentage(call, scope, cells)
    return ""


def _of_figures(judgement: Judgement, check: Compare, scope: Scope, cells: Cells) -> str:
    left, right, gap = judgement.left, judgement.right, judgement.gap
    if not isinstance(left, Decimal) or not isinstance(right, Decimal) or not gap:
        return ""
    if any(_near(left, right, factor) for factor in _UNIT_FACTORS):
        return say(of_unit("hint-unit", cells, (*judgement.left_entries, *judgement.right_entries)))
    if check.operator != "==":
        return ""  # the figures need not be the same
    item = _left_out(judgement, check, abs(gap))
    if item is not None:
        return say("hint-item", cell=item.at or "", value=plain(abs(gap)))
    if left == -right:
        return say("hint-sign")
    last = said_of_last_year(cells, (*judgement.left_entries, *judgement.right_entries))
    if last is not None:
        return last[1]
    for one, other in ((left, check.right), (right, check.left)):
        if isinstance(other, Call) and BUILTINS[other.name].role == "rounding" and _cut_off(one, evaluate(other.arguments[0], scope)):
            return say("hint-cut-off", value=plain(one), right=plain(right if one is left else left))
    if swapped(left, right):
        return say("hint-swapped", left=plain(left), right=plain(right))
    if any(_near(left, right, factor) for factor in _POINT_FACTORS):
        return say("hint-point")
    return ""


def _near(one: Decimal, other: Decimal, factor: Decimal) -> bool:
    """Whether one figure is the other times a factor, as far as the rounding of the coarser of them can tell."""
    big, small = (one, other * factor) if factor > 1 else (other, one / factor)
    times = max(factor, 1 / factor)
    return abs(big - small) <= min(NEAR * times, _MOST_OFF * abs(big))


def _left_out(judgement: Judgement, check: Compare, gap: Decimal) -> Entry | None:
    """The one item of a sum that the difference equals; None where there is none, or more than one."""
    for side, expression in ((judgement.right_entries, check.right), (judgement.left_entries, check.left)):
        if len(side) > 1 and not any(isinstance(part, Binary) and part.operator in "*/" for part in walk(expression)):
            found = [entry for entry in side if isinstance(entry.value, Decimal) and abs(entry.value) == gap]
            if len(found) == 1:
                return found[0]
    return None


def swapped(one: Decimal, other: Decimal) -> bool:
    """Whether two figures differ only by two neighbouring digits that changed places: 1887.85 and 1878.85."""
    if max(one.adjusted(), other.adjusted()) > _MOST_DIGITS:
        return False
    places = max(scale(one), scale(other))
    first, second = _digits(one, places), _digits(other, places)
    if len(first) != len(second) or len(first) < _LEAST_DIGITS or (one < 0) != (other < 0):
        return False
    differing = [i for i, (a, b) in enumerate(zip(first, second)) if a != b]
    return (
        len(differing) == 2
        and differing[1] == differing[0] + 1
        and first[differing[0]] == second[differing[1]]
        and first[differing[1]] == second[differing[0]]
    )


def _digits(number: Decimal, places: int) -> str:
    return str(int(abs(number).scaleb(places)))


def _cut_off(written: Decimal, exact: object) -> bool:
    """Whether a figure is what is left of an exact one when its further digits are cut off, where rounding gives another."""
    if not isinstance(exact, Decimal):
        return False
    places = scale(written)
    with localcontext() as context:
        context.rounding = ROUND_DOWN
        cut = exact.quantize(Decimal(1).scaleb(-places))
    return cut == written != round_half_up(exact, places)


def _figures_beside(cells: Cells, entry: Entry) -> Iterator[Entry]:
    """The other figures of an entry's record or row."""
    yield from (cell.entry for cell in cells.neighbours(entry) if isinstance(cell.entry.value, Decimal))


def _of_percentage(call: Call, scope: Scope, cells: Cells) -> str:
    """Why a percentage is not that of its part and whole; a growth is that of the change in last year's figure."""
    read = Recorder(scope)
    percent, part, whole = (evaluate(argument, read) for argument in call.arguments)
    if BUILTINS[call.name].role == "growth" and isinstance(part, Decimal) and isinstance(whole, Decimal):
        part -= whole
    if not isinstance(percent, Decimal) or not isinstance(part, Decimal) or not isinstance(whole, Decimal) or not whole:
        return ""
    exact = 100 * part / whole
    if _cut_off(percent, exact):
        return say("hint-cut-off", value=plain(percent) + "%", right=plain(round_half_up(exact, scale(percent))) + "%")
    if percent and share_fits(-percent, part, whole):
        return say("hint-sign")
    found = {entry.value: entry for known in read.singles for entry in (known, *_figures_beside(cells, known))}
    for base, cell in [*((value, entry.at) for value, entry in found.items()), (whole + part, None), (whole - part, None)]:
        if isinstance(base, Decimal) and base not in (percent, part, whole) and abs(base) > 1 and share_fits(percent, part, base):
            return say("hint-base-cell" if cell else "hint-base", base=plain(base), cell=cell, right=plain(whole))
    return ""
