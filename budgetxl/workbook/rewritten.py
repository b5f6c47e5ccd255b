"""What openpyxl leaves undone in a file it has written: stored results of formulas, and bytes that do not change by the hour."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from budgetxl.values import Address, plain
from budgetxl.values.foldings import printable
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.xlsx import CORE, RawCell, RawSheet, RawWorkbook, identifier

_FORMULA = lazy_pattern(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^>]*)>(<f[^>]*>[^<]*</f>|<f[^>]*/>)<v\s*(?:/>|></v>)</c>')
_MODIFIED = lazy_pattern(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_IDENTIFIER = lazy_pattern(rb"<dc:identifier\b[^>]*>[^<]*</dc:identifier>")
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def finished(written: bytes, raw: RawWorkbook, sheets: Sequence[str], modified: dt.datetime | None, signed: bool = False) -> bytes:
    """The archive that openpyxl wrote, with the results that ``raw`` holds for its formulas, and without the time of day.

    ``sheets`` are the worksheets' names in the order of their parts; ``modified`` is when the sender saved the file. A ``signed``
    one is known again (``is_as_written``) until somebody saves it.
    """
    import io
    import zipfile

    known = {sheet.name: sheet for sheet in raw.sheets}
    by_part = {f"xl/worksheets/sheet{number}.xml": known.get(name) for number, name in enumerate(sheets, start=1)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        parts = {info.filename: source.read(info) for info in source.infolist()}
        for name, sheet in by_part.items():
            if sheet is not None and name in parts:
                parts[name] = _with_results(parts[name], sheet, raw.date1904)
        if CORE in parts:
            moment = (modified or dt.datetime(*_FIRST_DAY)).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
            core = _MODIFIED.sub(rb"\g<1>" + moment + rb"\g<2>", parts.pop(CORE))
            parts[CORE] = _signed(core, identifier(parts)) if signed else core
        for info in source.infolist():
            member = zipfile.ZipInfo(info.filename, _FIRST_DAY)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, info.external_attr
            target.writestr(member, parts[info.filename])
    return buffer.getvalue()


def _signed(core: bytes, sign: str) -> bytes:
    """The core properties with the digest of all other parts as their identifier."""
    told = f'<dc:identifier xmlns:dc="http://purl.org/dc/elements/1.1/">{sign}</dc:identifier></cp:coreProperties>'.encode()
    return _IDENTIFIER.sub(b"", core).replace(b"</cp:coreProperties>", told)


def _with_results(content: bytes, sheet: RawSheet, date1904: bool) -> bytes:
    from budgetxl.values.address import column_number

    def stored(match: re.Match[bytes]) -> bytes:
        cell = sheet.cells.get((int(match[2]), column_number(match[1].decode())))
        result = _result(cell, date1904) if cell is not None and cell.calculated else None
        if result is None:
            return match[0]
        kind, text = result
        return b'<c r="%s%s"%s%s>%s<v>%s</v></c>' % (match[1], match[2], match[3], kind, match[4], text)

    return _FORMULA.sub(stored, content)


def _result(cell: RawCell, date1904: bool) -> tuple[bytes, bytes] | None:
    """The type attribute and the text of a stored result; None where there is none, or it is no plain text."""
    from xml.sax.saxutils import escape

    from openpyxl.utils import datetime as excel_time

    serial: Any = excel_time.to_excel
    match cell.value:
        case bool() as truth:
            return b' t="b"', b"1" if truth else b"0"
        case Decimal() as number:
            return b"", plain(number).encode()
        case dt.date() as day:
            epoch = excel_time.CALENDAR_MAC_1904 if date1904 else excel_time.CALENDAR_WINDOWS_1900
            return b"", str(serial(day, epoch)).encode()
        case str() as text if text == printable(text) and "\r" not in text:
            escaped = escape(text).encode("ascii", "xmlcharrefreplace")
            return b' t="e"' if cell.kind == "error" else b' t="str"', escaped
    return None


def differences(before: RawWorkbook, after: RawWorkbook, apart: Collection[str] = ()) -> list[Address]:
    """The populated cells of ``before`` that ``after`` does not hold in the same way, those of some sheets ``apart``."""
    sheets = {sheet.name: sheet for sheet in after.sheets}
    found: list[Address] = []
    for sheet in before.sheets:
        if sheet.name in apart:
            continue
        cells = sheets[sheet.name].cells if sheet.name in sheets else {}
        for place, cell in sheet.cells.items():
            now = cells.get(place)
            if (cell.kind != "blank" or cell.calculated) and not _same(cell, now):
                found.append(Address(sheet.name, *place))
    return found


def _same(cell: RawCell, now: RawCell | None) -> bool:
    return now is not None and (cell.kind, cell.value, cell.calculated) == (now.kind, now.value, now.calculated)
