"""Where a result goes that nobody gave a name: its own earlier version is replaced, beside anything else it gets a number."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import count
from os.path import lexists
from pathlib import Path

from ..verbs import safe_name

_MARK = b"\n<!-- budgetxl:"


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


def signed(page: bytes) -> bytes:
    """A page with a last line by which :func:`is_signed` knows it."""
    return page + _MARK + _digest(page) + b" -->\n"


def is_signed(data: bytes) -> bool:
    """Whether a page is one that was signed, and nobody has changed it since."""
    page, _, mark = data.rpartition(_MARK)
    return mark == _digest(page) + b" -->\n"


def _digest(page: bytes) -> bytes:
    import hashlib

    return hashlib.sha256(page).hexdigest().encode()
