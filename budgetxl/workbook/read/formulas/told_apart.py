"""A formula's cell shows something else than the form makes of its inputs: was the formula changed, or only not recalculated?

Both are asked of the cells as they are shown. What a formula gives over them is what it shows: then it is up to date, and
since the form gives something else, it is another formula. What it gives is what the form gives: then its result is out of
date. How a formula is written does not count, so that one of an earlier version of the program is no other one. Where its
value is not sure, or a cell was read as something else than it holds, nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from budgetxl.expressions import TreeScope, references, to_chinese
from budgetxl.forms import Form, FormulaCell, Table, formula_cells, labeller, value_of, with_lists
from budgetxl.values import Address, Entry, Finding, Group, Key, Scalar, entries, round_half_up, squeeze
from budgetxl.values.tolerances import LAST_PLACE
from budgetxl.xlsx import Position, RawCell, RawWorkbook

from ...messages import say
from .arithmetic import Book, Unsure, Value, value_of_formula

LONGEST_SENTENCE, LONGEST_FORMULA = 120, 80
MOST_ASKED = 200  # cells of a file
ROUNDED = Decimal("0.01")


class Formulas:
    """Tells what has become of formulas. ``tree`` holds what their cells show, ``shown`` the same by key; ``texts`` are cells of
    numbers stored as text, which sums skip. ``version``: the workbook is of this version of the form, so that its formulas were the
    form's."""

    def __init__(self, form: Form, tree: Group, shown: Mapping[Key, Scalar], raw: RawWorkbook, texts: Collection[Address], version: bool) -> None:
        self.form, self.shown, self.raw, self.texts, self.version = form, shown, raw, texts, version
        self.book, self.seen = Book(raw), with_lists(form, tree)
        self.cells = {cell.key: cell for cell in formula_cells(form, tree)}
        self.known = {entry.at: entry for _, entry in entries(tree) if entry.at is not None}
        self.asked = 0

    def told(self, key: Key, finding: Finding, stale: Collection[Key]) -> Finding:
        """The finding of a cell, with a message that tells the one from the other where that is sure."""
        self.asked += 1
        cell = self.cells.get(key)
        if cell is None or self.asked > MOST_ASKED:
            return finding
        try:
            formula, result, looked_at = self._result(cell)
        except (Unsure, RecursionError):
            return finding
        wanted, shows = value_of(cell, self.seen), self.shown[key]
        if _alike(result, wanted) and not _alike(result, shows):
            return replace(finding, message=say("META-07-outdated", a=finding.actual, b=finding.expected))
        if self.version and _alike(result, shows) and _surely_other(result, wanted) and self._same_cells(cell, looked_at):
            told = formula if len(formula) <= LONGEST_FORMULA else formula[:LONGEST_FORMULA] + "…"
            message = say("META-07-changed", f=told, a=finding.actual, b=finding.expected)
            return replace(finding, message=message, hint=self._hint(cell, stale))
        return finding

    def _same_cells(self, cell: FormulaCell, looked_at: Collection[tuple[str, Position]]) -> bool:
        """Whether the form's own formula would have looked at the cells that the form's values come from, and at no others.

        Rows beside those that it was laid out for, and sheets that were copied, it does not reach; a total typed among the items
        it counts; and what a cell that is calculated but no value of the form shows may be out of date itself.
        """
        repeats = {sheet.repeat for sheet in self.form.sheets if sheet.repeat}
        for entry in self._inputs(cell):
            at = entry.at
            if at is None:
                continue
            if entry.key[0] in repeats and cell.entry.at is not None and at.sheet != cell.entry.at.sheet:
                return False
            rows = type(entry.key[-2]) is int and not (len(entry.key) == 3 and entry.key[0] in repeats)
            if rows and not self._is_named(at, ".".join(part for part in entry.key if isinstance(part, str))):
                return False
        for sheet, place in looked_at:
            at = Address(sheet, *place)
            held = self._raw(at)
            if at not in self.known and held is not None and (held.calculated or (isinstance(held.value, Decimal) and self._is_named(at))):
                return False
        return True

    def _is_named(self, at: Address, name: str = "") -> bool:
        """Whether a cell belongs to the area of a defined name: of that one, or of any over several rows."""
        areas = self.book.areas.get(at.sheet, ())
        return any(
            area.first_row <= at.row <= area.last_row and area.first_column <= at.column <= area.last_column
            for called, area in areas if (called == name if name else area.first_row != area.last_row)
        )  # fmt: skip

    def _result(self, cell: FormulaCell) -> tuple[str, Value, Collection[tuple[str, Position]]]:
        """The formula of a cell, what it gives over what is shown, and the cells that it looked at. Raises Unsure."""
        at = cell.entry.at
        held = None if at is None else self._raw(at)
        if at is None or held is None or not held.formula or self._is_shared(at, held):
            raise Unsure
        for entry in self._inputs(cell):
            self._refuse_other(entry)
        result, looked_at = value_of_formula(held.formula, at.sheet, self.book)
        for sheet, place in looked_at:
            if (known := self.known.get(Address(sheet, *place))) is not None:
                self._refuse_other(known)
        return held.formula, result, looked_at

    def _raw(self, at: Address) -> RawCell | None:
        sheet = self.book.sheets.get(at.sheet.lower())
        return None if sheet is None else sheet.cells.get((at.row, at.column))

    def _is_shared(self, at: Address, held: RawCell) -> bool:
        """Whether other cells hold the same text: of cells that share a formula it is that of the first, and not their own."""
        cells = self.book.sheets[at.sheet.lower()].cells.items()
        return any(cell.source == held.source for place, cell in cells if cell.calculated and place != (at.row, at.column))

    def _inputs(self, cell: FormulaCell) -> Iterator[Entry]:
        """What the form's formula looks at."""
        if cell.formula is None:
            names = [cell.field.id, *([cell.rollup.column] if cell.rollup is not None else [])]
            yield from (node for row in cell.rows for name in names if isinstance(node := row.nodes.get(name), Entry))
            return
        scope = TreeScope(self.seen, cell.row, cell.sheet)
        for reference in references(cell.formula.expression):
            found = scope.lookup(reference.path)
            yield from [found] if isinstance(found, Entry) else found

    def _refuse_other(self, entry: Entry) -> None:
        """Raise Unsure unless a cell holds just what was read from it; a value of a code list stands in none."""
        if entry.at is None:
            if entry.key:
                raise Unsure
            return
        held = self._raw(entry.at)
        if entry.at in self.texts or (held is not None and held.calculated and not held.cached and entry.value is not None):
            raise Unsure
        if not _alike(None if held is None else held.value, entry.value):
            raise Unsure

    def _hint(self, cell: FormulaCell, stale: Collection[Key]) -> str:
        """The form's formula in words, and the cell of the same column from which it may be copied."""
        said = ""
        if cell.formula is not None:
            each = cell.path[:-1] if cell.row is not None else ()
            sentence = to_chinese(cell.formula.expression, labeller(self.form, each))
            said = say("META-07-formula", s=sentence) if len(sentence) <= LONGEST_SENTENCE else ""
        beside = self._beside(cell, stale)
        how = say("META-07-copy", cell=beside) if beside is not None else say("META-07-hint")
        return "；".join(filter(None, (said, how)))

    def _beside(self, cell: FormulaCell, stale: Collection[Key]) -> Address | None:
        """The nearest cell of a table's column whose formula still gives what the form gives."""
        at, place = cell.entry.at, self.form.compiled.places.get(cell.path)
        if at is None or cell.formula is None or place is None or not isinstance(place.block, Table) or not isinstance(cell.key[-2], int):
            return None
        rows = [other for other in self.cells.values() if other.key[:-2] == cell.key[:-2] and other.path == cell.path]
        whole = [other.entry.at for other in rows if other.key in self.shown and other.key not in stale and other.entry.at is not None]
        return min((one for one in whole if one.sheet == at.sheet), key=lambda one: abs(one.row - at.row), default=None)


def _surely_other(one: object, other: object) -> bool:
    """Whether two figures differ by more than an earlier version of the program may have rounded otherwise, or said of a blank."""
    return isinstance(one, Decimal) and isinstance(other, Decimal) and abs(one - other) > ROUNDED


def _alike(one: object, other: object) -> bool:
    """Whether two values are shown the same: a blank is an empty text."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return round_half_up(one, LAST_PLACE) == round_half_up(other, LAST_PLACE)
    if isinstance(one, str | None) and isinstance(other, str | None):
        return squeeze(one or "") == squeeze(other or "")
    return type(one) is type(other) and one == other


__all__ = ["Formulas"]
