"""The language of official tables: codes in parts, totals at the foot, records across, blocks side by side, open rows, numbers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_rule, a_sheet, check_cell, fields_of, filled, found, opened, record, table, typed
from mangle import Book, edited

from budgetxl.forms import DataError, Form, FormError, known_folders
from budgetxl.notice import render
from budgetxl.verbs import check_form
from budgetxl.workbook import ReadResult, fill, read
from budgetxl.workbook.submission import export

CODE = {"type": "code", "header": ["科目编码"], "parts": [3, 2, 2]}
MONEY = {"type": "money"}
UNIT = {"unit": {"name": "甲局", "code": "001"}}


def data_of(result: ReadResult) -> dict[str, Any]:
    return dict(export(result.submission)["data"])


def given(form: Form, data: Mapping[str, Any]) -> dict[str, Any]:
    """What a workbook of the data gives back, of the data's own keys."""
    back = data_of(filled(form, {**UNIT, **data}))
    return {key: back[key] for key in data}


def without_names(book: Book) -> None:
    """As a program leaves it that knows no defined names."""
    for name in list(book.names()):
        name.getparent().remove(name)


def mistakes(folder: Path, sheets: str, rules: str = "") -> list[str]:
    with pytest.raises(FormError) as caught:
        a_form(folder, sheets, rules)
    return [f"{mistake.key}：{mistake.message}" for mistake in caught.value.mistakes]


def rows(result: ReadResult, name: str) -> list[dict[str, Any]]:
    found = data_of(result)[name]
    assert isinstance(found, list)
    return found


def a_code_table(**keys: Any) -> str:
    return table("general", "表5", {"unit": "元", **keys}, code=CODE, name="text", amount=MONEY)


LEAVES = [{"code": "2010301", "name": "行政运行", "amount": "10"}, {"code": "2080505", "name": "缴费", "amount": "3"}]


# ── codes in parts


def test_a_code_in_parts_is_one_value_in_the_data_and_several_cells_in_the_workbook(tmp_path: Path) -> None:
    form = a_form(tmp_path, a_code_table())
    data = {"general": [{"code": "201", "name": "一般公共服务", "amount": None}, *LEAVES]}
    assert given(form, data) == data
    sheet = opened(fill(form, {**UNIT, **data}))["表5"]
    assert [[cell.value for cell in row[:3]] for row in sheet.iter_rows(min_row=4, max_row=8)] == [
        ["科目编码", None, None], ["类", "款", "项"], ["201", None, None], ["201", "03", "01"], ["208", "05", "05"],
    ]  # fmt: skip


def test_the_parts_may_be_called_otherwise(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "表", None, code={**CODE, "parts": [3, 2], "part_labels": ["大类", "小类"]}, amount=MONEY))
    assert [cell.value for cell in opened(fill(form, UNIT))["表"][5]][:2] == ["大类", "小类"]


@pytest.mark.parametrize(
    ("cells", "code", "corrected"),
    [
        (["201", "3", "1"], "2010301", 2),
        ([201, 3, 1], "2010301", 2),
        (["201", "20103", "2010301"], "2010301", 0),
        (["2010301", None, None], "2010301", 0),
        ([" 201", "03 ", "０１"], "2010301", 3),
        (["２０１", "0 3", "01"], "2010301", 2),
        (["201", "03", None], "20103", 0),
        (["201", None, None], "201", 0),
    ],
)
def test_parts_are_read_as_people_and_systems_write_them(tmp_path: Path, cells: list[Any], code: str, corrected: int) -> None:
    form = a_form(tmp_path, a_code_table())
    data = typed(fill(form, UNIT), {f"表5!{column}6": cell for column, cell in zip("ABC", cells)})
    result = read(typed(data, {"表5!E6": 5}), form)
    assert rows(result, "general") == [{"code": code, "name": None, "amount": "5"}]
    assert len([c for c in result.corrections if c.read_as.isdigit()]) == corrected
    assert [finding.message for finding in result.findings if finding.severity == "error"] == []


