"""The notices of many workbooks, written into a folder: the accepted ones of a folder, or the files that were given.

A notice that can't be made, or written, is a line on standard error, and not the end of the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ...bureau.accepted import AcceptedFile
from ...values.records import dataclass
from ...verbs import SourceFile, has_unpaged_contents, untraced_said
from ...verbs.notices import NoticeMade, NoticeTask, by_accepted, made_notice, named, together
from ..accepted_files import accepted_in, accepted_source
from ..app import EXIT_CODES, OK
from ..common import Failure, is_folder, source_of, workbooks_among, workbooks_below, written_at
from ..messages import say
from ..printing import tell
from ..running import each_shown, everywhere, workers
from ..writing import make_folder, refuse_existing, refuse_inputs, write_whole, writing
from .office import to_pdf
from .publishing import Wanted, tell_beside

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Batch:
    """What is asked for: the folder to write into, what kind of notices, drafts or not, the form, who does the work.

    ``tables`` is the folder for the workbooks of public tables, where these are asked for.
    """

    target: Path
    wanted: Wanted
    draft: bool = False
    form: str | None = None
    force: bool = False
    jobs: int | None = None
    cluster: str | None = None
    tables: Path | None = None


def render_batch(given: Iterable[str], batch: Batch) -> int:
    """Render the workbooks that are given, of folders the accepted ones, and write them. Returned is the exit code. Raises Failure."""
    given = tuple(dict.fromkeys(given))
    folders = [path for path in given if is_folder(path)]
    lists = {path: accepted_in(Path(path)) for path in folders}
    listed = [(path, files) for path, found in lists.items() if found is not None for files in by_accepted(found)]
    loose = [str(Path(path) / name) for path in folders if lists[path] is None for name in workbooks_below(Path(path))]
    loose += workbooks_among(path for path in given if path not in folders)
    if not listed and not loose:
        if any(found is not None for found in lists.values()):
            raise Failure(say("none_accepted", path="、".join(folders)))
        raise Failure(say("no_workbooks", path="、".join(given)))
    for path in folders:
        if lists[path] is None:
            tell(say("render_all", path=path))
    make_folder(batch.target)
    if batch.tables is not None:
        make_folder(batch.tables)
    run = _Run(batch, given)
    with workers(batch.jobs, len(listed) + len(loose), batch.cluster, run.form or None) as pool:
        tasks = (run.accepted(path, files) for path, files in listed)
        for task, made in each_shown(tasks, made_notice, pool, say("bar_render"), len(listed)):
            run.write(made if made is not None else run.lost(task))
        read = (run.task((source_of(path),), written=path) for path in loose)
        versions = [made if made is not None else run.lost(task) for task, made in each_shown(read, made_notice, pool, say("bar_render"), len(loose))]
        parts = {made.file: made for made in versions if made.part}
        whole = (run.whole(group) for group in together(list(parts.values())))
        versions += [made if made is not None else run.lost(task) for task, made in each_shown(whole, made_notice, pool, say("bar_render"), 1)]
    run.write_latest([made for made in versions if made.file not in parts])
    tell(run.summary)
    if said := untraced_said(run.typed, run.written):
        tell(say("untraced_all" if run.written > 1 else "untraced", said=said))
    if run.written:
        tell_beside(batch.wanted.reference, batch.wanted.template)
    if run.unpaged:
        tell(say("contents_pages_all", path=batch.target))
    return run.code


class _Run:
    """One run: the tasks as they are asked for, what was written, and the exit code so far."""

    def __init__(self, batch: Batch, inputs: tuple[str, ...]) -> None:
        beside = [source.name for source in (batch.wanted.reference, batch.wanted.template) if source is not None]
        self.batch, self.inputs = batch, [path for path in (*inputs, *beside) if Path(path).is_file()]
        self.form = everywhere(batch.form) if batch.form else ""
        self.taken: set[str] = set()
        self.code, self.written, self.failed, self.unpaged = OK, 0, 0, False
        self.typed: Counter[str] = Counter()  #: figures of the notices written that no cell of numbers gave, by their kind

    def task(self, sources: tuple[SourceFile, ...], unit: str = "", name: str = "", whole: bool = False, written: str = "") -> NoticeTask:
        when = written_at(Path(written)) if written else None
        wanted = self.batch.wanted
        return NoticeTask(
            sources, wanted.kind.name, self.batch.draft, self.form, unit, name, whole, when, wanted.reference, wanted.template,
            self.batch.tables is not None,
        )  # fmt: skip

    def accepted(self, folder: str, files: tuple[AcceptedFile, ...]) -> NoticeTask:
        sources = tuple(accepted_source(Path(folder), one) for one in files)
        return self.task(sources, files[0].unit, files[0].name, whole=True)

    def whole(self, group: Iterable[NoticeMade]) -> NoticeTask:
        """The parts of a split workbook, read from their files once more."""
        return self.task(tuple(source_of(made.file) for made in group), whole=True)

    def lost(self, task: NoticeTask) -> NoticeMade:
        return NoticeMade(task.file, unit=task.unit, name=task.name, error=say("file", path=task.file, reason=say("worker_lost")), kind="unreadable")

    def write_latest(self, versions: list[NoticeMade]) -> None:
        """Write the notices of workbooks that no list names: of each unit that of the version saved last."""
        unread = [made for made in versions if made.error and made.kind == "unreadable"]
        for made in unread:
            self.write(made)
        plan = named([made for made in versions if made not in unread], self.batch.wanted.suffix)
        if plan.replaced:
            files = [made.file for made in plan.replaced]
            tell(say("render_replaced", n=len(files), files="、".join(files[:MOST_NAMED]) + ("…" if len(files) > MOST_NAMED else "")))
        for _, made in plan.notices:
            self.write(made)

    def write(self, made: NoticeMade) -> None:
        if made.error:
            tell(made.error)
            self.code, self.failed = max(self.code, EXIT_CODES[made.kind]), self.failed + 1
            return
        ((name, _),) = named([made], self.batch.wanted.suffix, self.taken).notices
        target = self.batch.target / name
        files = [(str(target), made.data)]
        if self.batch.tables is not None:
            files.append((str(self.batch.tables / say("tables_file", unit=target.stem)), made.tables))
        try:
            for path, _ in files:
                with writing(path):
                    refuse_inputs(path, self.inputs)
            refuse_existing([path for path, _ in files], self.batch.force)
            files[0] = (files[0][0], self._published(made.data, str(target)))
            for path, data in files:
                write_whole(path, data, self.batch.force, self.inputs)
        except Failure as error:
            tell(error.format_message())
            self.code, self.failed = max(self.code, error.exit_code), self.failed + 1
            return
        self.written += 1
        self.typed.update(made.typed)

    def _published(self, data: bytes, path: str) -> bytes:
        """The notice as it is written: by LibreOffice, where it is to be a PDF."""
        wanted = self.batch.wanted
        if wanted.pdf:
            refuse_existing([path], self.batch.force)
            return to_pdf(data, wanted.kind.suffix, path)
        self.unpaged = self.unpaged or (wanted.kind.name == "docx" and wanted.template is None and has_unpaged_contents(data))
        return data

    @property
    def summary(self) -> str:
        tables = say("rendered_tables", path=self.batch.tables) if self.batch.tables is not None and self.written else ""
        return say("rendered", n=self.written, path=self.batch.target) + tables + (say("rendered_not", n=self.failed) if self.failed else "")


__all__ = ["Batch", "render_batch"]
