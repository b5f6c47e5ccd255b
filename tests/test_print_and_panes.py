"""How sheets look on paper and on the screen: one page while they are blank, legible, panes frozen, tabs coloured, verdicts headed."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from making import a_form, a_rule, opened, record, table
from mangle import edited
from openpyxl.worksheet.worksheet import Worksheet

from budgetxl.forms import CHANGES_SHEET, CHECK_SHEET, Form, FormError, Labels, load_form
from budgetxl.layout import BESIDE_ROWS, lay_out
from budgetxl.workbook import blank, export, fill, read
from budgetxl.workbook.build.page_setup import AUTOMATIC_TAB, TO_FILL_TAB

SAMPLES = Path(__file__).resolve().parent.parent / "sample_workbooks"
A4, A3 = 9, 8
WIDE = {"code": {"type": "code", "width": 12}, "name": {"width": 30}, **{f"c{number}": {"type": "money", "width": 12} for number in range(8)}}


def wide_form(folder: Path, rows: int = 30) -> Form:
    """A table wider than a sheet that stands, with so many blank rows."""
    return a_form(folder, table("t", "宽表", {"rows": rows}, **WIDE) + record("x", "窄", a="money"))


def sheet_of(data: bytes, name: str) -> Worksheet:
    sheet = opened(data)[name]
    assert isinstance(sheet, Worksheet)
    return sheet


@cache
def blank_2027() -> openpyxl.Workbook:
    return opened(blank(load_form("hebei-2027"), "某街道办事处", "601001", 2027))


def pages(folder: Path, data: bytes) -> list[str]:
    """The text of each page as LibreOffice prints a workbook."""
    file = folder / "printed.xlsx"
    file.write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(file)], check=True, capture_output=True, timeout=180)
    text = subprocess.run(["pdftotext", "-layout", str(file.with_suffix(".pdf")), "-"], check=True, capture_output=True, text=True).stdout
    return text.split("\f")[:-1]


def widths_of(sheet: Worksheet) -> list[float]:
    """The widths of a sheet's columns, in digits; openpyxl has one entry for neighbours of one width."""
    each = sorted(sheet.column_dimensions.values(), key=lambda dimension: dimension.min)
    return [dimension.width for dimension in each for _ in range(dimension.min, dimension.max + 1)]


def titles_of(form: Form) -> list[str]:
    """The titles of a blank workbook's sheets, in their order."""
    labels = Labels(form, read(blank(form, "某街道办事处", "601001", form.year or 2022)).submission.root)
    return [labels.text(plan.sheet.title) for plan in lay_out(form, {"projects": 1}).sheets]


needs_pdftotext = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed (apt-get install poppler-utils)")


# ── paper


@pytest.mark.slow
@pytest.mark.libreoffice
@needs_pdftotext
@pytest.mark.parametrize("name", ["hebei-2027", "langfang-2022"])
def test_every_sheet_of_a_blank_workbook_is_one_page(tmp_path: Path, name: str) -> None:
    form = load_form(name)
    printed = pages(tmp_path, blank(form, "某街道办事处", "601001", form.year or 2022))
    first_lines = ["".join(next((line for line in page.splitlines() if line.strip()), "").split()) for page in printed]
    cover, *others = ("".join(title.split()) for title in titles_of(form))
    assert first_lines[0] == cover
    start = first_lines.index(others[0])
    assert first_lines[start : start + len(others)] == others
    own = [CHANGES_SHEET, CHECK_SHEET] if form.changes is not None else [CHECK_SHEET]
    assert first_lines[start + len(others) :][: len(own)] == own


@pytest.mark.libreoffice
@needs_pdftotext
def test_a_long_table_flows_on_with_its_headers(tmp_path: Path) -> None:
    rows = [{"code": "001", "name": f"第{number}项", "c0": "1"} for number in range(90)]
    printed = [page for page in pages(tmp_path, fill(wide_form(tmp_path), {"t": rows})) if "第" in page and "项" in page and "code" in page]
    assert len(printed) > 1
    assert all("name" in page and "c7" in page for page in printed)


