"""The annotated copy: every finding on its cell, nothing of the sender's data changed, nothing from cells ever a formula."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from making import a_block, a_form, a_rule, a_sheet, check_cell, fields_of, opened, record, table, typed
from openpyxl.comments import Comment

from budgetxl.checks import check_result
from budgetxl.cli.app import run
from budgetxl.forms import Form, load_form
from budgetxl.values import Address, Finding
from budgetxl.workbook import export, fill, read
from budgetxl.workbook.annotate.copying import Annotated, NotAnnotated, Remarks, annotate
from budgetxl.workbook.annotate.marks import COLOURS, PALE

SAMPLES = Path(__file__).parent.parent / "sample_workbooks"
SUM = a_rule("X-01", "x.total == x.a + x.b", "合计{left}≠{right}", item="合计", hint="核对两项")
DOUBT = a_rule("X-02", "x.a <= 100", "数额偏大：{left}", "warning")
ROW = a_rule("R-01", "row.amount <= 50", "{row.name}超过五十", "warning", each="list")
DATA = {"unit": {"name": "某单位"}, "x": {"a": "60", "b": "2", "total": "70"}, "list": [{"name": "桌子", "amount": "60"}]}


@pytest.fixture
def form(tmp_path: Path) -> Form:
    """Two amounts with a total that is typed, and a short list."""
    sheets = record("x", a="money", b="money", total="money") + table("list", name="text", amount="money")
    return a_form(tmp_path, sheets, SUM + DOUBT + ROW)


def findings_of(data: bytes, form: Form) -> tuple[Finding, ...]:
    return check_result(read(data, form)).findings


def annotated(data: bytes, form: Form, *findings: Finding) -> Annotated:
    """The copy with the findings given, or else with those of checking the workbook."""
    return annotate(data, Remarks("某单位", form.id, "概要", findings or findings_of(data, form), (("合计", "否", "合计不符"),)))


def shade(book: openpyxl.Workbook, address: str) -> str:
    sheet, _, cell = address.partition("!")
    return str(book[sheet][cell].fill.fgColor.rgb)


def rows_of(book: openpyxl.Workbook, sheet: str = "校验结果") -> list[list[Any]]:
    """The lines below the header of one of the sheets in front."""
    rows = [[cell.value for cell in row] for row in book[sheet].iter_rows()]
    return rows[next(i for i, row in enumerate(rows) if row[0] == "序号") + 1 :]


def place_of(data: bytes, form: Form, rule: str) -> str:
    return str(next(finding for finding in findings_of(data, form) if finding.rule == rule).cells[0])


def rewritten(data: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with a pattern of one of its parts replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, re.sub(old, new, content.decode()).encode() if name == part else content)
    return buffer.getvalue()


class TestTheData:
    @pytest.mark.parametrize("path", sorted(SAMPLES.glob("*-202[02].json")), ids=lambda path: path.stem)
    def test_of_a_sample_is_the_same_in_the_copy(self, path: Path) -> None:
        stored = json.loads(path.read_text(encoding="utf-8"))
        form = load_form(stored["form"])
        data = fill(form, stored["data"], stored["year"])
        before, copy = read(data), annotated(data, form)
        after = read(copy.data)
        assert export(after.submission) == export(before.submission)
        assert after.findings == before.findings
        assert copy.notes == ()

    def test_keeps_dropdowns_conditional_formats_names_and_properties(self) -> None:
        form = load_form("langfang-2022")
        data = fill(form, {"unit": {"name": "某街道"}, "procurement": [{"project": "办公费", "quantity": "2"}]})
        before, after = opened(data), opened(annotated(data, form, Finding("X", "info", "无")).data)
        assert set(after.defined_names) == set(before.defined_names)
        assert {p.name: p.value for p in after.custom_doc_props.props} == {p.name: p.value for p in before.custom_doc_props.props}
        for sheet in before.worksheets:
            copy = after[sheet.title]
            ours, theirs = ([str(v.sqref) for v in each.data_validations.dataValidation] for each in (copy, sheet))
            assert ours == theirs
            ours, theirs = ({str(f.sqref): len(f.rules) for f in each.conditional_formatting} for each in (copy, sheet))
            assert ours == theirs
            assert set(copy.defined_names) == set(sheet.defined_names)
            assert copy.protection.sheet == sheet.protection.sheet

    def test_keeps_the_stored_results_of_formulas(self, form: Form) -> None:
        data = fill(form, DATA, 2022)
        before, after = (openpyxl.load_workbook(io.BytesIO(each), data_only=True)["校验"] for each in (data, annotated(data, form).data))
        assert [[c.value for c in row] for row in after.iter_rows()] == [[c.value for c in row] for row in before.iter_rows()]

    def test_keeps_the_result_of_a_formula_that_staff_typed(self, form: Form) -> None:
        data = rewritten(fill(form, DATA, 2022), "xl/worksheets/sheet3.xml", r"<v>60</v>", r"<f>30+30</f><v>60</v>")
        assert read(annotated(data, form).data, form).submission.root.get("x") == read(data, form).submission.root.get("x")

    def test_keeps_a_text_that_looks_like_a_formula_as_it_is(self, form: Form) -> None:
        data = fill(form, {**DATA, "list": [{"name": "=1+1", "amount": "60"}]}, 2022)
        copy = annotated(data, form).data
        assert export(read(copy, form).submission) == export(read(data, form).submission)
        assert opened(copy)["明细"]["A5"].data_type == "s"

    def test_gives_the_same_bytes_each_time(self, form: Form) -> None:
        data = fill(form, DATA, 2022)
        assert annotated(data, form).data == annotated(data, form).data


class TestMarks:
    def test_colour_the_cell_of_a_finding_by_its_severity(self, form: Form) -> None:
        data = fill(form, DATA, 2022)
        book = opened(annotated(data, form).data)
        assert shade(book, place_of(data, form, "X-01")) == COLOURS["error"]
        assert shade(book, place_of(data, form, "R-01")) == COLOURS["warning"]

    def test_are_pale_on_the_cells_that_it_is_compared_with(self, form: Form) -> None:
        data = fill(form, DATA, 2022)
        other = next(f for f in findings_of(data, form) if f.rule == "X-01").cells[1]
        assert shade(opened(annotated(data, form).data), str(other)) == PALE["error"]

    def test_say_what_is_wrong_in_a_comment(self, form: Form) -> None:
        data = fill(form, DATA, 2022)
        sheet, _, cell = place_of(data, form, "X-01").partition("!")
        text = opened(annotated(data, form).data)[sheet][cell].comment.text
        assert text.startswith("【校验】错误 X-01\n合计70.00≠62.00")
        assert "应为 62.00，实为 70.00" in text
        assert "核对两项" in text

    def test_of_several_findings_on_one_cell_show_the_gravest_and_say_all(self, form: Form) -> None:
        here = Address("数据", 5, 2)
        findings = (Finding("A-1", "warning", "可疑", (here,)), Finding("A-2", "error", "错了", (here,)))
        book = opened(annotated(fill(form, DATA, 2022), form, *findings).data)
        assert shade(book, "数据!B5") == COLOURS["error"]
        comment = book["数据"]["B5"].comment.text
        assert comment.index("A-2") < comment.index("A-1")

    def test_of_an_answered_warning_are_green_and_show_the_answer(self, form: Form) -> None:
        finding = Finding("A-1", "warning", "可疑", (Address("数据", 5, 2),), answer="已核对")
        book = opened(annotated(fill(form, DATA, 2022), form, finding).data)
        assert shade(book, "数据!B5") == COLOURS["answered"]
        assert "已有说明：已核对" in book["数据"]["B5"].comment.text

    def test_go_on_a_blank_cell_as_well(self, form: Form) -> None:
        finding = Finding("A-1", "error", "必须填写", (Address("明细", 8, 2),))
        assert shade(opened(annotated(fill(form, DATA, 2022), form, finding).data), "明细!B8") == COLOURS["error"]

    def test_in_a_merged_block_go_on_its_first_cell(self, form: Form) -> None:
        data = fill(form, DATA, 2022)
        book = opened(data)
        book["明细"].merge_cells("A7:B8")
        buffer = io.BytesIO()
        book.save(buffer)
        copy = annotated(buffer.getvalue(), form, Finding("A-1", "error", "错了", (Address("明细", 8, 2),)))
        assert opened(copy.data)["明细"]["A7"].comment.text.endswith("错了")

    def test_stand_before_the_conditional_formats_of_a_sheet(self, form: Form) -> None:
        data = fill(form, DATA, 2022)
        formats = list(opened(annotated(data, form).data)["明细"].conditional_formatting)
        assert next(rule.priority for part in formats for rule in part.rules) == 1
        assert place_of(data, form, "R-01").partition("!")[2] in formats[0].sqref

    def test_keep_the_comment_that_the_sender_wrote(self, form: Form) -> None:
        book = opened(fill(form, DATA, 2022))
        book["数据"]["B5"].comment = Comment("见附件", "填报人")
        buffer = io.BytesIO()
        book.save(buffer)
        copy = annotated(buffer.getvalue(), form, Finding("A-1", "error", "错了", (Address("数据", 5, 2),)))
        assert opened(copy.data)["数据"]["B5"].comment.text.endswith("【原批注】\n见附件")

    def test_of_a_sheet_that_is_not_there_are_left_out(self, form: Form) -> None:
        copy = annotated(fill(form, DATA, 2022), form, Finding("A-1", "error", "缺表", (Address("没有的表", 1, 1),)))
        assert rows_of(opened(copy.data))[0][5] == "没有的表!A1"


class TestASecondRound:
    """People put things right in the annotated copy itself and send that back."""

    def corrected(self, form: Form) -> tuple[bytes, bytes]:
        data = fill(form, DATA, 2022)
        return data, annotated(typed(annotated(data, form).data, {place_of(data, form, "X-01"): 62}), form).data

    def test_takes_the_marks_of_the_first_off(self, form: Form) -> None:
        data, second = self.corrected(form)
        sheet, _, cell = place_of(data, form, "X-01").partition("!")
        assert shade(opened(second), f"{sheet}!{cell}") == shade(opened(data), f"{sheet}!{cell}")
        assert opened(second)[sheet][cell].comment is None

    def test_has_one_sheet_of_results(self, form: Form) -> None:
        _, second = self.corrected(form)
        assert opened(second).sheetnames[:3] == ["校验结果", "检查表", "封面"]
        assert [row[1] for row in rows_of(opened(second))] == ["R-01"]

    def test_finds_nothing_strange_in_the_sheets_of_the_first(self, form: Form) -> None:
        data = fill(form, DATA, 2022)
        assert read(annotated(data, form).data, form).findings == read(data, form).findings

    def test_still_reads_the_answers(self, form: Form) -> None:
        data = annotated(fill(form, DATA, 2022), form).data
        assert read(typed(data, {check_cell(form, "R-01"): "属实"}), form).submission.answers == {"R-01": "属实"}

    def test_leaves_a_sheet_of_the_senders_own_with_that_name(self, form: Form) -> None:
        book = opened(fill(form, DATA, 2022))
        book.create_sheet("校验结果")["A1"] = "我的记录"
        buffer = io.BytesIO()
        book.save(buffer)
        after = opened(annotated(buffer.getvalue(), form).data)
        assert after["校验结果"]["A1"].value == "我的记录"


class TestTheSheetOfResults:
    def test_stands_first_and_is_the_only_one_selected(self, form: Form) -> None:
        book = opened(annotated(fill(form, DATA, 2022), form).data)
        assert book.sheetnames[:2] == ["校验结果", "检查表"]
        assert book.active.title == "校验结果"
        assert [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected] == ["校验结果"]

    def test_lists_each_finding_with_a_link_to_its_cell(self, form: Form) -> None:
        data = fill(form, DATA, 2022)
        sheet = opened(annotated(data, form).data)["校验结果"]
        links = {cell.value: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
        assert links[place_of(data, form, "X-01")] == "'数据'!" + place_of(data, form, "X-01").partition("!")[2]

    def test_lists_what_follows_from_a_finding_below_it(self, form: Form) -> None:
        caused = Finding("A-2", "error", "跟着错")
        rows = rows_of(opened(annotated(fill(form, DATA, 2022), form, Finding("A-1", "error", "错了", caused=(caused,))).data))
        assert [row[4] for row in rows] == ["错了", "（由 A-1 引起）跟着错"]

    def test_numbers_what_is_counted_and_below_it_what_follows(self, form: Form) -> None:
        first = Finding("A-1", "error", "错了", caused=(Finding("A-2", "error", "跟着错", caused=(Finding("A-3", "error", "再跟着"),)),))
        rows = rows_of(opened(annotated(fill(form, DATA, 2022), form, first, Finding("B-1", "error", "也错")).data))
        assert [row[0] for row in rows] == ["1", "1.1", "1.2", "2"]

    @pytest.mark.parametrize("text", ["=1+1", "+5", "-5", "@SUM(A1)", "=cmd|'/c calc'!A1"])
    def test_writes_what_looks_like_a_formula_as_text(self, form: Form, text: str) -> None:
        finding = Finding("A-1", "error", text, (), expected=text, actual="1", hint=text, answer=text)
        sheet = opened(annotated(fill(form, DATA, 2022), form, finding).data)["校验结果"]
        assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == text] == ["s"] * 4

    def test_writes_characters_that_no_file_can_hold_as_marks(self, form: Form) -> None:
        copy = annotated(fill(form, DATA, 2022), form, Finding("A-1", "error", "坏\x01字"))
        assert rows_of(opened(copy.data))[0][4] == "坏�字"

    def test_says_when_there_is_nothing_to_find(self, form: Form) -> None:
        data = fill(form, {"unit": {"name": "某单位"}}, 2022)
        assert "没有发现问题" in [row[4] for row in rows_of(opened(annotated(data, form).data))]

    def test_is_followed_by_the_checklist(self, form: Form) -> None:
        assert rows_of(opened(annotated(fill(form, DATA, 2022), form).data), "检查表") == [["1", "合计", "否", "合计不符"]]


class TestWhatOpenpyxlCantDo:
    def test_a_file_that_it_refuses_gets_one_sentence(self, form: Form) -> None:
        broken = rewritten(fill(form, DATA, 2022), "docProps/core.xml", r">20[0-9TZ:-]+</dcterms:created>", ">昨天</dcterms:created>")
        with pytest.raises(NotAnnotated, match="另存为"):
            annotated(broken, form)

    def test_a_merged_block_over_a_whole_sheet_is_refused_at_once(self, form: Form) -> None:
        part = "xl/worksheets/sheet4.xml"
        whole = rewritten(fill(form, DATA, 2022), part, r'ref="A2:B2"', 'ref="A2:XFD1048576"')
        assert read(whole, form).raw.sheets[3].merges[0][2] == 1_048_576
        with pytest.raises(NotAnnotated, match="过多"):
            annotated(whole, form)

    def test_rows_without_number_are_refused_at_once(self, form: Form) -> None:
        many = rewritten(fill(form, DATA, 2022), "xl/worksheets/sheet4.xml", "</sheetData>", "<row/>" * 100_001 + "</sheetData>")
        with pytest.raises(NotAnnotated, match="过多"):
            annotated(many, form)

    def test_pictures_that_it_drops_are_told(self, form: Form) -> None:
        data = fill(form, DATA, 2022)
        buffer = io.BytesIO(data)
        with zipfile.ZipFile(buffer, "a") as archive:
            archive.writestr("xl/media/image1.png", b"png")
        assert "图片" in annotated(buffer.getvalue(), form).notes[0]


class TestTheCommand:
    @pytest.fixture(autouse=True)
    def in_an_empty_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "here").mkdir()
        monkeypatch.chdir(tmp_path / "here")

    def write(self, form: Form, name: str, data: Any = None) -> Path:
        path = Path(name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(fill(form, DATA if data is None else data, 2022))
        return path

    def check(self, form: Form, *words: object) -> int:
        return run(["check", *map(str, words), "--form", str(form.folders[0])])

    def test_makes_the_folder_and_leaves_the_senders_file_alone(self, form: Form) -> None:
        path = self.write(form, "a.xlsx")
        before = hashlib.sha256(path.read_bytes()).digest()
        assert self.check(form, path, "--annotate", "out") == 1
        assert hashlib.sha256(path.read_bytes()).digest() == before
        assert [each.name for each in Path("out").iterdir()] == ["a-批注.xlsx"]

    def test_makes_the_folder_that_the_new_one_is_in_as_every_command_does(self, form: Form) -> None:
        assert self.check(form, self.write(form, "a.xlsx"), "--annotate", "missing/out") == 1
        assert [each.name for each in Path("missing/out").iterdir()] == ["a-批注.xlsx"]

    def test_does_not_overwrite_without_force(self, form: Form, capsys: pytest.CaptureFixture[str]) -> None:
        path = self.write(form, "a.xlsx")
        Path("a-批注.xlsx").write_bytes(b"mine")
        assert self.check(form, path, "--annotate", ".") == 2
        assert Path("a-批注.xlsx").read_bytes() == b"mine"
        assert "--force" in capsys.readouterr().err
        assert self.check(form, path, "--annotate", ".", "--force") == 1
        assert Path("a-批注.xlsx").read_bytes() != b"mine"

    def test_never_writes_onto_a_file_that_was_given(self, form: Form) -> None:
        first, second = self.write(form, "a.xlsx"), self.write(form, "a-批注.xlsx")
        before = second.read_bytes()
        assert self.check(form, first, second, "--annotate", ".", "--force") == 2
        assert second.read_bytes() == before

    def test_numbers_the_copies_of_files_of_one_name(self, form: Form) -> None:
        self.check(form, self.write(form, "one/a.xlsx"), self.write(form, "two/a.xlsx"), "--annotate", "out")
        assert sorted(each.name for each in Path("out").iterdir()) == ["a-2-批注.xlsx", "a-批注.xlsx"]

    def test_goes_on_after_a_file_that_openpyxl_refuses(self, form: Form, capsys: pytest.CaptureFixture[str]) -> None:
        odd = self.write(form, "odd.xlsx")
        odd.write_bytes(rewritten(odd.read_bytes(), "docProps/core.xml", r">20[0-9TZ:-]+</dcterms:created>", ">昨天</dcterms:created>"))
        assert self.check(form, odd, self.write(form, "fine.xlsx"), "--annotate", "out") == 3
        assert [each.name for each in Path("out").iterdir()] == ["fine-批注.xlsx"]
        assert "odd.xlsx：文件的内部结构" in capsys.readouterr().err

    def test_makes_a_copy_of_each_part_of_a_split_workbook(self, tmp_path: Path) -> None:
        numbers = a_sheet("数据", a_block("x", "record", fields=fields_of({"a": "money", "b": "money"})), section="numbers")
        texts = a_sheet("文字", a_block("y", "record", fields=fields_of({"text": "text"})), section="texts")
        form = a_form(tmp_path, numbers + texts, a_rule("X-01", "x.a == x.b", "不等"))
        data = {"unit": {"name": "某单位", "code": "101"}, "x": {"a": "1", "b": "2"}, "y": {"text": "说明"}}
        for part in ("numbers", "texts"):
            Path(f"{part}.xlsx").write_bytes(fill(form, data, 2022, part))
        assert self.check(form, "numbers.xlsx", "texts.xlsx", "--annotate", "out") == 1
        books = {each.name: openpyxl.load_workbook(each) for each in Path("out").iterdir()}
        assert shade(books["numbers-批注.xlsx"], "数据!B4") == COLOURS["error"]
        assert [row[1] for row in rows_of(books["texts-批注.xlsx"])] == ["X-01"]


@pytest.mark.libreoffice
def test_the_copy_survives_libreoffice(form: Form, tmp_path: Path) -> None:
    data = fill(form, DATA, 2022)
    (tmp_path / "copy.xlsx").write_bytes(annotated(data, form).data)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    soffice = shutil.which("soffice") or "soffice"
    subprocess.run(
        [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"), str(tmp_path / "copy.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    saved = (tmp_path / "saved" / "copy.xlsx").read_bytes()
    assert export(read(saved, form).submission) == export(read(data, form).submission)
    sheet, _, cell = place_of(data, form, "X-01").partition("!")
    assert opened(saved)[sheet][cell].comment.text.startswith("【校验】错误 X-01")


def test_an_old_file_has_no_copy_and_says_why() -> None:
    with pytest.raises(NotAnnotated, match=r"另存为 \.xlsx"):
        annotate(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), Remarks("", "", "", (), ()))
