"""What tables 1 and 4 of the default form list by class: all of it, in Hebei's order, or an error that names what is outside."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from making import opened
from mangle import by_openpyxl
from submissions import changed
from test_forms_hebei_2027 import demo, form, typed, value

from budgetxl.checks import Report, check_result
from budgetxl.forms import Form, Grid, load_form
from budgetxl.notice import render
from budgetxl.notice.writers.text import to_text
from budgetxl.workbook import export, fill, read

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
CAPITAL = {"capital_spending_statement.empty": None}
#: Rows 1 to 31 of 部门收支总表 as Hebei prints it, by the first and the last words of each.
HEBEI = [
    "一、一般公共服务支出", "二、外交支出", "三、国防支出", "四、公共安全支出", "五、教育支出", "六、科学技术支出", "七、文化旅游体育与传媒支出",
    "八、社会保障和就业支出", "九、社会保险基金支出", "十、卫生健康支出", "十一、节能环保支出", "十二、城乡社区支出", "十三、农林水支出", "十四、交通运输支出",
    "十五、资源勘探工业信息等支出", "十六、商业服务业等支出", "十七、金融支出", "十八、援助其他地区支出", "十九、自然资源海洋气象等支出", "二十、住房保障支出",
    "二十一、粮油物资储备支出", "二十二、国有资本经营预算支出", "二十三、灾害防治及应急管理支出", "二十四、预备费", "二十五、其他支出", "二十六、转移性支出",
    "二十七、债务还本支出", "二十八、债务付息支出", "二十九、债务发行费用支出", "三十、抗疫特别国债安排的支出", "三十一、人行科目",
]  # fmt: skip
SUMMARIES = ("balance_spending", "fiscal_spending")


def grid(name: str) -> Grid:
    found = next(block for _, block in form().blocks() if block.id == name)
    assert isinstance(found, Grid)
    return found


def without(*rows: str) -> dict[str, Any]:
    """The demo's data without these rows of tables 1 and 4."""
    return {**typed(), **{name: {key: row for key, row in typed()[name].items() if key not in rows} for name in SUMMARIES}}


def checked(changes: dict[str, Any]) -> Report:
    return check_result(read(fill(form(), changed(typed(), changes), 2027)))


def with_code(table: str, row: int, code: str, **amounts: str) -> dict[str, Any]:
    """A code with its amounts in one of the tables, and listed in tables 2 and 3 as it must be."""
    listed = len(demo()["data"]["spending_table"])
    others = {f"{each}[{listed}]": {"code": code} for each in ("income_table", "spending_table")}
    return {f"{table}[{row}]": {"code": code, **amounts}, **others, **(CAPITAL if table == "capital_spending" else {})}


#: A code whose class has no row: in each table, of this year and of last, of a class that there is (225, 226, 228) and of none.
OUTSIDE = [
    ("general_spending", 18, "2250101", {"basic": "12.5"}, "12.50"),
    ("general_spending", 18, "2990101", {"basic": "0", "last_basic": "3"}, "3.00"),
    ("fund_spending", 3, "2260101", {"basic": "1"}, "1.00"),
    ("capital_spending", 0, "2280101", {"basic": "2.75"}, "2.75"),
    ("other_spending", 7, "2350101", {"operating": "4"}, "4.00"),
]


@pytest.mark.parametrize(("table", "row", "code", "amounts", "said"), OUTSIDE)
def test_a_class_without_a_row_is_an_error_with_code_and_amount(table: str, row: int, code: str, amounts: dict[str, str], said: str) -> None:
    found = [each for each in checked(with_code(table, row, code, **amounts)).findings if "不属于表1、表4" in each.message]
    assert [(each.severity, code in each.message, f"{said}万元" in each.message) for each in found] == [("error", True, True)]
    assert found[0].cells


@pytest.mark.slow
@pytest.mark.parametrize(("table", "row", "code", "amounts", "said"), OUTSIDE)
def test_a_code_that_no_list_has_is_told_once(table: str, row: int, code: str, amounts: dict[str, str], said: str) -> None:
    """That its class has no row and that the code itself is in no list is one mistake, in the cell of the code."""
    found = checked(with_code(table, row, code, **amounts)).findings
    (outside,) = (each for each in found if "不属于表1、表4" in each.message)
    assert any("不在功能分类科目表内" in each.message for each in outside.caused)
    assert not any("不在功能分类科目表内" in each.message for each in found if each is not outside)


