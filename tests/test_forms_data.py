"""A form's data as JSON, to a tree of values and back; and the values that are computed from others."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import a_block, a_form, a_rule, a_sheet, fields_of, filled, findings, record, table

from budgetxl.forms import (
    DataError,
    Form,
    FormError,
    compute,
    decode,
    encode,
    formula_cells,
    load_form,
    value_of,
    with_lists,
)
from budgetxl.forms import Field as FormField
from budgetxl.forms.judging import judge_form
from budgetxl.forms.tree import decode_value, encode_value
from budgetxl.values import Entry, Group, descend, trim
from budgetxl.workbook import blank, export, fill, read

SAMPLES = sorted((Path(__file__).resolve().parent.parent / "sample_workbooks").glob("*.json"))


def value(form: Form, data: dict[str, Any], path: str) -> object:
    """What stands at a path after the data are decoded and everything is computed."""
    decoded = decode(form, data)
    compute(form, decoded.root, lambda cell: cell.key not in decoded.given)
    found = descend(decoded.root, tuple(path.split(".")))
    return [entry.value for entry in found] if isinstance(found, list) else found.value if isinstance(found, Entry) else found


def problems(form: Form, data: dict[str, Any]) -> list[str]:
    with pytest.raises(DataError) as caught:
        decode(form, data)
    return caught.value.problems


# ── shapes


def test_every_kind_of_block_has_its_shape(tmp_path: Path) -> None:
    grid = a_block("g", "grid", columns=fields_of({"n": "number"}), rows=[{"id": "one", "label": "甲"}])
    copies = a_sheet("项目{{ n }}", a_block("p", "record", fields=fields_of({"name": "text"})), id="p", repeat="items")
    form = a_form(tmp_path, record("x", a="money") + table("t", b="text") + a_sheet("表", grid) + copies)
    data = {
        "unit": {"name": "甲街道", "code": None}, "x": {"a": "1.5"}, "t": [{"b": "乙"}], "g": {"one": {"n": "3"}},
        "items": [{"name": "丙"}],
    }  # fmt: skip
    assert encode(form, decode(form, data, 2022).root) == data


def test_the_year_stands_beside_the_data(tmp_path: Path) -> None:
    form = a_form(tmp_path, "")
    assert export(filled(form, {}, 2031).submission) == {"form": "tiny", "year": 2031, "data": {"unit": {"name": None, "code": None}}}


def test_absent_keys_are_blank(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money") + table("t", b="text"))
    assert encode(form, decode(form, {}).root) == {"unit": {"name": None, "code": None}, "x": {"a": None}, "t": []}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_samples_data_come_back_as_they_are(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    form = load_form(data["form"])
    assert encode(form, decode(form, data["data"], data["year"]).root) == data["data"]


# ── what is refused


def test_unknown_keys_are_named_with_the_nearest(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("income", total="money") + table("t", amount="money"))
    found = problems(form, {"incme": {}, "income": {"totl": "1"}, "t": [{"amount": "1"}, {"amuont": "2"}]})
    assert [problem.split("：")[0] for problem in found] == ["income.totl", "t[1].amuont", "t[1]", "incme"]
    assert ["是否应为“total”" in found[0], "是否应为“amount”" in found[1], "是否应为“income”" in found[3]] == [True] * 3


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money", b="date", c="integer"))
    assert len(problems(form, {"x": {"a": "abc", "b": "2022-13-01", "c": "1.5"}})) == 3


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("money", "abc"), ("money", ""), ("money", "1,234"), ("money", "NaN"), ("money", "Infinity"), ("money", "1234567890123456"),
        ("money", "0.00000000001"), ("money", True), ("money", []), ("money", {"a": 1}), ("integer", "1.5"), ("date", "2022/12/31"),
        ("date", "2022-02-30"), ("date", "1900-01-01"), ("date", 20221231), ("text", 5), ("text", ""), ("text", " \u3000"),
        ("text", False), ("longtext", "长" * 32_768), ("text", " 甲"), ("text", "甲\n"), ("text", "\u200b"), ("text", "甲\u00a0"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_its_field_is_refused(kind: Any, given: object) -> None:
    with pytest.raises(ValueError):
        decode_value(FormField("a", ("a",), kind), given)


@pytest.mark.parametrize(
    ("kind", "given", "read"),
    [
        ("money", "1.50", Decimal("1.5")), ("money", 2, Decimal(2)), ("money", 0.1, Decimal("0.1")), ("money", "-0", Decimal(0)),
        ("money", "945.446153", Decimal("945.446153")), ("money", "1E+3", Decimal(1000)), ("money", "123456789012345", Decimal("123456789012345")),
        ("integer", "3.0", Decimal(3)), ("text", "0", "0"), ("text", "甲  乙\n丙", "甲  乙\n丙"), ("choice", "不在其列", "不在其列"),
    ],
)  # fmt: skip
def test_a_value_that_fits_is_taken_as_it_is(kind: Any, given: object, read: object) -> None:
    assert decode_value(FormField("a", ("a",), kind), given) == read


def test_a_list_where_an_object_belongs_is_refused(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money") + table("t", b="text"))
    assert problems(form, {"x": [], "t": {}}) == ["x：应为键值对象", "t：应为列表"]


def test_a_blank_row_is_refused(tmp_path: Path) -> None:
    """A row of blanks is no row when read, so data with one would not come back."""
    assert problems(a_form(tmp_path, table("t", b="text")), {"t": [{"b": None}]})[0].startswith("t[0]：整行为空")


def test_a_blank_copy_is_refused(tmp_path: Path) -> None:
    """Read back, a blank copy of a repeated sheet is none, so data with one would not come back."""
    copies = a_sheet("项目{{ n }}", a_block("p", "record", fields=fields_of({"name": "text"})), id="p", repeat="items")
    with pytest.raises(DataError, match=r"items\[1\]：整张为空"):
        fill(a_form(tmp_path, copies), {"items": [{"name": "甲"}, {}, {"name": "乙"}]})


def test_a_blank_workbook_has_blank_copies(tmp_path: Path) -> None:
    copies = a_sheet("项目{{ n }}", a_block("p", "record", fields=fields_of({"name": "text"})), id="p", repeat="items")
    form = a_form(tmp_path, copies)
    data = blank(form, unit=" 甲街道 ", items={"items": ["", "乙项目 "]})
    assert encode(form, read(data, form).submission.root) == {"unit": {"name": "甲街道", "code": None}, "items": [{"name": "乙项目"}]}


@pytest.mark.parametrize("choices", [["部门", "单位"], "lists.kinds"])
def test_a_choice_is_to_be_written_as_it_is_offered(tmp_path: Path, choices: Any) -> None:
    """The reader takes 部 门 for the choice 部门, so data with it would not come back."""
    form = a_form(tmp_path, record("x", a={"type": "choice", "choices": choices}), head='[lists]\nkinds = ["部门", "单位"]\n')
    assert problems(form, {"x": {"a": "部 门"}}) == ["x.a：“部 门”应写作“部门”"]
    assert decode(form, {"x": {"a": "街道"}}).root


def test_a_blank_below_an_inherited_value_is_refused(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", a={"type": "text", "inherit": True}, b="text"))
    found = problems(form, {"t": [{"a": "甲", "b": "1"}, {"a": None, "b": "2"}]})
    assert found == ["t[1].a：空白会被读作“同上”，请写明"]


# ── round trips


NUMBERS = st.decimals(min_value=-10**9, max_value=10**9, places=4, allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=60).map(trim).filter(bool)


@settings(max_examples=40)
@given(
    a=st.none() | NUMBERS, day=st.none() | st.dates(min_value=date(1901, 1, 1)), words=st.none() | TEXTS,
    rows=st.lists(st.tuples(TEXTS, st.none() | NUMBERS), max_size=8),
)  # fmt: skip
def test_what_is_filled_in_comes_back(round_trip: Form, a: Any, day: Any, words: Any, rows: list[Any]) -> None:
    data = {
        "unit": {"name": words, "code": None},
        "x": {"a": None if a is None else encode_value(a), "day": None if day is None else day.isoformat(), "words": words},
        "t": [{"b": b, "c": None if c is None else encode_value(c)} for b, c in rows],
    }
    assert export(read(fill(round_trip, data, 2022), round_trip).submission)["data"] == data


@pytest.fixture(scope="module")
def round_trip(tmp_path_factory: pytest.TempPathFactory) -> Form:
    sheets = record("x", a={"type": "money", "signed": True}, day="date", words="longtext")
    return a_form(tmp_path_factory.mktemp("form"), sheets + table("t", b="text", c={"type": "money", "signed": True}))


def test_a_table_longer_than_laid_out_comes_back(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", a="money"))
    data = {"t": [{"a": str(number)} for number in range(1, 60)]}
    assert export(filled(form, data).submission)["data"]["t"] == data["t"]


# ── computed values


def test_a_formula_is_computed_from_other_fields(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money", b="money", sum={"type": "money", "formula": "x.a + x.b"}))
    assert value(form, {"x": {"a": "0.1", "b": "0.2"}}, "x.sum") == Decimal("0.3")


def test_a_formula_without_its_inputs_is_blank(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money", b="money", sum={"type": "money", "formula": "x.a + x.b"}))
    assert value(form, {"x": {"a": "0.1"}}, "x.sum") is None


def test_formulas_may_stand_on_each_other_in_any_order(tmp_path: Path) -> None:
    fields = {
        "c": {"type": "money", "formula": "x.b * 2"}, "b": {"type": "money", "formula": "x.a * 2"}, "a": "money",
    }  # fmt: skip
    assert value(a_form(tmp_path, record("x", **fields)), {"x": {"a": "3"}}, "x.c") == 12


def test_a_long_chain_of_formulas_is_computed_to_its_end(tmp_path: Path) -> None:
    fields: dict[str, Any] = {f"f{n:02}": {"type": "money", "formula": f"x.f{n + 1:02} + 1"} for n in range(20)}
    form = a_form(tmp_path, record("x", **fields, f20="money"))
    assert value(form, {"x": {"f20": "0"}}, "x.f00") == 20


def test_a_row_formula_sees_its_own_row(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", q="number", p="money", sum={"type": "money", "formula": "row.q * row.p"}))
    assert value(form, {"t": [{"q": "2", "p": "3"}, {"q": "4", "p": "5"}, {"q": "6"}]}, "t.sum") == [6, 20, None]


def test_a_total_adds_up_its_column(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "明细", {"totals": [{"id": "all", "label": "合计"}]}, a="text", b="money"))
    assert value(form, {"t": [{"b": "1.10"}, {"a": "无"}, {"b": "2.20"}]}, "all.b") == Decimal("3.3")
    assert value(form, {}, "all.b") is None


def test_a_formula_on_a_repeated_sheet_sees_its_own_copy(tmp_path: Path) -> None:
    fields = fields_of({"a": "money", "b": {"type": "money", "formula": "sheet.a * 2"}})
    form = a_form(tmp_path, a_sheet("项目{{ n }}", a_block("p", "record", fields=fields), id="p", repeat="items"))
    assert value(form, {"items": [{"a": "1"}, {"a": "2"}]}, "items.b") == [2, 4]


def test_a_grids_formulas_stand_in_its_rows(tmp_path: Path) -> None:
    rows = [{"id": "all", "label": "计", "formulas": {"n": "sum(g.one.n, g.two.n)"}}, {"id": "one"}, {"id": "two"}]
    form = a_form(tmp_path, a_sheet("表", a_block("g", "grid", columns=fields_of({"n": "money"}), rows=rows)))
    assert value(form, {"g": {"one": {"n": "1"}, "two": {"n": "2"}}}, "g.all.n") == 3


def test_a_value_that_the_data_state_is_kept_and_marked(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money", b={"type": "money", "formula": "x.a * 2"}))
    decoded = decode(form, {"x": {"a": "1", "b": "5"}})
    assert decoded.given == {("x", "b")}
    assert value(form, {"x": {"a": "1", "b": "5"}}, "x.b") == 5


def test_a_blank_that_the_data_state_is_kept_too(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money", b={"type": "money", "formula": "x.a * 2"}))
    assert value(form, {"x": {"a": "1", "b": None}}, "x.b") is None
    assert export(filled(form, {"x": {"a": "1", "b": None}}).submission)["data"]["x"] == {"a": "1", "b": None}


def test_a_circle_of_formulas_is_no_form(tmp_path: Path) -> None:
    fields = {"a": {"type": "money", "formula": "x.b + 1"}, "b": {"type": "money", "formula": "x.a + 1"}}
    with pytest.raises(FormError, match=r"x\.a → x\.b → x\.a"):
        a_form(tmp_path, record("x", **fields))


# ── parent codes


ROLLUP = {"rollup": {"column": "code", "leaf": 7}, "totals": [{"id": "all", "label": "合计", "columns": ["b"]}]}


def test_a_parent_code_adds_up_its_leaves(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "明细", ROLLUP, code="code", b="money"))
    rows = [{"code": "201"}, {"code": "20101"}, {"code": "2010101", "b": "1"}, {"code": "2010102", "b": "2"}, {"code": "202"}]
    assert value(form, {"t": rows}, "t.b") == [3, 3, 1, 2, None]
    assert value(form, {"t": rows}, "all.b") == 3


@pytest.mark.parametrize(("codes", "right"), [
    (["2010101", "201"], [1, None]), (["201", "2010101", "201"], [1, 1, None]), (["20101", "2010101", "201", "2010102"], [2, 1, 1, 1]),
    (["201", "202", "2010101"], [1, None, 1]), (["2010101", "20101", "201", "2010102"], [1, 1, 1, 1]),
])  # fmt: skip
def test_a_parent_code_adds_up_the_leaves_below_it_as_its_formula_does(tmp_path: Path, codes: list[str], right: list[int | None]) -> None:
    form = a_form(tmp_path, table("t", "明细", ROLLUP, code="code", b="money"))
    assert value(form, {"t": [{"code": code, **({"b": "1"} if len(code) == 7 else {})} for code in codes]}, "t.b") == right


def test_a_leaf_is_never_computed(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "明细", ROLLUP, code="code", b="money"))
    decoded = decode(form, {"t": [{"code": "201"}, {"code": "2010101", "b": "1"}]})
    assert [cell.key for cell in formula_cells(form, decoded.root)] == [("t", 0, "b"), ("all", "b")]


# ── lists, rules over rows


def test_code_lists_stand_beside_the_data(tmp_path: Path) -> None:
    head = '[lists]\nkinds = ["甲", "乙"]\n'
    form = a_form(tmp_path, record("x", a="text"), head=head)
    seen = with_lists(form, Group({}))
    found = descend(seen, ("lists", "kinds", "code"))
    assert isinstance(found, list)
    assert [entry.value for entry in found] == ["甲", "乙"]


def test_a_formula_may_use_a_list(tmp_path: Path) -> None:
    fields = {"a": "text", "known": {"type": "number", "formula": "countif(lists.kinds.code, x.a)"}}
    form = a_form(tmp_path, record("x", **fields), head='[lists]\nkinds = ["甲", "乙"]\n')
    decoded = decode(form, {"x": {"a": "乙"}})
    (cell,) = formula_cells(form, decoded.root)
    assert value_of(cell, with_lists(form, decoded.root)) == 1


GRID = a_sheet(
    "表",
    a_block(
        "g", "grid", columns=fields_of({"n": "number", "v": {"type": "money", "signed": True}}),
        rows=[{"id": "all", "label": "计", "skip": ["n"]}, {"id": "one", "label": "甲"}, {"id": "two", "label": "乙"}],
    ),
)  # fmt: skip


def test_a_rule_over_a_grid_passes_over_rows_that_skip_its_column(tmp_path: Path) -> None:
    """A column that a row skips has no cell: a rule about it has nothing to say there, not even that it is blank."""
    form = a_form(tmp_path, GRID, a_rule("G-01", "filled(row.n)", each="g") + a_rule("G-02", "row.v >= 0", each="g"))
    found = judge_form(form, decode(form, {"g": {"one": {"n": "1"}}}).root)
    assert [verdict.key for verdict in found["G-01"]] == [("g", "one"), ("g", "two")]
    assert [verdict.key for verdict in found["G-02"]] == [("g", "all"), ("g", "one"), ("g", "two")]


def test_a_message_may_name_a_column_that_a_row_skips(tmp_path: Path) -> None:
    form = a_form(tmp_path, GRID, a_rule("G-02", "row.v >= 0", "{row.n}的{left}", each="g"))
    (finding,) = findings(form, {"g": {"all": {"v": "-1"}}})
    assert finding.message == "（空）的-1.00"
