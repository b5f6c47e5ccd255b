"""``rollover``: next year's workbook from this year's; what is not carried is told, cell by cell or in a line, and nothing is silent."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from making import YEAR, a_block, a_form, a_sheet, fields_of, opened, record, table, typed

from budgetxl.bureau import Unit
from budgetxl.bureau.carrying import Carried, Fate, Line, PreviousTask, Spot, Told, carried, read_previous
from budgetxl.bureau.carrying.old_texts import named_in, years_named
from budgetxl.bureau.distribute import index_workbook
from budgetxl.forms import Form, FormError, load_form
from budgetxl.values import Address, Finding
from budgetxl.verbs import Refusal, SourceFile, form_files, repair_workbook
from budgetxl.verbs.next_year import RolledOver, line_text, roll_over
from budgetxl.workbook import export, fill, read
from budgetxl.workbook.annotate import Remarks, annotate
from budgetxl.xlsx import UnreadableFile

MONEY_LAST = {"type": "money", "carries": "amount"}
CODES = {"type": "code", "choices": "lists.subjects", "open_choices": True}
UNIT = {"name": "甲局", "code": "301"}


def a_list(**keys: Any) -> str:
    given = {"title": "科目", "codes": ["201", "202", "203"], **keys}
    return "[lists]\nsubjects = { " + ", ".join(f"{key} = {value!r}".replace("True", "true").replace("False", "false") for key, value in given.items()) + " }\n"


def coded(tmp_path: Path, head: str, **columns: Any) -> Form:
    return a_form(tmp_path, table("t", code=CODES, amount="money", last=MONEY_LAST, **columns), head=head)


def fates(made: Carried, fate: Fate = Fate.LOST) -> list[tuple[str, str]]:
    """What was told of a fate: what stood there, and why."""
    return [(line.text, line.why) for line in made.lines if line.fate is fate]


def take(form: Form, old: Form, data: Mapping[str, Any], **more: Any) -> Carried:
    return carried(form, old, data, **more)


# Codes


def test_a_code_that_has_become_another_is_mapped_with_its_figures(tmp_path: Path) -> None:
    old = coded(tmp_path, a_list(codes=["101", "202"], edition="2013"))
    form = coded(tmp_path, a_list(edition="2022", was={"101": "201"}).replace("'101':", "'101' ="))
    made = take(form, old, {"t": [{"code": "101", "amount": "5"}, {"code": "202", "amount": "7"}]})
    assert made.data == {"t": [{"code": "201", "last": "5"}, {"code": "202", "last": "7"}]}
    assert not made.lines


def test_codes_that_have_become_one_are_one_row_with_their_figures_added_up(tmp_path: Path) -> None:
    old = coded(tmp_path, a_list(codes=["101", "102"], edition="2013"))
    form = coded(tmp_path, a_list(edition="2022", was={"101": "201", "102": "201"}).replace("':", "' ="))
    assert take(form, old, {"t": [{"code": "101", "amount": "5"}, {"code": "102", "amount": "7"}]}).data == {"t": [{"code": "201", "last": "12"}]}


def test_rows_of_one_code_that_differ_in_their_texts_stay_apart(tmp_path: Path) -> None:
    old = coded(tmp_path, a_list(codes=["101", "102"], edition="2013"), name="text")
    form = coded(tmp_path, a_list(edition="2022", was={"101": "201", "102": "201"}).replace("':", "' ="), name="text")
    rows = [{"code": "101", "amount": "5", "name": "修路"}, {"code": "102", "amount": "7", "name": "绿化"}]
    assert [(row["name"], row["last"]) for row in take(form, old, {"t": rows}).data["t"]] == [("修路", "5"), ("绿化", "7")]


def test_rows_that_were_alike_last_year_stay_two(tmp_path: Path) -> None:
    form = coded(tmp_path, a_list())
    rows = [{"code": "201", "amount": "5"}, {"code": "201", "amount": "7"}]
    assert take(form, form, {"t": rows}).data == {"t": [{"code": "201", "last": "5"}, {"code": "201", "last": "7"}]}


@pytest.mark.parametrize(
    ("was", "why"),
    [("{ '101' = ['201', '202'] }", "这个编码分成了几个（201、202），要由人选"), ("{ '101' = '' }", "这个编码已经不用"), ("{ }", "科目里没有这个编码，表样也没有写它改成了哪个")],
)
def test_a_code_that_has_no_one_successor_is_told_and_its_figures_come_over(was: str, why: str, tmp_path: Path) -> None:
    old = coded(tmp_path, a_list(codes=["101"]), name="text")
    form = coded(tmp_path, a_list().replace(" }\n", f", was = {was} }}\n"), name="text")
    made = take(form, old, {"t": [{"code": "101", "amount": "5", "name": "某项"}]})
    assert made.data == {"t": [{"last": "5", "name": "某项"}]}
    assert fates(made) == [("101", why)]


def test_a_code_that_a_sample_lacks_may_be_a_good_one(tmp_path: Path) -> None:
    old, form = coded(tmp_path, a_list(codes=["101"])), coded(tmp_path, a_list(complete=False))
    made = take(form, old, {"t": [{"code": "101", "amount": "5"}]})
    assert made.data == {"t": [{"code": "101", "last": "5"}]} and not made.lines


def test_a_list_of_the_same_edition_maps_only_what_it_has_not(tmp_path: Path) -> None:
    form = coded(tmp_path, a_list(was={"201": "202", "101": "203"}).replace("':", "' ="))
    made = take(form, form, {"t": [{"code": "201", "amount": "1"}, {"code": "101", "amount": "2"}]})
    assert [row["code"] for row in made.data["t"]] == ["201", "203"]


def test_the_name_of_another_code_is_left_to_its_formula(tmp_path: Path) -> None:
    head = "[lists]\nsubjects = { codes = \"s.csv\", was = \"was.csv\" }\n"
    columns = {"name": {"type": "text", "formula": "lookup(row.code, lists.subjects.code, lists.subjects.name)", "open_formula": True}}
    old = a_form(tmp_path, table("t", code="code", amount="money", name="text"))
    home = tmp_path / "form1"
    home.mkdir()
    (home / "s.csv").write_text("编码,名称\n201,新名称\n", encoding="utf-8")
    (home / "was.csv").write_text("旧编码,新编码\n101,201\n", encoding="utf-8")
    text = (tmp_path / "form0" / "form.toml").read_text(encoding="utf-8").split("[[sheets]]\nid = \"sheet_t\"")[0]
    top, cover = text.split("\n[[sheets]]", 1)
    sheet = table("t", code=CODES, amount="money", last=MONEY_LAST, **columns)
    (home / "form.toml").write_text(f"{top}\n{head}\n[[sheets]]{cover}{sheet}", encoding="utf-8")
    form = load_form(home)
    data = {"t": [{"code": "101", "amount": "5", "name": "旧名称"}]}
    spots = {("t", 0, "name"): Spot(None, "名称", True)}
    assert take(form, old, data, spots=spots).data == {"t": [{"code": "201", "last": "5"}]}
    assert take(form, old, data).data["t"][0]["name"] == "旧名称"  # somebody typed it


# Fields


def test_a_field_that_is_gone_is_told_by_its_cell(tmp_path: Path) -> None:
    old = a_form(tmp_path, record("x", uses="text", rooms="integer", doubled={"type": "integer", "formula": "x.rooms * 2"}))
    form = a_form(tmp_path, record("x", uses="text"))
    at = Address("数据", 5, 2)
    made = take(form, old, {"x": {"uses": "办公", "rooms": "3", "doubled": "6"}}, spots={("x", "rooms"): Spot(at, "房间")})
    assert made.data == {"x": {"uses": "办公"}}
    assert [(line.at, line.label, line.text, line.why) for line in made.lines] == [(at, "房间", "3", "新表样里没有这一栏")]


def test_a_long_text_that_is_lost_stands_whole_in_the_workbook_and_short_on_the_terminal(tmp_path: Path) -> None:
    old = a_form(tmp_path, record("x", uses="longtext", more="text"))
    form = a_form(tmp_path, record("x", more="text"))
    text = "头" + "长" * 300 + "尾"
    rolled = roll_over(SourceFile("a.xlsx", fill(old, {"unit": UNIT, "x": {"uses": text}}, YEAR)), str(form.folders[0]), form=str(old.folders[0]))
    assert [row[3].value for row in opened(rolled.data)["未带入"].iter_rows(min_row=3)] == [text]
    (line,) = [each for each in rolled.lines if each.fate is Fate.LOST]
    assert line.text == text and len(line_text(line)) < 120 and "尾" in line_text(line)


def test_the_sheet_of_what_was_lost_is_no_sheet_of_the_form(tmp_path: Path) -> None:
    """Its headers 栏目 and 内容 are those of a table of the form here; its rows were read as the table's."""
    old = a_form(tmp_path, table("t", "明细", item={"type": "text", "label": "栏目"}, text={"type": "text", "label": "内容"}, gone="text"))
    form = a_form(tmp_path, table("t", "明细", item={"type": "text", "label": "栏目"}, text={"type": "text", "label": "内容"}))
    given = fill(old, {"unit": UNIT, "t": [{"item": "甲", "gone": "乙"}]}, YEAR)
    rolled = roll_over(SourceFile("a.xlsx", given), str(form.folders[0]), form=str(old.folders[0]))
    found = read(rolled.data, form)
    assert "未带入" in opened(rolled.data).sheetnames and "未带入" in found.use.others
    assert not [finding for finding in found.findings if finding.rule == "META-09"]


