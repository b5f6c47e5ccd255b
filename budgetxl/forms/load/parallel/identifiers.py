"""The names in an expression's text, and the text with other names in their place. What stands between quotes is no name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from budgetxl.values.lazy_patterns import lazy_pattern

_TOKEN = lazy_pattern(r"\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*")
_SLOT = lazy_pattern(r"\{([^{}]+)\}")


def renamed(text: str, names: Mapping[str, str]) -> str:
    """The expression with each path that begins with one of ``names`` (``fund_spending``, ``sheet.goals``) under its new name."""

    def put(match: re.Match[str]) -> str:
        found = match[0]
        if found[0] in "\"'" or text[match.end() :].lstrip().startswith("("):
            return found  # a text, or the name of a function
        parts = [part.strip() for part in found.split(".")]
        for length in range(len(parts), 0, -1):
            new = names.get(".".join(parts[:length]))
            if new is not None:
                return ".".join([new, *parts[length:]])
        return found

    return _TOKEN.sub(put, text)


def in_column(text: str, stands_for: str, column: str) -> str:
    """The expression with each path that ends with ``stands_for`` as that of a column."""

    def put(match: re.Match[str]) -> str:
        found = match[0]
        parts = [part.strip() for part in found.split(".")]
        return found if found[0] in "\"'" or len(parts) < 2 or parts[-1] != stands_for else ".".join([*parts[:-1], column])

    return _TOKEN.sub(put, text)


def renamed_slots(text: str, names: Mapping[str, str]) -> str:
    """A message with the names in its slots replaced."""
    return _SLOT.sub(lambda match: "{" + renamed(match[1], names) + "}", text) if "{" in text else text


def paths_in(text: str) -> Iterator[tuple[str, ...]]:
    """Every path that an expression speaks of, as it is written."""
    for match in _TOKEN.finditer(text):
        if match[0][0] not in "\"'" and not text[match.end() :].lstrip().startswith("("):
            yield tuple(part.strip() for part in match[0].split("."))
