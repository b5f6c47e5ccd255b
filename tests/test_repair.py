"""``repair``: the form's formulas, formats and names are back, and everything that people typed is still there, or listed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from mangle import Book, by_openpyxl, edited
from mangle_ods import as_ods
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from test_manglings import ASSETS, BUDGET, MANGLINGS, PROCUREMENT, Mangling, mangled, no_names, original

from budgetxl.forms import compute, decode, load_form
from budgetxl.values import Entry, entries
from budgetxl.verbs import ChangeKind, Refusal, Repaired, SourceFile, repair_workbook
from budgetxl.workbook import ReadResult, read
from budgetxl.workbook.build.builder import build
from budgetxl.workbook.repair import rows_of
from budgetxl.workbook.submission import export
from budgetxl.xlsx import RawWorkbook, open_workbook

FORM = "langfang-2022"


@cache
def repaired(data: bytes, to: str | None = None) -> Repaired:
    """A workbook repaired; many of those here are the same afterwards, and are repaired once."""
    return repair_workbook(SourceFile("甲.xlsx", data), to)


def refused(data: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        repaired(data)
    assert caught.value.kind == "has_errors"
    return str(caught.value)


def xml(*changes: Callable[[Book], object]) -> bytes:
    return edited(original(), *changes)


def typed(result: ReadResult) -> dict[Any, Any]:
    """What people typed, by its key: no values of the form's formulas."""
    cells = result.submission.cells
    return {c.key: c.entry.value for c in cells if c.place.field.formula is None and c.entry.value is not None}


def formulas(raw: RawWorkbook) -> dict[tuple[str, int, int], str | None]:
    return {(sheet.name, *place): cell.formula for sheet in raw.sheets for place, cell in sheet.cells.items() if cell.calculated}


@cache
def built_anew(data: bytes) -> bytes:
    """A workbook of the same data and as many rows and copies."""
    result = read(data)
    root = decode((form := result.submission.form), export(result.submission)["data"], result.submission.year).root
    compute(form, root)
    return build(form, root, rows=rows_of(result))


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def changes(found: Repaired, kind: ChangeKind) -> list[tuple[str, str, str]]:
    return [("" if c.at is None else str(c.at), c.old, c.new) for c in found.changes if c.kind is kind]


def of(what: str) -> Mangling:
    return next(mangling for mangling in MANGLINGS if mangling.what == what)


UNPLACED = {
    "a column inserted and filled in": "政府采购预算!D12“甲牌”",
    "names lost, titles changed": "固定资产!A2“资产表”",
    "a remark below a table": "政府采购预算!A40“注：",
    "a stray note beside the table": "固定资产!K30“待核对”",
    "an amount that can't be read": "收支预算!B7“见附件”",
    "an error in an input": "收支预算!B7“#REF!”",
    "a formula in an input, never calculated": "收支预算!B7“=A1*2”",
}
REPAIRED = [mangling for mangling in MANGLINGS if mangling.what not in UNPLACED]


# ── the manglings


@pytest.mark.slow
@pytest.mark.parametrize("mangling", REPAIRED, ids=lambda m: m.what)
def test_every_typed_entry_is_there_every_formula_is_the_forms_and_twice_is_once(mangling: Mangling) -> None:
    found = repaired(mangling.how(original()))
    result = read(found.data)
    assert typed(result) == typed(mangled(mangling.what))
    fresh = formulas(open_workbook(built_anew(found.data)))
    assert {at: text for at, text in formulas(result.raw).items() if at in fresh or at[0] not in result.use.others} == fresh
    assert [f.rule for f in result.findings if f.severity != "info" and f.rule in ("META-07", "META-08", "META-16", "META-10")] == []
    assert repaired(found.data).data == found.data


@pytest.mark.parametrize(("what", "said"), UNPLACED.items(), ids=list(UNPLACED))
def test_a_workbook_with_a_cell_that_has_no_place_is_refused_with_the_cell(what: str, said: str) -> None:
    assert said in refused(of(what).how(original()))


