"""Bytes that wait for whoever has their key: files on their way in, results on their way out."""

from __future__ import annotations

import secrets
from threading import Lock


class KeptBytes:
    """Bytes by random keys, each given out once. Where there is no more room, those that came first go."""

    def __init__(self, most: int) -> None:
        self._most, self._kept, self._lock = most, dict[str, tuple[str, bytes]](), Lock()

    def keep(self, name: str, data: bytes) -> str:
        """The key of some bytes and their name."""
        key = secrets.token_urlsafe(32)
        with self._lock:
            self._kept[key] = name, data
            while len(self._kept) > 1 and sum(len(each) for _, each in self._kept.values()) > self._most:
                del self._kept[next(iter(self._kept))]
        return key

    def take(self, key: object) -> tuple[str, bytes] | None:
        """The name and the bytes of a key; None where there are none, or none any more."""
        with self._lock:
            return self._kept.pop(key, None) if isinstance(key, str) else None


__all__ = ["KeptBytes"]
