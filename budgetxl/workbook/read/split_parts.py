"""A unit's workbook split by section: several files that together make one submission."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from budgetxl.forms import EVERYWHERE, Form, Path, Sheet, State, compute, formula_cells, names_of, sections_of
from budgetxl.values import Address, Entry, Finding, Group, Key, Node, Scalar, descend, plain, squeeze
from budgetxl.values.records import dataclass

from ..messages import say
from ..submission import Account, ReadResult, submission_of
from .leading_zeros import lacks_zeros, lost_zeros
from .own_sheets import ANSWERS_BETWEEN
from .told import same_name

File: TypeAlias = tuple[str, ReadResult]


def grouped(results: Sequence[File]) -> Iterator[list[File]]:
    """Files in groups that make one submission each: whole workbooks alone, the parts of one unit together.

    Parts belong together by the code of the unit that their covers tell, or its name. Where one tells less than the other, or
    another code for the same name, they do if there is no other choice: see ``_LINKS``.
    """
    for members in grouped_parts([_facts(result) for _, result in results]):
        yield [results[index] for index in members]


class PartFacts(NamedTuple):
    """What a workbook tells of itself as a part: its form, its section (empty for a whole workbook), the unit's code and name."""

    form: str
    section: str
    code: str
    name: str


def grouped_parts(facts: Sequence[PartFacts]) -> Iterator[list[int]]:
    """The places of workbooks in the groups that :func:`grouped` makes of them: for whoever has read them elsewhere."""
    known: dict[object, list[int]] = {}
    for index, one in enumerate(facts):
        known.setdefault((one.form, squeeze(one.code or one.name)) if one.section else index, []).append(index)
    whole = [members for members in known.values() if not facts[members[0]].section]
    units = [_unit(members, facts) for members in known.values() if facts[members[0]].section]
    for alike in _LINKS:
        units = [_unit(members, facts) for members in _linked(units, alike)]
    yield from sorted([*whole, *(unit.members for unit in units)])


def _facts(result: ReadResult) -> PartFacts:
    submission = result.submission
    code, name = (submission.text("unit", field) or "" for field in ("code", "name"))
    return PartFacts(submission.form.id, result.identity.part, code, name)


@dataclass(frozen=True, slots=True)
class _Unit:
    """Parts of one unit by their places among the files, and what their covers tell of it."""

    members: list[int]
    form: str
    codes: set[str]
    names: set[str]
    sections: set[str]


def _unit(members: list[int], facts: Sequence[PartFacts]) -> _Unit:
    files = [facts[index] for index in members]
    codes, names = ({squeeze(text) for text in texts if text} for texts in ([f.code for f in files], [f.name for f in files]))
    return _Unit(members, files[0].form, codes, names, {file.section for file in files})


def _of_one_name(one: _Unit, other: _Unit) -> bool:
    """One tells no code, both the same name."""
    return bool(one.names & other.names) and not (one.codes and other.codes)


def _of_alike_names(one: _Unit, other: _Unit) -> bool:
    """One tells no code, and the name of one says what the other's does and more; they are different sections."""
    alike = any(same_name(a, b) for a in one.names for b in other.names)
    return alike and not (one.codes and other.codes) and not one.sections & other.sections


def _of_two_codes(one: _Unit, other: _Unit) -> bool:
    """The same name and two codes, one of which must be wrong if they are different sections."""
    return bool(one.names & other.names) and not one.sections & other.sections


def _by_halves(one: _Unit, other: _Unit) -> bool:
    """One tells only a code, the other only a name, and they are different sections."""
    told = {(bool(unit.codes), bool(unit.names)) for unit in (one, other)}
    return told == {(True, False), (False, True)} and not one.sections & other.sections


def _nameless(one: _Unit, other: _Unit) -> bool:
    """One tells neither code nor name."""
    return any(not unit.codes and not unit.names for unit in (one, other))


def _without_zeros(one: _Unit, other: _Unit) -> bool:
    """One tells the code of the other without the zeros that it begins with, as a spreadsheet's number does."""
    return any(lacks_zeros(a, b) or lacks_zeros(b, a) for a in one.codes for b in other.codes) and not one.sections & other.sections


_LINKS = (_without_zeros, _of_one_name, _of_alike_names, _of_two_codes, _by_halves, _nameless)


def _linked(units: Sequence[_Unit], alike: Callable[[_Unit, _Unit], bool]) -> Iterator[list[int]]:
    """The places of units, where two are one if each is alike to the other of its form, and to no third one."""
    partners = [
        [number for number, other in enumerate(units) if other is not unit and other.form == unit.form and alike(unit, other)]
        for unit in units
    ]
    for number, (unit, choice) in enumerate(zip(units, partners, strict=True)):
        pair = choice[0] if len(choice) == 1 and partners[choice[0]] == [number] else number
        if pair >= number:
            yield sorted({*unit.members, *units[pair].members})


def alone(part: ReadResult) -> ReadResult:
    """The result of a part that came without the others, which says so."""
    titles = sections_of(part.submission.form)
    here = part.identity.part
    names = "、".join(title for section, title in titles.items() if section != here)
    finding = Finding("META-19", "info", say("META-19-alone", name=titles.get(here, here), names=names), (), hint=say("META-19-hint", names=names))
    return replace(part, findings=(*part.findings, finding)) if names else part


