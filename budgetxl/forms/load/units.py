"""Amounts of different units, amounts and percentages of other than two decimals: a form's formulas and rules are made to fit them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias, assert_never

from budgetxl.expressions import Expression, Kind, Lookup, speaks_of_percentages, with_units
from budgetxl.expressions.kinds import NUMBER
from budgetxl.values.decimals import SHOWN

from ..compiled import Compiled, Places, block_path
from ..kinds import kind_of_field, lookup_of
from ..model import DEFAULT_UNIT, Block, Field, Formula, Grid, Record, Rule, Sheet, Table

Scopes: TypeAlias = tuple[Places | None, Places | None]
"""What ``row.`` and ``sheet.`` mean."""


def fitted(compiled: Compiled, rules: tuple[Rule, ...]) -> tuple[Compiled, tuple[Rule, ...]]:
    """The form with conversions in its formulas and rules, and with the places that count; the same where it needs none.

    Raises KindError where an expression can't work at all (``load.checks.kinds`` has told of that before).
    """
    fields = [place.field for place in compiled.places.values()]
    kinds = [kind_of_field(field) for field in fields]
    if all(kind.type != "amount" or (kind.unit == DEFAULT_UNIT and kind.places in (None, 2)) for kind in kinds):
        if all(kind.type != "percent" for kind in kinds):
            return compiled, rules
        rules = tuple(_rule(rule, compiled) if _of_percentages(rule.check, rule.when, rule.tolerance) else rule for rule in rules)
        computed = (kind for kind, field in zip(kinds, fields) if field.formula is not None and kind.type == "percent")
        if all(kind.places in (None, SHOWN) for kind in computed):
            return compiled, rules  # what the fields reckon is rounded as they say
        return Compiled(tuple(_sheet(sheet, compiled) for sheet in compiled.sheets), compiled.lists), rules
    sheets = tuple(_sheet(sheet, compiled) for sheet in compiled.sheets)
    return Compiled(sheets, compiled.lists), tuple(_rule(rule, compiled) for rule in rules)


def _of_percentages(*formulas: Formula | None) -> bool:
    return any(formula is not None and speaks_of_percentages(formula.expression) for formula in formulas)


def _made(formula: Formula, make: Callable[[Expression], Expression]) -> Formula:
    return replace(formula, expression=make(formula.expression))


def _rule(rule: Rule, compiled: Compiled) -> Rule:
    lookup = lookup_of(compiled, compiled.rows.get(rule.each), compiled.copies(rule.each))

    def made(formula: Formula | None) -> Formula | None:
        return None if formula is None else _made(formula, lambda expression: with_units(expression, lookup))

    return replace(rule, check=_made(rule.check, lambda e: with_units(e, lookup)), when=made(rule.when), tolerance=made(rule.tolerance))


def _sheet(sheet: Sheet, compiled: Compiled) -> Sheet:
    scope = compiled.by_sheet[sheet.id] if sheet.repeat else None
    return replace(sheet, blocks=tuple(_block(block, sheet, scope, compiled) for block in sheet.blocks))


def _block(block: Block, sheet: Sheet, scope: Places | None, compiled: Compiled) -> Block:
    inside = lookup_of(compiled, compiled.rows.get(block_path(sheet, block)), scope)
    match block:
        case Record():
            return replace(block, fields=_fields(block.fields, lookup_of(compiled, None, scope)))
        case Table():
            outside = lookup_of(compiled, None, scope)
            totals = tuple(replace(total, columns=_fields(total.columns, outside)) for total in block.totals)
            return replace(block, columns=_fields(block.columns, inside), totals=totals)
        case Grid():
            kinds = {column.id: kind_of_field(column) for column in block.columns}
            rows = tuple(
                replace(row, formulas={name: _formula(formula, inside, kinds.get(name, NUMBER)) for name, formula in row.formulas.items()})
                for row in block.rows
            )
            return replace(block, columns=_fields(block.columns, inside), rows=rows)
        case _:
            assert_never(block)


def _fields(fields: tuple[Field, ...], lookup: Lookup) -> tuple[Field, ...]:
    return tuple(
        field if field.formula is None else replace(field, formula=_formula(field.formula, lookup, kind_of_field(field)))
        for field in fields
    )


def _formula(formula: Formula, lookup: Lookup, kind: Kind) -> Formula:
    """A formula that gives an amount in the unit of its field, a percentage with its places."""
    places = kind.places if kind.type == "percent" else None
    return _made(formula, lambda expression: with_units(expression, lookup, kind.unit, places))
