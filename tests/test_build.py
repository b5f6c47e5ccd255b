"""A workbook of a form: the same bytes each time, every field named and in its place, nothing that old Excel lacks.

XlsxWriter only warns where it drops something, so a warning fails these tests.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from making import COVER, a_block, a_form, a_rule, a_sheet, check_row, fields_of, opened, record, table, typed
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from budgetxl.forms import DataError, Form, FormError, in_part, known_folders, load_form
from budgetxl.layout import Layout, SheetPlan, lay_out, lines_needed, sheet_name
from budgetxl.workbook import blank, fill, read

pytestmark = pytest.mark.filterwarnings("error")

REPOSITORY = Path(__file__).resolve().parent.parent
FORMS = tuple(name for name in known_folders() if not load_form(name).abstract)
OURS = ("填报说明", "需说明原因的增减", "校验", "科目", "列表")
TALLEST = 409  # points; Excel knows no taller row

#: The functions of Excel 2007 that our formulas may use.
EXCEL_2007 = frozenset(
    {
        "ABS", "AND", "CHAR", "CLEAN", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "DATE", "DAY", "EXACT", "FIND", "IF", "IFERROR",
        "HYPERLINK", "INDEX", "INT", "ISERROR", "ISNA", "ISNUMBER", "LARGE", "LEFT", "LEN", "LOOKUP", "MATCH", "MAX", "MID", "MIN", "MOD", "MONTH", "N", "NOT", "OR",
        "RIGHT", "REPT", "ROUND", "ROW", "ROWS", "SEARCH", "SUBSTITUTE", "SUM", "SUMIF", "SUMIFS", "SUMPRODUCT", "TEXT", "TRIM",
        "VALUE", "YEAR",
    }
)  # fmt: skip


@cache
def blank_bytes(name: str) -> bytes:
    return blank(load_form(name), unit="某街道办事处", code="438002", items={"projects": ["甲项目", "乙项目"]})


@cache
def blank_book(name: str) -> openpyxl.Workbook:
    return opened(blank_bytes(name))


def layout_of(name: str) -> Layout:
    form = load_form(name)
    return lay_out(form, {sheet.repeat: 2 for sheet in form.sheets if sheet.repeat})


@pytest.fixture(params=FORMS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def parts(data: bytes, start: str) -> Iterator[str]:
    """The texts of the archive's parts of that name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for each in archive.namelist():
            if each.startswith(start):
                yield archive.read(each).decode()


def formulas(data: bytes) -> list[str]:
    """Every formula of cells, validations, conditional formats and names."""
    found = [text for part in parts(data, "xl/worksheets/sheet") for text in re.findall(r"<f>([^<]*)</f>", part)]
    found += [text for part in parts(data, "xl/worksheets/sheet") for text in re.findall(r"<formula\d?>([^<]*)</formula\d?>", part)]
    return found + [text for part in parts(data, "xl/workbook.xml") for text in re.findall(r"<definedName[^>]*>([^<]*)<", part)]


def unquoted(formula: str) -> str:
    """A formula without its texts and sheet names."""
    return re.sub(r"&quot;(?:[^&]|&(?!quot;))*&quot;|\"[^\"]*\"|'[^']*'", "", formula)


# ── the same bytes


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money", b={"type": "money", "formula": "x.a * 2"}), a_rule("X-01", "x.a > 0"))
    assert fill(form, {"x": {"a": "1.5"}}) == fill(form, {"x": {"a": "1.5"}})


@pytest.mark.parametrize("seed", ["1", "4242"])
def test_another_process_gives_the_same_bytes(seed: str) -> None:
    sample = REPOSITORY / "sample_workbooks" / "jiefangdao-2022.json"
    program = (
        "import hashlib, json, sys; from budgetxl.forms import load_form; from budgetxl.workbook import fill;"
        "data = json.load(open(sys.argv[1], encoding='utf-8'));"
        "print(hashlib.sha256(fill(load_form(data['form']), data['data'], data['year'])).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Pacific/Auckland"}
    run = subprocess.run(
        [sys.executable, "-c", program, str(sample)], env=environment, cwd=REPOSITORY, check=True, capture_output=True, text=True
    )
    assert run.stdout.strip() == sample_hash()


