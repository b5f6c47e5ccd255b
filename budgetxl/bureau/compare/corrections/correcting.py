"""The list for a 更正 notice, of two workbooks that were read: their notices and public tables held against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from budgetxl.notice import Document, NoticeError
from budgetxl.review import reviewed
from budgetxl.values import Finding
from budgetxl.values.names import some
from budgetxl.workbook import ReadResult, Submission

from ..messages import say
from ..model import Comparison, Correction, Corrections, SideName
from .aligning import aligned
from .behind import Behind
from .moving import move, moved, written_anew
from .published import Passage, in_notice, passages_of, public_tables_of
from .tables import table_corrections, whole_table
from .words import text_corrections

MOST_CELLS = 2


def corrections_of(comparison: Comparison, old: ReadResult, new: ReadResult) -> Corrections:
    """What differs between the notices and tables that two versions publish; why there is no list where one of them can't be made."""
    mine, theirs = comparison.old, comparison.new
    if (mine.code or mine.unit) != (theirs.code or theirs.unit) or mine.year != theirs.year:
        return Corrections(reason=say("corrections-others"))
    if _the_same(old, new):
        return Corrections()
    notices: dict[SideName, Document | None] = {}
    for side, result in _sides(old, new):
        if result.submission.absent:
            return Corrections(reason=say(f"corrections-absent-{side}"))
        report, notices[side] = reviewed(result, traced=True)
        if errors := [one for one in report.findings if one.severity == "error"]:
            return Corrections(reason=say(f"corrections-errors-{side}", n=len(errors), at=_first(errors)))
    for side, notice in notices.items():
        if notice is None and any(notices.values()):
            return Corrections(reason=say(f"corrections-one-{side}"))
    if not any(notices.values()) and not any(one.blocks for result in (old, new) for one in result.submission.form.published):
        return Corrections(reason=say("corrections-nothing"))
    try:
        tables = {side: public_tables_of(result.submission) for side, result in _sides(old, new)}
    except NoticeError as error:
        return Corrections(reason=say("corrections-unmade", problem=error))
    behind = Behind(comparison, old.submission, new.submission, notices)
    before, after = passages_of(notices["old"]), passages_of(notices["new"])
    found = [one for _, _, one in _told(before, after, behind)]
    found += [one for a, b, one in _told(tables["old"], tables["new"], behind) if not (in_notice(a, before) and in_notice(b, after))]
    return Corrections(tuple(found))


def _the_same(old: ReadResult, new: ReadResult) -> bool:
    """Whether two versions hold the same in the same order: rows in another order are no difference of workbooks, and one of texts."""
    mine, theirs = old.submission, new.submission
    return mine.form.folders == theirs.form.folders and _held(mine) == _held(theirs)


def _held(submission: Submission) -> list[tuple[object, ...]]:
    return [(cell.key, cell.entry.value) for cell in submission.cells]


def _first(errors: Sequence[Finding]) -> str:
    """Where the first error is that has a cell."""
    found = next((one for one in errors if one.cells), None)
    return "" if found is None else say("corrections-first", rule=found.rule, cells=some([str(at) for at in found.cells], MOST_CELLS))


def _sides(old: ReadResult, new: ReadResult) -> tuple[tuple[SideName, ReadResult], ...]:
    return ("old", old), ("new", new)


def _told(old: list[Passage], new: list[Passage], behind: Behind) -> Iterator[tuple[Passage | None, Passage | None, Correction]]:
    """What differs between the passages of two versions, each with those that it is said of."""
    found = aligned(old, new, lambda each: each.whole, lambda each: each.skeleton, lambda a, b: a.likeness(b))
    pairs = list(written_anew(found, _of_one_sort))
    elsewhere = moved(pairs, new)
    for number, (a, b) in enumerate(pairs):
        if a is not None and b is not None and number in elsewhere:
            before = elsewhere[number]
            yield a, b, move(a.called, a.where_it_is, b.where_it_is, None if before is None else before.called)
        for one in _differing(a, b, behind):
            yield a, b, one


def _of_one_sort(one: Passage, other: Passage) -> bool:
    """Whether a text may have been written anew as another: both headings of a level, or both paragraphs."""
    return one.kind == other.kind and one.said is not None


def _differing(old: Passage | None, new: Passage | None, behind: Behind) -> Iterator[Correction]:
    one = old or new
    assert one is not None
    if old is not None and new is not None and old.whole == new.whole:
        return
    if one.table is None:
        yield from text_corrections(old.said if old is not None else None, new.said if new is not None else None, behind)
    elif old is None or new is None:
        yield whole_table(one, old is not None)
    else:
        yield from table_corrections(old, new, behind)


__all__ = ["corrections_of"]
