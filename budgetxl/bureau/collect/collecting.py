"""``collect``: a folder of workbooks held against a roster: who has sent what, what is wrong with it, the totals of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from budgetxl.forms import FormError
from budgetxl.values import Finding
from budgetxl.values.records import dataclass

from ..accepted import AcceptedFile
from ..messages import say
from ..model import COUNTING, PASSED, TO_VERIFY, Collection, Other, Read, Unit, UnitResult
from .across import Compared, across_units, not_compared, out_of_scale
from .across.tree import Tree
from .amounts import Measures
from .contents import UNREADABLE, Found, contents_of
from .figures import Figures
from .gathering import Gathered, Way, gathered
from .matching import Roster, Stranger, by_unit
from .reading import forms
from .totals import chosen, totals_of
from .versions import accepted, counting_of, is_late, latest_first, latest_of, state_of

MOST_UNREAD = 3  # files of a unit that its reason tells of


@dataclass(frozen=True, slots=True)
class Collected:
    """A collection, with how many workbooks were read for it, and how many were ``known`` from before.

    ``missing`` are the workbooks that were accepted last year and are not to be had any more.
    """

    collection: Collection
    fresh: int = 0
    known: int = 0
    missing: tuple[str, ...] = ()


def collect(
    files: Iterable[Found | Other], units: Sequence[Unit], today: date, way: Way | None = None, last_year: LastYear | None = None
) -> Collected:
    """Read all files and settle the state of each unit, what only the comparison of units shows, and the totals.

    ``today`` is the day on which who has sent nothing is late; ``last_year`` is what :func:`accepted_last_year`
    gives.
    """
    way = way or Way()
    found, roster = gathered(files, way), Roster(units)
    reads, nobodys = by_unit([read for read in found.reads if not read.error], roster)
    replaced, _ = by_unit(found.replaced, roster)
    form = _form_of(reads, found.reads, units, way)
    year = _year_of([read for each in reads.values() for read in each if read.form == form and not read.mismatch])
    lost = _lost(found.reads, roster)
    results = {
        unit.code: _clocked(_result(unit, reads.get(unit.code, []), replaced.get(unit.code, []), lost.get(unit.code, []), form, year, today))
        for unit in roster.units
    }  # fmt: skip
    results = _remarked(results, nobodys)
    others = [*found.others, *_others(found, results.values()), *(_stranger(one) for one in nobodys)]
    measures = _measures(form, way)
    if year is None and measures is not None:  # nobody has sent anything yet
        year = measures.form.year
    collection = Collection(form, year, tuple(results.values()), tuple(sorted(others, key=lambda other: other.file)), today=today)
    last_year = last_year or LastYear({})
    whole = _compared(collection, last_year.reads, measures) if measures is not None else collection
    return Collected(whole, found.fresh, found.known, last_year.missing)


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's workbooks by unit, and those that were accepted and are not to be had any more: gone, changed, spoilt."""

    reads: Mapping[str, Read]
    missing: tuple[str, ...] = ()


def accepted_last_year(
    files: Iterable[Found | Other], units: Sequence[Unit], told: Sequence[AcceptedFile] | None, way: Way
) -> LastYear:
    """Last year's workbooks: those that were accepted then (``told``); where nothing is told, the latest of each unit."""
    roster, digests = Roster(units), {one.path: one.digest for one in told or ()}
    if told is None:
        kept = [read for read in gathered(files, way).reads if not read.error]
    else:
        files = list(files)
        kept = _as_accepted(gathered(_holding(files, list(digests)), way).reads, digests)
        lost = {digests[path]: path for path in digests if path not in _paths(kept)}
        if lost:
            moved = [_at(lost[digest], data) for digest, data in contents_of(files, lost).items()]
            kept += _as_accepted(gathered(moved, way).reads, digests)
    theirs = _of_units(kept, roster, {one.path: one.unit for one in told or ()})
    chosen = {code: counting_of(latest_first(each))[0] for code, each in theirs.items()}
    had = _paths(kept)
    return LastYear({code: read for code, read in chosen.items() if read is not None}, tuple(path for path in digests or () if path not in had))


def _as_accepted(reads: Iterable[Read], digests: Mapping[str, str]) -> list[Read]:
    """Those that are still what was accepted, byte for byte."""
    return [
        read for read in reads
        if not read.error and all(digests.get(file) == digest for file, digest in zip(read.files, read.digests, strict=True))
    ]  # fmt: skip


