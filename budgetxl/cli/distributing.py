"""What ``distribute`` does at the edge: last year's folder, worker processes, the folder that it writes into."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TypeVar

import click

from ..bureau.running import each_done
from ..verbs import FindForm, SourceFile
from ..verbs.distribute import (
    ACCEPTED_FILE,
    AcceptedFile,
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
    read_accepted,
    read_not_accepted,
    read_previous,
)
from ..xlsx import UnreadableFile, read_file
from .app import WORKBOOKS
from .common import Failure, source_of, workbooks_among, written_at
from .messages import say
from .own_files import place_for
from .printing import is_dumb, tell
from .workers import pool_of
from .writing import make_folder, refuse_inputs, write_whole, writing

Given = TypeVar("Given")
Done = TypeVar("Done")

INDEX = "下发清单.xlsx"
WORTH_IT = 40  # workbooks for which a second process pays
MOST_JOBS = 8


def previous_in(folder: Path, form: str, find_form: FindForm, jobs: int | None = None) -> Previous:
    """Last year's workbooks of a folder and those below it: the accepted ones, or all where it does not say. Raises Failure."""
    with writing(folder):
        if not folder.is_dir():
            raise Failure(say("not_folder", path=folder))
        accepted = _accepted(folder)
        names = sorted({one.path for one in accepted}) if accepted is not None else _workbooks_below(folder)
    sources: dict[str, SourceFile] = {}
    tasks: list[PreviousTask] = []
    bad: list[PreviousWorkbook] = []
    digests = {one.path: one.digest for one in accepted or ()}
    for name in names:
        source = _source_below(folder, name)
        if source.error:
            bad.append(PreviousWorkbook(name, error=source.error))
        elif name in digests and hashlib.sha256(source.data).hexdigest() != digests[name]:
            bad.append(PreviousWorkbook(name, error=say("changed_since")))
        else:
            sources[name] = source
            tasks.append(PreviousTask(name, source.data, written_at(folder / name), accepted is not None, form))
    each = _each(tasks, read_previous, jobs, say("bar_previous"))
    found = [one if one is not None else PreviousWorkbook(task.file, error=say("worker_lost")) for task, one in each]
    waiting = read_not_accepted(source_of(str(folder / ACCEPTED_FILE)).data) if accepted is not None else {}
    return previous_of([*bad, *sorted(found, key=lambda one: one.file)], sources, accepted, knowing(form, find_form), waiting)


def _accepted(folder: Path) -> tuple[AcceptedFile, ...] | None:
    """What ``accepted.json`` of the folder names; None where there is none, Failure where it is none of ours."""
    file = folder / ACCEPTED_FILE
    if not file.is_file():
        return None
    source = source_of(str(file))
    found = read_accepted(source.data)
    if source.error or found is None:
        raise Failure(say("bad_accepted", path=file, reason=source.error or say("not_ours")))
    return found


def _source_below(folder: Path, name: str) -> SourceFile:
    """A file that a list names below a folder; one that would lie outside of it is none."""
    if Path(name).is_absolute() or ".." in Path(name).parts:
        return SourceFile(name, b"", say("outside"))
    parts = PurePosixPath(name).parts
    for count in range(1, len(parts)):
        archive = folder.joinpath(*parts[:count])
        if archive.suffix.lower() == ".zip" and archive.is_file():
            return _packed(archive, "/".join(parts[count:]), name)
    source = source_of(str(folder / name))
    return SourceFile(name, source.data, source.error)


def _packed(archive: Path, inside: str, name: str) -> SourceFile:
    """A file of an archive, as ``collect`` read it there."""
    from ..bureau.collect import Found, bytes_at

    try:
        return SourceFile(name, bytes_at([Found("", partial(read_file, archive))], f"/{inside}"))
    except KeyError:
        return SourceFile(name, b"", say("not_in_archive"))
    except UnreadableFile as error:
        return SourceFile(name, b"", str(error))


