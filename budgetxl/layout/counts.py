"""How many rows and copies data has, as ``lay_out`` wants to know it."""

from __future__ import annotations

from collections.abc import Mapping

from ..forms import Form, Table
from ..values import Group, Node
from .placing_blocks import rows_of


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


def laid_out(form: Form, counts: Mapping[str, int]) -> dict[str, int]:
    """The same as they are laid out: a table has as many rows for a few items as for none."""
    tables = {block.id: block for _, block in form.blocks() if isinstance(block, Table)}
    named = {path: tables.get(path.rpartition(".")[2]) for path in counts}
    return {path: count if (block := named[path]) is None else rows_of(block, count) for path, count in counts.items()}