@pytest.mark.parametrize("name", ["changjiang-2020", "hebei-2027-demo", "yanshanlu-2023"])
def test_a_workbook_that_is_in_order_stays_as_it_is(name: str) -> None:
    data = (Path(__file__).parent.parent / "sample_workbooks" / f"{name}.xlsx").read_bytes()
    found = repaired(data)
    assert (found.data == data, found.changes, found.notes) == (True, (), ())


# ── totals and formulas


def test_a_total_typed_over_is_listed_with_what_stood_there_and_what_stands_there_now() -> None:
    found = repaired(xml(lambda k: k.put(BUDGET, "B5", 3000)))
    assert changes(found, ChangeKind.TOTAL) == [("收支预算!B5", "3000", "2998.28")]
    assert opened(found.data)[BUDGET]["B5"].value.startswith("=")


def test_a_text_over_a_total_is_listed_too() -> None:
    found = repaired(xml(lambda k: k.put(BUDGET, "B5", "见附件")))
    assert changes(found, ChangeKind.TOTAL) == [("收支预算!B5", "见附件", "2998.28")]


def test_a_cleared_total_comes_back() -> None:
    assert changes(repaired(xml(lambda k: k.put(BUDGET, "B5", None))), ChangeKind.TOTAL) == [("收支预算!B5", "空", "2998.28")]


def test_a_total_that_has_moved_is_named_where_it_stands_now_as_well() -> None:
    found = repaired(xml(lambda k: k.insert_rows(BUDGET, 1, 3), lambda k: k.put(BUDGET, "B8", 3000)))
    (change,) = (c for c in found.changes if c.kind is ChangeKind.TOTAL)
    assert (str(change.at), str(change.to), change.label) == ("收支预算!B8", "收支预算!B5", "收入合计")


def test_a_formula_that_was_changed_is_the_forms_again() -> None:
    found = repaired(xml(lambda k: k.formula(BUDGET, "B5", "SUM(B6:B7)+1", 2999.28)))
    assert formulas(open_workbook(found.data)) == formulas(open_workbook(original()))
    assert changes(found, ChangeKind.STALE) == [("收支预算!B5", "2999.28", "2998.28")]


def test_a_formula_where_a_value_belongs_becomes_its_result() -> None:
    found = repaired(xml(lambda k: k.formula(BUDGET, "B6", "2000+998.28", 2998.28)))
    assert changes(found, ChangeKind.FORMULA) == [("收支预算!B6", "=2000+998.28", "2998.28")]


# ── formats, validations, protection, names


def test_pasted_formats_validations_and_protection_are_the_forms_again() -> None:
    def spoil(book: Any) -> None:
        sheet = book[PROCUREMENT]
        sheet["F12"].font, sheet["F12"].fill, sheet["F12"].number_format = Font(size=30), PatternFill("solid", fgColor="FFFF0000"), "0.0000"
        sheet.data_validations.dataValidation, sheet.conditional_formatting = [], type(sheet.conditional_formatting)()
        sheet.protection.disable()

    assert repaired(by_openpyxl(original(), spoil)).data == original()


def test_names_that_are_lost_are_back() -> None:
    assert repaired(xml(no_names)).data == original()


def test_a_struck_cell_is_listed_since_the_line_is_gone() -> None:
    def strike(book: Any) -> None:
        book[PROCUREMENT]["C13"].font = Font(strike=True)

    found = repaired(by_openpyxl(original(), strike))
    assert [at for at, _, _ in changes(found, ChangeKind.STRUCK)] == ["政府采购预算!C13"]


# ── what is not of the form


def answer_row(sheet: Any, rule: str) -> int:
    return next(row[0].row for row in sheet.iter_rows() if row[0].value == rule)


def answered(data: bytes, rule: str, text: str) -> bytes:
    def answer(book: Any) -> None:
        sheet = book["校验"]
        column = next(cell.column for row in sheet.iter_rows() for cell in row if cell.value == "说明")
        cell = sheet.cell(answer_row(sheet, rule), column)
        cell.value, cell.data_type = text, "s"

    return by_openpyxl(data, answer)