def _paths(reads: Iterable[Read]) -> set[str]:
    return {file for read in reads for file in read.files}


def _at(path: str, data: bytes) -> Found:
    return Found(path, lambda: data)


def _of_units(reads: Iterable[Read], roster: Roster, accepted_for: Mapping[str, str]) -> dict[str, list[Read]]:
    """Workbooks by the code of their unit: the one for which it was accepted, whatever its cover says, else the one that it names."""
    assigned = [read for read in reads if accepted_for.get(read.files[0])]
    found = by_unit([read for read in reads if not accepted_for.get(read.files[0])], roster)[0]
    for read in assigned:
        unit = roster.unit(accepted_for[read.files[0]])
        if unit is not None:
            found.setdefault(unit.code, []).append(read)
    return found


def _holding(files: Iterable[Found | Other], paths: Sequence[str]) -> Iterator[Found]:
    """The files that have one of these paths, or hold what has it."""
    tops = {path[:end] for path in paths for end in (*(at for at, sign in enumerate(path) if sign == "/"), len(path))}
    yield from (one for one in files if isinstance(one, Found) and one.path in tops)


# One unit


def _result(
    unit: Unit, reads: Sequence[Read], replaced: Sequence[Read], lost: Sequence[Read], form: str, year: int | None, today: date
) -> UnitResult:
    """A unit's state, from its workbooks alone."""
    late = is_late(unit, reads, today)
    if not reads:
        if lost:
            return _unread(unit, latest_first(lost), late)
        return UnitResult(unit, "未报", late=late)
    versions = latest_first(reads)
    counting, reason = counting_of(versions)
    all_versions = (*versions, *latest_first(replaced))
    if counting is None:
        return UnitResult(unit, "重复", None, all_versions, late=late, reason=reason, to_unit=_several(versions))
    wanted = _form_id(unit.form) or form
    state, reason = state_of(counting, wanted, year)
    can_repair = bool(counting.mismatch) and state == "版本不符" and counting.form == wanted
    whole = reason.rstrip("。") + say("or-repair") if can_repair else reason
    result = UnitResult(unit, state, counting, all_versions, late=late, reason=whole, to_unit=reason if can_repair else "")
    return replace(result, remarks=tuple(_beside(result, counting, replaced)))


def _beside(result: UnitResult, counting: Read, replaced: Sequence[Read]) -> Iterator[str]:
    """What else a unit sent than what counts of it."""
    if others := result.superseded:
        code = "sent-twice" if len(others) == 1 else "sent-several"
        yield say(code, n=len(others) + 1, file=" + ".join(counting.files), others="、".join(" + ".join(one.files) for one in others))
    if replaced:
        yield say("part-replaced", files="、".join(" + ".join(one.files) for one in latest_first(replaced)))


def _unread(unit: Unit, lost: Sequence[Read], late: bool) -> UnitResult:
    """A unit of which there are only files that can't be read: why, of each of the latest."""
    told = lost[:MOST_UNREAD]
    reason = "；".join(say("by-file-name", file=" + ".join(one.files), reason=one.error.rstrip("。")) for one in told)
    to_unit = "；".join(say("unread-to-unit", file="、".join(one.names), reason=one.error.rstrip("。")) for one in told)
    return UnitResult(unit, "无法读取", None, tuple(lost), late=late, reason=reason, to_unit=told[0].error if len(told) == 1 else to_unit)


def _several(versions: Sequence[Read]) -> str:
    """What is said to a unit of which several versions are as new as each other."""
    as_late = latest_of(versions)
    return say("several-to-unit", n=len(as_late), files="、".join("、".join(read.names) for read in as_late))


def _clocked(result: UnitResult) -> UnitResult:
    """A unit's result with a remark that says which of its workbooks claim to have been saved in the future."""
    ahead = [read for read in result.versions if read.ahead is not None]
    if not ahead:
        return result
    files = "、".join(dict.fromkeys(" + ".join(read.files) for read in ahead))
    told = say("clock-ahead", files=files, when=f"{ahead[0].ahead:%Y-%m-%d %H:%M}")
    return replace(result, remarks=(*result.remarks, told))


def _lost(reads: Iterable[Read], roster: Roster) -> dict[str, list[Read]]:
    """The files that can't be read by the unit that their name tells of. That makes no figure anybody's: it only says who sent one."""
    found: dict[str, list[Read]] = {}
    for read in reads:
        unit = roster.named_in(read.files[0]) if read.error else None
        if unit is not None:
            found.setdefault(unit.code, []).append(read)
    return found


