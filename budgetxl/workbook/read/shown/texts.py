"""What a cell shows of its text: what is struck out does not count, what is raised is a footnote mark or an exponent."""

from __future__ import annotations

from budgetxl.values import is_blank, squeeze
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.xlsx import MarkedText

_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_FOOTNOTE = lazy_pattern(r"[\[(（【〔]?(?:注?[0-9①-⑳a-z]{0,2}|[*＊†‡※]{1,3})[\])）】〕]?")


def shown_text(text: MarkedText) -> str:
    """A text as it is read: without what is struck out, and without footnote marks. Raised and lowered digits behind a letter
    or a digit belong to what is said, and are written so: m², 10³, CO₂.
    """
    said = ""
    for piece, mark in text.runs:
        if mark == "raised":
            if said[-1:].isascii() and said[-1:].isalnum():
                said += piece.translate(_RAISED)
            elif _FOOTNOTE.fullmatch(piece.strip()) is None:
                said += piece
        elif mark == "lowered":
            said += piece.translate(_LOWERED)
        elif mark != "struck":
            said += piece
    return said


def shown_figure(text: MarkedText) -> str:
    """A figure, a date or a code as it is read: without what is struck out, raised or lowered."""
    return "".join([piece for piece, mark in text.runs if not mark])


def struck_whole(text: MarkedText) -> bool:
    """Whether all that there is to see of a text is struck out."""
    return all(mark == "struck" or is_blank(piece) for piece, mark in text.runs)


def says_otherwise(text: MarkedText) -> bool:
    """Whether a figure is another with its struck and raised runs than without."""
    return squeeze(shown_figure(text)) != squeeze(text)


__all__ = ["says_otherwise", "shown_figure", "shown_text", "struck_whole"]
