"""What a worker does: the bytes of one submission to all that a collection needs of it. A pure function; its forms are loaded once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from budgetxl.checks.reports.inspection import inspection
from budgetxl.forms import Form, FormError, FormLibrary, sections_of
from budgetxl.review import review
from budgetxl.values.faults import said_of
from budgetxl.values.records import dataclass, follows
from budgetxl.workbook import FormReading, ReadResult, export, is_other_form, is_other_version, joined, read
from budgetxl.xlsx import UnreadableFile

from ..messages import say
from ..model import Read
from ..saving_times import believed, saved_at
from .figures import Figures, figures_of, is_blank, project_codes, sheet_prints
from .sending import Sent, sent


@dataclass(frozen=True, slots=True)
class Known:
    """A form made ready to read workbooks by, and to take their figures."""

    form: Form
    reading: FormReading
    figures: Figures


def known(form: Form) -> Known:
    return Known(form, FormReading(form), Figures.of(form))


@lru_cache(maxsize=1)
def forms() -> FormLibrary[Known]:
    """The forms of this process."""
    return FormLibrary(known)


@dataclass(frozen=True, slots=True)
class Piece:
    """One workbook of a submission: its path below the folder, its bytes, when the file was written."""

    path: str
    data: bytes
    written: datetime | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One submission to be read, from one workbook or from all the parts of a split one (``whole``).

    ``form`` is the id or folder of a form that is known beside the program's own, before one of these that has its id; workbooks
    that name no form, or one that nobody knows, are read by it. ``now`` is the time after which nothing can have been saved.
    """

    pieces: tuple[Piece, ...]
    form: str = ""
    whole: bool = False
    now: datetime | None = None

    digests: tuple[str, ...] = follows(lambda task: tuple(hashlib.sha256(piece.data).hexdigest() for piece in task.pieces))

    @property
    def digest(self) -> str:
        """The SHA-256 of the workbook; of several, that of theirs."""
        return self.digests[0] if len(self.digests) == 1 else hashlib.sha256(" ".join(self.digests).encode()).hexdigest()

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(piece.path for piece in self.pieces)

    def find(self, name: str) -> Known:
        """The form of that id or folder, as this process has it. Raises FormError."""
        return made if self.form and name == (made := forms().find(self.form)).form.id else forms().find(name)


def read_task(task: Task) -> Sent:
    """Read and check one submission. What can't be read says why in ``error``; nothing is raised, whatever the bytes are."""
    try:
        return sent(_read(task))
    except UnreadableFile as error:
        return sent(lost(task, str(error)))
    except FormError as error:
        return sent(lost(task, "；".join(map(str, error.mistakes))))
    except MemoryError:
        return sent(lost(task, say("no-memory")), lasting=False)
    except Exception as error:  # a fault of the program costs this file, never those beside it
        return sent(lost(task, say("fault", reason=said_of(error))), lasting=False)


def lost(task: Task, reason: str) -> Read:
    """What there is of a submission that could not be read."""
    times = times_of(task)
    return Read(
        task.paths, task.digest, times.modified, error=reason, digests=task.digests, received=times.received, ahead=times.ahead
    )


class Times(NamedTuple):
    """When a submission was saved last, and when its file was written; of several workbooks the latest. ``ahead``: see ``Read``."""

    modified: datetime | None
    received: datetime | None
    ahead: datetime | None


def times_of(task: Task) -> Times:
    """The times of a submission."""
    saved = [saved_at(piece.data, piece.written, task.now) for piece in task.pieces]
    received = _latest([believed(piece.written, task.now) for piece in task.pieces])
    return Times(_latest([when for when, _ in saved]), received, _latest([ahead for _, ahead in saved]))


def _latest(times: Sequence[datetime | None]) -> datetime | None:
    return max((each for each in times if each is not None), default=None)


def _read(task: Task) -> Read:
    taken = [_taken(piece.data, task) for piece in task.pieces]
    results, refused = [result for result, _ in taken], next((reason for _, reason in taken if reason), "")
    part = "" if task.whole else results[0].identity.part
    result = joined(results, [PurePosixPath(piece.path).name for piece in task.pieces]) if task.whole else results[0]
    submission, form = result.submission, result.submission.form
    times, titles = times_of(task), sections_of(form)
    base = Read(
        task.paths, task.digest, times.modified, form.id, results[0].identity.version, submission.year,
        submission.text("unit", "code") or "", submission.text("unit", "name") or "", digests=task.digests, received=times.received, part=part,
        mismatch=refused or next((said for each in results if (said := _mismatch(form, each))), ""), ahead=times.ahead,
        parts=tuple(titles.get(each.identity.part, "") for each in results) if task.whole else (),
    )  # fmt: skip
    return base if part else _judged(base, result, task.find(form.id).figures)


def _judged(base: Read, result: ReadResult, figures: Figures) -> Read:
    submission, report = result.submission, review(result)
    return replace(
        base, data=export(submission)["data"], findings=report.findings, open_warnings=report.open_warnings(),
        counts={level: report.count(level) for level in ("error", "warning", "info")},
        checklist=tuple((line.item, line.met, line.problems) for line in inspection(result, report)),
        figures=figures_of(submission, figures), places=figures.places(submission), sheets=sheet_prints(submission, figures),
        project_codes=project_codes(submission), blank=is_blank(submission),
    )  # fmt: skip


def _taken(data: bytes, task: Task) -> tuple[ReadResult, str]:
    """A workbook that was read; one of a version that its form refuses is read all the same, and why it is refused is told."""

    def find(name: str) -> FormReading:
        return task.find(name).reading

    try:
        return read(data, None, find), ""
    except UnreadableFile as error:
        if error.code == "older":
            form = find(str(error.facts["form"])).form
            return read(data, FormReading(replace(form, options=replace(form.options, on_older="accept"))), find), str(error)
        if not task.form or error.code not in ("not_ours", "form_unknown"):
            raise
    return read(data, find(task.form), find), ""


def _mismatch(form: Form, result: ReadResult) -> str:
    """Why a workbook is none of the form's own version, if it is none: old ones are sent in again every year."""
    identity = result.identity
    if is_other_form(form, identity):
        return say("other-form", own=identity.form, wanted=form.id)
    if is_other_version(form, identity) and form.options.on_older != "migrate":
        same = identity.version == form.version
        return say("other-build" if same else "other-version", form=form.id, old=identity.version or "?", new=form.version)
    return ""


__all__ = ["Known", "Piece", "Task", "forms", "known", "lost", "read_task", "times_of"]
