"""The title of a sheet as people type it: with an attachment's number, the unit and the year before the form's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from budgetxl.forms import SLOT
from budgetxl.values import squeeze
from budgetxl.values.lazy_patterns import lazy_pattern

from ..places.form_texts import ExpectedSheet
from .lines import LONGEST_TITLE, bare, with_figures, without_attachment, years_in

LEAST_TITLE = 4  # letters of a title that another text does not end with by chance
_YEARS = r"(?<!\d)(?:19|20)[0-9]{2}(?!\d)"
_YEAR = lazy_pattern(rf"{_YEARS}[-—~至、]?年?度?初?")
_SHORT_YEAR = lazy_pattern(
    r"^(?:民国(?P<republic>[0-9]{2,3})|(?P<short>[0-9]{2})|(?P<han>[一二三四五六七八九][〇零一二三四五六七八九])|(?P<last>[上去])|2[Oo0][0-9Oo]{2})"
    r"(?=年)"
)
_BEFORE = lazy_pattern(r"(?P<who>.*?)年?度?(?:部门\(单位\)|部门|单位)?(?:预算)?(?:公开)?")
_NUMBERED = lazy_pattern(r"^(?:附表|表)[0-9一二三四五六七八九十]{1,3}[、.:]?")
_BEHIND = lazy_pattern(rf"(?:表)?(?:\(?(?P<year>{_YEARS})年?度?\)?)?(?:\([^()]*\))?")


class SaidTitle(NamedTuple):
    """What stands beside the words of a title: a unit's name, squeezed (empty: none), and years."""

    who: str
    years: tuple[int, ...]


def said_title(written: str, expected: ExpectedSheet, year: int | None = None) -> SaidTitle | None:
    """What a cell says as the title of its sheet, 上年 being that before ``year``; None where it is none, or is not followed by the title alone."""
    if len(written) > LONGEST_TITLE:
        return None
    text = with_figures(squeeze(without_attachment(written)))
    for words in _titles(expected):
        before, found, behind = text.rpartition(words)
        if not found or (after := _BEHIND.fullmatch(behind)) is None:
            continue
        before = _SHORT_YEAR.sub(lambda said: _in_full(said, year), before)
        match = _BEFORE.fullmatch(_YEAR.sub("", before))
        if match is not None:
            return SaidTitle(bare(match["who"]), (*sorted(years_in(before)), *((int(after["year"]),) if after["year"] else ())))
    return None


def _in_full(said: re.Match[str], year: int | None) -> str:
    """The four figures of a year that is told in another way: 25年, 二五年, 民国115年, 上年, and 2O25 with a letter."""
    if said["republic"]:
        return str(1911 + int(said["republic"]))
    if said["last"]:
        return said[0] if year is None else str(year - 1)
    if said["han"]:
        return "20" + "".join(str("〇一二三四五六七八九".index(one.replace("零", "〇"))) for one in said["han"])
    return "20" + said["short"] if said["short"] else said[0].upper().replace("O", "0")


def _titles(expected: ExpectedSheet) -> Iterator[str]:
    """The words of a sheet's title and of its name, without what its slots stand for."""
    for text in (expected.sheet.title, expected.sheet.name):
        words = squeeze(SLOT.sub("\0", text)).rpartition("\0")[2].removeprefix("年").removeprefix("度")
        words = _NUMBERED.sub("", words)
        if len(words) >= LEAST_TITLE:
            yield words


__all__ = ["SaidTitle", "said_title"]
