"""``rollover`` where several codes of last year have become one, or a code is of another level now: what adds up is added, the rest told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_sheet, fields_of

from budgetxl.bureau.carrying import Carried, Fate, carried, taken
from budgetxl.forms import Form, load_form
from budgetxl.workbook import fill, read

LAST = {"type": "money", "carries": "amount"}
SHARE = {"share": "percent", "share_last": {"type": "percent", "carries": "share"}}
NOT_ADDED = "几行并成了一行，这样的数不能相加"


def a_table(tmp_path: Path, codes: list[str], was: dict[str, str] | None = None, rollup: int = 0, **columns: Any) -> Form:
    """A form with one table of subjects, whose code list maps those of last year by ``was``; ``rollup`` is how long a leaf code is."""
    keys: dict[str, Any] = {"rows": 12, **({"rollup": {"column": "code", "leaf": rollup}} if rollup else {})}
    fields = fields_of({"code": {"type": "code", "choices": "lists.c", "open_choices": True}, "amount": "money", "last": LAST, **columns})
    maps = ", ".join(f'"{old}" = "{new}"' for old, new in (was or {}).items())
    head = f'[lists.c]\ntitle = "科目"\ncodes = {codes}\nedition = "{2 if was else 1}"\nwas = {{ {maps} }}\n'.replace("'", '"')
    return a_form(tmp_path, a_sheet("明细", a_block("t", "table", columns=fields, **keys)), head=head)


def rows(made: Carried, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row.get(name) for name in names) for row in made.data["t"]]


def lost(made: Carried) -> list[tuple[str, str]]:
    return [(line.text, line.why) for line in made.lines if line.fate is Fate.LOST]


def test_amounts_of_rows_that_became_one_are_added_and_shares_are_told(tmp_path: Path) -> None:
    old = a_table(tmp_path, ["101", "102"], **SHARE)
    form = a_table(tmp_path, ["201"], {"101": "201", "102": "201"}, **SHARE)
    made = carried(form, old, {"t": [{"code": "101", "amount": "5", "share": "30"}, {"code": "102", "amount": "7", "share": "40"}]})
    assert rows(made, "code", "last", "share_last") == [("201", "12", None)]
    assert lost(made) == [("30", NOT_ADDED), ("40", NOT_ADDED)]


def test_a_share_that_only_one_of_them_has_or_that_all_have_comes_over(tmp_path: Path) -> None:
    old = a_table(tmp_path, ["101", "102", "103", "104"], **SHARE)
    form = a_table(tmp_path, ["201", "202"], {"101": "201", "102": "201", "103": "202", "104": "202"}, **SHARE)
    given = [("101", "30"), ("102", None), ("103", "40"), ("104", "40")]
    made = carried(form, old, {"t": [{"code": code, "amount": "1", "share": share} for code, share in given]})
    assert rows(made, "code", "last", "share_last") == [("201", "2", "30"), ("202", "2", "40")] and not lost(made)


def test_of_three_rows_no_share_stays_behind_in_silence(tmp_path: Path) -> None:
    old = a_table(tmp_path, ["101", "102", "103"], **SHARE)
    form = a_table(tmp_path, ["201"], {"101": "201", "102": "201", "103": "201"}, **SHARE)
    made = carried(form, old, {"t": [{"code": code, "amount": "1", "share": share} for code, share in (("101", "3"), ("102", "4"), ("103", "5"))]})
    assert rows(made, "last", "share_last") == [("3", None)] and [text for text, _ in lost(made)] == ["3", "4", "5"]


@pytest.mark.parametrize("rollup", [0, 3])
def test_two_rows_of_one_old_code_stay_two_under_its_new_one(rollup: int, tmp_path: Path) -> None:
    old = a_table(tmp_path, ["101"], rollup=rollup, **SHARE)
    form = a_table(tmp_path, ["201"], {"101": "201"}, rollup=rollup, **SHARE)
    made = carried(form, old, {"t": [{"code": "101", "amount": "5", "share": "60"}, {"code": "101", "amount": "7", "share": "70"}]})
    assert rows(made, "code", "last", "share_last") == [("201", "5", "60"), ("201", "7", "70")] and not made.lines


def test_beside_two_rows_of_one_old_code_a_row_of_another_stays_a_third_in_its_place(tmp_path: Path) -> None:
    old = a_table(tmp_path, ["101", "102", "103"])
    form = a_table(tmp_path, ["201", "103"], {"101": "201", "102": "201"})
    given = [("101", "1"), ("103", "2"), ("102", "4"), ("101", "8")]
    made = carried(form, old, {"t": [{"code": code, "amount": amount} for code, amount in given]})
    assert rows(made, "code", "last") == [("201", "1"), ("103", "2"), ("201", "4"), ("201", "8")]


# Codes of another level


def test_a_leaf_that_is_a_parent_now_is_told_and_never_stands_over_the_sum(tmp_path: Path) -> None:
    old = a_table(tmp_path, ["30101", "40101"], rollup=5)
    form = a_table(tmp_path, ["301", "40101"], {"30101": "301"}, rollup=5)
    made = carried(form, old, {"t": [{"code": "30101", "amount": "11"}, {"code": "40101", "amount": "2"}]})
    assert rows(made, "code", "last") == [("301", None), ("40101", "2")]
    assert lost(made) == [("11", "编码现在是上级（301），数由下级合计，不能填在这一行")]


def test_a_parent_that_is_a_leaf_now_is_told(tmp_path: Path) -> None:
    old = a_table(tmp_path, ["301", "30101"], rollup=5)
    form = a_table(tmp_path, ["40199", "30101"], {"301": "40199"}, rollup=5)
    made = carried(form, old, {"t": [{"code": "301", "amount": "11"}, {"code": "30101", "amount": "11"}]})
    assert rows(made, "code", "last") == [("40199", None), ("30101", "11")]
    assert lost(made) == [("11", "原来是下级的合计，编码现在是末级（40199），要由人填")]


def test_a_leaf_of_a_shorter_code_is_a_leaf_where_it_was_one_last_year(tmp_path: Path) -> None:
    old = a_table(tmp_path, ["301"], rollup=3)
    form = a_table(tmp_path, ["30101", "301"], {"301": "30101"}, rollup=5)
    made = carried(form, old, {"t": [{"code": "301", "amount": "11"}]})
    assert rows(made, "code", "last") == [("30101", "11")] and not made.lines


def test_a_parent_that_stays_a_parent_is_left_to_its_formula_without_a_word(tmp_path: Path) -> None:
    old = a_table(tmp_path, ["301", "30101"], rollup=5)
    form = a_table(tmp_path, ["401", "40101"], {"301": "401", "30101": "40101"}, rollup=5)
    made = carried(form, old, {"t": [{"code": "301", "amount": "11"}, {"code": "30101", "amount": "11"}]})
    assert rows(made, "code", "last") == [("401", None), ("40101", "11")] and not made.lines


def test_what_a_formula_of_its_own_gave_in_the_row_of_a_parent_is_a_sum_too() -> None:
    """In the default form 项目支出 is taken from another table by the row's code: nothing of a parent's row is lost."""
    form = load_form("hebei-2027")
    demo = json.loads((Path(__file__).parent.parent / "sample_workbooks" / "hebei-2027-demo.json").read_text(encoding="utf-8"))
    before = taken("a.xlsx", read(fill(form, demo["data"], 2027)), None, True)
    made = carried(form, form, before.data or {}, spots=before.spots, year=2027)
    assert [line for line in made.lines if line.fate is Fate.LOST] == []
