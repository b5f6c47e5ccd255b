"""The cover as staff see it: what is still to do on each sheet, live; links that survive; lines to sign on; and nothing of it is lost or read."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, opened, record, table
from mangle import edited
from openpyxl.worksheet.worksheet import Worksheet
from test_clerk_libreoffice import at_work

from budgetxl.checks import check_result
from budgetxl.forms import Form, FormError, known_folders, load_form
from budgetxl.layout import CoverExtras, lay_out
from budgetxl.verbs import form_text
from budgetxl.workbook import blank, export, fill, read
from budgetxl.xlsx import read_file

SAMPLES = Path(__file__).resolve().parent.parent / "sample_workbooks"
FORMS = tuple(name for name in known_folders() if not load_form(name).abstract)
SIGNED = '[signatures]\npreparer = "编制人"\nhead = "负责人"\nseal = "盖章"\n'
GOALS = a_sheet("绩效{{ n }}", a_block("project", "record", fields=fields_of({"name": "text", "goal": "text"})), id="project", repeat="projects")


def contents(data: bytes, values: bool = True) -> dict[str, tuple[Any, Any, Any]]:
    """What the cover's table of contents says of each sheet: 填法, 已填, 要处理."""
    sheet: Worksheet = openpyxl.load_workbook(BytesIO(data), data_only=values)["封面"]
    rows = list(sheet.iter_rows())
    head = next(row for row in rows if "工作表" in [cell.value for cell in row])
    columns = [next(cell.column for cell in head if cell.value == text) - 1 for text in ("工作表", "填法", "已填", "要处理")]
    found = ([row[column].value for column in columns] for row in rows[head[0].row :])
    return {name: (way, filled, opened_) for name, way, filled, opened_ in found if name}


def a_whole_form(folder: Path) -> Form:
    """A sheet with a required cell, one with a table, one computed, copies of one; a rule that fails and one to be verified."""
    fields = {"a": {"type": "money", "required": True}, "b": {"type": "money", "required": True}, "note": "text"}
    sheets = record("x", "填数", **fields) + table("t", "明细", None, name="text", amount="money")
    sheets += record("z", "汇总", sum={"type": "money", "formula": "x.a + x.b"}) + GOALS
    rules = a_rule("X-01", "x.a == x.b") + a_rule("T-01", "row.amount > 0", each="t", severity="warning")
    return a_form(folder, sheets, rules)


def extras_of(form: Form) -> CoverExtras:
    extras = lay_out(form).extras
    assert extras is not None
    return extras


# ── what it says of each sheet


def test_a_blank_workbook_says_what_is_not_filled_in(tmp_path: Path) -> None:
    said = contents(blank(a_whole_form(tmp_path)))
    assert said["填数"] == ("要填", "必填的还缺 2 格", 0)
    assert said["明细"] == ("要填", "未填", 0)
    assert said["汇总"] == ("自动", "——", "——")
    assert said["填报说明"] == ("先看", "——", "——")
    assert said["绩效1"] == ("要填", "未填", "——")


def test_a_filled_workbook_says_how_much_is_filled_in_and_what_is_open(tmp_path: Path) -> None:
    data = {"x": {"a": "1", "b": "2"}, "t": [{"name": "甲", "amount": "-1"}, {"name": "乙", "amount": "1"}], "projects": [{"name": "丙"}, {"name": "丁", "goal": "好"}]}
    said = contents(fill(a_whole_form(tmp_path), data))
    assert said["填数"] == ("要填", "已填 2 格", 1)
    assert said["明细"] == ("要填", "已填 2 行", 1)
    assert (said["绩效1"], said["绩效2"]) == (("要填", "已填 1 格", "——"), ("要填", "已填 2 格", "——"))


@pytest.mark.libreoffice
def test_the_cover_says_the_same_while_staff_type(tmp_path: Path) -> None:
    form, given, after = a_whole_form(tmp_path), tmp_path / "given.xlsx", tmp_path / "after.xlsx"
    given.write_bytes(blank(form, "某单位", "001", 2022))
    at_work(
        tmp_path, ["open", given],
        ["type", "填数", "B4", "1"], ["type", "填数", "B5", "2"], ["type", "填数", "B6", "按时"], ["type", "明细", "A5", "甲"], ["type", "明细", "B5", "-1"],
        ["insert_rows", "明细", 6, 1], ["type", "明细", "A6", "乙"], ["type", "绩效1", "B4", "丙"], ["rename_sheet", "明细", "清单"], ["save", after], ["close"],
    )  # fmt: skip
    said = contents(after.read_bytes())
    assert said["填数"] == ("要填", "已填 3 格", 1)
    assert said["明细"] == ("要填", "已填 2 行", 1)
    assert said["绩效1"] == ("要填", "已填 1 格", "——")
    sheet = openpyxl.load_workbook(after, data_only=True)["填数"]
    assert sheet["B1"].value == "1 处不符或待核实，请看校验表"
    assert read(after.read_bytes(), form).account.unread == ()


