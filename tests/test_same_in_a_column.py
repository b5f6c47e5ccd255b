"""The same finding in neighbouring cells of a column is one finding, which names all of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import a_form, report, table, typed
from mangle import Book, edited

from budgetxl.checks import as_json
from budgetxl.forms import Form
from budgetxl.values import Address, Finding, spans
from budgetxl.workbook import fill, read

ROWS = {"t": [{"name": name, "one": "1", "two": "2"} for name in "甲乙丙丁"]}  # in rows 5 to 8: one in B, two in C


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return a_form(tmp_path, table("t", "明细", {"rows": 6}, name="text", one={"type": "money", "decimals": 2}, two="money"))


def found(form: Form, cells: dict[str, Any]) -> list[Finding]:
    return list(report(read(typed(fill(form, ROWS), {f"明细!{at}": value for at, value in cells.items()}), form)).findings)


def told(findings: list[Finding]) -> list[tuple[str, list[str]]]:
    return sorted((one.rule, [at.cell for at in one.cells]) for one in findings)


CASES = [
    ("numbers stored as text", {"B5": "1", "B6": "1.5", "B7": "３"}, [("META-06", ["B5", "B6", "B7"])]),
    ("texts that are no numbers", {"B5": "约一", "B6": "约二"}, [("META-06", ["B5", "B6"])]),
    ("too many places", {"B5": 1.234, "B6": 2.235}, [("META-12", ["B5", "B6"])]),
    ("negative amounts", {"B6": -1, "B7": -20, "B8": -3}, [("META-13", ["B6", "B7", "B8"])]),
    ("a gap between them", {"B5": -1, "B7": -20, "B8": -3}, [("META-13", ["B5"]), ("META-13", ["B7", "B8"])]),
    ("two columns", {"B5": -1, "B6": -2, "C5": -1, "C6": -2}, [("META-13", ["B5", "B6"]), ("META-13", ["C5", "C6"])]),
    ("two kinds in one column", {"B5": -1, "B6": "2"}, [("META-06", ["B6"]), ("META-13", ["B5"])]),
    ("two severities of one rule", {"B5": "约一", "B6": "2"}, [("META-06", ["B5"]), ("META-06", ["B6"])]),
    ("one alone", {"B5": -1}, [("META-13", ["B5"])]),
]


@pytest.mark.parametrize(("cells", "right"), [pytest.param(cells, right, id=name) for name, cells, right in CASES])
def test_what_is_the_same_is_said_once(form: Form, cells: dict[str, Any], right: list[tuple[str, list[str]]]) -> None:
    assert told(found(form, cells)) == right


def test_the_message_says_where_and_how_many(form: Form) -> None:
    (finding,) = found(form, {"B5": "1", "B6": "1.5", "B7": "３"})
    assert finding.message == "单元格为文本型数字“1”，已按 1 识别，请改为数值（B5:B7 共3格都是这样）"


def test_what_stands_in_each_cell_is_kept(form: Form) -> None:
    (finding,) = found(form, {"B5": "1", "B6": "1.5", "B7": "３"})
    assert (finding.actual, finding.expected) == ("1、1.5、３", "1、1.5、3")


def test_the_json_names_every_cell_and_counts_as_the_report_does(form: Form) -> None:
    result = read(typed(fill(form, ROWS), {"明细!B5": -1, "明细!B6": -2, "明细!C5": "2"}), form)
    made = as_json("a.xlsx", result, report(result))
    assert made["counts"] == {"error": 1, "warning": 1, "info": 0}
    assert made["findings"][0]["cells"] == ["明细!B5", "明细!B6"]


def in_a_column(change: Callable[[Book, str], object]) -> Callable[[Book], object]:
    return lambda book: [change(book, f"B{row}") for row in (5, 6, 7)]


#: What was done to each cell of a column of 1万元, and the rule and the proposals of the one finding.
UNREAD: list[tuple[str, Callable[[Book, str], object], str, str]] = [
    ("shown as 元", lambda book, at: book.cell("明细", at).set("s", book.style('0"元"')), "META-06", "0.0001"),
    ("shown in thousands", lambda book, at: book.cell("明细", at).set("s", book.style("0.00,")), "META-06", "0.001"),
    ("shown as a share", lambda book, at: book.cell("明细", at).set("s", book.style("0.00%")), "META-06", ""),
    ("never calculated", lambda book, at: book.formula("明细", at, "4*1.25", Decimal(0)), "META-17", "5"),
    ("a picture", lambda book, at: book.formula("明细", at, '_xlfn.DISPIMG("x",1)'), "META-08", ""),
    ("an error", lambda book, at: book.put("明细", at, "#N/A", "e"), "META-08", ""),
    ("too fine", lambda book, at: book.put("明细", at, Decimal("3.33333333")), "META-12", "3.333333"),
]


@pytest.mark.parametrize(("change", "rule", "expected"), [pytest.param(*case[1:], id=case[0]) for case in UNREAD])
def test_figures_that_are_not_read_for_one_reason_are_told_once(
    tmp_path: Path, change: Callable[[Book, str], object], rule: str, expected: str
) -> None:
    form = a_form(tmp_path, table("t", "明细", {"rows": 6}, name="text", one="money"))
    result = read(edited(fill(form, {"t": [{"name": name, "one": "1"} for name in "甲乙丙丁"]}), in_a_column(change)), form)
    (finding,) = report(result).findings
    assert (finding.rule, [at.cell for at in finding.cells], finding.expected or "") == (rule, ["B5", "B6", "B7"], expected)


def test_cells_right_below_each_other_are_written_as_a_range() -> None:
    cells = [Address("表", 16, 4), Address("表", 17, 4), Address("表", 18, 4), Address("表", 18, 5), Address("另", 1, 1)]
    assert spans(cells) == ["表!D16:D18", "表!E18", "另!A1"]
    assert spans(cells, "表") == ["D16:D18", "E18", "另!A1"]
