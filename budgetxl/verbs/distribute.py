"""``distribute``: a workbook for each unit of a roster, and the list of what went to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from string import Formatter

from ..bureau import Unit
from ..bureau.accepted import ACCEPTED_FILE, AcceptedFile, read_accepted
from ..bureau.carrying import Carried, PreviousTask, PreviousWorkbook, Told, read_previous
from ..bureau.distribute import (
    Batch,
    IndexLine,
    Made,
    Order,
    batches,
    index_workbook,
    make,
    previous_by_unit,
    unit_data,
)
from ..bureau.roster import COLUMNS, TEMPLATES, Roster, checked_roster, roster_template
from ..forms import Form, FormError, load_form, sections_of
from ..workbook.file_names import unique_name
from .messages import say
from .next_year import SUFFIX, Planned, Previous, carried_over, knowing, previous_of, year_of
from .refusal import Refusal
from .sources import FindForm, SourceFile, a_form_to_fill, bytes_of

DEFAULT_PATTERN = "{code}-{name}"
FIELDS = ("code", "name", "kind", "parent", "contact", "phone", "form", "deadline", "year")
"""What a pattern of names may say of a unit, beside the headings of the roster."""
HEADINGS = {heading: column.field for column in COLUMNS for heading in (*column.aliases, column.heading)}
MOST_NAMED = 3


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


def planned(
    units: Iterable[Unit], form: str, previous: Previous | None = None, split: bool = False, pattern: str = DEFAULT_PATTERN,
    find_form: FindForm = load_form,
) -> tuple[Planned, ...]:
    """What is to be made, in the order of the roster. Raises Refusal where the pattern, or a form, is not to be used."""
    units, find_form = tuple(units), knowing(form, find_form)
    _refuse_pattern(pattern, units)
    main, taken_names, made = a_form_to_fill(form, find_form), set[str](), list[Planned]()
    year = year_of(main, previous)
    last_year = previous_by_unit(previous.found.values(), units) if previous is not None else {}
    _refuse_same_names(pattern, [(_named(pattern, unit, unit.form or main.id, year), unit) for unit in units])
    for unit in units:
        name = form if unit.form in ("", main.id) else unit.form
        own = a_form_to_fill(name, find_form)
        sections = sections_of(own) if split else {"": ""}
        if not sections:
            raise Refusal("no_sections", form=own.id)
        before = last_year.get(unit.code)
        more, note = _carried(own, before, previous, unit, year, find_form)
        plain = unit_data(own, unit)
        data = unit_data(own, unit, more.data) if more.data else plain
        began = before.file if before is not None and more.data else ""
        told = tuple(Told(unit, began, line) for line in more.lines)
        for section, title in sections.items():
            file = unique_name(_named(pattern, unit, own.id, year), f"-{title}{SUFFIX}" if split else SUFFIX, taken_names)
            order = Order(len(made), data, year, section, plain if more.data else None, reasons=more.reasons)
            made.append(Planned(file, unit, name, own.id, order, began, note, told))
            told = ()  # of a split workbook it is told once
    return tuple(made)


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


def index_of(lines: Iterable[IndexLine], about: Sequence[str], told: Iterable[Told] = (), title: str = "") -> bytes:
    """The list of what was sent, as an .xlsx; ``told`` of what was not simply carried, ``title`` of a list of another command."""
    return index_workbook(lines, about, tuple(told), title)


def _carried(
    form: Form, before: PreviousWorkbook | None, previous: Previous | None, unit: Unit, year: int | None, find_form: FindForm
) -> tuple[Carried, str]:
    """What a unit takes of last year's workbook, and what the list says of it."""
    if previous is None:
        return Carried({}), ""
    if before is None or before.data is None:
        reason = (previous.refused or {}).get(unit.code)
        return Carried({}), say("previous_refused", reason=reason) if reason else say("no_previous")
    try:
        return carried_over(form, before, year, find_form)
    except FormError:
        return Carried({}), say("previous_refused", reason=say("unknown_form", form=before.form))


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
    "read_previous",
    "roster_of",
    "year_of",
]
