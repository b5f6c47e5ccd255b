"""What total rows and rows of grids say of columns that a form has taken away: it falls away with the column.

Their ``rules`` stay: what becomes of a rule whose field is gone is told (``field_rules``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...form import Removal

_LISTS = ("columns", "skip")


def without_removed_columns(sheets: list[dict[str, Any]], removed: Iterable[Removal]) -> list[dict[str, Any]]:
    """The sheets without those mentions; the same sheets where no column was removed."""
    gone: dict[tuple[str, ...], set[str]] = {}
    for each in removed:
        if len(each.key) == 6 and each.key[4] == "columns":
            gone.setdefault(each.key[:4], set()).add(each.key[5])
    if not gone:
        return sheets
    touched = {key[1] for key in gone}
    return [_sheet(sheet, gone) if sheet["id"] in touched else sheet for sheet in sheets]


def _sheet(sheet: dict[str, Any], gone: Mapping[tuple[str, ...], set[str]]) -> dict[str, Any]:
    blocks = sheet.get("blocks", ())
    return {**sheet, "blocks": [_block(block, gone.get(("sheets", sheet["id"], "blocks", block["id"]))) for block in blocks]}


def _block(block: dict[str, Any], gone: set[str] | None) -> dict[str, Any]:
    here = {column["id"] for column in block.get("columns", ())}
    lost = (gone or set()) - here  # a column that was replaced is there
    if not lost:
        return block
    items = {name: [_item(item, lost) for item in block[name]] for name in ("totals", "rows") if isinstance(block.get(name), list)}
    return {**block, **items}


def _item(item: Mapping[str, Any], lost: set[str]) -> dict[str, Any]:
    made = dict(item)
    for name in _LISTS:
        if isinstance(made.get(name), list):
            made[name] = [column for column in made[name] if column not in lost]
    if isinstance(made.get("formulas"), dict):
        made["formulas"] = {column: value for column, value in made["formulas"].items() if column not in lost}
    return made
