"""A copy of a submission to try repairs on: put something else into a cell, and see which rules fail then.

Only what stands on the changed cell is computed and judged again, and everything is put back after each trial.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from budgetxl.expressions import Columns, Status
from budgetxl.forms import (
    DataError,
    FormulaCell,
    Path,
    Rule,
    Verdict,
    computations,
    compute,
    decode,
    formula_cells,
    judge_form,
    judge_rule,
    settle,
    with_lists,
)  # fmt: skip
from budgetxl.values import Entry, Group, Key, Node, Scalar, moved, path_of
from budgetxl.values.records import dataclass
from budgetxl.workbook import Submission

Failure = tuple[str, Key]  # the rule's id and the row's key


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trial gave: the failures there would be, and the verdicts of every rule that was judged again."""

    failed: frozenset[Failure]
    verdicts: Mapping[Failure, Verdict]


class Trials:
    """``failed`` are the failures as the submission stands. ``also`` are typed cells that are computed all the same, since what
    stands there is what their formulas give."""

    def __init__(self, submission: Submission, failed: Iterable[Failure], also: Collection[Key] = ()) -> None:
        self.form = submission.form
        self.failed = frozenset(failed)
        self.cells = submission.cells
        self.computed = frozenset(submission.cells.computed).union(also) if also else submission.cells.computed
        self._root = submission.root
        self.seen = with_lists(self.form, _own(submission.root))
        self._computed = computations(cell for cell in formula_cells(self.form, self.seen) if cell.key in self.computed)
        self._rules = [_looks(rule, self.seen) for rule in self.form.rules]

    def formulas(self) -> dict[Key, FormulaCell]:
        """The computed cells, by their keys."""
        return {cell.key: cell for each in self._computed for cell in each.cells}

    def entry(self, key: Key) -> Entry | None:
        """The cell at a key."""
        holder, name = holder_of(self.seen, key)
        node = holder.get(name)
        return node if isinstance(node, Entry) else None

    def put(self, key: Key, value: Scalar, rules: Iterable[Rule] | None = None) -> Outcome:
        """What would be if the cell at ``key`` held ``value``; only ``rules`` are judged where some are given."""
        return self.put_all({key: value}, rules)

    def put_all(self, values: Mapping[Key, Scalar], rules: Iterable[Rule] | None = None) -> Outcome:
        """What would be if the cells at several keys held other values."""
        with self.holding(values) as changed:
            return self._judged(changed, rules)

    @contextmanager
    def holding(self, values: Mapping[Key, Scalar]) -> Iterator[set[Key]]:
        """The tree with other values at several keys, and with what is computed from them; gives the keys of all that has changed."""
        olds: list[tuple[dict[str, Node], str, Node]] = []
        for key, value in values.items():
            holder, name = holder_of(self.seen, key)
            old = holder[name]
            olds.append((holder, name, old))
            holder[name] = old.holding(value) if isinstance(old, Entry) else Entry(value, key=key)
        back: list[tuple[FormulaCell, Entry]] = []
        try:
            back.extend(settle(self._computed, self.seen, {path_of(key) for key in values}))
            yield {*values, *(cell.key for cell, _ in back)}
        finally:
            for cell, entry in reversed(back):
                nodes, last = holder_of(self.seen, cell.key)
                nodes[last] = entry
            for holder, name, old in olds:
                holder[name] = old

    def add(self, path: Path, *values: str) -> Outcome | None:
        """What would be if a table or a repeated sheet had more rows, each with one of the ``values`` in the field at ``path``.

        What the new rows themselves lack is left out of the failures, not of the verdicts. None where there are no such rows.
        """
        name = path[0]
        root = _own(self._root)
        rows = root.get(name)
        if len(path) != 2 or not isinstance(rows, tuple):
            return None
        try:
            fresh = decode(self.form, {name: [{path[1]: value} for value in values]}).root.get(name)
        except DataError:
            return None
        assert isinstance(fresh, tuple)
        own = {(name, len(rows) + number) for number in range(len(fresh))}
        added = [moved(row, (name, len(rows) + number)) for number, row in enumerate(fresh)]
        root.nodes[name] = (*rows, *(row for row in added if isinstance(row, Group)))
        compute(self.form, root, lambda cell: cell.key in self.computed or cell.key[:2] in own)
        faults: dict[str, Exception] = {}
        verdicts = {(rule, one.key): one for rule, each in judge_form(self.form, root, faults).items() for one in each}
        if faults:
            raise next(iter(faults.values()))  # a rule that can't be judged is not put right
        failed = {key for key, one in verdicts.items() if one.judgement.status is Status.FAILED and key[1][:2] not in own}
        return Outcome(frozenset(failed), verdicts)

    def _judged(self, changed: Collection[Key], rules: Iterable[Rule] | None) -> Outcome:
        """Judge what looks at a changed cell: of a rule that looks there within its rows alone, only those rows."""
        wanted = None if rules is None else {rule.id for rule in rules}
        by_path: dict[Path, list[Key]] = {}
        for key in changed:
            by_path.setdefault(path_of(key), []).append(key)
        known = Columns(self.seen)
        verdicts: dict[Failure, Verdict] = {}
        whole: set[str] = set()
        for rule, anywhere, in_row in self._rules:
            if wanted is not None and rule.id not in wanted:
                continue
            rows: set[Key] | None = None
            if not anywhere.isdisjoint(by_path):
                whole.add(rule.id)
            elif in_row.isdisjoint(by_path):
                continue
            else:
                rows = {key[: 2 * len(rule.each)] for path in in_row & by_path.keys() for key in by_path[path]}
            verdicts.update(((rule.id, one.key), one) for one in judge_rule(rule, self.seen, known, rows))
        kept = {failure for failure in self.failed if failure[0] not in whole and failure not in verdicts}
        failed = {key for key, one in verdicts.items() if one.judgement.status is Status.FAILED}
        return Outcome(frozenset(kept | failed), verdicts)


