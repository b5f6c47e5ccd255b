"""Fields that an ancestor of the form has and the form removed: blank to the wording that it inherits."""

from __future__ import annotations

from collections.abc import Iterable

from ..forms import Path, Place, Record, Table
from ..values import Entry, Group, Node


def with_blanks(root: Group, gone: Iterable[Place]) -> Group:
    """A tree with a blank at every place that is gone; a table or a repeated sheet that is gone has no rows.

    ``root`` is left as it is.
    """
    places = list(gone)
    if not places:
        return root
    seen = Group(dict(root.nodes))
    for name in {place.path[0] for place in places}:
        if name in seen.nodes:
            seen.nodes[name] = _copied(seen.nodes[name])
    for place in places:
        _blank(seen, place.path, _lists(place))
    return seen


def _lists(place: Place) -> set[int]:
    """How many names of a place's path lead to a list of groups: the copies of a repeated sheet, the rows of a table."""
    rows = isinstance(place.block, Table) and place.path[-2] == place.block.id
    return ({1} if place.sheet.repeat else set()) | ({len(place.path) - 1} if rows else set())


def _blank(node: Node, path: Path, lists: set[int], depth: int = 1) -> None:
    if isinstance(node, tuple):
        for group in node:
            _blank(group, path, lists, depth)
    elif isinstance(node, Group):
        name, *rest = path
        if name not in node.nodes:
            node.nodes[name] = () if depth in lists else Group() if rest else Entry(None)
        if rest:
            _blank(node.nodes[name], tuple(rest), lists, depth + 1)


def _copied(node: Node) -> Node:
    if isinstance(node, Group):
        return Group({name: _copied(child) for name, child in node.nodes.items()}, node.label)
    if isinstance(node, tuple):
        return tuple(group for group in map(_copied, node) if isinstance(group, Group))
    return node


def removed_names(gone: Iterable[Place]) -> frozenset[str]:
    """What ``table(…)`` may be asked for of what is gone: blocks, and fields of records with their block."""
    names: set[str] = set()
    for place in gone:
        names.add(place.block.id)
        if isinstance(place.block, Record):
            names.add(f"{place.block.id}.{place.field.id}")
    return frozenset(names)
