"""What commands share: reading files, writing them whole or not at all, where forms come from, failures with their exit code."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from ..forms import Form, FormLibrary
from ..verbs import Progress, SourceFile, Unreadable
from ..xlsx import UnreadableFile, read_file
from .app import WRONG_USAGE
from .messages import say

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


def sources_of(paths: tuple[str, ...]) -> Iterator[SourceFile]:
    """The files, each read when it is asked for; one that the system does not give says why."""
    for path in paths:
        try:
            yield SourceFile(path, read_file(path))
        except UnreadableFile as error:
            yield SourceFile(path, b"", str(error))


@contextmanager
def progress_of(paths: tuple[str, ...]) -> Iterator[Progress | None]:
    """What is told after each file: on a terminal, a bar on standard error where there are many. It ends with the last file."""
    if len(paths) < PROGRESS_FROM or not sys.stderr.isatty():
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
    click.echo(say("file", path=one.name, reason=one.error), err=True)


def write_whole(path: str, data: bytes, force: bool) -> None:
    """Write a file whole or not at all; never over an existing one unless ``force``, and never in place of a device or a pipe.

    What a link points to is written; the link stays.
    """
    import tempfile

    target = Path(path).resolve() if Path(path).is_symlink() else Path(path)
    if target.is_dir():
        raise Failure(say("cant_write", path=path, reason="这是一个文件夹"))
    if target.exists() and not target.is_file():
        raise Failure(say("cant_write", path=path, reason="它不是普通文件"))
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
    """JSON on standard output, as :func:`print_data` prints."""
    print_data(json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "replace"))


def print_data(data: bytes) -> None:
    """What a program is to read, on standard output: UTF-8 for a file or a program, whatever the locale; text for a terminal."""
    click.echo(data.decode() if sys.stdout.isatty() else data)


def said(path: str) -> None:
    """Tell where a file was written, on standard error."""
    click.echo(say("written", path=path), err=True)
