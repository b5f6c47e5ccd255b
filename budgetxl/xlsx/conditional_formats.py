"""Number formats that conditional formatting puts on cells: where they lie and what they are. Whether they apply is not judged.

They are looked for only where the styles have any, which is seldom; what is written in an unusual way is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from budgetxl.values.lazy_patterns import lazy_pattern

from ..values.address import parse_cell
from .archive.entities import formula_text
from .archive.plain_parts import gathered
from .archive.zip_archive import Archive
from .raw import ConditionalFormat

MOST_AREAS = 200  # of one sheet
_CODE = lazy_pattern(rb'<numFmt\b[^<>]*?\bformatCode="([^"<>]{1,255})"')
_RULE = lazy_pattern(rb'<cfRule\b[^<>]*?\bdxfId="(\d{1,5})"')
_PLACES = lazy_pattern(rb'^[^<>]*?\bsqref="([^"<>]*)"')


def conditional_codes(archive: Archive, styles: str) -> dict[int, str]:
    """The number formats among the styles that conditions put on cells, by their numbers."""
    content, rest = gathered(archive, styles)
    start = content.find(b"<dxfs")
    if rest is not None or start < 0 or content.find(b"<numFmt", start) < 0:
        return {}
    found: dict[int, str] = {}
    for number, written in enumerate(content[start : content.find(b"</dxfs", start)].replace(b"<dxfs", b"").split(b"<dxf")[1:]):
        match = _CODE.search(written)
        if match is not None:
            found[number] = formula_text(match[1])
    return found


def conditional_formats(archive: Archive, sheet: str, codes: Mapping[int, str]) -> tuple[ConditionalFormat, ...]:
    """The areas of a sheet on which a condition puts one of these number formats, at most MOST_AREAS."""
    if not codes:
        return ()
    content, rest = gathered(archive, sheet)
    return () if rest is not None else tuple(_areas(content[content.rfind(b"</sheetData") :], codes))[:MOST_AREAS]


def _areas(content: bytes, codes: Mapping[int, str]) -> Iterator[ConditionalFormat]:
    for written in content.split(b"<conditionalFormatting")[1:]:
        places = _PLACES.match(written)
        given = [codes[number] for each in _RULE.findall(written.partition(b"</conditionalFormatting")[0]) if (number := int(each)) in codes]
        for area in places[1].decode("utf-8", "replace").split()[:MOST_AREAS] if places and given else ():
            first, _, last = area.partition(":")
            start, stop = parse_cell(first), parse_cell(last or first)
            if start is not None and stop is not None:
                yield from (ConditionalFormat(*start, *stop, code) for code in dict.fromkeys(given))


__all__ = ["conditional_codes", "conditional_formats"]