@cache
def sample_hash() -> str:
    data = json.loads((REPOSITORY / "sample_workbooks" / "jiefangdao-2022.json").read_text(encoding="utf-8"))
    return hashlib.sha256(fill(load_form(data["form"]), data["data"], data["year"])).hexdigest()


# ── names and places


def test_every_field_has_its_name_on_its_cell(name: str) -> None:
    book = blank_book(name)
    everywhere = {each: defined.attr_text for each, defined in book.defined_names.items()}
    for plan in layout_of(name).sheets:
        local = {each: defined.attr_text for each, defined in book[plan.name].defined_names.items()}
        for wanted, place in names_of(plan):
            found = local if plan.instance is not None else everywhere
            assert found[wanted] == f"{plan.quoted}!{place}"


def names_of(plan: SheetPlan) -> Iterator[tuple[str, str]]:
    """The name and the absolute reference of each single cell and each table column of a sheet."""
    columns = {(area.block.id, each): (area, number) for area in plan.tables for each, number in area.columns.items()}
    for slot in plan.slots:
        path = tuple(part for part in slot.key if isinstance(part, str))
        area, number = columns.get(path[-2:], (None, 0))
        if area is not None and isinstance(slot.key[-2], int):
            letters = openpyxl.utils.get_column_letter(number)
            yield ".".join(path), f"${letters}${area.rows[0]}:${letters}${area.rows[1]}"
        else:
            yield ".".join(path), f"${openpyxl.utils.get_column_letter(slot.box.column)}${slot.box.row}"


def test_no_name_is_a_cell_address(tmp_path: Path) -> None:
    """``t1`` alone would be the cell T1: Excel refuses such a name. Ours have a dot, or belong to a lifted field."""
    form = a_form(tmp_path, record("t1", r1c1="money", a1="money"))
    book = opened(fill(form, {}))
    assert "t1.r1c1" in book.defined_names


def test_inputs_are_unlocked_and_computed_cells_are_locked_formulas(name: str) -> None:
    book = blank_book(name)
    for plan in layout_of(name).sheets:
        for slot in plan.slots:
            cell = book[plan.name][slot.box.ref]
            assert cell.protection.locked is (slot.field.formula is not None and not slot.field.open_formula), slot.key
            assert slot.field.rollup or (cell.data_type == "f") is (slot.field.formula is not None), slot.key


def test_labels_are_locked(name: str) -> None:
    book = blank_book(name)
    for plan in layout_of(name).sheets:
        assert all(book[plan.name][label.box.ref].protection.locked for label in plan.labels)


def test_every_sheet_is_protected_without_a_password(name: str) -> None:
    for sheet in blank_book(name).worksheets:
        assert sheet.protection.sheet, sheet.title
        assert sheet.protection.password is None, sheet.title


def test_the_column_for_answers_is_unlocked(name: str) -> None:
    sheet = blank_book(name)["校验"]
    rules = load_form(name).rules
    checks = lay_out(load_form(name)).checks
    assert len(checks.rows) == len(rules)
    assert all(not sheet.cell(row, checks.columns["answer"]).protection.locked for row in checks.rows.values())
    assert sheet.cell(checks.header_row + 1, checks.columns["result"]).protection.locked


# ── dropdowns, prompts, print set-up


def test_every_dropdown_has_its_source(name: str) -> None:
    book = blank_book(name)
    for sheet in book.worksheets:
        for each in sheet.data_validations.dataValidation:
            if each.type == "list":
                source = each.formula1
                assert source in book.defined_names or source.startswith('"'), source
                assert len(source) <= 257


def test_every_field_with_choices_has_a_dropdown(name: str) -> None:
    book = blank_book(name)
    for plan in layout_of(name).sheets:
        lists = [each for each in book[plan.name].data_validations.dataValidation if each.type == "list"]
        for slot in plan.slots:
            if slot.field.choices or slot.field.choices_from:
                assert any(slot.box.ref in each.sqref for each in lists), slot.key


