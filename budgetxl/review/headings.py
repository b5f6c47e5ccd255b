"""Headings of a finished text with nothing below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..notice.document import Contents, Document, Heading, PageBreak
from ..values import Finding
from ..values.lazy_patterns import lazy_pattern
from ..values.names import some
from .messages import say

MOST_NAMED = 6
_NUMBER = lazy_pattern(r"（[一二三四五六七八九十]{1,4}）|[一二三四五六七八九十]{1,4}、|（\d{1,3}）|\d{1,3}[、.．]")


def empty_headings(document: Document, numbering: Sequence[str]) -> Iterator[Finding]:
    """One finding for all headings behind which the next of their rank, or a higher one, follows at once. ``numbering`` is the form's."""
    empty: list[str] = []
    last: Heading | None = None
    for block in document.blocks:
        if isinstance(block, PageBreak | Contents):
            continue
        if last is not None and isinstance(block, Heading) and _ends(block, last, numbering):
            empty.append(last.text)
        last = block if isinstance(block, Heading) else None
    if last is not None:
        empty.append(last.text)
    if empty:
        named = [f"“{text}”" for text in empty]
        yield Finding("META-11", "warning", say("bare", headings=some(named, MOST_NAMED, "处")), hint=say("bare-hint"))


def _ends(heading: Heading, before: Heading, numbering: Sequence[str]) -> bool:
    """Whether a heading is none of the part that the heading before it opens. One without a number stands above those of its level with one."""
    if heading.level != before.level:
        return heading.level < before.level
    numbered = _NUMBER.match(before.text) is not None
    return numbered or bool(numbering[before.level - 1] and _NUMBER.match(heading.text) is None)