@pytest.mark.parametrize(
    ("cells", "cell", "said"),
    [
        (["2011", "03", "01"], "A6", "“2011”不是类的编码，这一列应为 3 位"),
        (["201", None, "01"], "B6", "款没有填，后面的列却填了"),
        (["201", "003", "01"], "B6", "“003”不是款的编码，这一列应为 2 位"),
        (["20", "03", "01"], "A6", "“20”不是类的编码，这一列应为 3 位"),
    ],
)
def test_parts_that_do_not_fit_are_an_error_on_their_cell(tmp_path: Path, cells: list[Any], cell: str, said: str) -> None:
    form = a_form(tmp_path, a_code_table())
    data = typed(fill(form, UNIT), {f"表5!{column}6": cell for column, cell in zip("ABC", cells)})
    result = read(typed(data, {"表5!E6": 5}), form)
    assert [(str(f.cells[0]), f.message) for f in result.findings if f.severity == "error"] == [(f"表5!{cell}", said)]
    assert rows(result, "general") == [{"code": None, "name": None, "amount": "5"}]


@pytest.mark.parametrize("code", ["2010", "20103011", "201 03", ""])
def test_fill_refuses_a_code_that_is_none_of_its_lengths(tmp_path: Path, code: str) -> None:
    with pytest.raises(DataError):
        fill(a_form(tmp_path, a_code_table()), {**UNIT, "general": [{"code": code, "amount": "1"}]})


def test_rollup_lookup_and_rules_see_the_whole_code(tmp_path: Path) -> None:
    lists = '[lists]\nfunctional = ["2010301"]\n'
    blocks = table("general", "表5", {"rollup": {"column": "code", "leaf": 7}, "totals": [{"id": "general_total"}]},
                   code=CODE, amount=MONEY)  # fmt: skip
    wanted = {"type": "money", "formula": 'lookup("2010301", general.code, general.amount)'}
    rules = a_rule("X-01", "sum_by_length(general.code, 3, general.amount) == general_total.amount") + a_rule(
        "X-02", "countif(general.code, row.code) == 1", each="general"
    )
    form = a_form(tmp_path, blocks + record("r", found=wanted), rules, head=lists)
    back = data_of(filled(form, {**UNIT, "general": [{"code": "201"}, {"code": "20103"}, {"code": "2010301", "amount": "7"}]}))
    assert [row["amount"] for row in back["general"]] == ["7", "7", "7"]
    assert (back["general_total"], back["r"]) == ({"amount": "7"}, {"found": "7"})
    twice = [{"code": "2010301", "amount": "7"}, {"code": "2010301", "amount": "1"}]
    assert found(form, {**UNIT, "general": twice}).count("X-02") == 1


def test_a_blank_part_repeats_the_row_above_where_the_column_inherits(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "表", None, code={**CODE, "inherit": True}, amount=MONEY))
    data = typed(fill(form, UNIT), {"表!A6": "201", "表!B6": "03", "表!C6": "01", "表!D6": 1, "表!C7": "02", "表!D7": 2})
    assert [row["code"] for row in rows(read(data, form), "t")] == ["2010301", "2010302"]


# ── totals at the foot


def test_a_total_at_the_foot_stands_below_all_rows_and_adds_them_up(tmp_path: Path) -> None:
    form = a_form(tmp_path, a_code_table(totals=[{"id": "total", "place": "below"}]))
    data = fill(form, {**UNIT, "general": LEAVES})
    sheet = opened(data)["表5"]
    assert (sheet["A11"].value, sheet["E11"].value) == ("合计", '=IF(COUNT(E$6:E$10)=0,"",SUM(E$6:E$10))')
    assert data_of(read(data, form))["total"] == {"amount": "13"}


@pytest.mark.parametrize("change", [without_names, lambda book: book.insert_rows("表5", 7, 2), lambda book: book.insert_rows("表5", 11, 1)])
def test_a_table_with_its_total_at_the_foot_comes_back(tmp_path: Path, change: Any) -> None:
    form = a_form(tmp_path, a_code_table(totals=[{"id": "total", "place": "below"}]))
    result = read(edited(fill(form, {**UNIT, "general": LEAVES}), change), form)
    assert (rows(result, "general"), data_of(result)["total"]) == (LEAVES, {"amount": "13"})
    assert result.account.unread == ()


def test_a_total_that_staff_typed_among_the_rows_is_not_the_one_at_the_foot(tmp_path: Path) -> None:
    form = a_form(tmp_path, a_code_table(totals=[{"id": "total", "place": "below"}]))
    data = edited(typed(fill(form, {**UNIT, "general": LEAVES}), {"表5!A8": "合计", "表5!E8": 13}), without_names)
    result = read(data, form)
    assert (rows(result, "general"), data_of(result)["total"]) == (LEAVES, {"amount": "13"})


