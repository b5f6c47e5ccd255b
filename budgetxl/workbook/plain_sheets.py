"""Workbooks that are no form's: rows of texts, figures, formulas and links, written in constant memory.

Rows are written from top to bottom, each sheet for itself, and leave memory at once for a folder that is thrown away. Text
from cells and names of files is text whatever it begins with; only :class:`Computed` makes a formula.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, TypeAlias

from budgetxl.layout import TALLEST_ROW, lines_needed
from budgetxl.values.address import quote_sheet
from budgetxl.values.catalogue import shortened
from budgetxl.values.foldings import printable
from budgetxl.values.records import dataclass

from .identity_marks import OWN_TABLE

FONT, FONT_SIZE = "宋体", 10
LINE = 13.5  #: points of a line of that size
WIDER = 1.08  #: a column is so many times wider for it than for the size that Excel counts in
EDGE, HEAD, SHADE = "#9AA5B1", "#DCE6F1", "#EFEFEF"
MOST_TEXT = 32_000
MOST_LINKS = 65_000  # on a sheet: Excel takes 65,530
LONGEST_LINK = 2_000
LONGEST_TAB = 31
CREATED = dt.datetime(2020, 1, 1)
_NOT_IN_TAB = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
_RESERVED = ("history",)  # Excel's own
_LANDSCAPE_FOOTER = "&C&10第 &P 页，共 &N 页"


@dataclass(frozen=True, slots=True)
class Computed:
    """A formula, without its equals sign, and what its cell shows until it is calculated anew."""

    formula: str
    shown: Decimal | int | str


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to the sheet of that name in the same workbook, to its cell ``cell``."""

    text: str
    sheet: str
    cell: str = "A1"


@dataclass(frozen=True, slots=True)
class FileLink:
    """A text that leads to a file; ``path`` is relative to the workbook, with ``/`` between its parts.

    ``base`` stands before it as it is: the address of a folder (``file:///D:/收件``) that no relative path leads to.
    """

    text: str
    path: str
    base: str = ""

    @property
    def target(self) -> str:
        return "/".join(part for part in (self.base.rstrip("/"), file_target(self.path)) if part)


Value: TypeAlias = str | Decimal | int | Computed | Link | FileLink | None