def test_blank_rows_make_the_columns_wider_and_not_a_second_page(tmp_path: Path) -> None:
    short, long = (sheet_of(blank(wide_form(tmp_path, rows)), "宽表") for rows in (5, 30))
    assert short.column_dimensions["A"].width == pytest.approx(12, abs=1)
    assert long.column_dimensions["A"].width > short.column_dimensions["A"].width
    assert long.page_setup.fitToHeight in (0, "0")


def test_a_table_that_is_full_keeps_its_widths(tmp_path: Path) -> None:
    rows = [{"code": "001", "name": "甲", "c0": "1"} for _ in range(90)]
    assert sheet_of(fill(wide_form(tmp_path), {"t": rows}), "宽表").column_dimensions["A"].width == pytest.approx(12, abs=1)


@pytest.mark.slow
@pytest.mark.parametrize(("sheet", "paper"), [("其他资金支出", A3), ("政府采购预算", A3), ("表5一般公共预算支出", A4), ("项目支出", A4), ("表6基本支出", A4)])
def test_what_could_not_be_read_on_a4_is_printed_on_a3(sheet: str, paper: int) -> None:
    assert int(blank_2027()[sheet].page_setup.paperSize) == paper


def test_our_texts_are_no_smaller_than_seven_points_on_paper() -> None:
    room = {(A4, "portrait"): 538, (A4, "landscape"): 784, (A3, "landscape"): 1133}  # points between the margins
    for plan in lay_out(load_form("hebei-2027"), {"projects": 1}).sheets:
        sheet = blank_2027()[plan.name]
        wide = sum(width * 8 * 0.75 for width in widths_of(sheet)[: plan.printed])  # what a file says of a width has its padding in it
        scale = min(1.0, room[int(sheet.page_setup.paperSize), sheet.page_setup.orientation] / wide)
        assert scale * 11 >= 6.95, plan.name


@pytest.mark.parametrize(("paper", "size", "orientation"), [("A4横", A4, "landscape"), ("A4竖", A4, "portrait"), ("A3横", A3, "landscape"), ("A3竖", A3, "portrait")])
def test_a_form_says_what_a_sheet_is_printed_on(tmp_path: Path, paper: str, size: int, orientation: str) -> None:
    form = a_form(tmp_path, record("x", a="money").replace('name = "数据"', f'name = "数据"\npaper = "{paper}"'))
    setup = sheet_of(blank(form), "数据").page_setup
    assert (int(setup.paperSize), setup.orientation) == (size, orientation)


def test_other_paper_is_a_mistake_of_the_form(tmp_path: Path) -> None:
    with pytest.raises(FormError, match=r"B5.*A4横、A4竖、A3横、A3竖"):
        a_form(tmp_path, record("x", a="money").replace('name = "数据"', 'name = "数据"\npaper = "B5"'))


def test_a_sheet_has_its_number_at_the_right_of_its_unit_line() -> None:
    sheet = blank_2027()["表2收入总表"]
    said = {str(cell.value): cell.column for cell in sheet[3][:9] if cell.value}
    assert list(said) == ['="编制单位："&\'封面\'!$B$6&" "&\'封面\'!$B$5', "公开02表", "单位：万元"]
    tables = [sheet for sheet in blank_2027() if sheet.title.startswith("表")]
    assert [str(cell.value)[:5] for sheet in tables for cell in sheet[3] if str(cell.value).startswith("公开")] == [f"公开0{number}表" for number in range(1, 10)]


def test_a_narrow_sheet_has_number_and_unit_in_one_cell(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "明细", {"unit": "元"}, a="text", b="money").replace('name = "明细"', 'name = "明细"\nnumber = "01表"'))
    data = blank(form)
    assert "01表　单位：元" in [cell.value for cell in sheet_of(data, "明细")[3]]
    assert (read(data, form).account.unread, read(data, form).findings) == ((), ())


