"""A workbook of a form that comes with the program, or of those in ``forms``, is built once a run, whichever tests ask for it.

The same input gives the same bytes (``test_build.py`` holds the program to that), so tests that want the same workbook share
it, across workers too: it lies in the run's own folder, under the hash of all that it was built from. Half of the processor
time of the tests went into building, most of it into a few workbooks again and again.

A test that patches anything builds for itself, and leaves nothing for others.
"""

from __future__ import annotations

import functools
import hashlib
import os
import pickle
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from budgetxl.forms import Form
from budgetxl.workbook.build import builder


class BuiltOnce:
    """``builder.build`` with a memory, which lies in ``folder``. While it ``rests`` every workbook is built."""

    def __init__(self, build: Callable[..., bytes], shipped: Callable[[Form], bool]) -> None:
        self.build, self.shipped = build, shipped
        self.folder: Path | None = None
        self.rests = False

    def __call__(self, form: Form, *given: Any, **more: Any) -> bytes:
        if self.rests or self.folder is None or not self.shipped(form):
            return self.build(form, *given, **more)
        kept = self.folder / _key(form, given, more)
        with suppress(FileNotFoundError):
            return kept.read_bytes()
        data = self.build(form, *given, **more)
        part = kept.with_suffix(f".{os.getpid()}-{threading.get_ident()}")  # whoever else asks sees all of it or nothing
        part.write_bytes(data)
        part.replace(kept)
        return data


def install(shipped: Callable[[Form], bool]) -> BuiltOnce:
    """Whatever builds a workbook from now on asks for it here."""
    found = BuiltOnce(builder.build, shipped)
    builder.build = functools.wraps(builder.build)(lambda *given, **more: found(*given, **more))  # a function, as it was
    return found


def _key(form: Form, given: tuple[Any, ...], more: dict[str, Any]) -> str:
    """What a workbook is built from. Sets come in an order of their own in every process."""
    plain = [sorted(map(repr, each)) if isinstance(each, set | frozenset) else each for each in (*given, *more.values())]
    return hashlib.sha256(pickle.dumps((form.folders, plain, [*more]))).hexdigest()
