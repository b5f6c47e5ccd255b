"""A whole column typed in 元 where it is in 万元: one mistake, with one cure for all its figures, that explains what fails."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from budgetxl.expressions import Compare
from budgetxl.forms import DEFAULT_UNIT, Cell, Path, Verdict
from budgetxl.values import path_of, spans
from budgetxl.workbook import Submission

from ..messages import say
from .hints import last_year
from .search import Cause
from .trials import Failure, Outcome, Trials
from .upstream import Upstream

LEAST_FIGURES, LEAST_EXPLAINED, MOST_COLUMNS = 3, 2, 20
_FACTOR = 4  # of 元 in 万元, as a power of ten
_GROWTH = 10  # so many times last year's figure is no growth
_OF_A_SIZE = 100  # a figure that kept to its limit is not a hundredth of it


def whole_columns(submission: Submission, failed: Mapping[Failure, Verdict]) -> list[Cause]:
    """The columns whose figures, divided by 10⁴, put right two or more failures and break nothing, if it is one column alone.

    An equality has to come out, or most figures have to come near last year's, or near the limits that they broke and
    nothing else fails that stands on them: a limit alone is kept by any small figure.
    """
    if len(failed) < LEAST_EXPLAINED:
        return []
    trials = Trials(submission, failed)
    upstream = Upstream(trials.seen, trials.formulas())
    stands_on: dict[Path, set[Failure]] = {}
    for failure, verdict in failed.items():
        for key, _ in upstream.typed(verdict):
            stands_on.setdefault(path_of(key), set()).add(failure)
    found = [cause for path, below in list(stands_on.items())[:MOST_COLUMNS] for cause in _tried(path, below, submission, failed, trials)]
    return [one for one in found if all(other is one or other.explains.isdisjoint(one.explains) for other in found)]


def _tried(
    path: Path, below: set[Failure], submission: Submission, failed: Mapping[Failure, Verdict], trials: Trials
) -> Iterator[Cause]:
    """The cause that a column is, where it is one; ``below`` are the failures that stand on it."""
    column = [cell for cell in submission.cells.of(path) if not cell.computed and cell.entry.value and cell.entry.at is not None]
    figures = {cell.key: value for cell in column if isinstance(value := cell.entry.value, Decimal)}
    if len(figures) < LEAST_FIGURES or not all(_in_ten_thousands(cell) for cell in column):
        return
    outcome = trials.put_all({key: value.scaleb(-_FACTOR) for key, value in figures.items()})
    explains = frozenset(failed.keys() - outcome.failed)
    if len(explains) < LEAST_EXPLAINED or not outcome.failed <= failed.keys():
        return
    by_limits = below <= explains and _near_limits(outcome, explains)
    if not (by_limits or any(_equality(failed[one]) for one in explains) or _like_last_year(submission, column)):
        return
    at = tuple(cell.entry.at for cell in column if cell.entry.at is not None)
    one = len({(each.sheet, each.column) for each in at}) == 1
    named = f"{at[0]}:{at[-1].cell}" if one else "、".join(spans(at))
    yield Cause(at, explains, sure=True, figure=True, why=say("column-unit", range=named, n=len(at), count=len(explains)), grave=True)


def _in_ten_thousands(cell: Cell) -> bool:
    """Whether a cell is in 万元: an amount, or a price that is no amount of its own."""
    field = cell.place.field
    return (field.unit or (DEFAULT_UNIT if field.kind.amount else "")) == DEFAULT_UNIT


def _equality(verdict: Verdict) -> bool:
    check = verdict.rule.check.expression
    return isinstance(check, Compare) and check.operator == "==" and isinstance(verdict.judgement.gap, Decimal)


def _near_limits(outcome: Outcome, explains: Collection[Failure]) -> bool:
    """Whether most limits that were broken are not only kept, but by figures of their own size."""
    near = 0
    for failure in explains:
        sides = outcome.verdicts[failure].judgement if failure in outcome.verdicts else None
        if sides is not None and isinstance(sides.left, Decimal) and isinstance(sides.right, Decimal):
            near += 0 < max(abs(sides.left), abs(sides.right)) < _OF_A_SIZE * min(abs(sides.left), abs(sides.right))
    return 2 * near > len(explains)


def _like_last_year(submission: Submission, column: list[Cell]) -> bool:
    """Whether most figures of a column are about 10⁴ times last year's."""
    near = 0
    for cell in column:
        last = last_year(submission.cells, cell.entry)
        if last is not None and isinstance(last.value, Decimal) and last.value and isinstance(cell.entry.value, Decimal):
            near += 1 / Decimal(_GROWTH) < cell.entry.value.scaleb(-_FACTOR) / last.value < _GROWTH
    return 2 * near > len(column)
