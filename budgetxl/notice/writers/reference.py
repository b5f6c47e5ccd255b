"""How a Word file looks: styles, fonts and page of a reference document. The program's own is ``assets/gbt9704.docx`` (GB/T 9704).

A bureau may give one of its own. Styles are found by their names, as Word, WPS and LibreOffice write them; what it lacks is added from
the program's own. Text, headers, footers and numbering of a reference document are left alone: what it says is not ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from budgetxl.values.foldings import quoted
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass
from budgetxl.xlsx import Archive, UnreadableFile

from .. import messages
from ..errors import NoticeError
from ..word_files import not_word, well_formed
from .docx_package import Part
from .docx_parts import OURS, PORTRAIT, Page, TableText

OWN = Path(__file__).parent.parent / "assets" / "gbt9704.docx"
STYLES, FONTS, THEME, DOCUMENT = "word/styles.xml", "word/fonttable.xml", "word/theme/theme1.xml", "word/document.xml"
MOST = 8 << 20  # bytes of a part
TABLE_TEXT = "paragraph tabletext"
SMALLEST, LARGEST = 12, 36  # half-points of a text in a table that is laid out by its size
NARROWEST = 2835  # twips of text on a page: 5 cm

_DECLARATION = lazy_pattern(r"\s*<\?xml[^>]*\?>\s*")
_STYLE = lazy_pattern(r"<w:style\b[^>]*?(?:/>|>.*?</w:style>)", re.DOTALL)
_STYLE_USED = lazy_pattern(r'(<w:(?:pStyle|tblStyle|basedOn|next|link) w:val=")([^"]*)(")')
_ATTRIBUTE = lazy_pattern(r'\bw:(\w+)="([^"]*)"')
_EMBEDDED = lazy_pattern(r"<w:embed\w+\b[^>]*?(?:/>|>.*?</w:embed\w+>)", re.DOTALL)
_SIZE = lazy_pattern(r'<w:(?:sz|szCs) w:val="([^"]*)"')
_PAPER, _MARGINS, _LINES = lazy_pattern("<w:pgSz [^>]*>"), lazy_pattern("<w:pgMar [^>]*>"), lazy_pattern("<w:docGrid [^>]*>")
_NAME = lazy_pattern(r'<w:name w:val="([^"]*)"')
_POINTS = lazy_pattern(r"\d{1,4}(?:\.0+)?|\d{1,4}(?:\.\d+)?(?:pt|mm|cm|in|pc|pi)")
_SECTION = lazy_pattern(r"<w:sectPr\b.*?</w:sectPr>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reference:
    """The parts of a Word file that give its look, the page, and by a style's id of ours the id that it has there, where it differs.

    ``table_text`` is how its style of table texts sets them.
    """

    parts: tuple[Part, ...]
    page: Page
    ids: Mapping[str, str]
    table_text: TableText = OURS

    def named(self, xml: str) -> str:
        """XML of ours with the ids that the styles have here."""
        return _renamed(xml, self.ids) if self.ids else xml


@cache
def own_reference() -> Reference:
    """The look of GB/T 9704."""
    return _reference(OWN.name, OWN.read_bytes(), ())


def reference_of(name: str, data: bytes) -> Reference:
    """The look of a bureau's Word file. Raises NoticeError, with its name, where it is none."""
    return _reference(name, data, list(_styles(_part(own_reference(), "styles"))))


def _part(reference: Reference, kind: str) -> str:
    return next(part.xml for part in reference.parts if part.kind == kind)


def _reference(name: str, data: bytes, usual: tuple[()] | list[tuple[str, str, str]]) -> Reference:
    """``usual`` are the styles of ours: name, id and XML of each."""
    try:
        archive = Archive(data)
        styles = _text(archive, STYLES)
        fonts = _EMBEDDED.sub("", _text(archive, FONTS)) if FONTS in archive else ""
        theme = _text(archive, THEME) if THEME in archive else ""
        body = _text(archive, DOCUMENT)
    except (UnreadableFile, UnicodeDecodeError, ValueError) as error:
        raise not_word(messages.NO_REFERENCE, name, error) from None
    if usual and ("</w:styles>" not in styles or not well_formed(styles)):
        raise NoticeError(messages.NO_REFERENCE, name=name, detail=messages.BROKEN_PART.format(part=STYLES))
    wrong = next((size for size in _SIZE.findall(styles) if not _POINTS.fullmatch(size)), None)
    if wrong is not None:
        raise NoticeError(messages.NO_REFERENCE, name=name, detail=messages.BAD_SIZE.format(size=quoted(wrong, 20)))
    text = _table_text(styles) if usual else OURS
    styles, ids = _completed(styles, usual)
    parts = [Part("styles", "styles", styles)]
    if fonts:
        parts.append(Part("fontTable", "fontTable", fonts))
    if theme and " r:" not in theme:  # a picture of its own is not taken along
        parts.append(Part("theme/theme1", "theme", theme, "application/vnd.openxmlformats-officedocument.theme+xml"))
    return Reference(tuple(parts), _page(body), ids, text)


