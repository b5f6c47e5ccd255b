"""A document as a Word file after GB/T 9704-2012: its pages, sections, headers and footers, written as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import assert_never

from budgetxl.values.lazy_patterns import lazy_pattern

from .. import messages
from ..document import Block, Contents, Document, Heading, PageBreak, Paragraph, Table, TitleLines
from ..markup import clean
from ..wording import one_line
from .docx_package import Part, word_package
from .docx_parts import EXTENDED_NAMESPACES, NAMESPACES, Page, TableText, settings
from .docx_table import KEPT, Memory, paragraph, runs, table_xml
from .docx_widths import ems, lines_of
from .reference import Reference, own_reference

_NEW_PAGE = "<w:pageBreakBefore/>"
_ON_A_NEW_PAGE = lazy_pattern("<w:pStyle [^>]*/>(?:<w:keepNext/>)?")  # in the order that Word asks for
_SHORT = 120  # characters
TITLE_SIZE = 440  # twips of a character of the title
_SIZE, _LINE = 320, 560  # twips of a character of the text, and of a line of it
_THINNEST = '<w:spacing w:line="20" w:lineRule="exact"/>'
_COVER = '<w:spacing w:before="2800" w:after="560" w:line="900" w:lineRule="exact"/>'


def to_docx(doc: Document, paged: bool = False, reference: Reference | None = None) -> bytes:
    """The bytes of a .docx; the same document gives the same bytes.

    Its table of contents is a field, which Word fills in; ``paged`` makes it plain lines that refer to pages, which LibreOffice
    fills in as well, though nobody asks it to. ``reference`` gives the look.
    """
    look = own_reference() if reference is None else reference
    contents = any(isinstance(block, Contents) for block in doc.blocks)
    parts = [
        *look.parts,
        Part("settings", "settings", settings(update_fields=contents)),  # else nothing in it needs to be updated
    ]
    references = ""
    for kind, pages, part in _headers_and_footers(doc.draft):
        parts.append(Part(part.name, part.kind, look.named(part.xml)))
        references += f'<w:{kind}Reference w:type="{pages}" r:id="rId{len(parts)}"/>'
    body = (look.named(part) for part in _body(doc, references, look.page, look.table_text, paged))
    title = one_line(clean(doc.title))[:255] if doc.title.strip() else ""  # as long as Word takes it
    return word_package((f"<w:document {NAMESPACES}><w:body>", *body, "</w:body></w:document>"), parts, title, doc.digest)


def _headers_and_footers(draft: bool) -> Iterator[tuple[str, str, Part]]:
    """The kind, the pages that it stands on, and the part. Every section refers to them all."""
    number = runs("— ") + _field("PAGE", "1") + runs(" —")
    # One space from the outer edge: at the right on odd pages, at the left on even ones (GB/T 9704, 7.5).
    odd = paragraph("Footer", number, '<w:ind w:rightChars="100" w:right="280"/><w:jc w:val="right"/>')
    even = paragraph("Footer", number, '<w:ind w:leftChars="100" w:left="280"/><w:jc w:val="left"/>')
    for place, (pages, content) in enumerate((("default", odd), ("even", even)), 1):
        yield "footer", pages, Part(f"footer{place}", "footer", f"<w:ftr {EXTENDED_NAMESPACES}>{content}</w:ftr>")
    mark = paragraph("Header", runs(messages.DRAFT))
    for place, pages in enumerate(("default", "even", "first") if draft else (), 1):
        yield "header", pages, Part(f"header{place}", "header", f"<w:hdr {EXTENDED_NAMESPACES}>{mark}</w:hdr>")


def _body(doc: Document, references: str, upright: Page, text: TableText, paged: bool) -> Iterator[str]:
    bookmarks, memory = _bookmarks(doc), Memory(text)
    segments = list(_segments(doc.blocks))
    for number, (wide, places) in enumerate(segments, 1):
        page = upright.lying if wide else upright
        opening = doc.blocks[places[0]]
        section = page.section(references, cover=number == 1 and isinstance(opening, TitleLines) and opening.cover)
        *before, last = _segment(doc, places, page, bookmarks, paged, memory)
        if number == len(segments):
            yield from (*before, last, section)
        else:  # the last paragraph of a section carries its properties
            yield from (*before, last.replace("</w:pPr>", section + "</w:pPr>", 1))
    if not segments:
        yield upright.section(references)


def _bookmarks(doc: Document) -> dict[int, str]:
    """A name for each heading that a table of contents lists, by the heading's place among the blocks."""
    if not any(isinstance(block, Contents) for block in doc.blocks):
        return {}
    places = (place for place, block in enumerate(doc.blocks) if isinstance(block, Heading) and block.level <= 2)
    return {place: f"_Toc{number:06}" for number, place in enumerate(places, 1)}


def _segments(blocks: tuple[Block, ...]) -> Iterator[tuple[bool, list[int]]]:
    """Whether landscape, and the places of the blocks: runs that share a layout.

    Each run begins a page, so breaks at its ends are left out.
    """
    layouts = [False] * len(blocks)
    for place, block in enumerate(blocks):
        if isinstance(block, Table) and block.wide:
            first = _first_with_table(blocks, place)
            layouts[first : place + 1] = [True] * (place + 1 - first)
    for wide, group in groupby(range(len(blocks)), key=layouts.__getitem__):
        places = list(group)
        while places and isinstance(blocks[places[0]], PageBreak):
            del places[0]
        while places and isinstance(blocks[places[-1]], PageBreak):
            del places[-1]
        if places:
            yield wide, places


