"""From the cells of a sender's workbook to those of the one that was built anew from it.

The cell of a value is known by its key. Around those, a label is looked for by its text; for any other cell the nearest
values of its row and its column tell how far it has moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from budgetxl.values import Address, squeeze
from budgetxl.xlsx import Position, RawSheet

from ..submission import ReadResult
from .shown import shown

MOST_ROWS = 2_000  # that a table keeps without anything in them


class Moves:
    """Where cells have gone. ``own`` are the names that the sender's own sheets get, by those that they had."""

    def __init__(self, before: ReadResult, after: ReadResult, own: Mapping[str, str]) -> None:
        self.own = own
        self._old = {sheet.name: sheet for sheet in before.raw.sheets}
        self._new = {sheet.name: sheet for sheet in after.raw.sheets}
        self.pairs = _pairs(before, after)
        going = self._going = dict[str, Counter[str]]()
        for old, new in self.pairs.items():
            going.setdefault(old.sheet, Counter())[new.sheet] += 1
        #: The new name of each sheet that values were read from; of several, that to which most of them went.
        self.sheets = {name: counted.most_common(1)[0][0] for name, counted in going.items()}
        restless = {old.sheet for old, new in self.pairs.items() if new != (self.sheets[old.sheet], old.row, old.column)}
        #: The sheets on which every value stands where it stood.
        self.still = self.sheets.keys() - restless
        self._anchors: dict[str, list[tuple[Position, Position]]] = {}
        for old, new in self.pairs.items():
            if new.sheet == self.sheets[old.sheet]:
                self._anchors.setdefault(old.sheet, []).append(((old.row, old.column), (new.row, new.column)))
        self._texts: dict[str, dict[str, list[Position]]] = {}

    def counterpart(self, name: str) -> str | None:
        """The sheet that another one has become; one of ours keeps its name, or is known by what it says."""
        if name in self.own:
            return self.own[name]
        if name in self.sheets:
            return self.sheets[name]
        old = self._old.get(name)
        if name in self._new or old is None:
            return name if name in self._new else None
        words = {squeeze(shown(cell.value)) for cell in old.cells.values() if cell.kind == "text"}
        shared = {new: len(words & self.texts(new).keys()) for new in self._new}
        best = max(shared, key=lambda new: shared[new], default="")
        return best if best and shared[best] else None

    def exactly(self, at: Address) -> Address | None:
        """Where a cell stands now, if that is sure: None otherwise."""
        if at.sheet in self.own:
            return at._replace(sheet=self.own[at.sheet])
        if at in self.pairs:
            return self.pairs[at]
        return at._replace(sheet=self.sheets[at.sheet]) if at.sheet in self.still else None

    def nearly(self, at: Address) -> Address | None:
        """Where a cell stands now, or where it would stand; None only where its sheet is nowhere."""
        sheet = self.counterpart(at.sheet)
        if sheet is None:
            return None
        found = self.exactly(at)
        if found is not None:
            return found
        by_text = self._by_text(at, sheet)
        if by_text is not None:
            return Address(sheet, *by_text)
        anchors = self._anchors.get(at.sheet)
        if not anchors:
            return at._replace(sheet=sheet)
        row = _shifted(at.row, at.column, [(old, new[0]) for old, new in anchors], 0)
        column = _shifted(at.column, at.row, [(old, new[1]) for old, new in anchors], 1)
        return Address(sheet, max(1, row), max(1, column))

    def reached(self, name: str) -> set[str]:
        """The sheets to which values of a sheet have gone."""
        return set(self._going.get(name, ()))

    def says(self, at: Address, text: str) -> bool:
        """Whether the workbook built anew says that text where a cell stands now."""
        now = self.nearly(at)
        return now is not None and (now.row, now.column) in self.texts(now.sheet).get(squeeze(text), ())

    def holds(self, at: Address) -> bool:
        """Whether anything stands in a cell of the workbook built anew."""
        cell = self._new[at.sheet].cells.get((at.row, at.column)) if at.sheet in self._new else None
        return cell is not None and (cell.value is not None or cell.calculated)

    def texts(self, name: str) -> dict[str, list[Position]]:
        """The places of each text of a sheet that was built anew, without its blanks."""
        if name not in self._texts:
            self._texts[name] = _texts(self._new[name]) if name in self._new else {}
        return self._texts[name]

    def _by_text(self, at: Address, sheet: str) -> Position | None:
        """The one cell that says what a cell said, or the cell of the same column in the row of such a one."""
        old, known = self._old.get(at.sheet), self.texts(sheet)
        if old is None:
            return None
        cell = old.cells.get((at.row, at.column))
        places = known.get(squeeze(shown(cell.value)), []) if cell is not None and cell.kind == "text" else []
        if len(places) == 1:
            return places[0]
        if at.sheet in self.sheets:
            return None
        for (row, _), beside in sorted(old.cells.items()):
            if row == at.row and beside.kind == "text":
                rows = {place[0] for place in known.get(squeeze(shown(beside.value)), [])}
                if len(rows) == 1:
                    return rows.pop(), at.column
        return None


def rows_of(result: ReadResult) -> dict[str, int]:
    """How many rows each table of a workbook has, those that nobody filled in among them, by the table's dotted path."""
    form = result.submission.form
    repeats = {sheet.repeat for sheet in form.sheets if sheet.repeat}
    copies = {c.entry.at.sheet: f"{c.key[0]}.{c.key[1]}." for c in result.submission.cells if c.entry.at is not None and c.key[0] in repeats}
    single = {block.id for sheet, block in form.blocks() if not sheet.repeat}
    wanted = {("" if block in single else copies.get(sheet), block): count for (sheet, block), count in result.use.rows.items()}
    return {f"{copy}{block}": min(count, MOST_ROWS) for (copy, block), count in wanted.items() if copy is not None}


def _pairs(before: ReadResult, after: ReadResult) -> dict[Address, Address]:
    """The cells of all values before and after, and those in which the first rows of tables are typed."""
    found: dict[Address, Address] = {}
    for path, at in before.submission.openings.items():
        if path in after.submission.openings:
            found[at] = after.submission.openings[path]
    for cell in before.submission.cells:
        now = after.submission.cells.get(cell.key)
        if cell.entry.at is not None and now is not None and now.entry.at is not None:
            found[cell.entry.at] = now.entry.at
    return found


def _texts(sheet: RawSheet) -> dict[str, list[Position]]:
    found: dict[str, list[Position]] = {}
    for place, cell in sheet.cells.items():
        if cell.value is not None:
            found.setdefault(squeeze(shown(cell.value)), []).append(place)
    return found


def _shifted(line: int, across: int, anchors: list[tuple[Position, int]], axis: int) -> int:
    """A row or column moved as the nearest value in it is, or else the nearest before it, or else behind."""

    def distance(anchor: tuple[Position, int]) -> tuple[int, int, int]:
        place = anchor[0]
        return place[axis] > line, abs(place[axis] - line), abs(place[1 - axis] - across)

    old, new = min(anchors, key=distance)
    return new + line - old[axis]
