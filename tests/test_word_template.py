"""``render --template``: a bureau's own Word file filled in with the expressions of the form's wording, sandboxed and escaped."""

from __future__ import annotations

import io
import re
import sys
import zipfile
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


def repacked(data: bytes, changes: dict[str, tuple[str, str] | None]) -> bytes:
    """The file with a text of some parts replaced; a part of None is new."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if change := changes.get(name):
                assert change[0].encode() in content
                content = content.replace(change[0].encode(), change[1].encode())
            new.writestr(name, content)
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, b"x")
    return made.getvalue()


def with_note(data: bytes, text: str, sort: str = "footnote") -> bytes:
    """The file with a part of footnotes or endnotes, which has one of this text."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml." + f"{sort}s+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/" + f"{sort}s"
    made = io.BytesIO(repacked(data, {
        "[Content_Types].xml": ("</Types>", f'<Override PartName="/word/{sort}s.xml" ContentType="{kind}"/></Types>'),
        "word/_rels/document.xml.rels": ("</Relationships>", f'<Relationship Id="rId99" Type="{relation}" Target="{sort}s.xml"/></Relationships>'),
    }))  # fmt: skip
    with zipfile.ZipFile(made, "a") as package:
        note = f'<w:{sort} w:id="1"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{sort}>'
        package.writestr(f"word/{sort}s.xml", f'<w:{sort}s xmlns:w="{word}">{note}</w:{sort}s>')
    return made.getvalue()


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


def test_a_table_stands_in_a_header(tmp_path: Path) -> None:
    made = filled_in(tmp_path, a_template("{{ x.t }}", header='{{p table("rows") }}'), x={"t": "乙"}, rows=[{"name": "甲", "amount": "1"}])
    assert [cell.text for cell in made.sections[0].header.tables[0].rows[1].cells] == ["甲", "1.00"]


def test_a_table_is_as_wide_as_the_page_of_its_section_or_its_cell(tmp_path: Path) -> None:
    file = docx.Document()
    mm = docx.shared.Mm
    first = file.sections[0]
    first.page_width, first.page_height, first.left_margin, first.right_margin = mm(210), mm(297), mm(28), mm(26)
    file.add_paragraph('{{p table("rows", caption="表1") }}')
    lying = file.add_section()
    lying.page_width, lying.page_height = mm(297), mm(210)
    file.add_paragraph('{{p table("rows", caption="表2") }}')
    file.add_table(1, 2).cell(0, 1).paragraphs[0].text = '{{p table("rows") }}'
    buffer = io.BytesIO()
    file.save(buffer)
    made = filled_in(tmp_path, buffer.getvalue(), rows=[{"name": "甲", "amount": "1"}])
    upright, wide, outer = (sum(column.width for column in one.columns) / mm(1) for one in made.tables)
    assert (round(upright), round(wide), round(outer)) == (156, 243, 243)
    inner = made.tables[2].cell(0, 1).tables[0]
    assert 100 < sum(column.width for column in inner.columns) / mm(1) < 243 / 2
    assert "sha" not in made.element.xml
    assert [text for text in texts(made) if text] == ["表1", "表2"]


def test_a_footnote_is_filled_in(tmp_path: Path) -> None:
    file = filled_in(tmp_path, with_note(a_template("甲"), "{{ unit.name }}"))
    (footnotes,) = (part for part in file.part.package.iter_parts() if part.content_type.endswith("footnotes+xml"))
    assert "某街道" in footnotes.blob.decode()


def test_the_type_that_word_gives_templates_is_taken(tmp_path: Path) -> None:
    template = repacked(a_template("{{ unit.name }}"), {"[Content_Types].xml": ("document.main+xml", "template.main+xml")})
    submission = filled(form_of(tmp_path), {"unit": UNIT}).submission
    made = fill_word_template(submission, "模板.dotx", template)
    assert texts(docx.Document(io.BytesIO(made))) == ["某街道"]
    assert b"template.main" not in zipfile.ZipFile(io.BytesIO(made)).read("[Content_Types].xml")


