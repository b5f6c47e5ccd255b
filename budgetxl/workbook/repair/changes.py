"""What a repair changes, cell by cell: nothing of a sender's file goes, or becomes something else, without a line of this list."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from enum import Enum

from budgetxl.forms import Cell, Labels, State, formula_cells
from budgetxl.layout import is_cover_text, is_own_text, sheet_name
from budgetxl.values import Address, Key, round_half_up, says_nothing, squeeze
from budgetxl.values.foldings import loose_label
from budgetxl.values.records import dataclass
from budgetxl.values.tolerances import LAST_PLACE
from budgetxl.xlsx import RawCell, StruckCell

from ..messages import say
from ..submission import ReadResult
from .moves import Moves
from .shown import held, shown, told

_TOLD_OTHERWISE = ("META-07", "META-08", "META-16", "META-17")  #: rules whose findings are other kinds of changes, or refusals
MOST_COPIES = 200  # of a repeated sheet, whose names may stand on the cover though they are gone


class ChangeKind(Enum):
    """What has become of a cell. The values are the codes of the headings under which changes are listed."""

    TOTAL = "repair-totals"  #: typed over or cleared: the formula is back
    STALE = "repair-stale"  #: a formula that showed something else
    FORMULA = "repair-formulas"  #: typed where a value belongs: its result stands there now
    CORRECTED = "repair-corrected"  #: written in a way that no number is written
    STRUCK = "repair-struck"  #: struck out by its font, which is gone
    LEFT = "repair-left"  #: a text or figure that is no value of the form, beside those
    SHEET = "repair-sheets"  #: another name
    LACKING = "repair-lacking"  #: not found in the file, and so blank
    VALUE = "repair-values"  #: a formula of the sender's own sheet that can't follow: its result stands there now
    DOUBT = "repair-doubts"  #: what reading doubted and nobody will be told of again
    LOST = "repair-lost"  #: has no place in the form, or can't be read


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the cell as the sender knows it, what it is called, what stood there and what stands there now, and where that is.

    ``at`` is None of what has no cell; ``to`` where nothing stands for it now.
    """

    kind: ChangeKind
    at: Address | None
    old: str
    new: str = ""
    to: Address | None = None
    label: str = ""


def changes_of(before: ReadResult, after: ReadResult, moves: Moves) -> Iterator[Change]:
    """All changes but those that :func:`not_placed` and carrying tell. ``after`` is the workbook that was built anew, read."""
    for old, new in (*moves.sheets.items(), *moves.own.items()):
        if old != new:
            yield Change(ChangeKind.SHEET, None, old, new)
    for finding in before.findings:
        if finding.rule == "META-09" and finding.severity == "error":
            yield Change(ChangeKind.LACKING, None, finding.message)
    totals, labels = totals_of(before), _labels(before)
    for cell in before.submission.cells:
        yield from _of_cell(before, cell, after.submission.cells.get(cell.key), cell.key in totals, labels)
    for at in before.use.typed_over:
        yield Change(ChangeKind.TOTAL, at, held(_raw(before, at)), label=say("repair-own-formula"))
    for correction in before.corrections:
        yield Change(ChangeKind.CORRECTED, correction.cell, told(correction.text), told(correction.read_as), moves.nearly(correction.cell))
    yield from _struck(before, moves)
    yield from _left(before, moves)


def doubts_of(before: ReadResult, after: ReadResult) -> Iterator[Change]:
    """The warnings of reading that the repaired workbook (``after``) gives no more rise to, where no other change tells of their cells."""
    told = {correction.cell for correction in before.corrections}
    still = {(finding.rule, finding.message) for finding in after.findings}
    for finding in before.findings:
        at = finding.cells[0] if finding.cells else None
        if finding.severity == "warning" and finding.rule not in _TOLD_OTHERWISE and (finding.rule, finding.message) not in still and at not in told:
            yield Change(ChangeKind.DOUBT, at, finding.message)


def _labels(result: ReadResult) -> Labels:
    return Labels(result.submission.form, result.submission.root)


