"""Rows of two tables matched by what they say, never by their place alone: a row that has moved is the same row."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from decimal import Decimal

from budgetxl.forms import Path
from budgetxl.values import Scalar, plain
from budgetxl.values.decimals import held
from budgetxl.values.foldings import normal_name
from budgetxl.values.records import dataclass

from .items import Item

LIKE_ENOUGH = 0.5
"""How much of what stands in two rows must be alike for them to be one row whose key was changed."""
MOST_PAIRS = 40_000
"""Pairs of rows that are looked at for likeness; of more, only those are found that say the same but for what identifies them and one thing more."""

MOST_LOOKED_AT = 400
"""Characters of a text by which it is known for alike."""


@dataclass(frozen=True, slots=True)
class Paired:
    """The rows that are the same on both sides, those that are gone, those that are new; each list in the order of its side.

    ``unlooked``: so many rows were left that they were not held against each other one by one.
    """

    pairs: list[tuple[Item, Item]]
    gone: list[Item]
    added: list[Item]
    unlooked: bool = False


def paired(old: Sequence[Item], new: Sequence[Item], key: Sequence[Path]) -> Paired:
    """Which rows are the same.

    First those in which everything typed is equal, in their order; then those with the same key, of several the likest; then those
    that are alike, whatever their keys; at last those without any key, in their order.
    """
    pairing = _Pairing(list(old), list(new))
    pairing.match_by(_everything)
    pairing.match_groups(lambda item: _key(item, key))
    pairing.match_alike(key)
    pairing.match_in_order(lambda item: _key(item, key) is None)
    order = {id(item): number for number, item in enumerate(new)}
    return Paired(sorted(pairing.pairs, key=lambda pair: order[id(pair[1])]), pairing.old, pairing.new, pairing.unlooked)


class _Pairing:
    def __init__(self, old: list[Item], new: list[Item]) -> None:
        self.old, self.new = old, new
        self.pairs: list[tuple[Item, Item]] = []
        self.unlooked = False

    def match_by(self, said: Callable[[Item], Hashable]) -> None:
        """Pair the rows that say the same, in their order; rows that say None are left."""
        waiting: dict[Hashable, deque[Item]] = {}
        for item in self.new:
            waiting.setdefault(said(item), deque()).append(item)
        waiting.pop(None, None)
        self._keep((item, same.popleft()) for item in self.old if (same := waiting.get(said(item))))

    def match_groups(self, key: Callable[[Item], Hashable]) -> None:
        """Pair the rows with one key, the likest first; rows without one are left."""
        groups: dict[Hashable, tuple[list[Item], list[Item]]] = {}
        for side, items in enumerate((self.old, self.new)):
            for item in items:
                said = key(item)
                if said is not None:
                    groups.setdefault(said, ([], []))[side].append(item)
        self.unlooked |= any(_too_many(old, new) for old, new in groups.values())
        self._keep([pair for old, new in groups.values() for pair in _likest(old, new, 0)])

    def match_alike(self, key: Sequence[Path]) -> None:
        """Pair the rows that are alike; of too many those that say the same but for their keys, then but for one thing more."""
        if _too_many(self.old, self.new):
            self.match_by(lambda item: _all_but(item, key))
            others = dict.fromkeys(path for item in self.old for path in item.typed if path not in key)
            for other in others:
                if _too_many(self.old, self.new):
                    self.match_by(lambda item, other=other: _all_but(item, (*key, other)))  # type: ignore[misc]
        self.unlooked |= _too_many(self.old, self.new)
        self._keep(_likest(self.old, self.new, LIKE_ENOUGH))

    def match_in_order(self, wanted: Callable[[Item], bool]) -> None:
        self._keep(list(zip(filter(wanted, self.old), filter(wanted, self.new))))

    def _keep(self, pairs: Iterable[tuple[Item, Item]]) -> None:
        found = list(pairs)
        taken = {id(item) for pair in found for item in pair}
        self.pairs += found
        self.old = [item for item in self.old if id(item) not in taken]
        self.new = [item for item in self.new if id(item) not in taken]


def _too_many(old: Sequence[Item], new: Sequence[Item]) -> bool:
    return len(old) * len(new) > MOST_PAIRS


def _likest(old: Sequence[Item], new: Sequence[Item], least: float) -> Iterator[tuple[Item, Item]]:
    """Pairs of rows, the likest first, of equally like ones those that stand nearest to each other; none below ``least``."""
    if _too_many(old, new):
        if not least:
            yield from zip(old, new)
        return
    if not least and len(old) == len(new) == 1:
        yield old[0], new[0]
        return
    left, right = [_Said(item) for item in old], [_Said(item) for item in new]
    scores = [(one.likeness(other), -abs(i - j), -i, -j) for i, one in enumerate(left) for j, other in enumerate(right)]
    taken: tuple[set[int], set[int]] = (set(), set())
    for score, _, i, j in sorted(scores, reverse=True):
        if score < least:
            return
        if -i not in taken[0] and -j not in taken[1]:
            taken[0].add(-i)
            taken[1].add(-j)
            yield old[-i], new[-j]


class _Said:
    """What a row says, made ready to be compared with many."""

    def __init__(self, item: Item) -> None:
        self.values = item.typed
        self.pieces = {path: _pieces(value) for path, value in self.values.items() if isinstance(value, str)}
        self.below = Counter(_below(item))

    def likeness(self, other: _Said) -> float:
        """From 0 to 1: how much of what either says the other says too, texts in part."""
        paths = {*self.values, *other.values}
        size = len(paths) + max(self.below.total(), other.below.total())
        if not size:
            return 1.0
        same = sum(self._alike(other, path) for path in paths)
        return (same + (self.below & other.below).total()) / size

    def _alike(self, other: _Said, path: Path) -> float:
        one, two = self.values.get(path), other.values.get(path)
        if same_value(one, two):
            return 1.0
        if path not in self.pieces or path not in other.pieces:
            return 0.0
        mine, theirs = self.pieces[path], other.pieces[path]
        return 2 * (mine & theirs).total() / (mine.total() + theirs.total() or 1)


def _pieces(text: str) -> Counter[str]:
    """A text as pairs of neighbouring characters."""
    text = text[:MOST_LOOKED_AT]
    return Counter(text[number : number + 2] for number in range(max(1, len(text) - 1)))


def _below(item: Item) -> Iterator[tuple[Path, Hashable]]:
    for rows in item.lists.values():
        for row in rows:
            yield from ((path, _said(value)) for path, value in row.typed.items())
            yield from _below(row)


def _all_but(item: Item, paths: Sequence[Path]) -> Hashable:
    """What was typed in a row and below it but for some of its columns; None where that is too little to know the row by."""
    typed, below = item.typed, sum(1 for _ in _below(item))
    kept = sum(path not in paths for path in typed) + below
    return _everything(item, paths) if kept and kept >= LIKE_ENOUGH * (len(typed) + below) else None


def _everything(item: Item, without: Sequence[Path] = ()) -> Hashable:
    """All that was typed in a row and below it, but for columns that are not asked for."""
    own = tuple(sorted((path, str(_said(value))) for path, value in item.typed.items() if path not in without))
    return own, tuple((path, tuple(_everything(row) for row in rows)) for path, rows in sorted(item.lists.items()))


def _key(item: Item, key: Sequence[Path]) -> Hashable:
    """What a row is known by; None where none of it is filled in."""
    values = [item.cells[path].entry.value if path in item.cells else None for path in key]
    said = tuple(normal_name(value) if isinstance(value, str) else _said(value) for value in values)
    return said if any(value is not None for value in values) else None


def _said(value: Scalar) -> Hashable:
    return plain(held(value)) if isinstance(value, Decimal) else value


def same_value(one: Scalar, other: Scalar) -> bool:
    """Whether two values are the same by what they are: 2 and 2.00; numbers as a spreadsheet keeps them."""
    return _said(one) == _said(other)


__all__ = ["Paired", "paired", "same_value"]
