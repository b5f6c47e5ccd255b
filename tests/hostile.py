"""Files made to harm a reader. The large ones are written in a stream, from one compressed block repeated, in a moment."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from mangle import Book
from xlsxparts import MAIN, cells, parts, sheet, strings, xlsx, zipped

from budgetxl.values import column_letters

_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")

MB = 1 << 20
SAMPLE = Path(__file__).resolve().parent.parent / "sample_workbooks" / "jiefangdao-2022.xlsx"


@dataclass(frozen=True)
class Repeated:
    """A part that consists of a head, one block many times over, and a tail."""

    head: bytes
    block: bytes
    times: int
    tail: bytes

    def deflated(self) -> Iterator[bytes]:
        """A raw deflate stream. A block flushed to the full stands alone, so its compressed bytes can be repeated."""
        for text in (self.head, self.block):
            packer = zlib.compressobj(1, zlib.DEFLATED, -15)
            packed = packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)
            yield from [packed] * (self.times if text is self.block else 1)
        packer = zlib.compressobj(1, zlib.DEFLATED, -15)
        yield packer.compress(self.tail) + packer.flush()

    def checksum(self) -> int:
        crc = zlib.crc32(self.head)
        for _ in range(self.times):
            crc = zlib.crc32(self.block, crc)
        return zlib.crc32(self.tail, crc)

    @property
    def size(self) -> int:
        return len(self.head) + len(self.block) * self.times + len(self.tail)


def write_zip(path: Path, members: Iterable[tuple[str, bytes | str | Repeated]]) -> None:
    """An archive in a stream; a part may be far larger than memory."""
    directory: list[bytes] = []
    with path.open("wb") as file:
        for name, content in members:
            if isinstance(content, str):
                content = content.encode()
            part = content if isinstance(content, Repeated) else Repeated(content, b"", 0, b"")
            offset, raw, crc = file.tell(), name.encode(), part.checksum()
            file.write(_LOCAL.pack(b"PK\3\4", 20, 0x800, 8, 0, 0, crc, 0, part.size & 0xFFFFFFFF, len(raw), 0) + raw)
            start = file.tell()
            for piece in part.deflated():
                file.write(piece)
            packed = file.tell() - start
            sizes = (crc, packed, part.size & 0xFFFFFFFF, len(raw), 0, 0, 0, 0, 0, offset)
            directory.append(_ENTRY.pack(b"PK\1\2", 20, 20, 0x800, 8, 0, 0, *sizes) + raw)
        start, count = file.tell(), len(directory)
        file.write(b"".join(directory))
        file.write(_END.pack(b"PK\5\6", 0, 0, count, count, file.tell() - start, start, 0))


def _with_part(name: str, content: Repeated) -> Iterator[tuple[str, bytes | str | Repeated]]:
    whole: dict[str, bytes | str | Repeated] = dict(parts(cells('<c r="A1"><v>1</v></c>'), strings=strings()))
    whole[name] = content
    return iter(whole.items())


_SHEET = "xl/worksheets/sheet1.xml"
_OPEN = f'<worksheet xmlns="{MAIN}"><sheetData>'.encode()
_CLOSE = b"</sheetData></worksheet>"


def string_of_a_gigabyte(path: Path) -> None:
    """One shared string of 1 GB."""
    text = Repeated(f'<sst xmlns="{MAIN}"><si><t>'.encode(), b"A" * MB, 1024, b"</t></si></sst>")
    write_zip(path, _with_part("xl/sharedStrings.xml", text))


def comment_of_a_gigabyte(path: Path) -> None:
    """An XML comment of 1 GB among the cells."""
    write_zip(path, _with_part(_SHEET, Repeated(_OPEN + b"<!--", b"x" * MB, 1024, b"-->" + _CLOSE)))


def wide_letters(path: Path) -> None:
    """60 MB of text, each piece with a letter that makes Python hold it at four bytes a letter."""
    block = ("<si><t>" + "A" * 900 + "😀</t></si>").encode() * 64
    text = Repeated(f'<sst xmlns="{MAIN}">'.encode(), block, 60 * MB // len(block), b"</sst>")
    write_zip(path, _with_part("xl/sharedStrings.xml", text))


def twenty_million_cells(path: Path) -> None:
    """20 million numbers, in cells without addresses."""
    row = b"<row>" + b"<c><v>1</v></c>" * 1000 + b"</row>"
    write_zip(path, _with_part(_SHEET, Repeated(_OPEN, row * 10, 2000, _CLOSE)))


def different_cells(path: Path) -> None:
    """As many cells as are allowed, each with a text and a formula of its own: the most memory that a file can take."""

    def row(number: int) -> str:
        return f'<row r="{number}">' + "".join(
            f'<c r="{column}{number}" t="str"><f>{column}{number}*{number}</f><v>文字{column}{number}</v></c>'
            for column in "ABCDEFGHIJKLMNOPQRST"
        ) + "</row>"  # fmt: skip

    content = sheet("".join(row(number) for number in range(1, 7_500)))
    path.write_bytes(xlsx(content, strings=strings()))


def empty_elements(path: Path) -> None:
    """16 million empty cells."""
    block = b"<row>" + b"<c/>" * 16_000 + b"</row>"
    write_zip(path, _with_part(_SHEET, Repeated(_OPEN, block, 1000, _CLOSE)))


def nested_elements(path: Path) -> None:
    """Cells in cells, 15 million deep."""
    write_zip(path, _with_part(_SHEET, Repeated(_OPEN + b"<row>", b"<c>" * 10_000, 1500, b"")))


def nested_unknown_elements(path: Path) -> None:
    """Elements that no workbook has, 15 million deep."""
    write_zip(path, _with_part(_SHEET, Repeated(_OPEN, b"<a>" * 10_000, 1500, b"")))


def endless_vocabulary(path: Path) -> None:
    """Millions of attributes with different names, which an XML parser remembers one by one."""
    content = sheet("".join(f'<row a{number}="" b{number}=""/>' for number in range(1_000_000)))
    path.write_bytes(xlsx(content))


def a_tag_of_megabytes(path: Path) -> None:
    """One tag of 60 MB, which a parser scans again whenever more of it arrives."""
    write_zip(path, _with_part(_SHEET, Repeated(_OPEN + b'<row r="', b"1" * MB, 60, b'"/>' + _CLOSE)))


def cdata_of_megabytes(path: Path) -> None:
    """A cell's text of 60 MB in a CDATA section."""
    head = _OPEN + b'<row><c t="str"><v><![CDATA['
    write_zip(path, _with_part(_SHEET, Repeated(head, b"<c>" * 20_000, 1000, b"]]></v></c></row>" + _CLOSE)))


