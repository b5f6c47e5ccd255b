"""An OpenDocument spreadsheet with the same values as an .xlsx workbook, written by hand: no formulas, names or formats."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from budgetxl.xlsx import RawCell, RawSheet, open_workbook

_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
}
MIME = "application/vnd.oasis.opendocument.spreadsheet"


def as_ods(data: bytes) -> bytes:
    """The values of an .xlsx workbook as an .ods file."""
    sheets = open_workbook(data).sheets
    hidden = '<style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/></style:style>'
    return ods("".join(map(_table, sheets)), hidden)


def ods(tables: str, styles: str = "", mime: str = MIME) -> bytes:
    """An OpenDocument file with these tables, as XML."""
    spaces = " ".join(f'xmlns:{name}="{space}"' for name, space in _SPACES.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mime, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


def _table(sheet: RawSheet) -> str:
    style = "" if sheet.state == "visible" else ' table:style-name="hidden"'
    rows: dict[int, dict[int, RawCell]] = {}
    for (row, column), cell in sheet.cells.items():
        rows.setdefault(row, {})[column] = cell
    body = "".join(_rows(rows)) or "<table:table-row><table:table-cell/></table:table-row>"
    return f"<table:table table:name={quoteattr(sheet.name)}{style}>{body}</table:table>"


def _rows(rows: dict[int, dict[int, RawCell]]) -> Iterator[str]:
    last = 0
    for number in sorted(rows):
        if number > last + 1:
            yield f'<table:table-row table:number-rows-repeated="{number - last - 1}"><table:table-cell/></table:table-row>'
        yield f"<table:table-row>{''.join(_cells(rows[number]))}</table:table-row>"
        last = number


def _cells(cells: dict[int, RawCell]) -> Iterator[str]:
    last = 0
    for column in sorted(cells):
        if column > last + 1:
            yield f'<table:table-cell table:number-columns-repeated="{column - last - 1}"/>'
        yield _cell(cells[column])
        last = column


def _cell(cell: RawCell) -> str:
    match cell.value:
        case bool() as truth:
            return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(truth).lower()}"/>'
        case Decimal() as number:
            return f'<table:table-cell office:value-type="float" office:value="{number}"/>'
        case date() as day:
            return f'<table:table-cell office:value-type="date" office:date-value="{day.isoformat()}"/>'
        case str() as text if text:
            lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in text.split("\n"))
            return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'
    return "<table:table-cell/>"


def _spaced(text: str) -> str:
    """A run of blanks counts as one in OpenDocument, so all but the first are written as elements."""
    return escape(text).replace("  ", " <text:s/>")