def test_our_own_list_is_read_as_nobodys_workbook(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "明细", item={"type": "text", "label": "栏目"}, text={"type": "text", "label": "内容"}))
    told = [Told(Unit("1", "甲", row=1), "a.xlsx", Line(Fate.LOST, None, "栏目", "内容", "原因"))]
    with pytest.raises(UnreadableFile, match="清单或汇总表"):
        read(index_workbook([], ["表样"], told, "结转清单"), form)


def test_of_two_old_fields_that_have_become_one_the_second_is_told(tmp_path: Path) -> None:
    old = a_form(tmp_path, record("x", a="text", b="text"))
    form = a_form(tmp_path, record("x", c={"type": "text", "was": ["a", "b"]}))
    made = take(form, old, {"x": {"a": "甲", "b": "乙"}})
    assert made.data == {"x": {"c": "甲"}} and fates(made) == [("乙", "已有别的内容带入同一格，只能留一个")]


def test_a_moved_field_comes_over_in_its_new_unit(tmp_path: Path) -> None:
    old = a_form(tmp_path, record("y", "别处", amount="money"))
    sheet = a_sheet("数据", a_block("x", "record", unit="元", fields=fields_of({"amount": {"type": "money", "was": "y.amount"}, "last": MONEY_LAST})))
    made = take(a_form(tmp_path, sheet), old, {"y": {"amount": "12.5"}})
    assert made.data == {"x": {"last": "125000"}} and not made.lines


