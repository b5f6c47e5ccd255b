"""A text of which some runs are struck out, or stand above or below the line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

Mark: TypeAlias = Literal["", "struck", "raised", "lowered"]

_SWITCHED_OFF = ("0", "false", "off")
_ALIGNED: Mapping[str, Mark] = {"superscript": "raised", "subscript": "lowered"}


class Run(NamedTuple):
    """A stretch of a text with one look."""

    text: str
    mark: Mark


class MarkedText(str):
    """The whole text, as a file holds it, with its ``runs``. Texts without such a mark are plain ``str``: nearly all are."""

    __slots__ = ("runs",)
    runs: tuple[Run, ...]


def marked(runs: Iterable[Run]) -> MarkedText:
    """A text of these runs."""
    kept = tuple(run for run in runs if run.text)
    text = MarkedText("".join([run.text for run in kept]))
    text.runs = kept
    return text


def mark_of(name: str, value: str | None, before: Mark = "") -> Mark:
    """The mark that an element of a run's looks gives it (``<strike/>``, ``<vertAlign val="superscript"/>``); else the one before.

    What is struck out counts as struck, wherever it stands.
    """
    if name == "strike" and value not in _SWITCHED_OFF:
        return "struck"
    if name == "vertAlign" and before != "struck":
        return _ALIGNED.get(value or "", before)
    return before


__all__ = ["Mark", "MarkedText", "Run", "mark_of", "marked"]