def _text(archive: Archive, part: str) -> str:
    """A part without its declaration. Raises ValueError for one with a document type: such a one declares entities."""
    text = archive.read(part, MOST).decode("utf-8-sig")
    if "<!" in text:
        raise ValueError(part)
    return _DECLARATION.sub("", text, count=1)


def _styles(xml: str) -> Iterator[tuple[str, str, str]]:
    """Name, id and XML of each style. Names count without regard to case and blanks, as Word takes them."""
    for match in _STYLE.finditer(xml):
        one = match[0]
        attributes = dict(_ATTRIBUTE.findall(one.partition(">")[0]))
        named = _NAME.search(one)
        if "styleId" in attributes and named:
            yield f"{attributes.get('type', 'paragraph')} {_folded(named[1])}", attributes["styleId"], one


def _table_text(styles: str) -> TableText:
    """How the file's own style of table texts sets them; as ours does, where it has none. What it takes from others is not known."""
    own = next((xml for name, _, xml in _styles(styles) if name == TABLE_TEXT), None)
    if own is None:
        return OURS
    size, spacing = _SIZE.search(own), re.search("<w:spacing [^>]*w:(?:line|before|after)=[^>]*>", own)
    found = dict(_ATTRIBUTE.findall(spacing[0])) if spacing else {}
    line, before, after = (int(found[key]) if found.get(key, "").isdecimal() else 0 for key in ("line", "before", "after"))
    half_points = round(float(size[1])) if size and size[1].replace(".", "", 1).isdigit() else 0
    given = SMALLEST <= half_points <= LARGEST
    points = half_points if given else OURS.size
    exact = found.get("lineRule", "auto") != "auto"
    high = OURS.high if not line else line / (points * 10) if exact else line / 240 * OURS.high
    return TableText(points, high, before + after, given)


def _folded(name: str) -> str:
    return name.replace(" ", "").casefold()


def _completed(styles: str, usual: tuple[()] | list[tuple[str, str, str]]) -> tuple[str, dict[str, str]]:
    """The styles with those of ours that they lack, and the ids that differ from ours."""
    here = {name: style_id for name, style_id, _ in reversed(list(_styles(styles)))}
    taken, ids, added = set(here.values()), {}, []
    for name, style_id, xml in usual:
        wanted = here.get(name)
        if wanted is None:
            wanted = next(each for each in (style_id, *(f"Budgetxl{n}{style_id}" for n in range(9))) if each not in taken)
            taken.add(wanted)
            added.append(xml.replace(f'w:styleId="{style_id}"', f'w:styleId="{wanted}"', 1).replace(' w:default="1"', ""))
        if wanted != style_id:
            ids[style_id] = wanted
    whole = "".join(_renamed(xml, ids) for xml in added)
    return styles.replace("</w:styles>", f"{whole}</w:styles>"), ids


def _renamed(xml: str, ids: Mapping[str, str]) -> str:
    return _STYLE_USED.sub(lambda match: f"{match[1]}{ids.get(match[2], match[2])}{match[3]}", xml)


def _page(body: str) -> Page:
    """The page of the last section, upright; ours where it says none, or one that leaves no room for text."""
    sections = _SECTION.findall(body)
    last = sections[-1] if sections else ""
    size, margins = _PAPER.search(last), _MARGINS.search(last)
    if size is None or margins is None:
        return PORTRAIT
    found = {**dict(_ATTRIBUTE.findall(size[0])), **dict(_ATTRIBUTE.findall(margins[0]))}
    try:
        numbers = {key: int(found[key]) for key in ("w", "h", "top", "bottom", "left", "right")}
        edges = {key: int(found.get(key, 720)) for key in ("header", "footer")}
    except (KeyError, ValueError):
        return PORTRAIT
    width, height = sorted((numbers.pop("w"), numbers.pop("h")))
    page = Page(width, height, **{key: abs(value) for key, value in numbers.items()}, **edges, grid=_grid(last))
    return page if page.text_width >= NARROWEST and height - page.top - page.bottom >= NARROWEST else PORTRAIT


def _grid(section: str) -> int:
    """The distance of the lines of a page's grid; 0 where text is set without one."""
    found = _LINES.search(section)
    attributes = dict(_ATTRIBUTE.findall(found[0])) if found else {}
    pitch = attributes.get("linePitch", "")
    return int(pitch) if attributes.get("type", "default") != "default" and pitch.isdecimal() else 0
