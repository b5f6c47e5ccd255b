"""``collect``: a folder of workbooks held against a roster; what the command line and the page do alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from ..bureau import COUNTING, PASSED, STATES, Collection, Other, Unit
from ..bureau.collect import (
    ACCEPTED_FILE,
    KEPT_OUT,
    UNREADABLE,
    AcceptedFile,
    Collected,
    Found,
    Pool,
    Progress,
    Sent,
    Store,
    Way,
    accepted,
    accepted_json,
    accepted_last_year,
    bytes_at,
    collection_json,
    key_of,
    read_accepted,
    unread_answers,
    workbooks_in,
)
from ..bureau.collect import collect as collected
from ..bureau.overview import overview
from ..bureau.own_files import is_own
from ..bureau.returned import returned
from ..bureau.roster import checked_roster
from ..bureau.summary import summary
from ..forms import Form, FormError, load_form
from ..values.records import dataclass
from .messages import say
from .refusal import Refusal
from .sources import FindForm, SourceFile, bytes_of


@dataclass(frozen=True, slots=True)
class LastYearsFolder:
    """Last year's folder: its files, and its ``accepted.json``, if it has one."""

    files: Iterable[Found | Other]
    accepted: bytes | None = None


def roster_units(source: SourceFile, form: str | None = None, find_form: FindForm = load_form) -> tuple[tuple[Unit, ...], tuple[str, ...]]:
    """The units of a roster, and what is to be said of it, a line each. Raises Refusal with all its mistakes.

    ``form`` is the form that is collected, where it is known.
    """
    roster = checked_roster(source.name, bytes_of(source), form or "", find_form)
    if roster.errors:
        raise Refusal("as_said", sentences="\n".join(say("file", path=source.name, reason=one) for one in roster.errors))
    remarks = (*roster.problems, *unread_answers(roster.units))
    return tuple(roster.units), tuple(say("file", path=source.name, reason=one) for one in remarks)


def lost_zeros(source: SourceFile, form: str, find_form: FindForm = load_form) -> tuple[str, ...]:
    """The codes that a roster turns out to have lost when the form is known that was collected, a line each."""
    roster = checked_roster(source.name, bytes_of(source), form, find_form)
    return tuple(say("file", path=source.name, reason=one) for one in roster.errors)


def collect_folder(
    files: Iterable[Found | Other], units: Sequence[Unit], today: date, form: str | None = None, last_year: LastYearsFolder | None = None,
    store: Store | None = None, pool: Pool | None = None, progress: Progress | None = None,
    now: datetime | None = None,
) -> Collected:
    """Everything that a folder says about the units of a roster. Raises Refusal where the form that is given has mistakes.

    ``store`` keeps what was read for the next time, ``pool`` gives workers, ``progress`` is told the file in hand; nothing that was
    saved after ``now`` was.
    """
    try:
        way = Way(form or "", key_of(form or "") if store is not None else "", store, pool, progress, now=now)
        if last_year is None:
            return collected(files, units, today, way)
        told = _accepted(last_year)
        return collected(files, units, today, way, accepted_last_year(last_year.files, units, told, replace(way, progress=None)))
    except FormError as error:
        raise Refusal("as_said", sentences="\n".join(map(str, error.mistakes))) from None


def _accepted(last_year: LastYearsFolder) -> tuple[AcceptedFile, ...] | None:
    """What last year's list names; None where there is none. Raises Refusal where it is none of ours."""
    if last_year.accepted is None:
        return None
    told = read_accepted(last_year.accepted)
    if told is None:
        raise Refusal("not_accepted_list", path=ACCEPTED_FILE)
    return told


def is_own_accepted(data: bytes) -> bool:
    """Whether a file called ``accepted.json`` is one of ours, that may be written anew."""
    return read_accepted(data) is not None


def collection_document(collection: Collection, folder: str) -> dict[str, Any]:
    """The JSON of a collection, with the paths of its files below ``folder``."""
    return collection_json(collection, folder)


def summary_workbook(collection: Collection, form: str | None, folder: str = "", find_form: FindForm = load_form) -> bytes:
    """The summary of a collection as a workbook; ``folder`` is the way from it to the folder that was collected."""
    return summary(collection, _form(collection, form, find_form), folder)


def overview_page(
    collection: Collection, form: str | None, folder: str = "", find_form: FindForm = load_form, made: str = ""
) -> bytes:
    """The overview of a collection as one page; ``folder`` is the way from it to the folder, ``made`` says when it was made."""
    return overview(collection, _form(collection, form, find_form), folder, find_form, made)


def _form(collection: Collection, form: str | None, find_form: FindForm) -> Form:
    try:
        return find_form(form or collection.form)
    except FormError as error:
        raise Refusal("as_said", sentences="\n".join(map(str, error.mistakes))) from None


def returned_files(
    collection: Collection, files: Sequence[Found | Other], form: str | None, find_form: FindForm = load_form
) -> Iterator[tuple[str, bytes]]:
    """What goes back to each unit with open points: names of files and their contents. ``files`` are those of the folder."""
    yield from returned(collection, partial(bytes_at, files), _form(collection, form, find_form))


def states(collection: Collection) -> dict[str, int]:
    """How many units have each state, in the order of ``STATES``."""
    found: Counter[str] = Counter(result.state for result in collection.units)
    return {state: found[state] for state in STATES if found[state]}


def all_passed(collection: Collection) -> bool:
    """Whether every unit of the roster has state 通过."""
    return all(result.state == PASSED for result in collection.units)


def said_of_totals(collection: Collection) -> str:
    """How many units went into the totals, which of them with errors, and which did not, as one sentence."""
    totals, units = collection.totals, {result.unit.code: result.unit for result in collection.units}
    states_of = {result.unit.code: result for result in collection.units}
    within = [code for code in totals.left_out if (one := states_of[code]).state in COUNTING and one.counting is not None and not one.counting.blank]
    names, wrong = [units[code].name for code in totals.left_out if code not in within], [unit.name for unit in collection.with_errors]
    left = say("counted_wrong", n=len(wrong), names=_some(wrong)) if wrong else ""
    left += say("left_out", names=_some(names)) if names else ""
    left += say("left_within", n=len(within)) if within else ""
    return say("counted", n=len(totals.counted), m=len(units), passed=len(collection.passed)) + left


MOST_NAMED = 20


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:MOST_NAMED]) + (" 等" if len(names) > MOST_NAMED else "")


__all__ = [
    "ACCEPTED_FILE",
    "KEPT_OUT",
    "STATES",
    "UNREADABLE",
    "Collected",
    "Found",
    "LastYearsFolder",
    "Pool",
    "Progress",
    "Sent",
    "Store",
    "accepted",
    "accepted_json",
    "all_passed",
    "collect_folder",
    "collection_document",
    "is_own",
    "is_own_accepted",
    "lost_zeros",
    "overview_page",
    "returned_files",
    "roster_units",
    "said_of_totals",
    "states",
    "summary_workbook",
    "workbooks_in",
]
