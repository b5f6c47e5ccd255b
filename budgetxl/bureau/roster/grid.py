"""A roster's file as rows of texts: an .xlsx, an older spreadsheet, or a .csv as Chinese programs write it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from budgetxl.forms import FileFault, list_text
from budgetxl.values import plain, squeeze
from budgetxl.values.records import dataclass
from budgetxl.xlsx import SALVAGED, RawCell, RawSheet, UnreadableFile, open_workbook, salvaged

from ..messages import say
from .columns import COLUMNS

MOST_ROWS, MOST_COLUMNS = 20_000, 200
HEADER_WITHIN = 10  # rows above the header may hold a title
CSV_SUFFIXES = (".csv", ".txt")


class RosterFault(Exception):
    """A file that can't be read as a roster at all; ``str`` is the Chinese sentence, ``row`` where it is one row's fault."""

    def __init__(self, message: str, row: int = 0) -> None:
        super().__init__(message)
        self.row = row


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: its text, its day where it is a date, and whether it is stored as a number, or is an error."""

    text: str
    day: date | None = None
    number: bool = False
    error: bool = False


NOTHING = Cell("")


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a roster from its header on, by their numbers in the file, and its columns by their numbers, from 1."""

    rows: tuple[tuple[int, dict[int, Cell]], ...]


def grid_of(name: str, data: bytes) -> Grid:
    """The grid of a file; its name says only whether it is text. Raises RosterFault."""
    if name.lower().endswith(CSV_SUFFIXES):
        return _with_header(_csv_rows(data))
    try:
        try:
            workbook = open_workbook(data)
        except UnreadableFile as error:
            if error.code not in SALVAGED:
                raise
            workbook = salvaged(data, error)
    except UnreadableFile as error:
        raise RosterFault(str(error)) from None
    visible = [sheet for sheet in workbook.sheets if sheet.state == "visible"]
    grids = [_sheet_rows(sheet) for sheet in visible]
    return _with_header(next((rows for rows in grids if _header(rows) is not None), grids[0] if grids else []))


def _with_header(rows: list[tuple[int, dict[int, Cell]]]) -> Grid:
    header = _header(rows)
    if header is None:
        raise RosterFault(say("roster-headers", rows=HEADER_WITHIN))
    kept = rows[header:]
    if len(kept) > MOST_ROWS:
        raise RosterFault(say("roster-long", most=f"{MOST_ROWS:,}"))
    return Grid(tuple(kept))


def heads(text: str) -> str | None:
    """The field that a heading stands for; None for a column of the roster's own."""
    said = squeeze(text).rstrip("*＊：:")
    return next((column.field for column in COLUMNS if said in (column.heading, *map(squeeze, column.aliases))), None)


def _header(rows: list[tuple[int, dict[int, Cell]]]) -> int | None:
    """Where the header is among the first rows: the first with a code's and a name's heading, or with either of them alone."""
    found = [{heads(cell.text) for cell in cells.values()} for _, cells in rows[:HEADER_WITHIN]]
    whole = next((index for index, fields in enumerate(found) if {"code", "name"} <= fields), None)
    if whole is not None:
        return whole
    return next((index for index, fields in enumerate(found) if fields & {"code", "name"} and len(fields - {None}) > 1), None)


def _sheet_rows(sheet: RawSheet) -> list[tuple[int, dict[int, Cell]]]:
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sheet.cells.items():
        if column <= MOST_COLUMNS and (read := _read(cell)) != NOTHING:
            rows.setdefault(row, {})[column] = read
    return sorted(rows.items())


def _read(cell: RawCell) -> Cell:
    value = cell.value
    match value:
        case None:
            return NOTHING
        case datetime():
            return Cell(f"{value:%Y-%m-%d}", value.date())
        case date():
            return Cell(value.isoformat(), value)
        case Decimal():
            return Cell(plain(value), number=True)
        case bool():
            return Cell("TRUE" if value else "FALSE", error=True)
        case _:
            return Cell(value.strip(), error=cell.kind == "error")


def _csv_rows(data: bytes) -> list[tuple[int, dict[int, Cell]]]:
    try:
        text = list_text(data)
    except FileFault as fault:
        raise RosterFault(say("roster-text", reason=str(fault))) from None
    return list(_parsed(text))


def _parsed(text: str) -> Iterator[tuple[int, dict[int, Cell]]]:
    """The rows of a CSV text, whatever parts its cells: commas, tabs, semicolons, or full-width commas."""
    first = text.partition("\n")[0]
    delimiter = max(",\t;，", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            found = {column: Cell(each.strip()) for column, each in enumerate(cells[:MOST_COLUMNS], start=1) if each.strip()}
            if found:
                yield start, found
            start = reader.line_num + 1
    except csv.Error as error:
        raise RosterFault(say("roster-csv", row=start, reason=error), start) from None
