"""Builds an .xlsx file from the XML of its parts, so that a test shows on one screen what a reader is given."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def sheet(rows: str, *, before: str = "", after: str = "") -> str:
    """A worksheet part around the rows of its ``sheetData``."""
    return f'{DECLARATION}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def cells(content: str, *, before: str = "", after: str = "") -> str:
    """A worksheet part with one row, number 1."""
    return sheet(f'<row r="1">{content}</row>', before=before, after=after)


def strings(*items: str) -> str:
    """A part of shared strings; each item is what stands inside its ``<si>``."""
    return f'{DECLARATION}<sst xmlns="{MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


def styles(*formats: str | int) -> str:
    """A part of styles, with one cell format for each number format: a code, or the number of a built-in one."""
    codes = [code for code in formats if isinstance(code, str)]
    numbers = [code if isinstance(code, int) else 164 + codes.index(code) for code in formats]
    custom = "".join(f'<numFmt numFmtId="{164 + i}" formatCode="{escape(code)}"/>' for i, code in enumerate(codes))
    uses = "".join(f'<xf numFmtId="{number}"/>' for number in numbers)
    return f'{DECLARATION}<styleSheet xmlns="{MAIN}"><numFmts>{custom}</numFmts><cellXfs>{uses}</cellXfs></styleSheet>'


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def relations(targets: Mapping[str, tuple[str, str]], base: str = RELATIONS) -> str:
    """A part of links: id → (last word of the type, target)."""
    links = (f'<Relationship Id="{i}" Type="{base}/{kind}" Target="{to}"/>' for i, (kind, to) in targets.items())
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}">{"".join(links)}</Relationships>'


def content_types(*names: str) -> str:
    """The part that says what each part is: our reader does not ask, others do."""
    base = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    said = "".join(
        f'<Override PartName="/{name}" ContentType="{base}{_kind(name)}+xml"/>' for name in names if name.startswith("xl/") and "_rels" not in name
    )
    relation = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'{DECLARATION}<Types xmlns="{_TYPES}">{relation}<Default Extension="xml" ContentType="application/xml"/>{said}</Types>'


def _kind(part: str) -> str:
    return {"workbook.xml": "sheet.main"}.get(part[3:]) or part.rpartition("/")[2].removesuffix(".xml").rstrip("0123456789").replace("sheet", "worksheet")


def parts(
    *sheets: str,
    names: tuple[str, ...] = (),
    states: tuple[str, ...] = (),
    strings: str | None = None,
    styles: str | None = None,
    inside: str = "",
    properties: str = "",
    extra: Mapping[str, str | bytes | None] | None = None,
) -> dict[str, str | bytes]:
    """The parts of a workbook by name. ``inside`` stands before, ``properties`` after the list of sheets in the
    workbook's part; ``extra`` adds parts, replaces them, or takes them out (None)."""
    names = names or tuple(f"表{number}" for number in range(1, len(sheets) + 1))
    states = states or ("visible",) * len(sheets)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" state="{state}" r:id="rId{number}"/>'
        for number, (name, state) in enumerate(zip(names, states, strict=True), 1)
    )
    links = {f"rId{number}": ("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)}
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": "",
        "_rels/.rels": relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{inside}'
        f"<sheets>{listed}</sheets>{properties}</workbook>",
    }
    for number, content in enumerate(sheets, 1):
        made[f"xl/worksheets/sheet{number}.xml"] = content
    for part, kind, text in (("sharedStrings.xml", "sharedStrings", strings), ("styles.xml", "styles", styles)):
        if text is not None:
            links[kind] = (kind, part)
            made[f"xl/{part}"] = text
    made["[Content_Types].xml"] = content_types(*made)
    made["xl/_rels/workbook.xml.rels"] = relations(links)
    for name, changed in (extra or {}).items():
        if changed is None:
            del made[name]
        else:
            made[name] = changed
    return made


def zipped(members: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The archive of these members, in this order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def xlsx(*sheets: str, **given: Any) -> bytes:
    """A workbook of these worksheet parts; the rest is as plain as may be, or as :func:`parts` is told."""
    return zipped(parts(*sheets, **given))
