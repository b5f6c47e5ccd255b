"""What total rows give: sums for amounts and counts, the column's own formula over the total row for percentages, or ``total``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from budgetxl.expressions import ExpressionError, parse

from ...field_types import TYPES, FieldType
from ..messages import say
from ..mistakes import Mistake
from .identifiers import paths_in, renamed


def with_totals(sheets: Iterable[dict[str, Any]], file: str, mistakes: list[Mistake]) -> list[dict[str, Any]]:
    """The sheets with the columns and formulas of each total row written out where they are not just the sums of all amounts.

    ``file`` is where an item without a file of its own belongs.
    """
    made = []
    for sheet in sheets:
        blocks = sheet.get("blocks", ())
        new = [_block(block, sheet, file, mistakes) for block in blocks]
        changed = any(one is not block for one, block in zip(new, blocks))
        made.append({**sheet, "blocks": new} if changed else sheet)
    return made


def _block(block: dict[str, Any], sheet: Mapping[str, Any], file: str, mistakes: list[Mistake]) -> dict[str, Any]:
    key = f"sheets.{sheet['id']}.blocks.{block['id']}"
    part = "fields" if block.get("kind") == "record" else "columns"
    columns = block.get(part, ())
    given = [column for column in columns if "total" in column]
    totals = block.get("totals")
    if not isinstance(totals, list) or not totals:
        for column in given:
            code = "total_no_rows" if block.get("kind") == "table" else "total_place"
            mistakes.append(Mistake(column.get("_file", file), f"{key}.{part}.{column['id']}.total", say(code)))
        return block
    spoken = any("formulas" in total and "columns" not in total for total in totals)
    if not given and not spoken and not any(_special(column) for column in columns):
        return block
    above = "sheet." if sheet.get("repeat") else ""
    by_id = {column["id"]: column for column in columns}
    for column in list(by_id.values()):
        text = column.get("total", column.get("formula") if _derived(column) else None)
        if problem := _unreadable(text):
            if "total" in column:  # of a formula it is said elsewhere
                mistakes.append(Mistake(column.get("_file", file), f"{key}.{part}.{column['id']}.total", problem))
            by_id[column["id"]] = {**column, "total": False}
    made = [_total(total, by_id, above, f"{key}.totals.{total['id']}", file, mistakes) for total in totals]
    bare = [{name: value for name, value in column.items() if name != "total"} for column in columns] if given else columns
    return {**block, part: bare, "totals": made}


def _kind(column: Mapping[str, Any]) -> FieldType | None:
    name = column.get("type", "text")
    return TYPES.get(name) if isinstance(name, str) else None


def _special(column: Mapping[str, Any]) -> bool:
    """Whether a total row does more with the column than to add up its amounts, or may do so."""
    kind = _kind(column)
    return kind is not None and (kind.reading == "count" or (kind.reading == "percent" and "formula" in column))


def _total(
    total: dict[str, Any], columns: Mapping[str, Mapping[str, Any]], above: str, key: str, file: str, mistakes: list[Mistake]
) -> dict[str, Any]:
    own: Mapping[str, Any] = total.get("formulas", {})
    names = total.get("columns")
    listed = names is not None
    if not isinstance(names, list):
        names = _usual(columns, own)
    formulas = {}
    for name in names:
        column = columns.get(name, {})
        text = column.get("total")
        if _derived(column):
            text = column["formula"]
        if name in own or not isinstance(text, str):
            continue
        lacking = [other for other in _beside(text) if other not in names]
        if lacking:
            slots = {"value": name, "lacking": "、".join(lacking), "text": text}
            mistakes.append(Mistake(total.get("_file", file), f"{key}.columns", say("total_needs", **slots)))
        formulas[name] = renamed(text, {"row": above + total["id"]})
    made = dict(total)
    if formulas:
        made["formulas"] = {**formulas, **own}
    bare = {name: {key: value for key, value in column.items() if key != "total"} for name, column in columns.items()}
    if not listed and (names != summed_columns({}, columns) or names != _usual(bare, made.get("formulas", {}))):
        made["columns"] = names  # what is written out says so without the columns' own word
    return made


def summed_columns(total: Mapping[str, Any], columns: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The columns of a total row that is written out: those that it lists, or all amounts."""
    listed = total.get("columns")
    return listed if isinstance(listed, list) else [name for name, column in columns.items() if (kind := _kind(column)) is not None and kind.amount]


def sum_text(table: Mapping[str, Any], path: str, column: str) -> str:
    """The formula of a column's sum over the table at ``path``: with a roll-up over its last codes only."""
    rollup = table.get("rollup")
    if isinstance(rollup, dict):
        return f"sum_by_length({path}.{rollup.get('column', 'code')}, {rollup.get('leaf', 7)}, {path}.{column})"
    return f"sum({path}.{column})"


def _usual(columns: Mapping[str, Mapping[str, Any]], own: Mapping[str, Any]) -> list[str]:
    """The columns of a total row that names none: amounts, counts, percentages that can be computed, and what has a ``total``.

    Those of which the row itself says something in ``formulas`` are there in any case.
    """
    names = set(own) & set(columns)
    for name, column in columns.items():
        kind, total = _kind(column), column.get("total")
        percent = kind is not None and kind.reading == "percent" and "formula" in column
        if isinstance(total, str) or (total is None and kind is not None and (percent or kind.reading in ("amount", "count"))):
            names.add(name)
    while True:
        lacking = {name for name in names if name not in own and _derived(columns[name]) and set(_beside(columns[name]["formula"])) - names}
        if not lacking:
            return [name for name in columns if name in names]
        names -= lacking


def _derived(column: Mapping[str, Any]) -> bool:
    """Whether a total row has the column's own formula."""
    kind = _kind(column)
    return "total" not in column and "formula" in column and kind is not None and not kind.summed


def _unreadable(text: object) -> str:
    """What is wrong with an expression, if it is one and something is."""
    try:
        if isinstance(text, str):
            parse(text)
    except ExpressionError as error:
        return say("expression", text=text, error=error)
    return ""


def _beside(text: str) -> list[str]:
    """The columns of its own row that an expression speaks of."""
    return list(dict.fromkeys(path[1] for path in paths_in(text) if path[0] == "row" and len(path) == 2))