@pytest.mark.libreoffice
def test_a_warning_that_was_answered_is_no_open_point(tmp_path: Path) -> None:
    form, given, after = a_whole_form(tmp_path), tmp_path / "given.xlsx", tmp_path / "after.xlsx"
    given.write_bytes(fill(form, {"x": {"a": "1", "b": "1"}, "t": [{"name": "甲", "amount": "-1"}]}))
    checks = opened(given.read_bytes())["校验"]
    row = next(cell.row for cell in checks["A"] if cell.value == "T-01")
    column = next(cell.column_letter for line in checks.iter_rows() for cell in line if cell.value == "说明")
    at_work(tmp_path, ["open", given], ["type", "校验", f"{column}{row}", "冲回上年"], ["save", after], ["close"])
    assert contents(given.read_bytes())["明细"][2] == 1
    assert contents(after.read_bytes())["明细"][2] == 0
    assert openpyxl.load_workbook(after, data_only=True)["明细"]["B1"].value == "本表没有不符或待核实之处"


@pytest.mark.slow
@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["hebei-2027-demo", "jiefangdao-2022"])
def test_a_sample_says_of_itself_what_libreoffice_reckons(tmp_path: Path, name: str) -> None:
    data = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    given, after = tmp_path / "given.xlsx", tmp_path / "after.xlsx"
    given.write_bytes(fill(load_form(data["form"]), data["data"], data["year"]))
    at_work(tmp_path, ["open", given], ["save", after], ["close"])
    assert contents(after.read_bytes()) == contents(given.read_bytes())


# ── links


@pytest.mark.libreoffice
def test_links_lead_to_sheets_that_were_renamed(tmp_path: Path) -> None:
    form, given, after = a_whole_form(tmp_path), tmp_path / "given.xlsx", tmp_path / "after.xlsx"
    given.write_bytes(blank(form))
    at_work(tmp_path, ["open", given], ["rename_sheet", "填数", "改了名"], ["rename_sheet", "封面", "首页"], ["save", after], ["close"])
    book = openpyxl.load_workbook(after)
    links = {cell.value: cell.hyperlink.location for row in book["首页"].iter_rows() for cell in row if cell.hyperlink}
    assert book.defined_names[links["填数"]].attr_text == "改了名!$A$1"
    back = book["改了名"]["A1"].hyperlink.location
    assert book.defined_names[back].attr_text == "首页!$A$1"


def test_a_copy_that_was_deleted_leaves_no_error_to_report(tmp_path: Path) -> None:
    form = a_whole_form(tmp_path)
    formulas = contents(fill(form, {"projects": [{"name": "丙"}, {"name": "丁"}]}), values=False)
    assert formulas["绩效2"][1].startswith("=IFERROR(")


# ── what comes back


@pytest.mark.parametrize("name", FORMS)
def test_a_blank_workbook_has_no_cell_that_nobody_knows(name: str) -> None:
    form = load_form(name)
    assert read(blank(form, "某单位", "601001", form.year or 2022)).account.unread == ()


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls"])
@pytest.mark.parametrize("name", FORMS)
def test_nor_has_it_when_libreoffice_has_saved_it(tmp_path: Path, name: str, suffix: str) -> None:
    form, given, after = load_form(name), tmp_path / "given.xlsx", tmp_path / f"after{suffix}"
    given.write_bytes(blank(form, "某单位", "601001", form.year or 2022))
    at_work(tmp_path, ["open", given], ["save", after], ["close"])
    assert read(read_file(after)).account.unread == ()


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", [".ods", ".xls"])
def test_a_cover_with_values_only_is_known(tmp_path: Path, suffix: str) -> None:
    form, given, after = a_whole_form(tmp_path), tmp_path / "given.xlsx", tmp_path / f"after{suffix}"
    given.write_bytes(fill(form, {"x": {"a": "1", "b": "2"}, "t": [{"name": "甲", "amount": "-1"}]}))
    at_work(tmp_path, ["open", given], ["save", after], ["close"])
    assert read(read_file(after), form).account.unread == ()


def test_a_number_that_somebody_typed_on_the_cover_is_still_told(tmp_path: Path) -> None:
    form = a_whole_form(tmp_path)
    below = f"D{max(row.opened.row for row in extras_of(form).contents) + 9}"
    data = edited(fill(form, {}), lambda book: [book.put("封面", at, 12) for at in ("H3", below)])
    assert [str(at) for at in read(data, form).account.unread] == ["封面!H3", f"封面!{below}"]


# ── lines to sign on


def signed(folder: Path, head: str = SIGNED, rules: str = "") -> Form:
    return a_form(folder, record("x", a="money"), rules, head=head)


