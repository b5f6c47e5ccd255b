"""Shares that a form makes add up to 100 (``shares = "plugged"``), by largest remainder: sheet, rules and text have the same."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, filled, found, report

from budgetxl.expressions import evaluate, parse
from budgetxl.expressions.scope import TreeScope
from budgetxl.forms import Form, FormError
from budgetxl.notice import render
from budgetxl.values import Group

ITEMS = ("a", "b", "c")
PERCENT = {"type": "percent", "places": 2}


def grid(tmp_path: Path, places: int = 2, **keys: Any) -> Form:
    """Three rows and their total, with a share each."""
    rows = [{"id": name, "label": name} for name in ITEMS]
    rows.append({"id": "all", "label": "合计", "formulas": {"amount": "sum(x.a.amount, x.b.amount, x.c.amount)"}})
    columns = fields_of({"amount": "money", "share": {**PERCENT, "places": places, "formula": "share(row.amount, x.all.amount)"}})
    return a_form(tmp_path, a_sheet("数据", a_block("x", "grid", rows=rows, columns=columns, **keys)))


def shares(form: Form, *amounts: str | None) -> list[str | None]:
    submission = filled(form, {"x": {name: {"amount": amount} for name, amount in zip(ITEMS, amounts)}}).submission
    return [submission.text("x", name, "share") for name in (*ITEMS, "all")]


@pytest.mark.parametrize(
    ("amounts", "places", "plugged", "plain"),
    [
        (("1", "1", "1"), 2, ["33.34", "33.33", "33.33", "100"], ["33.33", "33.33", "33.33", "100"]),
        (("2", "2", "3"), 0, ["29", "28", "43", "100"], ["29", "29", "43", "100"]),
        (("1", "2", "3"), 1, ["16.7", "33.3", "50", "100"], ["16.7", "33.3", "50", "100"]),
        (("0.5", "0.5", "99"), 0, ["1", "0", "99", "100"], ["1", "1", "99", "100"]),
        (("5", "0", None), 2, ["100", "0", None, "100"], ["100", "0", None, "100"]),
        ((None, None, "7"), 2, [None, None, "100", "100"], [None, None, "100", "100"]),
        (("0", "0", "0"), 2, [None, None, None, None], [None, None, None, None]),
    ],
)
def test_the_largest_remainders_get_what_is_left(
    tmp_path: Path, amounts: tuple[str | None, ...], places: int, plugged: list[str | None], plain: list[str | None]
) -> None:
    assert shares(grid(tmp_path, places, shares="plugged"), *amounts) == plugged
    assert shares(grid(tmp_path, places), *amounts) == plain


def test_they_add_up_whatever_the_amounts_are(tmp_path: Path) -> None:
    form = grid(tmp_path, shares="plugged")
    for amounts in (("7.32", "147.6", "0.01"), ("1.01", "2.02", "3.04"), ("833.33", "833.33", "833.34"), ("0.01", "0.01", "9999.98")):
        assert sum(Decimal(share) for share in shares(form, *amounts)[:3] if share) == 100


def test_of_parts_that_are_not_all_of_the_whole_each_is_rounded_by_itself() -> None:
    assert evaluate(parse("plugged_share(1, 2, 30, 10, 10)"), TreeScope(Group({}))) == Decimal("33.33")


def test_the_fields_of_a_record_are_a_group_too(tmp_path: Path) -> None:
    fields = fields_of({
        "all": "money", "a": "money", "a_share": {**PERCENT, "formula": "share(x.a, x.all)"},
        "b": "money", "b_share": {**PERCENT, "formula": "share(x.b, x.all)"},
        "c": "money", "c_share": {**PERCENT, "formula": "share(x.c, x.all)"},
    })  # fmt: skip
    form = a_form(tmp_path, a_sheet("数据", a_block("x", "record", shares="plugged", fields=fields)))
    submission = filled(form, {"x": {"all": "3", "a": "1", "b": "1", "c": "1"}}).submission
    assert [submission.text("x", f"{name}_share") for name in ITEMS] == ["33.34", "33.33", "33.33"]


def test_a_group_on_a_repeated_sheet_is_that_of_its_own_copy(tmp_path: Path) -> None:
    rows = [{"id": name, "label": name} for name in ITEMS]
    columns = fields_of({"amount": "money", "share": {**PERCENT, "formula": "share(row.amount, sheet.all)"}})
    blocks = a_block("head", "record", fields=fields_of({"all": "money"})), a_block("x", "grid", rows=rows, columns=columns, shares="plugged")
    form = a_form(tmp_path, a_sheet("项目{{ n }}", *blocks, repeat="projects"))
    each = {"all": "3", "x": {name: {"amount": "1"} for name in ITEMS}}
    other = {"all": "4", "x": {name: {"amount": amount} for name, amount in zip(ITEMS, ("2", "1", "1"))}}
    exported = filled(form, {"projects": [each, other]}).submission.root
    found = [[str(copy.get("x").get(name).get("share").value) for name in ITEMS] for copy in exported.get("projects")]  # type: ignore
    assert found == [["33.34", "33.33", "33.33"], ["50.00", "25.00", "25.00"]]


def test_the_workbook_and_the_text_say_the_same(tmp_path: Path) -> None:
    form = grid(tmp_path, shares="plugged")
    (form.folders[0] / "notice.md.j2").write_text("占{{ x.a.share | percent }}、{{ x.b.share | percent }}。\n", encoding="utf-8")
    result = filled(form, {"x": {name: {"amount": "1"} for name in ITEMS}})
    assert "占33.34%、33.33%。" in "".join(getattr(block, "text", "") for block in render(result.submission).blocks)
    assert report(result).findings == ()  # what the sheet has stored is what is computed here


def test_a_block_without_percentages_has_none_to_make_add_up(tmp_path: Path) -> None:
    with pytest.raises(FormError, match="没有百分数"):
        a_form(tmp_path, a_sheet("数据", a_block("x", "record", shares="plugged", fields=fields_of({"a": "money"}))))


# Typed shares


def typed(tmp_path: Path, **keys: Any) -> Form:
    rows = [{"id": name, "label": name} for name in ITEMS]
    columns = fields_of({"amount": "money", "share": PERCENT})
    rules = a_rule("X-01", "share_near(row.share, row.amount, y.all)", "占比不符", each="x") + a_rule(
        "X-02", "share_fits(row.share, row.amount, y.all)", "占比有尾差", "warning", each="x", when="share_near(row.share, row.amount, y.all)"
    )
    block = a_block("x", "grid", rows=rows, columns=columns, **keys)
    return a_form(tmp_path, a_sheet("数据", block, a_block("y", "record", fields=fields_of({"all": "money"}))), rules)


@pytest.mark.parametrize(("share", "plugged", "plain"), [("33.33", [], []), ("33.34", [], ["X-02"]), ("33.35", ["X-02"], ["X-01"]), ("33.4", ["X-01"], ["X-01"])])
def test_of_typed_shares_a_plugged_unit_is_let_pass(tmp_path: Path, share: str, plugged: list[str], plain: list[str]) -> None:
    data = {"x": {"a": {"amount": "1000", "share": share}}, "y": {"all": "3000"}}
    assert found(typed(tmp_path, shares="plugged"), data) == plugged
    assert found(typed(tmp_path), data) == plain


# What can't be


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (a_block("x", "record", shares="rounded", fields=fields_of({"a": "money"})), "plugged"),
        (a_block("x", "table", shares="plugged", columns=fields_of({"a": "money", "p": {**PERCENT, "formula": "share(row.a, y.all)"}})), "grid"),
    ],
)
def test_another_word_and_a_table_of_computed_shares_are_mistakes(tmp_path: Path, block: str, said: str) -> None:
    with pytest.raises(FormError) as error:
        a_form(tmp_path, a_sheet("数据", block, a_block("y", "record", fields=fields_of({"all": "money"}))))
    assert "shares" in str(error.value) and said in str(error.value)
