"""The verdict of a rule, in two readings side by side: over a submission, and as a formula of the 校验 sheet.

What decides, in this order:

1. ``when`` does not hold: not applicable; ``when`` is missing: not evaluated.
2. A side of the check, or the tolerance, is missing: not evaluated.
3. The check is one comparison of numbers. Their difference, rounded to the last place that counts, is held against

   - the rule's ``tolerance``, where it has one;
   - for ``==`` over n ≥ 3 figures: passed up to ½u, 取整尾差 (``ROUNDING``, information) up to ½u·n, failed above;
   - otherwise what ``comparison`` says: ½u between figures, exactly against a constant.

   u is one unit of the last place that the coarsest of the figures is printed with (``Compare.half`` is ½u); n counts the
   numbers that both sides add up (``addends``), whichever of their fields a condition chose.
4. Any other check passes or fails by itself; a tolerance does not touch it.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from enum import Enum
from typing import NamedTuple

from ..values import Entry, Scalar, plain
from ..values.decimals import PRECISE
from ..values.records import dataclass
from ..values.tolerances import EXACTLY
from ..values.words import FAILED, NOT_APPLICABLE, PASSED, UNFILLED
from . import messages
from .addends import Counting, count_formula, counting_of
from .comparison import compare, compare_formula, difference, rounded, settled
from .errors import EvaluationError, NoExcelReading
from .evaluate import Reading, reading_of
from .excel.decisions import decide
from .excel.formula import (
    FALSE,
    PRODUCT,
    TRUE,
    ExcelValue,
    ValueKind,
    any_of,
    bracket,
    call,
    fits,
    negate,
    pick,
    text_literal,
)
from .excel_reading import Locate, translate
from .function import Functions
from .functions.table import BUILTINS
from .scope import Recorder, Scope
from .syntax import Comparator, Compare, Expression, constant

FEW = 2
"""Up to so many figures, each written to the cent, nothing adds up to a rounding difference."""


class Status(Enum):
    """How a rule came out. The value is the name in JSON."""

    PASSED = "passed"
    FAILED = "failed"
    ROUNDING = "rounding"
    NOT_EVALUATED = "not_evaluated"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and what it rests on.

    ``left`` and ``right`` are the sides of a comparison, ``gap`` = left − right of numbers. The entries are those that
    each side read, filled ones first and single fields before columns; for other checks all are in ``left_entries``.
    ``missing`` are the blank cells for which the rule was not evaluated.
    """

    status: Status
    left: Scalar = None
    right: Scalar = None
    gap: Decimal | None = None
    left_entries: tuple[Entry, ...] = ()
    right_entries: tuple[Entry, ...] = ()
    missing: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class ExcelJudgement:
    """The formulas of a row of the 校验 sheet, without equals signs; ``kind`` is what the two sides of a comparison hold."""

    left: str
    right: str
    gap: str
    verdict: str
    kind: ValueKind = "number"


class Sides(NamedTuple):
    """One comparison, made ready: its two sides, whether a constant of the rule makes it exact, how many figures it adds up."""

    operator: Comparator
    left: Reading
    right: Reading
    exact: bool
    figures: Counting
    half: Decimal


class Judging(NamedTuple):
    """A rule made ready to be judged over many rows (``judging_of``): its check, its condition, its tolerance."""

    check: Sides | Reading
    when: Reading | None
    tolerance: Reading | None

    def judge(self, scope: Scope, sources: bool = True) -> Judgement:
        """The verdict over a submission. Raises EvaluationError where the form is at fault (an unknown path).

        Without ``sources`` it does not say what it rests on, which takes a quarter of the time.
        """
        aside, left, right = (Recorder(scope), Recorder(scope), Recorder(scope)) if sources else (scope, scope, scope)
        with localcontext(PRECISE):
            applies = True if self.when is None else self.when(aside)
            if applies is False:
                return Judgement(Status.NOT_APPLICABLE)
            if not isinstance(self.check, Sides):
                holds = self.check(left)
                if holds is not None and not isinstance(holds, bool):
                    raise EvaluationError(messages.not_a_condition())
                return _judgement(_status(holds if applies is True else None), None, None, None, left, right, aside)
            values = self.check.left(left), self.check.right(right)
            slack = None if self.tolerance is None else self.tolerance(aside)
            gap = _gap(*values)
        if applies is not True or None in values or (self.tolerance is not None and not isinstance(slack, Decimal)):
            status = Status.NOT_EVALUATED
        else:
            status = _compared(self.check, values, gap, settled(slack) if isinstance(slack, Decimal) else None, scope)
        return _judgement(status, *values, gap, left, right, aside)


def judging_of(
    check: Expression, when: Expression | None = None, tolerance: Expression | None = None, functions: Functions = BUILTINS
) -> Judging:
    """A rule made ready: its expressions, and each side of a comparison, as functions."""
    condition = None if when is None else reading_of(when, functions)
    margin = None if tolerance is None else reading_of(tolerance, functions)
    if not isinstance(check, Compare):
        return Judging(reading_of(check, functions), condition, margin)
    exact = constant(check.left) or constant(check.right)
    figures = counting_of((check.left, check.right), functions)
    sides = Sides(check.operator, reading_of(check.left, functions), reading_of(check.right, functions), exact, figures, check.half)
    return Judging(sides, condition, margin)


def judge(
    check: Expression,
    scope: Scope,
    *,
    when: Expression | None = None,
    tolerance: Expression | None = None,
    functions: Functions = BUILTINS,
) -> Judgement:
    """The verdict over a submission, once. Raises EvaluationError where the form is at fault (an unknown path)."""
    return judging_of(check, when, tolerance, functions).judge(scope)


