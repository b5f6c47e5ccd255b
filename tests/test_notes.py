"""Notes (批注) on the cells of fields are quoted on their cells; no note costs the figures, and no sheet without one a look."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from making import a_form, opened, record, table
from mangle_ods import as_ods
from openpyxl.comments import Comment
from xlsxparts import DECLARATION, MAIN, cells, relations, xlsx

from budgetxl.checks import check_result
from budgetxl.forms import Form
from budgetxl.values import Finding
from budgetxl.verbs import SourceFile, annotated_copies, check_files
from budgetxl.workbook import ReadResult, fill, read
from budgetxl.xlsx import notes as reader
from budgetxl.xlsx import open_workbook

SHEETS = record("x", a="money", b="text") + table("items", name="text", amount="money")
DATA: dict[str, Any] = {"unit": {"name": "甲局", "code": "001"}, "x": {"a": "5"}, "items": [{"name": f"第{n}项", "amount": "1"} for n in range(12)]}
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return a_form(tmp_path, SHEETS)


def noted(form: Form, notes: Mapping[str, str]) -> bytes:
    """The workbook with these notes, as openpyxl writes them."""
    book = opened(fill(form, DATA, 2022))
    for address, text in notes.items():
        sheet, _, cell = address.rpartition("!")
        book[sheet][cell].comment = Comment(text, "会计")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def told(result: ReadResult) -> list[Finding]:
    return [one for one in check_result(result).findings if one.rule == "META-23"]


#: Cells of fields: of a record, blank, of a table's row, of the cover.
FIELDS = ["数据!B4", "数据!B5", "明细!B5", "封面!B4"]


@pytest.mark.parametrize("at", FIELDS)
def test_a_note_on_a_field_s_cell_is_quoted_there(at: str, form: Form) -> None:
    (finding,) = told(read(noted(form, {at: "会计:\n这里含上年结转"}), form))
    assert (finding.severity, [str(cell) for cell in finding.cells]) == ("info", [at])
    assert "“会计: 这里含上年结转”" in finding.message


def test_a_note_elsewhere_says_nothing(form: Form) -> None:
    assert told(read(noted(form, {"数据!A4": "标签", "数据!H30": "旁边", "封面!A1": "标题"}), form)) == []


def test_what_steers_a_terminal_is_taken_out_and_a_long_note_is_cut(form: Form) -> None:
    (finding,) = told(read(noted(form, {"数据!B4": "甲\u202e乙\u2028丙" + "很长" * 400 + "尾"}), form))
    assert "甲 乙 丙很长" in finding.message and "尾" in finding.message
    assert len(finding.message) < 120 and finding.actual in finding.message


def test_many_notes_are_one_finding_a_sheet(form: Form) -> None:
    places = {f"明细!B{row}": f"注{row}" for row in range(5, 17)} | {"数据!B4": "一注"}
    found = {one.cells[0].sheet: one for one in told(read(noted(form, places), form))}
    assert {name: len(one.cells) for name, one in found.items()} == {"明细": 12, "数据": 1}
    assert "12 个" in found["明细"].message and "B5“注5”、B6“注6”、B7“注7”等" in found["明细"].message


def test_a_blank_note_says_nothing(form: Form) -> None:
    assert told(read(noted(form, {"数据!B4": " \n "}), form)) == []


def test_a_workbook_as_we_build_it_has_no_notes(form: Form) -> None:
    result = read(fill(form, DATA, 2022), form)
    assert told(result) == [] and not any(sheet.notes for sheet in result.raw.sheets)


def test_the_notes_of_an_annotated_copy_are_ours_but_for_what_the_sender_wrote(form: Form, tmp_path: Path) -> None:
    book = opened(noted(form, {"数据!B4": "含上年结转", "明细!B5": "另注"}))
    book["数据"]["B4"].value = "很多"
    book["明细"]["B6"].value = "不少"
    buffer = io.BytesIO()
    book.save(buffer)
    (checked,) = check_files([SourceFile("a.xlsx", buffer.getvalue())], str(form.folders[-1]))
    (copy,) = annotated_copies(checked)  # type: ignore[arg-type]
    assert "【校验】" in opened(copy.data)["明细"]["B6"].comment.text
    again = told(read(copy.data, form))
    assert sorted((str(one.cells[0]), one.actual) for one in again) == [("数据!B4", "含上年结转"), ("明细!B5", "另注")]


def test_other_formats_say_nothing_of_notes(form: Form) -> None:
    assert told(read(as_ods(noted(form, {"数据!B4": "注"})), form)) == []


def test_a_form_may_do_without_it(tmp_path: Path) -> None:
    form = a_form(tmp_path, SHEETS, '\n[[rules]]\nid = "META-23"\nremove = true\n')
    assert told(read(noted(form, {"数据!B4": "注"}), form)) == []


# ── the parts of a file

LINK = "xl/worksheets/_rels/sheet1.xml.rels"


def comments(*items: str) -> str:
    return f'{DECLARATION}<comments xmlns="{MAIN}"><authors><author>甲</author></authors><commentList>{"".join(items)}</commentList></comments>'


def thread(*items: str) -> str:
    return f'{DECLARATION}<ThreadedComments xmlns="{THREADS}">{"".join(items)}</ThreadedComments>'


def notes_of(parts: Mapping[str, tuple[str, str, str | bytes]]) -> dict[tuple[int, int], str]:
    """The notes of a sheet that links to these parts: by the last word of the link's type, the part and its content."""
    links = relations({f"rId{number}": (kind, f"../{name}") for number, (kind, name, _) in enumerate(parts.values())})
    extra = {LINK: links, **{f"xl/{name}": content for _, name, content in parts.values()}}
    return dict(open_workbook(xlsx(cells('<c r="A1"><v>5</v></c>'), extra=extra)).sheets[0].notes)


