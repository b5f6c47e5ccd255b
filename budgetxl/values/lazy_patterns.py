"""Regular expressions that are compiled when they are first used.

The program has some 200 of them, and compiling them all took a tenth of a whole ``check``, which uses a part of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from re import compile as lazy_pattern
else:

    class lazy_pattern:
        """``re.compile`` for the patterns of a module: what it gives has the methods and attributes of a compiled pattern."""

        def __init__(self, text: str | bytes, flags: int = 0) -> None:
            self._given = (text, flags)

        def __getattr__(self, name: str) -> Any:
            """The first use: from now on the methods of the compiled pattern are this object's own."""
            if name.startswith("__"):
                raise AttributeError(name)
            compiled = re.compile(*self.__dict__["_given"])
            self.__dict__.update({each: getattr(compiled, each) for each in dir(compiled) if not each.startswith("__")})
            return self.__dict__[name]

        def __repr__(self) -> str:
            return f"lazy_pattern({self._given[0]!r})"


__all__ = ["lazy_pattern"]
