"""Which workbooks of a collection were accepted, as ``accepted.json`` says it (next year's workbooks and the notices go on from them)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..accepted import AcceptedFile
from ..model import Collection
from .versions import accepted


def accepted_files(collection: Collection) -> Iterator[AcceptedFile]:
    """The accepted workbooks of a collection, in the order of the roster; of a split one a line for each part."""
    for result in collection.units:
        if result.counting is not None and accepted(result):
            for path, digest in zip(result.counting.files, result.counting.digests, strict=True):
                yield AcceptedFile(result.unit.code, result.unit.name, path, digest)


def accepted_json(collection: Collection) -> bytes:
    """``accepted.json`` of a collection."""
    files = [{"unit": one.unit, "name": one.name, "path": one.path, "digest": one.digest} for one in accepted_files(collection)]
    waiting = [
        {"unit": result.unit.code, "name": result.unit.name, "state": result.state}
        for result in collection.units if result.versions and not accepted(result)
    ]  # fmt: skip
    document = {"form": collection.form, "year": collection.year, "accepted": files, "not_accepted": waiting}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


__all__ = ["accepted_files", "accepted_json"]
