"""The upper texts of a header of several levels are held against the columns below them, as the lowest ones are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_sheet, opened, typed
from mangle import edited
from rebuild_samples import SAMPLES, rebuilt

from budgetxl.checks import check_result
from budgetxl.forms import Form
from budgetxl.values import Finding
from budgetxl.workbook import export, fill, read

YEAR = 2026
TELLING = ("META-02", "META-09", "META-16")
AMOUNTS = [("this_total", ["本年预算数", "合计"]), ("this_basic", ["本年预算数", "基本支出"]), ("last_total", ["上年预算数", "合计"]), ("last_basic", ["上年预算数", "基本支出"])]
ROW = {"name": "甲", **{name: str(number) for number, (name, _) in enumerate(AMOUNTS, 1)}}
UNIT = {"name": "某县甲局"}
DATA: dict[str, Any] = {
    "table": {"unit": UNIT, "items": [ROW]},
    "grid": {"unit": UNIT, "stock": {"desks": {name: value for name, value in ROW.items() if name != "name"}}},
}


def the_form(tmp_path: Path, kind: str) -> Form:
    columns: list[dict[str, Any]] = [{"id": name, "type": "money", "header": header} for name, header in AMOUNTS]
    if kind == "table":
        return a_form(tmp_path, a_sheet("明细", a_block("items", "table", rows=3, columns=[{"id": "name", "header": ["名称"]}, *columns])))
    return a_form(tmp_path, a_sheet("明细", a_block("stock", "grid", rows=[{"id": "desks", "label": "家具"}], columns=columns)))


def told(form: Form, kind: str, cells: dict[str, Any], *changes: Any) -> list[Finding]:
    """What is told after somebody has typed into the upper headers, which stand over the first and the third amount."""
    data = fill(form, DATA[kind], YEAR)
    row = next(cell.row for line in opened(data)["明细"].iter_rows() for cell in line if cell.value == "本年预算数")
    changed = edited(typed(data, {f"明细!{column}{row}": text for column, text in cells.items()}), *changes)
    return [one for one in check_result(read(changed, form)).findings if one.rule in TELLING and one.severity != "info"]


@pytest.mark.parametrize("kind", ["table", "grid"])
@pytest.mark.parametrize(("cells", "rule", "severity", "columns"), [
    ({"B": "上年预算数", "D": "本年预算数"}, "META-09", "error", "BD"), ({"B": "上年预算数"}, "META-09", "error", "B"), ({"D": "本年预算数"}, "META-09", "error", "D"),
    ({"B": None}, "META-09", "warning", "B"), ({"B": None, "D": None}, "META-09", "warning", "BD"), ({"D": "别的"}, "META-09", "warning", "D"),
    ({"D": "2026年预算数"}, "META-09", "error", "D"), ({"B": "2025年预算数"}, "META-09", "error", "B"), ({"B": "2021年预算数"}, "META-02", "error", "B"),
    ({"D": "二〇二一年预算数"}, "META-02", "error", "D"), ({"D": "上年预算数（2024年）"}, "META-02", "error", "D"), ({"B": "本年（2025年）预算数"}, "META-02", "error", "B"),
])  # fmt: skip
def test_an_upper_header_that_is_not_its_columns_own_is_told_once(kind: str, cells: dict[str, Any], rule: str, severity: str, columns: str, tmp_path: Path) -> None:
    (finding,) = told(the_form(tmp_path, kind), kind, cells)
    assert (finding.rule, finding.severity) == (rule, severity) and finding.hint
    assert "".join(str(at).partition("!")[2][0] for at in finding.cells) == columns


@pytest.mark.parametrize("kind", ["table", "grid"])
@pytest.mark.parametrize("cells", [
    {}, {"C": "本年预算数", "E": "上年预算数"}, {"B": "本年预算数（万元）"}, {"B": "2026年预算数"}, {"D": "2025年预算数"}, {"D": "上年预算数（2025年）"}, {"B": "本年（2026年）预算数"}, {"B": "本 年 预 算 数："},
])  # fmt: skip
def test_one_that_says_the_same_in_other_words_is_not(kind: str, cells: dict[str, Any], tmp_path: Path) -> None:
    assert [one.message for one in told(the_form(tmp_path, kind), kind, cells)] == []


@pytest.mark.parametrize("kind", ["table", "grid"])
@pytest.mark.parametrize("row", [1, 4, 5, 6])
def test_rows_and_columns_that_were_inserted_change_nothing(kind: str, row: int, tmp_path: Path) -> None:
    for change in (lambda book: book.insert_rows("明细", row, 1), lambda book: book.insert_columns("明细", 1, 1)):
        assert [one.message for one in told(the_form(tmp_path, kind), kind, {}, change) if "上面的" in one.message or "下面的栏目" in one.message] == []


@pytest.mark.parametrize("kind", ["table", "grid"])
def test_where_the_names_are_lost_the_order_of_the_columns_is_held_against_the_form(kind: str, tmp_path: Path) -> None:
    form = the_form(tmp_path, kind)
    assert told(form, kind, {}, lambda book: book.drop_names()) == []
    (finding,) = told(form, kind, {"B": "上年预算数", "D": "本年预算数"}, lambda book: book.drop_names())
    assert (finding.rule, finding.severity) == ("META-09", "warning") and "本年预算数·基本支出" in finding.message


def test_figures_are_read_by_their_names_all_the_same(tmp_path: Path) -> None:
    form = the_form(tmp_path, "table")
    data = fill(form, DATA["table"], YEAR)
    book = opened(data)["明细"]
    row = next(cell.row for line in book.iter_rows() for cell in line if cell.value == "本年预算数")
    changed = read(typed(data, {f"明细!B{row}": "上年预算数", f"明细!D{row}": "本年预算数"}), form)
    assert export(changed.submission)["data"]["items"] == [ROW]


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.json")))
def test_no_sample_is_accused(name: str) -> None:
    for data in (rebuilt(SAMPLES / f"{name}.json"), edited(rebuilt(SAMPLES / f"{name}.json"), lambda book: book.drop_names())):
        assert [one.message for one in read(data).findings if one.rule == "META-09" and one.severity != "info"] == []