def _first_with_table(blocks: tuple[Block, ...], table: int) -> int:
    """Where the lines begin that share a wide table's page.

    These are its headings, the unindented lines above it, and a short text between heading and table, which would
    stand alone on a page otherwise.
    """
    first, room, headed, indented = table, _SHORT, False, False
    for place in reversed(range(table)):
        block = blocks[place]
        if isinstance(block, PageBreak):
            return place if first == place + 1 else first
        if isinstance(block, Heading):
            first, headed = place, True
        elif isinstance(block, Paragraph) and not headed and len(block.text) <= room:
            room -= len(block.text)
            indented = indented or block.indent
            first = first if indented else place
        else:
            break
    return first


def _segment(doc: Document, places: list[int], page: Page, bookmarks: dict[int, str], paged: bool, memory: Memory) -> Iterator[str]:
    """Paragraphs and tables of one section; the last of them is a paragraph."""
    new_page = False
    for place in places:
        block = doc.blocks[place]
        for part in _parts(doc, place, page, bookmarks, paged, memory):
            if not new_page:
                yield part
            elif part.startswith("<w:p>"):
                yield _ON_A_NEW_PAGE.sub(r"\g<0>" + _NEW_PAGE, part, count=1)
            else:
                yield from (paragraph("TableEnd", "", _NEW_PAGE), part)
            new_page = False
        new_page = isinstance(block, PageBreak)
        if isinstance(block, Table):
            yield paragraph("TableEnd", "", _THINNEST if place == places[-1] else "")


def _parts(doc: Document, place: int, page: Page, bookmarks: dict[int, str], paged: bool, memory: Memory) -> Iterator[str]:
    match block := doc.blocks[place]:
        case TitleLines():
            lines = block.lines if block.cover or len(block.lines) > 1 else broken(block.lines[0], page.text_width / TITLE_SIZE)
            yield paragraph("Title", runs("\n".join(lines)), _COVER if block.cover else "")
        case Heading():
            text, name = runs(block.text), bookmarks.get(place)
            mark = f'<w:bookmarkStart w:id="{place}" w:name="{name}"/>{text}<w:bookmarkEnd w:id="{place}"/>'
            yield paragraph(f"Heading{block.level}", mark if name else text, KEPT)
        case Paragraph():
            align = "" if block.align == "justify" else f'<w:jc w:val="{block.align}"/>'
            yield paragraph("BodyText" if block.indent else "Normal", runs(block.text), align)
        case Table():
            yield from table_xml(block, page.text_width, page.text_height - _height_above(doc.blocks, place, page), memory)
        case Contents():
            yield from _contents(doc, bookmarks, paged)
        case PageBreak():
            pass  # the next part begins the page
        case _:
            assert_never(block)


def _height_above(blocks: tuple[Block, ...], table: int, page: Page) -> int:
    """How high what stands above a table on its page is at least, in twips: its headings; on a lying page all that was put there with it."""
    lines = 0
    for place in range(_first_with_table(blocks, table) if page.width > page.height else 0, table)[::-1]:
        block = blocks[place]
        if isinstance(block, Heading) or (isinstance(block, Paragraph) and page.width > page.height):
            lines += lines_of(block.text, page.text_width / _SIZE - 2)
        else:
            break
    return lines * _LINE


def broken(title: str, room: float) -> tuple[str, ...]:
    """The lines of a title that is longer than a line of ``room`` characters: cut before 预算 or 公开, as evenly as that goes.

    Where a line would still be too long, it may be cut before the year, too.
    """
    if ems(title) <= room:
        return (title,)
    cuts = _cuts("预算|公开", title)
    if all(max(ems(title[:at]), ems(title[at:])) > room for at in cuts):
        cuts += _cuts("[0-9]{4}年", title)
    if not cuts:
        return (title,)
    cut = min(cuts, key=lambda at: (max(ems(title[:at]), ems(title[at:])) > room, abs(ems(title[:at]) - ems(title[at:]))))
    return title[:cut], title[cut:]


def _cuts(pattern: str, title: str) -> list[int]:
    return [match.start() for match in re.finditer(pattern, title) if match.start()]


def _contents(doc: Document, bookmarks: dict[int, str], paged: bool) -> Iterator[str]:
    """A field that Word fills in on opening. The headings are there already for programs that do not; ``paged`` are these alone."""
    yield paragraph("TOCHeading", runs(messages.CONTENTS_TITLE))
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + _instruction('TOC \\o "1-2" \\h \\z \\u')
    begin = "" if paged else begin + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    for place, name in bookmarks.items():
        heading = doc.blocks[place]
        assert isinstance(heading, Heading)
        entry = runs(heading.text) + "<w:r><w:tab/></w:r>" + _field(f"PAGEREF {name} \\h", "")
        yield paragraph(f"TOC{heading.level}", f'{begin}<w:hyperlink w:anchor="{name}">{entry}</w:hyperlink>')
        begin = ""
    if not paged:
        yield paragraph("Normal", begin + '<w:r><w:fldChar w:fldCharType="end"/></w:r>')


def _field(instruction: str, result: str) -> str:
    """A field with what is shown until it is updated."""
    sign = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    return sign("begin") + _instruction(instruction) + sign("separate") + runs(result) + sign("end")


def _instruction(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {escape(text, quote=False)} </w:instrText></w:r>'
