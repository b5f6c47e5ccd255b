"""Characters that a file writes in another way: XML's entities, and ``_x000D_`` of spreadsheets."""

from __future__ import annotations

import re

from budgetxl.values.lazy_patterns import lazy_pattern

_ESCAPE = lazy_pattern("_x([0-9A-Fa-f]{4})_")
_NAMED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"))  # &amp; comes last of all
_NUMBERED = lazy_pattern("&#(?:([0-9]{1,7})|x([0-9A-Fa-f]{1,6}));")


def unescape(text: str) -> str:
    """``"a_x000D_b"`` → ``"a\\rb"``; ``_x005F_`` is an underscore. Half a surrogate pair becomes U+FFFD."""
    if "_x" not in text:
        return text
    text, found = _ESCAPE.subn(lambda match: chr(int(match.group(1), 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if found else text


def resolve(text: str) -> str | None:
    """A text with XML's entities replaced; None where one of them is not known or stands for no character.

    >>> resolve("1&lt;2 &amp;amp; 3")
    '1<2 &amp; 3'
    """
    if "&" not in text:
        return text
    for entity, character in _NAMED:
        text = text.replace(entity, character)
    parts = text.split("&amp;")
    if any("&" in part for part in parts):
        parts = [_NUMBERED.sub(_character, part) for part in parts]
        if any("&" in part for part in parts):
            return None
    return "&".join(parts)


def formula_text(source: bytes) -> str:
    """The text of a formula from the bytes between its tags. What makes no sense in them stays as it is."""
    text = source.decode(errors="replace")
    resolved = resolve(text)
    return unescape(text if resolved is None else resolved)


def _character(match: re.Match[str]) -> str:
    """The character of a number; the match itself for one that XML 1.0 (2.2) forbids, and for the ampersand."""
    number = int(match[1]) if match[1] else int(match[2], 16)
    allowed = number in (9, 10, 13) or 32 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or 0x10000 <= number <= 0x10FFFF
    return chr(number) if allowed and number != 38 else match[0]
