"""Temporary files of runs that were killed: recognised by their names, and taken away by a later run in their folder."""

from __future__ import annotations

import os
import sys
import time
import zlib
from contextlib import suppress
from pathlib import Path

from budgetxl.values.lazy_patterns import lazy_pattern

HIDDEN = ".budgetxl-"
"""How the names of files begin that nobody need see: temporary ones, and what the program keeps beside its results."""
DAY = 24 * 60 * 60
_NAME = lazy_pattern(r"\.budgetxl-([0-9a-f]{8})-([0-9]+)-")


def prefix() -> str:
    """How the names of this run's temporary files begin: with the machine and the number of the process."""
    return f".budgetxl-{_machine()}-{os.getpid()}-"


def sweep(folder: Path) -> None:
    """Take away what runs left that are no more: on this machine as soon as their process is gone, else after a day."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _NAME.match(entry.name)
            if found is not None and entry.is_file(follow_symlinks=False) and _is_left(found[1], int(found[2]), entry):
                with suppress(OSError):  # another run was faster, or may not
                    Path(entry.path).unlink()


def _is_left(machine: str, process: int, entry: os.DirEntry[str]) -> bool:
    if time.time() - entry.stat(follow_symlinks=False).st_mtime > DAY:
        return True
    return machine == _machine() and _is_gone(process)


def _is_gone(process: int) -> bool:
    """Whether there is no such process; never so on Windows, where asking with a signal would end it."""
    if sys.platform == "win32":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _machine() -> str:
    """Eight letters for this machine: a folder may be shared by several."""
    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return f"{zlib.crc32(name.encode()):08x}"
