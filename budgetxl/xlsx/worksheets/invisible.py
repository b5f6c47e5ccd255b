"""Rows and columns that nobody sees: hidden, or so low or narrow that nothing of them is left."""

from __future__ import annotations

from collections.abc import Mapping

from ..archive.xml_feed import is_true

_LEAST = {"ht": 1.0, "width": 0.15}  # points, characters


def is_invisible(given: Mapping[str, str], size: str) -> bool:
    """Whether the attributes of a row (``size`` is ``ht``) or a column (``width``) leave nothing of it to be seen."""
    if is_true(given.get("hidden")):
        return True
    try:
        return size in given and float(given[size]) < _LEAST[size]
    except ValueError:
        return False


__all__ = ["is_invisible"]