def test_a_dropdown_of_names_follows_the_names(tmp_path: Path) -> None:
    sheets = table("things", name="text") + table("uses", "用途", thing={"type": "choice", "choices": "things.name"})
    book = opened(fill(a_form(tmp_path, sheets), {"things": [{"name": "车"}, {"name": "房"}]}))
    area = book.defined_names["choices.things.name"].attr_text.replace("$", "").replace("'", "")
    shown = [row[0].value for row in book["列表"][area.split("!")[1]]]
    names = "'明细'!$A$5:$A$9"
    assert shown[:2] == [f'=IFERROR(IF(INDEX({names},{row})="","",INDEX({names},{row})),"")' for row in (1, 2)]
    assert len(shown) > 5  # and some more, for rows that are inserted


def test_no_prompt_is_cut(name: str) -> None:
    limits = {"prompt": 255, "promptTitle": 32, "error": 255, "errorTitle": 32}
    fields = {place.field.prompt for place in places_of(load_form(name)) if place.field.prompt}
    assert all(len(prompt) <= limits["prompt"] for prompt in fields)
    for sheet in blank_book(name).worksheets:
        for each in sheet.data_validations.dataValidation:
            assert all(len(getattr(each, key) or "") <= limit for key, limit in limits.items())


def places_of(form: Form) -> Iterator[Any]:
    from budgetxl.forms import places

    yield from places(form).values()


def test_a_prompt_shows_the_data_and_not_its_slots(tmp_path: Path) -> None:
    sheets = record("x", a={"type": "money", "label": "{{ year }}年数", "prompt": "填{{ year }}年的数"})
    sheet = opened(fill(a_form(tmp_path, sheets), {}))["数据"]
    shown = [each for each in sheet.data_validations.dataValidation if each.prompt]
    assert (shown[0].promptTitle, shown[0].prompt) == ("2022年数", "填2022年的数")


def test_a_long_prompt_is_shortened_to_what_excel_takes(tmp_path: Path) -> None:
    sheets = record("x", a={"type": "money", "label": "长" * 40, "prompt": "说" * 300})
    sheet = opened(fill(a_form(tmp_path, sheets), {}))["数据"]
    assert max(len(each.prompt or "") for each in sheet.data_validations.dataValidation) == 255


def test_choices_too_long_for_an_inline_list_stand_on_the_list_sheet(tmp_path: Path) -> None:
    choices = [f"第{number}类经费，用于某项工作" for number in range(40)]
    book = opened(fill(a_form(tmp_path, record("x", a={"type": "choice", "choices": choices})), {}))
    (source,) = (each.formula1 for each in book["数据"].data_validations.dataValidation if each.type == "list")
    area = book.defined_names[source].attr_text.replace("$", "")
    assert [row[0].value for row in book["列表"][area.split("!")[1]]] == choices


def test_a_choice_with_a_comma_is_one_choice(tmp_path: Path) -> None:
    choices = ["货物,含备件", "服务"]
    book = opened(fill(a_form(tmp_path, record("x", a={"type": "choice", "choices": choices})), {}))
    (source,) = (each.formula1 for each in book["数据"].data_validations.dataValidation if each.type == "list")
    area = book.defined_names[source].attr_text.replace("$", "")
    assert [row[0].value for row in book["列表"][area.split("!")[1]]] == choices


def test_every_sheet_prints_one_page_wide(name: str) -> None:
    for sheet in visible(blank_book(name)):
        assert int(sheet.page_setup.paperSize) in (9, 8), sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert sheet.page_setup.fitToHeight in (0, "0"), sheet.title


def test_wide_sheets_lie_on_their_side(name: str) -> None:
    book = blank_book(name)
    for plan in layout_of(name).sheets:
        blocks = {block.id for block in plan.sheet.blocks}
        published = next((one.paper for one in load_form(name).published if blocks & {each.partition(".")[0] for each in one.blocks}), "")
        wide = sum(plan.widths[: plan.printed])
        wanted = plan.sheet.landscape if plan.sheet.landscape is not None else wide > 112
        wanted = (plan.sheet.paper or published).endswith("横") if plan.sheet.paper or published else wanted
        assert (book[plan.name].page_setup.orientation == "landscape") is wanted


