"""Whose a figure in a clause is: the words for it that stand right before, and whether the unit's own of this year is meant."""

from __future__ import annotations

from budgetxl.forms import Measure
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.written import WrittenAmount

from .. import grammar
from ..compared import agrees
from ..figures import Figure, Figures, Named
from ..grammar import Grammar
from ..said import Said

SURE_PHRASE = 4
_YEAR = lazy_pattern(r"(\d{4})年")


class Naming:
    """The figures that clauses name. ``under_heading``: the text stands below a heading that may have figures of its own."""

    def __init__(self, figures: Figures, grammar: Grammar, year: int | None) -> None:
        self.figures = figures
        self.grammar = grammar
        self.year = year
        self.under_heading = False

    def name(
        self, clause: str, start: int, end: int, names: list[Named], said: Said, measure: Measure, trying: bool = False
    ) -> Named | None:
        """The words for a figure of a measure that stand right before ``end``, with nothing of somebody else before them.

        Where somebody else's stand there, what follows is doubtful, unless that was only ``trying``.
        """
        seen = False
        for name in names:
            if name.start < start or name.end > end or self.figures.of(name.phrase, measure) is None:
                continue
            if self.grammar.between.fullmatch(clause, name.end, end) is None:
                continue
            if self.under_heading and not self._may_be_the_units(clause, name.phrase, measure):
                continue  # 项目支出 or 会议费 below a heading may be that of what the heading names
            if self.leads(clause, start, name.start) and not grammar.of_one_source(clause, name.start, name.phrase):
                return name
            seen = True
        if seen and not trying:
            said.doubt = True
        return None

    def _may_be_the_units(self, clause: str, phrase: str, measure: Measure) -> bool:
        """Whether words below a heading may mean the unit's own figure: where the clause says so, or only a unit has such a thing."""
        if self.of_the_budget(clause):
            return not grammar.is_general(phrase) or grammar.is_of_all(phrase)
        sure = measure in ("amount", "change", "growth") and len(phrase) >= SURE_PHRASE and not grammar.is_general(phrase)
        return sure and grammar.SOURCES.search(phrase) is None

    def is_doubtful(self, clause: str) -> bool:
        """Whether a clause stands below a heading and does not say that it speaks of the unit."""
        return self.under_heading and not self.of_the_budget(clause)

    def of_the_budget(self, clause: str) -> bool:
        """Whether a clause says that it speaks of the unit, or of the year's budget: 2027年“三公”经费预算."""
        return self.grammar.own.search(clause) is not None or (f"{self.year}年" in clause and "预算" in clause)

    def leads(self, clause: str, start: int, end: int) -> bool:
        if start:
            after = grammar.APART.match(clause, start, end)
            if after is None:
                return False
            start = after.end()
        else:
            match = grammar.PARTS.match(clause, start, end)
            start = start if match is None else match.end()
        return self.grammar.lead.fullmatch(clause, start, end) is not None

    def is_of_unit(self, clause: str, start: int, end: int, said: Said) -> bool:
        """Whether what a clause says up to a figure is of the unit, this year, and as it is."""
        if said.doubt or said.other_time or grammar.ELSEWHERE.search(clause, start, end) is not None:
            return False
        return self.is_of_this_year(clause[start:end], clause)

    def is_of_this_year(self, words: str, clause: str) -> bool:
        return all(int(year) == self.year for year in _YEAR.findall(words) if not self._dated(clause, year))

    def _dated(self, clause: str, year: str) -> bool:
        """Whether a year is the last one as that of a balance: 截至2026年12月31日."""
        return self.year is not None and int(year) == self.year - 1 and any(found[1] == year for found in grammar.DATED.finditer(clause))

    def is_sure(self, name: Named, figure: Figure, said: Said) -> bool:
        """Whether words mean a figure there: parts belong to a whole that was named, short words to what was spoken of."""
        if said.inside:
            whole = said.whole
            return whole is not None and whole.sheet == figure.sheet and figure.amount <= whole.amount and not said.unknown
        if len(name.phrase) >= SURE_PHRASE or figure.sheet in said.sheets or figure.counted:
            return True
        return len(name.phrase) == SURE_PHRASE - 1 and not said.unknown

    def is_other(self, figure: Figure, written: WrittenAmount, measure: Measure) -> bool:
        """Whether a figure is that of another field with the same name."""
        return any(agrees(other, written, abs(other.amount)) for other in self.figures.others(figure, measure))