@pytest.mark.parametrize("text", ["已与财政局核对。", "=1+1", "_x005F_x0041_", "第一行\n第二行"])
def test_answers_are_kept(text: str) -> None:
    rule = load_form(FORM).rules[3].id
    found = repaired(answered(original(), rule, text))
    said = text.replace("_x005F_", "_")  # as the file writes it, since _x0041_ is its A
    assert (found.changes, dict(read(found.data).submission.answers)) == ((), {rule: said})
    assert repaired(found.data).data == found.data


def noted(cells: dict[str, str], data: bytes | None = None) -> bytes:
    def note(book: Any) -> None:
        for at, text in cells.items():
            sheet, _, cell = at.partition("!")
            book[sheet][cell].comment = Comment(text, "某人")

    return by_openpyxl(original() if data is None else data, note)


def notes(data: bytes) -> dict[str, str]:
    return {f"{s.title}!{c.coordinate}": c.comment.text for s in opened(data).worksheets for row in s.iter_rows() for c in row if c.comment}


def test_notes_are_kept_on_values_labels_and_sheets_of_ours() -> None:
    given = {"收支预算!B6": "查过", "收支预算!A6": "哪些算？", "政府采购预算!C25": "留着", "填报说明!B5": "照此办", "校验!C8": "看这条"}
    found = repaired(noted(given))
    assert notes(found.data) == given
    assert repaired(found.data).data == found.data


def test_notes_move_with_their_cells() -> None:
    moved = edited(noted({"收支预算!B6": "查过", "收支预算!A6": "哪些算？", "收支预算!B40": "远处"}), lambda k: k.rename(BUDGET, "收支"))
    book = opened(moved)
    sheet = book["收支"]
    book.close()
    assert sheet["B6"].comment is not None
    assert notes(repaired(moved).data) == {"收支预算!B6": "查过", "收支预算!A6": "哪些算？", "收支预算!B40": "远处"}


def test_notes_of_an_annotated_copy_are_taken_off_but_for_the_senders_own() -> None:
    from budgetxl.verbs import annotated_copies, check_unit

    data = noted({"收支预算!B6": "我写的"}, xml(lambda k: k.put(BUDGET, "B5", 3000), lambda k: k.put(BUDGET, "B6", "2998.28万元")))
    (copy,) = annotated_copies(check_unit([SourceFile("甲.xlsx", data)]))
    assert len(notes(copy.data)) > 1
    found = repaired(copy.data)
    assert notes(found.data) == {"收支预算!B6": "我写的"}
    assert [sheet.title for sheet in opened(found.data).worksheets] == [sheet.title for sheet in opened(original()).worksheets]


def with_sheet(change: Callable[[Any], object], name: str = "测算", data: bytes | None = None) -> bytes:
    return by_openpyxl(original() if data is None else data, lambda book: change(book.create_sheet(name)))


def draft(sheet: Any) -> None:
    sheet["A1"], sheet["A2"], sheet["B2"] = "草稿", 5, "=A2*2+SUM(A2:A3)"
    sheet["C1"], sheet["C2"] = "=收支预算!B6", "='政府采购预算'!$H$12+封面!A1"
    sheet["A2"].number_format, sheet["A1"].font = "0.000", Font(bold=True, size=20)
    sheet.column_dimensions["A"].width = 33.5
    sheet.merge_cells("D4:E5")
    sheet["D4"] = "合并的"
    sheet.row_dimensions[4].height = 40


def test_the_senders_own_sheets_are_kept_with_formulas_formats_widths_and_merged_cells() -> None:
    found = repaired(with_sheet(draft))
    sheet = opened(found.data)["测算"]
    assert [sheet[at].value for at in ("A1", "A2", "B2", "C1", "D4")] == ["草稿", 5, "=A2*2+SUM(A2:A3)", "='收支预算'!B6", "合并的"]
    assert (sheet["A2"].number_format, sheet["A1"].font.sz, sheet.column_dimensions["A"].width) == ("0.000", 20, 33.5)
    assert ([str(area) for area in sheet.merged_cells.ranges], sheet.row_dimensions[4].height) == (["D4:E5"], 40)
    assert found.changes == ()
    assert repaired(found.data).data == found.data


