"""Inheritance of forms: a child's TOML laid over its parent's, block by block, by id.

Lists of tables with an ``id`` are merged item by item: an item with a known id changes only the keys it names, a new one
is added at the end or ``after``/``before`` another, ``remove = true`` takes one away, ``replace = true`` takes the child's
item as it stands. ``removed_by`` says that an item stood here once, and which form took it away. ``formula = false`` takes a
formula off. Everything else is replaced by the child's value; maps are merged key by key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from budgetxl.values.nearest import nearest

from ..form import Removal
from .messages import say
from .mistakes import Mistake
from .schema import BLOCK_KINDS, LISTED

STACKED = ("like", "rows_from", "prefix")
"""Keys of blocks whose edits are kept one on another until all layers are known (``parallel.stacks``)."""

EDIT_KEYS = ("after", "before", "remove", "replace")


def merge(
    parent: Mapping[str, Any], child: Mapping[str, Any], mistakes: list[Mistake], key: str = "", removed: list[Removal] | None = None
) -> dict[str, Any]:
    """The child's table over the parent's. Edits that lead nowhere are added to ``mistakes``, what is lost to ``removed``."""
    removed = [] if removed is None else removed
    merged = dict(parent)
    for name, value in child.items():
        where = f"{key}.{name}" if key else name
        if name in EDIT_KEYS:
            continue
        if name in LISTED and value == [] and _identified(merged.get(name)):
            continue  # nothing is said of any item
        if name == "formula" and ".rows." in key and isinstance(merged.get("formulas"), Mapping):
            merged["_over"] = tuple(merged["formulas"])  # the later word on a row's figures counts
        elif name == "formulas" and "_over" in merged and isinstance(value, Mapping):
            merged["_over"] = tuple(column for column in merged["_over"] if column not in value)
        if name == "formula" and value is False:  # takes an inherited one off
            merged.pop(name, None)
            continue
        old = merged.get(name)
        if name in LISTED and _identified(value) and (not old or _identified(old)):
            merged[name] = _merge_items(old or [], value, mistakes, where, removed)
        elif isinstance(value, Mapping) and isinstance(old, Mapping):
            merged[name] = merge(old, value, mistakes, where, removed)
        else:
            fewer = (name == "columns" and ".totals." in key) or (name == "skip" and ".rows." in key)
            if fewer and parent:  # a total may add up fewer columns than the parent's, a row of a grid have fewer
                removed.append(_removal(key, dict(parent), child.get("_file", "")))
            merged[name] = value
    return merged


def _identified(value: object) -> bool:
    """Whether a value is a list of tables: ``rows`` of a table is a number, ``columns`` of a total row are names."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _merge_items(
    old: list[dict[str, Any]], new: list[dict[str, Any]], mistakes: list[Mistake], key: str, removed: list[Removal]
) -> list[dict[str, Any]]:
    items = list(old)
    for item in new:
        name, file = item["id"], item.get("_file", "")
        where = f"{key}.{name}"
        ids = [known["id"] for known in items]
        if "removed_by" in item:
            mistakes.extend(_wrongly_removed(item, where))
            gone = merge({}, {k: v for k, v in item.items() if k != "removed_by"}, mistakes, where, removed)
            removed.append(Removal(tuple(where.split(".")), gone, item["removed_by"]))
            continue
        if item.get("remove") is True:
            if name in ids:
                removed.append(_removal(where, items.pop(ids.index(name)), file))
            else:
                mistakes.append(Mistake(file, where, say("remove_unknown", value=name, near=nearest(name, ids))))
            continue
        if name in ids:
            position = ids.index(name)
            if item.get("replace") is True:
                merged = _laid({}, {k: v for k, v in item.items() if k not in EDIT_KEYS}, mistakes, where, removed, whole=True)
                removed.append(_removal(where, items[position], file))
            else:
                merged = _laid(items[position], item, mistakes, where, removed)
            del items[position]
            del ids[position]
        else:
            position = len(items)
            merged = _laid({}, item, mistakes, where, removed)
        if "after" in item and "before" in item:
            mistakes.append(Mistake(file, where, say("after_and_before")))
        anchor = item.get("after", item.get("before"))
        if anchor is not None:
            if anchor in ids:
                position = ids.index(anchor) + (1 if "after" in item else 0)
            else:
                mistakes.append(Mistake(file, where, say("after_unknown", value=anchor, near=nearest(anchor, ids))))
        items.insert(position, merged)
    return items


def _laid(
    old: dict[str, Any], item: dict[str, Any], mistakes: list[Mistake], key: str, removed: list[Removal], whole: bool = False
) -> dict[str, Any]:
    """One item over its parent's; a block that is a copy, or has rows from a list, as a stack of what each form says of it.

    ``whole``: the item replaces what was there.
    """
    if "_edits" in old:
        return {**old, "_edits": [*old["_edits"], item], "_file": item.get("_file", "")}
    if any(name in item for name in STACKED):
        return {"id": item["id"], "_file": item.get("_file", ""), "_below": old, "_edits": [item]}
    return item if whole else merge(old, item, mistakes, key, removed)


def _removal(key: str, item: dict[str, Any], file: str) -> Removal:
    return Removal(tuple(key.split(".")), item, file.partition("/")[0])


def _wrongly_removed(item: Mapping[str, Any], where: str) -> Iterator[Mistake]:
    """What is wrong with an item that says which form removed it: with such an item nothing can be done any more."""
    file = item.get("_file", "")
    if not item["removed_by"].strip():
        yield Mistake(file, f"{where}.removed_by", say("removed_by_blank"))
    edits = [key for key in EDIT_KEYS if key in item]
    if edits:
        yield Mistake(file, f"{where}.removed_by", say("removed_by_edited", keys="、".join(edits)))
    if where.split(".")[-2:-1] == ["blocks"] and item.get("kind") not in BLOCK_KINDS:
        yield Mistake(file, f"{where}.kind", say("removed_by_kind", allowed="、".join(BLOCK_KINDS)))
