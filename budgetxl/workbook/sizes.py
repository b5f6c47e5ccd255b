"""How large a workbook may be made: what the reader would refuse is not written."""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.forms import DataError
from budgetxl.values import Entry, Group, Node
from budgetxl.xlsx import MAX_CELLS, UnreadableFile, open_workbook

from .messages import say

_SURE = 20_000  # values with which a workbook is far from every limit, whatever its form lays around them


def refuse_large(root: Group) -> None:
    """Raise DataError, with the key of the longest list, for data of more values than a workbook's cells may be."""
    if _values(root) > MAX_CELLS:
        raise _too_large(root, UnreadableFile("cells", {"limit": MAX_CELLS}))


def refuse_unreadable(root: Group, built: bytes) -> None:
    """Raise DataError, with the key of the longest list, for a workbook that the reader would refuse for its size."""
    if _values(root) < _SURE:
        return
    try:
        open_workbook(built)
    except UnreadableFile as error:
        raise _too_large(root, error) from None


def _too_large(root: Group, refusal: UnreadableFile) -> DataError:
    rows, key = max(_lists(root, ()), default=(0, ""))
    return DataError([say("data-too-large", key=key, rows=f"{rows:,}", reason=str(refusal).partition("；")[0])])


def _values(node: Node) -> int:
    if isinstance(node, Entry):
        return node.value is not None
    return sum(map(_values, node.nodes.values() if isinstance(node, Group) else node))


def _lists(node: Node, path: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The length of each list and its key."""
    if isinstance(node, Group):
        for name, child in node.nodes.items():
            yield from _lists(child, (*path, name))
    elif isinstance(node, tuple):
        yield len(node), ".".join(path)
        for number, child in enumerate(node):
            yield from _lists(child, (*path, str(number)))
