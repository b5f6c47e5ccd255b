"""Tables as a workbook that can be published as it is: one sheet a table, printed on A4, values only.

Nothing else is in the file: no formula, link, note or name, no author and no date.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, TypeAlias

from budgetxl.layout import TALLEST_ROW, fitting, lines_needed, text_width
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass
from budgetxl.workbook.plain_sheets import LINE, PlainBook, PlainSheet, plain_book
from budgetxl.xlsx import CORE

from ..document import Cell, Table, grid
from ..markup import clean

SIZES = {9: (595.3, 841.9), 8: (841.9, 1190.6)}  # points, of A4 and A3 as Excel numbers papers
MARGINS = {"left": 0.6, "right": 0.6, "top": 0.8, "bottom": 0.7}  # inches
DIGIT, PADDING, POINTS = 7, 5, 0.75  # pixels of a digit and of a column beside its digits; points of a pixel
NARROWEST, WIDEST_HEADER = 6.0, 14.0
TITLE, NUMBER, USUAL = 18, 12, 10  # points of the name of a table, of its number, of all else
LEAST_HEIGHT = 18.0
LEAST_SCALE = 0.9  #: to which a table is printed smaller to be on one page: 小五 of the usual size
WIDER, SPARED = 1.05, 1.3  #: a digit of the column's width in those of the texts' size; what heights are counted with to spare is not needed
_DATES = lazy_pattern(rb"<dcterms:(?:created|modified)[^>]*>[^<]*</dcterms:(?:created|modified)>")
Values: TypeAlias = Sequence[list[tuple[Cell, bool]]]


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A table with what its sheet is called and its number (表1), which stands above its name; ``paper`` as Excel numbers them."""

    tab: str
    number: str
    name: str
    table: Table
    paper: Literal[8, 9] = 9


def tables_workbook(tables: Iterable[NamedTable], title: str, mark: str = "") -> bytes:
    """The bytes of the .xlsx; the same tables give the same bytes. ``mark`` (草稿) stands on each sheet and at the top of each page."""
    with plain_book(title, own=False, constant_memory=False) as book:
        for one in tables:
            _write(book, one, mark)
        return _undated(book.data())