def _raw(result: ReadResult, at: Address) -> RawCell | None:
    sheet = next((sheet for sheet in result.raw.sheets if sheet.name == at.sheet), None)
    return None if sheet is None else sheet.cells.get((at.row, at.column))


def _of_cell(before: ReadResult, cell: Cell, now: Cell | None, total: bool, labels: Labels) -> Iterator[Change]:
    at, field = cell.entry.at, cell.place.field
    if at is None or now is None:
        return
    raw, value, label = _raw(before, at), now.entry.value, labels.text(field.label)
    shows = None if raw is None else raw.value
    if total:
        typed, live = not cell.computed and (shows is not None or value is not None), now.computed or not _same(shows, value)
        if typed and live:  # where the form has no formula for a cell, what it gives stands there as it is
            yield Change(ChangeKind.TOTAL, at, held(raw), told(value), now.entry.at, label)
        elif cell.computed and raw is not None and raw.calculated and raw.cached and not _same(shows, value):
            yield Change(ChangeKind.STALE, at, held(raw), told(value), now.entry.at, label)
    elif field.formula is not None:
        if not cell.computed and cell.entry.value is None and now.computed:
            yield Change(ChangeKind.TOTAL, at, held(raw), told(value), now.entry.at, label)
    elif raw is not None and raw.calculated and cell.entry.value is not None:
        yield Change(ChangeKind.FORMULA, at, f"={raw.formula or ''}", told(value), now.entry.at, label)


def totals_of(result: ReadResult) -> frozenset[Key]:
    """The keys of the values that the form's formulas give, whatever stands in their cells; not of formulas that only propose."""
    submission = result.submission
    return frozenset(cell.key for cell in formula_cells(submission.form, submission.root) if not cell.field.open_formula)


def _same(one: object, other: object) -> bool:
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return round_half_up(one, LAST_PLACE) == round_half_up(other, LAST_PLACE)
    return squeeze(shown(one)) == squeeze(shown(other)) or (other is None and one == 0)


def _struck(before: ReadResult, moves: Moves) -> Iterator[Change]:
    for sheet in before.raw.sheets:
        for place in sorted(before.use.taken.get(sheet.name, ())):
            cell = sheet.cells.get(place)
            if type(cell) is StruckCell:
                at = Address(sheet.name, *place)
                yield Change(ChangeKind.STRUCK, at, held(cell), to=moves.nearly(at))


def _left(before: ReadResult, moves: Moves) -> Iterator[Change]:
    """Typed cells that are no values of the form, and which the workbook built anew does not say the same.

    A label may stand anywhere on the sheets that a sheet has become, a figure only in its place. Labels of another version are
    not those of this one: of such a workbook only figures are told. An .xls file does not tell what its formulas show as text
    from what somebody typed.
    """
    if before.use.kind == "xls":
        return
    form = before.submission.form
    other = before.identity.fingerprint not in ("", form.fingerprint)
    names = {loose_label(sheet_name(sheet, number)) for sheet in form.sheets if sheet.repeat for number in range(MOST_COPIES)}
    told = {*before.account.unread, *nothing_said(before, moves), *(correction.cell for correction in before.corrections), *_read(before)}
    for sheet in before.raw.sheets:
        taken = before.use.taken.get(sheet.name, ())
        known = names | {loose_label(text) for now in moves.reached(sheet.name) for text in moves.texts(now)}
        for place, cell in sorted(sheet.cells.items() if sheet.name in moves.sheets else ()):
            at, text = Address(sheet.name, *place), shown(cell.value)
            if cell.calculated or not squeeze(text) or at in told or (other and cell.kind == "text" and place not in taken):
                continue
            if before.use.kind and place not in taken and _our_own(cell, text, form.sheets[0].name in moves.reached(sheet.name)):
                continue
            if place not in taken and (loose_label(squeeze(text)) in known if cell.kind == "text" else moves.says(at, text)):
                continue
            yield Change(ChangeKind.LEFT, at, text)


def _our_own(cell: RawCell, text: str, on_cover: bool) -> bool:
    """Whether a value is one that our own formulas show beside a form's: what is open, on a sheet and on the cover."""
    said = squeeze(text)
    return is_own_text(said) or (on_cover and (cell.kind == "number" or is_cover_text(said)))


