"""Strict Open XML (ISO/IEC 29500, "Strict") turned into the Transitional names that openpyxl knows: it finds no sheet otherwise."""

from __future__ import annotations

import re

from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.xlsx import Archive

_STRICT = b"http://purl.oclc.org/ooxml/"
_NAME = lazy_pattern(re.escape(_STRICT) + rb"([A-Za-z]+)/([A-Za-z/]*)")
_SPELLED = {b"extendedProperties": b"extended-properties", b"customProperties": b"custom-properties"}
_CONFORMANCE = lazy_pattern(rb"""\sconformance=(["'])strict\1""")


def is_strict(archive: Archive) -> bool:
    """Whether a workbook calls its links or its main part by Strict names."""
    told = (name for name in archive.names() if name.endswith((".rels", "/workbook.xml")))
    return any(_STRICT in archive.read(name) for name in told)


def transitional(data: bytes) -> bytes:
    """The same archive with every Strict name of its XML parts as the Transitional one."""
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename.lower().endswith((".xml", ".rels", ".vml")):
                content = _CONFORMANCE.sub(b"", _NAME.sub(_renamed, content))
            target.writestr(info, content)
    return buffer.getvalue()


def _renamed(found: re.Match[bytes]) -> bytes:
    """``…/ooxml/drawingml/main`` is ``…/drawingml/2006/main``; two kinds of properties are spelled otherwise as well."""
    rest = b"/".join(_SPELLED.get(word, word) for word in found[2].split(b"/"))
    return b"http://schemas.openxmlformats.org/%s/2006/%s" % (found[1], rest)