def _undated(data: bytes) -> bytes:
    """The file without the dates that XlsxWriter always writes: those that it could be given would be wrong, or differ each time."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info, _DATES.sub(b"", content) if info.filename == CORE else content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _write(book: PlainBook, one: NamedTable, mark: str) -> None:
    table, places = one.table, grid(one.table)
    widths = _widths(one, places)
    sheet = book.sheet(book.tab(one.tab), widths)
    if mark:
        sheet.add_across(mark, book.style(bold=True, font_size=NUMBER, font_color="#C00000", align="right"), 18)
    if one.number:
        sheet.add_across(one.number, book.style(font_size=NUMBER), 18)
    heading = book.style(bold=True, font_size=TITLE, align="center", text_wrap=True)
    title = lines_needed(one.name, sum(widths) * USUAL / TITLE) * TITLE * 1.5
    sheet.add_across(one.name, heading, title)
    if table.above:
        _above(book, sheet, table)
    first = sheet.rows
    height = LEAST_HEIGHT * (first - 1) + title + sum(_row(book, sheet, row, number < table.header_rows) for number, row in enumerate(places))
    for note in table.notes:
        sheet.add_across(clean(note), book.style(text_wrap=True))
        height += lines_needed(clean(note), sum(widths)) * LINE + 4
    page = sheet.worksheet
    page.set_paper(one.paper)
    if table.wide:
        page.set_landscape()
    page.set_margins(**MARGINS)
    page.fit_to_pages(1, 1 if LEAST_SCALE <= _room(one)[1] / height < 1 else 0)
    if mark:
        page.set_header(f"&R{mark}")
    page.center_horizontally()
    page.print_area(0, 0, sheet.rows - 1, len(widths) - 1)
    if table.header_rows:
        page.repeat_rows(first, first + table.header_rows - 1)
    page.hide_gridlines(2)


def _above(book: PlainBook, sheet: PlainSheet, table: Table) -> None:
    """Left, middle and right of the line above, each over its share of the columns."""
    count, row = len(sheet.widths), sheet.rows
    texts = [(table.above_left, "left"), (table.above_middle, "center"), (table.above_right, "right")]
    here = [(clean(text), align) for text, align in texts if text]
    if count < len(here):
        here = [("　".join(text for text, _ in here), "left")]
    needed = [text_width(text) + 2.0 for text, _ in here]
    cuts = _cuts(sheet.widths, needed)
    sheet.worksheet.set_row(row, LEAST_HEIGHT)
    for (text, align), (begin, end) in zip(here, cuts):
        sheet.put(row, begin, text, book.style(align=align, shrink=True), columns=end - begin + 1)
    sheet.rows += 1


def _cuts(widths: Sequence[float], needed: Sequence[float]) -> list[tuple[int, int]]:
    """Neighbouring runs of columns, as near to the needed widths as columns allow; 0-based, both ends included."""
    whole, wanted = sum(widths), sum(needed)
    begin, taken, target, cuts = 0, 0.0, 0.0, []
    for index, each in enumerate(needed):
        target += each / wanted * whole
        end = begin
        taken += widths[begin]
        while end + 1 < len(widths) - (len(needed) - index - 1) and (index == len(needed) - 1 or taken + widths[end + 1] / 2 < target):
            end += 1
            taken += widths[end]
        cuts.append((begin, end))
        begin = end + 1
    return cuts


def _room(one: NamedTable) -> tuple[float, float]:
    """The width and the height that a page has for a table, in points."""
    short, long = SIZES[one.paper]
    width, height = (long, short) if one.table.wide else (short, long)
    return width - (MARGINS["left"] + MARGINS["right"]) * 72, height - (MARGINS["top"] + MARGINS["bottom"]) * 72


def _row(book: PlainBook, sheet: PlainSheet, row: list[tuple[Cell, bool]], header: bool) -> float:
    """One row, as high as its texts need, in points; a text that is higher than a row can be is written smaller."""
    widths, number = sheet.widths, sheet.rows
    tallest = LEAST_HEIGHT
    for column, cell in _begun(row):
        wide = sum(widths[column : column + cell.colspan])
        size, height = fitting(clean(cell.text), wide * WIDER + SPARED, TALLEST_ROW * cell.rowspan)
        tallest = max(tallest, height if cell.rowspan == 1 else 0)
        value = cell.number if cell.number is not None else clean(cell.text)
        sheet.put(number, column, value, _style(book, cell, header or cell.header, min(size, USUAL)), cell.rowspan, cell.colspan)
    tallest = max([tallest, *(_share(cell, column, widths) for column, cell in _covering(row))])
    tallest = min(TALLEST_ROW, tallest)
    sheet.worksheet.set_row(number, tallest)
    sheet.rows += 1
    return tallest


def _begun(row: Sequence[tuple[Cell, bool]]) -> Iterator[tuple[int, Cell]]:
    """The cells that begin in a row, with the column of each."""
    return ((column, cell) for column, (cell, begins) in enumerate(row) if begins)


def _covering(row: Sequence[tuple[Cell, bool]]) -> Iterator[tuple[int, Cell]]:
    """The cells that reach over several rows, this one among them, with the first column of each."""
    seen: set[int] = set()
    for column, (cell, _) in enumerate(row):
        if cell.rowspan > 1 and id(cell) not in seen:
            seen.add(id(cell))
            yield column, cell


def _share(cell: Cell, column: int, widths: Sequence[float]) -> float:
    """How high each row must be of those that a cell reaches over, for all its text to be seen."""
    _, height = fitting(clean(cell.text), sum(widths[column : column + cell.colspan]) * WIDER + SPARED, TALLEST_ROW * cell.rowspan)
    return height / cell.rowspan


def _style(book: PlainBook, cell: Cell, header: bool, size: int) -> Any:
    look: dict[str, Any] = {"border_color": "#000000", "font_size": size, "align": "center" if header else cell.align}
    if header:
        look["bold"] = True
    if cell.number is not None:
        look["num_format"] = _number_format(cell.text)
        look["text_wrap"] = False
        look["shrink"] = True
    return book.cell(**look)


def _number_format(text: str) -> str:
    """The format in which a number shows what is printed: as many decimals, thousands apart, a per cent sign behind it.

    A blank keeps it from the edge of its cell, as in Excel's own format for figures.
    """
    digits = text.rstrip("%")
    decimals = len(digits.partition(".")[2])
    return ("#,##0" if "," in digits else "0") + ("." + "0" * decimals if decimals else "") + ('"%"' if text.endswith("%") else "") + "_ "


def _widths(one: NamedTable, places: Values) -> tuple[float, ...]:
    """The widths of the columns, in digits, over the whole of the page: each text on one line where all have room for that.

    Else they are as the table asks for them, without what a column has too much of; none is too narrow for a figure, so that the
    page may be printed smaller.
    """
    count = max((len(row) for row in places), default=1)
    total = _room(one)[0] / POINTS / DIGIT - count * PADDING / DIGIT
    shares = one.table.widths or tuple(1 / count for _ in range(count))
    least, wish = [NARROWEST] * count, [NARROWEST] * count
    for row in places:
        for column, cell in _begun(row):
            if cell.colspan == 1:
                text = max(map(text_width, clean(cell.text).split("\n")))
                least[column] = max(least[column], text + 2.0 if cell.number is not None else min(10.0, text + 1.0) if cell.header else 0)
                wish[column] = max(wish[column], text + 2.0 if not cell.header else min(WIDEST_HEADER, text + 1.0))
    spare = total - sum(wish)
    if spare >= 0:
        return tuple(round(wide + spare * share, 2) for wide, share in zip(wish, shares))
    return tuple(round(wide, 2) for wide in _evened([max(wide, share * total) for wide, share in zip(least, shares)], wish))


def _evened(widths: Sequence[float], wish: Sequence[float]) -> list[float]:
    """The widths of columns, where those that are wider than they wish give of it to those that lack some; their sum stays."""
    over, lacking = (sum(max(0.0, sign * (wide - wished)) for wide, wished in zip(widths, wish)) for sign in (1, -1))
    moved = min(over, lacking)
    if not moved:
        return list(widths)
    return [wide - (wide - wished) * moved / (over if wide > wished else lacking) for wide, wished in zip(widths, wish)]
