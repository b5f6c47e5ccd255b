"""Which of a unit's workbooks counts, and the state that it gives the unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from ..messages import say
from ..model import PASSED, TO_VERIFY, Read, State, Unit, UnitResult

_NEVER = datetime.min.replace(tzinfo=UTC)


def latest_first(reads: Sequence[Read]) -> list[Read]:
    """Versions by when they were saved (core properties, else the file's time), then by the file's time, the latest first."""
    by_path = sorted(reads, key=lambda read: read.files)
    return sorted(by_path, key=_when, reverse=True)


def _when(read: Read) -> tuple[datetime, datetime]:
    return read.modified or read.received or _NEVER, read.received or _NEVER


def is_as_late(one: Read, other: Read) -> bool:
    """Whether neither of two versions is the later."""
    return _when(one) == _when(other)


def latest_of(reads: Sequence[Read]) -> list[Read]:
    """Those versions, sorted latest first, that are as late as the first."""
    return [read for read in reads if is_as_late(read, reads[0])]


def counting_of(reads: Sequence[Read]) -> tuple[Read | None, str]:
    """The version that counts, of those sorted latest first; None with the reason where two are as late and their figures differ."""
    first, as_late = reads[0], latest_of(reads)
    if any(dict(read.data) != dict(first.data) or read.form != first.form for read in as_late[1:]):
        return None, say("several-latest", n=len(as_late), files="、".join(" + ".join(read.files) for read in as_late))
    return first, ""


def state_of(read: Read, form: str, year: int | None) -> tuple[State, str]:
    """The state that a version gives its unit, with the reason where it is 版本不符; ``form`` and ``year`` are what was asked for."""
    if read.mismatch:
        return "版本不符", read.mismatch
    if form and read.form != form:
        return "版本不符", say("other-form", own=read.form, wanted=form)
    if year is not None and read.year is not None and read.year != year:
        return "版本不符", say("other-year", own=read.year, wanted=year)
    if read.blank:
        return "有错误", say("nothing-typed")
    if read.counts.get("error"):
        return "有错误", ""
    return (TO_VERIFY if read.counts.get("warning") else PASSED), ""


def is_late(unit: Unit, reads: Sequence[Read], today: date) -> bool:
    """Whether a unit sent nothing by its deadline (逾期): what it corrected afterwards does not make it late."""
    if unit.deadline is None:
        return False
    days = [when.astimezone().date() for read in reads for when in (read.modified or read.received,) if when is not None]
    return min(days, default=today) > unit.deadline


def accepted(result: UnitResult) -> bool:
    """Whether a unit's workbook is accepted: 通过, or 待核实 with each warning answered (INTERFACE.md)."""
    if result.counting is None or result.state not in (PASSED, TO_VERIFY):
        return False
    return not result.counting.open_warnings and all(finding.answer is not None for finding in result.across)


__all__ = ["accepted", "counting_of", "is_as_late", "is_late", "latest_first", "latest_of", "state_of"]
