"""Figures that a reason states without a name: 比上年增加500万元 is the change of the row, or of the record, that it stands in.

Precision comes first: only clauses at the beginning that say nothing else, with the base of a comparison or the year, are of the
whole. A reason that weighs more against less, names parts first, or states two such figures, is left alone; so is a figure that is
the change of another row, or of several up to its own, which one reason may serve as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from budgetxl.values import Entry, Finding, ungrouped
from budgetxl.values.foldings import said_words
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.written import WrittenAmount, amounts

from ..compared import differs, sign, vague
from ..figures import Figure
from ..grammar import WORDS, Grammar

LONGEST = 300
_ENDS = lazy_pattern(r"[,;:。()!]")
_LEAD = lazy_pattern(r"(?:(?:本|该)(?:项|科目)(?:支出|经费|预算)?|预算(?:支出|经费)?|总额|总计|合计|共)*")
_AMOUNT = lazy_pattern(r"(?:支出|经费)?(?:年初)?(?:预算)?(?:支出|经费)?(?:数|额)?(?:安排|编制|核定|列支|为|是|共|合计)*")
_GROWTH = lazy_pattern(r"(?:同比|即)?(?P<word>增长|增幅|上升|提高|下降|降低|降幅|减幅)(?:了|率为?|幅度?为?|为)?")
#: More against less, something taken away, another base, several things: no figure is surely the whole.
_WEIGHED = lazy_pattern(
    r"但|同时|另|相抵|抵[消销减]|扣除|剔除|不含|不包括|如果|口径|原(?!因)|实际|决算|执行|追加|各|分别|[两二三四五六七八九\d]项"
)


class RowFigures(NamedTuple):
    """The figures of the row that a reason is of: its change and growth on last year, and this year's amount, as far as it has each.

    ``name`` is what its first column calls it; ``called`` are all the words that people have for it.
    """

    change: Figure | None = None
    growth: Figure | None = None
    amount: Figure | None = None
    name: str = ""
    called: frozenset[str] = frozenset()


class _Stated(NamedTuple):
    figure: Figure
    written: WrittenAmount


def stated_of_row(entry: Entry, text: str, row: RowFigures, year: int | None, others: Collection[Decimal]) -> Iterator[Finding]:
    """Where a reason states the change, the growth or the amount of its row otherwise; ``others`` are what else it may speak of."""
    bare = said_words(ungrouped(text))
    if year is None or len(bare) > LONGEST or not ("元" in bare or "%" in bare or "万" in bare):
        return
    grammar, written = Grammar("", year), {one.start: one for one in amounts(bare)}
    if _WEIGHED.search(bare) is not None or len({WORDS[move["word"]] for move in grammar.change.finditer(bare)}) > 1:
        return  # it may be what is left of more and less
    found = list(_stated(bare, written, row, grammar, year))
    if len({each.figure.path for each in found}) < len(found):
        return  # two figures of one thing
    for figure, said in found:
        if figure.unit == "%" or said.value(figure.unit) not in others:
            yield from differs(entry, figure, said, abs(figure.amount), "warning")


def _stated(text: str, written: Mapping[int, WrittenAmount], row: RowFigures, grammar: Grammar, year: int) -> list[_Stated]:
    """The figures of the whole: those of the first clauses, as long as these are nothing but such a figure."""
    found: list[_Stated] = []
    start = 0
    for end in [*(match.start() for match in _ENDS.finditer(text)), len(text)]:
        one = next((each for at, each in written.items() if start <= at and each.end == end), None)
        stated = None if one is None or vague(one) else _of_clause(text, start, one, row, grammar, year, bool(found))
        if stated is None:
            bracketed = start > 0 and text[start - 1] == "("
            return found[:-1] if bracketed else found  # 增加30万元(人员经费): of a part
        found.append(stated)
        start = end + 1
    return found


def _of_clause(
    text: str, start: int, written: WrittenAmount, row: RowFigures, grammar: Grammar, year: int, following: bool
) -> _Stated | None:
    """What a clause that ends with a figure says of the row; None where it says anything else."""
    at = _after(text, start, (row.name,))
    lead = next((at + len(word) for word in (f"{year}年度", f"{year}年", "本年度", "本年", "今年") if text.startswith(word, at)), at)
    dated = lead > at
    lead = _LEAD.match(text, _after(text, lead, (row.name,))).end()  # type: ignore[union-attr]  # it matches nothing, too
    move = grammar.change.match(text, lead, written.start)
    if move is not None and move.end() == written.start and move["base"] is not None:
        return _moved(row.growth if written.is_percent else row.change, written, move["word"])
    growth = _GROWTH.fullmatch(text, start, written.start)
    if growth is not None and following and written.is_percent:
        return _moved(row.growth, written, growth["word"])
    if dated and written.is_money and row.amount is not None and _AMOUNT.fullmatch(text, lead, written.start) is not None:
        return _Stated(row.amount, written)
    return None


def _moved(figure: Figure | None, written: WrittenAmount, word: str) -> _Stated | None:
    """A change as it is said; one against the sign is told by the direction of the reason."""
    fits = figure is not None and sign(figure) in (WORDS[word], 0)
    return _Stated(figure, written) if figure is not None and fits else None


def _after(text: str, at: int, words: tuple[str, ...]) -> int:
    return next((at + len(word) for word in words if word and text.startswith(word, at)), at)
