"""What is said of an error that nobody foresaw: short enough to stand in a finding, with the kind that a programmer asks for."""

from __future__ import annotations

MOST_CHARACTERS = 120


def said_of(error: Exception) -> str:
    """An unforeseen error in one line: its kind, and what it says of itself."""
    text = " ".join(str(error).split())
    short = text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
    return "：".join(filter(None, (type(error).__name__, short)))
