"""Several names in one sentence."""

from __future__ import annotations

from collections.abc import Sequence


def some(names: Sequence[str], most: int = 4, counted: str = "格") -> str:
    """The first few of several names, with their number where there are more."""
    return "、".join(names[:most]) + (f" 等 {len(names)} {counted}" if len(names) > most else "")
