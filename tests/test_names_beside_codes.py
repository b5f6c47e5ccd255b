"""A name typed over the one that a code list gives: another one is told, and the same in other words is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making import a_form, record, report, typed
from submissions import changed, demo, demo_typed

from budgetxl.checks import check_result
from budgetxl.values import Finding
from budgetxl.workbook import fill, read


def told(changes: dict[str, Any]) -> list[Finding]:
    form, _ = demo()
    found = check_result(read(fill(form, changed(demo_typed(), changes), form.year), form)).findings
    return [one for one in found if one.severity != "info"]


@pytest.mark.parametrize(("table", "row", "code", "name"), [
    ("general_spending", 0, "201", "一般公共服务支出"),
    ("general_spending", 2, "2010301", "行政运行"),
    ("spending_table", 2, "2010301", "行政运行"),
    ("income_table", 2, "2010301", "行政运行"),
    ("basic_spending", 0, "301", "工资福利支出"),
])  # fmt: skip
def test_a_wrong_name_over_an_automatic_one_is_told_with_the_name_of_the_list(table: str, row: int, code: str, name: str) -> None:
    (finding,) = told({f"{table}[{row}].name": "城乡社区环境卫生"})
    assert (finding.rule, finding.severity, finding.expected, finding.actual) == ("META-07", "warning", name, "城乡社区环境卫生")
    assert code in finding.message and name in finding.message
    assert [at.column for at in finding.cells] == [2, 1] and len({at.row for at in finding.cells}) == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["行政运行", "行政 运行", "（一）行政运行", "行政运行（项）", "运行"])
def test_the_same_name_in_other_words_is_not(name: str) -> None:
    assert told({"general_spending[2].name": name}) == []


def test_of_a_code_that_the_list_does_not_have_any_name_will_do() -> None:
    changes = {f"{table}[2].name": "某项支出" for table in ("general_spending", "spending_table", "income_table")}
    changes |= {key.replace("name", "code"): "2010399" for key in changes}
    assert [one.rule for one in told(changes) if one.rule == "META-07"] == []


@pytest.mark.parametrize(("entry", "message"), [
    ("乙", "公式被覆盖，单元格里键入的是“乙”，按公式应为“甲”"), ("甲", "公式被覆盖，目前内容相符，但不会再随别处变化，请恢复公式"),
    (None, "公式被删除，单元格是空的，按公式应为“甲”"),
])  # fmt: skip
def test_a_text_over_a_formula_is_no_figure(tmp_path: Path, entry: str | None, message: str) -> None:
    form = a_form(tmp_path, record("x", a="text", b={"type": "text", "formula": "x.a"}))
    (finding,) = report(read(typed(fill(form, {"x": {"a": "甲"}}, 2022), {"数据!B5": entry}), form)).findings
    assert (finding.rule, finding.message) == ("META-07", message)


def test_a_text_where_the_formula_gives_none_is_told_without_quotes_around_nothing(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="text", b={"type": "text", "formula": "x.a"}))
    (finding,) = report(read(typed(fill(form, {}, 2022), {"数据!B5": "乙"}), form)).findings
    assert finding.message == "公式被覆盖，单元格里键入的是“乙”，按公式应为空"
