"""A workbook of an older version of the form: what it does not have is unknown; where it is required, that is an error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, record, table

from budgetxl.checks import Report, check_result
from budgetxl.values import Finding
from budgetxl.workbook import ReadResult, fill, read

MUST = {"type": "money", "required": True}
TEXT_MUST = {"type": "text", "required": True}
DATA: dict[str, Any] = {"x": {"a": "12.5"}, "items": [{"name": "甲", "amount": "1"}]}
OLD = record("x", a="money") + table("items", name="text", amount="money")


def older(tmp_path: Path, new: str, rules: str = "", old: str = OLD, data: dict[str, Any] | None = None, head: str = "") -> ReadResult:
    """A workbook of one version read by a newer one."""
    sent = fill(a_form(tmp_path, old), DATA if data is None else data, 2022)
    return read(sent, a_form(tmp_path, new, rules, head=f'version = "2"\n{head}'))


def told(report: Report, rule: str) -> list[Finding]:
    return [one for one in report.findings if one.rule == rule]


def errors(report: Report) -> list[str]:
    return [one.rule for one in report.findings if one.severity == "error"]


ITEMS = table("items", name="text", amount="money")
RECORD = record("x", a="money")
GRID = a_sheet("格", a_block("g", "grid", columns=fields_of({"v": MUST}), rows=[{"id": "r", "label": "第一行"}]))
#: The newer form, and the label and the sheet of the required field that the older one does not have.
REQUIRED = [
    (record("x", a="money", b=MUST) + ITEMS, "b", "数据"),
    (record("x", a="money", b=TEXT_MUST) + ITEMS, "b", "数据"),
    (RECORD + table("items", name="text", amount="money", code=TEXT_MUST), "code", "明细"),
    (RECORD + ITEMS + record("y", "新表", b=MUST, c="text"), "b", "新表"),
    (RECORD + ITEMS + GRID, "第一行·v", "格"),
]


@pytest.mark.parametrize("policy", ["accept", "migrate"])
@pytest.mark.parametrize(("new", "label", "sheet"), REQUIRED)
def test_a_required_field_that_an_older_version_lacks_is_an_error(new: str, label: str, sheet: str, policy: str, tmp_path: Path) -> None:
    report = check_result(older(tmp_path, new, head=f'[options]\non_older = "{policy}"\n'))
    (finding,) = told(report, "META-09")
    assert (finding.severity, finding.cells) == ("error", ())
    assert f"“{label}”" in finding.message and f"“{sheet}”" in finding.message and sheet in finding.hint
    assert told(report, "META-15") == []  # nobody is told to fill in a cell that does not exist


#: Newer forms that ask for nothing that the older one must have had.
NOTHING_REQUIRED = [
    record("x", a="money", b="money") + ITEMS,
    record("x", a="money", b={"type": "money", "required": True, "formula": "x.a"}) + ITEMS,
    RECORD + ITEMS + table("more", "又一张", name=TEXT_MUST, amount="money"),
]


@pytest.mark.parametrize("new", NOTHING_REQUIRED)
def test_what_nobody_must_fill_in_is_no_error(new: str, tmp_path: Path) -> None:
    report = check_result(older(tmp_path, new))
    assert (errors(report), len(told(report, "META-01"))) == ([], 1)


def test_a_column_of_a_table_without_rows_lacks_nothing(tmp_path: Path) -> None:
    report = check_result(older(tmp_path, RECORD + table("items", name="text", amount="money", code=TEXT_MUST), data={"x": {"a": "1"}}))
    assert errors(report) == []


def test_a_default_stands_for_it_where_older_workbooks_are_migrated(tmp_path: Path) -> None:
    new = record("x", a="money", b={**TEXT_MUST, "default": "无"}) + ITEMS
    assert errors(check_result(older(tmp_path, new, head='[options]\non_older = "migrate"\n'))) == []
    assert errors(check_result(older(tmp_path, new))) == ["META-09"]


def test_all_required_fields_of_a_sheet_are_one_finding(tmp_path: Path) -> None:
    report = check_result(older(tmp_path, record("x", a="money", b=MUST, c=TEXT_MUST) + ITEMS))
    (finding,) = told(report, "META-09")
    assert "“b、c”" in finding.message


def test_a_newer_workbook_asks_for_a_newer_program(tmp_path: Path) -> None:
    sent = fill(a_form(tmp_path, OLD, head='version = "2"\n'), DATA, 2022)
    report = check_result(read(sent, a_form(tmp_path, record("x", a="money", b=MUST) + ITEMS)))
    assert [("更新程序" in one.hint, one.severity) for one in told(report, "META-09")] == [(True, "error")]


#: Rules that need the field that is not there, each of which would fail if it were blank.
NEEDING = [
    a_rule("X-01", "filled(x.b)"),
    a_rule("X-01", "x.a == default(x.b, 0)"),
    a_rule("X-01", "x.a == sum(x.b, x.a, 1)"),
    a_rule("X-01", "x.a == 0", when="not filled(x.b)"),
    a_rule("X-01", "x.a == 0", when="default(x.b, 1) == 1"),
    a_rule("X-01", "x.total == 0"),
    a_rule("X-01", "filled(row.code)", each="items"),
    a_rule("X-01", "count(items.code) == 1"),
]
NEW = record("x", a="money", b="money", c="money", total={"type": "money", "formula": "sum(x.a, x.b)"})
NEW += table("items", name="text", amount="money", code="text")
HAVING = record("x", a="money", c="money", total={"type": "money", "formula": "sum(x.a)"}) + ITEMS


@pytest.mark.parametrize("rule", NEEDING)
def test_a_rule_that_needs_it_waits(rule: str, tmp_path: Path) -> None:
    report = check_result(older(tmp_path, NEW, rule, old=HAVING))
    assert (errors(report), report.verdicts["X-01"]) == ([], "未填")


@pytest.mark.parametrize("rule", NEEDING)
def test_such_a_rule_fails_where_the_field_is_there_and_blank(rule: str, tmp_path: Path) -> None:
    form = a_form(tmp_path, NEW, rule)
    assert check_result(read(fill(form, DATA, 2022), form)).verdicts["X-01"] == "不符"


def test_all_other_rules_run(tmp_path: Path) -> None:
    report = check_result(older(tmp_path, NEW, a_rule("X-01", "x.a == 0"), old=HAVING))
    assert (errors(report), report.verdicts["X-01"]) == (["X-01"], "不符")


def test_parts_of_which_one_has_it_lack_nothing(tmp_path: Path) -> None:
    from budgetxl.workbook import joined

    head = '[sections]\none = "甲"\ntwo = "乙"\n'
    cover = 'section = "one"\n', 'section = "two"\n'
    old, new = (
        "".join(sheet.replace("[[sheets]]\n", "[[sheets]]\n" + part) for sheet, part in zip((first, record("y", "乙表", a="money")), cover))
        for first in (record("x", a="money"), record("x", a="money", b=MUST))
    )
    before, now = a_form(tmp_path, old, head=head), a_form(tmp_path, new, a_rule("X-01", "filled(x.b)"), head=head)
    data = {"unit": {"name": "甲局", "code": "001"}, "x": {"a": "1"}, "y": {"a": "1"}}
    lacking = joined([read(fill(before, data, 2022, part=part), now) for part in ("one", "two")])
    assert errors(check_result(lacking)) == ["META-09"]
    whole = joined([read(fill(before, data, 2022, part="two"), now), read(fill(now, data, 2022, part="one"), now)])
    assert check_result(whole).verdicts["X-01"] == "不符" and told(check_result(whole), "META-09") == []
