"""Shared strings by pattern, where they are written in the plain way (see ``scan``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from .entities import unescape
from .scan import ATTRIBUTES, NotPlain, decoded, is_plain, resolved

OPENING, CLOSING = b"<si>", b"</si>"


class ScannedStrings(NamedTuple):
    """The strings of a part, and where in it they stand."""

    strings: list[str]
    start: int
    end: int


def scan_strings(content: bytes) -> ScannedStrings | None:
    """The shared strings of a part; None where a parser must read them."""
    start, end = content.find(OPENING), content.rfind(CLOSING) + len(CLOSING)
    if not 0 <= start < end or not is_plain(content, start, end):
        return None
    items, piece = _patterns()
    try:
        text = decoded(content[start:end])
        if items.fullmatch(text) is None:
            return None
        return ScannedStrings(list(_items(piece.findall(text))), start, end)
    except NotPlain:
        return None


def _items(pieces: list[tuple[str, str]]) -> Iterator[str]:
    """The strings, from the texts and the ends of items in their order."""
    runs: list[str] = []
    for text, closing in pieces:
        if not closing:
            text = resolved(text) if "&" in text else text
            runs.append(unescape(text) if "_x" in text else text)  # an escape stands within one text, never across two runs
            continue
        yield runs[0] if len(runs) == 1 else "".join(runs)
        runs.clear()


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """All items as they may be written; a text or an item's end, where the first matches."""
    text = r'(?:<t(?: xml:space="(?:preserve|default)")?+>[^<]*+</t>|<t/>)'
    looks = r'(?:<[A-Za-z]++(?: (?:val|rgb|theme|indexed)="[^"<>&\t\n]*+"(?: tint="[^"<>&\t\n]*+")?+)?+/>)*+'
    run = rf"<r>(?:<rPr>{looks}</rPr>)?+{text}</r>"
    item = rf"<si>(?:{text}|(?:{run})++)(?:<phoneticPr{ATTRIBUTES.decode()}/>)?+</si>"
    return re.compile(rf"(?:{item})*+"), re.compile(r"<t(?: [^>]*+)?+>([^<]*+)|(</si>)")
