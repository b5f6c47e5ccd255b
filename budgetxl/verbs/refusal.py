"""How a verb fails: one exception, with a Chinese sentence and the kind of failure."""

from __future__ import annotations

from typing import Literal

from .messages import say

Kind = Literal["usage", "unreadable", "has_errors"]


class Refusal(Exception):
    """A verb can't do what it was asked for. ``str()`` is the Chinese sentence; several mistakes have a line each.

    ``kind``: ``usage`` where what was asked for makes no sense, ``unreadable`` where a file can't be read, ``has_errors``
    where a workbook has errors. ``code`` is a key of the catalogue of messages, and ``slots`` fill it, so that a caller may
    say it in words of its own.
    """

    def __init__(self, code: str, kind: Kind = "usage", /, **slots: object) -> None:
        super().__init__(code, kind, slots)
        self.code, self.kind, self.slots = code, kind, slots

    def __str__(self) -> str:
        return say(self.code, **self.slots)
