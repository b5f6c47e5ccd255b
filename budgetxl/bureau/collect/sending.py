"""What a worker sends back of a submission, and what the cache keeps of it: two pieces of JSON, never anything that could be run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, cast

from budgetxl.values import Address, Finding, Level

from ..model import Read, SheetPrint
from .packed import Packed, pack

_PACKED = ("data", "figures", "places")


class Sent(NamedTuple):
    """``head`` is what every collection looks at; ``body``, compressed, the data and figures, which few look at at a time.

    What is not ``lasting`` may come out otherwise the next time: memory was short, or the program at fault.
    """

    head: bytes
    body: bytes
    lasting: bool = True


def sent(read: Read, lasting: bool = True) -> Sent:
    """A submission as a worker sends it."""
    head = {
        "files": read.files, "digest": read.digest, "modified": _time(read.modified), "received": _time(read.received),
        "form": read.form, "version": read.version, "year": read.year, "unit_code": read.unit_code, "unit_name": read.unit_name,
        "findings": [_finding(one) for one in read.findings], "counts": dict(read.counts), "open_warnings": read.open_warnings,
        "checklist": read.checklist, "digests": read.digests, "error": read.error, "part": read.part, "mismatch": read.mismatch,
        "sheets": {name: [one.name, one.digest, str(one.size), str(one.last)] for name, one in read.sheets.items()},
        "project_codes": read.project_codes, "ahead": _time(read.ahead), "parts": read.parts, "blank": read.blank,
    }  # fmt: skip
    body = pack({name: dict(getattr(read, name)) for name in _PACKED}) if read.data else b""
    return Sent(json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), body, lasting)


def received(one: Sent) -> Read:
    """The submission that was sent. Raises ValueError, KeyError or TypeError where it is no such thing."""
    head: dict[str, Any] = json.loads(one.head.decode("utf-8", "surrogatepass"))
    packed: Mapping[str, Mapping[str, Any]] = {name: Packed(one.body, name) for name in _PACKED} if one.body else {}
    return Read(
        tuple(map(str, head["files"])), str(head["digest"]), _day(head["modified"]), str(head["form"]), str(head["version"]),
        None if head["year"] is None else int(head["year"]), str(head["unit_code"]), str(head["unit_name"]), packed.get("data", {}),
        tuple(map(_found, head["findings"])), {str(name): int(count) for name, count in head["counts"].items()},
        int(head["open_warnings"]), tuple((str(a), str(b), str(c)) for a, b, c in head["checklist"]), str(head["error"]),
        tuple(map(str, head["digests"])), _day(head["received"]), str(head["part"]), str(head["mismatch"]),
        packed.get("figures", {}), packed.get("places", {}),
        {str(name): SheetPrint(str(a), str(b), Decimal(c), Decimal(d)) for name, (a, b, c, d) in head["sheets"].items()},
        tuple((str(code), str(cell)) for code, cell in head["project_codes"]), _day(head["ahead"]), tuple(map(str, head["parts"])),
        bool(head["blank"]),
    )  # fmt: skip


def _finding(one: Finding) -> list[Any]:
    cells = [list(at) for at in one.cells]
    return [one.rule, one.severity, one.message, cells, one.expected, one.actual, one.hint, one.answer, [_finding(each) for each in one.caused]]


def _found(told: list[Any]) -> Finding:
    rule, severity, message, cells, expected, actual, hint, answer, caused = told
    at = tuple(Address(str(sheet), int(row), int(column)) for sheet, row, column in cells)
    if severity not in ("error", "warning", "info"):
        raise ValueError(severity)
    given = None if answer is None else str(answer)
    return Finding(str(rule), cast(Level, severity), str(message), at, str(expected), str(actual), str(hint), given, tuple(map(_found, caused)))


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _day(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


__all__ = ["Sent", "received", "sent"]
