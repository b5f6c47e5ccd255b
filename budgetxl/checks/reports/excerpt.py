"""A picture of a finding's rows: the cells around it as a small table, as they stand in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from budgetxl.forms import Labels, Record
from budgetxl.values import MAX_COLUMN, Address, Finding, Scalar, column_letters, plain, scale, squeeze
from budgetxl.values.records import dataclass
from budgetxl.workbook import ReadResult
from budgetxl.xlsx import Position, RawCell, RawSheet

AROUND = 2  # rows above and below the cell that a finding is about; one around the others
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS, MOST_CELLS = 14, 9, 3, 60
LONGEST, LONGEST_MARKED = 40, 240


@dataclass(frozen=True, slots=True)
class PictureCell:
    """``mark`` is ``first`` on the cell that a finding is about, ``other`` on those it is compared with, else empty."""

    text: str
    mark: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A row with its number in the sheet; None stands for rows left out."""

    number: int | None
    cells: tuple[PictureCell, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A part of a sheet. ``columns`` are letters, "" where columns are left out; ``headers`` the form's labels, if known."""

    sheet: str
    columns: tuple[str, ...]
    headers: tuple[str, ...]
    rows: tuple[PictureRow, ...]


class Pictures:
    """Draws the findings of one workbook."""

    def __init__(self, result: ReadResult) -> None:
        self.result = result
        self.sheets = {sheet.name: sheet for sheet in result.raw.sheets}
        self._by_row: dict[str, dict[int, list[int]]] = {}

    @cached_property
    def _fields(self) -> tuple[dict[Address, Scalar], dict[Address, str], dict[str, int]]:
        """By address the value read and the heading of its column (of tables and grids); by sheet the last column read."""
        submission = self.result.submission
        words = Labels(submission.form, submission.root)
        values: dict[Address, Scalar] = {}
        headings: dict[Address, str] = {}
        edges: dict[str, int] = {}
        for cell in submission.cells:
            entry, place = cell.entry, cell.place
            if entry.at is None:
                continue
            values[entry.at] = entry.value
            edges[entry.at.sheet] = max(edges.get(entry.at.sheet, 0), entry.at.column)
            if not isinstance(place.block, Record):
                header = place.field.header[1:] if not place.column and len(place.field.header) > 1 else place.field.header
                headings[entry.at] = words.text(header[-1])
        return values, headings, edges

    def of(self, finding: Finding) -> tuple[Picture, ...]:
        """One picture for each sheet that a finding names, in the order it names them."""
        by_sheet: dict[str, list[Address]] = {}
        for at in finding.cells[:MOST_CELLS]:
            if at.sheet in self.sheets:
                by_sheet.setdefault(at.sheet, []).append(at)
        groups = list(by_sheet.items())[:MOST_SHEETS]
        return tuple(self._picture(self.sheets[name], cells, finding.cells[0]) for name, cells in groups)

    def _picture(self, sheet: RawSheet, cells: Sequence[Address], first: Address) -> Picture:
        rows = self._rows(sheet, cells)
        columns = self._columns(sheet, rows, cells)
        marks = {(at.row, at.column): "first" if at == first else "other" for at in cells}
        moved = _moved(sheet, rows, [column for column in columns if column])
        shown: list[PictureRow] = []
        for row in rows:
            if shown and row != (shown[-1].number or 0) + 1:
                shown.append(PictureRow(None))
            shown.append(PictureRow(row, tuple(self._cell(sheet, row, column, marks, moved) for column in columns)))
        letters = tuple(column_letters(column) if column else "" for column in columns)
        return Picture(sheet.name, letters, self._headers(sheet, cells[0].row, rows, columns), tuple(shown))

    def _populated(self, sheet: RawSheet) -> dict[int, list[int]]:
        """The columns that show something, by row."""
        if sheet.name not in self._by_row:
            found = self._by_row[sheet.name] = {}
            for (row, column), cell in sheet.cells.items():
                if cell.kind != "blank" or self._fields[0].get(Address(sheet.name, row, column)) is not None:
                    found.setdefault(row, []).append(column)
        return self._by_row[sheet.name]

    def _rows(self, sheet: RawSheet, cells: Sequence[Address]) -> list[int]:
        filled = self._populated(sheet)
        marked = list(dict.fromkeys(at.row for at in cells))[:MOST_ROWS]
        rows = set(marked)
        for row, around in [(marked[0], AROUND), *((row, 1) for row in marked[1:])]:
            more = range(max(1, row - around), row + around + 1)
            if len(rows.union(more)) <= MOST_ROWS:
                rows.update(more)
        kept = [row for row in rows if row in filled or row in marked]
        return [row for row in sorted(rows) if min(kept) <= row <= max(kept)]

    def _columns(self, sheet: RawSheet, rows: Sequence[int], cells: Sequence[Address]) -> list[int | None]:
        """The columns that hold something in the rows shown, None where others are left out.

        Of a wide table its first columns and those beside the marks.
        """
        marked = list(dict.fromkeys(at.column for at in cells))[:MOST_COLUMNS]
        edges = self._fields[2]
        edge = max(edges[sheet.name], *marked) if sheet.name in edges else MAX_COLUMN
        populated = self._populated(sheet)
        filled = {column for row in rows for column in populated.get(row, ())}
        merged = ((left, populated.get(top, ())) for top, left, bottom, _ in sheet.merges if any(top <= row <= bottom for row in rows))
        filled.update(left for left, columns in merged if left in columns)
        found = sorted({column for column in filled if column <= edge} | set(marked))
        kept = set(found if len(found) <= MOST_COLUMNS else marked)
        beside = [found[i + step] for i, c in enumerate(found) if c in marked for step in (-1, 1) if 0 <= i + step < len(found)]
        for column in [*found[:2], *beside, *found]:
            if len(kept) < MOST_COLUMNS:
                kept.add(column)
        shown: list[int | None] = []
        for column in found:
            if column in kept:
                shown.append(column)
            elif shown and shown[-1] is not None:
                shown.append(None)
        return shown

    def _cell(
        self, sheet: RawSheet, row: int, column: int | None, marks: Mapping[Position, str], moved: Mapping[Position, Position]
    ) -> PictureCell:
        if column is None:
            return PictureCell("…")
        mark = marks.get((row, column), "")
        place = moved.get((row, column), (row, column))
        cell = sheet.cells.get(place)
        text = self._text(cell, Address(sheet.name, *place))
        most = LONGEST_MARKED if mark else LONGEST
        number = cell is not None and cell.kind == "number"
        return PictureCell(text if len(text) <= most else text[: most - 1] + "…", mark, number)

    def _text(self, cell: RawCell | None, at: Address) -> str:
        if cell is None:
            return ""
        value = cell.value if cell.kind != "blank" else self._fields[0].get(at)
        match value:
            case bool():
                return "TRUE" if value else "FALSE"
            case Decimal():
                return _number(value, cell)
            case date():
                return value.isoformat().replace("T", " ")
        return "" if value is None else str(value)

    def _headers(self, sheet: RawSheet, row: int, rows: Sequence[int], columns: Sequence[int | None]) -> tuple[str, ...]:
        """The form's labels of the columns, unless the picture shows the sheet's own header cells above the row anyway."""
        headings = self._fields[1]
        labels = tuple(headings.get(Address(sheet.name, row, column), "") if column else "" for column in columns)
        if not any(labels):
            return ()
        for label, column in zip(labels, columns):
            above = [sheet.cells.get((n, column)) for n in rows if n < row and label and column]
            if any(squeeze(label) == squeeze(str(cell.value)) for cell in above if cell is not None):
                return ()
        return labels


def _moved(sheet: RawSheet, rows: Sequence[int], columns: Sequence[int]) -> dict[Position, Position]:
    """Of merged blocks whose first cell is out of the picture, the first place that is in it, with the cell to show there."""
    found: dict[Position, Position] = {}
    for top, left, bottom, right in sheet.merges:
        row = next((n for n in rows if top <= n <= bottom), None)
        column = next((n for n in columns if left <= n <= right), None)
        if row is not None and column is not None and (row, column) != (top, left):
            found[row, column] = (top, left)
    return found


def _number(value: Decimal, cell: RawCell) -> str:
    """A number nearly as the sheet shows it: a percentage as one, an amount with two decimals at least."""
    if cell.percent:
        return plain(value * 100) + "%"
    return format(value, ".2f") if scale(value) < 2 and ".00" in (cell.number_format or "") else plain(value)
