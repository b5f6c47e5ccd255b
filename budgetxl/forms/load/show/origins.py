"""Which form of a lineage each key of the merged tables comes from.

The layers are merged once more, with the id of the form in place of each value: so the same rules of inheritance decide,
and loading a form pays nothing for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from ..lineage import Layer
from ..merge import STACKED, merge
from ..schema import LISTED

Origins: TypeAlias = Mapping[str, Any]
"""Tables like the merged ones; a value is the id of the form that says it, ``id`` and internal keys stay as they are."""

_AS_IT_IS = ("id", "after", "before", "remove", "replace", "removed_by", "_file")
_MAKERS = "_makers"


def origins_of(chain: Iterable[Layer]) -> Origins:
    """The origins of a form's keys; ``chain`` are its own layer and its parents', nearest first."""
    found: dict[str, Any] = {}
    for layer in reversed([*chain]):
        found = merge(found, _signed(layer.raw, layer.id), [])
    return found


def maker_of(item: Origins) -> str:
    """The form that an item of a list begins with; empty where nobody knows."""
    return next(iter(item.get(_MAKERS, ())), "")


def item_of(origins: Origins, name: str, item_id: str) -> Origins:
    """The origins of the item with that id in the list ``name``; nothing where no layer has it."""
    items = origins.get(name, ())
    return next((item for item in items if isinstance(item, Mapping) and item["id"] == item_id), {}) if isinstance(items, list) else {}


def _signed(raw: Mapping[str, Any], form: str) -> dict[str, Any]:
    return {name: _origin(name, value, form) for name, value in raw.items()}


def _origin(name: str, value: Any, form: str) -> Any:
    if isinstance(value, Mapping):
        return _signed(value, form)
    if name in LISTED and isinstance(value, list) and (not value or isinstance(value[0], Mapping)):
        return [_signed_item(item, form) for item in value]
    return form


def _signed_item(item: Mapping[str, Any], form: str) -> dict[str, Any]:
    kept = {name: item[name] for name in _AS_IT_IS if name in item}
    plain = {name: value for name, value in item.items() if name not in STACKED}  # what these make is not merged yet
    return {**_signed(plain, form), **kept, _MAKERS: {form: form}}
