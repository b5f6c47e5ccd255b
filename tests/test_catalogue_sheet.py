"""The sheet 科目: the codes of a form's catalogues with their names, to look up and to copy from."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_sheet, fields_of, record
from making import opened as opened_anew
from mangle import by_openpyxl
from submissions import FORMS
from test_forms_hebei_2027 import demo, form, workbook

from budgetxl.checks import check_result
from budgetxl.forms import Form, FormError, load_form
from budgetxl.workbook import blank, export, fill, read

SHEET, HEADER = "科目", ("目录", "编码", "名称", "曾用名")
CODED = a_sheet("明细", a_block("items", "table", rows=5, columns=fields_of({"code": {"type": "code", "choices": "lists.known", "open_choices": True}})))


@cache
def opened() -> Any:
    return opened_anew(workbook())


@cache
def rows() -> tuple[tuple[Any, ...], ...]:
    return tuple(opened()[SHEET].iter_rows(min_row=5, values_only=True))


def tiny(folder: Path, attributes: str, sheets: str = CODED) -> Form:
    head = f'[lists]\nknown = {{ codes = "known.csv"{attributes} }}\n'
    (folder / "form0").mkdir()
    (folder / "form0" / "known.csv").write_text("编码,名称\n101,甲\n10101,乙\n", encoding="utf-8")
    (folder / "form0" / "rules.toml").touch()
    made = a_form(folder, record("x", a="money"))
    text = (made.folders[0] / "form.toml").read_text(encoding="utf-8")
    first, _, rest = text.partition("\n[[sheets]]")
    (folder / "form0" / "form.toml").write_text(f"{first}\n{head}\n[[sheets]]{rest}\n{sheets}", encoding="utf-8")
    return load_form(folder / "form0")


class TestOfTheDefaultForm:
    def test_has_every_code_with_its_name(self) -> None:
        listed = {(row[1], row[2] or "") for row in rows()}
        for name in ("functional", "economic", "procurement_classes", "asset_codes"):
            codes = form().lists[name]
            assert set(zip(codes.codes, codes.names)) <= listed

    def test_says_which_list_and_that_it_is_a_sample(self) -> None:
        said = {row[0] for row in rows()}
        assert {"功能分类科目（2027年，样本）", "部门预算支出经济分类科目（2027年，样本）", "政府采购品目的大类（2022年版）"} <= said

    def test_tells_former_names(self) -> None:
        assert [row[3] for row in rows() if row[1] == "210"] == ["医疗卫生与计划生育支出"]

    def test_codes_are_text_and_can_be_copied(self) -> None:
        assert all(isinstance(row[1], str) for row in rows())
        assert opened()[SHEET]["B5"].number_format == "@"

    def test_is_visible_with_its_header_frozen_filtered_and_repeated_in_print(self) -> None:
        sheet = opened()[SHEET]
        assert (sheet.sheet_state, sheet.freeze_panes, sheet.print_title_rows) == ("visible", "A5", "$4:$4")
        assert tuple(cell.value for cell in sheet[4]) == HEADER
        assert sheet.auto_filter.ref == f"A4:D{4 + len(rows())}"
        assert sheet.protection.sheet and not sheet.protection.autoFilter  # the filter works on the protected sheet
        assert sheet.page_setup.fitToHeight == 0 and sheet.sheet_properties.pageSetUpPr.fitToPage

    def test_stands_behind_the_checks_and_in_the_contents_of_the_cover(self) -> None:
        assert opened().sheetnames[-3:] == ["校验", SHEET, "列表"]
        cover = opened()["封面"]
        assert [cell.hyperlink.location for row in cover.iter_rows() for cell in row if cell.value == SHEET and cell.hyperlink] == ["_to.catalogue"]
        assert opened().defined_names["_to.catalogue"].attr_text == f"'{SHEET}'!$A$1"
        assert opened()[SHEET]["A1"].hyperlink.location == "_to_cover"

    def test_is_no_part_of_what_is_read(self) -> None:
        result = read(workbook())
        assert export(result.submission) == demo() and check_result(result).findings == ()

    @pytest.mark.parametrize("name", ["科目表", "附"])
    def test_renamed_or_filtered_it_is_still_ours(self, name: str) -> None:
        def change(book: Any) -> None:
            book[SHEET].title = name
            for row in range(10, 60):
                book[name].row_dimensions[row].hidden = True

        result = read(by_openpyxl(workbook(), change))
        assert export(result.submission) == demo()
        assert [each for each in check_result(result).findings if any(at.sheet == name for at in each.cells)] == []

    def test_deleted_nothing_is_missed(self) -> None:
        result = read(by_openpyxl(workbook(), lambda book: book.remove(book[SHEET])))
        assert export(result.submission) == demo()
        assert [each for each in check_result(result).findings if each.severity == "error"] == []


class TestOfAnyForm:
    @pytest.mark.parametrize(("attributes", "there"), [(', title = "目录"', True), ("", False)])
    def test_stands_where_a_list_has_a_title(self, attributes: str, there: bool, tmp_path: Path) -> None:
        assert (SHEET in opened_anew(blank(tiny(tmp_path, attributes))).sheetnames) is there

    def test_not_where_nothing_speaks_of_the_list(self, tmp_path: Path) -> None:
        assert SHEET not in opened_anew(blank(tiny(tmp_path, ', title = "目录"', ""))).sheetnames

    @pytest.mark.parametrize(("attributes", "good"), [(', title = "目录"', False), ("", True)])
    def test_a_form_may_have_a_sheet_of_that_name_where_it_has_no_catalogue(self, attributes: str, good: bool, tmp_path: Path) -> None:
        sheets = CODED.replace('name = "明细"', f'name = "{SHEET}"')
        if not good:
            with pytest.raises(FormError, match=SHEET):
                tiny(tmp_path, attributes, sheets)
            return
        found = tiny(tmp_path, attributes, sheets)
        data = {"items": [{"code": "10101"}]}
        assert export(read(fill(found, data, 2022), found).submission)["data"]["items"] == data["items"]

    @pytest.mark.parametrize("name", FORMS[:3])
    def test_the_county_forms_have_the_catalogues_that_they_use(self, name: str) -> None:
        found = load_form(name)
        said = {row[0] for row in opened_anew(blank(found))[SHEET].iter_rows(min_row=5, values_only=True)}
        assert said == {f"{codes.title}（2013年版）" for codes in found.catalogues}
        assert {codes.id for codes in found.catalogues} == {"procurement_classes", "asset_codes"}
