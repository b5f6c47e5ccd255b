"""The container of a Word file: parts of XML in a zip archive, with their content types and relationships (ECMA-376, part 2)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final

from budgetxl.values.records import dataclass
from budgetxl.xlsx import identifier

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE, _CORE_TYPE = "docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"
_CUSTOM: Final = "docProps/custom.xml"
_OLDEST = (1980, 1, 1, 0, 0, 0)  # what a zip archive can say: equal content then gives equal bytes


@dataclass(frozen=True, slots=True)
class Part:
    """A part beside the document: ``word/{name}.xml``, of this kind of relationship; ``type`` is its content type, empty: the kind's."""

    name: str
    kind: str
    xml: str
    type: str = ""


def word_package(document: Iterable[str], beside: Sequence[Part], title: str, submission: str = "") -> bytes:
    """The bytes of a .docx. The document, in pieces, refers to the parts beside it, in their order, as rId1, rId2 …

    ``submission`` is the digest of the data that it was made of; it stands among the properties of the file.
    """
    types = {"word/document.xml": f"{_WORD_TYPE}.document.main+xml", _CORE: _CORE_TYPE}
    types |= {_CUSTOM: "application/vnd.openxmlformats-officedocument.custom-properties+xml"} if submission else {}
    types |= {f"word/{part.name}.xml": part.type or f"{_WORD_TYPE}.{part.kind}+xml" for part in beside}
    parts = {
        "[Content_Types].xml": _content_types(types),
        "_rels/.rels": _relationships(
            (
                (f"{_RELATION}/officeDocument", "word/document.xml"),
                (f"{_PACKAGE}/relationships/metadata/core-properties", _CORE),
                *([(f"{_RELATION}/custom-properties", _CUSTOM)] if submission else []),
            )
        ),
        **({_CUSTOM: _custom_properties(submission)} if submission else {}),
        "word/_rels/document.xml.rels": _relationships((f"{_RELATION}/{part.kind}", f"{part.name}.xml") for part in beside),
        **{f"word/{part.name}.xml": part.xml for part in beside},
    }
    written = {name: (_DECLARATION + text).encode() for name, text in parts.items()}
    written["word/document.xml"] = b"".join(map(str.encode, (_DECLARATION, *document)))  # most of it: encoded before it is one text
    properties = _DECLARATION + _core_properties(title, identifier(written))
    return _archive(written | {_CORE: properties.encode()})


def has_contents(data: bytes) -> bool:
    """Whether a Word file of ours has a table of contents, which is filled in when it is opened."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return b"updateFields" in package.read("word/settings.xml")


def _content_types(types: Mapping[str, str]) -> str:
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{types[name]}"/>' for name in sorted(types))
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(targets: Iterable[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _core_properties(title: str, digest: str) -> str:
    """Title and language, no author and no dates: the notice is the unit's, and when it was rendered is nobody's business."""
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f"><dc:title>{escape(title, quote=False)}</dc:title><dc:identifier>{digest}</dc:identifier><cp:revision>1</cp:revision>"
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    )


def _custom_properties(submission: str) -> str:
    """The digest of the submission, by which anybody can tell which workbook a notice was made of."""
    kind = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of all properties that are not Office's own
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    return (
        f'<Properties xmlns="{office}/custom-properties" xmlns:vt="{office}/docPropsVTypes"><property fmtid="{kind}" pid="2" name="submission">'
        f"<vt:lpwstr>{escape(submission, quote=False)}</vt:lpwstr></property></Properties>"
    )


def _archive(parts: Mapping[str, bytes]) -> bytes:
    """A zip archive of the parts by name, [Content_Types].xml first, as Office writes it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            member = zipfile.ZipInfo(name, _OLDEST)
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 0
            package.writestr(member, parts[name], compresslevel=6)
    return archive.getvalue()
