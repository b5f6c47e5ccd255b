"""From which cell a lost formula may be copied: one that calculates the same, as many columns or rows aside.

Our formulas have figures in relative columns and texts in absolute ones. So a formula that is copied sideways in its row is the
one of its new place where both speak of the same texts, and of figures that lie as far apart as the two cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from budgetxl.expressions import Expression, Reference, walk
from budgetxl.expressions.syntax import rebuilt
from budgetxl.forms import Form, FormulaCell, Path, Table
from budgetxl.values import Address, Group, Key, entries, path_of


class Sources:
    """The cells whose formulas are whole, ``whole`` by their keys, and where the fields of a form stand in this workbook."""

    def __init__(self, form: Form, root: Group, cells: Sequence[FormulaCell], whole: Mapping[Key, Address]) -> None:
        self.form, self.cells, self.whole = form, cells, whole
        self.first: dict[Path, Address] = {}
        for key, entry in entries(root):
            if entry.at is not None:
                self.first.setdefault(path_of(key), entry.at)

    def of(self, cell: FormulaCell) -> Address | None:
        """The nearest cell to copy from: another row of the same column of a table, else the next in the same row that calculates alike."""
        at = cell.entry.at
        if at is None:
            return None
        rows = [place for other, place in self._others(at) if self._same_column(cell, other)]
        beside = [place for other, place in self._others(at) if place.row == at.row and self._parallel(cell, other, place.column - at.column)]
        near = min(rows, key=lambda one: abs(one.row - at.row), default=None)
        return near or min(beside, key=lambda one: abs(one.column - at.column), default=None)

    def _others(self, at: Address) -> Iterator[tuple[FormulaCell, Address]]:
        for other in self.cells:
            place = self.whole.get(other.key)
            if place is not None and place != at and place.sheet == at.sheet:
                yield other, place

    def _same_column(self, cell: FormulaCell, other: FormulaCell) -> bool:
        place = self.form.compiled.places.get(cell.path)
        return (
            place is not None and isinstance(place.block, Table) and other.path == cell.path and other.key[:-2] == cell.key[:-2]
            and isinstance(cell.key[-2], int) and isinstance(other.key[-2], int)
        )  # fmt: skip

    def _parallel(self, cell: FormulaCell, other: FormulaCell, apart: int) -> bool:
        if cell.formula is None or other.formula is None:
            return cell.rollup is not None and cell.rollup == other.rollup and cell.key[:-1] == other.key[:-1]
        if _shape(cell.formula.expression) != _shape(other.formula.expression):
            return False
        pairs = zip(_references(cell.formula.expression), _references(other.formula.expression))
        return all(self._apart(self._full(mine, cell), self._full(its, other), apart) for mine, its in pairs)

    def _full(self, path: Path, cell: FormulaCell) -> Path:
        return (*cell.path[:-1], *path[1:]) if path[0] == "row" else path

    def _apart(self, mine: Path, its: Path, apart: int) -> bool:
        """Whether what one formula speaks of lies as far from what the other does as their cells; of texts it must be the same."""
        places = self.form.compiled.places
        if mine == its:
            return mine in places and places[mine].field.kind.stored == "text"
        here, there = self.first.get(mine), self.first.get(its)
        if mine not in places or its not in places or here is None or there is None:
            return False
        if places[mine].field.kind.stored == "text" or places[its].field.kind.stored == "text":
            return False
        return (there.sheet, there.row, there.column - here.column) == (here.sheet, here.row, apart)


def _shape(expression: Expression) -> Expression:
    """An expression without the fields that it speaks of."""
    return Reference(("_",)) if isinstance(expression, Reference) else rebuilt(expression, _shape)


def _references(expression: Expression) -> list[Path]:
    """The fields that an expression speaks of, as often as it does, in the order of the source."""
    return [node.path for node in walk(expression) if isinstance(node, Reference)]


__all__ = ["Sources"]