PLAIN = '<comment ref="B2" authorId="0"><text><t>甲乙</t></text></comment>'
RUNS = '<comment ref="C3" authorId="0"><text><r><rPr><b/></rPr><t>甲:</t></r><r><t xml:space="preserve">\n乙_x0041_</t></r><rPh sb="0" eb="1"><t>か</t></rPh></text></comment>'
OLD = ("comments", "comments1.xml", comments(PLAIN, RUNS))
NEW = (
    "threadedComment", "threadedComments/threadedComment1.xml",
    thread('<threadedComment ref="C3" id="1"><text>问</text></threadedComment><threadedComment ref="C3" id="2" parentId="1"><text>答</text></threadedComment>'),
)  # fmt: skip
PARTS = {
    "old": ({"old": OLD}, {(2, 2): "甲乙", (3, 3): "甲:\n乙A"}),
    "threads": ({"new": NEW}, {(3, 3): "问\n答"}),
    "both": ({"old": OLD, "new": NEW}, {(2, 2): "甲乙", (3, 3): "问\n答"}),
    "none": ({}, {}),
    "no such cell": ({"old": ("comments", "c.xml", comments(PLAIN.replace("B2", "?")))}, {}),
    "another kind": ({"old": ("drawing", "c.xml", comments(PLAIN))}, {}),
    "broken": ({"old": ("comments", "c.xml", comments(PLAIN)[:-20])}, {}),
    "entities": ({"old": ("comments", "c.xml", '<!DOCTYPE x [<!ENTITY a "b">]>' + comments(PLAIN).removeprefix(DECLARATION))}, {}),
    "nothing": ({"old": ("comments", "c.xml", b"")}, {}),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "wanted"), PARTS.values(), ids=PARTS)
def test_the_notes_of_a_sheet_are_those_of_the_parts_that_it_links_to(
    parts: Mapping[str, tuple[str, str, str | bytes]], wanted: dict[tuple[int, int], str]
) -> None:
    assert notes_of(parts) == wanted


def test_broken_links_of_a_sheet_do_not_cost_its_figures() -> None:
    sheet = open_workbook(xlsx(cells('<c r="A1"><v>5</v></c>'), extra={LINK: "<Relationships"})).sheets[0]
    assert (len(sheet.cells), sheet.notes) == (1, {})


def test_a_sheet_has_so_many_notes_and_no_more_and_each_is_so_long() -> None:
    each = [f'<comment ref="A{row}" authorId="0"><text><t>{"长" * 1200}</t></text></comment>' for row in range(1, 1_101)]
    found = notes_of({"old": ("comments", "c.xml", comments(*each))})
    assert (len(found), {len(text) for text in found.values()}) == (reader.MOST_NOTES, {reader.MOST_CHARACTERS})


def test_parts_of_no_sheet_are_not_opened(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    data = fill(form, DATA, 2022)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "omment" in name]

    def refuse(*given: object) -> None:
        raise AssertionError("nothing links to notes")

    monkeypatch.setattr(reader, "walk", refuse)
    assert read(data, form).submission.text("unit", "name") == "甲局"
