"""What a worker does: the files of one unit to its notice. A pure function; forms and compiled templates stay in its process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime
from functools import lru_cache

from ...forms import FormError, FormLibrary
from ...notice import NoticeFormat, typed_figures
from ...values.faults import said_of
from ...values.records import dataclass
from ...workbook import CREATED, FormReading
from ...xlsx import modified_of
from ..check import Checked, checked
from ..messages import say
from ..refusal import Kind, Refusal
from ..render import filled_template, format_named, looking_like, notice_of, tables_of
from ..sources import SourceFile, Unreadable, read_submissions, units_of


@dataclass(frozen=True, slots=True)
class NoticeTask:
    """The files of one unit, and what is to be made of them: a format by its name, a draft or not, by the form that is given.

    ``reference`` and ``template`` are Word files of the bureau, as for one notice.
    ``tables``: its public tables too. ``unit`` and ``name`` are the unit's as a list tells them; without, its cover does. ``whole``:
    no parts are missing that may be among other files. ``written`` is when the latest of the files was written.
    """

    sources: tuple[SourceFile, ...]
    format: str
    draft: bool = False
    form: str = ""
    unit: str = ""
    name: str = ""
    whole: bool = True
    written: datetime | None = None
    reference: SourceFile | None = None
    template: SourceFile | None = None
    tables: bool = False

    @property
    def file(self) -> str:
        return " + ".join(source.name for source in self.sources)


@dataclass(frozen=True, slots=True)
class NoticeMade:
    """A notice, with the public tables where these are asked for, or in ``error`` why there is none, with the kind of failure.

    ``unit`` and ``name`` are the unit's code and name, ``saved`` when its workbook was saved; ``part`` is the section of a split
    workbook that was read alone: nothing was made of it yet. ``typed`` counts the figures that no cell of numbers gave, by their kind.
    """

    file: str
    data: bytes = b""
    unit: str = ""
    name: str = ""
    form: str = ""
    year: int | None = None
    saved: datetime | None = None
    part: str = ""
    error: str = ""
    kind: Kind = "usage"
    typed: Mapping[str, int] = field(default_factory=dict)
    tables: bytes = b""


def made_notice(task: NoticeTask) -> NoticeMade:
    """The notice of one unit. What can't be made says why; nothing is raised but MemoryError, whatever the bytes are."""
    try:
        return _made(task)
    except FormError as error:
        return _failed(task, "；".join(map(str, error.mistakes)))
    except MemoryError:
        raise
    except Exception as error:  # a fault of the program costs this notice, never those beside it
        return _failed(task, say("fault", reason=said_of(error)))


def _made(task: NoticeTask) -> NoticeMade:
    bad = next((source for source in task.sources if source.error), None)
    if bad is not None:
        return _failed(task, bad.error)
    read = list(read_submissions(task.sources, task.form or None, ready=_library().find))
    unread = next((one for one in read if isinstance(one, Unreadable)), None)
    if unread is not None:
        return _failed(task, unread.error)
    (one, *others) = (each for each in read if not isinstance(each, Unreadable))
    submission = one.result.submission
    about = NoticeMade(
        task.file, unit=task.unit or submission.text("unit", "code") or "", name=task.name or submission.text("unit", "name") or "",
        form=submission.form.id, year=submission.year, saved=_saved(task), part="" if task.whole else one.result.identity.part,
    )  # fmt: skip
    if about.part:
        return about
    try:
        if others:
            raise Refusal("several_units", units=units_of((one, *others)))
        found = checked(one, traced=task.template is None)
        made = replace(_with(about, _notice(found, task)), tables=tables_of(found, task.draft) if task.tables else b"")
        return replace(made, typed=typed_figures(found.document)) if found.document is not None else made
    except Refusal as refusal:
        return _with(about, error=str(refusal), kind=refusal.kind)


def _notice(one: Checked, task: NoticeTask) -> bytes:
    if task.template is not None:
        return filled_template(one, task.template.name, task.template.data, task.draft)
    reference = task.reference
    kind = format_named(task.format) if reference is None else _like(task.format, reference.name, reference.data)
    return notice_of(one, kind, task.draft)


@lru_cache(maxsize=1)
def _like(name: str, reference: str, data: bytes) -> NoticeFormat:
    return looking_like(format_named(name), reference, data)


def _with(about: NoticeMade, data: bytes = b"", error: str = "", kind: Kind = "usage") -> NoticeMade:
    return NoticeMade(about.file, data, about.unit, about.name, about.form, about.year, about.saved, about.part, error, kind)


def _failed(task: NoticeTask, reason: str) -> NoticeMade:
    return NoticeMade(task.file, unit=task.unit, name=task.name, error=say("file", path=task.file, reason=reason), kind="unreadable")


def _saved(task: NoticeTask) -> datetime | None:
    """When the latest of the files was saved, by its core properties; by the files where these are none, or still those of the build."""
    told = [when for source in task.sources if (when := modified_of(source.data)) not in (None, CREATED)]
    return max((when for when in told if when is not None), default=task.written)


@lru_cache(maxsize=1)
def _library() -> FormLibrary[FormReading]:
    return FormLibrary(FormReading)


__all__ = ["NoticeMade", "NoticeTask", "made_notice"]
