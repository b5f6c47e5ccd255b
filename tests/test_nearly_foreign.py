"""A workbook that has few of the form's sheets: check and export say what was found and what was not."""

import json
from pathlib import Path

import openpyxl
import pytest
from making import a_block, a_form, a_sheet, fields_of, opened

from budgetxl.cli.app import run
from budgetxl.forms import Form, load_form, sections_of
from budgetxl.workbook import fill, read

DATA = {"unit": {"name": "甲局", "code": "001"}}


@pytest.fixture
def form(tmp_path: Path) -> Form:
    names = ("收入", "支出", "采购", "资产")
    blocks = (a_block(f"t{n}", "table", rows=3, columns=fields_of({"item": "text", "amount": "money"})) for n in range(4))
    return a_form(tmp_path, "".join(a_sheet(name, block) for name, block in zip(names, blocks, strict=True)))


def keeping(data: bytes, *names: str) -> openpyxl.Workbook:
    """The workbook after somebody deleted all its sheets but these."""
    book = opened(data)
    for sheet in book.worksheets:
        if sheet.title not in names:
            book.remove(sheet)
    return book


def saved(book: openpyxl.Workbook, path: Path) -> str:
    book.save(path)
    return str(path)


def test_check_says_what_it_found(form: Form, tmp_path: Path) -> None:
    path = Path(saved(keeping(fill(form, DATA, 2022), "采购", "封面"), tmp_path / "a.xlsx"))
    (few,) = (one for one in read(path.read_bytes(), form).findings if "只认出" in one.message)
    assert few.message == "表样有 5 张工作表，这份工作簿里只认出 2 张（封面、采购），其余的没有读到数据"


def test_check_says_nothing_of_the_kind_where_most_are_there(form: Form, tmp_path: Path) -> None:
    path = Path(saved(keeping(fill(form, DATA, 2022), "采购", "封面", "收入"), tmp_path / "a.xlsx"))
    assert not [one for one in read(path.read_bytes(), form).findings if "只认出" in one.message]


def test_export_ends_with_1_and_says_what_is_missing(form: Form, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = saved(keeping(fill(form, DATA, 2022), "采购", "封面", "收入"), tmp_path / "a.xlsx")
    assert run(["export", path, "--form", str(form.folders[0])]) == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out)["data"]["unit"]["name"] == "甲局"
    assert printed.err.strip() == f"{path}：表样有 5 张工作表，认出 3 张（封面、收入、采购）；没有找到 支出、资产，它们的数据是空的"


def test_a_foreign_workbook_with_one_table_alike_is_told(form: Form, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Sheet1"
    for row in (["采购"], ["item", "amount"], ["打印机", 5]):
        book.active.append(row)
    path = saved(book, tmp_path / "b.xlsx")
    assert run(["export", path, "--form", str(form.folders[0])]) == 1
    assert "认出 1 张（采购）" in capsys.readouterr().err


def test_export_of_a_whole_workbook_ends_with_0(form: Form, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "c.xlsx").write_bytes(fill(form, DATA, 2022))
    assert run(["export", str(tmp_path / "c.xlsx"), "--form", str(form.folders[0])]) == 0
    assert capsys.readouterr().err == ""


def test_export_of_one_part_says_which_tables_are_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = load_form("langfang-2022")
    (tmp_path / "d.xlsx").write_bytes(fill(form, DATA, 2022, next(iter(sections_of(form)))))
    assert run(["export", str(tmp_path / "d.xlsx")]) == 1
    assert "没有找到" in capsys.readouterr().err
