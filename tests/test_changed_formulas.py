"""A formula's cell that shows another figure: 公式被改过 and 显示值过时 are told apart where that is sure, and not where it isn't."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_sheet, fields_of, record, table
from mangle import Book, edited
from test_manglings import MANGLINGS, Mangling, mangled

from budgetxl.forms import Form
from budgetxl.values import Finding
from budgetxl.workbook import fill, read
from budgetxl.workbook.read.formulas import Unsure, value_of_formula
from budgetxl.workbook.read.formulas.arithmetic import Book as Cells
from budgetxl.xlsx import RawCell, RawSheet, RawWorkbook

SHEETS = record("x", a="money", b="money", c="money", p="percent", sum={"type": "money", "formula": "sum(x.a, x.b)"}, twice={"type": "money", "formula": "x.sum * 2"})
SHEETS += table("t", "明细", name="text", count="integer", price="money", amount={"type": "money", "formula": "row.count * row.price"})
DATA: dict[str, Any] = {
    "x": {"a": "10", "b": "5", "c": "3", "p": "20"},
    "t": [{"name": "桌", "count": "2", "price": "3"}, {"name": "椅", "count": "4", "price": "5"}, {"name": "灯", "count": "6", "price": "7"}],
}
SUM, TWICE, AMOUNT = "B8", "B9", "D5"  # of which the form makes 15, 30 and 6


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return a_form(tmp_path_factory.mktemp("forms"), SHEETS)


@pytest.fixture(scope="module")
def sent(form: Form) -> bytes:
    data = fill(form, DATA, 2022)
    cells = read(data, form).submission.cells
    assert [str(cells.get(key).entry.at) for key in (("x", "sum"), ("x", "twice"), ("t", 0, "amount"))] == [f"数据!{SUM}", f"数据!{TWICE}", f"明细!{AMOUNT}"]  # type: ignore[union-attr]
    return data


def told(form: Form, data: bytes, *changes: Callable[[Book], object]) -> list[Finding]:
    return [one for one in read(edited(data, *changes), form).findings if one.rule == "META-07"]


def kind(finding: Finding) -> str:
    if "已过时或公式被改过" in finding.message:
        return "unsure"
    return "changed" if "公式被改过" in finding.message else "outdated" if "已过时" in finding.message else finding.message


#: What somebody made of the sum of a (10) and b (5), and what it gives.
CHANGED = [
    ("SUM(B4:B5)+1", 16), ("B4+B5+1", 16), ("$B$4+B$5-0.5", 14.5), ("SUM(B4:B6)", 18), ("B4", 10), ("B4+B6", 13), ("MAX(B4:B5)", 10),
    ("AVERAGE(B4,B5)", 7.5), ("B4*B5", 50), ("'数据'!B4+数据!B6", 13), ("IF(COUNT(B4:B5)=0,\"\",SUM(B4:B5)*1.1)", 16.5), ("-(B4-B5)", -5),
    ("ROUND(SUM(B4:B5)/10,0)*10", 20), ("x.a+x.c", 13), ("SUM(B4:B5)*50%", 7.5), ("12", 12), ("2*6", 12), (" SUM( B4 , B5 , 3 ) ", 18),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "gives"), CHANGED)
def test_a_formula_that_gives_what_it_shows_and_not_what_the_form_makes_was_changed(formula: str, gives: float, form: Form, sent: bytes) -> None:
    (finding,) = told(form, sent, lambda k: k.formula("数据", SUM, formula, gives), lambda k: k.result("数据", TWICE, gives * 2))
    assert (kind(finding), finding.severity, str(finding.cells[0])) == ("changed", "warning", f"数据!{SUM}")
    assert formula.strip() in finding.message and "15" in finding.message


#: The same sum however it is written, with a result that is out of date.
SAME = [
    "SUM(B4:B5)", "B4+B5", "$B$5+$B$4", "SUM(x.a,x.b)", "x.a+x.b", "IF(COUNT(B4,B5)=0,\"\",SUM(B4,B5))", "ROUND(SUM('数据'!B4:B5),6)",
    "IF(NOT(ISNUMBER(B4)),0,B4)+B5", "SUM(B4:B5)+0", "IF(AND(B4>0,B5<=5),15,0)",
]  # fmt: skip


@pytest.mark.parametrize("formula", SAME)
def test_a_formula_that_gives_what_the_form_makes_but_shows_something_else_is_out_of_date(formula: str, form: Form, sent: bytes) -> None:
    (finding,) = told(form, sent, lambda k: k.formula("数据", SUM, formula, 99), lambda k: k.result("数据", TWICE, 198))
    assert (kind(finding), str(finding.cells[0])) == ("outdated", f"数据!{SUM}")
    assert "重新保存" in finding.message


def test_the_forms_own_formula_with_an_old_result_is_out_of_date(form: Form, sent: bytes) -> None:
    (finding,) = told(form, sent, lambda k: k.result("数据", SUM, 99), lambda k: k.result("数据", TWICE, 198))
    assert kind(finding) == "outdated"


@pytest.mark.parametrize("formula", SAME)
def test_another_spelling_with_its_own_result_says_nothing(formula: str, form: Form, sent: bytes) -> None:
    assert told(form, sent, lambda k: k.formula("数据", SUM, formula, 15)) == []


#: Nothing is sure of these: they show what nobody here can work out, or what no working out explains.
UNSURE = [
    ("OFFSET(B4,0,0)+1", 11), ("SUM(B4:B5)+1", 77), ("SUM([1]甲!B4:B5)", 20), ("没有这个名字+1", 20), ("SUMIF(B4:B5,\">5\")", 10), ("B4&\"\"", 10),
    ("SUM(B4:B5", 20), ("B4/0", 20), ("B4^2", 100), ("{1,2}", 20), ("SUM(B4:B5)+0.001", 15.001), ("(" * 200 + "1" + ")" * 200, 1), ("1+" * 4000 + "1", 20),
    ("SUM(A1:ZZ99999)", 20), ("数据外!B4", 20), ("IF(B4)", 20), ("ROUND(B4,0.5)", 20), ("A4+1", 20), ("", 20), ("B4 B5", 20), ("+", 20), ("#REF!+1", 20),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "gives"), UNSURE, ids=[formula[:20] for formula, _ in UNSURE])
def test_what_is_not_sure_is_told_as_either(formula: str, gives: float, form: Form, sent: bytes) -> None:
    (finding,) = told(form, sent, lambda k: k.formula("数据", SUM, formula, gives), lambda k: k.result("数据", TWICE, gives * 2))
    assert kind(finding) == "unsure"


def test_the_hint_names_the_formula_of_the_form(form: Form, sent: bytes) -> None:
    (finding,) = told(form, sent, lambda k: k.formula("数据", SUM, "SUM(B4:B5)+1", 16), lambda k: k.result("数据", TWICE, 32))
    assert "a" in finding.hint and "b" in finding.hint and finding.hint.startswith("表样的公式：")


def test_the_hint_names_a_cell_of_the_column_that_is_in_order(form: Form, sent: bytes) -> None:
    (finding,) = told(form, sent, lambda k: k.formula("明细", AMOUNT, "B5*C5+1", 7))
    assert kind(finding) == "changed" and "明细!D6" in finding.hint


def test_no_cell_is_named_that_is_not_in_order_itself(form: Form, sent: bytes) -> None:
    found = told(form, sent, lambda k: k.formula("明细", "D5", "B5*C5+1", 7), lambda k: k.formula("明细", "D6", "B6*C6+2", 22))
    assert [(kind(one), "明细!D7" in one.hint) for one in found] == [("changed", True), ("changed", True)]


def test_rows_inserted_and_sheets_renamed_are_allowed_for(form: Form, sent: bytes) -> None:
    moved = (lambda k: k.insert_rows("数据", 2, 3), lambda k: k.rename("数据", "改了名"))
    (finding,) = told(form, sent, *moved, lambda k: k.formula("改了名", "B11", "SUM(B7:B8)+1", 16), lambda k: k.result("改了名", "B12", 32))
    assert (kind(finding), str(finding.cells[0])) == ("changed", "改了名!B11")
    (finding,) = told(form, sent, *moved, lambda k: k.formula("改了名", "B11", "改了名!B7+B8", 99), lambda k: k.result("改了名", "B12", 198))
    assert kind(finding) == "outdated"


def test_of_a_formula_that_several_cells_share_nothing_is_sure(form: Form, sent: bytes) -> None:
    same = (lambda k: k.formula("明细", "D5", "B5*C5+1", 7), lambda k: k.formula("明细", "D6", "B5*C5+1", 7))
    assert {kind(one) for one in told(form, sent, *same)} == {"unsure"}


@pytest.mark.parametrize("typed", ["12 万元", "１２"])
def test_a_number_stored_as_text_makes_no_formula_a_changed_one(typed: str, form: Form, sent: bytes) -> None:
    found = told(form, sent, lambda k: k.put("数据", "B4", typed), lambda k: k.result("数据", SUM, 5), lambda k: k.result("数据", TWICE, 10))
    assert "changed" not in map(kind, found)


def test_a_percentage_that_is_read_as_it_is_shown_makes_no_formula_a_changed_one(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", p="percent", q={"type": "percent", "formula": "x.p * 2"}))
    data = fill(form, {"x": {"p": "20"}}, 2022)
    at = read(data, form).submission.cells.get(("x", "p"))
    assert at is not None and at.entry.at is not None
    cell, total = at.entry.at.cell, f"B{at.entry.at.row + 1}"
    book = Book(data)
    style = book.style("0%")
    book.put("数据", cell, 0.25, style=style)
    book.result("数据", total, 0.5)
    found = [one for one in read(bytes(book), form).findings if one.rule == "META-07"]
    assert [kind(one) for one in found] == ["unsure"]


def test_a_formula_of_an_earlier_version_of_the_form_is_none_that_was_changed(tmp_path: Path) -> None:
    def of(formula: str, version: str) -> Form:
        return a_form(tmp_path, record("x", a="money", b="money", sum={"type": "money", "formula": formula}), head=f'version = "{version}"\n')

    data = fill(of("x.a - x.b", "1"), {"x": {"a": "10", "b": "5"}}, 2022)
    found = [one for one in read(data, of("x.a + x.b", "2")).findings if one.rule == "META-07"]
    assert [kind(one) for one in found] == ["unsure"]


def test_many_results_out_of_date_are_one_finding_and_each_changed_formula_its_own(form: Form, tmp_path: Path) -> None:
    rows = [{"name": f"甲{n}", "count": str(n), "price": "2"} for n in range(1, 8)]
    data = fill(form, {"t": rows}, 2022)
    old = [lambda k, n=n: k.result("明细", f"D{n}", 99 + n) for n in range(5, 10)]
    found = told(form, data, *old, lambda k: k.formula("明细", "D10", "B10*C10+1", 13))
    assert [(kind(one), len(one.cells)) for one in found] == [("changed", 1), ("outdated", 5)]


def test_a_total_of_parent_codes_that_was_changed_is_told(tmp_path: Path) -> None:
    keys = {"rollup": {"column": "code", "leaf": 5}}
    sheets = a_sheet("科目表", a_block("t", "table", rows=6, **keys, columns=fields_of({"code": "code", "amount": "money"})))
    form = a_form(tmp_path, sheets)
    data = fill(form, {"t": [{"code": "201"}, {"code": "20101", "amount": "3"}, {"code": "20102", "amount": "4"}]}, 2022)
    cell = read(data, form).submission.cells.get(("t", 0, "amount"))
    assert cell is not None and cell.entry.at is not None and cell.entry.value == 7
    row = cell.entry.at.row
    (finding,) = told(form, data, lambda k: k.formula("科目表", cell.entry.at.cell, f"B{row + 1}", 3))  # type: ignore[union-attr]
    assert kind(finding) == "changed"


# ── the arithmetic itself


def cells(**values: Any) -> RawWorkbook:
    from budgetxl.values import parse_cell

    kinds = {str: "text", bool: "boolean"}
    found = {parse_cell(at): RawCell(kinds.get(type(value), "number"), value) for at, value in values.items()}  # type: ignore[arg-type]
    return RawWorkbook((RawSheet("表", "visible", found),), (), {})  # type: ignore[arg-type]


def test_arithmetic_is_that_of_excel() -> None:
    from decimal import Decimal as D

    book = Cells(cells(A1=D(2), A2=D(3), A3="字", A4=True))
    cases = {
        "1+2*3": D(7), "(1+2)*3": D(9), "-A1+A2": D(1), "10%": D("0.1"), "A9+1": D(1), "SUM(A1:A3,A9)": D(5), "SUM(A1,A2,4)": D(9), "COUNT(A1:A3)": D(2),
        "MAX(A8:A9)": D(0), "MIN(A1:A2)": D(2), "ABS(-3)": D(3), "ROUND(2.5,0)": D(3), "ROUND(-2.5,0)": D(-3), "IF(A1<A2,1,2)": D(1), "A1=A2": False,
        "A1<>A2": True, 'A9=""': True, 'A3="字"': True, "NOT(TRUE)": False, "OR(FALSE,A1=2)": True, "AND(TRUE,A1=3)": False, "AVERAGE(A1:A2)": D("2.5"),
        "ISNUMBER(A3)": False, "A1>=2": True, "A1-A2-1": D(-2), "12/4/3": D(1),
    }  # fmt: skip
    assert {formula: value_of_formula(formula, "表", book)[0] for formula in cases} == cases


@pytest.mark.parametrize("formula", ["A3+1", "A4+1", "SUM(A1:A9)", "COUNT(A4)", "IF(A3,1,2)", "SUM(A1", "A1:A2", "A1:A2+1", "1/0", "NOPE(1)", "1=", '"a"+1', "别的!A1", "SUM(1:2)"])
def test_arithmetic_is_unsure_of_the_rest(formula: str) -> None:
    from decimal import Decimal as D

    with pytest.raises(Unsure):
        value_of_formula(formula, "表", Cells(cells(A1=D(2), A2=D(3), A3="字", A4=True)))


@pytest.mark.parametrize("sample", sorted((Path(__file__).parent.parent / "sample_workbooks").glob("*.xlsx")), ids=lambda path: path.stem)
def test_what_is_understood_of_the_forms_own_formulas_gives_what_the_form_makes(sample: Path) -> None:
    result = read(sample.read_bytes())
    book, understood = Cells(result.raw), 0
    for cell in result.submission.cells:
        if cell.computed and cell.entry.at is not None:
            held = book.sheets[cell.entry.at.sheet.lower()].cells[cell.entry.at.row, cell.entry.at.column]
            try:
                value, _ = value_of_formula(held.formula or "", cell.entry.at.sheet, book)
            except Unsure:
                continue
            understood += 1
            assert round(value or 0, 9) == round(cell.entry.value or 0, 9) if not isinstance(value, str) else value == (cell.entry.value or ""), str(cell.entry.at)  # type: ignore[arg-type, call-overload]
    assert understood > 10


# ── what the program counts and the form's own formula does not: nobody has changed anything

TOTALLED = a_sheet("明细", a_block("t", "table", rows=5, columns=fields_of({"name": "text", "amount": "money"}), totals=[{"id": "all", "label": "合计"}]))
TOTALLED += a_sheet("项目{{ n }}", a_block("p", "record", fields=fields_of({"name": "text", "cost": "money"})), id="project", repeat="projects")
TOTALLED += record("y", "汇总", costs={"type": "money", "formula": "sum(projects.cost)"})
ROWS: dict[str, Any] = {
    "t": [{"name": "桌", "amount": "2"}, {"name": "椅", "amount": "4"}], "projects": [{"name": "路", "cost": "3"}, {"name": "桥", "cost": "5"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def totalled(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return a_form(tmp_path_factory.mktemp("forms"), TOTALLED)


def addresses(form: Form, data: bytes) -> dict[Any, Any]:
    return {cell.key: cell.entry.at for cell in read(data, form).submission.cells if cell.entry.at is not None}


def test_items_that_the_range_does_not_reach_make_no_formula_a_changed_one(totalled: Form) -> None:
    data = fill(totalled, ROWS, 2022)
    at = addresses(totalled, data)
    first = at["t", 0, "amount"]
    below = (lambda k: k.put("明细", f"A{first.row + 8}", "灯"), lambda k: k.put("明细", f"B{first.row + 8}", 7))
    total = at["all", "amount"]
    assert total.row < first.row
    above = (lambda k: k.insert_rows("明细", first.row), lambda k: k.put("明细", f"A{first.row}", "灯"), lambda k: k.put("明细", f"B{first.row}", 7))
    moved = (*above, lambda k: k.formula("明细", total.cell, f"SUM(B{first.row + 1}:B{first.row + 5})", 6))  # as a spreadsheet moves it
    for changes in (below, moved):
        found = told(totalled, data, *changes)
        assert [kind(one) for one in found] == ["unsure"], changes


def test_a_total_among_the_items_makes_no_formula_a_changed_one(totalled: Form) -> None:
    data = fill(totalled, ROWS, 2022)
    at = addresses(totalled, data)
    row = at["t", 1, "amount"].row + 1
    total = at["all", "amount"]
    found = told(totalled, data, lambda k: k.put("明细", f"A{row}", "小计"), lambda k: k.put("明细", f"B{row}", 6), lambda k: k.result("明细", total.cell, 12))
    assert [kind(one) for one in found] == ["unsure"]


def test_a_copied_sheet_makes_no_formula_a_changed_one(totalled: Form) -> None:
    data = fill(totalled, ROWS, 2022)
    assert [kind(one) for one in told(totalled, data, lambda k: k.copy("项目2", "项目2 (2)"))] == ["unsure"]


def test_a_formula_over_cells_that_are_no_values_is_unsure_where_these_are_calculated(form: Form, sent: bytes) -> None:
    helper = (lambda k: k.formula("数据", "H1", "B4+B5", 20), lambda k: k.formula("数据", SUM, "H1", 20), lambda k: k.result("数据", TWICE, 40))
    assert [kind(one) for one in told(form, sent, *helper)] == ["unsure"]


def test_a_formula_over_a_cell_that_somebody_typed_beside_was_changed(form: Form, sent: bytes) -> None:
    beside = (lambda k: k.put("数据", "H1", 4), lambda k: k.formula("数据", SUM, "SUM(B4:B5)+H1", 19), lambda k: k.result("数据", TWICE, 38))
    assert [kind(one) for one in told(form, sent, *beside)] == ["changed"]


def test_a_range_that_somebody_shortened_was_changed(totalled: Form) -> None:
    data = fill(totalled, ROWS, 2022)
    at = addresses(totalled, data)
    total, first = at["all", "amount"], at["t", 0, "amount"]
    found = told(totalled, data, lambda k: k.formula("明细", total.cell, f"SUM({first.cell}:{first.cell})", 2))
    assert [kind(one) for one in found] == ["changed"]


@pytest.mark.parametrize("mangling", MANGLINGS, ids=lambda m: m.what)
def test_nothing_that_people_do_to_a_workbook_makes_its_formulas_changed_ones(mangling: Mangling) -> None:
    assert [one.message for one in mangled(mangling.what).findings if "公式被改过：" in one.message] == []
