"""The worked form (``tests/forms/chengxi-2028``): its example filled in, and where each value of it lies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from making import typed
from submissions import steps

from budgetxl.checks import check_result
from budgetxl.forms import Form, load_form
from budgetxl.layout import Layout, counts_of, lay_out
from budgetxl.values import Finding, column_letters
from budgetxl.workbook import ReadResult, export, fill, read

HOME = Path(__file__).resolve().parent / "forms" / "chengxi-2028"
YEAR = 2028
Data = dict[str, Any]


@cache
def form() -> Form:
    return load_form(HOME)


@cache
def example() -> Data:
    """What ``export`` gives of the example: the data, the form's id and the year."""
    found: Data = json.loads((HOME / "example.json").read_text(encoding="utf-8"))
    return found


def data() -> Data:
    found: Data = example()["data"]
    return found


@cache
def workbook() -> bytes:
    return fill(form(), data(), YEAR)


@cache
def layout() -> Layout:
    return lay_out(form(), counts_of(read(workbook(), form()).submission.root))


def cell(path: str) -> str:
    """The cell of a value: ``general[2].basic``; of a code in parts that of one part: ``general[2].code/1``."""
    name, _, part = path.partition("/")
    plan, slot = layout().cells[steps(name)]
    return f"{plan.name}!{column_letters(slot.box.column + int(part or 0))}{slot.box.row}"


def with_typed(values: Mapping[str, Any]) -> ReadResult:
    """The example after somebody typed these values: paths as ``cell`` takes them."""
    return read(typed(workbook(), {cell(path): value for path, value in values.items()}), form())


def data_of(result: ReadResult) -> Data:
    found: Data = export(result.submission)["data"]
    return found


def grave(result: ReadResult) -> list[Finding]:
    """Its errors and warnings."""
    return [finding for finding in check_result(result).findings if finding.severity != "info"]
