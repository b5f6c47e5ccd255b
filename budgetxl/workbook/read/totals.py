"""Totals are recomputed, never trusted: a formula overwritten, a stale cache and a cache never filled are told apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, MutableMapping
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from budgetxl.forms import Faults, Form, FormulaCell, formula_cells, kind_of_field, value_of, with_lists
from budgetxl.values import Address, Entry, Finding, Group, Key, Scalar, plain, round_half_up, squeeze
from budgetxl.values.catalogue import shortened
from budgetxl.values.faults import said_of
from budgetxl.values.foldings import normal_name
from budgetxl.values.money import fen_places
from budgetxl.values.tolerances import LAST_PLACE, WRITTEN_PLACES
from budgetxl.xlsx import RawCell, RawSheet, RawWorkbook

from ..messages import say
from .cell_reading import money_unit, shown
from .stale_results import added_up, at_fault, left_out, skipping

if TYPE_CHECKING:
    from .formulas.copying import Sources

FEW = 2  # figures that do not add up to a rounding difference


class FormulaState(Enum):
    """What a computed field's cell holds: its formula, a value typed over it, nothing, or there is no such cell."""

    FORMULA = "formula"
    CONSTANT = "constant"
    CLEARED = "cleared"
    ABSENT = "absent"


States = Mapping[Key, FormulaState]
COMPUTED = (FormulaState.FORMULA, FormulaState.ABSENT)


def state_of(cell: RawCell | None) -> FormulaState:
    if cell is None:
        return FormulaState.CLEARED
    return FormulaState.FORMULA if cell.calculated else FormulaState.CONSTANT


def without_results(form: Form, root: Group, states: States) -> dict[Key, FormulaState]:
    """The states where a file holds no formulas: a computed field that shows nothing, or 0, is taken for a formula.

    LibreOffice writes 0 into an .xls file for every formula whose result is a text.
    """
    shows = {cell.key for cell in formula_cells(form, root) if cell.entry.value in (None, 0, "0")}
    return {key: FormulaState.FORMULA if key in shows and state not in COMPUTED else state for key, state in states.items()}


def trusted(form: Form, root: Group, states: States) -> dict[Key, FormulaState]:
    """The states where a file holds no formulas: a value that is what its formula gives is taken for the formula's."""
    seen = with_lists(form, root)
    better = dict(states)
    for cell in formula_cells(form, root):
        if states.get(cell.key) is FormulaState.CONSTANT and _same(cell.entry.value, value_of(cell, seen)):
            better[cell.key] = FormulaState.FORMULA
    return better