# ── a record across


THREE_PUBLIC = a_sheet(
    "表9",
    a_block(
        "three_public", "record", across=True, unit="万元", numbering_row=True,
        fields=[
            {"id": "total", "header": ["“三公”经费", "合计"], "type": "money", "formula": "sum(three_public.abroad, three_public.running)"},
            {"id": "abroad", "header": ["“三公”经费", "因公出国（境）费"], "type": "money"},
            {"id": "running", "header": ["“三公”经费", "公务用车", "运行费"], "type": "money"},
            {"id": "operating", "header": ["机关运行经费"], "type": "money"},
        ],
    ),
)  # fmt: skip
ONE_ROW = {"three_public": {"total": "6", "abroad": "0", "running": "6", "operating": "127.63"}}


def test_a_record_across_is_one_row_below_headings_of_several_levels(tmp_path: Path) -> None:
    form = a_form(tmp_path, THREE_PUBLIC)
    sheet = opened(fill(form, {**UNIT, **ONE_ROW}))["表9"]
    assert [[cell.value for cell in row[:4]] for row in sheet.iter_rows(min_row=4, max_row=7)] == [
        ["“三公”经费", None, None, "机关运行经费"],
        ["合计", "因公出国（境）费", "公务用车", None],
        [None, None, "运行费", None],
        [1, 2, 3, 4],
    ]
    assert [cell.value for cell in sheet[8]][1:4] == [0, 6, 127.63]
    assert {str(area) for area in sheet.merged_cells.ranges} >= {"A4:C4", "D4:D6", "A5:A6"}
    assert given(form, ONE_ROW) == ONE_ROW


@pytest.mark.parametrize("change", [without_names, lambda book: book.insert_rows("表9", 7, 1)])
def test_a_record_across_comes_back(tmp_path: Path, change: Any) -> None:
    form = a_form(tmp_path, THREE_PUBLIC)
    result = read(edited(fill(form, {**UNIT, **ONE_ROW}), change), form)
    assert data_of(result)["three_public"] == ONE_ROW["three_public"]
    assert result.account.unread == ()


# ── blocks side by side


def a_grid(name: str, title: str, rows: Mapping[str, str], /, **keys: Any) -> str:
    return a_block(
        name, "grid", title=title, unit="元", columns=fields_of({"amount": {"type": "money", "label": "预算数"}}),
        rows=[{"id": key, "label": label} for key, label in rows.items()], **keys,
    )  # fmt: skip


BALANCE = a_sheet(
    "表1",
    a_grid("income", "收入", {"general": "一、一般公共预算", "current": "本年收入合计", "total": "收入总计"}, numbering_row=True),
    a_grid(
        "spending", "支出", {"c201": "一般公共服务支出", "c205": "教育支出", "c208": "社会保障和就业支出", "current": "本年支出合计", "total": "支出总计"},
        beside="income", foot=2, numbering_row=True,
    ),
)  # fmt: skip
SIDES = {
    "income": {"general": {"amount": "9"}, "current": {"amount": "9"}, "total": {"amount": "9"}},
    "spending": {key: {"amount": value} for key, value in {"c201": "4", "c205": None, "c208": "5", "current": "9", "total": "9"}.items()},
}


def test_blocks_beside_each_other_have_their_totals_side_by_side_at_the_bottom(tmp_path: Path) -> None:
    form = a_form(tmp_path, BALANCE)
    sheet = opened(fill(form, {**UNIT, **SIDES}))["表1"]
    assert [[cell.value for cell in row[:4]] for row in sheet.iter_rows(min_row=4, max_row=11)] == [
        ["收入", None, "支出", None],
        ["项目", "预算数", "项目", "预算数"],
        ["栏次", 1, 2, 3],
        ["一、一般公共预算", 9, "一般公共服务支出", 4],
        [None, None, "教育支出", None],
        [None, None, "社会保障和就业支出", 5],
        ["本年收入合计", 9, "本年支出合计", 9],
        ["收入总计", 9, "支出总计", 9],
    ]
    assert given(form, SIDES) == SIDES


