"""Which way a reason points, by the words that the form has for more and for less."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal, TypeAlias

from budgetxl.forms import Phrases
from budgetxl.values import squeeze

Sense: TypeAlias = Literal["rises", "falls", "may_rise", "may_fall", "unsure"]
_SENSES: tuple[Sense, ...] = ("rises", "falls", "may_rise", "may_fall", "unsure")
_GAP = r"[^,;。]{0,8}?"
_UP, _DOWN = {"rises", "may_rise"}, {"falls", "may_fall"}


class Directions:
    """The words of a form for more and for less, as one pattern; the longest that fits counts."""

    def __init__(self, words: Mapping[str, Sense]) -> None:
        known = sorted(words, key=len, reverse=True)
        self._senses = [words[word] for word in known]
        self._pattern = re.compile("|".join(f"({_written(word)})" for word in known))

    def sign_of(self, reason: str, year: int | None) -> int:
        """1 of a reason that tells of more and of nothing else, -1 of less; 0 where it tells of both, or nothing is sure.

        ``year`` is that of the budget: what is said of other years than that is no reason of this one's direction.
        """
        bare = _on_last_year(year).sub("", squeeze(reason))
        if _another_year(bare, year):
            return 0
        told: set[Sense] = set()
        for clause in _clauses().split(bare):
            senses = set(self._of(clause))
            if not senses and clause and not _lead().match(clause):
                return 0  # a part of the reason that nobody knows
            told |= senses
        up, down = bool(told & _UP), bool(told & _DOWN)
        if "unsure" in told or up == down:
            return 0
        return (1 if "rises" in told else 0) if up else (-1 if "falls" in told else 0)


    def _of(self, clause: str) -> Iterator[Sense]:
        """What the words of a clause say; a fall that something comes after, or that only describes it, is not sure."""
        for match in self._pattern.finditer(clause):
            assert match.lastindex is not None
            sense = self._senses[match.lastindex - 1]
            rest = clause[match.end() :]
            yield "unsure" if _aside(sense).match(rest) else sense


def directions_of(phrases: Phrases) -> Directions | None:
    """The directions of a form's phrases; None of a form that has no words for them."""
    given = tuple((sense, tuple(getattr(phrases, sense).values())) for sense in _SENSES)
    return _made(given) if phrases.rises or phrases.falls else None


@lru_cache(maxsize=8)
def _made(given: tuple[tuple[Sense, tuple[str, ...]], ...]) -> Directions:
    return Directions({word: sense for sense, groups in given for group in groups for word in group.split()})


def _written(word: str) -> str:
    return _GAP.join(re.escape(squeeze(part)) for part in word.split("…"))


@lru_cache(maxsize=8)
def _on_last_year(year: int | None) -> re.Pattern[str]:
    """A comparison with last year, which says nothing of the direction."""
    last = r"\d{4}" if year is None else year - 1
    return re.compile(rf"[较比与同](?:上年|去年|{last}年)度?(?:年初)?(?:预算|决算|同期)?(?:数|额)?(?:相比|相较)?,?")


@lru_cache(maxsize=8)
def _aside(sense: Sense) -> re.Pattern[str]:
    return re.compile(r".{0,4}?(?:后|的)(?!.{0,4}原因).{2}" if sense == "falls" else r".{0,4}?后(?!勤|续).{2}")


@lru_cache(maxsize=1)
def _other_years() -> re.Pattern[str]:
    return re.compile(r"上年|去年|往年|前年|以前年度|(?<!\d)(?:19|20)\d\d(?=年|[-—~至])")


def _another_year(text: str, year: int | None) -> bool:
    return any(match[0] != str(year) for match in _other_years().finditer(text))


@lru_cache(maxsize=1)
def _clauses() -> re.Pattern[str]:
    return re.compile("[,;。!:]")


@lru_cache(maxsize=1)
def _lead() -> re.Pattern[str]:
    """What a reason begins with before it comes to the point."""
    return re.compile(
        r"(?:根据|按照|按|为|依据|落实|贯彻|执行|受|随着|主要|其中|本年|今年|系|因|\d{4}年|一是|二是|三是)|(?:相应|导致|致使|使得?|故|所以|因此|经费|支出|费用).{0,12}$"
    )
