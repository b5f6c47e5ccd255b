"""A bureau's Word file that is to be filled in: what it has to be, and what of it is not for the public.

A template's type (.dotx) is taken for a document's; macros are refused, and so are changes that nobody has accepted. Who wrote the
file, for whom, from what, and what was remarked on it stays behind: the notice is published as it comes out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.xlsx import Archive, UnreadableFile

from . import messages
from .errors import NoticeError

TYPES, DOCUMENT = "[content_types].xml", "word/document.xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TEMPLATE, _MAIN = f"{_WORD}.template.main+xml", f"{_WORD}.document.main+xml"
_MACROS = ("macroenabled", "vbaproject")
_WRITTEN_IN = lazy_pattern(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_REVISED = lazy_pattern(r"<w:(?:ins|del|moveFrom|moveTo|rPrChange|pPrChange|sectPrChange|tblPrChange|tcPrChange|trPrChange)[ >]")
_REMARKED = lazy_pattern(r"\}(?:commentRangeStart|commentRangeEnd|commentReference|annotationRef|attachedTemplate|docVars|mailMerge)$")
_PRIVATE = lazy_pattern(
    r"/(?:comments\w*|people|attachedTemplate|thumbnail|extended-properties|custom-properties|customXml|mailMerge\w*|recipientData)$", re.IGNORECASE
)
_BLANKED = (
    "author", "category", "comments", "content_status", "identifier", "keywords", "last_modified_by", "subject", "title", "version",
)  # fmt: skip
_TEXTS = frozenset(("w:t", "w:delText", "w:instrText", "w:delInstrText", "w:fldData"))
_BLOCKS = frozenset(("w:p", "w:tbl"))


def document_of(name: str, data: bytes) -> bytes:
    """The file as a Word document that can be filled in. Raises NoticeError where it is none, or has what no notice may have."""
    try:
        archive = Archive(data)
        parts = {member.name: archive.read(member.name) for member in archive.members()}
        texts = {part.lower(): _text(content) for part, content in parts.items() if part.lower() == TYPES or _WRITTEN_IN.fullmatch(part.lower())}
    except (UnreadableFile, UnicodeDecodeError) as error:
        raise not_word(messages.NO_WORD_TEMPLATE, name, error) from None
    types = texts.get(TYPES, "")
    if any(word in f"{types}{' '.join(parts)}".lower() for word in _MACROS):
        raise NoticeError(messages.MACROS_IN_WORD, name=name)
    for part, text in texts.items():
        if "<!DOCTYPE" in text or not well_formed(text):
            raise NoticeError(messages.NO_WORD_TEMPLATE, name=name, detail=messages.BROKEN_PART.format(part=part))
    if _MAIN not in types and _TEMPLATE not in types:
        raise NoticeError(messages.NO_WORD_TEMPLATE, name=name, detail="")
    if "<w:body>" not in texts.get(DOCUMENT, "").replace("<w:body ", "<w:body>"):
        raise NoticeError(messages.NO_WORD_TEMPLATE, name=name, detail=messages.BROKEN_PART.format(part=DOCUMENT))
    if any(_REVISED.search(text) for text in texts.values()):
        raise NoticeError(messages.REVISED_WORD, name=name)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, types.replace(_TEMPLATE, _MAIN).encode() if part.lower() == TYPES else content)
    return made.getvalue()


def not_word(message: str, name: str, error: Exception) -> NoticeError:
    """What is wrong with a file that is no Word file, in words that are true of one: ``UnreadableFile`` speaks of workbooks."""
    code = error.code if isinstance(error, UnreadableFile) else ""
    return NoticeError(message, name=name, detail=messages.UNREADABLE_WORD.get(code, ""))


def without_private(docx: Any) -> None:
    """Take out of a document, as python-docx has it, what was said about it, by whom, and where it came from; links of its text stay."""
    for part in _parts(docx):
        for key in [key for key, relation in part.rels.items() if _PRIVATE.search(relation.reltype)]:
            del part.rels[key]
        if (root := getattr(part, "element", None)) is not None:
            for element in [each for each in root.iter() if isinstance(each.tag, str) and _REMARKED.search(each.tag)]:
                element.getparent().remove(element)
    for name in _BLANKED:
        setattr(docx.core_properties, name, "")


def _parts(docx: Any) -> Iterator[Any]:
    package = docx.part.package
    yield package
    yield from package.iter_parts()


def misplaced_text(xml: str) -> str | None:
    """What stands where Word has no text: outside of w:t, or a paragraph or table within one. None where nothing does."""
    found: list[str] = []
    above: list[str] = []

    def start(tag: str, _: object) -> None:
        if tag in _BLOCKS and above and above[-1] in ("w:t", "w:r", "w:p"):
            found.append("")
        above.append(tag)

    def text(data: str) -> None:
        if above[-1].startswith("w:") and above[-1] not in _TEXTS and data.strip():
            found.append(data.strip())

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, lambda _: above.pop(), text
    try:
        parser.Parse(xml.encode(), True)
    except expat.ExpatError:
        return ""
    return found[0] if found else None


def well_formed(xml: str) -> bool:
    try:
        expat.ParserCreate().Parse(xml.encode(), True)
    except expat.ExpatError:
        return False
    return True


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig")


__all__ = ["document_of", "misplaced_text", "not_word", "well_formed", "without_private"]
