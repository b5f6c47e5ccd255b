"""The files of a document: plain text, Markdown and Word."""

from __future__ import annotations

import html
import io
import re
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterable
from math import fsum
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from budgetxl.notice.document import (
    Block,
    Cell,
    Contents,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    TitleLines,
    grid,
)
from budgetxl.notice.markup import clean
from budgetxl.notice.table_parts import stacking as table_stacking
from budgetxl.notice.writers import docx_widths
from budgetxl.notice.writers.docx import to_docx
from budgetxl.notice.writers.docx_table import Memory, table_xml
from budgetxl.notice.writers.markdown import escape_markdown, to_markdown
from budgetxl.notice.writers.text import to_text

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def head(text: str, colspan: int = 1, rowspan: int = 1) -> Cell:
    return Cell(text, colspan, rowspan, "center", header=True)


PROCUREMENT = Table(
    rows=(
        (head("项目", rowspan=2), head("政府采购金额", colspan=2), head("份额", rowspan=2)),
        (head("合计"), head("一般公共预算")),
        (Cell("社区工作经费"), Cell("5.76", align="right"), Cell("5.76", align="right"), Cell("")),
        (
            Cell("楼门长\n补贴"),
            Cell("137.20", align="right"),
            Cell("137.20", align="right"),
            Cell("2.00", align="right"),
        ),
    ),
    header_rows=2,
    widths=(3, 2, 2, 1),
    caption="政府采购预算",
    above_left="某街道",
    above_right="单位：万元",
    notes=("注：含小额采购。",),
    wide=True,
)


def document(*blocks: Block, draft: bool = False) -> Document:
    return Document("说明", blocks, draft)


def word(*blocks: Block, draft: bool = False) -> Any:
    import docx

    return docx.Document(io.BytesIO(to_docx(document(*blocks, draft=draft))))


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode("utf-8")


# The grid of a table


def test_spans_cover_their_positions() -> None:
    table = Table(((Cell("甲", rowspan=2), Cell("乙", colspan=2)), (Cell("丙"), Cell("丁"))), 2)
    seen = [[(cell.text, begins) for cell, begins in row] for row in grid(table)]
    assert seen == [[("甲", True), ("乙", True), ("乙", False)], [("甲", False), ("丙", True), ("丁", True)]]


