"""What ``collect`` read before, kept beside the summary for the next run. It may be deleted at any time, and is never trusted.

A row holds two pieces of JSON and their checksum, nothing that could be run. A file that is damaged, locked or on a disk without
room is done without: then everything is read.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import suppress
from pathlib import Path

from budgetxl.verbs.collect import Sent

SUFFIX = ".budgetxl-cache"
_TABLE = "create table if not exists reads (key text primary key, head blob not null, body blob not null, seal text not null) without rowid"
_WAIT = 2.0  # seconds for another run that writes
_AT_ONCE = 50  # rows that are written together


class KeptReads:
    """The cache of one summary. ``asked`` are the keys of this run: others are forgotten at its end."""

    def __init__(self, summary: str) -> None:
        self.path = Path(summary).with_name(Path(summary).name + SUFFIX)
        self.asked: set[str] = set()
        self._open = self._opened()
        self._waiting = 0

    def get(self, key: str) -> Sent | None:
        self.asked.add(key)
        row = None
        if self._open is not None:
            try:
                row = self._open.execute("select head, body, seal from reads where key = ?", (key,)).fetchone()
            except sqlite3.Error as error:
                self._give_up(error)
        if row is None or not all(isinstance(part, bytes) for part in row[:2]) or row[2] != _seal(key, row[0], row[1]):
            return None
        return Sent(row[0], row[1])

    def put(self, key: str, one: Sent) -> None:
        self.asked.add(key)
        if self._open is None:
            return
        try:
            self._open.execute("insert or replace into reads values (?, ?, ?, ?)", (key, one.head, one.body, _seal(key, one.head, one.body)))
            self._waiting += 1
            if self._waiting >= _AT_ONCE:
                self._open.commit()
                self._waiting = 0
        except sqlite3.Error as error:
            self._give_up(error)

    def close(self, whole: bool) -> None:
        """Keep what was read; after a ``whole`` run forget what it did not ask for."""
        if self._open is None:
            return
        with suppress(sqlite3.Error):
            if whole:
                gone = [(key,) for (key,) in self._open.execute("select key from reads") if key not in self.asked]
                self._open.executemany("delete from reads where key = ?", gone)
            self._open.commit()
        with suppress(sqlite3.Error):
            self._open.close()

    def _opened(self) -> sqlite3.Connection | None:
        for _ in range(2):
            opened = None
            try:
                opened = sqlite3.connect(self.path, timeout=_WAIT)
                opened.execute(_TABLE)
                opened.execute("select key, head, body, seal from reads limit 1").fetchone()
                opened.commit()
            except sqlite3.OperationalError:  # locked, no right to write, no room
                if opened is not None:
                    opened.close()
                return None
            except sqlite3.Error:  # damaged, or something else: it is ours by its name, and may go
                if opened is not None:
                    opened.close()
                with suppress(OSError):
                    self.path.unlink()
                continue
            return opened
        return None

    def _give_up(self, error: sqlite3.Error) -> None:
        """Go on without: a damaged file goes, so that the next run begins a new one; one that another run holds stays."""
        opened, self._open = self._open, None
        if opened is not None:
            with suppress(sqlite3.Error):
                opened.close()
            if not isinstance(error, sqlite3.OperationalError):
                with suppress(OSError):
                    self.path.unlink()


def _seal(key: str, head: bytes, body: bytes) -> str:
    return hashlib.sha256(key.encode() + b"|" + head + b"|" + body).hexdigest()
