"""The worked form: a county's tables as official ones look, filled in, checked, read back after what people do, printed.

Its tables are in 元 with codes in three columns, totals at the foot, incomes beside spending, 三公 in one row in 万元.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from mangle import Book, edited
from test_roundtrip import ANY_TEXT, EXAMPLES, HARD_TEXTS, QUICK, comes_back, submissions, trimmed
from worked_form import HOME as WORKED
from worked_form import YEAR, cell, data, data_of, example, form, grave, with_typed, workbook

from budgetxl.checks import check_result
from budgetxl.cli.app import OK, run
from budgetxl.notice import render
from budgetxl.notice.document import Document, Table
from budgetxl.notice.writers import FORMATS, to_text
from budgetxl.workbook import export, fill, read

GENERAL, PROJECTS, BALANCE, THREE_PUBLIC = "表5一般公共预算支出", "项目支出", "表1收支总表", "表9三公和机关运行"
Change = Callable[[Book], object]


# ── the form and its example


def test_forms_check_finds_no_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["forms", "check", str(WORKED)]) == OK
    assert "没有错误" in capsys.readouterr().out


def test_the_example_is_filled_in_and_exported_as_it_is() -> None:
    assert export(read(workbook(), form()).submission) == example()


def test_the_example_has_no_finding_and_nothing_was_corrected() -> None:
    result = read(workbook(), form())
    assert check_result(result).findings == () and not result.corrections and not result.account.unread


def test_computed_values_need_not_be_given() -> None:
    typed_in = {"code", "special_account", "unit_funds", "other_basic", "other_project"}
    bare = {**data(), **{name: [{k: v for k, v in row.items() if k in typed_in} for row in data()[name]] for name in ("income", "spending")}}
    for name in ("balance_income", "balance_spending", "fiscal_income", "fiscal_spending", "income_total", "spending_total"):
        del bare[name]
    assert fill(form(), bare, YEAR) == workbook()


# ── planted errors: at least one in each table, found on its cell


class Planted(NamedTuple):
    wrong: str
    typed: dict[str, Any]
    rule: str
    cell: str


PLANTED = [Planted(*row) for row in (
    ("表1: a figure stands in the place of a formula", {"balance_spending.class_201.amount": 5000000}, "META-07", "balance_spending.class_201.amount"),
    ("表1: the total of the incomes is typed", {"balance_income.total.amount": 9620000}, "X-02", "balance_income.total.amount"),
    ("表2: a digit of other funds is lost", {"income[3].special_account": 3000}, "X-06", "income[3].special_account"),
    ("表2: a 项 is another one", {"income[3].code/2": "03"}, "X-07", "income[3].code"),
    ("表2: a 项 stands twice", {"income[3].code/2": "01"}, "T2-02", "income[3].code"),
    ("表3: a digit too many of other funds' projects", {"spending[14].other_project": 500000}, "X-06", "spending[14].other_project"),
    ("表4: a figure stands in the place of a formula", {"fiscal_spending.class_208.general": 900000}, "META-07", "fiscal_spending.class_208.general"),
    ("表5: digits of a basic expenditure change places", {"general[2].basic": 4862350}, "X-10", "general_total.basic"),
    ("表5: a basic expenditure is typed in 万元", {"general[2].basic": 482.635}, "X-10", "general[2].basic"),
    ("表5: a 类 is another one", {"general[2].code/0": "202"}, "X-52", "general[2].code"),
    ("表5: a 项 is missing", {"general[3].code/2": None}, "T5-02", "general[3].code"),
    ("表6: digits of a salary change places", {"basic[1].personnel": 1290400}, "X-10", "general_total.basic"),
    ("表6: a part of a code is too long", {"basic[2].code/1": "302"}, "META-06", "basic[2].code/1"),
    ("表7: less is spent than was carried forward", {"fund[2].project": 90000}, "T7-05", "fund[2].project"),
    ("表7: a nought too many", {"fund[2].project": 9000000}, "P-04", "spending[16].project"),
    ("表8: the table is empty and nobody says so", {"capital_statement.empty": None}, "T8-09", "capital_statement.empty"),
    ("表5: a full table is said to be empty", {"general_statement.empty": "没有这一类预算，本表为空表。"}, "T5-09", "general_statement.empty"),
    ("表9: the reception costs are a tenth", {"three_public.reception": 0.05}, "T9-03", "three_public.reception"),
    ("表9: a figure is typed in 元", {"three_public.running": 50000}, "T9-10", "three_public.total"),
    ("表9: the operating costs are typed in 元", {"three_public.operating_costs": 999500}, "T9-06", "three_public.operating_costs"),
    ("projects: a nought is lost", {"project_spending[1].general": 40000}, "P-04", "project_spending[1].total"),
    ("projects: a 项 is missing", {"project_spending[1].subject/2": None}, "P-01", "project_spending[1].subject"),
    ("assets: the offices are worth more than all buildings", {"assets.offices.value": 34800000}, "A-02", "assets.offices.value"),
    ("assets: an added row has no name", {"other_assets[0].label": None}, "A-04", "other_assets[0].label"),
)]  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.wrong)
def test_a_planted_error_is_found_on_its_cell(planted: Planted) -> None:
    found = {(finding.rule, str(at)) for finding in grave(with_typed(planted.typed)) for at in finding.cells}
    assert (planted.rule, cell(planted.cell)) in found


def test_an_error_is_planted_in_each_of_the_nine_tables() -> None:
    assert {f"表{number}" for number in range(1, 10)} <= {planted.wrong.partition(":")[0] for planted in PLANTED}


# ── what people do to the workbook


def no_names(book: Book) -> None:
    book.drop_names()


def other_sheet_names(book: Book) -> None:
    for number, name in enumerate(list(book.files)):
        book.rename(name, f"Sheet{number + 1}")


def row_below(path: str, by: int = 1) -> int:
    return int("".join(filter(str.isdigit, cell(path).rpartition("!")[2]))) + by


def rows_inserted(book: Book) -> None:
    """Two rows in the midst of 表5 and one at the end of 项目支出, just above its total; an item in each."""
    first = row_below("general[2].code")
    book.insert_rows(GENERAL, first, 2)
    for column, text in zip("ABC", ("201", "03", "50")):
        book.put(GENERAL, f"{column}{first}", text)
    book.put(GENERAL, f"F{first}", 100)
    last = row_below("project_spending_total.total", 0)
    book.insert_rows(PROJECTS, last)
    for column, text in zip("BCDE", ("应急处置", "224", "01", "01")):
        book.put(PROJECTS, f"{column}{last}", text)
    book.put(PROJECTS, f"G{last}", 100)


def with_rows_inserted() -> dict[str, Any]:
    """The rows that staff typed there, without what is computed of them."""
    return {"general": {"code": "2010350", "basic": "100"}, "project_spending": {"name": "应急处置", "subject": "2240101", "general": "100"}}


def numbers_for_parts(book: Book) -> None:
    """3 for 03 in the 款 and the 项 of all of 表5."""
    for row in range(row_below("general[0].code", 0), row_below("general[0].code", 0) + len(data()["general"])):
        for column in "BC":
            text = book.text(GENERAL, f"{column}{row}")
            if text:
                book.put(GENERAL, f"{column}{row}", int(text))


def row_of_numbers(sheet: str, above: str, cells: dict[str, object], book: Book) -> None:
    """A row that numbers the columns, typed above the first row of figures."""
    row = row_below(above, 0)
    book.insert_rows(sheet, row)
    for column, value in cells.items():
        book.put(sheet, f"{column}{row}", value)


def numbered_by_hand(book: Book) -> None:
    row_of_numbers(GENERAL, "general[0].code", {"A": "栏次", "D": 1, "E": "2=3+4", "F": 3, "G": 4}, book)
    row_of_numbers(BALANCE, "balance_income.fiscal.amount", {"A": "栏次", "B": 1, "C": "栏次", "D": 2}, book)


MANGLED: dict[str, tuple[Change, ...]] = {
    "the names are lost": (no_names,),
    "the sheets have other names": (other_sheet_names,),
    "the sheets have other names and the names are lost": (other_sheet_names, no_names),
    "3 stands for 03": (numbers_for_parts,),
    "3 stands for 03 and the names are lost": (numbers_for_parts, no_names),
    "column numbers are typed below the headings": (numbered_by_hand,),
    "column numbers are typed below the headings and the names are lost": (numbered_by_hand, no_names),
    "blank rows are inserted above the totals": (
        lambda book: book.insert_rows(GENERAL, row_below("general_total.basic", 0), 2),
        lambda book: book.insert_rows(BALANCE, row_below("balance_income.current.amount", 0), 2),
    ),
    "blank rows are inserted above the totals and the names are lost": (
        lambda book: book.insert_rows(GENERAL, row_below("general_total.basic", 0), 2),
        lambda book: book.insert_rows(BALANCE, row_below("balance_income.current.amount", 0), 2),
        no_names,
    ),
    "a row is inserted above the headings": (lambda book: book.insert_rows(GENERAL, 6), lambda book: book.insert_rows(THREE_PUBLIC, 4), no_names),
}


@pytest.mark.parametrize("what", MANGLED)
def test_the_workbook_reads_the_same_when(what: str) -> None:
    result = read(edited(workbook(), *MANGLED[what]), form())
    assert data_of(result) == data() and grave(result) == [] and not result.account.unread


@pytest.mark.parametrize("names", [(), (no_names,)], ids=["by names", "by labels"])
def test_inserted_rows_are_read_in_their_places(names: tuple[Change, ...]) -> None:
    found = data_of(read(edited(workbook(), rows_inserted, *names), form()))
    general, projects = found["general"][3], found["project_spending"][-1]
    assert {key: general[key] for key in ("code", "basic")} == with_rows_inserted()["general"]
    assert {key: projects[key] for key in ("name", "subject", "general")} == with_rows_inserted()["project_spending"]
    assert len(found["general"]) == len(data()["general"]) + 1 and len(found["project_spending"]) == len(data()["project_spending"]) + 1


def test_a_part_that_lost_its_nought_stands_in_the_ledger() -> None:
    result = with_typed({"general[2].code/1": 3, "general[2].code/2": 1})
    assert data_of(result)["general"][2]["code"] == "2010301"
    assert {str(correction.cell) for correction in result.corrections} >= {cell("general[2].code/1"), cell("general[2].code/2")}


# ── the notice


@cache
def notice() -> Document:
    return render(read(workbook(), form()).submission)


def as_text() -> str:
    return to_text(notice())


def table_of(caption: str) -> list[list[str]]:
    """A table of the notice as texts, headings included."""
    (found,) = (block for block in notice().blocks if isinstance(block, Table) and block.caption.startswith(f"{caption} "))
    return [[each.text for each in row] for row in found.rows]


@pytest.mark.parametrize("format_", FORMATS)
def test_the_notice_is_written_in_every_format(format_: str) -> None:
    assert len(FORMATS[format_].write(notice())) > 3000


def test_the_notice_prints_the_nine_tables_in_their_order() -> None:
    captions = [block.caption for block in notice().blocks if isinstance(block, Table)]
    assert [caption[:2] for caption in captions[:9]] == [f"表{number}" for number in range(1, 10)]


@pytest.mark.parametrize("caption", ["表2", "表3", "表5", "表7"])
def test_codes_stand_in_three_columns(caption: str) -> None:
    rows = table_of(caption)
    assert rows[2] == ["类", "款", "项"] and rows[3][:2] == ["栏次", "1"]
    codes = [row[:3] for row in rows[4:-1]]
    assert codes[0][1:] == ["", ""] and codes[1][2] == "" and all(codes[2])


@pytest.mark.parametrize("caption", ["表2", "表3", "表5", "表6", "表7", "表8", "表10"])
def test_the_total_is_the_last_row(caption: str) -> None:
    assert table_of(caption)[-1][0] == "合计"


def test_the_codes_of_the_basic_expenditure_stand_in_two_columns() -> None:
    assert table_of("表6")[2] == ["类", "款"] and ["301", "01", "基本工资", "1,920,400.00", "1,920,400.00", ""] in table_of("表6")


def test_incomes_stand_beside_spending_with_their_totals_at_the_bottom() -> None:
    rows = table_of("表1")
    assert rows[:3] == [["收入", "支出"], ["项目", "预算数", "项目", "预算数"], ["栏次", "1", "2", "3"]]
    assert [(row[0], row[2]) for row in rows[-3:]] == [("本年收入合计", "本年支出合计"), ("上年结转结余", "年终结转结余"), ("收入总计", "支出总计")]


def test_only_classes_with_a_figure_are_printed_and_numbered() -> None:
    assert [row[2] for row in table_of("表1")[3:-3] if row[2]] == [
        "一、一般公共服务支出", "二、社会保障和就业支出", "三、卫生健康支出", "四、城乡社区支出", "五、住房保障支出",
    ]  # fmt: skip


def test_the_three_public_costs_are_one_row_below_headings_of_three_levels() -> None:
    assert table_of("表9") == [
        ["“三公”经费预算数", "机关运行经费预算数"], ["合计", "因公出国（境）费", "公务接待费", "公务用车购置及运行费"], ["小计", "购置费", "运行费"],
        ["1", "2", "3", "4", "5", "6", "7"], ["5.50", "0.00", "0.50", "5.00", "0.00", "5.00", "99.95"],
    ]  # fmt: skip


def test_an_empty_table_is_printed_with_its_headings_and_says_that_it_is_empty() -> None:
    assert len(table_of("表8")) == 5
    assert "\n注：没有这一类预算，本表为空表。\n" in as_text().split("表8 ")[1]


def test_added_rows_of_assets_stand_below_the_fixed_ones() -> None:
    assert [row[0] for row in table_of("表11")[-2:]] == ["4、办公家具（套）", "5、图书（册）"]


def test_the_wording_gives_amounts_of_yuan_in_ten_thousands() -> None:
    text = as_text()
    assert "2028年收入总计962.08万元，支出总计962.08万元，比2027年预算增加27.43万元" in text
    assert "行政运行（项）482.64万元" in text


# ── there and back, whatever is filled in


@settings(QUICK, max_examples=2 * EXAMPLES)
@given(submissions(form(), (ANY_TEXT | HARD_TEXTS).map(trimmed)))
def test_whatever_the_form_accepts_comes_back(found: dict[str, Any]) -> None:
    comes_back(form(), found)
