"""Names that are listed before their figures: 基本支出、项目支出分别为941.88万元和313.7万元, each name with the figure in its place.

Compared only where the clause is nothing but names, 分别 and as many figures, and either all names say enough alone or one of the
figures is right. A source before one name (一般公共预算基本支出、项目支出) may be that of all: there nothing is compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from budgetxl.forms import Measure
from budgetxl.values import Entry, Finding
from budgetxl.values.lazy_patterns import lazy_pattern, pattern_of_year
from budgetxl.values.tolerances import NEAR
from budgetxl.values.written import WrittenAmount, amounts

from .. import grammar
from ..compared import agrees, differs, sign, vague
from ..figures import Figure, Named
from ..grammar import WORDS
from ..said import Said
from .naming import SURE_PHRASE, Naming
from .signs import against_sign

_RESPECTIVELY = "(?:分别|依次)"
_FEWEST = 2
_JOINED = lazy_pattern("、|以及|和|与|及|,")
_DIGITS = lazy_pattern(r"[\d.]*")


def lists_figures(clause: str) -> bool:
    """Whether a clause may list names before their figures."""
    return "分别" in clause or "依次" in clause


def listed(entry: Entry, clause: str, names: list[Named], said: Said, naming: Naming) -> Iterator[Finding] | None:
    """The findings on such a list; None where the clause is none."""
    match = _list(naming.grammar.last).fullmatch(clause)
    if match is None:
        return None
    written = _figures(match["figures"])
    head = match.end("names")
    named = _names(clause, head, names, naming)
    if len(written) < _FEWEST or len(named) != len(written) or any(vague(one) for one in written):
        return None
    return _findings(entry, clause, match, named, written, names, said, naming)


def _findings(
    entry: Entry, clause: str, match: re.Match[str], named: list[Named], written: list[WrittenAmount], names: list[Named],
    said: Said, naming: Naming,
) -> Iterator[Finding]:
    head, word = match.end("names"), match["word"]
    if grammar.PARTS.search(clause, 0, named[0].start) is not None:
        said.inside = True
    measure = _measure(written, match["share"] is not None, word is not None)
    known = [None if measure is None else naming.figures.of(name.phrase, measure) for name in named]
    figures = [figure for figure in known if figure is not None]
    sure = len(figures) == len(named) and naming.is_of_unit(clause, 0, head, said) and not said.aside and not _of_one_source(clause, named)
    if match["share"] is not None:
        sure = sure and _are_shares_of(clause, match, named, figures, names, naming)
    if naming.under_heading:
        sure = sure and naming.of_the_budget(clause) and not any(grammar.is_general(name.phrase) for name in named)
    if word is not None:
        sure = sure and not said.other_base and (match["base"] is not None or said.on_last_year)
    values = [figure.amount if word is None else abs(figure.amount) for figure in figures]
    right = [sure and agrees(figure, one, value) for figure, one, value in zip(figures, written, values)]
    long = all(len(name.phrase) >= SURE_PHRASE for name in named) and not said.inside
    for figure, one, value, fits in zip(figures, written, values, right):
        if not sure or fits or not (long or any(right)) or measure is None or naming.is_other(figure, one, measure):
            continue
        if measure == "count" and figure.counted and one.unit not in figure.counted:
            continue
        if word is None or sign(figure) == WORDS[word]:
            yield from differs(entry, figure, one, value, "warning" if measure == "count" or not long else "error")
    for figure in figures if sure and word is not None else ():
        yield from against_sign(entry, figure, word or "", naming.figures)
    said.lost()


def _measure(written: list[WrittenAmount], share: bool, change: bool) -> Measure | None:
    """What all figures of a list measure; None where they are not of one kind."""
    if all(one.is_money for one in written):
        return None if share else "change" if change else "amount"
    if all(one.is_percent for one in written):
        return "growth" if change else "share"
    return None if share or change or any(one.is_money or one.is_percent for one in written) else "count"


def _are_shares_of(
    clause: str, match: re.Match[str], named: list[Named], shares: list[Figure], names: list[Named], naming: Naming
) -> bool:
    """Whether the fields hold shares of the whole that a list speaks of: as far as their amounts say; none named is theirs."""
    start, end = match.span("whole")
    if grammar.SUMS.fullmatch(clause, start, end) is not None:
        return True
    wholes = [name for name in names if name.start == start and naming.grammar.between.fullmatch(clause, name.end, end) is not None]
    whole = naming.figures.of(wholes[0].phrase, "amount") if wholes else None
    if whole is None or not whole.amount:
        return False
    parts = [naming.figures.of(name.phrase, "amount") for name in named]
    ratios = [None if part is None else part.amount / whole.amount * 100 for part in parts]
    return all(ratio is not None and abs(ratio - share.amount) <= 2 * share.half + NEAR for ratio, share in zip(ratios, shares))


def _of_one_source(clause: str, named: list[Named]) -> bool:
    """Whether a source that stands before one name may be that of the others."""
    if not any(grammar.is_general(name.phrase) for name in named):
        return False
    return grammar.SOURCES.search(clause, 0, named[-1].start) is not None


def _names(clause: str, end: int, names: list[Named], naming: Naming) -> list[Named]:
    """The names that a clause begins with, up to a place, with nothing else between them; none where something else is."""
    match = grammar.PARTS.match(clause)
    start = 0 if match is None else match.end()
    found: list[Named] = []
    while start < end:
        for name in names:
            after = naming.grammar.between.match(clause, name.end, end)
            at = name.end if after is None else after.end()
            joined = _JOINED.match(clause, at, end)
            if at != end and joined is None:
                continue
            if name.end <= end and (name.start == start if found else naming.grammar.lead.fullmatch(clause, start, name.start) is not None):
                found.append(name)
                start = at if joined is None else joined.end()
                break
        else:
            return []
    return found


def _figures(text: str) -> list[WrittenAmount]:
    """The figures of a list; one without a unit has that of the next: 941.88和313.7万元."""
    pieces = _JOINED.split(text)
    units = [_DIGITS.sub("", piece, count=1) for piece in pieces]
    for at in reversed(range(len(pieces) - 1)):
        if not units[at]:
            units[at] = units[at + 1]
            pieces[at] += units[at]
    found: list[WrittenAmount] = []
    for piece in pieces:
        written = amounts(piece)
        counted = grammar.as_counted(piece)
        if len(written) == 1 and (written[0].start, written[0].end) == (0, len(piece)):
            found.append(written[0])
        elif counted is not None:
            found.append(counted)
        else:
            return []
    return found


@lru_cache(maxsize=2)
def _list(last: str) -> re.Pattern[str]:
    """A clause of names, 分别, a verb or a direction, and figures."""
    number = r"\d+(?:\.\d+)?(?:[^\d\s、,和与及]{1,4})?"
    base = grammar.BASE.format(last)
    verbs = r"为|是|达到?|安排了?|编制|列支|核定为?|有|计划安排"
    share = r"(?P<share>占(?P<whole>[^\d,;]{0,20}?)的?(?:比[例重]?)?为?)"
    words = "|".join(WORDS)
    return pattern_of_year(
        rf"(?P<names>.{{4,60}}?){_RESPECTIVELY}(?:{share}|(?P<base>{base})?(?P<word>{words})了?|(?:预算)?(?:{verbs}))?"
        rf"(?P<figures>{number}(?:(?:、|以及|和|与|及){number})+)(?:[(:].*|主要.*)?"
    )
