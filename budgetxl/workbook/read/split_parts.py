"""A unit's workbook split by section: several files that together make one submission."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from budgetxl.forms import EVERYWHERE, Form, Sheet, State, compute, formula_cells, names_of, sections_of
from budgetxl.values import Address, Entry, Finding, Group, Key, Node, Scalar, plain, squeeze

from ..messages import say
from ..submission import Account, ReadResult, submission_of


def grouped(results: Sequence[tuple[str, ReadResult]]) -> Iterator[list[tuple[str, ReadResult]]]:
    """Files in groups that make one submission each: whole workbooks alone, the parts of one unit together.

    A part whose cover is blank belongs to the only unit that there is, or else to none.
    """
    groups: dict[object, list[tuple[str, ReadResult]]] = {}
    units = {(result.submission.form.id, unit) for _, result in results if result.identity.part and (unit := _unit(result))}
    for index, (path, result) in enumerate(results):
        form, unit = result.submission.form.id, _unit(result)
        alike = [other for of, other in units if of == form]
        whole = not result.identity.part
        groups.setdefault(index if whole else (form, unit or (alike[0] if len(alike) == 1 else "")), []).append((path, result))
    yield from groups.values()


def _unit(result: ReadResult) -> str:
    """What tells a unit from others: its code, or else its name."""
    submission = result.submission
    return squeeze(submission.text("unit", "code") or submission.text("unit", "name") or "")


def joined(parts: Sequence[ReadResult]) -> ReadResult:
    """One result of several parts of one unit. What two parts state differently and what is missing are findings."""
    first = parts[0]
    form = first.submission.form
    nodes: dict[str, Node] = {}
    for sheet in form.sheets:
        nodes.update(_sheet_nodes(sheet, parts))
    root = Group(nodes)
    computed = frozenset().union(*(part.submission.cells.computed for part in parts))
    blank = {cell.key for cell in formula_cells(form, root) if cell.entry.value is None}
    compute(form, root, lambda cell: cell.key in computed or cell.key in blank)
    findings = [finding for part in parts for finding in part.findings]
    findings += [*_contradictions(form, parts), *_missing(form, parts), *_doubles(form, parts)]
    answers = {rule: text for part in reversed(parts) for rule, text in part.submission.answers.items()}
    return ReadResult(
        submission_of(
            form, root, computed | blank, answers,
            frozenset.intersection(*(part.submission.absent for part in parts)),
            {cell.entry.at for part in parts for cell in part.submission.cells if cell.state is State.UNREADABLE and cell.entry.at},
        ),
        tuple(correction for part in parts for correction in part.corrections),
        tuple(dict.fromkeys(findings)),
        _account([part.account for part in parts]),
        replace(first.identity, part=""),
        replace(first.raw, sheets=tuple({s.name: s for part in reversed(parts) for s in part.raw.sheets}.values())),
    )


def _sheet_nodes(sheet: Sheet, parts: Sequence[ReadResult]) -> dict[str, Node]:
    holders = [part for part in parts if sheet.section == EVERYWHERE or part.identity.part == sheet.section] or list(parts)
    found: dict[str, Node] = {}
    for name in names_of(parts[0].submission.form, sheet):
        candidates = [node for part in holders if (node := part.submission.root.get(name)) is not None]
        if candidates:
            found[name] = _first_filled(candidates) if sheet.section == EVERYWHERE else candidates[0]
    return found


def _first_filled(nodes: Sequence[Node]) -> Node:
    """Of what several parts state in one place, for each field the first that is filled in."""
    first = nodes[0]
    if isinstance(first, Entry):
        return next((node for node in nodes if isinstance(node, Entry) and node.value is not None), first)
    if isinstance(first, Group):
        groups = [node for node in nodes if isinstance(node, Group)]
        return Group({name: _first_filled([g.nodes[name] for g in groups]) for name in first.nodes}, first.label)
    return max((node for node in nodes if isinstance(node, tuple)), key=len)


def _contradictions(form: Form, parts: Sequence[ReadResult]) -> Iterator[Finding]:
    """Fields of the shared sheets (the cover) that two parts fill in differently."""
    shared = {name for sheet in form.sheets if sheet.section == EVERYWHERE for name in names_of(form, sheet)}
    stated: dict[Key, Entry] = {}
    for part in parts:
        for cell in part.submission.cells:
            entry = cell.entry
            if cell.path[0] not in shared or entry.value is None:
                continue
            before = stated.setdefault(cell.key, entry)
            if _text(before.value) != _text(entry.value):
                cells = tuple(at for at in (before.at, entry.at) if at is not None)
                a, b = _text(before.value), _text(entry.value)
                yield Finding("META-03", "error", say("META-03", a=a, b=b), cells, a, b, say("META-03-hint"))


def _missing(form: Form, parts: Sequence[ReadResult]) -> Iterator[Finding]:
    present = {part.identity.part for part in parts}
    names = [title for section, title in sections_of(form).items() if section not in present]
    if names:
        yield Finding("META-19", "error", say("META-19", names="、".join(names)), (), hint=say("META-19-hint"))


def _doubles(form: Form, parts: Sequence[ReadResult]) -> Iterator[Finding]:
    """A section that came twice with different figures."""
    titles = sections_of(form)
    seen: dict[str, ReadResult] = {}
    for part in parts:
        first = seen.setdefault(part.identity.part, part)
        if first is part:
            continue
        for cell in part.submission.cells:
            entry, other = cell.entry, first.submission.cells.get(cell.key)
            if other is None or _text(other.entry.value) != _text(entry.value):
                cells: tuple[Address, ...] = (entry.at,) if entry.at else ()
                yield Finding("META-20", "error", say("META-20", name=titles.get(part.identity.part, "")), cells)
                break


def _text(value: Scalar) -> str:
    return plain(value) if isinstance(value, Decimal) else squeeze(str(value))


def _account(accounts: Iterable[Account]) -> Account:
    found = list(accounts)
    return Account(
        sum(a.populated for a in found), sum(a.read for a in found), sum(a.furniture for a in found),
        tuple(at for a in found for at in a.unread),
    )  # fmt: skip
