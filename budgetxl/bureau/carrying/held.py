"""Last year's data as a tree that knows where its values come from, and the records of what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from budgetxl.values import Address, Key
from budgetxl.values.records import dataclass


@dataclass(frozen=True, slots=True)
class Held:
    """A value of last year's data, with its key there. ``was``: what stood there, of a code that is another now.

    ``added`` are the keys of the other figures that were added up to it.
    """

    value: Any
    key: Key
    was: str | None = None
    added: tuple[Key, ...] = ()

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys of all that is in it."""
        return (self.key, *self.added)


@dataclass(frozen=True, slots=True)
class Spot:
    """The cell in which a value stood, what it is called, and whether a formula of the workbook gave it."""

    at: Address | None
    label: str
    computed: bool = False


class Fate(Enum):
    """What has become of something of last year's workbook that is not simply carried. The values are codes of headings."""

    LOST = "carry-lost"  #: has a place nowhere in the new workbook
    LOOK = "carry-look"  #: carried, and to be looked at
    BLANK = "carry-blank"  #: a row that had figures, none of which is this year's
    FINISHED = "carry-finished"  #: of a project that is done
    PASSED = "carry-passed"  #: left behind, as the form says


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list of what was not simply carried: its old cell (None of what is more than one), what that is called, what stood there
    (whole), why."""

    fate: Fate
    at: Address | None
    label: str
    text: str
    why: str


def with_keys(data: Mapping[str, Any]) -> dict[str, Any]:
    """Data with each value that is not blank as :class:`Held`."""
    return {name: _held(value, (name,)) for name, value in data.items()}


def _held(value: Any, key: Key) -> Any:
    if isinstance(value, dict):
        return {name: _held(below, (*key, name)) for name, below in value.items()}
    if isinstance(value, list):
        return [_held(below, (*key, number)) for number, below in enumerate(value)]
    return None if value is None else Held(value, key)


def leaves(node: Any, key: Key = ()) -> Iterator[tuple[Key, Held]]:
    """Every value below a node, with where it stands now."""
    if isinstance(node, Held):
        yield key, node
    elif isinstance(node, dict):
        for name, below in node.items():
            yield from leaves(below, (*key, name))
    elif isinstance(node, list):
        for number, below in enumerate(node):
            yield from leaves(below, (*key, number))


def bare(node: Any) -> Any:
    """The data without the keys."""
    if isinstance(node, Held):
        return node.value
    if isinstance(node, dict):
        return {name: bare(below) for name, below in node.items()}
    return [bare(below) for below in node] if isinstance(node, list) else node


__all__ = ["Fate", "Held", "Line", "Spot", "bare", "leaves", "with_keys"]
