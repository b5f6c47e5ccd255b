"""What goes back to units: the page 退回修改意见 in Word, the annotated copies, the 检查表 of all."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from gathered import a_read, collected, sent
from making import a_form, a_rule, record

from budgetxl.bureau.model import Collection, Read, Unit, UnitResult
from budgetxl.bureau.returned import letter, open_points, returned
from budgetxl.forms import Form, load_form
from budgetxl.notice import to_docx
from budgetxl.values import Address, Finding, told
from budgetxl.workbook import fill
from budgetxl.xlsx import UnreadableFile, is_as_written

SAMPLES = Path(__file__).parent.parent / "sample_workbooks"


@pytest.fixture
def form(tmp_path: Path) -> Form:
    sheets = record("x", "收入", a="money", b="money") + record("y", "支出", c="money")
    rules = a_rule("X-01", "x.a == x.b", hint="核对两项。") + a_rule("X-02", "y.c <= 100", "支出过百", "warning") + a_rule("X-03", "y.c > 0", "没有支出", "info")
    return a_form(tmp_path, sheets, rules)


def read_of(form: Form, name: str, a: str, b: str, c: str) -> tuple[Read, bytes]:
    made = fill(form, {"unit": {"name": "封面上的名称"}, "x": {"a": a, "b": b}, "y": {"c": c}}, 2022)
    return a_read(name, made, str(form.folders[0])), made


def tables(data: bytes) -> list[list[list[str]]]:
    """The tables of a Word file, as rows of texts."""
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in docx.Document(io.BytesIO(data)).tables]


def page(result: UnitResult, **keys: Any) -> list[list[list[str]]]:
    return tables(to_docx(letter(result, 2022, **keys)))


def result_of(number: int) -> UnitResult:
    """A unit with so many points, as long as most are; without any its file can't be read."""
    if not number:
        return UnitResult(Unit("001", "某局"), "无法读取", None, (Read(("a.xlsx",), "", error="文件已损坏"),))
    point = Finding("PROC-04", "error", "文字采购预算26.20万元≠采购表合计40.40万元，差额14.20万元", (Address("政府采购预算", 5, 2),), "40.40", "26.20", "批复数写入正文，应与采购表合计一致")
    return UnitResult(Unit("001", "某局"), "有错误", Read(("a.xlsx",), "", findings=(point,) * number))


