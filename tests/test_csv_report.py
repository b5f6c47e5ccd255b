"""The table of ``check --csv``: a row for each finding, and nothing in it that a spreadsheet program would run."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from making import a_form, a_rule, filled, record, said_in

from budgetxl.checks import FORMATS, Report, ReportFormat, check_result
from budgetxl.checks.reports.csv_report import COLUMNS, as_side, as_text, csv_report, file_rows, unreadable_rows
from budgetxl.cli.app import run
from budgetxl.forms import Form
from budgetxl.values import Address, Finding
from budgetxl.workbook import ReadResult, fill

DATA = {"unit": {"name": "某街道"}, "x": {"a": "1", "b": "2.5"}}
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(1,2)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")']
BEHIND = [" =1", "\t=1", "\r=1", "\n=1", "\u3000=1", "\xa0=1", "\ufeff=1", "\u200b=1", "\xad=1", "\u2066=1", " \t\r\n =1"]
WIDE = ["＝1+1", "＋1", "－1", "＠a", "﹦1", "﹢1", "﹣1", "﹫a", "−1"]
HOSTILE = [*FORMULAS, *BEHIND, *WIDE]


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return a_form(tmp_path, record("x", a="money", b="money"), a_rule("X-01", "x.a == x.b", "两数不等：{left}和{right}"))


def rows_of(data: bytes) -> list[dict[str, str]]:
    """The rows of a report, read as RFC 4180 says, by column."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def report_of(result: ReadResult, *findings: Finding, name: str = "a.xlsx") -> bytes:
    """The report of a workbook, with the findings given or else its own."""
    report = Report(findings, {}) if findings else check_result(result)
    return csv_report([file_rows(name, result, report)])


class TestTheTable:
    def test_has_a_row_for_each_finding_with_both_sides_and_the_cells(self, form: Form) -> None:
        assert rows_of(report_of(filled(form, DATA))) == [{
            "序号": "1", "归于": "", "文件": "a.xlsx", "单位": "某街道", "表样": "tiny", "年度": "2022", "级别": "错误", "规则号": "X-01",
            "位置": "数据!B4、数据!B5", "问题": "两数不等：1.00和2.50", "应为": "2.50", "实为": "1.00", "提示": "", "说明": "",
        }]  # fmt: skip

    def test_has_a_row_for_what_follows_from_a_finding_and_says_from_which(self, form: Form) -> None:
        grandchild = Finding("A-3", "info", "再跟着错")
        children = Finding("A-2", "warning", "跟着错", caused=(grandchild,)), Finding("A-4", "warning", "也跟着错")
        findings = Finding("A-0", "error", "另一处"), Finding("A-1", "error", "错了", caused=children)
        rows = rows_of(report_of(filled(form, DATA), *findings))
        told = [(row["序号"], row["归于"], row["规则号"]) for row in rows]
        assert told == [("1", "", "A-0"), ("2", "", "A-1"), ("3", "2", "A-2"), ("4", "3", "A-3"), ("5", "2", "A-4")]

    def test_numbers_the_rows_of_all_files_in_one_go(self, form: Form) -> None:
        result = filled(form, DATA)
        child = Finding("A-1", "error", "错了", caused=(Finding("A-2", "info", "跟着错"),))
        rows = rows_of(csv_report([file_rows(name, result, Report((child,), {})) for name in ("a.xlsx", "b.xlsx")]))
        assert [(row["文件"], row["序号"], row["归于"]) for row in rows][2:] == [("b.xlsx", "3", ""), ("b.xlsx", "4", "3")]

    def test_has_a_row_for_a_file_that_cannot_be_read(self) -> None:
        row = rows_of(csv_report([unreadable_rows("坏.xlsx", "文件是空的")]))[0]
        assert {name: text for name, text in row.items() if text} == {"序号": "1", "文件": "坏.xlsx", "级别": "无法读取", "问题": "文件是空的"}

    def test_shows_an_answered_warning_as_answered_with_its_answer(self, form: Form) -> None:
        row = rows_of(report_of(filled(form, DATA), Finding("A-1", "warning", "偏大", answer="批量购置")))[0]
        assert (row["级别"], row["说明"]) == ("已说明", "批量购置")

    def test_is_utf_8_with_a_byte_order_mark_and_lines_that_end_with_cr_lf(self, form: Form) -> None:
        data = report_of(filled(form, DATA))
        assert data.startswith("\ufeff序号,归于,文件".encode())
        assert data.count(b"\r\n") == data.count(b"\n") == 2

    def test_quotes_commas_quotes_and_line_breaks(self, form: Form) -> None:
        data = report_of(filled(form, DATA), Finding("A-1", "error", '甲,乙"丙\r\n丁'))
        assert '"甲,乙""丙\n丁"'.encode() in data
        assert rows_of(data)[0]["问题"] == '甲,乙"丙\n丁'

    def test_has_its_headers_alone_where_nothing_was_found(self) -> None:
        assert csv_report([]) == "\ufeff{}\r\n".format(",".join(COLUMNS)).encode()


    def test_has_each_of_its_columns_explained(self) -> None:
        section = (Path(__file__).parent.parent / "docs" / "JSON.md").read_text(encoding="utf-8").split("### 做成表格")[1].split("\n## ")[0]
        first = [line.split(" | ")[0].removeprefix("| ") for line in section.splitlines() if line.startswith("| ")][2:]
        assert tuple(name for cell in first for name in cell.split("、")) == COLUMNS


