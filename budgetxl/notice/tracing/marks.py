"""Marks around the figures of a markup: noncharacters as the signs of :mod:`..markup`, so that no data can hold one.

A mark opens with a number, in sixteen noncharacters as digits, and closes behind the figure; what stands between them is the text.
"""

from __future__ import annotations

from collections.abc import Iterable

from budgetxl.values.lazy_patterns import lazy_pattern

from ..markup import CLOSE, OPEN, ZERO, Markup, without_marks
from .carried import Span, TracedMarkup, TracedText, with_spans
from .figures import Origin, figure_spans

_ZERO = ord(ZERO)
_MARK = lazy_pattern("\ufdd3([\ufde0-\ufdef]+)([^\ufdd3\ufdd4]*)\ufdd4")


class Ledger:
    """The origins of one rendering, by the numbers of their marks."""

    def __init__(self) -> None:
        self.origins: list[Origin] = []
        self._numbers: dict[Origin, int] = {}

    def mark(self, figure: str, origin: Origin) -> str:
        """A figure with the mark of its origin around it."""
        number = self._numbers.setdefault(origin, len(self.origins))
        if number == len(self.origins):
            self.origins.append(origin)
        return OPEN + "".join(chr(_ZERO + int(digit, 16)) for digit in f"{number:x}") + figure + CLOSE

    def spans(self, text: str) -> tuple[str, list[Span]]:
        """A text without its marks, and the spans that they marked."""
        parts: list[str] = []
        spans: list[Span] = []
        done = length = 0
        for found in _MARK.finditer(text):
            before = without_marks(text[done : found.start()])
            start = length + len(before)
            length, done = start + len(found[2]), found.end()
            parts += [before, found[2]]
            spans.append((start, length, self.origins[int("".join(f"{ord(digit) - _ZERO:x}" for digit in found[1]), 16)]))
        return "".join((*parts, without_marks(text[done:]))), spans

    def lifted(self, text: str) -> str:
        """A text without its marks, which knows what they said."""
        return with_spans(*self.spans(text)) if OPEN in text else text

    def carrying(self, marked: str) -> Markup:
        """Markup without the marks in it, which knows what they said."""
        if OPEN not in marked:
            return Markup(marked)
        made = TracedMarkup(without_marks(marked))
        made.marked, made.lifted = marked, self.lifted
        return made


def marked_pieces(text: TracedText) -> Iterable[tuple[str, Origin | None]]:
    """A text in pieces: its figures that have an origin, and what stands between them."""
    done = 0
    for start, end in figure_spans(text):
        origin = next((each for first, last, each in text.spans if first < end and start < last), None)
        if origin is not None:
            yield str(text)[done:start], None
            yield str(text)[start:end], origin
            done = end
    yield str(text)[done:], None


__all__ = ["Ledger", "marked_pieces"]