def test_the_usual_line_is_known_where_a_form_has_its_own(tmp_path: Path) -> None:
    """Older workbooks have 填报单位：… where the form now says 编制单位 with the code."""
    old = a_form(tmp_path, record("x", a="money"))
    new = a_form(tmp_path, record("x", a="money"), head='[options]\nabove = "编制单位：{{ unit.code }} {{ unit.name }}"\n')
    result = read(fill(old, {"unit": {"name": "某街道办事处", "code": "601001"}, "x": {"a": "1"}}), new)
    assert (result.account.unread, result.findings) == ((), ())


# ── screen


def test_headers_and_the_columns_that_name_a_row_stay_in_sight_of_a_wide_table(tmp_path: Path) -> None:
    data = blank(wide_form(tmp_path))
    assert sheet_of(data, "宽表").freeze_panes == "C5"
    assert sheet_of(data, "窄").freeze_panes is None


@pytest.mark.parametrize(("sheet", "at"), [("表5一般公共预算支出", "C8"), ("其他资金支出", "C7"), ("项目支出", "C8"), ("表4财政拨款收支总表", "B1"), ("政府采购预算", "B1")])
def test_what_stays_in_sight_of_the_default_form(sheet: str, at: str) -> None:
    assert blank_2027()[sheet].freeze_panes == at


def test_tabs_tell_what_is_filled_in_and_what_is_computed(tmp_path: Path) -> None:
    computed = record("z", "汇总", sum={"type": "money", "formula": "x.a * 2"})
    own = record("y", "另色", a="money").replace('name = "另色"', 'name = "另色"\ntab = "#00B050"')
    book = opened(blank(a_form(tmp_path, record("x", a="money") + computed + own)))
    colours = {sheet.title: sheet.sheet_properties.tabColor.rgb[2:] for sheet in book if sheet.sheet_properties.tabColor is not None}
    assert colours == {"封面": TO_FILL_TAB[1:], "数据": TO_FILL_TAB[1:], "汇总": AUTOMATIC_TAB[1:], "另色": "00B050"}


def test_verdicts_beside_a_table_are_headed_explained_and_not_printed(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "明细", None, a="text", b="money"), a_rule("T-01", "row.b > 0", each="t", item="金额为正数"))
    data = blank(form)
    sheet = sheet_of(data, "明细")
    assert [(cell.value, cell.coordinate) for row in sheet["D1:D4"] for cell in row if cell.value] == [(BESIDE_ROWS, "D3"), ("T-01 金额为正数", "D4")]
    assert sheet.column_dimensions["D"].width >= 16
    assert sheet.print_area.endswith("$B$10") or "$B$" in sheet.print_area
    assert read(data, form).account.unread == ()


def test_a_heading_of_a_verdict_is_no_header_where_names_are_lost(tmp_path: Path) -> None:
    """A rule's short name may be the very name of a column."""
    form = a_form(tmp_path, table("t", "明细", None, a="text", amount="money"), a_rule("T-01", "row.amount > 0", each="t", item="amount"))
    rows = [{"a": "甲", "amount": "1"}]
    data = edited(fill(form, {"t": rows}), lambda book: book.drop_names("budgetxl"))
    submission = read(data, form).submission
    assert export(submission)["data"]["t"] == rows


def test_the_main_fields_of_the_default_form_say_where_a_figure_is_taken_from() -> None:
    least = {"表5一般公共预算支出": 4, "表6基本支出": 3, "其他资金支出": 5, "项目支出": 6, "表9三公和机关运行": 2, "政府采购预算": 4, "固定资产": 3}
    for name, count in least.items():
        prompts = {each.prompt for each in blank_2027()[name].data_validations.dataValidation if each.prompt}
        assert sum("取自" in prompt or "照抄" in prompt for prompt in prompts) >= count, (name, prompts)
        assert all(len(prompt) <= 255 for prompt in prompts)


def test_the_samples_are_read_as_they_were() -> None:
    for path in sorted(SAMPLES.glob("*.xlsx")):
        data = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        assert read(path.read_bytes(), load_form(data["form"])).account.unread == ()

