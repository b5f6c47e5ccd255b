"""From what the worker says of an .xls, .xlsb or OpenDocument file to raw facts.

There are values only: no formulas, names or formats. Fields are then found by their labels.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from ...values import from_float
from ..archive.errors import DamagedOldFile, UnreadableFile
from ..archive.limits import MAX_CELLS
from ..raw import Kind, Position, RawCell, RawSheet, RawWorkbook, State
from ..refusals import with_known_names
from .open_document import fault
from .roads import ask

_MACRO_PART = b"vbaproject.bin"
_MACROS = "_VBA_PROJECT".encode("utf-16-le")


def salvaged(data: bytes, refusal: UnreadableFile) -> RawWorkbook:
    """The values of a file that the reader refused as ``xls``, ``ods`` or ``xlsb``.

    Raises UnreadableFile: DamagedOldFile, with the refusal's code, for a fault of the file alone.
    """
    if (refusal.code == "xls" and _MACROS in data) or (refusal.code == "xlsb" and _MACRO_PART in data.lower()):
        raise UnreadableFile("macro")
    if refusal.code == "xls":
        data = with_known_names(data)
    found = fault(data) if refusal.code == "ods" else None
    answer: dict[str, Any] = {"error": found} if found else ask(data, f".{refusal.code}")
    match answer.get("error"):
        case "encrypted":
            raise UnreadableFile("encrypted")
        case "cells":
            raise UnreadableFile("cells", {"limit": MAX_CELLS})
    if "sheets" not in answer:
        raise DamagedOldFile(refusal.code)
    return RawWorkbook(tuple(_sheet(sheet) for sheet in answer["sheets"]), (), {}, application=None)


def _sheet(given: dict[str, Any]) -> RawSheet:
    cells = dict(_cells(given["cells"]))
    merges = tuple((a, b, c, d) for a, b, c, d in given["merges"])
    return RawSheet(str(given["name"]), cast(State, given["state"]), cells, merges)


def _cells(given: list[list[Any]]) -> Iterator[tuple[Position, RawCell]]:
    for row, column, kind, value in given:
        read: Decimal | str | bool | date | datetime = value
        match kind:
            case "number":
                read = from_float(value)
            case "date":
                moment = datetime.fromisoformat(value)
                read = moment.date() if moment.time() == moment.min.time() else moment
        yield (row, column), RawCell(cast(Kind, kind), read)
