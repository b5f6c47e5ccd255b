"""Defined names for cleaned texts: formulas get short with them, and mean the same cells wherever rows are inserted."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from making import a_form, opened, table
from test_clerk_libreoffice import at_work, came_back

from budgetxl.checks import check_result
from budgetxl.forms import load_form
from budgetxl.layout import asks_for
from budgetxl.values.words import BY_PROGRAM
from budgetxl.workbook import blank, fill

SAMPLE = Path(__file__).resolve().parent.parent / "sample_workbooks" / "hebei-2027-demo.json"
CODE, MONEY = "text", "money"


def test_a_formula_asks_for_codes_by_name(tmp_path: Path) -> None:
    total = {"type": MONEY, "formula": "sum_by_length(items.code, 7, items.amount, row.code)"}
    form = a_form(tmp_path, table("items", "明细", None, code=CODE, amount=MONEY) + table("all", "汇总", None, code=CODE, amount=total))
    formula = str(opened(blank(form))["汇总"]["B5"].value)
    assert "SUBSTITUTE" not in formula and "CLEAN" not in formula
    assert len(re.findall(r"_[a-z][0-9]*A", formula)) > 2


def test_every_name_that_a_formula_uses_is_defined() -> None:
    archive = zipfile.ZipFile(BytesIO(blank(load_form("hebei-2027"))))
    texts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}
    sheets = "".join(text for name, text in texts.items() if "worksheets" in name)
    used = {found for formula in re.findall(r"<f>(.*?)</f>", sheets) for found in re.findall(r"(?<![\w.'])_[a-z]\d*[A-Z]+[\d.]*", formula)}
    defined = set(re.findall(r'<definedName name="(_[a-z][^"]*)"', texts["xl/workbook.xml"]))
    assert len(used) > 50 and used <= defined


@pytest.mark.parametrize(("formula", "columns", "asks"), [
    ('IF(LEN(_r8A)>=7,"",1)', ["A"], True),
    ("SUMPRODUCT(--(LEN($A9:$A$12)=7),D9:D$12)", ["A"], True),
    ("SUM(D9:D12)", ["A"], False),
    ("_r8AB+1", ["A"], False),
    ("_r8AB+1", ["A", "AB"], True),
    ("项目_r8A", ["A"], False),
])  # fmt: skip
def test_whether_a_formula_asks_for_a_column(formula: str, columns: list[str], asks: bool) -> None:
    assert asks_for(formula, columns) == asks


@pytest.mark.libreoffice
def test_rows_inserted_by_a_clerk_are_counted_by_every_formula(tmp_path: Path) -> None:
    """In 表5, where totals of other tables come from: LibreOffice reckons as ``check`` does, and all verdicts agree."""
    given, after = tmp_path / "given.xlsx", tmp_path / "after.xlsx"
    data = json.loads(SAMPLE.read_text(encoding="utf-8"))
    given.write_bytes(fill(load_form(data["form"]), data["data"], data["year"]))
    general = next(sheet.name for sheet in load_form(data["form"]).sheets if sheet.name.startswith("表5"))
    at_work(
        tmp_path, ["open", given],
        ["insert_rows", general, 12, 1], ["copy_cells", general, "A11:W11", "A12"], ["type", general, "A12", "2010399"], ["type", general, "D12", "10"],
        ["save", after], ["close"],
    )  # fmt: skip
    result = came_back(after)
    told = [finding for finding in result.findings if finding.rule in ("META-07", "META-08")]
    assert told == []
    report = check_result(result)
    book = openpyxl.load_workbook(after, data_only=True)["校验"]
    lines = [[cell.value for cell in row] for row in book.iter_rows()]
    head = next(line for line in lines if "规则号" in line and "结果" in line)
    shown = {line[head.index("规则号")]: line[head.index("结果")] for line in lines[lines.index(head) + 1 :]}
    ours = report.verdicts
    assert len(ours) > 150 and any(word == "不符" for word in ours.values())
    assert {rule: word for rule, word in shown.items() if word != BY_PROGRAM} == {rule: ours[rule] for rule, word in shown.items() if word != BY_PROGRAM}
