"""Every formula of a form's fields, with what ``row.`` and ``sheet.`` mean in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, assert_never

from ..compiled import Compiled, Places, block_path
from ..model import Field, Formula, Grid, Record, Table


class PlacedFormula(NamedTuple):
    """A formula: its key in the form's file, the field that it computes, its scopes."""

    key: str
    field: Field
    formula: Formula
    row: Places | None
    sheet: Places | None


def formulas_of(compiled: Compiled) -> Iterator[PlacedFormula]:
    """Every formula, in the form's order."""
    for sheet in compiled.sheets:
        scope = compiled.by_sheet[sheet.id] if sheet.repeat else None
        for block in sheet.blocks:
            key = f"sheets.{sheet.id}.blocks.{block.id}"
            row = compiled.rows.get(block_path(sheet, block))
            match block:
                case Record():
                    yield from (PlacedFormula(f"{key}.{f.id}", f, f.formula, None, scope) for f in block.fields if f.formula)
                case Table():
                    yield from (PlacedFormula(f"{key}.{c.id}", c, c.formula, row, scope) for c in block.columns if c.formula)
                    for total in block.totals:
                        cells = ((c, c.formula) for c in total.columns if c.formula)
                        yield from (PlacedFormula(f"{key}.{total.id}.{c.id}", c, formula, None, scope) for c, formula in cells)
                case Grid():
                    yield from (PlacedFormula(f"{key}.{c.id}", c, c.formula, row, scope) for c in block.columns if c.formula)
                    columns = {column.id: column for column in block.columns}
                    for item in block.rows:
                        own = ((columns[name], formula) for name, formula in item.formulas.items() if name in columns)
                        yield from (PlacedFormula(f"{key}.{item.id}.{c.id}", c, formula, row, scope) for c, formula in own)
                case _:
                    assert_never(block)
