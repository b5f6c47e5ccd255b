"""The files beside a form's form.toml that it takes from its parents: code lists, and the wording."""

from __future__ import annotations

import re
from pathlib import Path as FilePath

from budgetxl.values.lazy_patterns import lazy_pattern

from ...form import Form
from ..library import NOTICE_FILE
from ..loader import merged
from ..sources import read_form_file, stands

_NAMED = lazy_pattern(r"""(?<={%)([-+]?\s*(?:extends|include|import|from)\s+)(["'])([^"'\n]+)\2""")
"""Where a template names another one."""


def list_files(form: Form) -> dict[str, bytes]:
    """The files of code lists that a form takes from its own folder or its parents', by their names."""
    lists = merged(form.folders[0], []).raw.get("lists", {})
    named = ((table[key], form.lists[name].rows_only) for name, table in lists.items() for key in ("codes", "was") if key in table)
    files = [file for file, rows_only in named if isinstance(file, str) and not rows_only]
    return {name: next(folder / name for folder in form.folders if stands(folder / name)).read_bytes() for name in files}


def notice_files(form: Form) -> dict[str, bytes]:
    """The wording of a form: its own template and those that it builds on, in one folder, so that it renders the same.

    A parent's template ``<form>/notice.md.j2`` becomes the file ``<form>.notice.md.j2``. Raises FileFault where one can't be
    read.
    """
    found: dict[str, bytes] = {}
    folder = next((folder for folder in form.folders if stands(folder / NOTICE_FILE)), None)
    if folder is not None:
        _take(form, folder / NOTICE_FILE, NOTICE_FILE, found)
    return found


def _take(form: Form, path: FilePath, name: str, found: dict[str, bytes]) -> None:
    """Put the template at a path into ``found`` under a name, and those that it names."""
    folders = dict(zip(form.lineage, form.folders))
    found[name] = b""  # two templates may name each other

    def renamed(match: re.Match[str]) -> str:
        owner, _, file = match[3].rpartition("/")
        places = [folders[owner]] if owner in folders else [] if owner else form.folders
        source = next((folder / file for folder in places if stands(folder / file)), None)
        if source is None:
            return match[0]
        flat = f"{owner}.{file}" if owner and owner != form.id else file
        if flat not in found:
            _take(form, source, flat, found)
        return f"{match[1]}{match[2]}{flat}{match[2]}"

    found[name] = _NAMED.sub(renamed, read_form_file(path)).encode()