class TestHostileText:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_that_begins_as_a_formula_gets_an_apostrophe(self, text: str) -> None:
        assert as_text(text) == "'" + text.replace("\r\n", "\n").replace("\r", "\n")

    @pytest.mark.parametrize("text", ["", "某街道", "1-2", "a=b", "“=1”", "'=1", "12", "（-1）", "　某街道"])
    def test_text_that_begins_otherwise_stays_as_it_is(self, text: str) -> None:
        assert as_text(text) == text

    @pytest.mark.parametrize("text", ["-14.20", "40.40", "0", "-3"])
    def test_an_amount_on_a_side_stays_a_number(self, text: str) -> None:
        assert as_side(text) == text

    @pytest.mark.parametrize("text", ["-", "-1-1", "--1", "+5", "-1.5%", "-1,000", "-１", "-1\n=1", "-.5", "-1\n"])
    def test_what_only_looks_like_an_amount_is_text(self, text: str) -> None:
        assert as_side(text) == f"'{text}"

    @pytest.mark.parametrize("text", ["\x00=1", "\ud800=1", "\x1b=1"])
    def test_what_no_file_can_hold_is_replaced(self, text: str) -> None:
        assert as_text(text) == "�=1"

    @pytest.mark.parametrize("text", HOSTILE)
    def test_is_text_in_every_column(self, form: Form, text: str) -> None:
        hostile = {**DATA, "unit": {"name": "=1+1"}}
        finding = Finding(text, "error", text, (Address(text, 1, 1),), text, text, text, text)
        row = rows_of(report_of(filled(form, hostile), finding, name=text))[0]
        free = ("文件", "单位", "规则号", "位置", "问题", "应为", "实为", "提示", "说明")
        assert {name: row[name][:1] for name in free if not row[name].startswith("'")} == {}

    def test_from_a_reason_is_text_too(self) -> None:
        row = rows_of(csv_report([unreadable_rows("=a.xlsx", "@原因")]))[0]
        assert (row["文件"], row["问题"]) == ("'=a.xlsx", "'@原因")


Check = Callable[..., int]