def test_a_tables_header_rows_repeat_on_every_page(name: str) -> None:
    book = blank_book(name)
    for plan in layout_of(name).sheets:
        tables = [area for area in plan.tables if area.block.__class__.__name__ == "Table"]
        if len(tables) == 1:
            first, last = tables[0].header
            assert book[plan.name].print_title_rows == f"${first}:${last}"


def test_the_print_area_holds_every_label_and_value_but_no_checks(name: str) -> None:
    """What is not published of a public table stands right of it."""
    book = blank_book(name)
    for plan in layout_of(name).sheets:
        left, top, right, bottom = range_boundaries(book[plan.name].print_area.split("!")[1].replace("$", ""))
        for box in [*(label.box for label in plan.labels), *(slot.box for slot in plan.slots)]:
            assert top <= box.row and box.last_row <= bottom and left <= box.column and (box.last_column <= right or box.column > right)
        assert all(check.heading.column > right for check in plan.checks)


def visible(book: openpyxl.Workbook) -> list[Worksheet]:
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


# ── sheets


def test_no_sheet_name_is_too_long(name: str) -> None:
    assert all(len(sheet_name(sheet, 499 if sheet.repeat else None)) <= 31 for sheet in load_form(name).sheets)


def test_the_cover_comes_first_and_the_list_sheet_is_hidden(name: str) -> None:
    book = blank_book(name)
    assert book.sheetnames[:2] == [load_form(name).sheets[0].name, "填报说明"]
    assert book.active is not None and book.active.title == book.sheetnames[0]
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"] == ["列表"]


def test_sheets_stand_in_the_order_of_the_form(name: str) -> None:
    planned = [plan.name for plan in layout_of(name).sheets]
    assert [title for title in blank_book(name).sheetnames if title not in OURS] == planned


def test_no_two_merged_cells_overlap(name: str) -> None:
    for sheet in blank_book(name).worksheets:
        ranges = [each.bounds for each in sheet.merged_cells.ranges]
        for (a, b, c, d), (e, f, g, h) in combinations(ranges, 2):
            assert c < e or g < a or d < f or h < b, sheet.title


def test_links_lead_to_sheets_of_the_workbook(name: str) -> None:
    book = blank_book(name)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink is not None:
                    leads_to = book.defined_names[cell.hyperlink.location].attr_text
                    assert leads_to.rsplit("!", 1)[0].strip("'") in book.sheetnames


