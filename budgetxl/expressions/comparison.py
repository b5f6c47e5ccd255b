"""When two values are equal, or one is more than the other: in Decimal, and as a formula right beside it.

Numbers are compared by their difference, rounded to six places in both readings, so that binary arithmetic can't
tip a verdict. Without a given slack:

========== ======================================= =========================================
operator   between two figures                     with a constant that the rule itself states
========== ======================================= =========================================
``==``     a difference up to ½u is let pass       exactly equal
``!=``     the opposite of ``==``                  the opposite of ``==``
``<= >=``  a difference up to ½u is let pass       exactly
``< >``    the opposite of ``>=`` and ``<=``       exactly
========== ======================================= =========================================

u is one unit of the last place that the coarser of the two figures is printed with: 0.01 where a form says nothing else
(RULES.md, Conventions). So ``x > 0`` holds for 0.001, and ``x >= 0`` does not for -0.001. Texts are compared folded (``foldings.fold``), for
equality only; dates exactly; values of different types are not compared at all.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ..values import Scalar, plain, round_half_up, ulp
from ..values.foldings import fold
from ..values.tolerances import EXACTLY, LAST_PLACE, NEAR
from .errors import NoExcelReading
from .excel.formula import PRODUCT, SUM, ExcelValue, bracket, fold_pair
from .syntax import Comparator


def settled(number: Decimal) -> Decimal:
    """The number at the last place that counts; ``rounded`` says it in a formula."""
    rounded = round_half_up(number, LAST_PLACE)
    return rounded.normalize() if rounded else EXACTLY


def finest(number: Decimal) -> Decimal:
    """One unit in the last place of a number, between 0.01 and the last place that counts."""
    return ulp(settled(number))


def alike(first: Scalar, second: Scalar) -> bool:
    """Whether a cell holds the very value looked for; values of different types never do."""
    return compare("==", first, second, EXACTLY) is True


def compare(
    operator: Comparator, left: Scalar, right: Scalar, slack: Decimal | None = None, half: Decimal = NEAR
) -> bool | None:
    """Whether the comparison holds; None where the two can't be compared.

    ``slack`` None: as between two figures, which may differ by ``half``.
    """
    match left, right:
        case Decimal(), Decimal():
            return _numbers(operator, settled(left - right), half if slack is None else slack)
        case date(), date():
            return _numbers(operator, Decimal((left - right).days), EXACTLY)
        case (str(), str()) | (bool(), bool()) if operator in ("==", "!="):
            same = fold(left) == fold(right) if isinstance(left, str) and isinstance(right, str) else left == right
            return same if operator == "==" else not same
        case _:
            return None


def _numbers(operator: Comparator, gap: Decimal, margin: Decimal) -> bool:
    match operator:
        case "==":
            return abs(gap) <= margin
        case "!=":
            return abs(gap) > margin
        case "<=":
            return gap <= margin
        case ">=":
            return gap >= -margin
        case "<":
            return gap < -margin
        case ">":
            return gap > margin


def compare_formula(
    operator: Comparator, left: ExcelValue, right: ExcelValue, slack: str | None = None, half: Decimal = NEAR
) -> str:
    """``compare`` as a formula; ``slack`` is a formula too, ``"0"`` for exact. Raises NoExcelReading."""
    if left.kind != right.kind:
        raise NoExcelReading
    if left.kind == "number":
        return _numbers_formula(operator, difference(left, right), plain(half) if slack is None else slack)
    if left.kind == "date":
        return _numbers_formula(operator, difference(left, right), "0")
    if operator not in ("==", "!="):
        raise NoExcelReading
    if left.kind == "text":
        same = f"EXACT({','.join(fold_pair(left.value, right.value))})"
        return same if operator == "==" else f"NOT({same})"
    sign = "=" if operator == "==" else "<>"
    return f"({left.value}){sign}({right.value})"


def difference(left: ExcelValue, right: ExcelValue) -> str:
    """The gap between two numbers, as a formula."""
    if right.value == "0":
        return rounded(left.value)
    return rounded(f"{bracket(left, SUM)}-{bracket(right, PRODUCT)}")


def rounded(formula: str) -> str:
    """``settled`` as a formula."""
    return f"ROUND({formula},{LAST_PLACE})"


def _numbers_formula(operator: Comparator, gap: str, slack: str) -> str:
    if slack == "0":
        return gap + {"==": "=0", "!=": "<>0", "<=": "<=0", ">=": ">=0", "<": "<0", ">": ">0"}[operator]
    match operator:
        case "==":
            return f"ABS({gap})<={slack}"
        case "!=":
            return f"ABS({gap})>{slack}"
        case "<=":
            return f"{gap}<={slack}"
        case ">=":
            return f"{gap}>=-{slack}"
        case "<":
            return f"{gap}<-{slack}"
        case ">":
            return f"{gap}>{slack}"