def test_a_figure_in_a_unit_that_is_no_measure_of_the_new_one_is_told(tmp_path: Path) -> None:
    old = a_form(tmp_path, record("x", amount={"type": "number", "unit": "亩"}))
    form = a_form(tmp_path, record("x", amount={"type": "number", "unit": "平方米"}, last={"type": "number", "unit": "平方米", "carries": "amount"}))
    made = take(form, old, {"x": {"amount": "3"}})
    assert made.data == {} and fates(made) == [("3", "单位由“亩”改为“平方米”，不能换算")]


def test_a_choice_that_there_is_no_more_is_told(tmp_path: Path) -> None:
    old = a_form(tmp_path, record("x", kind={"type": "choice", "choices": ["甲类", "乙类"]}))
    form = a_form(tmp_path, record("x", kind={"type": "choice", "choices": ["甲类", "丙类"]}))
    assert fates(take(form, old, {"x": {"kind": "乙类"}})) == [("乙类", "不在可选的内容里（甲类、丙类）")]


def test_what_the_form_makes_anew_each_year_is_told_in_a_line_a_sheet(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", amount="money", last=MONEY_LAST, reason={"type": "text", "carries": False}))
    made = take(form, form, {"x": {"amount": "1", "last": "2", "reason": "人员增加"}})
    assert made.data == {"x": {"last": "1"}}
    assert [(line.fate, line.label, line.text) for line in made.lines] == [(Fate.PASSED, "数据", "文字 1 格、数 1 格")]


def test_a_sheet_says_that_its_figures_have_become_last_years_where_they_have(tmp_path: Path) -> None:
    sheets = record("x", amount="money", last=MONEY_LAST) + record("y", "分值表", weight={"type": "number", "carries": "weight"}, score={"type": "number", "carries": False})
    form = a_form(tmp_path, sheets)
    made = take(form, form, {"x": {"amount": "1", "last": "2"}, "y": {"weight": "5", "score": "6"}})
    assert [(line.label, line.why) for line in made.lines] == [("数据", "每年另填（本年数已成为上年数）"), ("分值表", "每年另填")]


def test_figures_of_another_year_are_counted_not_carried(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", amount="money", last=MONEY_LAST, uses="text"))
    made = take(form, form, {"x": {"amount": "1", "uses": "办公"}}, figures=False)
    assert made.data == {"x": {"uses": "办公"}} and fates(made) == [("数 1 格", "工作簿不是前一年的，数不作上年数")]


def test_a_row_without_a_name_comes_over_and_is_to_be_looked_at(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", name="text", amount="money", last=MONEY_LAST))
    made = take(form, form, {"t": [{"amount": "4"}]})
    assert made.data == {"t": [{"last": "4"}]} and fates(made, Fate.LOOK) == [("4", "这一行没有名称和编码，请补上")]


# Years in texts


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2027年安排 30 万元", (2027,)), ("二〇二七年底完工", (2027,)), ("二○二六年以来", (2026,)), ("２０２７年度", (2027,)), ("27年度计划", (2027,)),
        ("2027-2029年三年行动", (2027,)), ("2027年比2026年增加", (2027, 2026)), ("2027.6 完工", (2027,)),
        ("截止2027-12-31", (2027,)), ("2027/6/30前", (2027,)), ("2027.06.30完成", (2027,)), ("2027-12底前", (2027,)), ("本年度（2027）", (2027,)),
        ("预算年度：2027", (2027,)), ("适用年度2027。", (2027,)), ("（2027）", (2027,)),
        ("冀财预〔2027〕1号", ()), ("冀财预（2027）第 1 号", ()), ("2027.5万元", ()), ("2027.50 元", ()), ("项目2027-3201", ()), ("编号XM2027-12-31", ()),
        ("0310-2027-12", ()), ("年度2027户", ()),
        ("建筑面积 2027 平方米", ()), ("本年比上年", ()), ("2028年", ()), ("2015年成立", ()), ("工龄27年", ()), ("编号12027年", ()), ("合同第 3.2027 号", ()),
    ],
)  # fmt: skip
def test_only_real_years_are_found(text: str, years: tuple[int, ...]) -> None:
    assert years_named(text, (2027, 2026)) == years


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("公用经费控制数≤127.63万元", ("127.63万元",)), ("2027年安排30万元、5千元", ("2027年", "30万元", "5千元")), ("≤139 万元", ("139 万元",)),
        ("覆盖3万人", ()), ("≥95%", ()), ("12台", ()), ("第127元素", ()), ("超出的每1万元扣0.5分", ()),
    ],
)  # fmt: skip
def test_the_amounts_of_a_text_are_named_with_its_years(text: str, named: tuple[str, ...]) -> None:
    assert named_in(text, 2027) == named


