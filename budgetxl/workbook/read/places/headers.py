"""A table's header found by its words: several levels, merged or not, with columns added, moved or renamed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from budgetxl.values.records import dataclass

from .form_texts import Heading, Words
from .sheet_index import SheetIndex

MOST_STARTS = 40
MOST_BETWEEN = 12  # blank rows that somebody has inserted between the levels of a header
ALIKE = 0.5


@dataclass(slots=True)
class Band:
    """A header that was found: its rows, the column of each heading by id, and columns taken for one by likeness alone."""

    rows: tuple[int, ...]
    columns: dict[str, int] = field(default_factory=dict)
    guessed: dict[str, str] = field(default_factory=dict)
    nearest: dict[str, tuple[int, str]] = field(default_factory=dict)


def find_band(
    headings: Sequence[Heading], index: SheetIndex, wanted_row: int, taken: set[int], left: Band | None = None, alike: int = 0
) -> Band | None:
    """The header of these headings nearest to ``wanted_row``; None where fewer than half of them stand in any row.

    ``taken`` are rows of headers that belong to other tables. ``left`` is the header beside which this one stands: in the same
    rows, right of it. ``alike`` tables further down have the same headings: where there are as many headers, the first is this one's.
    """
    depth = max(len(heading.levels) for heading in headings)
    starts = sorted({row for heading in headings for row, _ in index.places(heading.levels[0])} - taken)
    if left is not None:
        starts, depth = [left.rows[0]], max(depth, len(left.rows))
    best: tuple[int, int, Band] | None = None
    whole = [row for row in starts if alike and all(any(place[0] == row for place in index.places(each.levels[0])) for each in headings)]
    if alike and len(whole) > alike:
        starts = whole[:1]
    for start in sorted(starts, key=lambda row: abs(row - wanted_row))[:MOST_STARTS]:
        rows = tuple(row for row in index.rows if start <= row < start + depth + MOST_BETWEEN)[:depth]
        band = _match(headings, index, rows, max(left.columns.values()) if left is not None else 0)
        score = len(band.columns)
        if best is None or (score, -abs(start - wanted_row)) > best[:2]:
            best = (score, -abs(start - wanted_row), band)
    if best is None or best[0] * 2 < len(headings):
        return None
    beyond = max(left.columns.values()) if left is not None else 0
    _guess(headings, best[2], {column: chain for column, chain in _chains(index, best[2].rows).items() if column > beyond})
    return best[2]


def _match(headings: Sequence[Heading], index: SheetIndex, rows: tuple[int, ...], beyond: int) -> Band:
    """What of these rows, in the columns ``beyond`` one, are the headings."""
    free = {column: chain for column, chain in _chains(index, rows).items() if column > beyond}
    band = Band(rows)
    for same in (_word_for_word, _all_levels, _leaf_only):
        for heading in headings:
            if heading.id in band.columns or (same is _leaf_only and not _single_leaf(heading, headings)):
                continue
            fits = [column for column, chain in free.items() if same(heading, chain)]
            if fits and (same is not _leaf_only or len(fits) == 1):
                band.columns[heading.id] = fits[0]
                del free[fits[0]]
    used = [max(row for row in rows if (row, c) in index.texts) for c in band.columns.values() if any((r, c) in index.texts for r in rows)]
    if used:
        band.rows = tuple(row for row in rows if row <= max(used))
    return band


def _chains(index: SheetIndex, rows: tuple[int, ...]) -> dict[int, tuple[str, ...]]:
    """The texts above each column from the outermost inwards. An outer text reaches right over blanks with texts below."""
    columns = sorted({column for row, column in index.texts if row in rows})
    chains: dict[int, tuple[str, ...]] = {}
    outer = [""] * len(rows)
    for column in columns:
        chain: list[str] = []
        for level, row in enumerate(rows):
            text = index.texts.get((row, column), "")
            if text:
                outer[level:] = [text, *[""] * (len(rows) - level - 1)]
            elif any((below, column) in index.texts for below in rows[level + 1 :]):
                text = outer[level]
            if text:
                chain.append(text)
        chains[column] = tuple(chain)
    return chains


def _word_for_word(heading: Heading, chain: tuple[str, ...]) -> bool:
    levels = [level for level in heading.levels if level.text]
    return len(levels) == len(chain) and all(level.says(text) for level, text in zip(levels, chain))


def _all_levels(heading: Heading, chain: tuple[str, ...]) -> bool:
    levels = [level for level in heading.levels if level.text]
    return len(levels) == len(chain) and all(level.means(text) for level, text in zip(levels, chain))


def _leaf_only(heading: Heading, chain: tuple[str, ...]) -> bool:
    return bool(chain) and heading.levels[-1].means(chain[-1])


def _single_leaf(heading: Heading, headings: Sequence[Heading]) -> bool:
    return sum(1 for other in headings if other.levels[-1].text == heading.levels[-1].text) == 1


def _guess(headings: Sequence[Heading], band: Band, chains: dict[int, tuple[str, ...]]) -> None:
    """Headings that nothing stands for: the one free column between their neighbours, if its text is like theirs."""
    free = {column: chain[-1] for column, chain in chains.items() if column not in band.columns.values() and chain}
    ids = [heading.id for heading in headings]
    for position, heading in enumerate(headings):
        if heading.id in band.columns:
            continue
        near = nearest_text(heading.levels[-1], free)
        if near is None:
            continue
        band.nearest[heading.id] = (near[0], near[1])
        left = max((band.columns[i] for i in ids[:position] if i in band.columns), default=0)
        right = min((band.columns[i] for i in ids[position + 1 :] if i in band.columns), default=max(chains) + 1)
        between = [column for column in free if left < column < right]
        unknown = [i for i in ids if i not in band.columns and left < band.nearest.get(i, near)[0] < right]
        if between == [near[0]] and unknown == [heading.id]:
            band.columns[heading.id] = near[0]
            band.guessed[heading.id] = near[1]
            del free[near[0]]


def nearest_text(words: Words, texts: dict[int, str]) -> tuple[int, str] | None:
    """The text that is most like a label, with its key; None where none is alike."""
    from difflib import SequenceMatcher  # only needed where something is lost

    best: tuple[float, int, str] | None = None
    for key, text in texts.items():
        ratio = max((SequenceMatcher(None, said, text).ratio() for said in words.exact), default=0.0)
        if ratio >= ALIKE and (best is None or ratio > best[0]):
            best = (ratio, key, text)
    return None if best is None else (best[1], best[2])


__all__ = ["Band", "find_band", "nearest_text"]