def a_million_merges(path: Path) -> None:
    block = b'<mergeCell ref="A1:XFD1048576"/>' * 1000
    head = f'<worksheet xmlns="{MAIN}"><sheetData><row><c><v>7</v></c></row></sheetData><mergeCells>'.encode()
    write_zip(path, _with_part(_SHEET, Repeated(head, block, 1000, b"</mergeCells></worksheet>")))


def a_million_names(path: Path) -> None:
    names = "".join(f'<definedName name="n{number}">Sheet1!$A$1</definedName>' for number in range(1_000_000))
    path.write_bytes(xlsx(cells(""), properties=f"<definedNames>{names}</definedNames>"))


def many_shared_formulas(path: Path) -> None:
    rows = "".join(
        "<row>" + "".join(f'<c><f t="shared" si="{row}.{cell}">A{row}</f></c>' for cell in range(1000)) + "</row>"
        for row in range(1000)
    )
    path.write_bytes(xlsx(sheet(rows)))


def many_hidden_rows(path: Path) -> None:
    rows = "".join(f'<row r="{row}" hidden="1"/>' for row in range(3, 1_000_000, 2))
    path.write_bytes(xlsx(sheet(f'<row r="1"><c r="A1"><v>7</v></c></row>{rows}')))


def stray_cell(path: Path) -> None:
    path.write_bytes(xlsx(sheet('<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>')))


def whole_sheet_merge(path: Path) -> None:
    merge = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    path.write_bytes(xlsx(cells('<c r="A1"><v>7</v></c>', after=merge)))


def billion_laughs(path: Path) -> None:
    entities = '<!ENTITY l0 "ha">' + "".join(
        f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10)
    )  # fmt: skip
    body = cells('<c r="A1" t="str"><v>&l9;</v></c>').partition("\n")[2]
    path.write_bytes(xlsx(f"<!DOCTYPE worksheet [{entities}]>{body}"))


def external_entity(path: Path) -> None:
    body = cells('<c r="A1" t="str"><v>&x;</v></c>').partition("\n")[2]
    path.write_bytes(xlsx(f'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>{body}'))


