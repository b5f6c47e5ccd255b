"""A roster's file as rows of texts: an .xlsx, an older spreadsheet, or a .csv as Chinese programs write it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from budgetxl.forms import FileFault, list_text
from budgetxl.values import plain, squeeze
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass
from budgetxl.workbook import identity_of
from budgetxl.workbook.own_tables import is_own_table
from budgetxl.xlsx import SALVAGED, RawCell, RawSheet, RawWorkbook, UnreadableFile, open_workbook, salvaged

from ..messages import say
from .columns import COLUMNS

MOST_ROWS, MOST_COLUMNS = 20_000, 200
_SEARCHED = 2_000  # characters in which a heading is looked for
HEADER_WITHIN = 10  # rows above the header may hold a title
CSV_SUFFIXES = (".csv", ".txt", ".tsv", ".tab")
_AS_TEXT = lazy_pattern(r'="([^"]*)"')  # how programs write a code into a CSV so that Excel leaves its zeros alone
#: What the reader of CSV says of a row, in Chinese.
_CSV_FAULTS = {"unexpected end of data": "csv-open-quote", "expected after": "csv-after-quote", "field larger": "csv-long-cell"}


class RosterFault(Exception):
    """A file that can't be read as a roster at all; ``str`` is the Chinese sentence, ``row`` where it is one row's fault."""

    def __init__(self, message: str, row: int = 0) -> None:
        super().__init__(message)
        self.row = row


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: its text, its day where it is a date, and whether it is stored as a number, or is an error.

    ``pending``: it is a formula whose result was never stored, or is an empty text; the file does not tell which.
    """

    text: str
    day: date | None = None
    number: bool = False
    error: bool = False
    pending: bool = False


NOTHING = Cell("")


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a roster from its header on, by their numbers in the file, and its columns by their numbers, from 1.

    ``head_end`` is the last row that merged cells of the header reach into.
    """

    rows: tuple[tuple[int, dict[int, Cell]], ...]
    head_end: int = 0


def grid_of(name: str, data: bytes) -> Grid:
    """The grid of a file; its name says only whether it is text. Raises RosterFault."""
    if name.lower().endswith(CSV_SUFFIXES):
        return _with_header(_csv_rows(data))
    try:
        try:
            workbook = open_workbook(data)
        except UnreadableFile as error:
            if error.code == "text":
                return _with_header(_csv_rows(data))
            if error.code not in SALVAGED:
                raise
            workbook = salvaged(data, error)
    except UnreadableFile as error:
        raise RosterFault(say("roster-file", reason=str(error).partition("；")[0].rstrip("。"))) from None
    _refuse_ours(workbook, data)
    visible = [sheet for sheet in workbook.sheets if sheet.state == "visible"]
    grids = [(_sheet_rows(sheet), sheet.merges) for sheet in visible]
    rows, merges = next((grid for grid in grids if _header(grid[0]) is not None), grids[0] if grids else ([], ()))
    grid = _with_header(rows)
    head = grid.rows[0][0]
    return Grid(grid.rows, max((last for first, _, last, _ in merges if first <= head <= last), default=0))


def _refuse_ours(workbook: RawWorkbook, data: bytes) -> None:
    """Refuse a workbook that units fill in, and a table that the program writes, but for the roster that it gives blank."""
    if identity_of(workbook) is not None:
        raise RosterFault(say("roster-workbook", give=say("roster-give")))
    if not workbook.sheets or not is_own_table(data):
        return
    first, names = workbook.sheets[0], {sheet.name for sheet in workbook.sheets}
    head = first.cells.get((1, 1))
    as_given = head is not None and heads(_read(head).text) is not None
    if not as_given and names.isdisjoint({say("template-sheet"), say("template-examples")}):
        raise RosterFault(say("roster-table", name=first.name, give=say("roster-give")))


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
    return sorted((row, cells) for row, cells in rows.items() if not all(cell.pending for cell in cells.values()))


def _read(cell: RawCell) -> Cell:
    value = cell.value
    match value:
        case None:
            return Cell("", pending=True) if cell.calculated else NOTHING
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
        text = _utf16(data) or list_text(data)
    except FileFault as fault:
        raise RosterFault(say("roster-text", reason=str(fault))) from None
    return list(_parsed(text))


def _utf16(data: bytes) -> str:
    """A text of UTF-16 that does not say so at its beginning, as long as it has a heading of ours; else nothing."""
    for encoding in ("utf-16-le", "utf-16-be") if b"\0" in data else ():
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(heads(cell) for cell in re.split("[,\t;，\r\n]", text[:_SEARCHED])):
            return text
    return ""


def _parsed(text: str) -> Iterator[tuple[int, dict[int, Cell]]]:
    """The rows of a CSV text, whatever parts its cells: commas, tabs, semicolons, or full-width commas."""
    first = text.partition("\n")[0]
    delimiter = max(",\t;，", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            found = {column: Cell(_bare(each)) for column, each in enumerate(cells[:MOST_COLUMNS], start=1) if _bare(each)}
            if found:
                yield start, found
            start = reader.line_num + 1
    except csv.Error as error:
        said = next((code for words, code in _CSV_FAULTS.items() if words in str(error)), "csv-other")
        raise RosterFault(say("roster-csv", reason=say(said)), start) from None


def _bare(text: str) -> str:
    """A cell's text; ``="031002"`` is 031002."""
    found = _AS_TEXT.fullmatch(text.strip())
    return (found[1] if found is not None else text).strip()
