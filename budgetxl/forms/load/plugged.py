"""Shares of a block that are made to add up to 100 (``shares = "plugged"``): each formula ``share(part, whole)`` is told of the others.

A group are the shares of one whole, in the order of the block. What is the whole itself (the row of the total) is none of its parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple, assert_never

from budgetxl.expressions import Call, Expression, Number, Reference, references
from budgetxl.values.decimals import SHOWN

from ..kinds import percent_places
from ..model import Block, Field, Formula, Grid, GridRow, Path, Record, Table
from .messages import say

PLUGGED = "plugged"
_SHARE = "share"


class _Share(NamedTuple):
    """One share: its key in the block, and the formula that computes it."""

    key: tuple[str, ...]
    formula: Formula
    places: int
    part: Expression
    whole: Expression


def shares_problems(block: Block, raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with the key ``shares`` of a block."""
    value = raw.get("shares")
    if value is None:
        return
    if value != PLUGGED:
        yield "shares", say("shares_value", value=value)
    elif isinstance(block, Table):
        columns = [column.label for column in block.columns if column.formula is not None and _of(column.formula) is not None]
        if columns:
            yield "shares", say("shares_table", columns="、".join(columns))
    fields = block.fields if isinstance(block, Record) else block.columns
    if value == PLUGGED and not any(field.kind.reading == "percent" for field in fields):
        yield "shares", say("shares_none")


def with_plugged_shares(block: Block, path: Path) -> Block:
    """The block with the formulas of its shares made to add up; ``path`` is how expressions name it."""
    match block:
        case Record():
            made = _plugged([_share((field.id,), field, field.formula, ()) for field in block.fields])
            return replace(block, fields=tuple(replace(field, formula=made.get((field.id,), field.formula)) for field in block.fields))
        case Grid():
            made = _plugged([
                _share((row.id, column.id), column, block.formula_at(row, column), (*path, row.id))
                for row in block.rows for column in block.columns
            ])  # fmt: skip
            return replace(block, rows=tuple(_with_formulas(row, made) for row in block.rows))
        case Table():
            return block
        case _:
            assert_never(block)


def _with_formulas(row: GridRow, made: Mapping[tuple[str, ...], Formula]) -> GridRow:
    own = {column: formula for (name, column), formula in made.items() if name == row.id}
    return replace(row, formulas={**row.formulas, **own}) if own else row


def _of(formula: Formula) -> tuple[Expression, Expression] | None:
    found = formula.expression
    if isinstance(found, Call) and found.name == _SHARE and len(found.arguments) == 2:
        return found.arguments[0], found.arguments[1]
    return None


def _share(key: tuple[str, ...], field: Field, formula: Formula | None, row: Path) -> _Share | None:
    """The share that a formula computes, what ``row.`` means put in; None for any other formula."""
    found = None if formula is None else _of(formula)
    if formula is None or found is None:
        return None
    part, whole = (_in_row(side, row) for side in found)
    return _Share(key, formula, SHOWN if (places := percent_places(field)) is None else places, part, whole)


def _in_row(side: Expression, row: Path) -> Expression:
    if isinstance(side, Reference) and side.path[0] == "row" and row:
        return Reference((*row, *side.path[1:]))
    return side


def _plugged(shares: list[_Share | None]) -> dict[tuple[str, ...], Formula]:
    groups: dict[Expression, list[_Share]] = {}
    for share in shares:
        if share is not None and share.part != share.whole:
            groups.setdefault(share.whole, []).append(share)
    return {share.key: _formula(number, group) for group in groups.values() if len(group) > 1 for number, share in enumerate(group, start=1)}


def _formula(number: int, group: list[_Share]) -> Formula:
    own = group[number - 1]
    parts = tuple(share.part for share in group)
    expression = Call("plugged_share", (Number(Decimal(number)), Number(Decimal(own.places)), own.whole, *parts))
    return Formula(own.formula.text, expression, tuple(reference.path for reference in references(expression)))
