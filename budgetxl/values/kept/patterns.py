"""Compiled patterns of the program, kept beside Python's own bytecode and by its rules.

Compiling those that a ``check`` uses takes a seventh of it, for the same result each time. ``re`` has no public way to keep
them, so this takes the same steps as ``re.compile`` does, one of which gives a list of numbers that can be kept; a Python
that goes about it in another way compiles as ever. The numbers are those of one version of Python: it is a part of the key.
Nothing is written where Python may not write its bytecode, and nothing counts that does not stand there under the very text
and flags of a pattern.
"""

from __future__ import annotations

import marshal
import re
import sys
from array import array
from functools import lru_cache
from pathlib import Path

from .files import keep_beside_bytecode, may_be_kept

Key = tuple[str | bytes, int]
Steps = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]
_CODE = "I"  # of 32 bits, as the numbers of a pattern's code are
MOST = 1000  # kept patterns; the program has some 200, the rest are of earlier states of it
_FILE = Path(__file__).with_name("__pycache__") / f"patterns.{sys.implementation.cache_tag}.kept"
_new: dict[Key, Steps] = {}


def compiled(text: str | bytes, flags: int = 0) -> re.Pattern[str] | re.Pattern[bytes]:
    """What ``re.compile`` gives, from what was kept where it was. Raises ``re.error`` as that does."""
    try:
        import _sre  # type: ignore[import-not-found]

        flags_of_it, code, groups, names, by_number = _kept().get((text, int(flags))) or _steps(text, int(flags))
        numbers = list(array(_CODE, code))
        pattern: re.Pattern[str] | re.Pattern[bytes] = _sre.compile(text, flags_of_it, numbers, groups, names, by_number)
        return pattern
    except re.error:
        raise
    except Exception:  # another Python than those that this was written for, or a file that is not ours
        return re.compile(text, flags)


def keep_patterns() -> None:
    """Keep the patterns that this process had to compile, with those that were kept before."""
    if _new and may_be_kept():
        kept = _kept()
        keep_beside_bytecode(_FILE, marshal.dumps((sys.version, {**(kept if len(kept) < MOST else {}), **_new})))


@lru_cache(maxsize=1)
def _kept() -> dict[Key, Steps]:
    try:
        version, found = marshal.loads(_FILE.read_bytes())
    except Exception:  # there is none, or it is cut off
        return {}
    return found if version == sys.version and isinstance(found, dict) else {}


def _steps(text: str | bytes, flags: int) -> Steps:
    """A pattern as ``_sre.compile`` takes it, after its text: flags, code (as bytes), number of groups, their names, and these by number."""
    from re import _compiler, _parser  # type: ignore[attr-defined]

    tree = _parser.parse(text, flags)
    code = array(_CODE, map(int, _compiler._code(tree, flags))).tobytes()
    names = dict(tree.state.groupdict)
    by_number: list[str | None] = [None] * int(tree.state.groups)
    for name, number in names.items():
        by_number[number] = name
    _new[text, flags] = steps = (int(flags | tree.state.flags), code, int(tree.state.groups) - 1, names, tuple(by_number))
    return steps


__all__ = ["compiled", "keep_patterns"]
