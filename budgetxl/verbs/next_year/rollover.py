"""``rollover``: next year's workbooks, begun with what this year's hold."""

from __future__ import annotations

from pathlib import PurePath

from ...bureau import Unit
from ...bureau.carrying import Fate, Line, PreviousTask, PreviousWorkbook, Remarks, Told, read_previous
from ...bureau.carrying.messages import say as say_of_carrying
from ...bureau.distribute import Batch, Order, begun_with, make
from ...forms import FormError, load_form
from ...values.records import dataclass
from ...workbook.file_names import unique_name
from ..messages import say
from ..refusal import Refusal
from ..sources import FindForm, SourceFile, a_form_to_fill, bytes_of
from .planned import SUFFIX, Planned
from .previous import Previous, carried_over, knowing, year_of


@dataclass(frozen=True, slots=True)
class RolledOver:
    """Next year's workbook, its form and year, and a line for everything that was not simply carried, in the order of its fates."""

    data: bytes
    form: str
    year: int | None
    lines: tuple[Line, ...]
    note: str = ""

    @property
    def lost(self) -> int:
        """How many lines tell of something that has a place nowhere."""
        return sum(line.fate is Fate.LOST for line in self.lines)


def roll_over(source: SourceFile, to: str, drop_finished: bool = False, form: str | None = None, find_form: FindForm = load_form) -> RolledOver:
    """The workbook of the year after, of one workbook. ``form`` is that of the old one where it is not among the known.

    Raises Refusal: ``has_errors`` where the old one has errors, or the new one does not take what it holds; ``unreadable`` where it
    can't be read; ``usage`` for a form that is none, or names no field for ``drop_finished``.
    """
    target = a_form_to_fill(to, find_form)
    before = read_previous(PreviousTask(source.name, bytes_of(source), forms=(to,) if form is None else (form, to)))
    if before.wrong:
        raise Refusal("rollover_errors", "has_errors", path=source.name, reason=before.error)
    if before.error:
        raise Refusal("file", "unreadable", path=source.name, reason=before.error)
    if before.part:
        raise Refusal("rollover_part", path=source.name)
    (planned,) = planned_rollover(Previous({before.code or before.name: before}), to, drop_finished, form, find_form)
    (made,) = make(Batch(to, (planned.order,), True))
    if made.error:
        raise Refusal("file", "has_errors", path=source.name, reason=made.error)
    return RolledOver(made.data, target.id, planned.order.year, tuple(told.line for told in planned.told), planned.note)


def planned_rollover(
    previous: Previous, to: str, drop_finished: bool = False, form: str | None = None, find_form: FindForm = load_form
) -> tuple[Planned, ...]:
    """The workbooks that are to be made, one for each of last year's, called as these are, in the order of their files.

    All are of one year, the one after the latest: of a workbook of an earlier year only texts come over. Raises Refusal as
    :func:`roll_over`.
    """
    target = a_form_to_fill(to, find_form)
    if drop_finished and not target.finished:
        raise Refusal("no_finished", form=target.id)
    known = knowing(to, find_form)
    known = known if form is None else knowing(form, known)  # of one id, the old workbook's own is the one to read it by
    year = year_of(target, previous)
    taken: set[str] = set()
    found: list[Planned] = []
    for number, before in enumerate(sorted(previous.found.values(), key=lambda one: one.file)):
        unit = Unit(before.code, before.name, row=number + 1)
        try:
            made, note = carried_over(target, before, year, known, drop_finished)
        except FormError:
            raise Refusal("file", "unreadable", path=before.file, reason=say("unknown_form", form=before.form)) from None
        order = Order(number, begun_with(target, made.data), year, remarks=Remarks(made.marks, made.lines), reasons=made.reasons)
        told = tuple(Told(unit, before.file, line) for line in made.lines)
        found.append(Planned(_named(before, taken), unit, to, target.id, order, before.file, note, told))
    return tuple(found)


def fate_heading(fate: Fate, count: int) -> str:
    """The line above the lines of a fate."""
    return say_of_carrying(fate.value, n=count)


def line_text(line: Line) -> str:
    """A line as a sentence: the old cell, what it is called, what stood there, and why."""
    if line.at is None:
        return say_of_carrying("carry-line-whole", label=line.label, text=line.text, why=line.why)
    return say_of_carrying("carry-line", cell=line.at, label=line.label, text=line.text, why=line.why)


def _named(before: PreviousWorkbook, taken: set[str]) -> str:
    """The name of the old file, of the first one of a split workbook."""
    first = before.file.split(" + ")[0].replace("\\", "/")
    return unique_name(PurePath(first).stem, SUFFIX, taken)


__all__ = ["Fate", "Line", "RolledOver", "fate_heading", "line_text", "planned_rollover", "roll_over"]
