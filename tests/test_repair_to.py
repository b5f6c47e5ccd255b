"""``repair --to``: a workbook of an earlier version in a later one, or in a form that corrects its own; what has no place there is listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making import COVER, a_block, a_form, a_sheet, fields_of, opened, record, table, typed

from budgetxl.forms import Form, FormError, load_form
from budgetxl.values import Entry
from budgetxl.verbs import ChangeKind, Refusal, Repaired, SourceFile, repair_workbook
from budgetxl.workbook import export, fill, read

OLD = record("x", a="money", gone="text") + table("items", name="text", amount="money")
DATA: dict[str, Any] = {"unit": {"name": "甲局"}, "x": {"a": "12.5", "gone": "旧话"}, "items": [{"name": "甲", "amount": "1"}]}
NEW = record("x", b={"type": "money", "was": ["a"]}, c={"type": "text", "default": "无"}) + table("items", name="text", amount="money", code="text")


def brought(data: bytes, *forms: Form, to: str | None = None) -> Repaired:
    """Repaired, the forms being known by their ids and versions: ``tiny`` is the last of that id."""
    known = {**{form.id: form for form in forms}, **{f"{form.id}-{form.version}": form for form in forms}}

    def find(name: str) -> Form:
        if name not in known:
            raise FormError([])
        return known[name]

    return repair_workbook(SourceFile("甲.xlsx", data), to, None, find)


def lost(found: Repaired) -> list[tuple[str, str]]:
    return [(str(change.at), change.old) for change in found.changes if change.kind is ChangeKind.LOST]


def later(tmp_path: Path, sheets: str = NEW, head: str = "") -> Form:
    return a_form(tmp_path, sheets, head=f'version = "2"\n{head}')


def test_values_go_where_they_belong_now_and_what_has_no_place_is_listed(tmp_path: Path) -> None:
    old, new = a_form(tmp_path, OLD), later(tmp_path)
    found = brought(fill(old, DATA, 2022), old, new, to="tiny-2")
    data = export(read(found.data, new).submission)["data"]
    assert (data["x"], data["items"]) == ({"b": "12.5", "c": "无"}, [{"name": "甲", "amount": "1", "code": None}])
    assert [text for _, text in lost(found)] == ["gone", "旧话"]
    sheet = opened(found.data)["未带入"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)] == [["数据", "A5", None, "gone"], ["数据", "B5", None, "旧话"]]


def test_without_to_such_a_workbook_is_refused(tmp_path: Path) -> None:
    old, new = a_form(tmp_path, OLD), later(tmp_path)
    with pytest.raises(Refusal, match="数据!B5“旧话”"):
        brought(fill(old, DATA, 2022), new)


def test_what_was_brought_in_stays_the_same_when_repaired_again(tmp_path: Path) -> None:
    old, new = a_form(tmp_path, OLD), later(tmp_path)
    once = brought(fill(old, DATA, 2022), old, new, to="tiny-2")
    assert brought(once.data, new).data == once.data
    assert brought(once.data, new, to="tiny-2").data == once.data


def test_a_version_that_takes_no_older_workbooks_takes_one_that_is_brought_in(tmp_path: Path) -> None:
    old, new = a_form(tmp_path, OLD), later(tmp_path, head='[options]\non_older = "refuse"\n')
    found = brought(fill(old, DATA, 2022), old, new, to="tiny-2")
    assert export(read(found.data, new).submission)["data"]["x"]["b"] == "12.5"


def test_a_sheet_that_is_no_more_stays_as_a_sheet_of_the_senders(tmp_path: Path) -> None:
    old, new = a_form(tmp_path, OLD + record("more", "旧表", z="text")), later(tmp_path, OLD)
    found = brought(fill(old, {**DATA, "more": {"z": "还要"}}, 2022), new, to="tiny-2")
    assert "还要" in {cell.value for row in opened(found.data)["旧表"].iter_rows() for cell in row}


# ── a form that corrects another


def corrected(tmp_path: Path, more: str, year: int = 2022, name: str = "fixed", of: str = "tiny") -> Form:
    home = tmp_path / name
    home.mkdir(exist_ok=True)
    (home / "form.toml").write_text(f'id = "{name}"\nextends = "{of}"\nyear = {year}\nversion = "1"\ntitle = "说明"\n' + more, encoding="utf-8")
    return load_form(home)


def parent(tmp_path: Path) -> Form:
    home = tmp_path / "tiny"
    home.mkdir()
    (home / "form.toml").write_text('id = "tiny"\ntitle = "说明"\nyear = 2022\nversion = "1"\n' + COVER + OLD, encoding="utf-8")
    (home / "rules.toml").write_text("", encoding="utf-8")
    return load_form(home)


WITHOUT = """
[[sheets]]
id = "sheet_x"
[[sheets.blocks]]
id = "x"
fields = [{ id = "gone", remove = true }]
"""
WITHOUT_ITEMS = """
[[sheets]]
id = "sheet_items"
remove = true
"""


def test_a_workbook_goes_into_a_form_that_corrects_its_own(tmp_path: Path) -> None:
    old = parent(tmp_path)
    new = corrected(tmp_path, WITHOUT)
    found = brought(fill(old, DATA, 2022), old, new, to="fixed")
    result = read(found.data, new)
    assert (result.identity.form, export(result.submission)["data"]["x"]) == ("fixed", {"a": "12.5"})
    assert lost(found) == [("数据!B5", "旧话")]
    assert [change.label for change in found.changes if change.kind is ChangeKind.LOST] == ["gone"]


def test_of_a_sheet_that_it_removed_every_value_is_listed(tmp_path: Path) -> None:
    old = parent(tmp_path)
    new = corrected(tmp_path, WITHOUT_ITEMS)
    found = brought(fill(old, DATA, 2022), old, new, to="fixed")
    assert [text for _, text in lost(found)] == ["甲", "1"]
    assert "明细" not in opened(found.data).sheetnames


def test_a_cell_that_can_not_be_read_is_listed(tmp_path: Path) -> None:
    old = parent(tmp_path)
    new = corrected(tmp_path, "")
    result = read(fill(old, DATA, 2022), old)
    entry = result.submission.cells.get(("x", "a"))
    assert entry is not None
    found = brought(typed(fill(old, DATA, 2022), {str(entry.entry.at): "见附件"}), old, new, to="fixed")
    assert lost(found) == [(str(entry.entry.at), "见附件")]


def test_a_form_of_another_year_is_refused(tmp_path: Path) -> None:
    old = parent(tmp_path)
    new = corrected(tmp_path, "", year=2023)
    with pytest.raises(Refusal, match="2022 年") as caught:
        brought(fill(old, DATA, 2022), old, new, to="fixed")
    assert caught.value.kind == "usage"


def test_a_form_that_does_not_extend_its_own_is_refused() -> None:
    data = fill(load_form("langfang-2022"), {"unit": {"name": "甲局"}}, 2022)
    with pytest.raises(Refusal, match="sanhe-2020") as caught:
        repair_workbook(SourceFile("甲.xlsx", data), "sanhe-2020")
    assert caught.value.kind == "usage"


def test_a_form_that_nobody_fills_in_is_refused() -> None:
    with pytest.raises(Refusal, match="hebei"):
        repair_workbook(SourceFile("甲.xlsx", fill(load_form("langfang-2022"), {}, 2022)), "hebei")


def test_an_answer_to_a_rule_that_is_no_more_is_listed(tmp_path: Path) -> None:
    from making import a_rule

    old = a_form(tmp_path, OLD, a_rule("X-01", "x.a == 1", severity="warning"))
    new = a_form(tmp_path, OLD, a_rule("X-02", "x.a == 1"), head='version = "2"\n')
    data = fill(old, DATA, 2022)
    cells = {str(cell.value): cell for row in opened(data)["校验"].iter_rows() for cell in row}
    sent = typed(data, {f"校验!{cells['说明'].column_letter}{cells['X-01'].row}": "已核对"})
    found = brought(sent, old, new, to="tiny-2")
    assert [(change.old, change.label) for change in found.changes if change.kind is ChangeKind.LOST] == [("已核对", "“校验”表的说明")]


# ── parts, formulas that only propose


SPLIT = (
    a_sheet("收支", a_block("x", "record", fields=fields_of({"a": "money", "b": "money", "sum": {"type": "money", "formula": "x.a + x.b"}})), section="budget")
    + a_sheet("采购", a_block("y", "record", fields=fields_of({"c": "money", "left": {"type": "money", "formula": "x.sum - y.c"}})), section="goods")
)
HEAD = '[sections]\nbudget = "收支"\ngoods = "采购"\n'


@pytest.mark.parametrize("part", ["budget", "goods"])
def test_a_part_of_a_split_workbook_is_repaired_to_that_part(part: str, tmp_path: Path) -> None:
    form = a_form(tmp_path, SPLIT, head=HEAD)
    data = fill(form, {"unit": {"name": "甲"}, "x": {"a": "1", "b": "2"}, "y": {"c": "1"}}, 2022, part)
    found = brought(data, form)
    assert (found.data, found.changes) == (data, ())


PROPOSED = record("x", a="money", b={"type": "money", "formula": "x.a * 2", "open_formula": True})


def test_what_was_typed_over_a_formula_that_only_proposes_stays(tmp_path: Path) -> None:
    form = a_form(tmp_path, PROPOSED)
    data = fill(form, {"x": {"a": "1", "b": "7"}}, 2022)
    found = brought(data, form)
    assert (found.data, found.changes) == (data, ())


def test_a_formula_that_only_proposes_comes_back_where_it_was_cleared(tmp_path: Path) -> None:
    form = a_form(tmp_path, PROPOSED)
    found = brought(fill(form, {"x": {"a": "1", "b": None}}, 2022), form)
    entry = read(found.data, form).submission.root.nodes["x"].nodes["b"]  # type: ignore[union-attr]
    assert isinstance(entry, Entry)
    assert [(change.kind, change.old, change.new) for change in found.changes] == [(ChangeKind.TOTAL, "空", "2")]


def test_codes_in_parts_stay_and_a_text_over_a_total_of_nothing_is_listed(tmp_path: Path) -> None:
    code = {"type": "code", "header": ["科目"], "parts": [3, 2, 2], "part_labels": ["类", "款", "项"]}
    form = a_form(tmp_path, table("t", code=code, amount="money", half={"type": "money", "formula": "row.amount / 2"}))
    data = fill(form, {"t": [{"code": "2010301", "amount": "4"}, {"code": "20103"}]}, 2022)
    assert (brought(data, form).changes, brought(data, form).data == data) == ((), True)
    half = read(data, form).submission.cells.get(("t", 1, "half"))
    assert half is not None and half.entry.value is None
    found = brought(typed(data, {str(half.entry.at): "以后再算"}), form)
    assert [(change.kind, change.old, change.new) for change in found.changes] == [(ChangeKind.TOTAL, "以后再算", "空")]


def test_a_part_takes_no_defaults_of_what_belongs_to_others(tmp_path: Path) -> None:
    sheets = a_sheet("收支", a_block("x", "record", fields=fields_of({"a": {"type": "money", "default": "7"}})), section="budget")
    sheets += a_sheet("采购", a_block("y", "record", fields=fields_of({"c": "money", "all": {"type": "money", "formula": "sum(x.a, y.c)"}})), section="goods")
    form = a_form(tmp_path, sheets, head=HEAD)
    data = fill(form, {"y": {"c": "1"}}, 2022, "goods")
    assert brought(data, form).data == data
