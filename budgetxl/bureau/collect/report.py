"""A collection as JSON (INTERFACE.md): stable, and documented in docs/JSON.md."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from budgetxl.checks import finding_json
from budgetxl.values import plain

from ..model import Collection, Totals, UnitResult
from .versions import accepted

LEVELS = ("error", "warning", "info")


def collection_json(collection: Collection, folder: str = "") -> dict[str, Any]:
    """The document of ``collect --json``; paths below ``folder``, as it was given."""
    return {
        "form": collection.form or None,
        "year": collection.year,
        "units": [_unit(result, folder) for result in collection.units],
        "others": [{"file": _below(folder, other.file), "state": other.state, "reason": other.reason} for other in collection.others],
        "totals": _plain(collection.totals.sums),
        "totals_passed": _plain(collection.totals.passed),
        "counted": _counted(collection.totals, len(collection.units)),
    }


def _unit(result: UnitResult, folder: str) -> dict[str, Any]:
    unit = result.unit
    counts = {level: sum(1 for finding in result.findings if finding.severity == level) for level in LEVELS}
    return {
        "code": unit.code, "name": unit.name, "parent": unit.parent or None, "state": result.state, "accepted": accepted(result),
        "late": result.late, "reason": result.said or None,
        "files": [_below(folder, file) for file in dict.fromkeys(file for version in result.versions for file in version.files)],
        "counts": counts, "findings": [finding_json(finding) for finding in result.findings],
    }  # fmt: skip


def _counted(totals: Totals, units: int) -> dict[str, Any]:
    """How many of how many units went into the totals, and why the others did not."""
    return {
        "units": units, "counted": list(totals.counted), "left_out": dict(totals.left_out),
        "sheets": {sheet: dict(those) for sheet, those in totals.sheets.items()},
    }  # fmt: skip


def _plain(sums: Mapping[str, Decimal]) -> dict[str, str]:
    return {path: plain(amount) for path, amount in sums.items()}


def _below(folder: str, path: str) -> str:
    return f"{folder.rstrip('/')}/{path}" if folder else path


__all__ = ["collection_json"]
