"""The files that a command reads, as the system knows them: none is ever written, whatever name or link leads to it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click

from ..forms import FormLibrary

_OF_FORMS = (".toml", ".j2")


class Inputs:
    """Files that were given, or found in a folder that was given. ``path in inputs`` asks the disk, not the names."""

    def __init__(self, paths: Iterable[str | Path] = ()) -> None:
        self._known = {found for path in paths if (found := _identity(path)) is not None}

    def __contains__(self, path: str | Path) -> bool:
        found = _identity(path)
        return found is not None and (found in self._known or is_of_form(path))


def files_below(folder: str | Path) -> list[Path]:
    """All files of a folder and of those below it; what the system does not list is not among them."""
    return [Path(here) / name for here, _, names in os.walk(folder) for name in names]


def is_of_form(path: str | Path) -> bool:
    """Whether a file that is there is one that makes a form, or a parent of one, that this run of the program has read.

    What else lies in such a folder, a workbook that its author tries it with say, is none: these are its TOML and its templates,
    and the lists that the TOML names.
    """
    context = click.get_current_context(silent=True)
    library = context.find_root().obj if context is not None else None
    if not isinstance(library, FormLibrary):
        return False
    target = Path(path).resolve()
    for form in library.held():
        if any(folder.resolve() in target.parents for folder in form.folders):
            return target.suffix in _OF_FORMS or any(_names(folder / "form.toml", target.name) for folder in form.folders)
    return False


def _names(file: Path, name: str) -> bool:
    try:
        return name in file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False


def _identity(path: str | Path) -> tuple[int, int] | None:
    """What the system knows a file by; None where there is none."""
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino
