"""What is printed: texts of strangers without signs that steer a terminal, colours only where they are wanted and understood."""

from __future__ import annotations

import errno
import json
import os
import sys
from typing import Any

import click

from ..values.catalogue import shortened
from ..values.foldings import visible

MOST = 600
"""Characters of a line on standard error."""
_VIRTUAL_TERMINAL = 4  # ENABLE_VIRTUAL_TERMINAL_PROCESSING


_printed = False  # whether data of this run of the program are on standard output, or a part of them


def begin_printing() -> None:
    """A command line begins: none of its data has been printed."""
    global _printed
    _printed = False


def has_printed() -> bool:
    """Whether data have been printed since, or were begun."""
    return _printed


def show(text: str, then: str = "", **style: Any) -> None:
    """A line on standard output: one text in this style, and one in none behind it."""
    click.echo(click.style(visible(text), **style) + visible(then))


def show_lines(text: str) -> None:
    """A text of several lines on standard output."""
    click.echo("\n".join(map(visible, text.split("\n"))))


def tell(text: str) -> None:
    """A message on standard error, of one line or several. Where nobody listens there, it is not told."""
    lines = [visible(line) for line in text.split("\n")]
    try:
        click.echo("\n".join(shortened(line, MOST) for line in lines), err=True)
    except OSError:
        return


def print_json(document: Any) -> None:
    """JSON on standard output, as :func:`print_data` prints."""
    print_data(json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "replace"))


def print_data(data: bytes) -> None:
    """What a program is to read, on standard output: UTF-8 for a file or a program, whatever the locale; text for a terminal.

    Raises OSError unless all of it has been taken.
    """
    global _printed
    _printed = True
    if sys.stdout is None:  # closed by whoever started us
        raise OSError(errno.EBADF, "")
    if sys.stdout.isatty():
        show_lines(data.decode())
        return
    sys.stdout.flush()
    stream, left = sys.stdout.buffer, memoryview(data + b"\n")
    while left:  # a stream without a buffer takes as much as there is room for
        left = left[stream.write(left) or 0 :]
    stream.flush()


def colours() -> bool | None:
    """For click: False where no escape codes may be written; None leaves it to whether there is a terminal at all."""
    if os.environ.get("NO_COLOR") or is_dumb():
        return False
    return None if sys.platform != "win32" or _console_is_ready() else False


def is_dumb() -> bool:
    """Whether the terminal says that it knows no escape codes."""
    return os.environ.get("TERM") == "dumb"


def _console_is_ready() -> bool:
    """Whether the console of Windows takes escape codes, which it has to be told first; before Windows 10 none does."""
    import ctypes

    system: Any = getattr(ctypes, "windll").kernel32  # noqa: B009  (no other system has it)
    handle, mode = system.GetStdHandle(-11), ctypes.c_ulong()
    if not system.GetConsoleMode(handle, ctypes.byref(mode)):
        return True  # no console: click writes no codes there
    return bool(system.SetConsoleMode(handle, mode.value | _VIRTUAL_TERMINAL))
