"""Figures that a text speaks of, held against the fields they belong to: amounts, changes on last year, shares, numbers of things.

Precision comes first. A figure is compared only where the words for exactly one field (``spoken``) stand right before it, what
stands before these is of the unit itself, nothing says that another year or an estimate is meant, and the text gives a unit.
What follows 其中 is compared where its whole was named before. A change is compared only where the text says that it is one
on last year's budget, or states the very amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from budgetxl.forms import Cell, Measure, Table
from budgetxl.values import Entry, Finding, ungrouped
from budgetxl.values.foldings import said_words, unnumbered
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.tolerances import NEAR
from budgetxl.values.written import WrittenAmount, amounts
from budgetxl.workbook import Submission

from . import grammar
from .compared import about, differs, roughly, same, share_half, sign, vague
from .figures import Figure, Figures, Named
from .grammar import WORDS, Grammar
from .said import Said
from .stated import (
    SURE_PHRASE,
    NamedRows,
    Naming,
    Tidying,
    against_sign,
    beyond_limit,
    fits_amounts,
    growth_of,
    is_on_last_year,
    listed,
    lists_figures,
    moved_to,
    moved_without_base,
    of_this_year,
    told_last_year,
    transition_at,
    word_before,
)

LONGEST_CLAUSE = 1_000
_SENTENCE = lazy_pattern(r"[。！？!?\n]")
_PART = lazy_pattern(r"[；;]")
_CLAUSE = lazy_pattern(r"[，,]")


class Spoken:
    """The figures of a submission, by the words that texts have for them."""

    def __init__(self, submission: Submission) -> None:
        self.year = submission.year
        self._cells = submission.cells
        self._figures = Figures(submission)
        self._grammar = Grammar(submission.text("unit", "name") or "", self.year, submission.text("unit", "self_name") or "")
        self._rows = NamedRows(submission)
        self._tidying = Tidying(submission.form)
        self._naming = Naming(self._figures, self._grammar, self.year)

    def findings(self, cell: Cell, text: str) -> Iterator[Finding]:
        """What a text in a cell says otherwise than the fields; one about an item speaks of the unit only where it says so."""
        if not (self._figures or self._rows) or grammar.TELLING.search(text) is None:
            return
        entry, said = cell.entry, Said()
        headed = self._is_about_item(cell)
        about_item = headed and (bool(cell.place.sheet.repeat) or _has_figures(cell))
        self._naming.under_heading = headed and not about_item
        for sentence in _SENTENCE.split(self._tidying.tidied(ungrouped(text))):
            said = Said(said)
            for part in _PART.split(sentence):
                said.topic, said.doubt, said.other_time, said.waiting = "", False, False, []
                for clause in _CLAUSE.split(part):
                    bare = unnumbered(said_words(clause))
                    if not bare or len(bare) > LONGEST_CLAUSE:  # nobody's sentence, and each figure in it would be sought from its beginning
                        continue
                    yield from self._clause(entry, bare, said, about_item)

    def _is_about_item(self, cell: Cell) -> bool:
        """Whether a cell stands on a sheet for each project, or in a row that a name heads: its figures are those of that."""
        block = cell.place.block
        if cell.place.sheet.repeat or not isinstance(block, Table):
            return bool(cell.place.sheet.repeat)
        head = self._cells.beside(cell.entry, block.columns[0].id)
        return head is not None and head.key != cell.key and isinstance(head.entry.value, str)

    def _clause(self, entry: Entry, clause: str, said: Said, about_item: bool) -> Iterator[Finding]:
        said.next_clause()
        self._compares(clause, said)
        if grammar.TELLING.search(clause) is None:
            if grammar.PARTS.search(clause) is not None:
                self._opens(clause, said)
            said.doubt = said.doubt or grammar.OTHERS_SUBJECT.search(clause) is not None
            said.other_time = said.other_time or self._is_of_other_time(clause)
            self._waits(clause, self._figures.names(clause), said)
            return
        names = self._figures.names(clause)
        if said.other_time and f"{self.year}年" in clause:
            said.other_time = False
        if self._grammar.own.search(clause) is not None:
            said.doubt = False
        elif about_item:
            said.doubt = True
        together = listed(entry, clause, names, said, self._naming) if lists_figures(clause) else None
        if together is not None:
            yield from together
            said.waiting = [""]
            return
        end = after = 0
        moves = {match.end(): match for match in self._grammar.change.finditer(clause)}
        figures = self._written(clause, names)
        for at, written in enumerate(figures):
            if written.start < after:
                continue  # the second figure of a transition
            yield from beyond_limit(entry, clause, end, written, names, said, self._naming)
            transition = transition_at(clause, at, figures, self._naming)
            if transition is not None:
                yield from moved_to(entry, clause, end, transition, names, said, self._naming)
                end = after = transition.last.end
                moves = {place: move for place, move in moves.items() if place > end or move.start() < transition.start}
                continue
            move = moves.pop(written.start, None)
            if self._grammar.base.fullmatch(clause, end, written.start) is not None:
                end = written.end  # 比上年7.2万元减少0.6万元: what it is compared with
                continue
            if move is not None and move.start() >= end:
                yield from self._moved(entry, clause, end, move, written, names, said)
            elif written.is_percent and "占" in clause[end : written.start]:
                yield from self._share(entry, clause, end, written, names, said)
            else:
                yield from self._stated(entry, clause, end, written, names, said)
            end = written.end
        for move in moves.values():
            yield from self._moved(entry, clause, _end_before(clause, move.start()), move, None, names, said)
        if grammar.PARTS.search(clause, end) is not None:
            said.inside = True
        if not end and self._is_of_other_time(clause):
            said.other_time = True
        if end:
            said.waiting = [""]
        else:
            self._waits(clause, names, said)

    def _waits(self, clause: str, names: list[Named], said: Said) -> None:
        """Keeps the name in a clause without a figure: 2027年“三公”经费预算，共计6.6万元."""
        if self._grammar.lead.fullmatch(clause) is None:
            name = self._naming.name(clause, 0, len(clause), names, said, "amount", trying=True)
            said.waiting.append("" if name is None else name.phrase)

    def _opens(self, clause: str, said: Said) -> None:
        """A clause without a figure after which parts follow: of what it names, where that is a figure (三公经费中，)."""
        said.inside = True
        for name in self._figures.names(clause):
            figure = self._figures.of(name.phrase, "amount")
            if figure is not None and name.end == len(clause) - 1 and self._naming.leads(clause, 0, name.start):
                said.whole, said.unknown = figure, False
                return

    def _compares(self, clause: str, said: Said) -> None:
        """Whether a clause compares with last year's budget, or with something else."""
        if self._grammar.base.search(clause) is not None:
            said.on_last_year, said.other_base = True, False
            return
        said.other_base = said.other_base or grammar.OTHER_BASE.search(clause) is not None
        said.aside = said.aside or grammar.ASIDE.search(clause) is not None

    def _is_of_other_time(self, clause: str) -> bool:
        """Whether a clause without a figure says that the next are of another year, or what was spent."""
        if self._grammar.base.search(clause) is not None:
            return False
        return grammar.ELSEWHERE.search(clause) is not None or not self._naming.is_of_this_year(clause, clause)

    def _written(self, clause: str, names: list[Named]) -> list[WrittenAmount]:
        """The figures of a clause in its order, without those that are part of a name (单价20万元以上的设备)."""
        found = list(amounts(clause))
        if self._figures.measures("count"):
            taken = {one.start for one in found}
            for match in grammar.COUNTED_THINGS.finditer(clause):
                if match.start() not in taken:
                    number = Decimal(match["number"])
                    found.append(WrittenAmount(match.start(), match.end(), number, match["unit"], len(match["number"].partition(".")[2])))
            found.sort(key=lambda one: one.start)
        return [one for one in found if not any(name.start <= one.start < name.end for name in names)]

    # Amounts and numbers of things

    def _stated(
        self, entry: Entry, clause: str, start: int, written: WrittenAmount, names: list[Named], said: Said
    ) -> Iterator[Finding]:
        measure: Measure = "amount" if written.is_money else "share" if written.is_percent else "count"
        if grammar.PARTS.search(clause, start, written.start) is not None:
            said.inside = True
        doubt, compared = said.doubt, False
        if written.is_money:
            moved = word_before(clause, start, written, names, self._naming)
            if moved is not None:
                yield from moved_without_base(entry, clause, start, moved[2], *moved[:2], written, said, self._naming)
        name = self._naming.name(clause, start, written.start, names, said, measure)
        if name is None and written.is_money and len(said.waiting) == 1 and self._grammar.between.fullmatch(clause, 0, written.start) is not None:
            name = Named(said.waiting[0], 0, 0) if said.waiting[0] else None
        if name is None and written.is_money and said.last_years and of_this_year(clause, written, self._naming):
            name, compared, said.other_time = Named(said.last_years, 0, 0), True, False
        if name is None:
            said.gives_last_years = told_last_year(clause, written, names, self._naming) if not start else ""
            said.other_time = said.other_time or bool(said.gives_last_years)
            row = self._rows.row_at(clause, start, written, self._naming)
            if row is not None:
                said.doubt = doubt  # 支出预算 in 城乡社区支出预算 is nobody else's
                yield from self._rows.findings(entry, clause, row, start, written, said, self._naming)
            said.lost()
            return
        figure = self._figures.of(name.phrase, measure)
        assert figure is not None
        whole, first, known = said.whole, said.first or figure, figure.sheet in said.sheets
        roughly_said = about(clause, written)
        fits = self._naming.is_sure(name, figure, said) and self._naming.is_of_unit(clause, start, written.start, said)
        fits = fits and (roughly_said or not vague(written))
        if measure == "count" and figure.counted and written.unit not in figure.counted:
            fits = False
        said.named(name, figure if fits else None)
        said.below = self._naming.is_doubtful(clause)
        if not fits or self._naming.is_other(figure, written, measure) or (roughly_said and roughly(figure, written)):
            return
        weak = compared or self._naming.is_doubtful(clause) or (len(name.phrase) < SURE_PHRASE and not known) or first.sheet != figure.sheet
        doubtful = weak or (said.inside and whole is not None and whole.path[0] != figure.path[0])
        if doubtful and measure == "amount" and self._figures.stands_elsewhere(written.value(figure.unit), figure.unit):
            return
        yield from differs(entry, figure, written, figure.amount, "warning" if doubtful or roughly_said or measure == "count" else "error")

    # Changes on last year

    def _moved(
        self, entry: Entry, clause: str, start: int, move: re.Match[str], written: WrittenAmount | None, names: list[Named], said: Said
    ) -> Iterator[Finding]:
        measure: Measure = "growth" if written is not None and written.is_percent else "change"
        name = None
        for end in dict.fromkeys((move.start(), move.start("word"))):  # 总计 before 增长 may be the end of a name: 收入总计增长
            of = partial(self._naming.name, clause, start, end, names, said)
            name = name or of("change") or of("growth")
        phrase = name.phrase if name is not None else ""
        if not phrase and not clause[start : move.start()].strip("(,:、"):
            phrase = said.topic or ("" if said.subjects or start else said.carried)
        if not phrase or said.other_base or not self._naming.is_of_unit(clause, start, move.start(), said):
            if written is not None and not phrase:
                said.lost()
            return
        change = self._figures.of(phrase, "change")
        figure = growth_of(self._figures, phrase) if measure == "growth" else self._figures.of(phrase, measure)
        on_last_year = move["base"] is not None or said.on_last_year or is_on_last_year(clause, name is not None, move["word"], written, said)
        said.speaks_of(phrase)
        said.below = self._naming.is_doubtful(clause) and (said.below or name is not None)
        rough = written is not None and vague(written)
        signed = change or figure
        if signed is not None and not said.below and (on_last_year or (written is not None and same(signed, written))):
            yield from against_sign(entry, signed, move["word"], self._figures)
        if written is not None and figure is not None and measure == "change" and name is not None and not on_last_year:
            yield from moved_without_base(entry, clause, start, move.start(), figure, move["word"], written, said, self._naming)
        if written is None or rough or figure is None or not (on_last_year or same(figure, written)):
            return
        if change is not None and sign(change) != WORDS[move["word"]]:
            return
        if not (self._naming.is_other(figure, written, measure) or (measure == "growth" and fits_amounts(self._figures, phrase, written))):
            yield from differs(entry, figure, written, abs(figure.amount), "warning" if said.below else "error")

    # Shares

    def _share(
        self, entry: Entry, clause: str, start: int, written: WrittenAmount, names: list[Named], said: Said
    ) -> Iterator[Finding]:
        """A share of a whole: as the form has it, or of two amounts that both are named."""
        match = grammar.SHARE.match(clause, start, written.start)
        assert match is not None  # 占 is there
        subject = self._naming.name(clause, start, match.end("subject"), names, said, "amount", trying=True)
        phrase = subject.phrase if subject is not None else said.topic if not match["subject"].strip("(,:、") else ""
        if not phrase and self._naming.name(clause, start, written.start, names, said, "share", trying=True) is not None:
            yield from self._stated(entry, clause, start, written, names, said)
            return
        if not phrase:
            said.lost()
            return
        said.topic = phrase
        figure, amount = self._figures.of(phrase, "share"), self._figures.of(phrase, "amount")
        wholes = self._wholes(clause, match, names)
        if wholes is None or vague(written) or not self._naming.is_of_unit(clause, start, written.end, said):
            return
        ratios = [amount.amount / whole.amount * 100 for whole in wholes if amount is not None and whole.amount]
        right = ([figure.amount] if figure is not None else []) + ratios
        if not right or any(abs(each - written.value("%")) <= max(written.half("%"), share_half(figure)) for each in right):
            return
        shown = figure or amount
        assert shown is not None
        percent = Figure(shown.label, right[0].quantize(Decimal("0.01")), shown.entry, "%", NEAR, shown.path, shown.sheet)
        yield from differs(entry, percent, written, percent.amount, "error" if figure is not None else "warning")

    def _wholes(self, clause: str, match: re.Match[str], names: list[Named]) -> list[Figure] | None:
        """The amounts that a share may be one of; empty where the text does not say of what, None where it is unknown."""
        start, end = match.span("whole")
        if grammar.SUMS.fullmatch(clause, start, end) is not None:
            return []
        for name in names:
            if name.start == start and self._grammar.between.fullmatch(clause, name.end, end) is not None:
                figure = self._figures.of(name.phrase, "amount")
                if figure is not None:
                    return [figure, *self._figures.others(figure, "amount")]
        return None


def _end_before(clause: str, at: int) -> int:
    """Where the last figure before a place in a clause ends, as far as a listing shows it."""
    return max(clause.rfind("元、", 0, at) + 1, clause.rfind("%、", 0, at) + 1, 0)


def _has_figures(cell: Cell) -> bool:
    """Whether the rows of a cell's table have figures of their own: then its texts are about those, not about the unit."""
    return isinstance(cell.place.block, Table) and any(column.numeric for column in cell.place.block.columns)
