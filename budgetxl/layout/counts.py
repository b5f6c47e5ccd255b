"""How many rows and copies data has, as ``lay_out`` wants to know it."""

from __future__ import annotations

from ..values import Group, Node


def counts_of(root: Group) -> dict[str, int]:
    """The number of rows of each table and of copies of each repeated sheet, by dotted path: ``"projects.0.indicators"``."""
    counts: dict[str, int] = {}

    def visit(node: Node, path: str) -> None:
        if isinstance(node, tuple):
            counts[path] = len(node)
            for index, group in enumerate(node):
                visit(group, f"{path}.{index}")
        elif isinstance(node, Group):
            for name, child in node.nodes.items():
                visit(child, f"{path}.{name}" if path else name)

    visit(root, "")
    return counts