def total_findings(
    form: Form, root: Group, cells: Collection[FormulaCell], states: States, raw: RawWorkbook, values_only: bool, faults: Faults,
    texts: Mapping[Address, Key], skipped: MutableMapping[Address, tuple[Finding, ...]], cut: int = 0,
    version: bool = True,
) -> Iterator[Finding]:  # fmt: skip
    """What there is to say of every computed cell of a tree that ``compute`` has been over.

    ``faults`` are the formulas that failed; one that fails here is added, and nothing is said of its cells.

    ``texts`` are the numbers that are stored as text; what there is to say of totals that only skip those is no part of this,
    but is added to ``skipped``, by the text's cell.
    ``cut`` is how many amounts were rounded to the fen: what a spreadsheet made of them may differ by half a fen for each.

    ``version``: the workbook is of the form's own version.

    ``values_only``: the file holds no formulas, so that an overwritten one and an old result can't be told apart.
    """
    seen = with_lists(form, root)
    sheets = {sheet.name: sheet for sheet in raw.sheets}
    how = _HowToRestore(form, root, cells, states, sheets)
    computed: set[Key] | None = None
    caches: dict[Key, Scalar] = {}
    stale: dict[Key, Finding] = {}
    never: dict[Key, Finding] = {}
    broken: list[Key] = []
    for cell in cells:
        state = states.get(cell.key)
        entry = cell.entry
        if entry.at is None or state in (None, FormulaState.ABSENT):
            continue
        if state is FormulaState.FORMULA:
            held = sheets[entry.at.sheet].cells.get((entry.at.row, entry.at.column))
            if held is None or values_only:
                continue
            if held.kind == "error":
                broken.append(cell.key)
                yield from _error(entry, held, how.of(cell))
            elif not held.cached:
                if entry.value is not None:
                    never[cell.key] = Finding("META-07", "info", say("META-07-empty", b=_text(entry.value)), (entry.at,), _text(entry.value))
            else:
                caches[cell.key] = _cached(held)
                if not _same(caches[cell.key], entry.value) and not _cut(caches[cell.key], entry.value, cell, cut):
                    message = say("META-07-stale", a=shown(held.value), b=_text(entry.value))
                    stale[cell.key] = Finding("META-07", "warning", message, (entry.at,), _text(entry.value), shown(held.value))
            continue
        if cell.field.open_formula:
            yield from _other_name(cell, seen, form)
            continue  # its formula only proposes
        value = value_of(cell, seen, faults)
        if cell.path in faults:
            continue
        if not _same(entry.value, value) and not _cut(entry.value, value, cell, cut):
            if computed is None:
                computed = {one.key for one in cells if states.get(one.key) in COMPUTED}
            item = left_out(cell, seen, computed)
            if item is None and _rounded(cell, value, seen):
                message = say("META-07-rounding", a=_text(entry.value), b=_text(value))
                yield Finding("META-07", "warning", message, (entry.at,), _text(value), _text(entry.value), how.of(cell))
            else:
                yield _overwritten(entry, value, values_only, item, how.of(cell))
        elif state is FormulaState.CONSTANT:
            same = "META-07-same" if _is_figure(value, entry.value) else "META-07-same-text"
            yield Finding("META-07", "warning", say(same), (entry.at,), _text(value), _text(entry.value))
    skipped.update(skipping(form, root, {**dict.fromkeys(never), **caches}, {**never, **stale}, texts))
    if not skipped:
        shows = {**dict.fromkeys((*never, *broken)), **caches}
        yield from at_fault(form, root, shows, stale, never, raw, texts, version, bool(broken))


def fault_findings(form: Form, faults: Faults) -> Iterator[Finding]:
    """One finding for each formula that failed, on none of its cells: nobody who fills in the workbook can help it."""
    for path, error in faults.items():
        place = form.compiled.places.get(path)
        label = place.field.label if place is not None else ".".join(path)
        yield Finding("META-22", "error", say("META-22", label=label, reason=said_of(error)), hint=say("META-22-hint"))


class _HowToRestore:
    """How to put back the formula of a cell: from which other it may be copied. Nothing is worked out before it is asked."""

    def __init__(self, form: Form, root: Group, cells: Collection[FormulaCell], states: States, sheets: Mapping[str, RawSheet]) -> None:
        self.given = form, root, cells, states
        self.sheets = sheets
        self.sources: Sources | None = None

    def of(self, cell: FormulaCell) -> str:
        from .formulas.copying import Sources

        if self.sources is None:
            form, root, cells, states = self.given
            formulas = ((one.key, one.entry.at) for one in cells if states.get(one.key) is FormulaState.FORMULA and one.entry.at is not None)
            values = {one.key: one.entry.value for one in cells}
            whole = {key: at for key, at in formulas if self._is_whole(at, values[key])}
            self.sources = Sources(form, root, list(cells), whole)
        source = self.sources.of(cell)
        return say("META-07-hint") if source is None else say("META-07-copy", cell=source)

    def _is_whole(self, at: Address, value: Scalar) -> bool:
        """Whether a formula's cell shows what the form makes of it, or was not calculated yet."""
        held = self.sheets[at.sheet].cells.get((at.row, at.column))
        return held is not None and held.kind != "error" and (not held.cached or _same(_cached(held), value))


def _overwritten(entry: Entry, value: Scalar, values_only: bool, item: Entry | None, how: str) -> Finding:
    """``item`` is the one that the difference equals."""
    assert entry.at is not None
    code = "META-07-values" if values_only else "META-07-cleared" if entry.value is None else "META-07-differs"
    if _is_figure(value, entry.value):
        message = say(code, a=_text(entry.value), b=_text(value))
    else:
        message = say(f"{code}-text", a=_quoted(entry.value), b=_quoted(value))
    return Finding("META-07", "error", message, (entry.at,), _text(value), _text(entry.value), _hint(item, how))