@pytest.mark.parametrize("change", [without_names, lambda book: book.insert_rows("表1", 8, 1), lambda book: book.insert_columns("表1", 3, 1)])
def test_blocks_beside_each_other_come_back(tmp_path: Path, change: Any) -> None:
    form = a_form(tmp_path, BALANCE)
    result = read(edited(fill(form, {**UNIT, **SIDES}), change), form)
    assert {key: data_of(result)[key] for key in SIDES} == SIDES


def test_a_record_and_a_table_may_stand_beside_each_other_too(tmp_path: Path) -> None:
    sheet = a_sheet(
        "表", a_block("r", "record", title="甲", fields=fields_of({"a": "money", "b": "money"})),
        a_block("t", "table", title="乙", rows=4, beside="r", columns=fields_of({"name": "text", "c": "money"})),
    )  # fmt: skip
    form = a_form(tmp_path, sheet)
    data = {"r": {"a": "1", "b": "2"}, "t": [{"name": "丙", "c": "3"}, {"name": "丁", "c": "4"}, {"name": "戊", "c": "5"}]}
    assert given(form, data) == data
    result = read(edited(fill(form, {**UNIT, **data}), without_names), form)
    assert {key: data_of(result)[key] for key in data} == data


# ── open rows


ASSETS = a_sheet(
    "资产",
    a_block(
        "assets", "grid", rows=[{"id": "house", "label": "房屋"}, {"id": "car", "label": "车辆"}], open_rows={"id": "more", "rows": 3},
        columns=fields_of({"quantity": {"type": "number", "label": "数量"}, "value": {"type": "money", "label": "价值"}}),
    ),
)  # fmt: skip
HELD = {
    "assets": {"house": {"quantity": "2", "value": "3"}, "car": {"quantity": "1", "value": "4"}},
    "more": [{"label": "图书", "quantity": "50", "value": "1"}, {"label": "档案柜", "quantity": "5", "value": "2"}],
}


def test_staff_add_rows_below_the_fixed_ones_of_a_grid(tmp_path: Path) -> None:
    form = a_form(tmp_path, ASSETS, a_rule("X-01", "sum(assets.house.value, assets.car.value, more.value) == 10", severity="warning"))
    assert given(form, HELD) == HELD
    sheet = opened(fill(form, {**UNIT, **HELD}))["资产"]
    assert [sheet.cell(row, 1).value for row in range(5, 9)] == ["房屋", "车辆", "图书", "档案柜"]
    assert found(form, {**UNIT, **HELD}) == []
    assert found(form, {**UNIT, **HELD, "more": HELD["more"][:1]}) == ["X-01"]


@pytest.mark.parametrize("change", [without_names, lambda book: book.insert_rows("资产", 8, 1), lambda book: book.insert_rows("资产", 7, 1)])
def test_the_open_rows_of_a_grid_come_back(tmp_path: Path, change: Any) -> None:
    form = a_form(tmp_path, ASSETS)
    result = read(edited(fill(form, {**UNIT, **HELD}), change), form)
    assert {key: data_of(result)[key] for key in HELD} == HELD


# ── numbers


def test_only_rows_that_hold_a_figure_are_numbered(tmp_path: Path) -> None:
    grid = a_grid("g", "", {"a": "甲类", "b": "乙类", "c": "丙类"}, numbering="{cn}、")
    form = a_form(tmp_path, a_sheet("表", grid))
    data = {"g": {"a": {"amount": "1"}, "b": {"amount": None}, "c": {"amount": "3"}}}
    built = fill(form, {**UNIT, **data})
    cached = {cell.value for sheet in read(built, form).raw.sheets for cell in sheet.cells.values()}
    assert {"一、甲类", "乙类", "二、丙类"} <= cached
    assert given(form, data) == data
    result = read(edited(built, without_names), form)
    assert (data_of(result)["g"], result.account.unread) == (data["g"], ())


def test_the_filled_rows_of_a_table_are_numbered_in_a_column_of_their_own(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "表", {"numbering": "{n}"}, name="text", amount=MONEY))
    data = {"t": [{"name": "甲", "amount": "1"}, {"name": "乙", "amount": "2"}]}
    built = fill(form, {**UNIT, **data})
    result = read(built, form)
    sheet = next(sheet for sheet in result.raw.sheets if sheet.name == "表")
    assert [sheet.cells[row, 1].value for row in range(4, 7)] == ["序号", Decimal(1), Decimal(2)]
    assert (data_of(result)["t"], result.account.unread) == (data["t"], ())
    nameless = read(edited(built, without_names), form)
    assert (data_of(nameless)["t"], nameless.account.unread) == (data["t"], ())