@pytest.mark.parametrize(
    ("rows", "header_rows", "problem"),
    [
        (((Cell("甲"), Cell("乙", rowspan=2)), (Cell("丙", colspan=2),)), 0, "重叠"),
        (((Cell("甲"), Cell("乙")), (Cell("丙", colspan=3),)), 0, "超出"),
        (((Cell("甲", rowspan=2),),), 0, "超出"),
        (((Cell("甲"), Cell("乙")), (Cell("丙"),)), 0, "只有 1 列，应有 2 列"),
        (((Cell("甲", rowspan=2),), ()), 1, "表头"),
        (((Cell("甲", colspan=0), Cell("乙")),), 0, "至少是 1"),
    ],
)
def test_a_table_that_does_not_fit_together_is_refused(
    rows: tuple[tuple[Cell, ...], ...], header_rows: int, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        grid(Table(rows, header_rows))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables with spans anywhere in the body, made by cutting a rectangle into cells."""
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    taken: set[tuple[int, int]] = set()
    rows = []
    for y in range(height):
        row = []
        for x in range(width):
            if (y, x) in taken:
                continue
            free = next((end for end in range(x, width) if (y, end) in taken), width)
            colspan, rowspan = draw(st.integers(1, free - x)), draw(st.integers(1, height - y))
            taken |= {(b, a) for b in range(y, y + rowspan) for a in range(x, x + colspan)}
            row.append(
                Cell(draw(st.text(max_size=8)), colspan, rowspan, draw(st.sampled_from(["left", "center", "right"])))
            )
        rows.append(tuple(row))
    return Table(tuple(rows), 0, (1.0,) * width)


@given(tables())
def test_the_cells_of_a_table_cover_each_position_once(table: Table) -> None:
    places = grid(table)
    begun = [cell for row in places for cell, begins in row if begins]
    assert [id(cell) for cell in begun] == [id(cell) for row in table.rows for cell in row]
    assert sum(cell.colspan * cell.rowspan for cell in begun) == sum(map(len, places))


# Plain text


def test_text_has_a_table_row_on_each_line() -> None:
    lines = to_text(document(PROCUREMENT)).splitlines()
    assert lines[:2] == ["政府采购预算", "某街道    单位：万元"]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines[2:6]]
    assert cells == [
        ["项目", "政府采购金额", "", "份额"],
        ["", "合计", "一般公共预算", ""],
        ["社区工作经费", "5.76", "5.76", ""],
        ["楼门长 补贴", "137.20", "137.20", "2.00"],
    ]
    assert lines[6] == "注：含小额采购。"


def test_columns_of_text_stand_below_each_other() -> None:
    lines = to_text(document(PROCUREMENT)).splitlines()
    assert lines[4].startswith("社区工作经费 |   5.76 |")
    assert lines[5].startswith("楼门长 补贴  | 137.20 |")


def test_text_parts_headings_and_tables_by_one_blank_line() -> None:
    text = to_text(document(TitleLines(("题",)), Heading(1, "一、甲"), Paragraph("正文"), PageBreak(), PROCUREMENT))
    assert text.startswith("题\n\n一、甲\n正文\n\n政府采购预算\n")
    assert "\n\n\n" not in text


def test_text_lists_the_headings_as_contents() -> None:
    assert "目录\n一、甲\n　（一）乙\n" in to_text(document(Contents(), Heading(1, "一、甲"), Heading(2, "（一）乙")))


@given(tables())
def test_text_has_every_cell_whole_on_one_line(table: Table) -> None:
    lines = to_text(document(table)).split("\n")
    for cell in (cell for row in table.rows for cell in row):
        text = clean(cell.text).replace("\n", " ").replace("\t", " ").rstrip()
        assert any(text in line for line in lines)


# Markdown


def test_markdown_joins_the_headers_above_a_column() -> None:
    markdown = to_markdown(document(PROCUREMENT))
    assert "| 项目 | 政府采购金额 合计 | 政府采购金额 一般公共预算 | 份额 |\n| --- | ---: | ---: | ---: |\n" in markdown
    assert "| 楼门长<br>补贴 | 137.20 | 137.20 | 2.00 |" in markdown


def test_markdown_headings_are_one_deeper_below_a_title() -> None:
    assert to_markdown(document(Heading(1, "一、甲"))) == "# 一、甲\n"
    assert to_markdown(document(TitleLines(("题", "目")), Heading(1, "一、甲"))) == "# 题<br>目\n\n## 一、甲\n"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b", r"a\|b"),
        ("*重*", r"\*重\*"),
        ("# 甲", r"\# 甲"),
        ("- 甲", r"\- 甲"),
        ("1. 甲", r"1\. 甲"),
        ("1.甲", "1.甲"),
        ("2022年", "2022年"),
        ("<b>&amp;", r"\<b\>\&amp;"),
    ],
)
def test_markdown_shows_data_as_it_is(text: str, escaped: str) -> None:
    assert escape_markdown(text, block=True) == escaped


@given(st.text(st.sampled_from("#*_-+=|<>&;~`\\[]()!$.1a 甲\"'{}:/@\n\t"), max_size=30).filter(str.strip))
def test_a_markdown_reader_reads_the_same_text(text: str) -> None:
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    table = Table(((head("名"),), (Cell(text),)), 1)
    page = reader.render(to_markdown(document(Paragraph(text), Heading(1, text), table)))
    for tag in ("p", "h1", "td"):
        shown = re.search(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert shown is not None
        lines = [html.unescape(line) for line in shown.group(1).split("<br>")]
        assert [line.split() for line in lines] == [line.split() for line in text.split("\n")]


# Word


def test_the_same_document_gives_the_same_bytes() -> None:
    blocks = (Heading(1, "一、甲"), PROCUREMENT, Contents())
    assert to_docx(document(*blocks)) == to_docx(document(*blocks))


def test_the_parts_of_a_word_file_are_of_one_date_and_in_one_order() -> None:
    with zipfile.ZipFile(io.BytesIO(to_docx(document(PROCUREMENT)))) as package:
        members = package.infolist()
    names = [member.filename for member in members]
    assert names == ["[Content_Types].xml", *sorted(names[1:])]
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("draft", [False, True])
def test_every_part_of_a_word_file_has_a_type_and_is_referred_to(draft: bool) -> None:
    content = to_docx(document(PROCUREMENT, draft=draft))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name for name in package.namelist() if name.endswith(".xml") and name != "[Content_Types].xml"}
    types = [item.get("PartName", "").lstrip("/") for item in ET.fromstring(part(content, "[Content_Types].xml"))]
    referred = {
        (PurePosixPath(base) / item.get("Target", "")).as_posix()
        for base, name in (("", "_rels/.rels"), ("word", "word/_rels/document.xml.rels"))
        for item in ET.fromstring(part(content, name))
    }
    assert {name for name in types if name} == parts == referred


def test_a_section_refers_to_headers_and_footers_that_are_there() -> None:
    content = to_docx(document(PROCUREMENT, draft=True))
    kinds = {item.get("Id"): item.get("Type", "").rpartition("/")[2] for item in ET.fromstring(part(content, "word/_rels/document.xml.rels"))}
    references = re.findall(r'<w:(header|footer)Reference w:type="(\w+)" r:id="(\w+)"/>', part(content, "word/document.xml"))
    assert [(kind, kinds[name]) for kind, _, name in references] == [("footer", "footer")] * 2 + [("header", "header")] * 3


def test_a_word_file_says_its_title_and_nothing_of_when_it_was_made() -> None:
    import docx

    properties = docx.Document(io.BytesIO(to_docx(Document("某单位<&>说明", (), False)))).core_properties
    assert (properties.title, properties.author, properties.language) == ("某单位<&>说明", "", "zh-CN")
    assert (properties.last_modified_by, properties.created, properties.modified) == ("", None, None)


def test_a_document_without_a_title_gives_none_to_word() -> None:
    import docx

    assert docx.Document(io.BytesIO(to_docx(Document(" ", (), False)))).core_properties.title == ""


def test_a_page_is_a4_with_the_margins_of_the_standard() -> None:
    section = word(Paragraph("甲")).sections[0]
    sizes = (section.page_width, section.page_height)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(size.mm) for size in sizes] == [210, 297]
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]


def test_body_text_is_fangsong_size_three_on_28_points_two_characters_in() -> None:
    styles = part(to_docx(document(Paragraph("甲"))), "word/styles.xml")
    assert 'w:eastAsia="仿宋_GB2312"' in styles
    assert '<w:spacing w:line="560" w:lineRule="exact"/>' in styles
    assert 'w:firstLineChars="200"' in styles
    assert word(Paragraph("甲")).paragraphs[0].style.name == "Body Text"


def test_headings_are_words_own_with_the_fonts_of_their_level() -> None:
    file = word(*(Heading(level, "甲") for level in (1, 2, 3, 4)))
    assert [paragraph.style.name for paragraph in file.paragraphs] == [f"Heading {level}" for level in (1, 2, 3, 4)]
    fonts = [paragraph.style.element.rPr.rFonts.get(W + "eastAsia") for paragraph in file.paragraphs]
    assert fonts == ["黑体", "楷体_GB2312", "仿宋_GB2312", "仿宋_GB2312"]


def test_the_title_is_centred_size_two() -> None:
    title = word(TitleLines(("甲", "乙"))).paragraphs[0]
    assert (title.text, title.style.name, title.style.font.size.pt) == ("甲\n乙", "Title", 22)


def test_fonts_that_are_often_missing_name_their_stand_in() -> None:
    fonts = part(to_docx(document()), "word/fontTable.xml")
    for font, other in (("仿宋_GB2312", "仿宋"), ("楷体_GB2312", "楷体"), ("方正小标宋简体", "宋体")):
        assert f'<w:font w:name="{font}"><w:altName w:val="{other}"/>' in fonts


def test_the_footer_counts_pages_between_dashes() -> None:
    content = to_docx(document(Paragraph("甲")))
    footer = part(content, "word/footer1.xml")
    assert re.sub("<[^>]*>", "", footer.split("?>")[1]).strip() == "—  PAGE 1 —"


def test_a_draft_is_marked_in_the_header_and_nowhere_else() -> None:
    file = word(Paragraph("甲"), draft=True)
    assert file.sections[0].header.paragraphs[0].text == "草稿"
    assert [paragraph.text for paragraph in file.paragraphs] == ["甲"]
    assert "header" not in "".join(zipfile.ZipFile(io.BytesIO(to_docx(document(Paragraph("甲"))))).namelist())


def test_a_draft_says_so_first_as_text_and_as_markdown() -> None:
    for write in (to_text, to_markdown):
        plain, draft = (write(document(Paragraph("甲"), draft=draft)) for draft in (False, True))
        assert draft == f"草稿\n\n{plain}"


def test_a_wide_table_has_a_landscape_page_with_its_heading() -> None:
    file = word(Paragraph("前"), Heading(1, "采购"), Paragraph("见下表。"), PROCUREMENT, Paragraph("后"))
    assert [section.orientation for section in file.sections] == [0, 1, 0]
    first = [item.text for item in file.sections[0].iter_inner_content() if hasattr(item, "text")]
    second = [item.text for item in file.sections[1].iter_inner_content() if hasattr(item, "text")]
    assert first == ["前"]
    assert second[:4] == ["采购", "见下表。", "政府采购预算", "某街道\t单位：万元"]


def test_a_long_text_before_a_wide_table_stays_on_its_own_page() -> None:
    file = word(Heading(1, "采购"), Paragraph("长" * 500), PROCUREMENT)
    assert [section.orientation for section in file.sections] == [0, 1]
    assert [item.text for item in file.sections[0].iter_inner_content()] == ["采购", "长" * 500]


def test_header_rows_repeat_and_rows_stay_whole() -> None:
    rows = word(PROCUREMENT).tables[0]._tbl.tr_lst
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, True, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_merged_cells_are_one_cell() -> None:
    table = word(PROCUREMENT).tables[0]
    assert table.cell(0, 0)._tc is table.cell(1, 0)._tc
    assert table.cell(0, 1)._tc is table.cell(0, 2)._tc


def test_columns_are_as_wide_as_asked_and_as_the_page() -> None:
    columns = [int(column.w) // 635 for column in word(PROCUREMENT).tables[0]._tbl.tblGrid.gridCol_lst]
    assert sum(columns) == 16838 - 2098 - 1984
    assert [round(8 * column / sum(columns)) for column in columns] == [3, 2, 2, 1]


def test_a_column_is_never_narrower_than_its_longest_number() -> None:
    table = Table(((Cell("甲" * 30), Cell("123456789.123456")),), 0, (100, 1))
    narrow = int(word(table).tables[0]._tbl.tblGrid.gridCol_lst[1].w) / 635
    assert narrow >= 16 * 0.5 * 210


def test_a_long_text_gets_width_from_columns_of_short_ones() -> None:
    """Else it would make rows of twenty lines beside columns that are blank."""
    rows = ((Cell("指标"), Cell("描述"), Cell("依据")), *((Cell("数量指标"), Cell("完成的个数"), Cell("依照上年的工作计划和实际完成的情况确定，" * 8)) for _ in range(3)))
    widths = [int(column.w) for column in word(Table(rows, 1, (1, 1, 1))).tables[0]._tbl.tblGrid.gridCol_lst]
    assert widths[2] > 1.4 * widths[0]
    assert widths[0] / 635 >= 4 * 210


def test_no_width_is_moved_for_texts_of_a_few_lines() -> None:
    rows = ((Cell("指标"), Cell("依据")), (Cell("数量"), Cell("依照上年的工作计划和实际完成的情况确定")))
    widths = [int(column.w) // 635 for column in word(Table(rows, 1, (1, 1))).tables[0]._tbl.tblGrid.gridCol_lst]
    assert abs(widths[0] - widths[1]) <= 1


def test_a_column_is_not_just_too_narrow_for_a_short_text() -> None:
    table = Table(((Cell("甲" * 30), Cell("一级指标")),), 0, (9, 1))
    narrow = int(word(table).tables[0]._tbl.tblGrid.gridCol_lst[1].w) / 635
    assert narrow >= 4 * 210


def naive(values: Iterable[float], start: float = 0) -> float:
    """``sum`` up to Python 3.11: each addition is rounded."""
    for value in values:
        start += value
    return start


def compensated(values: Iterable[float], start: float = 0) -> float:
    """``sum`` from Python 3.12 on: what rounding takes away is added in the end."""
    return fsum([start, *values])


# A share of it lies half a twip from the next: the two sums round it to different sides.
CLOSE = Table(
    (tuple(map(Cell, ("甲" * 2, "甲" * 10, "5426.07", "3256.9", "657.47", "8727.31", "甲" * 6, "甲" * 8, "甲" * 11, "甲" * 11, "甲" * 9))),),
    0,
    (0.7, 5, 5, 1.6, 2.6, 1, 2.8, 0.7, 2.6, 3, 0.7),
)


@pytest.mark.parametrize("summed", [naive, compensated])
def test_columns_are_as_wide_on_every_python(monkeypatch: pytest.MonkeyPatch, summed: Callable[..., float]) -> None:
    monkeypatch.setattr(docx_widths, "sum", summed, raising=False)
    widths = docx_widths.column_widths(CLOSE, docx_widths.measured(CLOSE, grid(CLOSE), docx_widths.size_of), 8845, 210, 80)
    assert widths == (549, 740, 1025, 902, 902, 1024, 741, 740, 741, 740, 741)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", (0.0, 0.0, 0.0)),
        ("一级指标", (4.0, 4.0, 0.0)),
        ("甲乙丙\n丁", (4.5, 3.0, 0.0)),
        ("甲乙丙\u2028丁", (4.5, 3.0, 0.0)),  # a line break of another kind, which the table shows as one
        ("1,234.50", (4.0, 4.0, 8 * docx_widths.DIGIT)),
        ("“ñ” 12，A", (5.5, 5.5, 2 * docx_widths.DIGIT)),
    ],
)
def test_a_text_is_measured_as_it_is_shown(text: str, size: tuple[float, float, float]) -> None:
    assert docx_widths.size_of(text) == size


def test_what_tables_of_a_document_have_alike_is_written_as_in_a_table_alone() -> None:
    look = "<w:sz/>"
    small, usual = Table(((Cell("甲\t乙"), Cell("1.00", align="right")),), 0), Table(((Cell("甲\t乙"), Cell("1.00")),), 1)
    memory = Memory()
    together = [list(table_xml(table, 8845, 12756, memory)) for table in (small, usual, small)]
    assert together == [list(table_xml(table, 8845, 12756)) for table in (small, usual, small)]
    assert memory.runs("甲<", look) == memory.runs("甲<", look) != memory.runs("甲<", "")


def test_borders_of_columns_are_the_same_on_every_python(monkeypatch: pytest.MonkeyPatch) -> None:
    widths = [0.1] * 10  # naively 0.9999999999999999
    assert naive(widths) != compensated(widths)
    made = []
    for summed in (naive, compensated):
        monkeypatch.setattr(table_stacking, "sum", summed, raising=False)
        made.append(table_stacking.edges_of(widths))
    assert made[0] == made[1]


def test_amounts_stand_at_the_right() -> None:
    assert word(PROCUREMENT).tables[0].cell(2, 1).paragraphs[0].alignment == 2


def test_a_page_break_begins_the_next_paragraph_on_a_new_page() -> None:
    file = word(PageBreak(), Paragraph("甲"), PageBreak(), PageBreak(), Paragraph("乙"), PageBreak())
    assert [paragraph.text for paragraph in file.paragraphs] == ["甲", "乙"]
    assert [paragraph.paragraph_format.page_break_before for paragraph in file.paragraphs] == [None, True]


def test_contents_point_at_the_headings() -> None:
    content = to_docx(document(Contents(), Heading(1, "一、甲"), Heading(3, "1.乙")))
    body = part(content, "word/document.xml")
    assert 'TOC \\o "1-2"' in body
    assert body.count("bookmarkStart") == 1
    assert 'w:anchor="_Toc000001"' in body
    assert "updateFields" in part(content, "word/settings.xml")
    assert "updateFields" not in part(to_docx(document()), "word/settings.xml")


def test_a_cover_has_no_page_number() -> None:
    body = part(to_docx(document(TitleLines(("甲",), cover=True), PageBreak(), Paragraph("乙"))), "word/document.xml")
    assert body.count("<w:titlePg/>") == 1


def test_an_empty_document_opens() -> None:
    assert word().paragraphs == []


@settings(max_examples=30, deadline=None)
@given(tables(), st.text())
def test_word_holds_every_text_of_a_document(table: Table, text: str) -> None:
    file = word(Heading(1, text), Paragraph(text), table)
    assert [paragraph.text for paragraph in file.paragraphs[:2]] == [clean(text)] * 2
    seen = [[cell.text for cell in row.cells] for row in file.tables[0].rows]
    assert seen == [[clean(cell.text).replace("\t", " ") for cell, _ in row] for row in grid(table)]


@pytest.mark.libreoffice
def test_libreoffice_opens_a_word_file_and_shows_its_texts(tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(to_docx(document(TitleLines(("题目",)), Contents(), Heading(1, "一、甲"), Paragraph("正文<&>"), PROCUREMENT, draft=True)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    shown = file.with_suffix(".txt").read_text(encoding="utf-8")
    assert [text for text in ("题目", "一、甲", "正文<&>", "政府采购金额", "137.20", "注：含小额采购。") if text not in shown] == []
