"""Totals: each figure once, whatever a department's workbook holds of its units'; who is counted, who is not and why."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from collecting import HEAD, RULES, SHEETS, across, book, collected, found, the_form
from hypothesis import given
from hypothesis import strategies as st
from making import YEAR, a_form, record

from budgetxl.bureau import Read, Unit
from budgetxl.bureau.collect.across.tree import Tree
from budgetxl.bureau.collect.amounts import Measures
from budgetxl.bureau.collect.figures import Figures
from budgetxl.bureau.collect.totals import chosen, totals_of
from budgetxl.forms import Form, load_form
from budgetxl.workbook import fill

PATHS = ("x.a", "x.b", "all.amount")


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return the_form(tmp_path_factory.mktemp("form"))


@pytest.fixture(scope="module")
def measures(form: Form) -> Measures:
    figures = Figures.of(form)
    return Measures(form, figures, lambda name: figures)


# ── against a naive sum

amounts = st.integers(1, 10**9).map(lambda cents: Decimal(cents).scaleb(-2))
parts = st.fixed_dictionaries(dict.fromkeys(PATHS, amounts))


@st.composite
def a_department(draw: st.DrawFn, number: int) -> tuple[list[Unit], dict[str, Read], list[dict[str, Decimal]]]:
    """A department with its units: the roster's rows, the workbooks that were sent, and the parts that these hold, each once."""
    code = f"{600 + number}"
    own, below = draw(parts), draw(st.lists(parts, max_size=4))
    units = [Unit(code, f"部门{code}", "部门"), *(Unit(f"{code}{place:03}", f"单位{code}之{place}", "单位", code) for place in range(len(below)))]
    sent = [place for place in range(len(below)) if draw(st.booleans())]
    kind = draw(st.sampled_from(["none", "own", "all"]))
    reads = {units[place + 1].code: a_read(below[place]) for place in sent}
    if kind == "all":  # the department's workbook holds its units, also those that sent nothing
        together = [own, *below]
        reads[code] = a_read({path: sum((one[path] for one in together), Decimal(0)) for path in PATHS}, [unit.name for unit in units])
        return units, reads, together
    if kind == "own":
        reads[code] = a_read(own, [units[0].name])
    return units, reads, [below[place] for place in sent] + [own] * (kind == "own")


def a_read(figures: dict[str, Decimal], bodies: list[str] | None = None) -> Read:
    told = {path: str(amount) for path, amount in figures.items()}
    return Read(("a.xlsx",), "", form="tiny", data={"bodies": [{"body": body} for body in bodies or []]}, figures=told)


@given(st.data())
def test_totals_are_the_naive_sum_of_all_parts(measures: Measures, data: st.DataObject) -> None:
    departments = [data.draw(a_department(number)) for number in range(data.draw(st.integers(1, 4)))]
    units = [unit for each, _, _ in departments for unit in each]
    reads = {code: read for _, each, _ in departments for code, read in each.items()}
    naive = {path: sum((part[path] for _, _, held in departments for part in held), Decimal(0)) for path in PATHS}
    tree = Tree(units)
    totals = totals_of(chosen(reads, tree, measures, {}), reads, set(reads), {}, tree, measures, {})
    assert {path: totals.sums.get(path, Decimal(0)) for path in PATHS} == naive
    assert totals.passed == totals.sums
    assert sorted([*totals.counted, *totals.left_out]) == sorted(unit.code for unit in units)


def test_a_department_that_is_the_sum_of_its_units_counts_by_them(form: Form) -> None:
    units = [Unit("601", "甲局", "部门"), Unit("601001", "甲局本级", "", "601"), Unit("601002", "中心", "", "601")]
    figures = [("601", "甲局", "15"), ("601001", "甲局本级", "10"), ("601002", "中心", "5")]
    totals = collected(form, [found(f"{code}.xlsx", book(form, code, name, a=a)) for code, name, a in figures], units).totals
    assert (totals.sums["x.a"], totals.counted) == (15, ("601001", "601002"))
    assert "各单位计入" in totals.left_out["601"]


