"""LibreOffice and ``repair``: what it saved is put in order, what was put in order it opens and recalculates to the same."""

from __future__ import annotations

import io
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from mangle import by_openpyxl, edited
from openpyxl.comments import Comment
from test_manglings import BUDGET, original

from budgetxl.values import plain
from budgetxl.verbs import SourceFile, repair_workbook
from budgetxl.workbook import export, read
from budgetxl.workbook.read.formulas import Unsure, value_of_formula
from budgetxl.workbook.read.formulas.arithmetic import Book
from budgetxl.xlsx import open_workbook

pytestmark = pytest.mark.libreoffice


def saved_as(data: bytes, suffix: str, folder: Path) -> bytes:
    """A workbook after LibreOffice has opened it and saved it in a format."""
    source, target = folder / "甲.xlsx", folder / "out"
    source.write_bytes(data)
    profile = (folder / "profile").as_uri()
    words = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", suffix, "--outdir", str(target), str(source)]
    subprocess.run(words, check=True, capture_output=True, timeout=300)
    return (target / f"甲.{suffix}").read_bytes()


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_what_libreoffice_saved_is_put_in_order(suffix: str, tmp_path: Path) -> None:
    found = repair_workbook(SourceFile(f"甲.{suffix}", saved_as(original(), suffix, tmp_path)))
    told = [change.old for change in found.changes]
    assert (found.data == original(), len(told)) == (True, 0 if suffix == "xlsx" else 1), told
    assert all("只能读出数值" in one for one in told)


def test_what_was_put_in_order_is_recalculated_to_the_same(tmp_path: Path) -> None:
    def add(book: Any) -> None:
        book.create_sheet("测算")["A1"] = f"={BUDGET}!B5*2"
        book[BUDGET]["B6"].comment = Comment("查过", "某人")

    found = repair_workbook(SourceFile("甲.xlsx", by_openpyxl(edited(original(), lambda k: k.put(BUDGET, "B5", 3000)), add)))
    after = saved_as(found.data, "xlsx", tmp_path)
    result = read(after)
    assert export(result.submission)["data"] == export(read(original()).submission)["data"]
    assert [f.message for f in result.findings if f.severity != "info"] == []
    book = openpyxl.load_workbook(io.BytesIO(after), data_only=True)
    assert (book["测算"]["A1"].value, book[BUDGET]["B6"].comment.text) == (2998.28 * 2, "查过")


FORMULAS = [
    "1+2*3", "(1+2)*3", "-A1+A2", "A1-A2-1", "10%", "A9+1", "A1*50%", "-A1%", "12/4/3", "SUM(A1:A3)", "SUM(A1,A2,4)", "SUM(A3)", "COUNT(A5:A9)", "COUNT(A3,A1,5)",
    "MAX(A8:A9)", "MAX(A1:A5)", "MIN(A1:A5)", "MIN(A8:A9)", "ABS(A5)", "ROUND(2.5,0)", "ROUND(-2.5,0)", "ROUND(A1/A2,4)", "ROUND(1234.5,-2)", "ROUND(1.005,2)",
    "IF(A1<A2,1,2)", "IF(A1=A9,1,2)", "IF(A9=0,1,2)", 'IF(A9="",1,2)', 'IF(A3="字",1,2)', 'IF(A3<>"",1,2)', 'IF(A6="",1,2)', "IF(NOT(A1>A2),1,2)", "IF(OR(FALSE,A1=2),1,2)",
    "IF(AND(TRUE,A1=3),1,2)", "AVERAGE(A5:A9,A1)", "IF(ISNUMBER(A3),1,2)", "IF(ISNUMBER(A9),1,2)", "IF(ISNUMBER(A6),1,2)", "COUNT(A6,A1)", "SUM(A5:A6)", "0.1+0.2", "A1>=2",
    "SUM(A1:A2)*SUM(A1:A2)", "SUM((A1+A2),1)", "+A1", "--A1", "A1=A2", "A1<>A2", "1/3*3", "SUM(另表!A1:A2)", "'另表'!A1*2", "我的数+1", "IF(A1,1,2)", "COUNT(A4)", "SUM(A4,1)", "MAX(A4,1)",
]  # fmt: skip


def test_arithmetic_is_that_of_libreoffice(tmp_path: Path) -> None:
    """Where a formula is understood at all, it gives what LibreOffice makes of it."""
    from openpyxl.workbook.defined_name import DefinedName

    book = openpyxl.Workbook()
    sheet, other = book.active, book.create_sheet("另表")
    sheet.title = "表"
    for place, value in {"A1": 2, "A2": 3, "A3": "字", "A4": True, "A5": -1.5, "A6": '=""'}.items():
        sheet[place] = value
    other["A1"], other["A2"] = 7, 8
    book.defined_names["我的数"] = DefinedName("我的数", attr_text="另表!$A$2")
    for row, formula in enumerate(FORMULAS, start=20):
        sheet.cell(row, 2).value = f"={formula}"
    buffer = io.BytesIO()
    book.save(buffer)
    raw = open_workbook(saved_as(buffer.getvalue(), "xlsx", tmp_path))
    cells, understood, differing = raw.sheets[0].cells, 0, []
    for row, formula in enumerate(FORMULAS, start=20):
        try:
            value, _ = value_of_formula(formula, "表", Book(raw))
        except Unsure:
            continue
        understood += 1
        shown = cells[row, 2].value
        same = plain(round(value, 9)) == plain(round(shown, 9)) if isinstance(value, Decimal) and isinstance(shown, Decimal) else value == shown
        if not same:
            differing.append((formula, value, shown))
    assert (differing, understood >= len(FORMULAS) - 8) == ([], True), understood
