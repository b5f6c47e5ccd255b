"""What a changed form would refuse of last year's is told, and never keeps the rest from coming over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import YEAR, a_block, a_form, a_sheet, fields_of, opened, record, table

from budgetxl.bureau.carrying import Carried, Fate, carried
from budgetxl.bureau.distribute import begun_with
from budgetxl.forms import Form, load_form
from budgetxl.verbs import SourceFile
from budgetxl.verbs.next_year import roll_over
from budgetxl.workbook import export, fill, read
from budgetxl.workbook.build.filling import prepared

SAMPLES = Path(__file__).resolve().parent.parent / "sample_workbooks"
UNIT = {"name": "甲局", "code": "301"}
LEVEL = {"type": "choice", "inherit": True}


def goals(tmp_path: Path, *levels: str) -> Form:
    """A table whose first column is chosen from ``levels``, a blank being what stands above."""
    return a_form(tmp_path, table("t", level={**LEVEL, "choices": list(levels)}, name="text"))


def lost(made: Carried) -> dict[str, str]:
    """What was not carried, with why."""
    return {line.text: line.why for line in made.lines if line.fate is Fate.LOST}


def test_a_row_in_which_a_blank_would_be_read_as_the_choice_above_is_told_as_a_whole(tmp_path: Path) -> None:
    rows = [{"level": "产出", "name": "一"}, {"level": "效果", "name": "二"}, {"level": "满意", "name": "三"}]
    made = carried(goals(tmp_path, "产出", "满意"), goals(tmp_path, "产出", "效果", "满意"), {"t": rows})
    assert made.data == {"t": [rows[0], rows[2]]}
    assert lost(made) == {"效果": "不在可选的内容里（产出、满意）", "二": "这一行没有“level”，空着会被读作“同上”，整行没有带入"}


def test_a_workbook_of_a_form_with_other_choices_comes_over_and_says_what_does_not() -> None:
    source = SAMPLES / "guangyang-office-2022.xlsx"
    made = roll_over(SourceFile(source.name, source.read_bytes()), "hebei-2027")
    told = {str(line.at): line for line in made.lines if line.fate is Fate.LOST}
    assert (told["绩效目标1!A12"].text, told["绩效目标1!B11"].text) == ("效果指标", "成本指标")
    assert all("level" not in line.why and "效益指标" in line.why for line in (told["绩效目标1!A12"],))
    listed = {f"{row[0]}!{row[1]}" for row in opened(made.data)["未带入"].iter_rows(min_row=3, values_only=True)}
    assert set(told) - {"None"} <= listed
    projects = export(read(made.data, load_form("hebei-2027")).submission)["data"]["projects"]
    assert [row["level3"] for row in projects[0]["indicators"]] == ["日常工作完成率", "采购质量合格率", "采购完成时间", "服务对象满意度"]


def test_a_choice_that_is_written_with_other_blanks_is_written_as_the_form_has_it(tmp_path: Path) -> None:
    old = a_form(tmp_path, record("x", kind={"type": "choice", "choices": ["A 类", "B"]}))
    new = a_form(tmp_path, record("x", kind={"type": "choice", "choices": ["A类", "B"]}))
    assert carried(new, old, {"x": {"kind": "A 类"}}).data == {"x": {"kind": "A类"}}


def test_a_row_that_would_be_read_as_a_total_is_told(tmp_path: Path) -> None:
    old = a_form(tmp_path, table("t", code="text", name="text"))
    new = a_form(tmp_path, table("t", "明细", {"totals": [{"id": "all", "label": "合计", "columns": ["amount"]}]}, name="text", amount="money"))
    made = carried(new, old, {"t": [{"code": "1", "name": "合计"}, {"code": "2", "name": "办公"}]})
    assert made.data == {"t": [{"name": "办公"}]} and "合计" in lost(made)


KINDS: tuple[dict[str, Any], ...] = (
    {"type": "text"}, {"type": "choice", "choices": ["产出", "效果"]}, {"type": "choice", "choices": ["产出", "满意"], "inherit": True},
    {"type": "date"}, {"type": "percent"}, {"type": "integer"}, {"type": "money"}, {"type": "code"},
)  # fmt: skip
TEXTS = st.sampled_from(["产出", "效果", "满意", " 满意", "合计", "1", "2", "12.5", "2027-01-01", "一" * 33_000, "A\x07B", "上年", "95%"])
NAMES = ("a", "b", "c")


def _changed(tmp_path: Path, kinds: tuple[int, ...]) -> Form:
    columns = {name: KINDS[kind] for name, kind in zip(NAMES, kinds)}
    one = {name: {key: value for key, value in kind.items() if key != "inherit"} for name, kind in columns.items()}
    copies = a_sheet("项目{{ n }}", a_block("p", "record", fields=fields_of({"name": "text"})), a_block("u", "table", columns=fields_of(columns)), repeat="projects")
    return a_form(tmp_path, record("x", **one) + table("t", **columns) + copies)


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> list[Form]:
    """Forms of the same fields, each of other kinds."""
    home = tmp_path_factory.mktemp("forms")
    return [_changed(home, kinds) for kinds in ((0, 0, 0), (2, 2, 0), (2, 1, 4), (1, 3, 6), (2, 5, 2), (7, 2, 3))]


ROW = st.fixed_dictionaries({name: st.none() | TEXTS for name in NAMES})
ROWS = st.lists(ROW, max_size=5)
DATA = st.fixed_dictionaries({"x": ROW, "t": ROWS, "projects": st.lists(st.fixed_dictionaries({"name": TEXTS, "u": ROWS}), max_size=2)})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=DATA, old=st.integers(0, 5), new=st.integers(0, 5))
def test_whatever_last_years_data_and_the_change_of_the_form_the_new_one_takes_what_is_carried(
    forms: list[Form], data: dict[str, Any], old: int, new: int
) -> None:
    made = carried(forms[new], forms[old], data)
    prepared(forms[new], begun_with(forms[new], made.data), YEAR, spare=True)  # raises DataError where the form does not


def test_the_carried_and_the_told_are_all_there_was(forms: list[Form]) -> None:
    rows = [{"a": "产出", "b": "满意", "c": "一"}, {"a": "效果", "b": "满意", "c": "二"}, {"a": "满意", "b": None, "c": "三"}]
    made = carried(forms[1], forms[0], {"t": rows})
    told = [line.text for line in made.lines]
    there = [value for row in made.data["t"] for value in row.values()]
    assert sorted([*told, *there]) == sorted(value for row in rows for value in row.values() if value is not None)
    assert fill(forms[1], {"unit": UNIT, **made.data}, YEAR)


# Rows without a figure of this year


MONEY_LAST = {"type": "money", "carries": "amount"}


def test_a_row_that_had_only_last_years_figure_does_not_come_over_as_a_bare_name(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", name="text", code="text", amount="money", last=MONEY_LAST))
    rows = [{"name": "修路", "code": "1", "last": "9"}, {"name": "绿化", "code": "2", "amount": "3"}, {"name": "路灯", "code": "3"}]
    made = carried(form, form, {"t": rows})
    assert made.data == {"t": [{"name": "绿化", "code": "2", "last": "3"}, {"name": "路灯", "code": "3"}]}
    assert [(line.fate, line.text, line.why) for line in made.lines] == [(Fate.BLANK, "修路", "本年没有数")]


def test_a_row_that_adds_up_others_goes_with_the_last_of_them(tmp_path: Path) -> None:
    keys = {"rollup": {"column": "code", "leaf": 3}}
    form = a_form(tmp_path, table("t", "明细", keys, code="code", amount="money", last=MONEY_LAST))
    rows = [{"code": "1", "last": "9"}, {"code": "101", "last": "9"}, {"code": "2", "amount": "5", "last": "9"}, {"code": "201", "amount": "5", "last": "9"}]
    assert carried(form, form, {"t": rows}).data == {"t": [{"code": "2"}, {"code": "201", "last": "5"}]}


def test_a_row_of_words_stays_though_it_has_no_figure(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", name="text", weight={"type": "number", "carries": "weight"}, share="percent"))
    assert carried(form, form, {"t": [{"name": "按时", "share": "5"}]}).data == {"t": [{"name": "按时"}]}


def test_of_a_workbook_of_an_earlier_year_the_names_come_over(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", name="text", amount="money", last=MONEY_LAST))
    assert carried(form, form, {"t": [{"name": "修路", "last": "9"}]}, figures=False).data == {"t": [{"name": "修路"}]}
