"""A frozen program (made by PyInstaller, for one) has no Python beside it: to get a worker it starts itself once more."""

from __future__ import annotations

import os
import sys
from typing import Final

#: The hidden first argument of a program that is to act as the worker of ``xlsx.salvage``.
SALVAGE: Final = "--salvage-worker"

#: The hidden only argument of a program that is to keep what it works out once, as its maker asks it to when it is whole.
KEEP: Final = "--keep"
_KEPT: Final = ("budgetxl.forms.load.library", "budgetxl.notice.templates", "budgetxl.values.kept")


def is_frozen() -> bool:
    """Whether ``sys.executable`` is budgetxl itself and not a Python."""
    return bool(getattr(sys, "frozen", False))


def is_salvage_worker() -> bool:
    """Whether this process was started by another one of the frozen program, as its worker."""
    return is_frozen() and sys.argv[1:2] == [SALVAGE] and sys.argv[2:] != [] and sys.argv[2].isdecimal()


def is_keeper() -> bool:
    """Whether this process was started by whoever made the frozen program, to fill what it brings along."""
    return is_frozen() and sys.argv[1:] == [KEEP]


def keep() -> None:
    """Keep forms, wording and patterns, as an installer does: a frozen program writes nothing of that when it is used."""
    import runpy

    sys.dont_write_bytecode = False
    for module in _KEPT:
        runpy.run_module(module, run_name="__main__")


def restore_surroundings() -> None:
    """Give programs that are started from here (LibreOffice, a browser) the libraries of the system, not those of the frozen program."""
    if "LD_LIBRARY_PATH_ORIG" in os.environ:
        os.environ["LD_LIBRARY_PATH"] = os.environ.pop("LD_LIBRARY_PATH_ORIG")
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)