def excel_judgement(
    check: Expression,
    locate: Locate,
    *,
    when: Expression | None = None,
    tolerance: Expression | None = None,
    fail_word: str = FAILED,
    functions: Functions = BUILTINS,
) -> ExcelJudgement | None:
    """The verdict as formulas; None where any part has no Excel reading.

    The verdict shows 通过 (a rounding difference as well), ``fail_word``, 不适用 or 未填.
    """
    try:
        found = _excel_judgement(check, locate, when, tolerance, fail_word, functions)
    except NoExcelReading:
        return None
    return found if all(map(fits, (found.left, found.right, found.gap, found.verdict))) else None


# One comparison


def _compared(
    check: Sides, values: tuple[Scalar, Scalar], gap: Decimal | None, slack: Decimal | None, scope: Scope
) -> Status:
    if check.operator == "==" and slack is None and gap:
        count = check.figures(scope)
        if count > FEW:
            return _added_up(abs(gap), count, check.half)
    default = EXACTLY if check.exact else None
    return _status(compare(check.operator, *values, default if slack is None else slack, check.half))


def _compared_formula(check: Compare, left: ExcelValue, right: ExcelValue, slack: str | None, locate: Locate, functions: Functions) -> str:
    exact = constant(check.left) or constant(check.right)
    default = "0" if exact else None
    holds = compare_formula(check.operator, left, right, default if slack is None else slack, check.half)
    if check.operator == "==" and slack is None and left.kind == "number":
        count, most = count_formula((check.left, check.right), locate, functions)
        if most > FEW:
            bound = f"{plain(check.half)}*{bracket(count, PRODUCT)}"
            near = f"ABS({difference(left, right)})<={rounded(bound)}"
            return f"OR({holds},AND({count.value}>{FEW},{near}))"
    return holds


def _added_up(gap: Decimal, count: int, half: Decimal) -> Status:
    """A sum of many figures (RULES.md, Conventions). Every gap that passes is within ½u·n, so the formula needs that bound alone."""
    if gap <= half:
        return Status.PASSED
    return Status.ROUNDING if gap <= half * count else Status.FAILED


# The parts of a verdict


def _gap(left: Scalar, right: Scalar) -> Decimal | None:
    if not (isinstance(left, Decimal) and isinstance(right, Decimal)):
        return None
    try:
        with localcontext(PRECISE):
            return settled(left - right)
    except ArithmeticError:
        return None


def _status(holds: bool | None) -> Status:
    return Status.NOT_EVALUATED if holds is None else Status.PASSED if holds else Status.FAILED


def _judgement(
    status: Status, left: Scalar, right: Scalar, gap: Decimal | None, first: Scope, second: Scope, aside: Scope
) -> Judgement:
    if not (isinstance(first, Recorder) and isinstance(second, Recorder) and isinstance(aside, Recorder)):
        return Judgement(status, left, right, gap)
    missing: tuple[Entry, ...] = ()
    if status is Status.NOT_EVALUATED:
        singles = [entry for each in (aside, first, second) for entry in each.singles if entry.value is None]
        in_columns = [entry for each in (aside, first, second) for entry in each.in_columns if entry.value is None]
        missing = tuple(singles or in_columns)
    return Judgement(status, left, right, gap, _filled_first(first), _filled_first(second), missing)


def _filled_first(read: Recorder) -> tuple[Entry, ...]:
    entries = [*read.singles, *read.in_columns]
    return tuple(sorted(entries, key=lambda entry: entry.value is None))


def _excel_judgement(
    check: Expression,
    locate: Locate,
    when: Expression | None,
    tolerance: Expression | None,
    fail_word: str,
    functions: Functions,
) -> ExcelJudgement:
    left = right = gap = '""'
    kind: ValueKind = "number"
    applies = ExcelValue(TRUE, kind="truth") if when is None else translate(when, locate, functions)
    if applies.kind != "truth":
        raise NoExcelReading
    aside = pick(applies.missing, FALSE, negate(applies.value))  # a rule that does not apply has no sides
    if isinstance(check, Compare):
        first, second = translate(check.left, locate, functions), translate(check.right, locate, functions)
        margin = None if tolerance is None else _number(translate(tolerance, locate, functions))
        slack = None if margin is None else rounded(margin.value)
        missing = any_of(first.missing, second.missing, FALSE if margin is None else margin.missing)
        holds = _compared_formula(check, first, second, slack, locate, functions)
        left, right, kind = _side(aside, first.missing, first.value), _side(aside, second.missing, second.value), first.kind
        if first.kind == "number":
            gap = _side(aside, any_of(first.missing, second.missing), difference(first, second))
    else:
        found = translate(check, locate, functions)
        if found.kind != "truth":
            raise NoExcelReading
        missing, holds = found.missing, found.value
    unfilled = text_literal(UNFILLED)
    passed = text_literal(PASSED)
    steps = [(missing, unfilled), (holds, passed)]
    if when is not None:
        steps = [(applies.missing, unfilled), (negate(applies.value), text_literal(NOT_APPLICABLE)), *steps]
    verdict = decide(steps, text_literal(fail_word))
    return ExcelJudgement(left, right, gap, call("IFERROR", verdict, unfilled), kind)


def _side(aside: str, missing: str, value: str) -> str:
    return decide([(aside, '""'), (missing, '""')], value)


def _number(value: ExcelValue) -> ExcelValue:
    if value.kind != "number":
        raise NoExcelReading
    return value
