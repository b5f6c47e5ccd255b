"""The files of a folder and of those below it, in the order of their names; nothing that is found there ends the walk."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from budgetxl.bureau import Other
from budgetxl.bureau.messages import say
from budgetxl.values.faults import reason_of
from budgetxl.verbs import OF_SYSTEMS, TEMPORARY
from budgetxl.verbs.collect import ACCEPTED_FILE, KEPT_OUT, UNREADABLE, Found
from budgetxl.xlsx import read_file

from ..common import written_at
from ..leftovers import HIDDEN
from .kept import SUFFIX


class Folder:
    """A folder that is collected. ``own`` are files of this run, by any name: they are passed over. ``paths`` are the files to be read."""

    def __init__(self, path: str, own: Sequence[str] = ()) -> None:
        self.path = Path(path)
        self._own = {_real(Path(one)) for one in own}
        self.temporary: list[str] = []
        self.paths: list[Path] = []
        self.files: list[Found | Other] = list(self._all())

    def _all(self) -> Iterator[Found | Other]:
        unlisted: list[OSError] = []
        for folder, below, names in os.walk(self.path, onerror=unlisted.append):
            here = Path(folder)
            for name in sorted(below):
                if (here / name).is_symlink():
                    yield Other(self._told(here / name), KEPT_OUT, say("kept-special"))
            below[:] = sorted(name for name in below if not (here / name).is_symlink())
            for name in sorted(names):
                yield from self._file(here / name)
        for error in unlisted:
            yield Other(self._told(Path(error.filename)), UNREADABLE, say("cant-list", reason=reason_of(error)))

    def _file(self, path: Path) -> Iterator[Found | Other]:
        told = self._told(path)
        if path.name.lower() in OF_SYSTEMS or path.name.startswith(HIDDEN) or self._is_ours(path):
            return
        if path.name.startswith(TEMPORARY):
            self.temporary.append(told)
            yield Other(told, KEPT_OUT, say("kept-lock"))
        elif not path.is_file():
            yield Other(told, KEPT_OUT, say("kept-special"))
        else:
            self.paths.append(path)
            yield Found(told, partial(read_file, path), written_at(path))

    def _is_ours(self, path: Path) -> bool:
        """Whether this program wrote a file of the folder, or was given it beside the folder: nobody has sent it."""
        return path.name == ACCEPTED_FILE or path.name.endswith(SUFFIX) or self._is_own(path)

    def _is_own(self, path: Path) -> bool:
        return bool(self._own) and _real(path) in self._own

    def _told(self, path: Path) -> str:
        """A path below the folder as text: slashes; bytes that are no characters are spelled out (``\\xb5``), so that names stay apart."""
        return told_path(path.relative_to(self.path))


def told_path(path: Path) -> str:
    """A path as a text that anything can hold."""
    try:
        return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # half a character, in a list that somebody wrote
        return path.as_posix().encode("utf-8", "backslashreplace").decode()


def _real(path: Path) -> str:
    return os.path.realpath(path)
