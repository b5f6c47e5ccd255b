"""From the bytes of a file to its raw facts: the front door of the reader.

>>> workbook = open_workbook(read_file(path))
>>> workbook.sheets[0].cells[(3, 2)].value
Decimal('137.2')
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from ..values.faults import reason_of
from .archive.errors import UnreadableFile
from .archive.limits import MAX_FILE, MB
from .archive.zip_archive import Archive
from .conditional_formats import conditional_codes, conditional_formats
from .notes import read_notes
from .raw import RawSheet, RawWorkbook
from .refusals import is_zip, refusal, refuse_package
from .workbook_parts import Relation, SheetEntry, read_application, read_properties, read_relations, read_workbook_part
from .worksheets.cells import CellTypes
from .worksheets.number_formats import Style, read_styles
from .worksheets.sheet_scan import Scanner
from .worksheets.sheet_xml import read_sheet
from .worksheets.strings import read_strings


def read_file(path: str | Path, only_regular: bool = False) -> bytes:
    """The bytes of a file, if it is one and not too large. Raises :class:`UnreadableFile` and nothing else.

    A pipe that nobody writes to is an empty file, and nothing is waited for. ``only_regular`` refuses pipes and devices: whoever
    writes to one could keep whoever reads it waiting for ever.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise UnreadableFile("directory")
        with open(path, "rb", opener=_without_waiting) as file:
            if only_regular and not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UnreadableFile("no-file")
            data = file.read(MAX_FILE + 1)
    except (FileNotFoundError, ValueError) as error:  # ValueError: a NUL in the path
        raise UnreadableFile("missing") from error
    except PermissionError as error:
        raise UnreadableFile("denied") from error
    except OSError as error:
        raise UnreadableFile("unavailable", {"reason": reason_of(error)}) from error
    if len(data) > MAX_FILE:
        raise UnreadableFile("file-size", {"limit": MAX_FILE // MB})
    return data


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; of a pipe, only its end is waited for, not somebody who would begin to write."""
    number = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if hasattr(os, "O_NONBLOCK"):
        os.set_blocking(number, True)
    return number


def open_workbook(data: bytes, *, only: Callable[[str], bool] | None = None) -> RawWorkbook:
    """All facts of an .xlsx file, or those of the sheets whose name ``only`` accepts (the others come ``skipped``).

    Raises :class:`UnreadableFile`, with a sentence for people, for whatever can't be read; and nothing else.
    """
    if not is_zip(data):
        raise refusal(data)
    archive = Archive(data)
    refuse_package(archive)
    package = read_relations(archive, "")
    main = _target(package, "officedocument") or "xl/workbook.xml"
    if main not in archive:
        raise UnreadableFile("no-part", {"part": main})
    workbook = read_workbook_part(archive, main)
    relations = read_relations(archive, main)
    types = _types(archive, relations, main, workbook.date1904)
    scanner = Scanner(types)
    looks = _styles(relations, main)
    conditional = conditional_codes(archive, looks) if looks in archive else {}

    sheets: list[RawSheet] = []
    macros = False
    for entry in workbook.sheets:
        if not entry.relation:
            continue
        kind, target = relations.get(entry.relation, Relation("", ""))
        if kind == "worksheet" or not kind:
            sheets.append(_sheet(archive, entry, target, types, scanner, only, conditional))
        elif "macrosheet" in kind or kind == "dialogsheet":
            macros = True
    return RawWorkbook(
        tuple(sheets),
        tuple(workbook.names),
        read_properties(archive, _target(package, "customproperties") or "docProps/custom.xml"),
        workbook.date1904,
        any(relation.kind == "externallink" for relation in relations.values()),
        macros,
        read_application(archive, _target(package, "extendedproperties") or "docProps/app.xml"),
        tuple(entry.name for entry in workbook.sheets if not entry.relation),
    )


def _sheet(
    archive: Archive, entry: SheetEntry, part: str, types: CellTypes, scanner: Scanner, only: Callable[[str], bool] | None,
    conditional: Mapping[int, str],
) -> RawSheet:
    if only is not None and not only(entry.name):
        return RawSheet(entry.name, entry.state, {}, skipped=True)
    if part not in archive:
        raise UnreadableFile("no-part", {"part": f"工作表“{entry.name}”"})
    facts = read_sheet(archive, part, types, scanner)
    archive.account.add_shown(sum([len(value) for cell in facts.cells.values() if isinstance(value := cell.value, str)]))
    return RawSheet(
        entry.name, entry.state, facts.cells, facts.merges, facts.hidden_rows, facts.hidden_columns, facts.filtered,
        read_notes(archive, part), conditional_formats(archive, part, conditional),
    )


def _types(archive: Archive, relations: dict[str, Relation], main: str, date1904: bool) -> CellTypes:
    """How cells are to be read: by the shared strings and the styles, either of which a file may lack."""
    folder = main.rpartition("/")[0]
    texts = _target(relations, "sharedstrings") or f"{folder}/sharedStrings.xml"
    looks = _styles(relations, main)
    strings = read_strings(archive, texts) if texts in archive else []
    styles: list[Style] = read_styles(archive, looks) if looks in archive else []
    return CellTypes(texts, strings, styles, date1904, archive.account)


def _styles(relations: dict[str, Relation], main: str) -> str:
    return _target(relations, "styles") or f"{main.rpartition('/')[0]}/styles.xml"


def _target(relations: dict[str, Relation], kind: str) -> str | None:
    return next((relation.target for relation in relations.values() if relation.kind == kind), None)
