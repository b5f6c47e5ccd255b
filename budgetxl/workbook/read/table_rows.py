"""The rows of a table in a workbook that came back: which rows hold an item, which are totals or notes, what is merged."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import field

from budgetxl.forms import Field
from budgetxl.values import is_blank, is_total_word, says_nothing, squeeze
from budgetxl.values.records import dataclass
from budgetxl.xlsx import Position, RawCell

from .places.by_names import FoundSheet, FoundTable
from .places.column_numbers import is_numbering_row
from .places.form_texts import ExpectedSheet

MOST_BLANK_ROWS = 40
MOST_MERGED = 10_000
NOTE_LENGTH = 12
_NOTES = ("注:", "注1", "备注:", "说明:", "填表说明", "单位负责人", "制表")


@dataclass(slots=True)
class TableRows:
    """One table on one sheet.

    What holds no item: ``totals`` are the rows that staff called 合计 themselves, ``numbers`` those that number the columns,
    ``nothing`` the only row of a table where they wrote that it is empty (无, 本表为空表).
    """

    found: FoundSheet
    table: FoundTable
    expected: ExpectedSheet
    values_only: bool = False
    totals: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    nothing: list[int] = field(default_factory=list)
    _below: dict[Position, Position] | None = None

    def items(self) -> Iterator[int]:
        """The rows that hold an item, in order: within the named range, and on below while nothing else begins."""
        rows = self._filled_rows()
        first, second = next(rows, None), next(rows, None)
        if first is None:
            return
        if second is None and self._says_nothing(first):
            self.nothing.append(first)
            return
        yield first
        if second is not None:
            yield second
            yield from rows

    def _filled_rows(self) -> Iterator[int]:
        computed = {column.id for column in self.table.block.columns if column.formula is not None or column.rollup}
        figures = any(column.numeric for column in self.table.block.columns)
        first = True  # nothing but rows that number the columns so far: the form's own, and one that staff typed below it
        for row in self._candidates():
            own = self.own_cells(row)
            if not self._is_filled(own, computed):
                continue
            first = first and self._numbers_columns(row)
            if first:
                self.numbers.append(row)
                continue
            if figures and self._is_total(own):
                self.totals.append(row)
            else:
                yield row

    def own_cells(self, row: int) -> dict[str, RawCell | None]:
        """The cells of a row by column id."""
        raw = self.found.raw.cells
        return {name: raw.get((row, column)) for name, column in self.table.columns.items()}

    def merged_from(self, field: Field, row: int, column: str = "") -> Position | None:
        """The cell above that a blank text cell is merged with: what it says holds for this row as well.

        ``column`` is the one of several that a field has.
        """
        if field.numeric or not self.merged:
            return None
        place = (row, self.table.columns[column or field.id])
        return self.merged.get(place) if _empty(self.found.raw.cells.get(place)) else None

    @property
    def merged(self) -> dict[Position, Position]:
        """The cells below the first of each range that is merged downwards in this table's columns."""
        if self._below is None:
            columns = set(self.table.columns.values())
            self._below = {
                (row, left): (first, left)
                for first, left, last, _ in self.found.raw.merges
                if left in columns and self.table.first <= first < last <= first + MOST_MERGED
                for row in range(first + 1, last + 1)
            }
        return self._below

    def _candidates(self) -> Iterator[int]:
        """The rows with any content in the table's columns, as far as they may belong to it."""
        table = self.table
        columns = set(table.columns.values())
        cells = self.found.raw.cells.items()
        rows = sorted({row for (row, column), cell in cells if row >= table.first and column in columns and not _empty(cell)})
        last = table.last
        for row in rows:
            if row in table.apart:
                continue
            if row > table.last:
                if (table.end is not None and row >= table.end) or row > last + MOST_BLANK_ROWS or self._begins_other(row):
                    return
                if self._is_note(row):
                    continue
                last = row
            yield row

    def _texts(self, row: int) -> list[tuple[int, str]]:
        """The texts of a row in the table's columns, from the left."""
        raw = self.found.raw.cells
        found = []
        for column in sorted(self.table.columns.values()):
            cell = raw.get((row, column))
            if cell is not None and cell.kind == "text" and (text := squeeze(str(cell.value))):
                found.append((column, text))
        return found

    def _begins_other(self, row: int) -> bool:
        """Whether a row below is the heading, header or note of something else on the form's sheet."""
        columns = self.table.columns.values()
        if any(at == row and min(columns) <= column <= max(columns) for at, column in self.found.cells.values()):
            return True  # another block's value; the table's own totals are rows apart
        texts = self._texts(row)
        if not texts or is_total_word(texts[0][1]):
            return False
        return self.expected.is_furniture(texts[0][1]) or self._titles_other(row, texts[0][1])

    def _titles_other(self, row: int, text: str) -> bool:
        """Whether a row says nothing but another block's title, however people have changed it a little: 乙表（万元）."""
        others = [block.title for block in self.expected.blocks if block.block is not self.table.block and block.title.text]
        return any(title.means(text) for title in others) and sum(not _empty(cell) for cell in self.own_cells(row).values()) == 1

    def _is_note(self, row: int) -> bool:
        """Whether a row outside the range is a remark: one text in the first column, and nothing beside it."""
        columns = sorted(self.table.columns.values())
        filled = [column for column in columns if not _empty(self.found.raw.cells.get((row, column)))]
        texts = self._texts(row)
        if len(filled) != 1 or len(texts) != 1 or texts[0][0] != columns[0] or len(columns) == 1:
            return False
        return texts[0][1].startswith(_NOTES) or len(texts[0][1]) > NOTE_LENGTH

    def _is_filled(self, cells: Mapping[str, RawCell | None], computed: Collection[str]) -> bool:
        """Whether staff put anything into a row: a formula of ours does not count, nor its result where formulas are not known."""
        for name, cell in cells.items():
            if cell is not None and not _empty(cell) and not (name in computed and (self.values_only or cell.calculated)):
                return True
        return False

    def _numbers_columns(self, row: int) -> bool:
        """Whether a row numbers the columns (栏次); without that word only above the rows that the form laid out."""
        columns = [*self.table.columns.values(), *([self.table.serial] if self.table.serial is not None else [])]
        named = self.table.named
        own = self.table.block.numbering_row and not self.numbers and (named is None or row < named)
        return is_numbering_row(self.found.raw.cells, row, columns, plain=named is not None and row < named, own=own)

    def _says_nothing(self, row: int) -> bool:
        """Whether a row says that its table is empty: nothing but such words was typed into it."""
        typed = [cell for cell in self.own_cells(row).values() if cell is not None and not _empty(cell) and not cell.calculated]
        return bool(typed) and all(cell.kind == "text" and says_nothing(str(cell.value)) for cell in typed)

    def _is_total(self, cells: Mapping[str, RawCell | None]) -> bool:
        """Whether staff called a row 合计: that is its only text, and the rest are figures."""
        filled = [cell for cell in cells.values() if cell is not None]
        if any(cell.kind in ("date", "boolean") for cell in filled):
            return False
        return self.table.block.is_total(str(cell.value) for cell in filled if cell.kind == "text")


def _empty(cell: RawCell | None) -> bool:
    return cell is None or cell.kind == "blank" or (cell.kind == "text" and is_blank(str(cell.value)))


__all__ = ["TableRows"]
