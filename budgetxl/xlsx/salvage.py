"""Old .xls and OpenDocument files: their values, read by calamine in a process of its own, within limits of time and memory.

A library in native code may abort or swallow all memory on a hostile file; in a process of its own it takes only itself down.
What comes back has values only: no formulas, names or formats. Fields are then found by their labels.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from ..values import from_float
from .archive.errors import UnreadableFile
from .archive.limits import MAX_CELLS
from .raw import Kind, Position, RawCell, RawSheet, RawWorkbook, State

SALVAGED = frozenset({"xls", "ods"})  #: codes of UnreadableFile that this module can do something about
SECONDS = 20.0
MOST_OUTPUT = 64 << 20
_WORKER = Path(__file__).with_name("salvage_worker.py")
_MACROS = "_VBA_PROJECT".encode("utf-16-le")


def salvaged(data: bytes, refusal: UnreadableFile) -> RawWorkbook:
    """The values of a file that the reader refused as ``xls`` or ``ods``. Raises the refusal where that fails, too."""
    if refusal.code == "xls" and _MACROS in data:
        raise UnreadableFile("macro")
    answer = _ask(data, refusal)
    if answer.get("error") == "password":
        raise UnreadableFile("encrypted")
    if "sheets" not in answer:
        raise refusal
    return RawWorkbook(tuple(_sheet(sheet) for sheet in answer["sheets"]), (), {}, application=None)


def _ask(data: bytes, refusal: UnreadableFile) -> dict[str, Any]:
    """What the worker says of a file. It runs isolated, so that no module of the working folder gets in."""
    import subprocess  # only an old file needs it

    try:
        done = subprocess.run(
            [sys.executable, "-I", "-X", "utf8", str(_WORKER), str(MAX_CELLS)], input=data, capture_output=True, timeout=SECONDS, check=False
        )
        if done.returncode or len(done.stdout) > MOST_OUTPUT:
            raise refusal
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, OSError, ValueError):
        raise refusal from None
    return answer if isinstance(answer, dict) else {}


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


__all__ = ["SALVAGED", "salvaged"]
