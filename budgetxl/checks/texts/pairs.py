"""Quotes, brackets and titles that open without closing, or close without opening, within a paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.values import Entry, Finding
from budgetxl.values.lazy_patterns import lazy_pattern

from ..messages import say

_SIGNS = (("“", "”"), ("‘", "’"), ("《", "》"), ("〈", "〉"), ("【", "】"), ("〔", "〕"), ("「", "」"), ("（", "）"))
_ANY = frozenset("“”‘’《》〈〉【】〔〕「」（）()\"")
_NARROW = str.maketrans("()", "（）")
_ENDS = "。；：！？;:!?.”）"


#: 1）, （2, a) at the beginning of what they number: their brackets belong to nothing.
_NUMBERING = lazy_pattern(r"(?:^|(?<=[；;。，,：:、\s]))[（(]?[0-9０-９一二三四五六七八九十a-zA-Z①-⑳]{1,3}[）)]")
_INCHES_AND_APOSTROPHES = lazy_pattern(r"(?<=\d)[”\"](?![，。；、）]|$)|(?<=[A-Za-z])’(?=[A-Za-z\s])|’(?=\d)")


def unpaired(entry: Entry, text: str) -> Iterator[Finding]:
    """The first sign of a text that has no partner in its paragraph."""
    assert entry.at is not None
    sign = sign_alone(text)
    if sign:
        yield Finding("TEXT-05", "warning", say("TEXT-05-pairs", text=sign), (entry.at,), "", sign)


def sign_alone(text: str) -> str:
    """The first pair of signs that does not come out even in a paragraph of a text; "" where all do."""
    if _ANY.isdisjoint(text):
        return ""
    return next(filter(None, map(_alone, _paragraphs(text))), "")


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
    plain = paragraph.translate(_NARROW)
    for opening, closing in _SIGNS:
        if _odd(plain, opening, closing):
            bare = _NUMBERING.sub("", plain)
            if _odd(bare, opening, closing) and _odd(_INCHES_AND_APOSTROPHES.sub("", bare), opening, closing):
                return opening + closing
    return '""' if plain.count('"') % 2 and _INCHES_AND_APOSTROPHES.sub("", plain).count('"') % 2 else ""


def _odd(text: str, opening: str, closing: str) -> bool:
    if opening not in text and closing not in text:
        return False
    depth = 0
    for sign in text:
        depth += (sign == opening) - (sign == closing)
        if depth < 0:
            return True
    return depth != 0
