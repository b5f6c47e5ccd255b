"""The words in which two texts differ, sentence by sentence; a figure is one word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from budgetxl.notice.tracing.figures import FIGURE_PATTERN
from budgetxl.values.lazy_patterns import lazy_pattern

from ..model import Correction, Swap
from ..texts import LEAST_KEPT, Piece
from .aligning import aligned, alike, head_end, skeleton_of
from .behind import Behind
from .moving import move, moved, written_anew
from .published import Said

MOST = 800
"""Words of a changed middle that are compared one by one; a longer one is told as a whole."""

_WORD = lazy_pattern(rf"{FIGURE_PATTERN}|[A-Za-z]+|.", re.DOTALL)
_SENTENCE = lazy_pattern(r"[^。；！？\n]*[。；！？\n]+|[^。；！？\n]+")


def text_corrections(old: Said | None, new: Said | None, behind: Behind) -> Iterator[Correction]:
    """What differs between a text and what it became; nothing on one side where it came, or went."""
    if old is None or new is None:
        one = old or new
        if one is not None and one.text.strip():
            yield whole(one, old is not None, behind)
        return
    if renumbered(old.text, new.text):
        old, new = _without_number(old), _without_number(new)
    mine, theirs = _sentences(old), _sentences(new)
    found = aligned(mine, theirs, lambda each: each.text, lambda each: skeleton_of(each.text), lambda a, b: alike(a.text, b.text))
    pairs = list(written_anew(found, lambda a, b: True))
    elsewhere = moved(pairs, theirs)
    for number, (before, after) in enumerate(pairs):
        if before is not None and after is not None and number in elsewhere:
            ahead = elsewhere[number]
            yield move(before.text.strip(), before.where, after.where, None if ahead is None else ahead.text.strip())
        if before is None or after is None:
            if (before or after).text.strip():  # type: ignore[union-attr]  # one of them is there
                yield whole(before or after, before is not None, behind)  # type: ignore[arg-type]
        elif before.text != after.text:
            pieces = word_pieces(before.text.strip(), after.text.strip())
            if any(not piece.stayed for piece in pieces):
                yield Correction("words", old.where, new.where, pieces, tuple(_swaps(pieces, before, after, behind)))


def renumbered(old: str, new: str) -> bool:
    """Whether two texts have different numbers at their heads, which follow from what stands above them and are no correction."""
    a, b = head_end(old), head_end(new)
    return bool(a and b) and old[:a] != new[:b]


def only_renumbered(old: str, new: str) -> bool:
    """Whether nothing but the numbers at their heads differs."""
    return renumbered(old, new) and old[head_end(old) :] == new[head_end(new) :]


def _without_number(said: Said) -> Said:
    end = head_end(said.text)
    figures = tuple(figure.moved(-end) for figure in said.figures if figure.offset >= end)
    return Said(said.text[end:], said.where, figures, said.within or said.text, said.start + end)


def whole(one: Said, gone: bool, behind: Behind) -> Correction:
    """A text that only one version has."""
    text = one.text.strip()
    piece = Piece(text, "") if gone else Piece("", text)
    swap = Swap(*piece, behind.of_all("old" if gone else "new", one))
    return Correction("removed" if gone else "added", one.where if gone else "", "" if gone else one.where, (piece,), (swap,))


def word_pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Two texts in pieces, cut between words; put together, their old and new halves are the texts."""
    a, b = _WORD.findall(old), _WORD.findall(new)
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    middle = _middle(a[start : len(a) - end], b[start : len(b) - end])
    pieces = (_piece(a[:start], b[:start]), *middle, _piece(a[len(a) - end :], b[len(b) - end :]))
    return tuple(piece for piece in pieces if any(piece))


def _middle(a: list[str], b: list[str]) -> list[Piece]:
    if not a or not b or max(len(a), len(b)) > MOST:
        return [_piece(a, b)]
    found: list[Piece] = []
    for tag, i, j, k, n in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        piece = _piece(a[i:j], b[k:n])
        kept = tag == "equal" and len(piece.old) >= LEAST_KEPT
        if found and not kept and not found[-1].stayed:
            found[-1] = Piece(found[-1].old + piece.old, found[-1].new + piece.new)
        else:
            found.append(piece)
    return found


def _piece(a: list[str], b: list[str]) -> Piece:
    return Piece("".join(a), "".join(b))


def _swaps(pieces: tuple[Piece, ...], old: Said, new: Said, behind: Behind) -> Iterator[Swap]:
    """Each change of a sentence with the cells behind it."""
    at, to = (len(text) - len(text.lstrip()) for text in (old.text, new.text))
    for piece in pieces:
        if not piece.stayed:
            cells = behind.of_words("new", new, to, to + len(piece.new)) if piece.new else ()
            yield Swap(*piece, cells or behind.of_words("old", old, at, at + len(piece.old)))
        at, to = at + len(piece.old), to + len(piece.new)


def _sentences(said: Said) -> list[Said]:
    """The sentences of a text, each with its figures at their offsets in it."""
    found = []
    for match in _SENTENCE.finditer(said.text):
        start, end = match.span()
        figures = tuple(figure.moved(-start) for figure in said.figures if start <= figure.offset < end)
        found.append(Said(match[0], said.where, figures, said.within or said.text, said.start + start))
    return found


__all__ = ["only_renumbered", "renumbered", "text_corrections", "whole", "word_pieces"]