def _read(before: ReadResult) -> Iterator[Address]:
    """The cells of which something is known, or is told elsewhere: a value, a total, what can't be read, the parts of a code."""
    totals = totals_of(before)
    codes: dict[tuple[str, int], str] = {}
    for cell in before.submission.cells:
        at, value = cell.entry.at, cell.entry.value
        if at is not None and (value is not None or cell.key in totals or cell.state is State.UNREADABLE):
            yield at
            if cell.place.field.parts and value is not None:
                codes[at.sheet, at.row] = str(value)
    for sheet in before.raw.sheets if codes else ():
        for row, column in before.use.taken.get(sheet.name, ()):
            held_there = sheet.cells.get((row, column))
            if held_there is not None and squeeze(shown(held_there.value)) in codes.get((sheet.name, row), ""):
                yield Address(sheet.name, row, column)


def nothing_said(before: ReadResult, moves: Moves) -> dict[Address, tuple[Address, str]]:
    """The cells in which somebody wrote that a table is empty (无), where they stand now, and the words: the reader takes them for no item."""
    raw = {at: _raw(before, at) for finding in before.findings if finding.rule == "META-18" for at in finding.cells}
    texts = {at: shown(cell.value) for at, cell in raw.items() if cell is not None and cell.kind == "text"}
    found = {at: (moves.pairs.get(at), text) for at, text in texts.items() if says_nothing(text)}
    return {at: (now, text) for at, (now, text) in found.items() if now is not None and not moves.holds(now)}


def not_placed(before: ReadResult, other: ReadResult | None = None) -> list[Change]:
    """What has no place in the form, or can't be read: cells, answers to rules and reasons of figures that there are no more.

    ``other`` is the same file read by the form that it was filled in by, where that is another: it knows what was typed.
    """
    lost: dict[Address, Change] = {}
    unread: Collection[Address] = before.account.unread
    if other is not None:
        typed = {c.entry.at: c for c in other.submission.cells if c.entry.at is not None and not c.computed and _filled(other, c)}
        stray = set(other.account.unread)
        here = {sheet for sheet, cells in before.use.taken.items() if cells}
        unread = [at for at in unread if at in typed or at in stray] + [at for at in sorted(stray) if at.sheet not in here]
        for at, cell in typed.items():
            if (at.row, at.column) not in before.use.taken.get(at.sheet, ()):
                lost[at] = Change(ChangeKind.LOST, at, held(_raw(other, at)), label=_labels(other).text(cell.place.field.label))
    for at in unread:
        lost.setdefault(at, Change(ChangeKind.LOST, at, held(_raw(before, at))))
    totals = totals_of(before)
    for one in before.submission.cells:
        if one.entry.at is not None and one.state is State.UNREADABLE and one.key not in totals:
            label = _labels(before).text(one.place.field.label)
            lost[one.entry.at] = Change(ChangeKind.LOST, one.entry.at, held(_raw(before, one.entry.at)), label=label)
    for finding in before.findings:  # a sheet that tells another unit, year or measure: its line would be put right, its figures not
        if finding.severity == "error" and finding.cells and before.submission.cells.at(finding.cells[0]) is None:
            wrong = finding.cells[0]
            lost.setdefault(wrong, Change(ChangeKind.LOST, wrong, held(_raw(before, wrong)), label=finding.message))
    for at, text in before.use.lost_answers:
        lost[at] = Change(ChangeKind.LOST, at, text, label=say("repair-answer"))
    for at, text in before.use.lost_reasons:
        lost[at] = Change(ChangeKind.LOST, at, text, label=say("repair-reason"))
    order = {sheet.name: number for number, sheet in enumerate(before.raw.sheets)}
    return [lost[at] for at in sorted(lost, key=lambda at: (order.get(at.sheet, 0), at.row, at.column))]


def _filled(result: ReadResult, cell: Cell) -> bool:
    raw = None if cell.entry.at is None else _raw(result, cell.entry.at)
    return cell.entry.value is not None or (raw is not None and raw.value is not None and bool(squeeze(shown(raw.value))))
