"""The lines of a sheet that tell the unit and the year follow the cover, and are known again whatever a program makes of them."""

from __future__ import annotations

import io
import json
import re
import subprocess
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from making import COVER, a_block, a_form, a_sheet, fields_of, opened, record, typed
from rebuild_samples import SAMPLES, rebuilt

from budgetxl.forms import Form, Labels, load_form
from budgetxl.layout import counts_of, lay_out, own_line
from budgetxl.values import squeeze
from budgetxl.workbook import fill, read
from budgetxl.workbook.read.places import FormReading
from budgetxl.workbook.read.places.own_texts import label_text, with_own_lines
from budgetxl.xlsx import RawCell, RawWorkbook, open_workbook

NAMES = sorted(path.stem for path in SAMPLES.glob("*.json"))
KNOWN = {"IF", "COUNT", "TEXT"}
DATA = {"unit": {"name": "甲局", "code": "001"}, "items": [{"name": "打印机", "amount": "5"}]}


@cache
def sample(name: str) -> bytes:
    return rebuilt(SAMPLES / f"{name}.json")


def form_of(name: str) -> Form:
    return load_form(json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))["form"])


def lines_of(form: Form, data: bytes) -> list[tuple[str, str, str, str]]:
    """Every text with slots: its sheet, its cell, the text, and what it says with the data of a workbook."""
    root = read(data, form).submission.root
    labels = Labels(form, root)
    plans = lay_out(form, counts_of(root)).sheets
    return [(plan.name, label.box.ref, label.text, labels.text(label.text)) for plan in plans for label in plan.labels if "{{" in label.text]


@pytest.mark.parametrize("name", NAMES)
def test_every_text_with_slots_is_a_formula_that_shows_what_it_says(name: str) -> None:
    form, data = form_of(name), sample(name)
    formulas, shown = opened(data), openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    lines = lines_of(form, data)
    assert len({text for _, _, text, _ in lines}) > 3
    for sheet, cell, text, said in lines:
        line = own_line(str(formulas[sheet][cell].value).removeprefix("="))
        assert line is not None, (sheet, cell)
        assert shown[sheet][cell].value == said
        assert squeeze(re.sub(r"\{\{[^}]*\}\}", "", text)) == squeeze(line.fixed)


@pytest.mark.parametrize("name", NAMES)
def test_these_formulas_have_only_functions_that_old_programs_know(name: str) -> None:
    book = opened(sample(name))
    for sheet, cell, _, _ in lines_of(form_of(name), sample(name)):
        assert set(re.findall(r"[A-Z]+(?=\()", re.sub('"[^"]*"', "", book[sheet][cell].value))) <= KNOWN


# What becomes a formula


def the_form(tmp_path: Path, **sheet: Any) -> Form:
    columns = fields_of({"name": "text", "amount": "money"})
    head = '[options]\nneutral = { "unit.code" = "（编码）" }\n'
    return a_form(tmp_path, a_sheet("明细", a_block("items", "table", rows=3, columns=columns), **sheet), head=head)


def formula(form: Form, cell: str = "A2") -> Any:
    return opened(fill(form, DATA, 2022))["明细"][cell].value


@pytest.mark.parametrize(("text", "wanted"), [
    ("{{ unit.name }}明细表", "='封面'!$B$4&\"明细表\""),
    ("{{ unit.name }}", "='封面'!$B$4&\"\""),
    ('{{ year }}年“{{ unit.name }}”"表"', '=\'封面\'!B$6&"年“"&\'封面\'!$B$4&"”""表"""'),
    ("{{ last_year }}年末数", "=IF(COUNT('封面'!B$6)=0,\"\",'封面'!B$6-1)&\"年末数\""),
    ("{{ unit.code }}明细表", "=IF('封面'!$B$5=\"\",\"（编码）\",'封面'!$B$5)&\"明细表\""),
    ("明细表", "明细表"),
    ("{{ items.name }}明细表", "明细表"),
])  # fmt: skip
def test_a_text_of_plain_slots_is_a_formula_of_the_covers_cells(text: str, wanted: str, tmp_path: Path) -> None:
    assert formula(the_form(tmp_path, title=text)) == wanted