@pytest.mark.parametrize(
    "numbers",
    [
        {"A": "栏次", "B": 1, "C": 2},
        {"A": "栏次", "B": "1", "C": "2"},
        {"A": "栏 次", "B": "（1）", "C": "（2）"},
        {"A": 1, "B": 2, "C": 3},
        {"A": "栏次", "B": 1, "C": "2=1"},
        {"A": "栏次", "B": "甲", "C": 1},
        {"A": "栏次", "B": "栏次", "C": 1},
    ],
)
def test_a_row_of_column_numbers_that_staff_typed_is_no_item(tmp_path: Path, numbers: dict[str, Any]) -> None:
    form = a_form(tmp_path, table("t", "表", None, name="text", amount=MONEY, other=MONEY))
    data = fill(form, {**UNIT, "t": [{"name": "甲", "amount": "1", "other": "2"}]})
    shifted = edited(data, lambda book: book.insert_rows("表", 5, 1))
    result = read(typed(shifted, {f"表!{column}5": value for column, value in numbers.items()}), form)
    assert rows(result, "t") == [{"name": "甲", "amount": "1", "other": "2"}]
    assert result.account.unread == ()


def test_column_numbers_that_staff_typed_below_the_forms_own_are_no_item(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "表", {"numbering_row": True}, name="text", amount=MONEY, other=MONEY))
    shifted = edited(fill(form, {**UNIT, "t": [{"name": "甲", "amount": "1", "other": "2"}]}), lambda book: book.insert_rows("表", 6, 1))
    result = read(typed(shifted, {"表!A6": "栏次", "表!B6": 1, "表!C6": 2}), form)
    assert (rows(result, "t"), result.account.unread) == ([{"name": "甲", "amount": "1", "other": "2"}], ())


def test_a_row_of_column_numbers_under_a_grid_is_known(tmp_path: Path) -> None:
    form = a_form(tmp_path, ASSETS)
    shifted = edited(fill(form, {**UNIT, **HELD}), lambda book: book.insert_rows("资产", 5, 1))
    result = read(typed(shifted, {"资产!A5": "栏次", "资产!B5": 1, "资产!C5": 2}), form)
    assert ({key: data_of(result)[key] for key in HELD}, result.account.unread) == (HELD, ())


def test_figures_that_happen_to_be_one_two_three_are_an_item(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "表", None, name="text", a=MONEY, b=MONEY, c=MONEY))
    data = {"t": [{"name": "甲", "a": "1", "b": "2", "c": "3"}]}
    assert given(form, data) == data


def test_fill_refuses_an_item_that_would_be_read_as_a_row_of_column_numbers(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "表", None, name="text", a=MONEY, b=MONEY))
    with pytest.raises(DataError, match="栏次"):
        fill(form, {**UNIT, "t": [{"name": "栏次", "a": "1", "b": "2"}]})


# ── what things were called before


OLD = record("summary", "收支", basic=MONEY, amount=MONEY) + table("list", "明细", None, name="text", price=MONEY)
NEW = (
    a_sheet("收支", a_block("totals", "record", was="summary", fields=fields_of({"amount": MONEY})))
    + a_sheet("别处", a_block("moved", "record", fields=fields_of({"core": {**MONEY, "was": "summary.basic"}})))
    + a_sheet("明细", a_block("items", "table", rows=5, was=["rows", "list"], columns=fields_of({"name": "text", "cost": {**MONEY, "was": "price"}})))
)
BEFORE = {"summary": {"basic": "5", "amount": "9"}, "list": [{"name": "甲", "price": "1"}, {"name": None, "price": "2"}]}
NOW = {"totals": {"amount": "9"}, "moved": {"core": "5"}, "items": [{"name": "甲", "cost": "1"}, {"name": None, "cost": "2"}]}


def test_a_workbook_of_an_earlier_version_is_read_by_what_its_fields_were_called(tmp_path: Path) -> None:
    older, newer = a_form(tmp_path, OLD), a_form(tmp_path, NEW)
    back = data_of(read(fill(older, {**UNIT, **BEFORE}), newer))
    assert {key: back[key] for key in NOW} == NOW


