"""What ``distribute`` and ``rollover`` do at the edge: last year's folder, worker processes, the folder that they write into."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from ..verbs import FindForm, SourceFile
from ..verbs.distribute import (
    IndexLine,
    Made,
    Planned,
    Previous,
    PreviousTask,
    PreviousWorkbook,
    index_of,
    knowing,
    made_batch,
    orders,
    previous_of,
    read_previous,
)
from .accepted_files import accepted_in, not_accepted_in, sources_below
from .common import Failure, source_of, workbooks_below, written_at
from .inputs import Inputs, files_below
from .messages import say
from .own_files import place_for
from .printing import tell
from .running import each_shown, workers
from .writing import make_folder, refuse_broken_link, refuse_inputs, write_whole, writing

Given = TypeVar("Given")
Done = TypeVar("Done")

INDEX = "下发清单.xlsx"
WORTH_IT = 40  # workbooks for which a second process pays
MOST_JOBS = 8


def previous_in(folder: Path, form: str, find_form: FindForm, jobs: int | None = None, own_form: str | None = None) -> Previous:
    """Last year's workbooks of a folder and those below it: the accepted ones, or all where it does not say. Raises Failure.

    ``own_form`` is the one that they were filled in by, where that is not among the known.
    """
    with writing(folder):
        if not folder.is_dir():
            raise Failure(say("not_folder", path=folder))
        accepted = accepted_in(folder)
        names = sorted({one.path for one in accepted}) if accepted is not None else workbooks_below(folder)
    forms = (form,) if own_form is None else (own_form, form)
    sources: dict[str, SourceFile] = {}
    tasks: list[PreviousTask] = []
    bad: list[PreviousWorkbook] = []
    digests, now = {one.path: one.digest for one in accepted or ()}, datetime.now().astimezone()
    for name, source in sources_below(folder, names, digests).items():
        if source.error:
            bad.append(PreviousWorkbook(source.name, error=source.error))
        elif name in digests and hashlib.sha256(source.data).hexdigest() != digests[name]:
            bad.append(PreviousWorkbook(source.name, error=say("changed_since")))
        else:
            sources[source.name] = source
            tasks.append(PreviousTask(source.name, source.data, written_at(folder / name), accepted is not None, forms, now))
    each = _each(tasks, read_previous, jobs, say("bar_previous"))
    found = [one if one is not None else PreviousWorkbook(task.file, error=say("worker_lost")) for task, one in each]
    waiting = not_accepted_in(folder) if accepted is not None else {}
    return previous_of([*bad, *sorted(found, key=lambda one: one.file)], sources, accepted, knowing(form, find_form), waiting)


def _each(
    tasks: Sequence[Given], work: Callable[[Given], Done], jobs: int | None, label: str, size: Callable[[Given], int] = lambda task: 1,
    cluster: str | None = None, form: str | None = None,
) -> Iterator[tuple[Given, Done | None]]:
    """Each task with what is made of it, with a bar on a terminal: by worker processes, or in this one where there is little to do.

    By those of a ``cluster`` where one is given, who have to know the ``form``.

    None where a worker was killed over a task, and once more when it was tried alone.
    """
    total = sum(map(size, tasks))
    count = min(jobs if jobs is not None else _usual_jobs(total), max(len(tasks), 1))
    with workers(jobs if cluster is not None else count, len(tasks), cluster, form) as pool:
        yield from each_shown(tasks, work, pool, label, total, size)


def _usual_jobs(total: int) -> int:
    return min(os.cpu_count() or 1, MOST_JOBS) if total >= WORTH_IT else 1


class Outbox:
    """The folder that workbooks are written into. What is there already is kept unless ``force``; an input is never overwritten.

    ``index`` is the file of the list of what was written, its name without the suffix the list's title. ``previous`` is the folder
    of last year's workbooks, none of whose files is written over.
    """

    def __init__(
        self, folder: Path, plan: Sequence[Planned], inputs: Sequence[str], force: bool, index: str = INDEX, previous: str | None = None
    ) -> None:
        self.folder, self.plan, self.force, self.index = folder, plan, force, index
        used = [Path(previous, one.previous) for one in plan if one.previous] if previous is not None else []
        self.inputs = Inputs([*inputs, *used, *(files_below(previous) if previous is not None else ())])
        self.kept: set[str] = set()
        self.made: dict[str, Made] = {}
        make_folder(folder)
        with writing(folder):
            if force:
                refuse_inputs(folder / index, self.inputs)
            for one in plan:
                target = folder / one.file
                refuse_inputs(target, self.inputs)
                refuse_broken_link(target)
                if target.exists() and not force:
                    self.kept.add(one.file)

    @property
    def failed(self) -> int:
        return sum(bool(made.error) for made in self.made.values())

    def send(self, jobs: int | None = None, cluster: str | None = None, form: str | None = None, label: str = "bar_distribute") -> None:
        """Make what is not there yet, here or on a ``cluster`` that knows the ``form``, and write each workbook as soon as it is made."""
        by_number = {one.order.number: one for one in self.plan}
        tasks = list(orders(one for one in self.plan if one.file not in self.kept))
        for batch, done in _each(tasks, made_batch, jobs, say(label), lambda batch: len(batch.orders), cluster, form):
            for made in done if done is not None else [Made(order.number, error=say("worker_lost")) for order in batch.orders]:
                one = by_number[made.number]
                if made.error:
                    tell(say("file", path=one.file, reason=made.error))
                else:
                    write_whole(str(self.folder / one.file), made.data, self.force, self.inputs)
                self.made[one.file] = Made(made.number, b"", made.digest, made.left_out, made.error)

    def finish(self, about: Sequence[str]) -> str | None:
        """Write the list of what went to whom, ``about`` above it; one of an earlier run stays. Returned is where it is.

        None where nothing was made and there is a list already: it holds.
        """
        if not self.made and (self.folder / self.index).exists():
            return None
        told = (line for one in self.plan if self.is_carried(one) for line in one.told)
        wanted = self.folder / self.index
        data = index_of(map(self._line, self.plan), about, told, wanted.stem)
        with writing(wanted):
            target = wanted if self.force else place_for(wanted, lambda data: False, ())[0]
        write_whole(str(target), data, self.force, self.inputs)
        return str(target)

    def is_carried(self, one: Planned) -> bool:
        """Whether a workbook was made with what there is of last year."""
        made = self.made.get(one.file)
        return bool(one.previous) and made is not None and not made.error and not made.left_out

    def _line(self, one: Planned) -> IndexLine:
        made = self.made.get(one.file)
        year = one.order.year
        if made is None:
            digest = hashlib.sha256(source_of(str(self.folder / one.file)).data).hexdigest()
            return IndexLine(one.unit, one.form_id, year, one.file, digest, "", say("kept_file"))
        if made.error:
            return IndexLine(one.unit, one.form_id, year, "", "", "", say("not_made", reason=made.error))
        note = made.left_out or one.note
        return IndexLine(one.unit, one.form_id, year, one.file, made.digest, "" if made.left_out else one.previous, note)

    @property
    def summary(self) -> str:
        units = len({one.unit.row for one in self.plan})
        written = sum(not made.error for made in self.made.values())
        carried = sum(map(self.is_carried, self.plan))
        parts = [say("sent", units=units, files=written)]
        parts += [say("sent_carried", n=carried)] if carried else []
        parts += [say("sent_kept", n=len(self.kept))] if self.kept else []
        parts += [say("sent_failed", n=self.failed)] if self.failed else []
        return "，".join(parts)

