"""Which figure of a form a phrase means: the phrases that the form writes (``spoken``), and the labels that say enough alone.

A phrase has one owner for each measure. One that a form writes counts before one that a figure has by naming another
(``spoken = ["income.total"]``), and both before a label; a label that several figures have names none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field as record_field
from functools import partial
from typing import NamedTuple

from ...values.foldings import said_label, said_words
from ...values.lazy_patterns import lazy_pattern
from ...values.records import dataclass
from ..blocks import BlockCell, BlockCells
from ..model import Block, Grid, Path, Record, Sheet, Table
from .measures import MEASURES, Measure, measure_of

LEAST_LABEL = 4
"""The fewest characters of a label that says what it means wherever it stands."""

START = 2
"""How many characters of a phrase lead to it (``SpokenWords.starts``), and the fewest that it has."""

_CHANGE_LABEL = lazy_pattern(r"(?:预算)?(?:较|比)?(?:上年|去年)?(?:增减|变动|增长)(?:额|数|幅度|率|%)*$")
_SHARE_LABEL = lazy_pattern(r"占.{0,12}$|(?:所占)?(?:比例|比重)$")
_REFERENCE = lazy_pattern(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*\Z")
_SIDE = lazy_pattern("(?:预算|财政|拨款|收入|支出)+")  # 政府性基金预算 may mean its 支出
_LAST_YEAR = ("上年预算", "上年决算", "上年执行", "上年数", "上年初", "年初")


class Clash(NamedTuple):
    """A phrase that two figures of one measure have."""

    measure: Measure
    phrase: str
    first: Path
    second: Path


@dataclass(frozen=True, slots=True)
class SpokenWords:
    """The phrases of a form.

    ``owners``: the path of the figure that a phrase means, by measure and phrase. ``others``: the figures that may go by the
    name of one as well (the same row of another table), by its path. ``starts``: the phrases by their first characters,
    longest first. ``clashes`` and ``unknown`` (whose phrases, what they name) are mistakes of the form; ``written`` are the
    figures of which the form says how they are spoken of, or that they are not.
    """

    owners: Mapping[Measure, Mapping[str, Path]] = record_field(default_factory=dict)
    others: Mapping[Path, tuple[Path, ...]] = record_field(default_factory=dict)
    starts: Mapping[str, tuple[str, ...]] = record_field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    unknown: tuple[tuple[Path, str], ...] = ()
    written: frozenset[Path] = frozenset()

    @property
    def named(self) -> frozenset[Path]:
        """The figures that have a phrase."""
        return frozenset(path for owned in self.owners.values() for path in owned.values())


class _Named(NamedTuple):
    """A figure that texts may speak of: what the form writes of it (None: nothing), and what its label says."""

    path: Path
    measure: Measure
    written: tuple[str, ...] | None
    labels: tuple[str, ...]
    parts: tuple[str, ...]


def spoken_words(sheets: Iterable[Sheet], cells: Mapping[str, tuple[BlockCells, ...]]) -> SpokenWords:
    """The phrases of a form's sheets; ``cells`` are those of their blocks. A repeated sheet has none: its figures are many."""
    figures = {one.path: one for sheet in sheets if not sheet.repeat for block in cells[sheet.id] for one in _figures(block)}
    own: dict[Measure, dict[str, Path]] = {measure: {} for measure in MEASURES}
    clashes: list[Clash] = []
    unknown: list[tuple[Path, str]] = []
    for words in (_direct, partial(_of_others, figures=figures, unknown=unknown)):
        given: dict[Measure, dict[str, Path]] = {measure: {} for measure in MEASURES}
        for one in figures.values():
            for phrase in words(one):
                first = given[one.measure].setdefault(phrase, one.path)
                if first != one.path and phrase not in own[one.measure]:
                    clashes.append(Clash(one.measure, phrase, first, one.path))
        for measure, owned in given.items():
            own[measure] = {**owned, **own[measure]}
        for one in figures.values() if words is _direct else ():
            for label in one.labels if any(not is_reference(text) for text in one.written or ()) else ():
                amount = own["amount"].get(label, one.path)  # the growth of what another figure is called is that one's
                if one.measure not in ("change", "growth") or amount[:-1] == one.path[:-1]:
                    own[one.measure].setdefault(label, one.path)  # before those that have it by naming this figure
    labels: dict[tuple[Measure, str], list[Path]] = {}
    for one in figures.values():
        for label in one.labels if one.written != () else ():
            labels.setdefault((one.measure, label), []).append(one.path)
    for (measure, label), paths in labels.items():
        if len(paths) == 1:
            own[measure].setdefault(label, paths[0])
    starts: dict[str, list[str]] = {}
    for phrase in {phrase for owned in own.values() for phrase in owned}:
        starts.setdefault(phrase[:START], []).append(phrase)
    return SpokenWords(
        own,
        _others(own, figures),
        {start: tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase))) for start, found in sorted(starts.items())},
        tuple(clashes),
        tuple(unknown),
        frozenset(one.path for one in figures.values() if one.written is not None),
    )


