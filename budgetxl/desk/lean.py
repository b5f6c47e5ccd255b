"""Submissions that worker processes have checked: what comes back is small, and one of them is read again only when something is made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from ..bureau.running import Pool, each_done
from ..forms import Form, FormLibrary
from ..values.foldings import visible
from ..values.records import dataclass
from ..verbs import REPORT_FORMATS, Checked, Refusal, SourceFile, Unreadable, check_files, report_entry
from .messages import say
from .model import Tell
from .own_forms import OwnForms, form_among


@dataclass(frozen=True, slots=True)
class Shown:
    """What the list shows of a submission."""

    state: str
    said: str
    unit: str
    form: str
    county: str
    year: int | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Lean:
    """A submission without its workbook: its file, what the list shows of it, what the report says of it."""

    source: SourceFile
    shown: Shown
    entry: Any

    def whole(self, forms: OwnForms) -> Checked:
        """The submission, checked again. Raises Refusal where it can't be read any more."""
        (made,) = check_files([self.source], None, forms.find)
        if isinstance(made, Unreadable):
            raise Refusal("file", "unreadable", path=made.name, reason=made.error)
        return made


def shown_of(made: Checked) -> Shown:
    """What the list shows of a submission that was checked."""
    report, form = made.report, made.result.submission.form
    errors, waiting = report.count("error"), report.open_warnings()
    state = "errors" if errors else "open" if waiting else "passed"
    said = say("errors", n=errors) if errors else say("open", n=waiting) if waiting else say("passed")
    unit = made.result.submission
    return Shown(state, said, visible(made.unit), form.id, form.county, form.year, unit.text("unit", "code") or "")


def is_part(made: Checked) -> bool:
    """Whether a submission is a part of a split workbook, or was joined from some."""
    return bool(made.result.identity.part) or len(made.sources) > 1


def checked_by(pool: Pool, sources: Sequence[SourceFile], forms: OwnForms, tell: Tell) -> Iterator[Checked | Lean | Unreadable]:
    """The submissions of some files, as :func:`check_files` gives them, by worker processes. Parts of split workbooks are joined here."""
    work = partial(_checked, forms.given())
    found: dict[int, Lean | Unreadable | None] = {}
    tell({"step": say("step_check"), "name": "", "done": 0, "of": len(sources)})
    for (number, source), made in each_done(enumerate(sources), work, pool):
        found[number] = Unreadable(source.name, say("worker_lost")) if made is None else made[0]
        tell({"step": say("step_check"), "name": source.name, "done": len(found) - 1, "of": len(sources)})
    yield from (one for _, one in sorted(found.items()) if one is not None)
    parts = [sources[number] for number, one in sorted(found.items()) if one is None]
    yield from check_files(parts, None, forms.find)


_LIBRARY: FormLibrary[Form] = FormLibrary(lambda form: form)


def _checked(given: Sequence[tuple[str, str]], task: tuple[int, SourceFile]) -> tuple[Lean | Unreadable | None]:
    """In a worker: one file. What is a part of something larger is left to whoever has the others: None, in a tuple of its own."""
    find: Callable[[str], Form] = partial(form_among, _LIBRARY, given)
    (made,) = check_files([task[1]], None, find)
    if isinstance(made, Unreadable):
        return (made,)
    if is_part(made):
        return (None,)
    return (Lean(task[1], shown_of(made), report_entry(REPORT_FORMATS["html"], made)),)


__all__ = ["Lean", "Shown", "checked_by", "is_part", "shown_of"]
