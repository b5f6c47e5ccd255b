"""The cells that a verdict stands on: those its rule reads, and below every total those it is computed from."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from budgetxl.expressions import TreeScope, references
from budgetxl.forms import FormulaCell, Verdict, code_of
from budgetxl.values import Entry, Group, Key


class Upstream:
    """Where the figures of a tree come from. ``formulas`` are the cells that are computed in it."""

    def __init__(self, seen: Group, formulas: Mapping[Key, FormulaCell]) -> None:
        self._seen, self._formulas = seen, formulas

    def typed(self, verdict: Verdict) -> Iterator[tuple[Key, Entry]]:
        """The cells that somebody typed, the nearest to the verdict first."""
        for entry in self._all(verdict):
            if entry.at is not None and entry.key not in self._formulas:
                yield entry.key, entry

    def keys(self, verdict: Verdict) -> set[Key]:
        """The keys of all that a verdict stands on."""
        return {entry.key for entry in self._all(verdict)}

    def below(self, cell: FormulaCell) -> Iterator[Entry]:
        """The cells that somebody typed of those that a formula stands on."""
        return (one for one in self._from(list(self.inputs(cell))) if one.at is not None and one.key not in self._formulas)

    def standing_on(self, entry: Entry) -> Iterator[Entry]:
        """A cell and all that it is computed from, the nearest first."""
        return self._from([entry])

    def lacking(self, verdict: Verdict) -> bool:
        """Whether a verdict stands on a cell that the workbook does not have."""
        return any(entry.at is None for entry in self._all(verdict))

    def _all(self, verdict: Verdict) -> Iterator[Entry]:
        judgement = verdict.judgement
        return self._from([*judgement.left_entries, *judgement.right_entries])

    def _from(self, found: list[Entry]) -> Iterator[Entry]:
        waiting = deque(found)
        known = {entry.key for entry in found}
        while waiting:
            entry = waiting.popleft()
            yield entry
            if entry.at is None or entry.key not in self._formulas:
                continue
            for below in self.inputs(self._formulas[entry.key]):
                if below.key not in known:
                    known.add(below.key)
                    waiting.append(below)

    def inputs(self, cell: FormulaCell) -> Iterable[Entry]:
        """The cells that a formula itself reads."""
        if cell.formula is None:
            yield from children(cell)
            return
        scope = TreeScope(self._seen, cell.row, cell.sheet)
        for reference in references(cell.formula.expression):
            found = scope.lookup(reference.path)
            yield from [found] if isinstance(found, Entry) else found


def children(cell: FormulaCell) -> Iterator[Entry]:
    """The amounts that a parent code's row adds up."""
    assert cell.rollup is not None
    own = code_of(cell.holder, cell.rollup)
    for row in cell.rows:
        code, node = code_of(row, cell.rollup), row.get(cell.field.id)
        if len(code) == cell.rollup.leaf and code.startswith(own) and isinstance(node, Entry):
            yield node