def test_fill_takes_the_data_of_an_earlier_version(tmp_path: Path) -> None:
    newer = a_form(tmp_path, NEW)
    back = data_of(read(fill(newer, {**UNIT, **BEFORE}), newer))
    assert {key: back[key] for key in NOW} == NOW


def test_an_empty_table_of_an_earlier_version_is_empty(tmp_path: Path) -> None:
    newer = a_form(tmp_path, NEW)
    assert data_of(read(fill(newer, {**UNIT, "list": []}), newer))["items"] == []


def test_the_answer_to_a_rule_counts_for_the_rule_that_it_has_become(tmp_path: Path) -> None:
    body = record("r", a=MONEY)
    older = a_form(tmp_path, body, a_rule("X-01", "r.a < 5", severity="warning"))
    newer = a_form(tmp_path, body, a_rule("X-07", "r.a < 5", severity="warning", was="X-01"))
    data = typed(fill(older, {**UNIT, "r": {"a": "9"}}), {check_cell(older, "X-01"): "已核对"})
    assert read(data, older).submission.answers == {"X-01": "已核对"}
    assert read(data, newer).submission.answers == {"X-07": "已核对"}


# ── the notice


def test_the_notice_prints_its_tables_in_the_forms_layout(tmp_path: Path) -> None:
    totals = {"totals": [{"id": "total", "place": "below"}], "numbering": "{n}", "numbering_row": True}
    form = a_form(tmp_path, a_code_table(**totals) + BALANCE + THREE_PUBLIC + ASSETS)
    template = '{{ table("general") }}\n\n{{ table("income", "spending") }}\n\n{{ table("three_public") }}\n\n{{ table("assets") }}\n'
    (form.folders[0] / "notice.md.j2").write_text(template, encoding="utf-8")
    result = filled(form, {**UNIT, **SIDES, **ONE_ROW, **HELD, "general": LEAVES})
    tables = [block for block in render(result.submission).blocks if hasattr(block, "rows")]
    texts = [[[cell.text for cell in row] for row in each.rows] for each in tables]
    assert texts[0] == [
        ["序号", "科目编码", "name", "amount"], ["类", "款", "项"], ["栏次", "1", "2", "3"],
        ["1", "201", "03", "01", "行政运行", "10.00"], ["2", "208", "05", "05", "缴费", "3.00"], ["合计", "13.00"],
    ]  # fmt: skip
    assert texts[1][:3] == [["收入", "支出"], ["项目", "预算数", "项目", "预算数"], ["栏次", "1", "2", "3"]]
    assert texts[1][-1] == ["收入总计", "9.00", "支出总计", "9.00"]
    assert texts[2][-2:] == [["1", "2", "3", "4"], ["6.00", "0.00", "6.00", "127.63"]]
    assert [row[0] for row in texts[3]] == ["项目", "房屋", "车辆", "图书", "档案柜"]


# ── what is wrong is told


