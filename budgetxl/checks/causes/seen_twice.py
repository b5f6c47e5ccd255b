"""One mistake seen twice: failures that belong together whatever would put them right, so that no repair need be tried.

Four kinds. Several rules, or several rows, seek the same text in the same column: a code that is there twice or nowhere, a
name without its table. Several rules seek one cell's text, or a part of it, in code lists. A parent code's row fails with the
row below it that it adds up. Every row fails against the same cell outside the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from budgetxl.expressions import BUILTINS, Call, Columns, Expression, Reference, Status, TreeScope, references, walk
from budgetxl.forms import Form, Path, Rollup, Table, Verdict, code_of, find_block, is_parent, judge_rule, with_lists
from budgetxl.values import Entry, Group, Key
from budgetxl.values.foldings import normal_name
from budgetxl.workbook import Submission

from .cited_cells import search_of
from .trials import Failure

_WITHIN = ("row", "sheet")


def seen_twice(submission: Submission, failures: Mapping[Failure, Verdict]) -> list[frozenset[Failure]]:
    """Sets of two or more failures that are one mistake. A failure may be in several of them."""
    if len(failures) < 2:
        return []
    seen = with_lists(submission.form, submission.root)
    failed = list(failures.values())
    several = {rule.id: rule for rule in (verdict.rule for verdict in failed) if rule.each}
    known = Columns(seen)
    verdicts = (judge_rule(rule, seen, known, None, False) for rule in several.values())
    typed = {cell.key for cell in submission.cells if not cell.computed and len(cell.key) > 1}
    return [
        *_seeking_the_same(failed, seen),
        *_not_listed(failed, seen),
        *_parents(failed, submission.form),
        *_against_one_cell(verdicts, seen, typed),
    ]


def failure(verdict: Verdict) -> Failure:
    return verdict.rule.id, verdict.key


def sought(verdict: Verdict, seen: Group) -> Iterator[tuple[tuple[str, ...], str]]:
    """The texts that a rule looks for in columns: each column's path with the text."""
    scope = TreeScope(seen, verdict.row, verdict.sheet)
    for wanted, columns in _searches(verdict):
        found = [scope.lookup(each.path) for each in wanted if isinstance(each, Reference)]
        texts = [node.value for node in found if isinstance(node, Entry) and isinstance(node.value, str)]
        for path in columns:
            if path[0] not in _WITHIN:
                yield from ((path, normal_name(text)) for text in texts)


def _searches(verdict: Verdict) -> Iterator[tuple[list[Expression], list[Path]]]:
    """What each search in a rule's check looks for, and in which columns."""
    for call in walk(verdict.rule.check.expression):
        search = BUILTINS[call.name].search if isinstance(call, Call) else None
        if search is not None and isinstance(call, Call):
            yield search_of(call, search)


def _seeking_the_same(failed: Iterable[Verdict], seen: Group) -> Iterator[frozenset[Failure]]:
    groups: dict[tuple[tuple[str, ...], str], set[Failure]] = {}
    for verdict in failed:
        for wanted in sought(verdict, seen):
            groups.setdefault(wanted, set()).add(failure(verdict))
    yield from (frozenset(group) for group in groups.values() if len(group) > 1)


def _not_listed(failed: Iterable[Verdict], seen: Group) -> Iterator[frozenset[Failure]]:
    """The failures that seek the text of one cell in code lists, whole or a part of it: a code that no list has and whose class
    none has."""
    groups: dict[Key, set[Failure]] = {}
    for verdict in failed:
        scope = TreeScope(seen, verdict.row, verdict.sheet)
        for wanted, columns in _searches(verdict):
            if columns and all(path[0] == "lists" for path in columns):
                found = [scope.lookup(each.path) for argument in wanted for each in references(argument)]
                for node in found:
                    if isinstance(node, Entry) and node.key:
                        groups.setdefault(node.key, set()).add(failure(verdict))
    yield from (frozenset(group) for group in groups.values() if len(group) > 1)


def _parents(failed: Iterable[Verdict], form: Form) -> Iterator[frozenset[Failure]]:
    """The failures of one rule in a parent code's row and in a row that it adds up."""
    by_rule: dict[str, list[Verdict]] = {}
    for verdict in failed:
        by_rule.setdefault(verdict.rule.id, []).append(verdict)
    for each in by_rule.values():
        rollup = _rollup(form, each[0])
        rows = [(verdict, code_of(verdict.row, rollup)) for verdict in each if verdict.row is not None] if rollup is not None else []
        parents = [(verdict, code) for verdict, code in rows if rollup is not None and is_parent(code, rollup)]
        for one, code in parents:
            for other, below in rows:
                if other is not one and below != code and below.startswith(code):
                    yield frozenset((failure(one), failure(other)))


def _rollup(form: Form, verdict: Verdict) -> Rollup | None:
    block, _ = find_block(form, verdict.rule.each) if verdict.rule.each else (None, None)
    return block.rollup if isinstance(block, Table) else None


def _against_one_cell(verdicts: Iterable[Iterable[Verdict]], seen: Group, typed: set[Key]) -> Iterator[frozenset[Failure]]:
    """All rows of a rule, where none passes and all were held against one cell that somebody typed outside the rows.

    Where one passes, the rows behind it need not be judged.
    """
    for each in verdicts:
        failed: list[Verdict] = []
        for verdict in each:
            if verdict.judgement.status in (Status.PASSED, Status.ROUNDING):
                failed.clear()
                break
            if verdict.judgement.status is Status.FAILED:
                failed.append(verdict)
        if len(failed) > 1 and set.intersection(*(_outside(verdict, seen) & typed for verdict in failed)):
            yield frozenset(map(failure, failed))


def _outside(verdict: Verdict, seen: Group) -> set[Key]:
    """The single cells outside its row that a rule looks at."""
    scope = TreeScope(seen, verdict.row, verdict.sheet)
    paths = [reference.path for reference in references(verdict.rule.check.expression) if reference.path[0] != "row"]
    found = [scope.lookup(path) for path in paths]
    return {node.key for node in found if isinstance(node, Entry) and node.value is not None}
