"""A sheet that says another unit of money than the form has there is told on that cell; it is never read 10⁴ wrong in silence."""

from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from making import a_block, a_form, a_sheet, fields_of, typed
from mangle import MAIN, Book, edited

from budgetxl.checks import check_result
from budgetxl.forms import Form
from budgetxl.values import Finding
from budgetxl.workbook import export, fill, read

DATA = {"unit": {"name": "甲局", "code": "001"}, "items": [{"name": "打印机", "amount": "5"}]}
OTHER_WORDS = (
    "单位：元/%", "单位：元、台", "单位：元（保留两位小数）", "单位（元）", "【单位：元】", "[单位：元]", "单位：元。", "单位：元整", "单位：人民币（元）", "单位：人民币、元", "单位：元 币种：人民币", "单位：￥元",
    "单位：RMB元", "以元为单位", "本表金额以元为单位", "注：本表数据单位为元", "金额：元", "元", "单位：元 第1页", "公开02表 单位：元", "单位：仟元", "单位：千圓", "单位：百元", "单位：十万元",
    "单位：美元", "单位：万美元", "单位：港元", "预算单位：元",
)  # fmt: skip
SAID = ("填报单位：甲局　　单位：元", "2022年度　金额单位：元", "编制单位：甲局（金额单位：元）", "单位：元", "单位:元", "（单位：元）", "金额单位：人民币元", "单位： 元", "单位：千元", "单位：亿元", "人民币元", "（元）", "单位：元（人民币）", "单位：元、%", *OTHER_WORDS)
FINE = ("填报单位：甲局　　单位：万元", "单位：万元", "金额单位：万元", "(单位:万元)", "单位：人民币万元", "单位：", "人民币万元", "（万元）", "单位：万元（人民币）", "单位：万元、%", *(words.replace("元", "万元") for words in OTHER_WORDS[:20]))
NO_UNIT = ("编制单位：元", "填报单位：元", "填报单位：亿元", "主管单位：甲局，填报单位：元", "单位：个", "单位负责人：元亮", "填报单位：甲局")


def the_form(tmp_path: Path, unit: str = "万元") -> Form:
    columns = fields_of({"name": "text", "amount": "money"})
    return a_form(tmp_path, a_sheet("明细", a_block("items", "table", rows=3, columns=columns, **({"unit": unit} if unit else {}))))


def unit_cell(form: Form) -> str:
    """Where a blank workbook says the unit of the sheet."""
    from making import opened

    sheet = opened(fill(form, DATA, 2022))["明细"]
    (cell,) = (cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("单位"))
    return str(cell.coordinate)


def units(form: Form, cells: dict[str, Any]) -> list[Finding]:
    result = read(typed(fill(form, DATA, 2022), {f"明细!{cell}": value for cell, value in cells.items()}), form)
    return [one for one in check_result(result).findings if one.rule == "META-04"]


@pytest.mark.parametrize("words", SAID)
def test_another_unit_is_an_error_on_its_cell(words: str, tmp_path: Path) -> None:
    form = the_form(tmp_path)
    at = unit_cell(form)
    (finding,) = units(form, {at: words})
    assert (finding.severity, finding.expected, [str(cell) for cell in finding.cells]) == ("error", "万元", [f"明细!{at}"])


def test_the_advice_is_not_to_delete_the_line(tmp_path: Path) -> None:
    form = the_form(tmp_path)
    result = read(typed(fill(form, DATA, 2022), {f"明细!{unit_cell(form)}": "单位：元"}), form)
    (finding,) = check_result(result).findings
    assert "换算成“万元”" in finding.hint
    assert "删除" not in finding.message + finding.hint


def test_it_may_stand_anywhere_outside_the_fields(tmp_path: Path) -> None:
    assert [str(one.cells[0]) for one in units(the_form(tmp_path), {"F2": "单位：元"})] == ["明细!F2"]


@pytest.mark.parametrize("words", [*FINE, *NO_UNIT, None])
def test_the_forms_unit_and_what_is_no_unit_of_money_say_nothing(words: str | None, tmp_path: Path) -> None:
    form = the_form(tmp_path)
    assert units(form, {unit_cell(form): words}) == []


def test_a_number_in_a_unit_of_money_is_told_by_its_header_and_no_line_of_the_sheet_is_about_it(tmp_path: Path) -> None:
    columns = [{"id": "name", "label": "名称"}, {"id": "price", "label": "单价", "type": "number", "unit": "元"}, {"id": "amount", "label": "金额", "type": "money"}]
    form = a_form(tmp_path, a_sheet("明细", a_block("items", "table", rows=3, columns=columns)))
    at = place_of(form, "明细", "单价")
    assert [(one.expected, str(one.cells[0])) for one in units(form, {at: "单价（万元）"})] == [("元", f"明细!{at}")]
    assert units(form, {at: "单价（元）"}) == []
    assert [one.expected for one in units(form, {"F2": "单位：元"})] == ["万元"]


