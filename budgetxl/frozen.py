"""A frozen program (made by PyInstaller, for one) has no Python beside it: to get a worker it starts itself once more."""

from __future__ import annotations

import sys
from typing import Final

#: The hidden first argument of a program that is to act as the worker of ``xlsx.salvage``.
SALVAGE: Final = "--salvage-worker"


def is_frozen() -> bool:
    """Whether ``sys.executable`` is budgetxl itself and not a Python."""
    return bool(getattr(sys, "frozen", False))


def is_salvage_worker() -> bool:
    """Whether this process was started by another one of the frozen program, as its worker."""
    return is_frozen() and sys.argv[1:2] == [SALVAGE]
