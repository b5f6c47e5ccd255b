"""Why a rule was not judged: the cells that it waits for, what could not be read, the condition that does not hold."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, filled, opened, record, report, table, typed
from openpyxl import load_workbook

from budgetxl.checks import Report, as_json, rule_counts, rules_sentence, waiting_lines
from budgetxl.checks.reasons import MOST_CELLS
from budgetxl.checks.reports.checklist import checklist
from budgetxl.checks.reports.html_report import file_view, html_report
from budgetxl.forms import Form, known_folders, load_form
from budgetxl.workbook import ReadResult, blank, fill, read
from budgetxl.workbook.build.check_sheet.reasons import MOST_TEXT

FIGURES = record("x", a="money", b="money", c="money", t="text", total={"type": "money", "formula": "x.a + default(x.b, 0)"})


def reasons(result: ReadResult) -> dict[str, dict[str, Any]]:
    """The ``reasons`` of ``check --json``."""
    found: dict[str, dict[str, Any]] = as_json("a.xlsx", result, report(result))["reasons"]
    return found


def reason(form: Form, data: Mapping[str, Any], rule: str = "X-01") -> dict[str, Any]:
    return reasons(filled(form, data))[rule]


# ── what a rule waits for


def test_a_rule_waits_for_the_cells_that_it_needs(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b + default(x.c, 0)"))
    assert reason(form, {}) == {"state": "未填", "cells": ["数据!B4", "数据!B5"]}
    assert reason(form, {"x": {"a": "1"}}) == {"state": "未填", "cells": ["数据!B5"]}


def test_a_rule_that_was_judged_has_no_reason(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b"))
    assert reasons(filled(form, {"x": {"a": "1", "b": "1"}})) == reasons(filled(form, {"x": {"a": "1", "b": "2"}})) == {}


def test_a_condition_that_is_not_known_is_what_a_rule_waits_for(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b", when="x.c > 0"))
    assert reason(form, {})["cells"] == ["数据!B6"]
    assert reason(form, {"x": {"c": "1", "a": "1"}})["cells"] == ["数据!B5"]


def test_a_tolerance_is_waited_for_too(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b", tolerance="x.c"))
    assert reason(form, {"x": {"a": "1", "b": "1"}})["cells"] == ["数据!B6"]


def test_of_a_computed_column_without_rows_the_columns_that_people_type(tmp_path: Path) -> None:
    sheets = FIGURES + table("t", n="number", price="money", a={"type": "money", "formula": "row.n * row.price"})
    form = a_form(tmp_path, sheets, a_rule("X-01", "sum(t.a) == x.a"))
    assert reason(form, {"x": {"a": "1"}})["cells"] == ["明细!A5", "明细!B5"]


def test_columns_without_rows_are_named_beside_blank_cells(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES + table("t", a="money"), a_rule("X-01", "sum(t.a) == x.a"))
    assert reason(form, {})["cells"] == ["数据!B4", "明细!A5"]


def test_below_a_total_are_the_cells_that_somebody_types(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "x.total == x.c"))
    assert reason(form, {"x": {"c": "1"}}) == {"state": "未填", "cells": ["数据!B4"]}


def test_of_a_sum_of_a_blank_column_the_rows_that_are_filled_in(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", name="text", a="money") + FIGURES, a_rule("X-01", "sum(t.a) == x.a"))
    assert reason(form, {"x": {"a": "1"}, "t": [{"name": "甲"}, {"name": "乙"}]})["cells"] == ["明细!B5", "明细!B6"]


def test_of_a_table_without_rows_the_first_cell_to_fill_in(tmp_path: Path) -> None:
    sheets = FIGURES + table("t", a="money") + record("y", "合计", sum={"type": "money", "formula": "sum(t.a)"})
    form = a_form(tmp_path, sheets, a_rule("X-01", "sum(t.a) == x.a") + a_rule("X-02", "y.sum == x.a"))
    found = reasons(filled(form, {"x": {"a": "1"}}))
    assert [found["X-01"], found["X-02"]] == [{"state": "未填", "cells": ["明细!A5"]}] * 2


def test_of_a_rule_over_rows_the_cells_of_the_rows_that_wait(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", name="text", a="money", b="money"), a_rule("X-01", "row.a == row.b", each="t", when='row.name != "无"'))
    rows = [{"name": "无"}, {"name": "甲", "a": "1"}, {"name": "乙"}]
    assert reason(form, {"t": rows}) == {"state": "未填", "cells": ["明细!C6", "明细!B7", "明细!C7"]}


def test_a_long_table_names_its_first_rows(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", name="text", a="money"), a_rule("X-01", "row.a > 0", each="t"))
    cells = reason(form, {"t": [{"name": f"甲{n}"} for n in range(200)]})["cells"]
    assert cells == [f"明细!B{row}" for row in range(5, 5 + MOST_CELLS)]


def test_cells_stand_in_the_order_of_the_workbook(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("y", "先", a="money") + record("x", "后", a="money", b="money"), a_rule("X-01", "x.b + x.a == y.a"))
    assert reason(form, {})["cells"] == ["先!B4", "后!B4", "后!B5"]


def test_where_nothing_is_blank_the_cells_that_nothing_can_be_made_of(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "x.a / x.b > 1"))
    assert reason(form, {"x": {"a": "1", "b": "0"}}) == {"state": "未填", "cells": ["数据!B4", "数据!B5"]}


# ── what can't be read


def test_a_cell_that_cant_be_read_is_not_blank(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b"))
    result = read(typed(fill(form, {"x": {"b": "1"}}), {"数据!B4": "若干"}), form)
    assert reasons(result)["X-01"] == {"state": "读不出", "cells": ["数据!B4"]}
    assert (report(result).verdicts, report(result).states()) == ({"X-01": "未填"}, {"X-01": "读不出"})


def test_what_cant_be_read_is_said_before_what_is_blank(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "x.total == x.c"))
    result = read(typed(fill(form, {"x": {"a": "1"}}), {"数据!B4": "若干"}), form)
    assert reasons(result)["X-01"] == {"state": "读不出", "cells": ["数据!B4"]}


def test_a_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", name="text") + FIGURES, a_rule("X-01", "filled(t.name) and x.a > 0"))
    book = opened(fill(form, {"x": {"a": "1"}}))
    del book["明细"]
    buffer = io.BytesIO()
    book.save(buffer)
    assert reasons(read(buffer.getvalue(), form))["X-01"] == {"state": "读不出", "cells": [], "lacking": ["工作表“明细”"]}


def test_a_field_that_an_older_version_lacks_is_named(tmp_path: Path) -> None:
    older = a_form(tmp_path, record("x", a="money"))
    form = a_form(tmp_path, record("x", a="money", b={"type": "money", "required": True}), a_rule("X-01", "x.a == x.b"))
    assert reasons(read(fill(older, {"x": {"a": "1"}}, 2022), form))["X-01"] == {"state": "读不出", "cells": [], "lacking": ["b"]}


# ── what does not apply


def test_the_condition_that_does_not_hold_is_said_in_words(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b", when="x.c > 0"))
    assert reason(form, {"x": {"c": "0"}}) == {"state": "不适用", "when": "c 大于 0"}


def test_of_a_rule_over_rows_that_no_row_fulfils_it(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", name="text", a="money"), a_rule("X-01", "row.a > 0", each="t", when='row.name == "甲"'))
    assert reason(form, {"t": [{"name": "乙"}]}) == {"state": "不适用", "when": "明细有这样的一行：name 等于 “甲”"}
    assert reason(form, {}) == {"state": "不适用", "when": "明细填有内容"}


def test_of_a_rule_over_copies_of_a_sheet_that_no_copy_fulfils_it(tmp_path: Path) -> None:
    sheet = a_sheet("项目{{ n }}", a_block("p", "record", fields=fields_of({"name": "text", "goal": "text"})), id="p", repeat="items", title="绩效")
    form = a_form(tmp_path, sheet, a_rule("X-01", "filled(row.goal)", each="items", when='row.name == "甲"'))
    assert reason(form, {"items": [{"name": "乙"}]})["when"] == "绩效有这样的一张：name 等于 “甲”"


# ── every form, blank and filled in


@pytest.mark.parametrize("name", [name for name in known_folders() if not load_form(name).abstract])
def test_in_a_blank_workbook_each_rule_says_why_it_was_not_judged(name: str) -> None:
    form = load_form(name)
    result = read(blank(form, "某单位"), form)
    found, why = report(result), reasons(result)
    assert why.keys() == {rule for rule, word in found.verdicts.items() if word in ("未填", "不适用")}
    assert {each["state"] for each in why.values()} <= {"未填", "不适用"}
    assert [rule for rule, each in why.items() if not each.get("cells") and not each.get("when")] == []
    empty = {str(cell.entry.at) for cell in result.submission.cells if cell.entry.value is None}
    empty |= {str(at) for at in result.submission.openings.values()}
    assert {at for each in why.values() for at in each.get("cells", ())} <= empty


@pytest.mark.parametrize("name", [name for name in known_folders() if not load_form(name).abstract])
def test_the_check_sheet_names_the_cells_of_the_reasons_each_once_and_none_that_is_locked(name: str) -> None:
    form = load_form(name)
    data = blank(form, "某单位")
    result = read(data, form)
    book = opened(data)
    cached = load_workbook(io.BytesIO(data), data_only=True)["校验"]
    rows = {row[0]: row for row in cached.iter_rows(min_row=6, values_only=True)}
    single = {rule.id for rule in form.rules if not rule.each}
    for rule, why in reasons(result).items():
        said = str(rows[rule][-1] or "")
        if why["state"] != "未填" or rows[rule][6] != "未填" or rule not in single:
            continue
        named = [each.removesuffix("起") for each in said.split("、")]
        assert named[0] and len(named) == len(set(named)), rule
        whole = named if len(said) < MOST_TEXT else named[:-1]  # of a long text the last is cut
        assert set(whole) <= set(why["cells"]) or len(why["cells"]) == MOST_CELLS, (rule, named, why)
        assert not any(book[sheet][cell].protection.locked for sheet, cell in (each.rsplit("!", 1) for each in whole)), (rule, said)


# ── said in short


STATES = (
    a_rule("X-01", "x.a == x.b", item="甲") + a_rule("X-02", "x.a == x.b", when="x.c > 9", item="乙")
    + a_rule("X-03", "x.a > 0", item="丙") + a_rule("X-04", "filled(x.t)", item="丙")
)  # fmt: skip


def in_all_states(folder: Path) -> tuple[Form, ReadResult]:
    form = a_form(folder, FIGURES, STATES)
    return form, read(typed(fill(form, {"x": {"c": "1", "t": "甲"}}), {"数据!B4": "若干"}), form)


def test_counts_part_what_waits_from_what_does_not_apply(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, STATES)
    found = report(filled(form, {"x": {"a": "1", "c": "1", "t": "甲"}}))
    assert {word: count for word, count in rule_counts(found).items() if count} == {"通过": 2, "未填": 1, "不适用": 1}
    assert rules_sentence(found) == "2 条规则通过，1 条因未填没有校验，1 条不适用"
    assert list(waiting_lines(found)) == ["未填的：数据 B5（确实没有的不必填）"]


def test_what_cant_be_read_is_counted_by_itself(tmp_path: Path) -> None:
    _, result = in_all_states(tmp_path)
    assert rules_sentence(report(result)) == "1 条规则通过，2 条因读不出没有校验，1 条不适用"
    assert list(waiting_lines(report(result))) == ["读不出的：数据 B4"]


def test_a_report_without_any_says_nothing_of_them() -> None:
    assert (rules_sentence(Report((), {"X-01": "通过"})), list(waiting_lines(Report((), {"X-01": "通过"})))) == ("1 条规则通过", [])


def test_many_cells_are_counted_sheet_by_sheet(tmp_path: Path) -> None:
    sheets = "".join(record(f"r{n}", f"表{n}", a="money", b="money", c="money", d="money", e="money") for n in range(6))
    rules = "".join(a_rule(f"X-0{n}", f"r{n}.a + r{n}.c + r{n}.e == 0") for n in range(6))
    (line,) = waiting_lines(report(filled(a_form(tmp_path, sheets, rules), {})))
    assert line == "未填的：" + "；".join(f"表{n} B4、B6、B8" for n in range(4)) + "等 6 处（确实没有的不必填）"


def test_the_checklist_tells_the_items_that_wait_from_those_that_do_not_apply(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, STATES)
    lines = {line.item: line for line in checklist(form, report(filled(form, {"x": {"c": "1", "t": "甲"}})))}
    assert {item: line.word for item, line in lines.items()} == {"填报规范": "是", "甲": "未填", "乙": "不适用", "丙": "是"}
    assert lines["丙"].besides == ("1 条规则因未填没有校验：数据!B4",)


def test_the_page_lists_the_rules_that_were_not_judged_with_why(tmp_path: Path) -> None:
    _, result = in_all_states(tmp_path)
    page = lxml.html.fromstring(html_report([file_view("a.xlsx", result, report(result))]))
    rows = [[cell.text_content() for cell in row] for row in page.xpath("//table[contains(@class, 'unjudged')]//tbody/tr")]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("X-01", "读不出", "读不出：数据!B4"), ("X-03", "读不出", "读不出：数据!B4"), ("X-02", "不适用", "条件不成立：c 大于 9"),
    ]  # fmt: skip
    heads = [cell.text_content() for cell in page.xpath("//section[@class='summary']//thead/tr[2]/th")]
    assert heads[-6:] == ["通过", "不符", "待核实", "未填", "读不出", "不适用"]


def test_the_check_sheet_says_what_the_program_judges_alone_and_what_its_counts_count(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b"))
    guide = "".join(str(row[0].value) for row in opened(fill(form, {}))["校验"].iter_rows(max_row=5))
    assert "“由程序校验”" in guide and "budgetxl check" in guide and "规则的条数" in guide


def test_what_stands_under_another_finding_is_said_to_be_counted_with_it(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIGURES, a_rule("X-01", "x.a == x.b") + a_rule("X-02", "x.a == x.c"))
    found = report(filled(form, {"x": {"a": "7", "b": "5", "c": "5"}}))
    assert (found.count("error"), len(found.findings[0].caused)) == (1, 1)
    assert rules_sentence(found) == "另有 1 处由上述问题引起，不另计；0 条规则通过"


def test_a_heading_of_the_cover_as_it_was_before_is_known() -> None:
    from budgetxl.layout.texts import is_own_text

    assert is_own_text("校验情况")


def test_json_writes_reasons_of_a_file_that_cant_be_read_too() -> None:
    from budgetxl.checks import unreadable_json

    assert json.loads(json.dumps(unreadable_json("a.xlsx", "坏了")))["reasons"] == {}
