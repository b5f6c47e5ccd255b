"""The Word file: its look comes from a reference document, titles break where words end, long rows may go on over a page."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from making import YEAR, a_form, filled, record
from sample_files import DEMO, SAMPLES, checked

from budgetxl.cli.app import run
from budgetxl.notice import NoticeError, digest_of, reference_of, render, to_docx
from budgetxl.notice.document import Cell, Contents, Document, Heading, Paragraph, Table, TitleLines
from budgetxl.notice.writers.docx import broken
from budgetxl.notice.writers.reference import OWN, own_reference
from budgetxl.verbs import NOTICE_FORMATS, notice_of
from budgetxl.workbook import fill, read

docx = pytest.importorskip("docx")
CONTENTS = Document("说明", (Contents(), Heading(1, "一、甲")))


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


def a_reference(margin_mm: int = 20, **parts: str) -> bytes:
    """A Word file as python-docx makes it, with other styles than ours; ``parts`` are put in the place of its own."""
    file = docx.Document()
    file.sections[0].left_margin = docx.shared.Mm(margin_mm)
    file.styles["Heading 1"].font.name = "隶书"
    file.add_paragraph("别人的文字")
    buffer = io.BytesIO()
    file.save(buffer)
    if not parts:
        return buffer.getvalue()
    changed = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, parts.get(Path(name).stem, old.read(name)))
    return changed.getvalue()


class TestATitle:
    @pytest.mark.parametrize(
        ("title", "lines"),
        [
            ("示例县向阳街道办事处2027年部门预算信息公开情况说明", ("示例县向阳街道办事处2027年部门", "预算信息公开情况说明")),
            ("甲局2027年部门预算公开说明", ("甲局2027年部门预算公开说明",)),
            ("一个名字很长很长很长很长很长很长很长很长的单位的情况", ("一个名字很长很长很长很长很长很长很长很长的单位的情况",)),
            ("某市某高新技术产业开发区某江街道办事处2020年部门预算公开情况说明", ("某市某高新技术产业开发区某江街道办事处", "2020年部门预算公开情况说明")),
            ("预算一个名字很长很长很长很长很长很长很长的单位公开情况说明", ("预算一个名字很长很长很长很长很长很长很长的单位", "公开情况说明")),
        ],
    )
    def test_that_is_too_long_for_a_line_breaks_before_a_word(self, title: str, lines: tuple[str, ...]) -> None:
        assert broken(title, 20) == lines

    def test_breaks_where_the_form_says(self) -> None:
        made = docx.Document(io.BytesIO(to_docx(Document("", (TitleLines(("甲乙丙丁" * 6, "预算公开说明")),)))))
        assert made.paragraphs[0].text == "甲乙丙丁" * 6 + "\n预算公开说明"


class TestARow:
    def rows(self, text: str) -> list[str]:
        table = Table(((Cell("表头"),), (Cell(text),)), header_rows=1, caption="表")
        return re.findall("<w:tr>.*?</w:tr>", part(to_docx(Document("", (table,))), "word/document.xml"))

    def test_of_a_few_lines_stays_whole(self) -> None:
        assert all("<w:cantSplit/>" in row for row in self.rows("一行字"))

    @pytest.mark.parametrize("text", ["字" * 2_000, "行\n" * 9])
    def test_of_many_lines_may_go_on_over_the_page_and_its_header_is_repeated(self, text: str) -> None:
        head, row = self.rows(text)
        assert "<w:tblHeader/>" in head
        assert "<w:cantSplit/>" in head
        assert "<w:cantSplit/>" not in row

    def test_of_a_short_table_stays_with_the_next(self) -> None:
        head, row = self.rows("一行字")
        assert ("<w:keepNext/>" in head, "<w:keepNext/>" in row) == (True, False)

    def test_that_is_the_first_stands_with_the_caption_and_the_headers(self) -> None:
        styles = part(to_docx(Document("", ())), "word/styles.xml")
        for style in ("Caption", "TableAbove", "TableHead"):
            assert "<w:keepNext/>" in re.search(f'w:styleId="{style}".*?</w:style>', styles)[0]  # type: ignore[index]


class TestTheDigestOfTheSubmission:
    def test_is_a_property_of_the_file(self) -> None:
        one = checked(DEMO)
        made = notice_of(one, NOTICE_FORMATS["docx"], draft=True)
        assert f"<vt:lpwstr>{digest_of(one.result.submission)}</vt:lpwstr>" in part(made, "docProps/custom.xml")
        docx.Document(io.BytesIO(made))

    def test_is_the_same_for_the_same_data_and_another_for_others(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, record("x", a="money"))
        one, again, other = (filled(form, {"x": {"a": value}}).submission for value in ("1", "1", "2"))
        assert digest_of(one) == digest_of(again) != digest_of(other)
        assert digest_of(read(fill(form, {"x": {"a": "1"}}, YEAR), form).submission) == digest_of(one)


class TestTheReferenceDocument:
    def test_of_the_program_is_a_word_file_that_people_can_edit(self) -> None:
        names = {style.name for style in docx.Document(str(OWN)).styles}
        assert {"Title", "Heading 1", "Body Text", "Caption", "Table Text", "Table Head", "Table Note"} <= names

    def test_gives_the_styles_and_the_page(self) -> None:
        data = to_docx(render(checked(DEMO).result.submission), reference=reference_of("a.docx", a_reference(margin_mm=21)))
        made = docx.Document(io.BytesIO(data))
        assert made.styles["Heading 1"].font.name == "隶书"
        assert round(made.sections[0].left_margin.mm) == 21
        assert "别人的文字" not in part(data, "word/document.xml")

    def test_gets_the_styles_that_it_lacks_and_uses_its_own_for_the_others(self) -> None:
        made = docx.Document(io.BytesIO(to_docx(render(checked(DEMO).result.submission), reference=reference_of("a.docx", a_reference()))))
        used = {paragraph.style.name for paragraph in made.paragraphs}
        assert {"Title", "Heading 1", "Body Text", "Caption"} <= used
        assert "Table Text" in {style.name for style in made.styles}
        known = {style.style_id for style in made.styles}
        text = part(to_docx(render(checked(DEMO).result.submission), reference=reference_of("a.docx", a_reference())), "word/document.xml")
        assert set(re.findall('<w:(?:p|tbl)Style w:val="([^"]*)"', text)) <= known

    def test_does_not_part_a_heading_or_a_caption_from_what_follows(self) -> None:
        """Word's own caption does not stay with the next; ours does."""
        text = part(to_docx(render(checked(DEMO).result.submission), reference=reference_of("a.docx", a_reference())), "word/document.xml")
        for style in ("Caption", "TableAbove", "Heading1", "TableHead"):
            found = re.findall(f'<w:pStyle w:val="{style}"/>(<w:keepNext/>)?', text)
            assert len(found) > 5
            assert all(found)

    @pytest.mark.parametrize("points", [9, 14, 16, None])
    def test_says_how_large_the_texts_of_tables_are_and_figures_have_room_in_that(self, points: int | None) -> None:
        file = docx.Document()
        style = file.styles.add_style("Table Text", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
        style.font.size = docx.shared.Pt(points) if points else None
        style.paragraph_format.first_line_indent = docx.shared.Pt(28)
        buffer = io.BytesIO()
        file.save(buffer)
        reference = reference_of("a.docx", buffer.getvalue())
        table = Table((tuple(Cell(f"栏目{n}", header=True) for n in range(5)), (Cell("甲"), *[Cell("123456.78", align="right")] * 4)), 1)
        made = docx.Document(io.BytesIO(to_docx(Document("", (table,)), reference=reference))).tables[0]
        cell = made.rows[1].cells[1]
        run = cell.paragraphs[0].runs[0].font.size
        size = run.pt if run else points
        assert size
        assert run or points
        assert cell.width.pt > 9 * 0.6 * size
        assert cell.paragraphs[0].paragraph_format.first_line_indent == 0
        assert size == min(points or 10.5, size)

    def test_is_found_by_the_names_of_its_styles_whatever_their_ids(self) -> None:
        styles = part(a_reference(), "word/styles.xml").replace('w:styleId="Heading1"', 'w:styleId="1"').replace('w:val="Heading1"', 'w:val="1"')
        reference = reference_of("a.docx", a_reference(styles=styles))
        assert reference.ids["Heading1"] == "1"
        text = part(to_docx(Document("", (Heading(1, "一、甲"),)), reference=reference), "word/document.xml")
        assert '<w:pStyle w:val="1"/>' in text

    def test_of_the_programs_own_gives_what_is_given_without_one(self) -> None:
        made = Document("", (TitleLines(("题目",)), Heading(1, "一、甲"), Paragraph("正文")))
        assert to_docx(made, reference=reference_of("a.docx", OWN.read_bytes())) == to_docx(made)
        assert own_reference().ids == {}

    @pytest.mark.parametrize(
        "data",
        [b"", b"PK\x03\x04", a_reference()[:4000], DEMO.read_bytes(), a_reference(styles="<a/>"), a_reference(styles='<!DOCTYPE a [<!ENTITY b "c">]><a/>')],
    )
    def test_is_refused_in_one_sentence_where_it_is_no_word_file(self, data: bytes) -> None:
        with pytest.raises(NoticeError, match=r"a\.docx 不是能用的 Word 文件"):
            reference_of("a.docx", data)

    @pytest.mark.parametrize(("size", "taken"), [("44", True), ("10.5pt", True), ("大", False), ("-4", False), ("4 4", False), ("", False)])
    def test_is_refused_with_a_size_that_is_none(self, size: str, taken: bool) -> None:
        styles, changed = re.subn('<w:sz w:val="[^"]*"', f'<w:sz w:val="{size}"', part(a_reference(), "word/styles.xml"), count=1)
        assert changed
        if taken:
            assert reference_of("a.docx", a_reference(styles=styles))
        else:
            with pytest.raises(NoticeError, match=f"字号写的是“{size}”"):
                reference_of("a.docx", a_reference(styles=styles))

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04", a_reference()[:4000], a_reference(styles="<a/>"), a_reference(styles="<w:styles></w:styles><b>")])
    def test_is_refused_in_words_that_are_true_of_word_files(self, data: bytes) -> None:
        with pytest.raises(NoticeError) as caught:
            reference_of("a.docx", data)
        assert not re.search(r"xlsx|Excel|工作簿", str(caught.value))

    def test_with_a_page_without_room_leaves_the_page_as_it_is(self) -> None:
        body = part(a_reference(), "word/document.xml")
        narrow = re.sub(r'w:left="\d+"', 'w:left="11000"', body)
        assert reference_of("a.docx", a_reference(document=narrow)).page == own_reference().page

    def test_is_taken_by_the_command(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        given, target = tmp_path / "样式.docx", tmp_path / "说明.docx"
        given.write_bytes(a_reference())
        assert run(["render", str(DEMO), "-o", str(target), "--reference-doc", str(given)]) == 0
        assert docx.Document(str(target)).styles["Heading 1"].font.name == "隶书"
        assert run(["render", str(DEMO), "-o", str(tmp_path / "a.txt"), "--reference-doc", str(given)]) == 2
        assert run(["render", str(DEMO), "--tables", str(tmp_path / "a.xlsx"), "--reference-doc", str(given)]) == 2
        assert run(["render", str(DEMO), "-o", str(given), "--reference-doc", str(given), "--force"]) == 2
        assert run(["render", str(DEMO), "-o", str(tmp_path / "b.docx"), "--reference-doc", str(DEMO)]) == 3
        assert run(["render", str(DEMO), "-o", str(tmp_path / "b.docx"), "--reference-doc", str(tmp_path / "没有.docx")]) == 3
        capsys.readouterr()


class TestTheContents:
    def test_are_a_field_for_word_and_plain_references_for_a_pdf(self) -> None:
        assert ' TOC \\o "1-2"' in part(to_docx(CONTENTS), "word/document.xml")
        paged = part(to_docx(CONTENTS, paged=True), "word/document.xml")
        assert " TOC " not in paged
        assert "PAGEREF _Toc000001" in paged

    def test_have_their_pages_only_after_a_refresh_and_the_command_says_how(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        for path in SAMPLES:
            assert run(["render", str(path), "-o", str(tmp_path / f"{path.stem}.docx"), "--draft"]) == 0
            said = capsys.readouterr().err
            assert ("F9" in said) == (path.stem == "yanshanlu-2023")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_properties_of_paragraphs_are_in_the_order_of_the_standard(path: Path) -> None:
    """CT_PPrBase is a sequence (ISO/IEC 29500-1, 17.3.1.26); Word takes a file with another order for a broken one."""
    order = ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "tabs", "snapToGrid", "spacing", "ind", "jc", "outlineLvl", "sectPr"]
    made = to_docx(render(checked(path).result.submission, draft=True), reference=reference_of("a.docx", a_reference()))
    for properties in set(re.findall("<w:pPr>(.*?)</w:pPr>", re.sub("<w:sectPr>.*?</w:sectPr>", "<w:sectPr/>", part(made, "word/document.xml")))):
        names = re.findall(r"<w:(\w+)", re.sub("<w:tabs>.*?</w:tabs>", "<w:tabs/>", properties))
        assert names == sorted(names, key=order.index)
