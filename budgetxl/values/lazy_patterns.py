"""Regular expressions that are compiled when they are first used.

The program has some 200 of them, and compiling them all took a tenth of a whole ``check``, which uses a part of them. Those of
modules are kept as they were compiled (:mod:`~.kept.patterns`); what a function makes may hold a unit's name, and is not, unless
it says that nothing but a year is put into it (:func:`pattern_of_year`).
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any, ClassVar

from .kept.patterns import compiled

if TYPE_CHECKING:
    from re import compile as lazy_pattern
else:

    _NAMES = tuple(name for name in dir(re.Pattern) if not name.startswith("__"))

    class lazy_pattern:
        """``re.compile`` for the patterns of a module: what it gives has the methods and attributes of a compiled pattern."""

        of_modules: ClassVar[list[lazy_pattern]] = []

        def __init__(self, text: str | bytes, flags: int = 0) -> None:
            self._given, self._compile = (text, flags), re.compile
            if sys._getframe(1).f_code.co_name == "<module>":
                self._compile = compiled
                self.of_modules.append(self)

        def __getattr__(self, name: str) -> Any:
            """The first use: from now on the methods of the compiled pattern are this object's own."""
            if name.startswith("__"):
                raise AttributeError(name)
            made = self._compile(*self._given)
            self.__dict__.update({each: getattr(made, each) for each in _NAMES})
            return self.__dict__[name]

        def __repr__(self) -> str:
            return f"lazy_pattern({self._given[0]!r})"


def pattern_of_year(text: str) -> re.Pattern[str]:
    """``re.compile`` for what a function makes of words of the program and a year: kept as those of modules are."""
    made = compiled(text)
    assert isinstance(made.pattern, str)
    return made


def compile_all() -> None:
    """Compile the patterns of all modules that were imported."""
    for pattern in getattr(lazy_pattern, "of_modules", ()):
        _ = pattern.search


__all__ = ["compile_all", "lazy_pattern", "pattern_of_year"]
