"""The tables that a unit publishes (公开表): as the form says they look, the same in the notice and in a workbook of their own."""

from __future__ import annotations

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
from making import a_block, a_form, a_sheet, fields_of, filled, opened, table
from sample_files import DEMO, SAMPLES, checked

import budgetxl.cli.rendering.office
from budgetxl.cli.app import run
from budgetxl.forms import Form, FormError, load_form
from budgetxl.notice import published_tables, render
from budgetxl.notice.document import Cell, Table
from budgetxl.notice.table_parts import Part, edges_of, stacked
from budgetxl.verbs import Checked, tables_of
from budgetxl.workbook import fill

ODD = """A&B <x> {{ 7*7 }} {% raw %} ‹›"'"""
UNIT = {"name": "某街道", "code": "601001"}
AMOUNTS = {"name": "text", "amount": "money", "before": {"type": "money", "comparison": True}}
PUBLISHED = '\n[[published]]\nid = "p"\nnumber = "表1"\nblocks = ["t"]\n'


def form_of(folder: Path, published: str = PUBLISHED, options: str = "", **columns: Any) -> Form:
    return a_form(folder, table("t", "支出表", {"title": "", "totals": [{"id": "sums"}]}, **(columns or AMOUNTS)) + published, head=options)


def made(form: Form, data: dict[str, Any]) -> list[Table]:
    return [found for _, found in published_tables(filled(form, {"unit": UNIT, **data}).submission)]


def texts(one: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in one.rows]


def mistakes(folder: Path, published: str, options: str = "") -> list[str]:
    with pytest.raises(FormError) as caught:
        form_of(folder, published, options)
    return [f"{mistake.key}：{mistake.message}" for mistake in caught.value.mistakes]


def sheets_of(one: Checked) -> openpyxl.Workbook:
    return opened(tables_of(one, draft=True))


class TestTheLookOfATable:
    def test_is_without_the_columns_that_compare_with_last_year(self, tmp_path: Path) -> None:
        (one,) = made(form_of(tmp_path), {"t": [{"name": "甲", "amount": "1", "before": "2"}]})
        assert texts(one) == [["name", "amount"], ["合计", "1.00"], ["甲", "1.00"]]

    def test_has_them_where_the_form_says_so(self, tmp_path: Path) -> None:
        (one,) = made(form_of(tmp_path, options='[options]\nlook = "comparison"\n'), {"t": [{"name": "甲", "amount": "1", "before": "2"}]})
        assert texts(one)[0] == ["name", "amount", "before"]

    def test_says_above_whose_it_is_of_which_year_and_in_which_unit(self, tmp_path: Path) -> None:
        (one,) = made(form_of(tmp_path), {})
        assert one.above == ("601001某街道", "预算年度：2022", "单位：万元")
        assert one.caption == "表1 支出表"

    def test_says_nothing_of_a_unit_where_there_are_no_amounts(self, tmp_path: Path) -> None:
        (one,) = made(form_of(tmp_path, name="text"), {})
        assert one.above == ("601001某街道", "预算年度：2022")

    def test_numbers_all_rows_and_all_columns_but_that_of_the_numbers(self, tmp_path: Path) -> None:
        (one,) = made(form_of(tmp_path, PUBLISHED + "serial = true\nnumbering_row = true\n"), {"t": [{"name": "甲", "amount": "1"}]})
        assert texts(one) == [["序号", "name", "amount"], ["栏次", "1", "2"], ["1", "合计", "1.00"], ["2", "甲", "1.00"]]

    def test_calls_a_column_as_it_is_called_in_print(self, tmp_path: Path) -> None:
        (one,) = made(form_of(tmp_path, PUBLISHED + 'headers = { amount = "预算数" }\n'), {})
        assert texts(one)[0] == ["name", "预算数"]

    def test_keeps_its_header_and_says_so_where_it_is_empty(self, tmp_path: Path) -> None:
        (one,) = made(form_of(tmp_path), {})
        assert texts(one)[0] == ["name", "amount"]
        assert one.notes == ("注：本表为空表，没有数据。",)

    def test_says_what_the_unit_has_written_of_an_empty_table(self, tmp_path: Path) -> None:
        statement = a_sheet("说明", a_block("said", "record", fields=fields_of({"empty": "text"})))
        form = form_of(tmp_path, statement + PUBLISHED + 'statement = "said.empty"\n')
        assert made(form, {"said": {"empty": "今年没有这项支出。"}})[0].notes == ("注：今年没有这项支出。",)
        assert made(form, {"said": {"empty": "今年没有。"}, "t": [{"name": "甲"}]})[0].notes == ()

    def test_says_the_usual_where_the_unit_has_written_no_sentence(self, tmp_path: Path) -> None:
        form = form_of(tmp_path, PUBLISHED + 'statement = "unit.name"\n')
        (one,) = (found for _, found in published_tables(filled(form, {"unit": {"name": "无"}}).submission))
        assert len(one.notes) == 1
        assert "无" not in one.notes[0].removeprefix("注：")[:1]

    def test_has_the_digits_that_the_notice_prints(self, tmp_path: Path) -> None:
        (one,) = made(form_of(tmp_path), {"t": [{"name": "办公楼１２层", "amount": "1"}]})
        assert texts(one)[-1] == ["办公楼12层", "1.00"]

    def test_is_the_same_in_the_notice(self, tmp_path: Path) -> None:
        form = form_of(tmp_path)
        (form.folders[0] / "notice.md.j2").write_text('#= 说明\n\n{{ published_table("p") }}\n', encoding="utf-8")
        submission = filled(form, {"unit": UNIT, "t": [{"name": ODD, "amount": "1"}]}).submission
        assert [block for block in render(submission).blocks if isinstance(block, Table)] == [one for _, one in published_tables(submission)]

    def test_a_table_of_a_repeated_sheet_is_there_once_for_each_copy_and_names_it(self, tmp_path: Path) -> None:
        copies = a_sheet("目标{{ n }}", a_block("goal", "record", fields=fields_of({"name": "text", "goal": "text"})), repeat="projects")
        form = a_form(tmp_path, copies + '\n[[published]]\nid = "p"\nblocks = ["goal"]\ntitle = "{{ projects.name }}绩效目标表"\n')
        assert [one.caption for one in made(form, {"projects": [{"name": "甲"}, {"name": "乙"}]})] == ["甲绩效目标表", "乙绩效目标表"]