def test_a_sheet_name_with_an_apostrophe_is_linked_and_named(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", "甲'乙", a="money", b={"type": "money", "formula": "x.a * 2"}), a_rule("X-01", "x.a > 0"))
    data = fill(form, {"x": {"a": "3"}})
    assert opened(data).defined_names["x.a"].attr_text == "'甲''乙'!$B$4"
    links = [cell.hyperlink.location for row in opened(data)["封面"].iter_rows() for cell in row if cell.hyperlink]
    assert "'甲''乙'!$A$1" in [opened(data).defined_names[name].attr_text for name in links]
    assert not read(data, form).findings


@pytest.mark.parametrize(
    ("names", "wrong"),
    [
        (["表", "表"], "表"), (["Abc", "aBC"], "aBC"), (["校验"], "校验"), (["填报说明"], "填报说明"), (["列表"], "列表"), (["封面"], "封面"),
        (["'甲"], "'甲"), (["甲'"], "甲'"), (["History"], "History"), (["绩效{{ n }}", "绩效12"], "绩效12"), (["绩效", "绩效1"], "绩效1"),
    ],
)  # fmt: skip
def test_sheet_names_that_no_workbook_can_have_are_mistakes_of_the_form(tmp_path: Path, names: list[str], wrong: str) -> None:
    repeat = {"repeat": "items"} if names[0].startswith("绩效") else {}
    blocks = [a_block(f"x{number}", "record", fields=fields_of({"a": "money"})) for number in range(len(names))]
    sheets = "".join(a_sheet(each, block, **(repeat if number == 0 else {})) for number, (each, block) in enumerate(zip(names, blocks)))
    with pytest.raises(FormError, match=re.escape(f"“{wrong}”")):
        a_form(tmp_path, sheets)


def test_a_name_like_that_of_copies_is_none_of_them(tmp_path: Path) -> None:
    block = a_block("p", "record", fields=fields_of({"a": "money"}))
    a_form(tmp_path, a_sheet("绩效{{ n }}", block, repeat="items") + record("x", "绩效总表", a="money"))


# ── formulas


def test_formulas_use_what_excel_2007_knows(name: str) -> None:
    for formula in formulas(blank_bytes(name)):
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", unquoted(formula))) <= EXCEL_2007, formula
        assert len(formula) <= 8191


def test_nothing_needs_array_entry(name: str) -> None:
    for part in parts(blank_bytes(name), "xl/worksheets/sheet"):
        assert 't="array"' not in part
        assert "_xlfn" not in part


def test_formulas_link_to_no_other_file(name: str) -> None:
    assert not any("[" in unquoted(formula) for formula in formulas(blank_bytes(name)))
    assert not list(parts(blank_bytes(name), "xl/externalLinks"))


def test_a_formula_without_a_value_has_no_cached_nought(name: str) -> None:
    sheets = [part for part in parts(blank_bytes(name), "xl/worksheets/sheet") if "_vs*(" not in part]  # changes count a blank as 0
    noughts = [cell for part in sheets for cell in re.findall(r'<c r="[A-Z0-9]+" s="\d+"><f>[^<]*</f><v>0</v>', part)]
    assert all("COUNTIF" in cell or "SUMPRODUCT" in cell for cell in noughts)  # the counts of open points, which are 0


def test_a_formula_holds_the_computed_value(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money", b={"type": "money", "formula": "x.a * 2"}))
    book = openpyxl.load_workbook(io.BytesIO(fill(form, {"x": {"a": "1.5"}})), data_only=True)
    assert book["数据"]["B5"].value == 3


def test_a_rule_about_dates_shows_dates(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", day="date"), a_rule("X-01", "x.day == date(year - 1, 12, 31)"))
    data = fill(form, {"x": {"day": "2021-12-30"}}, 2022)
    row = check_row(openpyxl.load_workbook(io.BytesIO(data), data_only=True), form, "X-01")
    assert [row[side].value.date().isoformat() for side in ("left", "right")] == ["2021-12-30", "2021-12-31"]
    assert row["result"].value == "不符"


def test_a_rule_about_texts_shows_texts(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="text"), a_rule("X-01", 'x.a == "甲"'))
    row = check_row(openpyxl.load_workbook(io.BytesIO(fill(form, {"x": {"a": "乙"}})), data_only=True), form, "X-01")
    assert [row[each].value for each in ("left", "right", "gap", "result")] == ["乙", "甲", None, "不符"]


def test_a_stated_total_that_differs_stands_as_stated(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money", b={"type": "money", "formula": "x.a * 2"}))
    cell = opened(fill(form, {"x": {"a": "1", "b": "3"}}))["数据"]["B5"]
    assert cell.value == 3
    assert cell.protection.locked


def test_a_stated_total_that_agrees_is_a_formula(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money", b={"type": "money", "formula": "x.a * 2"}))
    assert opened(fill(form, {"x": {"a": "1", "b": "2.0"}}))["数据"]["B5"].data_type == "f"


# ── texts


@pytest.mark.parametrize(
    "text", ["=1+1", "{{ year }}", "{{ unit.name }}", "{=SUM(A1)}", "+86", "@SUM(A1)", "https://x.cn", "internal:A1", "'引号", "007", "<a&b>"]
)
def test_a_text_stays_a_text(tmp_path: Path, text: str) -> None:
    form = a_form(tmp_path, record("x", a="text", b={"type": "longtext"}))
    data = {"unit": {"name": text}, "x": {"a": text, "b": text}}
    sheet = opened(fill(form, data))["数据"]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in (sheet["B4"], sheet["B5"])] == [(text, "s", None)] * 2
    assert read(fill(form, data), form).submission.text("unit", "name") == text


def test_a_units_name_is_not_filled_in_again(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="text"))
    data = fill(form, {"unit": {"name": "{{ unit.code }}", "code": "123"}})
    assert openpyxl.load_workbook(io.BytesIO(data), data_only=True)["数据"]["A3"].value == "填报单位：{{ unit.code }}"


def test_a_text_of_the_longest_length_is_kept_whole(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="longtext"))
    text = "长" * 32_767
    assert read(fill(form, {"x": {"a": text}}), form).submission.text("x", "a") == text


def test_a_text_longer_than_a_cell_is_refused(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="longtext"))
    with pytest.raises(DataError, match=r"x\.a：文字超过 32767 个字符"):
        fill(form, {"x": {"a": "长" * 32_768}})


