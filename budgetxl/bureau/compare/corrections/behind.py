"""The cells behind what is published: of figures by the trace, of words those whose text they are, of what follows from a figure the figure's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from budgetxl.forms import Cell
from budgetxl.notice import Document
from budgetxl.notice.tracing import Figure
from budgetxl.review.pieces import cells_at
from budgetxl.values import Address
from budgetxl.workbook import Submission

from ..model import Comparison, SideName
from .published import Said


class Behind:
    """The cells of two versions that differ."""

    def __init__(
        self, comparison: Comparison, old: Submission, new: Submission, notices: Mapping[SideName, Document | None] | None = None
    ) -> None:
        self._taken: Mapping[SideName, Mapping[Address, str]] = {
            side: {one.cell: one.read_as for one in notice.corrections} for side, notice in (notices or {}).items() if notice is not None
        }
        self.changed: Mapping[SideName, frozenset[Address]] = {
            "old": frozenset(change.old_at for change in comparison.changes if change.old_at is not None)
            | frozenset(one.at for one in comparison.only if one.side == "old" and one.at is not None),
            "new": frozenset(change.new_at for change in comparison.changes if change.new_at is not None)
            | frozenset(one.at for one in comparison.only if one.side == "new" and one.at is not None),
        }
        self._cells: Mapping[SideName, tuple[Cell, ...]] = {
            "old": tuple(cell for cell in old.cells if cell.entry.at in self.changed["old"]),
            "new": tuple(cell for cell in new.cells if cell.entry.at in self.changed["new"]),
        }

    def of_words(self, side: SideName, said: Said, start: int, end: int) -> tuple[Address, ...]:
        """The cells behind a stretch of a sentence: of the figures in it; of its words; else of the figure that it belongs to."""
        inside = [figure for figure in said.figures if figure.offset < end and start < figure.end]
        if inside:
            return _cells(inside)
        if found := self._whose_words(side, said, start, end):
            return found
        moved = [figure for figure in said.figures if not self.changed[side].isdisjoint(figure.origin.cells)]
        return _cells(sorted(moved, key=lambda figure: (figure.offset < start, abs(figure.offset - start)))[:1])

    def of_all(self, side: SideName, said: Said) -> tuple[Address, ...]:
        """The cells behind a whole text, those that differ before all: without one, its figures'."""
        every = dict.fromkeys([*_cells(said.figures), *self._whose_words(side, said, 0, len(said.text))])
        return tuple(at for at in every if at in self.changed[side]) or tuple(every)

    def _whose_words(self, side: SideName, said: Said, start: int, end: int) -> tuple[Address, ...]:
        """The cells that differ whose own words stand there; a cell may hold more than this sentence."""
        found, _ = cells_at(self._cells[side], self._taken.get(side, {}), said.within or said.text, said.start + start, said.start + end)
        return tuple(cell.entry.at for cell in found if cell.entry.at is not None)


def _cells(figures: Iterable[Figure]) -> tuple[Address, ...]:
    return tuple(dict.fromkeys(cell for figure in figures for cell in figure.origin.cells))


__all__ = ["Behind"]
