"""A submission's cells as rows within rows: what stands once, and the lists below it (a table's rows, the copies of a sheet)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from budgetxl.forms import Cell, Path, State
from budgetxl.values import Key, Scalar
from budgetxl.values.records import dataclass


@dataclass(slots=True)
class Item:
    """The cells that stand together: of a whole submission, of a copy of a sheet, of a row.

    ``key`` is where it stands in the workbook's own data. ``cells`` are by their full paths, ``lists`` by the paths of tables
    and repeated sheets; both by the names of the newer of the two forms.
    """

    key: Key = ()
    cells: dict[Path, Cell] = field(default_factory=dict)
    lists: dict[Path, list[Item]] = field(default_factory=dict)

    @property
    def typed(self) -> dict[Path, Scalar]:
        """What people filled in, without blanks and without what formulas give."""
        return {path: cell.entry.value for path, cell in self.cells.items() if not cell.computed and cell.entry.value is not None}

    @property
    def is_blank(self) -> bool:
        """Whether nothing is known of any cell of it, or of what is below it."""
        return all(cell.state in (State.BLANK, State.UNKNOWN) for cell in self.cells.values()) and all(
            one.is_blank for rows in self.lists.values() for one in rows
        )


def items_of(cells: Iterable[Cell], names: Mapping[Path, Path]) -> Item:
    """The rows of a submission; ``names`` are the full paths of the other form's fields by its own, as far as they are otherwise called."""
    root = Item()
    rows: dict[Key, Item] = {(): root}
    for cell in cells:
        path = names.get(cell.path, cell.path)
        holder, depth = root, 0
        for number, part in enumerate(cell.key):
            if not isinstance(part, int):
                continue
            depth += 1
            key = cell.key[: number + 1]
            below = rows.get(key)
            if below is None:
                below = rows[key] = Item(key)
                holder.lists.setdefault(path[:depth], []).append(below)
            holder = below
        holder.cells[path] = cell
    return root


__all__ = ["Item", "items_of"]
