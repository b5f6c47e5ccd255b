"""The folders of the forms that come with budgetxl, and what files in them are called."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path as FilePath

from budgetxl.values.lazy_patterns import lazy_pattern

FORM_FILE, NOTICE_FILE = "form.toml", "notice.md.j2"
PROGRAM = FilePath(__file__).parents[3]
_ID = lazy_pattern(r"\w[\w.-]{0,49}\Z")


@lru_cache(maxsize=1)
def template_root() -> FilePath:
    """The folder of the forms that come with budgetxl: inside the installed package, or beside it in a checkout."""
    packaged = PROGRAM.resolve() / "templates"
    return packaged if packaged.is_dir() else packaged.parent.parent / "templates"


def own_folder(name: str) -> FilePath | None:
    """The folder of a form that comes with budgetxl, where its id is given and no folder of that name is meant."""
    if not _ID.match(name) or os.path.lexists(name):
        return None
    folder = template_root() / name
    return folder if (folder / FORM_FILE).is_file() else None


def known_folders() -> dict[str, FilePath]:
    """The folders of the forms that come with budgetxl, parents included, by id."""
    return {folder.name: folder for folder in sorted(template_root().iterdir()) if (folder / FORM_FILE).is_file()}


__all__ = ["FORM_FILE", "NOTICE_FILE", "PROGRAM", "known_folders", "own_folder", "template_root"]