def _others(found: Gathered, results: Iterable[UnitResult]) -> Iterable[Other]:
    """The files that can't be read, but for those of which a unit's reason tells."""
    told = {file for one in results if one.state == UNREADABLE for read in one.versions[:MOST_UNREAD] for file in read.files}
    return [Other(file, UNREADABLE, read.error) for read in found.reads if read.error for file in read.files if file not in told]


def _stranger(one: Stranger) -> Other:
    """A workbook of nobody on the roster."""
    return Other(" + ".join(one.read.files), say("not-on-roster-state"), one.reason)


def _remarked(results: Mapping[str, UnitResult], nobodys: Sequence[Stranger]) -> dict[str, UnitResult]:
    """Units with what was not taken of the files that may have been meant for them."""
    found = dict(results)
    for one in nobodys:
        for code in one.near:
            remark = say("not-taken", file=" + ".join(one.read.files), said=one.reason)
            found[code] = replace(found[code], remarks=(*found[code].remarks, remark))
    return found


# What the collection is of


def _form_of(reads: Mapping[str, Sequence[Read]], found: Sequence[Read], units: Sequence[Unit], way: Way) -> str:
    """The form that was asked for: the one that is given, else that of most workbooks of units for which the roster names none.

    Where the roster names one for all, or nobody else has sent anything, the one that it names most; else that of most workbooks.
    """
    if way.form:
        return forms().find(way.form).form.id
    usual = Counter(read.form for unit in units if not unit.form for read in reads.get(unit.code, []))
    asked = usual or Counter(_form_id(unit.form) for unit in units if unit.form) or Counter(read.form for read in found if read.form)
    return min(asked, key=lambda form: (-asked[form], form), default="")


def _form_id(form: str) -> str:
    """The id of a form that a roster names, by id or folder; as it is written where there is none such."""
    try:
        return forms().find(form).form.id if form else ""
    except FormError:
        return form


def _year_of(reads: Sequence[Read]) -> int | None:
    """The year of most workbooks, of two the later."""
    years = Counter(read.year for read in reads if read.year is not None)
    return max(years, key=lambda year: (years[year], year), default=None)


def _measures(form: str, way: Way) -> Measures | None:
    """What figures are measured by; None where no form is known, since nobody has sent anything."""
    try:
        made = forms().find(way.form or form) if way.form or form else None
    except FormError:
        return None
    if made is None:
        return None

    def of_form(name: str) -> Figures:
        return made.figures if name == made.form.id else forms().find(name).figures

    return Measures(made.form, made.figures, of_form)


# All units together


def _compared(collection: Collection, previous: Mapping[str, Read], measures: Measures) -> Collection:
    """The collection with what only the comparison of units shows, and with its totals."""
    tree = Tree([result.unit for result in collection.units])
    reads = {
        result.unit.code: result.counting for result in collection.units
        if result.counting and result.state in COUNTING and not result.counting.blank
    }  # fmt: skip
    off = out_of_scale(reads)
    off_sheets = {code: tuple(one.sheet for one in sheets) for code, sheets in off.items()}
    missing = {result.unit.code: _missing(result) for result in collection.units}
    choice = chosen(reads, tree, measures, off_sheets)
    across = across_units(Compared(reads, previous, tree, measures, off, choice.holds))
    remarks = not_compared(reads, tree, choice.holds)
    units = tuple(_with_across(result, across, remarks.get(result.unit.code, "")) for result in collection.units)
    passed = {result.unit.code for result in units if result.state == PASSED}
    return replace(collection, units=units, totals=totals_of(choice, reads, passed, missing, tree, measures, off_sheets))


def _missing(result: UnitResult) -> str:
    """Why a unit has no figures that could be added up; empty where it has."""
    if result.state == "未报":
        return say("left-missing")
    if result.state in COUNTING:
        return say("nothing-typed") if result.counting is not None and result.counting.blank else ""
    return say("left-none", state=result.state)


def _with_across(result: UnitResult, across: Mapping[str, tuple[Finding, ...]], remark: str) -> UnitResult:
    """A unit with the warnings of the comparison: what passed by itself is 待核实 then, never 有错误."""
    findings = across.get(result.unit.code, ())
    state = TO_VERIFY if findings and result.state == PASSED else result.state
    return replace(result, across=findings, state=state, remarks=(*result.remarks, *([remark] if remark else [])))


__all__ = ["Collected", "LastYear", "accepted", "accepted_last_year", "collect"]
