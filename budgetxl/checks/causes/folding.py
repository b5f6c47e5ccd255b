"""What follows from one mistake goes under one finding."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from budgetxl.forms import Cells, Table, Verdict, formula_cells, is_parent, value_of, with_lists
from budgetxl.values import LEVEL_ORDER, Address, Finding, Key, plain, squeeze
from budgetxl.workbook import Submission

from ..messages import say
from .search import Cause
from .trials import Failure
from .unread_inputs import is_unread, under_unread

_READING = ("META-02", "META-06", "META-08", "META-13")  # what reading finds of the cell that is the mistake itself
_BARE = ("META-07", "META-15")
_GONE = "META-09"


def blamed_cells(submission: Submission, findings: Iterable[Finding]) -> dict[Key, tuple[Decimal, ...]]:
    """The figures that findings other than the rules' speak against, each with what it may have to be, where that is known.

    A total typed over ought to be what its formula gives; of a figure that a text has otherwise, the text may be right. A
    figure that can't be read counts as one: it is what its cell holds, or what it shows.
    """
    cells: dict[Address, tuple[Decimal, ...]] = {}
    for finding in findings:
        if finding.severity == "error" and len(finding.cells) == 1:
            cells[finding.cells[0]] = tuple(_may_be(finding, submission)) if is_unread(finding) else ()
        elif finding.rule == "TEXT-02":
            cells[finding.cells[-1]] = (Decimal(finding.actual),)
    named = [cell for cell in submission.cells if cell.entry.at in cells] if cells else []
    blamed = {
        cell.key: cells[cell.entry.at]
        for cell in named
        if cell.entry.at is not None and (cell.entry.value is None or isinstance(cell.entry.value, Decimal))
    }
    if blamed:
        seen = with_lists(submission.form, submission.root)
        for computed in formula_cells(submission.form, submission.root):
            if computed.key not in blamed:
                continue
            value = value_of(computed, seen)
            if isinstance(value, Decimal) and value != computed.entry.value:
                blamed[computed.key] = (value,)
            elif value is None and computed.key not in submission.cells.computed:  # its formula gives nothing, which adds nothing
                blamed[computed.key] = (Decimal(0),)
    return blamed


def _may_be(finding: Finding, submission: Submission) -> Iterator[Decimal]:
    """What a figure that can't be read may be: what its cell holds, and what it shows."""
    held, cell = submission.held.get(finding.cells[0]), submission.cells.at(finding.cells[0])
    if held is not None:
        yield held
    if finding.expected and cell is not None and cell.place.field.numeric and (shown := Decimal(finding.expected)) != held:
        yield shown


def folded(
    submission: Submission, verdicts: Mapping[Failure, Verdict], own: Mapping[Failure, Finding], others: list[Finding],
    causes: list[Cause], adrift: Collection[Failure],
) -> list[Finding]:  # fmt: skip
    """The findings of rules and all others, each with what one mistake explains under one of them.

    That is the one that reading made of the very cell (a total typed over only where no rule's names the cell); else the
    gravest that names the cell.
    Under the first finding of something gone goes what is ``adrift``, because it stands on that.
    ``verdicts`` are those of the findings: what stands on a cell that can't be read goes under the finding of that cell.
    """
    found, rest = dict(own), list(others)
    for cause in causes:
        group = sorted((key for key in found if key in cause.explains), key=_place(found, cause))
        explained = [one for one in rest if _follows(one, cause)]
        near = any(at in found[key].cells for key in group for at in cause.at)
        foremost = _READING if near else (*_READING, *_BARE)
        members = [
            *(one for one in explained if one.rule in foremost),
            *(found[key] for key in group),
            *(one for one in explained if one.rule not in foremost),
        ]
        first, *below = sorted(members, key=lambda one: LEVEL_ORDER[one.severity])
        following = [one for one in below if not _other_side(one, first)]
        over = any(one.rule == "META-07" and one.severity == "error" and one.cells[:1] == cause.at[:1] for one in explained)
        made = replace(first, hint=_hint(first, cause, 1 + len(following), submission.held, over), caused=(*first.caused, *following))
        made = replace(made, severity="error") if cause.grave else made
        if cause.sure and cause.at[0] not in made.cells:
            made = replace(made, cells=(*cause.at, *made.cells) if following else (*made.cells, *cause.at))
        rest = [one for one in rest if one not in explained]
        if first in explained:
            rest.append(made)
        found = {key: made if one is first else one for key, one in found.items() if key not in group or one is first}
    gone = next((i for i, one in enumerate(rest) if one.rule == _GONE and one.severity == "error"), None)
    if gone is not None:
        rest[gone] = replace(rest[gone], caused=(*rest[gone].caused, *(found.pop(key) for key in [*found] if key in adrift)))
    found, rest = under_unread(submission, verdicts.values(), found, rest)
    return [_told_of_total(one) for one in _same_cell(list(found.values()), rest, submission.cells)]


def _other_side(finding: Finding, other: Finding) -> bool:
    """Whether a finding is another only seen from its other side: by the same rule, of the very same cells."""
    return finding.rule == other.rule and not finding.caused and {*finding.cells} == {*other.cells}


