"""Values as TOML writes them. Nothing here knows a form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from budgetxl.values.lazy_patterns import lazy_pattern

WIDEST = 100
"""Characters of a value on one line; a longer list has a line for each item."""

_BARE = lazy_pattern(r"[A-Za-z0-9_-]+\Z")
_ESCAPED = lazy_pattern("[\x00-\x1f\x7f]")


def key_text(name: str) -> str:
    """A key, in quotes where it needs them."""
    return name if _BARE.match(name) else text(name)


def text(value: str) -> str:
    """A text: as it is between single quotes where it has double ones, as expressions have; else between double quotes."""
    if ('"' in value or "\\" in value) and "'" not in value and not _ESCAPED.search(value):
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def inline(value: Any) -> str:
    """A value on one line. Raises TypeError for what a form has no use for, such as a date."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return text(value)
        case Mapping():
            inner = ", ".join(f"{key_text(name)} = {inline(each)}" for name, each in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case list() | tuple():
            return f"[{', '.join(map(inline, value))}]"
    raise TypeError(type(value).__name__)


def assigned(name: str, value: Any) -> list[str]:
    """The lines of ``name = value``."""
    whole = f"{key_text(name)} = {inline(value)}"
    if len(whole) <= WIDEST or not isinstance(value, list | tuple) or len(value) < 2:
        return [whole]
    return [f"{key_text(name)} = [", *(f"  {inline(each)}," for each in value), "]"]
