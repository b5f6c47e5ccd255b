"""One worksheet from its XML: only what is filled is kept, so memory follows the populated cells, never the used range.

The handlers see five events for each cell, so they are written for speed: a cell's attributes are kept as they come,
and looked up only when a value follows.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import NoReturn

from budgetxl.values import MAX_COLUMN, MAX_ROW, column_letters, parse_cell
from budgetxl.values.records import dataclass

from ..archive.errors import UnreadableFile, damaged
from ..archive.limits import MAX_DEPTH, MAX_RANGES
from ..archive.plain_parts import gathered
from ..archive.xml_feed import Enough, feed, is_true, new_parser, pairs, skip_element, whole
from ..archive.zip_archive import Archive
from ..raw import Position, RawCell, Span, StruckCell
from .cells import POSITIONS, CellTypes, Formulas, calculated
from .invisible import is_invisible
from .sheet_scan import OPENING, Scanner
from .strings import NAMES as TEXT_NAMES
from .strings import item_handlers, refuse_endless

_NAMES = (
    "sheetData", "row", "c", "v", "f", "is", *TEXT_NAMES,
    "mergeCells", "mergeCell", "cols", "col", "autoFilter", "sheetPr",
)  # fmt: skip

#: What may follow the merges (ECMA-376 part 1, 18.3.1.99): after it comes nothing that is kept.
_AFTER_ALL = frozenset({
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "drawing", "legacyDrawing", "tableParts", "extLst",
})  # fmt: skip

_letters = cache(column_letters)


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What the part of a worksheet says; its name and state stand in the workbook's part."""

    cells: dict[Position, RawCell]
    merges: tuple[tuple[int, int, int, int], ...]
    hidden_rows: tuple[Span, ...]
    hidden_columns: tuple[Span, ...]
    filtered: bool