NAME = {"id": "name", "label": "名称"}
CODED = {"id": "code", "label": "编码", "type": "code"}
WRONG: list[tuple[str, str, str]] = [
    (a_sheet("表", a_block("t", "table", columns=[{**CODED, "parts": "3,2,2"}, NAME])), "parts", "应为整数的列表"),
    (a_sheet("表", a_block("t", "table", columns=[{**CODED, "parts": [7]}, NAME])), "parts", "2 至 4 个整数"),
    (a_sheet("表", a_block("t", "table", columns=[{**CODED, "parts": [3, 0]}, NAME])), "parts", "2 至 4 个整数"),
    (a_sheet("表", a_block("t", "table", columns=[{**NAME, "parts": [3, 2]}])), "parts", '请写 type = "code"'),
    (a_sheet("表", a_block("t", "table", columns=[{**CODED, "parts": [3, 2], "choices": ["301"]}, NAME])), "parts", "不能有 choices"),
    (a_sheet("表", a_block("t", "table", columns=[{**CODED, "parts": [3, 2], "formula": '"30101"'}, NAME])), "parts", "不能有 formula"),
    (a_sheet("表", a_block("t", "table", columns=[{**CODED, "parts": [3, 2], "part_labels": ["类"]}, NAME])), "part_labels", "应有 2 个名称"),
    (a_sheet("表", a_block("t", "table", columns=[{**CODED, "part_labels": ["类"]}, NAME])), "part_labels", "要和 parts 一起写"),
    (a_sheet("表", a_block("r", "record", fields=[{**CODED, "parts": [3, 2]}])), "parts", "只用于明细表"),
    (a_sheet("表", a_block("t", "table", columns=[NAME], totals=[{"id": "s", "columns": [], "place": "bottom"}])), "place", "above、below"),
    (a_sheet("表", a_block("t", "table", columns=[NAME], totals=[{"id": "s", "columns": [], "place": True}])), "place", "应为文字"),
    (a_sheet("表", a_block("t", "table", columns=[NAME], across=True)), "across", "不用键“across”"),
    (a_sheet("表", a_block("r", "record", fields=[NAME], across="是")), "across", "true 或 false"),
    (a_sheet("表", a_block("r", "record", fields=[NAME, CODED], across=True, arrange=[["name", "code"]])), "arrange", "不再用 arrange"),
    (a_sheet("表", a_block("r", "record", fields=[NAME]), a_block("s", "record", fields=[CODED], beside="q")), "beside", "不是同一张工作表上的块"),
    (a_sheet("表", a_block("r", "record", fields=[NAME], beside="r")), "beside", "指的是自己"),
    (a_sheet("表", a_block("r", "record", fields=[NAME], beside="s"), a_block("s", "record", fields=[CODED])), "beside", "要紧排在这一块前面"),
    (a_sheet("表", a_block("r", "record", fields=[NAME], beside=True)), "beside", "应为文字"),
    (a_sheet("表", a_block("r", "record", fields=[NAME], foot=2)), "foot", "要和 beside 一起写"),
    (a_sheet("表", a_block("r", "record", fields=[NAME], foot=0)), "foot", "应在 1 至 50 之间"),
    (a_sheet("表", a_block("r", "record", fields=[NAME], numbering_row=True)), "numbering_row", "印在表头下面"),
    (a_sheet("表", a_block("t", "table", columns=[NAME], numbering_row="栏次")), "numbering_row", "true 或 false"),
    (a_sheet("表", a_block("t", "table", columns=[NAME], numbering="1、")), "numbering", "应含 {cn}"),
    (a_sheet("表", a_block("r", "record", fields=[NAME], numbering="{n}")), "numbering", "不用键“numbering”"),
    (a_sheet("表", a_block("g", "grid", columns=[NAME], rows=[{"id": "a", "numbered": False}])), "numbered", "块上要有 numbering"),
    (a_sheet("表", a_block("g", "grid", columns=[NAME], rows=[{"id": "a"}], open_rows={"rows": 3})), "open_rows", "缺少必需的键“id”"),
    (a_sheet("表", a_block("g", "grid", columns=[NAME], rows=[{"id": "a"}], open_rows=3)), "open_rows", "应为键值表"),
    (a_sheet("表", a_block("g", "grid", columns=[NAME], rows=[{"id": "a"}], open_rows={"id": "g"})), "g", "编号“g”重复"),
    (a_sheet("表", a_block("g", "grid", columns=[NAME], rows=[{"id": "a"}], open_rows={"id": "In"})), "In", "编号“In”"),
    (a_sheet("表", a_block("t", "table", columns=[NAME], open_rows={"id": "m"})), "open_rows", "不用键“open_rows”"),
    (a_sheet("表", a_block("r", "record", fields=[{**NAME, "was": "unit.name"}])), "was", "现在是另一处的编号"),
    (a_sheet("表", a_block("r", "record", fields=[{**NAME, "was": "code"}, CODED])), "was", "现在是另一处的编号"),
    (a_sheet("表", a_block("r", "record", fields=[{**NAME, "was": "old"}, {**CODED, "was": "old"}])), "was", "也写了"),
    (a_sheet("表", a_block("r", "record", fields=[{**NAME, "was": "旧名"}])), "was", "以前的编号"),
    (a_sheet("表", a_block("r", "record", fields=[{**NAME, "was": 3}])), "was", "应为文字"),
    (a_sheet("表", a_block("t", "table", columns=[{**NAME, "was": "u.name"}])), "was", "以前的编号"),
]  # fmt: skip


@pytest.mark.parametrize(("sheets", "key", "said"), WRONG)
def test_a_layout_key_that_is_wrong_is_told(tmp_path: Path, sheets: str, key: str, said: str) -> None:
    told = mistakes(tmp_path, sheets)
    assert [line for line in told if key in line.split("：")[0] and said in line], told


