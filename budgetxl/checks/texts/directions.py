"""Which way a reason points, by the words that the form has for more and for less."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias

from budgetxl.forms import Phrases
from budgetxl.values import squeeze
from budgetxl.values.lazy_patterns import lazy_pattern, pattern_of_year

Sense: TypeAlias = Literal["rises", "falls", "may_rise", "may_fall", "unsure"]
_SENSES: tuple[Sense, ...] = ("rises", "falls", "may_rise", "may_fall", "unsure")
_CLAUSES = lazy_pattern("[,;。!:]")
_OTHER_YEARS = lazy_pattern(r"上年|去年|往年|前年|以前年度|(?<!\d)(?:19|20)\d\d(?=年|[-—~至])")
#: What a reason begins with before it comes to the point, and what it ends with behind it.
_LEAD = lazy_pattern(
    r"(?:根据|按照|按|为|依据|落实|贯彻|执行|受|随着|主要|其中|本年|今年|系|因|\d{4}年|一是|二是|三是)|(?:相应|导致|致使|使得?|故|所以|因此|经费|支出|费用).{0,12}$"
)
#: A word of fall that only describes what comes after it (取消的活动, 压减后的); one of rise that something comes after.
_ASIDE = {
    "falls": lazy_pattern(r".{0,4}?(?:后|的)(?!.{0,4}原因).{2}"),
    "rises": lazy_pattern(r".{0,4}?后(?!勤|续).{2}"),
}
_ANY, _GAP = squeeze("…"), 8
_TAKEN = "\0"
_LONGEST = 1_000
_UP, _DOWN = {"rises", "may_rise"}, {"falls", "may_fall"}


class Directions:
    """The words of a form for more and for less; where they overlap, the longest counts.

    Sought as plain texts: a pattern of them all takes longer to compile than all reasons to read.
    """

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases

    @cached_property
    def _words(self) -> list[tuple[str, Sense]]:
        """The words with their senses, the longest first."""
        found: dict[str, Sense] = {}
        for sense in _SENSES:
            groups: Mapping[str, str] = getattr(self._phrases, sense)
            found.update((squeeze(word).strip(_ANY), sense) for group in groups.values() for word in group.split())
        found.pop("", None)
        return sorted(found.items(), key=lambda item: len(item[0]), reverse=True)

    def sign_of(self, reason: str, year: int | None) -> int:
        """1 of a reason that tells of more and of nothing else, -1 of less; 0 where it tells of both, or nothing is sure.

        ``year`` is that of the budget: what is said of other years than that is no reason of this one's direction.
        """
        bare = squeeze(reason)
        if len(bare) > _LONGEST:  # nobody's reason
            return 0
        if "年" in bare:
            bare = _on_last_year(r"\d{4}" if year is None else str(year - 1)).sub("", bare)
            if _another_year(bare, year):
                return 0
        told: set[Sense] = set()
        for clause in _CLAUSES.split(bare):
            senses = set(self._of(clause))
            if not senses and clause and not _LEAD.match(clause):
                return 0  # a part of the reason that nobody knows
            told |= senses
        up, down = bool(told & _UP), bool(told & _DOWN)
        if "unsure" in told or up == down:
            return 0
        return (1 if "rises" in told else 0) if up else (-1 if "falls" in told else 0)

    def _of(self, clause: str) -> Iterator[Sense]:
        """What the words of a clause say; a fall that something comes after, or that only describes it, is not sure."""
        for word, sense in self._words:
            for start, end in _places(word, clause):
                aside = _ASIDE.get(sense)
                yield "unsure" if aside is not None and aside.match(clause, end) else sense
                clause = clause[:start] + _TAKEN * (end - start) + clause[end:]


def directions_of(phrases: Phrases) -> Directions | None:
    """The directions of a form's phrases; None of a form that has no words for them."""
    return Directions(phrases) if phrases.rises or phrases.falls else None


def _places(word: str, clause: str) -> list[tuple[int, int]]:
    """Where a word stands in a clause; between the parts of one with a gap are at most ``_GAP`` characters."""
    first, gap, last = word.partition(_ANY)
    found: list[tuple[int, int]] = []
    start = clause.find(first)
    while start >= 0:
        end = start + len(first)
        behind = clause.find(last, end, end + _GAP + len(last)) if gap else end
        if behind >= 0:
            found.append((start, behind + len(last)))
        start = clause.find(first, end)
    return found


@lru_cache(maxsize=2)
def _on_last_year(last: str) -> re.Pattern[str]:
    """A comparison with last year, whose number is written as ``last`` says, which says nothing of the direction."""
    return pattern_of_year(rf"[较比与同](?:上年|去年|{last}年)度?(?:年初)?(?:预算|决算|同期)?(?:数|额)?(?:相比|相较)?,?")


def _another_year(text: str, year: int | None) -> bool:
    return any(match[0] != str(year) for match in _OTHER_YEARS.finditer(text))