class TestTheCommand:
    @pytest.fixture
    def check(self, form: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
        """Runs ``check`` in a folder with a.xlsx (one error) and broken.xlsx."""
        folder = tmp_path / "here"
        folder.mkdir()
        monkeypatch.chdir(folder)
        Path("a.xlsx").write_bytes(fill(form, DATA, 2022))
        Path("broken.xlsx").write_bytes(b"")
        return lambda *words: run(["check", *words, "--form", str(form.folders[0])])

    def test_writes_one_table_for_all_files(self, check: Check) -> None:
        assert check("a.xlsx", "broken.xlsx", "--csv", "found.csv") == 3
        rows = rows_of(Path("found.csv").read_bytes())
        assert [(row["文件"], row["级别"]) for row in rows] == [("a.xlsx", "错误"), ("broken.xlsx", "无法读取")]

    def test_writes_the_table_beside_json_and_a_page(self, check: Check, capsys: pytest.CaptureFixture[str]) -> None:
        assert check("a.xlsx", "--json", "--html", "found.html", "--csv", "found.csv") == 1
        assert len(json.loads(capsys.readouterr().out)["files"]) == 1
        assert sorted(path.name for path in Path().glob("found.*")) == ["found.csv", "found.html"]

    def test_does_not_write_over_an_existing_file_without_force(self, check: Check) -> None:
        Path("found.csv").write_text("mine")
        assert check("a.xlsx", "--csv", "found.csv") == 2
        assert Path("found.csv").read_text() == "mine"
        assert check("a.xlsx", "--csv", "found.csv", "--force") == 1
        assert Path("found.csv").read_text() != "mine"

    def test_never_writes_onto_a_workbook_that_was_given(self, check: Check) -> None:
        before = Path("a.xlsx").read_bytes()
        assert check("a.xlsx", "--csv", "a.xlsx", "--force") == 2
        assert Path("a.xlsx").read_bytes() == before

    @pytest.mark.parametrize("other", ["found", "./found", "../here/found"])
    def test_two_reports_in_one_file_are_refused_before_any_work(self, check: Check, capsys: pytest.CaptureFixture[str], other: str) -> None:
        assert check("a.xlsx", "--csv", "found", "--html", other, "--force") == 2
        assert "两项结果" in capsys.readouterr().err
        assert not Path("found").exists()

    def test_a_missing_folder_is_refused_before_any_work(self, check: Check, capsys: pytest.CaptureFixture[str]) -> None:
        assert check("a.xlsx", "--csv", "missing/found.csv") == 2
        assert capsys.readouterr().out == ""


@pytest.mark.parametrize("kind", FORMATS.values(), ids=list(FORMATS))
class TestTheTableOfFormats:
    def test_a_format_writes_what_was_read_and_what_was_not(self, form: Form, kind: ReportFormat) -> None:
        result = filled(form, DATA)
        entries = [kind.writer.entry("a.xlsx", result, check_result(result)), kind.writer.unreadable("坏.xlsx", "文件是空的")]
        text = said_in(kind.writer.whole(entries))
        assert [word in text for word in ("a.xlsx", "坏.xlsx", "X-01", "文件是空的")] == [True] * 4

    def test_a_format_has_a_suffix_and_an_option_with_its_help(self, kind: ReportFormat, capsys: pytest.CaptureFixture[str]) -> None:
        run(["check", "--help"])
        page = re.sub(r"\s+", "", capsys.readouterr().out)
        assert re.fullmatch(r"\.[a-z]+", kind.suffix)
        assert re.search(rf"--{kind.name}(FILE)?{re.escape(re.sub(' ', '', kind.help))}", page)


@pytest.mark.libreoffice
def test_libreoffice_takes_no_text_for_a_formula_and_amounts_for_numbers(form: Form, tmp_path: Path) -> None:
    result = filled(form, DATA)
    findings = [Finding("A-1", "error", text, (), "-14.20", text, text, text) for text in [*HOSTILE, "街道“甲”"]]
    (tmp_path / "found.csv").write_bytes(report_of(result, *findings))
    soffice, profile = shutil.which("soffice") or "soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    reading = "--infilter=CSV:44,34,76,1,,0,false,true,false,false,true,0,true"  # commas, UTF-8, formulas are evaluated
    subprocess.run(
        [soffice, profile, "--headless", reading, "--convert-to", "xlsx", "--outdir", str(tmp_path), str(tmp_path / "found.csv")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    sheet = openpyxl.load_workbook(tmp_path / "found.xlsx").active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2))
    assert [cell.coordinate for row in rows for cell in row if cell.data_type in "fe"] == []
    assert {row[COLUMNS.index("应为")].value for row in rows} == {-14.2}
    assert [row[COLUMNS.index("问题")].value for row in rows] == [as_text(finding.message) for finding in findings]
