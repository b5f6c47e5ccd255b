"""The one wrong figure below totals that were typed over: pasted as values, they still add up to what it ought to be.

Totals that disagree with what they add up may all be right. Where one figure, put right by what they differ, makes every
one of them right that stands on it, and sets no other against its figures, they speak against that figure. A total typed
over may be such a figure for others above it. Where several figures would do, nothing is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, localcontext

from budgetxl.forms import FormulaCell, Verdict, formula_cells, value_of
from budgetxl.values import Entry, Finding, Key, path_of, plain, round_half_up
from budgetxl.values.decimals import PRECISE
from budgetxl.values.records import dataclass
from budgetxl.values.tolerances import LAST_PLACE
from budgetxl.workbook import Submission

from ..messages import say
from .repairs import allowed
from .trials import Failure, Trials
from .upstream import Upstream

MOST_FIGURES = 80  # that are tried
LEAST_WITNESSES = 2
MOST_NAMED = 4
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Suspect:
    """A figure that totals speak against, what it ought to be, the keys of the totals, and the failed verdicts that go with it."""

    entry: Entry
    value: Decimal
    totals: frozenset[Key]
    explains: frozenset[Failure]


def under_figures(
    submission: Submission, failed: Mapping[Failure, Verdict], found: dict[Failure, Finding], others: list[Finding]
) -> tuple[dict[Failure, Finding], list[Finding]]:
    """The findings of rules and all others, where totals speak against one figure with all that follows under one finding on it.

    Where the figure is a total typed over itself, what rules say of it stays beside it.
    """
    of_totals = {one.cells[0]: one for one in others if one.rule == "META-07" and one.severity == "error" and len(one.cells) == 1}
    if not of_totals:
        return found, others
    search = _Search(submission, failed, of_totals.keys())
    for suspect in search.suspects():
        under = [one for at, one in of_totals.items() if any(search.totals[key].entry.at == at for key in suspect.totals)]
        own = next((one for one in under if suspect.entry.at in one.cells), None)
        if own is None:
            follows = [*under, *(found[failure] for failure in found if failure in suspect.explains)]
            found = {failure: one for failure, one in found.items() if failure not in suspect.explains}
            made = _finding(suspect, under, follows)
            beside = next((one for one in others if one.severity == "error" and one.cells == made.cells), None)
            if beside is not None:  # reading has said already that the figure can't be right
                others = [one for one in others if one is not beside]
                hint = "；".join(filter(None, (say("META-07-figure-beside", cell=made.cells[0], b=made.expected), beside.hint)))
                made = replace(beside, expected=made.expected, hint=hint, caused=(*beside.caused, *made.caused))
        else:
            made = replace(own, caused=(*own.caused, *(one for one in under if one is not own)))
        others = [made if one is under[0] else one for one in others if one is under[0] or one not in under]
    return found, others


def _finding(suspect: Suspect, under: list[Finding], follows: list[Finding]) -> Finding:
    at, old, new = suspect.entry.at, suspect.entry.value, plain(suspect.value)
    assert at is not None
    held = plain(old) if isinstance(old, Decimal) else say("slot-missing")
    cells = "、".join(str(one.cells[0]) for one in under[:MOST_NAMED])
    named = cells if len(under) <= MOST_NAMED else say("cells-more", cells=cells)
    message = say("META-07-figure" if len(under) > 1 else "META-07-figure-one", a=held, b=new, n=len(under), cells=named)
    hint = say("META-07-figure-hint", cell=at, a=held, b=new)
    return Finding("META-07", "error", message, (at,), new, held, hint, caused=tuple(follows))


class _Search:
    """The totals of a submission that were typed over, and what each of them differs by; ``wrong`` are the cells told of as wrong."""

    def __init__(self, submission: Submission, failed: Mapping[Failure, Verdict], wrong: Iterable[object]) -> None:
        self.cells, self.failed = submission.cells, failed
        self.trials = Trials(submission, failed)
        self.upstream = Upstream(self.trials.seen, self.trials.formulas())
        typed = (cell for cell in formula_cells(submission.form, self.trials.seen) if cell.key not in self.trials.computed)
        self.totals = {cell.key: cell for cell in typed if isinstance(cell.entry.value, Decimal) and not cell.field.open_formula}
        self.gaps = {key: self._gap(cell) for key, cell in self.totals.items()}
        known = set(wrong)
        self.off = [key for key, cell in self.totals.items() if self.gaps[key] and cell.entry.at in known]
        self.readers: dict[Key, set[Key]] = {}
        for key, cell in self.totals.items():
            for below in self.upstream.inputs(cell) if self.off else ():
                self.readers.setdefault(below.key, set()).add(key)

    def suspects(self) -> Iterator[Suspect]:
        """The figures that explain more totals than any other that explains one of the same."""
        figures: dict[Key, Entry] = {}
        below: dict[Key, set[Key]] = {}
        for key in self.off:
            for entry in self.upstream.below(self.totals[key]):
                figures[entry.key] = entry
                below.setdefault(entry.key, set()).add(key)
        for key in self.off:
            if key in below:
                below[key].add(key)
        count = Counter({key: len(totals) for key, totals in below.items()})
        found: list[Suspect] = []
        for key, _ in count.most_common(MOST_FIGURES):
            found.extend(self._tried(figures[key], frozenset(below[key])))
        for one in found:
            if all(other is one or not other.totals & one.totals or other.totals < one.totals for other in found):
                yield one

    def _tried(self, entry: Entry, totals: frozenset[Key]) -> Iterator[Suspect]:
        """A figure as a suspect, if putting it right makes ``totals`` right, leaves all other totals as they are and breaks no rule."""
        cell = self.cells.get(entry.key)
        now = entry.value if entry.value is not None else _NONE
        if cell is None or not cell.place.field.numeric or not isinstance(now, Decimal):
            return
        above = {key for total in totals for key in self.readers.get(total, ())} - totals
        if not above.isdisjoint(self.off):
            return  # it is one of the totals that is wrong
        value = self.gaps[entry.key] + now if entry.key in totals else self._asked(entry, now, next(each for each in self.off if each in totals))
        if value is None or value == now or not allowed(cell.place.field, value, now):
            return
        with self.trials.holding({entry.key: value}) as changed:
            paths = {path_of(key) for key in changed}
            moved = {key for key, total in self.totals.items() if not paths.isdisjoint(total.step.inputs) or key == entry.key}
            fits = all(self._gap(self.totals[key]) == (0 if key in totals else self.gaps[key]) for key in moved)
        if fits and totals <= moved:
            outcome = self.trials.put(entry.key, value)
            explains = self.trials.failed - outcome.failed
            if outcome.failed <= self.trials.failed and self._witnesses(totals, above, explains) >= LEAST_WITNESSES:
                yield Suspect(entry, value, totals, explains)

    def _witnesses(self, totals: frozenset[Key], above: set[Key], explains: Iterable[Failure]) -> int:
        """How many say the same of a figure: totals that differ, those above them, and rules that do not look at these totals."""
        apart = (one for one in explains if totals.isdisjoint(self.upstream.keys(self.failed[one])))
        return len(totals | above) + sum(1 for _ in apart)

    def _asked(self, entry: Entry, now: Decimal, total: Key) -> Decimal | None:
        """What a figure must be for a total to be right, which is a straight line in it; None where the total does not move with it."""
        with self.trials.holding({entry.key: now}):
            gap = self._gap(self.totals[total])
        with self.trials.holding({entry.key: now + 1}):
            step = self._gap(self.totals[total]) - gap
        if not step:
            return None
        with localcontext(PRECISE):
            return round_half_up(now - gap / step, LAST_PLACE)

    def _gap(self, cell: FormulaCell) -> Decimal:
        """What a total's formula gives more than stands in its cell."""
        value, held = value_of(cell, self.trials.seen, {}), cell.entry.value
        if not isinstance(held, Decimal):
            return _NONE
        return round_half_up((value if isinstance(value, Decimal) else _NONE) - held, LAST_PLACE)
