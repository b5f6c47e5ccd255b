"""Rows of a table of amounts that would come over with nothing but their names: those of projects that had figures only the year before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from budgetxl.forms import Part, Places, carried_from
from budgetxl.values import Key, path_of, squeeze

from .held import Held, leaves


def without_ghosts(
    part: Part, old: Sequence[Mapping[str, Any]], made: list[dict[str, Any]], before: Places, ghosts: dict[Key, frozenset[Key]],
    told: Collection[Key] = (),
) -> list[dict[str, Any]]:  # fmt: skip
    """The rows that were ``made`` of a table's ``old`` ones, without those that had amounts and take none of them.

    What is in these is put into ``ghosts``. One of whose figures it is ``told`` why it is not carried
    is none of them. A row that adds up those of the codes below it stays as long as one of these does.
    """
    if not any(field.kind.amount and field.formula is None and carried_from(field) for field in part.fields):
        return made
    stay: list[dict[str, Any]] = []
    codes = [_code(part, row) for row in old]
    empty = {number for number, row in enumerate(made) if row and _is_ghost(part, old[number], row, before, told)}
    filled = {code for number, code in enumerate(codes) if made[number] and number not in empty}
    for number, row in enumerate(made):
        code = codes[number]
        if number not in empty or (code and any(other.startswith(code) for other in filled - {code})):
            stay.append(row)
            continue
        inside = [held for _, held in leaves(dict(old[number]))]
        first = next((each for field in part.fields if not field.numeric and isinstance(each := old[number].get(field.id), Held)), inside[0])
        ghosts[first.key] = frozenset(held.key for held in inside)
    return stay


def _is_ghost(part: Part, old: Mapping[str, Any], row: Mapping[str, Any], before: Places, told: Collection[Key]) -> bool:
    if any(field.numeric and field.id in row for field in part.fields):
        return False
    amounts = {held.key for _, held in leaves(dict(old)) if (place := before.get(path_of(held.key))) is not None and place.field.kind.amount}
    return bool(amounts) and not any(key in told for key in amounts)


def _code(part: Part, row: Mapping[str, Any]) -> str:
    """The code by which rows contain each other; nothing where they do not."""
    held = row.get(part.rollup.column) if part.rollup is not None else None
    return squeeze(str(held.value)) if isinstance(held, Held) else ""


__all__ = ["without_ghosts"]
