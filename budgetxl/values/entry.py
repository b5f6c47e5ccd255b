"""A value with the cell it was read from, and the tree that a submission's values form.

The tree has three kinds of node, so that every path of a form resolves in one way:

- :class:`Entry`: one value and its address;
- :class:`Group`: named nodes: a record block, one row of a table, one copy of a repeated sheet;
- a tuple of groups: the rows of a table, the copies of a repeated sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from .address import Address
from .records import dataclass

Scalar: TypeAlias = Decimal | str | bool | date | None

#: Where a value stands in the data: the names on the way to it, rows and copies counted from 0: ``("procurement", 2, "amount")``.
Key: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A value, the cell it was read from, and its key in the data.

    ``value`` is None for a blank or unreadable cell, never 0. ``at`` is None where the workbook has no such cell. ``key`` is
    empty only in trees that are no form's data.
    """

    value: Scalar
    at: Address | None = None
    key: Key = ()

    def holding(self, value: Scalar) -> Entry:
        """The same place with another value."""
        return Entry(value, self.at, self.key)


@dataclass(slots=True)
class Group:
    """Named nodes, in the form's order. ``label`` is what staff call the row (a grid's row label), if anything.

    The one part of the tree that is not frozen: whoever makes a tree sets values in it (what formulas give, a trial on a
    copy). Once it is a submission's, nobody changes it.
    """

    nodes: dict[str, Node] = field(default_factory=dict)
    label: str = ""

    def get(self, name: str) -> Node | None:
        return self.nodes.get(name)


Node: TypeAlias = Entry | Group | tuple[Group, ...]


def descend(node: Node | None, path: tuple[str, ...]) -> Node | list[Entry] | None:
    """The node at ``path`` below ``node``; through a tuple of groups, the flat list of entries of all of them.

    None where the path leads nowhere.
    """
    for depth, name in enumerate(path):
        if isinstance(node, tuple):
            return list(_collect(node, path[depth:]))
        if not isinstance(node, Group):
            return None
        node = node.get(name)
        if node is None:
            return None
    return node


def _collect(groups: tuple[Group, ...], path: tuple[str, ...]) -> Iterator[Entry]:
    if len(path) == 1:  # a column of a table
        name = path[0]
        yield from [node for group in groups if isinstance(node := group.nodes.get(name), Entry)]
        return
    for group in groups:
        found = descend(group, path)
        if isinstance(found, Entry):
            yield found
        elif isinstance(found, list):
            yield from found


def moved(node: Node, key: Key) -> Node:
    """The same values at another key: a row or a copy of a sheet that has become one of another number."""
    if isinstance(node, Entry):
        return Entry(node.value, node.at, key)
    if isinstance(node, Group):
        return Group({name: moved(child, (*key, name)) for name, child in node.nodes.items()}, node.label)
    rows = [moved(group, (*key, number)) for number, group in enumerate(node)]
    return tuple(row for row in rows if isinstance(row, Group))


def holding(root: Group, values: Mapping[Key, Scalar]) -> Group:
    """A tree of its own that holds other values at some keys."""

    def made(node: Node) -> Node:
        if isinstance(node, Entry):
            return node.holding(values[node.key]) if node.key in values else node
        if isinstance(node, Group):
            return Group({name: made(child) for name, child in node.nodes.items()}, node.label)
        return tuple(row for row in map(made, node) if isinstance(row, Group))

    tree = made(root)
    assert isinstance(tree, Group)
    return tree


def dotted(key: Key) -> str:
    """A key as text, rows counted from 0 as in ``export``: ``procurement[3].amount``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key).lstrip(".")


def path_of(key: Key) -> tuple[str, ...]:
    """A key without the numbers of rows and copies."""
    return tuple(part for part in key if isinstance(part, str))


def entries(node: Node) -> Iterator[tuple[Key, Entry]]:
    """Every entry below ``node`` with its key there."""
    if isinstance(node, Entry):
        yield (), node
    elif isinstance(node, Group):
        for name, child in node.nodes.items():
            for path, entry in entries(child):
                yield (name, *path), entry
    else:
        for index, group in enumerate(node):
            for path, entry in entries(group):
                yield (index, *path), entry
