"""``formula`` of a grid's row: one formula for all figures of the row, with ``column`` for the column of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...field_types import TYPES
from ..messages import say
from ..mistakes import Mistake
from .identifiers import in_column, paths_in

COLUMN = "column"


def with_row_formulas(sheets: Iterable[dict[str, Any]], file: str, mistakes: list[Mistake]) -> list[dict[str, Any]]:
    """The sheets with each such formula as one of its row's ``formulas`` for every column of figures that has none.

    ``file`` is where an item without a file of its own belongs.
    """
    made = []
    for sheet in sheets:
        blocks = sheet.get("blocks", ())
        if any("formula" in row for block in blocks for row in _rows(block)):
            blocks = [_block(block, f"sheets.{sheet['id']}.blocks.{block['id']}", file, mistakes) for block in blocks]
            sheet = {**sheet, "blocks": blocks}
        made.append(sheet)
    return made


def _rows(block: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = block.get("rows")
    return rows if isinstance(rows, list) else []


def _block(block: dict[str, Any], key: str, file: str, mistakes: list[Mistake]) -> dict[str, Any]:
    rows = []
    for row in _rows(block):
        text = row.get("formula")
        if "formula" in row:
            over = row.get("_over", ())
            row = {name: value for name, value in row.items() if name not in ("formula", "_over")}
        if isinstance(text, str):
            figures = [column["id"] for column in block.get("columns", ()) if _figure(column) and column["id"] not in row.get("skip", ())]
            columns = [name for name in figures if name in over or name not in row.get("formulas", {})]
            if not any(path[-1] == COLUMN and len(path) > 1 for path in paths_in(text)) and len(columns) > 1:
                mistakes.append(Mistake(row.get("_file", file), f"{key}.rows.{row['id']}.formula", say("row_formula_column")))
            elif not figures:
                mistakes.append(Mistake(row.get("_file", file), f"{key}.rows.{row['id']}.formula", say("row_formula_unused")))
            row = {**row, "formulas": {**row.get("formulas", {}), **{name: in_column(text, COLUMN, name) for name in columns}}}
        rows.append(row)
    return {**block, "rows": rows} if rows else block


def _figure(column: Mapping[str, Any]) -> bool:
    """Whether a column holds figures that no formula of its own gives."""
    kind = column.get("type", "text")
    return kind in TYPES and TYPES[kind].numeric and "formula" not in column