class TestThePage:
    def test_lists_open_points_in_workbook_order_with_place_and_cure(self, form: Form) -> None:
        read, _ = read_of(form, "甲.xlsx", "1", "2", "200")
        head, points, signatures = page(sent(Unit("031", "某局", deadline=date(2022, 3, 1)), read), copies=["031某局-批注.xlsx"])
        assert head == [
            ["单位名称", "某局"], ["单位编码", "031"], ["报送的文件", "甲.xlsx"],
            ["审核结果", "报送的2022年预算公开工作簿已经审核，有 1 处错误、1 处待核实，现退回修改。请对照下表逐项改正：错误必须改正；待核实的请核对，"
                       "确属合理的，在“校验”表的“说明”列写明理由。改好后于2022年3月1日前重新报送。"],
            ["批注副本", "031某局-批注.xlsx"],
        ]  # fmt: skip
        assert points == [
            ["序号", "位置", "级别", "问题", "怎样改"],
            ["1", "收入 B4、B5", "错误\nX-01", "1.00≠2.00", "核对两项。"],
            ["2", "支出 B4", "待核实\nX-02", "支出过百", points[2][4]],
        ]
        assert [cell.split("\n")[0] for cell in signatures[0]] == ["审核人（签字）：", "单位负责人（签字）："]

    def test_counts_what_follows_from_a_point_and_puts_other_units_last(self) -> None:
        below = Finding("A-2", "error", "跟着错", (Address("表", 9, 1),))
        read = Read(("a.xlsx",), "", findings=(Finding("A-1", "error", "错", (Address("表", 1, 1),), caused=(below, below)),))
        _, points, _ = page(UnitResult(Unit("1", "某局"), "有错误", read, across=(Finding("META-26", "warning", "项目编码重复"),)))
        assert [row[1:4] for row in points[1:]] == [["表 A1", "错误\nA-1", "错"], ["全表", "待核实\nMETA-26", "项目编码重复"]]
        assert points[1][4] == "改好后，由它引起的另外 2 处随之消除。"

    def test_tells_both_sides_where_the_message_does_not(self) -> None:
        point = Finding("A", "error", "不符", (Address("表", 1, 1),), "2.00", "1.00", "核对。")
        assert page(UnitResult(Unit("1", "某局"), "有错误", Read(("a.xlsx",), "", findings=(point,))))[1][1][4] == "应为 2.00，实为 1.00。核对。"

    def test_of_what_has_no_row_on_the_check_sheet_says_whom_to_tell(self) -> None:
        across = (Finding("META-24", "warning", "相同"), Finding("META-26", "warning", "编码重复"), Finding("BUD-19", "warning", "不等", answer="BUD-19：已核对"))
        unit = Unit("1", "某局", deadline=date(2022, 3, 1))
        said = page(UnitResult(unit, "待核实", Read(("a.xlsx",), ""), across=across))[0][3][1]
        assert said.endswith("请对照下表逐项核对：不能在“校验”表里说明的（META-24、META-26）请核对，确属合理的，另向财政局说明理由；"
                             "填错的，改好后于2022年3月1日前重新报送。")  # fmt: skip
        own = Read(("a.xlsx",), "", findings=(Finding("A", "warning", "大"), Finding("META-14", "warning", "不在范围内")))
        both = page(UnitResult(unit, "待核实", own, across=across))[0][3][1]
        assert "在“校验”表的“说明”列写明理由；不能在“校验”表里说明的（META-14、META-24、META-26）" in both and "逐项改正" in both

    def test_leaves_out_answers_and_informations(self) -> None:
        found = (Finding("A", "warning", "大", answer="一次性"), Finding("B", "info", "说明"), Finding("C", "warning", "小"))
        assert [one.rule for one in open_points(UnitResult(Unit("1", "甲"), "待核实", Read(("a",), "", findings=found)))] == ["C"]

    def test_says_which_of_several_workbooks_was_looked_at(self) -> None:
        point = Finding("A", "error", "错")
        new, old, twin = (Read((name,), "", findings=(point,)) for name in ("二/新.xlsx", "一/旧.xlsx", "一/新.xlsx"))

        def outcome(*versions: Read) -> str:
            return page(UnitResult(Unit("1", "某局"), "有错误", new, versions))[0][3][1]

        assert outcome(new, old).startswith("共收到 2 份，以“新.xlsx”为准，另一份“旧.xlsx”没有采用。报送的")
        assert outcome(new, old, twin).startswith("共收到 3 份，以“新.xlsx”为准，“旧.xlsx”“新.xlsx”没有采用。")
        assert outcome(new, twin).startswith("共收到 2 份，文件名都是“新.xlsx”，以最后保存的一份为准。")
        assert outcome(new).startswith("报送的")

    @pytest.mark.parametrize("state", ["重复", "版本不符", "无法读取"])
    def test_says_why_a_file_is_not_taken(self, state: Any) -> None:
        versions = (Read(("a.xlsx",), ""), Read(("b.xlsx",), ""))
        (head, signatures) = page(UnitResult(Unit("1", "某局"), state, None, versions, reason="数不同。"))
        assert head[2] == ["报送的文件", "a.xlsx、b.xlsx"]
        then = "请交来能打开的工作簿。" if state == "无法读取" else "请改正后重新报送。"
        assert head[3][1] == f"报送的2022年预算公开工作簿不能采用：数不同。{then}"
        assert len(signatures) == 1

    def test_asks_at_once_where_the_deadline_has_passed(self) -> None:
        result, late = result_of(1), date(2022, 3, 2)
        unit = UnitResult(Unit("1", "某局", deadline=date(2022, 3, 1)), result.state, result.counting)
        assert "改好后尽快重新报送" in page(unit, today=late)[0][3][1]
        assert "于2022年3月1日前重新报送" in page(unit, today=date(2022, 3, 1))[0][3][1]

    def test_counts_only_what_there_is(self) -> None:
        said = page(result_of(2))[0][3][1]
        assert "有 2 处错误，现退回" in said and "待核实" not in said

    def test_names_files_as_the_unit_knows_them_and_says_it_in_its_words(self) -> None:
        reads = (Read(("第一批/学校.zip/学校/a.xlsx",), "", error="x"),)
        head = page(UnitResult(Unit("1", "某局"), "无法读取", None, reads, reason="从文件名看", to_unit="a.xlsx 读不出来"))[0]
        assert (head[2][1], "a.xlsx 读不出来" in head[3][1], "从文件名看" in head[3][1]) == ("a.xlsx", True, False)

    def test_of_a_workbook_that_nobody_filled_in_says_so_instead_of_every_blank(self) -> None:
        point = Finding("BUD-80", "error", "收入、支出合计都没有数")
        unit = UnitResult(Unit("1", "某局"), "有错误", Read(("a.xlsx",), "", findings=(point,), blank=True), reason="工作簿没有填写")
        head, signatures = page(unit)
        assert "不能采用：工作簿没有填写。" in head[3][1] and len(signatures) == 1

    def test_has_all_points_whatever_their_number(self) -> None:
        assert len(page(result_of(500))[1]) == 501

    @pytest.mark.libreoffice
    def test_is_one_page_for_the_usual_number_of_points(self, tmp_path: Path) -> None:
        for number in (0, 6, 40):
            (tmp_path / f"{number}.docx").write_bytes(to_docx(letter(result_of(number), 2027, ["001某局-批注.xlsx"])))
        command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
        subprocess.run([*command, *map(str, sorted(tmp_path.glob("*.docx")))], check=True, capture_output=True, timeout=180)
        pages = [len(re.findall(rb"/Type */Page[^s]", (tmp_path / f"{number}.pdf").read_bytes())) for number in (0, 6, 40)]
        assert pages[:2] == [1, 1] and pages[2] > 1

    def test_takes_any_text_for_text(self) -> None:
        evil = "<w:br/>&amp;\x00\x1b[31m\ud800\u202e" + "长" * 3_000
        read = Read((evil,), "", findings=(Finding(evil, "error", evil, (Address(evil, 1, 1),), expected=evil, actual="=1", hint=evil),))
        data = to_docx(letter(UnitResult(Unit(evil, evil), "有错误", read), 2022, [evil], [evil]))
        assert is_as_written(data)
        head, points, _ = tables(data)
        assert head[0][1].startswith("<w:br/>&amp;") and points[1][3].startswith("<w:br/>&amp;")

    def test_of_a_real_workbook_has_each_counted_finding_once(self) -> None:
        path = SAMPLES / "jiefangdao-2022.xlsx"
        read = a_read(path.name, path.read_bytes())
        _, points, _ = page(sent(Unit("301", read.unit_name), read))
        counted = [one for _, one, above in told(read.findings) if above is None and one.severity != "info"]
        assert [row[3] for row in points[1:]] == [one.message for one in counted]
        assert len(counted) > 5


