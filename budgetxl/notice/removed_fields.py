"""Fields that an ancestor of the form has and the form removed: blank to the wording that it inherits."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..forms import Path, Place, Table
from ..values import Entry, Group, Node, Scalar


def with_blanks(root: Group, gone: Iterable[Place], value: Callable[[Place], Scalar] = lambda place: None) -> Group:
    """A tree with a blank (or another ``value``) at every place that is gone; a table or a repeated sheet has no rows there.

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
        _put(seen, place.path, lists_of(place), Entry(value(place)))
    return seen


def lists_of(place: Place) -> set[int]:
    """How many names of a place's path lead to a list of groups: the copies of a repeated sheet, the rows of a table."""
    rows = isinstance(place.block, Table) and place.path[-2] == place.block.id
    return ({1} if place.sheet.repeat else set()) | ({len(place.path) - 1} if rows else set())


def _put(node: Node, path: Path, lists: set[int], entry: Entry, depth: int = 1) -> None:
    if isinstance(node, tuple):
        for group in node:
            _put(group, path, lists, entry, depth)
    elif isinstance(node, Group):
        name, *rest = path
        if name not in node.nodes:
            node.nodes[name] = () if depth in lists else Group() if rest else entry
        if rest:
            _put(node.nodes[name], tuple(rest), lists, entry, depth + 1)


def _copied(node: Node) -> Node:
    if isinstance(node, Group):
        return Group({name: _copied(child) for name, child in node.nodes.items()}, node.label)
    if isinstance(node, tuple):
        return tuple(group for group in map(_copied, node) if isinstance(group, Group))
    return node
