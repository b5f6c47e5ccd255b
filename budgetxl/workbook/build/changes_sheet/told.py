"""What the sheet 需说明原因的增减 says of data, before any program has calculated it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from budgetxl.forms import Field, is_parent
from budgetxl.layout import (
    ELSEWHERE,
    KEY_END,
    UNWRITTEN,
    WRITTEN,
    ChangesPlan,
    ComparedFigure,
    ComparedRow,
    Key,
    Layout,
    reason_key,
)
from budgetxl.values import Scalar, in_unit, squeeze
from budgetxl.values.decimals import round_half_up

from ..state import ChangesTold, Facts, RowCompared

UNIT = "万元"  #: in which the sheet tells all amounts
PLACES, BOUND_PLACES = 6, 10  # of a change: down to a fen; of the bound that it reaches


def changes_told(layout: Layout, plan: ChangesPlan, facts: Facts, reasons: Mapping[str, str]) -> ChangesTold:
    """Data compared. ``reasons`` are last year's, by their keys."""
    told = [_of_figure(layout, plan, figure, facts.values) for figure in plan.figures]
    rows = tuple(row for found, _, _ in told for row in found)
    turns = [turn for turn, row in enumerate(rows) if row.size]
    lines = sorted(turns, key=lambda turn: (-rows[turn].size, turn))
    known = {row.key for row in rows}
    kept = tuple(each for key, count in plan.reasons.items() for each in _kept(key, count, reasons, known))
    return ChangesTold(rows, tuple(found[1] for found in told), tuple(found[2] for found in told), tuple(lines), kept)


def _of_figure(
    layout: Layout, plan: ChangesPlan, figure: ComparedFigure, values: Mapping[Key, Scalar]
) -> tuple[list[RowCompared], bool, bool]:
    """The rows of a figure, whether it can be compared, and whether it only lacks last year's."""
    this, last = ([_amount(values, key, field.unit) for key in keys] for keys, field in zip(_keys(figure), figure.fields))
    filled, before = (any(each is not None for each in side) for side in (this, last))
    rows = []
    for row, one, other in zip(figure.rows, this, last):
        now, then = one or Decimal(0), other or Decimal(0)
        size = _size(plan, now, then) if filled and before and not _adds_up(figure, row, values) else Decimal(0)
        rows.append(RowCompared(now, then, _item(figure, row, values), size, reason_told(layout, row, values), _key(figure, row, values)))
    return rows, filled and before, filled and not before


def _keys(figure: ComparedFigure) -> tuple[list[Key | None], list[Key | None]]:
    return [row.this for row in figure.rows], [row.last for row in figure.rows]


def _amount(values: Mapping[Key, Scalar], key: Key | None, unit: str) -> Decimal | None:
    value = None if key is None else values.get(key)
    return in_unit(value, unit, UNIT) if isinstance(value, Decimal) else None


def _size(plan: ChangesPlan, this: Decimal, last: Decimal) -> Decimal:
    """How large a change is; 0 where it reaches no bound. What was not there last year reaches every bound of per cent."""
    size = round_half_up(abs(this - last), PLACES)
    amount, percent = plan.changes.amount, plan.changes.percent
    bounds = [] if amount is None else [amount]
    bounds += [] if percent is None else [round_half_up(abs(last) * percent / 100, BOUND_PLACES)]
    return size if not bounds or size >= min(bounds) else Decimal(0)


def _adds_up(figure: ComparedFigure, row: ComparedRow, values: Mapping[Key, Scalar]) -> bool:
    """Whether a row adds up those of the codes below it."""
    return figure.rollup is not None and is_parent(squeeze(_text(row, figure.code, values)), figure.rollup)


def _text(row: ComparedRow, field: Field | None, values: Mapping[Key, Scalar]) -> str:
    """What a column says in a row of a table."""
    value = None if field is None or row.this is None else values.get((*row.this[:-1], field.id))
    return "" if value is None else str(value)


def _item(figure: ComparedFigure, row: ComparedRow, values: Mapping[Key, Scalar]) -> str:
    if not row.number:
        return row.label
    if row.this is None:
        return ""
    texts = [_text(row, field, values) for field in (figure.code, figure.name) if field is not None]
    return " ".join(texts)


def reason_told(layout: Layout, row: ComparedRow, values: Mapping[Key, Scalar]) -> str:
    """Where this year's reason is written, and whether it is; nothing of a row that shares another's."""
    if row.reason is None or (row.number and row.this is None and isinstance(row.reason[1], int)):
        return ""
    found = layout.cells.get(row.reason)
    if found is None:
        return ELSEWHERE
    return f"{found[0].name}：{UNWRITTEN if values.get(row.reason) is None else WRITTEN}"


def _key(figure: ComparedFigure, row: ComparedRow, values: Mapping[Key, Scalar]) -> str:
    """The key of last year's reason; nothing of a row that shares another's."""
    if row.reason is None:
        return ""
    if row.number and figure.compared.by_row:
        return "" if row.this is None else reason_key(figure.compared.reason, _text(row, figure.keyed, values))
    return ".".join(map(str, row.reason))


def _kept(key: str, count: int, reasons: Mapping[str, str], known: set[str]) -> Iterator[tuple[str, str | None]]:
    """The rows that keep the reasons of a column or a cell; those of rows that there are first, where there are too many."""
    if not count:
        yield key, reasons.get(key)
        return
    own = sorted((each for each in reasons if each.startswith(key + KEY_END)), key=lambda each: each not in known)[:count]
    yield from ((each, reasons[each]) for each in own)
    yield from (("", None) for _ in range(count - len(own)))


__all__ = ["BOUND_PLACES", "PLACES", "UNIT", "changes_told", "reason_told"]
