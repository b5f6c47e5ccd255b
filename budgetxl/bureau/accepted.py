"""``accepted.json``: the list of a folder's workbooks that ``collect`` accepted, for whoever goes on from them."""

from __future__ import annotations

import json
from typing import Any

from budgetxl.values.records import dataclass

ACCEPTED_FILE = "accepted.json"


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """A workbook that was accepted: the code and name of its unit, its path below the folder (``a.zip/b.xlsx`` in an archive), its SHA-256."""

    unit: str
    name: str
    path: str
    digest: str


def read_accepted(data: bytes) -> tuple[AcceptedFile, ...] | None:
    """The files that an ``accepted.json`` names; None where it is none of ours."""
    try:
        document: Any = json.loads(data)
        return tuple(AcceptedFile(*(str(one[key]) for key in ("unit", "name", "path", "digest"))) for one in document["accepted"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def read_not_accepted(data: bytes) -> dict[str, str]:
    """The units whose workbooks an ``accepted.json`` says were there and not accepted, by code, each with its state; it may say nothing."""
    try:
        return {str(one["unit"]): str(one["state"]) for one in json.loads(data)["not_accepted"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}


__all__ = ["ACCEPTED_FILE", "AcceptedFile", "read_accepted", "read_not_accepted"]
