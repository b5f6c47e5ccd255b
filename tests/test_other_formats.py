"""Spreadsheets that are no .xlsx: which they are, in words, and which can be read nevertheless."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from making import a_form, record
from test_salvage import encrypted_ods, refused
from test_wrong_files import archive, compound

from budgetxl.forms import Form
from budgetxl.workbook import export, fill, read
from budgetxl.xlsx import open_workbook

BOF8, BOF5 = bytes.fromhex("0908100000060500") + b"\0" * 12, bytes.fromhex("0908080000050500") + b"\0" * 4
FILE_PASS = struct.pack("<2H", 0x2F, 4) + b"\1\2\3\4"
WRITE_ACCESS = struct.pack("<2H", 0x5C, 112) + b" " * 112
SHEET = struct.pack("<2H", 0x85, 8) + b"\0" * 8


def old(*records: bytes, stream: str = "Workbook", start: int = 512) -> bytes:
    """An .xls whose workbook stream holds these records, from a sector on."""
    return compound(stream) + b"\0" * (start - 512) + b"".join(records) + b"\0" * 512


# Passwords

WITH_PASSWORD = [
    old(BOF8, FILE_PASS, WRITE_ACCESS, SHEET), old(BOF8, WRITE_ACCESS, FILE_PASS, SHEET), old(BOF5, FILE_PASS, SHEET, stream="Book"),
    old(BOF8, FILE_PASS, SHEET, start=576), old(BOF8, FILE_PASS, SHEET, stream="WORKBOOK"), encrypted_ods(),
]  # fmt: skip


@pytest.mark.parametrize("data", WITH_PASSWORD)
def test_a_password_is_told_as_a_password(data: bytes) -> None:
    assert refused(data).code == "encrypted"


@pytest.mark.parametrize("data", [old(BOF8, WRITE_ACCESS, SHEET, FILE_PASS), old(BOF8, SHEET) + b"\0" * 7 + BOF8 + FILE_PASS])
def test_an_old_workbook_without_a_password_is_not_told_to_have_one(data: bytes) -> None:
    assert refused(data).code == "xls"


# Names of kinds


@pytest.mark.parametrize(("data", "said"), [
    (bytes.fromhex("09000400") + b"\2\0\x10\0" + b"\0" * 100, "Excel 5.0 以前"),
    (bytes.fromhex("09020600") + b"\0\0\x10\0\0\0" + b"\0" * 100, "Excel 5.0 以前"),
    (bytes.fromhex("09040600") + b"\0\0\x10\0\0\0" + b"\0" * 100, "Excel 5.0 以前"),
    (archive(Index__Document_iwa="x").replace(b"_iwa", b".iwa"), "Numbers"),
    (archive(), "空的压缩包"),
])  # fmt: skip
def test_a_file_of_another_kind_is_named(data: bytes, said: str) -> None:
    assert said in str(refused(data))


@pytest.mark.parametrize("stream", ["WORKBOOK", "workbook", "BOOK", "Book"])
def test_the_name_of_the_stream_counts_in_any_case(stream: str) -> None:
    assert refused(compound(stream)).code == "xls"


def test_a_stream_in_capitals_is_read_as_any_other(tmp_path: Path) -> None:
    from budgetxl.xlsx.refusals import with_known_names

    assert with_known_names(compound("WORKBOOK")) == compound("Workbook")
    assert with_known_names(compound("Book")) == compound("Book")


# .xlsb is read as .xls is: values only


def _record(kind: int, content: bytes = b"") -> bytes:
    code = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    size = bytes([len(content)]) if len(content) < 128 else bytes([len(content) & 127 | 128, len(content) >> 7])
    return code + size + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def as_xlsb(data: bytes, *beside: str) -> bytes:
    """The values of an .xlsx workbook as a binary workbook (MS-XLSB), as Excel writes it; and parts of these names beside."""
    sheets = open_workbook(data).sheets
    buffer = io.BytesIO()
    listed, links = b"", ""
    with zipfile.ZipFile(buffer, "w") as package:
        for number, sheet in enumerate(sheets, 1):
            listed += _record(156, struct.pack("<2I", 0 if sheet.state == "visible" else 1, number) + _wide(f"rId{number}") + _wide(sheet.name))
            links += f'<Relationship Id="rId{number}" Type="http://x/worksheet" Target="worksheets/sheet{number}.bin"/>'
            rows: dict[int, bytes] = {}
            for (row, column), cell in sorted(sheet.cells.items()):
                at = struct.pack("<2I", column - 1, 0)
                if isinstance(cell.value, str):
                    rows[row] = rows.get(row, b"") + _record(6, at + _wide(cell.value))
                elif cell.value is not None and cell.kind == "number":
                    rows[row] = rows.get(row, b"") + _record(5, at + struct.pack("<d", float(str(cell.value))))
            body = b"".join(_record(0, struct.pack("<I", row - 1) + b"\0" * 13) + cells for row, cells in rows.items())
            size = struct.pack("<4I", 0, max(rows, default=1), 0, 100)
            package.writestr(f"xl/worksheets/sheet{number}.bin", _record(129) + _record(148, size) + _record(145) + body + _record(146) + _record(130))
        package.writestr("xl/workbook.bin", _record(131) + _record(143) + listed + _record(144) + _record(132))
        package.writestr("xl/_rels/workbook.bin.rels", f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>')
        package.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        for name in beside:
            package.writestr(name, b"x")
    return buffer.getvalue()


def filled(tmp_path: Path) -> tuple[Form, bytes]:
    form = a_form(tmp_path, record("x", a="money", b="text"))
    return form, fill(form, {"unit": {"name": "某街道"}, "x": {"a": "12.5", "b": "说明"}}, 2022)


def test_the_values_of_a_binary_workbook_are_read(tmp_path: Path) -> None:
    form, data = filled(tmp_path)
    result = read(as_xlsb(data), form)
    assert export(result.submission)["data"]["x"] == {"a": "12.5", "b": "说明"}
    assert [finding.message[:11] for finding in result.findings if finding.rule == "META-21"] == ["这是 .xlsb 文件"]


def test_a_binary_workbook_with_macros_is_not_read(tmp_path: Path) -> None:
    assert refused(as_xlsb(filled(tmp_path)[1], "xl/vbaProject.bin")).code == "macro"


def test_a_damaged_binary_workbook_is_told_as_damaged() -> None:
    error = refused(archive(xl__workbook="x", **{"xl/workbook.bin": "\x9c\x01"}))
    assert error.code == "xlsb" and "已损坏" in str(error)
