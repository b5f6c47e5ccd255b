"""What commands share: reading files, where forms come from, failures with their exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import click

from ..forms import Form, FormLibrary
from ..verbs import TEMPORARY, Progress, SourceFile, Unreadable
from ..xlsx import UnreadableFile, read_file
from .app import UNREADABLE, WORKBOOKS, WRONG_USAGE
from .messages import say
from .printing import is_dumb, tell

PROGRESS_FROM = 4


def find_form(name: str) -> Form:
    """A form by id or folder, for every command: one run of the program loads each once. Raises FormError."""
    root = click.get_current_context().find_root()
    if root.obj is None:
        root.obj = FormLibrary(lambda form: form)
    found: Form = root.obj.find(name)
    return found


class Failure(click.ClickException):
    """A failure of the command line's own, with its sentence and exit code."""

    def __init__(self, message: str, exit_code: int = WRONG_USAGE) -> None:
        super().__init__(message)
        vars(self)["exit_code"] = exit_code  # click declares it for the class; a failure has its own


def source_of(path: str) -> SourceFile:
    """A file and its bytes; one that the system does not give says why."""
    try:
        return SourceFile(path, read_file(path))
    except UnreadableFile as error:
        return SourceFile(path, b"", str(error))


def sources_of(paths: tuple[str, ...]) -> Iterator[SourceFile]:
    """The files, each read when it is asked for."""
    return map(source_of, paths)


def workbooks_among(paths: Iterable[str]) -> tuple[str, ...]:
    """The files, each once, without what programs leave beside workbooks; of that is said once that it is passed over."""
    given = tuple(dict.fromkeys(paths))
    passed = [path for path in given if Path(path).name.startswith(TEMPORARY)]
    if passed:
        names = sorted({Path(path).name for path in passed})
        tell(say("passed_over", count=len(passed), names="、".join(names[:3]) + ("…" if len(names) > 3 else "")))
    return tuple(path for path in given if path not in passed)


def workbooks_below(folder: Path) -> list[str]:
    """The workbooks of a folder and those below it, by their names, as paths from it."""
    files = [one for one in folder.rglob("*") if one.name.lower().endswith(WORKBOOKS) and one.is_file()]
    return sorted(str(Path(one).relative_to(folder)) for one in workbooks_among(map(str, files)))


def some_workbooks(paths: Iterable[str]) -> tuple[str, ...]:
    """The same of files that a command was given. Raises Failure where none is left."""
    files = workbooks_among(paths)
    if not files:
        raise Failure(say("only_passed_over"), UNREADABLE)
    return files


def is_file(path: str) -> bool:
    """Whether there is a file of this name; a name that the system does not take names none."""
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: str) -> bool:
    """Whether there is a folder of this name; a name that the system does not take names none."""
    try:
        return Path(path).is_dir()
    except (OSError, ValueError):
        return False


@contextmanager
def progress_of(paths: tuple[str, ...]) -> Iterator[Progress | None]:
    """What is told after each file: on a terminal, a bar on standard error where there are many. It ends with the last file."""
    if len(paths) < PROGRESS_FROM or sys.stderr is None or not sys.stderr.isatty() or is_dumb():
        yield None
        return
    with ExitStack() as stack:
        bar = stack.enter_context(click.progressbar(length=len(paths), label="读取", file=sys.stderr))

        def seen(count: int) -> None:
            bar.update(1)
            if count == len(paths):
                stack.close()

        yield seen


def tell_unreadable(one: Unreadable) -> None:
    """Say on standard error which file can't be read, and why."""
    tell(say("file", path=one.name, reason=one.error))


def said(path: str) -> None:
    """Tell where a file was written, on standard error."""
    tell(say("written", path=path))


def written_at(path: Path) -> datetime | None:
    """When a file was last written; None where the system does not say, or says no time."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except (OSError, ValueError, OverflowError):
        return None
