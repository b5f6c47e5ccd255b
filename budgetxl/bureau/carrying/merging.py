"""Rows that have become one: codes of last year that have one successor."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from budgetxl.forms import Part
from budgetxl.values import Key, plain

from .held import Held


def merged(part: Part, rows: list[dict[str, Any]], gone: list[Key]) -> list[dict[str, Any]]:
    """The rows of a table, those that map to one put together, their figures added up.

    Rows are one where the codes that contain each other (``rollup``) are the same, elsewhere where all texts are; and only where
    a code was mapped: two rows that were alike last year stay two. The keys of texts that had to yield are added to ``gone``.
    """
    made: dict[Any, dict[str, Any]] = {}
    for number, row in enumerate(rows):
        name = _name(part, row)
        there = made.get(name) if name is not None else None
        if there is None or not (_recoded(row) or _recoded(there)):
            made[name if name is not None and name not in made else number] = row
            continue
        for field in part.fields:
            held = row.get(field.id)
            if held is None:
                continue
            if field.id not in there:
                there[field.id] = held
            elif field.numeric:
                first = there[field.id]
                there[field.id] = Held(plain(Decimal(first.value) + Decimal(held.value)), first.key, added=(*first.added, *held.keys))
            elif held.value != there[field.id].value:
                gone.append(held.key)
    return list(made.values())


def _name(part: Part, row: dict[str, Any]) -> Any:
    """What a row is known by; None where it has nothing of the kind."""
    if part.rollup is not None:
        code = row.get(part.rollup.column)
        return None if code is None else code.value
    return tuple((field.id, row[field.id].value) for field in part.fields if field.kind.stored == "text" and field.id in row) or None


def _recoded(row: dict[str, Any]) -> bool:
    return any(held.mapped for held in row.values())


__all__ = ["merged"]
