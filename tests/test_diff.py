"""What differs between two workbooks: by field, rows matched by what identifies them, values by what they are."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from comparing import SHEETS, compared, submitted, the_form, told
from hypothesis import given, settings
from hypothesis import strategies as st
from making import a_block, a_form, a_sheet, fields_of, record, table, typed
from mangle import edited

from budgetxl.bureau.compare import Comparison, compare, comparison_json, counted, in_short, pieces
from budgetxl.forms import Form
from budgetxl.workbook import fill, read

Data = dict[str, Any]


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return the_form(tmp_path_factory.mktemp("form"))


# ── values


def test_the_same_number_written_otherwise_is_no_difference(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money"))
    data = fill(form, {"x": {"a": "2"}})
    assert not compare("a", read(data, form), "b", read(typed(data, {"数据!B4": "2.00 万元"}), form)).differs


def test_a_field_tells_old_new_difference_and_cell(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money", b="money"))
    one, two = (read(fill(form, {"unit": {"code": "1"}, "x": {"a": a, "b": "7"}}), form) for a in ("5.76", "6.76"))
    (field,) = comparison_json(compare("a.xlsx", one, "b.xlsx", two))["fields"]
    assert {name: field[name] for name in ("field", "old", "new", "difference", "cells")} == {
        "field": "x.a", "old": "5.76", "new": "6.76", "difference": "1", "cells": ["数据!B4"],
    }  # fmt: skip


def test_what_a_formula_made_of_it_is_told_as_following(form: Form) -> None:
    both = compared(form, {"x": {"a": "1", "total": "1"}}, {"x": {"a": "3", "total": "3"}})
    assert {change.label: change.follows for change in both.changes} == {"a": False, "total": True}


def test_a_total_that_was_typed_over_is_a_cause_of_its_own(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money", total={"type": "money", "formula": "x.a * 2"}))
    data = fill(form, {"x": {"a": "2"}})
    (change,) = compare("a", read(data, form), "b", read(typed(data, {"数据!B5": 9}), form)).changes
    assert (change.label, change.old, change.new, change.follows) == ("total", 4, 9, False)


def test_a_cell_that_cannot_be_read_any_more_says_so(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money"))
    data = fill(form, {"x": {"a": "2"}})
    (field,) = comparison_json(compare("a", read(data, form), "b", read(typed(data, {"数据!B4": "见附件"}), form)))["fields"]
    assert (field["new"], field["difference"], field["unread"]) == (None, None, ["new"])


def test_a_cell_that_neither_shows_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money"))
    unread = read(typed(fill(form, {}), {"数据!B4": "见附件"}), form)
    both = compare("a", unread, "b", unread)
    assert (both.differs, "数据!B4" in both.notes[0]) == (False, True)


# ── rows


GOODS = [{"item": "桌", "code": "A01", "amount": "1"}, {"item": "椅", "code": "A02", "amount": "2"}, {"item": "灯", "code": "A03", "amount": "3"}]


def test_rows_in_another_order_are_the_same_rows(form: Form) -> None:
    assert not compared(form, {"goods": GOODS}, {"goods": GOODS[::-1]}).differs


def test_a_row_is_found_by_its_code_wherever_it_is(form: Form) -> None:
    changed = [GOODS[2], {**GOODS[0], "amount": "9"}, GOODS[1]]
    assert told(compared(form, {"goods": GOODS}, {"goods": changed})) == {"goods[1].amount": ("changed", "1", "9")}


def test_a_row_whose_code_was_put_right_is_one_row(form: Form) -> None:
    changed = [GOODS[0], {**GOODS[1], "code": "A09"}, GOODS[2]]
    assert told(compared(form, {"goods": GOODS}, {"goods": changed})) == {"goods[1].code": ("changed", "A02", "A09")}


def test_a_row_more_is_one_row_and_not_a_change_of_all_below_it(form: Form) -> None:
    new = {"item": "柜", "code": "B01", "amount": "4"}
    both = compared(form, {"goods": GOODS}, {"goods": [new, *GOODS]})
    assert told(both) == {f"goods[0].{name}": ("added", None, value) for name, value in new.items()}
    assert counted(both) == "新增 1 行（张）"


def test_a_row_that_is_gone_is_told_by_its_old_place(form: Form) -> None:
    assert set(told(compared(form, {"goods": GOODS}, {"goods": GOODS[1:]}))) == {f"goods[0].{name}" for name in ("item", "code", "amount")}


def test_rows_with_one_code_are_told_apart_by_what_else_they_say(form: Form) -> None:
    twins = [{"item": "桌", "code": "A01", "amount": "1", "measure": "张"}, {"item": "高低桌", "code": "A01", "amount": "5", "measure": "套"}]
    changed = [{**twins[1], "amount": "6"}, twins[0]]
    assert told(compared(form, {"goods": twins}, {"goods": changed})) == {"goods[0].amount": ("changed", "5", "6")}


def test_rows_without_any_key_are_matched_by_likeness_then_by_place(form: Form) -> None:
    old = [{"p": "1", "q": "2"}, {"p": "3", "q": "4"}, {"p": "5"}]
    assert told(compared(form, {"plain": old}, {"plain": [{"p": "3", "q": "9"}, {"p": "1", "q": "2"}, {"p": "8"}]})) == {
        "plain[0].q": ("changed", "4", "9"), "plain[2].p": ("changed", "5", "8"),
    }  # fmt: skip


def test_a_copy_of_a_sheet_is_found_by_its_name_and_its_rows_within_it(form: Form) -> None:
    projects = [{"name": "甲", "goal": "一", "steps": [{"step": "s", "target": "1"}]}, {"name": "乙", "goal": "二", "steps": [{"step": "s", "target": "2"}]}]
    changed = copy.deepcopy(projects[::-1])
    changed[1]["steps"][0]["target"] = "7"
    both = compared(form, {"projects": projects}, {"projects": changed})
    assert told(both) == {"projects[1].steps[0].target": ("changed", "1", "7")}
    assert both.changes[0].row.startswith("“甲”")


def test_a_copy_that_is_new_is_one_thing_with_all_that_it_holds(form: Form) -> None:
    more = {"name": "丙", "goal": "三", "steps": [{"step": "s", "target": "3"}]}
    both = compared(form, {"projects": []}, {"projects": [more]})
    assert {change.whole for change in both.changes} == {("projects", 0)}
    assert len(both.changes) == 4


# ── any data


CELL = {"money": st.integers(1, 99).map(str), "text": st.sampled_from("甲乙丙丁戊己"), "code": st.sampled_from(["A01", "A02", "B01"])}
ROWS = st.lists(st.fixed_dictionaries({"item": CELL["text"], "code": CELL["code"], "amount": CELL["money"], "measure": CELL["text"]}), max_size=6)
PLAIN = st.lists(st.fixed_dictionaries({"p": CELL["money"]}, optional={"q": CELL["money"]}), max_size=5)
GOALS = st.lists(st.fixed_dictionaries({"heading": CELL["text"]}, optional={"text": CELL["text"]}), max_size=4)
STEPS = st.lists(st.fixed_dictionaries({"step": CELL["text"]}, optional={"target": CELL["text"]}), max_size=3)
PROJECTS = st.lists(st.fixed_dictionaries({"name": CELL["text"], "goal": CELL["text"], "steps": STEPS}), max_size=3)
DATA = st.fixed_dictionaries({"goods": ROWS, "plain": PLAIN, "goals": GOALS, "projects": PROJECTS})


@settings(max_examples=60, deadline=None)
@given(DATA, st.randoms(use_true_random=False))
def test_rows_may_stand_in_any_order(form: Form, data: Data, chance: Any) -> None:
    moved = {name: chance.sample(rows, len(rows)) for name, rows in data.items()}
    assert not compared(form, data, moved).differs


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["甲", "乙", "丙", "丁", "戊", "己", "庚"]), min_size=1, max_size=7, unique=True), st.data(), st.randoms(use_true_random=False))
def test_exactly_the_edited_fields_are_told(form: Form, items: list[str], chosen: Any, chance: Any) -> None:
    old = [{"item": item, "code": f"A{number:02}", "amount": str(number + 1), "measure": f"m{number}"} for number, item in enumerate(items)]
    new = chance.sample(copy.deepcopy(old), len(old))
    edits = chosen.draw(st.dictionaries(st.integers(0, len(old) - 1), st.sampled_from(["item", "code", "amount", "measure"])))
    for number, name in edits.items():
        new[number][name] = {"item": f"新{number}", "code": f"Z{number:02}", "amount": f"{number}.5", "measure": f"n{number}"}[name]
    both = compared(form, {"goods": old, "x": {"a": "1"}}, {"goods": new, "x": {"a": "1"}})
    assert {field: kind for field, (kind, _, _) in told(both).items()} == {f"goods[{number}].{name}": "changed" for number, name in edits.items()}


@settings(max_examples=40, deadline=None)
@given(DATA, DATA)
def test_looked_at_from_the_other_side_what_came_has_gone(form: Form, one: Data, other: Data) -> None:
    there, back = compared(form, one, other), compared(form, other, one)
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    assert sorted(change.kind for change in there.changes) == sorted(turned[change.kind] for change in back.changes)


# ── other units, years, forms


def test_another_unit_and_another_year_are_said_first(form: Form) -> None:
    one, other = submitted(form, {}), submitted(form, {"unit": {"name": "乙中心", "code": "601002"}}, year=2023)
    notes = compare("a", one, "b", other).notes
    assert ("甲局 601001" in notes[0], "乙中心 601002" in notes[0], "2022" in notes[1]) == (True, True, True)


def newer(folder: Path) -> Form:
    """A form of the next year that calls 采购 otherwise, has a field more and one less, and counts in 元."""
    sheets = (
        a_sheet("收支", a_block("x", "record", title="收入", unit="元", fields=[*fields_of({"a": "money", "total": {"type": "money", "formula": "x.a"}, "why": "longtext", "more": "text"})]))
        + table("things", "采购", {"was": ["goods"]}, item="text", code="code", price={"type": "money", "was": ["amount"]}, measure="text")
    )  # fmt: skip
    return a_form(folder, sheets.replace('unit = "元"', 'unit = "元"'))


@pytest.fixture(scope="module")
def next_form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return newer(tmp_path_factory.mktemp("newer"))


def test_what_another_form_calls_otherwise_is_found_by_its_former_name(form: Form, next_form: Form) -> None:
    things = [{"item": one["item"], "code": one["code"], "price": one["amount"]} for one in GOODS]
    things[1]["price"] = "8"
    old, new = submitted(form, {"goods": GOODS, "x": {"a": "2"}}), submitted(next_form, {"things": things, "x": {"a": "20000"}})
    assert told(compare("a", old, "b", new)) == {"things[1].price": ("changed", "2", "8")}
    assert told(compare("b", new, "a", old)) == {"goods[1].amount": ("changed", "8", "2")}


def test_what_only_one_of_the_forms_has_is_told(form: Form, next_form: Form) -> None:
    old, new = submitted(form, {"x": {"b": "3"}, "plain": [{"p": "1"}]}), submitted(next_form, {"x": {"more": "m"}})
    both = compare("a", old, "b", new)
    assert [(one.side, one.label) for one in both.only] == [("new", "more"), ("old", "b"), ("old", "p")]
    assert "栏目是对方没有的" in both.notes[-1]


# ── texts


def test_of_two_texts_the_changed_part_is_shown() -> None:
    assert in_short("按照区委区政府部署，安排街道拨款12.5万元，用于社区", "按照区委区政府部署，安排街道拨款13.5万元，用于社区") == "…政府部署，安排街道拨款1【2→3】.5万元，用于社区"


@given(st.text("甲乙丙\n", max_size=40), st.text("甲乙丙\n", max_size=40))
def test_the_pieces_of_two_texts_are_the_texts(old: str, new: str) -> None:
    found = pieces(old, new)
    assert ("".join(piece.old for piece in found), "".join(piece.new for piece in found)) == (old, new)


def test_an_empty_comparison_says_that_nothing_differs(form: Form) -> None:
    both: Comparison = compared(form, {}, {})
    assert (counted(both), comparison_json(both)["fields"]) == ("没有不同。", [])


def test_the_small_form_has_rows_of_every_sort(form: Form) -> None:
    assert "repeat" in SHEETS and form.repeated("projects") is not None


# ── sheets that are not there, or twice


@pytest.mark.parametrize("side", ["old", "new"])
def test_a_sheet_that_is_not_there_is_named_before_anything_else(form: Form, side: str) -> None:
    whole, without = fill(form, {"goods": GOODS}), edited(fill(form, {"goods": GOODS}), lambda book: book.delete("采购"))
    pair = [read(data, form) for data in ((without, whole) if side == "old" else (whole, without))]
    both = compare("a", pair[0], "b", pair[1])
    assert ["采购" in note and ("旧的" if side == "old" else "新的") in note for note in both.notes[:1]] == [True]
    assert both.differs


def test_a_sheet_that_is_there_twice_is_named(form: Form) -> None:
    whole = fill(form, {"goods": GOODS})
    twice = edited(whole, lambda book: book.copy("采购", "备份", names=False))
    both = compare("a", read(whole, form), "b", read(twice, form))
    assert [note for note in both.notes if "备份" in note] == list(both.notes) != []


# ── more rows than can be held against each other one by one


def many(form: Form, change: Any) -> tuple[Data, Data]:
    rows = [{"item": f"物{n}", "code": f"A{n:04}", "amount": str(n + 1), "measure": "个"} for n in range(201)]
    return {"goods": rows}, {"goods": [change(row) for row in rows]}


def test_of_many_rows_too_those_are_the_same_whose_codes_alone_are_others(form: Form) -> None:
    both = compared(form, *many(form, lambda row: {**row, "code": "B" + row["code"][1:]}))
    assert {(change.kind, change.field.id) for change in both.changes} == {("changed", "code")}
    assert (len(both.changes), both.notes) == (201, ())


def test_of_many_rows_one_thing_more_may_be_another(form: Form) -> None:
    both = compared(form, *many(form, lambda row: {**row, "code": "B" + row["code"][1:], "amount": row["amount"] + "000"}))
    assert {(change.kind, change.field.id) for change in both.changes} == {("changed", "code"), ("changed", "amount")}


def test_what_was_not_looked_at_because_there_is_too_much_of_it_is_said(form: Form) -> None:
    both = compared(form, *many(form, lambda row: {"item": "别" + row["item"], "code": "B" + row["code"][1:], "amount": row["amount"] + "0"}))
    (note,) = both.notes
    assert "太多" in note and "“" in note