@pytest.mark.parametrize(
    ("columns", "paper", "sheet", "lies"),
    [(10, "", "false", False), (11, "", "false", True), (11, "A4竖", "false", False), (3, "", "true", True), (3, "A4竖", "true", False)],
)
def test_a_table_of_many_columns_lies_though_its_sheet_stands_unless_the_form_says_so(
    columns: int, paper: str, sheet: str, lies: bool, tmp_path: Path
) -> None:
    """With the look ``comparison`` an upright table of Hebei has eleven columns and more."""
    block = a_block("t", "table", rows=3, columns=fields_of({f"c{number}": "money" for number in range(columns)}))
    published = PUBLISHED + (f'paper = "{paper}"\n' if paper else "")
    form = a_form(tmp_path, a_sheet("支出", block, landscape=sheet == "true") + published)
    assert [one.wide for one in made(form, {"t": [{"c0": "1"}]})] == [lies]


def test_notice_and_file_number_the_same_tables_alike() -> None:
    submission = checked(DEMO).result.submission
    numbered = [(one.number, table.caption) for one, table in published_tables(submission)]
    assert [number for number, _ in numbered][-5:] == ["表12", "表13-1", "表13-2", "表13-3", "表13-4"]
    in_notice = [block.caption.split()[0] for block in render(submission).blocks if isinstance(block, Table) and block.caption.startswith("表")]
    assert sorted(in_notice) == sorted(number for number, _ in numbered)
    assert all(caption.startswith(f"{number} ") for number, caption in numbered)


def test_blocks_whose_borders_nearly_meet_keep_all_their_cells_where_they_lie_under_each_other() -> None:
    """Two borders of a row never become one, or the row would be longer than the table."""
    cells = lambda count: [Cell(str(number)) for number in range(count)]  # noqa: E731
    parts = [Part([cells(4)], edges_of([20, 30, 30, 20])), Part([cells(4)], edges_of([20, 3, 3, 74]))]
    rows, widths = stacked(parts)
    assert [sum(cell.colspan for cell in row) for row in rows] == [len(widths)] * 2


