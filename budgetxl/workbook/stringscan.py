"""Shared strings by pattern, where they are written in the plain way (see ``scan``)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from .entities import unescape
from .scan import ATTRIBUTES, NotPlain, is_plain, text_of

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
    if items.fullmatch(content, start, end) is None:
        return None
    strings: list[str] = []
    text = ""
    try:
        for written, closing in piece.findall(content, start, end):
            if closing:
                strings.append(unescape(text))
                text = ""
            else:
                text += text_of(written)
    except NotPlain:
        return None
    return ScannedStrings(strings, start, end)


@cache
def _patterns() -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """All items as they may be written; a text or an item's end, where the first matches."""
    text = rb'(?:<t(?: xml:space="(?:preserve|default)")?+>[^<]*+</t>|<t/>)'
    looks = rb'(?:<[A-Za-z]++(?: (?:val|rgb|theme|indexed)="[^"<>&\t\n]*+"(?: tint="[^"<>&\t\n]*+")?+)?+/>)*+'
    run = rb"<r>(?:<rPr>%b</rPr>)?+%b</r>" % (looks, text)
    item = rb"<si>(?:%b|(?:%b)++)(?:<phoneticPr%b/>)?+</si>" % (text, run, ATTRIBUTES)
    return re.compile(rb"(?:%b)*+" % item), re.compile(rb"<t(?: [^>]*+)?+>([^<]*+)|(</si>)")
