"""What the program keeps beside Python's bytecode for its next run, where only those can write who can change the program as well."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def may_be_kept() -> bool:
    """Whether Python itself keeps its bytecode beside the modules."""
    return not (sys.dont_write_bytecode or sys.pycache_prefix)


def keep_beside_bytecode(target: Path, data: bytes) -> None:
    """Write a file into a ``__pycache__``, whole or not at all; where that can't be, the next run does without."""
    beside = target.with_name(f"{target.name}.{os.getpid()}")
    with suppress(OSError):  # no right to write there, no room
        target.parent.mkdir(parents=True, exist_ok=True)  # a frozen program has no folders for its modules
        try:
            with beside.open("xb") as file:  # with the rights of bytecode: whoever may read the program may read this
                file.write(data)
            beside.replace(target)
        except OSError:
            beside.unlink(missing_ok=True)


__all__ = ["keep_beside_bytecode", "may_be_kept"]
