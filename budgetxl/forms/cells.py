"""A submission's values as one table of cells: what each is, where it stands, and what is known of it.

The tree of values is what expressions read; this table is what everything else asks: by key, by address, by path.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import Enum
from typing import NamedTuple

from ..values import Address, Entry, Group, Key, Node
from .compiled import Place, Places
from .form import Form
from .model import Path


class State(Enum):
    """What is known of a value: it was read (or computed), its cell is blank, can't be read, or was not found at all."""

    READ = "read"
    BLANK = "blank"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"


class Cell(NamedTuple):
    """One value of a submission.

    ``path`` is the key without numbers, ``place`` the form's field there, ``computed`` says that a formula of the workbook
    gives the value, so that nobody typed it. The address is the entry's.
    """

    key: Key
    path: Path
    place: Place
    entry: Entry
    computed: bool
    state: State


class Cells:
    """The cells of one submission, in the form's order, with an index by key, by address and by path.

    ``computed`` are the keys of values that formulas give, ``unreadable`` the addresses of cells that nothing could be
    read from. Made once, when a submission is; nothing changes in it afterwards.
    """

    def __init__(
        self, form: Form, root: Group, computed: frozenset[Key] = frozenset(), unreadable: Collection[Address] = ()
    ) -> None:
        self.computed = computed
        self._by_key: dict[Key, Cell] = {}
        self._by_address: dict[Address, Cell] = {}
        self._by_path: dict[Path, list[Cell]] = {}
        known = form.compiled.places
        for name, node in root.nodes.items():
            self._add(node, (name,), known, unreadable)

    def _add(self, node: Node, path: Path, known: Places, unreadable: Collection[Address]) -> None:
        if isinstance(node, Entry):
            place = known.get(path)
            if place is not None:
                key = node.key
                cell = Cell(key, path, place, node, key in self.computed, _state(node, unreadable))
                self._by_key[key] = cell
                if node.at is not None:
                    self._by_address[node.at] = cell
                beside = self._by_path.get(path)
                if beside is None:
                    self._by_path[path] = [cell]
                else:
                    beside.append(cell)
        elif isinstance(node, Group):
            for name, child in node.nodes.items():
                self._add(child, (*path, name), known, unreadable)
        else:
            for group in node:
                self._add(group, path, known, unreadable)

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    def get(self, key: Key) -> Cell | None:
        """The cell at a key."""
        return self._by_key.get(key)

    def at(self, address: Address | None) -> Cell | None:
        """The cell at an address of the workbook."""
        return None if address is None else self._by_address.get(address)

    def of(self, path: Path) -> list[Cell]:
        """All cells of a field: one, or one for each row and copy."""
        return self._by_path.get(path, [])

    def beside(self, entry: Entry, name: str) -> Cell | None:
        """The cell of another field in the same record or row."""
        return self._by_key.get((*entry.key[:-1], name)) if entry.key else None

    def neighbours(self, entry: Entry) -> Iterator[Cell]:
        """The other cells of an entry's record or row."""
        for cell in self._by_key.values():
            if cell.key[:-1] == entry.key[:-1] and cell.key != entry.key:
                yield cell


def _state(entry: Entry, unreadable: Collection[Address]) -> State:
    if entry.value is not None:
        return State.READ
    if entry.at is None:
        return State.UNKNOWN
    return State.UNREADABLE if entry.at in unreadable else State.BLANK
