"""Compiled patterns of the program, kept beside Python's own bytecode and by its rules.

Compiling those that a ``check`` uses takes a seventh of it, for the same result each time. ``re`` has no public way to keep
them, so this takes the same steps as ``re.compile`` does, one of which gives a list of numbers that can be kept; a Python
that goes about it in another way compiles as ever. The numbers are those of one version of Python: it is a part of the key.
Nothing is written where Python may not write its bytecode, and nothing counts that does not stand there under the very text
and flags of a pattern.
"""

from __future__ import annotations

import re
from array import array

from .files import Store

Key = tuple[str | bytes, int]
Steps = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]
_CODE = "I"  # of 32 bits, as the numbers of a pattern's code are
STORE = Store("patterns")


def compiled(text: str | bytes, flags: int = 0) -> re.Pattern[str] | re.Pattern[bytes]:
    """What ``re.compile`` gives, from what was kept where it was. Raises ``re.error`` as that does."""
    try:
        import _sre  # type: ignore[import-not-found]

        flags_of_it, code, groups, names, by_number = STORE.kept.get((text, int(flags))) or _steps(text, int(flags))
        numbers = list(array(_CODE, code))
        pattern: re.Pattern[str] | re.Pattern[bytes] = _sre.compile(text, flags_of_it, numbers, groups, names, by_number)
        return pattern
    except re.error:
        raise
    except Exception:  # another Python than those that this was written for, or a file that is not ours
        return re.compile(text, flags)


def _steps(text: str | bytes, flags: int) -> Steps:
    """A pattern as ``_sre.compile`` takes it, after its text: flags, code (as bytes), number of groups, their names, and these by number."""
    from re import _compiler, _parser  # type: ignore[attr-defined]

    tree = _parser.parse(text, flags)
    code = array(_CODE, map(int, _compiler._code(tree, flags))).tobytes()
    names = dict(tree.state.groupdict)
    by_number: list[str | None] = [None] * int(tree.state.groups)
    for name, number in names.items():
        by_number[number] = name
    steps = STORE.new[text, flags] = (int(flags | tree.state.flags), code, int(tree.state.groups) - 1, names, tuple(by_number))
    return steps


__all__ = ["compiled"]
