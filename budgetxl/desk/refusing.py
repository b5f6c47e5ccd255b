"""How the desk itself refuses: one exception, with a sentence of its own."""

from __future__ import annotations

from ..verbs import Refusal
from .messages import say


class DeskRefusal(Refusal):
    """The desk itself can't do what it was asked for. ``str()`` is the Chinese sentence."""

    def __init__(self, code: str, **slots: object) -> None:
        super().__init__("as_said", sentences=say(code, **slots))
        self.reason = code


__all__ = ["DeskRefusal"]