def test_signature_lines_stand_two_in_a_row_below_the_fields_of_the_cover(tmp_path: Path) -> None:
    sheet = opened(blank(signed(tmp_path)))["封面"]
    labels = {cell.value: cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value in ("编制人", "负责人", "盖章", "签章")}
    rows = {name: int(at[1:]) for name, at in labels.items()}
    assert rows["编制人"] == rows["负责人"] == rows["签章"] + 1 == rows["盖章"] - 1
    assert sheet.row_dimensions[rows["编制人"]].height >= 30


def test_a_name_that_was_typed_there_is_read_and_filled_in_again(tmp_path: Path) -> None:
    form = signed(tmp_path)
    data = fill(form, {"signatures": {"preparer": "王敏"}})
    result = read(data, form)
    assert export(result.submission)["data"]["signatures"] == {"preparer": "王敏", "head": None, "seal": None}
    assert result.account.unread == ()
    assert check_result(result).findings == ()


def test_a_workbook_from_before_the_signatures_lacks_nothing(tmp_path: Path) -> None:
    before = signed(tmp_path, "")
    result = read(fill(before, {"x": {"a": "1"}}), signed(tmp_path))
    assert result.findings == ()
    assert result.account.unread == ()


def test_a_blank_label_takes_an_inherited_line_away(tmp_path: Path) -> None:
    parent = signed(tmp_path).folders[0]
    child = tmp_path / "child"
    child.mkdir()
    (child / "form.toml").write_text(f'id = "child"\nextends = "{parent.name}"\n[signatures]\nhead = ""\nreviewer = "审核人"\n', encoding="utf-8")
    assert [field.label for field in load_form(child).block("signatures").fields] == ["编制人", "盖章", "审核人"]  # type: ignore[union-attr]


def test_a_form_is_shown_with_its_signatures_as_they_are_written(tmp_path: Path) -> None:
    shown = form_text(str(signed(tmp_path).folders[0]))
    assert '[signatures]\npreparer = "编制人"' in shown
    assert 'id = "signatures"' not in shown


@pytest.mark.parametrize(("head", "key"), [
    ('[signatures]\nPreparer = "编制人"\n', "signatures.Preparer"),
    ("[signatures]\npreparer = 1\n", "signatures"),
    ('filling = ["sheet_y"]\n', "filling"),
    ('filling = ["sheet_x", "sheet_x"]\n', "filling"),
])  # fmt: skip
def test_what_cannot_be_is_a_mistake_of_the_form(tmp_path: Path, head: str, key: str) -> None:
    with pytest.raises(FormError) as raised:
        signed(tmp_path, head)
    assert [mistake.key for mistake in raised.value.mistakes] == [key]


def test_a_sheet_that_a_form_removes_may_stay_in_the_order_of_its_parent(tmp_path: Path) -> None:
    parent = a_form(tmp_path, record("x", "甲", a="money") + record("y", "乙", a="money"), head='filling = ["sheet_y", "sheet_x"]\n').folders[0]
    child = tmp_path / "child"
    child.mkdir()
    (child / "form.toml").write_text(f'id = "child"\nextends = "{parent.name}"\n[[sheets]]\nid = "sheet_y"\nremove = true\n', encoding="utf-8")
    assert list(contents(blank(load_form(child)))) == ["填报说明", "甲", "校验"]


def test_what_is_open_on_one_copy_is_not_counted_on_the_others() -> None:
    data = json.loads((SAMPLES / "hebei-2027-demo.json").read_text(encoding="utf-8"))
    data["data"]["projects"][1]["goal"] = None
    book = openpyxl.load_workbook(BytesIO(fill(load_form(data["form"]), data["data"], data["year"])), data_only=True)
    opened = {row[0]: row[3] for row in book["封面"].iter_rows(values_only=True) if str(row[0]).startswith("绩效目标")}
    assert opened == {"绩效目标1": 0, "绩效目标2": 1, "绩效目标3": 0, "绩效目标4": 0}
    assert [str(book[f"绩效目标{number}"]["B1"].value).startswith("1 ") for number in range(1, 5)] == [False, True, False, False]


def test_a_copy_that_nobody_has_begun_lacks_nothing() -> None:
    book = openpyxl.load_workbook(BytesIO(blank(load_form("hebei-2027"))), data_only=True)
    (filled,) = (row[2] for row in book["封面"].iter_rows(values_only=True) if row[0] == "绩效目标1")
    assert filled == "未填"


def test_the_words_of_workbooks_that_are_still_about_are_nobodys_text() -> None:
    book = openpyxl.load_workbook(SAMPLES / "hebei-2027-demo.xlsx")
    (cell,) = (cell for row in book["封面"].iter_rows() for cell in row if "拖到网页" in str(cell.value))
    cell.value = "表里算不出来，运行 budgetxl check 文件 校验；必填而空着的格也由它指出"
    out = BytesIO()
    book.save(out)
    assert not [finding for finding in check_result(read(out.getvalue())).findings if finding.rule == "META-16"]
    cell.value = "表里算不出来，运行别的程序"
    out = BytesIO()
    book.save(out)
    assert [finding for finding in check_result(read(out.getvalue())).findings if finding.rule == "META-16"]