def test_every_layout_key_has_a_case_above() -> None:
    keys = {"parts", "part_labels", "place", "across", "beside", "foot", "numbering_row", "numbering", "numbered", "open_rows", "was"}
    assert keys <= {key for _, key, _ in WRONG}


def test_a_column_that_was_taken_by_likeness_is_told_once(tmp_path: Path) -> None:
    columns = {"name": {"label": "项目名称"}, "amount": {**MONEY, "label": "本年金额"}, "last": {**MONEY, "label": "上年金额"}}
    form = a_form(tmp_path, table("t", "表", None, **columns))
    data = edited(fill(form, {**UNIT, "t": [{"name": "甲", "amount": "1", "last": "2"}]}), without_names)
    result = read(typed(data, {"表!B4": "本年预算金额数"}), form)
    assert [str(finding.cells[0]) for finding in result.findings if "按位置和相近的文字" in finding.message] == ["表!B4"]


# ── what a cell can't hold


def test_forms_check_names_fields_whose_cells_can_have_no_formula(tmp_path: Path) -> None:
    codes = "".join(table(f"t{n}", f"一般公共预算支出明细表{n}", None, code=CODE, amount=MONEY) for n in range(50))
    long = "sum(" + ", ".join(f"sum_by_length(t{n}.code, 7, t{n}.amount, row.code)" for n in range(50)) + ")"
    form = a_form(tmp_path, codes + table("all", "汇总", None, code=CODE, amount={**MONEY, "formula": long}, short={**MONEY, "formula": "row.amount"}))
    assert check_form(str(form.folders[0])).not_live == ("all.amount",)
    data = {"t0": [{"code": "2010301", "amount": "1"}], "all": [{"code": "2010301"}]}
    assert rows(filled(form, {**UNIT, **data}), "all") == [{"code": "2010301", "amount": "1", "short": "1"}]


def test_every_computed_field_of_the_shipped_forms_is_live() -> None:
    assert [name for name in known_folders() if check_form(name).not_live] == []


# ── what the first officer who wrote a form stumbled over


def test_upper_codes_do_not_add_up_percentages(tmp_path: Path) -> None:
    form = a_form(tmp_path, a_code_table(rollup={"column": "code", "leaf": 7}).replace('columns = [', 'columns = [{ id = "change", label = "增减%", type = "percent", signed = true }, ', 1))
    data = {"general": [{"change": "6.1", "code": "201", "name": None, "amount": "3"}, {"change": "-2", "code": "2010301", "name": None, "amount": "1"},
                        {"change": "12.34", "code": "2010302", "name": None, "amount": "2"}]}  # fmt: skip
    assert given(form, data) == data
    assert found(form, {**UNIT, **data}) == []


def test_a_table_that_the_form_no_longer_has_is_not_taken_for_another_with_the_same_headings(tmp_path: Path) -> None:
    general, capital = (a_sheet(title, a_block(name, "table", rows=3, columns=fields_of({"name": "text", "amount": MONEY})), title=title)
                        for name, title in (("general", "一般公共预算支出表"), ("capital", "国有资本经营支出表")))  # fmt: skip
    older, newer = a_form(tmp_path, general + capital), a_form(tmp_path, general)
    data = fill(older, {**UNIT, "general": [{"name": "甲", "amount": "1"}], "capital": [{"name": "乙", "amount": "777"}]})
    whole = read(data, newer)
    assert rows(whole, "general") == [{"name": "甲", "amount": "1"}]
    assert not any("多处出现" in finding.message for finding in whole.findings)
    lost = read(edited(data, lambda book: book.delete("一般公共预算支出表")), newer)
    assert rows(lost, "general") == []
    assert any("国有资本经营支出表" in finding.message and finding.rule == "META-16" for finding in lost.findings)


def test_the_foot_is_no_higher_than_its_blocks(tmp_path: Path) -> None:
    sheet = a_sheet("表", a_grid("a", "收入", {"x": "甲"}), a_grid("b", "支出", {"y": "乙", "z": "丙"}, beside="a", foot=2))
    assert mistakes(tmp_path, sheet) == ["sheets.sheet_a.blocks.b.beside：foot 是 2，“a”却只有 1 行：应不多于各块的行数"]
