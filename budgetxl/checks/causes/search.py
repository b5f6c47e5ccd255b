"""One mistake makes one finding: which failed rules would all pass if one cell were put right.

Some failures are one mistake by what their rules sought (``same``). Of the others, repairs are tried on a copy of the data,
where totals are recomputed and the rules run again: where one repair puts several rules right and breaks none, they are one
mistake. So they are where one rule is put right by a cell that is known to be at fault already. The repairs, the surest
first: what a cell known to be wrong ought to hold; the row that a name is sought for in vain; for a text, the known one
most like it; what a failed comparison asks of each cell that it stands on, through every total between them; for a figure,
the one that it is mistyped for. An equality that fails alone is explained by a figure that is mistyped for what it asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from budgetxl.expressions import Compare, Status
from budgetxl.forms import State, Verdict
from budgetxl.values import Address, Entry, Key, Scalar
from budgetxl.values.records import dataclass
from budgetxl.workbook import Submission

from ..messages import say
from .hints import last_year, of_unit, said_of_last_year
from .repairs import agreeing, asked_for, blanks, less_mistyped, mistyped, other_texts, typed_over, typed_texts, wanting
from .seen_twice import seen_twice
from .trials import Failure, Outcome, Trials
from .upstream import Upstream

MOST_FAILED, MOST_TRIALS, MOST_LONE = 24, 150, 40
MOST_CELLS = 48  # that one comparison stands on
MOST_RIVALS = 3
YEAR: Key = ("year",)


@dataclass(frozen=True, slots=True)
class Cause:
    """What explains failed verdicts: one of the cells ``at``; none is named where it might be any of many, or is no cell.

    ``value`` is what the cell would have to hold, where that is known; ``sure`` where no other cell explains as many;
    ``figure``: it is a figure that is wrong; ``why`` says how the cell may have come to hold what it does.
    ``grave``: what it explains must be put right, whatever the grades of the rules are. ``restored``: the formulas of totals that
    were typed over, put back.
    """

    at: tuple[Address, ...]
    explains: frozenset[Failure]
    value: Decimal | str | None = None
    sure: bool = False
    figure: bool = False
    why: str = ""
    grave: bool = False
    restored: bool = False


def find_causes(
    submission: Submission, failed: Mapping[Failure, Verdict], blamed: Mapping[Key, tuple[Decimal, ...]] | None = None
) -> list[Cause]:
    """What explains two or more failed verdicts, the one that explains most first.

    ``blamed`` are cells that are known to be wrong, with what they may have to hold if that is known: one verdict is enough.
    """
    same = [Cause((), group) for group in seen_twice(submission, failed)]
    if not failed or len(failed) > MOST_FAILED:
        return _joined(same)  # nothing is wrong, or so much that no one cell explains it
    found: list[Cause] = []
    search = _Search(submission, failed, blamed or {})
    for kind in search.kinds():
        found = search.not_by_structure([*found, *kind()])
        kept = _best(found)
        if len(_joined([*same, *kept])) == 1 and _explained(same, kept) == failed.keys():
            break
    found.extend(search.lone(failed.keys() - _explained(same, _best(found))))
    return _joined([*same, *_best(found)])


def on_absent_cells(submission: Submission, failed: Mapping[Failure, Verdict]) -> frozenset[Failure]:
    """The failures that stand on cells which the workbook does not have: a sheet, a row or a column is gone."""
    trials = Trials(submission, failed)
    upstream = Upstream(trials.seen, trials.formulas())
    return frozenset(failure for failure, verdict in failed.items() if upstream.lacking(verdict))


def _explained(*causes: Iterable[Cause]) -> set[Failure]:
    return {failure for each in causes for cause in each for failure in cause.explains}


class _Search:
    """Repairs of one submission, tried until ``MOST_TRIALS`` are spent; for failures that stand alone ``MOST_LONE`` are kept."""

    def __init__(self, submission: Submission, failed: Mapping[Failure, Verdict], blamed: Mapping[Key, tuple[Decimal, ...]]) -> None:
        self.failed, self.blamed = failed, blamed
        self.trials = Trials(submission, failed)
        self.upstream = Upstream(self.trials.seen, self.trials.formulas())
        self.left = MOST_TRIALS
        self.cells = submission.cells
        self.blank = blanks(failed.values(), self.trials)
        self.wanted = wanting(failed.values(), self.trials.seen)
        self.figures = {failure: dict(self._figures(verdict)) for failure, verdict in failed.items()}
        count = Counter(key for each in self.figures.values() for key in each)
        self.totals = typed_over(self.trials, self.blamed)
        self.restoring = Trials(submission, failed, agreeing(self.trials)) if self.totals else self.trials
        self.shared = [key for key, times in count.most_common() if times > 1 or key in blamed]

    def kinds(self) -> tuple[Callable[[], Iterator[Cause]], ...]:
        """The kinds of repairs, the surest first."""
        return (
            self.blamed_cells, self.restored, self.missing_rows, self.texts, self.exchanged, self.equalities, self.slips, self.limits,
        )  # fmt: skip

    def blamed_cells(self) -> Iterator[Cause]:
        for key, values in self.blamed.items():
            entry = self.trials.entry(key)
            if entry is not None:
                for value in values:
                    if key in self.totals:
                        yield from (replace(cause, restored=True) for cause in self._tried(key, entry, value, trials=self.restoring))
                    else:
                        yield from self._tried(key, entry, value)

    def restored(self) -> Iterator[Cause]:
        """The formulas of all totals typed over that one failure stands on, put back together: none of them alone is enough."""
        tried: set[frozenset[Key]] = set()
        for each in self.figures.values():
            keys = frozenset(key for key in each if key in self.totals and self.blamed[key])
            at = tuple(entry.at for key, entry in each.items() if key in keys and entry.at is not None)
            if len(keys) < 2 or keys in tried or self.left <= 0:
                continue
            tried.add(keys)
            self.left -= 1
            cells = "、".join(map(str, at[:MOST_RIVALS]))
            why = say("hint-restore-all", cells=cells if len(at) <= MOST_RIVALS else say("cells-more", cells=cells))
            for cause in self._explains(at, self.restoring.put_all({key: self.blamed[key][0] for key in keys}), 1, True):
                yield replace(cause, figure=True, why=why, restored=True)

    def not_by_structure(self, found: list[Cause]) -> list[Cause]:
        """Causes without those that ask for another text or row where formulas, put back, explain the same; but for the code of such a
        total's own row: that a code is wrong may be why its amount looks typed over."""
        restored = [one for one in found if one.restored]
        by_code = {(at.sheet, at.row) for key, own in self.totals.items() if own and (entry := self.trials.entry(key)) and (at := entry.at)}

        def stays(cause: Cause) -> bool:
            return cause.figure or any((at.sheet, at.row) in by_code for at in cause.at) or not any(one.explains & cause.explains for one in restored)

        return [cause for cause in found if stays(cause)]

    def exchanged(self) -> Iterator[Cause]:
        """Last year's figure and this year's in each other's cells: each misses as much as the other has too much."""
        for failure, verdict in self.failed.items():
            for key, entry in self.figures[failure].items():
                last = last_year(self.cells, entry)
                if last is None or last.at is None or not isinstance(entry.value, Decimal) or not isinstance(last.value, Decimal):
                    continue
                gap = verdict.judgement.gap
                if not isinstance(gap, Decimal) or abs(entry.value - last.value) != abs(gap) or self.left <= 0 or entry.at is None:
                    continue
                self.left -= 1
                why = say("slip-exchanged", cell=entry.at, last=last.at)
                for cause in self._explains((entry.at,), self.trials.put_all({key: last.value, last.key: entry.value}), 2):
                    yield replace(cause, sure=True, figure=True, why=why)

    def equalities(self) -> Iterator[Cause]:
        """What each failed equality of figures asks of the cells that it stands on."""
        return self._asked(lambda operator: operator == "==")

    def limits(self) -> Iterator[Cause]:
        """The cells that every other failed comparison stands on: what they ought to hold is less than known."""
        return (replace(cause, value=None) for cause in self._asked(lambda operator: operator != "=="))

    def _asked(self, wanted: Callable[[str], bool]) -> Iterator[Cause]:
        seen: set[tuple[Key, Decimal]] = set()
        for failure, verdict in self.failed.items():
            mine, check = self.figures[failure], verdict.rule.check.expression
            if verdict.judgement.gap is None or not isinstance(check, Compare) or not wanted(check.operator):
                continue
            for key in self.shared:
                if key not in mine or self.left <= 0 or self.blamed.get(key):
                    continue  # what a total ought to be is what its formula gives
                self.left -= 1
                value = asked_for(verdict, key, mine[key], self.trials)
                if value is not None and (key, value) not in seen:
                    seen.add((key, value))
                    yield from self._tried(key, mine[key], value)

    def missing_rows(self) -> Iterator[Cause]:
        """A row of its own for each text that is sought in vain."""
        for (path, _), text in self.wanted.items():
            outcome = self.trials.add(path, text)
            if outcome is not None:
                yield from self._explains((), outcome, 2)

    def texts(self) -> Iterator[Cause]:
        """Another text, where one that somebody typed fails a check."""
        for key, text in typed_texts(self.failed.values(), self.trials).items():
            entry = self.trials.entry(key)
            tried = other_texts(key, text, self.wanted, self.trials) if entry is not None else []
            found = [replace(cause, value=other) for other in tried if entry is not None for cause in self._tried(key, entry, other)]
            most = max((len(cause.explains) for cause in found), default=0)
            best = [cause for cause in found if len(cause.explains) == most]
            if best:
                yield best[0] if len(best) == 1 else replace(best[0], value=None)

    def slips(self) -> Iterator[Cause]:
        """What a figure is mistyped for that several failed verdicts stand on."""
        for key in self.shared:
            entry = self.trials.entry(key)
            if entry is not None and isinstance(entry.value, Decimal):
                for value in less_mistyped(entry.value):
                    yield from self._tried(key, entry, value)

    def lone(self, failures: Collection[Failure]) -> Iterator[Cause]:
        """What one equality alone asks of a cell below it, where the cell's figure is just what is typed easily for that."""
        self.left = MOST_LONE
        for failure, verdict in self.failed.items():
            if failure not in failures:
                continue
            check, sides = verdict.rule.check.expression, (verdict.judgement.left, verdict.judgement.right)
            if not isinstance(check, Compare) or check.operator != "==" or not all(isinstance(side, Decimal) for side in sides):
                continue
            if any(mistyped(one, other) for one, other in (sides, sides[::-1]) if isinstance(other, Decimal)):
                continue  # both sides stand there to be seen
            likely = sorted(self.figures[failure].items(), key=lambda item: not self._may_miss(item[1], verdict.judgement.gap))
            for key, entry in likely[: self.left]:
                self.left -= 1
                value = asked_for(verdict, key, entry, self.trials)
                if value is not None and self._slip(entry, value):
                    yield from self._tried(key, entry, value, 1)
            yield from self._last_year(failure)

    def _may_miss(self, entry: Entry, gap: Scalar) -> bool:
        """Whether a slip in a cell may be what two sides differ by, if the cell counts in them as it is."""
        if not isinstance(gap, Decimal) or not isinstance(entry.value, Decimal):
            return self._left_out(entry)
        return any(abs(value - entry.value) == abs(gap) for value in less_mistyped(entry.value))

    def _last_year(self, failure: Failure) -> Iterator[Cause]:
        """The one cell below a failed check that holds last year's figure."""
        found = said_of_last_year(self.cells, self.figures[failure].values())
        if found is not None and found[0].at is not None:
            yield Cause((found[0].at,), frozenset((failure,)), figure=True, why=found[1])

    def _figures(self, verdict: Verdict) -> Iterator[tuple[Key, Entry]]:
        """The figures that a verdict stands on, and those of the blank cells below it that a failed check looks at.

        The year of the workbook is none of them: texts of another year are old, however many they are.
        """
        found = 0
        for key, entry in self.upstream.typed(verdict):
            if key == YEAR and key not in self.blamed:
                continue
            if isinstance(entry.value, Decimal) or key in self.blank or key in self.blamed or self._left_out(entry):
                found += 1
                if found > MOST_CELLS:
                    return
                yield key, entry

    def _left_out(self, entry: Entry) -> bool:
        """Whether a blank cell had a figure last year. One that can't be read is not blank."""
        cell = self.cells.get(entry.key) if entry.value is None else None
        last = last_year(self.cells, entry) if cell is not None and cell.state is State.BLANK else None
        return last is not None and isinstance(last.value, Decimal) and last.value != 0

    def _slip(self, entry: Entry, value: Decimal) -> str:
        """What may have gone wrong where a cell ought to hold ``value``, as the code of its message; empty where nothing shows."""
        if value > 0 and self._left_out(entry):
            return "slip-blank"
        code = mistyped(entry.value, value)
        return of_unit(code, self.cells, [entry]) if code == "slip-unit" else code

    def _tried(self, key: Key, entry: Entry, value: Scalar, least: int = 2, trials: Trials | None = None) -> Iterator[Cause]:
        if self.left <= 0 or entry.at is None or not self._may_hold(key, value):
            return
        self.left -= 1
        least = 1 if key in self.blamed else least
        for cause in self._explains((entry.at,), (trials or self.trials).put(key, value), least, trials is not None and not value):
            if isinstance(value, Decimal):
                why = self._slip(entry, value)
                yield replace(cause, value=value, sure=key in self.blamed or bool(why), figure=True, why=say(why) if why else "")
            else:
                yield cause

    def _may_hold(self, key: Key, value: Scalar) -> bool:
        """Whether a field may hold a figure: no repair is one that reading would find fault with."""
        cell = self.cells.get(key)
        return not isinstance(value, Decimal) or cell is None or cell.computed or value >= 0 or cell.place.field.signed

    def _explains(self, at: tuple[Address, ...], outcome: Outcome, least: int, agreeing: bool = False) -> Iterator[Cause]:
        """The cause that a trial shows, if it breaks nothing. ``agreeing``: only what agrees then, not what is no longer asked."""
        explained = frozenset(self.failed.keys() - outcome.failed)
        if agreeing:
            judged = ((one, outcome.verdicts.get(one)) for one in explained)
            explained = frozenset(one for one, verdict in judged if verdict is not None and verdict.judgement.status is Status.PASSED)
        if len(explained) >= least and outcome.failed <= self.failed.keys():
            yield Cause(at, explained)


