"""Rows that have become one: codes of last year that have one successor."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from budgetxl.forms import Field, Part
from budgetxl.values import Key, plain

from .held import Held
from .messages import say


def merged(part: Part, rows: list[dict[str, Any]], adds_up: Callable[[Field, Held], bool], gone: dict[Key, str]) -> list[dict[str, Any]]:
    """The rows of a table, those of several codes of last year that are one now put together, their figures added up.

    Rows are one where the codes that contain each other (``rollup``) are the same, elsewhere where all texts are; rows that were
    alike last year stay two, and so does what else has become their code: nobody knows which of them it belongs to. Only figures
    that may be added (``adds_up``) are. The keys of what had to yield are put into ``gone``, with the reason.
    """
    names = [_name(part, row, now=True) for row in rows]
    groups: dict[Any, list[dict[str, Any]]] = {}
    for name, row in zip(names, rows):
        groups.setdefault(name, []).append(row)
    made: list[dict[str, Any]] = []
    for name, row in zip(names, rows):
        group = groups[name]
        if name is None or not _are_one(part, group):
            made.append(row)
        elif row is group[0]:
            made.append(_one(part, group, adds_up, gone))
    return made


def _are_one(part: Part, group: list[dict[str, Any]]) -> bool:
    return len(group) > 1 and len({_name(part, row, now=False) for row in group}) == len(group)


def _name(part: Part, row: dict[str, Any], now: bool) -> Any:
    """What a row is known by, now or last year; None where it has nothing of the kind."""
    if part.rollup is not None:
        code = row.get(part.rollup.column)
        return None if code is None else _said(code, now)
    return tuple((field.id, _said(row[field.id], now)) for field in part.fields if field.kind.stored == "text" and field.id in row) or None


def _said(held: Held, now: bool) -> Any:
    return held.value if now or held.was is None else held.was


def _one(part: Part, group: list[dict[str, Any]], adds_up: Callable[[Field, Held], bool], gone: dict[Key, str]) -> dict[str, Any]:
    """The one row of a group."""
    made: dict[str, Any] = {}
    for field in part.fields:
        found = [row[field.id] for row in group if field.id in row]
        if not found:
            continue
        first, *others = found
        if field.numeric and adds_up(field, first):
            total = sum((Decimal(held.value) for held in (first, *others)), Decimal(0))
            made[field.id] = Held(plain(total), first.key, added=(*first.added, *(key for held in others for key in held.keys))) if others else first
        elif field.numeric and any(held.value != first.value for held in others):
            gone.update((key, say("carry-not-added")) for held in (first, *others) for key in held.keys)
        else:
            made[field.id] = first
            gone.update((held.key, say("carry-several")) for held in others if held.value != first.value)
    return made


__all__ = ["merged"]