@pytest.mark.parametrize("text", ["{{ unit.name }}", '{{p table("rows") }}'])
def test_what_is_private_to_the_template_is_not_published(tmp_path: Path, text: str) -> None:
    file = docx.Document()
    file.core_properties.author = file.core_properties.last_modified_by = "秘密"
    file.core_properties.title = file.core_properties.comments = file.core_properties.keywords = "秘密"
    paragraph = file.add_paragraph("先")
    file.add_comment(paragraph.runs, text="秘密", author="秘密", initials="秘")
    file.add_paragraph(text)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = file.part._settings_part.relate_to("file:///秘密/样式.dotx", f"{kind}/attachedTemplate", is_external=True)
    attached = docx.oxml.parse_xml(f'<w:attachedTemplate xmlns:w="{docx.oxml.ns.nsmap["w"]}" xmlns:r="{kind}" r:id="{link}"/>')
    file.settings.element.append(attached)
    site = file.part.relate_to("https://example.cn/", f"{kind}/hyperlink", is_external=True)
    buffer = io.BytesIO()
    file.save(buffer)
    submission = filled(form_of(tmp_path), {"unit": UNIT, "rows": [{"name": "甲", "amount": "1"}]}).submission
    made = zipfile.ZipFile(io.BytesIO(fill_word_template(submission, "模板.docx", buffer.getvalue())))
    whole = {name: made.read(name).decode("utf-8", "replace") for name in made.namelist()}
    assert [name for name, content in whole.items() if "秘密" in content or "omment" in name] == []
    assert not re.search("comment(?:Range|Reference)|attachedTemplate|docProps/app|thumbnail|customXml", "".join(whole.values()))
    assert f'Id="{site}"' in whole["word/_rels/document.xml.rels"]


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
        said = refused(tmp_path, b"PK")
        assert "不是能填的 Word 文件" in said
        assert "取不到样式" not in said
        assert ".xlsx" not in said

    @pytest.mark.parametrize("place", ["paragraph", "cell", "header"])
    @pytest.mark.parametrize("text", ["{{p x.a | money }}", "{{r unit.name }}", "{{p '甲' }}", "共{{r x.a | money }}万元"])
    def test_where_a_text_is_put_where_word_shows_none(self, tmp_path: Path, text: str, place: str) -> None:
        template = a_template("前", text) if place == "paragraph" else a_template("前", **{place: text})
        assert "只用来写表" in refused(tmp_path, template, x={"a": "30"})

    @pytest.mark.parametrize("text", ['{{r table("rows") }}', '甲{{p table("rows") }}{{ x.a }}'])
    def test_where_a_table_is_put_into_a_paragraph(self, tmp_path: Path, text: str) -> None:
        if "r table" in text:
            assert "独占一段" in refused(tmp_path, a_template(text), x={"a": "30"})
        else:  # docxtpl takes the paragraph for the table's
            assert len(filled_in(tmp_path, a_template(text), x={"a": "30"}).tables) == 1

    @pytest.mark.parametrize("changes", [
        {"[Content_Types].xml": ("wordprocessingml.document.main", "word.document.macroEnabled.main")},
        {"[Content_Types].xml": ("openxmlformats-officedocument.wordprocessingml.document.main", "ms-word.template.macroEnabledTemplate.main")},
        {"word/vbaProject.bin": None},
    ])  # fmt: skip
    def test_where_it_has_macros(self, tmp_path: Path, changes: dict[str, Any]) -> None:
        assert "里有宏" in refused(tmp_path, repacked(a_template("甲"), changes))

    @pytest.mark.parametrize(("part", "old", "new", "said"), [
        ("[Content_Types].xml", "</Types>", "", "[content_types].xml"),
        ("[Content_Types].xml", "wordprocessingml.document.main", "wordprocessingml.glossary", "不是能填的"),
        ("word/document.xml", "w:body>", "w:nobody>", "word/document.xml"),
        ("word/document.xml", "</w:body>", "", "word/document.xml"),
        ("word/styles.xml", "</w:styles>", "", "word/styles.xml"),
        ("word/_rels/document.xml.rels", "</Relationships>", "", "不是能填的"),
    ])  # fmt: skip
    def test_where_its_parts_are_broken(self, tmp_path: Path, part: str, old: str, new: str, said: str) -> None:
        told = refused(tmp_path, repacked(a_template("甲"), {part: (old, new)}))
        assert said in told
        assert ".xlsx" not in told
        assert "取不到样式" not in told

    def test_where_changes_are_still_marked(self, tmp_path: Path) -> None:
        marked = ("甲", '甲</w:t></w:r><w:del w:id="9" w:author="某人"><w:r><w:delText>乙</w:delText></w:r></w:del><w:r><w:t>')
        assert "修订" in refused(tmp_path, repacked(a_template("甲"), {"word/document.xml": marked}))

    @pytest.mark.parametrize("text", [
        "{{ table }}", "{{ published_table }}", "{{ money }}", "{{ range }}", "{{ range(3) }}", "{{ x }}", "{{ rows }}", "{{ words }}", "{{ unit.name.upper }}",
        "{{ '%s' % x }}", "{{ x + 1 }}", "{{ rows * 2 }}", "{{ table + 1 }}", "{{ 'a' - 'b' }}", "{{ -x }}", "{{ -'a' }}", "{{ x.a > 'a' }}", "{{ 'a' ~ table }}",
        "{{ ''.__class__ }}", "{{ unit.__class__ }}", "{{ unit.name.format(1) }}", "{{ rows.append(1) }}", "{{ table.__globals__ }}", "{{ unit.name() }}", "{{ x() }}",
        "{{ money() }}", "{{ money(1, 2, 3, 4, 5) }}", "{{ money(1, a=2) }}", "{{ table() }}", "{{ table('rows', x=1) }}", "{{ table(1) }}", "{{ table(x) }}",
        "{{ x | money }}", "{{ table | money }}", "{{ rows | money }}", "{{ x.a | chinese_date }}", "{{ x | chinese_date }}", "{{ x.a | join_cn }}", "{{ x | itemised }}",
        "{{ 1 | itemised }}", "{{ table | itemised }}", "{{ x.a | money(x) }}", "{{ x.a | money(table) }}", "{{ x.a | change(x) }}", "{{ x.a | in_money(x) }}",
        "{{ x.a | sentence }}", "{{ range('a') }}", "{{ range() }}", "{% for a in x.a %}{% endfor %}", "{% for a in x %}{% endfor %}", "{% for a in table %}{% endfor %}", "{% for a in unit.name %}{{ a.b }}{% endfor %}", "{% for a, b in rows %}{% endfor %}", "{{ rows[9] }}",
        "{{ 1 | batch(2) }}", "{{ rows | sort(attribute='zz') }}", "{{ 'a' | round }}", "{{ 'abc' | truncate('a') }}", "{{ x | sum }}", "{{ 'a'.split(1) }}", "{{ 'a'.index('b') }}",
        "{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(b=2) }}",
        "{% include 'a' %}", "{% import 'a' as b %}", "{{ 1 / 0 }}", "{{ 10 ** 99 }}", "{{ loop }}", "{{ self }}", "{{ caller() }}", "{% set x.a = 1 %}", "{{ a b }}", "{{ 1 if }}",
    ])  # fmt: skip
    def test_in_words_that_say_nothing_of_how_the_program_is_made(self, tmp_path: Path, text: str) -> None:
        try:
            filled_in(tmp_path, a_template(text), x={"a": "30", "t": "甲"}, rows=[{"name": "甲", "amount": "1"}])
        except NoticeError as error:
            said = str(error).rpartition("一段：")[2].replace("default(…)", "").replace("table(…)", "")
            assert not re.search(r"Group\(|<function|<class|<budgetxl|object at|nodes=|Entry\(|Decimal\(|\bobject\b|程序在这一行出错|[a-z]+ [a-z]+ [a-z]+", said), said

    def test_where_a_footnote_has_a_name_that_nobody_has_with_all_others(self, tmp_path: Path) -> None:
        said = refused(tmp_path, with_note(a_template("{{ unit.nmae }}"), "{{ unit.cdoe }}"))
        assert "nmae" in said
        assert "cdoe" in said

    @pytest.mark.parametrize("text", ["｛｛ x.a ｝｝", "{ { x.a } }", "｛% if x.a %｝", "{% if x.a %}甲{% endif %} { {x.a}}", "{{ x.a ｝｝ {{ x.a }}", "x.a }}"])
    def test_where_an_expression_would_be_printed_as_it_stands(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(NoticeError) as caught:
            filled_in(tmp_path, a_template("{{ x.t }}", text), x={"a": "1", "t": "乙"})
        assert "x.a" in str(caught.value)

    def test_where_a_table_stands_in_a_footnote(self, tmp_path: Path) -> None:
        with pytest.raises(NoticeError):
            filled_in(tmp_path, with_note(a_template("{{ x.t }}"), '</w:t></w:r></w:p><w:p><w:r><w:t>{{p table("rows") }}'), x={"t": "乙"})

    def test_where_an_expression_stands_in_an_endnote(self, tmp_path: Path) -> None:
        with pytest.raises(NoticeError, match=r"尾注(.|\n)*收入 *{{ x.a }}"):
            filled_in(tmp_path, with_note(a_template("{{ x.t }}"), "收入{{ x.a }}", "endnote"), x={"a": "1", "t": "乙"})

    @pytest.mark.parametrize("text", ["{甲}", "{% raw %}{{ x.a }}{% endraw %}", "100%", "{_{ x.a }_}"])
    def test_where_nothing_is_like_an_expression_it_is_filled_in(self, tmp_path: Path, text: str) -> None:
        made = filled_in(tmp_path, a_template(text, "{{ x.t }}"), x={"a": "1", "t": "{{ 7*7 }}"})
        assert made.paragraphs[1].text == "{{ 7*7 }}"

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
