"""``render --template``: a bureau's own Word file filled in with the expressions of the form's wording, sandboxed and escaped."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest
from making import a_form, filled, record, table
from sample_files import DEMO, checked

from budgetxl.cli.app import run
from budgetxl.forms import Form
from budgetxl.notice import NoticeError
from budgetxl.notice.word_template import fill_word_template

docx = pytest.importorskip("docx")
pytest.importorskip("docxtpl")

UNIT = {"name": "某街道", "code": "601001"}


def a_template(*paragraphs: str, header: str = "", cell: str = "") -> bytes:
    """A Word file with these paragraphs; ``header`` stands in its header, ``cell`` in a table."""
    file = docx.Document()
    for text in paragraphs:
        file.add_paragraph(text)
    if header:
        file.sections[0].header.paragraphs[0].text = header
    if cell:
        file.add_table(1, 1).cell(0, 0).text = cell
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def form_of(folder: Path) -> Form:
    return a_form(folder, record("x", a={"type": "money", "label": "收入"}, t="longtext") + table("rows", name="text", amount="money"))


def filled_in(folder: Path, template: bytes, draft: bool = False, **data: Any) -> Any:
    """The Word file that is made of a template, as python-docx opens it."""
    submission = filled(form_of(folder), {"unit": UNIT, **data}).submission
    return docx.Document(io.BytesIO(fill_word_template(submission, "模板.docx", template, draft)))


def texts(file: Any) -> list[str]:
    return [paragraph.text for paragraph in file.paragraphs]


def refused(folder: Path, template: bytes, **data: Any) -> str:
    with pytest.raises(NoticeError) as caught:
        filled_in(folder, template, **data)
    return str(caught.value)


def test_values_filters_and_conditions_are_those_of_the_wording(tmp_path: Path) -> None:
    template = a_template("{{ unit.name }}{{ year }}年收入{{ x.a | money }}万元{% if x.t is blank %}，无说明{% endif %}。", header="{{ unit.name }}", cell="{{ x.a | money(2) }}")
    file = filled_in(tmp_path, template, x={"a": "1.50"})
    assert texts(file)[0] == "某街道2022年收入1.5万元，无说明。"
    assert file.sections[0].header.paragraphs[0].text == "某街道"
    assert file.tables[0].cell(0, 0).text == "1.50"


def test_rows_are_gone_through(tmp_path: Path) -> None:
    template = a_template("{%p for row in rows %}", "{{ loop.index }}.{{ row.name }}", "{%p endfor %}")
    assert texts(filled_in(tmp_path, template, rows=[{"name": "甲"}, {"name": "乙"}])) == ["1.甲", "2.乙"]


def test_an_expression_that_word_has_cut_into_runs_is_one(tmp_path: Path) -> None:
    file = docx.Document()
    paragraph = file.add_paragraph("{{ un")
    paragraph.add_run("it.na").bold = True
    paragraph.add_run("me }}")
    buffer = io.BytesIO()
    file.save(buffer)
    assert texts(filled_in(tmp_path, buffer.getvalue())) == ["某街道"]


@pytest.mark.parametrize("text", ["""A&B <x> {{ 7*7 }} {% raw %} ‹›"'""", "字" * 30_000, "{_{ a }_} {_% b %_}", "</w:t></w:r>", "两\n行"])
def test_a_text_stands_unchanged(tmp_path: Path, text: str) -> None:
    assert texts(filled_in(tmp_path, a_template("{{ x.t }}"), x={"t": text})) == [text]


def test_a_table_stands_in_the_place_of_its_paragraph_with_styles_of_its_own(tmp_path: Path) -> None:
    file = filled_in(tmp_path, a_template('{{p table("rows", caption="表1") }}', "后"), rows=[{"name": "甲", "amount": "1"}])
    assert [[cell.text for cell in row.cells] for row in file.tables[0].rows] == [["name", "amount"], ["甲", "1.00"]]
    assert file.tables[0].cell(1, 0).paragraphs[0].style.name == "Table Text"
    assert texts(file)[-1] == "后"


class TestIsRefused:
    def test_with_every_name_that_nobody_has_and_the_nearest(self, tmp_path: Path) -> None:
        said = refused(tmp_path, a_template("{{ unit.nmae }}", "{{ y }}{{ x.a | mony }}", header='{{p table("rowz") }}'))
        assert said.count("\n") == 4
        assert all(word in said for word in ("nmae", "name", "“y”", "mony", "money", "rowz", "rows"))

    def test_where_a_value_is_blank_with_its_paragraph_but_not_as_a_draft(self, tmp_path: Path) -> None:
        assert "“收入{{ x.a | money }}”一段" in refused(tmp_path, a_template("前", "收入{{ x.a | money }}"))
        assert texts(filled_in(tmp_path, a_template("收入{{ x.a | money }}"), draft=True)) == ["收入【未填】"]

    @pytest.mark.parametrize(
        "expression", ["{{ unit.__class__ }}", "{{ ''.__class__.__mro__ }}", "{{ table.__globals__ }}", "{{ range(10 ** 9) }}", "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}"]
    )  # fmt: skip
    def test_where_it_leaves_the_sandbox(self, tmp_path: Path, expression: str) -> None:
        assert "模板.docx" in refused(tmp_path, a_template(expression))

    def test_where_a_table_stands_within_a_text(self, tmp_path: Path) -> None:
        assert "独占一段" in refused(tmp_path, a_template('见{{ table("rows") }}'))

    def test_where_a_statement_is_not_closed(self, tmp_path: Path) -> None:
        assert "没有" in refused(tmp_path, a_template("{% if x.a is filled %}甲"))

    def test_where_it_is_no_word_file(self, tmp_path: Path) -> None:
        assert "不是能用的 Word 文件" in refused(tmp_path, b"PK")

    def test_where_docxtpl_is_not_there(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "docxtpl", None)
        assert "budgetxl[template]" in refused(tmp_path, a_template("甲"))


