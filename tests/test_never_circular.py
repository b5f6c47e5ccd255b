"""What follows from a finding is something else than the finding: the same mistake seen from its other side is told once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, findings, table
from submissions import changed, demo, demo_typed

from budgetxl.checks import check
from budgetxl.values import Finding
from budgetxl.workbook import fill, read

GOALS = a_sheet("目标{{ n }}", a_block("p", "record", fields=fields_of({"name": "text", "goal": "text"})), id="p", repeat="items")
SAME = a_rule("P-01", "unique_in(row.goal, items.goal)", "目标相同：{listed(items.goal, row.goal, items.name)}", "warning", each="items")


def above_and_below(found: Finding, above: tuple[Finding, ...] = ()) -> Iterator[tuple[Finding, Finding]]:
    for one in found.caused:
        yield from ((each, one) for each in (*above, found))
        yield from above_and_below(one, (*above, found))


def circular(found: list[Finding]) -> list[str]:
    """The rules of findings below which stands the very same: the same rule, of the same cells."""
    pairs = [pair for each in found for pair in above_and_below(each)]
    return [above.rule for above, below in pairs if above.rule == below.rule and {*above.cells} == {*below.cells}]


@pytest.mark.parametrize("goals", ["甲甲", "甲甲甲", "甲乙甲乙", "甲乙甲"])
def test_goals_that_are_alike_are_one_finding_on_all_their_cells(tmp_path: Path, goals: str) -> None:
    items = [{"name": f"项目{number}", "goal": goal} for number, goal in enumerate(goals)]
    found = findings(a_form(tmp_path, GOALS, SAME), {"items": items})
    alike = {goal: {number for number, other in enumerate(goals, 1) if other == goal} for goal in goals if goals.count(goal) > 1}
    assert {frozenset(str(at) for at in one.cells) for one in found} == {frozenset(f"目标{n}!B5" for n in each) for each in alike.values()}
    assert [one.caused for one in found] == [()] * len(alike)


def test_a_code_that_is_there_twice_is_one_finding(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", code="text", a="money"), a_rule("T-01", "unique_in(row.code, t.code)", "{row.code}重复", each="t"))
    (found,) = findings(form, {"t": [{"code": code, "a": "1"} for code in ("301", "302", "301")]})
    assert ([str(at) for at in found.cells], found.caused) == (["明细!A7", "明细!A5"], ())


def same_goals(data: Any) -> dict[str, Any]:
    return {f"projects[{number}].goal": data["projects"][3]["goal"] for number in range(3)}


def same_names(data: Any) -> dict[str, Any]:
    return {"projects[0].name": data["projects"][1]["name"]}


def other_totals(data: Any) -> dict[str, Any]:
    return {"income.total": "1", "expenditure.total": "2"}


@pytest.mark.slow
@pytest.mark.parametrize("changes", [same_goals, same_names, other_totals])
def test_nothing_in_the_demo_follows_from_itself(changes: Any) -> None:
    form, data = demo()
    found = check(read(fill(form, changed(demo_typed(), changes(data)), form.year), form).submission)
    assert found and circular(found) == []
