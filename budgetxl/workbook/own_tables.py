"""The tables that the program writes for the bureau (summaries, lists, rosters), told by their category from what units fill in."""

from __future__ import annotations

from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.xlsx import CORE, Archive, UnreadableFile, is_zip

from .identity_marks import OWN_TABLE

_CATEGORY = lazy_pattern(rf"<(?:\w+:)?category\b[^>]*>\s*{OWN_TABLE}\s*<".encode())
_MOST = 1 << 20  # bytes of core properties


def core_properties(data: bytes) -> bytes:
    """The core properties of a file as they are stored; nothing where it has none."""
    if not is_zip(data):
        return b""
    try:
        archive = Archive(data)
        return archive.read(CORE, _MOST) if CORE in archive else b""
    except UnreadableFile:
        return b""


def is_own_table(data: bytes) -> bool:
    """Whether a file is such a table, whoever has saved it since."""
    return _CATEGORY.search(core_properties(data)) is not None


__all__ = ["core_properties", "is_own_table"]
