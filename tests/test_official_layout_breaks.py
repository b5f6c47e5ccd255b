"""What broke the language of official tables once: each of these came out wrong without a word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, filled, found, opened, table
from mangle import by_openpyxl, edited
from test_official_layout import CODE, MONEY, UNIT, data_of, given, without_names

from budgetxl.forms import DataError, Form
from budgetxl.workbook import fill, read

NAMED = {"n": "text", "m": MONEY}


def comes_back(form: Form, data: dict[str, Any], nameless: bool = True) -> None:
    """The data comes back from its workbook, and with the names stripped, and every cell is accounted for."""
    built = fill(form, {**UNIT, **data})
    for one in (built, edited(built, without_names)) if nameless else (built,):
        result = read(one, form)
        assert {key: data_of(result)[key] for key in data} == data
        assert [str(at) for at in result.account.unread] == []


def a_table(name: str, described: dict[str, Any], /, **keys: Any) -> str:
    return a_block(name, "table", rows=4, columns=fields_of(described), **keys)


def test_two_formulas_of_one_text_are_each_computed_in_the_units_of_their_own_table(tmp_path: Path) -> None:
    total = {"type": "money", "formula": "row.m0 + row.m1"}
    sheet = a_sheet("表", a_table("a", {"n": "text", "m0": MONEY, "m1": MONEY, "s": total}), a_table("b", {"n": "text", "m0": MONEY, "m1": {**MONEY, "unit": "元"}, "s": total}))
    row = {"n": "甲", "m0": "10.5", "m1": "8"}
    back = data_of(filled(a_form(tmp_path, sheet), {**UNIT, "a": [row], "b": [row]}))
    assert (back["a"][0]["s"], back["b"][0]["s"]) == ("18.5", "10.5008")


def test_an_empty_list_says_nothing_of_what_is_inherited(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "表", {"totals": [{"id": "sum"}]}, **NAMED), head="rules = []\n")
    assert "META-07" in form.own_rules
    assert "META-07" in found(form, {**UNIT, "t": [{"n": "甲", "m": "1"}], "sum": {"m": "9"}})


def test_a_part_of_noughts_is_refused_since_a_formula_takes_it_for_a_blank(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "表", None, code=CODE, m=MONEY))
    with pytest.raises(DataError, match="全是 0"):
        fill(form, {**UNIT, "t": [{"code": "2010300", "m": "1"}]})


class TestBlocksBesideEachOther:
    def test_a_blank_field_is_not_filled_from_the_block_beside_it(self, tmp_path: Path) -> None:
        sheet = a_sheet("表", a_block("r", "record", fields=fields_of({"p": "text", "q": "text"})), a_table("g", NAMED, beside="r"))
        comes_back(a_form(tmp_path, sheet), {"r": {"p": "张三", "q": None}, "g": [{"n": "乙", "m": "8"}]})

    def test_the_numbers_of_columns_go_on_over_a_record_and_a_table(self, tmp_path: Path) -> None:
        across = a_block("r", "record", across=True, numbering_row=True, fields=fields_of({"p": MONEY, "q": MONEY}))
        sheet = a_sheet("表", across, a_table("t", NAMED, beside="r", numbering_row=True))
        comes_back(a_form(tmp_path, sheet), {"r": {"p": "5", "q": "6"}, "t": [{"n": "甲", "m": "1"}]})

    def test_a_row_of_numbers_stands_over_all_of_them(self, tmp_path: Path) -> None:
        first = a_block("a", "grid", rows=[{"id": "x", "label": "甲"}], columns=fields_of({"m": MONEY}), numbering_row=True)
        second = a_block("b", "grid", rows=[{"id": "y", "label": "乙"}], columns=fields_of({"k": MONEY}), beside="a")
        form = a_form(tmp_path, a_sheet("表", first, second))
        assert [cell.value for cell in opened(fill(form, UNIT))["表"][5]][:4] == ["栏次", 1, 2, 3]
        comes_back(form, {"a": {"x": {"m": "1"}}, "b": {"y": {"k": "2"}}})

    def test_three_stand_in_a_row(self, tmp_path: Path) -> None:
        first = a_block("a", "grid", rows=[{"id": "x", "label": "甲"}], columns=fields_of({"m": MONEY}))
        third = a_block("c", "grid", rows=[{"id": "y", "label": "丙"}], columns=fields_of({"m": MONEY}), beside="b")
        sheet = a_sheet("表", first, a_block("b", "record", beside="a", fields=fields_of({"p": "text", "q": "text"})), third)
        comes_back(a_form(tmp_path, sheet), {"a": {"x": {"m": "1"}}, "b": {"p": "乙", "q": "丁"}, "c": {"y": {"m": "2"}}})


class TestRowsOfNumbers:
    @pytest.mark.parametrize("count", [1, 2, 3])
    def test_a_record_across_may_have_few_fields(self, tmp_path: Path, count: int) -> None:
        names = ["p", "q", "s"][:count]
        form = a_form(tmp_path, a_sheet("表", a_block("r", "record", across=True, numbering_row=True, fields=fields_of(dict.fromkeys(names, MONEY)))))
        comes_back(form, {"r": {name: str(number + 5) for number, name in enumerate(names)}})

    def test_a_rules_column_of_verdicts_may_stand_beside_it(self, tmp_path: Path) -> None:
        grid = a_block("g", "grid", rows=[{"id": "x", "label": "甲"}], columns=fields_of({"m": MONEY}), numbering_row=True)
        form = a_form(tmp_path, a_sheet("表", grid), a_rule("X-01", "row.m >= 0", each="g"))
        comes_back(form, {"g": {"x": {"m": "1"}}})

    def test_a_table_may_have_one_column(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, a_sheet("表", a_table("t", {"m": MONEY}, numbering_row=True)))
        comes_back(form, {"t": [{"m": "7"}, {"m": "8"}]})


class TestOpenRows:
    def grid(self, name: str, **keys: Any) -> str:
        more = {"id": f"{name}_more", "rows": 2, "label": "其他资产"}
        return a_block(name, "grid", rows=[{"id": "r", "label": "甲"}], columns=fields_of({"m": MONEY}), open_rows=more, **keys)

    def test_blocks_with_the_same_headings_keep_their_order(self, tmp_path: Path) -> None:
        sheet = a_sheet("表", self.grid("b1"), self.grid("b2"), a_block("b3", "record", fields=fields_of({"z": "text"})))
        more = [{"label": f"项{number}", "m": str(number)} for number in range(1, 4)]
        comes_back(a_form(tmp_path, sheet), {"b1": {"r": {"m": "5"}}, "b1_more": [], "b2": {"r": {"m": "6"}}, "b2_more": more, "b3": {"z": "丁"}})

    def test_a_label_whose_number_was_never_calculated_is_no_item(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, a_sheet("表", self.grid("g", numbering="{cn}、")))
        data = {"g": {"r": {"m": "7"}}, "g_more": [{"label": "图书", "m": "1"}]}
        back = data_of(read(by_openpyxl(fill(form, {**UNIT, **data}), lambda book: None), form))  # which stores no results
        assert {key: back[key] for key in data} == data


def test_a_total_at_the_foot_is_not_that_of_the_table_below(tmp_path: Path) -> None:
    totals = [{"place": "below"}]
    first, second = (a_table(name, NAMED, totals=[{"id": f"{name}_sum", **totals[0]}], title=title) for name, title in (("t", "甲表"), ("u", "乙表")))
    form = a_form(tmp_path, a_sheet("表", first, second))
    data = {"t": [{"n": "甲", "m": "1"}], "t_sum": {"m": "1"}, "u": [{"n": "乙", "m": "2"}], "u_sum": {"m": "2"}}
    comes_back(form, data)


def test_a_fixed_table_of_one_sheet_is_given_as_it_was(tmp_path: Path) -> None:
    form = a_form(tmp_path, a_sheet("表", a_table("t", NAMED)))
    data = {"t": [{"n": "甲", "m": "1"}]}
    assert given(form, data) == data
