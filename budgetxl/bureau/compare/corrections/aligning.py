"""Which of two sequences belong to each other: the same, then those alike but for their figures, then the most alike, in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias, TypeVar

from budgetxl.notice.tracing.figures import FIGURE, numbering_end
from budgetxl.values.lazy_patterns import lazy_pattern

_NUMERAL = lazy_pattern(r"\s*(?:[（(][一二三四五六七八九十]+[）)]|第?[一二三四五六七八九十]+(?:、|部分|[章节条])|表[0-9]+(?:-[0-9]+)?(?:\s+|$))")

_DIGITS = frozenset("0123456789一二三四五六七八九十")

T = TypeVar("T")
Pairs: TypeAlias = list[tuple[int | None, int | None]]

LEAST = 0.5
"""How alike two have to be to be one that was changed."""
MOST_PAIRS = 10_000
"""Pairs of a stretch that are looked at one by one; of a longer one only those alike but for their figures belong together."""
MOST_EXACT = 3_000
LONG, WITHIN = 12, 0.75
"""Pairs of characters from which on a text is known within another one, and what it counts to be within it."""


def aligned(
    old: Sequence[T], new: Sequence[T], whole: Callable[[T], Hashable], skeleton: Callable[[T], Hashable], likeness: Callable[[T, T], float]
) -> list[tuple[T | None, T | None]]:
    """Pairs in the order of both; what only one of them has stands alone, what stands elsewhere now belongs to where it was."""
    pairs: Pairs = []
    for a, b in _matched(old, new, range(len(old)), range(len(new)), whole):
        if isinstance(a, int) and isinstance(b, int):
            pairs.append((a, b))
            continue
        assert isinstance(a, range) and isinstance(b, range)
        for one, two in _matched(old, new, a, b, skeleton):
            if isinstance(one, int) and isinstance(two, int):
                pairs.append((one, two))
            else:
                assert isinstance(one, range) and isinstance(two, range)
                pairs += _most_alike(old, new, one, two, likeness)
    pairs = _moved(old, new, _moved(old, new, pairs, whole), skeleton)
    pairs = _moved_alike(old, new, pairs, likeness)
    return [(None if a is None else old[a], None if b is None else new[b]) for a, b in pairs]


def _matched(
    old: Sequence[T], new: Sequence[T], a: range, b: range, key: Callable[[T], Hashable]
) -> Iterator[tuple[int, int] | tuple[range, range]]:
    """Pairs of which the keys are equal, and the stretches between them."""
    mine, theirs = [key(old[at]) for at in a], [key(new[at]) for at in b]
    start = 0
    while start < min(len(mine), len(theirs)) and mine[start] == theirs[start]:
        yield a[start], b[start]
        start += 1
    end = 0
    while end < min(len(mine), len(theirs)) - start and mine[-1 - end] == theirs[-1 - end]:
        end += 1
    middle = (mine[start : len(mine) - end], theirs[start : len(theirs) - end])
    matcher = SequenceMatcher(None, *middle, autojunk=max(map(len, middle)) > MOST_EXACT)
    for tag, i, j, k, n in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(a[start + i : start + j], b[start + k : start + n])
        else:
            yield a[start + i : start + j], b[start + k : start + n]
    yield from zip(a[len(mine) - end :], b[len(theirs) - end :])


def _most_alike(old: Sequence[T], new: Sequence[T], a: range, b: range, likeness: Callable[[T, T], float]) -> Pairs:
    if not a or not b or len(a) * len(b) > MOST_PAIRS:
        return [*((at, None) for at in a), *((None, at) for at in b)]
    best = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    alike = [[value if (value := likeness(old[i], new[j])) >= LEAST else 0.0 for j in b] for i in a]
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            together = best[i + 1][j + 1] + alike[i][j] if alike[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    pairs: Pairs = []
    i = j = 0
    while i < len(a) or j < len(b):
        if i < len(a) and j < len(b) and alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            pairs.append((a[i], b[j]))
            i, j = i + 1, j + 1
        elif j == len(b) or (i < len(a) and best[i][j] == best[i + 1][j]):
            pairs.append((a[i], None))
            i += 1
        else:
            pairs.append((None, b[j]))
            j += 1
    return pairs


def _moved(old: Sequence[T], new: Sequence[T], pairs: Pairs, key: Callable[[T], Hashable]) -> Pairs:
    """The pairs with those that are the same, by a key, and stand elsewhere."""
    alone: dict[Hashable, list[int]] = {}
    for a, b in pairs:
        if a is None and b is not None:
            alone.setdefault(key(new[b]), []).append(b)
    mates: dict[int, int] = {}
    for a, b in pairs:
        if a is not None and b is None and (found := alone.get(key(old[a]))):
            mates[a] = found.pop(0)
    return _joined(pairs, mates)


def _moved_alike(old: Sequence[T], new: Sequence[T], pairs: Pairs, likeness: Callable[[T, T], float]) -> Pairs:
    """The pairs with those that stand elsewhere and were changed as well, the most alike first."""
    went = [a for a, b in pairs if a is not None and b is None]
    came = [b for a, b in pairs if b is not None and a is None]
    if len(went) * len(came) > MOST_PAIRS:
        return pairs
    mates: dict[int, int] = {}
    found = [(alike, -a, -b) for a in went for b in came if (alike := likeness(old[a], new[b])) >= LEAST]
    for _, a, b in sorted(found, reverse=True):
        if -a not in mates and -b not in mates.values():
            mates[-a] = -b
    return _joined(pairs, mates)


def _joined(pairs: Pairs, mates: Mapping[int, int]) -> Pairs:
    """The pairs with those put together that belong together, where the old one was."""
    taken = set(mates.values())
    return [(a, mates.get(a) if a is not None and b is None else b) for a, b in pairs if not (a is None and b in taken)]


def skeleton_of(text: str) -> str:
    """A text without its figures and without the number at its head, in digits or in Chinese numerals."""
    return FIGURE.sub("#", text[head_end(text) :])


def head_end(text: str) -> int:
    """Where the number at the head of a text ends; 0 where it has none. Another one behind it is no head: 一、二季度."""
    numeral = _NUMERAL.match(text)
    end = numeral.end() if numeral is not None else numbering_end(text)
    return 0 if text[end : end + 1] in _DIGITS else end


def alike(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1: the share of pairs of characters that they have in common.

    A long text that became much longer, or shorter, is still the same one.
    """
    if one == other:
        return 1.0
    mine, theirs = _pairs(one), _pairs(other)
    common, least, count = (mine & theirs).total(), min(mine.total(), theirs.total()), mine.total() + theirs.total()
    return max(2 * common / count, WITHIN * common / least if least >= LONG else 0.0) if count else 0.0


@lru_cache(maxsize=1_000)
def _pairs(text: str) -> Counter[tuple[str, str]]:
    return Counter(pairwise(text))


__all__ = ["aligned", "alike", "head_end", "skeleton_of"]
