"""What commands share: reading files, writing them whole or not at all, forms by name, failures with their exit code."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ..forms import Form, FormError, FormLibrary, load_form, sections_of
from ..values.records import dataclass
from ..workbook import FormReading, ReadResult, grouped, joined, read
from ..xlsx import UnreadableFile, read_file
from .app import UNREADABLE, WRONG_USAGE
from .messages import say

PROGRESS_FROM = 4


class Failure(click.ClickException):
    """A failure with its sentence and exit code."""

    def __init__(self, message: str, exit_code: int = WRONG_USAGE) -> None:
        super().__init__(message)
        vars(self)["exit_code"] = exit_code  # click declares it for the class; a failure has its own


@dataclass(frozen=True, slots=True)
class Opened:
    """One submission that was asked for: what was read, or why it could not be. ``sources`` are its files, path and bytes."""

    path: str
    result: ReadResult | None
    error: str | None = None
    sources: tuple[tuple[str, bytes], ...] = ()


def the_form(name: str) -> Form:
    """A form by id or path; its mistakes end the command with exit code 2."""
    try:
        return load_form(name)
    except FormError as error:
        raise Failure("\n".join(str(mistake) for mistake in error.mistakes)) from None


def open_workbooks(paths: tuple[str, ...], form: str | None = None) -> Iterator[Opened]:
    """Each submission read, in order of its first file; a file that can't be read does not stop the others.

    Parts of one unit's split workbook are one submission, named by all its files; a single part stands for itself. Many
    files show their progress.
    """
    parts: list[tuple[str, ReadResult]] = []
    contents: dict[str, bytes] = {}
    forms = FormLibrary(FormReading)
    known = FormReading(the_form(form)) if form else None
    bar: Any = contextlib.nullcontext(paths)
    if len(paths) >= PROGRESS_FROM and sys.stderr.isatty():
        bar = click.progressbar(paths, label="读取", file=sys.stderr)
    with bar as shown:
        for path in shown:
            try:
                data = read_file(path)
                result = read(data, known, forms.find)
                if result.identity.part and len(paths) > 1:
                    parts.append((path, result))
                    contents[path] = data
                else:
                    yield Opened(path, result, sources=((path, data),))
            except UnreadableFile as error:
                yield Opened(path, None, str(error))
            except FormError as error:
                yield Opened(path, None, "；".join(str(mistake) for mistake in error.mistakes))
    for group in grouped(parts):
        results = [result for _, result in group]
        name, sources = " + ".join(path for path, _ in group), tuple((path, contents[path]) for path, _ in group)
        yield Opened(name, results[0] if len(group) == 1 else joined(results), sources=sources)


def open_one(paths: tuple[str, ...], form: str | None = None) -> tuple[str, ReadResult]:
    """One unit's submission, from one workbook or from all the parts of a split one, with the name it goes by.

    Exit code 3 where a file can't be read, 2 where the files belong to several units or a part is not given.
    """
    opened = list(open_workbooks(paths, form))
    for one in opened:
        if one.result is None:
            raise Failure(say("file", path=one.path, reason=one.error), UNREADABLE)
    found = [(one.path, one.result) for one in opened if one.result is not None]
    if len(found) > 1:
        units = "、".join(result.submission.text("unit", "name") or path for path, result in found)
        raise Failure(say("several_units", units=units))
    path, result = found[0]
    if result.identity.part:
        here = result.identity.part
        missing = [title for section, title in sections_of(result.submission.form).items() if section != here]
        raise Failure(say("only_part", path=path, names="、".join(missing)))
    return path, result


def write_whole(path: str, data: bytes, force: bool) -> None:
    """Write a file whole or not at all; never over an existing one unless ``force``."""
    import tempfile

    target = Path(path)
    if target.is_dir():
        raise Failure(say("cant_write", path=path, reason="这是一个文件夹"))
    if target.exists() and not force:
        raise Failure(say("exists", path=path))
    if not target.parent.is_dir():
        raise Failure(say("no_folder", path=target.parent))
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".budgetxl-", delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
        temporary.chmod(0o666 & ~_umask())
        if force:
            temporary.replace(target)
        else:
            _link_new(temporary, target, path)
    except OSError as error:
        raise Failure(say("cant_write", path=path, reason=reason_of(error))) from None
    finally:
        if temporary is not None and temporary.exists():
            temporary.unlink()


def _link_new(temporary: Path, target: Path, path: str) -> None:
    """Give a finished file its name unless the name has been taken in the meantime."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise Failure(say("exists", path=path)) from None
    except OSError:  # a file system without hard links
        temporary.replace(target)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


REASONS = {
    errno.ENOENT: "找不到这个文件",
    errno.EISDIR: "这是一个文件夹，不是文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在的磁盘只能读",
    errno.ENOSPC: "磁盘已满",
    errno.ENAMETOOLONG: "文件名太长",
}


def reason_of(error: OSError) -> str:
    """Why the system would not read or write a file, in Chinese where it is one of the usual reasons."""
    return REASONS.get(error.errno or 0) or error.strerror or str(error)


def print_json(document: Any) -> None:
    """JSON on standard output: UTF-8 for a file or a program, whatever the locale; as text for a terminal."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    click.echo(text if sys.stdout.isatty() else text.encode("utf-8", "replace"))


def said(path: str) -> None:
    """Tell where a file was written, on standard error."""
    click.echo(say("written", path=path), err=True)