def test_a_total_of_a_difference_is_the_difference_of_the_totals(tmp_path: Path) -> None:
    change = {"type": "money", "signed": True, "formula": "x.a - x.last_a"}
    made = a_form(tmp_path, record("x", "收支", a="money", last_a="money", change=change))
    units = [Unit("601001", "甲局"), Unit("601002", "乙中心")]
    data = [{"unit": {"name": unit.name, "code": unit.code}, "x": x} for unit, x in zip(units, ({"a": "10", "last_a": "4"}, {"a": "7"}))]
    files = [found(f"{number}.xlsx", fill(made, each, YEAR)) for number, each in enumerate(data)]
    sums = collected(made, files, units).totals.sums
    assert [sums[f"x.{name}"] for name in ("a", "last_a", "change")] == [17, 4, 13]


def test_a_department_that_holds_more_than_its_units_counts_for_them(form: Form) -> None:
    units = [Unit("601", "甲局", "部门"), Unit("601002", "中心", "", "601"), Unit("601003", "二中心", "", "601")]
    files = [found("a.xlsx", book(form, "601", "甲局", a="15", bodies=["甲局", "中心"])), found("b.xlsx", book(form, "601002", "中心", a="5"))]
    totals = collected(form, files, units).totals
    assert (totals.sums["x.a"], totals.counted) == (15, ("601",))
    assert "甲局" in totals.left_out["601002"] and "未报" in totals.left_out["601003"]


def test_a_department_with_its_own_part_only_counts_with_its_units(form: Form) -> None:
    units = [Unit("601", "甲局", "部门"), Unit("601002", "中心", "", "601")]
    files = [found("a.xlsx", book(form, "601", "甲局", a="15", bodies=["甲局"])), found("b.xlsx", book(form, "601002", "中心", a="5"))]
    totals = collected(form, files, units).totals
    assert (totals.sums["x.a"], totals.counted) == (20, ("601", "601002"))


def test_where_nobody_is_named_a_department_with_less_than_its_units_has_its_own_part_only(form: Form) -> None:
    units = [Unit("601", "甲局", "部门"), Unit("601002", "中心", "", "601")]
    files = [found("a.xlsx", book(form, "601", "甲局", a="15", b="1")), found("b.xlsx", book(form, "601002", "中心", a="5", b="2"))]
    assert collected(form, files, units).totals.sums["x.a"] == 20


def test_units_of_units_are_counted_once(measures: Measures) -> None:
    units = [Unit("6", "甲"), Unit("61", "乙", "", "6"), Unit("611", "丙", "", "61")]
    reads = {"6": a_read({"x.a": Decimal(10)}, ["乙"]), "61": a_read({"x.a": Decimal(6)}, ["丙"]), "611": a_read({"x.a": Decimal(4)})}
    assert chosen(reads, Tree(units), measures, {}).counted == ("6",)


def test_a_circle_on_the_roster_ends_and_counts_each_once(measures: Measures) -> None:
    units = [Unit("1", "甲", "", "2"), Unit("2", "乙", "", "1"), Unit("3", "丙", "", "3")]
    reads = {code: a_read({"x.a": Decimal(code)}, ["甲", "乙"]) for code in ("1", "2", "3")}
    tree = Tree(units)
    assert sorted(code for top in tree.tops() for code in tree.below(top)) == ["1", "2", "3"]
    assert "3" in chosen(reads, tree, measures, {}).counted
    assert tree.related("1", "2")


def test_a_roster_of_many_levels_is_no_matter_of_depth(measures: Measures) -> None:
    units = [Unit(str(level), f"第{level}级", "", str(level - 1)) for level in range(3000)]
    assert chosen({"2999": a_read({"x.a": Decimal(1)})}, Tree(units), measures, {}).counted == ("2999",)


# ── what is added up


def test_of_what_has_not_passed_the_figures_are_told_apart(form: Form) -> None:
    units = [Unit("601", "甲"), Unit("602", "乙"), Unit("603", "丙")]
    files = [
        found("a.xlsx", book(form, "601", "甲", a="1")), found("b.xlsx", book(form, "602", "乙", a="2", claimed="3")),
        found("c.xlsx", book(form, "603", "丙", a="4", people="11")),
    ]  # fmt: skip
    totals = collected(form, files, units).totals
    assert (totals.sums["x.a"], totals.passed["x.a"], totals.counted) == (7, 1, ("601", "602", "603"))