def test_formulas_of_own_sheets_follow_the_cells_that_have_moved() -> None:
    def after(book: Any) -> None:
        book[PROCUREMENT].insert_rows(5, 2)  # names are left behind, and labels found again
        book.create_sheet("测算")["A1"] = "=政府采购预算!B7*2"

    found = repaired(by_openpyxl(original(), after))
    assert opened(found.data)["测算"]["A1"].value == "='政府采购预算'!B5*2"


@pytest.mark.parametrize("formula", ["=政府采购预算!Z99", "=SUM(政府采购预算!B7:B400)", "=[1]别处!A1", "=没有这个名字*2"])
def test_a_formula_that_can_not_follow_becomes_its_result_and_is_listed(formula: str) -> None:
    def after(book: Any) -> None:
        book[PROCUREMENT].insert_rows(5, 2)
        book.create_sheet("测算")["A1"] = formula

    data = by_openpyxl(original(), after)
    found = repaired(edited(data, lambda k: k.result("测算", "A1", 7)))
    assert changes(found, ChangeKind.VALUE) == [("测算!A1", formula, "")]
    assert opened(found.data)["测算"]["A1"].value == 7


def test_a_name_that_the_sender_gave_is_kept() -> None:
    from openpyxl.workbook.defined_name import DefinedName

    def name(book: Any) -> None:
        sheet = book.create_sheet("测算")
        sheet["A1"], sheet["A2"] = 3, "=我的数*2+income.total"
        book.defined_names["我的数"] = DefinedName("我的数", attr_text="测算!$A$1")

    sheet = (book := opened(repaired(by_openpyxl(original(), name)).data))["测算"]
    assert (sheet["A2"].value, book.defined_names["我的数"].attr_text) == ("=我的数*2+income.total", "'测算'!$A$1")


def test_an_own_sheet_called_as_one_of_the_forms_gets_another_name() -> None:
    data = with_sheet(draft, BUDGET, xml(lambda k: k.rename(BUDGET, "改了名")))
    found = repaired(data)
    assert changes(found, ChangeKind.SHEET) == [("", "改了名", BUDGET), ("", BUDGET, f"{BUDGET}(2)")]
    assert opened(found.data)[f"{BUDGET}(2)"]["A1"].value == "草稿"


@pytest.mark.parametrize("name", ["检查表", "校验结果"])
def test_an_own_sheet_that_is_called_as_one_of_annotating_is_kept(name: str) -> None:
    assert opened(repaired(with_sheet(draft, name)).data)[name]["A1"].value == "草稿"


def test_pictures_and_charts_are_said_to_stay_behind() -> None:
    from openpyxl.chart import BarChart, Reference

    def draw(sheet: Any) -> None:
        sheet["A1"] = 1
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=1, min_row=1))
        sheet.add_chart(chart, "C3")

    (note,) = repaired(with_sheet(draw)).notes
    assert "图片" in note and "图表" in note


def test_a_sheet_that_is_a_chart_is_said_to_stay_behind() -> None:
    from openpyxl.chart import BarChart, Reference

    def draw(book: Any) -> None:
        chart = BarChart()
        chart.add_data(Reference(book[BUDGET], min_col=2, min_row=5))
        book.create_chartsheet("图").add_chart(chart)

    assert "图表" in "".join(repaired(by_openpyxl(original(), draw)).notes)


def test_rows_that_were_inserted_stay_also_without_anything_in_them() -> None:
    more = repaired(xml(lambda k: k.insert_rows(PROCUREMENT, 14, 30), lambda k: k.insert_rows("绩效目标2", 10, 15)))
    counts = rows_of(read(more.data))
    assert (counts["procurement"], counts["projects.1.indicators"], counts["projects.0.indicators"]) == (50, 27, 12)
    assert rows_of(read(repaired(more.data).data)) == counts