def test_a_slot_of_a_figure_or_a_date_stays_text(tmp_path: Path) -> None:
    cover = COVER.replace(', lift = true },', ', lift = true },\n  { id = "day", label = "日期", type = "date" },\n  { id = "sum", label = "数", type = "money" },')
    form = a_form(tmp_path, a_sheet("明细", a_block("x", "record", fields=fields_of({"a": "text"})), title="{{ unit.day }}{{ unit.sum }}表"), cover=cover)
    data = {"unit": {"name": "甲局", "day": "2022-01-05", "sum": "1.5"}}
    assert opened(fill(form, data, 2022))["明细"]["A2"].value == "2022年1月5日1.5表"


def test_a_long_text_is_parted_as_formulas_allow(tmp_path: Path) -> None:
    found = str(formula(the_form(tmp_path, title="{{ unit.name }}" + "长" * 600)))
    assert max(map(len, re.findall('"([^"]*)"', found))) == 255 and found.count("长") == 600
    assert isinstance(formula(the_form(tmp_path, title="{{ unit.name }}" + "长" * 9000)), str)


def test_a_part_of_a_split_workbook_has_its_own_covers_cells() -> None:
    form = load_form("langfang-2022")
    book = opened(fill(form, {"unit": {"name": "甲局"}}, 2022, part="text"))
    assert book["职责"]["A3"].value == "=\"填报单位：\"&'封面'!$B$5"


# Formulas known again


@pytest.mark.parametrize(("formula", "fixed"), [
    ("\"填报单位：\"&'封面'!$C$5", "填报单位："), ('"填报单位："&封面!C5', "填报单位："), ('"填报单位：" & $B$5', "填报单位："),
    ("'封 (面)'!$C$5&\"年\"", "年"), ('"a"&IF(\'封(面\'!$C$5="","部门（单位）",封面!$C$5)&"b ""x"""', 'ab "x"'), ("$C$5&\"\"", ""),
    ('IF(COUNT(C5)=0,"",C5-1)&"年"', "年"), ('C5&TEXT(D5,"000;;;@")&"x"', "x"), ('"填报单位："&封面!#REF!', "填报单位："), ('"填报单位："&#REF!', "填报单位："),
])  # fmt: skip
def test_a_formula_of_ours_says_its_fixed_texts(formula: str, fixed: str) -> None:
    line = own_line(formula)
    assert line is not None and (line.fixed, line.foreign) == (fixed, False)


@pytest.mark.parametrize("formula", [None, "", "C5", '"a"', '"a"&"b"', 'SUM(C5:C9)&"元"', '"a"&C5:C9', "C5+1", '"a"&', '"a', "&C5", '"a""&C5', "IF(" + '""' * 400 + "&"])
def test_any_other_formula_is_not_ours(formula: str | None) -> None:
    assert own_line(formula) is None


def test_a_formula_that_reads_another_file_is_told() -> None:
    line = own_line("\"填报单位：\"&'[1]封面'!$C$5")
    assert line is not None and line.foreign


@pytest.mark.parametrize(("cell", "text"), [
    (RawCell("text", " 填报单位：甲局 ", '"填报单位："&C5'), "填报单位:甲局"), (RawCell("blank", None, b'"\xe5\xa1\xab"&amp;C5', False), "填"),
    (RawCell("error", "#REF!", '"填报单位："&#REF!'), "填报单位:"), (RawCell("blank", None, "SUM(A1:A2)", False), ""), (RawCell("blank", None), ""), (None, ""),
])  # fmt: skip
def test_what_a_cell_says_as_a_label(cell: RawCell | None, text: str) -> None:
    assert label_text(cell) == text


# What programs make of them


