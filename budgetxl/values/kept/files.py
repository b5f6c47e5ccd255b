"""What the program keeps beside Python's bytecode for its next run, where only those can write who can change the program as well."""

from __future__ import annotations

import marshal
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

MOST = 1000  # of one file; the program has a few hundred of each kind, the rest are of earlier states of it


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


class Store:
    """Things of one kind that were worked out for a key, in a file of this version of Python; it is read at the first question.

    What is kept is what ``marshal`` takes. ``new`` is what this process had to work out.
    """

    all: ClassVar[list[Store]] = []

    def __init__(self, name: str) -> None:
        self.file = Path(__file__).with_name("__pycache__") / f"{name}.{sys.implementation.cache_tag}.kept"
        self.new: dict[Any, Any] = {}
        self._kept: dict[Any, Any] | None = None
        self.all.append(self)

    @property
    def kept(self) -> dict[Any, Any]:
        """What was kept before."""
        if self._kept is None:
            try:
                version, found = marshal.loads(self.file.read_bytes())
            except Exception:  # there is none, or it is cut off
                version = found = None
            self._kept = found if version == sys.version and isinstance(found, dict) else {}
        return self._kept

    def write(self) -> None:
        """Keep what is new with what was kept before."""
        if self.new and may_be_kept():
            kept = self.kept
            keep_beside_bytecode(self.file, marshal.dumps((sys.version, {**(kept if len(kept) < MOST else {}), **self.new})))

    def next_run(self) -> None:
        """Forget what is known of the file, as the next process does."""
        self.new, self._kept = {}, None

    def begin_anew(self) -> None:
        """Take nothing from the file, so that it is written without what was of earlier states of the program: every process reads it all."""
        self.new, self._kept = {}, {}


def keep_compiled() -> None:
    """Keep what this process had to compile."""
    for store in Store.all:
        store.write()


__all__ = ["Store", "keep_beside_bytecode", "keep_compiled", "may_be_kept"]