def _other_name(cell: FormulaCell, seen: Group, form: Form) -> Iterator[Finding]:
    """A name typed over the one that a code list gives for the code beside it, where both can't mean the same.

    Nothing where the list does not know the code, where one name is the other with words added or left out, and where it is a
    former name that a sentence may not have either (TEXT-07).
    """
    formula, entry = cell.formula, cell.entry
    if formula is None or not isinstance(entry.value, str) or all(path[0] != "lists" for path in formula.paths):
        return
    wanted = value_of(cell, seen)
    if not isinstance(wanted, str):
        return
    held, name = normal_name(entry.value), normal_name(wanted)
    if not held or held in name or name in held or any(held == normal_name(old) for each in form.phrases.renamed.values() for old in each):
        return
    beside = [cell.row.get(path[1]) for path in formula.paths if path[0] == "row"] if cell.row is not None else []
    codes = [one for one in beside if isinstance(one, Entry) and one.at is not None and one.value is not None]
    at = tuple(one.at for one in (entry, *codes) if one.at is not None)
    message = say("META-07-name", a=_text(entry.value), b=wanted, code="、".join(_text(one.value) for one in codes))
    yield Finding("META-07", "warning", message, at, wanted, entry.value, say("META-07-name-hint", b=wanted))


def _rounded(cell: FormulaCell, value: Scalar, seen: Group) -> bool:
    """Whether a total typed over differs from its formula only as far as its figures are rounded: ½u a figure (RULES.md).

    u is one unit of the last place that the field is printed with.
    """
    kind, held = kind_of_field(cell.field), cell.entry.value
    if kind.type != "amount" or not isinstance(value, Decimal) or not isinstance(held, Decimal):
        return False
    count = 1 + sum(isinstance(one.value, Decimal) for one in added_up(cell, seen))
    places = WRITTEN_PLACES if kind.places is None else kind.places
    return count > FEW and abs(value - held) <= Decimal(5).scaleb(-places - 1) * count


def _hint(item: Entry | None, how: str) -> str:
    named = say("META-07-item", cell=item.at or "", value=_text(item.value)) if item is not None else ""
    return "；".join(filter(None, (named, how)))


def _error(entry: Entry, held: RawCell, how: str) -> Iterator[Finding]:
    """A formula's cell that shows an error. Where nothing can be computed, the reason stands in another cell, and is reported there."""
    if entry.at is not None and (entry.value is not None or "#REF!" in (held.formula or "")):
        message = say("META-08-formula", s=shown(held.value), b=_text(entry.value))
        yield Finding("META-08", "warning", message, (entry.at,), _text(entry.value), shown(held.value), how)


def _cached(cell: RawCell) -> Scalar:
    value = cell.value
    return value if isinstance(value, (Decimal, str, bool)) else shown(value)


def _same(one: Scalar, other: Scalar) -> bool:
    if one == other:
        return True
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return round_half_up(one, LAST_PLACE) == round_half_up(other, LAST_PLACE)
    if isinstance(one, str) and isinstance(other, str):
        return squeeze(one) == squeeze(other)
    return False


def _cut(one: Scalar, other: Scalar, cell: FormulaCell, cut: int) -> bool:
    """Whether two results are as near as they can be where so many of the amounts behind them were rounded to the fen."""
    if not cut or not cell.field.kind.amount or not isinstance(one, Decimal) or not isinstance(other, Decimal):
        return False
    places = fen_places(money_unit(cell.field))
    return places is not None and abs(one - other) <= Decimal(5).scaleb(-places - 1) * (cut + 1)


def _is_figure(value: Scalar, held: Scalar) -> bool:
    """Whether a computed cell is a total, not a text or a date: by what it should hold, else by what it holds."""
    return isinstance(held if value is None else value, Decimal)


def _quoted(value: Scalar) -> str:
    return _text(value) if value is None else f"“{shortened(_text(value))}”"


def _text(value: Scalar) -> str:
    return "空" if value is None else (plain(value) if isinstance(value, Decimal) else str(value))


__all__ = ["COMPUTED", "FormulaState", "fault_findings", "state_of", "total_findings", "trusted", "without_results"]