def is_reference(text: str) -> bool:
    """Whether an entry of ``spoken`` is the path of a figure, whose phrases are meant."""
    return _REFERENCE.match(text) is not None


def _figures(cells: BlockCells) -> Iterator[_Named]:
    seen: set[str] = set()
    for cell in cells.single:
        measure = measure_of(cell.field)
        if measure is None or (isinstance(cells.block, Table) and cell.field.id in seen):  # of several totals, the first
            continue
        seen.add(cell.field.id)
        written = cell.field.spoken
        names = () if isinstance(cells.block, Table) else tuple(_labels(cells.block, cell, measure))
        parts = tuple(said_label(text) for text in (cell.line, *cell.field.header) if text)
        yield _Named(cell.path, measure, written, names, parts)


def _direct(one: _Named) -> Iterator[str]:
    """The phrases that a form writes of a figure."""
    yield from dict.fromkeys(said_words(text) for text in one.written or () if not is_reference(text))


def _of_others(one: _Named, figures: Mapping[Path, _Named], unknown: list[tuple[Path, str]]) -> Iterator[str]:
    """The phrases of the figures that a form names instead: a figure has them where none of its measure has them itself."""
    waiting, seen = [one], {one.path}
    found: list[str] = []
    while waiting:
        here = waiting.pop()
        for text in here.written or ():
            path = tuple(text.split("."))
            if not is_reference(text):
                found += () if here is one else (said_words(text),)
            elif path in figures:
                if path not in seen:
                    seen.add(path)
                    waiting.append(figures[path])
                    found += figures[path].labels
            elif here is one:
                unknown.append((one.path, text))
    yield from dict.fromkeys(found)


def _labels(block: Block, cell: BlockCell, measure: Measure) -> Iterator[str]:
    """What the label of a figure says alone.

    Of an amount the label and aliases of a record's field: a grid's row says too little, unless the form writes phrases of it.
    Of a change what changed: 基本支出 of the field 基本支出比上年增减, and the rows of a grid with such a column. A field that is
    called 比上年增减额 and no more is about what its record is called.
    """
    field = cell.field
    if isinstance(block, Grid):
        row = next(row for row in block.rows if row.id == cell.path[-2])
        texts = (row.label, *row.aliases) if field.spoken else (row.label,)
        if field.spoken is None and measure not in ("change", "growth"):
            return
        names = [said_label(text) for text in texts]
    elif len(field.header) != 1 or len(cell.path) != 2:
        return
    elif measure in ("change", "growth"):
        own = _CHANGE_LABEL.sub("", said_label(field.header[0]))
        names = [own or (said_label(block.title) if isinstance(block, Record) else "")]
    elif measure == "share":
        names = [_SHARE_LABEL.sub("", said_label(text)) or said_label(text) for text in (field.header[0], *field.aliases)]
        names += [said_label(text) for text in (field.header[0], *field.aliases)]
    elif measure == "count" and field.kind.reading != "count" and not field.spoken:
        return
    else:
        names = [said_label(text) for text in (field.header[0], *field.aliases)]
    yield from dict.fromkeys(said_words(name) for name in names if len(name) >= LEAST_LABEL)


def _others(own: Mapping[Measure, Mapping[str, Path]], figures: Mapping[Path, _Named]) -> dict[Path, tuple[Path, ...]]:
    """The figures that go by the name of an owner as well: a part of their label is one of its phrases."""
    by_part: dict[tuple[Measure, str], list[Path]] = {}
    for one in figures.values():
        if not any(part.startswith(_LAST_YEAR) for part in one.parts):
            for part in one.parts:
                by_part.setdefault((one.measure, said_words(part)), []).append(one.path)
    found: dict[Path, dict[Path, None]] = {}
    for measure, owned in own.items():
        for phrase, path in owned.items():
            others = by_part.get((measure, phrase), []) if len(phrase) >= LEAST_LABEL else []
            longer = [other for name, other in owned.items() if name.startswith(phrase) and _SIDE.fullmatch(name, len(phrase))]
            found.setdefault(path, {}).update(dict.fromkeys(other for other in (*others, *longer) if other != path))
    return {path: tuple(others) for path, others in found.items() if others}