def _workbooks_below(folder: Path) -> list[str]:
    files = [one for one in folder.rglob("*") if one.name.lower().endswith(WORKBOOKS) and one.is_file()]
    return sorted(str(Path(one).relative_to(folder)) for one in workbooks_among(map(str, files)))


def _each(
    tasks: Sequence[Given], work: Callable[[Given], Done], jobs: int | None, label: str, size: Callable[[Given], int] = lambda task: 1
) -> Iterator[tuple[Given, Done | None]]:
    """Each task with what is made of it, with a bar on a terminal: by worker processes, or in this one where there is little to do.

    None where a worker was killed over a task, and once more when it was tried alone.
    """
    total = sum(map(size, tasks))
    count = min(jobs if jobs is not None else _usual_jobs(total), max(len(tasks), 1))
    with ExitStack() as stack:
        shown = sys.stderr is not None and sys.stderr.isatty() and not is_dumb() and total > 1
        bar = stack.enter_context(click.progressbar(length=total, label=label, file=sys.stderr)) if shown else None
        for task, done in each_done(tasks, work, pool_of(count, len(tasks))):
            yield task, done
            if bar is not None:
                bar.update(size(task))


def _usual_jobs(total: int) -> int:
    return min(os.cpu_count() or 1, MOST_JOBS) if total >= WORTH_IT else 1


class Outbox:
    """The folder that workbooks are written into. What is there already is kept unless ``force``; an input is never overwritten."""

    def __init__(self, folder: Path, plan: Sequence[Planned], roster: str, force: bool) -> None:
        self.folder, self.plan, self.roster, self.force = folder, plan, roster, force
        self.kept: set[str] = set()
        self.made: dict[str, Made] = {}
        make_folder(folder)
        with writing(folder):
            for one in plan:
                target = folder / one.file
                refuse_inputs(target, [roster])
                if target.exists() and not force:
                    self.kept.add(one.file)

    @property
    def failed(self) -> int:
        return sum(bool(made.error) for made in self.made.values())

    def send(self, jobs: int | None = None) -> None:
        """Make what is not there yet, and write each workbook as soon as it is made."""
        by_number = {one.order.number: one for one in self.plan}
        tasks = list(orders(one for one in self.plan if one.file not in self.kept))
        for batch, done in _each(tasks, made_batch, jobs, say("bar_distribute"), lambda batch: len(batch.orders)):
            for made in done if done is not None else [Made(order.number, error=say("worker_lost")) for order in batch.orders]:
                one = by_number[made.number]
                if made.error:
                    tell(say("file", path=one.file, reason=made.error))
                else:
                    write_whole(str(self.folder / one.file), made.data, self.force, [self.roster])
                self.made[one.file] = Made(made.number, b"", made.digest, made.left_out, made.error)

    def finish(self, form: str, previous: str | None) -> str | None:
        """Write the list of what went to whom; one of an earlier run stays. Returned is where it is.

        None where nothing was made and there is a list already: it holds.
        """
        if not self.made and (self.folder / INDEX).exists():
            return None
        about = [say("index_about", roster=Path(self.roster).name, form=form)]
        about += [say("index_previous", path=previous)] if previous is not None else []
        data = index_of(map(self._line, self.plan), about)
        with writing(self.folder / INDEX):
            target = self.folder / INDEX if self.force else place_for(self.folder / INDEX, lambda data: False, ())[0]
        write_whole(str(target), data, self.force, [self.roster])
        return str(target)

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
        carried = sum(bool(one.previous) for one in self.plan if (made := self.made.get(one.file)) and not made.error and not made.left_out)
        parts = [say("sent", units=units, files=written)]
        parts += [say("sent_carried", n=carried)] if carried else []
        parts += [say("sent_kept", n=len(self.kept))] if self.kept else []
        parts += [say("sent_failed", n=self.failed)] if self.failed else []
        return "，".join(parts)

