"""``repair``: a workbook in which the form's formulas, formats and names are back, with everything that people typed."""

from __future__ import annotations

from dataclasses import replace

from ..forms import CHANGES_SHEET, CHECK_SHEET, DataError, Form, FormError, Table, load_form
from ..values.records import dataclass
from ..workbook import FormReading, ReadResult, read, refill
from ..workbook.messages import say as say_of_workbook
from ..workbook.repair import (
    Change,
    ChangeKind,
    Moves,
    NotCarried,
    carried,
    changes_of,
    doubts_of,
    free_name,
    not_placed,
    rows_of,
    totals_of,
)
from ..xlsx import UnreadableFile
from .messages import say
from .refusal import Refusal
from .sources import FindForm, SourceFile, a_form_to_fill, bytes_of

MOST_NAMED = 20  # cells of a refusal; the file has them all


@dataclass(frozen=True, slots=True)
class Repaired:
    """The repaired workbook, every change in the order of their kinds, and what is to be said of the file as a whole."""

    data: bytes
    form: str
    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()

    @property
    def lost(self) -> int:
        """How many cells were not carried; they stand on a sheet of their own."""
        return sum(change.kind is ChangeKind.LOST for change in self.changes)


def repair_workbook(source: SourceFile, to: str | None = None, form: str | None = None, find_form: FindForm = load_form) -> Repaired:
    """One workbook put in order: built anew by its form from what people typed, with answers, notes and their own sheets.

    ``form`` overrides the form that the workbook names. ``to`` is the form that it is brought into: another version of its
    own, or one that extends it, of the same year; what has no place there is listed on a sheet. Without ``to`` a workbook with
    such a cell is refused. Raises Refusal: ``has_errors`` with the cells; ``usage`` for a form that it can't be brought into;
    ``unreadable`` where the file can't be read.
    """
    data = bytes_of(source)
    wanted, other = to or form, None
    target = a_form_to_fill(wanted, find_form) if wanted else None
    if to and target is not None:
        own = _own_form(source.name, data, form, find_form)
        _refuse_other(source.name, target, own)
        other = own if own is not None and own.identity.form != target.id and own.submission.form.id != target.id else None
        options = replace(target.options, on_older="migrate")
        before = _read(source.name, data, FormReading(replace(target, options=options)), find_form)
    else:
        before = _read(source.name, data, None if target is None else FormReading(target), find_form)
    lost = not_placed(before, other)
    if lost and not to:
        raise Refusal("repair_unplaced", "has_errors", path=source.name, n=len(lost), cells=_named(lost))
    try:
        return _repaired(source.name, data, before, other, lost)
    except (NotCarried, UnreadableFile) as error:
        raise Refusal("file", "has_errors", path=source.name, reason=str(error)) from error
    except DataError as error:
        raise Refusal("as_said", "has_errors", sentences="\n".join(f"{source.name}：{one}" for one in error.problems)) from None


def change_heading(kind: ChangeKind, count: int) -> str:
    """The line above the changes of a kind."""
    return say_of_workbook(kind.value, n=count)


def _read(name: str, data: bytes, form: FormReading | None, find_form: FindForm) -> ReadResult:
    try:
        return read(data, form, find_form)
    except UnreadableFile as error:
        raise Refusal("file", "unreadable", path=name, reason=str(error)) from None
    except FormError as error:
        raise Refusal("file", "unreadable", path=name, reason="；".join(map(str, error.mistakes))) from None


def _own_form(name: str, data: bytes, form: str | None, find_form: FindForm) -> ReadResult | None:
    """The workbook read by the form that it was filled in by; None where that is not known here, or takes no older one."""
    try:
        return read(data, None if form is None else find_form(form), find_form)
    except (UnreadableFile, FormError):
        return None


def _refuse_other(name: str, target: Form, own: ReadResult | None) -> None:
    """Raise Refusal where a workbook belongs to another year than a form, or to a form that this one does not extend."""
    if own is None or own.identity.form == target.id:
        return
    form = own.submission.form
    if form.id not in target.lineage:
        raise Refusal("repair_form", path=name, form=form.id, wanted=target.id)
    year = own.identity.year or (str(form.year) if form.year is not None else "")
    if target.year is not None and year not in ("", str(target.year)):
        raise Refusal("repair_year", path=name, form=target.id, wanted=target.year, year=year)


def _named(lost: list[Change]) -> str:
    named = [say("repair_cell_of" if one.label else "repair_cell", cell=one.at, text=one.old, label=one.label) for one in lost[:MOST_NAMED]]
    return "、".join(named) + ("等" if len(lost) > MOST_NAMED else "")


def _repaired(name: str, data: bytes, before: ReadResult, other: ReadResult | None, lost: list[Change]) -> Repaired:
    submission, form, part = before.submission, before.submission.form, before.identity.part
    typed = {c.key for c in submission.cells if c.place.field.open_formula and not c.computed and c.entry.value is not None}
    tables = {block.id for sheet, block in form.blocks() if isinstance(block, Table) and not sheet.repeat}
    lost_tables = tables - {path[0] for path in submission.openings}
    built = refill(form, submission.root, typed, part, before.identity.year, before.use.copies, rows_of(before), lost_tables, submission.reasons)
    reading = FormReading(form)
    after = read(built, reading)
    own: dict[str, str] = {}
    theirs = set() if other is None else {sheet for sheet, cells in other.use.taken.items() if cells}
    for sheet in before.use.others:
        if sheet not in theirs:
            own[sheet] = free_name(sheet, [one.name for one in after.raw.sheets] + [*own.values()])
    moves = Moves(before, after, own)
    result = carried(None if before.use.kind else data, before, built, after, moves, lost)
    final = read(result.data, reading)
    _refuse_difference(name, before, final)
    changes = [*changes_of(before, after, moves), *doubts_of(before, final), *result.changes, *lost]
    order = list(ChangeKind)
    return Repaired(result.data, form.id, tuple(sorted(changes, key=lambda change: order.index(change.kind))), result.notes)


def _refuse_difference(name: str, before: ReadResult, after: ReadResult) -> None:
    """Raise Refusal unless everything that was typed can be read from the repaired workbook: nothing may be lost in silence."""
    totals = totals_of(before)
    for cell in before.submission.cells:
        now = after.submission.cells.get(cell.key)
        if cell.entry.value is None or cell.computed or cell.key in totals:
            continue
        if now is None or now.entry.value != cell.entry.value:
            raise Refusal("repair_fault", "has_errors", path=name, cell=cell.entry.at or "")
    if dict(before.submission.answers) != dict(after.submission.answers):
        raise Refusal("repair_fault", "has_errors", path=name, cell=CHECK_SHEET)
    if dict(before.submission.reasons) != dict(after.submission.reasons):
        raise Refusal("repair_fault", "has_errors", path=name, cell=CHANGES_SHEET)
