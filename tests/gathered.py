"""Collections for tests, made by hand and of real workbooks: what ``collect`` gives its summary and what goes back.

>>> collection(a_read("甲.xlsx", data), unit("101", "甲"))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from budgetxl.bureau.model import Collection, Other, Read, Totals, Unit, UnitResult
from budgetxl.checks.reports.inspection import inspection
from budgetxl.verbs import Checked, SourceFile, check_files
from budgetxl.workbook import export


def a_read(name: str, data: bytes, form: str | None = None) -> Read:
    """A workbook as a worker sends it: read, checked and exported by the verbs."""
    (one,) = check_files([SourceFile(name, data)], form)
    assert isinstance(one, Checked), one
    submission, report = one.result.submission, one.report
    return Read(
        (name,), "0" * 64, form=submission.form.id, version=submission.form.version, year=submission.year,
        unit_code=submission.text("unit", "code") or "", unit_name=submission.text("unit", "name") or "",
        data=export(submission)["data"], findings=report.findings, open_warnings=report.open_warnings(),
        counts={level: report.count(level) for level in ("error", "warning", "info")},
        checklist=tuple((line.item, line.met, line.problems) for line in inspection(one.result, report)),
    )  # fmt: skip


def sent(unit: Unit, read: Read | None, **keys: Any) -> UnitResult:
    """A unit that sent one workbook, or none; its state is that of the workbook unless ``state`` says another."""
    if read is None:
        return UnitResult(unit, **{"state": "未报", **keys})
    state = "有错误" if read.counts.get("error") else "待核实" if read.counts.get("warning") else "通过"
    return UnitResult(unit, **{"state": state, "counting": read, "versions": (read,), **keys})


def collected(
    form: str, units: Iterable[UnitResult], year: int | None = 2022, left_out: Mapping[str, str] | None = None,
    others: Iterable[Other] = (), **totals: Any,
) -> Collection:  # fmt: skip
    """A collection in which every workbook that counts goes into the totals but those that are ``left_out``."""
    results, without = tuple(units), dict(left_out or {})
    counted = tuple(one.unit.code for one in results if one.counting is not None and one.unit.code not in without)
    passing = tuple(one.unit.code for one in results if one.unit.code in counted and one.state == "通过")
    return Collection(form, year, results, tuple(others), Totals(counted=counted, left_out=without, **{"passing": passing, **totals}))


def numbers(data: Mapping[str, Any], *path: str) -> list[Decimal]:
    """The figures at a path of exported data, of all rows and copies."""
    found: list[Any] = [data]
    for name in path:
        found = [each.get(name) for one in found for each in (one if isinstance(one, list) else [one]) if isinstance(each, Mapping)]
    return [Decimal(one) for one in found if isinstance(one, str)]
