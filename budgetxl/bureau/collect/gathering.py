"""A folder's files to what was read of them: archives unpacked, what was read before taken from the cache, parts put together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeAlias

from budgetxl.forms import program_state
from budgetxl.values.records import dataclass
from budgetxl.workbook import PartFacts, grouped_parts
from budgetxl.xlsx import UnreadableFile

from ..messages import say
from ..model import Other, Read
from ..running import Pool, each_done
from .contents import UNREADABLE, Found, workbooks_in
from .reading import Piece, Task, forms, lost, read_task, times_of
from .sending import Sent, received
from .versions import is_as_late, latest_first

Progress: TypeAlias = Callable[[int, str], None]
"""Told when a file is taken in hand: how many there were before it, and its name."""


class Store(Protocol):
    """What was read before, by a key of letters and digits. It may forget, and what it gives is not trusted."""

    def get(self, key: str) -> Sent | None: ...

    def put(self, key: str, one: Sent) -> None: ...


@dataclass(frozen=True, slots=True)
class Way:
    """How files are read: ``form`` is a form that is known beside the program's own, by id or folder.

    ``key`` is of all that the result depends on beside a file's bytes (the program, the forms); ``work`` is what a worker does;
    ``now`` is the time after which nothing can have been saved.
    """

    form: str = ""
    key: str = ""
    store: Store | None = None
    pool: Pool | None = None
    progress: Progress | None = None
    work: Callable[[Task], Sent] = read_task
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read of a folder: submissions, those parts that a later one replaces, what can't be read or is kept out.

    ``fresh`` counts the workbooks that were read, ``known`` those that the store had.
    """

    reads: tuple[Read, ...]
    replaced: tuple[Read, ...]
    others: tuple[Other, ...]
    fresh: int
    known: int


def gathered(files: Iterable[Found | Other], way: Way) -> Gathered:
    """All submissions among some files, in the order of their paths. A file that can't be read costs nothing but itself."""
    others: list[Other] = []
    sources: dict[str, Found] = {}
    first = _Reading(way)
    reads = list(first.all(_tasks(files, way, others, sources)))
    whole, parts = [read for read in reads if not read.part], [read for read in reads if read.part]
    groups, replaced = _groups(parts)
    second = _Reading(way)
    together = list(second.all(_whole_tasks(groups, way, others, sources)))
    return Gathered(tuple(sorted([*whole, *together], key=lambda read: read.files)), tuple(replaced), tuple(others), first.fresh, first.known)


def _tasks(files: Iterable[Found | Other], way: Way, others: list[Other], sources: dict[str, Found]) -> Iterator[Task]:
    for number, one in enumerate(files):
        if isinstance(one, Other):
            others.append(one)
            continue
        if way.progress is not None:
            way.progress(number, one.path)
        for each in workbooks_in(one):
            if isinstance(each, Other):
                others.append(each)
                continue
            found, data = each
            sources[found.path] = found
            yield Task((Piece(found.path, data, found.written),), way.form, now=way.now)


def _whole_tasks(groups: Iterable[list[Read]], way: Way, others: list[Other], sources: dict[str, Found]) -> Iterator[Task]:
    """The parts of each unit, read from the folder once more, so that nobody need hold all parts of all units."""
    for group in groups:
        pieces = []
        for part in group:
            found = sources[part.files[0]]
            try:
                pieces.append(Piece(found.path, found.load(), found.written))
            except UnreadableFile as error:
                others.append(Other(found.path, UNREADABLE, str(error)))
        if pieces:
            yield Task(tuple(pieces), way.form, True, way.now)


def _groups(parts: list[Read]) -> tuple[list[list[Read]], list[Read]]:
    """The parts of each unit, of each section the latest; and those that are replaced by a later one.

    Of a section that there is twice, as late and not the same, each is put together with the other parts: whether their figures differ,
    and nobody can say which counts, shows then.
    """
    groups, replaced = [], []
    for members in grouped_parts([PartFacts(part.form, part.part, part.unit_code, part.unit_name) for part in parts]):
        latest: dict[str, Read] = {}
        rivals: list[Read] = []
        for part in latest_first([parts[index] for index in members]):
            first = latest.setdefault(part.part, part)
            if first is not part and is_as_late(part, first) and part.digest not in (first.digest, *(one.digest for one in rivals)):
                rivals.append(part)
            elif first is not part:
                replaced.append(replace(part, mismatch=say("part-of")))
        for each in (latest, *({**latest, rival.part: rival} for rival in rivals)):
            groups.append(sorted(each.values(), key=lambda read: read.files))
    return groups, replaced


class _Reading:
    """Reads tasks, those that the store does not know; counts them."""

    def __init__(self, way: Way) -> None:
        self.way, self.fresh, self.known = way, 0, 0
        self._kept: list[Read] = []
        self._made: set[str] = set()

    def all(self, tasks: Iterable[Task]) -> Iterator[Read]:
        way = self.way
        for task, made in each_done(self._unknown(tasks), way.work, way.pool):
            self.fresh += 1
            if made is None:
                yield lost(task, say("worker-lost"))
                continue
            if way.store is not None and made.lasting:
                way.store.put(_key(task, way), made)
                self._made.add(_key(task, way))
            yield received(made)
        yield from self._kept

    def _unknown(self, tasks: Iterable[Task]) -> Iterator[Task]:
        for task in tasks:
            known = self._stored(task)
            if known is None:
                yield task
                continue
            self._kept.append(known)
            if _key(task, self.way) in self._made:  # the same content twice in this run, read once
                self.fresh += 1
            else:
                self.known += 1

    def _stored(self, task: Task) -> Read | None:
        """What the store has of a task, with the names and times of now; None where it has none, or nothing that makes sense."""
        kept = self.way.store.get(_key(task, self.way)) if self.way.store is not None else None
        if kept is None:
            return None
        try:
            read = received(kept)
            if read.data:
                dict(read.data), dict(read.figures), dict(read.places)
        except Exception:  # whatever stands in a file that anybody may have written
            return None
        return replace(read, files=task.paths, **times_of(task)._asdict()) if read.digest == task.digest else None


def _key(task: Task, way: Way) -> str:
    """What a result depends on: the bytes; of parts their names too, since findings tell these; form and program."""
    names = task.paths if task.whole else ()
    return hashlib.sha256(repr((task.digest, task.whole, names, way.form, way.key)).encode("utf-8", "surrogatepass")).hexdigest()


def key_of(form: str) -> str:
    """What results depend on beside a file's bytes: the program with its forms, and the folders of a form that was given."""
    digest = hashlib.sha256(program_state().encode())
    for folder in forms().find(form).form.folders if form else ():
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(f"{path.relative_to(folder)}:{path.stat().st_size}:".encode("utf-8", "surrogatepass") + path.read_bytes())
    return digest.hexdigest()


__all__ = ["Gathered", "Progress", "Store", "Way", "gathered", "key_of"]
