"""What we write beside a form's fields, and where: top lines, the cover below its block, verdicts, 校验 and 填报说明. No file."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, record, table

from budgetxl.forms import CHECK_SHEET, GUIDE_SHEET, Form, known_folders, load_form
from budgetxl.layout import (
    ANSWER_HEADER,
    CLEAN,
    CODE_HEADER,
    GUIDE_TITLE,
    OPEN,
    CoverExtras,
    Label,
    Layout,
    SheetPlan,
    is_count_label,
    is_cover_text,
    is_own_text,
    lay_out,
    rules_by_sheet,
)
from budgetxl.layout.links import CHECK_LINK
from budgetxl.values import squeeze
from budgetxl.values.words import FAILED, TO_VERIFY

FORMS = tuple(name for name in known_folders() if not load_form(name).abstract)
GOALS = a_sheet(
    "绩效{{ n }}",
    a_block("project", "record", fields=fields_of({"name": "text", "budget": "money"})),
    a_block("indicators", "table", rows=3, columns=fields_of({"kind": "text", "target": "text"})),
    id="project", repeat="projects",
)  # fmt: skip
ASSETS = a_sheet(
    "资产", a_block("assets", "grid", columns=fields_of({"value": "money"}), rows=[{"id": "a", "label": "甲"}, {"id": "b", "label": "乙"}])
)


def extras_of(layout: Layout) -> CoverExtras:
    assert layout.extras is not None
    return layout.extras


def contents_of(extras: CoverExtras) -> list[Label]:
    """The heading of the table of contents, its headers and its rows."""
    start = next(index for index, label in enumerate(extras.labels) if label.text.startswith("目录"))
    return list(extras.labels[start:])


def links_of(extras: CoverExtras) -> list[Label]:
    """The links of the table of contents."""
    return [label for label in contents_of(extras) if label.style == "link"]


def plan_of(form: Form, name: str) -> SheetPlan:
    return next(plan for plan in lay_out(form).sheets if plan.name == name)


# ── the cover below its own fields


def test_the_cover_shows_four_counts_below_its_fields(tmp_path: Path) -> None:
    layout = lay_out(a_form(tmp_path, record("x", a="money")))
    extras, cover = extras_of(layout), layout.sheets[0]
    heading, to_checks = extras.labels[:2]
    row = cover.last_row + 1
    assert (heading.text, heading.box.absolute, to_checks.box.ref, to_checks.target) == ("校验情况（规则的条数）", f"$A${row}:$C${row}", f"D{row}", CHECK_LINK)
    said = {label.box.row: label.text for label in extras.labels if label.style == "label"}
    assert {word: said[box.row] for word, box in extras.counts.items()} == {
        "不符": "必须改正的", "待核实": "待核实、尚未说明的", "未填": "因没有填数还不能校验的", "由程序校验": "由程序校验的",
    }  # fmt: skip


def test_a_count_stands_right_of_its_label_and_left_of_what_it_means(tmp_path: Path) -> None:
    extras = extras_of(lay_out(a_form(tmp_path, record("x", a="money"))))
    for box in extras.counts.values():
        label, meaning = (label for label in extras.labels if label.box.row == box.row)
        assert (label.box.ref, box.ref, meaning.box.ref) == (f"A{box.row}", f"B{box.row}", f"C{box.row}")
        assert (label.style, meaning.style) == ("label", "note")


def test_the_contents_name_every_other_sheet_in_order(tmp_path: Path) -> None:
    layout = lay_out(a_form(tmp_path, record("x", a="money") + GOALS), {"projects": 2})
    extras = extras_of(layout)
    assert [(link.text, link.target) for link in links_of(extras)] == [
        (GUIDE_SHEET, "_to.guide"), ("数据", "_to_sheet_x"), ("绩效1", "_to_project.1"), ("绩效2", "_to_project.2"), (CHECK_SHEET, "_to.checks"),
    ]  # fmt: skip
    assert [link.box.row for link in links_of(extras)] == list(range(contents_of(extras)[0].box.row + 2, extras.last_row + 1))


def test_the_contents_are_in_the_order_of_filling(tmp_path: Path) -> None:
    two = record("x", "甲", a="money") + record("y", "乙", a="money") + record("z", "丙", a="money")
    extras = extras_of(lay_out(a_form(tmp_path, two, head='filling = ["sheet_z"]\n')))
    assert [link.text for link in links_of(extras)] == [GUIDE_SHEET, "丙", "甲", "乙", CHECK_SHEET]


def test_the_contents_say_which_sheets_are_filled_in_and_which_are_computed(tmp_path: Path) -> None:
    half = record("y", "两样", a="money", b={"type": "money", "formula": "y.a * 2"})
    whole = record("x", "要填的", a="money") + half + record("z", "算的", b={"type": "money", "formula": "y.a * 2"})
    contents = contents_of(extras_of(lay_out(a_form(tmp_path, whole))))
    rows = {label.box.row: label.text for label in contents if label.style == "link"}
    ways = {rows[label.box.row]: label.text for label in contents if label.box.row in rows and label.box.ref.startswith("B")}
    assert ways == {"填报说明": "先看", "要填的": "要填", "两样": "要填、部分自动", "算的": "自动", "校验": "查看"}


def test_one_blank_row_parts_the_counts_from_the_contents(tmp_path: Path) -> None:
    extras = extras_of(lay_out(a_form(tmp_path, "")))
    assert contents_of(extras)[0].box.row == max(box.row for box in extras.counts.values()) + 2


@pytest.mark.parametrize("name", FORMS)
def test_nothing_of_the_extras_lies_upon_a_field(name: str) -> None:
    layout = lay_out(load_form(name))
    extras, cover = extras_of(layout), layout.sheets[0]
    places = [label.box for label in extras.labels] + list(extras.counts.values())
    places += [box for row in extras.contents for box in (row.filled, row.opened)]
    assert min(box.row for box in places) == cover.last_row + 1
    assert len({(box.row, box.column) for box in places}) == len(places)


def test_a_part_of_a_workbook_lists_its_own_sheets_only(tmp_path: Path) -> None:
    one = a_sheet("甲表", a_block("x", "record", fields=fields_of({"a": "money"})), section="one")
    two = a_sheet("乙表", a_block("y", "record", fields=fields_of({"a": "money"})), section="two")
    layout = lay_out(a_form(tmp_path, one + two, head='[sections]\none = "甲"\ntwo = "乙"\n'), part="two")
    assert [plan.name for plan in layout.sheets] == ["封面", "乙表"]
    assert [label.text for label in links_of(extras_of(layout))] == [GUIDE_SHEET, "乙表", CHECK_SHEET]
    assert ("x", "a") not in layout.cells


# ── top lines


def test_every_sheet_but_the_cover_leads_back_to_it(tmp_path: Path) -> None:
    cover, *others = lay_out(a_form(tmp_path, record("x", a="money") + GOALS)).sheets
    assert (cover.back, cover.state) == (None, None)
    assert [(plan.back.box.ref, plan.back.target) for plan in others if plan.back] == [("A1", "_to_cover")] * len(others)


def test_the_state_of_a_sheet_fills_its_first_line(tmp_path: Path) -> None:
    plan = plan_of(a_form(tmp_path, table("t", a="text", b="money", c="money")), "明细")
    assert plan.state is not None
    assert plan.state.absolute == "$B$1:$C$1"


def test_a_sheet_one_column_wide_shows_no_state(tmp_path: Path) -> None:
    plan = plan_of(a_form(tmp_path, table("t", a="text")), "明细")
    assert plan.back is not None
    assert plan.state is None


def test_a_top_line_counts_the_rules_whose_check_speaks_of_the_sheet(tmp_path: Path) -> None:
    rules = a_rule("X-01", "x.a > 0") + a_rule("T-01", "row.b > 0", each="t") + a_rule("B-01", "x.a == sum(t.b)")
    rules += a_rule("W-01", "x.a > 1", when="sum(t.b) > 0")
    found = rules_by_sheet(a_form(tmp_path, record("x", a="money") + table("t", b="money"), rules))
    assert found == {"sheet_x": ("X-01", "B-01", "W-01"), "sheet_t": ("T-01", "B-01")}


# ── verdicts beside the data


def test_verdicts_on_rows_stand_below_one_heading(tmp_path: Path) -> None:
    plan = plan_of(a_form(tmp_path, table("t", a="text", b="money"), a_rule("T-01", "row.b > 0", each="t")), "明细")
    assert {check.heading.ref for check in plan.checks} == {"D4"}
    assert [check.verdict.ref for check in plan.checks] == ["D5", "D6", "D7", "D8", "D9"]


def test_verdicts_on_the_rows_of_a_grid_stand_below_one_heading(tmp_path: Path) -> None:
    plan = plan_of(a_form(tmp_path, ASSETS, a_rule("A-01", "row.value > 0", each="assets")), "资产")
    assert [(check.heading.ref, check.verdict.ref) for check in plan.checks] == [("D4", "D5"), ("D4", "D6")]


def test_the_verdict_on_a_copy_stands_right_of_its_heading(tmp_path: Path) -> None:
    rules = a_rule("P-01", "filled(row.name)", each="projects") + a_rule("P-02", "filled(row.budget)", each="projects")
    (plan,) = lay_out(a_form(tmp_path, GOALS, rules), {"projects": 1}).plans("projects")
    column = len(plan.widths) + 2
    places = [(check.heading.row, check.heading.column, check.verdict.row, check.verdict.column) for check in plan.checks]
    assert places == [(4, column, 4, column + 1), (5, column, 5, column + 1)]


def test_the_area_of_the_verdicts_holds_all_of_them(tmp_path: Path) -> None:
    rules = a_rule("P-01", "filled(row.name)", each="projects") + a_rule("P-02", "filled(row.target)", each="projects.indicators")
    (plan,) = lay_out(a_form(tmp_path, GOALS, rules), {"projects": 1}).plans("projects")
    area = plan.check_area
    assert area is not None
    for check in plan.checks:
        assert area.row <= check.verdict.row <= area.last_row
        assert area.column <= check.heading.column <= check.verdict.column <= area.last_column


def test_a_sheet_without_row_rules_has_no_area_of_verdicts(tmp_path: Path) -> None:
    assert plan_of(a_form(tmp_path, record("x", a="money")), "数据").check_area is None


# ── 校验 and 填报说明


def test_each_rule_has_its_row_below_the_headers(tmp_path: Path) -> None:
    checks = lay_out(a_form(tmp_path, record("x", a="money"), a_rule("X-02", "x.a > 0") + a_rule("X-01", "x.a < 9"))).checks
    assert checks.rows == {"X-02": 18, "X-01": 19}
    assert (checks.header_row, checks.body, checks.open_rows) == (17, (18, 19), range(6, 16))
    assert checks.area("result") == "'校验'!$I$18:$I$19"
    assert checks.area("answer", (19, 19)) == "'校验'!$J$19:$J$19"


def test_a_form_without_rules_keeps_one_row_for_them(tmp_path: Path) -> None:
    assert lay_out(a_form(tmp_path, "")).checks.body == (18, 18)


def test_the_headers_by_which_the_sheet_is_known_stand_over_their_columns(tmp_path: Path) -> None:
    checks = lay_out(a_form(tmp_path, "")).checks
    heads = {header.text: header.box.column for header in checks.headers}
    assert (heads[CODE_HEADER], heads[ANSWER_HEADER]) == (checks.columns["code"], checks.columns["answer"]) == (1, 10)
    assert len(heads) == len(checks.columns)


def test_the_two_counts_stand_right_of_their_words(tmp_path: Path) -> None:
    checks = lay_out(a_form(tmp_path, "")).checks
    assert {word: box.ref for word, box in checks.counts.items()} == {FAILED: "D3", TO_VERIFY: "I3"}
    assert {label.text: label.box.ref for label in checks.labels if label.style == "unit"} == {FAILED: "C3", TO_VERIFY: "H3"}


def test_instructions_are_numbered_below_the_title_that_the_sheet_is_known_by(tmp_path: Path) -> None:
    guide = lay_out(a_form(tmp_path, "", head='instructions = ["先看", "后填"]\n')).guide
    _, title, *lines = guide
    assert [(label.text, label.box.ref) for label in lines] == [("1.", "A4"), ("先看", "B4"), ("2.", "A5"), ("后填", "B5")]
    assert (title.text, title.box.row, title.box.column) == (GUIDE_SHEET, GUIDE_TITLE.row, GUIDE_TITLE.column)


# ── what is ours when a workbook comes back


@pytest.mark.parametrize("name", FORMS)
def test_every_text_that_we_place_on_a_form_sheet_is_known_as_ours(name: str) -> None:
    layout = lay_out(load_form(name))
    extras = extras_of(layout)
    texts = [plan.back.text for plan in layout.sheets if plan.back]
    texts += [label.text for label in extras.labels if label.style != "link"]
    texts += [CLEAN, *(f"{number} {OPEN}" for number in (1, 12)), "未填", "已填 3 格", "已填 12 行", "已填 3 格、12 行", "必填的还缺 2 格"]
    assert [text for text in texts if not is_own_text(squeeze(text)) and not is_cover_text(squeeze(text))] == []
    assert {is_count_label(squeeze(label.text)) for label in extras.labels if label.style == "label"} == {True}


@pytest.mark.parametrize("text", ["", "校验", "单位名称", "12.5", "必须改正", "已填 3 张", "必填"])
def test_what_staff_write_is_not_ours(text: str) -> None:
    assert not is_own_text(squeeze(text))
    assert not is_cover_text(squeeze(text))
    assert not is_count_label(squeeze(text))