@pytest.mark.parametrize("words", ["单位：万元（保留两位小数）", "【单位：万元】", "币种：人民币 单位：万元", "公开02表 单位：万元", "2022年 单位：万元", "万元", "单位：萬元", "以万元为单位"])
def test_a_line_that_agrees_is_no_stray_text(words: str, tmp_path: Path) -> None:
    form = the_form(tmp_path)
    assert read(typed(fill(form, DATA, 2022), {"明细!F2": words}), form).account.unread == ()


def test_a_form_that_prints_no_unit_counts_in_wan_yuan(tmp_path: Path) -> None:
    assert [one.expected for one in units(the_form(tmp_path, unit=""), {"F2": "单位：元"})] == ["万元"]


def test_a_unit_typed_into_a_field_is_the_fields_matter(tmp_path: Path) -> None:
    assert units(the_form(tmp_path), {"A5": "单位：元"}) == []


def test_a_table_in_yuan_says_so(tmp_path: Path) -> None:
    form = the_form(tmp_path, unit="元")
    assert units(form, {}) == []
    (finding,) = units(form, {unit_cell(form): "单位：万元"})
    assert (finding.expected, finding.actual) == ("元", "万元")


def test_a_table_whose_unit_the_form_has_changed_since_is_told(tmp_path: Path) -> None:
    older = fill(the_form(tmp_path), DATA, 2022)
    newer = the_form(tmp_path, unit="元")
    (finding,) = (one for one in read(older, newer).findings if one.rule == "META-04")
    assert (finding.expected, finding.actual) == ("元", "万元")


# ── labels and headers, and sheets with tables in several units


def two_units(tmp_path: Path) -> Form:
    columns = fields_of({"name": "text", "amount": "money"})
    blocks = (a_block(name, "table", rows=3, columns=columns, unit=unit, title=title) for name, unit, title in (("items", "万元", "甲表"), ("more", "元", "乙表")))
    return a_form(tmp_path, a_sheet("明细", *blocks))


def labelled(tmp_path: Path) -> Form:
    columns = [{"id": "name", "label": "名称"}, {"id": "amount", "type": "money", "header": ["支出", "金额（万元）"]}, {"id": "price", "type": "money", "unit": "元", "label": "标准（元）"}]
    fields = [{"id": "a", "label": "收入合计（万元）", "type": "money"}, {"id": "b", "label": "支出合计", "type": "money"}, {"id": "c", "label": "人数", "type": "integer"}]
    grid = a_block("g", "grid", rows=[{"id": "r", "label": "办公"}], columns=[{"id": "v", "label": "本年", "type": "money"}])
    return a_form(tmp_path, a_sheet("明细", a_block("items", "table", rows=3, columns=columns)) + a_sheet("数据", a_block("x", "record", title="收支", fields=fields), grid))


def place_of(form: Form, sheet: str, text: str) -> str:
    """The cell of a blank workbook that says this."""
    from making import opened

    cells = (cell for row in opened(fill(form, {}, 2022))[sheet].iter_rows() for cell in row)
    return next(str(cell.coordinate) for cell in cells if cell.value == text)


#: The sheet and label of the form, what it was made to say, and the unit that the form has there; "" where nothing is wrong.
LABELS = [
    ("明细", "金额（万元）", "金额（元）", "万元"), ("明细", "金额（万元）", "金额(元)", "万元"), ("明细", "金额（万元）", "金额 （ 千元 ）", "万元"),
    ("明细", "支出", "支出（元）", "万元"), ("明细", "标准（元）", "标准（万元）", "元"),
    ("数据", "收入合计（万元）", "收入合计（元）", "万元"), ("数据", "支出合计", "支出合计（单位：元）", "万元"), ("数据", "收支", "收支（金额单位：元）", "万元"),
    ("数据", "办公", "办公（元）", "万元"), ("数据", "本年", "本年（人民币元）", "万元"),
    ("明细", "金额（万元）", "金额（万）", ""), ("明细", "金额（万元）", "金额", ""), ("明细", "金额（万元）", "金额(万元)", ""),
    ("明细", "标准（元）", "标准(元)", ""), ("数据", "人数", "人数（元）", ""), ("数据", "支出合计", "支出合计（万元）", ""), ("数据", "收入合计（万元）", "别的（元）", ""),
    ("数据", "数据", "数据（单位：元）", "万元"), ("明细", "明细", "明细（单位：元）", ""),  # which has both
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "label", "words", "unit"), LABELS)
def test_a_label_that_says_another_unit_than_its_figures_have_is_an_error(sheet: str, label: str, words: str, unit: str, tmp_path: Path) -> None:
    form = labelled(tmp_path)
    at = place_of(form, sheet, label)
    result = read(typed(fill(form, {}, 2022), {f"{sheet}!{at}": words}), form)
    found = [(one.severity, one.expected, [str(cell) for cell in one.cells]) for one in result.findings if one.rule == "META-04"]
    assert found == ([("error", unit, [f"{sheet}!{at}"])] if unit else [])