def test_what_xml_writes_otherwise_comes_back(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="text"))
    for text in ("_x000B_", "一\n二", "tab\there", "<&>\"'", "😀", "A\u200bB"):
        assert read(fill(form, {"x": {"a": text}}), form).submission.text("x", "a") == text


# ── heights


def test_no_row_is_taller_than_excel_allows(name: str) -> None:
    for sheet in blank_book(name).worksheets:
        assert all((each.height or 0) <= TALLEST for each in sheet.row_dimensions.values()), sheet.title


@pytest.mark.parametrize("kind", ["text", "longtext"])
@pytest.mark.parametrize("text", ["字" * 700, "字\n" * 15 + "字", "word " * 299 + "word"], ids=["long", "lines", "latin"])
def test_a_row_is_as_tall_as_its_text(tmp_path: Path, kind: str, text: str) -> None:
    form = a_form(tmp_path, record("x", a=kind) + table("t", b={"type": kind, "width": 60}))
    book = opened(fill(form, {"x": {"a": text}, "t": [{"b": text}]}))
    for plan in lay_out(form).sheets[1:]:
        slot = plan.slots[0]
        width = sum(plan.widths[slot.box.column - 1 : slot.box.last_column])
        height = book[plan.name].row_dimensions[slot.box.row].height
        assert height >= min(TALLEST, lines_needed(text, width) * 14.3)


def test_a_text_too_long_for_one_row_is_written_smaller(tmp_path: Path) -> None:
    """Excel has no taller row than 409 points: what does not fit is shrunk as far as it can be read."""
    form = a_form(tmp_path, record("x", a="longtext"))
    sheet = opened(fill(form, {"x": {"a": "字" * 1950}}))["数据"]
    assert sheet.row_dimensions[4].height >= 390
    assert sheet["B4"].font.sz < 11


def test_a_long_rule_is_shown_whole(tmp_path: Path) -> None:
    names = ", ".join(f'"第{number}项经费支出"' for number in range(30))
    form = a_form(tmp_path, record("x", a="text"), a_rule("X-01", f"one_of(x.a, {names})"))
    book = opened(fill(form, {}))
    said = check_row(book, form, "X-01")["sentence"]
    width, size = book["校验"].column_dimensions[said.column_letter].width, said.font.sz
    assert "第29项经费支出" in said.value
    assert book["校验"].row_dimensions[said.row].height >= lines_needed(said.value, width * 11 / size) * size * 1.3


# ── headers


def test_headers_of_several_levels_are_merged(tmp_path: Path) -> None:
    columns = {
        "a": {"type": "money", "header": ["金额", "当年", "合计"]},
        "b": {"type": "money", "header": ["金额", "当年", "其中"]},
        "c": {"type": "money", "header": ["金额", "其他"]},
        "d": {"type": "text", "header": ["备注"]},
    }
    sheet = opened(fill(a_form(tmp_path, table("t", **columns)), {}))["明细"]
    assert {str(each) for each in sheet.merged_cells.ranges if each.min_row >= 4} == {"A4:C4", "A5:B5", "C5:C6", "D4:D6"}


