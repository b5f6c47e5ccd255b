"""One mistake makes one finding: which failed rules would all pass if one cell were put right.

A failed equality says what each of its cells would have to hold. Every such repair is tried on a copy of the data, totals
are recomputed and the rules run again: where one repair puts several rules right and breaks none, they are one mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..expressions import Judgement, Status
from ..forms import Form, Verdict, compute, judge_form
from ..values import Address, Entry, Group, Node, entries
from ..workbook import Submission

Key = tuple[str | int, ...]
MOST_FAILED, MOST_REPAIRS, MOST_OPERANDS = 24, 80, 12


@dataclass(frozen=True, slots=True)
class Cause:
    """One cell that explains several failed verdicts. ``value`` is what it would have to hold; ``sure`` where no other
    cell explains as many."""

    at: Address
    value: Decimal
    explains: frozenset[tuple[str, Key]]
    sure: bool


def find_causes(submission: Submission, failed: Mapping[tuple[str, Key], Verdict]) -> list[Cause]:
    """The cells whose repair puts two or more failed verdicts right, the one that explains most first."""
    numeric = sum(1 for verdict in failed.values() if verdict.judgement.gap)
    if numeric < 2 or len(failed) > MOST_FAILED:
        return []  # nothing shares a figure with anything, or so much is wrong that no one cell explains it
    keys = {id(entry): key for key, entry in entries(submission.root)}
    found: list[Cause] = []
    for number, (entry, value) in enumerate(_repairs(submission, failed, keys)):
        if number >= MOST_REPAIRS:
            break
        after = _failed_after(submission, keys[id(entry)], value)
        explained = frozenset(failed.keys() - after)
        if len(explained) >= 2 and not after - failed.keys() and entry.at is not None:
            found.append(Cause(entry.at, value, explained, sure=True))
    return _best(found)


def _best(found: list[Cause]) -> list[Cause]:
    """Causes that explain different verdicts, the widest first; several cells for the same verdicts leave none of them sure."""
    kept: list[Cause] = []
    taken: set[tuple[str, Key]] = set()
    for cause in sorted(found, key=lambda cause: -len(cause.explains)):
        if cause.explains & taken:
            continue
        rivals = {other.at for other in found if other.explains == cause.explains}
        kept.append(Cause(cause.at, cause.value, cause.explains, sure=len(rivals) == 1))
        taken |= cause.explains
    return kept


def _repairs(
    submission: Submission, failed: Mapping[tuple[str, Key], Verdict], keys: Mapping[int, Key]
) -> Iterator[tuple[Entry, Decimal]]:
    """Each cell of each failed equality with the value that would make the equality true."""
    seen: set[tuple[Key, Decimal]] = set()
    for verdict in failed.values():
        judgement = verdict.judgement
        if judgement.gap is None or len(judgement.left_entries) + len(judgement.right_entries) > MOST_OPERANDS:
            continue
        for entry, value in _wanted(judgement, judgement.gap):
            key = keys.get(id(entry))
            if key is not None and key not in submission.computed and (key, value) not in seen:
                seen.add((key, value))
                yield entry, value


def _wanted(judgement: Judgement, gap: Decimal) -> Iterator[tuple[Entry, Decimal]]:
    for side, sign in ((judgement.left_entries, -1), (judgement.right_entries, 1)):
        for entry in side:
            if isinstance(entry.value, Decimal):
                yield entry, entry.value + sign * gap


def _failed_after(submission: Submission, key: Key, value: Decimal) -> set[tuple[str, Key]]:
    """The verdicts that fail once the cell at ``key`` holds ``value``."""
    root = _copy(submission.root)
    assert isinstance(root, Group)
    _put(root, key, value)
    compute(submission.form, root, lambda cell: cell.key in submission.computed)
    return failed_keys(submission.form, root)


def failed_keys(form: Form, root: Group) -> set[tuple[str, Key]]:
    """The rule id and row of every verdict that fails over a tree."""
    return {
        (rule_id, verdict.key)
        for rule_id, verdicts in judge_form(form, root).items()
        for verdict in verdicts
        if verdict.judgement.status is Status.FAILED
    }


def _copy(node: Node) -> Node:
    if isinstance(node, Entry):
        return node
    if isinstance(node, Group):
        return Group({name: _copy(child) for name, child in node.nodes.items()}, node.label)
    copies = [_copy(group) for group in node]
    return tuple(group for group in copies if isinstance(group, Group))


def _put(root: Group, key: Key, value: Decimal) -> None:
    node: Node = root
    for part in key[:-1]:
        if isinstance(node, Group) and isinstance(part, str):
            node = node.nodes[part]
        elif isinstance(node, tuple) and isinstance(part, int):
            node = node[part]
    assert isinstance(node, Group) and isinstance(node.nodes, dict)
    name = str(key[-1])
    old = node.nodes[name]
    assert isinstance(old, Entry)
    node.nodes[name] = Entry(value, old.at)
