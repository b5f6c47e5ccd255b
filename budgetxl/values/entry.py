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
from types import MappingProxyType
from typing import TypeAlias

from .address import Address
from .records import dataclass

Scalar: TypeAlias = Decimal | str | bool | date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A value and where it stands. ``value`` is None for a blank or unreadable cell, never 0."""

    value: Scalar
    at: Address | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Named nodes, in the form's order. ``label`` is what staff call the row (a grid's row label), if anything."""

    nodes: Mapping[str, Node] = field(default_factory=lambda: MappingProxyType({}))
    label: str = ""

    def get(self, name: str) -> Node | None:
        return self.nodes.get(name)


Node: TypeAlias = Entry | Group | tuple[Group, ...]

BLANK = Entry(None)


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


def entries(node: Node) -> Iterator[tuple[tuple[str | int, ...], Entry]]:
    """Every entry below ``node`` with its path; rows are counted from 0: ``("procurement", 2, "amount")``."""
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
