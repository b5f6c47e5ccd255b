"""Which codes each table lacks, as failed rules say that sought them there in vain.

A rule seeks a code of its row in the column of another table (表5 in 表3). Whatever the table lacks so is one mistake: it has
not been filled in as far as the others. A code that is mistyped where it stands is none of it (``_mistyped``). What pasting the
codes puts right besides, as the sums of upper codes, is part of the mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from budgetxl.expressions import BUILTINS, Call, Reference, Status, walk
from budgetxl.forms import Form, Path, Place, Rollup, Table, Verdict, places, with_lists
from budgetxl.values import Entry, Group, squeeze
from budgetxl.values.records import dataclass
from budgetxl.workbook import Submission

from ..cited_cells import search_of
from ..repairs import texts_of, wanting
from ..search import Cause
from ..trials import Failure, Outcome, Trials

_MOST_CHANGED = 2  # digits of a code that is typed for another
_MANY = 4  # so many codes of a table are not mistyped elsewhere: it has not been filled in, and no cause need be sought


@dataclass(frozen=True, slots=True)
class Lacking:
    """The ``codes`` that the column at ``path`` lacks, in order, and the failures that say so, in the order of the rules.

    Of a table whose codes contain each other, the upper codes are among them that belong above these and are lacking too.
    ``then`` are the columns that would lack some of them next, with those.
    """

    path: Path
    codes: tuple[str, ...]
    failures: tuple[Failure, ...]
    then: Mapping[Path, tuple[str, ...]]


def lacking_codes(
    submission: Submission, failed: Mapping[Failure, Verdict], find: Callable[[Mapping[Failure, Verdict]], list[Cause]]
) -> tuple[list[Lacking], list[Cause]]:
    """What each table lacks, and the causes of all failures: these, and those that ``find`` gives and that hold nevertheless."""
    form = submission.form
    columns = {failure: column for failure, verdict in failed.items() if (column := _code_sought(form, verdict)) is not None}
    if not columns:
        return [], find(failed)
    seen = with_lists(form, submission.root)
    wants = {failure: (column, text) for failure, column in columns.items() for text in _vain(failed[failure], column, seen)}
    distinct: dict[Path, set[str]] = {}
    for column, text in wants.values():
        distinct.setdefault(column, set()).add(text)
    causes = find({one: verdict for one, verdict in failed.items() if one not in wants or len(distinct[wants[one][0]]) < _MANY})
    kept = [cause for cause in causes if not cause.at or _mistyped(cause, wants, failed, submission)]
    told = {failure for cause in kept if cause.at for failure in cause.explains}
    tables: dict[Path, dict[Failure, str]] = {}
    for failure, (column, text) in wants.items():
        if failure not in told:
            tables.setdefault(column, {})[failure] = text
    found: dict[Path, Lacking] = {}
    trials = Trials(submission, failed) if tables else None
    folds: list[Cause] = []
    for column, each in tables.items():
        codes = _in_order(column, each.values(), form, seen)
        outcome = trials.add(column, *codes) if trials is not None else None
        then = _next(outcome, form, column) if outcome is not None else {}
        found[column] = Lacking(column, codes, tuple(each), then)
        right = each.keys() if outcome is None else failed.keys() - outcome.failed - told - (wants.keys() - each.keys())
        told |= right
        folds.append(Cause((), frozenset(right)))
    grouped = {failure for table in found.values() for failure in table.failures}
    return list(_with_next(found, form, seen)), [*folds, *(cause for cause in kept if cause.at or not cause.explains & grouped)]


def _with_next(found: Mapping[Path, Lacking], form: Form, seen: Group) -> Iterator[Lacking]:
    """What tables lack, with what they would lack next where they are among them."""
    for column, table in found.items():
        codes = [*table.codes, *(code for other in found.values() for code in other.then.get(column, ()))]
        then = {other: codes for other, codes in table.then.items() if other not in found}
        yield replace(table, codes=_in_order(column, codes, form, seen), then=then)


def _next(outcome: Outcome, form: Form, column: Path) -> Mapping[Path, tuple[str, ...]]:
    """The columns that lack what has been added to another one, with the codes."""
    failed = [one for one in outcome.verdicts.values() if one.judgement.status is Status.FAILED and one.rule.each == column[:1]]
    lacking: dict[Path, list[str]] = {}
    for verdict in failed:
        code = verdict.row.get(column[1]) if verdict.row is not None else None
        other = _code_sought(form, verdict)
        if other is not None and isinstance(code, Entry) and code.at is None and isinstance(code.value, str):
            lacking.setdefault(other, []).append(squeeze(code.value))
    return {other: tuple(dict.fromkeys(codes)) for other, codes in lacking.items()}


def _code_sought(form: Form, verdict: Verdict) -> Path | None:
    """The column of codes in another table in which the check of a verdict seeks what its row holds."""
    if verdict.row is None:
        return None
    known = places(form)
    return next((column for _, column in _searches(verdict) if column[:1] != verdict.rule.each and _pasted_into(known.get(column))), None)


def _pasted_into(place: Place | None) -> bool:
    """Whether a place is a column of codes that staff fill in, in a table that there is once."""
    if place is None or not isinstance(place.block, Table) or place.sheet.repeat:
        return False
    return place.column and len(place.path) == 2 and place.field.kind.reading == "code" and place.field.formula is None


def _searches(verdict: Verdict) -> Iterator[tuple[Path, Path]]:
    """What the check of a verdict seeks in columns: the path of each text with the path of the column."""
    for call in walk(verdict.rule.check.expression):
        search = BUILTINS[call.name].search if isinstance(call, Call) else None
        if search is None or not isinstance(call, Call) or search.prefix:
            continue
        wanted, columns = search_of(call, search)
        for text, column in zip(wanted, columns):
            if isinstance(text, Reference):
                yield text.path, column


def _vain(verdict: Verdict, path: Path, seen: Group) -> Iterator[str]:
    """The codes that a verdict sought in a column in vain."""
    return (squeeze(text) for (column, _), text in wanting([verdict], seen).items() if column == path)


def _mistyped(
    cause: Cause, wants: Mapping[Failure, tuple[Path, str]], failed: Mapping[Failure, Verdict], submission: Submission
) -> bool:
    """Whether a cell is wrong, as a cause says, and not only its code lacking elsewhere.

    It is if something else is wrong with it, or if its code is the only one that is lacking, is on no list that the cell has,
    and is nearly another.
    """
    codes = {wants[failure][1] for failure in cause.explains if failure in wants}
    other = any(failure not in wants and failed[failure].rule.severity == "error" for failure in cause.explains)
    if not codes or other or len(codes) > 1:
        return True
    columns = {wants[failure][0] for failure in cause.explains if failure in wants}
    alone = {text for column, text in wants.values() if column in columns} == codes
    if not alone or codes & _listed(cause, submission):
        return False
    return cause.value is None or _nearly(str(cause.value), *codes)


def _listed(cause: Cause, submission: Submission) -> set[str]:
    """The codes of the lists that are offered in the cells of a cause."""
    cells = [cell for at in cause.at if (cell := submission.cells.at(at)) is not None]
    lists = {cell.place.field.choices_from[1] for cell in cells if cell.place.field.choices_from[:1] == ("lists",)}
    return {squeeze(code) for name in lists for code in submission.form.lists[name].codes}


def _nearly(one: str, other: str) -> bool:
    """Whether a code may be typed for another: a digit more or less, or a few that differ."""
    changed = sum(a != b for a, b in zip(one, other))
    return changed <= _MOST_CHANGED if len(one) == len(other) else abs(len(one) - len(other)) == 1


def _held(column: Path, form: Form, seen: Group) -> set[str]:
    """The codes of all tables whose rules seek theirs in a column."""
    known = places(form)
    sources: set[Path] = set()
    for rule in form.rules:
        if rule.each and rule.each != column[:1] and column in rule.check.paths:
            paths = ((*rule.each, *path[1:]) for path in rule.check.paths if path[0] == "row")
            sources.update(path for path in paths if path in known and known[path].field.kind.reading == "code")
    return {squeeze(text) for path in sources for text in texts_of(seen, path)}


def _in_order(path: Path, codes: Iterable[str], form: Form, seen: Group) -> tuple[str, ...]:
    block = places(form)[path].block
    wanted = set(codes)
    if isinstance(block, Table) and block.rollup is not None and block.rollup.column == path[1]:
        wanted |= _above(wanted, {squeeze(text) for text in texts_of(seen, path)}, _held(path, form, seen), block.rollup)
    return tuple(sorted(wanted))


def _above(wanted: set[str], there: set[str], held: set[str], rollup: Rollup) -> set[str]:
    """The upper codes (类, 款) of lacking ones that the table lacks as well, where it lists those of all its other codes.

    ``there`` are the codes of the table, ``held`` those of the tables that are held against it.
    """
    leaves = [code for code in there if len(code) == rollup.leaf]
    upper = {code for code in held - there if len(code) < rollup.leaf and any(one.startswith(code) for one in wanted)}
    listed = {length for length in map(len, upper) if all(leaf[:length] in there for leaf in leaves)}
    return {code for code in upper if len(code) in listed}
