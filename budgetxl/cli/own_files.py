"""Where a result goes that nobody gave a name: its own earlier version is replaced, beside anything else it gets a number."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import count
from os.path import lexists
from pathlib import Path

from ..bureau.own_files import is_signed, signed
from ..verbs import safe_name


def place_for(wanted: Path, is_own: Callable[[bytes], bool], taken: Collection[Path]) -> tuple[Path, bool]:
    """The path for a result, and whether it replaces an earlier one there. What this run has written (``taken``) stays."""
    place = wanted
    for number in count(2):
        if not lexists(place):
            return place, False
        if place not in taken and place.is_file() and not place.is_symlink() and is_own(place.read_bytes()):
            return place, True
        place = wanted.with_name(safe_name(wanted.stem, f"({number}){wanted.suffix}"))
    raise AssertionError  # there are always more numbers


__all__ = ["is_signed", "place_for", "signed"]
