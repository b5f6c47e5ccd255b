"""A workbook that Excel saved as Strict Open XML is annotated whole; a copy that lost a sheet is none."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from making import a_form, a_rule, record
from test_annotate import annotated, findings_of, shade

from budgetxl.forms import Form
from budgetxl.workbook import export, fill, read
from budgetxl.workbook.annotate.copying import NotAnnotated
from budgetxl.xlsx import open_workbook


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return a_form(tmp_path, record("x", a="money", b="money"), a_rule("X-01", "x.a == x.b", "不等"))


def as_strict(data: bytes, *apart: str) -> bytes:
    """The workbook with the names that Excel gives it as Strict Open XML; the parts ``apart`` stay as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode("utf-8")
            if name.endswith((".xml", ".rels")) and name not in apart:
                text = re.sub(r"http://schemas\.openxmlformats\.org/(spreadsheetml|officeDocument|drawingml)/2006/", r"http://purl.oclc.org/ooxml/\1/", text)
                text = text.replace("extended-properties", "extendedProperties").replace("custom-properties", "customProperties")
                if name == "[Content_Types].xml":
                    text = source.read(name).decode("utf-8")
            if name == "xl/workbook.xml":
                text = text.replace("<workbook ", '<workbook conformance="strict" ')
            target.writestr(name, text)
    return buffer.getvalue()


def wrong(form: Form) -> bytes:
    return fill(form, {"unit": {"name": "某单位"}, "x": {"a": "1", "b": "2"}}, 2022)


def sheets_of(data: bytes) -> list[str]:
    return [sheet.name for sheet in open_workbook(data).sheets]


@pytest.mark.parametrize("apart", [(), ("_rels/.rels", "xl/_rels/workbook.xml.rels"), ("xl/workbook.xml",)], ids=["whole", "links", "workbook"])
def test_a_strict_workbook_is_annotated_whole(form: Form, apart: tuple[str, ...]) -> None:
    strict = as_strict(wrong(form), *apart)
    copy = annotated(strict, form)
    assert copy.notes == ()
    assert sheets_of(copy.data)[-len(sheets_of(strict)) :] == sheets_of(strict)
    assert export(read(copy.data, form).submission) == export(read(strict, form).submission)


def test_a_finding_is_marked_on_its_cell_of_a_strict_workbook(form: Form) -> None:
    strict = as_strict(wrong(form))
    (finding,) = [one for one in findings_of(strict, form) if one.rule == "X-01"]
    book = openpyxl.load_workbook(io.BytesIO(annotated(strict, form).data))
    plain = openpyxl.load_workbook(io.BytesIO(annotated(wrong(form), form).data))
    assert [shade(book, str(at)) for at in finding.cells] == [shade(plain, str(at)) for at in finding.cells] != []


def test_the_copy_of_a_strict_workbook_is_that_of_the_same_workbook_in_common_names(form: Form) -> None:
    assert annotated(as_strict(wrong(form)), form).data == annotated(wrong(form), form).data


def test_a_copy_that_lost_a_sheet_is_refused(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("budgetxl.workbook.rewriting.is_strict", lambda archive: False)
    with pytest.raises(NotAnnotated, match="缺了工作表"):
        annotated(as_strict(wrong(form)), form)