def test_the_form_s_own_words_are_no_mistake(tmp_path: Path) -> None:
    for form in (labelled(tmp_path), two_units(tmp_path)):
        assert [one for one in read(fill(form, {}, 2022), form).findings if one.rule == "META-04"] == []


@pytest.mark.parametrize(("row", "words", "expected"), [
    (-1, "单位：元", ["万元"]), (-1, "单位：万元", []), (6, "单位：万元", ["元"]), (6, "单位：元", []), (0, "甲表（元）", ["万元"]), (6, "乙表（万元）", ["元"]), (6, "乙表（元）", []),
])  # fmt: skip
def test_of_two_tables_in_different_units_the_one_below_is_meant(row: int, words: str, expected: list[str], tmp_path: Path) -> None:
    form = two_units(tmp_path)
    top = int(place_of(form, "明细", "甲表")[1:])
    cell = f"B{top + row}" if words.startswith("单位") else f"A{top + row}"
    assert [one.expected for one in units(form, {cell: words})] == expected


def test_a_title_with_another_unit_is_no_item_of_the_table_above(tmp_path: Path) -> None:
    form = two_units(tmp_path)
    at = place_of(form, "明细", "乙表")
    data = export(read(typed(fill(form, DATA, 2022), {f"明细!{at}": "乙表（万元）"}), form).submission)["data"]
    assert (data["items"], data["more"]) == (DATA["items"], [])


def test_an_item_by_the_name_of_another_table_is_an_item(tmp_path: Path) -> None:
    form = two_units(tmp_path)
    row = int(place_of(form, "明细", "乙表")[1:]) - 1
    data = export(read(typed(fill(form, DATA, 2022), {f"明细!A{row}": "乙表（续）", f"明细!B{row}": 3}), form).submission)["data"]
    assert [item["name"] for item in data["items"]] == ["打印机", "乙表（续）"]


def test_a_struck_unit_is_not_what_the_sheet_says(tmp_path: Path) -> None:
    form = the_form(tmp_path)
    at, data = unit_cell(form), fill(form, DATA, 2022)

    def told(*runs: tuple[str, str]) -> list[str]:
        changed = edited(data, lambda book: in_runs(book, "明细", at, *runs))
        return [one.actual for one in read(changed, form).findings if one.rule == "META-04"]

    assert told(("单位：", ""), ("万", "strike"), ("元", "")) == ["元"]
    assert told(("单位：", ""), ("元", "strike"), ("万元", "")) == []


def in_runs(book: Book, sheet: str, ref: str, *runs: tuple[str, str]) -> None:
    """A text of several runs, each with the mark of its font."""
    book.put(sheet, ref, "x")
    inline = book.cell(sheet, ref)[0]
    for child in list(inline):
        inline.remove(child)
    for text, mark in runs:
        run = etree.SubElement(inline, f"{{{MAIN}}}r")
        etree.SubElement(etree.SubElement(run, f"{{{MAIN}}}rPr"), f"{{{MAIN}}}{mark or 'b'}")
        etree.SubElement(run, f"{{{MAIN}}}t").text = text


# ── another version of the form that printed no unit


def of_one(tmp_path: Path, kind: str, unit: str) -> Form:
    own = {"unit": unit} if unit else {}
    if kind == "a field":
        return a_form(tmp_path, a_sheet("数据", a_block("x", "record", fields=[{"id": "a", "label": "收入合计", "type": "money", **own}])))
    columns = [{"id": "a", "label": "金额", "type": "money", **(own if kind == "a column" else {})}, {"id": "b", "label": "说明"}]
    return a_form(tmp_path, a_sheet("数据", a_block("x", "table", rows=3, columns=columns, **({} if kind == "a column" else own))))


@pytest.mark.parametrize(("kind", "before", "now", "told"), [
    ("a field", "", "元", True), ("a column", "", "元", True), ("a table", "", "元", True), ("a table", "", "千元", True),
    ("a table", "元", "千元", True), ("a field", "", "万元", False), ("a column", "", "万元", False), ("a table", "元", "元", False), ("a field", "元", "元", False),
])  # fmt: skip
def test_a_figure_of_another_version_without_a_unit_is_not_read_in_another_one_in_silence(
    tmp_path: Path, kind: str, before: str, now: str, told: bool
) -> None:
    a: Any = {"a": "120.5"}
    older, newer = of_one(tmp_path, kind, before), of_one(tmp_path, kind, now)
    data = fill(older, {"x": a if kind == "a field" else [a]}, 2022)
    found = [one for one in read(data, newer).findings if one.rule == "META-04"]
    assert [(one.expected, len(one.cells)) for one in found] == ([(now, 1)] if told else [])


def test_a_blank_table_of_another_version_is_not_told_of(tmp_path: Path) -> None:
    older, newer = of_one(tmp_path, "a column", ""), of_one(tmp_path, "a column", "元")
    assert [one for one in read(fill(older, {}, 2022), newer).findings if one.rule == "META-04"] == []
