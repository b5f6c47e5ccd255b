"""The bureau's 检查表 (``check --checklist``): rows from the form's data, each finding told once, and what only a person can judge."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import openpyxl
import pytest
from making import a_form, a_rule, check_cell, filled, opened, record, typed

from budgetxl.checks import FORMATS, check_result
from budgetxl.checks.reports.checklist import MOST_PROBLEMS
from budgetxl.checks.reports.inspection import InspectionLine, inspection
from budgetxl.checks.reports.inspection_workbook import Inspected, inspection_workbook
from budgetxl.cli.app import run
from budgetxl.forms import Form, FormError, known_folders, load_form
from budgetxl.values import told
from budgetxl.workbook import ReadResult, fill, read

SAMPLES = sorted((Path(__file__).parent.parent / "sample_workbooks").glob("*.xlsx"))
ROWS = """
[[checklist]]
id = "income"
label = "收入"
sheets = ["sheet_x"]

[[checklist]]
id = "texts"
label = "文字"
sheets = ["sheet_y"]
rules = ["X-02"]
person = "文字通顺"
"""


def form_of(tmp_path: Path, rows: str = ROWS) -> Form:
    sheets = record("x", "收入", a="money", b="money") + record("y", "支出", c="money")
    rules = a_rule("X-01", "x.a == x.b") + a_rule("X-02", "x.a <= 100", "收入过百", "warning") + a_rule("X-03", "y.c >= 0", "支出为负")
    return a_form(tmp_path, sheets + rows, rules)


def lines_of(result: ReadResult) -> dict[str, InspectionLine]:
    return {line.item: line for line in inspection(result, check_result(result))}


def sheet_rows(data: bytes, tab: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(data))[tab].iter_rows(values_only=True))


class TestARow:
    def test_has_the_findings_on_its_sheets_and_is_not_met_by_an_error(self, tmp_path: Path) -> None:
        line = lines_of(filled(form_of(tmp_path), {"x": {"a": "1", "b": "2"}, "y": {"c": "1"}}))["收入"]
        assert (line.met, line.problems) == ("否", "1.00≠2.00（收入!B4，X-01）")

    def test_that_names_a_rule_has_its_findings_wherever_they_stand(self, tmp_path: Path) -> None:
        lines = lines_of(filled(form_of(tmp_path), {"x": {"a": "200", "b": "200"}, "y": {"c": "1"}}))
        assert lines["收入"] == InspectionLine("收入", "是")
        assert lines["文字"].problems.split("\n")[0] == "待核实：收入过百（收入!B4，X-02）"

    def test_with_an_open_warning_is_not_judged_and_with_an_answered_one_it_is_met(self, tmp_path: Path) -> None:
        form = form_of(tmp_path, ROWS.replace('person = "文字通顺"', ""))
        data = fill(form, {"x": {"a": "200", "b": "200"}, "y": {"c": "1"}}, 2022)
        assert lines_of(read(data, form))["文字"].met == "未查"
        answered = lines_of(read(typed(data, {check_cell(form, "X-02"): "一次性收入"}), form))["文字"]
        assert (answered.met, answered.problems) == ("是", "收入过百（收入!B4，X-02）。已有说明：一次性收入")

    def test_that_a_person_must_judge_says_so_but_an_error_decides_it(self, tmp_path: Path) -> None:
        form = form_of(tmp_path)
        right = lines_of(filled(form, {"x": {"a": "1", "b": "1"}, "y": {"c": "1"}}))["文字"]
        wrong = lines_of(filled(form, {"x": {"a": "1", "b": "1"}, "y": {"c": "-1"}}))["文字"]
        assert (right.met, right.problems) == ("未查", "须由人工核对：文字通顺")
        assert (wrong.met, "须由人工核对" in wrong.problems) == ("否", True)

    def test_whose_rules_all_wait_is_not_judged(self, tmp_path: Path) -> None:
        line = lines_of(filled(form_of(tmp_path, ROWS.replace('rules = ["X-02"]', "")), {"y": {"c": "1"}}))["收入"]
        assert (line.met, line.problems) == ("未查", "2 条规则因未填没有校验：收入!B4、收入!B5")

    def test_whose_sheet_is_not_there_says_which(self, tmp_path: Path) -> None:
        form = form_of(tmp_path)
        book = opened(fill(form, {"x": {"a": "1", "b": "1"}, "y": {"c": "1"}}, 2022))
        del book["支出"]
        buffer = io.BytesIO()
        book.save(buffer)
        line = lines_of(read(buffer.getvalue(), form))["文字"]
        assert line.met == "未查"
        assert "没有收到工作表：支出" in line.problems

    def test_of_nothing_else_takes_what_belongs_to_no_row(self, tmp_path: Path) -> None:
        form = form_of(tmp_path, '\n[[checklist]]\nid = "y"\nlabel = "支出"\nsheets = ["sheet_y"]\n')
        lines = lines_of(filled(form, {"x": {"a": "1", "b": "2"}, "y": {"c": "1"}}))
        assert lines["其他（不属于以上各项）"].met == "否"

    def test_stands_for_each_sheet_of_a_form_that_lists_none(self, tmp_path: Path) -> None:
        assert list(lines_of(filled(form_of(tmp_path, ""), {"x": {"a": "1", "b": "1"}}))) == ["封面", "收入", "支出"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_each_finding_that_is_counted_is_told_once(path: Path) -> None:
    result = read(path.read_bytes())
    report = check_result(result)
    counted = [one for _, one, above in told(report.findings) if above is None and one.severity != "info"]
    rows = inspection(result, report)
    told_by_row = [sum(one.message.split("\n")[0] in row.problems for row in rows) for one in counted]
    cut = [int(found[1]) for row in rows if (found := re.search(r"共 (\d+) 处，其余", row.problems))]
    assert set(told_by_row) <= {0, 1}
    assert told_by_row.count(0) == sum(count - MOST_PROBLEMS for count in cut)
    assert any(row.met == "否" for row in rows) == bool(report.count("error"))


@pytest.mark.parametrize("name", [name for name in known_folders() if not load_form(name).abstract])
def test_every_sheet_of_a_form_of_the_program_has_its_row(name: str) -> None:
    form = load_form(name)
    assert {sheet.id for sheet in form.sheets} - {sheet for item in form.checklist for sheet in item.sheets} == set()
    assert any(item.person for item in form.checklist)


class TestTheForm:
    def mistakes(self, tmp_path: Path, rows: str) -> list[str]:
        with pytest.raises(FormError) as error:
            form_of(tmp_path, rows)
        return [mistake.message for mistake in error.value.mistakes]

    def test_is_told_of_names_that_it_does_not_have(self, tmp_path: Path) -> None:
        rows = '\n[[checklist]]\nid = "a"\nlabel = "甲"\nsheets = ["sheet_z"]\nrules = ["X-3"]\n'
        assert self.mistakes(tmp_path, rows) == [
            "表样里没有工作表“sheet_z”，是否应为“sheet_y”",
            "表样里没有规则“X-3”，程序自带的规则里也没有，是否应为“X-03”",
        ]

    def test_is_told_of_a_row_that_looks_at_nothing_or_has_no_label(self, tmp_path: Path) -> None:
        assert "至少写一样" in self.mistakes(tmp_path, '\n[[checklist]]\nid = "a"\nlabel = "甲"\n')[0]
        assert "label" in self.mistakes(tmp_path, '\n[[checklist]]\nid = "a"\nperson = "看"\n')[0]

    def test_loses_what_a_parent_names_and_it_does_not_have(self, tmp_path: Path) -> None:
        parent = form_of(tmp_path)
        home = tmp_path / "child"
        home.mkdir()
        removed = '[[sheets]]\nid = "sheet_x"\nremove = true\n[[checklist]]\nid = "texts"\nlabel = "说明"\n'
        (home / "form.toml").write_text(f'id = "child"\nextends = "{parent.folders[0]}"\n{removed}', encoding="utf-8")
        (row,) = load_form(home).checklist
        assert (row.id, row.label, row.sheets, row.rules) == ("texts", "说明", ("sheet_y",), ())


class TestTheWorkbook:
    def test_has_a_sheet_a_unit_and_a_list_that_leads_to_each(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        target = tmp_path / "检查表.xlsx"
        samples = [str(path) for path in SAMPLES[:2]]
        assert run(["check", *samples, "--checklist", str(target)]) == 1
        book = openpyxl.load_workbook(target)
        names = [json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["data"]["unit"]["name"] for path in SAMPLES[:2]]
        assert book.sheetnames == ["目录", *names]
        links = [cell.hyperlink.location for cell in book["目录"]["B"] if cell.hyperlink]
        assert links == [f"'{name}'!A1" for name in names]

    def test_has_the_heads_and_the_columns_of_the_bureau(self, tmp_path: Path) -> None:
        result = filled(form_of(tmp_path), {"unit": {"name": "某局", "code": "031001"}, "x": {"a": "1", "b": "2"}, "y": {"c": "1"}})
        data = FORMATS["checklist"].writer.whole([FORMATS["checklist"].writer.entry("a.xlsx", result, check_result(result))])
        rows = sheet_rows(data, "某局")
        assert [row[:2] for row in rows[1:4]] == [("部门名称", "某局"), ("部门编码", "031001"), ("公开网址", None)]
        assert rows[4] == ("检查项", "符合要求（是/否/未查）", "问题")
        assert rows[5] == ("收入", "否", "1.00≠2.00（收入!B4，X-01）")

    def test_says_of_a_file_that_cannot_be_read_why(self, tmp_path: Path) -> None:
        (tmp_path / "坏.xlsx").write_bytes(b"nothing")
        target = tmp_path / "检查表.xlsx"
        assert run(["check", str(tmp_path / "坏.xlsx"), "--checklist", str(target)]) == 3
        (sheet,) = openpyxl.load_workbook(target).worksheets
        assert "文件读不出来" in str(sheet["C6"].value)

    def test_takes_any_name_and_text_for_text(self) -> None:
        evil = '=HYPERLINK("http://a","b")'
        lines = (InspectionLine("<r>项</r>", "否", evil), InspectionLine("项", "是", "\x00\ud800" + "长" * 40_000))
        units = [Inspected(name, "001", lines, evil) for name in (evil, "a/b:[c]*?", "A/B:[C]*?", "'", "", "History", "很" * 40, "很" * 40)]
        book = openpyxl.load_workbook(io.BytesIO(inspection_workbook(units)))
        assert len(book.sheetnames) == 9 and max(map(len, book.sheetnames)) <= 31
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}
        assert [cell.value for cell in book.worksheets[1]["B"][1:4]] == [evil, "001", evil]
        assert book.worksheets[1]["A6"].value == "<r>项</r>"

    def test_never_covers_a_file_that_is_there(self, tmp_path: Path) -> None:
        target = tmp_path / "检查表.xlsx"
        target.write_bytes(b"mine")
        assert run(["check", str(SAMPLES[0]), "--checklist", str(target)]) == 2
        assert target.read_bytes() == b"mine"
        assert run(["check", str(SAMPLES[0]), "--checklist", str(tmp_path / "检查表.csv")]) == 2