#: Nothing vanishes: classes with a row, 234 among them, and a code without an amount.
INSIDE = [
    ("general_spending", 18, "2340101", {"basic": "12.5"}),
    ("fund_spending", 3, "2340299", {"basic": "1"}),
    ("general_spending", 18, "2050299", {"basic": "1", "last_basic": "2"}),
    ("general_spending", 18, "2250101", {"basic": "0"}),
    ("general_spending", 18, "2250101", {}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("table", "row", "code", "amounts"), INSIDE)
def test_what_has_a_row_or_no_amount_is_no_such_error(table: str, row: int, code: str, amounts: dict[str, str]) -> None:
    assert [each for each in checked(with_code(table, row, code, **amounts)).findings if "不属于表1、表4" in each.message] == []


def test_class_234_is_counted_in_both_tables() -> None:
    root = read(fill(form(), changed(typed(), with_code("general_spending", 18, "2340101", basic="12.5")), 2027)).submission.root
    assert value(root, "balance_spending.class_234.amount") == "12.5"
    assert (value(root, "fiscal_spending.class_234.total"), value(root, "fiscal_spending.class_234.general_public_budget")) == ("12.5", "12.5")


def test_the_classes_are_those_of_the_bureaus_own_list(tmp_path: Path) -> None:
    """A list without a class that the unit uses: what was counted in a row is outside of them all."""
    shorter = shutil.copytree(TEMPLATES / "hebei-2027", tmp_path / "county")
    lines = (shorter / "classes.csv").read_text(encoding="utf-8").splitlines()
    (shorter / "classes.csv").write_text("\n".join(line for line in lines if not line.startswith("221,")), encoding="utf-8")
    text = (shorter / "form.toml").read_text(encoding="utf-8").replace('id = "hebei-2027"', 'id = "county"')
    (shorter / "form.toml").write_text(text.replace('extends = "hebei"', f'extends = "{TEMPLATES / "hebei"}"'), encoding="utf-8")
    data = without("class_221")
    county = load_form(shorter)
    found = [each for each in check_result(read(fill(county, data, 2027), county)).findings if each.severity == "error"]
    assert found and all("2210201" in each.message and "不属于表1、表4" in each.message for each in found)


@pytest.mark.parametrize("name", SUMMARIES)
def test_the_rows_stand_as_in_hebeis_own_table(name: str) -> None:
    rows = grid(name).rows
    assert [row.label for row in rows[:31]] == HEBEI
    assert [row.id for row in rows[31:]] == ["current", "carried_out", "total"]


@pytest.mark.parametrize("name", SUMMARIES)
def test_the_row_without_a_code_has_no_cells_at_all(name: str) -> None:
    """人行科目: nobody knows its code; it takes no formula, counts nothing, and nothing can be typed into it."""
    row = grid(name).rows[30]
    assert set(row.skip) == {column.id for column in grid(name).columns}
    assert not any(path[:2] == (name, "central_bank") for path in form().compiled.places)


@pytest.mark.parametrize("code", ["2250101", "2340101"])
def test_nothing_is_said_of_classes_since_all_are_printed(code: str) -> None:
    """A class that is in no table is an error or a question of the check, no note below a published table."""
    found = read(fill(form(), changed(typed(), with_code("general_spending", 18, code, basic="5")), 2027))
    assert "只列有数的类" not in to_text(render(found.submission, draft=True))


def first_version(folder: Path) -> Form:
    """The form as it was before class 234 and 人行科目, and before its classes were numbered."""
    home = shutil.copytree(TEMPLATES / "hebei-2027", folder / "hebei-2027")
    shutil.copytree(TEMPLATES / "hebei", folder / "hebei")
    lines = (home / "classes.csv").read_text(encoding="utf-8").splitlines()
    (home / "classes.csv").write_text("\n".join(re.sub(",.*、", ",", line) for line in lines if not line.startswith("234")), encoding="utf-8")
    text = (home / "form.toml").read_text(encoding="utf-8").replace('version = "2"', 'version = "1"')
    text, gone = re.subn(r'\[\[sheets\.blocks\.rows\]\]\nid = "central_bank"\n.*\n.*\n', "", text)
    assert gone == 2
    (home / "form.toml").write_text(text, encoding="utf-8")
    return load_form(home)


def unnamed(data: bytes) -> bytes:
    """The workbook without its defined names."""

    def drop(book: Any) -> None:
        for name in [*book.defined_names]:
            del book.defined_names[name]
        for sheet in book.worksheets:
            for name in [*sheet.defined_names]:
                del sheet.defined_names[name]

    return by_openpyxl(data, drop)


def test_a_workbook_of_the_first_version_is_read_as_it_was(tmp_path: Path) -> None:
    sent = fill(first_version(tmp_path), without("class_234", "central_bank"), 2027)
    assert "一般公共服务支出" in {cell.value for row in opened(sent)["表1收支总表"].iter_rows() for cell in row}
    result = read(sent, form())
    assert [(each.rule, each.severity) for each in check_result(result).findings] == [("META-01", "warning")]
    assert export(result.submission) == demo()


def test_a_workbook_of_the_first_version_without_names_is_found_by_its_labels(tmp_path: Path) -> None:
    sent = unnamed(fill(first_version(tmp_path), without("class_234", "central_bank"), 2027))
    result = read(sent, form())
    assert [each.rule for each in check_result(result).findings if each.severity == "error"] == []
    assert export(result.submission)["data"]["balance_spending"] == demo()["data"]["balance_spending"]
