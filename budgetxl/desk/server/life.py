"""How long a server goes on: until it is told to end, or for ten minutes without a page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

IDLE = 600.0
"""Seconds without a page after which the program ends; a page that is open says so every minute."""
SLEPT = 30.0
"""Seconds without a tick after which the machine has slept: that the page was silent meanwhile says nothing."""


class Life:
    """Whether a server is still wanted. ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, idle: float = IDLE) -> None:
        self._clock, self._idle, self._lock = clock, idle, Lock()
        self._seen = self._ticked = clock()
        self._at_work = 0
        self.ended = False

    def seen(self) -> None:
        """A page was heard of."""
        self._seen = self._clock()

    @contextmanager
    def work(self) -> Iterator[None]:
        """While something is done for a page, nobody is away."""
        with self._lock:
            self._at_work += 1
        try:
            yield
        finally:
            with self._lock:
                self._at_work -= 1
            self.seen()

    def end(self) -> None:
        self.ended = True

    def over(self) -> bool:
        """Whether it is time to end; asked for often."""
        now = self._clock()
        if now - self._ticked > SLEPT or self._at_work:
            self._seen = now
        self._ticked = now
        return self.ended or now - self._seen >= self._idle


__all__ = ["IDLE", "SLEPT", "Life"]
