"""Quotes, brackets and titles that open without closing, or close without opening, within a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from budgetxl.values import Entry, Finding

from ..messages import say

_SIGNS = (("“", "”"), ("‘", "’"), ("《", "》"), ("〈", "〉"), ("【", "】"), ("〔", "〕"), ("「", "」"), ("（", "）"))
_ANY = "“”‘’《》〈〉【】〔〕「」（）()\""
_NARROW = str.maketrans("()", "（）")
_ENDS = "。；：！？;:!?.”）"


@cache
def _numbering() -> re.Pattern[str]:
    """1）, （2, a) at the beginning of what they number: their brackets belong to nothing."""
    return re.compile(r"(?:^|(?<=[；;。，,：:、\s]))[（(]?[0-9０-９一二三四五六七八九十a-zA-Z①-⑳]{1,3}[）)]")


@cache
def _inches_and_apostrophes() -> re.Pattern[str]:
    return re.compile(r"(?<=\d)[”\"](?![，。；、）]|$)|(?<=[A-Za-z])’(?=[A-Za-z\s])|’(?=\d)")


def unpaired(entry: Entry, text: str) -> Iterator[Finding]:
    """The first sign of a text that has no partner in its paragraph."""
    assert entry.at is not None
    if not any(sign in text for sign in _ANY):
        return
    for paragraph in _paragraphs(text):
        sign = _alone(paragraph)
        if sign:
            yield Finding("TEXT-05", "warning", say("TEXT-05-pairs", text=sign), (entry.at,), "", sign)
            return


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a text; a line that stops in the middle of a sentence goes on in the next."""
    kept = ""
    for line in text.split("\n"):
        kept += line
        if not line.rstrip() or line.rstrip()[-1] in _ENDS:
            yield kept
            kept = ""
    yield kept


def _alone(paragraph: str) -> str:
    """A pair of signs that does not come out even in a paragraph, as it is written; "" where all do."""
    bare = _numbering().sub("", paragraph).translate(_NARROW)
    for opening, closing in _SIGNS:
        if _odd(bare, opening, closing) and _odd(_inches_and_apostrophes().sub("", bare), opening, closing):
            return opening + closing
    return '""' if bare.count('"') % 2 and _inches_and_apostrophes().sub("", bare).count('"') % 2 else ""


def _odd(text: str, opening: str, closing: str) -> bool:
    if opening not in text and closing not in text:
        return False
    depth = 0
    for sign in text:
        depth += (sign == opening) - (sign == closing)
        if depth < 0:
            return True
    return depth != 0
