"""Where an expression finds the values of its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field
from typing import Any, NamedTuple, Protocol, TypeVar, cast

from ..values import Entry, Group, Key, Node, Scalar, descend
from ..values.records import dataclass
from . import messages
from .errors import EvaluationError
from .syntax import Path

Made = TypeVar("Made")


class Scope(Protocol):
    """Finds the entry, or the column of entries, of a path. None where there is no such path."""

    def lookup(self, path: Path) -> Entry | list[Entry] | None: ...


class Values(tuple[Scalar, ...]):
    """The values of a column as expressions see them, and what functions have made of them (:func:`made_once`)."""

    def __init__(self, values: Iterable[Scalar]) -> None:
        self.made: dict[object, Any] = {}


def made_once(values: tuple[Scalar, ...], make: Callable[[tuple[Scalar, ...]], Made]) -> Made:
    """What ``make`` gives for the values of a column; it is asked once for a column that many expressions look at."""
    if not isinstance(values, Values):
        return make(values)
    if make not in values.made:
        values.made[make] = make(values)
    return cast(Made, values.made[make])


class Column(list[Entry]):
    """The entries of a column, with their values once someone has asked for those."""

    values: Values | None = None


class Columns:
    """The columns of a tree, each gathered once. Who changes a value of the tree says so by :meth:`forget`."""

    def __init__(self, seen: Group) -> None:
        self.seen = seen
        self._known: dict[Path, Column] = {}

    def at(self, path: Path) -> Node | list[Entry] | None:
        """What stands at a path of the whole tree."""
        known = self._known.get(path)
        if known is not None:
            return known
        found = descend(self.seen, path)
        if isinstance(found, list):
            found = self._known[path] = Column(found)
        return found

    def forget(self, path: Path) -> None:
        """A value of this column is another now."""
        self._known.pop(path, None)


class TreeScope(NamedTuple):
    """A submission's tree, with the row that ``row.`` speaks of and the repeated sheet that ``sheet.`` speaks of.

    ``columns`` are those of the tree, where many expressions look at the same ones.
    """

    root: Group
    row: Group | None = None
    sheet: Group | None = None
    columns: Columns | None = None

    def lookup(self, path: Path) -> Entry | list[Entry]:
        """Raises EvaluationError where the path leads nowhere, or to a group of fields."""
        start = path[0]
        if start == "row" and len(path) == 2 and self.row is not None:  # as most are
            entry = self.row.nodes.get(path[1])
            if isinstance(entry, Entry):
                return entry
        if start in ("row", "sheet"):
            found = descend(self.row if start == "row" else self.sheet, path[1:])
        else:
            found = descend(self.root, path) if self.columns is None else self.columns.at(path)
        if found is None:
            raise EvaluationError(messages.unknown_path(path))
        if isinstance(found, Entry | list):
            return found
        raise EvaluationError(messages.not_a_field(path))


@dataclass(frozen=True, slots=True)
class Recorder:
    """A scope that keeps what was read, in order: single entries, and entries of columns.

    An entry counts once, however often it is read: it is known by its key, or by the path that it was read at where a tree
    has no keys.
    """

    scope: Scope
    _singles: dict[Key, Entry] = field(default_factory=dict)
    _in_columns: dict[Key, Entry] = field(default_factory=dict)

    def lookup(self, path: Path) -> Entry | list[Entry]:
        found = find(self.scope, path)
        if isinstance(found, Entry):
            self._singles.setdefault(found.key or path, found)
        else:
            self._in_columns.update((entry.key or (*path, row), entry) for row, entry in enumerate(found))
        return found

    @property
    def singles(self) -> tuple[Entry, ...]:
        """The entries read as fields of their own."""
        return tuple(self._singles.values())

    @property
    def in_columns(self) -> tuple[Entry, ...]:
        """The entries read as part of a column."""
        return tuple(entry for key, entry in self._in_columns.items() if key not in self._singles)


def find(scope: Scope, path: Path) -> Entry | list[Entry]:
    """What a scope has at a path. Raises EvaluationError where it has nothing."""
    found = scope.lookup(path)
    if found is None:
        raise EvaluationError(messages.unknown_path(path))
    return found
