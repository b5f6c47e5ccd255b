"""Faults that were found in the language of official tables, each by its class."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making import YEAR, a_block, a_form, a_rule, a_sheet, fields_of, filled, findings, opened, record, table
from mangle import Book, edited
from mangle_ods import as_ods

from budgetxl.forms import DataError, Form, FormError, decode
from budgetxl.layout.columns import sheet_widths
from budgetxl.notice import render
from budgetxl.notice.document import Table as Printed
from budgetxl.workbook import ReadResult, fill, read
from budgetxl.workbook.submission import export

MONEY = {"type": "money"}
UNIT = {"unit": {"name": "甲局", "code": "001"}}


def data_of(result: ReadResult) -> dict[str, Any]:
    return dict(export(result.submission)["data"])


def mistakes(folder: Path, sheets: str, rules: str = "") -> list[str]:
    with pytest.raises(FormError) as caught:
        a_form(folder, sheets, rules)
    return [f"{mistake.key}：{mistake.message}" for mistake in caught.value.mistakes]


def without_names(book: Book) -> None:
    """As a program leaves it that knows no defined names."""
    for name in list(book.names()):
        name.getparent().remove(name)


# ── older names


def copies(repeat: str, ind: dict[str, Any], **keys: Any) -> str:
    goal = a_block("main", "record", fields=fields_of({"goal": "text"}))
    return a_sheet("目标{{ n }}", goal, a_block(ind.pop("id"), "table", rows=3, columns=fields_of({"name": "text"}), **ind), repeat=repeat, **keys)


OLD_COPIES = {"items": [{"goal": "g", "ind": [{"name": "a"}]}, {"goal": "h", "ind": []}]}


@pytest.mark.parametrize(
    ("sheet", "repeat", "ind"),
    [
        (copies("projects", {"id": "ind"}, was="items"), "projects", "ind"),
        (copies("items", {"id": "indicators", "was": "ind"}), "items", "indicators"),
        (copies("projects", {"id": "indicators", "was": "ind"}, was="items"), "projects", "indicators"),
    ],
)
def test_older_data_may_have_an_empty_table_in_a_copy(tmp_path: Path, sheet: str, repeat: str, ind: str) -> None:
    back = data_of(filled(a_form(tmp_path, sheet), {**UNIT, **OLD_COPIES}))
    assert back[repeat] == [{"goal": "g", ind: [{"name": "a"}]}, {"goal": "h", ind: []}]


def test_older_data_may_have_no_open_rows_in_a_copy(tmp_path: Path) -> None:
    goal = a_block("main", "record", fields=fields_of({"goal": "text"}))
    grid = a_block("g", "grid", columns=fields_of({"m": MONEY}), rows=[{"id": "r", "label": "行"}], open_rows={"id": "more", "label": "其他", "was": "rest"})
    form = a_form(tmp_path, a_sheet("目标{{ n }}", goal, grid, repeat="projects", was="items"))
    back = data_of(filled(form, {**UNIT, "items": [{"goal": "g", "g": {"r": {"m": "1"}}, "rest": []}]}))
    assert back["projects"] == [{"goal": "g", "g": {"r": {"m": "1"}}, "more": []}]


def test_what_older_data_has_under_no_name_of_the_form_is_still_told(tmp_path: Path) -> None:
    form = a_form(tmp_path, copies("projects", {"id": "ind"}, was="items"))
    with pytest.raises(DataError, match=r"items.*没有这个键"):
        decode(form, {**UNIT, "items": [{"goal": "g", "else": "x"}]})


MOVES = {
    "a lifted field that is lifted no more": ({"tier": {"lift": True}}, {"level": {"was": "tier"}}, {"tier": "市"}, "r", "level"),
    "a field that is lifted now, by its name in its record": ({"level": {}}, {"tier": {"lift": True, "was": "level"}}, {"r": {"level": "市"}}, "", "tier"),
    "a field that is lifted now, by its path": ({"level": {}}, {"tier": {"lift": True, "was": "r.level"}}, {"r": {"level": "市"}}, "", "tier"),
    "a lifted field that is called otherwise": ({"level": {"lift": True}}, {"tier": {"lift": True, "was": "level"}}, {"level": "市"}, "", "tier"),
}


def moved_forms(folder: Path, what: str) -> tuple[Form, Form]:
    """The form of the older data and that of now; each has a second field, so that the record is never without one."""
    old, new, *_ = MOVES[what]
    return tuple(a_form(folder, record("r", **fields, kept="text")) for fields in (old, new))  # type: ignore[return-value]


@pytest.mark.parametrize("what", MOVES)
def test_older_data_has_lifted_fields_where_they_were(tmp_path: Path, what: str) -> None:
    _, _, given, below, name = MOVES[what]
    back = data_of(filled(moved_forms(tmp_path, what)[1], {**UNIT, **given}))
    assert (back[below] if below else back)[name] == "市"


@pytest.mark.parametrize("what", MOVES)
def test_older_workbooks_have_lifted_fields_where_they_were(tmp_path: Path, what: str) -> None:
    _, _, given, below, name = MOVES[what]
    old, new = moved_forms(tmp_path, what)
    back = data_of(read(fill(old, {**UNIT, **given}, YEAR), new))
    assert (back[below] if below else back)[name] == "市"


def test_an_older_name_at_the_top_is_not_one_that_something_else_has_now(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("r", level={"was": "tier"}) + record("q", "别处", tier={"lift": True}, kept="text"))
    back = data_of(filled(form, {**UNIT, "tier": "市"}))
    assert (back["tier"], back["r"]["level"]) == ("市", None)


# ── computed values with more digits than a spreadsheet keeps


AVERAGE = {
    "amount": MONEY, "staff": "integer", "average": {**MONEY, "formula": "row.amount / row.staff"},
    "again": {**MONEY, "formula": "row.average * row.staff"},
}  # fmt: skip


@pytest.mark.parametrize(("amount", "staff"), [("1", "3"), ("2", "3"), ("0.01", "999999999999"), ("999999999999999", "7"), ("-1", "7")])
def test_fill_takes_what_export_gives_of_a_formula(tmp_path: Path, amount: str, staff: str) -> None:
    form = a_form(tmp_path, table("t", "表", None, **AVERAGE))
    first = data_of(filled(form, {**UNIT, "t": [{"amount": amount, "staff": staff}]}))
    second = filled(form, first)
    assert data_of(second) == first
    assert [finding.rule for finding in second.findings] == [f.rule for f in filled(form, {**UNIT, "t": [{"amount": amount, "staff": staff}]}).findings]


def test_a_formula_that_gives_more_than_a_cell_takes_is_exported_and_filled_in_again(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "表", None, a=MONEY, n="number", product={**MONEY, "formula": "row.a * row.n"}))
    first = data_of(filled(form, {**UNIT, "t": [{"a": "99999999999999", "n": "99999999999999"}]}))
    assert data_of(filled(form, first)) == first


def test_what_differs_from_its_formula_in_the_fifteenth_digit_is_a_figure_typed_over_it(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "表", None, **AVERAGE))
    data = {**UNIT, "t": [{"amount": "1", "staff": "3", "average": "0.333333333333334"}]}
    assert data_of(filled(form, data))["t"][0]["average"] == "0.333333333333334"


# ── figures below zero


GROWTH = {
    "amount": MONEY, "last": MONEY, "staff": "integer", "growth": {"type": "percent", "formula": "growth(row.amount, row.last)"},
    "more": {**MONEY, "formula": "row.amount - row.last"}, "half": {"type": "integer", "formula": "row.staff * 0.5"},
}  # fmt: skip


def test_a_computed_figure_is_not_judged_as_one_that_was_typed_where_a_file_holds_no_formulas(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "表", None, **GROWTH))
    data = fill(form, {**UNIT, "t": [{"amount": "5", "last": "10", "staff": "3"}]}, YEAR)
    result = read(as_ods(data), form)
    assert data_of(result)["t"][0]["growth"] == "-50"
    assert {finding.rule for finding in result.findings} == {"META-21"}


def test_only_an_amount_is_called_one_where_it_is_below_zero(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("r", share="percent", amount=MONEY))
    messages = [f.message for f in filled(form, {**UNIT, "r": {"share": "-3", "amount": "-4"}}).findings]
    assert messages == ["此处为负数-3", "金额为负数-4"]


# ── narrow sheets


def test_a_record_below_a_table_of_one_column_has_its_labels(tmp_path: Path) -> None:
    names = a_block("names", "table", rows=3, columns=fields_of({"name": "text"}))
    form = a_form(tmp_path, a_sheet("名单", names, a_block("signed", "record", fields=fields_of({"by": "text", "phone": "text"}))))
    data = {"names": [{"name": "甲"}], "signed": {"by": "乙", "phone": "123"}}
    back = data_of(read(edited(fill(form, {**UNIT, **data}, YEAR), without_names), form))
    assert {key: back[key] for key in data} == data


def test_a_table_of_one_column_alone_has_one_column(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("names", "名单", None, name="text"))
    assert len(sheet_widths(form.sheets[1])) == 1


# ── what no workbook of a form can have


def skipping(**row: Any) -> str:
    columns = fields_of({"m": MONEY, "k": MONEY, "s": {**MONEY, "formula": "row.m + row.k"}})
    return a_sheet("表", a_block("g", "grid", columns=columns, rows=[{"id": "q", "label": "乙"}, {"id": "r", "label": "甲", **row}]))


def test_a_formula_that_needs_a_column_which_its_row_skips_is_a_mistake(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, skipping(skip=["m"]))
    assert told.startswith("sheets.sheet_g.blocks.g.rows.r：“r”行的“s”列按“row.m + row.k”计算，要用的 m 却在这一行的 skip 里")


@pytest.mark.parametrize("row", [{"skip": ["m", "s"]}, {"skip": ["m"], "formulas": {"s": "row.k"}}, {"skip": ["m"], "formulas": {"s": False}}])
def test_the_cures_of_a_row_that_skips_what_a_formula_needs_are_accepted(tmp_path: Path, row: dict[str, Any]) -> None:
    form = a_form(tmp_path, skipping(**row))
    assert not filled(form, {**UNIT, "g": {"r": {"k": "1"}}}).findings


def test_a_formula_of_a_row_that_needs_a_column_which_the_row_skips_is_a_mistake(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, skipping(skip=["k"], formulas={"s": "sum(row.m, row.k)"}))
    assert "要用的 k 却在这一行的 skip 里" in told


def summed(*columns: dict[str, Any], **keys: Any) -> str:
    amount = {"id": "amount", "label": "金额", "type": "money"}
    return a_sheet("表", a_block("t", "table", rows=3, columns=[amount, *columns], totals=[{"id": "t_total"}], **keys))


STAFF = {"id": "staff", "label": "人数", "type": "integer"}
NAMED = {"id": "name", "label": "名称"}


def test_a_total_row_needs_a_cell_for_its_label(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, summed(STAFF))
    assert told.startswith("sheets.sheet_t.blocks.t.totals.t_total：这一合计行各列都加总，没有地方写“合计”")


@pytest.mark.parametrize(
    ("columns", "keys"), [([STAFF], {"numbering": "{n}"}), ([STAFF, NAMED], {}), ([NAMED, STAFF], {}), ([{**STAFF, "total": False}], {})]
)
def test_a_total_row_whose_first_column_is_added_up_has_its_label_elsewhere(
    tmp_path: Path, columns: list[dict[str, Any]], keys: dict[str, Any]
) -> None:
    form = a_form(tmp_path, summed(*columns, **keys))
    assert "合计" in [cell.value for row in opened(fill(form, UNIT))["表"].iter_rows() for cell in row]


@pytest.mark.parametrize("columns", [[STAFF, NAMED], [NAMED, STAFF]])
def test_such_a_total_row_is_no_item_where_there_are_no_names(tmp_path: Path, columns: list[dict[str, Any]]) -> None:
    form = a_form(tmp_path, summed(*columns))
    data = [{"amount": "1", "staff": "2", "name": "甲"}, {"amount": "3", "staff": "4", "name": "乙"}]
    back = data_of(read(edited(fill(form, {**UNIT, "t": data}, YEAR), without_names), form))
    assert (back["t"], back["t_total"]) == (data, {"amount": "4", "staff": "6"})


# ── blocks beside each other


def a_grid(name: str, count: int, **keys: Any) -> str:
    rows = [{"id": f"r{number}", "label": f"{name}{number}"} for number in range(count)]
    return a_block(name, "grid", columns=fields_of({"m": MONEY}), rows=rows, **keys)


THIRDS = {
    "a grid with as many rows": a_grid("c", 3, beside="b"),
    "a grid with fewer rows than the foot": a_grid("c", 1, beside="b"),
    "a record across": a_block("c", "record", across=True, fields=fields_of({"x": MONEY}), beside="b"),
}


@pytest.mark.parametrize("third", THIRDS)
def test_the_notice_has_the_foot_of_three_blocks_as_the_workbook_has_it(tmp_path: Path, third: str) -> None:
    form = a_form(tmp_path, a_sheet("表", a_grid("a", 4), a_grid("b", 3, beside="a", foot=2), THIRDS[third]))
    (form.folders[0] / "notice.md.j2").write_text('{{ table("a", "b", "c") }}\n', encoding="utf-8")
    data = fill(form, UNIT)
    (printed,) = [block for block in render(read(data, form).submission, draft=True).blocks if isinstance(block, Printed)]
    laid = [["" if cell.value is None else cell.value for cell in row] for row in opened(data)["表"].iter_rows(min_row=4, max_row=8)]
    assert [[cell.text for cell in row] for row in printed.rows] == laid


def test_a_record_may_stand_beside_a_grid_in_the_notice(tmp_path: Path) -> None:
    pairs = a_block("b", "record", fields=fields_of({"x": "text", "y": "text"}), beside="a")
    form = a_form(tmp_path, a_sheet("表", a_grid("a", 2), pairs))
    (form.folders[0] / "notice.md.j2").write_text('{{ table("a", "b") }}\n', encoding="utf-8")
    (printed,) = [block for block in render(filled(form, {**UNIT, "b": {"x": "甲"}}).submission, draft=True).blocks if isinstance(block, Printed)]
    assert [cell.text for row in printed.rows for cell in row if cell.text in ("x", "甲", "y")] == ["x", "甲", "y"]


# ── rules over tables


def test_a_rule_may_be_over_open_rows(tmp_path: Path) -> None:
    grid = a_grid("g", 1, title="资产", open_rows={"id": "gm", "label": "其他"})
    form = a_form(tmp_path, a_sheet("表", grid), a_rule("X-01", "row.m > 0", "{table}：{row.label}", over={"X-01": "gm"}))
    data = {**UNIT, "gm": [{"label": "甲", "m": "0"}]}
    assert [one.message for one in findings(form, data) if one.rule == "X-01"] == ["资产：甲"]


COPIES_WITH_TOTALS = a_sheet(
    "目标{{ n }}", a_block("main", "record", fields=fields_of({"goal": "text"})),
    a_block("ind", "table", rows=3, columns=fields_of({"name": "text", "m": MONEY}), totals=[{"id": "ind_sum"}]), repeat="projects",
)  # fmt: skip
TWO_COPIES = {**UNIT, "projects": [{"goal": "g", "ind": [{"name": "a", "m": "1"}]}, {"goal": "h", "ind": [{"name": "b", "m": "5"}]}]}


@pytest.mark.parametrize(
    ("check", "message", "said"),
    [
        ("block_total.m < 5", "{sheet.goal}", ["h"]),
        ("sum(block.m) < 5", "{sheet.goal}", ["h"]),
        ("row.m < block_total.m - 1", "{row.name}{sheet.goal}", ["ag", "bh"]),
        ("row.m == sum(block.m)", "{row.name}", []),
    ],
)
def test_on_a_repeated_sheet_a_rule_over_a_table_looks_at_each_copy(tmp_path: Path, check: str, message: str, said: list[str]) -> None:
    form = a_form(tmp_path, COPIES_WITH_TOTALS, a_rule("X-01", check, message, over={"X-01": "projects.ind"}))
    assert [one.message for one in findings(form, TWO_COPIES)] == said


def test_a_form_may_remove_the_rule_of_its_own_field(tmp_path: Path) -> None:
    total = {**MONEY, "formula": "r.a + r.b", "rule": {"id": "X-01", "message": "不等"}}
    form = a_form(tmp_path, record("r", a=MONEY, b=MONEY, total=total), '[[rules]]\nid = "X-01"\nremove = true\n')
    assert form.rules == ()


# ── codes that were in parts, or are now


CODED = {"type": "code", "header": ["科目编码"]}
LEAVES = [{"code": "2010301", "name": "行政运行", "amount": "10"}, {"code": "208", "name": "保障", "amount": "3"}]
PARTS = {"parts": [3, 2, 2]}


def coded(**keys: Any) -> str:
    return table("general", "表5", None, code={**CODED, **keys}, name="text", amount=MONEY)


@pytest.mark.parametrize(("old", "new"), [(PARTS, {}), ({}, PARTS), (PARTS, {"parts": [3, 4]}), ({"parts": [3, 4]}, PARTS)])
def test_a_code_of_an_older_workbook_is_whole_whether_it_was_in_parts_or_is(tmp_path: Path, old: dict[str, Any], new: dict[str, Any]) -> None:
    older, newer = a_form(tmp_path, coded(**old)), a_form(tmp_path, coded(**new))
    result = read(fill(older, {**UNIT, "general": LEAVES}, YEAR), newer)
    assert data_of(result)["general"] == LEAVES
    assert [f.rule for f in result.findings if f.severity == "error"] == []