class TestTheCommand:
    def test_fills_in_the_template(self, tmp_path: Path) -> None:
        template = tmp_path / "模板.docx"
        template.write_bytes(a_template("{{ unit.name }}收入{{ income.total | money }}万元", '{{p published_table("balance") }}'))
        assert run(["render", str(DEMO), "-o", str(tmp_path / "说明.docx"), "--template", str(template)]) == 0
        file = docx.Document(str(tmp_path / "说明.docx"))
        assert texts(file)[0] == "示例县向阳街道办事处收入1255.58万元"
        assert len(file.tables[0].rows) == 37

    def test_writes_nothing_where_a_name_is_wrong(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        template = tmp_path / "模板.docx"
        template.write_bytes(a_template("{{ unit.nmae }}"))
        assert run(["render", str(DEMO), "-o", str(tmp_path / "说明.docx"), "--template", str(template), "--tables", str(tmp_path / "t.xlsx")]) == 2
        assert [one.name for one in tmp_path.iterdir()] == ["模板.docx"]
        assert "nmae" in capsys.readouterr().err

    def test_says_that_a_template_fills_in_nothing_and_how_many_figures_are_typed_into_it(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        template = tmp_path / "模板.docx"
        for paragraphs, said in (
            (("收入1255.58万元，比2026年增加", "2.支出A4"), "没有一个式子（如 {{ income.total | money }}），没有填进任何内容；模板里写着 2 个数"),
            (("{{ year + 1 }}年收入5万元",), "：模板里写着 1 个数，不出自工作簿"),
            (("{{ year }}年",), ""),
        ):
            template.write_bytes(a_template(*paragraphs))
            assert run(["render", str(DEMO), "-o", str(tmp_path / "说明.docx"), "--template", str(template), "--force"]) == 0
            told = capsys.readouterr().err
            assert said in told and ("模板.docx：" in told) == bool(said)

    def test_says_in_which_paragraph_a_template_can_not_be_read(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        template = tmp_path / "模板.docx"
        template.write_bytes(a_template("前", "收入{{ income.total | }}万元"))
        assert run(["render", str(DEMO), "-o", str(tmp_path / "说明.docx"), "--template", str(template)]) != 0
        told = capsys.readouterr().err
        assert "“收入{{ income.total | }}万元”一段" in told and "第1行" not in told

    @pytest.mark.parametrize("option", ["--template", "--reference-doc"])
    @pytest.mark.parametrize("content", ["文字".encode(), DEMO.read_bytes()], ids=["text", "workbook"])
    def test_says_of_a_file_of_another_kind_that_it_is_no_word_file(self, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, content: bytes) -> None:
        (tmp_path / "n.bin").write_bytes(content)
        assert run(["render", str(DEMO), "-o", str(tmp_path / "说明.docx"), option, str(tmp_path / "n.bin")]) == 3
        told = capsys.readouterr().err
        assert "不是能用的 Word 文件（.docx）" in told and not [word for word in ("传完", "xlsx", "样式") if word in told.partition("n.bin")[2]]

    @pytest.mark.parametrize(("width", "height", "said"), [(216, 279.4, "是 216×279 毫米，不是 A4"), (210, 297, ""), (297, 210, "")])
    def test_says_where_the_paper_of_a_reference_document_is_not_a4(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], width: float, height: float, said: str
    ) -> None:
        file = docx.Document()
        file.sections[0].page_width, file.sections[0].page_height = docx.shared.Mm(width), docx.shared.Mm(height)
        file.save(str(tmp_path / "样式.docx"))
        assert run(["render", str(DEMO), "-o", str(tmp_path / "说明.docx"), "--reference-doc", str(tmp_path / "样式.docx")]) == 0
        told = capsys.readouterr().err
        assert said in told and ("纸张照参照文件" in told) == bool(said)

    def test_refuses_what_makes_no_sense(self, tmp_path: Path) -> None:
        template = tmp_path / "模板.docx"
        template.write_bytes(a_template("甲"))
        given = ["--template", str(template)]
        assert run(["render", str(DEMO), "-o", str(tmp_path / "a.txt"), *given]) == 2
        assert run(["render", str(DEMO), "--tables", str(tmp_path / "a.xlsx"), *given]) == 2
        assert run(["render", str(DEMO), "-o", str(tmp_path / "a.docx"), *given, "--reference-doc", str(template)]) == 2
        assert run(["render", str(DEMO), "-o", str(template), "--force", *given]) == 2
        assert run(["render", str(DEMO), "-o", str(tmp_path / "a.docx"), "--template", str(tmp_path / "没有.docx")]) == 3

    def test_does_not_fill_in_a_template_for_a_workbook_with_errors(self, tmp_path: Path) -> None:
        template = tmp_path / "模板.docx"
        template.write_bytes(a_template("甲"))
        wrong = next(path for path in DEMO.parent.glob("*.xlsx") if checked(path).failed())
        assert run(["render", str(wrong), "-o", str(tmp_path / "a.docx"), "--template", str(template)]) == 1