# ── size


def test_two_hundred_projects_can_be_built(tmp_path: Path) -> None:
    fields = fields_of({"name": "text", "goal": "longtext"})
    columns = fields_of({"level": "text", "target": "text", "amount": "money"})
    sheets = a_sheet(
        "绩效{{ n }}", a_block("project", "record", fields=fields), a_block("indicators", "table", rows=12, columns=columns),
        id="project", repeat="projects",
    )  # fmt: skip
    rules = (
        a_rule("P-01", "filled(row.goal)", each="projects")
        + a_rule("P-02", "countif(projects.name, row.name) == 1", each="projects")
        + a_rule("P-03", "row.amount >= 0", each="projects.indicators")
        + a_rule("P-04", 'row.target != "XX" and sheet.name != "XX"', each="projects.indicators")
        + a_rule("P-05", "sum(projects.indicators.amount) >= 0")
    )
    form = a_form(tmp_path, sheets, rules)
    projects = [{"name": f"项目{n}", "goal": "目标", "indicators": [{"level": "数量", "target": "1", "amount": "1"}]} for n in range(200)]
    result = read(fill(form, {"projects": projects}), form)
    assert len(result.submission.root.nodes["projects"]) == 200  # type: ignore[arg-type]


@pytest.mark.slow
def test_the_shipped_forms_can_be_built_for_two_hundred_projects(name: str) -> None:
    form = load_form(name)
    names = [f"第{number}个项目" for number in range(200)]
    data = blank(form, items={sheet.repeat: names for sheet in form.sheets if sheet.repeat})
    assert len(opened(data).sheetnames) > 200


# ── parts of a split workbook


def test_a_part_holds_its_own_sheets_and_the_shared_ones(tmp_path: Path) -> None:
    sheets = record("x", "甲表", a="money").replace('name = "甲表"', 'name = "甲表"\nsection = "one"')
    sheets += record("y", "乙表", b="money").replace('name = "乙表"', 'name = "乙表"\nsection = "two"')
    form = a_form(tmp_path, sheets)
    assert [sheet.name for sheet in form.sheets if in_part(sheet, "one")] == ["封面", "甲表"]
    assert opened(fill(form, {}, part="one")).sheetnames == ["封面", "填报说明", "甲表", "校验", "列表"]


def test_a_rule_that_needs_another_part_is_left_to_the_program(tmp_path: Path) -> None:
    sheets = record("x", "甲表", a="money").replace('name = "甲表"', 'name = "甲表"\nsection = "one"')
    sheets += record("y", "乙表", b="money").replace('name = "乙表"', 'name = "乙表"\nsection = "two"')
    form = a_form(tmp_path, sheets, a_rule("X-01", "x.a == y.b") + a_rule("X-02", "x.a > 0"))
    book = opened(fill(form, {}, part="one"))
    assert check_row(book, form, "X-01")["result"].value == "由程序校验"
    assert check_row(book, form, "X-02")["result"].data_type == "f"


def test_a_cover_is_all_a_form_needs(tmp_path: Path) -> None:
    assert opened(fill(a_form(tmp_path, ""), {})).sheetnames == ["封面", "填报说明", "校验", "列表"]
    assert "封面" in COVER


def test_a_typed_value_is_read_back(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money"))
    assert read(typed(fill(form, {}), {"数据!B4": 12.5}), form).submission.text("x", "a") == "12.5"


def test_the_sides_of_years_and_counts_have_no_decimals_on_the_check_sheet(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", n="integer", a="money", b="money"), a_rule("X-01", "x.n == year") + a_rule("X-02", "x.a == x.b"))
    book = opened(fill(form, {"x": {"n": "3", "a": "1", "b": "1"}}))
    sides = [[check_row(book, form, rule)[side].number_format for side in ("left", "right", "gap")] for rule in ("X-01", "X-02")]
    assert sides == [["General"] * 3, ["0.00####"] * 3]
