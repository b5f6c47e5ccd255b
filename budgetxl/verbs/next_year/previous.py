"""Last year's workbooks, and what the workbooks of this year take of them: for ``distribute --previous`` and ``rollover``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ...bureau.accepted import AcceptedFile
from ...bureau.carrying import Carried, Fate, PreviousWorkbook, carried, last_reasons, latest, latest_parts, taken
from ...bureau.carrying.messages import say as say_of_carrying
from ...forms import Form, load_form
from ...values.records import dataclass
from ..messages import say
from ..sources import FindForm, SourceFile, Submitted, a_form_to_fill, read_submissions


@dataclass(frozen=True, slots=True)
class Previous:
    """Last year's workbooks by the codes of their units, or by their names; ``told`` are sentences about them.

    :func:`previous_by_unit` says which goes to whom.
    ``refused`` are those that can't be used, by the same; ``wrong`` counts those that have errors, ``unread`` those that can't be read.
    """

    found: Mapping[str, PreviousWorkbook]
    told: tuple[str, ...] = ()
    refused: Mapping[str, str] | None = None
    wrong: int = 0
    unread: int = 0


def previous_of(
    read: Iterable[PreviousWorkbook], sources: Mapping[str, SourceFile], accepted: Sequence[AcceptedFile] | None, find_form: FindForm = load_form,
    waiting: Mapping[str, str] | None = None,
) -> Previous:
    """Last year's workbooks, parts of split ones put together. ``accepted``: those of ``accepted.json``, None where there is none.

    ``waiting`` are the states of the units whose workbooks were there and not accepted, by their codes.
    """
    all_read = list(read)
    parts = [sources[one.file] for one in latest_parts(all_read)]
    whole = [one for one in all_read if not one.part or one.error]
    units = {one.path: one.unit for one in accepted or ()}
    for each in read_submissions(parts, None, find_form):
        if isinstance(each, Submitted):
            dates = [one.modified for one in all_read if one.modified is not None and one.file in {source.name for source in each.sources}]
            whole.append(taken(each.name, each.result, max(dates, default=None), accepted is not None))
            units[each.name] = units.get(each.sources[0].name, "")
    whole = [replace(one, unit=units.get(one.file, "")) for one in whole]
    chosen, counts = latest((one for one in whole if not one.error), units)
    told = [say("previous_unread", path=one.file, reason=one.error) for one in whole if one.error]
    several = [one.name or key for key, one in chosen.items() if counts[key] > 1]
    if accepted is None:
        told.insert(0, say("no_accepted", n=len(chosen)))
        told += [say("several_versions", units="、".join(several[:5]) + ("等" if len(several) > 5 else ""), n=len(several))] if several else []
    refused = {code: say("handed_in", state=state) for code, state in (waiting or {}).items()}
    refused |= {units.get(one.file) or one.code: one.error for one in whole if one.error}
    wrong = sum(one.wrong for one in whole)
    unread = sum(bool(one.error) for one in whole) - wrong
    return Previous(chosen, tuple(told), {key: reason for key, reason in refused.items() if key}, wrong, unread)


def knowing(form: str, find_form: FindForm = load_form) -> FindForm:
    """Forms, among them a given one, by id or folder, under its id, and its parents: workbooks name their form by that."""
    own = a_form_to_fill(form, find_form)
    parents = {name: str(folder) for name, folder in zip(own.lineage[1:], own.folders[1:])}
    return lambda name: own if name in (form, own.id) else find_form(parents.get(name, name))


def year_of(form: Form, previous: Previous | None) -> int | None:
    """The form's own year, or the one after last year's workbooks, whichever is later."""
    years = [one.year for one in previous.found.values() if one.year is not None] if previous is not None else []
    if not years or (form.year is not None and form.year > max(years)):
        return form.year
    return max(years) + 1


def carried_over(form: Form, before: PreviousWorkbook, year: int | None, find_form: FindForm, drop_finished: bool = False) -> tuple[Carried, str]:
    """What a unit takes of last year's workbook, and what is said of it in a few words. Raises FormError where its form is not known."""
    figures, data = follows_on(before, year), before.data or {}
    made = carried(form, find_form(before.form), data, figures, drop_finished, before.spots, before.year)
    lines = sorted((*made.lines, *before.beside), key=lambda line: list(Fate).index(line.fate))
    made = replace(made, lines=tuple(lines), reasons=last_reasons(form, data) if figures else {})
    return made, note_of(made, before, year)


def follows_on(before: PreviousWorkbook, year: int | None) -> bool:
    """Whether a workbook is that of the year before."""
    return before.year is None or year is None or before.year == year - 1


def note_of(made: Carried, before: PreviousWorkbook, year: int | None) -> str:
    """What a list says of the carrying, in a few words; nothing where all was carried."""
    said = [] if follows_on(before, year) else [say("other_year", year=before.year)]
    counts = ((name, made.count(fate)) for name, fate in (("lost", Fate.LOST), ("look", Fate.LOOK)))
    return "；".join((*said, *(say_of_carrying(f"carry-count-{name}", n=n) for name, n in counts if n)))


__all__ = ["Previous", "carried_over", "knowing", "previous_of", "year_of"]
