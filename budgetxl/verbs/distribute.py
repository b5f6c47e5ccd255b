"""``distribute``: a workbook for each unit of a roster, and the list of what went to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import Formatter
from typing import Any

from ..bureau import Unit
from ..bureau.accepted import ACCEPTED_FILE, AcceptedFile, read_accepted, read_not_accepted
from ..bureau.distribute import (
    Batch,
    IndexLine,
    Made,
    Order,
    PreviousTask,
    PreviousWorkbook,
    batches,
    carried,
    index_workbook,
    latest,
    make,
    read_previous,
    taken,
    unit_data,
)
from ..bureau.roster import COLUMNS, TEMPLATES, Roster, checked_roster, roster_template
from ..forms import Form, FormError, load_form, sections_of
from ..values.foldings import normal_name
from ..values.records import dataclass
from ..workbook.file_names import safe_name
from .messages import say
from .refusal import Refusal
from .sources import FindForm, SourceFile, Submitted, a_form_to_fill, bytes_of, read_submissions

DEFAULT_PATTERN = "{code}-{name}"
SUFFIX = ".xlsx"
FIELDS = ("code", "name", "kind", "parent", "contact", "phone", "form", "deadline", "year")
"""What a pattern of names may say of a unit, beside the headings of the roster."""
HEADINGS = {heading: column.field for column in COLUMNS for heading in (*column.aliases, column.heading)}
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Planned:
    """A workbook that is to be made: its file's name, its unit, its form (by id or folder), and how it is made."""

    file: str
    unit: Unit
    form: str
    form_id: str
    order: Order
    previous: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Previous:
    """Last year's workbooks by the codes of their units, or by their names; ``told`` are sentences about them.

    ``refused`` are those that can't be used, by the same.
    """

    found: Mapping[str, PreviousWorkbook]
    told: tuple[str, ...] = ()
    refused: Mapping[str, str] | None = None

    def of(self, unit: Unit) -> PreviousWorkbook | None:
        """That of a unit: by its code, else by its name where that workbook says no other code."""
        found = self.found.get(unit.code)
        if found is not None:
            return found
        named = [one for one in self.found.values() if normal_name(one.name) == normal_name(unit.name) and not one.code]
        return named[0] if len(named) == 1 else None


def roster_of(source: SourceFile, form: str, find_form: FindForm = load_form) -> Roster:
    """The roster in a file of units that fill in ``form``, where it names no other.

    Raises Refusal with every error of it, one a line, each with its row and column.
    """
    roster = checked_roster(source.name, bytes_of(source), form, knowing(form, find_form))
    if roster.errors:
        raise Refusal("as_said", sentences="\n".join(f"{source.name}：{problem}" for problem in roster.errors))
    return roster


def blank_roster(name: str) -> bytes:
    """A blank roster, of the kind that its file's name says. Raises Refusal for another kind."""
    suffix = next((each for each in TEMPLATES if name.lower().endswith(each)), None)
    if suffix is None:
        raise Refusal("roster_suffix", path=name, suffixes="、".join(TEMPLATES))
    return roster_template(suffix)


def previous_of(
    read: Iterable[PreviousWorkbook], sources: Mapping[str, SourceFile], accepted: Sequence[AcceptedFile] | None, find_form: FindForm = load_form,
    waiting: Mapping[str, str] | None = None,
) -> Previous:
    """Last year's workbooks, parts of split ones put together. ``accepted``: those of ``accepted.json``, None where there is none.

    ``waiting`` are the states of the units whose workbooks were there and not accepted, by their codes.
    """
    all_read = list(read)
    parts = [sources[one.file] for one in all_read if one.part and not one.error]
    whole = [one for one in all_read if not one.part or one.error]
    units = {one.path: one.unit for one in accepted or ()}
    for each in read_submissions(parts, None, find_form):
        if isinstance(each, Submitted):
            dates = [one.modified for one in all_read if one.modified is not None and one.file in {source.name for source in each.sources}]
            whole.append(taken(each.name, each.result, max(dates, default=None), accepted is not None))
            units[each.name] = units.get(each.sources[0].name, "")
    chosen, counts = latest((one for one in whole if not one.error), units)
    told = [say("previous_unread", path=one.file, reason=one.error) for one in whole if one.error]
    several = [one.name or key for key, one in chosen.items() if counts[key] > 1]
    if accepted is None:
        told.insert(0, say("no_accepted", n=len(chosen)))
        told += [say("several_versions", units="、".join(several[:5]) + ("等" if len(several) > 5 else ""), n=len(several))] if several else []
    refused = {code: say("not_accepted", state=state) for code, state in (waiting or {}).items()}
    refused |= {units.get(one.file) or one.code: one.error for one in whole if one.error}
    return Previous(chosen, tuple(told), {key: reason for key, reason in refused.items() if key})


