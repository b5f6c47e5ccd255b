"""The changed parts of two texts: what stayed, what went, what came."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple

MOST = 600
"""Characters of a changed middle that are compared one by one; a longer one is shown as a whole."""
AROUND = 12
"""Characters of what stayed that a short form shows beside a change."""
LEAST_KEPT = 2
"""Characters between two changes that are worth being shown as what stayed."""


class Piece(NamedTuple):
    """A part of two texts: where ``old`` and ``new`` are the same it stayed."""

    old: str
    new: str

    @property
    def stayed(self) -> bool:
        return self.old == self.new


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Two texts in pieces: put together, their old and new halves are the texts."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    middle = _middle(old[start : len(old) - end], new[start : len(new) - end])
    return tuple(piece for piece in (Piece(old[:start], new[:start]), *middle, Piece(old[len(old) - end :], new[len(new) - end :])) if any(piece))


def _middle(old: str, new: str) -> list[Piece]:
    if not old or not new or max(len(old), len(new)) > MOST:
        return [Piece(old, new)]
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        kept = tag == "equal" and b - a >= LEAST_KEPT
        if found and not kept and not found[-1].stayed:
            found[-1] = Piece(found[-1].old + old[a:b], found[-1].new + new[c:d])
        else:
            found.append(Piece(old[a:b], new[c:d]))
    return found


def in_short(old: str, new: str) -> str:
    """The changed parts with a little around them: ``…拨款【12.5→13.5】万元…``."""
    parts: list[str] = []
    told = pieces(old, new)
    for number, piece in enumerate(told):
        if not piece.stayed:
            parts.append(f"【{piece.old}→{piece.new}】")
            continue
        text = piece.old
        before, after = number + 1 < len(told), number > 0
        if len(text) > AROUND * (before + after) + 1:
            text = (text[:AROUND] if after else "") + "…" + (text[-AROUND:] if before else "")
        parts.append(text)
    return "".join(parts).replace("\n", " ")


__all__ = ["Piece", "in_short", "pieces"]
