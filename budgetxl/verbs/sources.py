"""Files as they are given to a verb, and the submissions that are read from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from ..forms import Form, FormError, load_form, sections_of
from ..values.faults import said_of
from ..values.records import dataclass
from ..workbook import FormReading, ReadResult, alone, grouped, joined, read
from ..xlsx import UnreadableFile
from .messages import say
from .refusal import Refusal

#: A form by its id or the path of its folder. Raises FormError with every mistake of the form.
FindForm: TypeAlias = Callable[[str], Form]
#: Told after each file how many have been read.
Progress: TypeAlias = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file: the name that people know it by, and its bytes. ``error`` says in Chinese why there are none, if there are none."""

    name: str
    data: bytes
    error: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """One submission, from one file or from the parts of a split workbook; ``name`` names all its files."""

    name: str
    result: ReadResult
    sources: tuple[SourceFile, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that can't be read, and why, in one Chinese sentence."""

    name: str
    error: str


def bytes_of(source: SourceFile) -> bytes:
    """The bytes of a file. Raises Refusal where there are none."""
    if source.error:
        raise Refusal("file", "unreadable", path=source.name, reason=source.error)
    return source.data


def the_form(name: str, find_form: FindForm = load_form) -> Form:
    """A form by id or folder. Raises Refusal that says all its mistakes, one a line."""
    try:
        return find_form(name)
    except FormError as error:
        raise Refusal("as_said", sentences="\n".join(map(str, error.mistakes))) from None


def a_form_to_fill(name: str, find_form: FindForm = load_form) -> Form:
    """A form that workbooks are made of. Raises Refusal where it is only a parent of others."""
    form = the_form(name, find_form)
    if form.abstract:
        raise Refusal("abstract", form=form.id)
    return form


def read_submissions(
    sources: Iterable[SourceFile], form: str | None = None, find_form: FindForm = load_form, progress: Progress | None = None,
    ready: Callable[[str], FormReading] | None = None,
) -> Iterator[Submitted | Unreadable]:
    """Each submission, in order of its first file; a file that can't be read does not stop the others.

    The parts of one unit's split workbook are one submission, and come last; a single part stands for itself. ``form``
    overrides the forms that the workbooks name. A file is asked for when those before it have been dealt with. ``ready`` gives
    forms made ready to read by, where whoever reads many batches keeps them; then ``find_form`` is not asked.
    """
    known = (ready(form) if ready is not None else FormReading(the_form(form, find_form))) if form else None
    ready = _ready(find_form) if ready is None else ready
    parts: dict[str, SourceFile] = {}  # by their number among the files: several may have one name
    results: list[tuple[str, ReadResult]] = []
    for number, source in enumerate(sources, start=1):
        one = _read_one(source, known, ready)
        if isinstance(one, Submitted) and one.result.identity.part:
            parts[str(number)] = source
            results.append((str(number), one.result))
        else:
            yield one
        if progress is not None:
            progress(number)
    for group in grouped(results):
        found, files = [result for _, result in group], tuple(parts[number] for number, _ in group)
        together = alone(found[0]) if len(found) == 1 else joined(found, [re.split(r"[/\\]", file.name)[-1] for file in files])
        yield Submitted(" + ".join(file.name for file in files), together, files)


def _ready(find_form: FindForm) -> Callable[[str], FormReading]:
    """Forms made ready to read workbooks by, each once for all files."""
    made: dict[str, FormReading] = {}

    def find(name: str) -> FormReading:
        if name not in made:
            made[name] = FormReading(find_form(name))
        return made[name]

    return find


def _read_one(source: SourceFile, form: FormReading | None, find: Callable[[str], FormReading]) -> Submitted | Unreadable:
    if source.error:
        return Unreadable(source.name, source.error)
    try:
        return Submitted(source.name, read(source.data, form, find), (source,))
    except UnreadableFile as error:
        return Unreadable(source.name, str(error))
    except FormError as error:
        return Unreadable(source.name, "；".join(map(str, error.mistakes)))
    except MemoryError:
        raise
    except Exception as error:  # a fault of the program costs this file, never those beside it
        return Unreadable(source.name, say("fault", reason=said_of(error)))


def one_submission(
    sources: Iterable[SourceFile], form: str | None = None, find_form: FindForm = load_form, progress: Progress | None = None
) -> Submitted:
    """The submission of one unit, from one workbook or from all the parts of a split one.

    Raises Refusal where a file can't be read, where the files belong to several units, or where a part is not given.
    """
    found: list[Submitted] = []
    unreadable: list[Unreadable] = []
    for one in read_submissions(sources, form, find_form, progress):
        found.append(one) if isinstance(one, Submitted) else unreadable.append(one)
    if unreadable:
        raise Refusal("file", "unreadable", path=unreadable[0].name, reason=unreadable[0].error)
    if len(found) != 1:
        raise Refusal("several_units", units=units_of(found))
    refuse_part(found[0].name, found[0].result)
    return found[0]


def units_of(found: Sequence[Submitted]) -> str:
    """The units of several workbooks by their names; those that share one with their codes, else with their files."""
    names = [one.result.submission.text("unit", "name") or one.name for one in found]
    told = []
    for one, name in zip(found, names):
        code = one.result.submission.text("unit", "code")
        told.append(name if names.count(name) == 1 else say("unit-known-by", name=name, by=code or one.name))
    if len(set(told)) < len(told):  # one code, and the forms or years differ
        told = [say("unit-known-by", name=name, by=one.name) for one, name in zip(found, names)]
    return "、".join(dict.fromkeys(told))


def refuse_part(name: str, result: ReadResult) -> None:
    """Raise Refusal, with the names of the others, where what was read is one part of a split workbook only."""
    here = result.identity.part
    if here:
        titles = sections_of(result.submission.form).items()
        raise Refusal("only_part", path=name, names="、".join(title for section, title in titles if section != here))