def test_renamed_sheets_are_called_as_the_form_calls_them_and_it_is_said() -> None:
    assert changes(repaired(xml(lambda k: k.rename(ASSETS, "资产"))), ChangeKind.SHEET) == [("", "资产", ASSETS)]


def test_a_label_that_was_changed_is_listed() -> None:
    found = repaired(xml(lambda k: k.put(BUDGET, "A7", "政府性基金预算拨款")))
    assert changes(found, ChangeKind.LEFT) == [("收支预算!A7", "政府性基金预算拨款", "")]


def test_a_total_that_staff_typed_among_the_items_is_listed() -> None:
    found = repaired(of("a total typed among the items").how(original()))
    assert changes(found, ChangeKind.LEFT) == [("政府采购预算!A18", "小  计", ""), ("政府采购预算!H18", "40.4", "")]


def test_words_that_say_that_a_table_is_empty_are_kept() -> None:
    def empty(book: Book) -> None:
        for row in range(12, 32):
            for column in "ABCDEFGHI":
                book.put(PROCUREMENT, f"{column}{row}", None)
        book.put(PROCUREMENT, "A12", "无")

    found = repaired(xml(empty))
    assert opened(found.data)[PROCUREMENT]["A12"].value == "无"
    assert changes(found, ChangeKind.LEFT) == []
    assert repaired(found.data).data == found.data


def test_what_was_deleted_is_put_back_blank_and_listed() -> None:
    found = repaired(of("a field's row deleted").how(original()))
    ((_, said, _),) = changes(found, ChangeKind.LACKING)
    assert "财政专户核拨收入" in said
    assert "财政专户核拨收入" in {cell.value for row in opened(found.data)[BUDGET].iter_rows() for cell in row}


def test_a_sheet_that_was_deleted_is_back() -> None:
    found = repaired(xml(lambda k: k.delete(ASSETS)))
    assert (ASSETS in opened(found.data).sheetnames, [ASSETS in said for _, said, _ in changes(found, ChangeKind.LACKING)]) == (True, [True])


def test_a_blank_copy_of_a_repeated_sheet_stays() -> None:
    def clear(book: Book) -> None:
        for sheet in book.trees:
            if sheet == "绩效目标3":
                for cell in list(book.trees[sheet].iter("{*}c")):
                    if cell.find("{*}f") is None and (key := f"{sheet}!{cell.get('r')}") in filled:
                        book.put(sheet, key.partition("!")[2], None)

    filled = {str(e.at) for _, e in entries(read(original()).submission.root) if isinstance(e, Entry) and e.value is not None}
    found = repaired(xml(clear))
    assert [name for name in opened(found.data).sheetnames if name.startswith("绩效目标")] == ["绩效目标1", "绩效目标2", "绩效目标3"]


def test_the_year_that_the_workbook_is_for_stays_though_the_cover_says_another() -> None:
    data = xml(lambda k: [k.put("封面", at, 2023) for at in where_year(original())])
    assert [f.rule for f in read(data).findings if f.severity == "error"] == ["META-02"]
    assert [f.rule for f in read(repaired(data).data).findings if f.severity == "error"] == ["META-02"]


def where_year(data: bytes) -> Iterable[str]:
    year = read(data).submission.root.nodes["year"]
    assert isinstance(year, Entry) and year.at is not None
    return [year.at.cell]


def test_the_values_of_an_ods_file_come_into_a_workbook_of_the_form() -> None:
    found = repaired(as_ods(xml(lambda k: k.copy(ASSETS, "备份"))))
    assert typed(read(found.data)) == typed(read(original()))
    assert formulas(open_workbook(original())).items() <= formulas(open_workbook(found.data)).items()
    assert opened(found.data)["备份"]["A7"].value == opened(original())[ASSETS]["A7"].value


# ── what the sheet tells of itself, and what reading doubted


def test_a_sheet_that_tells_another_unit_of_money_is_refused_since_its_figures_would_stay() -> None:
    place = next(c for row in opened(original())[BUDGET].iter_rows() for c in row if c.value == "单位：万元")
    said = refused(xml(lambda k: k.put(BUDGET, place.coordinate, "单位：元")))
    assert f"{BUDGET}!{place.coordinate}“单位：元”（" in said and "万元" in said