def _best(found: list[Cause]) -> list[Cause]:
    """Causes that explain different verdicts, the widest first. Of several cells for the same verdicts, the one mistyped."""
    kept: list[Cause] = []
    taken: set[Failure] = set()
    for cause in sorted(found, key=lambda cause: -len(cause.explains)):
        if cause.explains & taken:
            continue
        rivals = dict(_by_cell(one for one in found if one.explains == cause.explains))
        likely = [one for one in rivals.values() if one.sure] or list(rivals.values())
        at = tuple(address for one in likely for address in one.at)
        if len(likely) == 1:
            kept.append(replace(likely[0], sure=bool(likely[0].at)))
        else:
            kept.append(Cause(at if len(at) <= MOST_RIVALS else (), cause.explains, figure=cause.figure))
        taken |= cause.explains
    return kept


def _by_cell(causes: Iterable[Cause]) -> Iterator[tuple[tuple[Address, ...], Cause]]:
    """One cause a cell; its value is known where only one would do."""
    cells: dict[tuple[Address, ...], list[Cause]] = {}
    for cause in causes:
        cells.setdefault(cause.at, []).append(cause)
    for at, each in cells.items():
        likely = [one for one in each if one.sure] or each
        one_value = len({one.value for one in likely}) == 1
        yield at, likely[0] if one_value else replace(likely[0], value=None, why="")


def _joined(causes: list[Cause]) -> list[Cause]:
    """Causes without a verdict in common: those that share one are one mistake. The widest says where it lies."""
    joined: list[Cause] = []
    for cause in sorted(causes, key=lambda cause: (-len(cause.explains), not cause.at)):
        shared = [one for one in joined if one.explains & cause.explains]
        whole = cause.explains.union(*(one.explains for one in shared))
        first = next((one for one in (*shared, cause) if one.at or one.figure), cause)
        sure = first.sure and first.explains == whole
        joined = [one for one in joined if one not in shared]
        why = first.why if first.explains == whole else ""
        joined.append(Cause(first.at, whole, first.value if sure else None, sure, first.figure, why, restored=first.restored))
    return sorted(joined, key=lambda cause: -len(cause.explains))
