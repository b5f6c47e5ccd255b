"""``accepted.json``: which workbooks of a folder were accepted, for whoever goes on from them (next year's workbooks, the notices)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from budgetxl.values.records import dataclass

from ..model import Collection
from .versions import accepted

ACCEPTED_FILE = "accepted.json"


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """A workbook that was accepted: the code and name of its unit, its path below the folder (``a.zip/b.xlsx`` in an archive), its SHA-256."""

    unit: str
    name: str
    path: str
    digest: str


def accepted_files(collection: Collection) -> Iterator[AcceptedFile]:
    """The accepted workbooks of a collection, in the order of the roster; of a split one a line for each part."""
    for result in collection.units:
        if result.counting is not None and accepted(result):
            for path, digest in zip(result.counting.files, result.counting.digests, strict=True):
                yield AcceptedFile(result.unit.code, result.unit.name, path, digest)


def accepted_json(collection: Collection) -> bytes:
    """``accepted.json`` of a collection."""
    files = [{"unit": one.unit, "name": one.name, "path": one.path, "digest": one.digest} for one in accepted_files(collection)]
    document = {"form": collection.form, "year": collection.year, "accepted": files}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def read_accepted(data: bytes) -> tuple[AcceptedFile, ...] | None:
    """The files that an ``accepted.json`` names; None where it is none of ours."""
    try:
        document: Any = json.loads(data)
        return tuple(AcceptedFile(*(str(one[key]) for key in ("unit", "name", "path", "digest"))) for one in document["accepted"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


__all__ = ["ACCEPTED_FILE", "AcceptedFile", "accepted_files", "accepted_json", "read_accepted"]
