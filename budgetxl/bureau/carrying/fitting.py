"""What a form would refuse of the data that were carried is taken out again: the rest comes over, and what does not is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from budgetxl.forms import DataError, Form, decode, places
from budgetxl.values import Key, path_of

from .held import Held, bare, leaves
from .messages import say


def fitted(form: Form, made: dict[str, Any]) -> tuple[dict[str, Any], dict[Key, str]]:
    """The part of carried data that ``fill`` takes, and why the rest is not among it, by the keys of last year.

    A row of a table goes as a whole where a blank in it would be read as what stands above it. What the form refuses though nothing
    of it was carried is left for ``fill`` to tell.
    """
    reasons: dict[Key, str] = {}
    while True:
        try:
            decode(form, bare(made))
            return made, reasons
        except DataError as error:
            refused = {where: (held, reason) for key, why in error.refused for where, held, reason in _refused(form, made, key, why)}
        if not refused:
            return made, reasons
        for held, reason in refused.values():
            reasons.update((key, reason) for key in held.keys)
        made = _without(made, (), refused.keys()) or {}


def _refused(form: Form, made: dict[str, Any], key: Key, why: str) -> Iterator[tuple[Key, Held, str]]:
    """What has to go for a key that is refused: what stands there, or the row in which it is blank; with where it stands, and why."""
    reason, node = say("carry-refused", reason=why), _at(made, key)
    if node is None:
        place = places(form).get(path_of(key))
        reason = say("carry-row", label=key[-1] if place is None else place.field.label)
        key, node = key[:-1], _at(made, key[:-1])
    for below, held in leaves(node):
        yield (*key, *below), held, reason


def _at(node: Any, key: Key) -> Any:
    for name in key:
        if isinstance(node, list) and isinstance(name, int) and name < len(node):
            node = node[name]
        else:
            node = node.get(name) if isinstance(node, dict) else None
    return node


def _without(node: Any, at: Key, gone: Collection[Key]) -> Any:
    """A node without the values that are gone, nor what they leave empty; None where nothing stays."""
    if isinstance(node, dict):
        return {name: kept for name, below in node.items() if (kept := _without(below, (*at, name), gone)) is not None} or None
    if isinstance(node, list):
        return [kept for number, below in enumerate(node) if (kept := _without(below, (*at, number), gone)) is not None] or None
    return None if at in gone else node


__all__ = ["fitted"]