def test_years_prices_shares_and_parents_rows_are_not_added_up() -> None:
    figures = Figures.of(load_form("hebei-2027"))
    assert not {"year", "income.growth", "procurement.unit_price", "procurement.quantity", "procurement.budget"} & {*figures.single, *figures.columns}
    assert {"income.total", "expenditure.total", "procurement_total.amount", "procurement.amount", "projects.budget"} <= {*figures.single, *figures.columns}
    assert (figures.last["income.last_total"], figures.last["three_public.abroad.last_amount"]) == (("income.total",), ("three_public.abroad.amount",))
    assert figures.last["assets.buildings.opening_value"] == ("assets.buildings.value",)


def test_a_code_with_codes_below_it_is_not_added_to_them() -> None:
    data = (Path(__file__).parent.parent / "sample_workbooks" / "hebei-2027-demo.xlsx").read_bytes()
    from budgetxl.bureau.collect.reading import Piece, Task, read_task
    from budgetxl.bureau.collect.sending import received

    read = received(read_task(Task((Piece("a.xlsx", data),))))
    assert read.figures["general_spending.basic"] == read.figures["general_spending_total.basic"]


def test_totals_equal_what_another_program_adds_up(form: Form) -> None:
    units = [Unit(f"60{number}", f"单位{number}") for number in range(5)]
    books = [book(form, unit.code, unit.name, a=str(10.01 + place), b="0.33", rows=[("路", None, "1.5"), ("桥", None, str(place))]) for place, unit in enumerate(units)]
    totals = collected(form, [found(f"{place}.xlsx", data) for place, data in enumerate(books)], units).totals
    opened = [openpyxl.load_workbook(io.BytesIO(data), data_only=True) for data in books]
    assert totals.sums["x.a"] == sum(Decimal(str(one["收支"]["B4"].value)) for one in opened)
    rows: list[Any] = [row for one in opened for row in one["项目"].iter_rows(min_row=6, max_row=7, min_col=3, max_col=3, values_only=True)]
    assert totals.sums["t.amount"] == totals.sums["all.amount"] == sum(Decimal(str(value)) for (value,) in rows)


# ── a department and its only unit

SCOPED = (
    "[[sheets]]\nid = \"cover\"\nname = \"封面\"\n[[sheets.blocks]]\nid = \"unit\"\nkind = \"record\"\nfields = [{ id = \"name\", label = \"单位名称\" }, "
    "{ id = \"code\", label = \"单位编码\", type = \"code\" }, { id = \"year\", label = \"预算年度\", type = \"integer\", lift = true }, "
    "{ id = \"scope\", label = \"范围\", own_part = [\"本级\"] }]\n"
)


@pytest.mark.parametrize(("scope", "bodies", "total"), [("本级", [], 20), ("本 级", [], 20), ("全部", [], 10), (None, [], 10), ("本级", ["中心"], 10)])
def test_a_department_with_its_only_units_figures_counts_by_what_it_says_of_its_scope(tmp_path: Path, scope: str | None, bodies: list[str], total: int) -> None:
    form = a_form(tmp_path, SHEETS, RULES, head=HEAD, cover=SCOPED)
    units = [Unit("601", "甲局", "部门"), Unit("601001", "中心", "", "601")]
    rows = [{"body": body} for body in bodies]
    data = {"unit": {"name": "甲局", "code": "601", "scope": scope}, "x": {"a": "10"}, "bodies": rows}
    files = [found("a.xlsx", fill(form, data, YEAR)), found("b.xlsx", fill(form, {"unit": {"name": "中心", "code": "601001"}, "x": {"a": "10"}}, YEAR))]
    collection = collected(form, files, units)
    assert collection.totals.sums["x.a"] == total
    assert across(collection, "601") == (["BUD-19"] if total == 20 else [])
