"""Names of a package whose modules are loaded when one of their names is asked for: a command pays for what it uses.

It stands below all layers, and imports nothing of the program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def late_names(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package. ``homes`` has the names of each module, parted by blanks; modules are called as from within it.

    ``late_names("budgetxl.notice", {"writers": "to_docx to_html"})`` finds ``to_html`` in ``budgetxl.notice.writers``. A name that has no
    home is an AttributeError, as of any module.
    """

    def find(name: str) -> Any:
        for module, names in homes.items():
            if name in names.split():
                return getattr(import_module(f".{module}", package), name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return find


__all__ = ["late_names"]
