"""What this year's workbook takes of last year's: by the form's own keys, computed values never."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_sheet, fields_of, record, table

from budgetxl.bureau import Unit
from budgetxl.bureau.carrying import carried
from budgetxl.bureau.distribute import unit_data
from budgetxl.forms import Form, FormError, load_form
from budgetxl.workbook import fill

SAMPLE = Path(__file__).resolve().parent.parent / "sample_workbooks" / "hebei-2027-demo.json"
ROWS = [{"id": "car", "label": "车"}, {"id": "house", "label": "房"}]


def money(**more: Any) -> dict[str, Any]:
    return {"type": "money", **more}


def take(form: Form, data: dict[str, Any], old: Form | None = None, figures: bool = True) -> dict[str, Any]:
    return dict(carried(form, form if old is None else old, data, figures).data)


def test_a_figure_takes_the_field_that_it_names_and_a_text_itself(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", amount="money", last=money(carries="amount"), uses="text", reason={"type": "text", "carries": False}))
    assert take(form, {"x": {"amount": "12.5", "last": "3", "uses": "办公", "reason": "人员增加"}}) == {"x": {"last": "12.5", "uses": "办公"}}


def test_a_total_of_last_year_is_taken_though_it_was_computed(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money", total=money(formula="x.a * 2"), last=money(carries="total")))
    assert take(form, {"x": {"a": "1", "total": "2"}}) == {"x": {"last": "2"}}


def test_what_is_computed_this_year_is_never_carried(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="text", b={"type": "text", "formula": "x.a"}))
    assert take(form, {"x": {"a": "甲", "b": "甲"}}) == {"x": {"a": "甲"}}


def test_several_fields_are_added_up_blanks_left_out(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money", b="money", c="money", last=money(carries="a + b + c")))
    assert take(form, {"x": {"a": "1.1", "b": None, "c": "2"}}) == {"x": {"last": "3.1"}}
    assert take(form, {"x": {"a": None, "b": None, "c": None}}) == {}


def test_a_whole_path_leads_to_another_block(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money") + record("y", "另一张", last=money(carries="x.a")))
    assert take(form, {"x": {"a": "7"}})["y"] == {"last": "7"}


def test_rows_of_a_table_come_over_with_their_texts_and_empty_ones_do_not(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", name="text", amount="money", last=money(carries="amount")))
    rows = [{"name": "甲", "amount": "1", "last": "9"}, {"name": None, "amount": None, "last": "9"}, {"name": "乙", "amount": None}]
    assert take(form, {"t": rows}) == {"t": [{"name": "甲", "last": "1"}, {"name": "乙"}]}


def test_a_table_that_is_made_anew_each_year_stays_behind(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "明细", {"carries": False}, name="text", last=money(carries="last")))
    assert take(form, {"t": [{"name": "甲", "last": "1"}]}) == {"t": [{"last": "1"}]}


def test_the_rows_of_a_grid_keep_apart(tmp_path: Path) -> None:
    columns = fields_of({"amount": "money", "last": money(carries="amount")})
    form = a_form(tmp_path, a_sheet("格", a_block("g", "grid", columns=columns, rows=ROWS)))
    assert take(form, {"g": {"car": {"amount": "1"}, "house": {"amount": "2"}}}) == {"g": {"car": {"last": "1"}, "house": {"last": "2"}}}


def test_copies_of_a_repeated_sheet_come_over_one_by_one(tmp_path: Path) -> None:
    sheet = a_sheet(
        "项目{{ n }}", a_block("p", "record", fields=fields_of({"name": "text", "amount": "money", "last": money(carries="amount")})),
        a_block("steps", "table", columns=fields_of({"step": "text"})), repeat="projects",
    )  # fmt: skip
    data = [{"name": "甲", "amount": "1", "steps": [{"step": "一"}]}, {"name": "乙", "amount": None, "steps": []}]
    assert take(a_form(tmp_path, sheet), {"projects": data}) == {
        "projects": [{"name": "甲", "last": "1", "steps": [{"step": "一"}]}, {"name": "乙"}]
    }


def test_amounts_of_a_form_in_another_unit_are_converted(tmp_path: Path) -> None:
    old = a_form(tmp_path, a_sheet("数据", a_block("x", "record", unit="元", fields=fields_of({"amount": "money", "last": "money"}))))
    form = a_form(tmp_path, record("x", amount="money", last=money(carries="amount")))
    assert take(form, {"x": {"amount": "125000"}}, old) == {"x": {"last": "12.5"}}


def test_fields_that_were_called_otherwise_are_found_by_their_older_names(tmp_path: Path) -> None:
    old = a_form(tmp_path, record("budget", sum="money", uses="text"))
    new = a_sheet(
        "数据", a_block("x", "record", was="budget", fields=fields_of({"amount": money(was="sum"), "last": money(carries="amount"), "uses": "text"}))
    )
    assert take(a_form(tmp_path, new), {"budget": {"sum": "5", "uses": "办公"}}, old) == {"x": {"last": "5", "uses": "办公"}}


def test_the_amounts_of_parent_codes_are_left_to_their_formulas(tmp_path: Path) -> None:
    columns = {"code": "code", "amount": "money", "last": money(carries="amount")}
    form = a_form(tmp_path, table("t", "科目", {"rollup": {"column": "code", "leaf": 7}}, **columns))
    rows = [{"code": "201", "amount": "3"}, {"code": "2010301", "amount": "3"}]
    made = take(form, {"t": rows})
    assert made == {"t": [{"code": "201"}, {"code": "2010301", "last": "3"}]}
    fill(form, {**made, "unit": {"name": "甲"}}, 2028)


def test_of_a_workbook_that_is_not_last_years_only_the_texts_are_taken(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", amount="money", last=money(carries="amount"), uses="text"))
    assert take(form, {"x": {"amount": "1", "uses": "办公"}}, figures=False) == {"x": {"uses": "办公"}}


def test_what_the_older_form_alone_has_is_left_behind(tmp_path: Path) -> None:
    old = a_form(tmp_path, record("x", amount="money", uses="text") + record("z", "别的", more="text"))
    form = a_form(tmp_path, record("x", last=money(), uses="text"))
    assert take(form, {"x": {"amount": "1", "uses": "办公"}, "z": {"more": "旧"}}, old) == {"x": {"uses": "办公"}}


def test_the_default_form_takes_every_figure_of_last_year_that_it_asks_for() -> None:
    """All typed 上年 figures of the sample's successor are the sample's own, and what it makes is taken by the form."""
    form = load_form("hebei-2027")
    data = json.loads(SAMPLE.read_text(encoding="utf-8"))["data"]
    made = carried(form, form, data).data
    for block, columns in {"general_spending": ("basic", "project", "carried_forward"), "basic_spending": ("personnel", "operating")}.items():
        leaf = 7 if block == "general_spending" else 5
        then = {row["code"]: row for row in data[block] if len(row["code"]) == leaf}
        now = {row["code"]: row for row in made[block] if len(row["code"]) == leaf}
        assert {code: [row.get(f"last_{c}") for c in columns] for code, row in now.items()} == {
            code: [row.get(c) for c in columns] for code, row in then.items()
        }
    assert made["three_public"]["reception"]["last_amount"] == data["three_public"]["reception"]["amount"]
    assert made["assets"]["vehicles"]["opening_value"] == data["assets"]["vehicles"]["value"]
    assert [row["name"] for row in made["project_spending"]] == [row["name"] for row in data["project_spending"]]
    assert [copy["goal"] for copy in made["projects"]] == [copy["goal"] for copy in data["projects"]]
    assert "procurement" not in made and "empty" not in made.get("fund_spending_statement", {})
    assert "reason" not in made["operating_costs"]
    fill(form, {**made, "unit": {"name": "甲"}}, 2028, spare=True)


# What a form may say


@pytest.mark.parametrize(
    ("sheets", "key", "said"),
    [
        (record("x", a="money", last=money(carries="amuont")), "last.carries", "“amuont”没有这一栏"),
        (record("x", a="text", last=money(carries="a")), "last.carries", "是一行文字，这一栏是金额"),
        (record("x", a="number", last=money(carries="a")), "last.carries", "是数，这一栏是金额"),
        (record("x", a="money", last=money(carries="a", formula="x.a")), "last.carries", "由公式计算，不能有 carries"),
        (record("x", a="money") + table("t", last=money(carries="x.a")), "last.carries", "不在同一块里"),
        (record("x", a="text", b={"type": "text", "carries": "a + b"}), "b.carries", "只有数才能相加"),
        (table("t", who={"type": "text", "roster": "联系人"}), "who.roster", "roster 只用在封面那样的字段上"),
        (record("x", a="text", who={"type": "text", "formula": "x.a", "roster": "联系人"}), "who.roster", "由公式计算，不能有 roster"),
    ],
)
def test_a_mistake_in_what_is_carried_is_told(sheets: str, key: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(FormError) as raised:
        a_form(tmp_path, sheets)
    (mistake,) = raised.value.mistakes
    assert mistake.key.endswith(key) and said in mistake.message


def test_a_copied_block_carries_within_itself(tmp_path: Path) -> None:
    sheets = record("x", a="money", last=money(carries="x.a")) + a_sheet("又一张", a_block("y", "record", like="x"), id="again")
    form = a_form(tmp_path, sheets.replace('kind = "record"\nlike', "like"))
    assert take(form, {"x": {"a": "1"}, "y": {"a": "2"}}) == {"x": {"last": "1"}, "y": {"last": "2"}}


# What the roster says


def rostered(tmp_path: Path) -> Form:
    fields = {
        "name": "text", "code": "code", "year": {"type": "integer", "lift": True},
        "kind": {"type": "choice", "choices": ["部门", "单位"], "default": "部门", "roster": "类型"},
        "self_name": {"type": "text", "default": "部门", "roster": "类型", "carries": "self_name"},
        "area": {"type": "text", "roster": "片区"},
    }  # fmt: skip
    return a_form(tmp_path, record("x", a="text"), cover=a_sheet("封面", a_block("unit", "record", fields=fields_of(fields)), id="cover"))


def test_a_unit_is_filled_in_from_the_columns_that_the_form_names(tmp_path: Path) -> None:
    data = unit_data(rostered(tmp_path), Unit("301001", "乙校", "单位", more={"片区": "东片", "备注": "不用"}))
    assert data["unit"] == {"name": "乙校", "code": "301001", "kind": "单位", "self_name": "单位", "area": "东片"}


def test_a_blank_of_the_roster_leaves_what_the_form_or_last_year_says(tmp_path: Path) -> None:
    form, unit = rostered(tmp_path), Unit("301001", "乙校")
    assert unit_data(form, unit)["unit"]["kind"] == "部门"
    assert unit_data(form, unit, {"unit": {"kind": "单位", "area": "西片"}})["unit"] == {
        "name": "乙校", "code": "301001", "kind": "单位", "self_name": "部门", "area": "西片"
    }  # fmt: skip


def test_the_roster_goes_before_last_years_text_unless_the_field_says_what_it_carries(tmp_path: Path) -> None:
    unit = Unit("301001", "乙校", "单位", more={"片区": "东片"})
    before = {"unit": {"name": "旧名", "code": "1", "kind": "部门", "self_name": "学校", "area": "西片"}}
    data = unit_data(rostered(tmp_path), unit, before)
    assert data["unit"] == {"name": "乙校", "code": "301001", "kind": "单位", "self_name": "学校", "area": "东片"}
    assert before["unit"]["kind"] == "部门"  # last year's data is not written into