class TestWhatGoesBack:
    def collection(self, form: Form, *units: UnitResult) -> Collection:
        return collected(form.id, units)

    def test_is_a_page_and_a_copy_for_each_unit_with_open_points_and_the_checklist_of_all(self, form: Form) -> None:
        wrong, data = read_of(form, "in/甲.xlsx", "1", "2", "1")
        right, _ = read_of(form, "in/乙.xlsx", "1", "1", "1")
        units = [sent(Unit("01", "甲局", more={"公开网址": "example.cn/1"}), wrong), sent(Unit("02", "乙局"), right), sent(Unit("03", "丙局"), None)]
        found = dict(returned(self.collection(form, *units), {"in/甲.xlsx": data}.__getitem__, form))
        assert list(found) == ["01甲局-批注.xlsx", "01甲局-退回修改意见.docx", "检查表.xlsx"]
        copy = openpyxl.load_workbook(io.BytesIO(found["01甲局-批注.xlsx"]))
        assert copy["收入"]["B4"].comment is not None
        book = openpyxl.load_workbook(io.BytesIO(found["检查表.xlsx"]))
        assert book.sheetnames == ["目录", "甲局", "乙局"]
        assert [cell.value for cell in book["甲局"]["B"][1:4]] == ["甲局", "01", "example.cn/1"]
        assert [[cell.value for cell in row[:2]] for row in book["甲局"].iter_rows(min_row=6, max_row=8)] == [["封面", "是"], ["收入", "否"], ["支出", "是"]]

    def test_marks_what_only_other_units_show_on_the_copy_too(self, form: Form) -> None:
        read, data = read_of(form, "甲.xlsx", "1", "1", "1")
        across = Finding("META-26", "warning", "项目编码重复", (Address("支出", 4, 2),))
        found = dict(returned(self.collection(form, sent(Unit("01", "甲"), read, state="待核实", across=(across,))), lambda _: data, form))
        comment = openpyxl.load_workbook(io.BytesIO(found["01甲-批注.xlsx"]))["支出"]["B4"].comment
        assert comment is not None and "项目编码重复" in comment.text

    def test_of_a_split_workbook_are_copies_with_the_names_of_the_parts(self, form: Form) -> None:
        read, data = read_of(form, "甲.xlsx", "1", "2", "1")
        split = replace(read, files=("a.xlsx", "b.xlsx"), parts=("收支预算", "绩效"))
        found = list(dict(returned(self.collection(form, sent(Unit("01", "甲"), split)), lambda _: data, form)))
        assert found[:2] == ["01甲-收支预算-批注.xlsx", "01甲-绩效-批注.xlsx"]

    def test_never_leads_out_of_its_folder_and_names_each_file_once(self, form: Form) -> None:
        read, data = read_of(form, "甲.xlsx", "1", "2", "1")
        names = ("../外面", "CON", 'a/b\\c:*?"<>|', "很" * 300, "Ab", "aB", "", ".")
        units = [sent(Unit("", name), read) for name in names]
        found = [name for name, _ in returned(self.collection(form, *units), lambda _: data, form)]
        assert len({name.casefold() for name in found}) == len(found) == 2 * len(names) + 1
        assert not [name for name in found if set(name) & set('/\\:*?"<>|') or name.startswith(".") or len(name.encode()) > 255]

    @pytest.mark.parametrize("error", [KeyError("a"), OSError(5, "x"), UnreadableFile("empty")])
    def test_tells_of_a_copy_that_cannot_be_made_and_goes_on(self, form: Form, error: Exception) -> None:
        read, _ = read_of(form, "甲.xlsx", "1", "2", "1")

        def gone(path: str) -> bytes:
            raise error

        found = dict(returned(self.collection(form, sent(Unit("01", "甲"), read), sent(Unit("02", "乙"), read)), gone, form))
        assert list(found) == ["01甲-退回修改意见.docx", "02乙-退回修改意见.docx", "检查表.xlsx"]
        text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(found["01甲-退回修改意见.docx"])).paragraphs)
        assert "没有批注副本：甲.xlsx（文件已经不在了，或读不出来）。" in text

    def test_is_a_page_alone_for_files_that_are_not_taken(self, form: Form) -> None:
        unit = UnitResult(Unit("01", "甲"), "无法读取", None, (Read(("坏.xlsx",), "", error="已损坏"),))
        assert list(dict(returned(self.collection(form, unit), lambda _: b"", form))) == ["01甲-退回修改意见.docx"]

    def test_of_an_own_form_is_nothing_where_all_is_well(self) -> None:
        demo = a_read("demo.xlsx", (SAMPLES / "hebei-2027-demo.xlsx").read_bytes())
        found = dict(returned(collected("hebei-2027", [sent(Unit("601001", "街道"), demo)]), lambda _: b"", load_form("hebei-2027")))
        assert list(found) == ["检查表.xlsx"]
