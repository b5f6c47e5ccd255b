"""A whole column typed in 元 where it is in 万元: one mistake, with one cure for all its figures, that explains what fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from budgetxl.expressions import Compare
from budgetxl.forms import DEFAULT_UNIT, Cell, Path, Verdict
from budgetxl.values import path_of, spans
from budgetxl.workbook import Submission

from ..messages import say
from .hints import last_year
from .search import Cause
from .trials import Failure, Trials
from .upstream import Upstream

LEAST_FIGURES, LEAST_EXPLAINED, MOST_COLUMNS = 3, 2, 20
_FACTOR = 4  # of 元 in 万元, as a power of ten
_GROWTH = 10  # so many times last year's figure is no growth


def whole_columns(submission: Submission, failed: Mapping[Failure, Verdict]) -> list[Cause]:
    """The columns whose figures, divided by 10⁴, put right two or more failures and break nothing, if it is one column alone.

    An equality has to come out, or most figures have to come near last year's: a limit alone is kept by any small figure.
    """
    if len(failed) < LEAST_EXPLAINED:
        return []
    trials = Trials(submission, failed)
    upstream = Upstream(trials.seen, trials.formulas())
    paths = dict.fromkeys(path_of(key) for verdict in failed.values() for key, _ in upstream.typed(verdict))
    found = [cause for path in list(paths)[:MOST_COLUMNS] for cause in _tried(path, submission, failed, trials)]
    return [one for one in found if all(other is one or other.explains.isdisjoint(one.explains) for other in found)]


def _tried(path: Path, submission: Submission, failed: Mapping[Failure, Verdict], trials: Trials) -> Iterator[Cause]:
    column = [cell for cell in submission.cells.of(path) if not cell.computed and cell.entry.value and cell.entry.at is not None]
    figures = {cell.key: value for cell in column if isinstance(value := cell.entry.value, Decimal)}
    if len(figures) < LEAST_FIGURES or not all(_in_ten_thousands(cell) for cell in column):
        return
    outcome = trials.put_all({key: value.scaleb(-_FACTOR) for key, value in figures.items()})
    explains = frozenset(failed.keys() - outcome.failed)
    if len(explains) < LEAST_EXPLAINED or not outcome.failed <= failed.keys():
        return
    if not any(_equality(failed[one]) for one in explains) and not _like_last_year(submission, column):
        return
    at = tuple(cell.entry.at for cell in column if cell.entry.at is not None)
    one = len({(each.sheet, each.column) for each in at}) == 1
    named = f"{at[0]}:{at[-1].cell}" if one else "、".join(spans(at))
    yield Cause(at, explains, sure=True, figure=True, why=say("column-unit", range=named, n=len(at), count=len(explains)))


def _in_ten_thousands(cell: Cell) -> bool:
    field = cell.place.field
    return field.kind.amount and (field.unit or DEFAULT_UNIT) == DEFAULT_UNIT


def _equality(verdict: Verdict) -> bool:
    check = verdict.rule.check.expression
    return isinstance(check, Compare) and check.operator == "==" and isinstance(verdict.judgement.gap, Decimal)


def _like_last_year(submission: Submission, column: list[Cell]) -> bool:
    """Whether most figures of a column are about 10⁴ times last year's."""
    near = 0
    for cell in column:
        last = last_year(submission.cells, cell.entry)
        if last is not None and isinstance(last.value, Decimal) and last.value and isinstance(cell.entry.value, Decimal):
            near += 1 / Decimal(_GROWTH) < cell.entry.value.scaleb(-_FACTOR) / last.value < _GROWTH
    return 2 * near > len(column)