def joined(parts: Sequence[ReadResult], files: Sequence[str] = ()) -> ReadResult:
    """One result of several parts of one unit. What two parts state differently and what is missing are findings.

    ``files`` are the parts' files, named where parts differ, and with each sheet.
    """
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
    findings += [*_contradictions(form, parts, files), *_missing(form, parts), *_doubles(form, parts, files)]
    answers = _answers(parts)
    return ReadResult(
        submission_of(
            form, root, computed | blank, answers,
            frozenset.intersection(*(part.submission.absent for part in parts)),
            {cell.entry.at for part in parts for cell in part.submission.cells if cell.state is State.UNREADABLE and cell.entry.at},
            frozenset(path for part in parts for path in part.submission.lacking if not _anywhere(root, path)),
            {path: at for part in reversed(parts) for path, at in part.submission.openings.items()},
            {at: held for part in reversed(parts) for at, held in part.submission.held.items()},
            {key: text for part in reversed(parts) for key, text in part.submission.reasons.items()},
        ),
        tuple(correction for part in parts for correction in part.corrections),
        tuple(dict.fromkeys(findings)),
        _account([part.account for part in parts]),
        replace(first.identity, part=""),
        replace(first.raw, sheets=tuple({s.name: s for part in reversed(parts) for s in part.raw.sheets}.values())),
        tuple(_homes(parts, files)),
    )


def _answers(parts: Sequence[ReadResult]) -> dict[str, str]:
    """The answers of all parts; where two of them answer a rule differently, both."""
    given: dict[str, list[str]] = {}
    for part in parts:
        for rule, text in part.submission.answers.items():
            given.setdefault(rule, []).append(text)
    return {rule: ANSWERS_BETWEEN.join(dict.fromkeys(texts)) for rule, texts in given.items()}


def _anywhere(root: Group, path: Path) -> bool:
    """Whether any of the parts has the cell of a field, or one of its cells."""
    node = descend(root, path)
    return any(entry.at is not None for entry in (node if isinstance(node, list) else [node]) if isinstance(entry, Entry))


def _homes(parts: Sequence[ReadResult], files: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The sheets that only one file has, with that file."""
    having: dict[str, list[str]] = {}
    for part, file in zip(parts, files, strict=False):
        for sheet in part.raw.sheets:
            having.setdefault(sheet.name, []).append(file)
    yield from ((sheet, found[0]) for sheet, found in having.items() if len(found) == 1)


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


def _contradictions(form: Form, parts: Sequence[ReadResult], files: Sequence[str]) -> Iterator[Finding]:
    """Fields of the shared sheets (the cover) that two parts fill in differently: an error where the notice may say them.

    Who filled in a part, and when, is the part's own.
    """
    shared = {name for sheet in form.sheets if sheet.section == EVERYWHERE for name in names_of(form, sheet)}
    titles = sections_of(form)
    stated: dict[Key, tuple[Entry, str]] = {}
    for number, part in enumerate(parts):
        here = files[number] if files else titles.get(part.identity.part, part.identity.part)
        for cell in part.submission.cells:
            entry = cell.entry
            if cell.path[0] not in shared or entry.value is None:
                continue
            before, there = stated.setdefault(cell.key, (entry, here))
            if _text(before.value) != _text(entry.value):
                cells = tuple(at for at in (before.at, entry.at) if at is not None)
                a, b = _text(before.value), _text(entry.value)
                if cell.place.field.kind.reading == "code" and (lacks_zeros(a, b) or lacks_zeros(b, a)):
                    lost, whole, of = (a, b, here) if len(a) < len(b) else (b, a, there)
                    yield lost_zeros(lost, whole, say("zeros-of", of=of, text=whole), before.at if lost is a else entry.at)
                    continue
                published = cell.place.field.in_notice
                message = say("META-03", label=cell.place.field.label, a=a, of_a=there, b=b, of_b=here)
                hint = say("META-03-hint" if published else "META-03-first-hint")
                yield Finding("META-03", "error" if published else "info", message, cells, a, b, hint)


def _missing(form: Form, parts: Sequence[ReadResult]) -> Iterator[Finding]:
    present = {part.identity.part for part in parts}
    names = [title for section, title in sections_of(form).items() if section not in present]
    if names:
        yield Finding("META-19", "error", say("META-19", names="、".join(names)), (), hint=say("META-19-hint", names="、".join(names)))


def _doubles(form: Form, parts: Sequence[ReadResult], files: Sequence[str]) -> Iterator[Finding]:
    """A section that came twice with different figures."""
    titles = sections_of(form)
    seen: dict[str, tuple[int, ReadResult]] = {}
    for number, part in enumerate(parts):
        before, first = seen.setdefault(part.identity.part, (number, part))
        if first is part:
            continue
        for cell in part.submission.cells:
            entry, other = cell.entry, first.submission.cells.get(cell.key)
            if other is None or _text(other.entry.value) != _text(entry.value):
                cells: tuple[Address, ...] = (entry.at,) if entry.at else ()
                both = say("of-files", a=files[before], b=files[number]) if files else ""
                yield Finding("META-20", "error", say("META-20", name=titles.get(part.identity.part, ""), files=both), cells)
                break


def _text(value: Scalar) -> str:
    return plain(value) if isinstance(value, Decimal) else squeeze(str(value))


def _account(accounts: Iterable[Account]) -> Account:
    found = list(accounts)
    return Account(
        sum(a.populated for a in found), sum(a.read for a in found), sum(a.furniture for a in found),
        tuple(at for a in found for at in a.unread),
    )  # fmt: skip