def test_a_number_whose_unit_stands_beside_it_is_an_amount(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", name="text", sign="text", value="text", unit="text"))
    rows = [{"name": "公用经费控制数", "sign": "≤", "value": "127.63", "unit": "万元"}, {"name": "达标率", "sign": "≥", "value": "95", "unit": "%"}]
    made = take(form, form, {"t": rows}, year=YEAR)
    assert [(line.fate, line.text, line.why) for line in made.lines] == [(Fate.LOOK, "127.63", "写着127.63万元")]
    assert [key for key, _ in made.marks] == [("t", 0, "value")]


def test_a_text_with_an_amount_is_carried_marked_and_told(form: Form) -> None:
    made = rolled(fill(form, {**DATA, "x": {"uses": "控制数≤127.63万元"}}, YEAR), form)
    result = read(made.data, form)
    at = result.submission.cells.get(("x", "uses")).entry.at  # type: ignore[union-attr]
    assert [line.why for line in made.lines if line.fate is Fate.LOOK] == ["写着127.63万元"]
    assert "写着127.63万元" in opened(made.data)[at.sheet][at.cell].comment.text  # type: ignore[union-attr]


# The command on one file


FORM = (
    record("x", amount="money", last=MONEY_LAST, uses={"type": "text"}, reason={"type": "text", "carries": False})
    + table("t", name="text", amount="money", last=MONEY_LAST)
    + a_sheet(
        "项目{{ n }}",
        a_block("p", "record", fields=fields_of({"name": "text", "goal": "text", "done": {"type": "choice", "choices": ["是", "否"], "carries": False}})),
        repeat="projects",
    )
)  # fmt: skip
DATA: dict[str, Any] = {
    "unit": UNIT, "x": {"amount": "12.5", "uses": "2022年办公", "reason": "人员增加"}, "t": [{"name": "甲", "amount": "3"}, {"name": "乙", "amount": "4"}],
    "projects": [{"name": "修路", "goal": "畅通", "done": "是"}, {"name": "绿化", "goal": "成荫", "done": "否"}],
}  # fmt: skip


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return a_form(tmp_path, FORM, head='finished = "projects.done"\n')


def rolled(data: bytes, form: Form, **more: Any) -> RolledOver:
    return roll_over(SourceFile("a.xlsx", data), str(form.folders[0]), **more)


def content(data: bytes, form: Form) -> dict[str, Any]:
    return export(read(data, form).submission)


def test_figures_texts_and_projects_come_over_and_it_is_the_year_after(form: Form) -> None:
    made = rolled(fill(form, DATA, YEAR), form)
    found = content(made.data, form)
    assert (made.year, found["year"], found["data"]["x"]) == (YEAR + 1, YEAR + 1, {"amount": None, "last": "12.5", "uses": "2022年办公", "reason": None})
    assert [(row["name"], row["amount"], row["last"]) for row in found["data"]["t"]] == [("甲", None, "3"), ("乙", None, "4")]
    assert [(item["name"], item["done"]) for item in found["data"]["projects"]] == [("修路", None), ("绿化", None)]
    assert found["data"]["unit"] == UNIT


def test_projects_that_are_done_are_left_out_where_that_is_asked_for(form: Form) -> None:
    made = rolled(fill(form, DATA, YEAR), form, drop_finished=True)
    assert [item["name"] for item in content(made.data, form)["data"]["projects"]] == ["绿化"]
    assert [line.label for line in made.lines if line.fate is Fate.FINISHED] == ["修路"]


def test_a_form_without_a_field_for_what_is_done_drops_nothing(tmp_path: Path) -> None:
    plain = a_form(tmp_path, FORM)
    with pytest.raises(Refusal) as raised:
        rolled(fill(plain, DATA, YEAR), plain, drop_finished=True)
    assert raised.value.code == "no_finished"


def test_twice_in_a_row_each_years_figures_are_in_place(form: Form) -> None:
    data = fill(form, DATA, YEAR)
    for step, amount in enumerate(("100", "200"), start=1):
        data = rolled(data, form).data
        found = content(data, form)
        assert found["year"] == YEAR + step and found["data"]["x"]["last"] == {1: "12.5", 2: "100"}[step]
        found["data"]["x"]["amount"] = amount
        data = fill(form, found["data"], found["year"])


def test_a_text_with_the_old_year_is_marked_and_nothing_complains_of_the_mark(form: Form) -> None:
    made = rolled(fill(form, DATA, YEAR), form)
    (line,) = [line for line in made.lines if line.fate is Fate.LOOK]
    result = read(made.data, form)
    at = result.submission.cells.get(("x", "uses")).entry.at  # type: ignore[union-attr]
    note = opened(made.data)[at.sheet][at.cell].comment.text  # type: ignore[union-attr]
    assert line.why == "写着2022年" and note.startswith("【校验】") and "写着2022年" in note
    assert not [finding for finding in result.findings if at in finding.cells] and not result.account.unread


def test_repair_takes_the_mark_off(form: Form) -> None:
    made = rolled(fill(form, DATA, YEAR), form)
    repaired = opened(repair_workbook(SourceFile("a.xlsx", made.data), form=str(form.folders[0])).data)
    assert not [cell for sheet in repaired for row in sheet.iter_rows() for cell in row if cell.comment is not None]


def test_what_was_not_carried_stands_on_a_sheet_by_its_old_cell(tmp_path: Path) -> None:
    old = a_form(tmp_path, record("x", uses="text", gone="text"))
    new = a_form(tmp_path, record("x", uses="text"))
    data = fill(old, {"unit": UNIT, "x": {"uses": "办公", "gone": "旧话"}}, YEAR)
    at = read(data, old).submission.cells.get(("x", "gone")).entry.at  # type: ignore[union-attr]
    made = roll_over(SourceFile("a.xlsx", data), str(new.folders[0]), form=str(old.folders[0]))
    assert made.lost == 1
    rows = list(opened(made.data)["未带入"].iter_rows(min_row=3, values_only=True))
    assert rows == [(at.sheet, at.cell, "gone", "旧话", "新表样里没有这一栏")]  # type: ignore[union-attr]
    assert content(made.data, new)["data"]["x"] == {"uses": "办公"}


def test_a_cell_beside_the_forms_own_is_told(form: Form) -> None:
    stray = typed(fill(form, DATA, YEAR), {"数据!H20": "另外的话"})
    assert [(str(line.at), line.text) for line in rolled(stray, form).lines if line.fate is Fate.LOST] == [("数据!H20", "另外的话")]


def test_the_same_input_gives_the_same_bytes(form: Form) -> None:
    data = fill(form, DATA, YEAR)
    assert rolled(data, form).data == rolled(data, form).data


def test_a_workbook_with_errors_is_refused(tmp_path: Path) -> None:
    strict = a_form(tmp_path, record("x", amount={"type": "money", "required": True}, uses="text"))
    with pytest.raises(Refusal) as raised:
        rolled(fill(strict, {"unit": UNIT, "x": {"uses": "办公"}}, YEAR), strict)
    assert (raised.value.code, raised.value.kind) == ("rollover_errors", "has_errors")


def test_an_accepted_workbook_of_a_form_whose_unit_has_changed_since_is_not_misread(tmp_path: Path) -> None:
    old = a_form(tmp_path, a_sheet("数据", a_block("x", "record", unit="万元", fields=fields_of({"amount": "money", "last": MONEY_LAST}))))
    data = fill(old, {"unit": UNIT, "x": {"amount": "12.5"}}, YEAR)
    new = a_form(tmp_path, a_sheet("数据", a_block("x", "record", unit="元", fields=fields_of({"amount": "money", "last": MONEY_LAST, "more": "text"}))))
    told = read_previous(PreviousTask("a.xlsx", data, accepted=True, forms=(str(new.folders[0]),)))
    assert told.wrong
    by_its_own = read_previous(PreviousTask("a.xlsx", data, accepted=True, forms=(str(old.folders[0]), str(new.folders[0]))))
    assert not by_its_own.error
    made = roll_over(SourceFile("a.xlsx", data), str(new.folders[0]), form=str(old.folders[0]))
    assert content(made.data, new)["data"]["x"]["last"] == "125000"


def test_a_check_puts_its_own_marks_over_ours_and_the_sender_is_not_asked_about_either(form: Form) -> None:
    made = rolled(fill(form, DATA, YEAR), form).data
    at = read(made, form).submission.cells.get(("x", "uses")).entry.at  # type: ignore[union-attr]
    remarks = Remarks("甲局", "tiny", "", (Finding("X-01", "error", "写错了", (at,)),))  # type: ignore[arg-type]
    again = read(annotate(made, remarks).data, form)
    assert not [finding for finding in again.findings if at in finding.cells]


# What a form may say


@pytest.mark.parametrize(
    ("head", "key", "said"),
    [
        ('finished = "projects.dnoe"\n', "finished", "“projects.dnoe”没有这一栏"),
        ('finished = "x.uses"\n', "finished", "应是明细表的一列，或重复的工作表"),
        ('finished = "projects.name"\n', "finished", "应从“是”“否”里选"),
        ('[lists]\nkinds = { codes = ["1", "2"], was = { "9" = "3" } }\n', "lists.kinds.was", "新编码“3”不在代码表 kinds 里"),
        ('[lists]\nkinds = { codes = ["1"], was = { " " = "1" } }\n', "lists.kinds.was", "有空白的旧编码"),
        ('[lists]\nkinds = { codes = ["1"], was = "no.csv" }\n', "lists.kinds.was", "no.csv 不存在"),
        ('[lists]\nkinds = { codes = ["1"], was = { "9" = 1 } }\n', "lists.kinds.was", "旧编码 = 新编码"),
    ],
)
def test_a_mistake_of_a_form_is_told(head: str, key: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(FormError) as raised:
        a_form(tmp_path, FORM, head=head)
    (mistake,) = raised.value.mistakes
    assert mistake.key.endswith(key) and said in mistake.message


@pytest.mark.parametrize(
    ("rows", "said"),
    [("9,1\n9,1\n", "第 3 行又写了一遍"), ("9,\n9,1\n", "第 3 行又写了一遍"), (",1\n8,1\n", "第 2 行没有旧编码"), ("9,3\n", "新编码“3”不在代码表"), ("9,1\n8;2\n", "第 3 行")],
)
def test_a_mistake_of_a_map_in_a_file_is_told_with_its_line(rows: str, said: str, tmp_path: Path) -> None:
    home = a_form(tmp_path, FORM).folders[0]
    (home / "was.csv").write_text("旧编码,新编码\n" + rows, encoding="utf-8")
    text = (home / "form.toml").read_text(encoding="utf-8").replace("\n[[sheets]]", '\n[lists]\nkinds = { codes = ["1", "2"], was = "was.csv" }\n[[sheets]]', 1)
    (home / "form.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FormError) as raised:
        load_form(home)
    assert any(said in mistake.message for mistake in raised.value.mistakes)


def test_a_map_is_inherited_and_goes_with_the_form_that_is_written_out(tmp_path: Path) -> None:
    home = a_form(tmp_path, FORM).folders[0]
    (home / "was.csv").write_text("旧编码,新编码\n9,1\n9,2\n8,\n", encoding="utf-8")
    text = (home / "form.toml").read_text(encoding="utf-8").replace("\n[[sheets]]", '\n[lists]\nkinds = { codes = ["1", "2"], was = "was.csv" }\n[[sheets]]', 1)
    (home / "form.toml").write_text(text, encoding="utf-8")
    child = tmp_path / "child"
    child.mkdir()
    (child / "form.toml").write_text(f'id = "child"\nextends = "{home.name}"\n', encoding="utf-8")
    assert load_form(child).lists["kinds"].was == {"9": ("1", "2"), "8": ()}
    assert form_files(str(child))["was.csv"].decode() == "旧编码,新编码\n9,1\n9,2\n8,\n"
