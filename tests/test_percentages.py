"""Percentages: how exact each is, what a growth on nothing is, and that sheet, rules and text reckon them alike."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, filled, findings, found, record, report
from submissions import FORMS, data_of, loaded

from budgetxl.expressions import evaluate, parse
from budgetxl.expressions.scope import TreeScope
from budgetxl.forms import Form, load_form
from budgetxl.notice import wording
from budgetxl.values import Entry, Group

GROWTH = (
    a_rule("X-01", "growth_near(x.growth, x.this, x.last)", "增长率{written(x.growth)}%不符")
    + a_rule("X-02", "growth_fits(x.growth, x.this, x.last)", "增长率{written(x.growth)}%有尾差", "warning", when="growth_near(x.growth, x.this, x.last)")
)
SHIPPED = (*FORMS, "hebei-2027")


def of_places(tmp_path: Path, keys: dict[str, object], unit: str = "万元", places: int | None = None, rules: str = GROWTH) -> Form:
    """A form with this year's and last year's figure and a percentage that has these keys."""
    fields = fields_of({"this": "money", "last": "money", "growth": {"type": "percent", "signed": True, **keys}})
    block = {"unit": unit, "fields": fields, **({} if places is None else {"places": places})}
    return a_form(tmp_path, a_sheet("数据", a_block("x", "record", **block)), rules)


def told(form: Form, growth: str | None, this: str, last: str) -> list[str]:
    return found(form, {"x": {"this": this, "last": last, "growth": growth}})


@pytest.mark.parametrize(
    ("growth", "this", "last", "rules"),
    [
        # two places are two places, zeros among them
        ("20", "120.43", "100", ["X-01"]),
        ("20.43", "120.43", "100", []),
        ("5.4", "1053.8", "1000", ["X-01"]),
        ("5.38", "1053.8", "1000", []),
        ("-20", "80.37", "100", ["X-01"]),
        ("0", "100.03", "100", ["X-01"]),
        # cut off instead of rounded: one unit of the last place
        ("6.04", "5512.45", "5198.09", ["X-02"]),
        ("6.05", "5512.45", "5198.09", []),
        ("6.06", "5512.45", "5198.09", ["X-02"]),
        ("6.07", "5512.45", "5198.09", ["X-01"]),
        # small figures are rounded themselves: 0.50 to 0.62 is 22.22% to 25.86%
        ("22.22", "0.62", "0.5", []),
        ("24", "0.62", "0.5", []),
        ("22.2", "0.62", "0.5", []),
        ("21", "0.62", "0.5", ["X-01"]),
        ("27", "0.62", "0.5", ["X-01"]),
        # a percentage that is written finer than the field asks is held to what it says
        ("6.048", "5512.45", "5198.09", []),
        ("6.052", "5512.45", "5198.09", ["X-01"]),
    ],
)
def test_a_growth_of_two_places(tmp_path: Path, growth: str, this: str, last: str, rules: list[str]) -> None:
    assert told(of_places(tmp_path, {"places": 2}), growth, this, last) == rules


@pytest.mark.parametrize(("keys", "rules"), [({"places": 0}, []), ({"places": 1}, ["X-01"]), ({"decimals": 1}, ["X-01"]), ({}, [])])
def test_without_places_those_that_the_cell_shows_count(tmp_path: Path, keys: dict[str, object], rules: list[str]) -> None:
    """8 for 7.83: as a whole number right; in a cell that shows 8.0 wrong; a cell that shows what is typed shows 8."""
    assert told(of_places(tmp_path, keys), "8", "107.83", "100") == rules


def test_figures_are_as_exact_as_their_block_prints_them(tmp_path: Path) -> None:
    """To the whole 元, 3 to 4 may be 2.5 to 4.5: a growth of 20% fits; to the cent it does not."""
    keys = {"places": 2}
    assert told(of_places(tmp_path, keys, "元", 0), "45", "4", "3") == []
    assert told(of_places(tmp_path, keys, "元", 2), "45", "4", "3") == ["X-01"]
    assert told(of_places(tmp_path, keys, "元", 0), "90", "4", "3") == ["X-01"]


@pytest.mark.parametrize(
    ("growth", "this", "last", "rules"),
    [
        ("100", "5", "0", ["X-01"]), ("0", "5", "0", ["X-01"]), ("-100", "0", "0", ["X-01"]),
        (None, "5", "0", []), ("0", "0", "0", []), (None, "0", "0", []), ("100", "0.004", "0.001", ["X-01"]),
        ("-100", "0", "5", []), ("0", "0", "5", ["X-01"]),
    ],
)  # fmt: skip
def test_on_nothing_there_is_no_growth(tmp_path: Path, growth: str | None, this: str, last: str, rules: list[str]) -> None:
    assert [rule for rule in told(of_places(tmp_path, {"places": 2}), growth, this, last) if rule.startswith("X-")] == rules


def test_a_growth_of_things_that_are_counted_is_exact(tmp_path: Path) -> None:
    sheet = record("x", this="integer", last="integer", growth={"type": "percent", "places": 2})
    form = a_form(tmp_path, sheet, a_rule("X-01", "growth_fits(x.growth, x.this, x.last)"))
    assert found(form, {"x": {"this": "4", "last": "3", "growth": "33.33"}}) == []
    assert found(form, {"x": {"this": "4", "last": "3", "growth": "33.4"}}) == ["X-01"]


@pytest.mark.parametrize(("growth", "fits"), [("150", True), ("-150", False)])
def test_the_growth_of_a_negative_figure_is_by_its_size(growth: str, fits: bool) -> None:
    assert evaluate(parse(f"growth_fits({growth}, 1, -2)"), TreeScope(Group({}))) is fits


@pytest.mark.parametrize(("share", "rules"), [("33.33", []), ("33.3", ["X-01"]), ("33", ["X-01"])])
def test_a_share_is_held_to_the_places_of_its_field(tmp_path: Path, share: str, rules: list[str]) -> None:
    sheet = record("x", part="money", whole="money", share={"type": "percent", "places": 2})
    form = a_form(tmp_path, sheet, a_rule("X-01", "share_fits(x.share, x.part, x.whole)"))
    assert found(form, {"x": {"part": "1000", "whole": "3000", "share": share}}) == rules


def test_a_percentage_has_the_places_of_its_field_on_the_sheet_and_where_it_is_compared(tmp_path: Path) -> None:
    keys = {"type": "percent", "signed": True, "places": 1}
    sheet = record("x", this="money", last="money", growth={**keys, "formula": "growth(x.this, x.last)"}, typed=keys)
    form = a_form(tmp_path, sheet, a_rule("X-01", "x.typed == growth(x.this, x.last)"))
    result = filled(form, {"x": {"this": "112.345", "last": "100", "typed": "12.3"}})
    assert result.submission.text("x", "growth") == "12.3"
    assert [finding.rule for finding in report(result).findings] == []
    assert found(form, {"x": {"this": "112.345", "last": "100", "typed": "12.4"}}) == ["X-01"]


@pytest.mark.parametrize("form", SHIPPED)
def test_each_percentage_of_a_shipped_form_says_its_places(form: str) -> None:
    fields = [place for place in load_form(form).compiled.places.values() if place.field.kind.reading == "percent"]
    assert [place.path for place in fields if place.field.places is None] == []


# Sheet, rule and text


FIGURES = [("7.32", "154.92"), ("1", "3"), ("2", "3"), ("0.125", "100"), ("-10.5", "77"), ("2.675", "100"), ("0", "5"), ("1.005", "100"), ("12.345", "100")]


@pytest.mark.parametrize("places", [0, 1, 2, 3])
@pytest.mark.parametrize(("part", "whole"), FIGURES)
def test_the_text_rounds_a_share_and_a_growth_as_the_sheet_does(tmp_path: Path, part: str, whole: str, places: int) -> None:
    given = {"a": Entry(Decimal(part)), "b": Entry(Decimal(whole))}
    percent = {"type": "percent", "signed": True, "places": places}
    fields = {"share": {**percent, "formula": "share(x.a, x.b)"}, "growth": {**percent, "formula": "growth(x.a, x.b)"}}
    form = a_form(tmp_path, record("x", a={"type": "money", "signed": True}, b="money", **fields))
    scope = TreeScope(Group({"x": Group(given)}))
    share, growth = (evaluate(form.compiled.places["x", name].field.formula.expression, scope) for name in fields)
    assert wording.share(given["a"], given["b"], places) == wording.percent(share, places)
    assert wording.percent(wording.growth(given["a"], given["b"]), places) == wording.percent(growth, places)


def test_half_of_the_last_place_is_rounded_up_everywhere() -> None:
    scope = TreeScope(Group({"x": Group({"a": Entry(Decimal("0.125")), "b": Entry(Decimal(100))})}))
    assert evaluate(parse("share(x.a, x.b)"), scope) == Decimal("0.13")
    assert wording.share(Decimal("0.125"), Decimal(100)) == "0.13%"
    assert wording.percent(wording.growth(Decimal("99.875"), Decimal(100))) == "-0.13%"


# The published forms


@pytest.mark.parametrize(
    ("growth", "change", "rules"),
    [
        ("100", "610", ["BUD-28"]),  # last year nothing: told in words, and once
        (None, "610", []),
        ("5", "30.5", []),
        ("6", "30.5", ["BUD-10"]),
        ("7", "30.5", ["BUD-25"]),
    ],
)
def test_a_growth_that_is_typed_is_told_once(growth: str | None, change: str, rules: list[str]) -> None:
    form = "shijiazhuang-hitech-2020"
    data = data_of(form, {"change.basic": change, "change.basic_growth": growth})
    said = [finding for finding in findings(loaded(form), data) if finding.rule in ("BUD-10", "BUD-25", "BUD-28")]
    assert [finding.rule for finding in said] == rules
    assert all("没有可比性" in finding.message for finding in said if finding.rule == "BUD-28")