class TestTheFormIsChecked:
    @pytest.mark.parametrize(
        ("published", "said"),
        [
            ('\n[[published]]\nid = "p"\nblocks = ["tt"]\n', "published.p.blocks：表样里没有叫“tt”的表格或字段"),
            ('\n[[published]]\nid = "p"\n', "published.p：没有写由哪些块"),
            (PUBLISHED + 'beside = ["收入", "支出"]\n', "published.p.beside：并排的题目（beside）有 2 个，块（blocks）有 1 个"),
            (PUBLISHED + 'only_filled = ["t"]\n', "published.p.only_filled：“t”不是这张公开表里的固定表"),
            (PUBLISHED + 'statement = "said.empty"\n', "published.p.statement：表样里没有叫“said.empty”的字段"),
            (PUBLISHED + 'above = ["左"]\n', "published.p.above：要写三项"),
            (PUBLISHED + 'paper = "A4"\n', "published.p.paper"),
            (PUBLISHED + 'title = "{{ unit.nmae }}表"\n', "published.p"),
            (PUBLISHED + 'blocks = ["t", "name"]\n'.replace("blocks", "block"), "published.p.block"),
        ],
    )
    def test_and_each_mistake_named_with_its_key(self, tmp_path: Path, published: str, said: str) -> None:
        assert [one for one in mistakes(tmp_path, published) if one.startswith(said)]

    def test_blocks_of_two_sheets_are_no_table(self, tmp_path: Path) -> None:
        other = a_sheet("别的", a_block("u", "record", fields=fields_of({"a": "text"})))
        assert mistakes(tmp_path, other + PUBLISHED.replace('["t"]', '["t", "u"]')) == [
            "published.p.blocks：一张公开表的块要在同一张工作表上：“u”在另一张"
        ]

    def test_a_look_that_nobody_knows_is_a_mistake(self, tmp_path: Path) -> None:
        assert "options.look" in mistakes(tmp_path, PUBLISHED, '[options]\nlook = "offical"\n')[0]
        assert "三项" in mistakes(tmp_path, PUBLISHED, '[options]\npublished_above = ["左"]\n')[0]

    def test_what_a_form_takes_away_of_its_parent_is_printed_nowhere_though_the_wording_asks_for_it(self, tmp_path: Path) -> None:
        parent = form_of(tmp_path, PUBLISHED + '\n[[published]]\nid = "q"\nblocks = ["t"]\n')
        (parent.folders[0] / "notice.md.j2").write_text('#= 说明\n\n{{ published_table("p") }}\n{{ published_table("q") }}\n', encoding="utf-8")
        home = tmp_path / "child"
        home.mkdir()
        extends = f'id = "child"\nextends = "{parent.folders[0].name}"\n'
        (home / "form.toml").write_text(extends + '[[published]]\nid = "p"\nremove = true\n', encoding="utf-8")
        submission = filled(load_form(home), {"unit": UNIT}).submission
        assert [one.id for one, _ in published_tables(submission)] == ["q"]
        assert sum(isinstance(block, Table) for block in render(submission).blocks) == 1


