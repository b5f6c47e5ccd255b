"""The forms that come with budgetxl, kept as they were loaded, beside Python's own bytecode and by its rules.

A form is read from TOML, laid upon its parents, compiled and checked: a seventh of a whole ``check``, for the same result
each time. Of the forms that come with the program (a bureau's own are loaded anew) the result is written into the
``__pycache__`` of this package, where only those can write who can change the program as well; where Python may not write
its bytecode, nothing is written. A kept form counts as long as no module of the program and no file of the templates has
changed: their names, sizes and times are its key. A frozen program is carried from place to place, which changes all times:
its key is what stands in its files, and among them is a mark of its modules (``bundles/budgetxl.spec``).
"""

from __future__ import annotations

import io
import os
import pickle
import sys
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from budgetxl.frozen import is_frozen
from budgetxl.values.kept import keep_beside_bytecode, may_be_kept

from ...form import Form
from .folders import PROGRAM, template_root

IN_A_PAGE = sys.platform == "emscripten"


def kept_form(folder: FilePath) -> Form | None:
    """The form of a folder of ``template_root`` as it was kept; None where it was not, or something has changed since."""
    state = _state()  # before the form is loaded, if it has to be: what changes meanwhile is another state
    try:
        with _file(folder).open("rb") as file:
            form = _Unpickler(file).load() if pickle.load(file) == state else None
    except Exception:  # there is none, or it is cut off: it is loaded anew and written over
        return None
    return form if isinstance(form, Form) else None


def keep(folder: FilePath, form: Form) -> None:
    """Keep a loaded form for the next run; where that can't be, the next run loads it again."""
    if may_be_kept() and folder.parent == template_root():
        keep_beside_bytecode(_file(folder), pickle.dumps(_state()) + _pickled(form))


class _Pickler(pickle.Pickler):
    """Folders of forms stand in it as seen from ``template_root``."""

    def persistent_id(self, one: Any) -> str | None:
        return str(one.relative_to(template_root())) if isinstance(one, FilePath) and one.is_relative_to(template_root()) else None


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, name: str) -> FilePath:
        return template_root() / name


def _pickled(form: Form) -> bytes:
    out = io.BytesIO()
    _Pickler(out).dump(form)
    return out.getvalue()


def program_state() -> str:
    """A checksum of the program and of the forms that come with it, by the names, sizes and times of their files (frozen: by what is in them)."""
    return f"{_state()[2]:08x}"


def _file(folder: FilePath) -> FilePath:
    return FilePath(__file__).with_name("__pycache__") / f"{folder.name}.{sys.implementation.cache_tag}.form"


@lru_cache(maxsize=1)
def _state() -> tuple[str, int, int]:
    """What a kept form depends on: where the program and the forms are, and name, size and times of each of their files.

    Of a frozen program, name and contents.
    """
    if is_frozen():
        inside = [(str(FilePath(path).relative_to(PROGRAM)), FilePath(path).read_bytes()) for path, *_ in _files(str(PROGRAM))]
        return "", len(inside), zlib.crc32(repr(inside).encode())
    root = str(template_root())
    found = [*_files(str(PROGRAM)), *_files(root)]
    return root, len(found), zlib.crc32(repr(found).encode())


def _files(folder: str) -> Iterator[tuple[str, int, int, int]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            else:
                about = entry.stat()
                changed = 0 if IN_A_PAGE else about.st_ctime_ns  # there it is when the page was opened
                yield entry.path, about.st_size, about.st_mtime_ns, changed


__all__ = ["keep", "kept_form", "program_state"]
