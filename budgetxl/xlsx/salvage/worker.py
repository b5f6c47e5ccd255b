"""The worker: a workbook on standard input, its values as JSON on standard output.

Imports nothing of ours, since Python runs this file as a program of its own.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY, SECONDS = 300 << 20, 3  # address space and processor time of this process; a real file takes a fifth of either
LONGEST = 32_767


def main(most: int) -> None:
    """Answer with ``{"sheets": […]}``, of at most so many cells, or ``{"error": …}``."""
    _limit()
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read(), most), ensure_ascii=True))


def answer(data: bytes, most: int) -> dict[str, Any]:
    """The sheets of a workbook with their cells as (row, column, kind, value), counted from 1.

    Or an error: ``missing`` (there is no calamine), ``encrypted``, ``cells`` (more than ``most``), ``damaged``.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError
    except ImportError:
        return {"error": "missing"}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for place, facts in enumerate(book.sheets_metadata):
            if "WorkSheet" not in str(facts.typ):
                continue
            sheet = book.get_sheet_by_index(place)
            cells = list(_cells(sheet, most))
            most -= len(cells)
            merges = [[a + 1, b + 1, c + 1, d + 1] for (a, b), (c, d) in (sheet.merged_cell_ranges or [])[:20_000]]
            sheets.append({"name": facts.name, "state": _state(str(facts.visible)), "cells": cells, "merges": merges})
    except PasswordError:
        return {"error": "encrypted"}
    except TooMany:
        return {"error": "cells"}
    except (CalamineError, OSError, ValueError):
        return {"error": "damaged"}
    return {"sheets": sheets}


class TooMany(Exception):
    """More cells than a budget workbook ever has."""


def _cells(sheet: Any, most: int) -> Iterator[list[Any]]:
    if sheet.start is None:
        return
    left = sheet.start[1]  # rows come from the first of the sheet on, columns from the first that is used
    count = 0
    for row, values in enumerate(sheet.iter_rows(), start=1):
        for column, value in enumerate(values, start=left + 1):
            fact = _fact(value)
            if fact is not None:
                count += 1
                if count > most:
                    raise TooMany
                yield [row, column, *fact]


def _fact(value: Any) -> tuple[str, Any] | None:
    """The kind of a value and the value as JSON knows it; None for a blank."""
    match value:
        case bool():
            return "boolean", value
        case int() | float():
            return ("number", float(value)) if math.isfinite(value) else None
        case str():
            return ("text", value[:LONGEST]) if value else None
        case datetime():
            return "date", value.isoformat()
        case date():
            return "date", datetime(value.year, value.month, value.day).isoformat()
        case time() | timedelta():
            return "text", str(value)
    return None


def _state(visible: str) -> str:
    return "visible" if visible.endswith("Visible") else "veryHidden" if "Very" in visible else "hidden"


def _limit() -> None:
    """Bound memory and processor time, where the system knows how to."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))


if __name__ == "__main__":
    sys.path.append(sys.argv[2])  # where calamine is
    main(int(sys.argv[1]))