def test_a_sheet_of_another_unit_or_year_is_refused() -> None:
    assert "填报单位：别的街道办事处" in refused(xml(lambda k: k.put(BUDGET, "A3", "填报单位：别的街道办事处")))
    assert "2019年" in refused(xml(lambda k: k.put(BUDGET, "A2", "2019年预算收支总体情况")))


def test_what_reading_doubted_is_listed_since_nobody_will_be_told_of_it_again() -> None:
    found = repaired(of("two columns exchanged").how(original()))
    ((at, said, _),) = changes(found, ChangeKind.DOUBT)
    assert at == "政府采购预算!C11" and "请核对" not in said and "内部名称" in said


def test_hidden_rows_are_seen_again_and_it_is_said() -> None:
    found = repaired(of("rows hidden").how(original()))
    assert [at for at, _, _ in changes(found, ChangeKind.DOUBT)] == ["政府采购预算!A13"]


# ── own sheets with more in them


def test_dates_rich_texts_arrays_links_lists_and_conditional_formats_of_own_sheets_are_kept() -> None:
    from datetime import datetime

    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.formula import ArrayFormula

    def fill_in(sheet: Any) -> None:
        sheet["A1"], sheet["A2"], sheet["A3"] = datetime(2022, 3, 4), True, CellRichText("甲", TextBlock(InlineFont(b=True), "乙"))
        sheet["B1"] = ArrayFormula("B1:B2", "=收支预算!B6:B7*2")
        sheet["C1"] = "去看"
        sheet["C1"].hyperlink = "#收支预算!B6"
        sheet["C2"].hyperlink = "https://example.org/"
        rule = DataValidation(type="list", formula1='"是,否"')
        rule.add("D1:D9")
        sheet.add_data_validation(rule)
        sheet.conditional_formatting.add("E1:E9", CellIsRule(operator="greaterThan", formula=["收支预算!$B$6"], fill=PatternFill("solid", bgColor="FFFF0000")))
        sheet.freeze_panes, sheet.sheet_properties.tabColor = "B2", "FF00FF00"
        sheet.sheet_view.showGridLines = False

    found = repaired(with_sheet(fill_in))
    sheet = opened(found.data)["测算"]
    rich = openpyxl.load_workbook(io.BytesIO(found.data), rich_text=True)["测算"]["A3"].value
    assert (sheet["A1"].value, sheet["A2"].value, str(rich), len(rich)) == (datetime(2022, 3, 4), True, "甲乙", 2)
    assert (sheet["B1"].value.ref, sheet["B1"].value.text) == ("B1:B2", "='收支预算'!B6:B7*2")
    assert (sheet["C1"].hyperlink.location, sheet["C2"].hyperlink.target) == ("'收支预算'!B6", "https://example.org/")
    assert [(str(rule.sqref), rule.formula1) for rule in sheet.data_validations.dataValidation] == [("D1:D9", '"是,否"')]
    assert [rule.formula for part in sheet.conditional_formatting for rule in part.rules] == [["'收支预算'!$B$6"]]
    assert (sheet.freeze_panes, sheet.sheet_properties.tabColor.rgb, sheet.sheet_view.showGridLines) == ("B2", "FF00FF00", False)
    assert found.changes == ()
    assert repaired(found.data).data == found.data


def test_a_hidden_sheet_of_their_own_stays_hidden() -> None:
    def hide(sheet: Any) -> None:
        sheet["A1"], sheet.sheet_state = 1, "veryHidden"

    assert opened(repaired(with_sheet(hide)).data)["测算"].sheet_state == "veryHidden"


def test_a_cell_is_called_as_its_heading_says_with_the_data_in_it() -> None:
    found = repaired(xml(lambda k: k.put(PROCUREMENT, "H12", 7)))
    (label,) = {change.label for change in found.changes if change.kind is ChangeKind.TOTAL and str(change.at) == "政府采购预算!H12"}
    assert "{{" not in label and "部门预算" in label
