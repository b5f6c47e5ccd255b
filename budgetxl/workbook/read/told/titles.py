"""The title of a sheet as people type it: with an attachment's number, the unit and the year before the form's own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from budgetxl.forms import SLOT
from budgetxl.values import squeeze
from budgetxl.values.lazy_patterns import lazy_pattern

from ..places.form_texts import ExpectedSheet
from .lines import LONGEST_TITLE, bare, with_figures, without_attachment

LEAST_TITLE = 4  # letters of a title that another text does not end with by chance
_YEARS = r"(?:19|20)[0-9]{2}"
_BEFORE = lazy_pattern(rf"(?P<who>.*?)(?P<year>{_YEARS})?年?度?(?:部门\(单位\)|部门|单位)?(?:预算)?(?:公开)?")
_NUMBERED = lazy_pattern(r"^(?:附表|表)[0-9一二三四五六七八九十]{1,3}[、.:]?")
_BEHIND = lazy_pattern(r"(?:表)?(?:\([^()]*\))?")


class SaidTitle(NamedTuple):
    """What stands before the words of a title: a unit's name, squeezed (empty: none), and a year."""

    who: str
    year: int | None


def said_title(written: str, expected: ExpectedSheet) -> SaidTitle | None:
    """What a cell says as the title of its sheet; None where it is none, or is not followed by the title alone."""
    if len(written) > LONGEST_TITLE:
        return None
    text = with_figures(squeeze(without_attachment(written)))
    for words in _titles(expected):
        before, found, behind = text.rpartition(words)
        if found and _BEHIND.fullmatch(behind) and (match := _BEFORE.fullmatch(before)) is not None:
            return SaidTitle(bare(match["who"]), int(match["year"]) if match["year"] else None)
    return None


def _titles(expected: ExpectedSheet) -> Iterator[str]:
    """The words of a sheet's title and of its name, without what its slots stand for."""
    for text in (expected.sheet.title, expected.sheet.name):
        words = squeeze(SLOT.sub("\0", text)).rpartition("\0")[2].removeprefix("年").removeprefix("度")
        words = _NUMBERED.sub("", words)
        if len(words) >= LEAST_TITLE:
            yield words



__all__ = ["SaidTitle", "said_title"]
