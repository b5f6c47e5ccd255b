"""What CONTRIBUTING.md tells to do is done here, to the letter."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import a_form, filled, record, report

from budgetxl.checks.reports.formats import FORMATS as REPORTS
from budgetxl.checks.reports.formats import ReportFormat
from budgetxl.expressions import (
    BUILTINS,
    Kind,
    Located,
    TreeScope,
    evaluate,
    excel_formula,
    kind_of,
    parse,
    table,
    to_chinese,
)
from budgetxl.notice import render
from budgetxl.notice.writers.formats import FORMATS as NOTICES
from budgetxl.notice.writers.formats import NoticeFormat
from budgetxl.values import Entry, Group

TEXT = (Path(__file__).parent.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
SUMMARY = record("summary", total="money", basic="money", project="money")


def example(title: str) -> str:
    """The block of code below a heading."""
    found = re.search(rf"### {title}\n.*?```\w+\n(.*?)```", TEXT, re.DOTALL)
    assert found is not None, title
    return found[1]


def names_of(title: str) -> dict[str, Any]:
    """What a block of Python defines."""
    space: dict[str, Any] = {}
    exec(compile(example(title), title, "exec"), space)
    return space


def test_a_function_has_all_its_readings() -> None:
    functions = table(names_of("A function of the language")["HALF_OF"], base=BUILTINS)
    written = parse("half_of(x.a)", functions)
    scope = TreeScope(Group({"x": Group({"a": Entry(Decimal(5))})}))
    assert evaluate(written, scope, functions) == Decimal("2.5")
    assert excel_formula(written, lambda path: Located("number", ("$B$5",)), functions) is not None
    assert to_chinese(written, lambda path: "支出", functions) == "支出的一半"
    assert kind_of(written, lambda path: Kind("amount", "元", 0), functions).unit == "元"


@pytest.mark.parametrize(("total", "found"), [("30", []), ("31", ["X-01"])])
def test_a_rule_passes_and_fails(total: str, found: list[str], tmp_path: Path) -> None:
    form = a_form(tmp_path, SUMMARY, example("A rule"))
    given = report(filled(form, {"summary": {"total": total, "basic": "10", "project": "20"}}))
    assert [finding.rule for finding in given.findings] == found
    assert all("差1.00万元" in finding.message for finding in given.findings)


def test_a_report_is_a_module_and_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = type("module", (), names_of("A report"))
    monkeypatch.setattr("budgetxl.checks.reports.formats.import_module", lambda name, package: module)
    line = ReportFormat("cells", ".txt", "text/plain", "另写一个单元格清单。", "cells_report")
    assert line.name not in REPORTS
    result = filled(a_form(tmp_path, SUMMARY, example("A rule")), {"summary": {"total": "31", "basic": "10", "project": "20"}})
    written = line.writer.whole([line.writer.entry("a.xlsx", result, report(result)), line.writer.unreadable("b.xlsx", "坏了")])
    assert written.decode().splitlines()[0].startswith("a.xlsx\t数据!")
    assert written.decode().splitlines()[-1] == "b.xlsx\t坏了"


def test_a_format_of_the_notice_is_a_function_and_a_line(tmp_path: Path) -> None:
    line = NoticeFormat("outline", ".outline", "text/plain", names_of("A format of the notice")["to_outline"])
    assert line.name not in NOTICES
    form = a_form(tmp_path, SUMMARY)
    (form.folders[0] / "notice.md.j2").write_text("# 收支情况\n\n正文。\n\n## 支出\n", encoding="utf-8")
    assert line.write(render(filled(form, {}).submission)).decode().split() == ["一、收支情况", "（一）支出"]
