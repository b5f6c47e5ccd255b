"""Codes that are chosen from a list with names: the dropdown shows both, the cell may hold both, the code alone is read."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_sheet, fields_of, opened, typed
from mangle import by_openpyxl
from test_catalogue_sheet import tiny
from test_forms_hebei_2027 import _without_caches, demo, form, value, workbook

from budgetxl.checks import check_result
from budgetxl.forms import load_form
from budgetxl.layout import lay_out
from budgetxl.values import column_letters
from budgetxl.workbook import ReadResult, blank, export, fill, read

SHEET = "表5一般公共预算支出"


def offered(data: bytes, sheet: str, cell: str) -> tuple[str, ...]:
    """What the dropdown of a cell offers."""
    book = opened(data)
    rule = next(rule for rule in book[sheet].data_validations.dataValidation if cell in rule.sqref)
    area = book.defined_names[rule.formula1.removeprefix("=")].attr_text
    name, _, cells = area.replace("$", "").partition("!")
    return tuple(row[0].value for row in book[name.strip("'")][cells])


@cache
def code_cells() -> dict[str, str]:
    """The cells of table 5 of the demo by the codes in them."""
    cells = (cell for row in opened(workbook())[SHEET].iter_rows(max_col=1) for cell in row)
    return {cell.value: cell.coordinate for cell in cells if isinstance(cell.value, str)}


def code_cell(code: str) -> str:
    return code_cells()[code]


def with_texts(texts: dict[str, Any]) -> bytes:
    """The demo with other texts in the cells of these codes."""
    return typed(workbook(), {f"{SHEET}!{code_cell(code)}": text for code, text in texts.items()})


def test_the_dropdown_shows_code_and_name() -> None:
    listed = offered(workbook(), SHEET, code_cell("2010301"))
    assert "2010301 行政运行" in listed and len(listed) == len(form().lists["functional"].codes)
    assert "30101 基本工资" in offered(workbook(), "表6基本支出", "A12")


def cells_of_codes(data: bytes) -> dict[str, str]:
    """The first cell below each heading of codes, and what its dropdown does with a code that it does not show."""
    book = opened(data)
    places = lay_out(form(), {"projects": 1})
    first: dict[tuple[str, ...], tuple[str, str]] = {}
    for plan, slot in places.cells.values():
        if slot.field.kind.reading == "code" and not slot.field.parts and slot.field.formula is None and plan.is_row(slot.key[:-1]):
            path = tuple(part for part in slot.key if isinstance(part, str))
            first.setdefault(path, (plan.name, f"{column_letters(slot.box.column)}{slot.box.row}"))
    shown: dict[str, str] = {}
    for path, (sheet, cell) in first.items():
        rules = [rule for rule in book[sheet].data_validations.dataValidation if cell in rule.sqref and rule.type == "list"]
        shown[".".join(path)] = "forbids" if any(rule.showErrorMessage for rule in rules) else "offers" if rules else "nothing"
    return shown


def test_every_column_of_codes_has_a_dropdown_that_forbids_nothing_a_sample_lacks() -> None:
    found = cells_of_codes(workbook())
    assert "procurement.catalogue_code" in found
    assert {path: told for path, told in found.items() if told != "offers"} == {"project_spending.code": "nothing"}  # a list has none


def test_the_dropdown_of_procurement_shows_code_and_name_and_the_code_is_read() -> None:
    listed = offered(workbook(), "政府采购预算", _catalogue_cell())
    assert "A02010105 台式计算机" in listed and len(listed) == len(form().lists["procurement"].codes)

    def change(book: Any) -> None:
        book["政府采购预算"][_catalogue_cell()].value = "A02010105 台式计算机"

    result = read(by_openpyxl(workbook(), change))
    assert value(result.submission.root, "procurement[0].catalogue_code") == "A02010105"


def test_a_code_of_procurement_that_the_sample_lacks_is_no_finding() -> None:
    def change(book: Any) -> None:
        book["政府采购预算"][_catalogue_cell()].value = "A02020400"

    assert {one.rule for one in check_result(read(by_openpyxl(workbook(), change))).findings} <= {"META-07"}  # by that program


def _catalogue_cell() -> str:
    plan, slot = lay_out(form(), {"projects": 1}).cells["procurement", 0, "catalogue_code"]
    assert plan.name == "政府采购预算"
    return f"{column_letters(slot.box.column)}{slot.box.row}"


def test_one_of_a_list_without_names_shows_the_codes(tmp_path: Path) -> None:
    column = {"code": {"type": "code", "choices": "lists.known", "open_choices": True}}
    found = tiny(tmp_path, "", a_sheet("明细", a_block("items", "table", rows=5, columns=fields_of(column))))
    (found.folders[0] / "known.csv").write_text("编码\n101\n102\n", encoding="utf-8")
    again = load_form(found.folders[0])
    assert offered(blank(again), "明细", _first_cell(blank(again))) == ("101", "102")


def _first_cell(data: bytes) -> str:
    sheet = opened(data)["明细"]
    return str(sheet.data_validations.dataValidation[0].sqref).split(":")[0]


#: What stands in the cell of 2010301, and what is read: a dropdown's text, one typed with more blanks, a name of one's own.
READ = [
    ("2010301 行政运行", "2010301"), ("2010301  行政运行 ", "2010301"), (" 2010301 行政运行", "2010301"), ("2010301 我局的行政运行", "2010301"),
    ("2010301 行政 运行", "2010301"), ("2010301", "2010301"), (2010301, "2010301"), ("2010399 某项事务", "2010399"), ("20103 X", "20103"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), READ)
def test_the_code_is_read_with_a_line_in_the_ledger(text: str | int, code: str) -> None:
    result = read(with_texts({"2010301": text}))
    assert value(result.submission.root, "general_spending[2].code") == code
    noted = [(one.text, one.read_as) for one in result.corrections if one.cell.sheet == SHEET]
    assert noted == ([(text, code)] if isinstance(text, str) and text != code else [])


@pytest.mark.parametrize(("text", "whole"), [("201 0301", "2010301"), ("2010301 01", "201030101"), ("20 10301 行政运行", "2010301行政运行")])
def test_digits_behind_a_blank_are_no_name(text: str, whole: str) -> None:
    result = read(with_texts({"2010301": text}))
    assert value(result.submission.root, "general_spending[2].code") is None
    found = [each for each in check_result(result).findings if each.rule == "META-06"]
    assert [(each.severity, each.expected, each.actual) for each in found] == [("error", whole, text)]


@pytest.mark.slow
def test_all_chosen_from_the_dropdown_is_the_same_submission() -> None:
    names = dict(zip(form().lists["functional"].codes, form().lists["functional"].names))
    used = [row["code"] for row in demo()["data"]["general_spending"]]
    result = read(with_texts({code: f"{code} {names[code]}" for code in used}))
    assert export(result.submission) == demo() and len(result.corrections) == len(used)
    assert [each for each in check_result(result).findings if each.severity != "info"] == []


def test_what_is_filled_in_stands_as_the_code_alone() -> None:
    assert "2010301" in code_cells()


@pytest.mark.parametrize("path", ["unit.code", "project_spending[0].code"])
def test_other_codes_are_read_as_they_stand(path: str) -> None:
    place = form().compiled.places[tuple(path.replace("[0]", "").split("."))]
    assert not place.field.named


def test_a_long_list_adds_no_validations(tmp_path: Path) -> None:
    codes = [f"{number:07}" for number in range(2010101, 2013101)]
    home = tmp_path / "own"
    home.mkdir()
    (home / "form.toml").write_text('id = "own"\nextends = "hebei-2027"\n', encoding="utf-8")
    (home / "functional_codes.csv").write_text("编码,名称\n" + "".join(f"{code},科目{code}\n" for code in codes), encoding="utf-8")
    long, short = (opened(blank(load_form(name))) for name in (home, "hebei-2027"))
    for sheet in short.sheetnames:
        rules = [[(str(rule.sqref), rule.formula1) for rule in book[sheet].data_validations.dataValidation] for book in (long, short)]
        assert rules[0] == rules[1]
    assert read(blank(load_form(home)), load_form(home)).findings == ()


def recalculated(data: bytes, folder: Path) -> ReadResult:
    """The workbook as LibreOffice computes it."""
    (folder / "a.xlsx").write_bytes(_without_caches(data))
    subprocess.run(
        [shutil.which("soffice") or "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
         "--convert-to", "xlsx", "--outdir", str(folder / "out"), str(folder / "a.xlsx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return read((folder / "out" / "a.xlsx").read_bytes())


@pytest.mark.libreoffice
@pytest.mark.parametrize("joined", [lambda code, name: f"{code} {name}", lambda code, name: f" {code}  {name} "], ids=["chosen", "typed"])
@pytest.mark.slow
def test_libreoffice_computes_the_same_with_names_in_the_cells(joined: Callable[[str, str], str], tmp_path: Path) -> None:
    names = dict(zip(form().lists["functional"].codes, form().lists["functional"].names))
    used = [row["code"] for row in demo()["data"]["general_spending"]]
    result = recalculated(with_texts({code: joined(code, names[code]) for code in used}), tmp_path)
    assert [each for each in result.findings if each.rule == "META-07"] == []
    assert export(result.submission) == demo()


def test_a_workbook_filled_in_before_is_read_as_before() -> None:
    data = {"general_spending": [{"code": "2010301", "basic": "1"}]}
    assert export(read(fill(form(), data, 2027)).submission)["data"]["general_spending"][0]["code"] == "2010301"
