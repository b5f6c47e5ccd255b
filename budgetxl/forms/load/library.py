"""Forms that are loaded once, by whoever runs a command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path as FilePath
from typing import Generic, TypeVar

from ..form import Form
from .loader import find_folder, load_form

Made = TypeVar("Made")
MOST = 32


class FormLibrary(Generic[Made]):
    """What is made of each form (``make``), by the form's id or path; each form is loaded once.

    ``most`` are kept; then the one that was asked for longest ago is given up.
    """

    def __init__(self, make: Callable[[Form], Made], most: int = MOST) -> None:
        self._make, self._most = make, most
        self._held: dict[FilePath, Made] = {}

    def find(self, name: str) -> Made:
        """What was made of the form of that id or path. Raises FormError where there is none, or it has mistakes."""
        folder = find_folder(name)
        made = self._held.pop(folder, None)
        if made is None:
            made = self._make(load_form(folder))
        self._held[folder] = made  # the last asked for stands last
        if len(self._held) > self._most:
            del self._held[next(iter(self._held))]
        return made
