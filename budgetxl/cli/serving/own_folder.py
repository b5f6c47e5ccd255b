"""The folder that ``desk`` lists and writes into. Pages never name a path: they have the keys that were given out with the listing."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

from budgetxl.bureau.own_files import is_own
from budgetxl.desk import GivenFile, MadeFile
from budgetxl.desk.rows import TABLES
from budgetxl.desk.server import Listed, NotWritten
from budgetxl.verbs import TEMPORARY
from budgetxl.verbs.collect import ACCEPTED_FILE, is_own_accepted
from budgetxl.xlsx import UnreadableFile, is_as_written, read_file

from ..app import WORKBOOKS
from ..collecting.folder import told_path
from ..common import Failure, written_at
from ..messages import say
from ..own_files import is_signed, place_for
from ..writing import write_whole, writing

MOST_LISTED = 2_000
LEFT = (*TEMPORARY, ".")
"""How the names begin of what nobody means to check: hidden files, and what programs keep beside open ones (``.~lock`` too)."""


class OwnFolder:
    """A folder as the page knows it. What it holds is looked up anew each time."""

    def __init__(self, folder: str) -> None:
        self._root = Path(folder).resolve()
        self.path = str(Path(folder).absolute())
        self._keys: dict[str, Path] = {}
        self._by_path: dict[Path, str] = {}
        self._read: dict[str, Path] = {}  # by the name that the page knows
        self._written: dict[Path, bytes] = {}  # digests of what this run wrote
        self._whose: dict[Path, str] = {}  # beside which workbook it was written
        self._digests: dict[str, bytes] = {}  # of what was given, by the name that the page knows
        self._own: dict[tuple[Path, int, int], bool] = {}

    def is_there(self) -> bool:
        """Whether the folder is still where it was when the program was started."""
        return self._root.is_dir() and Path(self.path).resolve() == self._root

    def listing(self) -> tuple[Sequence[Listed], int]:
        """Its workbooks and those of the folders below, by name; what the program itself made of them is not among them."""
        found = [listed for path in self._files() if path.name.lower().endswith(WORKBOOKS) and (listed := self._listed(path)) is not None]
        return found[:MOST_LISTED], max(0, len(found) - MOST_LISTED)

    def given(self, key: str) -> GivenFile | None:
        """A listed workbook, read now; of one that has gone since it is said why there is nothing."""
        path = self._keys.get(key)
        return None if path is None else self._given(path)

    def everything(self) -> Sequence[GivenFile]:
        """All files but those that programs leave there, this one among them."""
        return [self._given(path) for path in self._files() if path.name != ACCEPTED_FILE and not self._is_own(path)]

    def has_changed(self, name: str) -> bool:
        """Whether a file that was given is another now, or gone."""
        path, digest = self._read.get(name), self._digests.get(name)
        if path is None or digest is None:
            return False
        try:
            return _digest(read_file(path, only_regular=True)) != digest
        except UnreadableFile:
            return True

    def write(self, beside: str, made: MadeFile) -> str:
        """Where a result was written: over an earlier one of ours that nobody changed, beside anything else. Raises NotWritten."""
        folder = self._read[beside].parent if beside else self._root
        wanted = folder / Path(made.name).name
        try:
            with writing(wanted):
                others = {path for path, whose in self._whose.items() if whose != beside}  # results of other workbooks
                place, replaces = place_for(wanted, self._is_unchanged, {*self._read.values(), *others})
                if not self._is_within(place.parent):
                    raise NotWritten(say("not_in_folder", path=wanted))
            write_whole(str(place), made.data, replaces, map(str, self._read.values()))
        except Failure as error:
            raise NotWritten(error.format_message()) from None
        self._written[place] = _digest(made.data)
        self._whose[place] = beside
        return str(place)

    def _files(self) -> Iterator[Path]:
        """Files that lie in it, wherever links lead: no link that leads out of it is followed."""
        for here, below, names in os.walk(self._root):
            below[:] = sorted(name for name in below if not name.startswith("."))
            for name in sorted(names):
                path = Path(here) / name
                if not name.startswith(LEFT) and self._is_within(path) and path.is_file():
                    yield path

    def _is_within(self, path: Path) -> bool:
        try:
            return path.resolve().is_relative_to(self._root)
        except (OSError, RuntimeError):  # a link that leads round in a circle
            return False

    def _listed(self, path: Path) -> Listed | None:
        try:
            about = path.stat()
        except OSError:
            return None
        if self._is_own(path):
            return None
        key = self._by_path.setdefault(path, secrets.token_urlsafe(16))
        self._keys[key] = path
        return Listed(key, self._name(path), about.st_size, about.st_mtime_ns // 1_000_000)

    def _is_own(self, path: Path) -> bool:
        """Whether the program made a file: looked at once, as long as the file stays as it is."""
        if TABLES.search(path.name):
            return True
        try:
            about = path.stat()
            seen = (path, about.st_mtime_ns, about.st_size)
            if seen not in self._own:
                self._own[seen] = is_own(read_file(path, only_regular=True))
        except (OSError, UnreadableFile):
            return False
        return self._own[seen]

    def _given(self, path: Path) -> GivenFile:
        name, written = self._name(path), written_at(path)
        self._read[name] = path
        if not self._is_within(path):  # since it was listed, it has become a link
            return GivenFile(name, b"", written, say("gone"))
        try:
            data = read_file(path, only_regular=True)
            self._digests[name] = _digest(data)
            return GivenFile(name, data, written)
        except UnreadableFile as error:
            return GivenFile(name, b"", written, str(error))

    def _name(self, path: Path) -> str:
        return told_path(path.relative_to(self._root))

    def _is_unchanged(self, data: bytes) -> bool:
        return is_as_written(data) or is_signed(data) or is_own_accepted(data) or _digest(data) in self._written.values()


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


__all__ = ["OwnFolder"]
