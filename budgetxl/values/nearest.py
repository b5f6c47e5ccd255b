"""The right word that is most like a wrong one, for messages."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, words: Iterable[str]) -> str:
    """``，是否应为“…”`` where one of the words is near, else nothing."""
    from difflib import get_close_matches  # only a mistake needs it

    found = get_close_matches(word, list(words), n=1, cutoff=0.55)
    return f"，是否应为“{found[0]}”" if found else ""
