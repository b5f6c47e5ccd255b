"""Why a rule was not judged: it waits for cells that are blank, or that could not be read, or it does not apply."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from ..expressions import Columns, Status, TreeScope, evaluate, waits_for
from ..forms import (
    Form,
    FormulaCell,
    Path,
    Rule,
    State,
    Verdict,
    condition_sentence,
    formula_cells,
    labeller,
    places,
    rule_sheets,
    typed_columns,
    with_lists,
)
from ..values import Address, Entry, Group, Key, spans
from ..values.names import some
from ..values.records import dataclass
from ..values.words import NOT_APPLICABLE, UNFILLED, UNJUDGED, UNREAD
from ..workbook import Submission
from .causes.upstream import children
from .messages import say
from .order import placing

MOST_CELLS = 50  # that a rule waits for; of a long table, those of its first rows
MOST_ROWS = 200  # that wait, and are looked at
MOST_NAMED = 6  # of those, in a sentence


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule has no verdict: ``state`` is 未填, 不适用, 读不出 or 无法判断.

    ``cells`` are the cells that it waits for in workbook order, the first ``MOST_CELLS`` of them: blank ones of 未填, those that
    can't be read of 读不出. ``lacking`` names sheets and fields that the workbook does not have. ``when`` is the condition that
    does not hold, in Chinese words.
    """

    state: str
    cells: tuple[Address, ...] = ()
    when: str = ""
    lacking: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The reason in words, with the first few cells."""
        if self.state == NOT_APPLICABLE:
            return say("reason-when", when=self.when)
        if self.state == UNJUDGED:
            return say("reason-fault")
        places = some([*self.lacking, *spans(self.cells)], MOST_NAMED)
        return say("reason-waits" if self.state == UNFILLED else "reason-unread", cells=places)


def reasons(
    form: Form, submission: Submission, verdicts: Mapping[str, Sequence[Verdict]], words: Mapping[str, str],
    unknown: Collection[str], faults: Collection[str],
) -> dict[str, Reason]:  # fmt: skip
    """The reason of each rule of a form whose word is 未填 or 不适用, by its id.

    ``verdicts`` are those of the rules that were judged; ``unknown`` the rules that speak of what the workbook does not have,
    ``faults`` those that could not be judged at all.
    """
    waiting, known = _Waiting(submission), places(form)
    found: dict[str, Reason] = {}
    for rule in form.rules:
        word = words[rule.id]
        if word == NOT_APPLICABLE:
            found[rule.id] = Reason(NOT_APPLICABLE, when=condition_sentence(form, rule, rows=bool(verdicts[rule.id]), known=known))
        elif word == UNFILLED and rule.id in faults:
            found[rule.id] = Reason(UNJUDGED)
        elif word == UNFILLED and (rule.id in unknown or rule.id not in verdicts):
            found[rule.id] = Reason(UNREAD, lacking=tuple(_lacking(form, submission, rule)))
        elif word == UNFILLED:
            found[rule.id] = waiting.reason(form, rule, verdicts[rule.id])
    return found


def _lacking(form: Form, submission: Submission, rule: Rule) -> Iterator[str]:
    """The sheets that a rule speaks of and the workbook lacks, else the fields that an older version did not have."""
    known = places(form)
    absent = rule_sheets(form, rule, known) & submission.absent
    if absent:
        yield from (say("absent-sheet", name=sheet.name.replace("{{ n }}", "")) for sheet in form.sheets if sheet.id in absent)
        return
    label = labeller(form, rule.each, known)
    heads = {"row": rule.each, "sheet": rule.each[:1]}
    own = [path for path in rule.paths if (*heads.get(path[0], path[:1]), *path[1:]) in submission.lacking]
    yield from dict.fromkeys(label(path) for path in own or sorted(submission.lacking))


def _read(verdict: Verdict) -> tuple[Entry, ...]:
    """What a rule read in a row that it could make nothing of, though nothing that it needs is blank."""
    judgement = verdict.judgement
    return judgement.missing or (*judgement.left_entries, *judgement.right_entries)


class _Waiting:
    """Finds the cells that verdicts wait for; below a total, those that it is computed from."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self._place = placing(submission)
        self._known: tuple[Columns, dict[Key, FormulaCell]] | None = None

    def reason(self, form: Form, rule: Rule, verdicts: Iterable[Verdict]) -> Reason:
        if self._known is None:
            root = self.submission.root
            self._known = Columns(with_lists(form, root)), {cell.key: cell for cell in formula_cells(form, root)}
        cells = self.submission.cells
        found: dict[Key, Entry] = {}
        openings: list[Address] = []
        waiting = (verdict for verdict in verdicts if verdict.judgement.status is Status.NOT_EVALUATED)
        for verdict in islice(waiting, MOST_ROWS):
            needed, empty = self._needed(rule, verdict)
            openings += self._openings(empty if needed or empty else rule.paths)
            typed = self._typed(needed or (() if openings else _read(verdict)), openings)
            found.update((entry.key, entry) for entry in islice(typed, MOST_CELLS))
            if len(found) >= MOST_CELLS:
                break
        known = {key: cell for key in found if (cell := cells.get(key)) is not None}
        unread = [found[key] for key, cell in known.items() if cell.state in (State.UNREADABLE, State.UNKNOWN)]
        places = [entry.at for entry in unread or found.values() if entry.at is not None] + ([] if unread else openings)
        nowhere = dict.fromkeys(known[entry.key].path for entry in unread if entry.at is None)
        return Reason(
            UNREAD if unread else UNFILLED,
            tuple(sorted(set(places), key=self._place)[:MOST_CELLS]),
            lacking=tuple(map(labeller(form), nowhere)) if nowhere else (),
        )

    def _needed(self, rule: Rule, verdict: Verdict) -> tuple[tuple[Entry, ...], list[Path]]:
        """The blanks and the columns without rows that keep a rule from being judged in one row: those of its condition first."""
        scope, empty = self._scope(verdict.row, verdict.sheet), list[Path]()
        if rule.when is not None and evaluate(rule.when.expression, scope) is not True:
            return waits_for(rule.when.expression, scope, empty=empty), empty
        asked = (rule.check, rule.tolerance)  # no rule in faults is asked: none of this fails
        return tuple(entry for each in asked if each is not None for entry in waits_for(each.expression, scope, empty=empty)), empty

    def _typed(self, entries: Iterable[Entry], openings: list[Address]) -> Iterator[Entry]:
        """The entries, each total replaced by what it waits for itself; the ``openings`` of tables without rows are added.

        A total stays where nothing is known that it waits for.
        """
        todo, known = deque(entries), set[Key]()
        while todo:
            entry = todo.popleft()
            if entry.key in known:
                continue
            known.add(entry.key)
            total = self._totals.get(entry.key) if entry.value is None else None
            below, empty = ((), []) if total is None else self._below(total)
            paths = total.formula.paths if total is not None and total.formula is not None else ()
            there = list(self._openings(empty if below or empty else paths))
            openings.extend(there)
            todo.extendleft(reversed(below))  # the first ones whole: who wants a few need not wait for all
            if not below and not there:
                yield entry

    def _below(self, total: FormulaCell) -> tuple[tuple[Entry, ...], list[Path]]:
        empty: list[Path] = []
        if total.formula is None:
            return tuple(children(total)), empty
        try:
            return waits_for(total.formula.expression, self._scope(total.row, total.sheet), empty=empty), empty
        except MemoryError:
            raise
        except Exception:  # a total that can't be computed is told by itself (META-22)
            return (), []

    def _openings(self, paths: Iterable[Path]) -> Iterator[Address]:
        """The first cell to fill in of each column among ``paths`` that has no rows; of one that is computed, of those it is computed from."""
        known = places(self.submission.form)
        for path in dict.fromkeys(one for each in paths for one in typed_columns(known, each)):
            if path in self.submission.openings and not self.submission.cells.of(path):
                yield self.submission.openings[path]

    def _scope(self, row: Group | None, sheet: Group | None) -> TreeScope:
        assert self._known is not None
        return TreeScope(self._known[0].seen, row, sheet, self._known[0])

    @property
    def _totals(self) -> dict[Key, FormulaCell]:
        assert self._known is not None
        return self._known[1]
