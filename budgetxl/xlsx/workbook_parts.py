"""The parts of a workbook that are no worksheets: which parts there are, sheets and names, document properties."""

from __future__ import annotations

import posixpath
from dataclasses import field
from typing import NamedTuple, cast, get_args

from ..values.records import dataclass
from .archive.entities import unescape
from .archive.errors import UnreadableFile, damaged
from .archive.limits import MAX_MEMBERS, MAX_METADATA, MAX_NAME, MAX_NAMES, MB
from .archive.xml_feed import Enough, Visit, feed, is_true, new_parser, pairs, skip_element, walk, whole
from .archive.zip_archive import Archive
from .raw import DefinedName, State
from .worksheets.strings import refuse_endless

_MAX_WORKBOOK = 8 * MB


class Relation(NamedTuple):
    """A link from one part to another. ``kind`` is the last word of its type, in small letters: ``worksheet``."""

    kind: str
    target: str


class SheetEntry(NamedTuple):
    """A sheet as the workbook lists it; ``relation`` is the id of the link to its part."""

    name: str
    state: State
    relation: str


@dataclass(slots=True)
class WorkbookPart:
    """What ``xl/workbook.xml`` says."""

    sheets: list[SheetEntry] = field(default_factory=list)
    names: list[DefinedName] = field(default_factory=list)
    date1904: bool = False


def read_relations(archive: Archive, source: str) -> dict[str, Relation]:
    """The links of a part (of the whole package for ``""``) by their ids, with targets as names in the archive."""
    folder, name = posixpath.split(source)
    part = posixpath.join(folder, "_rels", name + ".rels")
    relations: dict[str, Relation] = {}
    if part not in archive:
        return relations

    def visit(path: list[str], attributes: list[dict[str, str]], text: str) -> None:
        given = attributes[-1]
        if path[-1] != "Relationship" or "Id" not in given:
            return
        if len(relations) > MAX_MEMBERS:
            raise UnreadableFile("complex", {"part": part})
        kind = given.get("Type", "").rpartition("/")[2].replace("-", "").lower()
        target = given.get("Target", "").replace("\\", "/")
        if given.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        relations[given["Id"]] = Relation(kind, target)

    walk(archive, part, visit, MAX_METADATA)
    return relations


def read_workbook_part(archive: Archive, part: str) -> WorkbookPart:
    """Sheets and names in their order. A local name is told its sheet by that sheet's place in the list."""
    workbook = WorkbookPart()
    names: list[tuple[list[str], str]] = []
    chunks: list[str] = []
    inside = ""
    given: list[str] = []

    def start(name: str, attributes: list[str]) -> None:
        nonlocal inside, given
        if name == "definedName" and inside == "definedNames":
            given = attributes
            chunks.clear()
        elif name in ("sheets", "definedNames") and not inside:
            inside = name
        else:
            if name == "sheet" and inside == "sheets":
                workbook.sheets.append(_sheet(part, pairs(attributes)))
            elif name == "workbookPr" and not inside:
                workbook.date1904 = is_true(pairs(attributes).get("date1904"))
            skip_element(parser, part)
            if len(workbook.sheets) > MAX_MEMBERS:
                raise UnreadableFile("complex", {"part": part})

    def end(name: str) -> None:
        nonlocal inside
        if name == "definedName":
            names.append((given, "".join(chunks)))
        else:
            inside = ""

    known = ("sheets", "sheet", "definedNames", "definedName", "workbookPr")
    parser = new_parser(part, "workbook", known, start, end)
    parser.CharacterDataHandler = chunks.append
    feed(archive, part, parser, lambda: refuse_endless(archive, part, chunks), _MAX_WORKBOOK)
    if len(names) > MAX_NAMES:
        raise UnreadableFile("complex", {"part": part})
    archive.account.add_text(part, 0, sum(len(text) for _, text in names))
    workbook.names = [_name(part, workbook.sheets, attributes, text) for attributes, text in names]
    return workbook


def read_properties(archive: Archive, part: str) -> dict[str, str]:
    """The custom document properties. What is malformed there is left out: it must not cost the figures."""
    properties: dict[str, str] = {}

    def visit(path: list[str], attributes: list[dict[str, str]], text: str) -> None:
        if len(path) == 3 and path[1] == "property" and (name := attributes[1].get("name")):
            properties[name] = unescape(text)

    _leniently(archive, part, visit)
    return properties


def read_application(archive: Archive, part: str) -> str | None:
    """The program that saved the file, as it calls itself."""
    found: list[str] = []

    def visit(path: list[str], attributes: list[dict[str, str]], text: str) -> None:
        if path[-1] == "Application":
            found.append(text.strip()[:MAX_NAME])
            raise Enough

    _leniently(archive, part, visit)
    return found[0] if found and found[0] else None


def _leniently(archive: Archive, part: str, visit: Visit) -> None:
    try:
        walk(archive, part, visit, MAX_METADATA)
    except UnreadableFile:
        return


def _sheet(part: str, given: dict[str, str]) -> SheetEntry:
    state = given.get("state", "visible")
    relation = next((value for name, value in given.items() if name.endswith(":id")), given.get("id", ""))
    name = _bounded(part, given.get("name", ""))
    return SheetEntry(name, cast(State, state) if state in get_args(State) else "visible", relation[:MAX_NAME])


def _name(part: str, sheets: list[SheetEntry], attributes: list[str], text: str) -> DefinedName:
    if len(attributes) == 2 and attributes[0] == "name":  # as most are
        return DefinedName(_bounded(part, attributes[1]), None, text)
    given = pairs(attributes)
    name = _bounded(part, given.get("name", ""))
    index = whole(given.get("localSheetId", ""))
    sheet = sheets[index].name if index is not None and index < len(sheets) else None
    return DefinedName(name, sheet, text, is_true(given.get("hidden")))


def _bounded(part: str, name: str) -> str:
    if len(name) > MAX_NAME:
        raise damaged(part, "name")
    return name
