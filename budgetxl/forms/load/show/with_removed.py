"""What a form's lineage has removed, put back into its tables as items that say who removed them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...form import Removal
from ..schema import LISTED


def with_removed(raw: Mapping[str, Any], removals: Iterable[Removal], ids: Mapping[str, str]) -> dict[str, Any]:
    """The tables with each removed item at the end of the list that it stood in; ``raw`` is left as it is.

    ``ids`` are the ids of forms by the names of their folders, which is how a removal knows them.
    """
    tables: dict[str, Any] = _copied(raw)
    for removal in sorted(removals, key=lambda one: len(one.key)):  # a block before the column that it had lost before
        _put(tables, removal.key, {**_copied(removal.raw), "removed_by": ids.get(removal.by, removal.by)})
    return tables


def _put(table: dict[str, Any], key: Sequence[str], item: Mapping[str, Any]) -> bool:
    """Whether a place for an item was found: below what is there, else below what has been removed itself."""
    name, item_id, *rest = key
    if not rest:
        found = name in table and _is_listed(name, table[name])  # a list that lost all its items is still there
        if found:
            table[name].append(item)
        return found
    holders = [each for each in table.get(name, ()) if each["id"] == item_id]
    return any(_put(each, rest, item) for each in sorted(holders, key=lambda each: "removed_by" in each))


def _copied(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {name: [_copied(item) for item in value] if _is_listed(name, value) else value for name, value in raw.items()}


def _is_listed(name: str, value: object) -> bool:
    return name in LISTED and isinstance(value, list) and all(isinstance(item, Mapping) for item in value)