class TestTheFileOfTables:
    def test_has_a_sheet_a_table_and_nothing_else(self) -> None:
        book = sheets_of(checked(DEMO))
        assert book.sheetnames[:3] == ["表1 部门收支总表", "表2 部门收入总表", "表3 部门支出总表"]
        assert len(book.sheetnames) == len(list(published_tables(checked(DEMO).result.submission)))
        assert all(sheet.sheet_state == "visible" for sheet in book)

    @pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
    def test_holds_values_only_and_says_nothing_of_who_made_it(self, path: Path) -> None:
        data = tables_of(checked(path), draft=True)
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            whole = "".join(package.read(name).decode() for name in names)
        assert not [name for name in names if re.search("comments|drawing|external|vml|printer|calcChain|custom", name, re.IGNORECASE)]
        assert not re.search("<f>|<f |<hyperlink|<dataValidation|<conditionalFormatting|budgetxl", whole)
        core = re.search("<dc:creator>(.*?)</dc:creator>", whole)
        assert core is None or core[1] == ""
        assert "<dcterms:" not in whole
        preparer = checked(path).result.submission.text("unit", "preparer")
        assert not preparer or preparer not in whole

    @pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
    def test_prints_each_sheet_on_a4_as_wide_as_the_page(self, path: Path) -> None:
        for sheet in sheets_of(checked(path)):
            assert sheet.page_setup.paperSize == 9
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 0) == (1, 0)  # what is not said is 1

    @pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
    def test_is_the_same_for_the_same_workbook(self, path: Path) -> None:
        assert tables_of(checked(path), draft=True) == tables_of(checked(path), draft=True)

    def test_holds_figures_as_numbers_that_show_what_is_printed(self, tmp_path: Path) -> None:
        form = form_of(tmp_path, name="text", amount="money", share={"type": "percent", "places": 2}, many={"type": "money", "grouping": True})
        result = filled(form, {"unit": UNIT, "t": [{"name": "=1+1", "amount": "1.5", "share": "3.1", "many": "1234567.5"}]})
        sheet = opened(tables_of(Checked("a", result, checked(DEMO).report, ()))).worksheets[0]
        row = list(sheet.iter_rows())[-1]
        assert [(cell.value, cell.number_format) for cell in row] == [
            ("=1+1", "General"), (1.5, "0.00_ "), (3.1, '0.00"%"_ '), (1234567.5, "#,##0.00_ "),
        ]  # fmt: skip
        assert row[0].data_type == "s"

    @pytest.mark.parametrize("text", [ODD, "字" * 30_000, "<r>甲</r>"])
    def test_holds_texts_unchanged(self, tmp_path: Path, text: str) -> None:
        result = filled(form_of(tmp_path), {"unit": UNIT, "t": [{"name": text, "amount": "1"}]})
        book = opened(tables_of(Checked("a", result, checked(DEMO).report, ())))
        assert text in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]

    def test_says_on_each_sheet_and_page_that_it_is_a_draft(self) -> None:
        book, plain = sheets_of(checked(DEMO)), opened(tables_of(checked(DEMO)))
        assert {sheet["A1"].value for sheet in book} == {"草稿"}
        assert "草稿" not in {cell.value for sheet in plain for row in sheet.iter_rows() for cell in row}
        assert {sheet.oddHeader.right.text for sheet in book} == {"草稿"}
        assert {sheet.oddHeader.right.text for sheet in plain} == {None}

    def test_has_rows_of_one_line_where_every_text_has_room_on_one(self, tmp_path: Path) -> None:
        """Six characters of 10 points are 80 pixels, a column of twelve digits is 89."""
        names = ["多功能一体机", "多功能一体机和别的许多设备"]
        wide = {f"w{n}": "money" for n in range(12)}
        result = filled(form_of(tmp_path, name="text", **wide), {"unit": UNIT, "t": [{"name": name, **dict.fromkeys(wide, "1234567.50")} for name in names]})
        sheet = opened(tables_of(Checked("a", result, checked(DEMO).report, ()))).worksheets[0]
        for cell in sheet["A"]:
            if cell.value in names:
                room = sheet.column_dimensions["A"].width * 7 / (40 / 3)
                assert (sheet.row_dimensions[cell.row].height > 20) == (len(cell.value) > room)

    def test_prints_a_table_a_little_smaller_where_that_keeps_it_on_one_page(self, tmp_path: Path) -> None:
        form, pages = form_of(tmp_path), []
        for count in range(30, 60, 2):
            result = filled(form, {"unit": UNIT, "t": [{"name": "甲", "amount": "1"}] * count})
            sheet = opened(tables_of(Checked("a", result, checked(DEMO).report, ()))).worksheets[0]
            high = sum(sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1))
            room = 841.9 - (sheet.page_margins.top + sheet.page_margins.bottom) * 72
            assert (sheet.page_setup.fitToHeight == 1 or sheet.page_setup.fitToHeight is None) == (room < high <= room / 0.9)
            pages.append(sheet.page_setup.fitToHeight)
        assert len(set(pages)) == 2

    def test_holds_the_texts_of_the_tables_in_the_notice(self) -> None:
        book = sheets_of(checked(DEMO))
        for sheet, (_, one) in zip(book, published_tables(checked(DEMO).result.submission), strict=True):
            held = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
            for row in one.rows:
                for cell in row:
                    assert not cell.text or (float(cell.number) if cell.number is not None else cell.text) in held


def test_hebeis_first_table_is_as_the_province_prints_it() -> None:
    """DOMAIN: 序号, 收入 and 支出 beside each other, 栏次 1 to 4, 34 numbered rows with all 31 classes, totals at the foot."""
    one = next(found for _, found in published_tables(checked(DEMO).result.submission))
    rows = texts(one)
    assert one.above == ("601001示例县向阳街道办事处", "预算年度：2027", "单位：万元")
    assert rows[:3] == [["序号", "收入", "支出"], ["项目", "预算数", "项目", "预算数"], ["栏次", "1", "2", "3", "4"]]
    assert [row[0] for row in rows[3:]] == [str(number) for number in range(1, 35)]
    assert [row[1] for row in rows[3:8]] == [
        "一、一般公共预算拨款收入", "二、政府性基金预算拨款收入", "三、国有资本经营预算拨款收入", "四、财政专户管理资金收入", "五、单位资金收入",
    ]  # fmt: skip
    assert (rows[3][3], rows[32][3], rows[33][3]) == ("一、一般公共服务支出", "三十、抗疫特别国债安排的支出", "三十一、人行科目")
    assert [(row[1], row[3]) for row in rows[-3:]] == [("本年收入合计", "本年支出合计"), ("上年结转结余", "年终结转结余"), ("收入总计", "支出总计")]
    assert not one.wide