def without_results(data: bytes, names: bool = True) -> bytes:
    """A workbook as a program saves it that calculates nothing, and one that forgets all names."""
    book = opened(data)
    for holder in () if names else (book, *book.worksheets):
        for name in list(holder.defined_names):
            del holder.defined_names[name]
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("names", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_lines_without_results_are_known_by_their_formulas(name: str, names: bool) -> None:
    before, after = read(sample(name)), read(without_results(sample(name), names))
    assert after.submission.root == before.submission.root
    assert after.account.unread == ()
    assert {one.rule for one in after.findings if one.severity != "info"} <= {one.rule for one in before.findings}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_an_old_result_is_no_text_of_nobodys(name: str) -> None:
    """The cover was changed by a program that calculates nothing: our lines still show what it said before."""
    changed = opened(sample(name))
    form = form_of(name)
    plan, slot = lay_out(form).cells["unit", "name"]
    changed[plan.name][slot.box.ref] = "乙局"
    buffer = io.BytesIO()
    changed.save(buffer)
    assert read(buffer.getvalue()).account.unread == ()


def zeros(raw: RawWorkbook) -> RawWorkbook:
    """Raw facts as LibreOffice's .xls gives them: values only, 0 for every formula that shows a text."""

    def plain(cell: RawCell) -> RawCell:
        return RawCell("number", Decimal(0)) if cell.calculated and cell.kind == "text" else cell

    return replace(raw, names=(), sheets=tuple(replace(one, cells={place: plain(cell) for place, cell in one.cells.items()}) for one in raw.sheets))


@pytest.mark.parametrize("name", NAMES)
def test_where_a_program_writes_0_for_texts_lines_say_their_fixed_texts(name: str) -> None:
    expected = FormReading(form_of(name)).sheets
    raw = with_own_lines(zeros(open_workbook(sample(name))), expected.values())
    sheets = {one.name: one for one in raw.sheets}
    for sheet, cell, text, _ in lines_of(form_of(name), sample(name)):
        place = openpyxl.utils.cell.coordinate_to_tuple(cell)
        fixed = re.sub(r"\{\{[^}]*\}\}", "", text)
        assert sheets[sheet].cells[place].value in ({fixed} if fixed.strip() else {0})


@pytest.mark.parametrize("name", NAMES)
def test_a_renamed_sheet_is_known_by_its_labels(name: str) -> None:
    raw, expected = zeros(open_workbook(sample(name))), FormReading(form_of(name)).sheets
    whole = with_own_lines(raw, expected.values())
    for number, sheet in enumerate(raw.sheets):
        renamed = replace(raw, sheets=tuple(replace(one, name="改名") if one is sheet else one for one in raw.sheets))
        assert with_own_lines(renamed, expected.values()).sheets[number].cells == whole.sheets[number].cells, sheet.name


def test_a_figure_of_0_stays_where_the_line_has_a_text(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money"))
    raw = open_workbook(typed(fill(form, {"x": {"a": "0"}}, 2022), {"数据!A3": "填报单位："}))
    assert with_own_lines(raw, FormReading(form).sheets.values()) == raw


@pytest.mark.slow
@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_what_libreoffice_saves_is_read_as_before(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(sample("hebei-2027-demo"))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", suffix, "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(tmp_path / "a.xlsx")], check=True, capture_output=True, timeout=300)
    result = read((tmp_path / "out" / f"a.{suffix}").read_bytes())
    assert result.submission.root == read(sample("hebei-2027-demo")).submission.root or suffix != "xlsx"
    assert result.account.unread == ()
    assert {one.rule for one in result.findings if one.severity != "info"} <= {"META-21"}


@pytest.mark.libreoffice
def test_lines_follow_the_cover_and_show_no_0_while_it_is_blank(tmp_path: Path) -> None:
    from test_clerk_libreoffice import at_work

    blank, filled, emptied = (tmp_path / f"{name}.xlsx" for name in ("blank", "filled", "emptied"))
    blank.write_bytes(fill(the_form(tmp_path, title="{{ unit.name }}", above="{{ last_year }}年末，{{ unit.name }}"), {}, None))
    at_work(tmp_path, ["open", blank], ["type", "封面", "B6", ""], ["save", emptied], ["type", "封面", "B4", "乙局"], ["type", "封面", "B6", "2026"], ["save", filled], ["close"])
    for path, title, above in ((emptied, ("", None), "年末，"), (filled, ("乙局",), "2025年末，乙局")):
        sheet = openpyxl.load_workbook(path, data_only=True)["明细"]
        assert sheet["A2"].value in title and sheet["A3"].value == above
