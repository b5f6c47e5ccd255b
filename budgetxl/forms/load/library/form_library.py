"""Forms that are loaded once, by whoever runs a command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path as FilePath
from typing import Generic, TypeVar

from ...form import Form
from .folders import own_folder
from .kept import keep, kept_form

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
        folder = own_folder(name) or _found(name)
        made = self._held.pop(folder, None)
        if made is None:
            made = self._make(_form_of(folder))
        self._held[folder] = made  # the last asked for stands last
        if len(self._held) > self._most:
            del self._held[next(iter(self._held))]
        return made

    def held(self) -> tuple[Made, ...]:
        """What was made of the forms that were asked for and are kept."""
        return tuple(self._held.values())


def load_form(name_or_path: str | FilePath) -> Form:
    """A form by id (of those that come with budgetxl) or by the path of its folder, always loaded anew.

    Raises FormError with every mistake of the form, each with file and key.
    """
    from ..loader import load_form as load  # most commands find a form that is kept, and need no loader

    return load(name_or_path)


def _found(name: str) -> FilePath:
    from ..lineage import find_folder

    return find_folder(name)


def _form_of(folder: FilePath) -> Form:
    form = kept_form(folder)
    if form is None:
        form = load_form(folder)
        keep(folder, form)
    return form


__all__ = ["FormLibrary", "load_form"]
