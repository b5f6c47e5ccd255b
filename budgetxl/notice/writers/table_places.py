"""Our tables in a Word file of somebody else, each as wide as the place that it stands in: its section's page, or its cell.

Where a table stands is known only when the file is filled in. Until then a paragraph holds its place, by a mark that is in no text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from ..document import Table
from .docx_parts import NAMESPACES, Page, W
from .docx_table import Memory, paragraph, runs, table_xml
from .reference import NARROWEST, Reference

_CELL_MARGINS, _LEAST = 216, 1000  # twips: of Word's own cells; a table is no narrower
_ALL = f"{{{W}}}"


def place_of(mark: str, key: str) -> str:
    """The paragraph that holds the place of a table."""
    return paragraph("TableEnd", runs(mark + key))


def put_tables(docx: Any, mark: str, tables: Mapping[str, Table], reference: Reference) -> None:
    """Put each table, by its key, into its places in a document as python-docx has it.

    Raises ValueError where one stands in a part that no table can be put into, as a footnote is.
    """
    parse: Callable[[str], Any] = import_module("docx.oxml").parse_xml
    memory = Memory(reference.table_text)
    for part in docx.part.package.iter_parts():
        root = getattr(part, "element", None)
        if root is None and mark.encode() in part.blob:
            raise ValueError(str(part.partname))
        places = [] if root is None else [(each, _said(each)) for each in root.iter(f"{_ALL}p")]
        for place, said in places:
            if said.startswith(mark):
                width, height = _room(place, reference.page)
                xml = "".join(table_xml(tables[said.removeprefix(mark)], width, height, memory)) + paragraph("TableEnd", "")
                for element in list(parse(f"<w:body {NAMESPACES}>{reference.named(xml)}</w:body>")):
                    place.addprevious(element)
                place.getparent().remove(place)


def _said(element: Any) -> str:
    """The text of a paragraph itself, without those of text boxes in it."""
    return "".join(text.text or "" for run in element.iterchildren(f"{_ALL}r") for text in run.iterchildren(f"{_ALL}t"))


def _room(place: Any, page: Page) -> tuple[int, int]:
    """The width and the height that a table has, in twips: those of the page of its section, as wide as the cell that it stands in."""
    width, height = page.text_width, page.text_height
    section = next(iter(place.xpath("following::w:sectPr")), None)
    if section is not None:
        size, margins = (_numbers(section.find(f"{_ALL}{tag}")) for tag in ("pgSz", "pgMar"))
        across = size.get("w", 0) - abs(margins.get("left", 0)) - abs(margins.get("right", 0))
        down = size.get("h", 0) - abs(margins.get("top", 0)) - abs(margins.get("bottom", 0))
        width, height = (across, down) if min(across, down) >= NARROWEST else (width, height)
    cell = next(place.iterancestors(f"{_ALL}tc"), None)
    said = None if cell is None else cell.find(f"{_ALL}tcPr/{_ALL}tcW")
    if said is not None and said.get(f"{_ALL}type") == "dxa":
        width = min(width, max(_LEAST, _numbers(said).get("w", width) - _CELL_MARGINS))
    return width, height


def _numbers(element: Any) -> dict[str, int]:
    """The attributes of an element that are whole numbers; none of one that is not there."""
    found = {} if element is None else {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    return {name: int(value) for name, value in found.items() if value.removeprefix("-").isdecimal()}
