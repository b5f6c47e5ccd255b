"""A built workbook cut into pieces: what is the same for every unit, and the cells and rows that depend on data."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from budgetxl.values import column_letters

from ..builder import Built
from ..state import Live, LiveColumns, LiveHeight, State, Token, changes
from .cell_xml import CELL, COLUMNS, ROW, SST, STRING, CannotStamp, Strings, cell_xml, columns_xml, row_xml
from .zip_parts import QUICK, Chunk, PackedPart, archive_of, chunk, part_of, parts_in

CHUNK = 32_000
"""So many characters are compressed together: enough to compress well, few enough that little has to be done again."""
STRINGS, CORE = "xl/sharedStrings.xml", "docProps/core.xml"


class Piece(NamedTuple):
    """A piece of a worksheet that depends on data: its XML in the template, what is written there, and its attributes there."""

    text: str
    live: Live | LiveHeight | LiveColumns
    ref: str = ""
    attributes: str = ""
    empty: str = ""

    def of(self, state: State, strings: Strings) -> str:
        """The piece as it is of another state. Raises CannotStamp."""
        match self.live:
            case Live(content=content, size=size):
                if size is not None and size(state) != _USUAL_SIZE:
                    raise CannotStamp  # letters of another size are another style
                return cell_xml(self.ref, self.attributes, content(state), strings)
            case LiveHeight(height=height):
                return row_xml(self.ref, self.attributes, height(state), self.empty)
            case LiveColumns(widths=widths):
                return columns_xml(widths(state))


_USUAL_SIZE = 11


class SheetPart:
    """A worksheet's XML in chunks."""

    def __init__(self, xml: str, cells: Iterable[Live], heights: Iterable[LiveHeight], columns: LiveColumns | None) -> None:
        by_ref = {f"{column_letters(each.column + 1)}{each.row + 1}": each for each in cells}
        by_row = {str(each.row + 1): each for each in heights}
        self.pieces: list[list[str | Piece]] = [[]]
        size = 0
        for piece in _cut(xml, by_ref, by_row, columns):
            self.pieces[-1].append(piece)
            size += len(piece if isinstance(piece, str) else piece.text)
            if size >= CHUNK:
                self.pieces.append([])
                size = 0
        self.texts = [[piece if isinstance(piece, str) else piece.text for piece in pieces] for pieces in self.pieces]
        self.chunks = [chunk("".join(texts).encode()) for texts in self.texts]

    def places(self) -> Iterator[tuple[Token, tuple[int, int]]]:
        """On what its pieces depend: each token with the number of a chunk and of a piece in it."""
        for number, pieces in enumerate(self.pieces):
            for place, piece in enumerate(pieces):
                if isinstance(piece, Piece):
                    yield from ((token, (number, place)) for token in piece.live.on)

    def of(self, places: Iterable[tuple[int, int]], state: State, strings: Strings) -> PackedPart:
        """The part of a state that differs from the template's at these places. Raises CannotStamp."""
        texts: dict[int, list[str]] = {}
        for number, place in sorted(places):  # so that new strings are numbered in the order of the sheet
            piece = self.pieces[number][place]
            assert isinstance(piece, Piece)
            texts.setdefault(number, self.texts[number].copy())[place] = piece.of(state, strings)
        anew = {number: chunk("".join(found).encode(), QUICK) for number, found in texts.items()}
        return part_of(anew.get(number, each) for number, each in enumerate(self.chunks))


def _cut(xml: str, cells: dict[str, Live], rows: dict[str, LiveHeight], columns: LiveColumns | None) -> Iterator[str | Piece]:
    """The XML of a worksheet as fixed texts and pieces that depend on data, in its order."""
    found = [(each.start(), each.end(), Piece(each[0], cells[each[1]], each[1], each[2])) for each in CELL.finditer(xml) if each[1] in cells]
    found += [
        (each.start(), each.end(), Piece(each[0], rows[each[1]], each[1], each[2], each[3])) for each in ROW.finditer(xml) if each[1] in rows
    ]
    if columns is not None and (each := COLUMNS.search(xml)) is not None:
        found.append((each.start(), each.end(), Piece(each[0], columns)))
    at = 0
    for start, end, piece in sorted(found, key=lambda each: each[0]):
        if start > at:
            yield xml[at:start]
        yield piece
        at = end
    yield xml[at:]


class Template:
    """A workbook built of data that no unit has, and what makes another one of it."""

    def __init__(self, built: Built, title: str) -> None:
        self.state, self.state_of = built.state, built.state_of
        self.parts = parts_in(built.data)
        self.sheets: dict[str, SheetPart] = {}
        for number, cells in built.cells.items():
            if cells or built.heights[number]:
                name = f"xl/worksheets/sheet{number}.xml"
                self.sheets[name] = SheetPart(_xml(self.parts[name]), cells, built.heights[number], built.columns.get(number))
        self._on: dict[Token, list[tuple[str, tuple[int, int]]]] = defaultdict(list)
        for name, sheet in self.sheets.items():
            for token, place in sheet.places():
                self._on[token].append((name, place))
        strings = _xml(self.parts[STRINGS])
        written = STRING.findall(strings)
        self.strings = {text: number for number, text in enumerate(written)}
        head = SST.match(strings)
        assert head is not None
        self._head, self._count, self._body = head[1], int(head[2]), chunk("".join(written).encode())
        self._core, self._title = _xml(self.parts[CORE]), _titled(title)

    def stamped(self, state: State, title: str) -> bytes:
        """The workbook of a state. Raises CannotStamp where it has to be built."""
        strings, parts = Strings(self.strings), dict(self.parts)
        places: dict[str, set[tuple[int, int]]] = defaultdict(set)
        for token in changes(self.state, state):
            for name, place in self._on.get(token, ()):
                places[name].add(place)
        for name, sheet in self.sheets.items():
            if name in places:
                parts[name] = sheet.of(places[name], state, strings)
        if strings.used:
            parts[STRINGS] = self._strings_part(strings)
        parts[CORE] = part_of([chunk(self._core.replace(self._title, _titled(title), 1).encode())])
        return archive_of(parts)

    def _strings_part(self, strings: Strings) -> PackedPart:
        unique = len(strings.known) + len(strings.new)
        head = f'{self._head} count="{max(self._count + strings.used, unique)}" uniqueCount="{unique}">'
        return part_of([_chunk(head), self._body, _chunk("".join(strings.new) + "</sst>")])


def _chunk(text: str) -> Chunk:
    return chunk(text.encode())


def _xml(part: PackedPart) -> str:
    return zlib.decompress(part.packed, -zlib.MAX_WBITS).decode()


def _titled(title: str) -> str:
    from xml.sax.saxutils import escape

    return f"<dc:title>{escape(title)}</dc:title>"