def many_members(path: Path, count: int = 2_000_001) -> None:
    """An archive with more entries than memory should be spent on: 180 MB."""
    local = _LOCAL.pack(b"PK\3\4", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    entry = _ENTRY.pack(b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    with path.open("wb") as file:
        file.write(local * count)
        start = file.tell()
        file.write(entry * count)
        end, length = file.tell(), file.tell() - start
        file.write(_END64.pack(b"PK\6\6", 44, 45, 45, 0, 0, count, count, length, start))
        file.write(_LOCATOR64.pack(b"PK\6\7", 0, end, 1))
        file.write(_END.pack(b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0))


def many_members_within_size(path: Path) -> None:
    many_members(path, 500_001)


def nested_archive(path: Path) -> None:
    """A workbook with archives in it, which nobody asks for: it is read like any other."""
    bomb = zipped({f"{number}.zip": zipped({"zeros": b"\0" * MB}) for number in range(20)})
    path.write_bytes(xlsx(cells('<c r="A1"><v>7</v></c>'), extra={"xl/embeddings/bomb.zip": bomb}))


def overflowing_addresses(path: Path) -> None:
    """A row that no 64 bits hold, and a column of a thousand letters."""
    path.write_bytes(xlsx(sheet(f'<row r="1"><c r="A{2**64 + 1}"><v>1</v></c><c r="{"A" * 1000}1"><v>1</v></c></row>')))


def truncated(path: Path) -> None:
    data = SAMPLE.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def bad_checksum(path: Path) -> None:
    """A bit of a stored part is another than when its checksum was taken."""
    data = zipped(parts(cells('<c r="A1"><v>1234567</v></c>')), zipfile.ZIP_STORED)
    path.write_bytes(data.replace(b"1234567", b"1234568"))


def encrypted(path: Path) -> None:
    """A workbook with a password: no archive, but a compound document with a stream of that name."""
    entries = b"".join((f"{name}\0".encode("utf-16-le")).ljust(128, b"\0") for name in ("Root Entry", "EncryptionInfo", "EncryptedPackage"))
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + entries + b"\x5a" * MB)


def names_outside(path: Path) -> None:
    """Parts that an archive program would write beside or above the folder that it is told."""
    path.write_bytes(xlsx(cells('<c r="A1"><v>1</v></c>'), extra={"../../evil.xml": "<a/>", "xl/../../evil.xml": "<a/>"}))


def absolute_names(path: Path) -> None:
    path.write_bytes(xlsx(cells('<c r="A1"><v>1</v></c>'), extra={"C:\\Windows\\evil.xml": "<a/>"}))


# ── planted in a completed workbook, so that all that comes after the reader has to do with it


def planted(path: Path, *changes: Callable[[Book], object]) -> None:
    book = Book(SAMPLE.read_bytes())
    for change in changes:
        change(book)
    path.write_bytes(bytes(book))


def _add_rows(book: Book, sheet: str, rows: str) -> None:
    book.trees[sheet].find("{*}sheetData").extend(etree.fromstring(f'<rows xmlns="{MAIN}">{rows}</rows>'))


def _rows_of(numbers: Iterable[int], columns: str, cell: str) -> str:
    """Rows with the same cell in these columns; ``{at}`` in it is its address, ``{row}`` its row."""
    row = "".join(cell.replace("{at}", f"{column}{{row}}") for column in columns)
    return "".join(f'<row r="{number}">{row.replace("{row}", str(number))}</row>' for number in numbers)


def stray_cells_on_forms(path: Path) -> None:
    planted(path, *(lambda book, name=name: book.put(name, "XFD1048576", 7) for name in ("收支预算", "政府采购预算", "绩效目标1")))


def merges_on_forms(path: Path) -> None:
    """Thousands of merges from each row to the corner of the sheet, on every sheet."""

    def merge(book: Book) -> None:
        for tree in book.trees.values():
            for found in tree.iter("{*}mergeCells"):
                found.extend(etree.Element(f"{{{MAIN}}}mergeCell", ref=f"A{row}:XFD1048576") for row in range(100, 3_000))

    planted(path, merge)


def names_of_whole_sheets(path: Path) -> None:
    """Each field's name stands for all cells of its sheet."""

    def widen(book: Book) -> None:
        for name in book.names():
            if not name.get("name").startswith("budgetxl."):
                name.text = name.text.rsplit("!", 1)[0] + "!$A$1:$XFD$1048576"

    planted(path, widen)


def a_flood_of_names(path: Path) -> None:
    """Fifty thousand local names, half of them a field's, for blocks that reach to the corner of the sheet."""

    def flood(book: Book) -> None:
        names = book.workbook.find("{*}definedNames")
        for number in range(50_000):
            name = etree.SubElement(names, f"{{{MAIN}}}definedName", name="income.total" if number % 2 else f"n{number}")
            name.set("localSheetId", str(number % 5))
            name.text = f"'收支预算'!$A${number + 1}:$XFD$1048576"

    planted(path, flood)


def a_flood_of_labels(path: Path) -> None:
    """A field's label forty thousand times over."""
    rows = _rows_of(range(100, 10_100), "STUV", '<c r="{at}" t="str"><v>收入合计</v></c>')
    planted(path, lambda book: _add_rows(book, "收支预算", rows))


def rows_to_the_end(path: Path) -> None:
    """An item of a table in the last row of the sheet, a million blank ones below the others."""
    planted(path, lambda book: book.put("政府采购预算", "C1048576", "打印机"))


def a_text_without_an_end(path: Path) -> None:
    """Texts as long as a cell can hold, of words that the checks look for, where people write."""
    texts = ("较上年增加", "1万元", "收入合计", "9", "9,", "（一）", "一般公共预算拨款收入2998.28万元，")
    places = ("职责!B4", "职责!B6", "职责!B7", "总体绩效目标!B6", "绩效目标1!C8", "绩效目标1!D8", "绩效目标1!E8", "绩效目标2!C9")

    def write(book: Book) -> None:
        for number, place in enumerate(places):
            text = texts[number % len(texts)]
            book.put(*place.split("!"), (text * (32_767 // len(text) + 1))[:32_767])

    planted(path, write)


def figures_without_measure(path: Path) -> None:
    """Numbers of three hundred digits, and the largest that a cell keeps, where figures are multiplied and added."""
    figures = ("1E300", "9" * 300, "1E-300", "9999999999999990", "-1E308")
    cells = [f"{column}{row}" for row in range(12, 17) for column in "FGH"]
    planted(path, *(lambda book, at=at, i=i: book.put("政府采购预算", at, figures[i % 5]) for i, at in enumerate(cells)))


def rows_that_all_fail(path: Path) -> None:
    """Six hundred rows of a table with a number in every column, most of them no number that belongs there."""
    rows = _rows_of(range(40, 640), "ABCDEFGHIJKLMNOP", '<c r="{at}"><v>1{row}</v></c>')
    planted(path, lambda book: _add_rows(book, "政府采购预算", rows))


def rows_of_totals_typed_over(path: Path) -> None:
    """Fifteen hundred rows whose amount is typed over, each too small by just the quantity from which it is computed."""
    cells = '<c r="C{row}" t="str"><v>打印机</v></c><c r="F{row}"><v>3</v></c><c r="G{row}"><v>2</v></c><c r="H{row}"><v>3</v></c>'
    rows = "".join(f'<row r="{row}">{cells.replace("{row}", str(row))}</row>' for row in range(40, 1_540))
    planted(path, lambda book: _add_rows(book, "政府采购预算", rows))


def one_string_in_every_cell(path: Path) -> None:
    """A shared string of 30,000 letters that stands in two hundred cells."""
    content = "".join(f'<c r="{column}1" t="s"><v>0</v></c>' for column in map(column_letters, range(1, 201)))
    path.write_bytes(xlsx(cells(content), strings=strings(f"<t>{'预' * 30_000}</t>")))


#: Each generator, with the code of its refusal, or None where the file is to be read.
HOSTILE: dict[Callable[[Path], None], str | None] = {
    stray_cell: None,
    whole_sheet_merge: None,
    nested_archive: None,
    many_hidden_rows: None,
    overflowing_addresses: "address",
    truncated: "truncated",
    bad_checksum: "damaged",
    encrypted: "encrypted",
    names_outside: "unsafe-name",
    absolute_names: "unsafe-name",
    one_string_in_every_cell: "all-text",
    string_of_a_gigabyte: "text-size",
    comment_of_a_gigabyte: "complex",
    wide_letters: "all-text",
    nested_elements: "damaged",
    nested_unknown_elements: "complex",
    a_tag_of_megabytes: "complex",
    cdata_of_megabytes: "text-size",
    billion_laughs: "doctype",
    external_entity: "doctype",
    many_members: "file-size",
    many_members_within_size: "members",
}

#: Those whose generator or reading takes a second or more.
SLOW: dict[Callable[[Path], None], str | None] = {
    a_million_merges: None,
    many_hidden_rows: None,
    twenty_million_cells: "cells",
    empty_elements: "complex",
    different_cells: None,
    endless_vocabulary: "complex",
    a_million_names: "part-size",
    many_shared_formulas: "cells",
}

#: Those planted in a completed workbook, with the data that differs from the sample's: sections, or None where all is the same.
PLANTED: dict[Callable[[Path], None], tuple[str, ...]] = {
    stray_cells_on_forms: ("procurement", "projects"),
    merges_on_forms: (),
    names_of_whole_sheets: (),
    a_flood_of_names: (),
    a_flood_of_labels: (),
    rows_to_the_end: ("procurement",),
    rows_that_all_fail: ("procurement", "procurement_total"),
    rows_of_totals_typed_over: ("procurement", "procurement_total"),
    a_text_without_an_end: ("duties", "overall_goals", "projects"),
    figures_without_measure: ("procurement", "procurement_total"),
}
