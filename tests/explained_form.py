"""A form that extends the default form and takes in ``explanations``, with the demo's data and a row for each of its 项."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from making import typed
from submissions import changed, demo_typed

from budgetxl.checks import check_result
from budgetxl.forms import Form, load_form
from budgetxl.values import Finding
from budgetxl.workbook import fill, read

HOME = Path(__file__).resolve().parent / "forms" / "explained-2027"
YEAR = 2027


@cache
def form() -> Form:
    return load_form(HOME)


@cache
def rows() -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((HOME / "explanations.json").read_text(encoding="utf-8"))
    return found


def data(changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What staff type."""
    return changed({**demo_typed(), "explanations_basis": {"basis": "预算数"}, "explanations": rows()}, changes or {})


@cache
def workbook() -> bytes:
    return fill(form(), data(), YEAR)


def found(changes: Mapping[str, Any]) -> list[Finding]:
    """What checking the workbook of changed data finds, but for information."""
    made = typed(fill(form(), data(changes), YEAR), {})
    return [one for one in check_result(read(made, form())).findings if one.severity != "info"]