def read_sheet(archive: Archive, part: str, types: CellTypes, scanner: Scanner) -> SheetFacts:
    """All that is kept of a worksheet. ``types`` and ``scanner`` make the facts; they are the same for all sheets of a workbook."""
    cells: dict[Position, RawCell] = {}
    chunks: list[str] = []
    clear, join = chunks.clear, "".join
    positions = POSITIONS
    formulas = Formulas(part, archive.account)
    around = _Around()

    level = 0  # 1 in a row, 2 in a cell, 3 in its value or formula
    row = 0
    cell: list[str] = []
    formula: str | None = None
    formula_attributes: list[str] = []
    fact: RawCell | None = None
    bare: list[str] = []  # the last cell without an address, and its column
    column = 0

    def start(name: str, attributes: list[str]) -> None:
        nonlocal level, cell, formula, formula_attributes, fact, row
        if name == "c":
            if level != 1:
                wrong()
            level = 2
            cell = attributes if attributes and attributes[0] == "r" else addressed(attributes)
            formula = fact = None
        elif name == "v":
            if level != 2:
                wrong()
            level = 3
            clear()
        elif name == "row":
            if level:
                wrong()
            level = 1
            clear()
            cell = []
            row = (whole(attributes[1]) if attributes[:1] == ["r"] else row_number(attributes)) or wrong()
            if ("hidden" in attributes or "ht" in attributes) and is_invisible(pairs(attributes), "ht"):
                around.hide_row(row)
        elif name == "f":
            if level != 2:
                wrong()
            level = 3
            clear()
            formula_attributes = attributes
        elif name == "is" and level == 2:
            start_item, end_item = item_handlers(lambda: parser, part, "is", chunks, inline)
            parser.StartElementHandler, parser.EndElementHandler = start_item, end_item
            start_item(name, attributes)
        else:
            skip_element(parser, part)

    def end(name: str) -> None:
        nonlocal level, fact, formula
        if name == "c":
            level = 1
            if formula is not None:
                cells[positions[cell[1]]] = calculated(formula, fact, types[tuple(cell[2:])])
        elif name == "v":
            level = 2
            fact = types[tuple(cell[2:])][join(chunks)]
            if fact is not None and formula is None:
                cells[positions[cell[1]]] = fact
        elif name == "row":
            level = 0
        elif name == "f":
            level = 2
            formula = formulas.text(formula_attributes, join(chunks))
        elif name == "sheetData":
            around.depth = 0
            parser.StartElementHandler, parser.EndElementHandler = start_around, end_around
            parser.CharacterDataHandler = None

    def wrong() -> NoReturn:
        raise damaged(part, "structure")

    def row_number(attributes: list[str]) -> int | None:
        """The number of a row that does not begin with it: one more than the last, where it has none at all."""
        written = pairs(attributes).get("r")
        return row + 1 if written is None else whole(written)

    def addressed(attributes: list[str]) -> list[str]:
        """Attributes with the address first; a cell without one stands to the right of the one before it."""
        nonlocal bare, column
        if "r" in attributes[::2]:
            given = pairs(attributes)
            return ["r", given.pop("r"), *(text for pair in given.items() for text in pair)]
        if cell is not bare:
            column = positions[cell[1]][1] if cell else 0
        column += 1
        address = f"{_letters(column)}{row}"
        if column > MAX_COLUMN or row > MAX_ROW:
            raise UnreadableFile("address", {"text": address})
        bare = ["r", address, *attributes]
        return bare

    def inline(text: str) -> None:
        nonlocal fact
        parser.StartElementHandler, parser.EndElementHandler = start, end
        style = types[tuple(cell[2:])].style
        archive.account.add_text(part, len(text), len(text))
        made: type[RawCell] = StruckCell if style.struck else RawCell
        fact = made("text", text, None, True, style.code, style.percent) if text else None
        if fact is not None and formula is None:
            cells[positions[cell[1]]] = fact

    def start_around(name: str, attributes: list[str]) -> None:
        around.depth += 1
        if around.depth == 1:
            if name == "sheetData":
                around.entered.append(parser.CurrentByteIndex)
                parser.StartElementHandler, parser.EndElementHandler = start, end
                parser.CharacterDataHandler = chunks.append
            elif name in _AFTER_ALL:
                raise Enough
            else:
                around.section(name, attributes)
        elif around.depth == 2:
            around.item(name, attributes)
        elif around.depth > MAX_DEPTH:
            raise UnreadableFile("complex", {"part": part})

    def end_around(name: str) -> None:
        around.depth -= 1

    def check() -> None:
        archive.account.check_cells(len(cells))
        refuse_endless(archive, part, chunks)

    content, rest = gathered(archive, part)
    scanned = scanner.scan(content, formulas) if rest is None else None
    if scanned is not None:
        parser = new_parser(part, "worksheet", _NAMES, start_around, end_around)
        feed(archive, part, parser, content=(content[: scanned.start] + content[scanned.end :],))
        if around.entered == [scanned.start - len(OPENING)]:
            cells = scanned.cells
            for number in scanned.hidden:
                around.hide_row(number)
        else:  # it is no sheet data of the worksheet's own
            scanned, around = None, _Around()
    if scanned is None:
        parser = new_parser(part, "worksheet", _NAMES, start_around, end_around)
        feed(archive, part, parser, check, content=chain((content,), rest or ()))
    check()
    archive.account.cells += len(cells)
    return SheetFacts(
        cells, tuple(around.merges), tuple(around.hidden_rows), tuple(around.hidden_columns), around.filtered
    )


class _Around:
    """What stands around the cells: merges, hidden rows and columns, the filter. At most MAX_RANGES of each."""

    __slots__ = ("depth", "entered", "filtered", "hidden_columns", "hidden_rows", "merges")

    def __init__(self) -> None:
        self.depth = 0
        self.entered: list[int] = []  # where in the part the rows begin
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden_rows: list[Span] = []
        self.hidden_columns: list[Span] = []
        self.filtered = False

    def section(self, name: str, attributes: list[str]) -> None:
        if name == "autoFilter" or (name == "sheetPr" and is_true(pairs(attributes).get("filterMode"))):
            self.filtered = True

    def item(self, name: str, attributes: list[str]) -> None:
        if name == "mergeCell" and len(self.merges) < MAX_RANGES:
            self._merge(pairs(attributes).get("ref", ""))
        elif name == "col" and ("hidden" in attributes or "width" in attributes):
            given = pairs(attributes)
            first, last = whole(given.get("min", "")), whole(given.get("max", ""))
            if is_invisible(given, "width") and first and last and len(self.hidden_columns) < MAX_RANGES:
                self.hidden_columns.append((first, last))

    def hide_row(self, row: int) -> None:
        rows = self.hidden_rows
        if rows and rows[-1][1] == row - 1:
            rows[-1] = (rows[-1][0], row)
        elif len(rows) < MAX_RANGES:
            rows.append((row, row))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, stop = POSITIONS.get(first) or parse_cell(first), POSITIONS.get(last or first) or parse_cell(last or first)
        if start and stop:
            (top, bottom), (left, right) = sorted((start[0], stop[0])), sorted((start[1], stop[1]))
            self.merges.append((top, left, bottom, right))