class TestTheCommand:
    def test_writes_the_tables_beside_the_notice(self, tmp_path: Path) -> None:
        notice, tables = tmp_path / "说明.txt", tmp_path / "公开表.xlsx"
        assert run(["render", str(DEMO), "-o", str(notice), "--tables", str(tables)]) == 0
        assert tables.read_bytes() == tables_of(checked(DEMO))
        assert notice.exists()

    def test_writes_the_tables_alone(self, tmp_path: Path) -> None:
        assert run(["render", str(DEMO), "--tables", str(tmp_path / "公开表.xlsx")]) == 0

    def test_writes_neither_where_one_is_in_the_way(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "公开表.xlsx").write_bytes(b"x")
        assert run(["render", str(DEMO), "-o", str(tmp_path / "a.txt"), "--tables", str(tmp_path / "公开表.xlsx")]) == 2
        assert not (tmp_path / "a.txt").exists()
        assert "没有覆盖" in capsys.readouterr().err

    @pytest.mark.parametrize(
        "options", [[], ["--tables", "a.csv"], ["-o", "a.pdf", "--tables", "a.pdf"], ["-o", "说明.docx", "--format", "pdf"]]
    )
    def test_refuses_what_makes_no_sense(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]) -> None:
        monkeypatch.chdir(tmp_path)
        assert run(["render", str(DEMO), *options]) == 2
        assert not list(tmp_path.iterdir())

    def test_does_not_publish_tables_with_errors(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        wrong = next(path for path in SAMPLES if checked(path).failed())
        assert run(["render", str(wrong), "--tables", str(tmp_path / "公开表.xlsx")]) == 1
        assert "处错误" in capsys.readouterr().err

    def test_says_that_a_form_has_no_published_tables(self, tmp_path: Path) -> None:
        form = form_of(tmp_path, "")
        book = tmp_path / "a.xlsx"
        book.write_bytes(fill(form, {"unit": UNIT}, 2022))
        assert run(["render", str(book), "--tables", str(tmp_path / "t.xlsx"), "--form", str(form.folders[0])]) == 1

    def test_says_where_there_is_no_libreoffice(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(shutil, "which", lambda name: None)
        assert run(["render", str(DEMO), "--tables", str(tmp_path / "t.pdf")]) == 2
        assert "LibreOffice" in capsys.readouterr().err

    @pytest.mark.skipif(shutil.which("sh") is None, reason="needs a shell")
    def test_says_where_libreoffice_does_not_finish_or_gives_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        program = tmp_path / "soffice"
        program.write_text("#!/bin/sh\nsleep ${SLEEP:-0}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setattr(shutil, "which", lambda name: str(program))
        assert run(["render", str(DEMO), "--tables", str(tmp_path / "t.pdf")]) == 2
        monkeypatch.setenv("SLEEP", "60")
        monkeypatch.setattr(budgetxl.cli.rendering.office, "SECONDS", 0.2)
        assert run(["render", str(DEMO), "--tables", str(tmp_path / "t.pdf")]) == 2
        said = capsys.readouterr().err
        assert "没有生成" in said
        assert "已停止" in said


@pytest.mark.slow
@pytest.mark.libreoffice
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_libreoffice_makes_a_pdf_of_the_tables_and_of_the_notice_with_page_numbers(path: Path, tmp_path: Path) -> None:
    tables, notice = tmp_path / "公开表.pdf", tmp_path / "说明.pdf"
    assert run(["render", str(path), "-o", str(notice), "--tables", str(tables), "--draft"]) == 0
    assert tables.read_bytes().startswith(b"%PDF")
    assert notice.read_bytes().startswith(b"%PDF")
    if shutil.which("pdftotext"):
        said = subprocess.run(["pdftotext", "-layout", str(notice), "-"], capture_output=True, check=True).stdout.decode()
        contents = [line for line in said.splitlines() if "......" in line]
        assert all(re.search(r"\.{6,}\s*\d+$", line) for line in contents)
        data = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        assert bool(contents) == (data["form"] == "fengrun-performance-2023")