def planned(
    units: Iterable[Unit], form: str, previous: Previous | None = None, split: bool = False, pattern: str = DEFAULT_PATTERN,
    find_form: FindForm = load_form,
) -> tuple[Planned, ...]:
    """What is to be made, in the order of the roster. Raises Refusal where the pattern, or a form, is not to be used."""
    units, find_form = tuple(units), knowing(form, find_form)
    _refuse_pattern(pattern, units)
    main, taken_names, made = a_form_to_fill(form, find_form), set[str](), list[Planned]()
    year = year_of(main, previous)
    _refuse_same_names(pattern, [(_named(pattern, unit, unit.form or main.id, year), unit) for unit in units])
    for unit in units:
        name = form if unit.form in ("", main.id) else unit.form
        own = a_form_to_fill(name, find_form)
        sections = sections_of(own) if split else {"": ""}
        if not sections:
            raise Refusal("no_sections", form=own.id)
        before = previous.of(unit) if previous is not None else None
        more, note = _carried(own, before, previous, unit, year, find_form)
        plain = unit_data(own, unit)
        data = unit_data(own, unit, more) if more else plain
        for section, title in sections.items():
            file = _unique(_named(pattern, unit, own.id, year), f"-{title}{SUFFIX}" if split else SUFFIX, taken_names)
            order = Order(len(made), data, year, section, plain if more else None)
            made.append(Planned(file, unit, name, own.id, order, before.file if before is not None and more else "", note))
    return tuple(made)


def knowing(form: str, find_form: FindForm = load_form) -> FindForm:
    """Forms, among them a given one, by id or folder, under its id: workbooks name their form by that."""
    own = a_form_to_fill(form, find_form)
    return lambda name: own if name in (form, own.id) else find_form(name)


def year_of(form: Form, previous: Previous | None) -> int | None:
    """The form's own year, or the one after last year's workbooks, whichever is later."""
    years = [one.year for one in previous.found.values() if one.year is not None] if previous is not None else []
    if not years or (form.year is not None and form.year > max(years)):
        return form.year
    return max(years) + 1


def orders(wanted: Iterable[Planned]) -> Iterator[Batch]:
    """The batches in which workbooks are best made, for :func:`made_batch`."""
    by_form: dict[str, list[Order]] = {}
    for one in wanted:
        by_form.setdefault(one.form, []).append(one.order)
    for form, found in by_form.items():
        yield from batches(form, found)


def made_batch(batch: Batch) -> list[Made]:
    """The workbooks of a batch; a pure function, for any executor."""
    return make(batch)


def index_of(lines: Iterable[IndexLine], about: Sequence[str]) -> bytes:
    """The list of what was sent, as an .xlsx."""
    return index_workbook(lines, about)


def _carried(
    form: Form, before: PreviousWorkbook | None, previous: Previous | None, unit: Unit, year: int | None, find_form: FindForm
) -> tuple[dict[str, Any], str]:
    """What a unit takes of last year's workbook, and what the list says of it."""
    if previous is None:
        return {}, ""
    if before is None or before.data is None:
        reason = (previous.refused or {}).get(unit.code)
        return {}, say("previous_refused", reason=reason) if reason else say("no_previous")
    try:
        old = find_form(before.form)
    except FormError:
        return {}, say("previous_refused", reason=say("unknown_form", form=before.form))
    fits = before.year is None or year is None or before.year == year - 1
    return carried(form, old, before.data, fits), "" if fits else say("other_year", year=before.year)


def _refuse_pattern(pattern: str, units: Sequence[Unit]) -> None:
    own = {heading for unit in units for heading in unit.more}
    try:
        slots = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(pattern) if name is not None]
    except ValueError:
        raise Refusal("bad_pattern", value=pattern) from None
    for name, spec, conversion in slots:
        if spec or conversion or (name not in FIELDS and name not in own and name not in HEADINGS):
            known = [*FIELDS, *(column.heading for column in COLUMNS), *sorted(own)]
            raise Refusal("pattern_slot", value=name, names="、".join(known))
    if not slots:
        raise Refusal("fixed_pattern", value=pattern)


def _named(pattern: str, unit: Unit, form: str, year: int | None) -> str:
    """What a pattern says of a unit; a blank is nothing."""
    said = {name: getattr(unit, name) for name in FIELDS if name not in ("year", "form")} | {"form": form, "year": year}
    said = {**{heading: getattr(unit, field) for heading, field in HEADINGS.items()}, **unit.more, **said}
    slots = ((text, None if name is None else said.get(name, "")) for text, name, _, _ in Formatter().parse(pattern))
    text = "".join(text + ("" if value is None else str(value)) for text, value in slots)
    return text[: -len(SUFFIX)] if text.lower().endswith(SUFFIX) else text


def _refuse_same_names(pattern: str, named: Sequence[tuple[str, Unit]]) -> None:
    """Raise Refusal where a pattern gives several units one name: nobody would know whose (2) and (3) are."""
    by_name: dict[str, list[Unit]] = {}
    for name, unit in named:
        by_name.setdefault(name, []).append(unit)
    for name, units in by_name.items():
        if len(units) > 1:
            codes = "、".join(unit.code for unit in units[:MOST_NAMED]) + ("等" if len(units) > MOST_NAMED else "")
            raise Refusal("same_names", value=pattern, name=name, n=len(units), codes=codes)


def _unique(text: str, ending: str, taken_names: set[str]) -> str:
    """A safe name that no other file of the folder has, whatever the case of its letters."""
    number, name = 1, safe_name(text, ending)
    while name.casefold() in taken_names:
        number += 1
        name = safe_name(text, f"({number}){ending}")
    taken_names.add(name.casefold())
    return name


__all__ = [
    "ACCEPTED_FILE",
    "DEFAULT_PATTERN",
    "AcceptedFile",
    "Batch",
    "IndexLine",
    "Made",
    "Planned",
    "Previous",
    "PreviousTask",
    "PreviousWorkbook",
    "Roster",
    "blank_roster",
    "index_of",
    "knowing",
    "made_batch",
    "orders",
    "planned",
    "previous_of",
    "read_accepted",
    "read_not_accepted",
    "read_previous",
    "roster_of",
    "year_of",
]