def _told_of_total(finding: Finding) -> Finding:
    """A finding under which a total typed over is folded says so: that is what is to be put right."""
    over = next((one for one in finding.caused if one.rule == "META-07" and one.severity == "error" and one.cells[0] in finding.cells), None)
    if over is None:
        return finding
    told = say("hint-total", cell=over.cells[0], message=over.message)
    return replace(finding, hint="；".join(filter(None, (told, over.hint, finding.hint))))


def _place(found: Mapping[Failure, Finding], cause: Cause) -> Callable[[Failure], tuple[object, ...]]:
    """How near to the top of its group a finding belongs: the gravest, then the one that names the cell first, then one
    of a row; of rows alike the last, since what is there twice was there first above."""
    order = {rule: number for number, rule in enumerate(dict.fromkeys(rule for rule, _ in found))}
    place = {key: number for number, key in enumerate(found)}

    def sort_key(key: Failure) -> tuple[object, ...]:
        one = found[key]
        named = min((one.cells.index(at) for at in cause.at if at in one.cells), default=len(one.cells))
        return LEVEL_ORDER[one.severity], bool(named), not key[1], order[key[0]], -place[key]

    return sort_key


def _hint(first: Finding, cause: Cause, count: int, held: Mapping[Address, Decimal], typed_over: bool) -> str:
    """The hint of a finding with what is known of its cause. A figure that only shows as another is right; its format is not.

    ``typed_over``: the cause is a total over whose formula somebody typed; another figure typed there would be no cure.
    """
    cells = "、".join(map(str, cause.at))
    several = count > 1
    if cause.sure and is_unread(first) and cause.value is not None and cause.value == held.get(cause.at[0]):
        return say("hint-format", value=_written(cause.value), count=len(cause.explains))
    if cause.sure and cause.value is not None:
        restore = "hint-restore" if cause.value else "hint-restore-alone"
        how = restore if typed_over and (several or not cause.value) else "hint-cause" if several else "hint-repair"
        own = say(how, cell=cells, value=_written(cause.value), count=count)
        own = "，".join(filter(None, (own, cause.why)))
    elif len(cause.at) == 1 and cause.why:
        own = say("hint-shared-why", count=count, why=cause.why) if several else cause.why
    elif cause.why and cause.at:  # of all of them
        own = cause.why
    elif cause.at:
        own = say("hint-causes" if several else "hint-cell", cell=cells, count=count)
    else:
        own = say("hint-shared", count=count) if cause.figure and several else ""
    rest = "" if cause.restored and first.rule not in _BARE else first.hint  # what a rule advises of figures and codes is not the matter then
    return "；".join(filter(None, ("" if own in rest else own, rest)))


def _written(value: Decimal | str) -> str:
    return plain(value) if isinstance(value, Decimal) else f"“{value}”"


def _follows(finding: Finding, cause: Cause) -> bool:
    """Whether a finding that no rule made says the same as a cause: of its very cell, or of a text that has it right."""
    if finding.severity != "error" or len(cause.at) != 1 or cause.at[0] not in finding.cells:
        return False
    return finding.cells == cause.at or (isinstance(cause.value, Decimal) and finding.actual == plain(cause.value))


def _same_cell(own: list[Finding], rest: list[Finding], cells: Cells) -> list[Finding]:
    """Findings of one cell: the rule that fails there first says more than that a total is typed over or a blank must be
    filled in; but where the cell can't be read, that is what there is to say."""
    unread: dict[tuple[Address, ...], list[Finding]] = {one.cells: [] for one in rest if is_unread(one)}
    failing: dict[Address, list[int]] = {}
    for i, one in enumerate(own):
        if one.severity == "error" and one.cells:
            failing.setdefault(one.cells[0], []).append(i)
    kept: list[Finding] = []
    for finding in rest:
        typed_over = finding.rule == "META-07" and finding.cells
        places = {*finding.cells[:1], *(_code_beside(cells, finding.cells[0]) if typed_over else ())}
        first = sorted(i for at in places for i in failing.get(at, ()))
        if finding.rule == "META-15" and finding.cells in unread:
            unread[finding.cells].append(finding)
        elif finding.rule in _BARE and finding.severity == "error" and first:
            own[first[0]] = replace(own[first[0]], caused=(*own[first[0]].caused, finding))
        else:
            kept.append(finding)
    for one in own:
        if one.cells[:1] in unread:
            unread[one.cells[:1]].append(one)
    own = [one for one in own if one.cells[:1] not in unread]
    return [*(_with(one, unread) for one in kept), *own]


def _code_beside(cells: Cells, at: Address) -> Iterator[Address]:
    """The cell of the code that makes an amount a total: a wrong code is why such an amount looks typed over."""
    amount = cells.at(at)
    if amount is None or not isinstance(amount.place.block, Table) or amount.place.block.rollup is None or not amount.place.field.rollup:
        return
    rollup = amount.place.block.rollup
    code = cells.beside(amount.entry, rollup.column)
    if code is not None and code.entry.at is not None and isinstance(code.entry.value, str) and is_parent(squeeze(code.entry.value), rollup):
        yield code.entry.at


def _with(finding: Finding, unread: Mapping[tuple[Address, ...], list[Finding]]) -> Finding:
    """A finding of a cell that can't be read with what follows from that, as grave as the gravest of them."""
    caused = unread.get(finding.cells, []) if is_unread(finding) else []
    severity = min((finding.severity, *(one.severity for one in caused)), key=lambda level: LEVEL_ORDER[level])
    return replace(finding, severity=severity, caused=(*finding.caused, *caused)) if caused else finding