def copied(node: Node) -> Node:
    """A tree of its own with the same entries."""
    if isinstance(node, Entry):
        return node
    if isinstance(node, Group):
        return Group({name: copied(child) for name, child in node.nodes.items()}, node.label)
    copies = [copied(group) for group in node]
    return tuple(group for group in copies if isinstance(group, Group))


def _own(root: Group) -> Group:
    made = copied(root)
    assert isinstance(made, Group)
    return made


def holder_of(root: Group, key: Key) -> tuple[dict[str, Node], str]:
    """The nodes among which the node at ``key`` stands, and its name there."""
    node: Node = root
    for part in key[:-1]:
        if isinstance(node, Group) and isinstance(part, str):
            node = node.nodes[part]
        elif isinstance(node, tuple) and isinstance(part, int):
            node = node[part]
    assert isinstance(node, Group)
    return node.nodes, str(key[-1])


class _Looks(NamedTuple):
    """The paths of all that a rule looks at: wherever its rows are, and within each of them."""

    rule: Rule
    anywhere: frozenset[Path]
    in_row: frozenset[Path]


def _looks(rule: Rule, seen: Group) -> _Looks:
    """What a rule looks at; over a grid, the paths of each of its rows."""
    starts: tuple[Path, ...] = (rule.each,)
    grid = seen.get(rule.each[0]) if len(rule.each) == 1 else None
    if isinstance(grid, Group):
        starts = tuple((*rule.each, name) for name in grid.nodes)
    anywhere: set[Path] = set()
    in_row: set[Path] = set()
    for path in rule.paths:
        if path[0] == "row":
            in_row.update((*start, *path[1:]) for start in starts)
        else:
            anywhere.add((*rule.each[:1], *path[1:]) if path[0] == "sheet" else path)
    return _Looks(rule, frozenset(anywhere), frozenset(in_row))
