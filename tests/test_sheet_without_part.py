"""A sheet that a file lists without its part, as old VB modules leave them, is skipped and said; the workbook is read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from making import a_form, record

from budgetxl.forms import Form
from budgetxl.values import Finding
from budgetxl.workbook import export, fill, read
from budgetxl.xlsx import UnreadableFile, open_workbook

MODULES = [
    '<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" name="模块1" sheetId="99" state="veryHidden" r:id=""/>',
    '<sheet name="模块1" sheetId="99"/>',
]


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return a_form(tmp_path, record("x", a="money"))


def with_sheet(form: Form, entry: str) -> bytes:
    """A completed workbook that lists one more sheet."""
    good = fill(form, {"unit": {"name": "某单位"}, "x": {"a": "1"}}, 2022)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"</sheets>", f"{entry}</sheets>".encode()))
    return buffer.getvalue()


def said(data: bytes, form: Form) -> list[Finding]:
    return [finding for finding in read(data, form).findings if "模块1" in finding.message]


@pytest.mark.parametrize("entry", MODULES)
def test_the_rest_of_the_workbook_is_read(form: Form, entry: str) -> None:
    data = with_sheet(form, entry)
    assert export(read(data, form).submission)["data"]["x"] == {"a": "1"}
    assert open_workbook(data).without_part == ("模块1",)


@pytest.mark.parametrize("entry", MODULES)
def test_it_is_said_and_costs_nothing(form: Form, entry: str) -> None:
    (finding,) = said(with_sheet(form, entry), form)
    assert (finding.rule, finding.severity) == ("META-16", "info")


def test_a_sheet_whose_link_leads_nowhere_still_makes_the_file_a_damaged_one(form: Form) -> None:
    with pytest.raises(UnreadableFile, match="缺少组成部分"):
        open_workbook(with_sheet(form, MODULES[0].replace('r:id=""', 'r:id="rId999"')))
