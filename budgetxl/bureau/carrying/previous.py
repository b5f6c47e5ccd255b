"""Last year's workbooks: which of a folder were accepted, what is in each, and which of several of one unit is the latest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field as record_field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from budgetxl.forms import FormError, FormLibrary
from budgetxl.review import review
from budgetxl.values import Key
from budgetxl.values.faults import said_of
from budgetxl.values.records import dataclass
from budgetxl.workbook import FormReading, ReadResult, export, read
from budgetxl.xlsx import UnreadableFile

from ..messages import say
from ..saving_times import saved_at
from .beside import beside_of, spots_of
from .held import Line, Spot

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PreviousTask:
    """A file to read: its name below the folder, its bytes, when it was written; ``accepted``: its findings need not be looked at.

    ``forms`` are forms by id or folder that workbooks of their ids, or of their parents', are read by: they may lie in folders that
    nobody else knows; so are, by the first of them, those that name no form, or one that nobody knows. ``now``: nothing can have been
    saved after it.
    """

    file: str
    data: bytes
    written: datetime | None = None
    accepted: bool = False
    forms: tuple[str, ...] = ()
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class PreviousWorkbook:
    """A workbook of last year: whose it is, its year, the id of its form, its data as ``export`` gives it, and when it was saved.

    ``part`` is the section of a split one that was read alone. ``spots`` are the cells of its values, ``beside`` lines for what stood
    in it beside these. ``error`` says why it is not to be used, if it is not; ``wrong``: that is for the errors that it has. ``unit``
    is the code of the unit for which it was accepted, whatever its cover says.
    """

    file: str
    code: str = ""
    name: str = ""
    year: int | None = None
    form: str = ""
    data: Mapping[str, Any] | None = None
    modified: datetime | None = None
    part: str = ""
    error: str = ""
    spots: Mapping[Key, Spot] = record_field(default_factory=dict)
    beside: tuple[Line, ...] = ()
    wrong: bool = False
    unit: str = ""


def read_previous(task: PreviousTask) -> PreviousWorkbook:
    """What is in a file; a pure function, for any executor. A file that can't be read, or has errors, says so."""
    try:
        result = _result(task)
        return taken(task.file, result, saved_at(task.data, task.written, task.now)[0], task.accepted)
    except UnreadableFile as error:
        return PreviousWorkbook(task.file, error=str(error))
    except FormError as error:
        return PreviousWorkbook(task.file, error="；".join(map(str, error.mistakes)))
    except MemoryError:
        raise
    except Exception as error:  # a fault of the program costs this file, never those beside it
        return PreviousWorkbook(task.file, error=say("read-fault", reason=said_of(error)))


def _result(task: PreviousTask) -> ReadResult:
    try:
        return read(task.data, None, lambda name: _form(name, task.forms))
    except UnreadableFile as error:
        if not task.forms or error.code not in ("not_ours", "form_unknown"):
            raise
    return read(task.data, _library().find(task.forms[0]), lambda name: _form(name, task.forms))


def taken(file: str, result: ReadResult, modified: datetime | None, accepted: bool) -> PreviousWorkbook:
    """What a submission holds; one that was not accepted and has errors says so. Of a part alone nothing is judged.

    One that was accepted, and by another version of its form, is looked at for what can't be read by that of now: another unit
    of its amounts, say.
    """
    submission = result.submission
    part = result.identity.part
    errors = 0 if part else _misread(result) if accepted else review(result).count("error")
    code, name, data = submission.text("unit", "code") or "", submission.text("unit", "name") or "", export(submission)
    error = say("previous-errors", n=errors) if errors else ""
    beside = () if part else tuple(beside_of(result))
    return PreviousWorkbook(
        file, code, name, submission.year, submission.form.id, data["data"], modified, part, error, spots_of(result), beside, bool(errors)
    )


def _misread(result: ReadResult) -> int:
    """How many lines of its sheets say another measure, of a workbook that was made by another version of its form."""
    submission = result.submission
    if result.identity.fingerprint in ("", submission.form.fingerprint):
        return 0
    errors = (finding for finding in result.findings if finding.severity == "error" and finding.cells)
    return sum(submission.cells.at(finding.cells[0]) is None for finding in errors)


def latest(found: Iterable[PreviousWorkbook], units: Mapping[str, str] | None = None) -> tuple[dict[str, PreviousWorkbook], dict[str, int]]:
    """Of each unit the workbook that was saved last, by its code, or by its name where it has no code; and how many it had.

    ``units``: the codes of the units for which files were accepted, whatever their covers say.
    """
    by_unit: dict[str, list[PreviousWorkbook]] = {}
    for one in found:
        key = (units or {}).get(one.file) or one.code or one.name
        if key:
            by_unit.setdefault(key, []).append(one)
    chosen = {key: max(each, key=lateness) for key, each in by_unit.items()}
    return chosen, {key: len(each) for key, each in by_unit.items()}


def latest_parts(found: Iterable[PreviousWorkbook]) -> list[PreviousWorkbook]:
    """The parts of split workbooks that can be used: of one section of one unit, by what its cover says, the one saved last."""
    chosen: dict[tuple[str, str, str], PreviousWorkbook] = {}
    for one in found:
        if one.part and not one.error:
            key = (one.form, one.code or one.name, one.part)
            chosen[key] = max(chosen.get(key, one), one, key=lateness)
    return list(chosen.values())


def lateness(one: PreviousWorkbook) -> tuple[int, datetime, str]:
    """By what the latest of several is found: its year, when it was saved, its name."""
    return one.year or 0, one.modified or _NEVER, one.file


def _form(name: str, given: Iterable[str]) -> FormReading:
    """The form that a workbook names: one of those given, or of their parents, where it is of that id."""
    for one in given:
        form = _library().find(one).form
        folder = dict(zip(form.lineage, form.folders)).get(name)
        if folder is not None:
            return _library().find(one if name == form.id else str(folder))
    return _library().find(name)


@lru_cache(maxsize=1)
def _library() -> FormLibrary[FormReading]:
    return FormLibrary(FormReading)
