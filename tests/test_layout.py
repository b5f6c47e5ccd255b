"""Where everything of a form lies: pure arithmetic. No two things in one cell, every value once, enough rows."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import a_block, a_form, a_rule, a_sheet, fields_of, record, table

from budgetxl.forms import Form, known_folders, load_form
from budgetxl.layout import (
    Box,
    Locator,
    SheetPlan,
    fitting,
    lay_out,
    lines_needed,
    row_scope,
    sheet_name,
    text_width,
)
from budgetxl.layout.columns import first_span, spans
from budgetxl.layout.placing_blocks import SPARE_ROWS

FORMS = tuple(name for name in known_folders() if not load_form(name).abstract)
GOALS = a_sheet(
    "绩效{{ n }}",
    a_block("project", "record", fields=fields_of({"name": "text", "budget": "money"})),
    a_block("indicators", "table", rows=3, columns=fields_of({"kind": {"inherit": True}, "target": "text"})),
    id="project", repeat="projects",
)  # fmt: skip
ASSETS = a_sheet(
    "资产",
    a_block(
        "assets", "grid", columns=fields_of({"quantity": "number", "value": "money"}),
        rows=[{"id": "total", "label": "总额", "skip": ["quantity"]}, {"id": "cars", "label": "车辆"}],
    ),
)  # fmt: skip


def plan_of(form: Form, name: str) -> SheetPlan:
    return next(plan for plan in lay_out(form).sheets if plan.name == name)


def texts(plan: SheetPlan) -> dict[str, str]:
    return {label.box.absolute.replace("$", ""): label.text for label in plan.labels}


def cells(box: Box) -> set[tuple[int, int]]:
    return {(r, c) for r in range(box.row, box.last_row + 1) for c in range(box.column, box.last_column + 1)}


# ── every form


@pytest.mark.parametrize("name", FORMS)
def test_nothing_lies_upon_anything_else(name: str) -> None:
    form = load_form(name)
    for plan in lay_out(form, {sheet.repeat: 2 for sheet in form.sheets if sheet.repeat}).sheets:
        boxes = [item.box for item in (*plan.labels, *plan.slots)] + [check.verdict for check in plan.checks]
        boxes += {check.heading for check in plan.checks}
        boxes += [plan.back.box] if plan.back else []
        boxes += [plan.state] if plan.state else []
        taken = [cell for box in boxes for cell in cells(box)]
        assert len(taken) == len(set(taken)), plan.name


@pytest.mark.parametrize("name", FORMS)
def test_every_row_below_the_first_line_is_used_or_a_gap_of_one(name: str) -> None:
    for plan in lay_out(load_form(name)).sheets:
        used = sorted({row for each in (*plan.labels, *plan.slots) for row in range(each.box.row, each.box.last_row + 1)})
        assert all(below - above <= 2 for above, below in pairwise(used)), plan.name
        assert max(used) <= plan.last_row


@pytest.mark.parametrize("name", FORMS)
def test_every_sheet_is_as_wide_as_its_columns(name: str) -> None:
    for plan in lay_out(load_form(name)).sheets:
        assert max(each.box.last_column for each in (*plan.labels, *plan.slots)) == len(plan.widths), plan.name
        assert sum(plan.widths) >= 87


# ── records


def test_a_record_has_a_label_and_a_value_on_each_row(tmp_path: Path) -> None:
    plan = plan_of(a_form(tmp_path, record("x", a="money", b="text")), "数据")
    assert [(slot.key, slot.box.ref) for slot in plan.slots] == [(("x", "a"), "B4"), (("x", "b"), "B5")]
    assert (texts(plan)["A4"], texts(plan)["A5"]) == ("a", "b")


def test_a_label_names_a_unit_that_is_not_the_blocks(tmp_path: Path) -> None:
    fields = {"a": {"type": "money", "unit": "元"}, "b": "money", "c": {"type": "number", "unit": "平方米"}}
    plan = plan_of(a_form(tmp_path, record("x", **fields)), "数据")
    assert [texts(plan)[ref] for ref in ("A4", "A5", "A6")] == ["a（元）", "b", "c（平方米）"]


def test_the_unit_stands_above_where_all_blocks_share_it(tmp_path: Path) -> None:
    block = a_block("x", "record", unit="元", fields=fields_of({"a": "money"}))
    plan = plan_of(a_form(tmp_path, a_sheet("数据", block)), "数据")
    assert "单位：元" in texts(plan).values()


def test_arranged_fields_share_a_row(tmp_path: Path) -> None:
    block = a_block("x", "record", arrange=[["a", "b"]], fields=fields_of({"a": "text", "b": "text", "c": "text"}))
    plan = plan_of(a_form(tmp_path, a_sheet("数据", block)), "数据")
    assert [(slot.key[-1], slot.box.ref) for slot in plan.slots] == [("a", "B4"), ("b", "D4"), ("c", "B5")]


def test_a_lifted_field_has_its_own_key(tmp_path: Path) -> None:
    layout = lay_out(a_form(tmp_path, ""))
    assert layout.cells["year",][1].box.ref == "B6"
    assert ("unit", "year") not in layout.cells


def test_two_blocks_stand_one_row_apart(tmp_path: Path) -> None:
    blocks = [a_block(each, "record", fields=fields_of({"a": "money"})) for each in ("x", "y")]
    plan = plan_of(a_form(tmp_path, a_sheet("数据", *blocks)), "数据")
    assert [slot.box.row for slot in plan.slots] == [4, 6]


# ── tables


def test_a_table_has_the_rows_of_its_form(tmp_path: Path) -> None:
    (area,) = plan_of(a_form(tmp_path, table("t", a="text", b="money")), "明细").tables
    assert (area.header, area.rows, area.columns) == ((4, 4), (5, 9), {"a": 1, "b": 2})


def test_a_table_grows_with_its_data_and_keeps_spare_rows(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", a="text"))
    for count in (0, 3, 4, 9):
        (area,) = lay_out(form, {"t": count}).sheets[1].tables
        assert area.rows[1] - area.rows[0] + 1 == max(5, count + SPARE_ROWS if count else 0)


def test_what_follows_a_longer_table_moves_down(tmp_path: Path) -> None:
    blocks = a_block("t", "table", rows=2, columns=fields_of({"a": "text"})), a_block("x", "record", fields=fields_of({"b": "text"}))
    form = a_form(tmp_path, a_sheet("数据", *blocks))
    short, long = lay_out(form), lay_out(form, {"t": 10})
    assert long.cells["x", "b"][1].box.row - short.cells["x", "b"][1].box.row == 10


def test_total_rows_stand_between_the_headers_and_the_rows(tmp_path: Path) -> None:
    keys = {"totals": [{"id": "sum", "label": "合计"}]}
    plan = plan_of(a_form(tmp_path, table("t", "明细", keys, a="text", b="money", c="money")), "明细")
    (area,) = plan.tables
    assert (area.header, area.totals, area.rows) == ((4, 4), (5,), (6, 10))
    assert texts(plan)["A5"] == "合计"
    assert {slot.key: slot.box.ref for slot in plan.slots if slot.key[0] == "sum"} == {("sum", "b"): "B5", ("sum", "c"): "C5"}


def test_equal_headings_are_merged_across_and_short_ones_down(tmp_path: Path) -> None:
    columns = {"a": {"header": ["金额", "甲"]}, "b": {"header": ["金额", "乙"]}, "c": {"header": ["备注"]}}
    plan = plan_of(a_form(tmp_path, table("t", **columns)), "明细")
    headers = {label.box.absolute.replace("$", ""): label.text for label in plan.labels if label.style == "header"}
    assert headers == {"A4:B4": "金额", "A5": "甲", "B5": "乙", "C4:C5": "备注"}


def test_a_heading_never_reaches_under_another(tmp_path: Path) -> None:
    columns = {"a": {"header": ["金额", "甲"]}, "b": {"header": ["数量", "甲"]}}
    plan = plan_of(a_form(tmp_path, table("t", **columns)), "明细")
    headers = {label.box.absolute.replace("$", ""): label.text for label in plan.labels if label.style == "header"}
    assert headers == {"A4": "金额", "B4": "数量", "A5": "甲", "B5": "甲"}


@given(st.lists(st.lists(st.sampled_from("甲乙"), min_size=1, max_size=3), min_size=1, max_size=6))
def test_headers_never_overlap_whatever_their_levels(headers: list[list[str]]) -> None:
    from budgetxl.forms import Compiled, Field, Sheet, Table

    columns = tuple(Field(f"c{index}", tuple(header)) for index, header in enumerate(headers))
    sheet = Sheet("s", "表", "表", (Table("t", "", columns),))
    (plan,) = lay_out(Form("f", "", None, "1", Compiled((sheet,)), ())).sheets
    taken = [cell for label in plan.labels for cell in cells(label.box)]
    assert len(taken) == len(set(taken))


# ── grids and repeated sheets


def test_a_grid_has_a_cell_at_every_crossing_that_is_not_skipped(tmp_path: Path) -> None:
    plan = plan_of(a_form(tmp_path, ASSETS), "资产")
    wanted = {("assets", "total", "value"): "C5", ("assets", "cars", "quantity"): "B6", ("assets", "cars", "value"): "C6"}
    assert {slot.key: slot.box.ref for slot in plan.slots} == wanted
    assert texts(plan)["B5"] == "——"


def test_a_repeated_sheet_is_laid_out_once_for_each_item(tmp_path: Path) -> None:
    layout = lay_out(a_form(tmp_path, GOALS), {"projects": 3, "projects.1.indicators": 8})
    assert [plan.name for plan in layout.plans("projects")] == ["绩效1", "绩效2", "绩效3"]
    sizes = [plan.tables[0].rows[1] - plan.tables[0].rows[0] + 1 for plan in layout.plans("projects")]
    assert sizes == [3, 10, 3]
    assert ("projects", 1, "indicators", 9, "target") in layout.cells


def test_a_repeated_sheet_may_have_no_copy(tmp_path: Path) -> None:
    assert lay_out(a_form(tmp_path, GOALS), {"projects": 0}).plans("projects") == ()


def test_copies_are_counted_from_one_where_the_name_says(tmp_path: Path) -> None:
    sheet = a_form(tmp_path, GOALS).sheets[1]
    assert (sheet_name(sheet, 0), sheet_name(sheet, 11), sheet_name(sheet, None)) == ("绩效1", "绩效12", "绩效{{ n }}")


# ── checks beside the rows


def test_row_checks_stand_right_of_the_table_one_column_a_rule(tmp_path: Path) -> None:
    rules = a_rule("T-01", "row.b > 0", each="t") + a_rule("T-02", "row.b < 9", each="t")
    plan = plan_of(a_form(tmp_path, table("t", a="text", b="money"), rules), "明细")
    assert {(check.rule.id, check.verdict.column) for check in plan.checks} == {("T-01", 4), ("T-02", 5)}
    assert [check.verdict.row for check in plan.checks if check.rule.id == "T-01"] == [5, 6, 7, 8, 9]


def test_rules_over_copies_stand_on_each_copy(tmp_path: Path) -> None:
    rules = a_rule("P-01", "filled(row.name)", each="projects") + a_rule("P-02", "filled(row.target)", each="projects.indicators")
    layout = lay_out(a_form(tmp_path, GOALS, rules), {"projects": 2})
    for plan in layout.plans("projects"):
        assert [check.rule.id for check in plan.checks] == ["P-01", "P-02", "P-02", "P-02"]


# ── widths, lines, spans


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("预算", 4), ("（a）", 5), ("", 0), ("ｶ", 1), ("…", 2)])
def test_a_chinese_character_is_two_digits_wide(text: str, width: int) -> None:
    assert text_width(text) == width


@pytest.mark.parametrize(("text", "lines"), [("", 1), ("a", 1), ("a\nb", 2), ("a\n\nb", 3), ("字" * 10, 3), ("字" * 10 + "\n字", 4)])
def test_a_text_takes_the_lines_that_its_width_asks_for(text: str, lines: int) -> None:
    assert lines_needed(text, 10) == lines


def test_a_text_that_fits_keeps_its_size() -> None:
    assert fitting("字" * 20, 20, 400) == (11, lines_needed("字" * 20, 20) * 16 + 2)


def test_a_text_that_does_not_fit_is_written_smaller_but_not_unreadably() -> None:
    sizes = [fitting("字" * length, 60, 400)[0] for length in (100, 700, 1000, 1300, 1800, 30_000)]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (11, 7)


@given(st.lists(st.floats(1, 60), min_size=1, max_size=12), st.lists(st.floats(0.5, 5), min_size=1, max_size=12))
def test_spans_cut_all_columns_into_neighbouring_runs(widths: list[float], shares: list[float]) -> None:
    if len(shares) > len(widths):
        shares = shares[: len(widths)]
    found = spans(widths, shares)
    assert len(found) == len(shares)
    assert [column for first, last in found for column in range(first, last + 1)] == list(range(1, len(widths) + 1))


def test_a_run_is_wide_enough_or_ends_with_the_sheet() -> None:
    assert first_span([10, 10, 10], 1, 15) == 2
    assert first_span([10, 10, 10], 2, 100) == 3


# ── from paths to cells


def areas(form: Form, path: str, counts: dict[str, int] | None = None) -> tuple[str, ...]:
    found = Locator(lay_out(form, counts)).at()(tuple(path.split(".")))
    assert found is not None
    return found.areas


def test_a_path_of_a_record_is_one_cell(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money"))
    assert areas(form, "x.a") == ("'数据'!B$4",)
    assert areas(form, "year") == ("'封面'!B$6",)


def test_a_column_is_all_its_rows(tmp_path: Path) -> None:
    assert areas(a_form(tmp_path, table("t", a="text", b="money")), "t.b") == ("'明细'!B$5:B$9",)


def test_figures_move_sideways_with_a_copied_formula_and_texts_do_not(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", a="text", b="money"))
    assert (areas(form, "t.a"), areas(form, "t.b")) == (("'明细'!$A$5:$A$9",), ("'明细'!B$5:B$9",))


def test_a_column_of_copies_is_one_area_on_each(tmp_path: Path) -> None:
    found = areas(a_form(tmp_path, GOALS), "projects.indicators.target", {"projects": 2})
    assert [area.split("!")[0] for area in found] == ["'绩效1'", "'绩效2'"]


def test_a_single_field_of_copies_is_looked_through_on_the_list_sheet(tmp_path: Path) -> None:
    rule = a_rule("P-01", "sum(projects.budget) > 0 and countif(projects.name, \"甲\") == 1")
    locate = Locator(lay_out(a_form(tmp_path, GOALS, rule), {"projects": 3})).at()
    name, budget = locate(("projects", "name")), locate(("projects", "budget"))
    assert name is not None and budget is not None
    assert (name.kind, budget.kind) == ("text", "number")
    assert {area.split("!")[0] for area in (*name.areas, *budget.areas)} == {"'列表'"}


def test_a_path_that_leads_nowhere_has_no_cell(tmp_path: Path) -> None:
    locate = Locator(lay_out(a_form(tmp_path, record("x", a="money")))).at()
    assert locate(("x", "nothing")) is None
    assert locate(("row", "a")) is None
    assert locate(("sheet", "a")) is None


def test_a_rows_cell_moves_with_its_row_and_the_sheets_cell_does_not(tmp_path: Path) -> None:
    form = a_form(tmp_path, GOALS)
    layout = lay_out(form, {"projects": 1})
    (plan,) = layout.plans("projects")
    locate = Locator(layout).at(plan, ("projects", 0, "indicators", 1), row_scope(form, ("projects", "indicators")))
    row, sheet = locate(("row", "target")), locate(("sheet", "name"))
    assert row is not None and sheet is not None
    assert (row.areas, sheet.areas) == (("$B9",), ("$B$4",))


def test_an_inherited_cell_is_the_last_filled_one_above(tmp_path: Path) -> None:
    form = a_form(tmp_path, GOALS)
    layout = lay_out(form, {"projects": 1})
    (plan,) = layout.plans("projects")
    found = Locator(layout).at(plan, ("projects", 0, "indicators", 1), row_scope(form, ("projects", "indicators")))(("row", "kind"))
    assert found is not None
    assert "$A$8:$A9" in found.areas[0]


def test_no_check_column_is_printed(tmp_path: Path) -> None:
    plan = plan_of(a_form(tmp_path, table("t", a="money"), a_rule("T-01", "row.a > 0", each="t")), "明细")
    assert all(check.heading.column > len(plan.widths) + 1 for check in plan.checks)
    assert not any(cells(a.verdict) & cells(b.verdict) for a, b in combinations(plan.checks, 2))