class PlainBook:
    """A workbook that is being written. Made by :func:`plain_book`."""

    def __init__(self, workbook: Any, buffer: io.BytesIO) -> None:
        self._workbook, self._buffer = workbook, buffer
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._tabs: set[str] = set()

    def style(self, **properties: Any) -> Any:
        """The format with these properties beside the usual ones; the same properties give the same format."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            usual = {"font_name": FONT, "font_size": FONT_SIZE, "valign": "vcenter"}
            self._formats[key] = self._workbook.add_format({**usual, **properties})
        return self._formats[key]

    def cell(self, **properties: Any) -> Any:
        """The format of a cell in a table: with edges, its text wrapped."""
        return self.style(**{"border": 1, "border_color": EDGE, "text_wrap": True, **properties})

    def head(self) -> Any:
        """The format of a header."""
        return self.cell(bold=True, align="center", bg_color=HEAD)

    def tab(self, wanted: str) -> str:
        """A name for one more sheet: such as Excel takes, and no other sheet has."""
        name = tab_name(wanted, self._tabs)
        self._tabs.add(name.casefold())
        return name

    def sheet(self, name: str, widths: Sequence[float], colour: str = "") -> PlainSheet:
        """A new sheet; ``name`` comes from :meth:`tab`."""
        worksheet = self._workbook.add_worksheet(name)
        for column, width in enumerate(widths):
            worksheet.set_column(column, column, width)
        if colour:
            worksheet.set_tab_color(colour)
        return PlainSheet(self, worksheet, name, tuple(widths))

    def data(self) -> bytes:
        """The bytes of the finished workbook. Raises OSError where there was no room for them."""
        from xlsxwriter.exceptions import FileCreateError

        try:
            self._workbook.close()
        except FileCreateError as error:
            cause = error.args[0] if error.args else None
            raise cause if isinstance(cause, OSError) else OSError(str(error)) from error
        return self._buffer.getvalue()


class PlainSheet:
    """A sheet that is being written; ``rows`` are there already, so the next row is number ``rows + 1``."""

    def __init__(self, book: PlainBook, worksheet: Any, name: str, widths: tuple[float, ...]) -> None:
        self.book, self.worksheet, self.name, self.widths = book, worksheet, name, widths
        self.rows = 0
        self.blanks = True  #: whether cells without a value are written, for the sake of their edges
        self._links = 0

    def add(self, values: Sequence[Value], styles: Sequence[Any] | Any, height: float | None = None) -> int:
        """Write the next row; its number, from 1. ``styles``: one format a cell, or one for all."""
        row = self.rows
        if height is not None:
            self.worksheet.set_row(row, height)
        for column, value in enumerate(values):
            self._write(row, column, value, styles[column] if isinstance(styles, (list, tuple)) else styles)
        self.rows += 1
        return self.rows

    def add_fitting(self, values: Sequence[Value], styles: Sequence[Any] | Any) -> int:
        """The same, as high as its texts need."""
        lines = max((lines_needed(_shown(value), width * WIDER) for value, width in zip(values, self.widths)), default=1)
        return self.add(values, styles, min(TALLEST_ROW, max(1, lines) * LINE + 4))

    def add_across(self, text: str, style: Any, height: float | None = None) -> int:
        """A row with one text over all columns."""
        if height is None:
            height = min(TALLEST_ROW, lines_needed(text, sum(self.widths) * WIDER) * LINE + 4)
        self.worksheet.set_row(self.rows, height)
        if len(self.widths) > 1:
            self.worksheet.merge_range(self.rows, 0, self.rows, len(self.widths) - 1, "", style)
        self._write(self.rows, 0, text, style)
        self.rows += 1
        return self.rows

    def skip(self) -> None:
        """Leave a row empty."""
        self.rows += 1

    def put(self, row: int, column: int, value: Value, style: Any, rows: int = 1, columns: int = 1) -> None:
        """Write a cell anywhere, over so many rows and columns, counted from 0; the sheet must be one that is kept in memory."""
        if rows > 1 or columns > 1:
            self.worksheet.merge_range(row, column, row + rows - 1, column + columns - 1, "", style)
        self._write(row, column, value, style)

    def page(self, *, landscape: bool = True, header_row: int = 0, frozen: tuple[int, int] = (0, 0), pages_wide: int = 1) -> None:
        """How the sheet is printed, and which rows and columns stay in sight; ``header_row`` is repeated on each page.

        ``pages_wide``: on so many pages side by side; 0 for as many as it needs, each with the columns that stay in sight.
        """
        self.worksheet.set_paper(9)
        if landscape:
            self.worksheet.set_landscape()
        self.worksheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        if pages_wide:
            self.worksheet.fit_to_pages(pages_wide, 0)
        elif frozen[1]:
            self.worksheet.repeat_columns(0, frozen[1] - 1)
        self.worksheet.set_footer(_LANDSCAPE_FOOTER)
        if header_row:
            self.worksheet.repeat_rows(header_row - 1)
        if any(frozen):
            self.worksheet.freeze_panes(*frozen)

    def filtered(self, header_row: int) -> None:
        """Arrows to filter by, in the row of headers, for all rows below it."""
        self.worksheet.autofilter(header_row - 1, 0, max(self.rows, header_row) - 1, len(self.widths) - 1)

    def _write(self, row: int, column: int, value: Value, style: Any) -> None:
        match value:
            case None | "":
                if self.blanks:
                    self.worksheet.write_blank(row, column, None, style)
            case str():
                self._text(row, column, value, style)
            case Decimal() | int():
                self.worksheet.write_number(row, column, _number(value), style)
            case Computed():
                shown = value.shown if isinstance(value.shown, str) else _number(value.shown)
                self.worksheet.write_formula(row, column, "=" + value.formula, style, shown)
            case Link() | FileLink():
                self._link(row, column, value, style)

    def _text(self, row: int, column: int, text: str, style: Any) -> None:
        """A text as it is; XlsxWriter takes one that looks like its own rich text for markup: that one goes in two runs."""
        written = shortened(printable(text), MOST_TEXT)
        if written.startswith("<r>") and written.endswith("</r>"):
            self.worksheet.write_rich_string(row, column, written[:2], style, written[2:], style)
        else:
            self.worksheet.write_string(row, column, written, style)

    def _link(self, row: int, column: int, link: Link | FileLink, style: Any) -> None:
        from xlsxwriter.url import Url

        self._links += 1
        if isinstance(link, Link):
            target = f"internal:{quote_sheet(link.sheet)}!{link.cell}"
        else:
            target = f"external:{link.target}"
        if self._links > MOST_LINKS or len(target) > LONGEST_LINK:
            self._text(row, column, link.text, style)
            return

        class Target(Url):  # type: ignore[misc]
            """A file by its path as URIs have it: XlsxWriter writes the backslashes of one system only."""

            def _target(self) -> str:
                return link.target if isinstance(link, FileLink) else str(super()._target())

        url = Target(target)
        url.text = shortened(printable(link.text), MOST_TEXT)
        self.worksheet.write_url(row, column, url, style)


@contextmanager
def plain_book(title: str, *, own: bool = True, constant_memory: bool = True) -> Iterator[PlainBook]:
    """A workbook to write into; its ``data`` are asked for before the block ends, and so does all that it left on the disk.

    One that is not the program's ``own`` says nothing of who made it: it is somebody's to publish. Without
    ``constant_memory`` its sheets are kept until then, so that cells may be merged over several rows.
    """
    import tempfile

    import xlsxwriter

    buffer = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="budgetxl-") as folder:
        options = {"constant_memory": constant_memory, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        workbook = xlsxwriter.Workbook(buffer, options)
        workbook.worksheet_class = _sheets_that_take_formulas()
        about = {"comments": "budgetxl", "category": OWN_TABLE} if own else {}
        workbook.set_properties({"title": printable(title)[:255], "created": CREATED, **about})
        workbook.set_calc_mode("auto")
        try:
            yield PlainBook(workbook, buffer)
        finally:
            for sheet in workbook.worksheets():
                if sheet.row_data_fh is not None and not sheet.row_data_fh_closed:
                    sheet.row_data_fh.close()


def tab_name(wanted: str, taken: set[str]) -> str:
    """A name of a sheet that Excel takes, made of what people typed; ``taken`` are those there are, in small letters.

    It has at most 31 characters (UTF-16 units, as Excel counts them) and none that is forbidden.
    """
    clean = "".join(char if char.isprintable() else " " for char in printable(wanted)).translate(_NOT_IN_TAB).strip().strip("'").strip() or "_"
    name, number = _cut(clean, LONGEST_TAB), 1
    while name.casefold() in taken or name.casefold() in _RESERVED:
        number += 1
        ending = f"({number})"
        name = _cut(clean, LONGEST_TAB - len(ending)) + ending
    return name


def file_target(path: str) -> str:
    """A path as the target of a link: what could make it an address of another kind is spelled out (``:`` is %3A)."""
    return "".join(f"%{ord(char):02X}" if char.isascii() and not (char.isalnum() or char in "/._-~") else char for char in printable(path))


def _cut(text: str, most: int) -> str:
    while len(text.encode("utf-16-le")) // 2 > most:
        text = text[:-1]
    return text.rstrip("' ") or "_"


def _number(value: Decimal | int) -> float | int:
    return float(value) if isinstance(value, Decimal) else value


def _shown(value: Value) -> str:
    match value:
        case str():
            return value
        case Link() | FileLink():
            return value.text
        case _:
            return ""


def _sheets_that_take_formulas() -> Any:
    """A worksheet that takes formulas as they are: XlsxWriter looks in each for seventy functions newer than ours."""
    from xlsxwriter.worksheet import Worksheet

    class Sheet(Worksheet):  # type: ignore[misc]
        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
            return formula.removeprefix("=")

    return Sheet
